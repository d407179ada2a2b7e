"""Everything people, days and mishaps do to an office in T6, as a table: a new use case is one more line."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

from compliance.domain.address_health import Severity
from compliance.domain.deadlines import fixed
from compliance.domain.evidence import Judgement
from compliance.domain.outcomes import Outcome
from compliance.domain.returned import Returned
from compliance.store import deadline_changes
from compliance.usecases.change_deadline import correct, reverse_extension
from compliance.usecases.deadline_versions import Moved
from compliance.usecases.hold import lift_hold, place_hold
from compliance.usecases.open_recommendation import find
from compliance.usecases.plan_reminders import plan_reminders
from compliance.usecases.propose_outcome import approve, decline, propose, take_back
from compliance.usecases.reopen import reopen, resend
from compliance.usecases.request_extension import Request, ask, grant, refuse, withdraw
from compliance.usecases.review_evidence import waiting_evidence
from compliance.usecases.settle_message import Settlement
from compliance.usecases.stop_clock import restart, stop
from compliance.usecases.wait_for import end_wait
from tests.support.world import ONE_DAY
from tests.torture.act_tables import Act, Move
from tests.torture.case import Case
from tests.torture.life import Chance, Life
from tests.torture.moody import MOODS, Death

AUTHORITIES = ("E1", "E2", "E3")
MOST_CASES = 6
CATEGORIES = ("awaiting_complainant", "awaiting_third_party")


def _by(life: Life, use_case: Callable[..., Any], reference: str, *words: Any, with_rules: bool = True) -> Any:
    """One use case, in a transaction of its own."""
    needs = (life.world.rulebook, life.world.moment) if with_rules else (life.world.moment,)
    with life.world.writing() as session:
        return use_case(session, *needs, reference, *words)


def _moved(case: Case, moved: Moved) -> None:
    case.moved(moved.kind.value, moved.receipt.due_on)


# What people do to a recommendation.


def _extend(life: Life, case: Case, chance: Chance) -> None:
    assert case.due_on is not None
    _moved(case, life.world.extend(case.reference, case.due_on + chance.number(1, 40) * ONE_DAY))
    if case.met:  # time until the wished day or beyond is the answer
        case.granted.add(len(case.versions))
        case.wished = case.refused = None
    case.overtaken()


def _reverse(life: Life, case: Case, _: Chance) -> None:
    _moved(case, _by(life, reverse_extension, case.reference, "granted by mistake", "Kim"))


def _correct(life: Life, case: Case, chance: Chance) -> None:
    to = case.decided_on + chance.number(0, 90) * ONE_DAY
    if to == case.due_on:
        to += ONE_DAY
    receipt, before = fixed(to, life.world.rulebook.calendar, "corrected"), case.due_on
    _moved(case, _by(life, partial(correct, may_give_time=True), case.reference, receipt, "a typing error", "Kim"))
    case.overtaken_by_date(before, life.today)


def _ask(life: Life, case: Case, chance: Chance) -> None:
    assert case.due_on is not None
    wished = case.due_on + chance.number(1, 40) * ONE_DAY
    _by(life, ask, case.reference, Request(wished, "flood", "Ann", life.today))
    case.wished, case.left = wished, None


def _grant(life: Life, case: Case, chance: Chance) -> None:
    assert case.due_on is not None
    until = max(case.due_on + chance.number(1, 40) * ONE_DAY, life.today)  # a day that has passed is not granted
    _moved(case, _by(life, grant, case.reference, "as agreed", "Kim", until))
    case.granted.add(len(case.versions))
    case.wished = case.refused = None
    case.overtaken()


def _refuse(life: Life, case: Case, _: Chance) -> None:
    assert case.wished is not None
    with life.world.store.reading() as session:
        request = deadline_changes.open_request(session, find(session, case.reference).id)
    assert request is not None
    _by(life, refuse, case.reference, "there was time enough", "Kim")
    case.refused, case.wished = (request.id, case.wished), None


def _withdraw(life: Life, case: Case, _: Chance) -> None:
    _by(life, withdraw, case.reference, "not needed any more", "Ann", with_rules=False)
    case.wished = None


def _stop(life: Life, case: Case, chance: Chance) -> None:
    _moved(case, _by(life, stop, case.reference, chance.pick(CATEGORIES), "the court has it", "Kim"))
    case.stopped = True


def _restart(life: Life, case: Case, _: Chance) -> None:
    _moved(case, _by(life, restart, case.reference, "the court is done", "Kim"))
    case.stopped = False


def _evidence(life: Life, case: Case, _: Chance) -> None:
    note = f"letter {case.happened['evidence_received'] + 1}"
    assert life.world.evidence(case.reference, note)
    case.evidence_waiting += 1
    case.pieces.append((life.today, Judgement.WAITING, life.today))
    with life.world.store.reading() as session:
        case.numbers.append(max(waiting_evidence(session, case.reference)))
    case.overtaken(by_evidence=True)


def _judge(life: Life, case: Case, chance: Chance) -> None:
    judgement = Judgement(chance.pick((Judgement.SUFFICIENT, Judgement.INSUFFICIENT, Judgement.WITHDRAWN)))
    life.world.judge(case.reference, judgement, "the minutes" if judgement is Judgement.INSUFFICIENT else "")
    case.judged(judgement, life.today)


def _close(life: Life, case: Case, chance: Chance) -> None:
    outcome = Outcome(chance.pick(case.ends(Outcome.SATISFIED)))
    life.world.end(case.reference, outcome)
    case.overtaken()
    ended(life, case, outcome)


def ended(life: Life, case: Case, outcome: Outcome) -> None:
    """It has its outcome, and all that waits in it is answered."""
    case.happened["extension_withdrawn"] += case.asked
    case.happened["hold_lifted"] += case.held(life.today)
    while case.evidence_waiting:
        case.judged(Judgement.SUFFICIENT if outcome is Outcome.SATISFIED else Judgement.INSUFFICIENT, life.today)
    if case.wished is not None:
        case.left = case.wished
    case.outcome, case.recorded_on, case.wished = outcome, life.today, None
    case.completed_on = life.today if outcome is Outcome.SATISFIED else None
    case.held_until = None


def _propose(life: Life, case: Case, chance: Chance) -> None:
    case.proposed, case.proposed_on = Outcome(chance.pick(case.ends())), life.today
    _by(life, propose, case.reference, case.proposed, "nothing came of it")
    case.declined = case.set_aside = False


def _approve(life: Life, case: Case, _: Chance) -> None:
    assert case.proposed is not None
    with life.world.writing() as session:
        approve(session, life.world.rulebook, replace(life.world.moment, actor="Dee"), case.reference)
    ended(life, case, case.proposed)
    case.proposed = None


def _decline(life: Life, case: Case, _: Chance) -> None:
    with life.world.writing() as session:
        decline(session, life.world.rulebook, replace(life.world.moment, actor="Dee"), case.reference, "ring first")
    case.proposed, case.declined = None, True


def _take_back(life: Life, case: Case, _: Chance) -> None:
    _by(life, take_back, case.reference, "the minutes came", with_rules=False)
    case.proposed = None


def _can_propose(_: Life, case: Case) -> bool:
    return case.open and not (case.evidence_waiting or case.asked or case.proposed)


def _reopen(life: Life, case: Case, chance: Chance) -> None:
    days = chance.number(-1, 30)
    to = (life.today + days * ONE_DAY,) if days >= 0 else ()
    _moved(case, _by(life, reopen, case.reference, "it was not done after all", "Dee", *to))
    case.opened_again(life.today)
    case.stopped = case.stopped and not to  # with a new date a stopped clock runs again
    case.waits = case.waits and not to  # and what it waited for counts no more


def _resend(life: Life, case: Case, _: Chance) -> None:
    _moved(case, _by(life, resend, case.reference, "nobody got it", "Kim"))


def _hold(life: Life, case: Case, chance: Chance) -> None:
    case.held_until = life.today + chance.number(1, 30) * ONE_DAY
    _by(life, place_hold, case.reference, case.held_until, "a bereavement")


def _lift(life: Life, case: Case, _: Chance) -> None:
    _by(life, lift_hold, case.reference, "they are back", with_rules=False)
    case.held_until = None


def _wait_ends(life: Life, case: Case, _: Chance) -> None:
    _moved(case, _by(life, end_wait, case.reference, life.today, "it is established", "Kim"))
    case.waits = False


def _can_stop(life: Life, case: Case) -> bool:
    return case.due_on is not None and case.open and not case.stopped and life.today <= case.due_on


ACTS = (
    Act("extend", _extend, lambda _, case: case.dated, ("deadline_changed",)),
    Act(
        "reverse_extension",
        _reverse,
        lambda _, case: case.open and case.versions[-1] == "extension",
        ("deadline_changed",),
    ),
    Act("correct", _correct, lambda _, case: case.dated, ("deadline_changed",)),
    Act("ask_for_time", _ask, lambda _, case: case.dated and not case.asked, ("extension_asked",)),
    Act("grant_time", _grant, lambda _, case: case.dated and case.asked, ("deadline_changed",)),
    Act("refuse_time", _refuse, lambda _, case: case.open and case.asked and not case.met, ("extension_refused",)),
    Act("withdraw_request", _withdraw, lambda _, case: case.open and case.asked, ("extension_withdrawn",)),
    Act("stop_clock", _stop, _can_stop, ("deadline_changed",)),
    Act("restart_clock", _restart, lambda _, case: case.open and case.stopped, ("deadline_changed",)),
    Act("send_evidence", _evidence, lambda _, case: case.open, ("evidence_received",)),
    Act("judge_evidence", _judge, lambda _, case: case.open and case.evidence_waiting > 0, ("evidence_judged",)),
    Act("record_outcome", _close, lambda _, case: case.open, ("outcome_recorded",)),
    Act("propose_outcome", _propose, _can_propose, ("outcome_proposed",)),
    Act("approve_outcome", _approve, lambda _, case: case.open and case.proposed in case.ends(), ("outcome_recorded",)),
    Act("decline_outcome", _decline, lambda _, case: case.open and case.proposed is not None, ("outcome_declined",)),
    Act(
        "take_outcome_back",
        _take_back,
        lambda _, case: case.open and case.proposed is not None,
        ("outcome_proposal_withdrawn",),
    ),
    Act("reopen", _reopen, lambda _, case: not case.open, ("reopened",)),
    Act("send_anew", _resend, lambda _, case: case.open, ("deadline_changed",)),
    Act("hold", _hold, lambda life, case: case.open and not case.held(life.today), ("held",)),
    Act("lift_hold", _lift, lambda life, case: case.open and case.held(life.today), ("hold_lifted",)),
    Act("wait_ends", _wait_ends, lambda _, case: case.open and case.waits, ("deadline_changed",)),
)


# What happens to the office.


def _case_comes(life: Life, chance: Chance) -> None:
    life.case_comes(chance.pick(AUTHORITIES), [chance.number(0, 45) for _ in range(chance.number(1, 2))])


def _waiting_case_comes(life: Life, chance: Chance) -> None:
    life.waiting_case_comes(chance.pick(AUTHORITIES))


def _days_pass(life: Life, chance: Chance) -> None:
    life.world.today += chance.number(1, 12) * ONE_DAY


def _weeks_pass(life: Life, chance: Chance) -> None:
    life.world.today += chance.number(30, 60) * ONE_DAY


def _days_are_run(life: Life, chance: Chance) -> None:
    for _ in range(chance.number(1, 6)):
        life.world.today = life.world.rulebook.calendar.shift(life.world.today, 1)
        life.begin_day()
        life.send([chance.pick(MOODS)])


def _plan(life: Life, _: Chance) -> None:
    life.begin_day()


def _send(life: Life, chance: Chance) -> None:
    life.send([chance.pick(MOODS) for _ in range(chance.number(0, 4))])


def _planner_dies(life: Life, _: Chance) -> None:
    with suppress(Death), life.world.writing() as session:
        plan_reminders(session, life.world.rulebook, life.world.moment, life.world.machine)
        raise Death


def _lease_runs_out(life: Life, _: Chance) -> None:
    life.world.lease_runs_out()


def _settle(life: Life, chance: Chance) -> None:
    """A person looks into the mail server's book and tells the truth."""
    key = chance.pick(_unsettled(life))
    taken = key in {line.key for line in life.lines}
    life.world.settle(key, Settlement.SENT if taken else Settlement.RESEND, "looked it up")


