"""Stages of statutory clocks on the pages: complied with, failed by two people, given more time (T, E3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser

from compliance.usecases.statutory_clock import begin, show
from compliance.web.casework.pages import ACTS
from tests.support.look import Looking
from tests.support.web_office import WebOffice, hidden, serving_office
from tests.support.world import World

FIRST, SECOND = "23 001/public_report/1", "23 001/public_report/2"
CARE = "23 001/care_provider/1"
HOSTILE = "<script>alert(1)</script>'\" OR 1=1 -- \u202e\x00 {{ 7*7 }} ../../etc/passwd"


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    """A case whose public report was received today; a manager, a director, an investigator, and one who only reads."""
    with serving_office(world) as made:
        made.person("Kim Shaw", "casework_manager")
        made.person("Dee Grant", "director")
        made.person("Ada Finch", "investigator")
        made.person("Max Howe", "manager")
        world.authority()
        world.decision(subject="Housing")
        world.log("23 001-1")
        start(made, "public_report")
        yield made


def start(office: WebOffice, clock: str) -> None:
    world = office.world
    with world.writing() as session:
        begin(session, world.rulebook, world.moment, "23 001", clock, world.today)


def day_of(name: str, day: date) -> dict[str, str]:
    """A date as a form sends it."""
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def path(name: str, reference: str = FIRST) -> str:
    return f"/recommendations/{name}/{reference}"


def do(
    office: WebOffice, name: str, fields: dict[str, Any], reference: str = FIRST, who: str = "Kim Shaw"
) -> httpx.Response:
    browser = office.browser_of(who)
    page = browser.get(path(name, reference))
    assert page.status_code == 200, page.text
    return browser.post(path(name, reference), data=hidden(page) | fields)


def done(
    office: WebOffice, name: str, fields: dict[str, Any], reference: str = FIRST, who: str = "Kim Shaw"
) -> httpx.Response:
    answer = do(office, name, fields, reference, who)
    assert answer.status_code == 303, answer.text
    page = office.follow(answer)
    assert next(act.told for act in ACTS if act.name == name) in unescape(page.text)
    return page


def stages(office: WebOffice) -> list[tuple[object, ...]]:
    with office.world.store.reading() as session:
        return [(each["reference"], each["due_on"], each["outcome"]) for each in show(session, "23 001")]


def offered(page: str, reference: str = FIRST) -> set[str]:
    """The acts that a page has links to, of one recommendation."""
    found = re.findall(rf'href="/recommendations/([a-z-]+)/{reference.replace(" ", "%20")}"', page)
    return set(found) & {act.name for act in ACTS}


def test_a_stage_offers_what_ends_it_and_nothing_that_is_for_remedies(office: WebOffice) -> None:
    page = office.browser_of("Kim Shaw").get("/cases/23 001").text
    assert {"stage-done", "stage-failed", "ask-time", "give-time", "add-evidence"} <= offered(page)
    assert offered(page) & {"satisfied", "propose-outcome", "answer", "stop-clock", "reopen", "new-case"} == set()
    assert offered(page, "23 001-1") & {"stage-done", "stage-failed", "decide-stage"} == set()
    assert "Public report, Local Government Act 1974 section 31" in page
    theirs = offered(office.browser_of("Ada Finch").get("/cases/23 001").text)
    assert {"stage-done", "stage-failed"} <= theirs
    assert "give-time" not in theirs
    assert offered(office.browser_of("Max Howe").get("/cases/23 001").text) == set()
    assert office.browser_of("Max Howe").get(path("stage-done")).status_code == 403
    for name in ("stage-done", "stage-failed", "decide-stage"):
        asked = office.browser_of("Dee Grant").get(path(name, "23 001-1"))
        assert asked.status_code == 409


def test_a_clock_begins_once(office: WebOffice) -> None:
    kim = office.browser_of("Kim Shaw")
    form = kim.get(path("public-report", "23 001-1")).text
    assert ('value="care_provider"' in form, 'value="public_report"' in form) == (True, False)
    start(office, "care_provider")
    assert "public-report" not in offered(kim.get("/cases/23 001").text, "23 001-1")
    assert kim.get(path("public-report", "23 001-1")).status_code == 409


def test_what_was_complied_with_ends_the_clock(office: WebOffice) -> None:
    office.world.today = date(2024, 7, 3)
    page = done(office, "stage-done", {"reason": "their letter"} | day_of("on", date(2024, 7, 2)), who="Ada Finch")
    assert stages(office) == [(FIRST, "2024-07-01", "satisfied")]
    assert "Satisfied, late, completed on 2 July 2024" in page.text
    assert offered(page.text) == {"note"}


def test_two_people_say_that_it_failed_and_the_next_stage_begins(office: WebOffice) -> None:
    office.world.today = date(2024, 7, 8)
    done(office, "stage-failed", {"reason": "no answer came"})
    kim, dee = office.browser_of("Kim Shaw"), office.browser_of("Dee Grant")
    assert "stage-failed" not in offered(kim.get("/cases/23 001").text)
    assert "decide-stage" not in offered(kim.get("/cases/23 001").text)
    assert "decide-stage" in offered(dee.get("/cases/23 001").text)
    form = unescape(dee.get(path("decide-stage")).text)
    assert "no answer came" in form
    assert "Day on which the authority received the further report, if approved" in form
    lacking = do(office, "decide-stage", {"decision": "approve"}, who="Dee Grant")
    assert lacking.status_code == 422
    assert 'href="#received_on-day"' in lacking.text
    assert stages(office) == [(FIRST, "2024-07-01", None)]
    done(office, "decide-stage", {"decision": "approve"} | day_of("received_on", date(2024, 7, 5)), who="Dee Grant")
    assert stages(office) == [(FIRST, "2024-07-01", "not_satisfied"), (SECOND, "2024-10-04", None)]
    page = kim.get("/cases/23 001").text
    assert "by Kim Shaw, approved by Dee Grant" in page
    office.world.today = date(2024, 10, 7)
    done(office, "stage-failed", {"reason": "nothing was done"}, SECOND)
    assert "received_on" not in dee.get(path("decide-stage", SECOND)).text
    done(office, "decide-stage", {"decision": "approve"}, SECOND, "Dee Grant")
    assert ("publish_statement", "casework_manager", "decision 23 001, public_report") in office.world.tasks()


def test_who_proposed_it_never_decides_and_what_is_declined_stays_open(office: WebOffice) -> None:
    done(office, "stage-failed", {"reason": "no answer came"}, who="Dee Grant")
    dee = office.browser_of("Dee Grant")
    assert "decide-stage" not in offered(dee.get("/cases/23 001").text)
    assert dee.get(path("decide-stage")).status_code == 409
    own = hidden(dee.get(path("hold")))
    received = day_of("received_on", office.world.today)
    assert dee.post(path("decide-stage"), data=own | {"decision": "approve"} | received).status_code == 422
    office.person("Mary Kay", "director")
    assert do(office, "decide-stage", {"decision": "decline"}, who="Mary Kay").status_code == 422
    done(office, "decide-stage", {"decision": "decline", "reason": "ring them first"}, who="Mary Kay")
    assert stages(office) == [(FIRST, "2024-07-01", None)]
    assert "Declined because: ring them first" in dee.get("/cases/23 001").text


def test_more_time_is_agreed_in_writing_where_the_law_asks_for_it(office: WebOffice) -> None:
    more = {"reason": "the committee meets late"} | day_of("to", date(2024, 8, 1))
    lacking = do(office, "give-time", more)
    assert (lacking.status_code, "Enter the letter in which this was agreed" in lacking.text) == (422, True)
    done(office, "give-time", more | {"in_writing": "LGO/7"})
    assert stages(office)[0][1] == "2024-08-01"
    assert "agreed in writing: LGO/7" in office.browser_of("Kim Shaw").get("/cases/23 001").text
    start(office, "care_provider")
    done(office, "give-time", {"reason": "illness", "period": "2 weeks"}, CARE)
    wish = {"asked_by": "A. Officer", "reason": "illness"} | day_of("wished_on", date(2024, 9, 2))
    done(office, "ask-time", wish)
    answer = do(office, "decide-time", {"decision": "grant", "reason": "rightly"})
    assert (answer.status_code, 'href="#in_writing"' in answer.text) == (422, True)
    done(office, "decide-time", {"decision": "grant", "reason": "rightly", "in_writing": "LGO/8"})
    assert stages(office)[0][1] == "2024-09-02"


def test_a_wrong_day_of_receipt_is_corrected_and_no_more_time_given_so(office: WebOffice) -> None:
    office.world.today = date(2024, 4, 10)
    wrong = {"reason": "the post book says the 5th"}
    lacking = do(office, "correct-date", wrong)
    assert "Enter the right due date or the right day of receipt" in lacking.text
    later = do(office, "correct-date", wrong | day_of("to", date(2024, 7, 4)))
    assert (later.status_code, "where the day of receipt was typed wrongly" in unescape(later.text)) == (422, True)
    both = day_of("to", date(2024, 6, 4)) | day_of("received_on", date(2024, 4, 5))
    assert 'href="#received_on-day"' in do(office, "correct-date", wrong | both).text
    done(office, "correct-date", wrong | day_of("received_on", date(2024, 4, 5)), who="Ada Finch")
    assert stages(office) == [(FIRST, "2024-07-04", None)]


def test_a_day_of_receipt_that_gives_the_same_date_is_corrected_too(office: WebOffice) -> None:
    office.world.today = date(2024, 5, 30)
    start(office, "care_provider")
    office.world.today = date(2024, 6, 3)
    right = {"reason": "the post book says the 31st"} | day_of("received_on", date(2024, 5, 31))
    page = office.follow(do(office, "correct-date", right, CARE)).text
    assert "How the due date is counted is corrected; the date stays as it is." in page
    assert stages(office)[-1] == (CARE, "2024-06-30", None)
    assert "1 month after 31 May 2024" in page
    again = do(office, "correct-date", right, CARE)
    said = "The right day of receipt must be another day than 31 May 2024, from which it is counted now"
    assert (again.status_code, said in again.text, 'href="#received_on-day"' in again.text) == (422, True, True)


@pytest.mark.parametrize(
    ("name", "fields", "said", "field"),
    [
        ("stage-done", {}, "Enter the day on which the authority did it", "on-day"),
        (
            "stage-done",
            day_of("on", date(2024, 4, 1)),
            "a day on or after 2 April 2024, when the authority received",
            "on-day",
        ),
        ("stage-done", day_of("on", date(2030, 1, 1)), "The day on which the authority did it must be", "on-day"),
        ("stage-done", day_of("on", date(2024, 4, 2)), "Enter why no evidence is needed", "reason"),
        ("stage-failed", {"reason": "  "}, "Enter the reason", "reason"),
        ("give-time", {"reason": "x", "in_writing": "y"}, "Enter the new due date or how much more time", "to-day"),
        ("give-time", {"reason": "x", "in_writing": "y", "period": "soon"}, "soon", "to-day"),
    ],
)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_what_cannot_be_is_said_at_its_field_and_stays(
    office: WebOffice, name: str, fields: dict[str, str], said: str, field: str
) -> None:
    answer = do(office, name, fields)
    assert answer.status_code == 422, answer.text
    assert said in unescape(answer.text)
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}"' in answer.text
    assert all(value.strip() in answer.text for value in fields.values())
    assert stages(office) == [(FIRST, "2024-07-01", None)]


@pytest.mark.parametrize("words", ["", "-1", HOSTILE, "x" * 300_000], ids=["empty", "absurd", "hostile", "enormous"])
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_anything_can_be_sent_and_nothing_breaks(office: WebOffice, words: str) -> None:
    dee = office.browser_of("Dee Grant")
    for name in ("stage-done", "give-time", "ask-time", "stage-failed"):
        fields = hidden(dee.get(path(name)))
        junk = dict.fromkeys(("reason", "in_writing", "period", "asked_by", "on-day", "on-month", "on-year"), words)
        answer = dee.post(path(name), data=fields | junk)
        assert answer.status_code in (303, 413, 422), (name, answer.status_code)
        assert "<script>alert" not in answer.text
    assert len(stages(office)) == 1


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_the_forms_and_the_second_persons_pages_have_no_barriers(office: WebOffice, browser: Browser) -> None:
    with Looking(browser, office, "Dee Grant") as look:
        for name in ("stage-done", "stage-failed", "give-time", "correct-date"):
            look.at(path(name), next(act.title for act in ACTS if act.name == name))
            look.sent(path(name), {}, path(name))
        done(office, "stage-failed", {"reason": "no answer came"})
        look.at(path("decide-stage"), "Approve or decline that the stage was not complied with")
        look.sent(path("decide-stage"), {"decision": "approve"}, path("decide-stage"))
        look.at("/cases/23 001", "Case 23 001")
