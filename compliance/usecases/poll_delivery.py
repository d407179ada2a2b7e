"""Ask the channels what became of the messages they accepted (rule R6).

Asking is done outside of any transaction; each answer is recorded in one of its own, so that a poll may be cut off at
any moment and the next one goes on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from compliance.domain.errors import Refused
from compliance.domain.moment import Moment, start_of
from compliance.domain.office import Rulebook
from compliance.notify.protocol import DeliveryReport, Fate, Switchboard, TracksDelivery
from compliance.store.engine import Store
from compliance.store.under_way import under_way
from compliance.usecases.record_delivery import record_delivery
from compliance.usecases.record_return import Fate as Became

# Longer than any channel tries to deliver, and less than the seven days for which Notify keeps what became of it.
ASKED_FOR = timedelta(days=6)
MOST_SILENCES = 3
DELIVERED = Fate.DELIVERED.value
RETURNED_FOR_GOOD = Fate.RETURNED_FOR_GOOD.value
RETURNED_FOR_NOW = Fate.RETURNED_FOR_NOW.value
UNDER_WAY = Fate.UNDER_WAY.value
NO_ANSWER = "no_answer"
NOT_BELIEVED = "reports_not_believed"


@dataclass(frozen=True)
class Poller:
    """All that asking needs."""

    store: Store
    rulebook: Rulebook
    switchboard: Switchboard
    moment: Callable[[], Moment]


@dataclass
class Poll:
    """What a poll came to: messages by their fate, and a line for each that came back or was not believed."""

    counts: Counter[str] = field(default_factory=Counter)
    lines: list[str] = field(default_factory=list)


def poll(poller: Poller) -> Poll:
    """Ask about each message under way; after some silences in a row the rest is left to the next poll."""
    done = Poll()
    with poller.store.reading() as session:
        first_day = poller.moment().today - ASKED_FOR
        rows = under_way(session, start_of(first_day, poller.rulebook.office.time_zone))
    silences = 0
    for row in rows:
        channel = poller.switchboard.channel_for(row.recipient)
        if not isinstance(channel, TracksDelivery):
            continue
        report = channel.report_of(row.key, row.channel_reference)
        silences = silences + 1 if report is None else 0
        if report is None:
            done.counts[NO_ANSWER] += 1
        else:
            _record(poller, report, done)
        if silences == MOST_SILENCES:
            break
    return done


def _record(poller: Poller, report: DeliveryReport, done: Poll) -> None:
    try:
        with poller.store.writing() as session:
            recorded = record_delivery(session, poller.rulebook, poller.moment(), report)
    except Refused as refused:
        done.counts[NOT_BELIEVED] += 1
        done.lines.append(str(refused))
        return
    if recorded is None or recorded.fate is Became.NOT_YET:
        done.counts[UNDER_WAY] += 1
        return
    believed = recorded.fate is not Became.IGNORED
    done.counts[report.fate.value if believed else NOT_BELIEVED] += 1
    if report.fate is not Fate.DELIVERED or not believed:
        done.lines.append(recorded.line)
