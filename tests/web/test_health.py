"""`GET /health` over a real connection: 200 while all is well, 503 when something needs a person (R6)."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

import httpx
import pytest

from compliance.domain.errors import NotReady
from compliance.domain.office import Rulebook
from compliance.runtime import machine_now, open_installation
from compliance.store.migrate import head
from compliance.usecases.open_tasks import Wanted, open_tasks
from compliance.usecases.run_ledger import fail_run, finish_run, start_run
from compliance.web.app import create_app
from compliance.web.server import served, serving
from config.settings import PACKAGED_CONFIG

TODAY = date(2024, 5, 14)


def an_hour_later(_: Rulebook) -> Mapping[str, Callable[[datetime], datetime]]:
    return {"track_deadlines": lambda instant: instant + timedelta(hours=1)}


@pytest.fixture
def environment(migrated_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation with an empty database."""
    monkeypatch.setenv("AMENDS_DATABASE_URL", migrated_url)


@contextmanager
def web(as_of: date | None = TODAY) -> Iterator[httpx.Client]:
    """The application on a port of its own."""
    app = create_app(lambda: open_installation(as_of), an_hour_later)
    with socket.create_server(("127.0.0.1", 0)) as listener, served(app, listener):
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with httpx.Client(base_url=address, trust_env=False, timeout=60) as client:
            yield client


def ask() -> tuple[int, dict[str, Any]]:
    """Status and JSON of one question."""
    with web() as client:
        answer = client.get("/health")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    return answer.status_code, answer.json()


def ran(hours_ago: float, *, failed: bool = False) -> str:
    """A run in the ledger; gives when it was."""
    at = machine_now() - timedelta(hours=hours_ago)
    with open_installation(TODAY) as office, office.store.writing() as session:
        number = start_run(session, "track_deadlines", TODAY, at)
        if failed:
            fail_run(session, number, at, "no")
        else:
            finish_run(session, number, at, "ran, nothing due")
    return at.isoformat()


def open_task(kind: str, opened_on: date) -> None:
    with open_installation(TODAY) as office, office.store.writing() as session:
        open_tasks(session, office.rulebook, opened_on, [Wanted(kind, "message 20240514-ab", "Ms C")])


@pytest.mark.usefixtures("environment")
def test_all_is_well() -> None:
    at = ran(1)
    status, said = ask()
    assert (status, said["status"], said["needs"], said["tasks"]) == (200, "ok", [], {})
    assert (said["version"], said["schema"]) == (version("amends"), head())
    flow = said["flows"]["track_deadlines"]
    assert flow == {"last_run": at, "last_success": at, "failed": False, "silent": False}


@pytest.mark.usefixtures("environment")
def test_an_installation_that_never_ran_anything_is_well_and_says_so() -> None:
    status, said = ask()
    never = {"last_run": None, "last_success": None, "failed": False, "silent": False}
    assert (status, said["flows"]) == (200, {"track_deadlines": never})


@pytest.mark.usefixtures("environment")
def test_a_silent_flow_needs_a_person() -> None:
    ran(40)
    ran(1, failed=True)
    status, said = ask()
    assert (status, said["needs"]) == (503, ["flow track_deadlines is silent"])
    assert (said["flows"]["track_deadlines"]["failed"], said["flows"]["track_deadlines"]["silent"]) == (True, True)


@pytest.mark.usefixtures("environment")
def test_an_open_task_is_work_and_an_overdue_one_needs_a_person() -> None:
    open_task("message_in_doubt", TODAY)
    status, said = ask()
    assert (status, said["tasks"]) == (200, {"message_in_doubt": {"open": 1, "overdue": 0}})
    open_task("no_contact", date(2024, 4, 2))
    status, said = ask()
    assert (status, said["needs"]) == (503, ["tasks of the kind no_contact: 1 overdue"])
    assert "Ms C" not in str(said)


@pytest.mark.usefixtures("environment")
def test_a_database_of_another_schema(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AMENDS_DATABASE_URL", f"sqlite:///{tmp_path / 'none.db'}")
    status, said = ask()
    assert (status, said["status"]) == (503, "broken")
    assert said["needs"] == ["the database is away or has another schema: see amends check"]
    assert "none.db" not in str(said)


def test_a_database_server_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMENDS_DATABASE_URL", "postgresql://u:secret@127.0.0.1:1/x")
    status, said = ask()
    assert (status, said["status"], "secret" in str(said)) == (503, "broken", False)


def test_a_faulty_configuration(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    for file in PACKAGED_CONFIG.glob("*.yaml"):
        (tmp_path / "own" / file.name).write_text("nane: x\n", encoding="utf-8")
    monkeypatch.setenv("AMENDS_CONFIG_DIR", str(tmp_path / "own"))
    status, said = ask()
    assert (status, said["needs"]) == (503, ["the configuration is faulty: see amends check"])


@pytest.mark.usefixtures("environment")
def test_no_half_of_an_answer_waits_for_the_other_to_be_confirmed() -> None:
    app = create_app(lambda: open_installation(TODAY), an_hour_later)
    with socket.create_server(("127.0.0.1", 0)) as listener, served(app, listener):
        assert listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_monitor_may_ask_for_the_head_alone() -> None:
    with web() as client:
        asked, headed = client.get("/health"), client.head("/health")
    assert (headed.status_code, headed.content) == (asked.status_code, b"")
    assert headed.headers["cache-control"] == "no-store"


@pytest.mark.usefixtures("environment")
def test_nothing_else_is_there() -> None:
    with web() as client:
        for path in ("/docs", "/openapi.json", "/health/x"):
            assert client.get(path).status_code == 404
        assert client.post("/health").status_code == 405


@pytest.mark.usefixtures("environment")
def test_it_is_served_where_the_settings_say_and_a_taken_port_is_one_line() -> None:
    said: list[str] = []
    with serving("127.0.0.1", 0, an_hour_later, said.append) as address:
        port = int(address.rpartition(":")[2])
        assert said == [f"Pages            {address}/", f"Health           {address}/health"]
        assert httpx.get(f"{address}/health", trust_env=False, timeout=60).status_code == 200
        taken = rf"cannot listen on 127\.0\.0\.1:{port}: Address already in use; choose others in AMENDS_HOST"
        with pytest.raises(NotReady, match=taken), serving("127.0.0.1", port, an_hour_later, said.append):
            pass
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{address}/health", trust_env=False, timeout=60)
