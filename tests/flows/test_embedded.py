"""The embedded Prefect: what it reads, where it writes, and that two installations never meet."""

from __future__ import annotations

import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from compliance.domain.errors import NotReady
from flows.embedded import EmbeddedServer, own_server, prepare
from tests.support.prefect_server import copy_database


@dataclass(frozen=True)
class Home:
    """The one setting that matters here."""

    prefect_home: Path


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What these tests set is taken back."""
    monkeypatch.setattr(os, "environ", os.environ.copy())
    for name in [name for name in os.environ if name.startswith("PREFECT_")]:
        monkeypatch.delitem(os.environ, name)


def test_prefect_lives_in_the_home_and_calls_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    prepare(Home(Path("var/prefect")))
    assert os.environ["PREFECT_HOME"] == str(tmp_path / "var" / "prefect")
    assert os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert os.environ["PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL"] == "CRITICAL"
    assert "127.0.0.1" in os.environ["NO_PROXY"].split(",")


def test_what_the_user_has_set_for_logging_stays(tmp_path: Path) -> None:
    os.environ["PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL"] = "ERROR"
    prepare(Home(tmp_path), verbose=True)
    assert os.environ["PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL"] == "ERROR"


def test_a_server_of_ones_own_must_answer() -> None:
    assert own_server() is None
    os.environ["PREFECT_API_URL"] = "http://127.0.0.1:9/api"
    with pytest.raises(NotReady, match=r"http://127\.0\.0\.1:9/api \(PREFECT_API_URL\) cannot be reached"):
        own_server()


def test_two_servers_have_ports_and_databases_of_their_own(tmp_path: Path, prefect_made: Path) -> None:
    os.environ["PREFECT_API_DATABASE_CONNECTION_URL"] = f"sqlite+aiosqlite:///{tmp_path / 'elsewhere.db'}"
    servers = [EmbeddedServer(tmp_path / name) for name in ("one", "two")]
    try:
        for server in servers:
            copy_database(prefect_made, server.home)
            prepare(Home(server.home))
            server.launch()
        for server in servers:
            server.wait()
        assert len({server.api_url for server in servers}) == 2
        for number, server in enumerate(servers):
            answer = httpx.post(f"{server.api_url}/flows/", json={"name": f"flow {number}"}, trust_env=False)
            assert answer.status_code == 201
    finally:
        for server in servers:
            server.stop()
    assert not any(server.is_running for server in servers)
    for number, server in enumerate(servers):
        connection = sqlite3.connect(server.home / "prefect.db")
        assert connection.execute("SELECT name FROM flow").fetchall() == [(f"flow {number}",)]
        connection.close()
    assert not (tmp_path / "elsewhere.db").exists()


def test_a_server_that_ends_while_starting_is_told_from_one_that_is_slow(tmp_path: Path) -> None:
    server = EmbeddedServer(tmp_path)
    (tmp_path / "prefect.db").mkdir()
    server.launch()
    with pytest.raises(NotReady, match=r"ended with code 3 while starting; see .*server\.log"):
        server.wait()
    server.stop()


def test_a_server_that_was_never_launched_is_not_waited_for(tmp_path: Path) -> None:
    with pytest.raises(NotReady, match="was not started"):
        EmbeddedServer(tmp_path).wait()
