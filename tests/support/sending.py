"""Ways to a page that only shows once something was sent: steps of logging, uploads, what is found on another page."""

from __future__ import annotations

import re
from typing import Any

import httpx

from tests.support.every_page import Finding, Sending
from tests.support.filled_offices import DEE, OPEN
from tests.support.log_pages import AGREED, NEW, press, start
from tests.support.web_office import WebOffice, hidden

SEE_OTHER = 303
AUTHORITIES = "code,name,type\r\nX1,Eastshire,county\r\n"
DECISIONS = "reference,authority_code,subject,decided_on,outcome\r\n99 001,X1,Housing,2024-03-01,upheld\r\n"
RECOMMENDATIONS = "reference,decision_reference,kind,categories,action,period\r\n"


def tables(rows: int, period: str = "3 months") -> dict[str, str]:
    """An authority with a decision of so many recommendations, as files to import."""
    lines = [
        f"99 001-{number},99 001,service_improvement,Other,Review it,{period}\r\n" for number in range(1, rows + 1)
    ]
    return {
        "authorities.csv": AUTHORITIES,
        "decisions.csv": DECISIONS,
        "recommendations.csv": RECOMMENDATIONS + "".join(lines),
    }


def upload(browser: httpx.Client, files: dict[str, str]) -> httpx.Response:
    """Choose files and send them to be checked."""
    parts = [("files", (name, content.encode())) for name, content in files.items()]
    return browser.post("/import", data=hidden(browser.get("/import")) | {"age": "live"}, files=parts)


def uploaded(rows: int) -> Finding:
    """Where it is shown what an upload of so many recommendations would create."""
    return lambda browser, _office: upload(browser, tables(rows)).headers["location"]


def imported(browser: httpx.Client, _office: WebOffice) -> str:
    """Where it is shown what an upload has created."""
    path = upload(browser, tables(1)).headers["location"]
    assert browser.post(path, data=hidden(browser.get(path))).headers["location"] == path
    return path


def renamed(browser: httpx.Client, office: WebOffice) -> str:
    """Where it is shown what an upload would change of an authority that is on record."""
    imported(browser, office)
    other = tables(1) | {"authorities.csv": AUTHORITIES.replace("Eastshire", "Eastshire County Council")}
    return upload(browser, other).headers["location"]


def wrong_rows(rows: int) -> Sending:
    """Send so many rows of which each is wrong."""
    return lambda browser, _office: upload(browser, tables(rows, "soon"))


def overtaken(browser: httpx.Client, office: WebOffice) -> httpx.Response:
    """Confirm an upload that says something else than what somebody has imported since."""
    path = upload(browser, tables(1)).headers["location"]
    other = tables(1) | {"authorities.csv": AUTHORITIES.replace("county", "district")}
    dee = office.browser_of(DEE)
    theirs = upload(dee, other).headers["location"]
    dee.post(theirs, data=hidden(dee.get(theirs)))
    return browser.post(path, data=hidden(browser.get(path)))


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
