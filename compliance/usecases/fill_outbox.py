"""Putting chosen steps into messages: one message a recipient a day (R3), each step at most once to each (R2.2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from compliance.domain.authorities import Contact
from compliance.domain.delivery import channel_of, message_key
from compliance.domain.reminders import GOES_FIRST, StepState
from compliance.store import outbox
from compliance.usecases.choose_steps import Parcel, goes_before, ready, rung, track
from compliance.usecases.day_planner import Planner


def fill(planner: Planner) -> None:
    """Write the parcels into the outbox; those of somebody who had a message today wait for the next working day."""
    session, today = planner.session, planner.moment.today
    recipients = sorted({person.address for parcel in planner.work.parcels for person in parcel.people})
    free = outbox.keep_free(session, recipients, today)
    waiting = {row.recipient: row.id for row in free}
    there = outbox.of_recipients(session, recipients, today)
    busy = {row.recipient for row in there if row.state != "suppressed" and row.id not in {row.id for row in free}}
    known = sorted({parcel.row.recommendation_id for parcel in planner.work.parcels})
    there_already = outbox.waiting_items(session, known)
    parcels = ready(planner.work.parcels, busy, there_already, planner.rulebook)
    planner.plan.later += len(planner.work.parcels) - len(parcels)
    _make_room(planner, parcels, there_already)
    written = [parcel for parcel in parcels if _announce(planner, parcel)]
    ids = _messages(planner, written, waiting)
    items = []
    for parcel in written:
        for person in parcel.people:
            items.append(_item(parcel.row, ids[person.address], person.address))
        if not parcel.rest:
            state = StepState.SENT if parcel.told else StepState.QUEUED
            planner.work.changes.append((parcel.row.id, state, ""))
    outbox.add_items(session, items)
    planner.plan.queued = len(written)
    planner.plan.messages = len(set(ids.values()))


def _announce(planner: Planner, parcel: Parcel) -> bool:
    """Raise a step's task; tell whether there is somebody to write to."""
    if not parcel.announced:
        planner.escalate(parcel.row)
    if parcel.people:
        return True
    row = parcel.row
    book = planner.rulebook
    wanted = book.told(row.notice, row.ladder) if row.notice else rung(row, book).recipients
    if wanted:
        planner.fail(row, wanted, parcel.lacking)
    else:
        owner = rung(row, book).task_for
        planner.work.changes.append((row.id, StepState.SENT, f"a task for the {owner or 'office'}, no message"))
    return False


def _make_room(planner: Planner, parcels: Sequence[Parcel], there_already: Sequence[Any]) -> None:
    """Take out of messages that still wait what gives way to a letter of today; what is emptied ends."""
    touched = _supersede_waiting(planner, parcels, there_already) | _put_behind(planner, parcels, there_already)
    # Emptied messages of people who get something new today are topped up; the others end here.
    refilled = {person.address for parcel in parcels for person in parcel.people}
    empty = [row.id for row in outbox.still_waiting(planner.session, sorted(touched)) if row.recipient not in refilled]
    outbox.suppress_empty(planner.session, empty, "everything in it was superseded")


def _put_behind(planner: Planner, parcels: Sequence[Parcel], there_already: Sequence[Any]) -> set[int]:
    """Plan answers again that wait in messages, where the letter that introduces what they speak of goes first (D6)."""
    first = {parcel.row.recommendation_id: parcel.row for parcel in parcels if parcel.people}
    behind = [
        item
        for item in there_already
        if item.recommendation_id in first and goes_before(first[item.recommendation_id], item, planner.rulebook)
    ]
    outbox.drop_items(planner.session, [(item.id, GOES_FIRST) for item in behind])
    planner.work.changes += [(item.step_id, StepState.PLANNED, "") for item in behind]
    return {item.message_id for item in behind}


def _supersede_waiting(planner: Planner, parcels: Sequence[Parcel], there_already: Sequence[Any]) -> set[int]:
    """Take older rungs out of messages that still wait: only the step that is right now goes out (R2.4).

    Gives the messages.
    """
    book = planner.rulebook
    newer = {
        (parcel.row.recommendation_id, track(parcel.row, book)): parcel.row
        for parcel in parcels
        if not parcel.row.notice
    }
    drops, old = [], {}
    touched: set[int] = set()
    for item in there_already:
        row = newer.get((item.recommendation_id, track(item, book)))
        if row is None or item.step_id == row.id:
            continue
        old[item.step_id] = f"{row.step} is right now"
        drops.append((item.id, old[item.step_id]))
        touched.add(item.message_id)
    outbox.drop_items(planner.session, drops)
    # What another recipient got already was not superseded for nothing: the step stays sent.
    for step in sorted(set(old) - outbox.handed_over(planner.session, sorted(old))):
        planner.work.changes.append((step, StepState.SUPERSEDED, old[step]))
        planner.plan.superseded += 1
    return touched


def _messages(planner: Planner, parcels: Sequence[Parcel], waiting: dict[str, int]) -> dict[str, int]:
    """The message id for each recipient: the one that still waits, else a new one of today."""
    wanted: dict[str, tuple[Parcel, Contact]] = {}
    for parcel in parcels:
        for person in parcel.people:
            wanted.setdefault(person.address, (parcel, person))
    today = planner.moment.today
    reused = {address: waiting[address] for address in wanted if address in waiting}
    outbox.top_up(planner.session, sorted(reused.values()), today)
    fresh: dict[str, str] = {}
    rows: list[dict[str, Any]] = []
    for address, (parcel, person) in wanted.items():
        if address in reused:
            continue
        fresh[address] = message_key(today, planner.token())
        rows.append(
            {
                "key": fresh[address],
                "channel": channel_of(address),
                "recipient": address,
                "recipient_name": person.name,
                "recipient_role": person.role.value,
                "authority_id": parcel.authority_id,
                "day": today,
            }
        )
    made = outbox.add_messages(planner.session, rows)
    return reused | {address: made[key] for address, key in fresh.items()}


def _item(row: Any, message_id: int, recipient: str) -> dict[str, Any]:
    return {
        "message_id": message_id,
        "step_id": row.id,
        "recommendation_id": row.recommendation_id,
        "deadline_version": row.deadline_version,
        "step": row.step,
        "recipient": recipient,
    }
