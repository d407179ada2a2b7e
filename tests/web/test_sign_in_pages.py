"""The pages of signing in, in every state, in a real browser: no barrier, nothing malformed, nothing cut off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from compliance.usecases.demo_people import add_demo_people
from tests.support.browser import NARROW, WIDE, barriers, malformed, overflows
from tests.support.web_office import PASSWORD, WebOffice, serving_office
from tests.support.world import World

DEMO = {
    "AMENDS_DEMO": "true",
    "AMENDS_OIDC_ISSUER": "http://127.0.0.1:1",
    "AMENDS_OIDC_CLIENT_ID": "amends",
    "AMENDS_OIDC_CLIENT_SECRET": "tulip",
}
pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"])  # pages are no matter of the database


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    """Kim may sign in with a password; a provider that is away is offered too, and the people of the demo."""
    with serving_office(world, settings=DEMO) as made:
        made.person("Kim Shaw")
        made.can_sign_in("Kim Shaw")
        with world.writing() as session:
            add_demo_people(session, world.rulebook.roles, world.moment)
        yield made


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A window without JavaScript: signing in does not need it."""
    context = browser.new_context(viewport=WIDE, java_script_enabled=False)  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


def test_somebody_signs_in_without_javascript_and_every_page_on_the_way_is_sound(
    office: WebOffice, page: Page, browser: Browser, tmp_path: Path
) -> None:
    kept: dict[str, str] = {}

    def keep(name: str) -> None:
        kept[name] = page.content()
        (tmp_path / f"{name}.html").write_text(page.content(), encoding="utf-8")

    page.goto(f"{office.address}/sign-in?next=/health")
    keep("empty")
    page.get_by_role("button", name="Continue").click()
    assert page.get_by_role("alert").inner_text().startswith("There is a problem")
    keep("errors")
    page.get_by_label("E-mail address").fill("kim@ombudsman.example")
    page.get_by_label("Password").fill("not the right words")
    page.get_by_role("button", name="Continue").click()
    keep("code")
    page.get_by_label("One-time code").fill("000000")
    page.get_by_role("button", name="Sign in").click()
    keep("wrong")
    page.get_by_label("E-mail address").fill("kim@ombudsman.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("One-time code").fill(office.code("Kim Shaw"))
    page.get_by_role("button", name="Sign in").click()
    assert page.url == f"{office.address}/health"
    page.goto(f"{office.address}/nowhere")
    keep("signed-in")
    page.context.clear_cookies()
    page.goto(f"{office.address}/sign-in")
    page.get_by_role("button", name="Sign in with your work account").click()
    keep("refused")
    found = malformed(tmp_path) + look_at(browser, office, kept)
    assert found == [], "\n".join(found)


def look_at(browser: Browser, office: WebOffice, kept: dict[str, str]) -> list[str]:
    """What axe finds on the pages that were kept, and which of them are too wide for a telephone."""
    found = []
    for size in (WIDE, NARROW):
        context = browser.new_context(viewport=size, bypass_csp=True)  # type: ignore[arg-type]
        window = context.new_page()
        for name, content in kept.items():
            window.goto(f"{office.address}/assets/favicon.svg")
            window.goto(f"{office.address}/sign-in")
            window.set_content(content)
            found += [f"{name}: {barrier}" for barrier in barriers(window)]
            found += [f"{name} is too wide"] if overflows(window) else []
        context.close()
    return found


def test_in_the_demonstration_one_click_is_enough(office: WebOffice, page: Page) -> None:
    page.goto(f"{office.address}/sign-in?next=/nowhere")
    page.get_by_role("button", name="Dee Grant").click()
    assert page.url == f"{office.address}/nowhere"
    page.goto(f"{office.address}/sign-in/code")
    assert "Demonstration" in page.content()
