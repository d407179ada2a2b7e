"""Logging a decision on the pages: typed, or proposed from pasted text; nothing is saved before it is confirmed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import httpx
import pytest
from sqlalchemy import text as sql

from tests.support.web_office import WebOffice, hidden, serving_office
from tests.support.world import World

HOSTILE = "<script>alert(1)</script>'\" OR 1=1 -- \u202e\x00 {{ 7*7 }} ../../etc/passwd"
ENORMOUS = "x" * 300_000
NEW = {
    "decision": "24 000 001",
    "authority": "E1",
    "decided_on-day": "1",
    "decided_on-month": "4",
    "decided_on-year": "2024",
    "outcome": "upheld",
    "subject": "Council tax",
    "answer": "agreed",
}
AGREED = """Within one month of this decision the Council has agreed to:
- apologise to Ms A;
- pay Ms A £150 for her distress;
- review its policy so that plans are completed within 20 weeks.

Within one month, the Council will remind its staff of the policy.
"""


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    """An office with one authority, one decision on record, and people who may log and who may not."""
    with serving_office(world) as made:
        made.person("Kim Shaw", "investigator")
        made.person("Max Howe", "manager")
        world.authority()
        world.decision(subject="Housing")
        yield made


CONTROL = re.compile(r"<(input|textarea|select)\b([^>]*)>(.*?)(?=<)", re.DOTALL)


def controls(answer: httpx.Response) -> dict[str, Any]:
    """What a browser would send of a page's form, buttons left out: every control as it stands."""
    found: dict[str, Any] = {}
    page = answer.text[answer.text.index('action="/log"') :]
    for tag, attributes, words in CONTROL.findall(page):
        known = {name: unescape(value) for name, value in re.findall(r'([a-z-]+)="([^"]*)"', attributes)}
        name = known.get("name")
        if name is None or tag == "select":
            continue
        if known.get("type") in ("radio", "checkbox") and not re.search(r"\bchecked\b", attributes):
            continue
        value = unescape(words).removeprefix("\n") if tag == "textarea" else known.get("value", "")
        found.setdefault(name, []).append(value)
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        found[name] = [unescape(chosen[1])] if chosen else []
    return found


def start(browser: httpx.Client, fields: dict[str, str], do: str = "read") -> httpx.Response:
    """Fill in the first page and send it."""
    return browser.post("/log", data=hidden(browser.get("/log")) | fields | {"do": do})


def press(browser: httpx.Client, shown: httpx.Response, do: str, **typed: Any) -> httpx.Response:
    """Type into the page that is shown, and press a button of it."""
    named = {name.replace("_", "-"): value for name, value in typed.items()}
    return browser.post("/log", data=controls(shown) | named | {"do": do})


def stored(office: WebOffice, columns: str, table: str = "recommendation") -> list[tuple[Any, ...]]:
    with office.world.store.reading() as session:
        return [tuple(row) for row in session.execute(sql(f"SELECT {columns} FROM {table} ORDER BY id"))]


def test_a_pasted_text_is_proposed_answered_looked_at_and_logged(office: WebOffice) -> None:
    kim = office.browser_of("Kim Shaw")
    proposed = start(kim, NEW | {"text": AGREED})
    assert proposed.status_code == 200, proposed.text
    assert proposed.text.count('<section class="amends-recommendation"') == 4
    assert '<mark class="amends-mark amends-mark--deadline">Within one month of this decision</mark>' in proposed.text
    assert '<mark class="amends-mark amends-mark--sum">£150</mark>' in proposed.text
    assert '<mark class="amends-mark amends-mark--content">within 20 weeks</mark>' in proposed.text
    assert "does not say from which day it counts" in proposed.text
    unanswered = press(kim, proposed, "check")
    assert unanswered.status_code == 422
    assert "Select by when recommendation 4 is to be done" in unanswered.text
    looked = press(kim, unanswered, "check", r4_by="period")
    assert looked.status_code == 200, looked.text
    assert "Check before it is logged" in looked.text
    assert "1 May 2024" in looked.text
    assert stored(office, "reference") == []
    answer = press(kim, looked, "confirm")
    assert answer.status_code == 303, answer.text
    assert stored(office, "reference, kind, due_on, response") == [
        (f"24 000 001-{number}", kind, "2024-05-01", "agreed")
        if isinstance(stored(office, "due_on")[0][0], str)
        else (f"24 000 001-{number}", kind, stored(office, "due_on")[0][0], "agreed")
        for number, kind in enumerate(
            ("personal_remedy", "personal_remedy", "service_improvement", "service_improvement"), 1
        )
    ]
    page = kim.get(answer.headers["location"])
    assert page.status_code == 200
    assert "on record with what was logged to it" in page.text
    assert "Kim Shaw" in page.text
