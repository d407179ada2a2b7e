"""More time until a wished date that has passed is refused on the page as by the command (D7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from compliance.usecases.request_extension import Request, ask
from tests.support.web_office import WebOffice, hidden, serving_office
from tests.support.world import World

REFERENCE = "23 001-1"


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    """A request for time until 14 June 2024, three days after that."""
    with serving_office(world) as made:
        made.person("Kim Shaw", "casework_manager")
        world.authority()
        world.decision(subject="Housing")
        world.log(REFERENCE)
        with world.writing() as session:
            ask(session, world.rulebook, world.moment, REFERENCE, Request(date(2024, 6, 14), "flood", "A", world.today))
        world.today = date(2024, 6, 17)
        yield made


def test_the_form_asks_for_another_day(office: WebOffice) -> None:
    kim, path = office.browser_of("Kim Shaw"), f"/recommendations/decide-time/{REFERENCE}"
    wished = {"until-day": "14", "until-month": "6", "until-year": "2024"}
    for typed in ({}, wished):
        form = hidden(kim.get(path)) | {"decision": "grant", "reason": "as agreed"} | typed
        answer = kim.post(path, data=form)
        assert answer.status_code == 422
        assert "a day on or after today to grant, and the wished date 14 June 2024 has passed" in answer.text
    later = hidden(kim.get(path)) | {"decision": "grant", "reason": "as agreed"} | wished | {"until-day": "28"}
    assert kim.post(path, data=later).status_code == 303
