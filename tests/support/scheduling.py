"""Who runs which test when several processes share them."""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

FLOWS = "tests/flows/"


class FlowsTogether(LoadScopeScheduling):  # type: ignore[misc]  # xdist ships no types
    """Any test to any process, but all tests of flows to one: Prefect's harness takes seconds to start, once is enough.

    The mark `xdist_group` would say the same; with pytest 9.2 xdist 3.8 does not see it.
    """

    def _split_scope(self, nodeid: str) -> str:
        return FLOWS if nodeid.startswith(FLOWS) else nodeid
