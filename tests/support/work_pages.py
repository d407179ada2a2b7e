"""What stands in the lists of My work."""

from __future__ import annotations

from datetime import date

from compliance.domain.recommendations import Kind
from compliance.usecases.assign_caseworker import assign_caseworker
from tests.support.world import World


def some_cases(world: World) -> None:
    """Three recommendations: evidence to judge, overdue at the authority, and one in time."""
    world.authority("E1", name="Oldbridge Council")
    world.decision(subject="Housing")
    for number, day in ((1, 20), (2, 12), (3, 20)):
        world.log(f"23 001-{number}", due_on=date(2024, 4, day), kind=Kind.SERVICE_IMPROVEMENT)
    world.evidence("23 001-1")
    world.today = date(2024, 4, 15)


def given_to(world: World, person: str, *references: str) -> None:
    """Let a person look after some recommendations."""
    with world.writing() as session:
        for reference in references:
            assign_caseworker(session, world.moment, reference, person, "handed over")
