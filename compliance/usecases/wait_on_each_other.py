"""Recommendations that are logged together and wait on one another, or on one on record (D2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from compliance.domain.authorities import responsible
from compliance.domain.errors import Unanswered
from compliance.domain.waiting import WaitKind, circle
from compliance.store import authorities
from compliance.store.engine import Session
from compliance.usecases.case_records import Draft
from compliance.usecases.wait_for import fault_of_waiting


def logging_order(session: Session, today: date, authority_code: str, ready: Mapping[int, Draft]) -> list[int]:
    """The numbers of some drafts in their order, but each behind the one it waits on.

    Raises Unanswered for those that wait on one there is not, on one that can never end the wait, or in a circle.
    """
    called = {draft.reference: number for number, draft in ready.items()}
    waits_on = {
        draft.reference: draft.waits.what
        for draft in ready.values()
        if draft.waits is not None and draft.waits.kind is WaitKind.RECOMMENDATION
    }
    code = responsible(authority_code, authorities.tenures(session), today) if waits_on else authority_code
    refused = []
    for reference, other in waits_on.items():
        if other not in called:
            expected = fault_of_waiting(session, today, other, code) or ""
        else:
            way = circle(waits_on, reference)
            expected = f"a recommendation that does not wait on this one: {' on '.join((*way, way[0]))}" if way else ""
        if expected:
            refused.append((called[reference], "waits_on", expected))
    if refused:
        raise Unanswered([f"Proposal {number}: {column}: expected {said}" for number, column, said in refused], refused)
    order: list[int] = []
    for reference in called:
        chain = [reference]
        while (other := waits_on.get(chain[-1], "")) in called:
            chain.append(other)
        order += [called[each] for each in reversed(chain) if called[each] not in order]
    return order
