"""The same agreed action pasted once more: said beside each recommendation, which wants a tick to be logged as well."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from compliance.usecases.prepare_logging import OnRecord, asked_already, asked_before
from tests.support.log_pages import AGREED, NEW, controls, logging_office, press, start, stored, words_of
from tests.support.web_office import WebOffice
from tests.support.world import World

CASE = NEW["decision"]


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    with logging_office(world) as made:
        yield made


def log(kim: httpx.Client) -> None:
    looked = press(kim, start(kim, NEW | {"text": AGREED}), "check", r4_by="period")
    assert press(kim, looked, "confirm").status_code == 303


def test_the_same_text_once_more_is_said_and_wants_a_tick(office: WebOffice) -> None:
    """L2: logged twice, the authority would be asked for everything twice."""
    kim = office.browser_of("Kim Shaw")
    assert "on record already:" not in words_of(start(kim, NEW | {"text": AGREED}))
    log(kim)
    again = start(kim, NEW | {"text": AGREED.replace("apologise to Ms A", "APOLOGISE  to\nMs A")})
    day = office.world.today
    for number in range(1, 5):
        said = f"The same is on record already: {CASE}-{number}, logged on {day.day} {day:%B %Y}."
        assert words_of(again).count(said) == 1
    refused = press(kim, again, "check", r4_by="period")
    assert refused.status_code == 422
    for number in range(1, 5):
        assert f'<a href="#r{number}-again">Recommendation {number} is on record already as' in refused.text
    ticks = {f"r{number}_again": f"{CASE}-{number}" for number in range(1, 5)}
    looked = press(kim, refused, "check", **ticks)
    assert "Check before it is logged" in looked.text
    assert words_of(looked).count("It is logged all the same") == 4
    assert press(kim, looked, "confirm").status_code == 303
    assert len(stored(office, "reference")) == 8


def test_the_same_text_twice_in_one_form_is_said_and_wants_a_tick(office: WebOffice) -> None:
    """L2: pasted twice into the box, the authority would be asked for everything twice as well."""
    kim = office.browser_of("Kim Shaw")
    shown = start(kim, NEW | {"text": AGREED + AGREED})
    refused = press(kim, shown, "check", r4_by="period", r8_by="period")
    assert refused.status_code == 422
    assert "on record already" not in words_of(refused)
    for number in range(1, 5):
        assert controls(refused).get(f"r{number}-again") is None
        assert f'<a href="#r{number}-again">' not in refused.text
        said = f"Recommendation {number + 4} asks for the same as recommendation {number}: tick to log it all the same"
        assert f'<a href="#r{number + 4}-again">{said}' in refused.text
        assert f"It asks for the same as recommendation {number}." in words_of(refused)
    # Ticked, or taken away, or written otherwise: on record already as well, it wants another tick.
    ticks = {f"r{number}_again": f"recommendation {number - 4}" for number in (5, 6)}
    shown = press(kim, refused, "take-7", r8_action="Remind its staff once more", **ticks)
    looked = press(kim, shown, "check")
    assert "Check before it is logged" in looked.text, words_of(looked)
    assert f"It asks for the same as {CASE}-1. It is logged all the same" in words_of(looked)
    assert press(kim, looked, "confirm").status_code == 303
    assert len(stored(office, "reference")) == 7
    again = press(kim, start(kim, NEW | {"text": AGREED + AGREED}), "check", r4_by="period", r8_by="period")
    said = f"Recommendation 5 is on record already as {CASE}-1 and {CASE}-5, and asks for the same as recommendation 1"
    assert f"{said}: tick" in words_of(again)


@pytest.mark.parametrize(
    ("actions", "found"),
    [
        ({1: "Apologise", 2: "apologise ", 3: "Pay £50"}, {2: 1}),
        ({2: "Pay £50", 5: "pay\r\n£50", 9: "PAY £50"}, {5: 2, 9: 2}),
        ({1: "", 2: " ", 3: "\n"}, {}),
        ({1: "Pay £50", 2: "Pay £500"}, {}),
        ({7: "Apologise", 3: "Apologise"}, {3: 7}),
        ({}, {}),
    ],
)
def test_the_first_of_those_that_ask_for_the_same_stands_and_the_others_name_it(
    actions: dict[int, str], found: dict[int, int]
) -> None:
    assert asked_before(actions) == found


def test_what_is_taken_away_needs_no_tick_and_what_is_new_has_none(office: WebOffice) -> None:
    kim = office.browser_of("Kim Shaw")
    log(kim)
    shown = start(kim, NEW | {"text": f"{AGREED}\nWithin one month of this decision the Council will pay Ms A £50.\n"})
    for number in range(1, 5):
        shown = press(kim, shown, f"take-{number}", r4_by="period")
    assert "on record already:" not in words_of(shown)
    looked = press(kim, shown, "check")
    assert "Check before it is logged" in looked.text, words_of(looked)
    assert press(kim, looked, "confirm").status_code == 303
    assert len(stored(office, "reference")) == 5


def test_what_somebody_logs_meanwhile_is_asked_about_before_it_is_saved(office: WebOffice) -> None:
    kim = office.browser_of("Kim Shaw")
    first: dict[str, Any] = {
        "r1_action": "Apologise",
        "r1_kind": "personal_remedy",
        "r1_by": "period",
        "r1_period": "1 month",
    }
    first |= {"r1_reference": "23 001-9", "r1_categories": ["Apology"]}
    looked = press(kim, start(kim, {"decision": "23 001", "answer": "agreed"}), "check", **first)
    assert "Check before it is logged" in looked.text, words_of(looked)
    office.world.log("23 001-1", action="apologise")
    answer = press(kim, looked, "confirm")
    assert answer.status_code == 422
    assert "Recommendation 1 is on record already as 23 001-1" in words_of(answer)
    office.world.log("23 001-2", action="Apologise ")
    answer = press(kim, answer, "check", r1_again="23 001-1")
    assert "Recommendation 1 is on record already as 23 001-1 and 23 001-2" in words_of(answer)
    assert controls(answer).get("r1-again") is None


def test_the_words_of_a_stored_personal_remedy_are_not_shown(office: WebOffice) -> None:
    """K: which one asks for the same is said, never how it is written."""
    office.world.log("23 001-1", action="Apologise to Mrs PONSONBY")
    kim = office.browser_of("Kim Shaw")
    shown = start(kim, {"decision": "23 001", "answer": "agreed"})
    shown = press(kim, shown, "check", r1_action="apologise to mrs ponsonby")
    assert "The same is on record already: 23 001-1" in words_of(shown)
    assert "PONSONBY" not in shown.text


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("Apologise to Ms A.", True),
        ("  apologise\r\n\tto ms A. ", True),
        ("Apologise to Ms A", False),
        ("Apologise to Ms B.", False),
        ("", False),
    ],
)
def test_spaces_and_capitals_make_no_difference_and_words_do(world: World, typed: str, same: bool) -> None:
    world.authority()
    world.decision()
    world.decision("23 002")
    world.log("23 001-1", action="Apologise to Ms A.")
    with world.store.reading() as session:
        found = asked_already(session, "23 001", {7: typed})
        assert asked_already(session, "23 002", {7: typed}) == {}
    assert found == ({7: (OnRecord("23 001-1", world.today),)} if same else {})
