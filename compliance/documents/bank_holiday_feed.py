"""Reading the official list of bank holidays, from a file or an address, in the JSON of gov.uk (rule D9).

`{"scotland": {"division": "scotland", "events": [{"title": ..., "date": "2026-12-25", ...}, ...]}, ...}`. Whatever is
wrong with it is one line that says where; nothing of such a feed is used.
"""

from __future__ import annotations

import asyncio
import io
import json
import os
import re
import select
import time
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import httpx

from compliance.domain.bank_holidays import Listing
from compliance.domain.errors import AmendsError, Refused, WrongUse

DIVISIONS = ("england-and-wales", "scotland", "northern-ireland")
ADDRESSES = ("http://", "https://")
SECONDS = 20.0
MOST_BYTES = 2_000_000
LONGEST_SOURCE, LONGEST_REASON = 2_000, 200
FIRST_YEAR, YEARS_AHEAD = 1990, 2100
UNSAID = re.compile("[\0-\x1f\x7f\u2028\u2029\ud800-\udfff]")  # what a line, or the database, cannot hold
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_feed(source: str, *, seconds: float = SECONDS) -> dict[str, Listing]:
    """Read the feed at a path or an http(s) address: the list of each division it has, by division.

    One request, or one file or pipe, at most `seconds` long and two megabytes large. Raises WrongUse for a file that
    cannot be read, Refused for an address that does not answer, a pipe that does not end, and for a feed that is empty,
    not JSON, or has a fault.
    """
    return parse_feed(_text(source, seconds), source)


def parse_feed(text: str, source: str) -> dict[str, Listing]:
    """The lists of a feed's text by division; `source` is what faults call it. Raises Refused for the first fault."""
    if not text.strip():
        raise Refused(f"{source} is empty: expected the JSON of gov.uk/bank-holidays.json")
    if text.lstrip().startswith("<"):
        raise Refused(f"{source} is a web page (HTML), not the JSON of gov.uk/bank-holidays.json")
    try:
        data = json.loads(text, object_pairs_hook=_each_key_once)
    except _Fault as fault:
        raise Refused(f"{source}: {fault}") from None
    except (ValueError, RecursionError) as error:
        where = f" (line {error.lineno}, column {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
        raise Refused(f"{source} is no JSON{where}: expected that of gov.uk/bank-holidays.json") from None
    if not isinstance(data, dict) or not data:
        raise Refused(f"{source} has no divisions: expected {', '.join(DIVISIONS)}")
    try:
        return {name: _listing(name, section) for name, section in data.items()}
    except _Fault as fault:
        raise Refused(f"{source}: {fault}") from None


class _Fault(Exception):
    """What is wrong with a feed, in one line."""


def _each_key_once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    keys: set[str] = set()
    for key, _ in pairs:
        if key in keys:
            raise _Fault(f"{key!r} stands twice in one object")
        keys.add(key)
    return dict(pairs)


def _listing(name: str, section: object) -> Listing:
    if name not in DIVISIONS:
        raise _Fault(f"unknown division {name!r}; expected {', '.join(DIVISIONS)}")
    if not isinstance(section, dict) or section.get("division") != name:
        raise _Fault(f"{name}: expected an object with the division {name!r}")
    events = section.get("events")
    if not isinstance(events, list) or not events:
        raise _Fault(f"{name} has no events")
    days: dict[date, str] = {}
    for number, event in enumerate(events, start=1):
        day, title = _event(f"{name}, event {number}", event)
        if day in days:
            raise _Fault(f"{name}, event {number}: {day} stands there twice ({days[day]}, {title})")
        days[day] = title
    return Listing(name, {day: days[day] for day in sorted(days)})


def _event(where: str, event: object) -> tuple[date, str]:
    given: Mapping[str, Any] = event if isinstance(event, dict) else {}
    written, title = given.get("date"), given.get("title")
    try:
        day = date.fromisoformat(written) if isinstance(written, str) and ISO_DATE.fullmatch(written) else None
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year < YEARS_AHEAD:
        raise _Fault(f"{where}: expected a date such as 2026-12-25, not {json.dumps(written)[:40]}")
    if not isinstance(title, str) or not title.strip() or not title.isprintable():
        raise _Fault(f"{where}: expected a title, not {json.dumps(title)[:40]}")
    return day, title.strip()


def _text(source: str, seconds: float) -> str:
    if UNSAID.search(source) or len(source) > LONGEST_SOURCE:
        raise WrongUse(f"expected a file or an http(s) address in a line of at most {LONGEST_SOURCE:,} letters")
    content = _fetched(source, seconds) if source.lower().startswith(ADDRESSES) else _file(source, seconds)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(f"{source} is not UTF-8 text") from None


def _file(source: str, seconds: float) -> bytes:
    if not source.strip():
        raise WrongUse("expected a file or an http(s) address")
    if "://" in source:
        raise WrongUse(f"{source} is neither a file nor an http(s) address")
    try:
        with io.FileIO(source, opener=_at_once) as file:
            return _to_its_end(file, source, seconds)
    except OSError as error:
        raise WrongUse(f"{source} cannot be read: {error.strerror}") from None


def _at_once(path: str, flags: int) -> int:
    """Open a file without waiting: a pipe that nobody writes into would hold up whoever opens it."""
    return os.open(path, flags | os.O_NONBLOCK)


def _to_its_end(file: io.FileIO, source: str, seconds: float) -> bytes:
    """All that a file gives, or a pipe does in time; a device such as /dev/zero has no end."""
    content, until = bytearray(), time.monotonic() + seconds
    waiting = select.poll()
    waiting.register(file, select.POLLIN)
    while (left := until - time.monotonic()) > 0 and waiting.poll(left * 1000):
        part = file.read(MOST_BYTES + 1 - len(content))
        if part == b"":
            return bytes(content)
        content += part or b""
        if len(content) > MOST_BYTES:
            raise Refused(f"{source} is larger than {MOST_BYTES:,} bytes: that is no list of bank holidays")
    raise Refused(f"{source} did not end within {seconds:g} seconds")


def _fetched(address: str, seconds: float) -> bytes:
    try:
        if httpx.URL(address).userinfo:
            raise WrongUse("expected an address without a user name and password in it")
        return asyncio.run(asyncio.wait_for(_get(address), seconds))
    except AmendsError:
        raise
    except TimeoutError:
        raise Refused(f"{address} did not answer within {seconds:g} seconds") from None
    except Exception as error:  # of a port, a host or a redirection that cannot be, each library has its own
        raise Refused(f"{address} cannot be read: {_why(error)}") from None


def _why(error: BaseException) -> str:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return str(error)[:LONGEST_REASON].rstrip(".") or type(error).__name__


async def _get(address: str) -> bytes:
    content = bytearray()
    async with (
        httpx.AsyncClient(follow_redirects=True, max_redirects=3, timeout=None) as client,  # wait_for has it
        client.stream("GET", address, headers={"Accept": "application/json"}) as response,
    ):
        if response.status_code != httpx.codes.OK:
            raise Refused(f"{address} answered {response.status_code} {response.reason_phrase}".rstrip())
        async for part in response.aiter_bytes():
            content += part
            if len(content) > MOST_BYTES:
                raise Refused(f"{address} gave more than {MOST_BYTES:,} bytes: that is no list of bank holidays")
    return bytes(content)
