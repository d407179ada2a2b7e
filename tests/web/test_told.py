"""What was done is said where one looks, once, and only to whoever did it; no address can say it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from playwright.sync_api import Browser, Page

from compliance.runtime import machine_now
from compliance.web import told
from compliance.web.session import COOKIE
from tests.support.browser import NARROW, WIDE, barriers
from tests.support.web_office import WebOffice, hidden, serving_office
from tests.support.world import World

CASE = "/cases/23 001"
LAST = "23 001-6"
NOTE = f"/recommendations/note/{LAST}"
BANNER, ADDED = "govuk-notification-banner", "The note is kept in the history of the case."
SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "375"])
# Where the banner is in the window, and whether it has the focus.
PLACE = """() => {
  const banner = document.querySelector('.govuk-notification-banner'), box = banner.getBoundingClientRect();
  return [box.top >= 0, box.bottom <= innerHeight, document.activeElement === banner, banner.getAttribute('role')];
}"""


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    """A long page of a case, an authority with somebody to write to, and two who may act."""
    with serving_office(world) as made:
        made.person("Mary Finch", "casework_manager", "investigator")
        made.person("Kim Shaw")
        world.authority("E1", {"link_officer": "ann@e1.example"})
        world.decision(subject="Housing")
        for number in range(1, 7):
            world.log(f"23 001-{number}")
        yield made


def noted(office: WebOffice, who: str = "Mary Finch") -> tuple[httpx.Client, dict[str, str], httpx.Response]:
    """Somebody writes a note: their browser, the form as it was sent, and what it was answered with."""
    browser = office.browser_of(who)
    form = hidden(browser.get(NOTE)) | {"note": "Rang the clerk", "about": "recommendation"}
    answer = browser.post(NOTE, data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/cases/23%20001")
    return browser, form, answer


def test_it_is_said_once_and_names_what_it_was_done_to(office: WebOffice) -> None:
    browser, _, answer = noted(office)
    cookie = answer.headers["set-cookie"].lower()
    assert all(part in cookie for part in ("httponly", "samesite=lax", "expires=")), cookie
    page = browser.get(CASE).text
    said = page.partition(BANNER)[2].partition("<h1")[0]
    assert (ADDED in said, 'href="#r-23-001-6"' in said, f"Recommendation {LAST}" in said) == (True, True, True)
    assert BANNER not in browser.get(CASE).text


def test_a_form_that_is_sent_again_tells_again_what_came_of_it(office: WebOffice) -> None:
    browser, form, _ = noted(office)
    browser.get(CASE)
    assert browser.post(NOTE, data=form).status_code == 303
    page = browser.get(CASE).text
    assert (ADDED in page, page.count("Rang the clerk")) == (True, 1)


def test_another_page_that_is_opened_meanwhile_takes_nothing_away(office: WebOffice) -> None:
    browser, _, _ = noted(office)
    for path in ("/my-work", "/authorities/E1", "/tasks"):
        assert BANNER not in browser.get(path).text
    assert ADDED in browser.get(CASE).text


def test_it_is_said_to_nobody_else_and_not_for_ever(office: WebOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    browser, _, _ = noted(office)
    theirs = dict(browser.cookies)
    other = office.browser_of("Kim Shaw")
    other.cookies.set(told.COOKIE, theirs[told.COOKIE])
    assert BANNER not in other.get(CASE).text
    words, _, signature = theirs[told.COOKIE].partition(".")
    for wrong in ("", "x", f"{words}.", f"{words}.{signature[:-1]}x", f"x{words}.{signature}", f".{signature}", "é.é"):
        cookies = f"{COOKIE}={theirs[COOKIE]}; {told.COOKIE}=".encode() + wrong.encode()
        assert BANNER not in office.anybody().get(CASE, headers=[(b"cookie", cookies)]).text, wrong
    monkeypatch.setattr(told, "machine_now", lambda: machine_now() + timedelta(minutes=3))
    assert BANNER not in office.anybody(**theirs).get(CASE).text


@pytest.mark.parametrize(
    "path",
    [
        f"{CASE}?done=satisfied&to={LAST}",
        f"/cases/{LAST}?done=note&to={LAST}",
        f"{CASE}?done=logged",
        f"{CASE}?done=review",
        "/authorities/E1?done=add&again=3",
        "/hand-over?done=yes",
        "/tasks?done=done",
        "/my-work?kept=yes",
    ],
)
def test_an_address_that_is_typed_kept_or_shared_claims_no_success(office: WebOffice, path: str) -> None:
    browser = office.browser_of("Mary Finch")
    page = browser.get(path)
    page = browser.get(page.headers["location"]) if page.is_redirect else page
    assert (page.status_code, BANNER in page.text) == (200, False)


def write_a_note(page: Page, office: WebOffice) -> None:
    """As one does it: from the page of the case."""
    page.goto(f"{office.address}{NOTE}")
    page.locator("textarea").fill("Rang the clerk")
    page.get_by_role("radio").first.check()
    page.locator("main form button").first.click()
    page.wait_for_url("**/cases/**")


@SIZES
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "none"])
def test_it_is_on_the_screen_and_has_the_focus(
    office: WebOffice, browser: Browser, size: dict[str, int], scripts: bool
) -> None:
    context = browser.new_context(viewport=size, java_script_enabled=scripts)  # type: ignore[arg-type]  # it is one
    for cookie, value in office.browser_of("Mary Finch").cookies.items():
        context.add_cookies([{"name": cookie, "value": value, "url": office.address}])
    page = context.new_page()
    try:
        write_a_note(page, office)
        if not scripts:
            box = page.locator(f".{BANNER}").bounding_box()
            assert box is not None
            assert (box["y"] >= 0, box["y"] + box["height"] <= size["height"]) == (True, True)
            return
        assert page.evaluate(PLACE) == [True, True, True, "alert"]
        assert barriers(page) == []
        page.get_by_role("link", name=f"Recommendation {LAST}", exact=True).click()
        assert page.url.endswith("/cases/23%20001#r-23-001-6")
        page.reload()
        assert page.locator(f".{BANNER}").count() == 0
    finally:
        context.close()
