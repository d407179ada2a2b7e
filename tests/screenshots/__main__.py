"""`python -m tests.screenshots`: take the pictures of docs/guides/pages.md anew, after `make demo` has made its data.

What the demonstration left is copied first, so that nothing of it changes.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from compliance.demo.run import LAST_DAY
from compliance.runtime import Installation, open_installation
from compliance.store.migrate import upgrade
from compliance.usecases.case_records import EvidencePiece
from compliance.usecases.demo_people import add_demo_people
from compliance.usecases.submit_evidence import submit_evidence
from compliance.web.app import create_app
from compliance.web.server import served
from tests.support.browser import running_browser

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "screenshots"
DEMO = ROOT / "var" / "demo"
SIZES = {1280: 800, 375: 667}
LARGEST = 150_000  # bytes
# What the post of the last day brought, so that somebody has something to do.
EVIDENCE = {"25 900 102-2": "the revised procedure", "25 900 111-1": "minutes", "25 900 110-1": "a copy of the apology"}
INVESTIGATOR, MANAGER = "Ada Shaw", "Mary Finch"


@dataclass(frozen=True)
class Shot:
    """A picture: its name, who looks, where, and what they do there before it is taken."""

    name: str
    who: str
    path: str
    then: Callable[[Page], None] = lambda page: None


def send_half_a_form(page: Page) -> None:
    """Fill in some of a form and send it."""
    page.get_by_label("Who at the authority asks", exact=True).fill("P. Nair")
    wished = page.get_by_role("group", name="Date the authority wishes for")
    wished.get_by_label("Day", exact=True).fill("31")
    wished.get_by_label("Month", exact=True).fill("2")
    wished.get_by_label("Year", exact=True).fill("2026")
    page.get_by_role("button", name="Record the request").click()


SHOTS = (
    Shot("sign-in", "", "/sign-in"),
    Shot("my-work", INVESTIGATOR, "/my-work"),
    Shot("case", INVESTIGATOR, "/cases/25 900 102#r-25-900-102-2"),
    Shot("act-with-errors", INVESTIGATOR, "/recommendations/ask-time/25 900 105-1", send_half_a_form),
    Shot("overview", MANAGER, "/overview"),
    Shot("is-it-running", MANAGER, "/running"),
)


def ready(home: Path) -> None:
    """Bring a copy of the demonstration's data up to date and let its people in."""
    os.environ["AMENDS_HOME"] = str(home)
    os.environ["AMENDS_DEMO"] = "true"
    with open_installation(LAST_DAY, need_database=False) as office:
        upgrade(office.store)
    with open_installation(LAST_DAY) as office, office.store.writing() as session:
        moment = office.moment("Ada Shaw")
        add_demo_people(session, office.rulebook.roles, moment)
        for reference, note in EVIDENCE.items():
            submit_evidence(session, office.rulebook, moment, reference, EvidencePiece(LAST_DAY, "P. Nair", note))


def opened() -> Installation:
    """The office on the last day of the demonstration."""
    return open_installation(LAST_DAY)


def take(browser: Browser, address: str, shot: Shot, folder: Path) -> list[Path]:
    """Take one picture at each width; AssertionError for a page that is not there or a picture too large to keep."""
    made = []
    for width, height in SIZES.items():
        context = browser.new_context(viewport={"width": width, "height": height})
        page = context.new_page()
        page.goto(f"{address}/sign-in")
        if shot.who:
            page.get_by_role("button", name=shot.who).click()
        answer = page.goto(address + shot.path)
        assert answer is not None
        assert answer.ok, f"{shot.path}: {answer.status}"
        shot.then(page)
        target = folder / f"{shot.name}-{width}.png"
        page.screenshot(path=str(target))
        assert target.stat().st_size < LARGEST, f"{target.name} has {target.stat().st_size:,} bytes"
        made.append(target)
        context.close()
    return made


def main() -> int:
    """Take them all; 1 where there is no data to show."""
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots", description=__doc__)
    parser.add_argument("--demo", type=Path, default=DEMO, help="the home the demonstration made")
    parser.add_argument("--to", type=Path, default=PICTURES, help="the folder the pictures go to")
    given = parser.parse_args()
    if not (given.demo / "amends.db").is_file():
        print(f"there is no {given.demo / 'amends.db'}: run `make demo` first", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="amends-screenshots-") as folder:
        home = Path(folder) / "demo"
        shutil.copytree(given.demo, home, ignore=shutil.ignore_patterns("prefect", "published-import"))
        ready(home)
        app = create_app(opened, lambda _: {}, demo=True)
        listener = socket.create_server(("127.0.0.1", 0))
        given.to.mkdir(parents=True, exist_ok=True)
        with listener, served(app, listener), running_browser() as browser:
            address = f"http://127.0.0.1:{listener.getsockname()[1]}"
            for shot in SHOTS:
                for picture in take(browser, address, shot, given.to):
                    print(picture.name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
