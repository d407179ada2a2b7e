"""Periods as decisions and import files write them (D2): what is read and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.domain.deadlines import LONGEST, Period, Unit, parse_period
from compliance.domain.errors import WrongUse
from tests.domain.almanac import patient

NAMED = {"immediately": Period(5, Unit.WORKING_DAYS), "without delay": Period(2, Unit.DAYS)}


@pytest.mark.parametrize(
    ("text", "count", "unit"),
    [
        ("28 days", 28, Unit.DAYS),
        ("1 day", 1, Unit.DAYS),
        ("20 working days", 20, Unit.WORKING_DAYS),
        ("1 working day", 1, Unit.WORKING_DAYS),
        ("4 weeks", 4, Unit.WEEKS),
        ("1 week", 1, Unit.WEEKS),
        ("1 month", 1, Unit.MONTHS),
        ("3 months", 3, Unit.MONTHS),
        ("  3   MONTHS\t", 3, Unit.MONTHS),
        ("20\nWorking\u00a0 Days", 20, Unit.WORKING_DAYS),
        ("010 days", 10, Unit.DAYS),
        ("3660 days", 3660, Unit.DAYS),
        ("2500 working days", 2500, Unit.WORKING_DAYS),
        ("520 weeks", 520, Unit.WEEKS),
        ("120 months", 120, Unit.MONTHS),
    ],
)
def test_d2_a_period_is_read(text: str, count: int, unit: Unit) -> None:
    assert parse_period(text) == Period(count, unit)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "1 fortnight",
        "-1 day",
        "+1 day",
        "1.5 months",
        "1,5 months",
        "1e3 days",
        "0x1c days",
        "1_0 days",
        "28",
        "28days",
        "days",
        "days 28",
        "a month",
        "one month",
        "1 year",
        "2 working weeks",
        "workingdays",
        "28 days.",
        "28 days from today",
        "within 28 days",
        "28 days; 1 month",
        "1 month 2 weeks",
        "28 dayss",
        "immediately",
        # Digits of other scripts, full-width and superscript ones look like numbers and are none here.
        "\u0663 days",
        "\uff12\uff18 days",
        "\u00b2 days",
        "\u2155 months",
        "28\u200b days",
        "1" * 5_000 + " days",
    ],
)
def test_d2_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(WrongUse, match=r"is not a period such as '28 days'"):
        parse_period(text)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("0 days", "1 to 3660 days"),
        ("00 months", "1 to 120 months"),
        ("3661 days", "1 to 3660 days"),
        ("2501 working days", "1 to 2500 working days"),
        ("521 weeks", "1 to 520 weeks"),
        ("121 months", "1 to 120 months"),
        ("999999 days", "1 to 3660 days"),
    ],
)
def test_d2_a_length_nobody_means_is_refused(text: str, limit: str) -> None:
    with pytest.raises(WrongUse, match=f"is outside {limit}"):
        parse_period(text)


@pytest.mark.parametrize("text", ["immediately", "Immediately", " IMMEDIATELY ", "\timmediately\n"])
def test_d2_the_office_says_what_immediately_means(text: str) -> None:
    assert parse_period(text, NAMED) == Period(5, Unit.WORKING_DAYS)


def test_d2_a_named_period_of_several_words() -> None:
    assert parse_period("Without  delay", NAMED) == Period(2, Unit.DAYS)
    with pytest.raises(WrongUse):
        parse_period("without any delay", NAMED)


@patient
@given(unit=st.sampled_from(Unit), data=st.data())
def test_d2_a_period_written_out_is_read_back(unit: Unit, data: st.DataObject) -> None:
    period = Period(data.draw(st.integers(1, LONGEST[unit.value])), unit)
    assert parse_period(str(period)) == period


@patient
@given(text=st.text() | st.from_regex(r"\A\d{1,8}\s+\w{0,9}\s*(day|week|month)\w?\Z"))
def test_d2_any_text_is_a_sane_period_or_wrong_use(text: str) -> None:
    try:
        period = parse_period(text)
    except WrongUse as refusal:
        assert "\n" not in str(refusal)
    else:
        assert 1 <= period.count <= LONGEST[period.unit.value]
        assert any(figure in text for figure in "123456789")


def test_d2_letters_that_only_fold_into_a_unit_do_not_break_it() -> None:
    assert parse_period("1 day\u017f") == Period(1, Unit.DAYS)
    assert parse_period("2 wee\u212as") == Period(2, Unit.WEEKS)
