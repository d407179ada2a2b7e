"""A browser does not keep files: whoever sees a form again that had some is told, and none is lost in silence (E1)."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from compliance.domain.recommendations import Kind
from compliance.usecases.case_pieces import EvidencePiece
from compliance.usecases.open_case import open_case
from compliance.web.forms import FILES_AGAIN, LOST
from tests.support.web_office import WebOffice, hidden, serving_office
from tests.support.world import World

REFERENCE = "23 001-1"
PATH = f"/recommendations/add-evidence/{REFERENCE}"
MINUTES = {"files": ("minutes.txt", b"We agreed.", "text/plain")}
TYPED = {"submitted_by": "A. Officer", "note": "the minutes attached"}
AGAIN = FILES_AGAIN.replace("'", "&#39;")


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    """An office with one open recommendation, and two people who may do everything to it."""
    with serving_office(world) as made:
        for name in ("Kim Shaw", "Dee Grant"):
            made.person(name, "director", "casework_manager", "investigator")
        world.authority()
        world.decision(subject="Housing")
        world.log(REFERENCE, kind=Kind.SERVICE_IMPROVEMENT)
        yield made


def evidence(office: WebOffice) -> list[EvidencePiece]:
    """The pieces as the case shows them."""
    with office.world.store.reading() as session:
        (about,) = open_case(session, office.world.moment, "23 001").recommendations
    return list(about.evidence)


def overtaken(office: WebOffice, kim: httpx.Client) -> httpx.Response:
    """Kim sends minutes while Dee has written a note since."""
    fields = hidden(kim.get(PATH))
    dee, note = office.browser_of("Dee Grant"), f"/recommendations/note/{REFERENCE}"
    written = dee.post(note, data=hidden(dee.get(note)) | {"note": "rang them", "about": "recommendation"})
    assert written.status_code == 303
    return kim.post(PATH, data=fields | TYPED, files=MINUTES)


def test_what_was_changed_meanwhile_is_never_saved_without_its_files(office: WebOffice) -> None:
    kim = office.browser_of("Kim Shaw")
    changed = overtaken(office, kim)
    assert changed.status_code == 409
    assert "The files that you chose are not kept" in changed.text
    assert "minutes.txt" in changed.text
    assert "Save mine on top" not in changed.text
    form = kim.post(PATH, data=hidden(changed))
    assert (form.status_code, AGAIN in form.text) == (422, True)
    assert "the minutes attached" in form.text
    assert evidence(office) == []
    sent = kim.post(PATH, data=hidden(form) | TYPED, files=MINUTES)
    assert sent.status_code == 303
    assert [each.file for each in evidence(office)] == ["minutes.txt"]


def test_the_form_that_comes_back_may_be_sent_without_any_file(office: WebOffice) -> None:
    kim = office.browser_of("Kim Shaw")
    form = kim.post(PATH, data=hidden(overtaken(office, kim)))
    assert LOST not in hidden(form)
    assert kim.post(PATH, data=hidden(form) | TYPED).status_code == 303
    assert [each.file for each in evidence(office)] == [""]


def test_a_form_without_files_is_saved_on_top_as_ever(office: WebOffice) -> None:
    kim = office.browser_of("Kim Shaw")
    fields = hidden(kim.get(PATH)) | TYPED
    kim.post(PATH, data=fields)
    changed = kim.post(PATH, data=fields | {"once": "another key", "note": "more"})
    assert "Save mine on top of it" in changed.text
    assert "are not kept" not in changed.text
    assert kim.post(PATH, data=hidden(changed)).status_code == 303
    assert len(evidence(office)) == 2


def test_another_error_says_that_the_files_have_to_be_chosen_again(office: WebOffice) -> None:
    kim = office.browser_of("Kim Shaw")
    answer = kim.post(PATH, data=hidden(kim.get(PATH)) | TYPED | {"submitted_by": ""}, files=MINUTES)
    assert answer.status_code == 422
    assert AGAIN in answer.text
    assert 'href="#files"' in answer.text
    without = kim.post(PATH, data=hidden(kim.get(PATH)) | TYPED | {"submitted_by": ""})
    assert AGAIN not in without.text


@pytest.mark.parametrize("others", [1, 2])
def test_evidence_is_recorded_for_all_that_were_ticked_or_for_none(office: WebOffice, others: int) -> None:
    """One of them was closed since the form was opened; with a single other the field itself is gone."""
    for number in range(2, 2 + others):
        office.world.log(f"23 001-{number}", kind=Kind.SERVICE_IMPROVEMENT)
    kim = office.browser_of("Kim Shaw")
    fields = hidden(kim.get(PATH)) | TYPED
    office.world.end("23 001-2")
    answer = kim.post(PATH, data=fields | {"also": ["23 001-2", "23 001-3"][:others]}, files=MINUTES)
    assert answer.status_code == 422
    assert "23 001-2 cannot be chosen any more" in answer.text
    assert AGAIN in answer.text
    with office.world.store.reading() as session:
        case = open_case(session, office.world.moment, "23 001")
    assert [each.evidence for each in case.recommendations if each.reference != "23 001-2"] == [()] * others
