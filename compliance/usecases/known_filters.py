"""Names that lists are narrowed by are refused where nothing is called so: a misspelt one would find nothing."""

from __future__ import annotations

import difflib

from compliance.domain.errors import NotFound, WrongUse
from compliance.domain.office import Rulebook
from compliance.domain.tasks import TaskKind
from compliance.store import authorities, cases, caseworkers, people, tasks
from compliance.store.engine import Session
from compliance.usecases.left_to_people import KIND as OVERDUE_WHEN_LOGGED

# Tasks of these are called after their rung, or as the statutory clock says.
NEVER_SO_CALLED = frozenset({TaskKind.ESCALATION, TaskKind.CLOCK_STAGE})


def require_authority(session: Session, code: str) -> None:
    """Raise NotFound for a code that no authority has, with those that are like it."""
    if authorities.by_code(session, code) is None:
        known = [each.code for each in authorities.all_of_them(session)]
        near = difflib.get_close_matches(code, known)
        hint = f"did you mean {' or '.join(near)}?" if near else "see 'amends authority list'"
        raise NotFound(f"there is no authority {code!r}; {hint}")


def require_category(session: Session, rulebook: Rulebook, category: str) -> None:
    """Raise WrongUse for a remedy category that the office does not have and nothing on record has."""
    if category not in rulebook.categories and not cases.has_category(session, category):
        raise WrongUse(f"there is no category {category!r}; the office has {'; '.join(rulebook.categories)}")


def require_caseworker(session: Session, name: str) -> None:
    """Raise WrongUse for a name that nobody of the office has and no recommendation is looked after by."""
    known = _staff(session)
    if name not in known and not caseworkers.ever_looked_after(session, name):
        raise WrongUse(f"there is no caseworker {name!r}{_like(name, known)}")


def require_person(session: Session, name: str) -> None:
    """Raise WrongUse for a name that nobody of the office has, and under which nothing was looked after or given."""
    known = _staff(session)
    if name in known or caseworkers.ever_looked_after(session, name) or tasks.was_ever_given(session, name):
        return
    raise WrongUse(f"nobody is known by the name {name!r}{_like(name, known)}")


def _staff(session: Session) -> list[str]:
    return [each.name for each in people.all_of_them(session)]


def _like(name: str, known: list[str]) -> str:
    called = {each.casefold(): each for each in known}
    near = [called[each] for each in difflib.get_close_matches(name.casefold(), called)]
    return f"; did you mean {' or '.join(near)}?" if near else ""


def require_kind_of_task(session: Session, rulebook: Rulebook, kind: str) -> None:
    """Raise WrongUse for what no task is called, and none on record was."""
    known = kinds_of_tasks(rulebook) | tasks.kinds(session)
    if kind not in known:
        raise WrongUse(f"there is no kind of task {kind!r}; there are {', '.join(sorted(known))}")


def kinds_of_tasks(rulebook: Rulebook) -> set[str]:
    """What tasks are called: by their kind, after their rung, or as a statutory clock has it."""
    rungs = {rung.name for ladder in rulebook.ladders.values() for rung in ladder.steps if rung.task_for}
    follows = {
        follow.task
        for clock in rulebook.clocks.values()
        for stage in clock.stages
        for follow in (stage.complied, stage.failed)
        if follow.task
    }
    return {kind.value for kind in TaskKind if kind not in NEVER_SO_CALLED} | {OVERDUE_WHEN_LOGGED} | rungs | follows
