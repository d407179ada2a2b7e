"""What people get to see: days as they say them, nothing wider than the terminal, help one can learn from."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from rich.cells import cell_len

from compliance.cli.app import app
from compliance.cli.ledger import message_row
from compliance.cli.paper import clean, count, day, show, table
from compliance.domain.wording import spoken
from tests.architecture.commands import commands
from tests.cli.conftest import Amends
from tests.cli.days import work_on

COMMANDS = [name.split()[1:] for name, _ in commands(typer.main.get_command(app)) if name != "amends"]
LOOKS = [
    ("messages",),
    ("tasks",),
    ("explain", "23 001-1"),
    ("forecast", "--as-of", "2024-05-17"),
    ("check", "--as-of", "2024-05-17"),
    ("authority", "list"),
    ("authority", "show", "E1"),
    ("letter-data", "--year-ending", "2025-03-31"),
    ("letter-data", "--year-ending", "2025-03-31", "--authority", "E1"),
    ("deadline", "--from", "2024-03-20", "--period", "20 working days"),
]


def test_no_step_is_called_by_a_number_that_only_the_program_knows() -> None:
    message = {"day": "2024-04-22", "state": "sent", "recipient": "ann@e1.example", "authority_code": "E1", "key": "k"}
    step = {"recommendation": "23 001-1", "step": "evidence_insufficient-7"}
    row = message_row(message | {"attempts": [], "reason": "", "steps": [step]})
    assert str(row[2]) == "23 001-1: evidence insufficient"


@pytest.mark.parametrize("words", LOOKS, ids=" ".join)
def test_nothing_is_wider_than_the_terminal(
    amends: Amends, office: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    work_on("2024-04-02", "2024-05-17")
    for width in (60, 80, 120):
        monkeypatch.setenv("COLUMNS", str(width))
        said = amends(*words)
        assert said.code == 0
        table = [line for line in said.out.splitlines() if "  " in line.strip()]
        assert table != []
        assert max(cell_len(line) for line in table) <= width
        assert "\N{HORIZONTAL ELLIPSIS}" not in said.out


@pytest.mark.parametrize("width", [79, 80, 81, 100])
def test_a_column_of_a_certain_width_costs_no_other_its_letters(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    rows = [
        ("Wed 25 November 2026", "sue.long@stoneshire.example", "26 003-1: due in 3 working days (due 30 May 2026)")
    ]
    show(table("", ("Day", "To", "About"), rows, kept=("Day",), widths={"To": 28}))
    found = capsys.readouterr().out.split()
    assert {"working", "2026)", "sue.long@stoneshire.example"} <= set(found)


def test_days_and_states_are_said_as_people_say_them(amends: Amends, office: Path) -> None:
    amends("extend", "23 001-1", "--by", "2 weeks", "--reason", "flood", "--agreed-by", "K", "--as-of", "2024-04-30")
    said = amends("explain", "23 001-1").out
    assert "16 May 2024 (originally 2 May 2024)" in said
    assert "due in 10 working days" in said
    assert "2024-05" not in said
    assert "\x1b" not in said


def test_small_words() -> None:
    assert [day("2026-03-03"), day(None)] == ["3 March 2026", ""]
    assert spoken("due_today on 2024-05-02, not o'neil@x_y") == "on the due date on 2 May 2024, not o'neil@x_y"
    assert spoken("no link_officer but link_officer@e1.example") == "no link officer but link_officer@e1.example"
    assert spoken("waits for S3/public_report/1 until 2024-05-02") == "waits for S3/public_report/1 until 2 May 2024"
    assert spoken("waits for 2024-05-02-1") == "waits for 2024-05-02-1"
    assert [count(1, "try", "tries"), count(2, "try", "tries"), count(1200, "day")] == [
        "1 try",
        "2 tries",
        "1,200 days",
    ]
    assert clean("a\x1bb\n") == "a\N{REPLACEMENT CHARACTER}b\n"


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_explains_itself(amends: Amends, words: list[str]) -> None:
    said = amends(*words, "--help")
    assert said.code == 0
    assert f"Example: amends {' '.join(words)}" in said.out or "Example: AMENDS_HOME" in said.out


def parameters(command: Any) -> Iterator[Any]:
    """Every argument and option of every command."""
    yield from command.params
    for inner in getattr(command, "commands", {}).values():
        yield from parameters(inner)


def test_every_option_is_explained() -> None:
    assert [each.name for each in parameters(typer.main.get_command(app)) if not each.help] == []


def test_amends_alone_shows_its_help(amends: Amends) -> None:
    assert amends() == amends("--help")
    assert "letter-data" in amends().out


HEAVY = {"prefect", "sqlalchemy", "apprise", "fastapi", "ruamel"}
LOADED = """
import sys
from compliance.cli.app import main
main(sys.argv[1:])
print(*sorted(sys.modules), file=sys.stderr)
"""


def loaded(*words: str) -> set[str]:
    """The top-level modules a command has imported when it is done."""
    run = subprocess.run([sys.executable, "-c", LOADED, *words], capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in run.stderr.split()}


def test_help_loads_nothing_heavy() -> None:
    found = loaded("--help")
    assert "typer" in found
    assert found & HEAVY == set()


def test_only_the_flows_need_prefect(office: Path) -> None:
    found = loaded("messages")
    assert "sqlalchemy" in found
    assert "prefect" not in found


@pytest.mark.parametrize("shape", ["table", "json"])
def test_a_reader_who_has_gone_is_no_error(office: Path, shape: str) -> None:
    words = [sys.executable, "-m", "compliance", "authority", "list", "--format", shape]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        run.stdout.close()
        assert run.stderr.read() == ""
        assert run.wait() == 141
