"""Which references on record a new one is another way to write (rules L1, L2).

The same case under two references would be logged, and the authority asked for everything, twice.
"""

from __future__ import annotations

from collections.abc import Iterable

from compliance.domain.references import core, is_numbered, parted, within
from compliance.store import cases
from compliance.store.engine import Session


def named_alike(session: Session, reference: str) -> tuple[str, ...]:
    """The references of other decisions that nothing but the way it is written tells from this one."""
    return tuple(each for each in cases.of_core(session, core(reference)) if each != reference)


def cases_with(session: Session, reference: str) -> tuple[str, ...]:
    """The references of decisions that have a recommendation called so, whatever way it is written."""
    found = parted(reference)
    if found is None:
        return ()
    case, number = found
    called = {each: cases.names(session, each) for each in cases.of_core(session, case)}
    return tuple(each for each, names in called.items() if any(is_numbered(name, each, number) for name in names))


def recommended_alike(session: Session, reference: str, case: str) -> tuple[str, ...]:
    """The references of a case's other recommendations that nothing but the way it is written tells from this one."""
    names, told_by = cases.names(session, case), within(reference, case)
    return tuple(each for each in names if each != reference and within(each, case) == told_by)


def otherwise_written(reference: str, alike: Iterable[str]) -> str:
    """Why a reference that is not on record is not taken where some that are differ from it in nothing else."""
    on_record = " and ".join(map(repr, alike))
    return f"{reference!r} differs only by the way it is written from {on_record} on record: expected it as it is there"


def called_as_its_case(reference: str) -> str:
    """Why a recommendation cannot be called as the case it hangs on."""
    return f"{reference!r} is the reference of its decision: expected one of its own, such as '{reference}-1'"
