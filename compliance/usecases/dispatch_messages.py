"""Send what waits: lease, last look, mark as being sent, hand over, write the answer behind a fence (rule R2).

Each message is marked in a transaction of its own before it is handed over, so that a process killed at any moment
leaves in doubt only what was between the channel and its answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from compliance.domain.delivery import STEP_AFTER, Answer, MessageState, Result, after_answer, shown, wait_before
from compliance.domain.errors import AmendsError
from compliance.domain.history import Entry, Happening
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.tasks import TaskKind
from compliance.notify.protocol import Composer, Letter, Switchboard
from compliance.store import events, sending, tasks
from compliance.store.engine import Session, Store
from compliance.store.sending import Lease
from compliance.usecases.compose_message import digest, recheck
from compliance.usecases.open_tasks import Wanted, open_tasks

BATCH = 20
OVERTAKEN = "overtaken"


@dataclass(frozen=True)
class Dispatcher:
    """All a sender needs. `moment` is the office's clock, `machine_now` the wall clock that leases run on.

    `patient` respects the pauses between attempts; a day that is run by hand tries again in its next round.
    """

    store: Store
    rulebook: Rulebook
    composer: Composer
    switchboard: Switchboard
    moment: Callable[[], Moment]
    machine_now: Callable[[], datetime]
    jitter: Callable[[], float]
    owner: str
    lease: timedelta
    patient: bool = True


@dataclass
class Dispatch:
    """What a run of sending did: messages by what became of them, and which channels took nothing from anybody.

    `overtaken` counts messages whose lease ran out before this sender was done with them: others look after those.
    """

    counts: Counter[str] = field(default_factory=Counter)
    unreachable: list[str] = field(default_factory=list)
    closed_channels: set[str] = field(default_factory=set)

    def add(self, other: Dispatch) -> None:
        """Add another sender's work."""
        self.counts.update(other.counts)
        self.unreachable += other.unreachable
        self.closed_channels |= other.closed_channels


@dataclass
class Round:
    """How far the senders of one round have come through what waits; a message that is refused waits for the next."""

    lock: Lock = field(default_factory=Lock)
    behind: int = 0


@dataclass(frozen=True)
class Begun:
    """A message in `sending`: its row, the number of this attempt and the letter to hand over."""

    message: Any
    attempt: int
    letter: Letter


def dispatch(dispatcher: Dispatcher) -> Dispatch:
    """Settle what dead senders left, then send everything that may go out now with several senders at once.

    On a closed day nothing is sent (D5). Safe to run several times at once, on several machines.
    """
    done = Dispatch(reap(dispatcher))
    if not dispatcher.rulebook.calendar.is_working_day(dispatcher.moment().today):
        return done
    senders = max(1, dispatcher.rulebook.senders)
    with ThreadPoolExecutor(senders, thread_name_prefix="amends-sender") as pool:
        shared = Round()
        for part in pool.map(lambda _: _send_all(dispatcher, shared), range(senders)):
            done.add(part)
    return done


def reap(dispatcher: Dispatcher) -> Counter[str]:
    """Look after messages whose sender stopped answering: the channel's own record decides, else a person (R2.5)."""
    settled: Counter[str] = Counter()
    with dispatcher.store.writing() as session:
        now = dispatcher.machine_now()
        sending.free_expired(session, now)
        for message in sending.stale(session, now):
            accepted = dispatcher.switchboard.channel_for(message.recipient).record_of(message.key)
            if accepted is None:
                answer = Answer(Result.UNKNOWN, "the sender stopped before the answer was on record")
            elif accepted:
                answer = Answer(Result.ACCEPTED, "found in the channel's own record")
            else:
                answer = Answer(Result.REFUSED_FOR_NOW, "not in the channel's own record", unreachable=True)
            lease = Lease(message.id, message.lease_owner, message.lease_token, message.channel)
            state = _write_answer(session, dispatcher, lease, message, message.attempts, answer)
            if state is not None:
                settled[f"reaped_{state.value}"] += 1
    return settled


def _send_all(dispatcher: Dispatcher, shared: Round) -> Dispatch:
    """One sender: lease a few, send them one by one, until the round is through."""
    done = Dispatch()
    while leases := _claim(dispatcher, shared, done.closed_channels):
        for number, lease in enumerate(leases):
            try:
                if lease.channel in done.closed_channels:
                    _release(dispatcher, [lease])
                else:
                    _send_one(dispatcher, lease, done)
            except Exception:
                _release(dispatcher, leases[number:])
                raise
    return done


def _claim(dispatcher: Dispatcher, shared: Round, closed_channels: set[str]) -> Sequence[Lease]:
    now = dispatcher.machine_now()
    with shared.lock, dispatcher.store.writing() as session:
        leases = sending.claim(
            session,
            dispatcher.owner,
            BATCH,
            today=dispatcher.moment().today,
            now=now,
            until=now + dispatcher.lease,
            patient=dispatcher.patient,
            behind=shared.behind,
            closed_channels=closed_channels,
        )
        shared.behind = max([shared.behind, *(lease.message_id for lease in leases)])
        return leases


