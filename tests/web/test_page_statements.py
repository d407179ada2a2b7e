"""However much there is, a list asks the database no more often: every page of one, with little and with more."""

from __future__ import annotations

from datetime import date

import httpx

from compliance.usecases.assign_caseworker import assign_caseworker
from tests.support.statements import heard_everywhere
from tests.support.web_office import serving_office
from tests.support.world import World

NAME = "Kim Shaw"
PAGES = (
    "/my-work",
    "/my-work?list=all&order=due",
    "/my-work?authority=E1",
    "/search?q=apologise",
    "/tasks",
    "/coming?days=30",
    "/authorities/E1",
    "/overview",
    "/overview/complied/2025-03-31",
    "/overview/upheld/2025-03-31",
    "/hand-over",
    "/hand-over?person=Kim+Shaw",
    "/summaries",
    "/nowhere",
    "/hand-over.csv",
    "/reminders.csv?reference=24+000-2",
    "/running",
    "/cases/24 000",
    "/review/24 000",
    "/my-work.csv?list=all",
    "/tasks.csv",
    "/coming.csv?days=30",
    "/search.csv?q=apologise",
    "/summaries.csv",
    "/overview/complied/2025-03-31.csv",
)


def some_cases(world: World, first: int, number: int) -> None:
    """Cases of E1, one remedy done and one open in each; the caseworker looks after both."""
    for each in range(first, first + number):
        case = f"24 {each:03}"
        world.decision(case, "E1", decided_on=date(2024, 5, 1))
        world.log(f"{case}-1", action="Apologise")
        world.log(f"{case}-2", due_on=date(2024, 9, 1))
        world.end(f"{case}-1")
        with world.writing() as session:
            assign_caseworker(session, world.moment, f"{case}-2", NAME)


def asked(kim: httpx.Client) -> dict[str, int]:
    """How many statements each page takes, once what is stale has been derived anew."""
    found = {}
    for path in PAGES:
        wanted = httpx.codes.NOT_FOUND if path == "/nowhere" else httpx.codes.OK
        assert kim.get(path).status_code == wanted, path
        with heard_everywhere() as statements:
            kim.get(path)
        found[path] = len(statements)
    return found


def test_no_list_asks_more_often_where_there_is_more(world: World) -> None:
    world.authority("E1")
    world.today = date(2024, 5, 20)
    some_cases(world, 0, 3)
    with serving_office(world) as office:
        office.person(NAME, "investigator", "casework_manager")
        kim = office.browser_of(NAME)
        before = asked(kim)
        some_cases(world, 3, 12)
        assert asked(kim) == before
