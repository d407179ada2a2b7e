"""Files that are sent along with a form: none of them empty, and not too much at once (rule E1)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from compliance.usecases.open_case import open_case
from tests.support.web_office import WebOffice, hidden, serving_office
from tests.support.world import World

PATH = "/recommendations/add-evidence/23 001-1"


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    """An office with one open recommendation, and somebody who records evidence for it."""
    with serving_office(world) as made:
        made.person("Kim Shaw", "investigator")
        world.authority()
        world.decision()
        world.log()
        yield made


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("{office}/recommendations/add-evidence/23%20001-1?a=b", "/recommendations/add-evidence/23%20001-1?a=b"),
        ("https://elsewhere.example/recommendations", ""),
        ("{office}//elsewhere.example", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_too_much_at_once_names_the_limit_and_leads_back_to_the_form(
    office: WebOffice, referer: str, back: str
) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded", "referer": referer.format(office=office.address)}
    much = b"&".join(b"note=" + b"x" * 100_000 for _ in range(30))
    answer = office.browser_of("Kim Shaw").post(PATH, content=much, headers=headers)
    assert answer.status_code == 413
    assert "At most 2 MB may be sent at once." in answer.text
    links = re.findall(r'<a class="govuk-link" href="([^"]*)">Go back to the form', answer.text)
    assert links == ([back] if back else [])
    assert 'href="/">Go to the start page' in answer.text


def test_an_empty_file_is_refused_by_its_field(office: WebOffice) -> None:
    """E1: nothing of what was sent with it is kept either."""
    browser = office.browser_of("Kim Shaw")
    fields = hidden(browser.get(PATH)) | {"submitted_by": "A. Officer", "note": "the minutes"}
    files = [("files", ("minutes.txt", b"We agreed.")), ("files", ("scan.pdf", b""))]
    sent = browser.post(PATH, data=fields, files=files)
    assert sent.status_code == 422
    assert 'href="#files"' in sent.text
    assert "&#39;scan.pdf&#39; is empty: ask for it again" in sent.text
    with office.world.store.reading() as session:
        (about,) = open_case(session, office.world.moment, "23 001").recommendations
    assert about.evidence == ()
