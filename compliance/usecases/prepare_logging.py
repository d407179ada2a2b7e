"""What somebody who logs a decision has to know beforehand: the authority meant, what is stored, the due dates (L1)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from compliance.domain.calendar import WorkingCalendar
from compliance.domain.deadlines import OpenEnded, Receipt
from compliance.domain.errors import NotFound, Refused
from compliance.domain.moment import Moment, day_in_words
from compliance.domain.office import Rulebook
from compliance.domain.recommendations import DecisionOutcome, address_fault
from compliance.domain.references import within
from compliance.store import authorities, cases, events
from compliance.store.engine import Session
from compliance.usecases.authority_calendar import calendar_of
from compliance.usecases.case_records import Draft, dated_receipt, receipt_of
from compliance.usecases.log_decision import DecisionDraft
from compliance.usecases.propose_recommendations import described
from compliance.usecases.same_reference import called_as_its_case, cases_with, named_alike

CANDIDATES = 5
JUST_NOW = timedelta(minutes=10)


@dataclass(frozen=True)
class KnownCase:
    """A decision that recommendations can be logged to: as it is stored, or as it is stated where it is not."""

    draft: DecisionDraft
    authority_name: str
    stored: bool


def authority_choices(session: Session) -> list[tuple[str, str]]:
    """Code and name of every authority, by name."""
    return sorted(((row.code, row.name) for row in authorities.named(session)), key=lambda each: each[1].casefold())


def authorities_meant(session: Session, words: str) -> list[tuple[str, str]]:
    """Code and name of those in whose names all of the words stand, by name; at most CANDIDATES."""
    return _named(authority_choices(session), " ".join(words.split()).casefold())[:CANDIDATES]


def _named(known: list[tuple[str, str]], wanted: str) -> list[tuple[str, str]]:
    return [each for each in known if all(word in each[1].casefold() for word in wanted.split())] if wanted else []


def find_authority(session: Session, words: str) -> str:
    """The code of the authority that somebody means by its code, its name, or words of its name.

    Raises NotFound when there is none, Refused when it could be several.
    """
    wanted = " ".join(words.split()).casefold()
    known = authority_choices(session)
    for exactly in (0, 1):
        for each in known:
            if each[exactly].casefold() == wanted:
                return each[0]
    found = _named(known, wanted)
    if not found:
        raise NotFound(f"there is no authority {words!r}: type its code or its name")
    if len(found) > 1:
        named = "; ".join(f"{code} {name}" for code, name in found[:CANDIDATES])
        more = f" and {len(found) - CANDIDATES} more" if len(found) > CANDIDATES else ""
        raise Refused(f"{words!r} could be {named}{more}: type the code of the one you mean")
    return found[0][0]


def is_stored(session: Session, reference: str) -> bool:
    """Whether a decision is on record already."""
    return cases.decision(session, reference) is not None


def alike(session: Session, reference: str) -> tuple[str, ...]:
    """The decisions on record that a new one may be meant as: nothing but the way it is written tells them apart.

    Or a recommendation of theirs is called so. None where there is one of exactly that reference, or where it is none.
    """
    if not reference or address_fault(reference) or is_stored(session, reference):
        return ()
    return tuple(dict.fromkeys((*named_alike(session, reference), *cases_with(session, reference))))


def known_case(session: Session, moment: Moment, case: DecisionDraft) -> KnownCase:
    """The decision that is meant, complete.

    Raises what `described` does, Refused also for a new decision without its outcome (L1).
    """
    whole = described(session, moment, case)
    stored = cases.decision(session, case.reference)
    if stored is not None:
        whole = DecisionDraft(
            stored.reference,
            whole.authority_code,
            stored.decided_on,
            DecisionOutcome(stored.outcome),
            stored.subject,
            stored.received_on,
            stored.satisfactory_remedy,
        )
    elif case.outcome is None:
        raise Refused(f"decision {case.reference!r} is new: expected its outcome")
    return KnownCase(whole, authorities.name_of(session, whole.authority_code), stored is not None)


def next_number(session: Session, case: DecisionDraft) -> int:
    """The first number that no recommendation of a decision is called by, whatever way it is written (L2).

    Nor is it one of another decision's of exactly that reference.
    """
    had = {within(each, case.reference) for each in cases.names(session, case.reference)}
    number = 1
    while _is_had(session, f"{case.reference}-{number}", case.reference, had):
        number += 1
    return number


def _is_had(session: Session, reference: str, case: str, had: Collection[tuple[str, ...]]) -> bool:
    return within(reference, case) in had or cases.recommendation(session, reference) is not None


def taken(session: Session, moment: Moment, case: str, references: Mapping[int, str]) -> dict[int, str]:
    """Those of some new references of a case, by number, that cannot be had, and why.

    Who else was quicker is worth a look; and so is what is on record, or stands here before it, written otherwise.
    """
    found: dict[int, str] = {}
    seen: dict[str, int] = {}
    stored = {within(each, case): each for each in cases.names(session, case)}
    alike: dict[tuple[str, ...], str] = {}
    for number, reference in references.items():
        told_by = within(reference, case)
        if reference in seen:
            found[number] = f"{reference} stands here twice: each recommendation has a reference of its own"
        elif cases.recommendation(session, reference) is not None:
            found[number] = _already_there(session, moment, reference)
        elif not told_by:
            found[number] = called_as_its_case(reference)
        elif told_by in alike:
            found[number] = f"{reference} stands here as {alike[told_by]} too: only the way they are written differs"
        elif told_by in stored:
            found[number] = f"{reference} is on record as {stored[told_by]}: only the way they are written differs"
        seen.setdefault(reference, number)
        alike.setdefault(told_by, reference)
    return found


def _already_there(session: Session, moment: Moment, reference: str) -> str:
    """Who logged a recommendation, when and to which case."""
    entry = events.stream(session, events.recommendation_stream(reference))[0].entry
    if moment.now - datetime.fromisoformat(entry.at) < JUST_NOW:
        when = "a moment ago"
    else:
        day = date.fromisoformat(entry.day)
        when = "today" if day == moment.today else f"on {day_in_words(day)}"
    found = cases.recommendation(session, reference)
    assert found is not None, "it is there, for its reference is taken"
    case = cases.decision_of(session, found).reference
    return f"{reference} was logged to case {case} {when} by {entry.actor}: look at it first"


@dataclass(frozen=True)
class OnRecord:
    """A recommendation that asks for what somebody is about to log; never its words, which not all may read (K)."""

    reference: str
    logged_on: date


def asked_already(session: Session, case: str, actions: Mapping[int, str]) -> dict[int, tuple[OnRecord, ...]]:
    """The recommendations of a case that ask for the same as some new ones, by number, in one statement.

    The same is what has the same words, spaces and capitals aside: logged twice, the authority is asked twice (L2).
    """
    stored: dict[str, list[OnRecord]] = {}
    for row in cases.actions(session, case):
        stored.setdefault(_plain(row.action), []).append(OnRecord(row.reference, row.logged_on))
    found = {number: tuple(stored.get(_plain(action), ())) for number, action in actions.items()}
    return {number: same for number, same in found.items() if same}


def asked_before(actions: Mapping[int, str]) -> dict[int, int]:
    """The first of some new recommendations that asks for the same, by the number of each behind it that does (L2)."""
    first: dict[str, int] = {}
    for number, action in actions.items():
        if words := _plain(action):
            first.setdefault(words, number)
    found = {number: first.get(_plain(action), number) for number, action in actions.items()}
    return {number: before for number, before in found.items() if before != number}


def _plain(action: str) -> str:
    return " ".join(action.split()).casefold()


def receipts(
    session: Session, rulebook: Rulebook, case: DecisionDraft, ready: Mapping[int, Draft]
) -> dict[int, Receipt | OpenEnded]:
    """When each of some faultless drafts would be due, and why (D2, D8); nothing is stored."""
    authority = authorities.by_code(session, case.authority_code)
    if authority is None or authority.id is None or case.decided_on is None:
        raise NotFound(f"there is no authority {case.authority_code!r}")
    calendar = calendar_of(session, rulebook, authority.id)
    return {number: _receipt(draft, case.decided_on, rulebook, calendar) for number, draft in ready.items()}


def _receipt(draft: Draft, decided_on: date, rulebook: Rulebook, calendar: WorkingCalendar) -> Receipt | OpenEnded:
    """The receipt of the date a draft has once it is logged; open-ended while it waits."""
    if draft.wait_ended_on is None:
        return receipt_of(draft, decided_on, rulebook, calendar)
    return dated_receipt(draft, decided_on, draft.wait_ended_on, rulebook, calendar)
