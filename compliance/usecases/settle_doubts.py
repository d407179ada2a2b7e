"""End doubts without a person: by the channel's own record, else by the office's policy when its time has come (R2.5).

Each message is settled in a transaction of its own, after its channel was asked outside of any, and only if nobody
settled it meanwhile.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from compliance.domain.delivery import MessageState
from compliance.domain.doubts import Ruling, ruling
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.notify.protocol import Switchboard
from compliance.store import doubts as stored
from compliance.store.engine import Store
from compliance.store.under_way import keep_reference
from compliance.usecases.channel_record import Recorded, ask_record
from compliance.usecases.settle_message import Settlement, settle_message

SETTLEMENT = {MessageState.SENT: Settlement.SENT, MessageState.WAITING: Settlement.RESEND}


@dataclass(frozen=True)
class Settler:
    """All that settling needs. `grace` is how long a channel may take to put on record what it was handed."""

    store: Store
    switchboard: Switchboard
    moment: Callable[[], Moment]
    rulebook: Rulebook
    grace: timedelta


def settle_doubts(settler: Settler) -> Counter[str]:
    """Settle what can be settled now; counts `settled_sent` and `settled_waiting`. What cannot stays in doubt."""
    settled: Counter[str] = Counter()
    with settler.store.reading() as session:
        doubted = stored.in_doubt(session)
    for message in doubted:
        recorded = ask_record(settler.switchboard, message.recipient, message.key, message.reference)
        moment = settler.moment()
        ended = ruling(recorded.found, moment.now - message.since, settler.grace, settler.rulebook.doubts)
        if ended is not None and _settle(settler, moment, message, ended, recorded):
            settled[f"settled_{ended.state.value}"] += 1
    return settled


def _settle(settler: Settler, moment: Moment, message: stored.Doubt, ended: Ruling, recorded: Recorded) -> bool:
    """Write the end of a doubt: an event, and the task closed; False when the doubt is another one by now, or none."""
    with settler.store.writing() as session:
        if not stored.is_same_doubt(session, message.message_id, message.lease_token):
            return False
        by_itself = replace(moment, actor="amends")
        settle_message(session, settler.rulebook, by_itself, message.key, SETTLEMENT[ended.state], ended.reason)
        if recorded.reference:
            keep_reference(session, message.key, recorded.reference)
        return True
