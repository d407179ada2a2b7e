"""`amends demo` as a person runs it: real flows, a real mail server, real files."""

from __future__ import annotations

import email
import io
import os
import re
import subprocess
import sys
from collections import Counter
from email.policy import default
from pathlib import Path

import pytest
from rich.console import Console

from compliance.demo import run
from compliance.demo.run import MARKER, fresh_home
from compliance.runtime import open_installation
from compliance.usecases.list_messages import list_messages
from tests.support.unmeasured import alone


def amends(*words: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    environ = os.environ | {"AMENDS_HOME": str(home), "COLUMNS": "250"}
    command = [sys.executable, "-c", alone("compliance.cli.app"), *words]
    return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=500, check=False)


@pytest.mark.timeout(600)
def test_the_demonstration_comes_out_right(tmp_path: Path) -> None:
    done = amends("demo", home=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    home = tmp_path / "demo"
    said = re.sub(r"127\.0\.0\.1:\d{5}", "PORT", told(done.stdout.replace(str(home), "var/demo")))
    for piece in pieces_of_the_readme():
        assert re.sub(r"127\.0\.0\.1:\d{5}", "PORT", piece) in said
    assert "all 24 rows equal" in done.stdout
    assert done.stdout.count(" equal\n") == 24
    assert "refused, as it must be" in done.stdout
    assert "DIFFERS" not in done.stdout
    files = sorted((home / "mail").iterdir())
    mails = [email.message_from_bytes(path.read_bytes(), policy=default) for path in files]
    keys = Counter(str(mail["X-Amends-Key"]) for mail in mails)
    with open_installation(environ={"AMENDS_HOME": str(home)}) as office, office.store.reading() as session:
        ledger = list_messages(session)
    states = Counter(str(message["state"]) for message in ledger)
    assert states["failed"] == 1
    assert set(states) == {"failed", "sent"}
    assert keys == Counter(str(message["key"]) for message in ledger if message["state"] == "sent")
    assert re.search(rf"took {len(mails)} mails and refused 1", done.stdout)
    assert "What to look at next" in done.stdout
    years = sorted(folder.name for folder in (home / "exports").iterdir())
    assert years == [f"letters-{year}-03-31" for year in (2022, 2023, 2024, 2026)]


def told(text: str) -> str:
    """What is said, however its lines are broken."""
    return " ".join(text.split())


def pieces_of_the_readme() -> list[str]:
    """What the README shows of the demonstration, between the places where it leaves something out."""
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    block = readme.partition("$ make demo\n")[2].partition("```")[0]
    return [told(each) for each in re.split(r"^ *\.\.\. .*$", block, flags=re.MULTILINE)]


def test_a_folder_it_did_not_make_is_left_alone(tmp_path: Path) -> None:
    kept = tmp_path / "demo" / "mine.txt"
    kept.parent.mkdir()
    kept.write_text("precious", encoding="utf-8")
    done = amends("demo", home=tmp_path)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "not the demonstration's" in done.stderr
    assert kept.read_text(encoding="utf-8") == "precious"


def test_a_folder_of_an_earlier_run_is_replaced(tmp_path: Path) -> None:
    home = tmp_path / "demo"
    home.mkdir()
    (home / MARKER).write_text("", encoding="utf-8")
    (home / "old.txt").write_text("", encoding="utf-8")
    assert not (fresh_home(home) / "old.txt").exists()
    assert (home / MARKER).exists()


@pytest.mark.parametrize(
    ("port", "said"), [(None, "http://127.0.0.1:8000"), ("8481", "http://127.0.0.1:8481")], ids=["no port", "a port"]
)
def test_the_address_to_open_is_where_the_pages_will_be(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, port: str | None, said: str
) -> None:
    """The settings of whoever runs it are the ones that the printed command finds again."""
    for name in [each for each in os.environ if each.startswith("AMENDS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AMENDS_HOME", str(tmp_path))
    monkeypatch.setenv("AMENDS_MAIL_URL", "smtp://127.0.0.1:1")
    if port is not None:
        monkeypatch.setenv("AMENDS_PORT", port)
    monkeypatch.setattr(run, "_replay", lambda *_: True)
    monkeypatch.setattr(run, "_live", lambda *_: None)
    console = Console(file=io.StringIO(), width=250)
    assert run.run_demo(console) == 0
    written = console.file.getvalue()  # type: ignore[attr-defined]  # it is a StringIO
    assert f"open {said} and be" in written
    assert ("unset AMENDS_MAIL_URL\n" in written, "AMENDS_PORT" in written) == (True, False)
