"""A day by hand: everything the scheduled flows do on it, whatever the hour, through the same flows, once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from compliance.domain.errors import NotReady
from flows.embedded import begin_server

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State

    from compliance.runtime import Installation
    from flows.send_reminders import Sending


@dataclass
class DayReport:
    """What a day came to.

    `counts` by what was done, zero left out; `lines` what the flows say of it, empty when nothing happened; `waiting`
    messages of this day or an earlier one that are still to go; `unreachable` why nobody took mail; `letters` the
    folder of the year's letter data if the day made them.
    """

    day: date
    counts: dict[str, int] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    waiting: int = 0
    unreachable: list[str] = field(default_factory=list)
    letters: str | None = None

    def count(self, **numbers: int) -> None:
        """Add to the counts."""
        for name, number in numbers.items():
            if number:
                self.counts[name] = self.counts.get(name, 0) + number

    def say(self, parts: list[str]) -> None:
        """Add a line of what there was to say."""
        line = ", ".join(part for part in parts if part)
        if line:
            self.lines.append(line)


def run_day_now(as_of: date, until: date | None = None, *, announce: bool = True) -> list[DayReport]:
    """Run a day, or all days from `as_of` to `until`, one after the other, on one start of Prefect.

    `announce` tells Prefect's automations at the end what happened; who runs days one by one does it with the last.
    Raises what a flow raises, with nothing half done that a second run would not finish.
    """
    with _prefect():
        return asyncio.run(_connected(as_of, until or as_of, announce))


async def run_day(as_of: date) -> DayReport:
    """Run a day: calendars, evidence, returned mail, delivery reports, then deadlines, mail, annual letters if due."""
    # Prefect takes a second to be imported, and its settings must be in place before: only where it is used.
    from flows.wake import opened  # noqa: PLC0415

    report = DayReport(as_of)
    with opened(as_of):
        await _calendars(report)
        await _collect(report)
        await _returned(report)
        await _poll(report)
        await _track(report)
        await _send(report)
        await _letters(report)
    return report


async def _connected(first: date, last: date, announce: bool) -> list[DayReport]:
    """The days on one connection to Prefect's server; of their own accord flows make several clients each."""
    from prefect.context import AsyncClientContext, SyncClientContext  # noqa: PLC0415

    with SyncClientContext.get_or_create():
        async with AsyncClientContext.get_or_create():
            return await _run_days(first, last, announce)


async def _run_days(first: date, last: date, announce: bool) -> list[DayReport]:
    from flows.publish_happenings import publish_happenings  # noqa: PLC0415

    reports = [await run_day(first + timedelta(days=number)) for number in range((last - first).days + 1)]
    # Once for all days: what automations hear of is the history, and it is complete only now.
    if announce:
        await publish_happenings.with_options(retries=0)(last)
    return reports


async def _calendars(report: DayReport) -> None:
    from flows.check_calendars import check_calendars, said  # noqa: PLC0415

    check = await check_calendars.with_options(retries=0)(report.day)
    report.count(calendar_tasks=check.opened)
    report.say(said(check))


async def _collect(report: DayReport) -> None:
    from compliance.usecases.collect_evidence import Fate  # noqa: PLC0415
    from flows.collect_evidence import collect_evidence, said  # noqa: PLC0415

    collected = await collect_evidence.with_options(retries=0)(report.day, patient=False)
    report.count(
        evidence=sum(each.stored for each in collected),
        set_aside=sum(each.fate is Fate.SET_ASIDE for each in collected),
    )
    for part in said(collected):
        report.say([part])


async def _returned(report: DayReport) -> None:
    """Read returned mail; a mailbox that cannot be read is told of, and holds up nobody's reminder."""
    from flows.collect_returned_mail import collect_returned_mail, said  # noqa: PLC0415

    if await _rests(collect_returned_mail.name, report.day, lambda office: office.settings.returned_mail_url):
        return
    state: State[Any] = await collect_returned_mail.with_options(retries=0)(report.day, return_state=True)
    result = await state.aresult(raise_on_failure=False)
    if isinstance(result, NotReady):
        report.count(returned_mail_unread=1)
        report.say([str(result)])
        return
    if isinstance(result, BaseException):
        raise result
    report.count(
        returned=result.returned,
        stopped_addresses=result.stopped,
        returned_mail_refused=result.refused,
        returned_mail_left=result.left,
    )
    report.say(said(result))
    report.lines += result.lines


async def _poll(report: DayReport) -> None:
    from flows.poll_delivery import poll_delivery, said  # noqa: PLC0415

    if await _rests(poll_delivery.name, report.day, lambda office: office.settings.notify_api_key):
        return
    poll = await poll_delivery.with_options(retries=0)(report.day)
    report.count(**{str(kind): number for kind, number in poll.counts.items()})
    report.say(said(poll))


async def _rests(flow: str, day: date, needed: Callable[[Installation], object]) -> bool:
    """Whether the office has not set what a flow needs; then the flow is not started, and our ledger says so."""
    from flows.wake import opened, rested  # noqa: PLC0415

    with opened(day) as installation:
        if needed(installation) is not None:
            return False
        await rested(flow, day)
        return True


async def _track(report: DayReport) -> None:
    from flows.track_deadlines import said, track_deadlines  # noqa: PLC0415

    plan = await track_deadlines.with_options(retries=0)(report.day)
    report.count(
        queued=plan.queued,
        messages=plan.messages,
        superseded=plan.superseded,
        held=plan.held,
        later=plan.later,
        overdue=plan.overdue,
        holds_ended=plan.holds_ended,
        escalated=plan.escalated,
        without_contact=plan.without_contact,
    )
    if plan.working_day or plan.overdue or plan.holds_ended:
        report.say(said(plan))


async def _send(report: DayReport) -> None:
    from flows.send_reminders import said  # noqa: PLC0415

    sending = await _sending(report.day)
    report.count(**{str(kind): number for kind, number in sending.done.counts.items()})
    report.waiting = sending.waiting
    report.unreachable = list(dict.fromkeys(sending.done.unreachable))
    report.say(said(sending))


async def _sending(as_of: date) -> Sending:
    """What was sent; that nobody took mail is a result here, and a failed run in Prefect's pages."""
    from flows.send_reminders import MailNotTaken, send_reminders  # noqa: PLC0415

    state: State[Any] = await send_reminders.with_options(retries=0)(as_of, patient=False, return_state=True)
    result = await state.aresult(raise_on_failure=False)
    if isinstance(result, MailNotTaken):
        return result.sending
    if isinstance(result, BaseException):
        raise result
    sending: Sending = result
    return sending


async def _letters(report: DayReport) -> None:
    from flows.annual_letters import annual_letters, said  # noqa: PLC0415
    from flows.schedules import falls_on  # noqa: PLC0415
    from flows.wake import opened  # noqa: PLC0415

    with opened(report.day) as installation:
        due = await falls_on("annual_letters", report.day, installation.rulebook)
    if not due:
        return
    prepared = await annual_letters.with_options(retries=0)(as_of=report.day)
    report.count(letters=len(prepared.codes))
    report.letters = str(prepared.folder)
    report.say(said(prepared))


@contextmanager
def _prefect() -> Iterator[None]:
    """Prefect with a server to talk to: the user's own, or the embedded one of this process."""
    server = begin_server()
    from prefect.settings import PREFECT_API_URL, PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings  # noqa: PLC0415

    if server is None:
        yield
        return
    # Heartbeats let a lasting server notice a run that died; for this one the caller is there to see it.
    with temporary_settings({PREFECT_API_URL: server.api_url, PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        yield
