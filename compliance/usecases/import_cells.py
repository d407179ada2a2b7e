"""Reading the cells of the exchange tables: text in, rule values out, every unreadable cell on record."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeGuard, TypeVar

from compliance.documents.tables import RawRow, RawTable
from compliance.domain import lengths
from compliance.domain.authorities import AuthorityType, Role
from compliance.domain.delivery import shown
from compliance.domain.errors import Fault, WrongUse
from compliance.domain.moment import FIRST_YEAR, LAST_YEAR
from compliance.domain.outcomes import Outcome
from compliance.domain.recommendations import DecisionOutcome, Kind, Response, line_fault
from compliance.domain.sums import EXPECTED_SUM, Sum, parse_sum
from compliance.domain.words import is_blank

FIRST_AUTHORITY_YEAR = 1800
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
EXPECTED_DATE = "a date such as 2024-03-31"
SEPARATOR = ";"
# By column, where it is not the length of a line.
LONGEST: Mapping[str, int] = {
    "action": lengths.ACTION,
    "authority_code": lengths.REFERENCE,
    "categories": lengths.TEXT,
    "code": lengths.REFERENCE,
    "decision_reference": lengths.REFERENCE,
    "expected_evidence": lengths.TEXT,
    "file": lengths.PATH,
    "note": lengths.TEXT,
    "public_summary": lengths.SUMMARY,
    "reason": lengths.TEXT,
    "recommendation_reference": lengths.REFERENCE,
    "reference": lengths.REFERENCE,
    "successor_code": lengths.REFERENCE,
    "waits_on": lengths.REFERENCE,
}

Reader = Callable[[str], Any]
Value = TypeVar("Value")


class Unreadable(ValueError):
    """A cell that cannot be read; the text says what was expected."""


@dataclass(slots=True)
class Record:
    """A row with its cells read: `values` by column, `bad` the columns that could not be read.

    A row that is not `whole` had too many or too few cells: only its reference is worth anything.
    """

    file: str
    number: int
    cells: Mapping[str, str]
    values: dict[str, Any]
    bad: set[str]
    whole: bool

    def get(self, column: str, default: Any = None) -> Any:
        """The value of a column; `default` where it is absent or unreadable."""
        return self.values.get(column, default)

    def fault(self, column: str, expected: str) -> Fault:
        """A fault of one of this row's cells; the address of a chat, which holds a secret, is not shown in full."""
        cell = self.cells.get(column, "")
        return Fault(self.file, self.number, column, shown(cell) if column == "address" else cell, expected)

    def faults(self, found: Iterable[tuple[str, str]]) -> list[Fault]:
        """What a rule found wrong, as faults; cells that could not be read are on record already."""
        return [self.fault(column, expected) for column, expected in found if column not in self.bad]


def read_records(table: RawTable, faults: list[Fault]) -> list[Record]:
    """Read every cell of a table; what cannot be read is added to `faults`.

    A column that the header lacks, and must not, is bad in every row: its one fault is on record.
    """
    spec = table.spec
    readers = {column: reader for column, reader in READERS[spec.name].items() if column in table.columns}
    absent = {column for column in spec.needed if column not in readers}
    if not any(column in readers for column in spec.either):
        absent.update(spec.either)
    return [_record(table.file, row, readers, absent, faults) for row in table.rows]


def _record(file: str, row: RawRow, readers: Mapping[str, Reader], absent: set[str], faults: list[Fault]) -> Record:
    record = Record(file, row.number, row.cells, {}, absent | row.faulty, row.whole)
    for column, reader in readers.items():
        if column not in row.cells or column in row.faulty:
            continue
        try:
            record.values[column] = _within(LONGEST.get(column, lengths.LINE), reader(row.cells[column]))
        except Unreadable as error:
            record.bad.add(column)
            if row.whole:
                faults.append(record.fault(column, str(error)))
    return record


def _within(longest: int, value: Value) -> Value:
    """A value whose words are not longer than a form would take them; of several, all of them together."""
    words = value if isinstance(value, str) else SEPARATOR.join(value) if _is_words(value) else ""
    if (length := len(words.strip())) > longest:
        raise Unreadable(f"at most {longest:,} characters, not {length:,}")
    return value


def _is_words(value: object) -> TypeGuard[tuple[str, ...]]:
    return isinstance(value, tuple) and all(isinstance(each, str) for each in value)


@lru_cache(maxsize=65536)
def read_date(text: str, first_year: int = FIRST_YEAR) -> date | None:
    """A date of ISO 8601 between `first_year` and 2100, or None for an empty cell."""
    text = text.strip()
    if not text:
        return None
    if ISO_DATE.fullmatch(text) is None:
        raise Unreadable(EXPECTED_DATE)
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Unreadable(f"{EXPECTED_DATE}; there is no such day") from error
    if not first_year <= day.year <= LAST_YEAR:
        raise Unreadable(f"{EXPECTED_DATE}, in a year from {first_year} to {LAST_YEAR}")
    return day


def says_something(value: object) -> bool:
    """Whether the cell of a value says anything: an empty one means unknown. A "no" does."""
    return value is not None and value != () and bool(str(value).strip())


