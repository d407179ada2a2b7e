"""A message that did not arrive, and that nobody would send again, asks nobody for anything (R4, R6)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from compliance.domain.address_health import Severity
from compliance.domain.delivery import Answer, Result
from compliance.domain.outcomes import Outcome
from compliance.domain.returned import Returned
from compliance.domain.tasks import MOOT
from compliance.store import cases, tasks
from compliance.usecases.list_tasks import open_task
from tests.support.world import World

ANN, DAN = "ann@e1.example", "dan@e1.example"
ONE, TWO = "23 001-1", "23 001-2"


def kinds(office: World) -> list[str]:
    return [kind for kind, _, _ in office.tasks()]


def come_back(office: World, key: str) -> None:
    at = datetime(2024, 4, 2, 8, tzinfo=UTC)
    office.report(Returned(key, ANN, Severity.HARD, "5.1.1", "User unknown", "folder", at))


def test_a_message_that_came_back_asks_until_the_last_thing_in_it_has_its_outcome(office: World) -> None:
    for reference in (ONE, TWO):
        office.log(reference)
    office.run()
    (key,) = office.keys("sent")
    come_back(office, key)
    assert kinds(office) == ["address_stopped", "message_returned"]
    office.end(ONE, Outcome.CEASED)
    assert kinds(office) == ["address_stopped", "message_returned"], "it still speaks of the other one"
    office.end(TWO, Outcome.CEASED)
    assert kinds(office) == ["address_stopped"], "the address is still hers"
    with office.store.reading() as session:
        (returned,) = session.execute(tasks.TASK.select().where(tasks.TASK.c.kind == "message_returned"))
        stopped = session.execute(tasks.TASK.select().where(tasks.TASK.c.kind == "address_stopped")).one()
        assert (returned.closed_by, returned.closing_reason) == ("amends", MOOT)
        shown = open_task(session, office.today, stopped.id)
    assert shown.moot, "nobody is offered to send it again"
    assert shown.shows["command"] == f"amends address restore {ANN} --reason WHY"


def test_that_a_remedy_is_complete_still_has_to_arrive(office: World) -> None:
    """E6: that letter is about a closed recommendation, and right for as long as it stays closed."""
    office.log(ONE)
    office.walk("2024-04-03")
    office.end(ONE)
    office.run("2024-04-04")
    (key,) = [
        each["key"]
        for each in office.messages()
        if each["steps"][0]["step"] == "satisfied" and each["recipient"] == ANN
    ]
    come_back(office, key)
    office.run("2024-04-05")
    assert "message_returned" in kinds(office)


@pytest.mark.parametrize("kind", ["message_failed", "message_returned"])
def test_what_was_closed_otherwise_is_found_the_next_morning(office: World, kind: str) -> None:
    office.log(ONE)
    if kind == "message_failed":
        office.postbox.script[ANN].append(Answer(Result.REFUSED_FOR_GOOD, "550 no such user"))
    office.run()
    if kind == "message_returned":
        come_back(office, office.keys("sent")[0])
    assert kind in kinds(office)
    with office.writing() as session:
        cases.change_recommendation(session, 1, {"outcome": "ceased", "closed_on": office.today})
    office.run("2024-04-03")
    assert kind not in kinds(office)
