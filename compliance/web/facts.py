"""The details of an event as people read them: names in words, days as days, nothing technical (R8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from compliance.domain.reminders import step_in_words
from compliance.domain.wording import spoken
from compliance.web.wording import capital

# What may name people, in words that somebody typed (K): not for those whose role does not include reading it.
PERSONAL = frozenset(
    {
        "action",
        "description",
        "expected_evidence",
        "file_name",
        "missing",
        "note",
        "reason",
        "subject",
        "sums",
        "waits_for",
        "why",
        "with",
    }
)
TECHNICAL = frozenset(
    {"sha256", "size", "media_type", "fingerprint", "receipt", "recorded_at", "steps", "version", "words"}
)
# What is called otherwise than on record.
NAMES: Mapping[str, str] = {
    "act": "What was done",
    "as": "Settled as",
    "hard": "Times it failed for good",
    "live": "Reminders",
    "previous_due_on": "Due before that",
    "soft": "Times it failed for a while",
    "was": "Before",
}
# That a recommendation is followed up is a matter of course; that one is not is worth a word.
VALUES: Mapping[tuple[str, object], object] = {("live", True): None, ("live", False): "none, logged as history"}
# Who stands on record for what nobody did by hand.
BY_ITSELF = frozenset(
    {
        "amends",
        "check_calendars",
        "collect_evidence",
        "collect_returned_mail",
        "flows",
        "poll_delivery",
        "track_deadlines",
    }
)


def doer(actor: str) -> str:
    """Who did something, as people say it: a person by name, Amends where it went by itself."""
    return "Amends" if actor in BY_ITSELF else actor


def facts_in_words(
    payload: Mapping[str, Any], personal: bool, pieces: Mapping[int, str] | None = None
) -> list[tuple[str, str]]:
    """The details worth reading, name and value; those that may name people only where `personal`.

    `pieces` says by its number what a piece of evidence is called, which the history knows by number only.
    """
    called = pieces or {}
    if payload.get("evidence") in called:
        payload = {**payload, "evidence": called[payload["evidence"]]}
    return [(_name(name), text) for name, text in _pairs(payload, TECHNICAL if personal else TECHNICAL | PERSONAL)]


def _name(name: str) -> str:
    return NAMES.get(name) or capital(name.replace("_", " "))


def _said(name: str, value: Any) -> Any:
    if name == "step" and isinstance(value, str):
        return step_in_words(value)
    return VALUES.get((name, value), value) if isinstance(value, bool) else value


def _text(value: Any, unsaid: frozenset[str]) -> str:
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return "; ".join(f"{_name(str(name)).lower()}: {text}" for name, text in _pairs(value, unsaid))
    if isinstance(value, list):
        return "; ".join(text for each in value if (text := _text(each, unsaid)))
    return spoken(str(value))


def _pairs(value: Mapping[str, Any], unsaid: frozenset[str]) -> Iterator[tuple[str, str]]:
    """The details by name, at every depth without those that are `unsaid`."""
    for name, each in value.items():
        if name not in unsaid and (text := _text(_said(name, each), unsaid)):
            yield name, text
