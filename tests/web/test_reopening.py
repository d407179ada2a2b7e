"""Opening again on the pages says what became of those whose date rested on the completion (D2, E8)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from compliance.domain.waiting import Wait, WaitKind
from tests.support.web_office import WebOffice, hidden, serving_office
from tests.support.world import World

ONE, TWO, THREE = "23 001-1", "23 001-2", "23 001-3"
WAIT_AGAIN = "What had its due date from its completion waits for it again."
LOOK = "is a task: somebody has to look at it."


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    """A satisfied recommendation and two others that wait for it."""
    with serving_office(world) as made:
        made.person("Kim Shaw", "director", "casework_manager", "investigator")
        world.authority()
        world.decision(subject="Housing")
        world.log(ONE)
        for reference in (TWO, THREE):
            world.log(reference, period="1 month", waits=Wait(WaitKind.RECOMMENDATION, ONE, date(2024, 7, 1)))
        yield made


@pytest.mark.parametrize(
    ("changed", "told"), [((), (True, False)), ((TWO,), (True, True)), ((TWO, THREE), (False, True))]
)
def test_it_tells_who_waits_again_and_who_is_a_task(
    office: WebOffice, changed: tuple[str, ...], told: tuple[bool, bool]
) -> None:
    office.world.end(ONE)
    for reference in changed:
        office.world.extend(reference, "2024-06-28")
    kim, path = office.browser_of("Kim Shaw"), f"/recommendations/reopen/{ONE}"
    answer = kim.post(path, data=hidden(kim.get(path)) | {"reason": "the payment came back"})
    assert answer.status_code == 303, answer.text
    page = office.follow(answer).text
    assert "It is open again and followed up." in page
    assert (WAIT_AGAIN in page, LOOK in page) == told
