"""Random stories written through the store, measured, and counted again from the stories alone (S1 to S6, S11)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance.domain.outcomes import Ending, Outcome
from compliance.domain.statistics import Figures
from compliance.store import authorities, cases
from compliance.store.engine import Session
from compliance.usecases.case_records import Extension, write
from compliance.usecases.measure_compliance import measure_compliance
from tests.support.world import World

FIRST = date(2023, 3, 1)
CODES = ("E1", "E2", "E3")
days = st.integers(0, 800).map(lambda number: FIRST + timedelta(days=number))


@dataclass(frozen=True)
class Rec:
    """A recommendation: days after the decision of its due date, an extension, its ending."""

    due: int
    extension: tuple[int, int] | None
    ending: tuple[Outcome, int, int] | None


@dataclass(frozen=True)
class Told:
    """A case as drawn."""

    authority: str
    decided: date
    outcome: str
    satisfactory: bool
    recs: tuple[Rec, ...]


recs = st.builds(
    Rec,
    st.integers(0, 200),
    st.none() | st.tuples(st.integers(0, 200), st.integers(1, 200)),
    st.none() | st.tuples(st.sampled_from(Outcome), st.integers(0, 300), st.integers(0, 100)),
)
stories = st.lists(
    st.builds(
        Told,
        st.sampled_from(CODES),
        days,
        st.sampled_from(["upheld", "upheld", "not_upheld", "advice_given"]),
        st.booleans(),
        st.lists(recs, max_size=3).map(tuple),
    ),
    max_size=12,
)


def instant(day: date) -> datetime:
    return datetime.combine(day, time(10), UTC)


def store(session: Session, world: World, told: list[Told]) -> None:
    ids = authorities.ids(session)
    rows = [
        {
            "reference": f"case {number}",
            "authority_id": ids[each.authority],
            "decided_on": each.decided,
            "outcome": each.outcome,
            "satisfactory_remedy": each.satisfactory,
            "recorded_at": instant(each.decided),
        }
        for number, each in enumerate(told)
    ]
    cases.add_decisions(session, rows)
    written = []
    for number, each in enumerate(told):
        for position, rec in enumerate(each.recs):
            due = each.decided + timedelta(days=rec.due)
            more = {"logged_on": each.decided, "extensions": (), "ending": None}
            if rec.extension:
                agreed, further = rec.extension
                changed = Extension(
                    each.decided + timedelta(days=agreed), due + timedelta(days=further), "flood", "Kim"
                )
                more["extensions"] = (changed,)
            if rec.ending:
                outcome, done, wait = rec.ending
                completed = each.decided + timedelta(days=done)
                more["ending"] = Ending(outcome, completed + timedelta(days=wait), "Cas", completed, "as agreed", "Dee")
            written.append(world.story(session, f"case {number}-{position}", due, **more))
    write(session, world.rulebook, written, instant, "Tester")


def recount(told: list[Told], year: int, as_at: date) -> dict[str, Figures]:
    """The figures from the stories alone, one loop a number."""
    inside = {date(year - 1, 4, 1) + timedelta(days=number) for number in range(366)} - {date(year, 4, 1)}
    figures = {}
    for code in CODES:
        own = [each for each in told if each.authority == code and each.decided <= as_at]
        decided = [each for each in own if each.decided in inside]
        upheld = [each for each in decided if each.outcome == "upheld"]
        buckets = {"good": 0, "late": 0, "bad": 0}
        single = {"good": 0, "late": 0, "bad": 0}
        for each in own:
            ends = [end(each, rec, as_at) for rec in each.recs]
            for how, recorded in ends:
                if recorded in inside and how in single:
                    single[how] += 1
            if not ends or any(recorded is None for _, recorded in ends):
                continue
            if max(recorded for _, recorded in ends if recorded) not in inside:
                continue
            kinds = {how for how, _ in ends} - {"gone"}
            if kinds:
                buckets["bad" if "bad" in kinds else "late" if "late" in kinds else "good"] += 1
        figures[code] = Figures(
            upheld=len(upheld),
            not_upheld=len([each for each in decided if each.outcome == "not_upheld"]),
            satisfactory=len([each for each in upheld if each.satisfactory]),
            complied=buckets["good"] + buckets["late"],
            not_complied=buckets["bad"],
            late=buckets["late"],
            recommendations_complied=single["good"] + single["late"],
            recommendations_not_complied=single["bad"],
            recommendations_late=single["late"],
        )
    return figures


def end(each: Told, rec: Rec, as_at: date) -> tuple[str, date | None]:
    """How a recommendation stands as at a day, and the day its outcome was recorded."""
    due = each.decided + timedelta(days=rec.due)
    if rec.extension and each.decided + timedelta(days=rec.extension[0]) <= as_at:
        due += timedelta(days=rec.extension[1])
    if rec.ending is None:
        return "open", None
    outcome, done, wait = rec.ending
    completed = each.decided + timedelta(days=done)
    recorded = completed + timedelta(days=wait)
    if recorded > as_at:
        return "open", None
    if outcome is Outcome.SATISFIED:
        return ("late" if completed > due else "good"), recorded
    return ("bad" if outcome is Outcome.NOT_SATISFIED else "gone"), recorded


@pytest.fixture
def counting(migrated_url: str, tmp_path: Path) -> Iterator[World]:
    """Three authorities without cases."""
    made = World(migrated_url, tmp_path / "home")
    for code in CODES:
        made.authority(code)
    yield made
    made.close()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=stories, year=st.integers(2023, 2026), as_at=days)
def test_the_figures_are_those_of_a_slow_recount(counting: World, told: list[Told], year: int, as_at: date) -> None:
    with counting.store.reading() as session:  # never committed, so the next example starts with an empty world
        store(session, counting, told)
        moment = instant(as_at) + timedelta(minutes=1)
        measured = measure_compliance(session, counting.rulebook, date(year, 3, 31), moment)
        figures = {code: measured.figures.get(code, Figures()) for code in CODES}
    assert figures == recount(told, year, as_at)
