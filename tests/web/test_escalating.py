"""Acts about people and escalation: notes, caseworkers, letter, meeting, linked cases, public report (R1, E6, T, K)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import httpx
import pytest

from compliance.domain.recommendations import Kind
from compliance.usecases.case_pieces import CaseView
from compliance.usecases.open_case import open_case
from tests.support.web_office import WebOffice, hidden, serving_office
from tests.support.world import World

REFERENCE, PERSONAL = "23 001-1", "23 001-2"
BO = "bo@e1.example"
TEXT = re.compile(r'<div class="amends-letter amends-words">(.*?)</div>', re.DOTALL)


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    """An overdue service improvement and a personal remedy of one case, and people of each role."""
    with serving_office(world) as made:
        made.person("Mary Finch", "casework_manager")
        made.person("Ada Shaw", "investigator")
        made.person("Tom Bell", "team_coordinator")
        made.person("Max Howe", "manager")
        world.authority("E1", {"link_officer": "ann@e1.example", "chief_executive": BO})
        world.decision(subject="Housing", decided_on=date(2024, 3, 1))
        world.log(REFERENCE, kind=Kind.SERVICE_IMPROVEMENT, due_on=date(2024, 4, 1))
        world.log(PERSONAL)
        yield made


def path(name: str, reference: str = REFERENCE) -> str:
    return f"/recommendations/{name}/{reference}"


def do(
    office: WebOffice, name: str, fields: dict[str, str], who: str = "Mary Finch", reference: str = REFERENCE
) -> httpx.Response:
    """Ask for an act's page and send its form."""
    browser = office.browser_of(who)
    asked = browser.get(path(name, reference))
    assert asked.status_code == 200, asked.text
    return browser.post(path(name, reference), data=hidden(asked) | fields)


def case(office: WebOffice) -> CaseView:
    with office.world.store.reading() as session:
        return open_case(session, office.world.moment, "23 001")


def page(office: WebOffice, who: str = "Mary Finch", reference: str = "23 001") -> str:
    return office.browser_of(who).get(f"/cases/{reference}").text


def day_of(name: str, day: date) -> dict[str, str]:
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def letters(office: WebOffice) -> list[str]:
    """The letters to the chief executive that went out."""
    office.world.run()
    return [each.text for each in office.world.postbox.letters if each.recipient == BO]


def test_a_note_stands_in_the_history_of_the_recommendation_or_the_case(office: WebOffice) -> None:
    assert do(office, "note", {"note": "Rang the clerk", "about": "recommendation"}, "Ada Shaw").status_code == 303
    assert do(office, "note", {"note": "They are moving house", "about": "case"}, "Ada Shaw").status_code == 303
    assert all(words in page(office) for words in ("Rang the clerk", "They are moving house"))
    assert "moving house" not in page(office, "Max Howe"), "a note may name people (K)"
    assert do(office, "note", {"note": " ", "about": "case"}).status_code == 422
    assert do(office, "note", {"note": "x", "about": "everything"}).status_code == 422


def test_a_recommendation_and_a_whole_case_get_a_caseworker(office: WebOffice) -> None:
    assert "Nobody yet" in page(office)
    assert do(office, "caseworker", {"person": "Ada Shaw"}).status_code == 303
    assert [each.caseworker for each in case(office).recommendations] == ["Ada Shaw", ""]
    again = do(office, "caseworker", {"person": "Tom Bell", "whole": "case"})
    assert (again.status_code, "Enter why Tom Bell looks after" in again.text) == (422, True)
    assert do(office, "caseworker", {"person": "Tom Bell", "whole": "case", "reason": "leave"}).status_code == 303
    assert [each.caseworker for each in case(office).recommendations] == ["Tom Bell", "Tom Bell"]
    for person in ("", "Max Howe", "Nobody Known"):
        assert "Select a caseworker" in do(office, "caseworker", {"person": person, "reason": "x"}).text


def test_lists_show_and_are_narrowed_by_the_caseworker(office: WebOffice) -> None:
    do(office, "caseworker", {"person": "Ada Shaw"})
    ada = office.browser_of("Ada Shaw")
    mine = ada.get("/my-work?caseworker=Ada+Shaw").text
    assert ("looked after by Ada Shaw" in mine, "/cases/23%20001#r-23-001-2" in mine) == (True, False)
    assert 'aria-current="page">Those I look after' in mine
    assert ada.get("/my-work.csv?caseworker=Ada+Shaw").text.count("\r\n") == 2
    assert "No recommendation fits" in ada.get("/my-work?caseworker=Tom+Bell").text


