"""Everything a small office needs in one process group: Prefect's server, and the flows on their schedules."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

from compliance.domain.errors import AmendsError
from compliance.domain.office import Rulebook
from compliance.runtime import Installation, machine_now, open_installation
from compliance.usecases.run_ledger import Run, runs_finished_after
from compliance.usecases.watch_flows import Expected, was_missed
from flows.embedded import EmbeddedServer, own_server, prepare, serving_alone, starting_alone

LOOK_SECONDS = 0.5
LOOKS_BETWEEN_NEWS = 6
STOP_SECONDS = 10

Say = Callable[[str], None]


Beside = Callable[[Say], AbstractContextManager[object]]


_IMPORTED = threading.Event()


def wakings(rulebook: Rulebook) -> Expected:
    """When the flows of the office that runs in this process wake up; none yet while it starts.

    Who asks meanwhile must not be the one who imports Prefect: its settings may not be in place.
    """
    if not _IMPORTED.is_set():
        return {}
    from flows.schedules import expected  # noqa: PLC0415

    return expected(rulebook)


def run_office(say: Say | None = None, beside: Beside | None = None) -> int:
    """Run the office until Ctrl-C or SIGTERM (0), or until its Prefect server dies (1).

    `beside` is what runs as long as the office does, such as the web pages; it is begun before anything else starts.

    Raises NotReady when there is no database or when Prefect's server does not start, Refused when another one runs.
    """
    speak = say or _print
    try:
        with (
            open_installation() as installation,
            serving_alone(installation.settings.home.resolve()),
            beside(speak) if beside else nullcontext(),
        ):
            return _run(installation, speak)
    except KeyboardInterrupt:
        speak("Ended before everything was started")
        return 0


def main() -> int:
    """Run the office from a shell."""
    try:
        return run_office()
    except AmendsError as error:
        _complain(str(error))
        return 1


def _run(installation: Installation, say: Say) -> int:
    settings = installation.settings
    # The runs are processes of their own: what they find must not depend on where they are started.
    os.environ["AMENDS_HOME"] = str(settings.home.resolve())
    prepare(settings)
    given = own_server()
    if given:
        say(f"Using the Prefect server at {given}")
        return asyncio.run(_Office(installation, None, say).serve())
    server = EmbeddedServer(settings.prefect_home.resolve(), lasting=True)
    say("Starting Prefect, which takes some seconds")
    previous = signal.signal(signal.SIGTERM, _interrupt)
    try:
        with starting_alone(server.home):
            server.launch()
            # Read when Prefect is imported, and by the runs.
            os.environ["PREFECT_API_URL"] = server.api_url
            server.wait()
        code = asyncio.run(_Office(installation, server, say).serve())
        if server.is_running:
            from flows.deployments import hand_in  # noqa: PLC0415

            hand_in()
        return code
    finally:
        os.environ.pop("PREFECT_API_URL", None)
        server.stop()
        signal.signal(signal.SIGTERM, previous)


class _Office:
    """A running office: its installation, its Prefect server if it has one of its own, and its voice."""

    def __init__(self, installation: Installation, server: EmbeddedServer | None, say: Say) -> None:
        self.installation = installation
        self.server = server
        self.say = say
        self.ended = asyncio.Event()

    async def serve(self) -> int:
        """Catch up, then serve the flows until somebody ends it."""
        from flows.deployments import OfficeRunner, add_deployments, keep_interrupts_from_children  # noqa: PLC0415

        _IMPORTED.set()
        loop = asyncio.get_running_loop()
        keep_interrupts_from_children()
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(each, self.ended.set)
        runner = OfficeRunner(lambda: loop.call_soon_threadsafe(self.ended.set))
        await add_deployments(runner, self.installation.rulebook)
        since = machine_now()
        await self._catch_up()
        serving = asyncio.create_task(runner.start())
        await self._tell_what_runs()
        code = await self._watch(serving, since)
        if code:
            serving.cancel()
            await asyncio.wait([serving], timeout=STOP_SECONDS)
            self.say("Ended, because Prefect's server is gone; start again with 'amends serve'")
            _leave(code)
        if runner.started:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(runner.astop(), STOP_SECONDS)
        await asyncio.wait([serving], timeout=STOP_SECONDS)
        self.say("Ended")
        return code

    async def _catch_up(self) -> None:
        """Do what was due while nobody was here: Prefect makes up for no run that was missed."""
        from flows.annual_letters import annual_letters  # noqa: PLC0415
        from flows.check_calendars import check_calendars  # noqa: PLC0415
        from flows.collect_evidence import collect_evidence  # noqa: PLC0415
        from flows.collect_returned_mail import collect_returned_mail  # noqa: PLC0415
        from flows.send_reminders import send_reminders  # noqa: PLC0415
        from flows.track_deadlines import track_deadlines  # noqa: PLC0415

        # Evidence that came meanwhile stops its chasers (R4), so it is taken in before anything is planned.
        due: list[Any] = [check_calendars, collect_evidence, collect_returned_mail, track_deadlines, send_reminders]
        # What is due every day is done on every start; the letters only if their one day of the year was missed.
        if await asyncio.to_thread(_missed, self.installation, annual_letters.name):
            due.append(annual_letters)
        for flow in due:
            if self.ended.is_set():
                return
            state = await flow.with_options(retries=0)(return_state=True)
            if not state.is_completed():
                self.say(f"{flow.name} failed: {state.message}")

    async def _tell_what_runs(self) -> None:
        settings, rulebook = self.installation.settings, self.installation.rulebook
        address = self.server.address if self.server else os.environ["PREFECT_API_URL"]
        self.say(f"Prefect's pages  {address}")
        self.say(f"Database         {self.installation.store.shown_url}")
        self.say(f"Mail goes to     {_mail_goes_to(self.installation)}")
        self.say(f"Drop evidence in {settings.drop_folder.resolve()}")
        self.say(f"Returned mail    {_returned_mail(self.installation)}")
        for line in await next_wakings(rulebook, self.installation.moment().now):
            self.say(line)
        self.say("Ready. Ctrl-C ends it.")

    async def _watch(self, serving: asyncio.Task[None], since: datetime) -> int:
        """Tell what the runs did, until the office is ended (0) or cannot go on (1)."""
        looks = 0
        while not self.ended.is_set():
            if (self.server and not self.server.is_running) or serving.done():
                return 1
            if looks % LOOKS_BETWEEN_NEWS == 0:
                since = await self._tell_news(since)
            looks += 1
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.ended.wait(), LOOK_SECONDS)
        return 0

    async def _tell_news(self, since: datetime) -> datetime:
        zone = ZoneInfo(self.installation.rulebook.office.time_zone)
        for run in await asyncio.to_thread(_news, self.installation, since):
            if run.finished_at is not None:
                since = max(since, run.finished_at)
                at = run.finished_at.astimezone(zone)
                self.say(f"{at:%H:%M} {run.flow.replace('_', ' ')} {run.as_of}: {run.result}")
        return since


async def next_wakings(rulebook: Rulebook, now: datetime) -> list[str]:
    """A line a flow: when Prefect wakes it next, in the office's zone."""
    from flows.schedules import crons, next_waking  # noqa: PLC0415

    lines = []
    for name in crons(rulebook):
        moment = await next_waking(name, now, rulebook)
        lines.append(f"Next {name.replace('_', ' ')}: {moment:%A} {moment.day} {moment:%B %Y, %H:%M}")
    return lines


def _leave(code: int) -> NoReturn:
    """End this process at once: on its way out Prefect would wait, without end, for a server that is gone."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _missed(installation: Installation, flow: str) -> bool:
    from flows.schedules import expected  # noqa: PLC0415

    with installation.store.reading() as session:
        return was_missed(session, flow, expected(installation.rulebook)[flow], machine_now())


def _news(installation: Installation, since: datetime) -> list[Run]:
    with installation.store.reading() as session:
        return runs_finished_after(session, since)


def _mail_goes_to(installation: Installation) -> str:
    settings = installation.settings
    if settings.mail_url is None:
        return f"files in {settings.mail_folder.resolve()}"
    scheme, _, rest = settings.mail_url.partition("://")
    if scheme in ("notify", "notify+http"):
        return f"GOV.UK Notify{' at ' if rest else ''}{rest}"
    return f"{scheme}://{rest.rpartition('@')[2]}" if scheme in ("smtp", "smtps") else f"{scheme}://..."


def _returned_mail(installation: Installation) -> str:
    mailbox = installation.returned_mailbox()
    return "is not read: AMENDS_RETURNED_MAIL_URL is not set" if mailbox is None else f"is read from the {mailbox.name}"


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _complain(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
