"""What must hold in T6 after every act, as a table; each says what is wrong, or nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from compliance.domain.history import Happening
from compliance.domain.outcomes import RecommendationEnd
from compliance.domain.recommendations import DecisionOutcome
from compliance.domain.reminders import OF_AN_OUTCOME
from compliance.domain.statistics import Case as CountedCase
from compliance.domain.statistics import Figures, Year, YearBy
from compliance.store import cases, events
from compliance.usecases.derive_next_action import next_action_of
from compliance.usecases.explain import explain
from compliance.usecases.measure_compliance import measure_compliance
from compliance.usecases.refresh_next_actions import refresh_next_actions
from compliance.usecases.verify_history import verify_history
from tests.domain.oracles import recount
from tests.support.next_actions import disagreements
from tests.torture.acts import AUTHORITIES
from tests.torture.case import Case
from tests.torture.every_act import EVERY_ACT
from tests.torture.judge import TERMINAL, duplicates, lost, silent
from tests.torture.letters_of_dates import completion_is_told, date_is_told, opening_is_told
from tests.torture.life import STAGE_RUNGS, Life
from tests.torture.oracle import LOGGED

YEARS = (date(2025, 3, 31), date(2026, 3, 31))
TOLD = {name for act in EVERY_ACT for name in act.says} | {
    Happening.LOGGED.value,
    Happening.OUTCOME_PROPOSAL_WITHDRAWN.value,
    Happening.STAGE_BEGUN.value,
    Happening.MEETING_ARRANGED.value,
}
ASKED_FOR = (
    *("settle_message", "judge_evidence", "decide_extension", "decide_outcome", "reconsider_outcome"),
    "record_outcome",
)
AROUND = (-40, -1, 0, 1, 2, 8, 30, 100)
NEEDS_REASON = {"skipped", "superseded", "suppressed", "failed", "in_doubt"}
LADDER = frozenset(
    {
        "logged",
        "due_in_10_working_days",
        "due_in_3_working_days",
        "due_today",
        "overdue_5_working_days",
        "overdue_10_working_days",
        "overdue_20_working_days",
        "delayed_remedy",
        *STAGE_RUNGS,
    }
)
# Those that are counted from the due date.
TO_DUE = LADDER - {"logged", "delayed_remedy"}
# The others write to nobody at the authority.
CHASERS = LADDER - {"overdue_20_working_days", "delayed_remedy"}


ANSWERS = frozenset({"extension_refused", "evidence_insufficient"})


@dataclass(frozen=True)
class Invariant:
    """Something that always holds; `faults` gives what is wrong.

    A `slow` one is looked at now and then, and last; one that is for the `end` of a life last alone.
    """

    promised: str
    faults: Callable[[Life], Iterator[str]]
    slow: bool = False
    end: bool = False


def _once(life: Life) -> Iterator[str]:
    """At most one accepted send per (recommendation, version, step, recipient) (R2.2)."""
    yield from duplicates(life.ledger, life.lines)


def _recorded(life: Life) -> Iterator[str]:
    """What was accepted is sent, in doubt, or still held by a sender that may live; nothing else says it was sent."""
    for line in life.lines:
        entry = life.ledger.messages.get(line.key)
        known = ("failed",) if line.key in life.returned else ("sent", "in_doubt", "sending")
        if entry is None or entry.state not in known:
            yield f"{line.key} was accepted and is {entry.state if entry else 'unknown'}"
        elif sorted(line.about) != sorted(reference for reference, _, _ in entry.about):
            yield f"{line.key} says {line.about}, the ledger {entry.about}"
    yield from lost(life.ledger, life.lines)


def _every_step_ends(life: Life) -> Iterator[str]:
    """Each step is at an end with its reason, in a message on its way, or planned for a day (R2.3)."""
    on_its_way = Counter(
        item for entry in life.ledger.messages.values() if entry.state in ("waiting", "sending") for item in entry.about
    )
    for rung in life.ledger.steps:
        name = f"{rung.name} of {rung.recommendation} v{rung.version}"
        if rung.state == "queued" and not on_its_way[(rung.recommendation, rung.version, rung.name)]:
            yield f"{name} is queued in no message that is on its way"
        if rung.state in NEEDS_REASON and not rung.reason:
            yield f"{name} is {rung.state} without a reason"
        if rung.state not in TERMINAL | {"queued", "planned"}:
            yield f"{name} is {rung.state}"


def _ended_means_ended(life: Life) -> Iterator[str]:
    """A closed recommendation, and an overtaken deadline version, have no rung left that could go out (R4, D6)."""
    for rung in life.ledger.steps:
        case = life.cases[rung.recommendation]
        ladder = rung.name in LADDER
        if rung.state == "planned" and ladder and (not case.open or rung.version != len(case.versions)):
            yield f"{rung.name} of {rung.recommendation} v{rung.version} is still planned"


def _never_early(life: Life) -> Iterator[str]:
    """Nothing went out before its day (R2.4), nor on a closed one (D5)."""
    days = {(rung.recommendation, rung.version, rung.name): rung.on_day for rung in life.ledger.steps}
    for each in life.delivered:
        for item in life.ledger.messages[each.line.key].about:
            if each.day.isoformat() < days[item]:
                yield f"{item} went out on {each.day}, its day is {days[item]}"
        if not life.world.rulebook.calendar.is_working_day(each.day):
            yield f"{each.line.key} went out on the closed day {each.day}"


def _stopped_at_once(life: Life) -> Iterator[str]:
    """No chaser goes out while evidence waits or suffices, after the outcome, or for a replaced date (R4, D6).

    A first letter that tells another date, or grants a request, chases nobody (D6, D7), nor does one before an answer.
    """
    heard: defaultdict[str, set[int]] = defaultdict(set)
    for each in life.delivered:
        for reference, version, step in life.ledger.messages[each.line.key].about:
            tells = _tells(life.cases[reference], step, version, heard[reference]) or _answered(life, reference, step)
            halted = reference in each.ended or (reference in each.halted and not tells)
            if step in CHASERS and (halted or version != each.versions[reference]):
                yield f"{step} of {reference} v{version} went out on {each.day} although it was to stand still"
            heard[reference].add(each.versions[reference])


def _tells(case: Case, step: str, version: int, heard: set[int]) -> bool:
    """Whether a first letter tells another date than one heard before, or that more time was granted since the last."""
    moved = any(case.dates[version - 1] != case.dates[each - 1] for each in heard)
    return step == LOGGED and (moved or any(max(heard, default=0) < each <= version for each in case.granted))


def _answered(life: Life, reference: str, step: str) -> bool:
    """Whether it is a first letter, and an answer about its recommendation is to go or went: that comes behind it."""
    answers = {rung.recommendation for rung in life.ledger.steps if rung.name.partition("-")[0] in ANSWERS}
    return step == LOGGED and reference in answers


def _told_is_so(life: Life) -> Iterator[str]:
    """What is told is so: that it is complete, what evidence lacks, that time is refused (R2.4, R4, D7)."""
    for each in life.delivered:
        for reference, version, step in life.ledger.messages[each.line.key].about:
            name, _, number = step.partition("-")
            stands = reference in each.complete and version == each.versions[reference]
            if name == "satisfied" and not stands:
                yield f"{step} of {reference} v{version} went out on {each.day}, and it was not complete"
            if name == "evidence_insufficient" and int(number) in each.answered:
                yield f"{step} of {reference} went out on {each.day}, and was answered"
            if name == "extension_refused" and int(number) not in each.refused:
                yield f"{step} of {reference} went out on {each.day}, and was answered anew"


def _told_first(life: Life) -> Iterator[str]:
    """Nobody is written to about a new deadline version before the letter that tells of it (R2.4, D6)."""
    yield from (f"{each}, and the authority had still to be told of its date" for each in life.too_early)


def _people_know(life: Life) -> Iterator[str]:
    """Each failed message and each doubt has its task (R6); of a failed one until nothing in it is still right."""
    closed = {name for name, case in life.cases.items() if not case.open}
    # Letters and answers that ended because another says it, or nobody has to be told any more (R2.4).
    ended = {
        (rung.recommendation, rung.version, rung.name)
        for rung in life.ledger.steps
        if rung.state == "superseded" and rung.name not in LADDER
    }
    for key in life.ledger.in_state("failed"):
        about = life.ledger.messages[key].about
        if about and all(item in ended or (item[0] in closed and item[2] not in OF_AN_OUTCOME) for item in about):
            life.moot.add(key)
    yield from silent(life.ledger, life.returned, life.moot)


def never_silent(life: Life) -> Iterator[str]:
    """What is open and overdue has a rung to come, a message on its way, a task, or a next action of ours (R6)."""
    coming = {rung.recommendation for rung in life.ledger.steps if rung.name in TO_DUE and rung.state == "planned"}
    coming |= {
        reference
        for entry in life.ledger.messages.values()
        if entry.state in ("waiting", "sending")
        for reference, _, _ in entry.about
    }
    asked = {subject.removeprefix("recommendation ") for _, subject in life.ledger.tasks}
    for name, case in life.cases.items():
        late = case.dated and case.due_on is not None and case.due_on < life.today
        ours = case.evidence_waiting or case.asked or case.proposed or case.proven or case.held(life.today)
        if late and not ours and name not in coming | asked:
            yield f"{name} is overdue since {case.due_on}, and nothing and nobody is to say so"


def _originals(life: Life) -> Iterator[str]:
    """The original date never changes, every version is there, dates are those of the newest (D6)."""
    with life.world.store.reading() as session:
        for case in life.cases.values():
            record = cases.recommendation(session, case.reference)
            assert record is not None
            assert record.id is not None
            versions = cases.deadlines(session, record.id)
            first = next((each.due_on for each in versions if each.due_on), None)
            if {record.original_due_on, first} != {case.original_due_on}:
                yield f"{case.reference}: the original date is {record.original_due_on}"
            if [each.kind for each in versions] != case.versions:
                yield f"{case.reference}: its versions are {[each.kind for each in versions]}"
            if {record.due_on, versions[-1].due_on} != {case.due_on}:
                yield f"{case.reference}: the due date is {record.due_on}, expected {case.due_on}"


def _explained(life: Life) -> Iterator[str]:
    """Whatever was done, each recommendation can be explained, and shows the dates that are on record (R8, D6)."""
    with life.world.store.reading() as session:
        for case in life.cases.values():
            story = explain(session, life.world.rulebook, life.world.moment, case.reference)
            record = story["recommendation"]
            assert isinstance(record, dict)
            for name, day in (("due_on", case.due_on), ("original_due_on", case.original_due_on)):
                if record[name] != (day.isoformat() if day else None):
                    yield f"{case.reference}: it shows {record[name]} as {name}, expected {day}"


def _history(life: Life) -> Iterator[str]:
    """Every act left its event, and the chain is whole."""
    with life.world.store.reading() as session:
        yield from (f"{stream} breaks at {seq}" for stream, seq in verify_history(session, _quietly).broken)
        for case in life.cases.values():
            links = events.stream(session, events.recommendation_stream(case.reference))
            told = Counter(link.entry.kind.value for link in links if link.entry.kind.value in TOLD)
            if told != case.happened:
                yield f"{case.reference}: history tells {dict(told)}, done was {dict(case.happened)}"


def _one_next_action(life: Life) -> Iterator[str]:
    """Each recommendation has one next action, and it is the one that what is known here asks for first."""
    doubted = {
        reference
        for entry in life.ledger.messages.values()
        if entry.state == "in_doubt"
        for reference, _, _ in entry.about
    }
    with life.world.store.reading() as session:
        for name, case in life.cases.items():
            found = cases.recommendation(session, name)
            assert found is not None
            assert found.id is not None
            action = next_action_of(session, found.id, life.today).action.value
            first = _asked_for_first(case, doubted)
            if action != first and (first or action in ("nothing", *ASKED_FOR)):
                yield f"{name}: the next action is {action}, expected {first or 'another one'}"


def _stored_as_derived(life: Life) -> Iterator[str]:
    """The next actions that lists show are those that are derived, today and on days around it, whatever was done."""
    days = {life.today + timedelta(days=number) for number in AROUND}
    if not refresh_next_actions(life.world.store).complete:
        yield "the stored next actions could not be brought up to date"
    yield from disagreements(life.world.store, days)


def _asked_for_first(case: Case, doubted: set[str]) -> str:
    """The action that comes before all others; "" where none of these is asked for."""
    if not case.open:
        return "nothing"
    asked = case.asked and not case.proven
    go_on = case.declined or (case.set_aside and not case.proven)
    waits = (case.evidence_waiting > 0, asked, case.proposed is not None, go_on, case.proven)
    wants = (case.reference in doubted, *waits)
    return next((name for name, wanted in zip(ASKED_FOR, wants, strict=True) if wanted), "")


def _one_bucket(life: Life) -> Iterator[str]:
    """Every case in exactly one bucket: the figures are those counted case by case, and add up (S11)."""
    counted = _as_counted(list(life.cases.values()))
    with life.world.store.reading() as session:
        for ending in YEARS:
            year = measure_compliance(session, life.world.rulebook, ending, life.world.moment.now)
            for code in AUTHORITIES:
                expected = vars(recount(counted, code, Year(ending), YearBy.RECORDED))
                found = year.figures.get(code, Figures())
                if vars(found) != expected:
                    yield f"{code} {ending}: {found}, counted {expected}"


def _as_counted(cases: list[Case]) -> list[CountedCase]:
    by_decision: dict[str, list[Case]] = {}
    for case in cases:
        if case.clock:  # no figure counts a stage (T)
            continue
        by_decision.setdefault(case.decision, []).append(case)
    return [
        CountedCase(
            decision,
            some[0].authority,
            some[0].authority,
            some[0].decided_on,
            DecisionOutcome.UPHELD,
            satisfactory_remedy=False,
            recommendations=tuple(
                RecommendationEnd(case.due_on, case.outcome, case.completed_on, case.recorded_on) for case in some
            ),
        )
        for decision, some in by_decision.items()
    ]


def _quietly(_what: str, _done: int, _total: int) -> None:
    pass


INVARIANTS = (
    Invariant("at most one accepted send per (recommendation, version, step, recipient)", _once),
    Invariant("accepted means sent, in doubt or held; sent means accepted", _recorded),
    Invariant("every step ends with a reason, is on its way, or planned for a day", _every_step_ends),
    Invariant("nothing is left planned of what is closed or overtaken", _ended_means_ended),
    Invariant("nothing early, nothing on a closed day", _never_early),
    Invariant("no chaser while evidence waits, after the outcome, for a replaced date", _stopped_at_once),
    Invariant("what is told is so when it goes out", _told_is_so),
    Invariant("the letter about a new deadline version goes before all else about it", _told_first),
    Invariant("the date last told is the one in force, or the letter about that is to come", date_is_told),
    Invariant("who was told that it is complete is told that it is open again, before its date", opening_is_told),
    Invariant("what is satisfied is told so, or that was the last word", completion_is_told),
    Invariant("every failure and doubt is a task", _people_know),
    Invariant("no open and overdue remedy is silent: a rung, a message, a task or our own next action", never_silent),
    Invariant("the original date stays, every version is kept", _originals, slow=True),
    Invariant("every act is in the history, the chain is whole", _history, slow=True),
    Invariant("every case in exactly one bucket", _one_bucket, slow=True),
    Invariant("every recommendation has its one next action", _one_next_action, slow=True),
    Invariant("the next actions that lists show are those that are derived", _stored_as_derived, slow=True),
    Invariant("every recommendation can be explained, with the dates that are on record", _explained, end=True),
)
