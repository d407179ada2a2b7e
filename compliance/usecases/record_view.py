"""Keep in the history who read the words of personal remedies, and when (rule K)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from compliance.domain.history import Entry, Happening
from compliance.domain.moment import Moment
from compliance.store import events
from compliance.store.engine import Session

PERSONAL_REMEDIES = "personal_remedy/"


def record_view(
    session: Session, moment: Moment, seen: Mapping[str, Sequence[str]], evidence: int | None = None
) -> None:
    """Write down that `moment.actor` read personal remedies: by case, the references that were shown.

    One event a case, in a stream of its own, so that looking never counts as a change of what is looked at. A case
    without any makes none. `evidence` is the number of the piece whose file was shown.
    """
    more: dict[str, object] = {} if evidence is None else {"evidence": evidence}
    at, day, kind = moment.now.isoformat(), moment.today.isoformat(), Happening.PERSONAL_REMEDY_VIEWED
    events.append(
        session,
        [
            Entry(
                f"{PERSONAL_REMEDIES}{case}", at, day, kind, moment.actor, more | {"recommendations": list(references)}
            )
            for case, references in seen.items()
            if references
        ],
    )


def views_of(session: Session, case: str) -> list[tuple[str, str, list[str]]]:
    """Who read personal remedies of a case, oldest first: who, when (ISO 8601, UTC), which recommendations."""
    return [
        (link.entry.actor, link.entry.at, [str(each) for each in _listed(link.entry.payload["recommendations"])])
        for link in events.stream(session, f"{PERSONAL_REMEDIES}{case}")
    ]


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else []
