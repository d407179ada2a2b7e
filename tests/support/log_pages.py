"""The pages that log a decision, worked as a browser without a script works them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any

import httpx
from sqlalchemy import text as sql

from tests.support.web_office import WebOffice, hidden, serving_office
from tests.support.world import World

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
COLUMNS = "reference, kind, due_on, response"
AGREED = """Within one month of this decision the Council has agreed to:
- apologise to Ms A;
- pay Ms A £150 for her distress;
- review its policy so that plans are completed within 20 weeks.

Within one month, the Council will remind its staff of the policy.
"""


@contextmanager
def logging_office(world: World) -> Iterator[WebOffice]:
    """An office with one authority, one decision on record, and people who may log and who may not."""
    with serving_office(world) as made:
        made.person("Kim Shaw", "investigator")
        made.person("Max Howe", "manager")
        world.authority(name="Eastshire")
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
    """Columns of a table's rows, in their order."""
    with office.world.store.reading() as session:
        order = "id" if table in ("recommendation", "decision") else "recommendation_id, position"
        return [tuple(row) for row in session.execute(sql(f"SELECT {columns} FROM {table} ORDER BY {order}"))]


def fields(shown: httpx.Response, *names: str) -> list[str]:
    """What stands in some fields of the form."""
    return [controls(shown).get(name, [""])[0] for name in names]


def words_of(shown: httpx.Response) -> str:
    """A page as it is read."""
    return " ".join(unescape(re.sub("<[^>]*>", " ", shown.text)).split())