def parts(text: str) -> tuple[str, ...]:
    """The parts of a cell that holds several, without blanks around them."""
    return tuple(part for part in (each.strip() for each in text.split(SEPARATOR)) if part)


def _needed(what: str, read: Callable[[str], Value]) -> Callable[[str], Value]:
    def reader(text: str) -> Value:
        if not text.strip():
            raise Unreadable(what)
        return read(text)

    return reader


def _one_of(members: type[StrEnum]) -> Reader:
    known = {member.value: member for member in members}
    listed = ", ".join(known)

    def reader(text: str) -> StrEnum | None:
        word = text.strip()
        if not word:
            return None
        if word not in known:
            raise Unreadable(f"one of {listed}")
        return known[word]

    return reader


def _needed_one_of(members: type[StrEnum]) -> Reader:
    return _needed(f"one of {', '.join(member.value for member in members)}", _one_of(members))


def _verbatim(text: str) -> str:
    return text


def _optional(text: str) -> str | None:
    return text if text.strip() else None


def _opened_on(text: str) -> date | None:
    return read_date(text, FIRST_AUTHORITY_YEAR)


def _population(text: str) -> int | None:
    word = text.strip()
    if not word:
        return None
    if re.fullmatch(r"[0-9]{1,10}", word) is None or not 0 < int(word) <= lengths.LARGEST_NUMBER:
        raise Unreadable("a whole number above 0, without separators")
    return int(word)


def _yes_or_no(text: str) -> bool | None:
    word = text.strip()
    if word not in {"", "yes", "no"}:
        raise Unreadable("yes, no or an empty cell")
    return word == "yes" if word else None


def _words(text: str) -> str:
    return " ".join(text.split())


def _line(text: str) -> str:
    """Words on one line without control characters, as a form takes them."""
    return _words("".join(each for each in _words(text) if line_fault(each) is None))


def _needed_words(what: str) -> Callable[[str], str]:
    """Words as they are written, of which something is seen."""

    def reader(text: str) -> str:
        if is_blank(text):
            raise Unreadable(what)
        return text

    return reader


def _needed_name(what: str) -> Reader:
    needed = _needed_words(what)
    return lambda text: needed(_line(text))


def _sums(text: str) -> tuple[Sum, ...]:
    try:
        return tuple(parse_sum(part) for part in parts(text))
    except WrongUse as error:
        raise Unreadable(f"{EXPECTED_SUM}, several split by {SEPARATOR}") from error


def _code(text: str) -> str:
    return text.strip()


_DAY: Reader = _needed(EXPECTED_DATE, read_date)
_AUTHORITY = _needed("the code of an authority", _code)
_OF_RECOMMENDATION: dict[str, Reader] = {
    "recommendation_reference": _needed("the reference of a recommendation", _code)
}

READERS: dict[str, dict[str, Reader]] = {
    "authorities": {
        "code": _needed("a code", _code),
        "name": _needed_name("a name"),
        "type": _needed_one_of(AuthorityType),
        "population": _population,
        "opened_on": _opened_on,
        "closed_on": read_date,
        "successor_code": _code,
        "calendar": _code,
    },
    "closures": {
        "authority_code": _AUTHORITY,
        "day": _DAY,
        "name": _needed_name("what the day is called"),
    },
    "contacts": {
        "authority_code": _AUTHORITY,
        "role": _needed_one_of(Role),
        "name": _line,
        "address": _needed("an e-mail address or an Apprise URL", _code),
    },
    "decisions": {
        "reference": _needed("a reference", _code),
        "authority_code": _AUTHORITY,
        "subject": _verbatim,
        "received_on": read_date,
        "decided_on": _DAY,
        "outcome": _needed_one_of(DecisionOutcome),
        "satisfactory_remedy": _yes_or_no,
    },
    "recommendations": {
        "reference": _needed("a reference", _code),
        "decision_reference": _needed("the reference of a decision", _code),
        "kind": _needed_one_of(Kind),
        "categories": parts,
        "action": _verbatim,
        "public_summary": _verbatim,
        "expected_evidence": parts,
        "period": _words,
        "due_on": read_date,
        "response": _one_of(Response),
        "waits_on": _code,
        "waits_for": _words,
        "waits_if": _words,
        "review_on": read_date,
        "wait_ended_on": read_date,
        "sums": _sums,
    },
    "extensions": _OF_RECOMMENDATION
    | {"agreed_on": _DAY, "new_due_on": _DAY, "reason": _verbatim, "agreed_by": _verbatim},
    "evidence": _OF_RECOMMENDATION
    | {
        "received_on": _DAY,
        "submitted_by": _needed_words("the name of the person or body who sent it"),
        "note": _verbatim,
        "file": _verbatim,
    },
    "outcomes": _OF_RECOMMENDATION
    | {
        "recorded_on": _DAY,
        "outcome": _needed_one_of(Outcome),
        "completed_on": read_date,
        "reason": _verbatim,
        "recorded_by": _verbatim,
        "approved_by": _optional,
    },
}
