"""Looking at the pages of an office in a real browser: nothing in anybody's way, nothing too wide, well-formed."""

from __future__ import annotations

import tempfile
from pathlib import Path
from types import TracebackType
from urllib.parse import urlsplit

import httpx
from playwright.sync_api import Browser, Page

from compliance.web.session import COOKIE
from tests.support.browser import NARROW, WIDE, barriers, malformed, overflows
from tests.support.web_office import WebOffice, hidden


class Looking:
    """Somebody looks at pages; at the end what the server sent is validated. Fails with what was found."""

    def __init__(self, browser: Browser, office: WebOffice, name: str) -> None:
        self.office = office
        self.client = office.browser_of(name)
        token = self.client.cookies[COOKIE]
        host = urlsplit(office.address).hostname
        self._context = browser.new_context(viewport=WIDE)  # type: ignore[arg-type]  # such a dictionary is one
        self._context.add_cookies([{"name": COOKIE, "value": token, "domain": host or "", "path": "/"}])
        self.page: Page = self._context.new_page()
        self._complaints: list[str] = []
        self.page.on("console", lambda said: self._complaints.append(f"{said.type}: {said.text}"))
        self.page.on("pageerror", lambda error: self._complaints.append(str(error)))
        self._folder = tempfile.TemporaryDirectory(prefix="amends-look-")
        self._number = 0

    def __enter__(self) -> Looking:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        found = malformed(Path(self._folder.name)) if error is None and self._number else []
        self._context.close()
        self._folder.cleanup()
        assert found == [], found

    def at(self, path: str, heading: str) -> None:
        """A page at both sizes; its first heading says what it is."""
        self._keep(self.client.get(path).text)
        self.page.goto(self.office.address + path)
        self.looks(heading)

    def looks(self, heading: str) -> None:
        """What the browser shows now, at both sizes."""
        for size in (NARROW, WIDE):
            self.page.set_viewport_size(size)  # type: ignore[arg-type]  # such a dictionary is one
            assert heading in self.page.get_by_role("heading", level=1).inner_text()
            found = barriers(self.page)
            assert found == [], (self.page.url, found)
            assert not overflows(self.page), f"{self.page.url} is wider than {size['width']} pixels"
        errors = [each for each in self._complaints if "Failed to load resource" not in each]
        assert errors == [], errors

    def sent(self, path: str, fields: dict[str, str], page: str = "") -> httpx.Response:
        """What comes of a form with these fields; a page that asks again is looked at too."""
        answer = self.client.post(path, data=hidden(self.client.get(page or path.rpartition("/")[0])) | fields)
        self._keep(answer.text)
        address = f"{self.office.address}/the-answer-to-a-form"
        self.page.route(address, lambda route: route.fulfill(body=answer.text, content_type="text/html; charset=utf-8"))
        self.page.goto(address)
        self.page.unroute(address)
        self.looks("")
        return answer

    def _keep(self, text: str) -> None:
        self._number += 1
        Path(self._folder.name, f"page-{self._number}.html").write_text(text, encoding="utf-8")
