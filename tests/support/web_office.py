"""An office whose pages are served on a port of this machine, with people who are signed in."""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import timedelta
from html import unescape
from typing import ClassVar

import httpx
import pyotp
from fastapi import FastAPI

from compliance.domain.errors import NotReady
from compliance.domain.people import Person
from compliance.runtime import Installation, machine_now, read_settings
from compliance.store import people
from compliance.usecases.manage_people import add_person, give_codes, set_password
from compliance.usecases.web_session import open_session
from compliance.web.app import create_app
from compliance.web.server import served
from compliance.web.session import COOKIE
from tests.support.world import World

PASSWORD = "four long words here"
# Nothing is encrypted here; a client that is given none loads all the certificates of the machine each time.
CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
# The server lets go of a connection that was not used for five seconds; who uses it at that moment is refused.
LIMITS = httpx.Limits(keepalive_expiry=2)
HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)"')


@dataclass
class WebOffice:
    """The office, the address of its pages, and the people in it."""

    world: World
    address: str
    secrets: dict[str, str] = field(default_factory=dict)
    _open: ExitStack = field(default_factory=ExitStack)

    def person(self, name: str = "Kim Shaw", *roles: str) -> Person:
        """Somebody with roles, an investigator without any given; the address is made from the first name."""
        email = f"{name.split(maxsplit=1)[0].lower()}@ombudsman.example"
        with self.world.writing() as session:
            return add_person(
                session, self.world.rulebook.roles, self.world.moment, name, email, roles or ("investigator",)
            )

    def can_sign_in(self, name: str) -> None:
        """Give somebody `PASSWORD` and one-time codes."""
        with self.world.writing() as session:
            set_password(session, self.world.moment, name, PASSWORD)
            _, self.secrets[name] = give_codes(session, self.world.moment, name)

    def code(self, name: str) -> str:
        """The one-time code of somebody, as their telephone shows it now."""
        return pyotp.TOTP(self.secrets[name]).at(machine_now())

    def anybody(self, **cookies: str) -> httpx.Client:
        """A browser of somebody who is not signed in; it follows no redirect by itself."""
        client = httpx.Client(
            base_url=self.address, trust_env=False, timeout=60, cookies=cookies, verify=CERTIFICATES, limits=LIMITS
        )
        return self._open.enter_context(client)

    def browser_of(self, name: str, ago: timedelta = timedelta(0)) -> httpx.Client:
        """A browser of somebody who signed in that long ago and was not seen since."""
        with self.world.writing() as session:
            row = people.by_name(session, name)
            assert row is not None
            then = machine_now() - ago
            rules = self.world.rulebook.sign_in
            opened = open_session(session, self.world.moment, then, rules, people.value(row), "test")
        return self.anybody(**{COOKIE: opened.token})

    def follow(self, answer: httpx.Response) -> httpx.Response:
        """The page that a form leads to, in the browser that sent it."""
        assert answer.next_request is not None, answer.text
        return self.anybody().send(answer.next_request)

    def close(self) -> None:
        """Close the browsers."""
        self._open.close()


class Pages:
    """The application, made once for many tests: its addresses are the same in each, only the office is another."""

    _idle: ClassVar[dict[tuple[bool, Callable[[FastAPI], None]], list[Pages]]] = {}

    def __init__(self, *, demo: bool, more: Callable[[FastAPI], None]) -> None:
        self._opened: Callable[[], AbstractContextManager[Installation]] | None = None
        self.app = create_app(self._open, lambda _: {}, demo=demo)
        more(self.app)

    def _open(self) -> AbstractContextManager[Installation]:
        if self._opened is None:
            raise NotReady("the office of these pages is closed")
        return self._opened()

    @classmethod
    @contextmanager
    def of(
        cls,
        opened: Callable[[], AbstractContextManager[Installation]],
        *,
        demo: bool,
        more: Callable[[FastAPI], None],
    ) -> Iterator[FastAPI]:
        """The application for one office, until the block ends; two at once are two applications."""
        idle = cls._idle.setdefault((demo, more), [])
        made = idle.pop() if idle else cls(demo=demo, more=more)
        made._opened = opened
        try:
            yield made.app
        finally:
            made._opened = None
            idle.append(made)


def _no_more(_: FastAPI) -> None:
    """Add nothing to the pages."""


@contextmanager
def serving_office(
    world: World, *, settings: Mapping[str, str] | None = None, more: Callable[[FastAPI], None] = _no_more
) -> Iterator[WebOffice]:
    """Serve the pages of an office, with more settings than it has; `more`, a function of a module, adds addresses."""
    home = {"AMENDS_HOME": str(world.installation.settings.home)}
    world.installation.settings = read_settings(home | dict(settings or {}))

    def opened() -> AbstractContextManager[Installation]:
        # On the office's day; its own test closes it.
        return nullcontext(replace(world.installation, as_of=world.today))

    pages = Pages.of(opened, demo=world.installation.settings.demo, more=more)
    with pages as app, socket.create_server(("127.0.0.1", 0)) as listener, served(app, listener):
        office = WebOffice(world, f"http://127.0.0.1:{listener.getsockname()[1]}")
        try:
            yield office
        finally:
            office.close()


def hidden(answer: httpx.Response) -> dict[str, str]:
    """The hidden fields of a page."""
    return {unescape(name): unescape(value) for name, value in HIDDEN.findall(answer.text)}
