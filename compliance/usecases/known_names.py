"""Every name a person has had here: who was given another one is no second person (rule E3)."""

from __future__ import annotations

from collections.abc import Mapping

from compliance.domain.history import Happening
from compliance.store import events, people
from compliance.store.engine import Session
from compliance.usecases.manage_people import person_stream


def names_of(session: Session, name: str) -> frozenset[str]:
    """The names that the person of this name has, and has had before; none for somebody who is not on the list."""
    row = people.by_name(session, name)
    if row is None:
        return frozenset()
    changes = [
        payload[side]
        for link in events.stream(session, person_stream(row.id or 0))
        if link.entry.kind is Happening.PERSON_CHANGED
        for payload in [link.entry.payload]
        for side in ("from", "to")
        if side in payload
    ]
    return frozenset(
        [row.name, *(str(each["name"]) for each in changes if isinstance(each, Mapping) and "name" in each)]
    )
