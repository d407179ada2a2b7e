"""What cannot be logged is said field by field and stays as typed; nothing that is sent breaks the pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from html import unescape
from typing import Any

import pytest

from tests.support.log_pages import AGREED, NEW, controls, logging_office, press, start, stored
from tests.support.web_office import WebOffice
from tests.support.world import World

HOSTILE = "<script>alert(1)</script>'\" OR 1=1 -- \u202e\x00 {{ 7*7 }} ../../etc/passwd"
ENORMOUS = "x" * 300_000
EMPTY = (
    "Enter the reference of the decision",
    "Enter the authority<",
    "Enter the date of the decision",
    "Select the outcome of the decision",
    "Select what the authority says",
)


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    """An office with one authority, one decision on record, and people who may log and who may not."""
    with logging_office(world) as made:
        yield made


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        *(({}, said) for said in EMPTY),
        ({"decision": "24 000 001", "answer": "agreed"}, "Enter the authority: this decision is not stored yet"),
        (NEW | {"decision": "a/../b"}, "without . or .. between slashes"),
        (NEW | {"decision": ".."}, "without . or .. between slashes"),
        (NEW | {"answer": ""}, "Select what the authority says"),
        (NEW | {"outcome": ""}, "Select the outcome of the decision"),
        (NEW | {"outcome": "won"}, "Select the outcome of the decision from the list"),
        (NEW | {"authority": "nobody"}, "There is no authority 'nobody'"),
        (NEW | {"authority": "shire"}, "type the code of the one you mean"),
        (NEW | {"authority": "OLD"}, "Authority: expected an authority that is open"),
        (NEW | {"decided_on-year": "2030"}, "The date of the decision must be today or in the past"),
        (NEW | {"decided_on-day": "31"}, "The date of the decision must be a real date"),
        (NEW | {"decision": "23 001"}, "Decision '23 001' is stored with"),
        (NEW | {"text": "..."}, "The text is empty"),
        (NEW | {"text": "x" * 250_000}, "The text must be 200,000 characters or fewer"),
        (NEW | {"text": "The Council will apologise to Ms A within a week.\n" * 21}, "seems to ask for 21 things"),
    ],
)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_what_is_wrong_with_the_decision_is_said_and_stays(
    office: WebOffice, fields: dict[str, str], said: str
) -> None:
    office.world.authority("E2", name="Westshire")
    office.world.authority("OLD", name="Old Town", closed_on=date(2020, 3, 31))
    answer = start(office.browser_of("Kim Shaw"), fields)
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert said in unescape(answer.text)
    typed = controls(answer)
    for name, value in fields.items():
        if value and value != "won":
            assert typed[name][0].split() == value.split(), name
    assert len(stored(office, "id", "decision")) == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"r1_action": " "}, "Enter what is asked in recommendation 1"),
        ({"r1_reference": ""}, "Enter the reference of recommendation 1"),
        ({"r1_reference": "x/../y"}, "without . or .. between slashes"),
        ({"r1_reference": "23 001-1"}, "23 001-1 was logged to case 23 001"),
        ({"r1_reference": "24 000 001-2"}, "24 000 001-2 stands here twice"),
        ({"r1_kind": "gift"}, "Select whom recommendation 1 serves from the list"),
        ({"r1_by": "soon"}, "Select by when recommendation 1 is to be done"),
        ({"r1_period": "soon"}, "Recommendation 1: expected a period such as"),
        ({"r1_by": "due"}, "Enter the due date of recommendation 1"),
        ({"r1_by": "due", "r1-due-day": "1", "r1-due-month": "1", "r1-due-year": "2020"}, "a day on or after the"),
        ({"r1_by": "wait", "r1_wait": "event"}, "Enter what recommendation 1 waits for"),
        ({"r1_by": "wait", "r1_wait": "weather", "r1_waits": "rain"}, "what kind of thing recommendation 1 waits for"),
        ({"r1_by": "wait", "r1_wait": "recommendation", "r1_waits": "99"}, "or of one on record, not '99'"),
        ({"r1_sums": "a lot"}, "Sums of recommendation 1: 'a lot' is not a sum such as"),
        ({"r1_sums": "50 per month from 2024-03-01 until 2024-01-01"}, "is not a sum such as"),
    ],
)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_what_is_wrong_with_a_recommendation_is_said_and_stays(
    office: WebOffice, typed: dict[str, str], said: str
) -> None:
    office.world.log("23 001-1")
    kim = office.browser_of("Kim Shaw")
    answer = press(kim, start(kim, NEW | {"text": AGREED}), "confirm", r4_by="period", **typed)
    assert answer.status_code == 422, answer.text
    assert said in unescape(answer.text)
    named = controls(answer)
    for name, value in typed.items():
        if value.strip() and value not in ("gift", "soon", "weather"):
            assert named[name.replace("_", "-")] == [value]
    assert len(stored(office, "id", "decision")) == 1
    assert len(stored(office, "id")) == 1


def junk(names: dict[str, Any], words: str) -> dict[str, Any]:
    kept = ("csrf", "once", "item", "read", "text")
    return {name: said if name in kept or name in NEW else words for name, said in names.items()}


@pytest.mark.parametrize("words", ["", "-1", HOSTILE, ENORMOUS], ids=["empty", "absurd", "hostile", "enormous"])
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_anything_can_be_sent_and_nothing_breaks(office: WebOffice, words: str) -> None:
    kim = office.browser_of("Kim Shaw")
    shown = start(kim, NEW | {"text": AGREED})
    first = {name: words for name in (*NEW, "text")}
    everywhere = {name: "1" for name in ("item", "r1-kind")} | {
        f"r1-{part}": words for part in ("sums", "by", "due-day")
    }
    numbers = {"item": [words, "9" * 5000, "1" * 3]} | NEW
    for do in ("read", "check", "confirm", "add", "back", "take-1", "put-1", "alone", "change"):
        for fields in (junk(controls(shown), words), first, everywhere | NEW, numbers):
            answer = kim.post("/log", data=controls(shown) | fields | {"do": do})
            assert answer.status_code in (200, 303, 413, 422), (answer.status_code, do)
            assert "<script>alert" not in answer.text
    for what in (words[:2000], f"take-{words[:2000]}", "take-", "put-9999", "confirm-1"):
        assert kim.post("/log", data=controls(shown) | {"do": what}).status_code in (200, 303, 422)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_text_of_more_than_a_megabyte_is_too_long_and_stays(office: WebOffice) -> None:
    kim = office.browser_of("Kim Shaw")
    text = "The Council will pay. " * 50_000
    answer = kim.post("/log", data=controls(kim.get("/log")) | NEW | {"text": text, "do": "read"})
    assert answer.status_code == 422
    assert 'href="#text">' in answer.text
    assert "this has 1,099,999" in answer.text
    assert text.strip() in answer.text


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_hostile_words_come_back_as_words(office: WebOffice) -> None:
    kim = office.browser_of("Kim Shaw")
    text = f"Within a month of this decision the Council will apologise to {HOSTILE} and pay £5."
    shown = start(kim, NEW | {"text": text, "subject": HOSTILE})
    assert shown.status_code == 200
    assert "<script>alert" not in shown.text
    assert "&lt;script&gt;alert(1)" in shown.text
