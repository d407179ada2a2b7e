"""All that is missing in a form is said at once, in the order of its fields, in the words of the page (L6, E1, D7)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import httpx
import pytest

from compliance.domain.recommendations import Kind
from compliance.web.casework.acts import Ask, Field
from compliance.web.casework.refused import note_refused
from compliance.web.forms import Entered
from tests.support.web_office import WebOffice, hidden, serving_office
from tests.support.world import World

ONE = "23 001-1"
TO = {"to-day": "28", "to-month": "5", "to-year": "2024"}


@pytest.fixture
def filled(world: World) -> Iterator[WebOffice]:
    """A case with evidence that waits, and somebody who may do all to it."""
    with serving_office(world) as made:
        made.person("Kim Shaw", "casework_manager")
        world.authority()
        world.decision()
        world.log(ONE, kind=Kind.SERVICE_IMPROVEMENT, response=None)
        world.evidence(ONE)
        yield made


def errors(answer: httpx.Response) -> list[str]:
    """What the summary of the errors says, in its order."""
    summary = answer.text.partition("govuk-error-summary__list")[2].partition("</ul>")[0]
    return [unescape(" ".join(each.split())) for each in re.findall(r"<a [^>]*>(.*?)</a>", summary, re.DOTALL)]


@pytest.mark.parametrize(
    ("act", "fields", "said"),
    [
        ("give-time", {}, ["Enter the new due date or how much more time", "Enter the reason"]),
        (
            "give-time",
            TO | {"period": "1 week"},
            ["Enter the new due date or how much more time, not both", "Enter the reason"],
        ),
        (
            "give-time",
            TO | {"to-day": "31", "to-month": "6"},
            ["The new due date must be a real date, such as 27 3 2026", "Enter the reason"],
        ),
        ("correct-date", {}, ["Enter the right due date or the right period", "Enter the reason"]),
        ("add-evidence", {}, ["Enter who sent it", "Enter what it is, or choose a file"]),
        ("answer", {"response": "refused"}, ["Enter its reasons: a refusal needs them"]),
        ("judge", {"number": "1", "verdict": "insufficient"}, ["Enter what is missing: it goes back to the authority"]),
    ],
)
def test_all_that_is_missing_is_said_at_once(
    filled: WebOffice, act: str, fields: dict[str, str], said: list[str]
) -> None:
    kim, path = filled.browser_of("Kim Shaw"), f"/recommendations/{act}/{ONE}"
    answer = kim.post(path, data=hidden(kim.get(path)) | fields)
    assert answer.status_code == 422
    assert errors(answer) == said


def test_the_errors_of_logging_stand_in_the_order_of_the_page(filled: WebOffice) -> None:
    kim = filled.browser_of("Kim Shaw")
    answer = kim.post("/log", data=hidden(kim.get("/log")) | {"do": "read"})
    assert errors(answer) == [
        "Enter the reference of the decision",
        "Enter the authority",
        "Enter the date of the decision",
        "Select the outcome of the decision",
        "Select what the authority says",
    ]


def test_an_address_that_is_none_is_said_without_words_of_the_program(office: WebOffice) -> None:
    kim = office.browser_of("Kim Shaw")
    fields = {"role": "deputy", "address": "nobody"}
    answer = kim.post("/contacts/add/E1", data=hidden(kim.get("/contacts/add/E1")) | fields)
    assert errors(answer) == ["Enter an e-mail address in the correct format, such as name@council.gov.uk"]


DAY = Field("completed_on", "Day", "the day on which it was completed", Ask.DAY)


@pytest.mark.parametrize(
    ("typed", "refused", "said"),
    [
        (
            ["3"],
            "completed_on: expected a day on or before the day it was recorded, 2026-04-24",
            "The day on which it was completed must be a day on or before the day it was recorded, 24 April 2026",
        ),
        ([], "completed_on: expected the day the authority completed it", "Enter the day the authority completed it"),
        (["3"], "completed_on: expected why it is so", "Enter why it is so"),
        (["3"], "it cannot be", "It cannot be"),
    ],
)
def test_what_a_rule_expected_is_said_as_a_sentence(typed: list[str], refused: str, said: str) -> None:
    form = Entered({"completed_on-day": typed})
    note_refused(form, [DAY], ValueError(refused))
    assert form.errors == {"completed_on": said}


def test_errors_are_put_into_the_order_of_the_page() -> None:
    form = Entered(errors={"c": "3", "x": "4", "a": "1"})
    form.in_order(("a", "b", "c"))
    assert list(form.errors) == ["a", "c", "x"]
