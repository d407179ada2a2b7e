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
from functools import partial
from threading import Lock
from typing import Any

from compliance.domain.address_health import Severity
from compliance.domain.delivery import STEP_AFTER, Answer, MessageState, Result, after_answer, shown, wait_before
from compliance.domain.errors import AmendsError, Crossed
from compliance.domain.history import Entry, Happening
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.tasks import TaskKind
from compliance.notify.protocol import Composer, Letter, Switchboard
from compliance.store import events, sending, tasks, told
from compliance.store.engine import Session, Store, lock, once_more
from compliance.store.sending import Lease
from compliance.usecases.address_reports import report, weigh
from compliance.usecases.channel_record import ask_record, word_of_record
from compliance.usecases.compose_message import digest, recheck
from compliance.usecases.fall_back import fall_back
from compliance.usecases.open_tasks import Wanted, open_tasks
from compliance.usecases.plan_reminders import plan_again
from compliance.usecases.settle_doubts import Settler, settle_doubts

BATCH = 20
OVERTAKEN = "overtaken"


@dataclass(frozen=True)
class Dispatcher:
    """All a sender needs. `moment` is the office's clock, `machine_now` the wall clock that leases run on.

    `patient` respects the pauses between attempts and the office's sending hours; a day that is run by hand tries again
    in its next round, whatever the hour.
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
    `again` are recommendations whose message did not reach its recipient: they go to the next contact (R6).
    `out_of_hours` says that the office's sending hours kept what waits.
    """

    counts: Counter[str] = field(default_factory=Counter)
    unreachable: list[str] = field(default_factory=list)
    closed_channels: set[str] = field(default_factory=set)
    again: set[int] = field(default_factory=set)
    out_of_hours: bool = False

    def add(self, other: Dispatch) -> None:
        """Add another sender's work."""
        self.counts.update(other.counts)
        self.unreachable += other.unreachable
        self.closed_channels |= other.closed_channels
        self.again |= other.again


@dataclass
class Round:
    """How far the senders of one round have come through what waits; a message that is refused waits for the next."""

    lock: Lock = field(default_factory=Lock)
    behind: int = 0


@dataclass(frozen=True)
class Begun:
    """A message in `sending`: its row, the number of this attempt and, once it is written, the letter to hand over."""

    message: Any
    attempt: int
    letter: Letter | None = None


def dispatch(dispatcher: Dispatcher) -> Dispatch:
    """Settle what dead senders left and what is in doubt, then send all that may go out now, with several senders.

    What did not reach its recipient is planned for the next contact and sent to them too (R6). On a closed day nothing
    is sent (D5), nor by a patient sender outside the sending hours (R5). Safe to run several times at once, on several
    machines; where nothing is on its way it only looks.
    """
    with dispatcher.store.reading() as session:
        if not sending.is_any_under_way(session):
            return Dispatch(out_of_hours=_out_of_hours(dispatcher))
    done = Dispatch(reap(dispatcher))
    done.counts.update(settle_doubts(settler(dispatcher)))
    if not dispatcher.rulebook.calendar.is_working_day(dispatcher.moment().today):
        return done
    senders = max(1, dispatcher.rulebook.senders)
    shared = Round()
    with ThreadPoolExecutor(senders, thread_name_prefix="amends-sender") as pool:
        while True:
            done.again.clear()
            for part in pool.map(lambda _: _send_all(dispatcher, shared), range(senders)):
                done.add(part)
            if not done.again:
                break
            once_more(partial(_plan_again, dispatcher, sorted(done.again)))
    done.out_of_hours = _out_of_hours(dispatcher)
    return done


def settler(dispatcher: Dispatcher) -> Settler:
    """Who ends doubts for this dispatcher; no attempt lives longer than half a lease, so a lease is time enough."""
    return Settler(dispatcher.store, dispatcher.switchboard, dispatcher.moment, dispatcher.rulebook, dispatcher.lease)


def _out_of_hours(dispatcher: Dispatcher) -> bool:
    """Whether scheduled sending rests at this instant; a day that is run by hand never does."""
    hours, zone = dispatcher.rulebook.hours, dispatcher.rulebook.office.time_zone
    return dispatcher.patient and hours is not None and not hours.are_open(dispatcher.moment().now, zone)


def reap(dispatcher: Dispatcher) -> Counter[str]:
    """Look after messages whose sender stopped answering: the channel's own record decides, else a person (R2.5).

    The record is asked outside of any transaction; whoever looked after a message meanwhile has moved its state on.
    """
    settled: Counter[str] = Counter()
    with dispatcher.store.writing() as session:
        now = dispatcher.machine_now()
        sending.free_expired(session, now)
        left = sending.stale(session, now)
    for message in left:
        recorded = ask_record(dispatcher.switchboard, message.recipient, message.key, message.channel_reference)
        answer = word_of_record(recorded)
        lease = Lease(message.id, message.lease_owner, message.lease_token, message.channel)
        state, _ = _put_down(dispatcher, lease, Begun(message, message.attempts), answer)
        if state is not None:
            settled[f"reaped_{state.value}"] += 1
    return settled


def _plan_again(dispatcher: Dispatcher, recommendation_ids: Sequence[int]) -> None:
    with dispatcher.store.writing() as session:
        plan_again(session, dispatcher.rulebook, dispatcher.moment(), recommendation_ids)


