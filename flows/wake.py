"""What every flow does on waking: open the installation, note the run in our own ledger, say what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from prefect import get_run_logger
from prefect.artifacts import acreate_table_artifact
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import FlowRunPolicy, State
from prefect.runtime import flow_run
from prefect.states import Failed

from compliance.runtime import Installation, machine_now, open_installation
from compliance.usecases.run_ledger import fail_run, finish_run, start_run
from compliance.usecases.watch_flows import heard_again, silent_flows, watch_flows
from flows.announcing import publish_happenings
from flows.schedules import expected

RETRIES = 2
RETRY_SECONDS = 30
NOTHING_DUE = "ran, nothing due"
NOT_SET_UP = "ran, not set up in this office"
PUBLISHER = "publish_happenings"

_OPEN: ContextVar[Installation | None] = ContextVar("installation", default=None)


@contextmanager
def opened(as_of: date | None) -> Iterator[Installation]:
    """The installation as it works on a day (None: today): the one that is open around this, or a new one."""
    around = _OPEN.get()
    if around is not None and as_of in (None, around.today):
        yield around
        return
    with open_installation(as_of) as installation:
        token = _OPEN.set(installation)
        try:
            yield installation
        finally:
            _OPEN.reset(token)


@dataclass
class Waking:
    """One run of a flow: the installation it works in, the office's day, and what it will say of itself."""

    installation: Installation
    today: date
    line: str = NOTHING_DUE

    def say(self, parts: Sequence[str]) -> str:
        """Put what happened into one plain line, for the log, the artifact and the ledger."""
        self.line = ", ".join(part for part in parts if part) or NOTHING_DUE
        get_run_logger().info(self.line)
        return self.line


@asynccontextmanager
async def woken(flow: str, as_of: date | None) -> AsyncIterator[Waking]:
    """A run of `flow` with its row in the ledger: what it did, "ran, nothing due", or why it failed."""
    with opened(as_of) as installation:
        waking = Waking(installation, installation.today)
        number = await asyncio.to_thread(_start, installation, flow, waking.today)
        if as_of is None:
            await asyncio.to_thread(_watch, installation)
        try:
            yield waking
        except BaseException as error:
            # A run that is being cancelled must not wait for anything else: no thread here.
            _fail(installation, number, str(error) or type(error).__name__)
            raise
        await asyncio.to_thread(_finish, installation, number, flow, waking)
        if as_of is None and flow != PUBLISHER:
            await _publish_happenings(installation)


async def rested(flow: str, as_of: date | None) -> None:
    """Note in the ledger that a flow was looked at and has nothing to look at: the office has not set it up."""
    with opened(as_of) as installation:
        waking = Waking(installation, installation.today, NOT_SET_UP)
        number = await asyncio.to_thread(_start, installation, flow, waking.today)
        await asyncio.to_thread(_finish, installation, number, flow, waking)


def run_name(words: str) -> Callable[[], str]:
    """A maker of run names that say the date, such as "track deadlines 2024-05-01"."""

    def name() -> str:
        given: Mapping[str, Any] = flow_run.parameters or {}
        day = given.get("as_of")
        if day is None:
            with open_installation(need_database=False) as installation:
                day = installation.today
        return f"{words} {day}"

    return name


async def publish(key: str, title: str, line: str, rows: Sequence[Mapping[str, object]]) -> None:
    """Leave a table a manager can read in the Prefect pages, under the line that says what happened."""
    table = [dict(row) for row in rows]
    await acreate_table_artifact(key=key, table=table, description=f"**{title}**: {line}")


async def give_up(reason: Exception) -> State[Any]:
    """End the run as failed with one plain line, without a retry: the next scheduled run is the retry."""
    run = flow_run.id
    if run is not None:
        async with get_client() as client:
            await client.update_flow_run(UUID(str(run)), empirical_policy=FlowRunPolicy(retries=0, retry_delay=0))
    return Failed(message=str(reason), data=reason)


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun; "" for none, so that a line tells only what there was."""
    if number == 0:
        return ""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _start(installation: Installation, flow: str, today: date) -> int:
    with installation.store.writing() as session:
        return start_run(session, flow, today, machine_now())


def _watch(installation: Installation) -> None:
    """Call a person for every flow that has gone silent: a machine that was off says so itself when it is back."""
    book, now = installation.rulebook, machine_now()
    wakings = expected(book)
    with installation.store.reading() as session:
        silent = silent_flows(session, wakings, now, book.flow_silent_hours)
    if silent:
        with installation.store.writing() as session:
            watch_flows(session, book, installation.moment("flows"), wakings, now)


async def _publish_happenings(installation: Installation) -> None:
    """Tell the office's own automations what happened; the flow has done its work, whatever becomes of that."""
    try:
        await publish_happenings(installation)
    except Exception as reason:
        # Nothing is lost: the cursor stays, and the flow that does nothing else fails visibly.
        get_run_logger().warning("What happened could not be told to Prefect, and waits: %s", reason)


def _finish(installation: Installation, number: int, flow: str, waking: Waking) -> None:
    with installation.store.writing() as session:
        finish_run(session, number, machine_now(), waking.line)
        heard_again(session, flow, waking.today)


def _fail(installation: Installation, number: int, reason: str) -> None:
    with installation.store.writing() as session:
        fail_run(session, number, machine_now(), reason)
