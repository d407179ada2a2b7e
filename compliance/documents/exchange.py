"""The exchange tables by name: what `amends import` reads and `amends export` writes, a public contract."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TableSpec:
    """One exchange table.

    `columns` in the order an export writes them; `needed` are those a header must have, and of `either`, where it is
    not empty, at least one; `required` tables must be there.
    """

    name: str
    columns: tuple[str, ...]
    needed: tuple[str, ...]
    either: tuple[str, ...] = ()
    required: bool = False

    @property
    def file_name(self) -> str:
        """The name of the table's CSV file."""
        return f"{self.name}.csv"


AUTHORITIES = TableSpec(
    "authorities",
    ("code", "name", "type", "population", "opened_on", "closed_on", "successor_code", "calendar"),
    needed=("code", "name", "type"),
    required=True,
)
CLOSURES = TableSpec(
    "closures",
    ("authority_code", "day", "name"),
    needed=("authority_code", "day", "name"),
)
CONTACTS = TableSpec(
    "contacts",
    ("authority_code", "role", "name", "address"),
    needed=("authority_code", "role", "address"),
)
DECISIONS = TableSpec(
    "decisions",
    ("reference", "authority_code", "subject", "received_on", "decided_on", "outcome", "satisfactory_remedy"),
    needed=("reference", "authority_code", "decided_on", "outcome"),
    required=True,
)
RECOMMENDATIONS = TableSpec(
    "recommendations",
    (
        "reference",
        "decision_reference",
        "kind",
        "categories",
        "action",
        "public_summary",
        "expected_evidence",
        "period",
        "due_on",
        "response",
        "waits_on",
        "waits_for",
        "waits_if",
        "review_on",
        "wait_ended_on",
        "sums",
    ),
    needed=("reference", "decision_reference", "kind", "action"),
    either=("period", "due_on", "waits_on", "waits_for", "waits_if"),
)
EXTENSIONS = TableSpec(
    "extensions",
    ("recommendation_reference", "agreed_on", "new_due_on", "reason", "agreed_by"),
    needed=("recommendation_reference", "agreed_on", "new_due_on", "reason", "agreed_by"),
)
EVIDENCE = TableSpec(
    "evidence",
    ("recommendation_reference", "received_on", "submitted_by", "note", "file"),
    needed=("recommendation_reference", "received_on", "submitted_by"),
    either=("note", "file"),
)
OUTCOMES = TableSpec(
    "outcomes",
    (
        "recommendation_reference",
        "recorded_on",
        "outcome",
        "completed_on",
        "reason",
        "recorded_by",
        "approved_by",
    ),
    needed=("recommendation_reference", "recorded_on", "outcome", "recorded_by"),
)
TABLES = (AUTHORITIES, CONTACTS, DECISIONS, RECOMMENDATIONS, EXTENSIONS, EVIDENCE, OUTCOMES, CLOSURES)
