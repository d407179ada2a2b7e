"""Acts about people and escalation: notes, caseworkers, letter, meeting, linked cases, public report (R1, E6, T, K)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import httpx
import pytest

from compliance.domain.evidence import Judgement
from compliance.domain.recommendations import Kind
from compliance.store import cases
from compliance.store.engine import Session
from compliance.usecases.case_pieces import CaseView
from compliance.usecases.open_case import open_case
from compliance.usecases.open_tasks import Wanted, open_tasks
from compliance.web.wording import unwrapped
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
    assert "It has a caseworker now." in office.follow(do(office, "caseworker", {"person": "Ada Shaw"})).text
    assert [each.caseworker for each in case(office).recommendations] == ["Ada Shaw", ""]
    again = do(office, "caseworker", {"person": "Tom Bell", "whole": "case"})
    assert (again.status_code, "Enter why Tom Bell looks after" in again.text) == (422, True)
    moved = do(office, "caseworker", {"person": "Tom Bell", "whole": "case", "reason": "leave"})
    assert "It has another caseworker now." in office.follow(moved).text
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
    assert "The letter goes out" in office.follow(sent).text
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
    mary = office.browser_of("Mary Finch")
    early = mary.get(path("chief-executive", PERSONAL))
    assert (early.status_code, "this one is not: it is due on 14 May 2024" in early.text) == (409, True)
    office.world.today = date(2024, 5, 15)
    asked = mary.get(path("chief-executive", PERSONAL))
    assert ('name="words"' in asked.text, f"Do {PERSONAL}" in TEXT.findall(asked.text)[0]) == (False, False)
    assert do(office, "chief-executive", {}, reference=PERSONAL).status_code == 303
    assert len(letters(office)) == 1


def test_a_letter_is_offered_only_where_one_can_go(office: WebOffice) -> None:
    """R1, R4, R2: overdue, nothing waits for the office, and none is on its way."""
    offered = f'href="/recommendations/chief-executive/{REFERENCE.replace(" ", "%20")}"'
    assert (offered in page(office), offered.replace(REFERENCE[-2:], PERSONAL[-2:]) in page(office)) == (True, False)
    office.world.evidence(REFERENCE)
    assert offered not in page(office)
    office.world.judge(REFERENCE, Judgement.INSUFFICIENT, "the date")
    assert offered in page(office)
    mary = office.browser_of("Mary Finch")
    asked, twice = (mary.get(path("chief-executive")) for _ in range(2))
    assert mary.post(path("chief-executive"), data=hidden(asked) | {"words": ""}).status_code == 303
    assert offered not in page(office)
    late = mary.post(path("chief-executive"), data=hidden(twice) | {"words": ""})
    assert (late.status_code, "by Mary Finch" in late.text) == (409, True)
    on_top = mary.post(path("chief-executive"), data=hidden(late))
    assert (on_top.status_code, "is on its way already" in on_top.text) == (409, True)
    again = mary.get(path("chief-executive"))
    assert (again.status_code, "is on its way already" in again.text) == (409, True)
    assert len(letters(office)) == 1


def test_a_letter_is_read_in_paragraphs_as_long_as_the_page_is_wide(office: WebOffice) -> None:
    asked = office.browser_of("Mary Finch").get(path("chief-executive"))
    (read,) = TEXT.findall(asked.text)
    (opening,) = [line for line in read.splitlines() if line.startswith("We write to you")]
    assert opening.endswith("and is now 1 day overdue.")
    assert unwrapped("- one\n- two\n\nshort\nlines") == "- one\n- two\n\nshort\nlines"


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
    asked = office.browser_of("Mary Finch").get(path("meeting")).text
    assert ("Arrange the meeting" in asked, "Today or a later day" in asked, "Record" in asked) == (True, True, False)
    assert do(office, "meeting", fields).status_code == 303
    assert "12 April 2024" in page(office)
    assert "already" in do(office, "meeting", fields).text
    assert do(office, "meeting", fields | day_of("on", date(2024, 1, 1))).status_code == 422


def test_what_a_manager_does_leaves_the_task_open_and_says_so(office: WebOffice) -> None:
    """R1, R6: the letter or the meeting is not the end of it."""
    with office.world.writing() as session:
        escalate(session, office.world)
    number = case(office).recommendations[0].tasks[0].number
    fields = {"whom": "the chief executive"} | day_of("on", date(2024, 4, 12))
    for name, given in (
        ("chief-executive", {"words": ""}),
        ("meeting", fields),
        ("note", {"note": "x", "about": "case"}),
    ):
        answer = do(office, name, given)
        shown = office.follow(answer).text
        banner = shown.partition("govuk-notification-banner__content")[2].partition("</div>")[0]
        assert (f'href="/tasks/{number}"' in banner, "is still open" in banner) == (name != "note",) * 2, name


def escalate(session: Session, world: World) -> None:
    """What the ladder raises ten working days after the due date."""
    recommendation = cases.recommendation(session, REFERENCE)
    assert recommendation is not None
    wanted = Wanted(
        "overdue_10_working_days", f"recommendation {REFERENCE}", "a matter", recommendation_id=recommendation.id
    )
    open_tasks(session, world.rulebook, world.today, [wanted])


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
    for broken in ("nl\nBcc: x", "24\u2028099", "24\x85099", "24\x07099"):
        refused = do(office, "new-case", {"new": broken, "reason": "x"})
        said = "The reference of the new case must be on one line, without control characters"
        assert (refused.status_code, said in refused.text) == (422, True), broken
    odd = do(office, "new-case", {"new": "<script>", "reason": "x"})
    assert (odd.status_code, "letters, digits, spaces" in odd.text) == (422, True)
    for reference in ("23 001", "24 017"):
        read = office.browser_of("Max Howe").get(f"/cases/{reference}").text
        assert ("linked by Mary Finch" in read, "was not carried out" in read) == (True, False), reference


def test_a_public_report_begins_its_clock(office: WebOffice) -> None:
    fields = {"clock": "public_report"} | day_of("received_on", date(2024, 4, 2))
    assert do(office, "public-report", fields).status_code == 303
    stage = case(office).recommendations[-1]
    assert (stage.clock, stage.due_on) == ("public_report", date(2024, 7, 1))
    again = do(office, "public-report", fields)  # it has begun, so it is not offered any more
    assert (again.status_code, "Stage begun, by Mary Finch" in again.text) == (409, True)
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
