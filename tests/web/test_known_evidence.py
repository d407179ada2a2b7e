"""Evidence that is known already is not said to wait once more (E1, E2, R4)."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape

import pytest

from compliance.domain.evidence import Judgement
from compliance.usecases.open_case import open_case
from tests.support.web_office import WebOffice, hidden, serving_office
from tests.support.world import World

ONE, TWO = "23 001-1", "23 001-2"
PATH = f"/recommendations/add-evidence/{ONE}"
SENT = {"submitted_by": "A. Officer", "note": "says that it is paid"}


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    """A case with two recommendations and its caseworker."""
    with serving_office(world) as made:
        made.person("Kim Shaw", "investigator")
        world.authority()
        world.decision()
        for reference in (ONE, TWO):
            world.log(reference)
        yield made


@pytest.mark.parametrize("files", [{}, {"files": ("letter.txt", b"we are sorry")}])
@pytest.mark.parametrize(
    ("judgement", "said"),
    [
        (None, "it waits for its judgement"),
        (Judgement.INSUFFICIENT, "it was judged insufficient on 2 April 2024, and nothing of it waits"),
        (Judgement.WITHDRAWN, "it was judged withdrawn on 2 April 2024, and nothing of it waits"),
    ],
)
def test_what_is_known_is_refused_and_says_how_it_stands(
    office: WebOffice, judgement: Judgement | None, said: str, files: dict[str, tuple[str, bytes]]
) -> None:
    kim = office.browser_of("Kim Shaw")
    assert kim.post(PATH, data=hidden(kim.get(PATH)) | SENT, files=files).status_code == 303
    if judgement:
        office.world.judge(ONE, judgement, "the date" if judgement is Judgement.INSUFFICIENT else "")
    again = kim.post(PATH, data=hidden(kim.get(PATH)) | SENT | {"also": TWO}, files=files)
    told = f"words that say what is new: {ONE} has this very evidence already, {said}. Nothing was recorded"
    assert (again.status_code, told in unescape(again.text)) == (422, True)
    assert SENT["note"] in again.text
    with office.world.store.reading() as session:
        other = open_case(session, office.world.moment, TWO).recommendations[1]
    assert (other.reference, other.evidence) == (TWO, ())
    more = SENT | {"note": "says that it is paid, again"}
    assert kim.post(PATH, data=hidden(kim.get(PATH)) | more, files=files).status_code == 303
