"""One notion of the same reference, whatever way people write it (L1, L2)."""

from __future__ import annotations

import pytest

from compliance.domain.recommendations import address_fault, reference_fault
from compliance.domain.references import core, parted, within

SAME = [
    "25 900 111",
    "25900111",
    "25-900/111",
    "25.900_111",
    "25,900,111",
    "25:900:111",
    "25\N{NO-BREAK SPACE}900\N{NARROW NO-BREAK SPACE}111",
    "25\N{EN DASH}900\N{MINUS SIGN}111",
    "25\N{EM DASH}900\N{NON-BREAKING HYPHEN}111",
    "(25 900 111)",
    "\N{LEFT DOUBLE QUOTATION MARK}25 900 111\N{RIGHT DOUBLE QUOTATION MARK}.",
    "Case 25 900 111",
    "Our ref.: 25 900 111",
    "CASE25900111",
    "#25900111",
    "\N{NUMERO SIGN} 25 900 111",
    "Re: 25 900 111",
    "RE 25 900 111",
    "No 25/900/111",
    "\N{NUMERO SIGN}25900111",
    "FW: RE: [Case no. 25 900 111]",
    "25\N{ZERO WIDTH SPACE}900\N{SOFT HYPHEN}111\N{RIGHT-TO-LEFT MARK}",
    "\uff12\uff15 \uff19\uff10\uff10 \uff11\uff11\uff11",
]


@pytest.mark.parametrize("written", SAME, ids=ascii)
def test_it_is_one_reference(written: str) -> None:
    assert core(written) == "25900111"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("25 900 111", "25 900 112"),
        ("25 900 111", "25 900 111-1"),
        ("25 900 111", "25 900 11"),
        ("24/017-A", "24/017-B"),
        ("Case A", "Case B"),
        ("RE-24-001", "24-001"),
        ("FW/24/001", "24/001"),
        ("NO-7/24", "7/24"),
        ("ID-7", "7"),
        ("NR/7", "7"),
        ("-", "+"),
        ("A", "\N{CYRILLIC SMALL LETTER BE}"),
        ("\N{DEVANAGARI LETTER KA}\N{DEVANAGARI VOWEL SIGN I} 7", "\N{DEVANAGARI LETTER KA} 7"),
    ],
    ids=ascii,
)
def test_those_are_two(one: str, other: str) -> None:
    assert core(one) != core(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("AB/77", "ab 77"),
        ("S\N{LATIN SMALL LETTER U WITH DIAERESIS}d 7", "SU\N{COMBINING DIAERESIS}D-7"),
        ("Case", "case"),
        ("Re:", "RE"),
    ],
    ids=ascii,
)
def test_capitals_and_composed_letters_tell_none_apart(one: str, other: str) -> None:
    assert core(one) == core(other) != ""


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("25 900 111-1", ("25900111", "1")),
        ("25900111\N{EN DASH}1", ("25900111", "1")),
        ("(Case 25 900 111 - 12)", ("25900111", "12")),
        ("25 900 1111", None),
        ("25 900 111/1", ("25900111", "1")),
        ("25900111 (1)", ("25900111", "1")),
        ("25 900 111_1.", ("25900111", "1")),
        ("25 900 111\N{FULLWIDTH SOLIDUS}1", ("25900111", "1")),
        ("25 900 111 - (1)", ("25900111", "1")),
        ("25 900 111\N{MINUS SIGN}1", ("25900111", "1")),
        ("25 900 111 1", None),
        ("(25 900 111)", None),
        ("25900111", None),
        ("-1", None),
    ],
    ids=ascii,
)
def test_the_number_of_a_recommendation_is_told_from_its_case(reference: str, said: tuple[str, str] | None) -> None:
    assert parted(reference) == said


@pytest.mark.parametrize("mark", ["-", "/", "_", " - ", "\N{EN DASH}", ".", " (", "/("], ids=ascii)
@pytest.mark.parametrize("written", SAME, ids=ascii)
def test_the_number_is_told_behind_its_case_however_that_is_written(written: str, mark: str) -> None:
    assert parted(f"{written}{mark}1") == ("25900111", "1")


@pytest.mark.parametrize(
    "lead",
    ["Re: ", "FW: ", "AW: Re: ", "Re [2]: ", "Our ref: ", "Our ref. no.: ", "Case no.: ", "RE ", "(Ref. ", "[#"],
)
def test_the_number_is_told_behind_what_stands_in_front_of_its_case(lead: str) -> None:
    assert parted(f"{lead}25 900 111-1") == parted(f"{lead}25 900 111 (1)") == ("25900111", "1")


@pytest.mark.parametrize(
    ("reference", "number"),
    [
        ("25 900 111-1", ("1",)),
        ("25900111-1", ("1",)),
        ("25 900 111\N{EN DASH}1", ("1",)),
        ("Case 25.900.111 (1)", ("1",)),
        ("25 900 111-1-1", ("1", "1")),
        ("25 900 111-11", ("11",)),
        ("25 900 1111", ("259001111",)),
        ("25 900 111A", ("a",)),
        ("25 900 111", ()),
        ("R-1", ("r1",)),
        ("-", ("-",)),
    ],
    ids=ascii,
)
def test_what_tells_a_recommendation_from_the_others_of_its_case(reference: str, number: tuple[str, ...]) -> None:
    assert within(reference, "25 900 111") == number
    assert within("-", "-") == ("-",)


@pytest.mark.parametrize(
    "sign",
    ["\u00ad", "\u200b", "\u200d", "\u202e", "\u200f", "\u2060", "\ufeff", "\u061c", "\u3164", "\ufe0f", "\u2800"],
    ids=ascii,
)
def test_an_invisible_letter_is_in_no_reference(sign: str) -> None:
    said = f"a reference without the invisible U+{ord(sign):04X}"
    assert address_fault(f"25 900{sign} 111") == said
    assert reference_fault(f"25 900{sign} 111") == said
    assert address_fault(f"E1{sign}", "code") == said.replace("reference", "code")


@pytest.mark.parametrize("reference", ["-", "--", "#", "\N{PARTY POPPER}", "(/)", "+"], ids=ascii)
def test_a_reference_has_a_letter_or_a_digit(reference: str) -> None:
    assert address_fault(reference) == "a reference with a letter or a digit"
