"""Set, change or take back the public summary of a service improvement, past the publication guard (rule L3)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from compliance.domain.errors import Refused
from compliance.domain.history import Happening
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.publication_findings import Finding, SummaryState
from compliance.domain.publication_guard import Overruling, overrule
from compliance.domain.recommendations import Kind
from compliance.domain.tasks import TaskKind
from compliance.store import cases, summaries
from compliance.store.engine import Session
from compliance.usecases.check_summaries import guard_of
from compliance.usecases.close_tasks import close_what_is_over
from compliance.usecases.open_recommendation import Found, find, say


@dataclass(frozen=True)
class Checked:
    """A summary and what was found in it; `state` None is a text that is not stored, "" for none at all."""

    reference: str
    summary: str
    state: SummaryState | None
    findings: tuple[Finding, ...]
    overruled: tuple[dict[str, Any], ...] = ()

    def as_dict(self) -> dict[str, object]:
        """As plain values."""
        return {
            "reference": self.reference,
            "summary": self.summary,
            "state": self.state.value if self.state else None,
            "findings": [each.as_dict() for each in self.findings],
            "overruled": list(self.overruled),
        }


def check_summary(session: Session, rulebook: Rulebook, reference: str, summary: str | None = None) -> Checked:
    """What the guard finds in a text, or without one in the stored summary; nothing is changed.

    Findings that were overruled in the stored one stand there too. Raises NotFound, Refused for a personal remedy.
    """
    found = _find(session, reference, lock=False)
    versions = summaries.of_recommendation(session, found.id)
    newest = versions[-1] if versions else None
    text = found.record.public_summary if summary is None else summary.strip()
    findings = _findings(session, rulebook, found, text)
    if summary is not None or newest is None:
        return Checked(reference, text, None, findings)
    return Checked(reference, text, SummaryState(newest.state), findings, tuple(json.loads(newest.overruled)))


def check_texts(
    session: Session, rulebook: Rulebook, texts: Mapping[int, tuple[str, tuple[str, str]]]
) -> dict[int, Checked]:
    """What the guard finds in summaries about to be logged, by number; nothing is stored.

    Each is a text with two references: the recommendation's and the decision's.
    """
    guard = guard_of(session, rulebook) if texts else None
    return {
        number: Checked(references[0], text, None, tuple(guard.check(text, references)))
        for number, (text, references) in texts.items()
        if guard is not None
    }


def publish_summary(
    session: Session,
    rulebook: Rulebook,
    moment: Moment,
    reference: str,
    summary: str | None,
    overruled: Mapping[str, str] | None = None,
) -> Checked:
    """Give a service improvement the public summary that everybody may read; "" takes the one it has back.

    `summary` None is the stored one as it stands. `overruled` gives for words that were found the reason why they may
    stand there all the same. It may be done after the outcome too: letters are written later. Raises NotFound;
    Unpublishable, with the findings, when one is not overruled; Refused for a personal remedy, for words that were not
    found, a missing reason, and where nothing would change.
    """
    found = _find(session, reference, lock=True)
    text = found.record.public_summary if summary is None else summary.strip()
    findings = _findings(session, rulebook, found, text)
    let_stand = overrule(findings, overruled or {})
    _require_change(session, found, text)
    _store(session, moment, found, text, let_stand)
    close_what_is_over(session, rulebook, moment.today, {TaskKind.SUMMARY_HELD})
    shown = tuple(each.as_dict() for each in let_stand)
    return Checked(reference, text, SummaryState.CLEAR, findings, shown)


def count_held(session: Session) -> int:
    """How many summaries may not be shown."""
    return len(summaries.not_clear(session))


def list_held(session: Session, rulebook: Rulebook, first: int = 0, count: int | None = None) -> list[dict[str, Any]]:
    """Every summary that may not be shown, by reference, each with what is found in it today.

    With `count` so many of them, behind the `first` so many.
    """
    rows = summaries.not_clear(session)[first : None if count is None else first + count]
    guard = guard_of(session, rulebook) if rows else None
    return [
        {
            "reference": row.reference,
            "authority_code": row.authority_code,
            "summary": row.summary,
            "state": row.state,
            "history": row.live_from is None,
            "findings": [each.as_dict() for each in guard.check(row.summary, (row.reference, row.decision_reference))],
        }
        for row in rows
        if guard is not None
    ]


def versions_of(session: Session, recommendation_id: int) -> list[dict[str, object]]:
    """All versions of a summary, oldest first, for whoever may see them."""
    return [
        {
            "summary": row.summary,
            "state": row.state,
            "overruled": json.loads(row.overruled),
            "set_on": row.set_on.isoformat(),
            "set_by": row.set_by,
        }
        for row in summaries.of_recommendation(session, recommendation_id)
    ]


def _find(session: Session, reference: str, *, lock: bool) -> Found:
    found = find(session, reference, still_open=False, lock=lock)
    if found.record.kind != Kind.SERVICE_IMPROVEMENT or found.record.clock:
        raise Refused(f"{reference!r} is no service improvement: only those have a public summary")
    return found


def _findings(session: Session, rulebook: Rulebook, found: Found, text: str) -> tuple[Finding, ...]:
    references = (found.record.reference, found.decision.reference)
    return tuple(guard_of(session, rulebook).check(text, references))


def _require_change(session: Session, found: Found, text: str) -> None:
    versions = summaries.of_recommendation(session, found.id)
    reference = found.record.reference
    if not text and not (versions and versions[-1].summary):
        raise Refused(f"recommendation {reference!r} has no public summary")
    if versions and versions[-1].state == SummaryState.CLEAR and versions[-1].summary == text:
        raise Refused(f"that is the public summary of {reference!r} already")


def _store(session: Session, moment: Moment, found: Found, text: str, let_stand: list[Overruling]) -> None:
    overruled = [each.as_dict() for each in let_stand]
    row = {
        "recommendation_id": found.id,
        "summary": text,
        "state": SummaryState.CLEAR.value,
        "overruled": json.dumps(overruled, ensure_ascii=False),
        "set_on": moment.today,
        "set_by": moment.actor,
        "recorded_at": moment.now,
        "cleared_at": moment.now,
    }
    before = found.record.public_summary
    summaries.add(session, [row])
    cases.change_recommendation(session, found.id, {"public_summary": text})
    payload = {"summary": text, "previous": before, "overruled": overruled}
    say(session, moment, found.record.reference, Happening.SUMMARY_SET, payload)
