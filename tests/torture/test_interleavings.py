"""T6 apart from the others: like every property test it is done before the first flow runs."""

from __future__ import annotations

import pytest

from tests.torture.interleavings import interleave
from tests.torture.promises import broken, table
from tests.torture.site import Site


@pytest.mark.timeout(600)
def test_whatever_is_done_in_whatever_order_everything_holds(site: Site) -> None:
    promises = interleave(site)
    assert broken(promises) == [], f"\n{table(promises)}"
