"""What is asked of somebody who signs in, and how long it lasts."""

from __future__ import annotations

import re
from datetime import datetime
from enum import StrEnum

from compliance.domain.people import SignInRules

SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 256
FEWEST_DIFFERENT = 5
EMAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+")


class AttemptState(StrEnum):
    """How an attempt to sign in stands; one that was only begun counts as failed too."""

    BEGUN = "begun"
    FAILED = "failed"
    SUCCEEDED = "succeeded"


def folded_email(text: str) -> str:
    """An e-mail address in the form in which two of them are compared."""
    return text.strip().casefold()


def email_fault(email: str) -> str | None:
    """What is wrong with an e-mail address; None for one that can be used."""
    return None if EMAIL.fullmatch(email) and email.isprintable() else f"expected an e-mail address, not {email!r}"


def password_fault(password: str, name: str, email: str) -> str | None:
    """What is wrong with a new password; None for one that will do.

    Length counts, not signs: long words are asked for and nothing else, as the National Cyber Security Centre advises.
    """
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        return f"expected {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} letters, not {len(password)}"
    if len(set(password)) < FEWEST_DIFFERENT:
        return f"expected at least {FEWEST_DIFFERENT} different letters"
    folded = password.casefold()
    if any(part and part in folded for part in (name.casefold(), email.casefold())):
        return "expected one without the person's name or e-mail address"
    return None


def is_over(seen_at: datetime, ends_at: datetime, now: datetime, rules: SignInRules) -> bool:
    """Whether a session has ended: its time is up, or nothing was asked for too long."""
    return now >= ends_at or now - seen_at >= rules.idle
