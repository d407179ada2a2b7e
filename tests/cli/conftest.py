"""The command as a function, and an office to use it on."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from compliance.cli.app import main
from flows import embedded

ANN, BO = "ann@sutton.example", "bo@sutton.example"


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Stdout as JSON; nothing else may stand there."""
        assert self.code == 0, self.err
        return json.loads(self.out)


Amends = Callable[..., Said]


@pytest.fixture
def amends(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Amends:
    """Runs one command in this process, on a terminal 80 columns wide."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LOGNAME", "cas")
    # Prefect reads its environment once a process: no test leaves one of its own behind.
    monkeypatch.setattr(embedded, "prepare", lambda settings: None)

    def run(*arguments: str) -> Said:
        capsys.readouterr()
        code = main(arguments)
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return run


@pytest.fixture(scope="session")
def office_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of an installation with what `fill` puts into it, to be copied."""
    home = tmp_path_factory.mktemp("office")
    shutil.copyfile(sqlite_template, home / "amends.db")
    before = os.environ.get("AMENDS_HOME")
    os.environ["AMENDS_HOME"] = str(home)
    fill()
    if before is not None:
        os.environ["AMENDS_HOME"] = before
    return home


@pytest.fixture
def office(office_template: Path, tmp_path: Path) -> Iterator[Path]:
    """The home of an installation with one authority, two contacts, one case and two recommendations."""
    home = tmp_path / "home"
    shutil.copytree(office_template, home)
    yield home


@pytest.fixture
def empty_home(sqlite_template: Path, tmp_path: Path) -> Path:
    """The home of an installation with an empty database."""
    home = tmp_path / "home"
    home.mkdir()
    shutil.copyfile(sqlite_template, home / "amends.db")
    return home


def fill() -> None:
    """One authority, two contacts, one case of 2 April 2024 with two recommendations, the first due on 2 May."""
    contact = ("authority", "contact", "add", "E1", "--as-of", "2024-04-01", "--by", "cas")
    log = ("log", "--decision", "23 001", "--as-of", "2024-04-02", "--by", "cas")
    for words in (
        ("authority", "add", "E1", "--name", "Sutton's Council", "--type", "london_borough", "--as-of", "2024-04-01"),
        (*contact, "--role", "link_officer", "--name", "Ann O'Neil", "--address", ANN),
        (*contact, "--role", "chief_executive", "--address", BO),
        (
            *(*log, "--reference", "23 001-1", "--kind", "personal_remedy", "--action", "Apologise, \U0001f642"),
            *("--category", "Apology", "--period", "1 month", "--response", "agreed"),
            *("--authority", "E1", "--decided-on", "2024-04-02", "--outcome", "upheld", "--subject", "Housing"),
        ),
        (
            *(*log, "--reference", "23 001-2", "--kind", "service_improvement", "--action", "Review the procedure"),
            *(
                "--public-summary",
                "The council reviews its procedure",
                "--due-on",
                "2024-05-31",
                "--evidence",
                "minutes",
                "--response",
                "agreed",
            ),
        ),
    ):
        assert main(words) == 0, words
