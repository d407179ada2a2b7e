"""Every request for more time that waits is found, whatever is to be done first (D7)."""

from __future__ import annotations

from datetime import date, timedelta

from compliance.domain.evidence import Judgement
from compliance.domain.work_filters import Filters, Order
from compliance.usecases.my_work import my_work
from compliance.usecases.request_extension import Request, ask
from tests.support.next_actions import refreshed
from tests.support.world import World


def asked_for(world: World) -> dict[str, str]:
    """The next action of each about which a request waits."""
    refreshed(world.store)
    with world.store.reading() as session:
        found = my_work(session, world.today, Filters(time_asked=True), order=Order.DUE, page=1, size=10)
    return {row.reference: row.action.value for row in found.items}


def test_every_open_request_for_more_time_is_found_whatever_comes_first(office: World) -> None:
    office.log("23 001-1")
    office.log("23 001-2")
    wished = Request(date(2024, 6, 14), "flood", "Ann", office.today)
    with office.writing() as session:
        ask(session, office.rulebook, office.moment, "23 001-1", wished)
    found = []
    for judgement in (Judgement.INSUFFICIENT, Judgement.SUFFICIENT):
        found.append(asked_for(office))
        office.today += timedelta(days=1)
        office.evidence("23 001-1", f"letter, {judgement}")
        found.append(asked_for(office))
        office.judge("23 001-1", judgement, "the minutes" if judgement is Judgement.INSUFFICIENT else "")
    found.append(asked_for(office))
    expected = ("decide_extension", "judge_evidence", "decide_extension", "judge_evidence", "record_outcome")
    assert found == [{"23 001-1": action} for action in expected]
    office.end("23 001-1")
    assert asked_for(office) == {}
