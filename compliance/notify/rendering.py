"""The office's templates filled in: a digest becomes a letter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import TemplateNotFound, TemplateSyntaxError
from markupsafe import Markup

from compliance.domain.errors import RulebookError
from compliance.notify.protocol import Attachment, Digest, Item, Letter
from compliance.notify.template_words import (
    CLOSING_TEMPLATES,
    LAYOUT,
    EntryView,
    ItemView,
    OfficeView,
    long_date,
    template_environment,
    view_digest,
    view_item,
)

CALENDAR_NAME = "due-dates.ics"
CALENDAR_TYPE = "text/calendar; method=PUBLISH; charset=utf-8"

CalendarEntry = tuple[str, str, date, str]
CalendarWriter = Callable[[Sequence[CalendarEntry], date], bytes]


class TemplateComposer:
    """Fills the templates below `folder`; safe to use from several threads.

    `calendar` writes the file of due dates that goes with a message (documents.calendar_file.due_dates_calendar); the
    wiring hands it in, because channels and documents do not know each other. A message of one item has that item's
    subject, one of several the layout's.
    """

    def __init__(self, folder: Path, office_name: str, sign_off: str, reply_to: str, calendar: CalendarWriter) -> None:
        self._folder = folder
        self._office = OfficeView(office_name, sign_off.strip(), reply_to)
        self._calendar = calendar
        self._environment = template_environment(folder)

    def compose(self, digest: Digest) -> Letter:
        """Fill the templates for one digest; RulebookError, with file and line, when one cannot be filled."""
        if not digest.items:
            raise ValueError("a message about nothing")
        dates = [item for item in digest.items if item.template not in CLOSING_TEMPLATES and item.due_on is not None]
        common: dict[str, Any] = {
            "office": self._office,
            "digest": view_digest(digest, has_calendar=bool(dates)),
        }
        items = [view_item(item) for item in digest.items]
        subjects = [self._subject(item.template, {**common, "item": item}) for item in items]
        subject = subjects[0]
        if len(items) > 1:
            entries = [EntryView(item, line, "") for item, line in zip(items, subjects, strict=True)]
            subject = self._subject(LAYOUT, {**common, "entries": entries, "subject": ""})
        words = {**common, "subject": subject}
        text = self._body("body.txt", words, items, subjects)
        html = self._body("body.html", words, items, subjects)
        attachments = (self._due_dates(dates, digest),) if dates else ()
        return Letter(digest.key, digest.recipient, subject, text, html, attachments)

    def _subject(self, template: str, words: dict[str, Any]) -> str:
        name = f"{template}/subject.txt"
        subject = " ".join(self._fill(name, words).split())
        if not subject:
            raise RulebookError(shown_name(self._folder, name), "gives an empty subject")
        return subject

    def _body(self, kind: str, words: dict[str, Any], items: Sequence[ItemView], subjects: Sequence[str]) -> str:
        entries = []
        for item, subject in zip(items, subjects, strict=True):
            body = self._fill(f"{item.template}/{kind}", {**words, "item": item}).strip("\n")
            # Escaped already, by the item's own template.
            entries.append(EntryView(item, subject, Markup(body) if kind.endswith(".html") else body))
        return self._fill(f"{LAYOUT}/{kind}", {**words, "entries": entries}).strip("\n") + "\n"

    def _fill(self, name: str, words: dict[str, Any]) -> str:
        try:
            return self._environment.get_template(name).render(words)
        except TemplateSyntaxError as wrong:
            where = shown_name(self._folder, wrong.name or name)
            raise RulebookError(where, wrong.message or "cannot be read", wrong.lineno) from wrong
        except TemplateNotFound as missing:
            raise RulebookError(
                shown_name(self._folder, str(missing.name or name)), "there is no such template"
            ) from missing
        except Exception as failed:  # an expression in a template may fail in any way Python can
            raise self._unfillable(name, failed) from failed

    def _unfillable(self, name: str, failed: Exception) -> RulebookError:
        line, frame = None, failed.__traceback__
        while frame is not None:
            source = Path(frame.tb_frame.f_code.co_filename)
            if source.is_relative_to(self._folder):
                name, line = source.relative_to(self._folder).as_posix(), frame.tb_lineno
            frame = frame.tb_next
        return RulebookError(shown_name(self._folder, name), f"cannot be filled in: {failed}", line)

    def _due_dates(self, items: Sequence[Item], digest: Digest) -> Attachment:
        domain = self._office.reply_to.rpartition("@")[2].rstrip(">")
        entries = [
            (
                f"{quote(item.recommendation, safe='')}@{domain}",
                f"Due: recommendation {item.recommendation} (case {item.decision})",
                item.due_on,
                f"{self._office.name}: recommendation {item.recommendation} in case {item.decision} for"
                f" {digest.authority} is due by the end of this day, as of our message of {long_date(digest.day)}."
                f"{_originally(item)}",
            )
            for item in items
            if item.due_on is not None
        ]
        return Attachment(CALENDAR_NAME, CALENDAR_TYPE, self._calendar(entries, digest.day))


def _originally(item: Item) -> str:
    """The first date, where it is not the one in force any more (D6)."""
    if item.original_due_on is None or item.original_due_on == item.due_on:
        return ""
    return f" Originally it was due on {long_date(item.original_due_on)}."


def shown_name(folder: Path, name: str) -> str:
    """A template's file as messages name it, from the folder of templates on."""
    return f"{folder.name}/{name}"
