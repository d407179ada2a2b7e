"""Files that are sent along with a form: none of them empty, and not too much at once (rule E1)."""

from __future__ import annotations

import html
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
    said = "At most 2 MB of text may be sent at once, about two million letters in all fields together: this was more"
    assert f'<a href="{html.escape(back) or "#main-content"}">{said}</a>' in answer.text
    assert "Shorten the text, or send it in parts" in answer.text
    links = re.findall(r'<a class="govuk-link" href="([^"]*)">Go back to the form', answer.text)
    assert links == ([back] if back else [])
    assert 'href="/">Go to the start page' in answer.text


@pytest.mark.parametrize(
    ("size", "said", "advice"),
    [
        (65, "At most 64 MB may be sent at once, all files together: this was more", "Send smaller files"),
        (
            3,
            "At most 2 MB of text may be sent in one field, about two million letters: one had more",
            "Shorten the text",
        ),
    ],
    ids=["files", "a field"],
)
def test_too_much_with_files_says_what_was_too_large(office: WebOffice, size: int, said: str, advice: str) -> None:
    browser, much = office.browser_of("Kim Shaw"), b"x" * 1024 * 1024 * size
    as_file = {"files": [("files", ("a.txt", much))]} if size > 3 else {"files": [("note", (None, much))]}
    answer = browser.post(PATH, **as_file)
    assert answer.status_code == 413
    assert f'<a href="#main-content">{said}</a>' in answer.text
    assert advice in answer.text
    assert "Kim Shaw" in answer.text


def test_too_many_fields_are_said(office: WebOffice) -> None:
    answer = office.browser_of("Kim Shaw").post(PATH, data={"note": ["x"] * 1001})
    assert answer.status_code == 400
    assert "The form cannot be read: too many fields. Maximum number of fields is 1000." in answer.text


@pytest.mark.parametrize("as_file", [False, True], ids=["letters", "with files"])
def test_a_text_too_long_for_its_field_comes_back_up_to_what_may_be_sent_at_all(
    office: WebOffice, as_file: bool
) -> None:
    browser = office.browser_of("Kim Shaw")
    note = "much " * 400_000
    fields = hidden(browser.get(PATH)) | {"submitted_by": "A. Officer", "note": note}
    sent = browser.post(PATH, data=fields, files={"files": ("a.txt", b"We agreed.")} if as_file else None)
    assert sent.status_code == 422
    assert 'href="#note">' in sent.text
    assert "characters or fewer; this has 1,999,999" in sent.text
    assert note.strip() in sent.text


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
