"""Whose task it is to go on after a proposed outcome came to nothing: declined, or overtaken by evidence (E3)."""

from __future__ import annotations

from collections.abc import Sequence

from compliance.domain.authorities import StaffRole
from compliance.domain.office import Rulebook
from compliance.store import people
from compliance.store.engine import Session


def who_goes_on(session: Session, rulebook: Rulebook, names: Sequence[str]) -> tuple[StaffRole | None, str]:
    """The first of some people who works here, and the role whose tasks are theirs; None and "" for nobody."""
    for name in names:
        row = people.by_name(session, name)
        person = people.value(row) if row is not None else None
        owners = person.owners(rulebook.roles) if person is not None and person.active else frozenset()
        for owner in StaffRole:
            if owner in owners:
                return owner, name
    return None, ""
