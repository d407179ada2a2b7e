"""Lists of one role and of one authority are paged and counted from an index of their own, never from all there is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from compliance.domain.next_action import Actor
from compliance.domain.work_filters import Filters, Order
from compliance.store import migrate, work_list
from compliance.store.engine import Store
from compliance.store.work_list import Wanted
from tests.support.statements import heard

TODAY = date(2026, 10, 7)
OWN = Wanted(TODAY, Filters(who=(Actor.CASEWORKER,), person="Kim Shaw", now=True))
TO_JUDGE = Wanted(TODAY, Filters(to_judge=True))
OF_ONE = Wanted(TODAY, Filters(), {7})


@pytest.mark.parametrize(
    ("wanted", "order", "plan"),
    [
        (OWN, Order.ACTION, "USING COVERING INDEX ix_next_action_who (closed=? AND who=?)"),
        (TO_JUDGE, Order.ACTION, "USING COVERING INDEX ix_next_action_"),
        (OF_ONE, Order.DUE, "USING COVERING INDEX ix_next_action_authority (authority_id=? AND closed=?)"),
    ],
)
def test_a_page_and_its_number_come_from_one_index(tmp_path: Path, wanted: Wanted, order: Order, plan: str) -> None:
    store = Store(f"sqlite:///{tmp_path}/amends.db")
    migrate.upgrade(store)
    with store.reading() as session, heard(store) as made:
        work_list.page(session, wanted, order, 50, 0)
        work_list.count(session, wanted)
    with store.reading() as session:
        connection = session.connection()
        asked = [each for each in made if each[0].startswith("SELECT")]
        assert len(asked) == 2  # the page and its number
        for statement, parameters, _ in asked:
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            assert any(plan in row.detail for row in rows), statement
    store.close()
