"""Published beside computed: every rate and count of every row, equal or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from compliance.demo.published import PublishedRow


@dataclass(frozen=True)
class Compared:
    """One published row with what Amends computed for it; `late` is compared only where it was published."""

    row: PublishedRow
    computed: Mapping[str, Any]

    @property
    def published(self) -> tuple[str, str, str, str]:
        """Upheld, compliance, late and satisfactory remedies as published; late is empty where it was not."""
        row = self.row
        return (
            _shown(row.upheld_percent, row.upheld.numerator, row.upheld.denominator),
            _shown(row.compliance_percent, row.compliance.numerator, row.compliance.denominator),
            "" if row.late is None else str(row.late),
            _shown(row.satisfactory_percent, row.satisfactory.numerator, row.satisfactory.denominator),
        )

    @property
    def counted(self) -> tuple[str, str, str, str]:
        """The same four as computed."""
        data = self.computed
        late = "" if self.row.late is None else str(data["compliance"]["late"])
        upheld, compliance, satisfactory = (
            _shown(data[name]["rate"], data[name]["numerator"], data[name]["denominator"])
            for name in ("upheld", "compliance", "satisfactory_remedy")
        )
        return upheld, compliance, late, satisfactory

    @property
    def equal(self) -> bool:
        """Whether every rate and count is the published one."""
        return self.published == self.counted


def _shown(percent: int | None, numerator: int, denominator: int) -> str:
    return f"{'no rate' if percent is None else f'{percent}%'} {numerator}/{denominator}"


def compare(rows: Sequence[PublishedRow], letters: Mapping[tuple[str, str], Mapping[str, Any]]) -> list[Compared]:
    """Put each published row beside the letter data of its (authority code, year ending)."""
    return [Compared(row, letters[(row.code, row.year_ending.isoformat())]) for row in rows]