def _release(dispatcher: Dispatcher, leases: Sequence[Lease]) -> None:
    with dispatcher.store.writing() as session:
        for lease in leases:
            sending.release(session, lease)


def _send_one(dispatcher: Dispatcher, lease: Lease, done: Dispatch) -> None:
    begun = _begin(dispatcher, lease)
    if not isinstance(begun, Begun):
        done.counts[begun] += 1
        return
    channel = dispatcher.switchboard.channel_for(begun.letter.recipient)
    answer = channel.deliver(begun.letter)
    with dispatcher.store.writing() as session:
        state = _write_answer(session, dispatcher, lease, begun.message, begun.attempt, answer)
    done.counts[_counted_as(state)] += 1
    if answer.unreachable:
        done.unreachable.append(f"{channel.name}: {answer.detail}")
        done.closed_channels.add(lease.channel)


def _counted_as(state: MessageState | None) -> str:
    if state is None:
        return OVERTAKEN
    return "refused_for_now" if state is MessageState.WAITING else state.value


def _begin(dispatcher: Dispatcher, lease: Lease) -> Begun | str:
    """Re-check, compose and mark as being sent, in one transaction; where nothing is to be sent, what it counts as."""
    today = dispatcher.moment().today
    with dispatcher.store.writing() as session:
        if not sending.hold(session, lease):
            return OVERTAKEN
        left = recheck(session, dispatcher.rulebook, lease, today)
        if not left.kept:
            sending.suppress(session, lease, "nothing in it was still right when its turn came")
            return MessageState.SUPPRESSED.value
        message = sending.begin(session, lease, today, dispatcher.machine_now() + dispatcher.lease)
        try:
            letter = dispatcher.composer.compose(digest(session, dispatcher.rulebook, message, left.kept, today))
        except AmendsError as unfit:
            answer = Answer(Result.REFUSED_FOR_NOW, f"the message cannot be written: {unfit}")
            return _counted_as(_write_answer(session, dispatcher, lease, message, message.attempts, answer))
        sending.keep_text(session, lease.message_id, letter.subject, letter.text)
        return Begun(message, message.attempts, letter)


def _write_answer(
    session: Session, dispatcher: Dispatcher, lease: Lease, message: Any, attempt: int, answer: Answer
) -> MessageState | None:
    """Write what the channel said; None, and nothing written, when somebody has taken the message over since (R2.2)."""
    moment = dispatcher.moment()
    state = after_answer(answer, attempt, dispatcher.rulebook.patience)
    values: dict[str, object] = {"state": state.value, "reason": "" if state is MessageState.SENT else answer.detail}
    if state is MessageState.SENT:
        values["sent_at"] = moment.now
    if state is MessageState.WAITING:
        pause = wait_before(attempt, dispatcher.rulebook.patience, dispatcher.jitter())
        values["not_before"] = dispatcher.machine_now() + pause
        if answer.unreachable:
            values["attempts"] = attempt - 1
    # A late but certain answer settles the doubt that the reaper raised meanwhile: nobody else sends such a message.
    states = ["sending", "in_doubt"] if state is MessageState.SENT else ["sending"]
    if not sending.finish(session, lease, states, values):
        return None
    if not (answer.unreachable and state is MessageState.WAITING):
        sending.add_attempt(session, lease.message_id, attempt, moment.now, answer.result.value, answer.detail)
    sending.set_steps(session, lease.message_id, STEP_AFTER[state].value, str(values["reason"]))
    if state in (MessageState.FAILED, MessageState.IN_DOUBT):
        _call_a_person(session, dispatcher.rulebook, moment, message, state, answer)
    if state is MessageState.SENT:
        about = f"message {message.key}"
        tasks.close(session, TaskKind.MESSAGE_IN_DOUBT.value, about, moment.today, "the channel took it after all")
    return state


def _call_a_person(
    session: Session, rulebook: Rulebook, moment: Moment, message: Any, state: MessageState, answer: Answer
) -> None:
    """A failed message or one in doubt becomes a task and an event: never silent (R6)."""
    failed = state is MessageState.FAILED
    reason = f"message to {shown(message.recipient)} {'failed' if failed else 'is in doubt'}: {answer.detail}"
    task = TaskKind.MESSAGE_FAILED if failed else TaskKind.MESSAGE_IN_DOUBT
    wanted = Wanted(task.value, f"message {message.key}", reason, message_id=message.id)
    open_tasks(session, rulebook, moment.today, [wanted])
    kind = Happening.MESSAGE_FAILED if failed else Happening.MESSAGE_IN_DOUBT
    payload = {"recipient": shown(message.recipient), "detail": answer.detail}
    stream = f"message/{message.key}"
    entry = Entry(stream, moment.now.isoformat(), moment.today.isoformat(), kind, moment.actor, payload)
    events.append(session, [entry])
