"""A decision that is logged with recommendations that wait on one another, on the pages (D2)."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape

import pytest

from tests.support.log_pages import AGREED, NEW, controls, fields, logging_office, press, start, stored, words_of
from tests.support.web_office import WebOffice
from tests.support.world import World


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    """An office with one authority, one decision on record, and people who may log and who may not."""
    with logging_office(world) as made:
        yield made


WAITING = {"r3_by": "wait", "r3_wait": "recommendation", "r3_waits": "24 000 001-2", "r3_then": "2 weeks"}
ON_AN_ADDED_ONE = WAITING | {"r3_waits": "24 000 001-5"}
CHARGE = "- waive the charge of £90;\n- apologise"


@pytest.mark.parametrize(
    ("typed", "corrected", "waits", "said"),
    [
        (WAITING, {"text": AGREED.replace("- apologise", CHARGE)}, {"r4-waits": "24 000 001-3"}, ""),
        (WAITING, {"decision": "24 000 002"}, {"r3-waits": "24 000 002-2"}, ""),
        (WAITING | {"r2_reference": "KS 7", "r3_waits": "KS 7"}, {"decision": "24 000 002"}, {"r3-waits": "KS 7"}, ""),
        (ON_AN_ADDED_ONE, {"text": AGREED.replace("- apologise", CHARGE)}, {"r4-waits": "24 000 001-6"}, ""),
        (WAITING | {"r3_waits": "23 001-1"}, {"decision": "24 000 002"}, {"r3-waits": "23 001-1"}, ""),
        (
            WAITING,
            {"text": AGREED.replace("- pay Ms A £150 for her distress;\n", "")},
            {"r2-waits": "", "r2-then": "2 weeks", "r2-by": "wait"},
            "Recommendation 2 , review its policy so that plans are completed within 20 weeks : it waited for "
            "24 000 001-2, pay Ms A £150 for her distress , which is no longer there: say what it waits for",
        ),
        (
            WAITING | {"r3_waits": "24 000 001-6"},
            {"text": AGREED.replace("- apologise", CHARGE)},
            {"r4-waits": ""},
            "it waited for 24 000 001-6 , which is no longer there",
        ),
    ],
    ids=["the text", "the case", "its own reference", "an added one", "one on record", "one that is gone", "no one"],
)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_wait_goes_with_what_it_waits_for(
    office: WebOffice, typed: dict[str, str], corrected: dict[str, str], waits: dict[str, str], said: str
) -> None:
    """D2: references go with the numbers and the case, so a wait onto one must not become a wait onto another."""
    kim = office.browser_of("Kim Shaw")
    shown = press(kim, start(kim, NEW | {"text": AGREED}), "add")
    back = press(kim, shown, "back", r5_action="Meet Ms A", **typed)
    again = press(kim, back, "read", **corrected)
    assert dict(zip(waits, fields(again, *waits), strict=True)) == waits
    assert said in words_of(again)
    assert ("it waited for" in again.text) == bool(said)


def test_what_waits_is_logged_behind_what_it_waits_for_wherever_that_stands(office: WebOffice) -> None:
    """D2: the first of a decision may wait for its last; a circle, and what is taken away, are said before."""
    kim = office.browser_of("Kim Shaw")
    waits = {"r1_by": "wait", "r1_wait": "recommendation", "r1_waits": "24 000 001-4"}
    shown = press(kim, start(kim, NEW | {"text": AGREED}), "look", r4_by="period", **waits)
    circle = press(kim, shown, "check", r4_by="wait", r4_wait="recommendation", r4_waits="24 000 001-1")
    assert circle.status_code == 422
    said = "Recommendation 1: expected a recommendation that does not wait on this one: 24 000 001-1 on 24 000 001-4 on"
    assert said in circle.text
    added = press(kim, press(kim, shown, "add"), "take-5", r1_waits="24 000 001-5")
    assert controls(press(kim, added, "add"))["item"][-1] == "6"
    unknown = press(kim, added, "check")
    assert unknown.status_code == 422
    assert 'href="#r1-waits"' in unknown.text
    assert "of this decision, or of one on record, not '24 000 001-5'" in unescape(unknown.text)
    answer = press(kim, press(kim, unknown, "check", r1_waits="24 000 001-4"), "confirm")
    assert answer.status_code == 303, answer.text
    found = stored(office, "reference, due_on")
    assert [reference for reference, _ in found] == [f"24 000 001-{number}" for number in (4, 1, 2, 3)]
    assert [reference for reference, due in found if due is None] == ["24 000 001-1"]
