"""The letter data of a year: one object an authority, one CSV of all, and the files that hold them (rule A1)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from urllib.parse import quote

from compliance.documents.whole_file import write_whole
from compliance.domain.errors import NotFound
from compliance.domain.letters import CSV_COLUMNS
from compliance.domain.moment import end_of
from compliance.domain.office import Rulebook
from compliance.store.engine import Session
from compliance.usecases.measure_compliance import YearFigures, measure_compliance

CSV_FILE = "letter-data.csv"


@dataclass(frozen=True)
class Prepared:
    """Where the letter data of a year lie; `rows` as in the CSV, `changed` the number of files new or changed."""

    year_ending: date
    folder: Path
    rows: tuple[dict[str, object], ...]
    changed: int

    @property
    def codes(self) -> tuple[str, ...]:
        """The authorities of the year."""
        return tuple(str(row["authority_code"]) for row in self.rows)


def end_of_day(rulebook: Rulebook, today: date) -> datetime:
    """The moment figures of a day are taken at unless somebody says otherwise: its end, so that they repeat (S9)."""
    return end_of(today, rulebook.office.time_zone)


def last_year_end(rulebook: Rulebook, today: date) -> date:
    """The end of the newest statistical year that is over on `today`."""
    month, day = rulebook.year_end
    this_year = date(today.year, month, day)
    return this_year if this_year < today else date(today.year - 1, month, day)


def choose(figures: YearFigures, code: str | None = None) -> list[str]:
    """The codes of the year's authorities, or the one asked for; raises NotFound for one that is not in the year."""
    if code is None:
        return sorted(figures.bodies)
    if code not in figures.bodies:
        raise NotFound(f"there is no authority {code!r} in the year ending {figures.year.ending}")
    return [code]


def letter_data(figures: YearFigures, code: str | None = None) -> list[dict[str, object]]:
    """The letter data as formats.md gives them, by code; NotFound for an authority that is not in the year."""
    return [figures.letter_data(each) for each in choose(figures, code)]


def letter_rows(figures: YearFigures, code: str | None = None) -> list[dict[str, object]]:
    """The same values as rows of the CSV; None is an empty cell."""
    return [figures.row(each) for each in choose(figures, code)]


def csv_text(rows: Sequence[dict[str, object]]) -> str:
    """Rows as CSV with the columns of the letter data."""
    text = io.StringIO()
    writer = csv.DictWriter(text, CSV_COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def json_text(data: object) -> str:
    """Letter data as the JSON that is written into files and printed."""
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def letter_folder(exports: Path, ending: date) -> Path:
    """Where the letter data of a year are put."""
    return exports / f"letters-{ending.isoformat()}"


def prepare_letters(session: Session, rulebook: Rulebook, ending: date, as_at: datetime, exports: Path) -> Prepared:
    """Measure a year and write its letter data: a JSON file an authority and one CSV of all.

    Files that say the same already are not touched. Raises WrongUse when `ending` is no year end of the office.
    """
    figures = measure_compliance(session, rulebook, ending, as_at)
    folder = letter_folder(exports, ending)
    changed = 0
    for code in choose(figures):
        text = json_text(figures.letter_data(code))
        changed += write_whole(folder / f"{quote(code, safe=' ')}.json", text.encode())
    rows = letter_rows(figures)
    changed += write_whole(folder / CSV_FILE, csv_text(rows).encode())
    return Prepared(ending, folder, tuple(rows), changed)
