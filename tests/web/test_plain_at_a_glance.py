"""What a list or a page says in few words: which remedy it is, how many are open, what is held, whose a task can be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import partial
from html import unescape

import pytest

from compliance.domain.recommendations import Kind
from compliance.usecases.hold import place_hold
from compliance.usecases.search_cases import search_cases
from compliance.web import search
from compliance.web.wording import in_short
from tests.support.statements import heard_everywhere
from tests.support.web_office import WebOffice, hidden, serving_office
from tests.support.work_pages import some_cases
from tests.support.world import World


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    """An office with an investigator and a manager, who reads no personal remedies."""
    with serving_office(world) as made:
        made.person("Kim Shaw", "investigator")
        made.person("Max Howe", "manager")
        yield made


@pytest.mark.parametrize("path", ["/my-work?list=all", "/authorities/E1"])
def test_a_row_says_which_kind_of_remedy_it_is_and_never_its_words(office: WebOffice, path: str) -> None:
    some_cases(office.world)
    office.world.log("23 001-4", categories=("Apology", "Financial redress: Avoidable distress/time and trouble"))
    for name in ("Kim Shaw", "Max Howe"):
        shown = unescape(office.browser_of(name).get(path).text)
        kinds = re.findall(r'<span class="amends-quiet">((?:Personal|Service)[^<]*)<', shown)
        assert sorted(kinds) == [
            "Personal remedy: Apology, Financial redress: Avoidable distress/time and trouble",
            *["Service improvement"] * 3,
        ]
        assert "Do 23 001-4" not in shown


def test_the_kinds_of_all_rows_are_asked_for_at_once(office: WebOffice) -> None:
    some_cases(office.world)
    kim, counts = office.browser_of("Kim Shaw"), []
    for more in ((), range(4, 24)):
        for number in more:
            office.world.log(f"23 001-{number}")
        kim.get("/my-work?list=all")
        with heard_everywhere() as statements:
            kim.get("/my-work?list=all")
        counts.append(len(statements))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("logged", "ended", "said"),
    [(1, 0, "1, open"), (2, 0, "2, both open"), (3, 0, "3, all open"), (3, 1, "3, 2 open"), (2, 2, "2, none open")],
)
def test_a_search_says_how_many_are_open(office: WebOffice, logged: int, ended: int, said: str) -> None:
    office.world.authority()
    office.world.decision("23 001")
    office.world.decision("23 002", subject="Zebra crossings")
    for number in range(1, logged + 1):
        office.world.log(f"23 002-{number}")
    for number in range(1, ended + 1):
        office.world.end(f"23 002-{number}")
    shown = office.browser_of("Kim Shaw").get("/search?q=zebra").text
    assert re.findall(r'data-label="Recommendations">([^<]*)<', shown) == [said]


def test_a_search_that_finds_more_says_so_where_it_says_how_many(
    office: WebOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.world.authority()
    for number in (1, 2):
        office.world.decision(f"23 00{number}", subject="Zebra crossings")
    monkeypatch.setattr(search, "search_cases", partial(search_cases, most=1))
    shown = office.browser_of("Kim Shaw").get("/search?q=zebra").text
    assert re.findall(r"<caption[^>]*>([^<]*)<", shown) == ["The first 1 cases; there are more"]


def test_a_step_that_is_held_is_tagged_so(office: WebOffice) -> None:
    some_cases(office.world)
    with office.world.writing() as session:
        place_hold(session, office.world.rulebook, office.world.moment, "23 001-3", date(2024, 5, 28), "talks")
    office.world.today = date(2024, 4, 22)
    shown = office.browser_of("Kim Shaw").get("/reminders/23 001-3").text
    rows = re.findall(r'govuk-tag[^>]*>(\w+)</strong></td>\s*<td[^>]*data-label="Why">(\w+)', shown)
    assert {why for state, why in rows if state == "Held"} == {"Held"}
    assert {state for state, why in rows if why == "Held"} == {"Held"}
    assert ("Planned", "Planned") in rows


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Pay £5.", "Pay £5."),
        ("Review the policy on recording", "Review the policy…"),
        ("two\nlines", "two lines"),
        ("Donaudampfschifffahrt", "Donaudampfschifffah…"),
        ("Twenty letters stay,.", "Twenty letters…"),
        ("Twenty letters stay.", "Twenty letters stay."),
    ],
)
def test_a_text_is_cut_at_a_word(text: str, said: str) -> None:
    assert in_short(text, 20) == said


def test_what_evidence_is_for_too_is_cut_at_a_word(office: WebOffice) -> None:
    some_cases(office.world)
    action = "Review its policy on recording decisions about housing need, and tell all its officers of it"
    office.world.log("23 001-4", kind=Kind.SERVICE_IMPROVEMENT, action=action)
    shown = unescape(office.browser_of("Kim Shaw").get("/recommendations/add-evidence/23 001-1").text)
    assert "23 001-4: Review its policy on recording decisions about housing need, and tell all its…" in shown


def test_a_task_is_given_to_somebody_who_has_it_not(office: WebOffice) -> None:
    office.person("Tom Bell", "team_coordinator")
    world = office.world
    world.authority(contacts={})
    world.decision()
    world.log()
    world.run()
    kim = office.browser_of("Kim Shaw")
    (number,) = set(re.findall(r'href="/tasks/(\d+)"', kim.get("/tasks?whose=all").text))

    def offered() -> list[str]:
        select = re.search(r'<select[^>]*name="person".*?</select>', kim.get(f"/tasks/{number}").text, re.DOTALL)
        assert select is not None
        assert " selected" not in select[0]
        return [unescape(each).strip() for each in re.findall(r"<option[^>]*>([^<]*)", select[0])]

    assert offered() == ["Choose a person", "Kim Shaw", "Tom Bell"]
    fields = hidden(kim.get(f"/tasks/{number}"))
    nobody = kim.post(f"/tasks/{number}/give", data=fields | {"person": "choose"})
    assert (nobody.status_code, "Select who is to do it from the list" in nobody.text) == (422, True)
    assert kim.post(f"/tasks/{number}/give", data=fields | {"person": "Tom Bell"}).status_code == 303
    assert offered() == ["Choose a person", "Everybody with the role", "Kim Shaw"]
    fields = hidden(kim.get(f"/tasks/{number}"))
    again = kim.post(f"/tasks/{number}/give", data=fields | {"person": "Tom Bell"})
    assert (again.status_code, "Tom Bell has it already" in again.text) == (422, True)
    back = kim.post(f"/tasks/{number}/give", data=hidden(again) | {"person": ""})
    assert back.status_code == 303
    assert offered() == ["Choose a person", "Kim Shaw", "Tom Bell"]
