"""What is stored already, laid out for the comparison with an import."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from compliance.domain.authorities import Tenure
from compliance.domain.deadlines import VersionKind
from compliance.domain.evidence import Judgement
from compliance.domain.extensions import last_agreed
from compliance.domain.outcomes import Ending, Outcome
from compliance.domain.sums import Sum
from compliance.store import authorities, calendars, cases, evidence, outcomes, summaries, sums, waits
from compliance.store.case_tables import Authority
from compliance.store.engine import Session
from compliance.usecases.case_records import Extension
from compliance.usecases.import_retired import Retired, retired_contacts

USABLE = frozenset({Judgement.WAITING.value, Judgement.SUFFICIENT.value})


@dataclass(frozen=True)
class Stored:
    """The stored state by the references of the exchange format.

    `contacts` gives names by authority code, role and address, `folded` the address by the same in small letters;
    `decisions` and `recommendations` hold rows of the store; `agreed` the last day on which more time was agreed that
    was not taken back; `closures` closing days by authority code; `evidence` the
    fingerprints of a recommendation's submissions; `supported` the recommendations with evidence that an outcome may
    rest on; `waits` the newest wait; `stages` the references of stages of statutory clocks;
    `summaries` every text that has been a public summary, by the id of its recommendation; `retired` who is written to
    no more, by authority code.
    """

    authorities: dict[str, Authority]
    tenures: dict[str, Tenure]
    closures: dict[str, dict[date, str]]
    contacts: dict[tuple[str, str, str], str]
    folded: dict[tuple[str, str, str], str]
    decisions: dict[str, Any]
    recommendations: dict[str, Any]
    categories: dict[int, list[str]]
    expected: dict[int, list[str]]
    extensions: dict[str, list[Extension]]
    agreed: dict[str, date | None]
    evidence: dict[str, set[str]]
    supported: set[str]
    outcomes: dict[str, Ending]
    waits: dict[str, Any]
    stages: set[str]
    sums: dict[int, list[Sum]]
    summaries: dict[int, set[str]]
    retired: Mapping[str, Sequence[Retired]]


def load_stored(session: Session, mentioned: Iterable[str]) -> Stored:
    """Load what an import is compared with; `mentioned` are the references of its own recommendations."""
    recommendations = {row.reference: row for row in cases.recommendations(session)}
    ids = [recommendations[reference].id for reference in mentioned if reference in recommendations]
    pieces: dict[str, set[str]] = defaultdict(set)
    supported = set()
    for piece in evidence.everything(session):
        pieces[piece.reference].add(piece.fingerprint)
        if piece.judgement in USABLE:
            supported.add(piece.reference)
    bodies = {each.code: each for each in authorities.all_of_them(session)}
    given = cases.extensions(session, reversals=True)
    contacts = {(code, role, address): name for code, role, name, address in authorities.all_contacts(session)}
    return Stored(
        authorities=bodies,
        tenures=authorities.tenures(session),
        closures=_closures(session),
        contacts=contacts,
        folded={(code, role, address.casefold()): address for code, role, address in contacts},
        decisions={row.reference: row for row in cases.decisions(session)},
        recommendations=recommendations,
        categories=cases.categories(session, ids),
        expected=cases.expected_evidence(session, ids),
        extensions=_extensions(given),
        agreed=_agreed(given),
        evidence=dict(pieces),
        supported=supported,
        outcomes={row.reference: ending_of_row(row) for row in outcomes.everything(session)},
        stages={row.reference for row in cases.stages(session)},
        sums=sums.of_recommendations(session, ids),
        summaries=summaries.earlier(session, ids),
        waits={row.reference: row for row in waits.everything(session)},
        retired=retired_contacts(session, bodies, contacts),
    )


def ending_of_row(row: Any) -> Ending:
    """A stored outcome as a rule value."""
    return Ending(Outcome(row.outcome), row.recorded_on, row.recorded_by, row.completed_on, row.reason, row.approved_by)


def _closures(session: Session) -> dict[str, dict[date, str]]:
    found: dict[str, dict[date, str]] = defaultdict(dict)
    for row in calendars.closures(session):
        found[row.code][row.day] = row.name
    return dict(found)


def _extensions(rows: Sequence[Any]) -> dict[str, list[Extension]]:
    found: dict[str, list[Extension]] = defaultdict(list)
    for row in rows:
        if row.kind == VersionKind.EXTENSION:
            found[row.reference].append(Extension(row.agreed_on, row.due_on, row.reason, row.approved_by))
    return dict(found)


def _agreed(rows: Sequence[Any]) -> dict[str, date | None]:
    found: dict[str, date | None] = {}
    for reference, some in groupby(rows, key=lambda row: str(row.reference)):
        versions = list(some)
        found[reference] = last_agreed(versions[0].original_due_on, versions)
    return found
