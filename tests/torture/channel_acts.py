"""What channels tell of messages in T6, asked or by themselves, and doubts that end without a person (R2.5, R6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from compliance.domain.doubts import DoubtPolicy, Doubts
from compliance.notify.protocol import Fate
from compliance.usecases.dispatch_messages import reap, settler
from compliance.usecases.poll_delivery import Poller, poll
from compliance.usecases.record_delivery import record_delivery
from compliance.usecases.settle_doubts import settle_doubts
from tests.torture.act_tables import Move
from tests.torture.acts import in_state
from tests.torture.life import Chance, Life
from tests.torture.moody import report

FATES = (Fate.DELIVERED, Fate.DELIVERED, Fate.RETURNED_FOR_GOOD, Fate.RETURNED_FOR_NOW, Fate.UNDER_WAY)


def _taken(life: Life) -> list[str]:
    """What the mail server took and has not given back, oldest first."""
    keys = {line.key for line in life.lines} - life.returned
    return [key for key in in_state(life, "sent", "in_doubt", "sending") if key in keys]


def _called_back(life: Life, chance: Chance) -> None:
    """The channel says by itself what became of a message."""
    key, fate = chance.pick(_taken(life)), FATES[chance.number(0, len(FATES) - 1)]
    recipient = life.ledger.messages[key].recipient
    with life.world.writing() as session:
        done = record_delivery(session, life.world.rulebook, life.world.moment, report(key, recipient, fate))
    if done is not None and done.lost:
        life.returned.add(key)


def _forged(life: Life, chance: Chance) -> None:
    """Somebody reports about a message under a name that is not its own, or about one that is none of ours."""
    keys = [key for key in in_state(life, "sent") if key in life.postbox.named]
    key = chance.pick([*keys, "0" * 32])
    recipient = life.ledger.messages[key].recipient if key in keys else "who@else.example"
    told = replace(report(key, recipient, Fate.RETURNED_FOR_GOOD), reference="another")
    states = life.ledger.states
    with life.world.writing() as session:
        record_delivery(session, life.world.rulebook, life.world.moment, told)
    life.changed()
    assert life.ledger.states == states


def _asked(life: Life, chance: Chance) -> None:
    """The channel is asked about all that is under way; one of them has an end."""
    life.postbox.fates[chance.pick(_taken(life))] = FATES[chance.number(0, len(FATES) - 1)]
    world, sent = life.world, life.ledger.in_state("sent")
    with life.postbox.telling():
        poll(Poller(world.store, world.rulebook, life.postbox, lambda: world.moment))
    life.changed()
    back = {key for key, fate in life.postbox.fates.items() if fate in (Fate.RETURNED_FOR_GOOD, Fate.RETURNED_FOR_NOW)}
    life.returned |= sent & back & life.ledger.in_state("failed")


def _record_settles(life: Life, _: Chance) -> None:
    """What dead senders left, and what is in doubt, ends by the channel's own record."""
    with life.postbox.telling():
        reap(life.world.dispatcher())
        settle_doubts(settler(life.world.dispatcher()))


def _policy_settles(life: Life, _: Chance) -> None:
    """The office's policy ends the doubts, where it happens to be true: nothing is held against what it may cost."""
    taken = {line.key for line in life.lines}
    policy = DoubtPolicy.ASSUME_SENT if _doubts(life) <= taken else DoubtPolicy.RESEND
    world = life.world
    before, world.rulebook = world.rulebook, replace(world.rulebook, doubts=Doubts(policy, timedelta(0)))
    try:
        settle_doubts(settler(world.dispatcher()))
    finally:
        world.rulebook = before


def _doubts(life: Life) -> set[str]:
    return life.ledger.in_state("in_doubt")


def _one_truth(life: Life) -> bool:
    doubts, taken = _doubts(life), {line.key for line in life.lines}
    return bool(doubts) and (doubts <= taken or not doubts & taken)


CHANNEL_MOVES = (
    Move("called_back", _called_back, lambda life: bool(_taken(life)), often=2),
    Move("forged_call_back", _forged, refusable=True),
    Move("channel_asked", _asked, lambda life: bool(_taken(life))),
    Move("record_settles", _record_settles),
    Move("policy_settles", _policy_settles, _one_truth),
)
