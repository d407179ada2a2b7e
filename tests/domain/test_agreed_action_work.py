"""The work of reading grows with the length of a text and no faster: counted, not timed."""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
from collections.abc import Iterator
from typing import Any

import pytest

import compliance.domain
from compliance.domain.agreed_actions import read_agreed_action
from tests.agreed_actions.measure import vocabulary

WIDEST = 3000
PARSER = importlib.import_module("re._parser")


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every pattern that reading uses, by its name."""
    for module in pkgutil.iter_modules(compliance.domain.__path__):
        if module.name.startswith("agreed_action"):
            known = vars(importlib.import_module(f"compliance.domain.{module.name}"))
            for name, value in known.items():
                for place, each in enumerate(value if isinstance(value, tuple) else (value,)):
                    if isinstance(each, re.Pattern):
                        yield f"{module.name}.{name}.{place}", each


@pytest.mark.parametrize(("name", "known"), list(patterns()), ids=[name for name, _ in patterns()])
def test_no_pattern_reaches_further_than_a_fixed_number_of_letters(name: str, known: re.Pattern[str]) -> None:
    assert PARSER.parse(known.pattern, known.flags).getwidth()[1] < WIDEST


def calls(text: str) -> int:
    """How many functions are called, of Python's own too, to read a text."""
    count = 0

    def counted(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        read_agreed_action(text, None, vocabulary())
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize(
    "piece",
    [
        "The Council will apologise to Ms A within one month of this decision. ",
        "Within one month of this decision the Council will:\n- apologise;\n- pay £50;\n\n",
        "- pay £50 a week within two weeks;\n",
        "apologise within one month of the review and pay £1 by 31 March 2025; ",
        "the the Council Council it they ",
        "once the once the if if , ; : . ",
        "A-A-A-",
        "£1,",
        "99 weeks of of of ",
        "((((a) b) ",
        "\n",
        " ",
        "x",
    ],
)
@pytest.mark.parametrize("lead", ["", "The Council will: ", "The Council will:\n- "])
def test_four_times_the_text_is_at_most_little_more_than_four_times_the_work(lead: str, piece: str) -> None:
    calls(lead)
    small, large = calls(lead + piece * 20), calls(lead + piece * 80)
    assert large <= 4.5 * small + 200
