"""A case is found by what stands in front of a mail about it, and by a reference in wide digits (L1)."""

from __future__ import annotations

import pytest

from compliance.domain.references import ways_to_read
from tests.support.world import World
from tests.usecases.test_search_cases import found, look, stocked

__all__ = ["stocked"]


@pytest.mark.parametrize(
    ("query", "references"),
    [
        ("Re: 19 012 345", ["19 012 345"]),
        ("RE 19 012 345-2", ["19 012 345"]),
        ("FW: case 19 012 345", ["19 012 345"]),
        ("Fwd: RE: Re[2]: Our ref: case no. 19 012 345", ["19 012 345"]),
        ("[Re: 19-012-345]", ["19 012 345"]),
        ("AW: WG: 19 012 345", ["19 012 345"]),
        ("Re: Sutton: case no. 19 012 345", ["19 012 345"]),
        ("FW: 19 012", ["19 012 345", "19 012 346"]),
        ("Re: damp", ["19 012 345"]),
        ("Re: 19 012 345 parking", []),
        ("FW:", []),
        ("rehousing 19 012 345", []),
        ("\uff11\uff19 \uff10\uff11\uff12 \uff13\uff14\uff15", ["19 012 345"]),
        ("\uff11\uff19\uff10\uff11\uff12", ["19 012 345", "19 012 346"]),
        ("\uff32\uff25\uff1a\u3000\uff11\uff19 \uff10\uff11\uff12 \uff13\uff14\uff15", ["19 012 345"]),
        ("\uff21\uff22\uff0f\uff17\uff17", ["AB/77"]),
        ("\uff44\uff41\uff4d\uff50", ["19 012 345"]),
    ],
)
def test_what_is_found_as_it_may_be_meant(stocked: World, query: str, references: list[str]) -> None:
    assert found(stocked, query) == references


@pytest.mark.parametrize(
    ("typed", "ways"),
    [
        ("19 012 345", ("19 012 345",)),
        ("Re: x", ("Re: x", "x")),
        ("re", ("re",)),
        ("regarding 19", ("regarding 19",)),
        ("\uff11\uff19", ("\uff11\uff19", "19")),
        ("", ()),
    ],
)
def test_ways_to_read(typed: str, ways: tuple[str, ...]) -> None:
    assert ways_to_read(typed) == ways


def test_what_is_stored_as_it_is_typed_comes_before_how_else_it_may_be_meant(stocked: World) -> None:
    """A reference may itself begin with "RE", or be written in wide digits."""
    wide = "\uff11\uff19 \uff10\uff11\uff12 \uff13\uff14\uff15"
    stocked.decision("RE 19 012 345", "E2")
    stocked.decision(wide, "E3")
    assert (found(stocked, "RE 19 012 345"), found(stocked, wide)) == (["RE 19 012 345"], [wide])
    looked = look(stocked, "FW: 19 012 345")
    assert (looked.query, looked.exact and looked.exact.reference) == ("FW: 19 012 345", "19 012 345")


@pytest.mark.parametrize(
    ("query", "reference"),
    [
        ("19,012,345", "19 012 345"),
        ("19:012:345", "19 012 345"),
        ("19\N{MINUS SIGN}012\N{MINUS SIGN}345", "19 012 345"),
        ("19\N{SOFT HYPHEN}012345", "19 012 345"),
        ("19,012,345-2", "19 012 345"),
        ("24 777", "Case 24 777"),
        ("(24/777-1)", "Case 24 777"),
        ("25 888", "\uff12\uff15 \uff18\uff18\uff18"),
    ],
    ids=ascii,
)
def test_a_case_is_found_whatever_way_its_reference_is_written(stocked: World, query: str, reference: str) -> None:
    """L1: as logging knows it."""
    stocked.decision("Case 24 777", "E1")
    stocked.log("Case 24 777-1", action="Mend the kerb")
    stocked.decision("\uff12\uff15 \uff18\uff18\uff18", "E3")
    looked = look(stocked, query)
    assert looked.exact is not None, looked
    assert looked.exact.reference == reference
