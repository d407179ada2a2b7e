"""Close the tasks whose matter is over, so that a list of tasks never asks for what was done (rule R6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from compliance.domain.address_health import folded
from compliance.domain.authorities import Contact, Tenure, responsible
from compliance.domain.delivery import MessageState, is_web_address
from compliance.domain.office import Rulebook
from compliance.domain.reminders import MEANT_FOR_THEM, StepState
from compliance.domain.task_subjects import about_letter, of_a_letter, tells_outcome
from compliance.domain.tasks import OF_AN_ADDRESS, Facts, TaskKind, kind_of, over
from compliance.store import addresses, authorities, proposals, steps, summaries, tasks
from compliance.store import facts as stored
from compliance.store.engine import Session
from compliance.usecases.address_reports import subject
from compliance.usecases.answered_by_others import unanswered
from compliance.usecases.moot_messages import KINDS, moot_among
from compliance.usecases.try_again import still_right

ADDRESS = "address "
ON_ITS_WAY = frozenset({StepState.QUEUED, StepState.IN_DOUBT})


def close_what_is_over(
    session: Session,
    rulebook: Rulebook,
    today: date,
    kinds: Collection[TaskKind] | None = None,
    tried: str | None = None,
    about: int | None = None,
) -> int:
    """Close every open task that the rules say is over, of some kinds or of all; gives how many there were.

    With `about` only those about that recommendation, by its id. Of those about letters without a contact only where
    the authority `tried` answers today, if one is given: a task ends once its letter was tried again, and never before
    (R6).
    """
    narrowed = {} if about is None else {"recommendation_id": about}
    rows = [row for row in tasks.still_open(session, narrowed) if kinds is None or kind_of(row.kind) in kinds]
    if tried is not None:
        tenures = authorities.tenures(session)
        rows = [
            row for row in rows if kind_of(row.kind) is not TaskKind.NO_CONTACT or _answers(row, tried, tenures, today)
        ]
    if not rows:
        return 0
    known = _Known(session, rulebook, rows, today)
    ended: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        reason = over(row.kind, known.about(row))
        if reason:
            ended[reason].append(row.id)
    for reason, identifiers in ended.items():
        tasks.close_those(session, identifiers, today, tasks.BY_THE_MATTER, reason)
    return sum(map(len, ended.values()))


def _answers(row: Any, code: str, tenures: Mapping[str, Tenure], today: date) -> bool:
    """Whether an authority answers today for the case of a task (S8)."""
    return row.authority_code in tenures and responsible(row.authority_code, tenures, today) == code


def _address(subject: str) -> str | None:
    """The mail address a task is about; one that is not written out in full there can only be restored by hand."""
    address = subject.removeprefix(ADDRESS) if subject.startswith(ADDRESS) else ""
    return address.casefold() if address and not is_web_address(address) else None


def _of_closed(session: Session, rows: list[Any], today: date) -> set[str]:
    """The subjects of tasks about addresses that only authorities have which closed."""
    if all(kind_of(row.kind) is not TaskKind.ADDRESS_STOPPED for row in rows):
        return set()
    held: dict[bool, set[str]] = {True: set(), False: set()}
    for address, closed_on in authorities.closings(session):
        held[closed_on is not None and closed_on < today].add(subject(address))
    return held[True] - held[False]


def _go_again(session: Session, rulebook: Rulebook, rows: list[Any], today: date) -> set[int]:
    """The ids of the steps that reached nobody and go once there is somebody, where tasks are about one letter each."""
    about = {row.recommendation_id for row in rows if row.recommendation_id is not None and of_a_letter(row.subject)}
    failed = steps.failed_of(session, recommendations=sorted(about), lock=False)
    return {row.id for row in still_right(session, rulebook, failed, today)}


class _Known:
    """What the rules need to know about a list of open tasks, asked once for all of them."""

    def __init__(self, session: Session, rulebook: Rulebook, rows: list[Any], today: date) -> None:
        self.session, self.today = session, today
        about = sorted({row.recommendation_id for row in rows if row.recommendation_id is not None})
        nobody = [row for row in rows if kind_of(row.kind) is TaskKind.NO_CONTACT and row.authority_code]
        codes = {row.authority_code for row in nobody}
        self.asked = stored.extensions_asked(session, about)
        self.proposed = proposals.open_among(session, about)
        self.waits = stored.waits_due(session, about, today)
        self.contacts = stored.working_contacts(session, codes, today) if codes else {}
        unreached = sorted({row.recommendation_id for row in nobody if row.recommendation_id is not None})
        self.lost = addresses.lost_about(session, unreached)
        self.goes_again = _go_again(session, rulebook, nobody, today)
        self.stopped = stored.stopped_addresses(session)
        self.moot = moot_among(session, [row.message_id for row in rows if row.kind in KINDS])
        mail = {row.message_id for row in rows if row.message_id is not None and kind_of(row.kind) in OF_AN_ADDRESS}
        self.unanswered = unanswered(session, mail, today)
        self.of_closed = _of_closed(session, rows, today)
        told = any(kind_of(row.kind) is TaskKind.SUMMARY_HELD for row in rows)
        self.held = {row.recommendation_id: row.live_from for row in summaries.not_clear(session)} if told else {}

    def about(self, row: Any) -> Facts:
        """The facts about one task."""
        address = _address(row.subject)
        return Facts(
            today=self.today,
            reason=row.reason,
            closed=row.recommendation_closed_on is not None,
            due_on=row.due_date,
            has_recommendation=row.recommendation_id is not None,
            message=MessageState(row.message_state) if row.message_state else None,
            moot=row.message_id in self.moot,
            contacts=self._reached(row),
            extension_asked=row.recommendation_id in self.asked,
            outcome_proposed=row.recommendation_id in self.proposed,
            wait_due=row.recommendation_id in self.waits,
            on_hold=row.hold_ends_on is not None and row.hold_ends_on >= self.today,
            address_stopped=None if address is None else address in self.stopped,
            unanswered=self._unanswered(row),
            summary_held=self._summary_held(row),
            tells_outcome=tells_outcome(row.subject),
            letter_over=self._letter_over(row),
        )

    def _letter_over(self, row: Any) -> bool:
        """Whether a task is about one letter, and none such is to go any more; a person ends what is meant for some.

        It stays while anything is due that was not tried yet: what took its place may reach nobody either.
        """
        if (
            kind_of(row.kind) is not TaskKind.NO_CONTACT
            or row.recommendation_id is None
            or not of_a_letter(row.subject)
        ):
            return False
        every = steps.of_recommendation(self.session, row.recommendation_id)
        letters = [each for each in every if about_letter(each.notice or each.step, row.reference) == row.subject]
        meant = any(each.notice in MEANT_FOR_THEM for each in letters)
        goes = any(each.state in ON_ITS_WAY or each.id in self.goes_again for each in letters)
        untried = any(each.state == StepState.PLANNED and each.on_day <= self.today for each in every)
        return bool(letters) and not (meant or goes or untried)

    def _unanswered(self, row: Any) -> bool:
        """Whether nobody answers at the address a task is about, because its authority has closed (S8)."""
        if kind_of(row.kind) is TaskKind.ADDRESS_STOPPED:
            return row.subject in self.of_closed
        return row.message_id in self.unanswered

    def _summary_held(self, row: Any) -> bool:
        """Whether the summary a task is about may still not be shown; without a recommendation any of history."""
        if row.recommendation_id is not None:
            return row.recommendation_id in self.held
        return None in self.held.values()

    def _reached(self, row: Any) -> list[Contact]:
        """The contacts with a working address, without those whom the newest message about it did not reach."""
        lost = self.lost.get(row.recommendation_id, set())
        return [each for each in self.contacts.get(row.authority_code, ()) if folded(each.address) not in lost]
