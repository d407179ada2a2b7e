"""The navigation: which of the main pages a person finds at the top, in what order."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from compliance.domain.people import Permission


@dataclass(frozen=True)
class Entry:
    """One item of the navigation: its words, its address, and the permission its page asks for."""

    text: str
    href: str
    permission: Permission


ENTRIES: tuple[Entry, ...] = (
    Entry("My work", "/my-work", Permission.SEE_CASES),
    Entry("Tasks", "/tasks", Permission.SEE_CASES),
    Entry("Log a decision", "/log", Permission.LOG_DECISIONS),
    Entry("Import", "/import", Permission.IMPORT_CASES),
    Entry("Overview", "/overview", Permission.SEE_OVERVIEW),
    Entry("Is it running?", "/running", Permission.SEE_RUNNING),
)


def menu_for(permissions: Collection[str], path: str) -> list[dict[str, object]]:
    """The items for somebody who may do so much, as the GOV.UK service navigation takes them."""
    return [
        {"text": entry.text, "href": entry.href, "current": path == entry.href, "active": path.startswith(entry.href)}
        for entry in ENTRIES
        if entry.permission in permissions
    ]
