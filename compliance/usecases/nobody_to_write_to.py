"""Which task says that a letter can reach nobody: one that stays open until that letter can go (R6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from compliance.domain.authorities import Contact, Role, reach
from compliance.domain.task_subjects import about_letter, has_its_own_task
from compliance.domain.tasks import TaskKind, roles_named
from compliance.store import tasks
from compliance.store.engine import Session


class Unreached:
    """The open tasks about recommendations without contact, read when the first one is asked for.

    A task closes when somebody in a role that its reason names can be written to. A letter that could not go to them
    has a task of its own: behind the other it would be forgotten.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self._roles: dict[int, dict[str, Sequence[Role]]] | None = None

    def subject_for(self, row: Any, wanted: Iterable[Role]) -> str:
        """What the task is about that a step of this row lacks the `wanted` roles.

        The recommendation; the letter, where the task about that lacks others. None stands for another letter than its
        own, for it ends with that.
        """
        if self._roles is None:
            self._roles = self._open()
        known, roles = self._roles[row.recommendation_id], list(wanted)
        plain, own = f"recommendation {row.reference}", _own(row)
        subject = plain if plain not in known or _will_do(known[plain], roles) else own
        known.setdefault(subject, roles)
        return subject

    def _open(self) -> dict[int, dict[str, Sequence[Role]]]:
        found: dict[int, dict[str, Sequence[Role]]] = defaultdict(dict)
        for row in tasks.still_open(self.session, {"kind": TaskKind.NO_CONTACT.value}):
            if row.recommendation_id is not None and not has_its_own_task(row.subject):
                found[row.recommendation_id][row.subject] = roles_named(row.reason)
        return found


def never_asked(session: Session, rows: Sequence[Any]) -> list[Any]:
    """Failed letters for which nobody was ever asked to find somebody: the task about another one was thought to do.

    Whoever has done a task that names the same people has decided on the letter too.
    """
    mine = [row for row in rows if lacked(row.reason) and not has_its_own_task(_own(row))]
    asked: dict[int, list[Sequence[Role]]] = defaultdict(list)
    about = sorted({row.recommendation_id for row in mine})
    for task in tasks.ever_about(session, TaskKind.NO_CONTACT.value, about):
        if not has_its_own_task(task.subject):
            asked[task.recommendation_id].append(roles_named(task.reason))
    return [
        row
        for row in mine
        if not any(_will_do(lacking, lacked(row.reason)) for lacking in asked[row.recommendation_id])
    ]


def lacked(reason: str) -> list[Role]:
    """The roles nobody had, where that is the reason why a step failed; none where its message did."""
    last = reason.rpartition(" as ")[2].split(", ")
    return [role for role in Role if role in last] if set(last) <= set(Role) else []


def _own(row: Any) -> str:
    return about_letter(row.notice or row.step, row.reference)


def _will_do(lacking: Sequence[Role], wanted: Sequence[Role]) -> bool:
    """Whether whoever ends a task that lacks some roles can be written to in one of those `wanted` too."""
    anybody = [[Contact(role, "", "somebody")] for role in Role]
    return all(reach(one, wanted) for one in anybody if reach(one, lacking))
