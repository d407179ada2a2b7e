"""The quick version of every test of `make torture`: all promises are kept."""

from __future__ import annotations

import pytest

from tests.torture.__main__ import TESTS
from tests.torture.promises import broken, table
from tests.torture.site import Site

# T6 in test_interleavings.py; T7, which promises nothing, in test_judging.py.
ELSEWHERE = {"T6", "T7"}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", [name for name in TESTS if name not in ELSEWHERE])
def test_every_promise_is_kept(site: Site, name: str) -> None:
    promises = list(TESTS[name](site))
    assert promises
    assert broken(promises) == [], f"\n{table(promises)}"
