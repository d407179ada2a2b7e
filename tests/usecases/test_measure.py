"""The year's figures of a small world, counted by hand (S1 to S9, D7, E7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from compliance.domain.errors import WrongUse
from compliance.domain.outcomes import Ending, Outcome
from compliance.domain.recommendations import Kind, Response
from compliance.domain.statistics import Similar, YearBy
from compliance.usecases.case_records import Extension, write
from compliance.usecases.manage_authority import close_authority
from compliance.usecases.measure_compliance import measure_compliance
from tests.support.world import World

YEAR = date(2025, 3, 31)
LATEST = datetime(2030, 1, 1, tzinfo=UTC)


def letter(world: World, code: str = "E1", year: date = YEAR, as_at: datetime = LATEST) -> dict[str, Any]:
    with world.store.reading() as session:
        return measure_compliance(session, world.rulebook, year, as_at).letter_data(code)


def shares(data: dict[str, Any]) -> dict[str, tuple[Any, ...]]:
    return {
        name: tuple(part[key] for key in ("rate", "numerator", "denominator"))
        for name, part in data.items()
        if isinstance(part, dict) and "rate" in part
    }


def case(world: World, reference: str, authority: str = "E1", *ends: tuple[Outcome | None, str], **more: Any) -> None:
    """A decision of today with a recommendation for each (outcome, day it was recorded), all due on 14 May 2024."""
    world.decision(reference, authority, **more)
    start = world.today
    for number, (outcome, day) in enumerate(ends, start=1):
        name = f"{reference}-{number}"
        world.log(name)
        if outcome is not None:
            world.today = date.fromisoformat(day)
            world.end(name, outcome)
            world.today = start


@pytest.fixture
def counted(world: World) -> World:
    """E1: six upheld, one not, one advised. E2 of the same type; E3 of a type without a comparator."""
    for code, kind in (("E1", "london_borough"), ("E2", "london_borough"), ("E3", "other"), ("E4", "county")):
        world.authority(code, type=kind)
    good, bad, gone = Outcome.SATISFIED, Outcome.NOT_SATISFIED, Outcome.CEASED
    case(world, "1 on time", "E1", (good, "2024-05-14"), satisfactory_remedy=True)
    case(world, "1 late", "E1", (good, "2024-05-14"), (good, "2024-05-15"))
    case(world, "1 not", "E1", (good, "2024-05-14"), (bad, "2024-06-01"))
    case(world, "1 ceased beside done", "E1", (gone, "2024-06-01"), (good, "2024-05-01"))
    case(world, "1 only ceased", "E1", (gone, "2024-06-01"))
    case(world, "1 half open", "E1", (good, "2024-05-01"), (None, ""))
    case(world, "1 next year", "E1", (good, "2024-05-14"), (good, "2025-04-01"), outcome="not_upheld")
    case(world, "1 advice", "E1", outcome="advice_given")
    case(world, "2 on time", "E2", (good, "2024-05-14"))
    case(world, "3 not", "E3", (bad, "2024-05-14"), outcome="not_upheld")
    return world


def test_the_three_rates_and_the_one_per_recommendation(counted: World) -> None:
    data = letter(counted)
    assert shares(data) == {
        "upheld": (86, 6, 7),
        "compliance": (75, 3, 4),
        "satisfactory_remedy": (17, 1, 6),
        # On time 1, late 2, not 1 and 1 not, beside ceased 1, half open 1, next year's first 1.
        "per_recommendation": (88, 7, 8),
    }
    assert (data["compliance"]["late"], data["compliance"]["not_complied"]) == (1, 1)
    assert (data["per_recommendation"]["late"], data["per_recommendation"]["not_complied"]) == (1, 1)


def test_the_year_is_that_of_the_outcome(counted: World) -> None:
    data = letter(counted, year=date(2026, 3, 31))
    assert shares(data) == {
        "upheld": (None, 0, 0),
        "compliance": (100, 1, 1),
        "satisfactory_remedy": (None, 0, 0),
        "per_recommendation": (100, 1, 1),
    }
    assert data["compliance"]["late"] == 1
    counted.rulebook = replace(counted.rulebook, year_by=YearBy.DUE)
    assert shares(letter(counted))["compliance"] == (80, 4, 5)
    assert shares(letter(counted, year=date(2026, 3, 31)))["compliance"] == (None, 0, 0)


def test_similar_authorities_pooled_or_by_their_rates(counted: World) -> None:
    data = letter(counted)
    # Pooled: upheld 7 of 8, complied 4 of 5, satisfactory 1 of 7.
    assert [data[name]["similar_average"] for name in ("upheld", "compliance", "satisfactory_remedy")] == [88, 80, 14]
    assert letter(counted, "E2")["compliance"]["similar_average"] == 80
    counted.rulebook = replace(counted.rulebook, similar=Similar.MEAN_OF_RATES)
    # Means: (6/7 + 1)/2, (3/4 + 1)/2, (1/6 + 0)/2.
    data = letter(counted)
    assert [data[name]["similar_average"] for name in ("upheld", "compliance", "satisfactory_remedy")] == [93, 88, 8]


def test_no_comparator_no_denominator_no_rate(counted: World) -> None:
    other = letter(counted, "E3")
    assert shares(other) == {
        "upheld": (0, 0, 1),
        "compliance": (0, 0, 1),
        "satisfactory_remedy": (None, 0, 0),
        "per_recommendation": (0, 0, 1),
    }
    assert {other[name]["similar_average"] for name in ("upheld", "compliance", "satisfactory_remedy")} == {None}
    alone = letter(counted, "E4")
    assert {share[0] for share in shares(alone).values()} == {None}
    assert {alone[name]["similar_average"] for name in ("upheld", "compliance", "satisfactory_remedy")} == {None}


def test_late_is_judged_on_the_date_as_amended(world: World) -> None:
    world.authority()
    world.decision()
    world.log("23 001-1")
    world.extend("23 001-1", "2024-06-30")
    world.today = date(2024, 7, 1)
    world.end("23 001-1", completed_on=date(2024, 6, 30))
    assert letter(world)["compliance"]["late"] == 0


def test_as_at_a_moment_the_answer_never_changes(world: World) -> None:
    world.authority()
    world.decision()
    world.log("23 001-1")
    world.today = date(2024, 5, 20)
    world.end("23 001-1", completed_on=date(2024, 5, 20))
    world.decision("23 002", decided_on=date(2024, 4, 10))
    world.log("23 002-1")
    moments = [datetime(2024, *day, tzinfo=UTC) for day in ((4, 1), (4, 3), (5, 21), (6, 2), (7, 2))]
    first = [letter(world, as_at=moment) for moment in moments[:3]]
    assert [shares(data)["upheld"] for data in first] == [(None, 0, 0), (100, 1, 1), (100, 2, 2)]
    assert [shares(data)["compliance"] for data in first] == [(None, 0, 0), (None, 0, 0), (100, 1, 1)]
    assert [data["compliance"]["late"] for data in first] == [0, 0, 1]
    world.today = date(2024, 6, 1)
    world.extend("23 002-1", "2024-07-01")
    world.decision("23 003", decided_on=date(2024, 4, 2), outcome="not_upheld")
    world.today = date(2024, 7, 1)
    world.end("23 002-1", Outcome.NOT_SATISFIED)
    again = [letter(world, as_at=moment) for moment in moments]
    assert again[:3] == first
    assert [shares(data)["compliance"] for data in again[3:]] == [(100, 1, 1), (50, 1, 2)]
    assert [shares(data)["upheld"] for data in again[3:]] == [(67, 2, 3)] * 2


def test_an_extension_put_on_record_later_does_not_change_what_was_late_before(world: World) -> None:
    """As imported: done on 20 May, late against 14 May, until in July an extension to June is on record."""
    world.authority()
    world.decision()
    agreed = Extension(date(2024, 7, 1), date(2024, 6, 10), "flood", "Kim")
    done = Ending(Outcome.SATISFIED, date(2024, 6, 1), "Cas", date(2024, 5, 20), "seen")
    with world.writing() as session:
        story = world.story(session, "23 001-1", date(2024, 5, 14), extensions=(agreed,), ending=done)
        write(
            session, world.rulebook, [story], lambda day: datetime(day.year, day.month, day.day, tzinfo=UTC), "import"
        )
    late = [
        letter(world, as_at=datetime(2024, *day, tzinfo=UTC))["compliance"]["late"]
        for day in ((6, 15), (6, 30), (7, 2))
    ]
    assert late == [1, 1, 0]


def test_a_merged_authority_keeps_its_past_and_hands_on_what_was_open(world: World) -> None:
    world.authority("E2")
    world.authority("E1", closed_on=date(2024, 9, 30), successor="E2")
    case(world, "1 before", "E1", (Outcome.SATISFIED, "2024-05-14"))
    case(world, "1 after", "E1", (Outcome.SATISFIED, "2024-10-01"))
    assert shares(letter(world, "E1"))["compliance"] == (100, 1, 1)
    assert shares(letter(world, "E2"))["compliance"] == (100, 1, 1)
    assert shares(letter(world, "E1"))["upheld"] == (100, 2, 2)
    assert shares(letter(world, "E2"))["upheld"] == (None, 0, 0)
    with world.store.reading() as session:
        assert set(measure_compliance(session, world.rulebook, date(2026, 3, 31), LATEST).bodies) == {"E2"}


def test_a_case_open_at_a_merger_counts_each_remedy_for_who_answered(world: World) -> None:
    world.authority("E2")
    world.authority("E1", closed_on=date(2024, 9, 30), successor="E2")
    case(world, "1 both", "E1", (Outcome.SATISFIED, "2024-09-30"), (Outcome.SATISFIED, "2024-10-01"))
    for code, cases in (("E1", (None, 0, 0)), ("E2", (100, 1, 1))):
        assert shares(letter(world, code))["compliance"] == cases
        assert letter(world, code)["per_recommendation"]["denominator"] == 1


def test_a_closing_entered_later_does_not_change_figures_of_before(world: World) -> None:
    """S9: the same question as at the same moment gives the same answer for ever."""
    world.authority("E2")
    world.authority("E1")
    case(world, "1 done", "E1", (Outcome.SATISFIED, "2024-10-01"))
    before = datetime(2024, 12, 1, tzinfo=UTC)
    asked = [letter(world, code, as_at=before) for code in ("E1", "E2")]
    world.today = date(2025, 1, 2)
    with world.writing() as session:
        close_authority(session, world.rulebook, world.moment, "E1", date(2024, 9, 30), "E2")
    assert [letter(world, code, as_at=before) for code in ("E1", "E2")] == asked
    assert shares(letter(world, "E2"))["compliance"] == (100, 1, 1)


def test_agreed_service_improvements_are_listed(world: World) -> None:
    world.authority()
    world.decision(subject="Bins")
    kinds = {"kind": Kind.SERVICE_IMPROVEMENT, "response": Response.AGREED, "public_summary": "Train staff"}
    world.log("23 001-1", **kinds)
    world.log("23 001-2", **kinds | {"response": Response.REFUSED})
    world.log("23 001-3", **kinds | {"public_summary": ""})
    world.log("23 001-4", **kinds | {"kind": Kind.PERSONAL_REMEDY, "public_summary": ""})
    world.log("23 001-5", **kinds | {"response": None, "public_summary": "Ask again"})
    assert letter(world)["service_improvements"] == [
        {"reference": "23 001", "subject": "Bins", "summary": "Train staff"},
    ]


def test_another_year_end_is_wrong_use(world: World) -> None:
    with world.store.reading() as session, pytest.raises(WrongUse, match="is no year end of this office"):
        measure_compliance(session, world.rulebook, date(2024, 12, 31), LATEST)
