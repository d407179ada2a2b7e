"""Who decides on what another put forward decides on that, and on nothing that took its place (E3, D6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from html import unescape
from typing import Any

import httpx
import pytest

from compliance.usecases.case_pieces import RecommendationView
from compliance.usecases.open_case import open_case
from compliance.web.casework.pages import ACTS
from tests.support.web_office import WebOffice, hidden, serving_office
from tests.support.world import World

ONE = "23 001-1"
TOM, ADA, DEE = "Tom Bell", "Ada Shaw", "Dee Grant"
DECISIONS = {"decide-outcome", "decide-time", "decide-stage"}


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    """An open case, two caseworkers and a director."""
    with serving_office(world) as made:
        for name in (TOM, ADA):
            made.person(name, "investigator")
        made.person(DEE, "director", "casework_manager")
        world.authority()
        world.decision(subject="Housing")
        world.log(ONE)
        yield made


def seen(office: WebOffice) -> RecommendationView:
    with office.world.store.reading() as session:
        return open_case(session, office.world.moment, "23 001").recommendations[0]


def sends(office: WebOffice, who: str, act: str, typed: dict[str, Any]) -> None:
    browser, path = office.browser_of(who), f"/recommendations/{act}/{ONE}"
    answer = browser.post(path, data=hidden(browser.get(path)) | typed)
    assert answer.status_code == 303, answer.text


def wish(day: date) -> dict[str, Any]:
    on = {f"wished_on-{part}": str(getattr(day, part)) for part in ("day", "month", "year")}
    return on | {"asked_by": "A. Officer", "reason": "the vote"}


def refused_and_shown_anew(dee: httpx.Client, act: str, form: dict[str, str], typed: dict[str, str]) -> httpx.Response:
    """Dee sends what she decided; the page leads to what is there now and saves nothing on top of it."""
    path = f"/recommendations/{act}/{ONE}"
    stale = dee.post(path, data=form | typed)
    assert (stale.status_code, "Save mine on top" in stale.text) == (409, False)
    assert "What you decided on may be another by now" in stale.text
    assert f'href="{path.replace(" ", "%20")}"' in stale.text
    return dee.get(path)


def test_another_outcome_is_not_approved_in_place_of_the_one_that_was_read(office: WebOffice) -> None:
    sends(office, TOM, "propose-outcome", {"outcome": "not_satisfied", "reason": "nothing came"})
    dee = office.browser_of(DEE)
    form = hidden(dee.get(f"/recommendations/decide-outcome/{ONE}"))
    sends(office, TOM, "take-back-outcome", {"reason": "a mistake"})
    sends(office, ADA, "propose-outcome", {"outcome": "ceased", "reason": "the school has closed"})
    anew = refused_and_shown_anew(dee, "decide-outcome", form, {"decision": "approve"})
    assert "the school has closed" in unescape(anew.text)
    assert seen(office).closed_on is None


def test_another_day_is_not_granted_in_place_of_the_one_that_was_read(office: WebOffice) -> None:
    sends(office, TOM, "ask-time", wish(date(2024, 6, 3)))
    due_on = seen(office).due_on
    dee = office.browser_of(DEE)
    form = hidden(dee.get(f"/recommendations/decide-time/{ONE}"))
    sends(office, ADA, "withdraw-time", {"reason": "typed wrongly"})
    sends(office, TOM, "ask-time", wish(date(2024, 12, 2)))
    anew = refused_and_shown_anew(dee, "decide-time", form, {"decision": "grant", "reason": "yes"})
    assert "2 December 2024" in anew.text
    assert seen(office).due_on == due_on


def test_where_nothing_is_left_to_decide_it_says_so(office: WebOffice) -> None:
    sends(office, TOM, "ask-time", wish(date(2024, 6, 3)))
    dee = office.browser_of(DEE)
    path = f"/recommendations/decide-time/{ONE}"
    form = hidden(dee.get(path))
    sends(office, ADA, "withdraw-time", {"reason": "typed wrongly"})
    stale = dee.post(path, data=form | {"decision": "grant", "reason": "yes"})
    over = "It cannot be done any more: the request for more time was withdrawn on 2 April 2024."
    assert (stale.status_code, over in stale.text) == (409, True)
    assert ("Look at it again" in stale.text, "Save mine" in stale.text) == (False, False)
    assert "Request for more time taken back, by Ada Shaw" in stale.text


@pytest.mark.parametrize("mine", ["1", "2"])
def test_another_piece_is_judged_on_top_and_the_same_one_is_chosen_anew(office: WebOffice, mine: str) -> None:
    for note in ("the minutes", "the policy"):
        office.world.evidence(ONE, note)
    ada, path = office.browser_of(ADA), f"/recommendations/judge/{ONE}"
    form = hidden(ada.get(path))
    sends(office, TOM, "judge", {"number": "1", "verdict": "sufficient"})
    stale = ada.post(path, data=form | {"number": mine, "verdict": "insufficient", "missing": "the date"})
    taken = mine == "1"
    assert (stale.status_code, "Evidence judged: sufficient, by Tom Bell" in stale.text) == (409, True)
    assert ("Save mine on top" in stale.text, "Look at it again and decide" in stale.text) == (not taken, taken)
    assert "Take back a judgement of evidence" in stale.text
    if not taken:
        assert ada.post(path, data=hidden(stale)).status_code == 303


def test_every_decision_is_of_that_kind() -> None:
    assert (
        {act.name for act in ACTS if act.afresh} == DECISIONS == {a.name for a in ACTS if a.name.startswith("decide")}
    )
