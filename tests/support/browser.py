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
# What axe may find in a window of one size and not of another.
DEPENDS_ON_SIZE = ("color-contrast", "target-size", "scrollable-region-focusable")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# What only comes again, line after line, is looked at a dozen times.
REPEATED = tuple(
    f"{each}:nth-child(n+13)" for each in ("tbody tr", ".moj-timeline__item", ".govuk-checkboxes__item", "main section")
)
# What a page is put together from: each kind of element below each other, and the order of the headings.
MAKE = """() => {
  const kind = it => `${it.localName}.${it.className}${[...it.attributes].map(each => each.name).sort()}`
                     + `${it.type || ''}${it.textContent.trim() ? '' : ' empty'}`;
  const all = [...document.body.querySelectorAll('*')];
  const pairs = new Set(all.map(it => `${kind(it.parentElement)} > ${kind(it)}`));
  const headings = all.filter(it => /^h[1-6]$/.test(it.localName)).map(it => it.localName);
  return [...pairs].sort().join('\\n') + headings.filter((each, at) => each !== headings[at - 1]).join();
}"""
# A place of one pixel is for those who hear a page; what is typed into a field is cut where it ends.
ON_PAPER = """() => {
  const shown = it => it.checkVisibility({visibilityProperty: true}) && it.clientWidth > 1;
  const said = it => it.outerHTML.slice(0, 120);
  const tools = [...document.querySelectorAll('nav a, button, [type=submit], [role=button], [role=search]')];
  const folded = document.querySelectorAll('.amends-recommendation details > div, .moj-timeline details > div');
  const boxes = [...document.querySelectorAll('main *')].filter(it => !it.matches('textarea, input, select'));
  return [
    ...tools.filter(shown).map(it => `there is nothing to click on there: ${said(it)}`),
    ...[...folded].filter(it => !shown(it)).map(it => `it is folded away: ${said(it)}`),
    ...boxes.filter(it => shown(it) && ['auto', 'scroll'].includes(getComputedStyle(it).overflowY)
                          && it.scrollHeight > it.clientHeight + 1).map(it => `the rest is cut off: ${said(it)}`),
  ];
}"""


@contextmanager
def running_browser() -> Iterator[Browser]:
    """A chromium of our own; raises LookupError where none is installed (`make browser` installs it)."""
    # The same browser without windows: a fifth less work.
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if path is None:
        raise LookupError("there is no chromium on this machine: run `make browser`")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def barriers(page: Page, rules: tuple[str, ...] = ()) -> list[str]:
    """What axe finds on a page, by all its rules or by these, one line each: the rule, what it says and where."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS}
    options = {"runOnly": only, "resultTypes": ["violations"], "preload": False, "iframes": False}
    context = {"exclude": [[each] for each in REPEATED]}
    found: dict[str, Any] = page.evaluate("([context, options]) => axe.run(context, options)", [context, options])
    return [
        f"{each['id']}: {each['help']}: {node['html'][:200]}" for each in found["violations"] for node in each["nodes"]
    ]


def make_of(page: Page) -> str:
    """What a page is put together from; pages of one make differ in words, of which axe knows nothing."""
    made: str = page.evaluate(MAKE)
    return made


def lost_on_paper(page: Page) -> list[str]:
    """What is wrong with a page as it would be printed: things to click on, and words that are cut off."""
    lost: list[str] = page.evaluate(ON_PAPER)
    return lost


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
