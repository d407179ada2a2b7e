"""A new decision whose reference is on record with other spaces or marks: named beside it, corrected or ticked (L1)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.log_pages import AGREED, NEW, controls, logging_office, press, start, stored, words_of
from tests.support.web_office import WebOffice
from tests.support.world import World

CASE = NEW["decision"]
TICK = {"alike": CASE}


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    """An office that has one decision more on record."""
    with logging_office(world) as made:
        world.decision(CASE)
        yield made


@pytest.mark.parametrize(
    "typed",
    [
        "24000001",
        "24/000/001",
        "24\N{EN DASH}000\N{EN DASH}001",
        "Case 24 000 001",
        "(24,000,001)",
        "\uff12\uff14 000001",
    ],
    ids=ascii,
)
def test_it_is_named_beside_the_reference_and_nothing_goes_on(office: WebOffice, typed: str) -> None:
    kim = office.browser_of("Kim Shaw")
    for do in ("read", "alone"):
        shown = start(kim, NEW | {"text": AGREED if do == "read" else "", "decision": typed}, do)
        assert shown.status_code == 422
        said = f"{CASE} is on record already: correct the reference, or tick that {typed} is another decision"
        assert f'<a href="#alike">{said}' in shown.text
        assert f"On record already, and perhaps meant: {CASE}" in words_of(shown)
    assert len(stored(office, "id", "decision")) == 2


def test_corrected_it_is_logged_to_the_decision_on_record(office: WebOffice) -> None:
    kim = office.browser_of("Kim Shaw")
    shown = start(kim, NEW | {"text": AGREED, "decision": "24000001", "subject": "", "decided_on-day": "2"})
    shown = press(kim, shown, "read", decision=CASE)
    assert "on record already (its page opens in a new tab)" in words_of(shown)
    looked = press(kim, shown, "check", r4_by="period")
    assert press(kim, looked, "confirm").status_code == 303
    assert [each for (each,) in stored(office, "reference")] == [f"{CASE}-{number}" for number in range(1, 5)]


def test_ticked_it_is_another_decision_to_the_last(office: WebOffice) -> None:
    kim = office.browser_of("Kim Shaw")
    shown = press(kim, start(kim, NEW | {"text": AGREED, "decision": "24000001"}), "read", **TICK)
    assert shown.status_code == 200, words_of(shown)
    back = press(kim, shown, "back")
    assert controls(back)["alike"] == [CASE]
    looked = press(kim, press(kim, back, "read"), "check", r4_by="period")
    assert press(kim, looked, "confirm").status_code == 303
    assert [each for (each,) in stored(office, "reference", "decision")] == ["23 001", CASE, "24000001"]
    # From then on each is found by its own reference.
    again = start(kim, NEW | {"text": AGREED, "decision": "24000001"})
    assert "alike" not in controls(again)
    third = start(kim, NEW | {"text": AGREED, "decision": "24.000.001"} | TICK)
    assert f"{CASE} and 24000001 are on record already" in words_of(third)


def test_one_that_somebody_logs_meanwhile_is_asked_about_before_it_is_saved(office: WebOffice) -> None:
    kim = office.browser_of("Kim Shaw")
    looked = press(kim, start(kim, NEW | {"text": AGREED, "decision": "24 000 777"}), "check", r4_by="period")
    assert "Check before it is logged" in looked.text
    office.world.decision("24000777")
    asked = press(kim, looked, "confirm")
    assert asked.status_code == 422
    assert "24000777 is on record already" in words_of(asked)
    # Nothing of what was typed is lost with the question.
    ticked = press(kim, asked, "read", alike="24000777")
    again = press(kim, ticked, "check")
    assert "Check before it is logged" in again.text, words_of(again)
    assert press(kim, again, "confirm").status_code == 303
    assert len(stored(office, "reference")) == 4


@pytest.mark.parametrize("typed", ["", "24 000 002", "24 000 001", "x" * 5000, "24\x00000001"])
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_what_is_not_alike_names_nothing(office: WebOffice, typed: str) -> None:
    kim = office.browser_of("Kim Shaw")
    assert "and perhaps meant" not in start(kim, NEW | {"text": AGREED, "decision": typed}).text
    assert kim.get("/log", params={"decision": typed}).status_code == 200


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("24 000\N{SOFT HYPHEN} 002", "expected a reference without the invisible U+00AD"),
        ("24 000 002\N{RIGHT-TO-LEFT MARK}", "expected a reference without the invisible U+200F"),
        ("-", "expected a reference with a letter or a digit"),
    ],
    ids=ascii,
)
def test_what_nobody_could_read_is_refused_and_not_asked_about(office: WebOffice, typed: str, said: str) -> None:
    shown = start(office.browser_of("Kim Shaw"), NEW | {"text": AGREED, "decision": typed})
    assert (shown.status_code, said in words_of(shown)) == (422, True), words_of(shown)
    assert 'href="#decision"' in shown.text


def test_the_reference_of_a_recommendation_is_asked_about(office: WebOffice) -> None:
    office.world.log(f"{CASE}-1")
    kim = office.browser_of("Kim Shaw")
    shown = start(kim, NEW | {"text": AGREED, "decision": f"{CASE}\N{EN DASH}1"})
    assert shown.status_code == 422
    assert f"{CASE} is on record already" in words_of(shown)
    assert press(kim, shown, "read", **TICK).status_code == 200


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("24000001-1", f"24000001-1 is on record as {CASE}-1: only the way they are written differs"),
        (f"{CASE}\N{EN DASH}1", f"{CASE}\N{EN DASH}1 is on record as {CASE}-1: only the way they are written differs"),
        (f"{CASE} 3", f"{CASE}-3 stands here as {CASE} 3 too: only the way they are written differs"),
        (CASE, f"'{CASE}' is the reference of its decision: expected one of its own, such as '{CASE}-1'"),
        ("\N{PARTY POPPER}", "expected a reference with a letter or a digit"),
    ],
    ids=ascii,
)
def test_a_recommendation_is_none_that_is_written_otherwise(office: WebOffice, typed: str, said: str) -> None:
    """L2: it comes no further than the page on which it is typed."""
    office.world.log(f"{CASE}-1")
    kim = office.browser_of("Kim Shaw")
    shown = start(kim, NEW | {"text": AGREED, "decision": CASE, "subject": "", "decided_on-day": "2"})
    checked = press(kim, shown, "check", r1_reference=typed, r4_by="period")
    assert (checked.status_code, said in words_of(checked)) == (422, True), words_of(checked)


def test_a_case_as_older_offices_have_stored_it_gets_a_recommendation(office: WebOffice) -> None:
    """With what is not seen in its reference, and a satisfactory remedy though it was not upheld."""
    case = "24 000\N{ZERO WIDTH SPACE} 005"
    office.world.decision(case, outcome="not_upheld", satisfactory_remedy=True)
    kim = office.browser_of("Kim Shaw")
    shown = start(kim, NEW | {"text": AGREED, "decision": case, "subject": "", "decided_on-day": "2", "outcome": ""})
    looked = press(kim, shown, "check", r4_by="period")
    assert press(kim, looked, "confirm").status_code == 303, words_of(looked)
    assert len(stored(office, "reference")) == 4


def test_one_that_is_alike_to_a_case_and_to_a_recommendation_of_another_names_both(office: WebOffice) -> None:
    """Or the page would offer a tick that is not enough, again and again."""
    office.world.log(f"{CASE}-1")
    office.world.decision(f"{CASE}1")
    kim = office.browser_of("Kim Shaw")
    shown = start(kim, NEW | {"text": AGREED, "decision": "24-000-001-1"})
    assert f"{CASE}1 and {CASE} are on record already" in words_of(shown)
    looked = press(kim, press(kim, shown, "read", alike=f"{CASE}1; {CASE}"), "check", r4_by="period")
    assert press(kim, looked, "confirm").status_code == 303, words_of(looked)
