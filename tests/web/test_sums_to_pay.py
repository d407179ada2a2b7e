"""The sums to pay stand in words wherever a payment is judged, for those who may read them (L4, K)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from html import unescape

import httpx
import pytest

from compliance.domain.recommendations import Kind
from compliance.domain.sums import parse_sum
from tests.support.web_office import WebOffice, serving_office
from tests.support.world import World

PERSONAL, IMPROVEMENT = "23 001-1", "23 001-2"
SUMS = (parse_sum("150"), parse_sum("50 per month from 2024-02-01 until 2024-04-30"))
GROWS = "£50 a month from 1 February 2024 until 30 April 2024"
WITHHELD = "Stated; your role does not include reading them."


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    """A personal remedy with a sum that grows and one that does not, and a service improvement with a sum."""
    with serving_office(world) as made:
        made.person("Kim Shaw", "casework_manager", "investigator")
        made.person("Max Howe", "manager")
        world.authority()
        world.decision(subject="Housing")
        world.log(PERSONAL, action="Pay the sum agreed", sums=SUMS)
        world.log(IMPROVEMENT, kind=Kind.SERVICE_IMPROVEMENT, sums=(parse_sum("75.50"),))
        world.evidence(PERSONAL)
        yield made


def text_of(browser: httpx.Client, address: str) -> str:
    """The words of a page, spaces evened out."""
    return " ".join(unescape(browser.get(address).text).split())


def test_each_sum_and_what_it_comes_to_stand_where_a_payment_is_judged(office: WebOffice) -> None:
    kim, acts = office.browser_of("Kim Shaw"), ("judge", "add-evidence", "satisfied")
    shown = {"case": text_of(kim, "/cases/23 001"), "review": text_of(kim, "/review/23 001")}
    shown |= {act: text_of(kim, f"/recommendations/{act}/{PERSONAL}") for act in acts}
    for where, text in shown.items():
        assert f"£150<br>{GROWS}: £100 to date" in text, where
        assert "Together £250 to date" in text, where
        assert ("£75.50" in text) is (where == "case")
    assert "£150" not in text_of(kim, f"/recommendations/note/{PERSONAL}")


def test_a_completed_remedy_says_what_its_sums_came_to_by_then(office: WebOffice) -> None:
    world = office.world
    world.today = date(2024, 5, 20)
    assert "Together £300 to date" in text_of(office.browser_of("Kim Shaw"), "/cases/23 001")
    world.end(PERSONAL, completed_on=date(2024, 4, 3))
    shown = text_of(office.browser_of("Kim Shaw"), "/cases/23 001")
    assert f"{GROWS}: £100 by 3 April 2024, when it was completed" in shown
    assert "Together £250 by 3 April 2024, when it was completed" in shown


def test_k_the_sums_of_a_personal_remedy_are_for_those_only_who_may_read_it(office: WebOffice) -> None:
    shown = text_of(office.browser_of("Max Howe"), "/cases/23 001")
    assert "£75.50" in shown
    assert shown.count(WITHHELD) == 1
    for said in ("£150", "150.00", "£50", "50.00 per month"):
        assert said not in shown, said


def test_where_nothing_is_to_be_paid_nothing_is_said_of_it(office: WebOffice) -> None:
    office.world.decision("23 002")
    office.world.log("23 002-1")
    for who in ("Kim Shaw", "Max Howe"):
        shown = text_of(office.browser_of(who), "/cases/23 002")
        assert "To pay" not in shown
        assert WITHHELD not in shown
