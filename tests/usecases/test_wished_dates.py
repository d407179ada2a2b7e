"""A date that an authority wishes for, when it is answered only after that date (D7)."""

from __future__ import annotations

from datetime import date

import pytest

from compliance.domain.errors import Refused
from compliance.usecases.request_extension import Request, ask, grant
from tests.support.world import World
from tests.usecases.test_deadline_changes import DUE, REC, act, versions


def test_a_wished_date_that_has_passed_is_granted_only_by_naming_another(office: World) -> None:
    """D7: nobody gets more time until a day that is over."""
    office.log(REC)
    act(office, ask, REC, Request(date(2024, 6, 14), "flood", "Ann", office.today))
    office.today = date(2024, 6, 17)
    for named, wished in (((), True), ((date(2024, 6, 14),), True), ((date(2024, 6, 16),), False)):
        with pytest.raises(Refused) as caught:
            act(office, grant, REC, "as agreed", "Kim", *named)
        assert str(caught.value) == (
            "until: expected a day on or after today to grant, and "
            f"{'the wished date 2024-06-14' if wished else '2024-06-16'} has passed"
        )
    assert versions(office) == [(1, "original", DUE)]
    act(office, grant, REC, "as agreed", "Kim", date(2024, 6, 28))
    assert versions(office)[1:] == [(2, "extension", "2024-06-28")]


def test_a_wished_date_is_granted_on_the_day_itself(office: World) -> None:
    office.log(REC)
    act(office, ask, REC, Request(date(2024, 6, 14), "flood", "Ann", office.today))
    office.today = date(2024, 6, 14)
    act(office, grant, REC, "as agreed", "Kim")
    assert versions(office)[1:] == [(2, "extension", "2024-06-14")]
