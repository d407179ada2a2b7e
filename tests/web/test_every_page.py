"""Every page in every state in a real browser: no barrier, nothing malformed, nothing too wide, nothing lost on paper.

How each is reached stands in `table_of_pages`; an address of the application that is not there fails here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from compliance.runtime import open_installation
from compliance.web import pages
from compliance.web.app import create_app
from tests.support.attack import addresses
from tests.support.every_page import AnswerRow, PageRow, State, unlooked
from tests.support.filled_offices import with_many, with_nothing, with_one
from tests.support.look import Looking
from tests.support.mishaps import with_mishaps
from tests.support.web_office import WebOffice, serving_office
from tests.support.world import World
from tests.web.table_of_pages import ANSWERS, MISHAPS, NO_ANSWERS, NO_PAGES, PAGES

# A hundred pages a test: on a busy machine that is more than the usual limit.
pytestmark = pytest.mark.timeout(600)
DEMO = {
    "AMENDS_DEMO": "true",
    "AMENDS_OIDC_ISSUER": "http://127.0.0.1:1",
    "AMENDS_OIDC_CLIENT_ID": "amends",
    "AMENDS_OIDC_CLIENT_SECRET": "tulip",
}
FILLED: dict[State, Callable[[WebOffice], None]] = {
    State.EMPTY: with_nothing,
    State.ONE: with_one,
    State.MANY: with_many,
}
TEMPLATES = Path(pages.__file__).parent / "templates"
OURS = {
    str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html") if "{% extends" in path.read_text("utf-8")
}


@contextmanager
def office_with(world: World, state: State) -> Iterator[WebOffice]:
    """The office in a state; the one with nothing is no demonstration."""
    settings = {} if state is State.EMPTY else DEMO
    with serving_office(world, settings=settings, more=with_mishaps) as made:
        FILLED[state](made)
        yield made


@pytest.fixture
def made_from(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The templates of the pages that were made, the newest last."""
    made: list[str] = []
    get = pages.environment().get_template

    def noted(name: str, *more: object) -> object:
        made.extend([name] if name in OURS else [])
        return get(name, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(pages.environment(), "get_template", noted)
    return made


def rows_of(table: tuple[PageRow | AnswerRow, ...]) -> set[str]:
    """The addresses that have a row; what stands in a query is a page more of the same address."""
    return {row.address.partition("?")[0] for row in table}


def test_every_address_has_its_looks() -> None:
    known = addresses(create_app(open_installation, lambda _: {}))
    shown = {each.template for each in known if each.method == "GET"}
    sent = {each.template for each in known if each.method == "POST"}
    lacking = [*unlooked("GET", shown, rows_of(PAGES), set(NO_PAGES))]
    lacking += unlooked("POST", sent, rows_of(ANSWERS), set(NO_ANSWERS))
    assert lacking == [], "\n".join(["", *lacking])


def test_every_template_of_a_page_has_its_looks() -> None:
    assert {row.template for row in PAGES} | {row.template for row in (*ANSWERS, *MISHAPS)} == OURS


def test_what_is_not_looked_at_is_told() -> None:
    said = list(unlooked("GET", {"/a", "/b", "/c"}, {"/b", "/c", "/d"}, {"/c"}))
    assert [each.split(":")[0] for each in said] == [
        "GET /a is looked at in no state",
        "GET /d is in tests/web/table_of_pages.py and is no address of the application",
        "GET /c has a row, and a reason why it needs none",
    ]


@pytest.mark.parametrize("state", State)
def test_every_page_in_every_state(world: World, browser: Browser, made_from: list[str], state: State) -> None:
    with office_with(world, state) as office, Looking(browser, office) as look:
        for row in PAGES:
            for at in row.ways(state):
                look.sits_down(at.who)
                look.at(at.found(look.client, office), at.heading)
                look.finds(made_from[-1] == row.template, f"{row.address} was made from {made_from[-1]}")


@pytest.mark.parametrize("table", [ANSWERS, MISHAPS], ids=["forms", "mishaps"])
def test_every_answer_to_a_form_and_every_mishap(
    world: World, browser: Browser, made_from: list[str], table: tuple[AnswerRow, ...]
) -> None:
    with office_with(world, State.ONE) as office, Looking(browser, office) as look:
        for row in table:
            look.sits_down(row.who)
            answer = look.shows(row.send(look.client, office), name=f"the answer of {row.address}")
            said = f"{row.address} answered {answer.status_code}, made from {made_from[-1]}"
            look.finds(answer.status_code == row.status, f"{said}, not {row.status}")
            look.finds(made_from[-1] == row.template, f"{said}, not {row.template}")
            look.finds(row.says in unescape(answer.text), f"{said}, does not say {row.says!r}")
