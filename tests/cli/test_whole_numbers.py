"""No whole number that is typed gets as far as a database that cannot take it, whichever command it is typed for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import typer

from compliance.cli.app import app
from compliance.domain.lengths import LARGEST_NUMBER
from tests.cli.conftest import Amends

TOO_LARGE = "9" * 20


def whole_numbers(command: Any, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """For each whole number that a command takes: what to type for it to be too large, and no other value missing."""
    for name, inner in (getattr(command, "commands", None) or {}).items():
        yield from whole_numbers(inner, (*words, name))
    given = [each for each in command.params if each.param_type_name == "argument"]
    for wanted in (each for each in command.params if each.type_descriptor and each.type_descriptor.annotation is int):
        arguments = [TOO_LARGE if each is wanted else "x" for each in given]
        yield (*words, *arguments, *(() if wanted in given else (wanted.opts[0], TOO_LARGE)))


TYPED = sorted(whole_numbers(typer.main.get_command(app)))


def test_the_whole_numbers_of_commands_are_found() -> None:
    assert {words[:2] for words in TYPED} >= {
        ("list", "--limit"),
        ("task", "done"),
        ("task", "assign"),
        ("evidence", "judge"),
        ("authority", "add"),
        ("calendar", "show"),
    }


@pytest.mark.parametrize("words", TYPED, ids=" ".join)
def test_one_that_is_too_large_is_refused_in_one_line(amends: Amends, words: tuple[str, ...]) -> None:
    said = amends(*words)
    assert (said.code, said.out) == (2, "")
    assert "should be less than or equal to" in said.err
    assert said.err.count("\n") == 1


def test_the_largest_one_that_is_taken_names_nothing_that_there_is(amends: Amends, office: object) -> None:
    largest = str(LARGEST_NUMBER)
    assert amends("task", "done", largest, "--reason", "x").err == f"amends: there is no task {largest}\n"
    assert "has no evidence number" in amends("evidence", "judge", "23 001-1", largest, "sufficient").err
    assert amends("list", "--limit", largest).code == 0


def test_the_number_of_a_proposal_may_be_anything_but_one_that_exists(amends: Amends, office: Any) -> None:
    (office / "text.txt").write_text("The Council will apologise to Miss X within one month.", encoding="utf-8")
    said = amends(
        *("log", "--from-text", str(office / "text.txt"), "--decision", "23 001", "--authority", "E1"),
        *("--decision-date", "2024-04-02", "--answer", f"{'9' * 5000} period=1 month"),
    )
    assert (said.code, said.err.count("\n")) == (2, 1)
    assert "expected a proposal's number" in said.err
