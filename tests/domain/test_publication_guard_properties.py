"""Whatever a text holds: the guard answers, its places are exact, and they are the same wherever a sentence stands."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.domain.publication_findings import What
from compliance.domain.publication_guard import Guard
from compliance.domain.publication_words import read_words
from tests.support.world import packaged_rulebook

GUARD = Guard(packaged_rulebook().publication, ["London Borough of Tower Hamlets"])
PIECES = st.sampled_from(
    [
        *("Mr", "Mrs", "and", "X", "B's", "son", "Jane", "Adeyemi", "Council", "St", "the", "of", "I", "A", "Part"),
        *(
            "within",
            "by",
            "the end of",
            "three",
            "12",
            "months",
            "31",
            "March",
            "2025",
            "every",
            "us",
            "Act",
            "31/03/2025",
        ),
        *("19 012 345", "a@b.example", "020 7946 0123", "SW1A 1AA", "reference", "-", ".", ",", "(", ")", "&", "\n"),
    ]
)
TEXTS = st.one_of(
    st.text(max_size=200), st.lists(PIECES, max_size=30).map(" ".join), st.lists(PIECES, max_size=9).map("".join)
)


@given(TEXTS, st.lists(st.text(max_size=12), max_size=2))
def test_it_never_fails_and_every_place_is_exact(text: str, references: list[str]) -> None:
    found = GUARD.check(text, references)
    after = 0
    for each in found:
        assert after <= each.start < each.end <= len(text)
        assert text[each.start : each.end] == each.words
        assert each.words.strip() == each.words
        assert each.why
        after = each.end


@given(TEXTS)
def test_words_lie_where_they_say(text: str) -> None:
    for word in read_words(text):
        assert text[word.start : word.end] == word.text


@settings(max_examples=60)
@given(TEXTS, TEXTS)
def test_what_is_found_in_a_line_does_not_depend_on_the_lines_around_it(one: str, other: str) -> None:
    def places(text: str) -> set[tuple[int, int, What]]:
        return {(each.start, each.end, each.what) for each in GUARD.check(text)}

    between = ".\n\nThis is a sentence which nothing is wrong with.\n\n"
    start = len(one) + len(between)
    moved = {(first + start, last + start, what) for first, last, what in places(other)}
    assert places(one + between + other) == places(one + between) | moved


PATHOLOGICAL = [
    *(" ", "a", "A", "9", "@", ".", "-", "0", "(", "'", "\n", "a@", "a.", "0 ", "Mr ", "Jane ", "X ", "Ab ", "A, "),
    *("within ", "by the end of ", "by ", "12 ", "twenty-", "19 012 34", "31/", "March ", "2025 ", "of the ", "ref "),
    *("Mr and ", "Tower ", "and X ", "a couple of ", "Band A and ", "without further ", "every ", "no later than "),
]
SOME, TWICE = 300, 600
# Python itself now and then calls something.
BESIDES = 1_000


def calls(text: str) -> int:
    """How many functions are called, also those written in C, while a text is checked."""
    number = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal number
        number += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        GUARD.check(text, ["23 001"])
    finally:
        sys.setprofile(before)
    return number


@pytest.mark.parametrize("piece", PATHOLOGICAL)
def test_the_work_grows_with_the_length_and_no_faster(piece: str) -> None:
    assert calls(piece * TWICE) <= 2.1 * calls(piece * SOME) + BESIDES


@pytest.mark.parametrize("piece", ["a@", "0 ", "Jane ", "within ", " ", "-", "Mr X by 3 May. "])
def test_an_enormous_text_is_read_to_its_end(piece: str) -> None:
    text = piece * (40_000 // len(piece)) + "\n\nTell Mr X."
    last = GUARD.check(text)[-1]
    assert (last.words, text[last.start : last.end]) == ("Mr X", "Mr X")
