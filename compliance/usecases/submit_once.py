"""A form is submitted once: whoever sends it again is given what came of the first time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from compliance.domain.errors import SentOtherwise
from compliance.store import used_keys
from compliance.store.engine import Session
from compliance.usecases.credentials import digest

# Between the digest of what a form said and what came of it; older keys have the latter only.
BETWEEN = "\n"


def submit_once(session: Session, key: str, now: datetime, act: Callable[[], str], said: str = "") -> str:
    """Do `act` unless `key` was used before, and give what came of it, now or then; `said` is what the form says.

    To be called first in a transaction that writes: of two at once the second waits for the first. What fails uses up
    no key. Keys are remembered for a week. Raises SentOtherwise where the first one said something else: its success is
    none of this one.
    """
    key_hash = digest(key)
    if not used_keys.take(session, key_hash, now):
        return came_of(session, key, said) or ""
    result = act()
    used_keys.keep_result(session, key_hash, f"{digest(said)}{BETWEEN}{result}")
    return result


def came_of(session: Session, key: str, said: str) -> str | None:
    """What came of a form that was submitted before; None for one that was not. Raises SentOtherwise as above."""
    stored = used_keys.result_of(session, digest(key))
    if stored is None:
        return None
    before, known, result = stored.partition(BETWEEN)
    if known and before != digest(said):
        raise SentOtherwise
    return result if known else before
