"""Published beside computed: every rate and count of every row, equal or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from compliance.demo.published import PublishedRow
from compliance.domain.statistics import Rate


@dataclass(frozen=True)
class Compared:
    """One published row with what Amends computed for it; `late` is compared only where it was published."""

    row: PublishedRow
    computed: Mapping[str, Any]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The three statistics as (published, computed), each "percent numerator/denominator"."""
        row, data = self.row, self.computed
        late = "" if row.late is None else f" late {row.late}"
        counted = "" if row.late is None else f" late {data['compliance']['late']}"
        return [
            (_published(row.upheld_percent, row.upheld), _computed(data["upheld"])),
            (_published(row.compliance_percent, row.compliance) + late, _computed(data["compliance"]) + counted),
            (_published(row.satisfactory_percent, row.satisfactory), _computed(data["satisfactory_remedy"])),
        ]

    @property
    def equal(self) -> bool:
        """Whether every rate and count is the published one."""
        return all(published == computed for published, computed in self.pairs)


def _published(percent: int, rate: Rate) -> str:
    return f"{percent}% {rate.numerator}/{rate.denominator}"


def _computed(part: Mapping[str, Any]) -> str:
    percent = "no rate" if part["rate"] is None else f"{part['rate']}%"
    return f"{percent} {part['numerator']}/{part['denominator']}"


def compare(rows: Sequence[PublishedRow], letters: Mapping[tuple[str, str], Mapping[str, Any]]) -> list[Compared]:
    """Put each published row beside the letter data of its (authority code, year ending)."""
    return [Compared(row, letters[(row.code, row.year_ending.isoformat())]) for row in rows]
