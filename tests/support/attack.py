"""Attacking pages: every address there is, found in the application and by following links, with all that is hostile.

Nothing here names a page. A page that is added is attacked as soon as the application has it, and its form as soon as
a link leads to it.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, quote_from_bytes, urldefrag, urlsplit

import httpx
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import compile_path

SCRIPT = "<script>alert(1)</script>"
WORDS = (
    "",
    " ",
    "-1",
    "0",
    "1.5",
    "1e400",
    "NaN",
    "\u0663",
    "\u00b2",
    "2147483648",
    "9223372036854775808",
    "9" * 5_000,
    "0001-01-01",
    "9999-12-31",
    "2024-02-30",
    "true",
    "null",
    "None",
    "..",
    "../../../../etc/passwd",
    "..\\..\\windows",
    "//evil.example/",
    "https://evil.example/",
    "' OR 1=1 --",
    '"; DROP TABLE decision; --',
    '" * NEAR( ^ col:x AND OR NOT',
    "%",
    "_%\\",
    SCRIPT,
    f"'\" onmouseover=alert(1) {SCRIPT}",
    "{{ 7*7 }}{% raise %}${7*7}",
    "line\r\nSet-Cookie: evil=1\r\n\r\n<b>",
    "\x00",
    "a\x00b",
    "\u202egnp.exe",
    "\ufeff\u200b\u2028",
    "\U0001f642\u0301\u0301\u0301",
    "=cmd|' /C calc'!A0",
    "x" * 5_000,
    "[]",
    "a=b&c=d;e#f?g",
)
HOSTILE = (*(words.encode() for words in WORDS), b"\xff\xfe", b"\xed\xa0\x80", b"\xc0\xae\xc0\xae/")
# What a database, a number, a date or a path takes amiss, and a script that may not show: tried in every place.
SHARP = tuple(
    each if isinstance(each, bytes) else each.encode()
    for each in (
        "",
        "-1",
        "1e400",
        "\u00b2",
        "9223372036854775808",
        "9" * 5_000,
        "2024-02-30",
        "../../../../etc/passwd",
        "' OR 1=1 --",
        f"'\" onmouseover=alert(1) {SCRIPT}",
        "a\x00b",
        b"\xff\xfe",
        b"\xed\xa0\x80",
    )
)
# The others are shared out: each place gets one in so many of them, and all places together every one.
BLUNT = tuple(each for each in HOSTILE if each not in SHARP)
SHARES = 4
# What SQLite and PostgreSQL take differently: a zero byte, what is no text, a number too large.
TAKEN_DIFFERENTLY = (
    *(words.encode() for words in ("2147483648", "9223372036854775808", "9" * 5_000, "\x00", "a\x00b", "%", "_%\\")),
    b"\xff\xfe",
    b"\xed\xa0\x80",
)
WORST = tuple(each.encode() for each in (f"{SCRIPT}\x00", "9" * 5_000))
ENORMOUS = b"x" * 300_000
MOST_OF_A_KIND = 4
LONGEST_QUERY = 60_000
BROKEN = 500
# For programs, which read JSON.
NO_PAGES = ("/health", "/callbacks/")
PLACE = re.compile(r"\{[^}]*\}")


def share(number: int) -> tuple[bytes, ...]:
    """What the place with this number gets: all that is sharp, and its share of the rest."""
    return SHARP + BLUNT[number % SHARES :: SHARES]


@dataclass
class FoundForm:
    """A form on a page: the address it stands on and goes to, its fields with what a willing person would send."""

    page: str
    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)


class Reading(HTMLParser):
    """The links and forms of a page."""

    def __init__(self, page: str, text: str) -> None:
        super().__init__()
        self.page = page
        self.links: list[str] = []
        self.forms: list[FoundForm] = []
        self._select = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of what leads on or is sent."""
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        elif tag == "form":
            action = given.get("action") or self.page
            self.forms.append(FoundForm(self.page, action, given.get("method", "get").upper()))
        elif self.forms:
            self._field(tag, given)

    def _field(self, tag: str, given: Mapping[str, str]) -> None:
        name, form = given.get("name", ""), self.forms[-1]
        if tag == "option" and self._select:
            form.fields[self._select] = form.fields[self._select] or given.get("value", "")
        if not name:
            return
        self._select = name if tag == "select" else self._select
        if given.get("type") == "file":
            form.files.add(name)
        elif tag in ("input", "button"):
            form.fields.setdefault(name, given.get("value") or willing(name))
        elif tag in ("textarea", "select"):
            form.fields.setdefault(name, "" if tag == "select" else willing(name))


def willing(name: str) -> str:
    """What a person might type into a field of this name."""
    parts = {"day": "3", "month": "6", "year": "2024"}
    return parts.get(name.rpartition("-")[2], "some words")


