"""What a message template may speak of: its variables, its filters, and Jinja set up so that it can do nothing else."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import SimpleNamespace

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from compliance.domain.authorities import Role, StaffRole
from compliance.domain.written_dates import with_weekday, written
from compliance.notify.protocol import Digest, Item, ToldChange

LAYOUT = "layout"
PARTS = ("subject.txt", "body.txt", "body.html")
LINE_WIDTH = 72
STAFF = frozenset(StaffRole)

# What only one kind of item has; a fact nobody gave is empty text.
FACTS: dict[str, frozenset[str]] = {
    "logged": frozenset(),
    "due_soon": frozenset(),
    "due_today": frozenset(),
    "overdue": frozenset(),
    "escalated": frozenset({"task"}),
    "satisfied": frozenset({"completed_on", "late", "replaces"}),
    "evidence_insufficient": frozenset({"missing"}),
    "deadline_changed": frozenset({"change", "reason", "agreed_by"}),
    "extension_refused": frozenset({"reason", "agreed_by", "wished_on"}),
    "reopened": frozenset({"change", "reason", "agreed_by", "unheard"}),
    "outcome_withdrawn": frozenset({"outcome", "reason", "agreed_by"}),
    "chief_executive": frozenset({"words", "by"}),
}
EVERY_FACT = frozenset().union(*FACTS.values())
OPEN_ENDED = -36_500
# After these there is nothing left to do about the recommendation.
CLOSING_TEMPLATES = frozenset({"satisfied", "outcome_withdrawn"})
# A person writes these, who signs them; every other message is the office's.
WRITTEN_BY_HAND = frozenset({"chief_executive"})


@dataclass(frozen=True)
class OfficeView:
    """The office that writes."""

    name: str
    sign_off: str
    reply_to: str


@dataclass(frozen=True)
class DigestView:
    """The message as a whole; `recipient_role` is in words, `staff` tells the office's own people from others.

    `signed_by` is the one person who wrote all of it, "" where that is the office.
    """

    key: str
    day: date
    recipient: str
    recipient_name: str
    recipient_role: str
    authority: str
    staff: bool
    has_calendar: bool
    signed_by: str = ""


@dataclass(frozen=True)
class ItemView:
    """One recommendation; `open` while something is left to do, `extended` when its date is not the original one.

    `dated` is false while the deadline is open-ended (D2, D6): then there is no `due_on`, and `overdue_days` is far
    below zero, so that nothing takes it for late. `response` is "agreed", "refused" or "" for no answer yet (L6);
    a stage of a statutory clock, which is `statutory`, has none. `changes` of its due date since the authority was last
    told, in order, each have `change`, `reason` and `agreed_by` (D6).
    """

    template: str
    step: str
    recommendation: str
    decision: str
    action: str
    dated: bool
    due_on: date | None
    original_due_on: date | None
    overdue_days: int
    expected_evidence: Sequence[str]
    receipt: str
    open: bool
    extended: bool
    facts: SimpleNamespace
    authority: str
    sums: Sequence[str]
    response: str
    statutory: bool
    changes: Sequence[ToldChange]


@dataclass(frozen=True)
class EntryView:
    """An item that has been filled in, for the layout; `body` is of the same kind, text or HTML, as the layout's."""

    item: ItemView
    subject: str
    body: str


KNOWN: dict[str, frozenset[str]] = {
    "office": frozenset(OfficeView.__dataclass_fields__),
    "digest": frozenset(DigestView.__dataclass_fields__),
    "item": frozenset(ItemView.__dataclass_fields__),
}


def view_item(item: Item) -> ItemView:
    """An item as templates see it."""
    names = FACTS.get(item.template, EVERY_FACT) | item.facts.keys()
    return ItemView(
        template=item.template,
        step=item.step,
        recommendation=item.recommendation,
        decision=item.decision,
        action=item.action,
        dated=item.due_on is not None,
        due_on=item.due_on,
        original_due_on=item.original_due_on,
        overdue_days=OPEN_ENDED if item.overdue_days is None else item.overdue_days,
        expected_evidence=tuple(item.expected_evidence),
        receipt=item.receipt,
        open=item.template not in CLOSING_TEMPLATES,
        extended=item.original_due_on is not None and item.due_on != item.original_due_on,
        facts=SimpleNamespace(**{name: item.facts.get(name, "") for name in names}),
        authority=item.authority,
        sums=tuple(item.sums),
        response=item.response,
        statutory=item.statutory,
        changes=tuple(item.changes),
    )


def view_digest(digest: Digest, *, has_calendar: bool) -> DigestView:
    """A digest as templates see it."""
    writers = {item.facts.get("by", "") if item.template in WRITTEN_BY_HAND else "" for item in digest.items}
    return DigestView(
        key=digest.key,
        day=digest.day,
        recipient=digest.recipient,
        recipient_name=digest.recipient_name,
        recipient_role=role_in_words(digest.recipient_role),
        authority=digest.authority,
        staff=digest.recipient_role in STAFF,
        has_calendar=has_calendar,
        signed_by=writers.pop() if len(writers) == 1 else "",
    )


def role_in_words(role: str) -> str:
    """A role as one writes it in a sentence: `link_officer` is "link officer"."""
    return "deputy link officer" if role == Role.DEPUTY else role.replace("_", " ")


def long_date(day: date | str) -> str:
    """A date as "3 March 2026"; text in ISO 8601 is read first, other text stays as it is."""
    if isinstance(day, str):
        try:
            day = date.fromisoformat(day)
        except ValueError:
            return str(day)
    return written(day)


def weekday_date(day: date) -> str:
    """A date as "Tuesday 3 March 2026"."""
    return with_weekday(day)


def wrapped(text: str, indent: int = 0) -> str:
    """Text in lines of at most 72 characters, its own line breaks kept; a longer word or address stays whole."""
    return "\n".join(
        textwrap.fill(
            line,
            LINE_WIDTH,
            initial_indent=" " * indent,
            subsequent_indent=" " * indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in text.strip().splitlines()
    )


def line_breaks(text: str) -> Markup:
    """Text for HTML with its own line breaks kept."""
    return Markup("<br>\n").join(escape(line) for line in text.strip().splitlines())


def template_environment(folder: Path) -> SandboxedEnvironment:
    """Jinja for a folder of templates: sandboxed, no unknown names, HTML escaped."""
    environment = SandboxedEnvironment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=lambda name: name is not None and name.endswith(".html"),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.update(long_date=long_date, weekday_date=weekday_date, wrapped=wrapped, line_breaks=line_breaks)
    return environment