def test_the_letter_is_read_before_it_is_sent_and_goes_out_as_it_was_read(office: WebOffice) -> None:
    mary = office.browser_of("Mary Finch")
    asked = mary.get(path("chief-executive"))
    assert BO in asked.text
    assert "We write to you as chief executive of E1 Council" in asked.text
    words = {"words": "I shall ring you on Friday."}
    shown = mary.post(path("chief-executive"), data=hidden(asked) | words)
    assert shown.status_code == 200, "words that were not shown yet are shown first"
    (read,) = TEXT.findall(shown.text)
    assert "I shall ring you on Friday." in read
    sent = mary.post(path("chief-executive"), data=hidden(shown) | words)
    assert sent.status_code == 303
    assert "The letter goes out" in mary.get(sent.headers["location"].partition("#")[0]).text
    (letter,) = letters(office)
    assert plain(letter) == plain(read)


def plain(text: str) -> list[str]:
    """The words up to the last line, in which a message that goes out has its key."""
    return text.replace("&#39;", "'").rpartition("Message ")[0].split()


def test_asking_to_see_it_sends_nothing(office: WebOffice) -> None:
    shown = do(office, "chief-executive", {"words": "", "show": "yes"})
    assert shown.status_code == 200
    assert letters(office) == []


def test_a_letter_about_a_personal_remedy_has_no_words_of_ones_own(office: WebOffice) -> None:
    asked = office.browser_of("Mary Finch").get(path("chief-executive", PERSONAL))
    assert ('name="words"' in asked.text, f"Do {PERSONAL}" in TEXT.findall(asked.text)[0]) == (False, False)
    assert do(office, "chief-executive", {}, reference=PERSONAL).status_code == 303
    assert len(letters(office)) == 1


def test_too_many_words_and_nobody_to_write_to(office: WebOffice) -> None:
    answer = do(office, "chief-executive", {"words": "x" * 5000})
    assert (answer.status_code, "must be at most 4,000 letters" in answer.text) == (422, True)
    with office.world.writing() as session:
        session.connection().exec_driver_sql("DELETE FROM contact")
    asked = office.browser_of("Mary Finch").get(path("chief-executive"))
    assert ("find a contact first" in asked.text, "Send the letter" in asked.text) == (True, False)
    assert do(office, "chief-executive", {}).status_code == 200


def test_a_meeting_is_a_task_for_its_day(office: WebOffice) -> None:
    fields = {"whom": "the chief executive"} | day_of("on", date(2024, 4, 12))
    assert do(office, "meeting", fields).status_code == 303
    assert "12 April 2024" in page(office)
    assert "already" in do(office, "meeting", fields).text
    assert do(office, "meeting", fields | day_of("on", date(2024, 1, 1))).status_code == 422


def test_linked_cases_show_each_other(office: WebOffice) -> None:
    office.world.decision("24 017")
    fields = {"new": "24 017", "reason": "the remedy was not carried out"}
    assert do(office, "new-case", fields).status_code == 303
    assert do(office, "new-case", {"new": "24 099", "reason": "again"}).status_code == 303
    mine = page(office)
    assert all(words in mine for words in ("Led to", 'href="/cases/24%20017"', "Case 24 099, not on record yet"))
    theirs = page(office, reference="24 017")
    assert all(words in theirs for words in ("Follows", 'href="/cases/23%20001"', "Case linked"))
    assert do(office, "new-case", fields).status_code == 422
    assert do(office, "new-case", {"new": "23 001", "reason": "x"}).status_code == 422


def test_a_public_report_begins_its_clock(office: WebOffice) -> None:
    fields = {"clock": "public_report"} | day_of("received_on", date(2024, 4, 2))
    assert do(office, "public-report", fields).status_code == 303
    stage = case(office).recommendations[-1]
    assert (stage.clock, stage.due_on) == ("public_report", date(2024, 7, 1))
    again = do(office, "public-report", fields)  # it has begun, so it is not offered any more
    assert (again.status_code, "Select a statutory clock" in again.text) == (422, True)
    assert do(office, "public-report", {"clock": "x"}).status_code == 422


def test_escalation_is_for_who_may(office: WebOffice) -> None:
    assert "Escalation" not in page(office, "Ada Shaw")
    for name in ("chief-executive", "meeting", "new-case", "public-report"):
        assert office.browser_of("Ada Shaw").get(path(name)).status_code == 403
        assert office.browser_of("Max Howe").post(path(name)).status_code == 403


def test_a_letter_about_what_changed_meanwhile_is_not_sent(office: WebOffice) -> None:
    mary = office.browser_of("Mary Finch")
    asked = mary.get(path("chief-executive"))
    assert (
        do(office, "note", {"note": "They paid this morning", "about": "recommendation"}, "Ada Shaw").status_code == 303
    )
    answer = mary.post(path("chief-executive"), data=hidden(asked) | {"words": ""})
    assert (answer.status_code, "Ada Shaw" in answer.text) == (409, True)
    assert letters(office) == []
