"""A form is submitted once: whoever sends it again is given what came of the first time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from compliance.store import used_keys
from compliance.store.engine import Session
from compliance.usecases.credentials import digest


def submit_once(session: Session, key: str, now: datetime, act: Callable[[], str]) -> str:
    """Do `act` unless `key` was used before, and give what came of it, now or then.

    To be called first in a transaction that writes: of two at once the second waits for the first. What fails uses up
    no key. Keys are remembered for a week.
    """
    key_hash = digest(key)
    if not used_keys.take(session, key_hash, now):
        return used_keys.result_of(session, key_hash)
    result = act()
    used_keys.keep_result(session, key_hash, result)
    return result
