"""What a person typed into a form: read field by field, each with one error, and kept as it was typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Annotated, TypeVar

from fastapi import Depends, Request, UploadFile
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from compliance.domain import lengths
from compliance.domain.errors import AmendsError, WrongUse
from compliance.domain.moment import FIRST_YEAR, LAST_YEAR
from compliance.domain.recommendations import line_fault
from compliance.domain.words import is_blank
from compliance.web.limits import LARGEST_FORM, TOO_LONG_A_FIELD, TooMuch
from compliance.web.wording import capital

Word = TypeVar("Word", bound=StrEnum)
MOST_FIELDS = 1000
# Whatever is too long for its own field, up to this, is told by that field and stays as it was typed.
LONGEST_FIELD = LARGEST_FORM
OVERLONG = "exceeded maximum size"  # what the parser says of a longer one
LONGEST_LINE = lengths.LINE
LONGEST_TEXT = lengths.TEXT
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
PARTS = ("day", "month", "year")
FILES_AGAIN = "Choose the files again: a browser does not keep them"
# Names, in a form that is shown again, the fields whose files were sent with it and are not kept.
LOST = "lost"
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


@dataclass
class Entered:
    """The fields of a form as typed, and what is wrong with them, by field.

    The readers give a value or None, and note an error in words a person can act on; nothing raises. `dates` are the
    fields that were read as one.
    """

    typed: Mapping[str, list[str]] = field(default_factory=dict)
    files: Mapping[str, list[UploadFile]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    dates: set[str] = field(default_factory=set)

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong with what was read so far."""
        return not self.errors

    def value(self, name: str) -> str:
        """A field as it was typed, the first of several; "" where there is none."""
        return next(iter(self.typed.get(name, ())), "")

    def values(self, name: str) -> list[str]:
        """All values of a field that may be ticked several times."""
        return list(self.typed.get(name, ()))

    def fault(self, name: str, message: str) -> None:
        """Note an error; the first of a field stays."""
        self.errors.setdefault(name, message)

    def in_order(self, names: Iterable[str]) -> None:
        """Put the errors into the order of the fields on the page; those of others stay behind them."""
        first = {name: self.errors[name] for name in names if name in self.errors}
        self.errors = first | {name: said for name, said in self.errors.items() if name not in first}

    def line(self, name: str, what: str, *, required: bool = True, longest: int = LONGEST_LINE) -> str:
        """One line of words; `what` is how the error calls it ("the reason")."""
        return self._words(name, what, required, longest, " ")

    def reference(self, name: str, what: str) -> str:
        """The reference of a case or a recommendation; a browser sends no line break in one."""
        if line_fault(self.value(name).strip()):
            self.fault(name, f"{capital(what)} must be on one line, without control characters")
            return ""
        return self.line(name, what, longest=lengths.REFERENCE)

    def text(self, name: str, what: str, *, required: bool = True, longest: int = LONGEST_TEXT) -> str:
        """Words of several lines."""
        return self._words(name, what, required, longest, "\n")

    def _words(self, name: str, what: str, required: bool, longest: int, between: str) -> str:
        raw = UNSEEN.sub("", self.value(name)).replace("\r\n", "\n").replace("\r", "\n").strip()
        said = raw if between == "\n" else " ".join(raw.split())
        if is_blank(said) and required:
            self.fault(name, f"Enter {what}")
        elif len(said) > longest:
            self.fault(name, f"{capital(what)} must be {longest:,} characters or fewer; this has {len(said):,}")
        return said

    def choice(self, name: str, options: type[Word], what: str, *, required: bool = True) -> Word | None:
        """One of the words of an enumeration."""
        said = self.value(name)
        if not said:
            if required:
                self.fault(name, f"Select {what}")
            return None
        try:
            return options(said)
        except ValueError:
            self.fault(name, f"Select {what} from the list")
            return None

    def pick(self, name: str, options: Iterable[str], what: str) -> str:
        """One of several words; "" and an error for anything else."""
        said = self.value(name)
        if said not in set(options):
            self.fault(name, f"Select {what}")
            return ""
        return said

    def day(self, name: str, what: str, *, required: bool = True) -> date | None:
        """A date typed as day, month and year; a month may be a word."""
        self.dates.add(name)
        parts = [self.value(f"{name}-{part}").strip() for part in PARTS]
        if not any(parts):
            if required:
                self.fault(name, f"Enter {what}")
            return None
        lacking = [part for part, said in zip(PARTS, parts, strict=True) if not said]
        if lacking:
            self.fault(name, f"{capital(what)} must include a {' and a '.join(lacking)}")
            return None
        try:
            day = date(_whole(parts[2]), _month(parts[1]), _whole(parts[0]))
        except (ValueError, OverflowError):
            self.fault(name, f"{capital(what)} must be a real date, such as 27 3 2026")
            return None
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            self.fault(name, f"{capital(what)} must be in a year from {FIRST_YEAR} to {LAST_YEAR}")
            return None
        return day

    @property
    def file_names(self) -> list[str]:
        """What the files that were sent are called, in the order of their fields."""
        return [each.filename or "" for files in self.files.values() for each in files]

    def files_again(self, name: str) -> None:
        """Say beside a field that is shown again that the files sent in it have to be chosen again."""
        if self.files.get(name) or name in self.values(LOST):
            self.fault(name, FILES_AGAIN)

    def checked(self, name: str, check: Callable[[], object]) -> None:
        """Let a rule look; what it refuses becomes the field's error."""
        try:
            check()
        except AmendsError as reason:
            self.fault(name, capital(str(reason)))

    def summary(self) -> list[dict[str, str]]:
        """The errors as the GOV.UK error summary takes them, each with a link to its field."""
        return [{"text": text, "href": f"#{self._anchor(name)}"} for name, text in self.errors.items()]

    def _anchor(self, name: str) -> str:
        return f"{name}-day" if name in self.dates else name


async def entered(request: Request) -> Entered:
    """The form of a request; raises WrongUse for one that cannot be read, and TooMuch."""
    try:
        form = await request.form(max_fields=MOST_FIELDS, max_files=MOST_FIELDS, max_part_size=LONGEST_FIELD)
    except TooMuch:
        raise
    except HTTPException as error:
        if OVERLONG in error.detail:
            raise TooMuch(TOO_LONG_A_FIELD) from error
        raise WrongUse(f"the form cannot be read: {error.detail[:1].lower()}{error.detail[1:].rstrip('.')}") from error
    return _entered(form)


def _entered(form: FormData) -> Entered:
    typed: dict[str, list[str]] = {}
    files: dict[str, list[UploadFile]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            typed.setdefault(name, []).append(value)
        elif value.filename:
            files.setdefault(name, []).append(value)  # type: ignore[arg-type]  # FastAPI's is Starlette's own
    return Entered(typed, files)


Form = Annotated[Entered, Depends(entered)]


def _whole(said: str) -> int:
    if not (said.isascii() and said.isdigit()):
        raise ValueError(said)
    return int(said)


def _month(said: str) -> int:
    name = said[:3].casefold()
    return MONTHS.index(name) + 1 if name in MONTHS else _whole(said)