def _send_all(dispatcher: Dispatcher, shared: Round) -> Dispatch:
    """One sender: lease a few, send them one by one, until the round is through or the sending hours are over."""
    done = Dispatch()
    while leases := _claim(dispatcher, shared, done.closed_channels):
        for number, lease in enumerate(leases):
            try:
                if lease.channel in done.closed_channels:
                    _release(dispatcher, [lease])
                else:
                    _send_one(dispatcher, lease, done)
            except Crossed:  # nothing of it is written: whoever comes next begins it anew
                _release(dispatcher, [lease])
            except Exception:
                _release(dispatcher, leases[number:])
                raise
    return done


def _claim(dispatcher: Dispatcher, shared: Round, closed_channels: set[str]) -> Sequence[Lease]:
    if _out_of_hours(dispatcher):
        return []
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
    begun = _begin(dispatcher, lease, done)
    if begun is None or begun.letter is None:
        return
    channel = dispatcher.switchboard.channel_for(begun.letter.recipient)
    answer = channel.deliver(begun.letter)
    state, again = _put_down(dispatcher, lease, begun, answer)
    done.again.update(again)
    if state is MessageState.FAILED and answer.of_address:
        _count_against(dispatcher, begun, answer)
    done.counts[_counted_as(state)] += 1
    if answer.unreachable:
        done.unreachable.append(f"{channel.name}: {answer.detail}")
        done.closed_channels.add(lease.channel)


def _put_down(
    dispatcher: Dispatcher, lease: Lease, begun: Begun, answer: Answer
) -> tuple[MessageState | None, list[int]]:
    """Write an answer down, and of a failed message what is to be planned again for somebody else.

    The answer is known here alone: broken off for another transaction's sake, it is written once more.
    """

    def transaction() -> tuple[MessageState | None, list[int]]:
        with dispatcher.store.writing() as session:
            state = _write_answer(session, dispatcher, lease, begun, answer)
            failed = state is MessageState.FAILED
            return state, _fall_back(session, dispatcher, begun.message) if failed else []

    return once_more(transaction)


def _fall_back(session: Session, dispatcher: Dispatcher, message: Any) -> list[int]:
    """What a failed message said is planned again, for the next contact (R6)."""
    reason = f"the message to {shown(message.recipient)} failed"
    return fall_back(session, dispatcher.rulebook, message.id, dispatcher.moment(), reason)


def _count_against(dispatcher: Dispatcher, begun: Begun, answer: Answer) -> None:
    """Count a refusal for good against its address (R6).

    In a transaction of its own, behind the planner's lock, like everything that weighs addresses. Killed before it, the
    message has failed all the same, and the next one to this address is refused and counted.
    """
    moment, message = dispatcher.moment(), begun.message
    with dispatcher.store.writing() as session:
        lock(session, "plan_reminders")
        report(
            session,
            moment,
            fingerprint=f"{message.key}/attempt/{begun.attempt}",
            recipient=message.recipient,
            severity=Severity.HARD,
            at=moment.now,
            message_id=message.id,
            detail=answer.detail,
            source="refused on sending",
        )
        weigh(session, dispatcher.rulebook, moment, message.recipient, message.id)


def _counted_as(state: MessageState | None) -> str:
    if state is None:
        return OVERTAKEN
    return "refused_for_now" if state is MessageState.WAITING else state.value


def _begin(dispatcher: Dispatcher, lease: Lease, done: Dispatch) -> Begun | None:
    """Re-check, compose and mark as being sent, in one transaction; None, counted, where nothing is to be sent."""
    today = dispatcher.moment().today
    with dispatcher.store.writing() as session:
        if not sending.hold(session, lease):
            done.counts[OVERTAKEN] += 1
            return None
        left = recheck(session, dispatcher.rulebook, lease, today)
        done.again |= left.again
        if not left.kept:
            sending.suppress(session, lease, left.reason)
            done.counts[MessageState.SUPPRESSED.value] += 1
            return None
        message = sending.begin(session, lease, today, dispatcher.machine_now() + dispatcher.lease)
        try:
            letter = dispatcher.composer.compose(digest(session, dispatcher.rulebook, message, left.kept, today))
        except AmendsError as unfit:  # the template's fault: another recipient would not help
            answer = Answer(Result.REFUSED_FOR_NOW, f"the message cannot be written: {unfit}")
            state = _write_answer(session, dispatcher, lease, Begun(message, message.attempts), answer)
            done.counts[_counted_as(state)] += 1
            return None
        sending.keep_text(session, lease.message_id, letter.subject, letter.text)
        told.note_versions(session, left.kept)
        return Begun(message, message.attempts, letter)


def _write_answer(
    session: Session, dispatcher: Dispatcher, lease: Lease, begun: Begun, answer: Answer
) -> MessageState | None:
    """Write what the channel said; None, and nothing written, when somebody has taken the message over since (R2.2)."""
    moment, message, attempt = dispatcher.moment(), begun.message, begun.attempt
    state = after_answer(answer, attempt, dispatcher.rulebook.patience)
    values: dict[str, object] = {"state": state.value, "reason": "" if state is MessageState.SENT else answer.detail}
    if state is MessageState.SENT:
        values |= {"sent_at": moment.now, "channel_reference": answer.reference}
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
