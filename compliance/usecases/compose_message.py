"""The last look before sending: what of a leased message is still right, and what it says (rules R2.4, R3, R4)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from compliance.domain.address_health import folded
from compliance.domain.authorities import responsible
from compliance.domain.delivery import shown
from compliance.domain.evidence import expected as expected_evidence
from compliance.domain.office import Rulebook
from compliance.domain.receipts import About, in_words
from compliance.domain.recommendations import Kind
from compliance.domain.reminders import GOES_FIRST, StepState
from compliance.domain.waiting import UNSAID
from compliance.notify.protocol import Digest, Item, ToldChange
from compliance.store import addresses, authorities, cases, outbox, sending, steps, sums
from compliance.store.engine import Session
from compliance.store.sending import Lease
from compliance.usecases.answered_by_others import OF_AUTHORITIES, lost_items
from compliance.usecases.choose_steps import rung
from compliance.usecases.goes_first import behind_letters
from compliance.usecases.overtaken_rungs import last_stop, outranked
from compliance.usecases.set_aside_letter import ask_of_ended

STAFF_TEMPLATE = "escalated"
NOTHING_LEFT = "nothing in it was still right when its turn came"


@dataclass(frozen=True)
class Recheck:
    """What is left of a message, how much was taken out, and recommendations whose steps need another recipient."""

    kept: list[Any]
    dropped: int
    again: frozenset[int] = frozenset()
    reason: str = NOTHING_LEFT


def recheck(session: Session, rulebook: Rulebook, lease: Lease, today: date) -> Recheck:
    """Take out of a message what must not go out any more; the caller holds it in the transaction that begins it."""
    rows = sending.contents(session, lease.message_id)
    recipient, role = sending.recipient_of(session, lease.message_id)
    if addresses.is_stopped(session, folded(recipient)):
        return _without_address(session, rows, f"{shown(recipient)} is not written to any more")
    moved = lost_items(session, rows, recipient, today) if role in OF_AUTHORITIES else {}
    again = _for_somebody_else(session, [row for row in rows if row.item_id in moved], moved)
    rows = [row for row in rows if row.item_id not in moved]
    if moved and not rows:
        return Recheck([], len(moved), again, "; ".join(dict.fromkeys(moved.values())))
    overtaken = outranked(session, rulebook, rows, today)
    behind = behind_letters(session, rulebook, rows, today)
    stops = {row.item_id: last_stop(row, rulebook, overtaken, today) or behind.get(row.item_id) for row in rows}
    told = outbox.handed_over(session, [row.step_id for row in rows if stops[row.item_id]])
    drops, changes = [], []
    for row in rows:
        stop = stops[row.item_id]
        if stop is None:
            continue
        drops.append((row.item_id, stop.reason))
        if row.step_id in told and stop is not behind.get(row.item_id):
            continue
        later = not stop.for_good
        changes.append(
            (row.step_id, StepState.PLANNED if later else StepState.SUPERSEDED, "" if later else stop.reason)
        )
    outbox.drop_items(session, drops)
    steps.settle(session, changes)
    ask_of_ended(session, rulebook, today, [(row, stop.reason) for row in rows if (stop := stops[row.item_id])])
    kept = [row for row in rows if stops[row.item_id] is None]
    only_behind = bool(rows) and all(stop is behind.get(item) for item, stop in stops.items())
    return Recheck(kept, len(drops) + len(moved), again, GOES_FIRST if only_behind else NOTHING_LEFT)


def _without_address(session: Session, rows: Sequence[Any], reason: str) -> Recheck:
    """Take everything out of a message whose address was given up since: its steps need somebody else (R6)."""
    again = _for_somebody_else(session, rows, {row.item_id: reason for row in rows}, stopped=True)
    return Recheck([], len(rows), again, reason)


def _for_somebody_else(
    session: Session, rows: Sequence[Any], reasons: Mapping[int, str], *, stopped: bool = False
) -> frozenset[int]:
    """Take items out, as `reasons` say, and plan their steps again; gives the recommendations to plan for (R6).

    Where somebody has left, not what others of the authority got, or may have got, unless it goes instead of a message
    that was lost: that the office's own staff got it tells the authority nothing. An address that has `stopped` is one
    that did not get it: the next contact does, whoever else has it, as if it had come back; nobody twice (R2.2).
    """
    outbox.drop_items(session, [(row.item_id, reasons[row.item_id]) for row in rows])
    ids = [row.step_id for row in rows]
    told = (
        set() if stopped else outbox.handed_over(session, ids, OF_AUTHORITIES) - addresses.lost_for(session, ids).keys()
    )
    steps.settle(
        session, [(row.step_id, StepState.PLANNED, reasons[row.item_id]) for row in rows if row.step_id not in told]
    )
    return frozenset(row.recommendation_id for row in rows)


def digest(session: Session, rulebook: Rulebook, message: Any, rows: Sequence[Any], today: date) -> Digest:
    """What a message says, from its own record only."""
    ids = [row.recommendation_id for row in rows]
    expected, kinds = cases.expected_evidence(session, ids), cases.categories(session, ids)
    money = sums.of_recommendations(session, [row.recommendation_id for row in rows if _open_to_mail(row)])
    answerable = _authorities(session, message, rows, today)
    several = len(set(answerable)) > 1
    told = _last_told(session, rows)
    items = [
        replace(
            _item(row, rulebook, kinds[row.recommendation_id], expected[row.recommendation_id], today),
            receipt=_receipt(row, told.get(row.recommendation_id, row.previous_due_on)),
            sums=[each.words(today) for each in money.get(row.recommendation_id, ())],
        )
        for row in rows
    ]
    return Digest(
        key=message.key,
        day=today,
        recipient=message.recipient,
        recipient_name=message.recipient_name,
        recipient_role=message.recipient_role,
        authority=" and ".join(dict.fromkeys(answerable)),
        items=[replace(item, authority=name if several else "") for item, name in zip(items, answerable, strict=True)],
    )


def _open_to_mail(row: Any) -> bool:
    """Whether what a remedy is to pay may travel by mail: sums of a personal remedy are personal (K)."""
    return bool(row.kind == Kind.SERVICE_IMPROVEMENT)


def _authorities(session: Session, message: Any, rows: Sequence[Any], today: date) -> list[str]:
    """Who answers for each item today (S8); one officer may serve several, and no case goes by another's name."""
    if all(row.authority_id == message.authority_id for row in rows):
        return [message.authority_name for _ in rows]
    tenures = authorities.tenures(session)
    names = {each.code: each.name for each in authorities.all_of_them(session)}
    return [names[responsible(row.authority_code, tenures, today)] for row in rows]


