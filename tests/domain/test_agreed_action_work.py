"""The work of reading grows with the length of a text and no faster: counted, not timed."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections import Counter
from collections.abc import Iterator
from cProfile import Profile
from types import ModuleType

import pytest

import compliance.domain
from compliance.domain.agreed_action_asked import MOST_LIMITS
from compliance.domain.agreed_action_values import Topic
from compliance.domain.agreed_actions import read_agreed_action
from tests.agreed_actions.measure import vocabulary

WIDEST = 3000
ENOUGH = 2500  # letters: more than any window that is looked at
PARSER = importlib.import_module("re._parser")


def modules() -> Iterator[ModuleType]:
    """The modules that reading is made of."""
    for module in pkgutil.iter_modules(compliance.domain.__path__):
        if module.name.startswith("agreed_action"):
            yield importlib.import_module(f"compliance.domain.{module.name}")


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every pattern that reading uses, by its name."""
    for module in modules():
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern):
                yield f"{module.__name__.rpartition('.')[2]}.{name}", value


@pytest.mark.parametrize(("name", "known"), list(patterns()), ids=[name for name, _ in patterns()])
def test_no_pattern_reaches_further_than_a_fixed_number_of_letters(name: str, known: re.Pattern[str]) -> None:
    assert PARSER.parse(known.pattern, known.flags).getwidth()[1] < WIDEST


class Counting:
    """A pattern that counts the letters it is given to look at; a match looks no further than its width."""

    def __init__(self, known: re.Pattern[str], work: Counter[str]) -> None:
        self._known, self._work = known, work
        self._width = PARSER.parse(known.pattern, known.flags).getwidth()[1]

    def _count(self, text: str, start: int, end: int | None, most: int) -> tuple[str, int, int]:
        stop = len(text) if end is None else min(end, len(text))
        self._work["letters"] += min(max(0, stop - start), most)
        return text, start, stop

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        found = self._known.search(text, start, len(text) if end is None else end)
        self._count(text, start, found.end() if found else end, len(text))
        return found

    def finditer(self, text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        return self._known.finditer(*self._count(text, start, end, len(text)))

    def match(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        return self._known.match(*self._count(text, start, end, self._width))

    def fullmatch(self, text: str) -> re.Match[str] | None:
        return self._known.fullmatch(*self._count(text, 0, None, self._width))


def work(text: str) -> dict[str, int]:
    """How many functions are called to read a text, Python's own too, and how many letters the patterns are given."""
    counts: Counter[str] = Counter()
    watched = Profile()
    with pytest.MonkeyPatch.context() as patched:
        for module in modules():
            for name, value in list(vars(module).items()):
                if isinstance(value, re.Pattern):
                    patched.setattr(module, name, Counting(value, counts))
        watched.enable()
        read_agreed_action(text, None, vocabulary())
        watched.disable()
    counts["calls"] = sum(each.callcount for each in watched.getstats())
    return counts


@pytest.mark.parametrize(
    "piece",
    [
        "The Council will apologise to Ms A within one month of this decision. ",
        "Within one month of this decision the Council will:\n- apologise;\n- pay £50;\n\n",
        "- pay £50 a week within two weeks;\n",
        "apologise within one month of the review and pay £1 by 31 March 2025; ",
        "the the Council Council it they ",
        "once the once the if if , ; : . ",
        "within one month of the x x x ",
        "it will pay within one month and ",
        "and, within one month, pay and pay within a week ",
        "- pay and pay and, within a year, pay;\n",
        "A-A-A-",
        "£1,",
        "99 weeks of of of ",
        "((((a) b) ",
        "Pay Ms A £5.\n",
        "Pay Ms A £5\n",
        "It was paid to her.\n",
        "Reassess her needs;\n",
        "Reassess her needs\n",
        "The Council should\nReassess her needs\n",
        "1.1 Pay Ms A.\n",
        "1. Within one month:\na) pay Ms A £5;\n",
        "a) pay Ms A £5;\n",
        "- pay Ms A £5; and within a year it will:\n",
        "1. Within one month:\n2. pay Ms A £5;\n3. For Ms A:\n",
        "pay £500, £200 of which is one hundred pounds less £1 ",
        "waive £1 and refund half of the £2 it has already paid, £3 of it not twice ",
        "decide whether to and, if so, pay within a week of deciding ",
        "A. Pay Ms A.\n",
        "Within one month\n- pay Ms A £5\nIt will pay Ms A £5\n",
        "•\npay Ms A £5\nThe total is £5 in total\n",
        "The Council accepts that and the Head of the Head of Planning and ",
        "• pay Ms A £5; ",
        "•pay it.\n",
        "a) pay it; b) pay it: ",
        "It was late.\n\nIt should be done. ",
        "Pay it. This should be done within a week. ",
        "- pay it;\nIt will do this within a week.\n\n",
        "Pay it. The deadline is four weeks. ",
        "- pay it within four to six weeks, excluding the ",
        "by mid-June in June 2030 (four weeks) ",
        "2. She came. She went.\n\n",
        "\n",
        " ",
        "x",
    ],
)
@pytest.mark.parametrize("lead", ["", "The Council will:\nApologise.\n1. Within one month:\n"])
def test_four_times_the_text_is_at_most_little_more_than_four_times_the_work(lead: str, piece: str) -> None:
    times = ENOUGH // len(piece) + 1
    work(lead)
    small, large = work(lead + piece * times), work(lead + piece * times * 4)
    assert all(large[name] <= 4.8 * small[name] + 1000 for name in large), (small, large)


@pytest.mark.parametrize(
    "lead",
    [
        "within one month, within two weeks, ",
        "pay close attention to every word of it ",
        "once it has met, ",
        "by 31 March 2025 and by 1 April 2025; ",
    ],
)
def test_a_lead_that_grows_with_its_list_is_not_read_anew_for_each_item(lead: str) -> None:
    def text(times: int) -> str:
        return f"The Council will {lead * times}:\n" + "- file it;\n" * times

    work(text(1))
    small, large = work(text(40)), work(text(160))
    assert all(large[name] <= 4.8 * small[name] + 1000 for name in large), (small, large)


def test_of_more_limits_than_anybody_means_the_first_are_asked_about_and_the_others_shown() -> None:
    days = [f"by {day} May 2025" for day in range(1, 31)]
    reading = read_agreed_action(f"The Council will, {', '.join(days)}:\n- apologise;\n- pay £50.", None, vocabulary())
    assert [each.topic for each in reading.questions].count(Topic.WHICH_DEADLINE) == len(reading.proposals) == 2
    assert [each.piece.words for each in reading.set_aside] == days[MOST_LIMITS:]
