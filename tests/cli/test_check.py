"""`amends init` and `amends check`: what is well, and every way not to be."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from config.settings import PACKAGED_CONFIG
from tests.cli.conftest import Amends
from tests.support.smtp import SmtpSink

TODAY = ("--as-of", "2024-04-02")  # when the office was made


def faults(amends: Amends, *words: str) -> dict[str, str]:
    """What `check` finds fault with, by its name."""
    said = amends("check", *(words or TODAY), "--format", "json")
    found = said_json(said.out)
    assert said.code == (0 if found["ok"] else 1)
    return {item["check"]: item["detail"] for item in found["checks"] if not item["ok"]}


def said_json(text: str) -> dict[str, list[dict[str, str]]]:
    """A command's JSON whatever its exit code."""
    found: dict[str, list[dict[str, str]]] = json.loads(text)
    return found


def test_init_twice(amends: Amends, tmp_path: Path) -> None:
    first = amends("init", "--format", "json").json
    assert (first["schema_before"], Path(first["home"])) == (None, tmp_path / "home")
    second = amends("init", "--format", "json").json
    assert second["schema_before"] == second["schema"] == first["schema"]
    assert "is up to date" in amends("init").out


def test_all_is_well(amends: Amends, office: Path) -> None:
    assert faults(amends) == {}
    said = amends("check", *TODAY)
    assert said.code == 0
    assert "All is well." in said.out


def test_an_office_where_nothing_ever_ran_is_not_well_once_steps_are_due(amends: Amends, office: Path) -> None:
    """Silence must never look like "nothing due" (R6)."""
    assert faults(amends, "--as-of", "2024-04-03") == {}
    line = "no flow has ever run here, and reminders have been due since 2 April 2024"
    assert faults(amends, "--as-of", "2024-08-01")["flows"].startswith(line)


def test_no_database(amends: Amends) -> None:
    assert "run 'amends init' first" in faults(amends)["database"]


def test_a_horizon_under_400_days(amends: Amends, office: Path) -> None:
    assert "under 400" in faults(amends, "--as-of", "2030-01-01")["calendar"]


def test_a_mail_server(amends: Amends, office: Path, monkeypatch: pytest.MonkeyPatch, smtp_sink: SmtpSink) -> None:
    monkeypatch.setenv("AMENDS_MAIL_URL", smtp_sink.url)
    assert faults(amends) == {}
    assert smtp_sink.messages == []
    assert smtp_sink.connections == 1
    monkeypatch.setenv("AMENDS_MAIL_URL", "smtp://127.0.0.1:1")
    assert "no connection to 127.0.0.1:1" in faults(amends)["channels"]


def test_a_mail_folder_that_cannot_be_written(amends: Amends, office: Path) -> None:
    (office / "mail").write_text("in the way", encoding="utf-8")
    assert "the mail folder cannot be written" in faults(amends)["channels"]


def test_a_service_that_only_sending_tells_about(amends: Amends, office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMENDS_MAIL_URL", "json://127.0.0.1:1/hook")
    assert faults(amends) == {}
    assert "only when a message is sent" in " ".join(amends("check").out.split())


def test_a_history_that_was_changed_afterwards(amends: Amends, office: Path) -> None:
    database = sqlite3.connect(office / "amends.db")
    for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        database.execute(f"DROP TRIGGER {trigger}")
    database.execute("UPDATE event SET actor = 'nobody' WHERE stream = 'recommendation/23 001-2'")
    database.commit()
    database.close()
    assert faults(amends) == {"history": "recommendation/23 001-2 was changed afterwards at event 1"}
    assert "BROKEN" in amends("explain", "23 001-2").out
    assert "an unbroken chain" in amends("explain", "23 001-1").out


@pytest.mark.parametrize(
    ("file", "old", "new", "check"),
    [
        ("office.yaml", "name:", "nane:", "configuration"),
        ("templates/logged/body.txt", "", "{{ no_such_field }}", "templates"),
    ],
)
def test_a_fault_in_the_configuration(
    amends: Amends, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, old: str, new: str, check: str
) -> None:
    own = tmp_path / "own"
    shutil.copytree(PACKAGED_CONFIG, own, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    text = (own / file).read_text(encoding="utf-8")
    (own / file).write_text(text.replace(old, new, 1) if old else text + new, encoding="utf-8")
    monkeypatch.setenv("AMENDS_CONFIG_DIR", str(own))
    assert list(faults(amends)) == [check]


def test_settings_that_do_not_exist(amends: Amends, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMENDS_PORTS", "1")
    assert faults(amends) == {"settings": "AMENDS_PORTS is not a setting; did you mean AMENDS_PORT?"}
    monkeypatch.delenv("AMENDS_PORTS")
    monkeypatch.setenv("AMENDS_MAIL_URL", "smtp://127.0.0.1:1/x")
    assert list(faults(amends)) == ["channels"]
