"""Letters and digests the tests of channels and templates share."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from compliance.notify.mime import Sender
from compliance.notify.protocol import Attachment, Digest, Item, Letter

DAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
KEY = "20260302-0123456789abcdef0123"
SENDER = Sender.named("Office of the Ombudsman <compliance@ombudsman.example>", "answers@ombudsman.example")

LETTER = Letter(
    KEY,
    "officer@northbury.example",
    "Due today: case 19 012 345",
    "Dear Alex,\n.a line that begins with a dot\n£250 is due.\n",
    "<p>£250 is due.</p>",
    (Attachment("due-dates.ics", "text/calendar; method=PUBLISH; charset=utf-8", b"BEGIN:VCALENDAR\r\n"),),
)


def now() -> datetime:
    """The instant at which every letter here is sent."""
    return NOW


def letter_to(recipient: str, key: str = KEY) -> Letter:
    """The letter, to somebody else."""
    return replace(LETTER, recipient=recipient, key=key)


def an_item(template: str, overdue_days: int, **changes: object) -> Item:
    """One recommendation so many days past its due date on DAY."""
    due_on = DAY - timedelta(days=overdue_days)
    item = Item(
        template=template,
        step=template,
        recommendation="19 012 345/1",
        decision="19 012 345",
        action="Apologise to Ms B & pay her £250.",
        due_on=due_on,
        original_due_on=due_on,
        overdue_days=overdue_days,
        expected_evidence=("a copy of the apology letter", "proof of payment"),
        receipt="1 month after the decision of 30 January 2026, by the corresponding date",
    )
    return replace(item, **changes)  # type: ignore[arg-type]


def a_digest(*items: Item, role: str = "link_officer") -> Digest:
    """A message about items to Alex O'Neill of Northbury."""
    return Digest(KEY, DAY, "officer@northbury.example", "Alex O'Neill", role, "Northbury Council", items)
