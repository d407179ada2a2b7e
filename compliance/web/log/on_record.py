"""What is logged to its decision already: said beside a new recommendation, which wants a tick to be logged as well."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from compliance.store.engine import Session
from compliance.usecases.prepare_logging import OnRecord, asked_already
from compliance.web.forms import Entered
from compliance.web.log.suggested import name

AGAIN = "again"
BETWEEN = "; "


def on_record(session: Session, case: str, form: Entered, numbers: Iterable[int]) -> dict[int, tuple[OnRecord, ...]]:
    """The stored recommendations that ask for the same as some in the form, by number."""
    return asked_already(session, case, {number: form.value(name(number, "action")) for number in numbers})


def meant(same: Sequence[OnRecord]) -> str:
    """What a tick says: these are known; one that somebody logs meanwhile is not."""
    return BETWEEN.join(each.reference for each in same)


def require_ticks(form: Entered, found: Mapping[int, Sequence[OnRecord]]) -> None:
    """Put an error to each that is on record already and has no tick."""
    for number, same in found.items():
        if form.value(name(number, AGAIN)) != meant(same):
            form.fault(
                name(number, AGAIN),
                f"Recommendation {number} is on record already as {' and '.join(each.reference for each in same)}: "
                "tick to log it all the same, or take it away",
            )
