"""More time and waits on the pages, as the commands have them: each act, and what cannot be done (D2, D6, D7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from html import unescape
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser

from compliance.domain.outcomes import Outcome
from compliance.domain.recommendations import Kind
from compliance.domain.waiting import Wait, WaitKind
from compliance.usecases.case_pieces import RecommendationView
from compliance.usecases.open_case import open_case
from compliance.web.casework.pages import ACTS
from tests.support.look import Looking
from tests.support.web_office import WebOffice, hidden, serving_office
from tests.support.world import World

ONE, WAITS = "23 001-1", "23 001-2"
EVENT = Wait(WaitKind.EVENT, "the order of 2024-99-99 is made", date(2024, 7, 1))


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    """A case with a recommendation that is due and one that waits, and somebody who may do all to them."""
    with serving_office(world) as made:
        made.person("Kim Shaw", "casework_manager")
        made.person("Ada Finch", "investigator")
        world.authority()
        world.decision(subject="Housing")
        world.log(ONE, kind=Kind.SERVICE_IMPROVEMENT)
        world.log(WAITS, kind=Kind.SERVICE_IMPROVEMENT, period="1 month", waits=EVENT)
        yield made


def seen(office: WebOffice, reference: str = ONE) -> RecommendationView:
    with office.world.store.reading() as session:
        case = open_case(session, office.world.moment, "23 001")
    return next(each for each in case.recommendations if each.reference == reference)


def day_of(name: str, day: date) -> dict[str, str]:
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def do(office: WebOffice, name: str, fields: dict[str, Any], reference: str = ONE) -> httpx.Response:
    kim = office.browser_of("Kim Shaw")
    page = kim.get(f"/recommendations/{name}/{reference}")
    assert page.status_code == 200, page.text
    return kim.post(f"/recommendations/{name}/{reference}", data=hidden(page) | fields)


def done(office: WebOffice, name: str, fields: dict[str, Any], reference: str = ONE) -> None:
    answer = do(office, name, fields, reference)
    assert answer.status_code == 303, answer.text
    page = office.follow(answer)
    assert next(act.told for act in ACTS if act.name == name) in unescape(page.text)


def test_what_is_closed_has_no_reminders_on_hold(office: WebOffice) -> None:
    """A hold that still runs is nothing to know of a recommendation that is over."""
    done(office, "hold", {"reason": "talks"} | day_of("until", date(2024, 4, 20)))
    kim, held = office.browser_of("Kim Shaw"), "reminders on hold until 20 April 2024"
    assert held in kim.get("/cases/23 001").text
    done(office, "satisfied", {"reason": "seen"} | day_of("completed_on", date(2024, 4, 2)))
    assert held not in kim.get("/cases/23 001").text


def test_more_time_is_given_by_a_date_or_by_a_period(office: WebOffice) -> None:
    done(office, "give-time", {"reason": "flood"} | day_of("to", date(2024, 5, 28)))
    assert (seen(office).due_on, seen(office).deadlines[-1].approved_by) == (date(2024, 5, 28), "Kim Shaw")
    agreed = day_of("agreed_on", date(2024, 4, 2))
    done(office, "give-time", {"reason": "flood again", "period": "2 weeks"} | agreed)
    assert seen(office).due_on == date(2024, 6, 11)
    done(office, "resend", {"reason": "she never got it"})
    done(office, "take-back-time", {"reason": "by mistake"})
    assert seen(office).due_on == date(2024, 5, 28)
    ada = office.browser_of("Ada Finch")
    assert "give-time" not in ada.get("/cases/23 001").text
    assert ada.get(f"/recommendations/give-time/{ONE}").status_code == 403


def test_a_request_of_an_earlier_day_is_taken_back(office: WebOffice) -> None:
    office.world.today = date(2024, 4, 9)
    wish = {"asked_by": "A. Officer", "reason": "holidays"} | day_of("wished_on", date(2024, 6, 28))
    done(office, "ask-time", wish | day_of("asked_on", date(2024, 4, 5)))
    request = seen(office).request
    assert request is not None
    assert request.asked_on == date(2024, 4, 5)
    assert "give-time" not in office.browser_of("Kim Shaw").get("/cases/23 001").text
    done(office, "withdraw-time", {"reason": "done in time after all"})
    assert (seen(office).request, seen(office).due_on) == (None, date(2024, 5, 14))
    assert office.world.tasks() == []


def test_a_wish_that_the_due_date_reaches_by_now_is_taken_back_or_a_later_day_granted(office: WebOffice) -> None:
    """D7: nothing is left to grant up to that day, and nobody is refused what they have."""
    wish = {"asked_by": "A. Officer", "reason": "holidays"} | day_of("wished_on", date(2024, 6, 28))
    for answer in (("withdraw-time", {}), ("decide-time", {"decision": "grant"} | day_of("until", date(2024, 8, 2)))):
        done(office, "ask-time", wish)
        done(office, "correct-date", {"reason": "typed wrongly"} | day_of("to", date(2024, 7, 1)))
        kim = office.browser_of("Kim Shaw")
        case = kim.get("/cases/23 001").text
        assert 'href="/recommendations/withdraw-time/23%20001-1"' in case
        assert "take back the request for more time until 28 June 2024, or grant a later day" in case
        form = kim.get(f"/recommendations/decide-time/{ONE}").text
        assert "The date wished for is reached by now. Name a later day" in form
        assert "Refuse: the due date stays" not in form
        assert 'value="28"' not in form
        lacking = do(office, "decide-time", {"decision": "grant", "reason": "rightly"})
        assert (lacking.status_code, 'href="#until-day"' in lacking.text) == (422, True)
        refused = do(office, "decide-time", {"decision": "refuse", "reason": "no"})
        assert refused.status_code == 422
        done(office, answer[0], {"reason": "as agreed"} | answer[1])
        assert seen(office).request is None
        done(office, "correct-date", {"reason": "typed wrongly"} | day_of("to", date(2024, 5, 14)))


def test_what_was_waited_for_comes_about_or_is_looked_at_again(office: WebOffice) -> None:
    page = office.browser_of("Kim Shaw").get("/cases/23 001")
    assert page.status_code == 200
    assert "correct-date/23%20001-2" not in page.text
    later = date(2024, 9, 2)
    done(office, "review-wait", {"reason": "put off until autumn"} | day_of("review_on", later), WAITS)
    wait = seen(office, WAITS).wait
    assert wait is not None
    assert wait.review_on == later
    office.world.today = date(2024, 4, 15)
    done(office, "end-wait", {"reason": "the order was made"} | day_of("on", date(2024, 4, 10)), WAITS)
    assert (seen(office, WAITS).due_on, seen(office, WAITS).wait) == (date(2024, 5, 10), None)
    assert office.browser_of("Kim Shaw").get(f"/recommendations/end-wait/{WAITS}").status_code == 409


def test_a_wait_on_another_ends_by_itself_unless_that_one_failed(office: WebOffice) -> None:
    on_one = Wait(WaitKind.RECOMMENDATION, ONE, date(2024, 7, 1))
    office.world.log("23 001-3", kind=Kind.SERVICE_IMPROVEMENT, period="1 month", waits=on_one)
    kim = office.browser_of("Kim Shaw")
    assert "/recommendations/end-wait/23%20001-3" not in kim.get("/cases/23 001").text
    assert kim.get("/recommendations/end-wait/23 001-3").status_code == 409
    office.world.end(ONE, Outcome.CEASED)
    assert "/recommendations/end-wait/23%20001-3" in kim.get("/cases/23 001").text
    done(office, "end-wait", {"reason": "goes on without it"} | day_of("on", date(2024, 4, 2)), "23 001-3")
    assert seen(office, "23 001-3").due_on == date(2024, 5, 2)


def test_a_date_is_corrected_by_the_right_period_and_a_clock_stopped_on_an_earlier_day(office: WebOffice) -> None:
    done(office, "correct-date", {"reason": "it says two months", "period": "2 months"})
    assert seen(office).due_on == date(2024, 6, 2)
    office.world.today = date(2024, 4, 15)
    category = next(iter(office.world.rulebook.stop_categories))
    stop = {"category": category, "reason": "a court has it"} | day_of("on", date(2024, 4, 8))
    done(office, "stop-clock", stop)
    assert seen(office).stops[-1].stopped_on == date(2024, 4, 8)
    done(office, "restart-clock", {"reason": "the court has decided"} | day_of("on", date(2024, 4, 12)))
    assert seen(office).stops[-1].restarted_on == date(2024, 4, 12)


@pytest.mark.parametrize(
    ("name", "reference", "fields", "said", "field"),
    [
        (
            "give-time",
            ONE,
            {"reason": "x"} | day_of("to", date(2024, 5, 1)),
            "The new due date must be a day after",
            "to-day",
        ),
        (
            "give-time",
            ONE,
            {"reason": "x", "period": "1 day"} | day_of("to", date(2024, 6, 3)),
            "Enter the new due date or how much more time, not both",
            "period",
        ),
        ("correct-date", ONE, {"reason": "x"}, "Enter the right due date or the right period", "to-day"),
        (
            "correct-date",
            ONE,
            {"reason": "x"} | day_of("to", date(2024, 1, 1)),
            "The right due date must be",
            "to-day",
        ),
        ("end-wait", WAITS, {"reason": "x"} | day_of("on", date(2030, 1, 1)), "to today, 2 April 2024", "on-day"),
        (
            "review-wait",
            WAITS,
            {"reason": "x"} | day_of("review_on", date(2024, 1, 1)),
            "When to look again must be",
            "review_on-day",
        ),
        ("review-wait", WAITS, day_of("review_on", date(2024, 9, 1)), "Enter the reason", "reason"),
        (
            "ask-time",
            ONE,
            {"asked_by": "A", "reason": "B"} | day_of("wished_on", date(2024, 1, 1)),
            "authority wishes for must be a day after",
            "wished_on-day",
        ),
        (
            "hold",
            ONE,
            {"reason": "x"} | day_of("until", date(2023, 1, 1)),
            "The last day of the hold must be",
            "until-day",
        ),
    ],
)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_what_a_rule_refuses_is_said_at_its_field_in_words(
    office: WebOffice, name: str, reference: str, fields: dict[str, str], said: str, field: str
) -> None:
    answer = do(office, name, fields, reference)
    assert answer.status_code == 422, answer.text
    assert said in unescape(answer.text)
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}"' in answer.text
    assert all(f'value="{value}"' in answer.text or f">{value}<" in answer.text for value in fields.values())


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_the_forms_have_no_barriers(office: WebOffice, browser: Browser) -> None:
    with Looking(browser, office, "Kim Shaw") as look:
        for name, reference in (("give-time", ONE), ("end-wait", WAITS), ("review-wait", WAITS)):
            path = f"/recommendations/{name}/{reference}"
            look.at(path, next(act.title for act in ACTS if act.name == name))
            look.sent(path, {}, path)


def test_an_overdue_date_is_not_corrected_away_by_who_may_not_give_time(office: WebOffice) -> None:
    """D6, D7: the investigator asks for more time; who decides on time may correct it."""
    office.world.today = date(2024, 7, 1)
    later = {"reason": "typed 14 instead of 24"} | day_of("to", date(2024, 7, 24))
    ada, address = office.browser_of("Ada Finch"), f"/recommendations/correct-date/{ONE}"
    asked = ada.get(address)
    assert "a later one is more time" in asked.text
    refused = ada.post(address, data=hidden(asked) | later)
    assert refused.status_code == 422
    assert "must be a day before 14 May 2024, which has passed" in refused.text
    assert "ask for more time" in refused.text
    earlier = {"reason": "typed 14 instead of 10"} | day_of("to", date(2024, 5, 10))
    assert ada.post(address, data=hidden(refused) | earlier).status_code == 303
    assert seen(office).due_on == date(2024, 5, 10)
    done(office, "correct-date", later)
    assert seen(office).due_on == date(2024, 7, 24)
