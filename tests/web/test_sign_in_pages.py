"""Signing in on the pages in a real browser without JavaScript: with a password, or as somebody of the demo."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from compliance.usecases.demo_people import add_demo_people
from tests.support.browser import WIDE
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


def test_somebody_signs_in_without_javascript(office: WebOffice, page: Page) -> None:
    page.goto(f"{office.address}/sign-in?next=/health")
    page.get_by_role("button", name="Continue").click()
    assert page.get_by_role("alert").inner_text().startswith("There is a problem")
    for password in ("not the right words", PASSWORD):
        page.get_by_label("E-mail address").fill("kim@ombudsman.example")
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Continue").click()
        page.get_by_label("One-time code").fill(office.code("Kim Shaw"))
        page.get_by_role("button", name="Sign in").click()
    assert page.url == f"{office.address}/health"
    page.context.clear_cookies()
    page.goto(f"{office.address}/sign-in")
    page.get_by_role("button", name="Sign in with your work account").click()
    assert "You are not signed in" in page.content()


def test_in_the_demonstration_one_click_is_enough(office: WebOffice, page: Page) -> None:
    page.goto(f"{office.address}/sign-in?next=/nowhere")
    page.get_by_role("button", name="Dee Grant").click()
    assert page.url == f"{office.address}/nowhere"
    page.goto(f"{office.address}/sign-in/code")
    assert "Demonstration" in page.content()