def _unsettled(life: Life) -> list[str]:
    return [key for key in in_state(life, "in_doubt", "failed") if key not in life.returned]


def in_state(life: Life, *states: str) -> list[str]:
    """Keys in the order their messages were made: the keys themselves are drawn anew each time."""
    return [key for key, message in life.ledger.messages.items() if message.state in states]


def _mail_returns(life: Life, chance: Chance) -> None:
    """What was accepted comes back for good: the mailbox does not exist."""
    key = chance.pick(in_state(life, "sent"))
    recipient, at = life.ledger.messages[key].recipient, life.world.moment.now
    life.world.report(Returned(key, recipient, Severity.HARD, "5.1.1", "no such mailbox", "a mail server", at))
    life.returned.add(key)


MOVES = (
    Move("case_comes", _case_comes, lambda life: life.decisions < MOST_CASES, often=3),
    Move("waiting_case_comes", _waiting_case_comes, lambda life: life.decisions < MOST_CASES),
    Move("days_are_run", _days_are_run, often=9),
    Move("days_pass_unrun", _days_pass),
    Move("weeks_pass_unrun", _weeks_pass),
    Move("plan", _plan, often=3),
    Move("send", _send, often=7),
    Move("planner_dies", _planner_dies),
    Move("lease_runs_out", _lease_runs_out, often=2),
    Move("settle", _settle, lambda life: bool(_unsettled(life)), often=2),
    Move("mail_returns", _mail_returns, lambda life: bool(life.ledger.in_state("sent"))),
)
