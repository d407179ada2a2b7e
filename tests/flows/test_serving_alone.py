"""One `amends serve` on one home."""

from __future__ import annotations

from pathlib import Path

import pytest

from compliance.domain.errors import Refused
from flows.embedded import serving_alone


def test_a_second_office_on_one_home_is_refused_and_may_come_later(tmp_path: Path) -> None:
    with serving_alone(tmp_path):
        with pytest.raises(Refused, match="another 'amends serve' is running"), serving_alone(tmp_path):
            raise AssertionError("two offices on one home")
        with serving_alone(tmp_path / "other"):
            pass
    with serving_alone(tmp_path):
        pass
