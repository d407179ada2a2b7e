"""Checking an import: no new reference is another way to write one on record, or of a row before it (L1, L2).

What is stored is read already: nothing more is asked of the database, however many rows there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from compliance.domain.references import core, is_numbered, parted, within
from compliance.usecases.import_cells import Record
from compliance.usecases.import_check import AS_WRITTEN, Checking

ON_RECORD = "it is on record"
Known = dict[str, str]
"""References with where they are."""


def check_alike(checking: Checking) -> None:
    """References of new decisions and recommendations; none is a fault where the office says that they are others."""
    if not checking.alike:
        called = _check_decisions(checking)
        _check_called(checking, called)
        _check_recommendations(checking)


def _check_decisions(checking: Checking) -> dict[str, Known]:
    """Compare the new ones with those on record and before them; all there are by what tells them apart."""
    called: dict[str, Known] = defaultdict(dict)
    for row in checking.stored.decisions.values():
        called[row.core][row.reference] = ON_RECORD
    for record in _named(checking.plan.decisions):
        _compare(checking, record, called[core(record.get("reference"))])
    return called


def _check_called(checking: Checking, called: Mapping[str, Known]) -> None:
    """New decisions that are called as a recommendation of another decision."""
    asked = [(record, parted(record.get("reference"))) for record in _named(checking.plan.decisions)]
    likely = [(record, *found) for record, found in asked if found and found[0] in called]
    names = _names(checking) if likely else {}
    for record, case, number in likely:
        for each in called[case]:
            if any(is_numbered(name, each, number) for name in names.get(each, ())):
                checking.add(
                    record,
                    f"another reference: a recommendation of {each!r} is called so; {AS_WRITTEN}",
                    "reference",
                )


def _names(checking: Checking) -> dict[str, list[str]]:
    """The references of all recommendations, on record and in the folder, by that of their decision."""
    names: dict[str, list[str]] = defaultdict(list)
    for row in checking.stored.recommendations.values():
        names[row.decision_reference].append(row.reference)
    for record in _named(checking.records["recommendations"]):
        names[record.get("decision_reference", "")].append(record.get("reference"))
    return names


def _check_recommendations(checking: Checking) -> None:
    """Compare the new ones with the others of their decisions."""
    stored = checking.stored.recommendations
    new = [each for each in _named(checking.records["recommendations"]) if each.get("reference") not in stored]
    cases = {record.get("decision_reference", "") for record in new}
    called: dict[tuple[str, tuple[str, ...]], Known] = defaultdict(dict)
    for row in stored.values() if cases else ():
        if row.decision_reference in cases:
            told_by = within(row.reference, row.decision_reference)
            called[row.decision_reference, told_by][row.reference] = ON_RECORD
    for record in new:
        case = record.get("decision_reference", "")
        _compare(checking, record, called[case, within(record.get("reference"), case)])


def _named(records: Iterable[Record]) -> Iterator[Record]:
    return (record for record in records if record.whole and record.get("reference"))


def _compare(checking: Checking, record: Record, alike: Known) -> None:
    """Add the fault of a reference that others are written otherwise, and let it be known itself."""
    reference = record.get("reference")
    others = [f"{each!r} as {where}" for each, where in alike.items() if each != reference]
    if others:
        told_apart = "or another reference: only the way they are written tells them apart"
        checking.add(record, f"{others[0]}, {told_apart}; {AS_WRITTEN}", "reference")
    alike.setdefault(reference, f"row {record.number} has it")
