"""Looking at the pages of an office in a real browser: nothing in anybody's way, too wide, cut off or malformed."""

from __future__ import annotations

import tempfile
from pathlib import Path
from types import TracebackType
from urllib.parse import urlsplit

import httpx
from playwright.sync_api import Browser, Page, Request

from tests.support.browser import (
    AXE,
    DEPENDS_ON_SIZE,
    NARROW,
    WIDE,
    barriers,
    lost_on_paper,
    make_of,
    malformed,
    overflows,
)
from tests.support.web_office import WebOffice, hidden

# 320 CSS pixels are what a window of 1280 shows when somebody has made everything four times as large.
FOUR_TIMES = {"width": 320, "height": 256}
PAPER = {"width": 718, "height": 1047}  # A4 within the margins a browser leaves


class Looking:
    """Somebody looks at pages, or nobody who is signed in; at the end what the server sent is validated.

    What is found is collected, each with the page it was found on, and fails at the end, all of it at once.
    """

    def __init__(self, browser: Browser, office: WebOffice, name: str = "") -> None:
        self.office = office
        self._context = browser.new_context(viewport=WIDE)  # type: ignore[arg-type]  # such a dictionary is one
        self._context.add_init_script(AXE)
        self._browsers = {"": office.anybody()}
        self.client = self._browsers[""]
        self.sits_down(name)
        self.page: Page = self._context.new_page()
        self.found: list[str] = []
        self._complaints: list[str] = []
        self.page.on("console", lambda said: self._complaints.append(f"{said.type}: {said.text}"))
        self.page.on("pageerror", lambda error: self._complaints.append(str(error)))
        self.page.on("request", self._asked_for)
        self._folder = tempfile.TemporaryDirectory(prefix="amends-look-")
        self._kept: list[str] = []
        self._makes: set[str] = set()

    def __enter__(self) -> Looking:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._context.close()
        try:
            if error is None:
                self.found += self._malformed()
                assert self.found == [], "\n".join(["", *self.found])
        finally:
            self._folder.cleanup()

    def sits_down(self, name: str) -> None:
        """From now on this person looks; nobody who is signed in for ""."""
        if name not in self._browsers:
            self._browsers[name] = self.office.browser_of(name)
        self.client = self._browsers[name]
        self._context.clear_cookies()
        host = urlsplit(self.office.address).hostname or ""
        for cookie, value in self.client.cookies.items():
            self._context.add_cookies([{"name": cookie, "value": value, "domain": host, "path": "/"}])

    def finds(self, right: bool, wrong: str) -> None:
        """Something else that has to be right, and what is said where it is not."""
        self.found += [] if right else [wrong]

    def at(self, path: str, heading: str) -> None:
        """A page in every size and on paper; its first heading says what it is."""
        answer = self.page.goto(self.office.address + path)
        assert answer is not None
        self._keep(path, answer.text())
        self.looks(heading, path)
        self.page.emulate_media(media="print")
        self._resize(PAPER)
        self._fits(f"{path}, on paper")
        self.found += [f"{path}, on paper: {each}" for each in lost_on_paper(self.page)]
        self.page.emulate_media(media="screen")

    def shows(self, answer: httpx.Response, heading: str = "", name: str = "") -> httpx.Response:
        """What a form was answered with, as the browser would show it."""
        name = name or f"{answer.request.method} {answer.request.url.path}"
        self._keep(name, answer.text)
        address = f"{self.office.address}/the-answer-to-a-form"
        self.page.route(address, lambda route: route.fulfill(body=answer.text, content_type="text/html; charset=utf-8"))
        self.page.goto(address)
        self.page.unroute(address)
        self.looks(heading, name)
        return answer

    def sent(self, path: str, fields: dict[str, str], page: str = "") -> httpx.Response:
        """What comes of a form with these fields; a page that asks again is looked at too."""
        answer = self.client.post(path, data=hidden(self.client.get(page or path.rpartition("/")[0])) | fields)
        return self.shows(answer)

    def looks(self, heading: str, name: str = "") -> None:
        """What the browser shows now, at both sizes and four times as large; axe sees what depends on it twice.

        One page of each make meets axe: forms that differ in their words alone cost minutes and tell nothing new.
        """
        name = name or urlsplit(self.page.url).path
        first = self.page.locator("h1").all_inner_texts()
        self.finds(len(first) == 1 and heading in first[0], f"{name}: its first heading is {first}, not {heading!r}")
        make = make_of(self.page)
        for size, rules in ((WIDE, ()), (NARROW, DEPENDS_ON_SIZE)):
            self._resize(size)
            named = f"{name}, {size['width']} pixels"
            if make not in self._makes:
                self.found += [f"{named}: {each}" for each in barriers(self.page, rules)]
            self._fits(named)
        self._makes.add(make)
        self._resize(FOUR_TIMES)
        self._fits(f"{name}, four times as large")
        said = [each for each in self._complaints if "Failed to load resource" not in each]
        self.found += [f"{name}: the browser complains: {each}" for each in said]
        self._complaints.clear()

    def _asked_for(self, request: Request) -> None:
        ours = request.url.startswith((f"{self.office.address}/", "data:"))
        self.finds(ours, f"{self.page.url}: it asks another site for {request.url}")

    def _fits(self, named: str) -> None:
        self.finds(not overflows(self.page), f"{named}: it has to be moved sideways")

    def _resize(self, size: dict[str, int]) -> None:
        self.page.set_viewport_size(size)  # type: ignore[arg-type]  # such a dictionary is one

    def _keep(self, name: str, text: str) -> None:
        self._kept.append(name)
        Path(self._folder.name, f"page-{len(self._kept)}.html").write_text(text, encoding="utf-8")

    def _malformed(self) -> list[str]:
        """What the validator finds, by the page it is on; all pages in one run of it."""
        found = []
        for each in malformed(Path(self._folder.name)) if self._kept else []:
            file, _, what = each.partition(".html:")
            found.append(f"{self._kept[int(file.rpartition('-')[2]) - 1]}, as it was sent: line {what}")
        return found
