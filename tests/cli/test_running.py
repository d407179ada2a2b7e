"""A day run by hand, and doubts ended by a person."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path

import httpx
import pytest

from flows import day as flows_day
from flows import embedded
from flows import office as flows_office
from flows.day import DayReport
from tests.cli.conftest import ANN, Amends
from tests.cli.days import work_on
from tests.support.prefect_server import copy_database
from tests.support.smtp import SmtpSink

UNREACHABLE = "mail: no connection to 127.0.0.1:1"


def test_a_real_day_with_no_mail_server_ends_with_one_line(
    amends: Amends, office: Path, prefect_made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy_database(prefect_made, office / "prefect")
    monkeypatch.setenv("AMENDS_MAIL_URL", "smtp://127.0.0.1:1")
    words = [sys.executable, "-m", "compliance", "run-day", "--as-of", "2024-04-02", "--format", "json"]
    run = subprocess.run(words, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    (report,) = json.loads(run.stdout)
    assert (report["day"], report["waiting"]) == ("2024-04-02", 1)
    assert run.stderr.startswith("amends: 1 message could not be sent yet: ")
    assert run.stderr.endswith("; run it again later\n")
    assert run.stderr.count("\n") == 1
    (message,) = amends("messages", "--format", "json").json
    assert message["state"] == "waiting"


@pytest.mark.parametrize(
    ("last", "waiting", "unreachable", "code"),
    [
        ("2024-04-04", 0, [], 0),
        ("2024-04-04", 2, [], 1),
        ("2024-04-04", 2, [UNREACHABLE], 1),
        ("2024-04-04", 0, [UNREACHABLE], 0),
        ("2024-04-06", 2, [], 0),
        ("2024-04-06", 2, [UNREACHABLE], 1),
    ],
)
def test_what_is_left_decides_the_exit_code(
    amends: Amends,
    office: Path,
    monkeypatch: pytest.MonkeyPatch,
    last: str,
    waiting: int,
    unreachable: list[str],
    code: int,
) -> None:
    def run_day_now(as_of: date, until: date | None = None) -> list[DayReport]:
        assert until is None
        return [DayReport(as_of, lines=["1 message sent"], waiting=waiting, unreachable=unreachable)]

    monkeypatch.setattr(embedded, "prepare", lambda settings: None)
    monkeypatch.setattr(flows_day, "run_day_now", run_day_now)
    said = amends("run-day", "--as-of", "2024-04-02", "--until", last)
    assert said.code == code
    days = [line for line in said.out.splitlines() if not line.startswith(" ")]
    assert (days[0], len(days)) == ("Tuesday 2 April 2024", date.fromisoformat(last).day - 1)
    why = f": {UNREACHABLE}" if unreachable else ""
    assert said.err == (f"amends: 2 messages could not be sent yet{why}; run it again later\n" if code else "")


def test_a_failed_message_is_sent_again_under_its_key(
    amends: Amends, office: Path, monkeypatch: pytest.MonkeyPatch, smtp_sink: SmtpSink
) -> None:
    monkeypatch.setenv("AMENDS_MAIL_URL", smtp_sink.url)
    smtp_sink.refuse(ANN, "550 no such user")
    work_on("2024-04-02")
    (failed,) = amends("messages", "--state", "failed", "--format", "json").json
    waiting = {task["kind"]: task["message"] for task in amends("tasks", "--format", "json").json}
    assert waiting["message_failed"] == failed["key"]
    assert set(waiting) == {"message_failed", "address_stopped", "no_contact"}
    assert "no such user" in " ".join(amends("messages").out.split())
    assert "nobody to write to: 2 open" in " ".join(amends("check", "--as-of", "2024-04-02").out.split())
    smtp_sink.accept(ANN)
    settle = ("settle", failed["key"], "--reason", "the box is there again", "--by", "Cas", "--as-of", "2024-04-02")
    assert amends(*settle, "--as", "resend", "--format", "json").json == {"key": failed["key"], "state": "waiting"}
    work_on("2024-04-02")
    assert smtp_sink.keys() == [failed["key"]]
    assert amends("tasks", "--format", "json").json == []
    assert amends("check", "--as-of", "2024-04-02").code == 0
    refused = amends(*settle, "--as", "resend")
    assert (refused.code, refused.err.count("\n")) == (1, 1)


def test_the_office_ends_with_its_own_code(amends: Amends, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flows_office, "run_office", lambda beside: 1)
    assert amends("serve").code == 1
    monkeypatch.setattr(flows_office, "run_office", lambda beside: 0)
    assert amends("serve").code == 0


def test_the_office_has_its_health_beside_it(amends: Amends, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []

    def run_office(beside: Callable[[Callable[[str], None]], AbstractContextManager[object]]) -> int:
        with beside(said.append):
            address = said[1].split()[-1]
            return 0 if httpx.get(address, trust_env=False, timeout=60).status_code == 503 else 1

    monkeypatch.setattr(flows_office, "run_office", run_office)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        monkeypatch.setenv("AMENDS_PORT", port)
        refused = amends("serve")
        assert (refused.code, refused.err.count("\n")) == (2, 1)
        assert f"cannot listen on 127.0.0.1:{port}: Address already in use" in refused.err
    assert amends("serve").code == 0
    assert said == [f"Pages            http://127.0.0.1:{port}/", f"Health           http://127.0.0.1:{port}/health"]


def test_pages_are_served_as_on_a_day_until_they_are_ended(amends: Amends, tmp_path: Path) -> None:
    assert amends("pages").code == 2
    assert amends("init").code == 0
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "compliance", "pages", "--as-of", "2026-04-24"]
    environment = os.environ | {"AMENDS_PORT": str(port), "AMENDS_DEMO": "true", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == f"Pages            http://127.0.0.1:{port}/\n"
        assert "Demonstration" in httpx.get(f"http://127.0.0.1:{port}/sign-in", trust_env=False, timeout=60).text
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0


def test_demo_mode_listens_on_this_machine_only(amends: Amends, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMENDS_DEMO", "true")
    monkeypatch.setenv("AMENDS_HOST", "0.0.0.0")
    refused = amends("pages")
    assert (refused.code, refused.err.count("\n")) == (2, 1)
    assert "AMENDS_DEMO lets anybody sign in as anybody" in refused.err
