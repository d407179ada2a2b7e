"""What will become of steps that wait in messages, as the last look before sending will find them (rules R8 and R4)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from compliance.domain.address_health import folded
from compliance.domain.delivery import shown
from compliance.domain.office import Rulebook
from compliance.domain.reminders import Stop
from compliance.store import addresses, outbox, sending
from compliance.store.engine import Session
from compliance.usecases.answered_by_others import OF_AUTHORITIES, lost_items
from compliance.usecases.goes_first import behind_letters
from compliance.usecases.overtaken_rungs import last_stop, outranked


@dataclass(frozen=True)
class Prospect:
    """What is to be expected of a step that waits in messages.

    `stop` is what stops it, if anything does; `has_been` that somebody got it, or may have, and it stays as it is then;
    `lost` whom it will not go to any more, by address, with why (R6, S8).
    """

    stop: Stop | None
    has_been: bool
    lost: dict[str, str]


def prospects(
    session: Session, rulebook: Rulebook, recommendation_id: int, message_ids: Collection[int], day: date
) -> dict[int, Prospect]:
    """What is to be expected on `day` of the steps of a recommendation in messages that wait, by step id."""
    rows: list[Any] = []
    lost: dict[int, dict[str, str]] = {}
    for message_id in sorted(message_ids):
        found = sending.contents(session, message_id)
        own = [row for row in found if row.recommendation_id == recommendation_id]
        recipient, role = sending.recipient_of(session, message_id)
        reasons = _lost(session, own, recipient, role, day)
        for row in own:
            lost.setdefault(row.step_id, {}).update({recipient: reasons[row.item_id]} if row.item_id in reasons else {})
        rows += own
    overtaken = outranked(session, rulebook, rows, day)
    behind = behind_letters(session, rulebook, rows, day)
    has_been = outbox.handed_over(session, sorted(lost))
    expected = {}
    for row in rows:
        stop = last_stop(row, rulebook, overtaken, day)
        stays = row.step_id in has_been and (stop is not None or row.item_id not in behind)
        expected[row.step_id] = Prospect(stop or behind.get(row.item_id), stays, lost[row.step_id])
    return expected


def _lost(session: Session, rows: Sequence[Any], recipient: str, role: str, day: date) -> dict[int, str]:
    """The items of a message that its recipient will not get, each with why."""
    if addresses.is_stopped(session, folded(recipient)):
        return {row.item_id: f"{shown(recipient)} is not written to any more" for row in rows}
    return lost_items(session, rows, recipient, day) if role in OF_AUTHORITIES else {}
