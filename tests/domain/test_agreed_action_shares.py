"""A part of a sum, what it was worked out from, and what is taken off it are no further sums, or asked about (L4)."""

from __future__ import annotations

import pytest

from tests.support.agreed_action import aside, only, topics


@pytest.mark.parametrize(
    ("words", "found", "asked"),
    [
        # What a sum was worked out from.
        ("pay Ms A £700 (£1,000 less the £300 it has already paid) for distress", ["700.00"], []),
        ("pay Ms A £700 (£1,000 minus £300 already paid) for distress", ["700.00"], []),
        ("pay Ms A £700, which is £1,000 less the £300 it has already paid", ["700.00"], []),
        ("pay Ms A £600 (£1,000 less the £300 it has already paid)", ["600.00", "1000.00"], ["sum_range"]),
        ("pay Ms A £200 and her son £500, less the £300 it has already paid", ["200.00", "500.00"], ["sum_range"]),
        ("pay Mr A £700 and Mrs A £1,000 less the £300 it has paid her", ["700.00", "1000.00"], ["sum_range"]),
        ("pay Ms A £2,400, made up of £800 for each of the three months", ["2400.00"], []),
        ("pay Ms A £2,400 (made up of £800 for each of the three months)", ["2400.00"], []),
        ("pay Ms A £2,000 (made up of £800 for each of the three months)", ["2000.00", "800.00"], ["sum_each"]),
        ("pay Ms A £900 for lost lessons, calculated at £900 a term for one term", ["900.00"], []),
        ("pay Ms A £900 for lost lessons, calculated at £600 a term for two terms", ["900.00", "600.00"], ["sum_each"]),
        # What is taken off.
        ("pay Ms A £1,000 less the £250 it has already paid", ["1000.00"], ["sum_range"]),
        ("pay Ms A £1,000, less any sum it has already paid, for distress", ["1000.00"], ["sum_range"]),
        ("pay Ms A £1,000 (less the £250 it has already paid)", ["1000.00"], ["sum_range"]),
        ("pay Ms A £1,000 minus £300 already paid", ["1000.00"], ["sum_range"]),
        ("pay Ms A £1,000 for distress, minus £300 already paid", ["1000.00"], ["sum_range"]),
        ("pay Ms A £1,000 for distress, from which it may deduct the £300 it has paid", ["1000.00"], ["sum_range"]),
        ("pay Ms A no less than £100", ["100.00"], ["sum_range"]),
        ("pay Ms A £100 for less support than she needed", ["100.00"], []),
        ("pay Ms A £300 and her son £100 less the £50 it has paid", ["300.00", "100.00"], ["sum_range"]),
        # A part.
        ("pay Ms A £500 for distress, £200 of which is for her mother", ["500.00"], []),
        ("pay Ms A £500 for distress, of which £200 should be paid to her mother", ["500.00"], []),
        ("pay Ms A £500 for distress; of this, £200 is for her mother", ["500.00"], []),
        ("pay Ms A £500, £200 of it to be paid to her mother", ["500.00"], []),
        ("pay Ms A £500, of which £300 is for her and £200 for her mother", ["300.00", "200.00"], []),
        ("pay Ms A £500, of which £300 is for her and £100 for her mother", ["500.00", "100.00"], ["sum_total"]),
        ("pay Ms A £500 of which £300 is for her mother", ["500.00"], []),
        ("pay Ms A £500, including £200 for her mother", ["500.00", "200.00"], ["sum_total"]),
        ("refund the fees, of which £200 is left", ["200.00"], ["sum_total"]),
        ("pay Ms A £500 for distress and £200 for trouble", ["500.00", "200.00"], []),
        (
            "pay Mr C £500 and his mother £300, of which £200 is for distress",
            ["500.00", "300.00", "200.00"],
            ["sum_total", "sum_total", "sum_total"],
        ),
        # A sum in words.
        ("pay her one hundred pounds for distress", [], ["sum_range"]),
        ("pay her two hundred and fifty pounds", [], ["sum_range"]),
        ("pay her 1,500 pounds for distress", [], ["sum_range"]),
        ("pay her GBP 500 for distress", [], ["sum_range"]),
        ("pay her £500 for distress and a hundred pounds for trouble", ["500.00"], ["sum_range"]),
        ("pay her £500 for the hundreds of pounds that were stolen", ["500.00"], []),
    ],
)
def test_what_is_owed_of_a_sum(words: str, found: list[str], asked: list[str]) -> None:
    text = f"The Council will {words}, by 1 November 2024."
    assert [str(each.value) for each in only(text).amounts] == found
    assert [each.split()[1] for each in topics(text) if "sum" in each] == asked


def test_what_is_not_owed_is_shown() -> None:
    text = "The Council will pay Ms A £500 for distress, £200 of which is for her mother, by 1 November 2024."
    assert aside(text) == ["£200"]
    text = "The Council will pay Ms A £700 (£1,000 less the £300 it has already paid) by 1 November 2024."
    assert aside(text) == ["£1,000", "£300"]
