"""Which ladder a recommendation gets: the most specific scope, no two that contradict each other (R1)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.domain.authorities import AuthorityType
from compliance.domain.ladders import Ladder, OffsetUnit, Scope, ladder_for, overlap, reach_in_days
from compliance.domain.recommendations import Kind
from tests.domain.almanac import patient

PERSONAL, SERVICE = Kind.PERSONAL_REMEDY, Kind.SERVICE_IMPROVEMENT
COUNTY, DISTRICT, OTHER = AuthorityType.COUNTY, AuthorityType.DISTRICT, AuthorityType.OTHER
LADDERS = (
    Ladder("default", ()),
    Ladder("service", (), Scope(SERVICE)),
    Ladder("service, counties", (), Scope(SERVICE, frozenset({COUNTY}))),
    Ladder("districts", (), Scope(PERSONAL, frozenset({DISTRICT}))),
    Ladder("report", (), Scope(clock="public_report")),
    Ladder("report, counties", (), Scope(authority_types=frozenset({COUNTY}), clock="public_report")),
)


@pytest.mark.parametrize(
    ("kind", "authority_type", "clock", "expected"),
    [
        (PERSONAL, COUNTY, "", "default"),
        (SERVICE, OTHER, "", "service"),
        (SERVICE, COUNTY, "", "service, counties"),
        (PERSONAL, DISTRICT, "", "districts"),
        (SERVICE, DISTRICT, "", "service"),
        # A scope that names no clock is for recommendations without one.
        (SERVICE, OTHER, "public_report", "report"),
        (PERSONAL, DISTRICT, "public_report", "report"),
        (SERVICE, COUNTY, "public_report", "report, counties"),
        (SERVICE, COUNTY, "care_provider", "default"),
    ],
)
def test_r1_the_most_specific_ladder_is_chosen(
    kind: Kind, authority_type: AuthorityType, clock: str, expected: str
) -> None:
    assert ladder_for(LADDERS, kind, authority_type, clock).name == expected
    assert ladder_for(reversed(LADDERS), kind, authority_type, clock).name == expected


def test_without_a_default_somebody_would_have_no_ladder() -> None:
    with pytest.raises(KeyError, match="no ladder is the default"):
        ladder_for(LADDERS[1:], PERSONAL, COUNTY)


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        (Scope(SERVICE), Scope(PERSONAL), False),
        (Scope(SERVICE), Scope(SERVICE), True),
        (Scope(SERVICE), Scope(authority_types=frozenset({COUNTY})), True),
        (Scope(SERVICE), Scope(SERVICE, frozenset({COUNTY})), False),
        (Scope(SERVICE, frozenset({COUNTY, OTHER})), Scope(SERVICE, frozenset({COUNTY, DISTRICT})), True),
        (Scope(SERVICE, frozenset({OTHER})), Scope(SERVICE, frozenset({COUNTY, DISTRICT})), False),
        (Scope(SERVICE), Scope(SERVICE, clock="report"), False),
        (Scope(SERVICE, clock="report"), Scope(clock="report"), False),
        (Scope(clock="report"), Scope(clock="care"), False),
        (Scope(authority_types=frozenset(AuthorityType)), Scope(clock=""), True),
    ],
)
def test_r1_overlapping_scopes_need_one_that_is_more_specific(one: Scope, other: Scope, clash: bool) -> None:
    assert overlap({"one": one, "other": other}) == (("one", "other") if clash else None)
    assert overlap({"other": other, "one": one}) == (("other", "one") if clash else None)


SCOPES = st.builds(
    Scope,
    kind=st.none() | st.sampled_from(Kind),
    authority_types=st.frozensets(st.sampled_from([COUNTY, DISTRICT, OTHER])),
    clock=st.sampled_from(["", "report"]),
)


def _takes_in(scope: Scope, case: tuple[Kind, AuthorityType, str]) -> bool:
    kind, authority_type, clock = case
    types = scope.authority_types
    return scope.kind in (None, kind) and (not types or authority_type in types) and scope.clock == clock


@patient
@given(scopes=st.lists(SCOPES, max_size=4))
def test_r1_without_overlap_every_recommendation_has_one_narrowest_ladder(scopes: list[Scope]) -> None:
    named = {str(number): scope for number, scope in enumerate(scopes)}
    everything = [(kind, each, clock) for kind in Kind for each in AuthorityType for clock in ("", "report")]
    covered = {name: {case for case in everything if _takes_in(scope, case)} for name, scope in named.items()}
    pairs = [(a, b) for a in named for b in named if a < b]
    clashes = [
        (a, b)
        for a, b in pairs
        if covered[a] & covered[b] and not (covered[a] < covered[b]) and not (covered[b] < covered[a])
    ]
    assert overlap(named) == (clashes[0] if clashes else None)
    if clashes:
        return
    ladders = [Ladder("default", ()), *(Ladder(name, (), scope) for name, scope in named.items())]
    for case in everything:
        fitting = [name for name in named if case in covered[name]]
        narrowest = [name for name in fitting if all(covered[name] <= covered[other] for other in fitting)]
        assert ladder_for(ladders, *case).name == (narrowest[0] if narrowest else "default")


@pytest.mark.parametrize(
    ("offset", "unit", "days"),
    [
        (-10, OffsetUnit.CALENDAR_DAYS, 10),
        (0, OffsetUnit.WORKING_DAYS, 0),
        (1, OffsetUnit.WORKING_DAYS, 3),
        (5, OffsetUnit.WORKING_DAYS, 7),
        (-6, OffsetUnit.WORKING_DAYS, 10),
        (20, OffsetUnit.WORKING_DAYS, 28),
        (11, OffsetUnit.MONTHS, 341),
    ],
)
def test_how_far_an_offset_reaches(offset: int, unit: OffsetUnit, days: int) -> None:
    assert reach_in_days(offset, unit) == days
