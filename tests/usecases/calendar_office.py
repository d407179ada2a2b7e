"""An office with open recommendations on two calendars, and the ways to change a calendar there."""

from __future__ import annotations

from datetime import date
from typing import Any

from compliance.domain.bank_holidays import Listing
from compliance.store import cases
from compliance.usecases.authority_calendar import in_force
from compliance.usecases.change_calendar import CalendarChange, Preview, apply, preview
from compliance.usecases.explain import explain
from compliance.usecases.update_calendar import ListChange
from tests.support.world import World

FIRST = date(2024, 1, 1)
NEW_DAY = date(2024, 4, 16)
REASON = "proclaimed"


def feed(world: World, *added: date, without: tuple[date, ...] = (), division: str = "england-and-wales") -> ListChange:
    """The list in force from 2024 on, with days added and taken out."""
    calendar = world.rulebook.calendars[division]
    known = {day: name for day, name in calendar.bank_holidays().items() if FIRST <= day <= calendar.horizon}
    days = {day: name for day, name in known.items() if day not in without}
    lists = {division: Listing(division, days | dict.fromkeys(added, "Jubilee"))}
    return ListChange(lists, "feed.json", division)


def look(world: World, change: CalendarChange) -> Preview:
    """What a change would do."""
    with world.store.reading() as session:
        return preview(session, world.rulebook, world.moment, change)


def consent(world: World, change: CalendarChange, digest: str | None = None, reason: str = REASON) -> Preview:
    """Consent to what is shown now, and go on in an office that was opened anew."""
    expected = look(world, change).digest if digest is None else digest
    with world.writing() as session:
        done = apply(session, world.rulebook, world.moment, change, expected=expected, reason=reason)
    with world.store.reading() as session:
        world.rulebook = in_force(session, world.rulebook)
    return done


def due(world: World, reference: str) -> str:
    """The due date with its version, such as "2024-04-30 v1"."""
    with world.store.reading() as session:
        record = cases.recommendation(session, reference)
        assert record is not None
        return f"{record.due_on} v{record.deadline_version}"


def versions(world: World, reference: str) -> list[dict[str, Any]]:
    """The deadline versions as `explain` tells them."""
    with world.store.reading() as session:
        found = explain(session, world.rulebook, world.moment, reference)["deadlines"]
    assert isinstance(found, list)
    return found


def days_of(world: World, reference: str) -> dict[tuple[str, int], tuple[str, str]]:
    """The rungs as stored: (step, version) to (day, state)."""
    with world.store.reading() as session:
        found: Any = explain(session, world.rulebook, world.moment, reference)["steps"]
    return {(row["step"], row["deadline_version"]): (row["on"], row["state"]) for row in found}


def two_calendars(world: World) -> World:
    """The world with one authority on each of two calendars and four open recommendations."""
    world.authority("E1")
    world.authority("S1", calendar="scotland")
    world.decision("23 001", "E1")
    world.decision("23 002", "S1")
    world.log("23 001-1", period="20 working days")
    world.log("23 001-2", period="1 month")
    world.log("23 001-3", due_on=date(2024, 4, 30))
    world.log("23 002-1", period="20 working days")
    return world
