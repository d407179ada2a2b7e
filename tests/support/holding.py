"""Holding reminders in a world, as a caseworker does."""

from __future__ import annotations

from datetime import date

from compliance.usecases.hold import lift_hold, place_hold
from tests.support.world import World, day


def hold(world: World, reference: str, until: str | date, reason: str = "bereavement") -> None:
    """Hold the reminders from today on."""
    with world.writing() as session:
        place_hold(session, world.rulebook, world.moment, reference, day(until), reason)


def lift(world: World, reference: str, reason: str = "they are back") -> date:
    """Lift the hold today."""
    with world.writing() as session:
        return lift_hold(session, world.moment, reference, reason)
