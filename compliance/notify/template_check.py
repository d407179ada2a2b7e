"""Templates tried out before anything is sent, so that an unknown field is not found amid a night's mail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import cycle, product
from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError, meta, nodes

from compliance.domain.authorities import Role, StaffRole
from compliance.domain.deadlines import VersionKind
from compliance.domain.errors import RulebookError
from compliance.domain.recommendations import Response
from compliance.notify.protocol import Digest, Item, ToldChange
from compliance.notify.rendering import CalendarEntry, TemplateComposer, shown_name
from compliance.notify.template_words import EVERY_FACT, FACTS, KNOWN, LAYOUT, PARTS, template_environment

DAY = date(2026, 3, 2)
OVERDUE_DAYS = (-30, -1, 0, 1, 30)
READERS = (Role.LINK_OFFICER, Role.CHIEF_EXECUTIVE, StaffRole.CASEWORK_MANAGER)
CHANGES = tuple(
    ToldChange(change.value, "a reason" * (number % 2), "A Reader") for number, change in enumerate(VersionKind)
)
IN_ITEMS = frozenset({"office", "digest", "item", "subject"})
IN_LAYOUT = frozenset({"office", "digest", "entries", "subject"})


def check_templates(folder: Path) -> None:
    """Compile every template below `folder` and fill each in with samples of all that can occur.

    Raises RulebookError, with file and line, for a part that is missing, that is no Jinja, that asks for a field that
    does not exist, or that cannot be filled in.
    """
    names = sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    for name in sorted({*names, *FACTS, LAYOUT}):
        for part in PARTS:
            if not (folder / name / part).is_file():
                raise RulebookError(shown_name(folder, f"{name}/{part}"), "there is no such template")
    environment = template_environment(folder)
    for path in sorted(path for path in folder.rglob("*") if path.suffix in {".txt", ".html"}):
        _check_names(environment, folder, path)
    composer = TemplateComposer(folder, "Office", "Team\nOffice", "office@example.org", _no_calendar)
    for digest in _samples([name for name in names if name != LAYOUT]):
        composer.compose(digest)


def _check_names(environment: Environment, folder: Path, path: Path) -> None:
    name = path.relative_to(folder).as_posix()
    shown = shown_name(folder, name)
    try:
        tree = environment.parse(path.read_text(encoding="utf-8"), name)
        undeclared = meta.find_undeclared_variables(tree)
    except UnicodeDecodeError as wrong:
        raise RulebookError(shown, "is not UTF-8 text") from wrong
    except TemplateSyntaxError as wrong:
        raise RulebookError(shown, wrong.message or "cannot be read", wrong.lineno) from wrong
    template = path.parent.name
    known = IN_ITEMS | IN_LAYOUT if path.name not in PARTS else IN_LAYOUT if template == LAYOUT else IN_ITEMS
    for unknown in sorted(undeclared - known):
        line = min(found.lineno for found in tree.find_all(nodes.Name) if found.name == unknown)
        raise RulebookError(shown, f"{unknown!r} is not known; known are {_listed(known)}", line)
    for field in tree.find_all(nodes.Getattr):
        _check_field(shown, field, FACTS.get(template, EVERY_FACT))


def _check_field(shown: str, field: nodes.Getattr, facts: frozenset[str]) -> None:
    owner = field.node
    if isinstance(owner, nodes.Name) and field.attr not in KNOWN.get(owner.name, {field.attr}):
        known = KNOWN[owner.name]
        message = f"{owner.name} has no {field.attr!r}; it has {_listed(known)}"
        raise RulebookError(shown, message, field.lineno)
    if isinstance(owner, nodes.Getattr) and owner.attr == "facts" and field.attr not in facts:
        message = f"this kind of item has no fact {field.attr!r}; it has {_listed(facts) or 'none'}"
        raise RulebookError(shown, message, field.lineno)


def _listed(names: frozenset[str]) -> str:
    return ", ".join(sorted(names))


def _no_calendar(entries: Sequence[CalendarEntry], day: date) -> bytes:
    return b""


def _samples(templates: Sequence[str]) -> Iterator[Digest]:
    """Each kind of item to each kind of reader; all together before, on and after their day, bare and in full."""
    for template, role in product(templates, READERS):
        yield _digest([_item(template, 0, full=True)], role)
    for template, response in product(templates, ("", *Response)):
        yield _digest([replace(_item(template, 30, full=True), response=response)], Role.CHIEF_EXECUTIVE)
    yield from (_digest([replace(_item(each, 30, full=True), statutory=True)], Role.LINK_OFFICER) for each in templates)
    for template in templates:
        open_ended = replace(_item(template, 0, full=True), due_on=None, original_due_on=None, overdue_days=None)
        for change in VersionKind:
            facts = open_ended.facts | ({"change": change.value} if "change" in open_ended.facts else {})
            yield _digest([replace(open_ended, facts=facts)], Role.LINK_OFFICER)
        yield _digest([replace(_item(template, 0, full=True), changes=CHANGES)], Role.LINK_OFFICER)
    for (days, full), role in zip(product(OVERDUE_DAYS, (False, True)), cycle(READERS), strict=False):
        yield _digest([_item(template, days, full=full) for template in templates], role)


def _digest(items: Sequence[Item], role: str) -> Digest:
    return Digest("20260302-sample", DAY, "a@example.org", "A Reader", role, "An Authority", items)


def _item(template: str, overdue_days: int, *, full: bool) -> Item:
    due_on = DAY - timedelta(days=overdue_days)
    return Item(
        template=template,
        step="sample",
        recommendation="R1",
        decision="19 012 345",
        action="Apologise.\nPay 100 pounds.",
        due_on=due_on,
        original_due_on=due_on - timedelta(days=28 * full),
        overdue_days=overdue_days,
        expected_evidence=("a copy of the letter", "proof of payment") if full else (),
        receipt="28 days after the decision" if full else "",
        facts=dict.fromkeys(FACTS.get(template, EVERY_FACT), "sample") if full else {},
        authority="An Authority" if full else "",
    )
