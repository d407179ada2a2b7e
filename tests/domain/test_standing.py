"""Every recommendation stands somewhere, and only there (D1, D2, D6, R4, E3)."""

from __future__ import annotations

from datetime import date

import pytest

from compliance.domain.standing import Standing, in_a_list, standing

TODAY, YESTERDAY, TOMORROW = date(2024, 5, 14), date(2024, 5, 13), date(2024, 5, 15)


@pytest.mark.parametrize(
    ("outcome", "due", "hold", "stopped", "expected"),
    [
        (None, TODAY, None, False, "open"),
        (None, YESTERDAY, None, False, "overdue"),
        (None, YESTERDAY, TODAY, False, "held"),
        (None, YESTERDAY, YESTERDAY, False, "overdue"),
        (None, None, TOMORROW, False, "waiting"),
        (None, None, None, True, "stopped"),
        ("satisfied", YESTERDAY, TODAY, True, "satisfied"),
        ("not_satisfied", None, None, False, "not_satisfied"),
        ("ceased", TODAY, None, False, "ceased"),
    ],
)
def test_where_it_stands(
    outcome: str | None, due: date | None, hold: date | None, stopped: bool, expected: str
) -> None:
    assert standing(outcome, due, hold, stopped, TODAY) is Standing(expected)


def test_what_is_open_but_not_overdue_is_told_from_all_that_is_open() -> None:
    assert [in_a_list(each) for each in Standing][:3] == ["open, not overdue yet", "overdue", "held"]
    assert len({in_a_list(each) for each in Standing}) == len(Standing)
