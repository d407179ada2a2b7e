"""A real browser for the pages: Debian's chromium, axe for accessibility, html-validate for what was sent."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

ASSETS = Path(__file__).parents[2] / "compliance" / "web" / "assets"
AXE = (ASSETS / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
VALIDATOR = ASSETS / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 375, "height": 812}
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@contextmanager
def running_browser() -> Iterator[Browser]:
    """A chromium of our own; raises LookupError where none is installed (`make browser` installs it)."""
    path = shutil.which("chromium")
    if path is None:
        raise LookupError("there is no chromium on this machine: run `make browser`")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def barriers(page: Page) -> list[str]:
    """What axe finds on a page, one line each: the rule, what it says and where."""
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", TAGS)
    return [
        f"{each['id']}: {each['help']}: {node['html'][:200]}" for each in found["violations"] for node in each["nodes"]
    ]


def overflows(page: Page) -> bool:
    """Whether a page is wider than the window, so that it has to be moved sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def malformed(folder: Path) -> list[str]:
    """What the HTML validator finds in the files of a folder, one line each."""
    done = subprocess.run(
        [_node(), str(VALIDATOR), "--config", str(ASSETS / "html-validate.json"), "--formatter", "json", "*.html"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if not done.stdout:
        raise AssertionError(f"the HTML validator did not run: {done.stderr}")
    return [
        f"{Path(report['filePath']).name}:{message['line']}: {message['ruleId']}: {message['message']}"
        for report in json.loads(done.stdout)
        for message in report["messages"]
    ]


def _node() -> str:
    beside = Path(shutil.which("node") or "node")
    return str(beside)
