"""The rest of what is known when a decision is logged: every option of the command has its field (L1, L3, D2, S)."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import text as sql

from compliance.domain.history import Happening
from compliance.store import waits
from compliance.store.events import chains
from tests.support.desk import desk
from tests.support.log_pages import AGREED, NEW, controls, logging_office, press, start, stored
from tests.support.look import Looking
from tests.support.web_office import WebOffice, hidden
from tests.support.world import World

RECEIVED = {"received_on-day": "4", "received_on-month": "9", "received_on-year": "2023"}
REPORT = "Within three months of the date of this report the Council will review its policy on school transport."
BAD = "Mrs Anna Smith will be visited by 30 June 2026"
CLEAN = "The council will review its policy"
ONE = {"r1_action": "Review the policy", "r1_kind": "service_improvement", "r1_by": "period", "r1_period": "1 month"}


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    """An office with one authority, one decision on record, and people who may log and who may not."""
    with logging_office(world) as made:
        yield made


def parts(field: str, day: int, month: int, year: int) -> dict[str, str]:
    return {f"{field}-day": str(day), f"{field}-month": str(month), f"{field}-year": str(year)}


def test_when_it_was_received_and_that_it_had_been_put_right_are_kept(office: WebOffice) -> None:
    kim = office.browser_of("Kim Shaw")
    shown = start(kim, NEW | RECEIVED | {"satisfactory_remedy": "yes"})
    assert shown.status_code == 200, shown.text
    looked = press(kim, shown, "check", **ONE)
    for page in (shown, looked):
        assert "4 September 2023" in page.text
        assert "satisfactory remedy before we were involved" in page.text
    back = controls(press(kim, looked, "back"))
    assert (back["satisfactory_remedy"], back["received_on-year"]) == (["yes"], ["2023"])
    answer = press(kim, looked, "confirm")
    assert answer.status_code == 303, answer.text
    (row,) = stored(office, "received_on, satisfactory_remedy", "decision")[1:]
    assert (str(row[0]), bool(row[1])) == ("2023-09-04", True)
    case = kim.get(answer.headers["location"]).text
    assert "4 September 2023" in case
    assert "satisfactory remedy before the ombudsman was involved" in case


def test_what_a_decision_on_record_says_is_shown_and_not_asked_for_again(office: WebOffice) -> None:
    office.world.decision("23 005", received_on=office.world.today, satisfactory_remedy=True)
    kim = office.browser_of("Kim Shaw")
    shown = start(kim, {"decision": "23 005", "answer": "none"})
    assert shown.status_code == 200, shown.text
    assert "satisfactory remedy before we were involved" in shown.text
    looked = press(kim, shown, "check", **ONE)
    assert press(kim, looked, "confirm").status_code == 303
    other = start(kim, {"decision": "23 005", "answer": "none", "satisfactory_remedy": "no"})
    assert "stored with satisfactory remedy 'yes', not 'no'" in unescape(other.text)


@pytest.mark.parametrize(
    ("fields", "said", "field"),
    [
        (parts("received_on", 2, 4, 2024), "must have been received on or before the date", "received_on-day"),
        (
            parts("received_on", 31, 2, 2024),
            "The date on which the complaint was received must be a",
            "received_on-day",
        ),
        ({"satisfactory_remedy": "perhaps"}, "Select whether it had been put right before", "satisfactory_remedy"),
        ({"satisfactory_remedy": "yes", "outcome": "not_upheld"}, "Only an upheld case", "satisfactory_remedy"),
    ],
)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_decision_that_cannot_be_so_is_asked_about_again(
    office: WebOffice, fields: dict[str, str], said: str, field: str
) -> None:
    answer = start(office.browser_of("Kim Shaw"), NEW | fields)
    assert answer.status_code == 422
    assert said in unescape(answer.text)
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}"' in answer.text
    typed = controls(answer)
    assert all(typed[name] == [value] for name, value in fields.items() if value != "perhaps")


def test_a_public_summary_is_looked_at_before_it_is_logged(office: WebOffice) -> None:
    kim = office.browser_of("Kim Shaw")
    shown = press(kim, start(kim, NEW), "look", **ONE, r1_summary=BAD)
    assert shown.status_code == 200
    assert "<mark>Mrs Anna Smith</mark>" in shown.text
    assert "reason-1" not in shown.text
    assert controls(shown)["r1-summary"] == [BAD]
    clean = press(kim, shown, "look", r1_summary=CLEAN)
    assert "Nothing was found that may not be published" in clean.text
    looked = press(kim, shown, "check")
    assert "<mark>Mrs Anna Smith</mark>" in looked.text
    assert "then it is held back" in looked.text
    assert stored(office, "id") == []
    answer = press(kim, looked, "confirm")
    assert answer.status_code == 303
    assert stored(office, "public_summary") == [(BAD,)]
    assert ("summary_held", "caseworker") in {each[:2] for each in office.world.tasks()}
    assert "Held" in kim.get(answer.headers["location"]).text


def test_a_clean_summary_is_published_with_the_logging(office: WebOffice) -> None:
    kim = office.browser_of("Kim Shaw")
    looked = press(kim, press(kim, start(kim, NEW), "add", **ONE, r1_summary=CLEAN), "take-2")
    assert press(kim, press(kim, looked, "check"), "confirm").status_code == 303
    with office.world.store.reading() as session:
        (row,) = session.execute(sql("SELECT summary, state FROM public_summary"))
    assert tuple(row) == (CLEAN, "clear")
    assert office.world.tasks() == []


def test_while_typing_only_a_piece_of_the_page_comes(office: WebOffice) -> None:
    kim = office.browser_of("Kim Shaw")
    fields = hidden(kim.get("/log")) | {"r3-summary": BAD, "r3-reference": "23 001-3", "decision": "23 001"}
    piece = kim.post("/log/summary-check/3", data=fields)
    assert (piece.status_code, "<mark>by 30 June 2026</mark>" in piece.text, "<html" in piece.text) == (
        200,
        True,
        False,
    )
    assert (
        "must be 5,000 characters or fewer"
        in kim.post("/log/summary-check/3", data=fields | {"r3-summary": "x" * 5001}).text
    )
    for number in ("4", "0", "-1", "9" * 300, "x"):
        assert kim.post(f"/log/summary-check/{number}", data=fields).status_code == 200
    max_howe = office.browser_of("Max Howe")
    theirs = hidden(max_howe.get("/my-work")) | {"r3-summary": BAD}
    assert max_howe.post("/log/summary-check/3", data=theirs).status_code == 403


def test_what_a_period_counts_from_may_have_a_day_already(office: WebOffice) -> None:
    kim = office.browser_of("Kim Shaw")
    shown = start(kim, NEW | {"text": REPORT})
    assert "If not, which day is it?" in unescape(shown.text)
    named = controls(shown)
    assert (named["r1-waits"], named["r1-then"]) == (["the authority received the report"], ["3 months"])
    assert "r1-by" not in named
    came = parts("r1-ended", 2, 4, 2024)
    looked = press(kim, shown, "check", r1_by="wait", **came)
    assert looked.status_code == 200, looked.text
    assert "2 July 2024" in looked.text
    assert press(kim, looked, "confirm").status_code == 303
    assert [str(row[0]) for row in stored(office, "due_on")] == ["2024-07-02"]


def test_when_to_look_again_is_the_caseworkers_choice(office: WebOffice) -> None:
    kim = office.browser_of("Kim Shaw")
    wait = ONE | {"r1_by": "wait", "r1_wait": "event", "r1_waits": "the order is made"}
    looked = press(kim, start(kim, NEW), "check", **wait, **parts("r1-review", 1, 6, 2024))
    assert press(kim, looked, "confirm").status_code == 303
    with office.world.store.reading() as session:
        assert [str(row.review_on) for row in waits.open_waits(session)] == ["2024-06-01"]


def test_the_authority_may_refuse_one_of_several(office: WebOffice) -> None:
    kim = office.browser_of("Kim Shaw")
    shown = press(kim, start(kim, NEW | {"text": AGREED}), "take-4")
    assert "The same as to the others: it has agreed" in shown.text
    asked = press(kim, shown, "check", r2_response="refused", r3_response="none")
    assert asked.status_code == 422
    assert "Enter why the authority refuses" in asked.text
    looked = press(kim, asked, "check", reasons="It has no such scheme")
    assert "It has no such scheme" in looked.text
    assert press(kim, looked, "confirm").status_code == 303
    assert stored(office, "response") == [("agreed",), ("refused",), (None,)]
    assert answers(office) == [("24 000 001-2", "refused", "It has no such scheme")]


def test_l6_who_refuses_all_of_it_says_why_once(office: WebOffice) -> None:
    kim = office.browser_of("Kim Shaw")
    refused = NEW | {"answer": "refused"}
    unsaid = start(kim, refused)
    assert unsaid.status_code == 422
    assert "Enter why the authority refuses" in unsaid.text
    assert start(kim, refused, "alone").status_code == 303
    shown = start(kim, refused | {"decision": "24 000 002", "text": AGREED, "reasons": "It disputes the fault"})
    looked = press(kim, shown, "check", r4_by="period")
    assert press(kim, looked, "confirm").status_code == 303
    assert answers(office) == [(f"24 000 002-{n}", "refused", "It disputes the fault") for n in (1, 2, 3, 4)]
    assert "It disputes the fault" in kim.get("/cases/24 000 002").text


def answers(office: WebOffice) -> list[tuple[str, Any, Any]]:
    """The answers that are on record as such, with their reasons."""
    with office.world.store.reading() as session:
        return [
            (entry.stream.partition("/")[2], entry.payload["response"], entry.payload["reason"])
            for links in chains(session)
            for entry in (link.entry for link in links)
            if entry.kind is Happening.RESPONDED
        ]


@pytest.mark.parametrize(
    ("roles", "chosen", "caseworker"),
    [("investigator", None, "Ada Lane"), ("investigator", "nobody", ""), ("casework_manager", None, "")],
)
def test_who_does_caseworkers_tasks_looks_after_what_they_log_unless_they_say_otherwise(
    office: WebOffice, roles: str, chosen: str | None, caseworker: str
) -> None:
    office.person("Ada Lane", roles)
    ada = office.browser_of("Ada Lane")
    looked = press(ada, start(ada, NEW), "check", **ONE)
    assert ("Who looks after it" in looked.text) == (roles == "investigator")
    assert "As is usual for its categories" not in looked.text  # it has none
    if chosen:
        # What was chosen stays while something is changed.
        looked = press(ada, press(ada, looked, "change", caseworker=chosen), "check")
        assert controls(looked)["caseworker"] == [chosen]
    assert press(ada, looked, "confirm").status_code == 303
    assert stored(office, "caseworker") == [(caseworker,)]


@pytest.mark.parametrize(
    ("typed", "said", "field"),
    [
        ({"r1_summary": CLEAN, "r1_kind": "personal_remedy"}, "is a personal remedy, which is never", "r1-summary"),
        ({"r1_summary": "x" * 5001}, "must be 5,000 characters or fewer", "r1-summary"),
        ({"r1_response": "perhaps"}, "Select what the authority says to recommendation 1", "r1-response"),
        ({"r1_by": "wait"} | parts("r1-ended", 1, 1, 2030), "must be today or in the past", "r1-ended-day"),
        ({"r1_by": "wait"} | parts("r1-ended", 1, 1, 2024), "a day on or after the decision", "r1-ended-day"),
        ({"r1_by": "wait"} | parts("r1-review", 1, 1, 2024), "must be today or later", "r1-review-day"),
        (
            {"r1_by": "wait", "r1_wait": "recommendation"} | parts("r1-ended", 2, 4, 2024),
            "the wait ends when the other recommendation is satisfied",
            "r1-ended-day",
        ),
    ],
)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_detail_that_cannot_be_is_asked_about_again(
    office: WebOffice, typed: dict[str, Any], said: str, field: str
) -> None:
    kim = office.browser_of("Kim Shaw")
    wait = {"r1_wait": "event", "r1_waits": "the report came"}
    answer = press(kim, start(kim, NEW), "check", **ONE | wait | typed)
    assert answer.status_code == 422, answer.text
    assert said in unescape(answer.text)
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}"' in answer.text
    named = controls(answer)
    kept = {name: value for name, value in typed.items() if value != "perhaps"}
    assert all(named[name.replace("_", "-")] == [value] for name, value in kept.items())
    assert stored(office, "id") == []


def test_twenty_recommendations_with_every_field_fit_into_a_form(office: WebOffice) -> None:
    kim = office.browser_of("Kim Shaw")
    letters = "ABCDEFGHIJKLMNOPQRST"
    agreed = "".join(f"The Council will apologise to Ms {each} within a week.\n" for each in letters)
    shown = start(kim, NEW | {"text": agreed})
    every = list(office.world.rulebook.categories)
    looked = press(
        kim,
        shown,
        "check",
        **{f"r{number}_categories": every for number in range(1, 21)},
        **{f"r{number}_by": "period" for number in range(1, 21)},
    )
    assert looked.status_code == 200, looked.text[:2000]
    assert press(kim, looked, "confirm").status_code == 303
    assert len(stored(office, "id")) == 20


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_the_details_have_no_barriers(office: WebOffice, browser: Browser) -> None:
    with Looking(browser, office, "Kim Shaw") as look:
        shown = look.client.post("/log", data=hidden(look.client.get("/log")) | NEW | RECEIVED | {"do": "read"})
        typed = controls(shown) | {name.replace("_", "-"): value for name, value in ONE.items()} | {"r1-summary": BAD}
        look.sent("/log", typed | {"do": "look"}, "/log")
        look.sent("/log", typed | {"do": "check"}, "/log")
        waits = {"r1-by": "wait", "r1-wait": "event", "r1-waits": "the report came"} | parts("r1-ended", 1, 1, 2030)
        look.sent("/log", typed | waits | {"do": "check"}, "/log")
        look.sent("/log", NEW | {"satisfactory_remedy": "perhaps", "do": "read"}, "/log")


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_findings_show_while_one_types(office: WebOffice, browser: Browser) -> None:
    with desk(browser, office, "Kim Shaw") as kim:
        kim.open("/log?decision=23%20001")
        kim.choose("No answer yet")
        kim.press("Continue")
        summary = kim.page.get_by_label("Public summary, if you have one")
        expect(summary).to_be_hidden()
        kim.choose("Service improvement")
        summary.press_sequentially(BAD)
        expect(kim.page.locator("#r1-findings mark").first).to_have_text("Mrs Anna Smith")
        summary.fill(CLEAN)
        expect(kim.page.locator("#r1-findings")).to_contain_text("Nothing was found")
