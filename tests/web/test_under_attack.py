"""Every address of the pages with hostile paths, queries and fields: a page that says so, and never a 500."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import date

import httpx
import pytest

from compliance.domain.delivery import Answer, Result
from compliance.domain.evidence import Judgement
from compliance.domain.moment import Moment
from compliance.domain.outcomes import Outcome
from compliance.domain.recommendations import Kind
from compliance.domain.waiting import Wait, WaitKind
from compliance.domain.work_filters import Filters
from compliance.runtime import open_installation
from compliance.usecases.hold import place_hold
from compliance.usecases.propose_outcome import propose
from compliance.usecases.request_extension import Request, ask
from compliance.usecases.saved_views import save_view
from compliance.usecases.stop_clock import stop
from compliance.web.app import create_app
from tests.support.attack import (
    ENORMOUS,
    HOSTILE,
    SHARES,
    TAKEN_DIFFERENTLY,
    WORST,
    Address,
    Crawl,
    FoundForm,
    addresses,
    body_of,
    crawl,
    query_of,
    share,
    sound,
    template_of,
)
from tests.support.statements import heard_everywhere
from tests.support.web_office import WebOffice, hidden, serving_office
from tests.support.world import World

# Hundreds of pages a test: on a busy machine that is more than the usual limit.
pytestmark = pytest.mark.timeout(600)

OURS = ("csrf", "once", "seen")
FORM = {"content-type": "application/x-www-form-urlencoded"}
BOUNDARY = b"amends"
MOST_FOR_WORDS = 3
# A database of either kind refuses other values, a zero byte or a number too large: the second one is tried with those.
BOTH = pytest.mark.parametrize("database_kind", ["sqlite", "postgresql"], indirect=True)
READING = ("SELECT", "PRAGMA", "BEGIN", "WITH")
STARTS = ("/", "/sign-in", "/sign-in/code", "/search?q=Council", "/authorities/E1", "/my-work?list=all&order=due")
# Kinds of content and contents, each with one of the other.
KINDS = (
    "",
    "text/plain",
    "application/json",
    "multipart/form-data",
    "multipart/form-data; boundary=x",
    FORM["content-type"],
)
BODIES = (b"", b"{}", b"\xff\x00", b"--x\r\n\r\n--x--", b"a" * 3_000, b"&=&&=%zz&" * 200, b"--x\r\nContent-Dis")

# Forms that no link of this office leads to, and where they are sent whatever anybody could type.
ELSEWHERE = {
    "/callbacks/{service}": "test_callbacks",
    "/contacts/restore/{number}/{code:path}": "test_contacts",
    "/import/{name}": "test_import_pages",
    "/log/summary-check/{number}": "test_log_details",
    "/recommendations/summary-check/{reference:path}": "test_summaries",
    "/recommendations/decide-stage/{reference:path}": "test_statutory_acts",
    "/recommendations/stage-done/{reference:path}": "test_statutory_acts",
    "/recommendations/stage-failed/{reference:path}": "test_statutory_acts",
    "/sign-in": "test_signing_in",
    "/sign-in/demo": "test_signing_in",
    "/tasks/{number}/done": "test_tasks, in the same table as those to settle and to give",
}


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    """An office with recommendations that stand in every way, and somebody with every role."""
    with serving_office(world) as made:
        made.person("Kim Shaw", *world.rulebook.roles)
        world.authority()
        for number in range(1, 4):
            world.decision(f"23 00{number}", subject="Housing")
        waits = {"period": "1 month", "waits": Wait(WaitKind.EVENT, "the new council is there", date(2024, 7, 1))}
        for number, case in enumerate((*["23 001"] * 4, "23 002", "23 003", *["23 002"] * 4), start=1):
            more = waits if number == 7 else {}
            world.log(f"{case}-{number}", kind=list(Kind)[number % 2], response=None, **more)
        happens(world)
        yield made


def happens(world: World) -> None:
    """What each form needs to be offered: evidence, requests, a stopped clock, a hold, outcomes, a list, a doubt."""
    moment: Moment = world.moment
    kim = replace(moment, actor="Kim Shaw")
    world.evidence("23 001-1")
    world.evidence("23 002-10")
    world.judge("23 002-10", Judgement.SUFFICIENT)
    with world.writing() as session:
        wanted = Request(date(2024, 6, 3), "flood", "Ann", world.today)
        ask(session, world.rulebook, moment, "23 001-2", wanted)
        stop(session, world.rulebook, moment, "23 001-3", next(iter(world.rulebook.stop_categories)), "court", "Kim")
        place_hold(session, world.rulebook, moment, "23 002-10", date(2024, 6, 20), "talks")
        propose(session, world.rulebook, moment, "23 002-8", Outcome.CEASED, "it moved away")
        propose(session, world.rulebook, kim, "23 002-9", Outcome.CEASED, "it moved away")
        save_view(session, kim, "Late ones", Filters(overdue=True), shared=False)
    world.extend("23 002-5", "2024-06-10")
    world.evidence("23 003-6")
    world.end("23 003-6", Outcome.SATISFIED)
    world.postbox.always["officer@e1.example"] = Answer(Result.UNKNOWN, "no answer")
    world.run("2024-05-28")


@pytest.fixture(scope="module")
def known() -> list[Address]:
    """The addresses of the application, which are attacked."""
    return addresses(create_app(open_installation, lambda _: {}))


@pytest.fixture(scope="module")
def crawled() -> list[Crawl]:
    """What following links found in the first office: in every other one it is the same."""
    return []


@pytest.fixture
def found(office: WebOffice, known: list[Address], crawled: list[Crawl]) -> Crawl:
    """The pages and forms to be attacked."""
    if not crawled:
        crawled.append(crawl(office.browser_of("Kim Shaw"), known, *STARTS))
    return deepcopy(crawled[0])


def test_every_link_and_every_form_leads_somewhere(known: list[Address], found: Crawl) -> None:
    assert {"/my-work", "/cases/{reference:path}", "/tasks/{number}", "/overview"} <= set(found.paths)
    assert {"list", "order", "authority"} <= found.names["/my-work"]
    reached = {template for template, fields in found.forms}
    posts = {each.template for each in known if each.method == "POST"}
    assert posts - reached == set(ELSEWHERE)


def test_to_look_at_a_page_changes_nothing_but_that_it_was_looked_at(office: WebOffice, known: list[Address]) -> None:
    kim = office.browser_of("Kim Shaw")
    with heard_everywhere() as made:
        found = crawl(kim, known, *STARTS)
    assert len(found.paths) > 20
    asked = [statement.split(maxsplit=3) for statement, _, _ in made]
    written = {words[2 if words[0] in ("INSERT", "DELETE") else 1] for words in asked if words[0] not in READING}
    # A view of personal words is an event; a next action that was stale is derived anew.
    assert written <= {"event", "next_action", "stale_action"}
    assert "event" in written


def get(client: httpx.Client, raw: str) -> None:
    """Ask for an address exactly as it is written."""
    url = httpx.URL(str(client.base_url)).copy_with(raw_path=raw.encode("ascii"))
    sound(client.get(url))


@BOTH
def test_whatever_stands_in_an_address_gets_a_page(
    office: WebOffice, known: list[Address], found: Crawl, database_kind: str
) -> None:
    kim = office.browser_of("Kim Shaw")
    asked = [each for each in known if each.method == "GET"]
    for number, address in enumerate(asked):
        names = found.names.get(address.template, set()) | set(address.names)
        real = (found.paths.get(address.template) or [address.filled(b"1")])[0].partition("?")[0]
        # Several addresses that the same function answers share what is hostile among them.
        alike = [each.template for each in asked if each.answered_by == address.answered_by]
        values = HOSTILE if len(alike) > 1 else share(number)
        values = values if database_kind == "sqlite" else TAKEN_DIFFERENTLY
        for value in values[alike.index(address.template) :: len(alike)]:
            if "{" in address.template:
                get(kim, address.filled(value))
            if names:
                get(kim, f"{real}?{query_of(names, value)}")
        get(kim, f"{real}?{'&'.join(f'{name}=1&{name}=2' for name in names or {'x'})}")
        get(kim, f"{real}?{'&' * 2_000}%zz=%&=&[]=")
    crawl(kim, known, *STARTS)


def attacks(form: FoundForm, hostile: tuple[bytes, ...], *, ours: bool) -> Iterator[dict[str, str | bytes]]:
    """What is hostile, spread over the fields; the worst in each field alone; nothing; far too much; too many."""
    typed = [name for name in form.fields if name not in OURS]
    kept: dict[str, str | bytes] = {name: form.fields[name] for name in OURS if name in form.fields}
    yield kept
    if typed:
        for some in batched(hostile, len(typed)):
            yield kept | dict(zip(typed, some, strict=False))
    for name in form.fields if ours else typed:
        for value in WORST:
            yield form.fields | {name: value}
    yield kept | dict.fromkeys(typed, ENORMOUS)
    yield {**kept, **{f"{name}{number}": "x" for name in typed for number in range(600)}}


def batched(values: tuple[bytes, ...], size: int) -> Iterator[tuple[bytes, ...]]:
    """The values, so many at a time."""
    for first in range(0, len(values), size):
        yield values[first : first + size]


def fresh(client: httpx.Client, form: FoundForm) -> dict[str, str]:
    """The token, the key and the stamp of the form as its page has them now."""
    return {name: value for name, value in hidden(client.get(form.page)).items() if name in OURS}


@BOTH
def test_whatever_a_form_says_gets_a_page(
    office: WebOffice, known: list[Address], found: Crawl, database_kind: str
) -> None:
    for number, form in enumerate(each for each in found.forms.values() if each.method == "POST"):
        hostile = share(number) if database_kind == "sqlite" else TAKEN_DIFFERENTLY
        # One place looks at what is ours in all forms; what is typed is every form's own.
        ours = number % SHARES == 0
        client = office.browser_of("Kim Shaw")
        form.fields |= fresh(client, form)
        for fields in attacks(form, hostile, ours=ours):
            answer = client.post(form.action, content=body_of(fields), headers=FORM)
            sound(answer)
            if answer.status_code in (303, 403, 409):  # the stamp, or the whole session, is used up
                client = office.browser_of("Kim Shaw")
                form.fields |= fresh(client, form)
        for answer in files_to(client, form, hostile):
            sound(answer)
    crawl(office.browser_of("Kim Shaw"), known, *STARTS)


def files_to(client: httpx.Client, form: FoundForm, hostile: tuple[bytes, ...]) -> Iterator[httpx.Response]:
    """Files with hostile names, in each place for a file and in a place for words."""
    for value in hostile if form.files else hostile[-MOST_FOR_WORDS:]:
        parts = [part(name, text.encode()) for name, text in (form.fields | fresh_once(client, form, value)).items()]
        name = value.replace(b'"', b"%22").replace(b"\r", b"").replace(b"\n", b"")
        places = form.files or set(list(form.fields)[-1:])
        parts += [part(place, b"<b>\x00\xff", b'; filename="' + name + b'"') for place in sorted(places)]
        body = b"".join(parts) + b"--" + BOUNDARY + b"--\r\n"
        kind = {"content-type": f"multipart/form-data; boundary={BOUNDARY.decode()}"}
        yield client.post(form.action, content=body, headers=kind)


def fresh_once(client: httpx.Client, form: FoundForm, value: bytes) -> dict[str, str]:
    """A stamp that is right for every second file: it is then taken, where its name can be."""
    return fresh(client, form) if form.files and len(value) % 2 else {}


def part(name: str, content: bytes, more: bytes = b"") -> bytes:
    """One part of a form that carries files."""
    head = b'Content-Disposition: form-data; name="' + name.encode() + b'"' + more
    return b"--" + BOUNDARY + b"\r\n" + head + b"\r\n\r\n" + content + b"\r\n"


def test_what_is_no_form_at_all_gets_a_page(office: WebOffice, known: list[Address], found: Crawl) -> None:
    for address in (each for each in known if each.method == "POST"):
        kim = office.browser_of("Kim Shaw")
        token = hidden(kim.get("/my-work"))["csrf"]
        real = next((each.action for each in found.forms.values() if is_of(known, each, address)), address.filled(b"1"))
        for number, body in enumerate(BODIES * 3):
            # Every second one bears the token: the others are turned away whatever they are.
            headers = {"content-type": KINDS[(number + number // len(BODIES)) % len(KINDS)]}
            headers |= {"x-csrf-token": token} if number % 2 else {}
            sound(kim.post(real, content=body, headers=headers))
        for value in WORST if "{" in address.template else ():
            url = httpx.URL(office.address).copy_with(raw_path=address.filled(value).encode("ascii"))
            sound(kim.post(url, content=body_of({"csrf": token}), headers=FORM))
        for method in ("PUT", "DELETE", "TRACE"):
            assert kim.request(method, real).status_code in (400, 403, 404, 405)


def is_of(known: list[Address], form: FoundForm, address: Address) -> bool:
    """Whether a form goes to an address."""
    return form.method == "POST" and template_of(known, "POST", form.action) == address.template