@dataclass(frozen=True)
class Address:
    """An address of the application: template, method, names its query may have by declaration, and what answers it."""

    template: str
    method: str
    names: tuple[str, ...]
    answered_by: str

    def fits(self, path: str) -> bool:
        """Whether a path leads to it."""
        return compile_path(self.template)[0].match(path) is not None

    def filled(self, value: bytes) -> str:
        """The path with something in each of its places; without a place, the same every time."""
        return PLACE.sub(lambda _: quote_from_bytes(value, safe="") or "%20", self.template)


def addresses(app: FastAPI) -> list[Address]:
    """Every address of an application."""
    return [
        Address(str(context.path), method, tuple(_query(context.route.dependant)), context.route.endpoint.__qualname__)
        for context in iter_route_contexts(app.routes)
        if isinstance(context.route, APIRoute)
        for method in sorted(context.methods or {"GET"})
    ]


def _query(dependant: Dependant) -> Iterator[str]:
    yield from (each.alias for each in dependant.query_params)
    for deeper in dependant.dependencies:
        yield from _query(deeper)


@dataclass
class Crawl:
    """What following links found: real paths of each template, query names of each, and forms."""

    paths: dict[str, list[str]] = field(default_factory=dict)
    names: dict[str, set[str]] = field(default_factory=dict)
    forms: dict[tuple[str, tuple[str, ...]], FoundForm] = field(default_factory=dict)


def crawl(client: httpx.Client, known: list[Address], *starts: str) -> Crawl:
    """Follow links from some addresses, a few of each kind; AssertionError for a page that breaks."""
    found, waiting, seen = Crawl(), deque(starts), set(starts)
    while waiting:
        path = waiting.popleft()
        answer = client.get(path)
        sound(answer)
        if location := answer.headers.get("location", ""):
            waiting += _new([location], path, seen)
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        reading = Reading(path, answer.text)
        for link in _new(reading.links, path, seen):
            if _is_wanted(found, known, link):
                waiting.append(link)
        for form in reading.forms:
            template = template_of(known, form.method, form.action)
            found.forms.setdefault((template, tuple(form.fields)), form)
            found.names.setdefault(template, set()).update(form.fields)
    return found


def _new(links: list[str], page: str, seen: set[str]) -> list[str]:
    here = [urldefrag(link)[0] for link in links]
    joined = [str(httpx.URL("http://here" + page).join(link).raw_path, "ascii") for link in here if link]
    new = [link for link in dict.fromkeys(joined) if link not in seen]
    seen.update(new)
    return new


def _is_wanted(found: Crawl, known: list[Address], link: str) -> bool:
    split = urlsplit(link)
    template = template_of(known, "GET", split.path)
    found.names.setdefault(template, set()).update(name for name, _ in parse_qsl(split.query))
    paths = found.paths.setdefault(template, [])
    paths.append(link)
    return len(paths) <= MOST_OF_A_KIND


def template_of(known: list[Address], method: str, path: str) -> str:
    """The template a path leads to; AssertionError for a link or a form that leads nowhere."""
    plain = httpx.URL("http://here" + path).path
    fitting = [each.template for each in known if each.method == method and each.fits(plain)]
    assert fitting, f"{method} {path} leads nowhere"
    return fitting[0]


def sound(answer: httpx.Response) -> None:
    """What is never broken: no 500, no traceback, no script of a stranger, no header of theirs, no other site."""
    path = answer.request.url.path
    what = f"{answer.request.method} {path[:80]}: {answer.status_code}"
    assert answer.status_code < BROKEN or path == "/health", f"{what}\n{sent(answer)}"
    assert answer.headers.get("content-type", "") != "application/json" or path.startswith(NO_PAGES), what
    assert "Traceback" not in answer.text, what
    if answer.headers.get("content-type", "").startswith("text/html"):
        assert SCRIPT not in answer.text, f"{what}\n{sent(answer)}"
    assert "evil" not in answer.headers.get("set-cookie", ""), what
    here = str(answer.request.url.copy_with(raw_path=b""))
    location = answer.headers.get("location", "/").removeprefix(here.rstrip("/"))
    assert location.startswith("/"), what
    assert not location.startswith(("//", "/\\")), what


def sent(answer: httpx.Response) -> str:
    """What a request said, as far as a person can read it."""
    return repr(answer.request.content[:2_000])


def query_of(names: set[str], value: bytes) -> str:
    """A query that gives every name the same value; as long as a client lets it be."""
    return "&".join(f"{name}={quote_from_bytes(value, safe='')}" for name in sorted(names))[:LONGEST_QUERY]


def body_of(fields: Mapping[str, str | bytes]) -> bytes:
    """A form as a browser would send it, were it told to send just any bytes."""
    plain = {name: value if isinstance(value, bytes) else value.encode() for name, value in fields.items()}
    return "&".join(f"{quote_from_bytes(n.encode())}={quote_from_bytes(v)}" for n, v in plain.items()).encode()
