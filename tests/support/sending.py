"""Ways to a page that only shows once something was sent: steps of logging, what is found on another page."""

from __future__ import annotations

import re
from typing import Any

import httpx

from tests.support.every_page import Finding, Sending
from tests.support.filled_offices import DEE, OPEN
from tests.support.log_pages import AGREED, NEW, press, start
from tests.support.web_office import WebOffice, hidden

SEE_OTHER = 303


def proposed(text: str = AGREED) -> Sending:
    """Paste a text on the page that logs a decision."""
    return lambda browser, _office: start(browser, NEW | {"text": text})


def answered(**typed: Any) -> Sending:
    """Go on from what was proposed, with these answers."""
    return lambda browser, _office: press(browser, start(browser, NEW | {"text": AGREED}), "check", **typed)


def logged_twice(browser: httpx.Client, office: WebOffice) -> httpx.Response:
    """Log what was proposed, and go on from the same text once more."""
    assert press(browser, answered(r4_by="period")(browser, office), "confirm").status_code == SEE_OTHER
    return answered(r4_by="period")(browser, office)


def linked(page: str, words: str) -> Finding:
    """Where the link with these words leads that stands on a page."""

    def find(browser: httpx.Client, _office: WebOffice) -> str:
        found = re.search(rf'href="([^"]*)">{re.escape(words)}', browser.get(page).text)
        assert found is not None, f"{page} has no link {words}"
        return found[1]

    return find


def form_behind(page: str, words: str, act: str, fields: dict[str, str]) -> Sending:
    """Send a form of the page behind a link; it goes to an address below that of its page."""

    def send(browser: httpx.Client, office: WebOffice) -> httpx.Response:
        path = linked(page, words)(browser, office)
        return browser.post(f"{path}/{act}", data=hidden(browser.get(path)) | fields)

    return send


def get(path: str) -> Sending:
    """Ask for a page."""
    return lambda browser, _office: browser.get(path)


def late(path: str, fields: dict[str, str]) -> Sending:
    """Open a page about the open recommendation, let somebody else write a note about it, then send the form."""

    def send(browser: httpx.Client, office: WebOffice) -> httpx.Response:
        opened, dee = hidden(browser.get(path)), office.browser_of(DEE)
        note = f"/recommendations/note/{OPEN}"
        written = dee.post(note, data=hidden(dee.get(note)) | {"note": "They paid", "about": "recommendation"})
        assert written.status_code == SEE_OTHER
        return browser.post(path, data=opened | fields)

    return send
