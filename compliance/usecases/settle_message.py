"""End a doubt: a person says whether a message arrived (rule R2.5)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from compliance.domain.address_health import folded
from compliance.domain.delivery import STEP_AFTER, MessageState, shown, transition
from compliance.domain.errors import NotFound, Refused
from compliance.domain.history import Entry, Happening
from compliance.domain.moment import Moment, day_in_words
from compliance.domain.office import Rulebook
from compliance.domain.reminders import HAS_ITS_OUTCOME, OF_AN_OUTCOME
from compliance.domain.tasks import CASE_SAYS_WHY
from compliance.domain.words import is_blank
from compliance.store import addresses, events, outbox, sending, tasks
from compliance.store.engine import Session, lock
from compliance.usecases.address_reports import reset
from compliance.usecases.answered_by_others import unanswered
from compliance.usecases.retell import retell_all


class Settlement(StrEnum):
    """What a person decides about a message in doubt, or about one that failed."""

    SENT = "sent"
    RESEND = "resend"


def settle_message(
    session: Session, rulebook: Rulebook, moment: Moment, key: str, settlement: Settlement, reason: str
) -> MessageState:
    """Settle a message in doubt as sent, or send it again under the same key; a failed one can only be sent again.

    Raises NotFound for an unknown key, Refused for a message in any other state, with the name of whoever settled it
    before, without a reason, and for sending a failed one again to an authority that answers no more (S8), or in which
    nothing is still right. One in doubt that is sent again goes to whoever answers today, and what it says of an older
    deadline the letter of that in force says (D6).
    """
    if is_blank(reason):
        raise Refused("settling needs a reason")
    lock(session, "plan_reminders")  # an address may be restored: whoever weighs addresses holds this lock
    message = sending.message_by_key(session, key)
    if message is None:
        raise NotFound(f"there is no message with key {key!r}")
    if MessageState(message.state) not in (MessageState.IN_DOUBT, MessageState.FAILED):
        raise Refused(_settled_before(session, key) or f"message {key} is {message.state}, neither in doubt nor failed")
    if settlement is Settlement.RESEND and message.state == MessageState.FAILED:
        gone = unanswered(session, [message.id], moment.today).get(message.id)
        if gone is not None:
            raise Refused(f"message {key} cannot be sent to {shown(message.recipient)} again: {gone.why}")
        _without_what_ended(session, message)
    wanted = MessageState.SENT if settlement is Settlement.SENT else MessageState.WAITING
    state = transition(MessageState(message.state), wanted)
    if message.state == MessageState.FAILED and addresses.is_stopped(session, folded(message.recipient)):
        reset(session, moment, message.recipient, reason)  # to write there again is to say that it works
    sent_at = moment.now if state is MessageState.SENT else None
    sending.settle(session, message.id, state.value, reason, sent_at)
    sending.set_steps(session, message.id, STEP_AFTER[state].value, reason)
    if state is MessageState.WAITING:
        retell_all(session, rulebook, moment, sending.contents(session, message.id))
    said = CASE_SAYS_WHY if tasks.is_personal(session, None, message.id) else reason
    for kind in ("message_in_doubt", "message_failed", "message_returned"):
        tasks.close(session, kind, f"message {key}", moment.today, f"settled: {said}")
    payload = {"as": settlement.value, "reason": reason, "was": message.state}
    stream = f"message/{key}"
    entry = Entry(
        stream, moment.now.isoformat(), moment.today.isoformat(), Happening.MESSAGE_SETTLED, moment.actor, payload
    )
    events.append(session, [entry])
    return state


def _without_what_ended(session: Session, message: Any) -> None:
    """Take the notices out of a failed message that were ended since, so that they are not sent again (R2.4).

    A rung that gave way to a later one stays: whoever brings an address back may mean it. Raises Refused where nothing
    is left, or only what has its outcome (R4).
    """
    ended = outbox.ended_notices(session, message.id)
    over, rows = dict(ended), sending.contents(session, message.id)
    for row in rows:
        if row.closed_on is not None and row.notice not in OF_AN_OUTCOME:
            over.setdefault(row.item_id, HAS_ITS_OUTCOME)
    if len(over) == len(rows):
        raise Refused(f"nothing in message {message.key} is still right: {'; '.join(dict.fromkeys(over.values()))}")
    outbox.drop_items(session, ended)


def _settled_before(session: Session, key: str) -> str:
    """Who has settled a message already, when and how; "" where nobody has."""
    settled = [
        link.entry for link in events.stream(session, f"message/{key}") if link.entry.kind is Happening.MESSAGE_SETTLED
    ]
    if not settled:
        return ""
    last = settled[-1]
    how = "it arrived" if last.payload["as"] == Settlement.SENT else "it is sent again"
    day = day_in_words(date.fromisoformat(last.day))
    return f"{last.actor} has settled this message already, on {day}: {how} ({last.payload['reason']})"
