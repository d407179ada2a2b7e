"""Somebody at a desk with a real browser: they follow links, fill in forms by what stands beside a field, and press."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page

from compliance.web.session import COOKIE
from tests.support.browser import WIDE
from tests.support.web_office import PASSWORD, WebOffice


class Desk:
    """One person's window on the pages of an office. What the page's own scripts complain about fails the test."""

    def __init__(self, page: Page, office: WebOffice) -> None:
        self.page = page
        self.office = office
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, path: str) -> None:
        """Go to an address."""
        self.page.goto(self.office.address + path)

    def sign_in(self, name: str) -> None:
        """Type address, password and the code of the telephone, from the page that asks for it."""
        self.page.get_by_label("E-mail address").fill(f"{name.split(maxsplit=1)[0].lower()}@ombudsman.example")
        self.page.get_by_label("Password").fill(PASSWORD)
        self.press("Continue")
        self.page.get_by_label("One-time code").fill(self.office.code(name))
        self.press("Sign in")

    def follow(self, words: str) -> None:
        """Click the link with these words; hidden words that a screen reader adds count too."""
        self.page.get_by_role("link", name=words, exact=True).click()

    def fill(self, fields: Mapping[str, str | date]) -> None:
        """Type words and dates into the fields that have these labels."""
        for label, value in fields.items():
            if isinstance(value, date):
                group = self.page.get_by_role("group", name=label)
                for part in ("day", "month", "year"):
                    group.get_by_label(part.capitalize(), exact=True).fill(str(getattr(value, part)))
            else:
                self.page.get_by_label(label, exact=True).fill(value)

    def choose(self, words: str) -> None:
        """Take one of several answers."""
        self.page.get_by_label(words, exact=True).check()

    def press(self, words: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=words, exact=True).click()

    def sees(self, *words: str) -> None:
        """All of these stand on the page."""
        shown = self.page.locator("main").inner_text()
        lacking = [each for each in words if each not in shown]
        assert lacking == [], f"{self.page.url} does not say {lacking}:\n{shown}"

    def does_not_see(self, words: str) -> None:
        """These do not stand there."""
        assert words not in self.page.locator("main").inner_text()


@contextmanager
def desk(browser: Browser, office: WebOffice, name: str = "", **options: Any) -> Iterator[Desk]:
    """A desk, of somebody who is signed in where a name is given; `options` are those of a browser context."""
    context = browser.new_context(**({"viewport": WIDE} | options))
    if name:
        token = office.browser_of(name).cookies[COOKIE]
        host = urlsplit(office.address).hostname or ""
        context.add_cookies([{"name": COOKIE, "value": token, "domain": host, "path": "/"}])
    made = Desk(context.new_page(), office)
    try:
        yield made
    finally:
        context.close()
    assert made.complaints == []
