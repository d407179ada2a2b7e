"""What people do to stages of statutory clocks in T6 (rule T)."""

from __future__ import annotations

from compliance.domain.outcomes import Outcome
from compliance.usecases.statutory_clock import Begun, StageEnded, begin, confirm, fail
from tests.support.world import ONE_DAY
from tests.torture.act_tables import Act
from tests.torture.acts import ended
from tests.torture.case import Case
from tests.torture.life import Chance, Life

CLOCKS = ("public_report", "care_provider")
# What is done to a stage as to any recommendation.
OF_ANY = frozenset({"send_evidence", "judge_evidence", "hold", "lift_hold", "send_anew", "note", "give_to_caseworker"})
OF_ANY |= {"meet", "write_to_chief_executive", "ask_for_time", "refuse_time", "withdraw_request"}
# A public report gets more time only in writing.
MORE_TIME = frozenset({"extend", "reverse_extension", "correct", "grant_time"})


def takes(act: str, case: Case) -> bool:
    """Whether an act is one for such a recommendation, be it a stage."""
    if act in {each.name for each in STAGE_ACTS} or not case.clock:
        return True
    return act in OF_ANY or (act in MORE_TIME and case.clock == "care_provider")


def _begun(life: Life, of: Case, stage: Begun, case: Case) -> None:
    assert stage.reference == case.reference
    case.happened["stage_begun"] += 1
    assert of.decision == case.decision
    life.known(case)


def _begin(life: Life, case: Case, chance: Chance) -> None:
    """One that was begun already is refused."""
    received = max(case.decided_on, life.today - chance.number(0, 9) * ONE_DAY)
    with life.world.writing() as session:
        clock = chance.pick(CLOCKS)
        found = begin(session, life.world.rulebook, life.world.moment, case.decision, clock, received)
    _follows(life, case, found, clock, 1)


def _follows(life: Life, case: Case, found: Begun, clock: str, number: int) -> None:
    due = found.receipt.due_on
    reference = f"{case.decision}/{clock}/{number}"
    received = found.receipt.anchor
    new = Case(reference, case.authority, case.decision, received, due, due, clock=clock, stage=number)
    _begun(life, case, found, new)


def _confirm(life: Life, case: Case, _: Chance) -> None:
    with life.world.writing() as session:
        confirm(session, life.world.rulebook, life.world.moment, case.reference, life.today, "Cas", "their letter")
    case.overtaken()
    ended(life, case, Outcome.SATISFIED)


def _fail(life: Life, case: Case, _: Chance) -> None:
    """The second stage begins at once; after it there is a task."""
    received = life.today if case.stage == 1 else None
    with life.world.writing() as session:
        use = (session, life.world.rulebook, life.world.moment, case.reference, "no answer", "Cas", "Dee", received)
        found: StageEnded = fail(*use)
    case.overtaken()
    ended(life, case, Outcome.NOT_SATISFIED)
    if received is not None:
        assert found.begun is not None
        _follows(life, case, found.begun, case.clock, 2)


def _open_stage(_: Life, case: Case) -> bool:
    return case.open and bool(case.clock)


STAGE_ACTS = (
    Act("clock_begins", _begin, lambda _, case: not case.clock, refusable=True),
    Act("stage_confirmed", _confirm, _open_stage, ("outcome_recorded",)),
    Act("stage_failed", _fail, _open_stage, ("outcome_recorded",)),
)
