"""Hand over what a person looks after: all of it when people leave, or some, with the tasks given to them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from compliance.domain.errors import Refused
from compliance.domain.moment import Moment
from compliance.domain.words import is_blank
from compliance.store import caseworkers
from compliance.store.engine import Session
from compliance.usecases.assign_caseworker import give, named

NOBODY = ""


@dataclass(frozen=True)
class HandedOver:
    """What changed hands: references of recommendations, and the number of tasks."""

    recommendations: tuple[str, ...]
    tasks: int


def hand_over(
    session: Session, moment: Moment, person: str, to: str, reason: str, references: Collection[str] | None = None
) -> HandedOver:
    """Give a person's open recommendations and open tasks to another; `references` narrows both to some.

    Without a person ("") it is what nobody looks after yet, which takes no reason. Whatever waits for a role and not
    for a person stays with the role. Raises Refused without a name to take over or a reason, for one and the same
    person, for what the person does not look after, and where there is nothing to hand over.
    """
    leaving, heir = named(person) if person.strip() else NOBODY, named(to)
    if leaving == heir:
        raise Refused(f"expected somebody else than {leaving}")
    if leaving and is_blank(reason):
        raise Refused(f"reason: expected why {heir} takes over from {leaving}")
    rows = caseworkers.of_person(session, leaving)
    if references is not None:
        strangers = sorted(set(references) - {row.reference for row in rows})
        if strangers:
            whose = f"{leaving} does not look after {strangers[0]!r}" if leaving else f"somebody has {strangers[0]!r}"
            raise Refused(f"{whose}, or it is closed")
        rows = [row for row in rows if row.reference in references]
    about = None if references is None else [row.id for row in rows]
    given = caseworkers.give_tasks(session, leaving, heir, about) if leaving else 0
    if not rows and not given:
        nothing = f"{leaving} looks after nothing that is open, and has no open task"
        raise Refused(nothing if leaving else "nothing is open that nobody looks after")
    give(session, moment, rows, heir, reason)
    return HandedOver(tuple(row.reference for row in rows), given)
