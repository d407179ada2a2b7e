"""Putting chosen steps into messages: one message a recipient a day (R3), each step at most once to each (R2.2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from compliance.domain.authorities import Contact
from compliance.domain.delivery import channel_of, message_key
from compliance.domain.reminders import StepState
from compliance.store import outbox
from compliance.usecases.day_planner import Parcel, Planner


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
    ready = _ready(planner, busy, there_already)
    _supersede_waiting(planner, ready, there_already)
    written = [parcel for parcel in ready if _announce(planner, parcel)]
    ids = _messages(planner, written, waiting)
    items = []
    for parcel in written:
        for person in parcel.people:
            items.append(_item(parcel.row, ids[person.address], person.address))
        planner.work.changes.append((parcel.row.id, StepState.QUEUED, ""))
    outbox.add_items(session, items)
    planner.plan.queued = len(written)
    planner.plan.messages = len(set(ids.values()))


def _ready(planner: Planner, busy: set[str], there_already: Sequence[Any]) -> list[Parcel]:
    """The parcels whose people can be written to today: nobody twice, and about a recommendation once (R3).

    What an act causes comes before what a day causes; the others wait for the next working day.
    """
    ready: list[Parcel] = []
    told: set[tuple[int, str]] = set()
    for parcel in sorted(planner.work.parcels, key=lambda parcel: not parcel.row.notice):
        about = {(parcel.row.recommendation_id, person.address) for person in parcel.people}
        stands = {
            (item.recommendation_id, item.recipient)
            for item in there_already
            if item.recommendation_id == parcel.row.recommendation_id and not _replaces(planner, parcel.row, item)
        }
        if about & (told | stands) or any(address in busy for _, address in about):
            planner.plan.later += 1
        else:
            ready.append(parcel)
            told |= about
    return ready


def _replaces(planner: Planner, row: Any, item: Any) -> bool:
    """Whether a rung takes the place of an older one of its track that still waits in a message (R2.4)."""
    ladder = planner.rulebook.ladder
    return not row.notice and ladder.rank(item.step) >= 0 and ladder.track(row.step) == ladder.track(item.step)


def _announce(planner: Planner, parcel: Parcel) -> bool:
    """Raise a step's task; tell whether there is somebody to write to."""
    if not parcel.announced:
        planner.escalate(parcel.row)
    if parcel.people:
        return True
    row = parcel.row
    notice = planner.rulebook.notices.get(row.notice)
    wanted = notice.recipients if notice else planner.rulebook.ladder.step(row.step).recipients
    if wanted:
        planner.fail(row, wanted, parcel.lacking)
    else:
        owner = planner.rulebook.ladder.step(row.step).task_for
        planner.work.changes.append((row.id, StepState.SENT, f"a task for the {owner or 'office'}, no message"))
    return False


def _supersede_waiting(planner: Planner, ready: Sequence[Parcel], there_already: Sequence[Any]) -> None:
    """Take older rungs out of messages that still wait: only the step that is right now goes out (R2.4)."""
    ladder = planner.rulebook.ladder
    newer = {
        (parcel.row.recommendation_id, ladder.track(parcel.row.step)): parcel.row
        for parcel in ready
        if not parcel.row.notice
    }
    drops, touched, old = [], set(), {}
    for item in there_already:
        row = newer.get((item.recommendation_id, ladder.track(item.step)))
        if row is None or item.step_id == row.id or ladder.rank(item.step) < 0:
            continue
        old[item.step_id] = f"{row.step} is right now"
        drops.append((item.id, old[item.step_id]))
        touched.add(item.message_id)
    outbox.drop_items(planner.session, drops)
    # What another recipient got already was not superseded for nothing: the step stays sent.
    for step in sorted(set(old) - outbox.handed_over(planner.session, sorted(old))):
        planner.work.changes.append((step, StepState.SUPERSEDED, old[step]))
        planner.plan.superseded += 1
    # Emptied messages of people who get something new today are topped up below; the others end here.
    refilled = {person.address for parcel in ready for person in parcel.people}
    empty = [row.id for row in outbox.still_waiting(planner.session, sorted(touched)) if row.recipient not in refilled]
    outbox.suppress_empty(planner.session, empty, "everything in it was superseded")


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
