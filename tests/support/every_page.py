"""What a look at every page needs to know: how each address is reached in each state, or why there is no such state.

Who adds a page adds a row to `PAGES` of tests/web/table_of_pages.py; who adds a form adds one to its `ANSWERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import httpx

from tests.support.filled_offices import KIM
from tests.support.web_office import WebOffice, hidden


class State(StrEnum):
    """With nothing to show, with some of it, with more than a page holds."""

    EMPTY = "empty"
    ONE = "one"
    MANY = "many"


# Finds the path, as it only shows once something was done; sends a form.
Finding = Callable[[httpx.Client, WebOffice], str]
Sending = Callable[[httpx.Client, WebOffice], httpx.Response]


@dataclass(frozen=True)
class At:
    """Where a page is in one state, what its first heading says, and who looks; nobody signed in for ""."""

    path: str | Finding
    heading: str
    who: str = KIM

    def found(self, browser: httpx.Client, office: WebOffice) -> str:
        """The path."""
        return self.path if isinstance(self.path, str) else self.path(browser, office)


Ways = At | tuple[At, ...] | str


@dataclass(frozen=True)
class PageRow:
    """An address, the template that makes its page, and each state: where it is, or in words why it cannot be."""

    address: str
    template: str
    empty: Ways
    one: Ways
    many: Ways

    def ways(self, state: State) -> tuple[At, ...]:
        """Where the page is in a state; nowhere where there is no such state."""
        given: Ways = getattr(self, state)
        if isinstance(given, str):
            return ()
        return given if isinstance(given, tuple) else (given,)


@dataclass(frozen=True)
class AnswerRow:
    """A page that is shown because of what was sent to an address: how to send it, and what it is answered with."""

    address: str
    template: str
    send: Sending
    says: str = "There is a problem"
    status: int = 422
    who: str = KIM
    state: State = State.ONE


def form(path: str, fields: Mapping[str, Any] | None = None, page: str = "") -> Sending:
    """Send the form of a page, by itself the one at the same path, with nothing typed but these fields."""

    def send(browser: httpx.Client, _office: WebOffice) -> httpx.Response:
        return browser.post(path, data=hidden(browser.get(page or path)) | dict(fields or {}))

    return send


def unlooked(method: str, known: set[str], rows: set[str], others: set[str]) -> Iterator[str]:
    """What is wrong with a table of addresses, one line each."""
    for each in sorted(known - rows - others):
        yield f"{method} {each} is looked at in no state: add a row for it to tests/web/table_of_pages.py"
    for each in sorted((rows | others) - known):
        yield f"{method} {each} is in tests/web/table_of_pages.py and is no address of the application"
    for each in sorted(rows & others & known):
        yield f"{method} {each} has a row, and a reason why it needs none"
