"""Processes that work for an office and may be killed: forked in milliseconds from a server that has all imported.

Only processes started here are ever killed, each by its own handle.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from datetime import date, timedelta
from multiprocessing.context import ForkServerProcess
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from sqlalchemy import text

from compliance.cli.app import main
from compliance.domain.delivery import Patience
from compliance.domain.errors import AmendsError
from compliance.domain.recommendations import Kind
from compliance.runtime import Installation, machine_now, open_installation
from compliance.usecases.case_records import Draft
from compliance.usecases.dispatch_messages import Dispatcher, dispatch, reap
from compliance.usecases.log_recommendation import log_recommendation
from compliance.usecases.plan_reminders import plan_reminders

FORKING = multiprocessing.get_context("forkserver")
FORKING.set_forkserver_preload(["tests.torture.warm"])
REFUSED, BROKE_OFF, ORPHANED = 1, 70, 71
IDLE_SECONDS, LONG_IDLE = 0.05, 1200
LOGGED_BY_WORKER = "M0000 case-9"
SIX_WEEKS = timedelta(weeks=6)
ON_ITS_WAY = "SELECT count(*) FROM message WHERE state IN ('waiting', 'sending')"


@dataclass(frozen=True)
class Errand:
    """What a worker needs to know: the office it works for and how quickly that office loses patience."""

    database_url: str
    home: Path
    mail_url: str
    today: date
    lease_seconds: int = 5
    senders: int = 4
    attempts: int = 12
    first_wait: float = 0.05
    longest_wait: float = 0.5

    @property
    def environ(self) -> dict[str, str]:
        """The environment of a command that works for this office."""
        return {
            "AMENDS_HOME": str(self.home),
            "AMENDS_DATABASE_URL": self.database_url,
            "AMENDS_MAIL_URL": self.mail_url,
            "AMENDS_LEASE_SECONDS": str(self.lease_seconds),
        }

    def open(self) -> Installation:
        """The installation, wired as any command wires it; its patience is shorter, and it sends at any hour."""
        made = open_installation(self.today, environ=self.environ)
        patience = Patience(self.attempts, self.first_wait, self.longest_wait)
        made.rulebook = replace(made.rulebook, patience=patience, senders=self.senders, hours=None)
        return made

    @property
    def lease(self) -> timedelta:
        """How long a dispatcher may hold a message."""
        return timedelta(seconds=self.lease_seconds)


class Worker:
    """A process at work; what it says when it ends stands in a file of its own."""

    def __init__(self, act: Callable[..., None], *given: Any, said: Path) -> None:
        self._said = said
        self._process: ForkServerProcess = FORKING.Process(target=_work, args=(act, given, said), daemon=True)
        self._process.start()

    @property
    def pid(self) -> int:
        """Its process number."""
        assert self._process.pid is not None
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.is_alive()

    def kill(self) -> bool:
        """End it at once with SIGKILL; False when it had ended by itself."""
        if not self._process.is_alive():
            return False
        self._process.kill()
        return self.wait() == -signal.SIGKILL

    def wait(self, seconds: float = 170.0) -> int:
        """Its exit code, negative for a signal; AssertionError when it does not end."""
        self._process.join(seconds)
        code = self._process.exitcode
        assert code is not None, f"process {self.pid} does not end"
        return code

    def said(self) -> str:
        """The lines it left on standard error; "" while there are none."""
        return self._said.read_text(encoding="utf-8") if self._said.exists() else ""


@contextmanager
def workforce(folder: Path) -> Iterator[Callable[..., Worker]]:
    """Start workers with `start(act, *given)`; none of them outlives the block."""
    started: list[Worker] = []
    folder.mkdir(parents=True, exist_ok=True)

    def start(act: Callable[..., None], *given: Any) -> Worker:
        started.append(Worker(act, *given, said=folder / f"worker-{len(started)}.txt"))
        return started[-1]

    try:
        yield start
    finally:
        for worker in started:
            worker.kill()


def pause(seconds: float) -> None:
    """Let others work for a moment between two looks at something that can only be looked at."""
    threading.Event().wait(seconds)


def until(happened: Callable[[], bool], what: str, tries: int = 12_000) -> None:
    """Look again and again until something has happened; AssertionError after two minutes."""
    for _ in range(tries):
        if happened():
            return
        pause(0.01)
    raise AssertionError(f"{what} did not happen")


def on_its_way(installation: Installation) -> int:
    """How many messages are not yet at an end."""
    with installation.store.reading() as session:
        return int(session.connection().execute(text(ON_ITS_WAY)).scalar_one())


# What workers do.


def send_until_done(errand: Errand) -> None:
    """Send, again and again, until no message is on its way any more, or nothing has moved for many leases."""
    with errand.open() as office:
        dispatcher = office.dispatcher()
        idle = 0
        while on_its_way(office) and idle < LONG_IDLE:
            if dispatch(dispatcher).counts:
                idle = 0
            else:
                idle += 1
                pause(IDLE_SECONDS)


def send_once(errand: Errand) -> None:
    """One round of sending, as the scheduled flow does it."""
    with errand.open() as office:
        dispatch(office.dispatcher())


def plan_once(errand: Errand) -> None:
    """Plan the day as the flow does: what dead senders left first."""
    with errand.open() as office:
        plan_day(office)


def plan_day(office: Installation) -> None:
    """Begin the day."""
    reap(office.dispatcher())
    with office.store.writing() as session:
        plan_reminders(session, office.rulebook, office.moment("planner"), machine_now())


def plan_and_send(errand: Errand, together: Barrier | None = None) -> None:
    """A day by hand: plan, then send; `together` lets several do it at the same moment."""
    with errand.open() as office:
        if together is not None:
            together.wait()
        plan_day(office)
        dispatch(impatient(office))


def command(errand: Errand, *words: str) -> None:
    """One `amends` command, in the environment of the office; what it says goes where this worker's words go."""
    os.environ |= errand.environ
    raise SystemExit(main(words))


def log_one(errand: Errand) -> None:
    """Log one more recommendation of the first case."""
    with errand.open() as office:
        log_it(office)


def log_it(office: Installation) -> None:
    """Log it, due in six weeks."""
    draft = Draft(LOGGED_BY_WORKER, "M0000 case", Kind.PERSONAL_REMEDY, "Apologise", due_on=office.today + SIX_WEEKS)
    with office.store.writing() as session:
        log_recommendation(session, office.rulebook, office.moment("worker"), draft)


def impatient(office: Installation) -> Dispatcher:
    """A sender that tries again without a pause, as a day run by hand does."""
    return office.dispatcher(patient=False)


def _work(act: Callable[..., None], given: tuple[Any, ...], said: Path) -> None:
    """Do it; what goes wrong is said as the command says it, in one line, and anything else with its traceback."""
    code = 0
    threading.Thread(target=_end_with_the_harness, daemon=True).start()
    with said.open("w", encoding="utf-8") as file:
        try:
            with redirect_stdout(file), redirect_stderr(file):
                act(*given)
        except AmendsError as error:
            file.write(f"{error}\n")
            code = REFUSED
        except SystemExit as end:
            code = int(end.code or 0)
        except BaseException:  # a process of its own: whatever it was, the harness must get to read it
            traceback.print_exc(file=file)
            code = BROKE_OFF
    os._exit(code)


def _end_with_the_harness() -> None:
    """No worker outlives the process that started it, however that ended."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(ORPHANED)
