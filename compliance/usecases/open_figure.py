"""Open a figure: the cases behind a number of a year, each with how much of the number it is (S10, S11)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date, datetime

from compliance.domain.authorities import AuthorityType
from compliance.domain.errors import NotFound, WrongUse
from compliance.domain.office import Rulebook
from compliance.domain.statistics import Case, Figures, Year, YearBy, counted_on, measure, year_ending
from compliance.store import authorities
from compliance.store.engine import Session
from compliance.usecases.measure_compliance import Measuring

NAMES = tuple(each.name for each in fields(Figures))
"""The counts that can be opened."""
TOGETHER = {"investigations": ("upheld", "not_upheld"), "compliance_outcomes": ("complied", "not_complied")}
"""The denominators, by what they are counted together from (S5); they can be opened too."""


@dataclass(frozen=True)
class CountedCase:
    """A case behind a figure and the authority it counts for; `number` is 1, or how many of its recommendations.

    `day` put it there: the one it was decided on, or the last that its compliance goes by (S2).
    """

    reference: str
    authority_code: str
    number: int
    day: date | None
    authority_name: str = ""


def open_figure(
    session: Session,
    rulebook: Rulebook,
    ending: date,
    as_at: datetime,
    name: str,
    code: str | None = None,
    kind: AuthorityType | None = None,
) -> list[CountedCase]:
    """The cases behind one count of one authority (None: all of them, or all of a type) in one year, by reference.

    Their numbers add up to the figure. Raises WrongUse for a name that is none of NAMES or TOGETHER, and for no year
    end; NotFound for a code that no authority has.
    """
    if name not in NAMES and name not in TOGETHER:
        raise WrongUse(f"figure: expected one of {', '.join((*NAMES, *TOGETHER))}, not {name[:60]!r}")
    year = year_ending(ending, *rulebook.year_end)
    every = {each.code: each for each in authorities.all_of_them(session)}
    if code is not None and code not in every:
        raise NotFound(f"there is no authority {code!r}")
    known = {each: row for each, row in every.items() if kind in (None, row.type)}
    cases = Measuring(session, rulebook, as_at).cases(year, code)
    found = [each for case in cases for each in _counted(case, year, rulebook.year_by, name)]
    return sorted(
        (
            replace(each, authority_name=known[each.authority_code].name)
            for each in found
            if code in (None, each.authority_code) and each.authority_code in known
        ),
        key=lambda each: (each.reference, each.authority_code),
    )


def _counted(case: Case, year: Year, by: YearBy, name: str) -> Iterator[CountedCase]:
    """What one case alone adds to a figure: counted by the same rule as all of them together."""
    for authority, figures in measure([case], year, by).items():
        counted = [each for each in TOGETHER.get(name, (name,)) if getattr(figures, each)]
        if counted:
            number = sum(int(getattr(figures, each)) for each in counted)
            yield CountedCase(case.reference, authority, number, counted_on(case, authority, year, by, counted[0]))
