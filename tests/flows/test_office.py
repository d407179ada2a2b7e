"""The office as one process group: it starts, says what it does, and ends without a trace."""

from __future__ import annotations

import os
import re
import signal
import socket
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from compliance.store.engine import Store
from compliance.usecases.run_ledger import finish_run, start_run
from tests.flows.processes import Program, program
from tests.support.prefect_server import copy_database
from tests.support.unmeasured import alone

QUESTIONS = 5_000


@pytest.fixture
def database_kind() -> str:
    """The office of these tests has its own database."""
    return "sqlite"


@pytest.fixture
def home(tmp_path: Path, migrated_url: str, prefect_made: Path) -> Path:
    """The home of an installation with an empty database, in which Prefect ran before."""
    folder = tmp_path / "home"
    copy_database(prefect_made, folder / "prefect")
    Path(migrated_url.removeprefix("sqlite:///")).rename(folder / "amends.db")
    return folder


def start_and_see_it_ready(office: Program) -> None:
    assert office.wait_for("Ready.") == "Ready. Ctrl-C ends it."


def scheduled_runs(said: str) -> int:
    """How many runs Prefect's scheduler has made; asked until there are some: a schedule alone proves nothing."""
    address = re.search(r"Prefect's pages  (http://127\.0\.0\.1:\d+)", said)
    assert address is not None
    wanted = {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}}
    # Prefect's own database may keep a question waiting for its whole patience with a lock, which is a minute.
    with httpx.Client(base_url=address[1], trust_env=False, timeout=150) as prefect:
        for _ in range(QUESTIONS):
            found: int = prefect.post("/api/flow_runs/count", json=wanted).raise_for_status().json()
            if found:
                return found
    return 0


def test_ctrl_c_ends_all_of_it(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with program("-c", alone("compliance.cli.app"), "serve", AMENDS_HOME=str(home), AMENDS_PORT=str(port)) as office:
        address = office.wait_for("Health").split()[-1]
        assert address == f"http://127.0.0.1:{port}/health"
        # Asked before Prefect is there, and again when it is: it must not be in Prefect's way.
        early = httpx.get(address, trust_env=False, timeout=60)
        assert (early.status_code, early.json()["flows"]) == (200, {})
        start_and_see_it_ready(office)
        late = httpx.get(address, trust_env=False, timeout=60)
        assert (late.status_code, late.json()["flows"]["track_deadlines"]["failed"]) == (200, False)
        said = "\n".join(line for line in office.lines if not line.startswith("Health"))
        assert re.search(r"Prefect's pages  http://127\.0\.0\.1:\d+", said)
        assert f"Mail goes to     files in {home / 'mail'}" in said
        assert "Next track deadlines: " in said
        office.wait_for("send reminders 2")
        caught_up = [line.split(" 2")[0][6:] for line in office.lines if re.match(r"\d\d:\d\d ", line)]
        # Evidence that was dropped while nobody was there stops its chasers (R4): it comes before the plan.
        assert caught_up[:4] == ["check calendars", "collect evidence", "collect returned mail", "track deadlines"]
        assert "annual letters" not in caught_up
        assert scheduled_runs(said) > 0
        assert len(office.group()) == 2
        assert office.end(signal.SIGINT) == 0
        assert office.group() == []
        assert office.lines[-1] == "Ended"
        assert not any("Traceback" in line for line in office.lines)


def last_letters_were_written(home: Path, at: datetime) -> None:
    store = Store(f"sqlite:///{home / 'amends.db'}")
    with store.writing() as session:
        finish_run(session, start_run(session, "annual_letters", at.date(), at), at, "ran, nothing due")
    store.close()


def test_a_dead_prefect_server_ends_the_office_with_a_word(home: Path) -> None:
    # The machine was off on the day of the letters, more than once: they are written when it is back.
    last_letters_were_written(home, datetime(2024, 4, 1, 5, tzinfo=UTC))
    with program("-c", alone("flows.office"), AMENDS_HOME=str(home)) as office:
        start_and_see_it_ready(office)
        office.wait_for("annual letters 20")
        (server,) = [process for process in office.group() if process != office.process.pid]
        os.kill(server, signal.SIGKILL)
        assert office.process.wait(timeout=60) == 1
        assert "Prefect's server is gone" in office.wait_for("Ended")
        assert office.group() == []


def test_without_a_database_it_says_what_to_do(tmp_path: Path) -> None:
    with program("-m", "flows.office", AMENDS_HOME=str(tmp_path / "none")) as office:
        assert office.process.wait(timeout=60) == 1
        assert "run 'amends init' first" in office.wait_for("amends init")


def test_the_server_of_a_killed_run_ends_by_itself(home: Path) -> None:
    day = "from datetime import date; from flows.day import run_day_now; run_day_now(date(2024, 4, 2)); "
    with program("-c", f"{day} print('done', flush=True); input()", AMENDS_HOME=str(home)) as run:
        run.wait_for("done")
        (server,) = [process for process in run.group() if process != run.process.pid]
        os.kill(run.process.pid, signal.SIGKILL)
        handle = os.pidfd_open(server)
        import select  # noqa: PLC0415

        assert select.select([handle], [], [], 60)[0]
        os.close(handle)


def test_a_server_of_ones_own_is_used_and_its_absence_is_said(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    url = f"http://127.0.0.1:{port}/api"
    with program("-m", "flows.office", AMENDS_HOME=str(home), PREFECT_API_URL=url) as office:
        assert office.process.wait(timeout=120) == 1
        assert f"the Prefect server at {url} (PREFECT_API_URL) cannot be reached" in office.wait_for(
            "cannot be reached"
        )
