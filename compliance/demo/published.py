"""The published figures: annual statistics of councils, each row with the page it was taken from."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from compliance.domain.authorities import AuthorityType
from compliance.domain.statistics import Rate

FIGURES = Path(__file__).with_name("published_statistics.csv")


@dataclass(frozen=True)
class PublishedRow:
    """One authority and year as published: three rates in whole percent with their counts; `late` may be unknown."""

    authority: str
    type: AuthorityType
    year_ending: date
    upheld_percent: int
    upheld: Rate
    compliance_percent: int
    compliance: Rate
    late: int | None
    satisfactory_percent: int
    satisfactory: Rate
    source: str

    @property
    def code(self) -> str:
        """The authority's code in the demonstration: its name in lower case with hyphens."""
        return re.sub(r"[^a-z0-9]+", "-", self.authority.lower()).strip("-")


def read_published(path: Path = FIGURES) -> list[PublishedRow]:
    """Every published row, in the order of the file."""
    with path.open(newline="", encoding="utf-8") as stream:
        return [_row(cells) for cells in csv.DictReader(stream)]


def _row(cells: dict[str, str]) -> PublishedRow:
    def rate(numerator: str, denominator: str) -> Rate:
        return Rate(int(cells[numerator]), int(cells[denominator]))

    return PublishedRow(
        authority=cells["authority"],
        type=AuthorityType(cells["authority_type"]),
        year_ending=date.fromisoformat(cells["year_ending"]),
        upheld_percent=int(cells["upheld_rate"]),
        upheld=rate("upheld_n", "investigations_n"),
        compliance_percent=int(cells["compliance_rate"]),
        compliance=rate("complied_n", "compliance_outcomes_n"),
        late=int(cells["late_n"]) if cells["late_n"] else None,
        satisfactory_percent=int(cells["satisfactory_remedy_rate"]),
        satisfactory=rate("satisfactory_remedy_n", "upheld_decisions_n"),
        source=cells["source"],
    )
