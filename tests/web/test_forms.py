"""Fields of forms: each value or one error in words, and nothing raises, whatever is typed."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as some

from compliance.domain.errors import Refused
from compliance.web.forms import LONGEST_LINE, Entered


class Colour(StrEnum):
    """Something to choose from."""

    RED = "red"


def typed(**fields: str) -> Entered:
    return Entered({name.replace("__", "-"): [value] for name, value in fields.items()})


@pytest.mark.parametrize(
    ("day", "month", "year", "expected"),
    [
        ("27", "3", "2026", date(2026, 3, 27)),
        (" 1 ", "March", "2026", date(2026, 3, 1)),
        ("1", "sept", "2026", date(2026, 9, 1)),
        ("29", "2", "2024", date(2024, 2, 29)),
        ("29", "2", "2023", "The due date must be a real date, such as 27 3 2026"),
        ("31", "", "2026", "The due date must include a month"),
        ("31", "", "", "The due date must include a month and a year"),
        ("", "", "", "Enter the due date"),
        ("1", "13", "2026", "The due date must be a real date, such as 27 3 2026"),
        ("-1", "3", "2026", "The due date must be a real date, such as 27 3 2026"),
        ("1", "3", "99999999999999999999", "The due date must be a real date, such as 27 3 2026"),
        ("\u0661", "3", "2026", "The due date must be a real date, such as 27 3 2026"),
        ("31", "12", "9999", "The due date must be in a year from 1974 to 2100"),
        ("1", "1", "202", "The due date must be in a year from 1974 to 2100"),
    ],
)
def test_a_day_is_read_or_its_error_says_what_is_lacking(day: str, month: str, year: str, expected: date | str) -> None:
    form = typed(due__day=day, due__month=month, due__year=year)
    read = form.day("due", "the due date")
    assert (read if isinstance(expected, date) else form.errors["due"]) == expected
    assert form.ok is isinstance(expected, date)


def test_an_error_links_to_the_field_that_it_is_about() -> None:
    form = typed(due__day="31", due__month="2", due__year="2026", reason=" ")
    form.day("due", "the due date")
    form.line("reason", "the reason")
    assert form.summary() == [
        {"text": "The due date must be a real date, such as 27 3 2026", "href": "#due-day"},
        {"text": "Enter the reason", "href": "#reason"},
    ]


@pytest.mark.parametrize("typed_in", ["\u200b", "\N{SOFT HYPHEN}\u2060", " \ufeff\r\n"])
def test_words_that_nobody_sees_are_to_be_entered(typed_in: str) -> None:
    form = typed(reason=typed_in, words=typed_in)
    form.line("reason", "the reason")
    form.text("words", "the words")
    assert form.errors == {"reason": "Enter the reason", "words": "Enter the words"}


def test_the_first_error_of_a_field_stays() -> None:
    form = typed(reason="")
    form.line("reason", "the reason")
    form.fault("reason", "something else")
    assert form.errors == {"reason": "Enter the reason"}


def test_a_line_is_one_line_and_a_text_keeps_its_lines() -> None:
    form = typed(a="  two\r\nlines\u202e \x00 ", b=" one\r\n\r\ntwo ")
    assert form.line("a", "it") == "two lines"
    assert form.text("b", "it") == "one\n\ntwo"


def test_too_long_says_how_long_it_may_be_and_is() -> None:
    form = typed(a="x" * (LONGEST_LINE + 1))
    form.line("a", "the reason")
    assert form.errors["a"] == "The reason must be 200 characters or fewer; this has 201"


@pytest.mark.parametrize(("said", "error"), [("", "Select a colour"), ("blue", "Select a colour from the list")])
def test_a_choice_is_one_of_the_list(said: str, error: str) -> None:
    form = typed(colour=said)
    assert form.choice("colour", Colour, "a colour") is None
    assert form.errors == {"colour": error}


def test_a_choice_that_may_be_left_open_is_no_error() -> None:
    form = typed(colour="")
    assert form.choice("colour", Colour, "a colour", required=False) is None
    assert form.ok


def test_what_a_rule_refuses_becomes_the_error_of_its_field() -> None:
    def rule() -> None:
        raise Refused("the new date is before the old one")

    form = typed(due="x")
    form.checked("due", rule)
    assert form.errors == {"due": "The new date is before the old one"}


@given(some.dictionaries(some.sampled_from(["due-day", "due-month", "due-year", "a", "colour"]), some.text()))
def test_nothing_that_is_typed_raises(fields: dict[str, str]) -> None:
    form = Entered({name: [value] for name, value in fields.items()})
    form.day("due", "a date")
    form.line("a", "words")
    form.text("a", "words")
    form.choice("colour", Colour, "a colour")
    assert form.pick("colour", ["red"], "a colour") in ("", "red")
    assert all(form.value(name) == value for name, value in fields.items())
