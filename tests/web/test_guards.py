"""Two who save at once, and one who clicks twice, over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated
from urllib.parse import quote

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import HTMLResponse, Response

from compliance.domain.history import Entry, Happening
from compliance.domain.moment import Moment
from compliance.domain.people import Permission
from compliance.store import events
from compliance.store.engine import Session
from compliance.usecases.changed_since import stamp_of
from compliance.usecases.record_view import views_of
from compliance.usecases.web_session import SignedIn
from compliance.web.audit import note_personal_remedies
from compliance.web.guards import hidden_fields, save
from compliance.web.opening import Office
from compliance.web.permits import Sent, needs
from tests.support.web_office import WebOffice, hidden, serving_office
from tests.support.world import World

STREAM = "recommendation/23 001-1"
NOTES = APIRouter()
Writer = Annotated[SignedIn, Depends(needs(Permission.WRITE_NOTES))]
Reader = Annotated[SignedIn, Depends(needs(Permission.SEE_PERSONAL_REMEDIES))]

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite", "postgresql"])


@NOTES.get("/notes")
def form(office: Office, signed: Writer) -> Response:
    """A page with a form."""
    with office.store.reading() as session:
        fields = hidden_fields(signed, stamp_of(session, STREAM))
    return HTMLResponse("".join(f'<input type="hidden" name="{name}" value="{fields[name]}">' for name in fields))


@NOTES.post("/notes")
def take(request: Request, office: Office, signed: Writer, form: Sent) -> Response:
    """Save what was typed as an event."""
    text = form.value("text")

    def act(session: Session, moment: Moment) -> str:
        day, kind = moment.today.isoformat(), Happening.RESPONDED
        events.append(session, [Entry(STREAM, moment.now.isoformat(), day, kind, moment.actor, {"text": text})])
        return f"/notes?saved={quote(text)}"

    return save(request, office, signed, form, act, stream=STREAM)


@NOTES.get("/letters")
def letters(office: Office, signed: Reader) -> Response:
    """A page that shows a personal remedy."""
    note_personal_remedies(office, signed, {"23 001": ["23 001-1"]})
    return HTMLResponse("Pay Mrs B £100")


def _with_notes(app: FastAPI) -> None:
    app.include_router(NOTES)


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    """Two caseworkers."""
    with serving_office(world, more=_with_notes) as made:
        made.person("Kim Shaw")
        made.person("Ann Bell")
        yield made


def notes(office: WebOffice) -> list[tuple[str, object]]:
    with office.world.store.reading() as session:
        return [(link.entry.actor, link.entry.payload["text"]) for link in events.stream(session, STREAM)]


def test_who_saves_is_the_actor(office: WebOffice) -> None:
    browser = office.browser_of("Kim Shaw")
    answer = browser.post("/notes", data=hidden(browser.get("/notes")) | {"text": "one"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/notes?saved=one")
    assert notes(office) == [("Kim Shaw", "one")]


def test_a_second_click_leads_to_the_same_place_and_does_nothing(office: WebOffice) -> None:
    browser = office.browser_of("Kim Shaw")
    form = hidden(browser.get("/notes")) | {"text": "one"}
    answers = [browser.post("/notes", data=form) for _ in range(3)]
    assert {(each.status_code, each.headers["location"]) for each in answers} == {(303, "/notes?saved=one")}
    assert notes(office) == [("Kim Shaw", "one")]


def test_a_form_that_is_sent_again_with_other_words_is_no_success(office: WebOffice) -> None:
    browser = office.browser_of("Kim Shaw")
    form = hidden(browser.get("/notes")) | {"text": "one"}
    assert browser.post("/notes", data=form, files={"file": ("a.txt", b"abc")}).status_code == 303
    assert browser.post("/notes", data=form, files={"file": ("a.txt", b"abc")}).status_code == 303
    for data, content in ((form | {"text": "two"}, b"abc"), (form, b"abd")):
        answer = browser.post("/notes", data=data, files={"file": ("a.txt", content)})
        assert answer.status_code == 409
        assert "This form was sent before" in answer.text
        assert data["text"] in answer.text
    assert notes(office) == [("Kim Shaw", "one")]


def test_two_clicks_at_once_are_one(office: WebOffice) -> None:
    form = hidden(office.browser_of("Kim Shaw").get("/notes")) | {"text": "one"}
    browsers = [office.browser_of("Kim Shaw") for _ in range(4)]
    forms = [form | {"csrf": hidden(browser.get("/notes"))["csrf"]} for browser in browsers]

    def click(number: int) -> httpx.Response:
        return browsers[number].post("/notes", data=forms[number])

    with ThreadPoolExecutor(4) as crowd:
        answers = list(crowd.map(click, range(4)))
    assert {(each.status_code, each.headers.get("location")) for each in answers} == {(303, "/notes?saved=one")}
    assert notes(office) == [("Kim Shaw", "one")]


def test_the_key_of_somebody_else_is_a_key_of_its_own(office: WebOffice) -> None:
    kim, ann = office.browser_of("Kim Shaw"), office.browser_of("Ann Bell")
    form = hidden(kim.get("/notes"))
    assert kim.post("/notes", data=form | {"text": "one"}).status_code == 303
    anns = hidden(ann.get("/notes")) | {"once": form["once"], "text": "two"}
    assert ann.post("/notes", data=anns).headers["location"] == "/notes?saved=two"
    assert notes(office) == [("Kim Shaw", "one"), ("Ann Bell", "two")]


def test_two_caseworkers_saving_at_once(office: WebOffice) -> None:
    kim, ann = office.browser_of("Kim Shaw"), office.browser_of("Ann Bell")
    kims, anns = hidden(kim.get("/notes")), hidden(ann.get("/notes"))
    assert ann.post("/notes", data=anns | {"text": "hers"}).status_code == 303
    stale = kim.post("/notes", data=kims | {"text": "<i>his</i>", "more": "words\nand lines"})
    assert stale.status_code == 409
    assert "This has changed since you opened it" in stale.text
    assert "by Ann Bell" in stale.text
    assert "&lt;i&gt;his&lt;/i&gt;" in stale.text
    assert notes(office) == [("Ann Bell", "hers")]
    kept = hidden(stale)
    assert (kept["text"], kept["more"]) == ("<i>his</i>", "words\nand lines")
    assert kept["once"] != kims["once"]
    assert kim.post("/notes", data=kept).status_code == 303
    assert notes(office)[1:] == [("Kim Shaw", "<i>his</i>")]


@pytest.mark.parametrize(
    "changes", [{"once": ""}, {"once": "x" * 101}, {"seen": ""}, {"seen": "-1"}, {"seen": "9" * 13}]
)
def test_a_form_without_its_fields_is_not_taken(office: WebOffice, changes: dict[str, str]) -> None:
    browser = office.browser_of("Kim Shaw")
    answer = browser.post("/notes", data=hidden(browser.get("/notes")) | {"text": "one"} | changes)
    assert (answer.status_code, "The form is not complete" in answer.text) == (400, True)
    assert notes(office) == []


def test_each_view_of_a_personal_remedy_is_kept_before_it_is_shown(office: WebOffice) -> None:
    browser = office.browser_of("Kim Shaw")
    for _ in range(2):
        assert "Mrs B" in browser.get("/letters").text
    with office.world.store.reading() as session:
        assert [(who, what) for who, _, what in views_of(session, "23 001")] == [("Kim Shaw", ["23 001-1"])] * 2
        assert stamp_of(session, STREAM) == 0


def test_what_somebody_typed_is_shown_where_the_sign_in_has_ended(office: WebOffice) -> None:
    form = hidden(office.browser_of("Kim Shaw").get("/notes"))
    words = {"text": "<i>an hour's work</i>", "until-day": "11", "until-month": "5", "until-year": "2026", "more": " "}
    answer = office.anybody().post("/notes", data=form | words)
    assert answer.status_code == 401
    assert "&lt;i&gt;an hour&#39;s work&lt;/i&gt;" in answer.text
    assert ("11 5 2026" in answer.text, "Until-day" in answer.text, "More" in answer.text) == (True, False, False)
    assert form["csrf"] not in answer.text
    assert notes(office) == []
    elsewhere = office.anybody().post("/notes", data=form | words, headers={"Origin": "https://elsewhere.example"})
    assert (elsewhere.status_code, "an hour" in elsewhere.text) == (401, False)
