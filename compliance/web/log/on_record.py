"""What asks for the same as a new recommendation: said beside it, which wants a tick to be logged as well."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from compliance.store.engine import Session
from compliance.usecases.prepare_logging import OnRecord, asked_already, asked_before
from compliance.web.forms import Entered
from compliance.web.log.suggested import name

AGAIN = "again"
BETWEEN = "; "


def meant(references: Iterable[str]) -> str:
    """What a tick says: these are known; one that somebody logs meanwhile is not."""
    return BETWEEN.join(references)


@dataclass(frozen=True)
class Same:
    """What asks for the same: those logged to the decision already, and the one before it in the form, if any."""

    stored: tuple[OnRecord, ...] = ()
    before: int | None = None

    @property
    def meant(self) -> str:
        """What its tick says."""
        here = (f"recommendation {self.before}",) if self.before else ()
        return meant((*(each.reference for each in self.stored), *here))

    @property
    def why(self) -> str:
        """What the recommendation is or does, in the words of an error."""
        found = []
        if self.stored:
            found.append(f"is on record already as {' and '.join(each.reference for each in self.stored)}")
        if self.before:
            found.append(f"asks for the same as recommendation {self.before}")
        return ", and ".join(found)


def on_record(session: Session, case: str, form: Entered, numbers: Iterable[int]) -> dict[int, Same]:
    """What asks for the same as some in the form, by number."""
    actions = {number: form.value(name(number, "action")) for number in numbers}
    stored, before = asked_already(session, case, actions), asked_before(actions)
    return {n: Same(stored.get(n, ()), before.get(n)) for n in actions if n in stored or n in before}


def require_ticks(form: Entered, found: Mapping[int, Same]) -> None:
    """Put an error to each that asks for the same as another and has no tick."""
    for number, same in found.items():
        if form.value(name(number, AGAIN)) != same.meant:
            form.fault(
                name(number, AGAIN),
                f"Recommendation {number} {same.why}: tick to log it all the same, or take it away",
            )