def _template(row: Any, rulebook: Rulebook) -> str:
    """The template of an item; a step that only raises a task tells staff of it in the words of an escalation."""
    if row.notice:
        return rulebook.notices[row.notice].template
    return rung(row, rulebook).template or STAFF_TEMPLATE


def _task(row: Any, rulebook: Rulebook) -> dict[str, str]:
    """The words of the task a step raises, for the staff who are told of it."""
    words = "" if row.notice else rung(row, rulebook).task
    return {"task": words} if words else {}


def _evidence(row: Any, rulebook: Rulebook, categories: Sequence[str], expected: Sequence[str]) -> Sequence[str]:
    """The evidence a message asks for; of a personal remedy the checklists of its categories, which name nobody (K)."""
    stated = expected if row.kind == Kind.SERVICE_IMPROVEMENT else ()
    return expected_evidence(stated, categories, rulebook.categories).lines


def _facts(row: Any, rulebook: Rulebook) -> dict[str, str]:
    """What only this kind of item has; why a personal remedy got more time may be personal and stays here (K)."""
    kept = json.loads(row.facts) | _task(row, rulebook)
    facts: dict[str, str] = {name: kept[name] for name in kept if name not in ("changes", "before")}
    if row.kind != Kind.SERVICE_IMPROVEMENT:
        facts.pop("reason", None)
    return facts


def _changes(row: Any) -> tuple[ToldChange, ...]:
    """The changes of the deadline that a letter tells of; their reasons may be personal too (K)."""
    told = [ToldChange(**each) for each in json.loads(row.facts).get("changes", ())]
    public = row.kind == Kind.SERVICE_IMPROVEMENT
    return tuple(each if public else replace(each, reason="") for each in told)


def _last_told(session: Session, rows: Sequence[Any]) -> dict[int, date | None]:
    """The date the authority was told before that in force, by recommendation id, where its letter says so (D6)."""
    moved = sorted({row.recommendation_id for row in rows if row.newest_version > 1})
    kept = [(row.recommendation_id, json.loads(row.facts)) for row in steps.facts_of_versions(session, moved)]
    kept += [(row.recommendation_id, json.loads(row.facts)) for row in rows]  # of a letter that stands again its own
    days = {identifier: facts["before"] for identifier, facts in kept if "before" in facts}
    return {identifier: date.fromisoformat(day) if day else None for identifier, day in days.items()}


def _action(row: Any, categories: Sequence[str]) -> str:
    """What a message asks for: the text of a personal remedy never travels by mail, its category does (K)."""
    if row.kind == Kind.SERVICE_IMPROVEMENT:
        return str(row.action)
    return f"{'; '.join(categories) or 'Personal remedy'}, as our decision on case {row.decision_reference} sets out"


def _receipt(row: Any, last_told: date | None) -> str:
    """How the date came about, and which was told before (D8).

    What a personal remedy waits for may be personal and stays here (K).
    """
    waits_for = "" if row.kind == Kind.SERVICE_IMPROVEMENT else UNSAID
    about = About(row.deadline_kind, row.decided_on, row.previous_due_on, waits_for, last_told=last_told, written=True)
    return " ".join(in_words(json.loads(row.receipt), about))


def _item(row: Any, rulebook: Rulebook, categories: Sequence[str], expected: Sequence[str], today: date) -> Item:
    return Item(
        template=_template(row, rulebook),
        step=row.step,
        recommendation=row.reference,
        decision=row.decision_reference,
        action=_action(row, categories),
        due_on=row.due_on,
        original_due_on=row.original_due_on,
        overdue_days=(today - row.due_on).days if row.due_on else None,
        expected_evidence=_evidence(row, rulebook, categories, expected),
        facts=_facts(row, rulebook),
        changes=_changes(row),
        response=row.response or "",
        statutory=bool(row.clock),
    )
