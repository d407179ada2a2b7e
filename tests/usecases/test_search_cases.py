"""A case is found by its reference, by words and by its authority; whatever is typed, nothing raises."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from compliance.domain import references
from compliance.domain.recommendations import Kind
from compliance.store import search
from compliance.store.migrations import search_indexes
from compliance.usecases.case_records import write
from compliance.usecases.search_cases import SearchResult, Why, search_cases
from tests.support.prepared import prepared
from tests.support.statements import heard
from tests.support.world import World


@pytest.fixture
def stocked(database_kind: str, request: pytest.FixtureRequest) -> Iterator[World]:
    """Three authorities, five cases."""
    with prepared(in_stock, database_kind, request) as world:
        yield world


def in_stock(world: World) -> None:
    world.authority("E1", name="London Borough of Sutton")
    world.authority("E2", name="Städteregion Süd", type="county")
    world.authority("E3", name="Sutton Bridge Parish", type="other")
    world.decision("19 012 345", "E1", subject="Housing: repairs & damp")
    world.decision("19 012 346", "E1", subject="Adult social care")
    world.decision("20 000 001", "E2", subject="Education, health and care plan")
    world.decision("AB/77", "E3", subject="Parking")
    world.log("19 012 345-1", action="Apologise to Mr X for the delay")
    summary = "Review how repairs are tracked"
    world.log("19 012 345-2", action="Train staff", kind=Kind.SERVICE_IMPROVEMENT, public_summary=summary)
    world.log("20 000 001-1", action="Pay £250; write to Zoë O'Brien-Smith")
    world.end("19 012 345-2")


def look(world: World, query: str, most: int = 50) -> SearchResult:
    with world.store.reading() as session:
        return search_cases(session, query, most)


def found(world: World, query: str) -> list[str]:
    return [hit.reference for hit in look(world, query).cases]


@pytest.mark.parametrize(
    ("query", "references"),
    [
        ("19 012 345", ["19 012 345"]),
        ("19012345", ["19 012 345"]),
        (" 19  012 345 ", ["19 012 345"]),
        ("19 012 345-2", ["19 012 345"]),
        ("19012", ["19 012 345", "19 012 346"]),
        ("20", ["20 000 001"]),
        ("ab/77", ["AB/77"]),
        ("19-012-345", ["19 012 345"]),
        ("19/012.345", ["19 012 345"]),
        ("19\N{EN DASH}012\N{EN DASH}345/2", ["19 012 345"]),
        ("19.012", ["19 012 345", "19 012 346"]),
        ("Case 19 012 345", ["19 012 345"]),
        ("#19 012 345", ["19 012 345"]),
        ("case: #19-012-345", ["19 012 345"]),
        ("ab 77", ["AB/77"]),
        ("Ref: 19 012 345", ["19 012 345"]),
        ("Reference 19 012 345", ["19 012 345"]),
        ("Our ref.: 19 012 345-1", ["19 012 345"]),
        ("case no. 19 012 345", ["19 012 345"]),
        ("Complaint number #19012345,", ["19 012 345"]),
        ("ref AB/77", ["AB/77"]),
        ("(19 012 345)", ["19 012 345"]),
        ("'19 012 345'", ["19 012 345"]),
        ("\N{LEFT DOUBLE QUOTATION MARK}19 012 345\N{RIGHT DOUBLE QUOTATION MARK}.", ["19 012 345"]),
        ("Case ref [19 012 345]", ["19 012 345"]),
        ("19 012 345 sutton", ["19 012 345"]),
        ("19 012 345, London Borough of Sutton (E1)", ["19 012 345"]),
        ("Sutton: case no. 19 012 345", ["19 012 345"]),
        ("ab 77 bridge", ["AB/77"]),
        ("e1 19 012 345-2", ["19 012 345"]),
        ("19 012 sutton", ["19 012 345", "19 012 346"]),
        ("19 012 sutton social", ["19 012 346"]),
        ("19 012 345 (damp)", ["19 012 345"]),
        ("19 012 345 bridge", []),
        ("19 012 345 parking", []),
        ("Reference work", []),
        ("Case care", []),
        ("apologise london", ["19 012 345"]),
        ("sutton care", ["19 012 346"]),
        ("SÜD zoë", ["20 000 001"]),
        ("e3 park", ["AB/77"]),
        ("sutton damp parking", []),
        ("apologise tracked sutton", []),
        ("damp", ["19 012 345"]),
        ("REPAIRS damp", ["19 012 345"]),
        ("repairs tracked", ["19 012 345"]),
        ("apologise housing", ["19 012 345"]),
        ("apologise parking", []),
        ("zoë", ["20 000 001"]),
        ("o'brien", ["20 000 001"]),
        ("brien smith 250", ["20 000 001"]),
        ("educ plan", ["20 000 001"]),
        ("care", ["20 000 001", "19 012 346"]),
        ("E3", ["AB/77"]),
        ("städte", ["20 000 001"]),
        ("nothing like it", []),
        ("", []),
        (" ' -- ; ", []),
    ],
)
def test_what_is_found(stocked: World, query: str, references: list[str]) -> None:
    assert found(stocked, query) == references


def test_the_exact_reference_comes_first_and_is_named(stocked: World) -> None:
    stocked.decision("19 012 3", "E2")
    result = look(stocked, "19 012 3")
    assert [hit.reference for hit in result.cases] == ["19 012 3", "19 012 345", "19 012 346"]
    assert result.exact is not None
    assert result.exact.reference == "19 012 3"
    assert look(stocked, "19 012").exact is None
    of_one = look(stocked, "19012345-1").exact
    assert of_one is not None
    assert (of_one.reference, of_one.recommendations, of_one.open) == ("19 012 345", 2, 1)


@pytest.mark.parametrize(
    ("query", "exact"),
    [
        ("(Ref. 26-111-222)", "26 111 222"),
        ("london 26 111 222", "26 111 222"),
        ("26 111 bridge", None),
        ("26-111-222", "26 111 222"),
        ("26 111 222-1", "26 111 222"),
        ("26111222 1", "26 111 2221"),
        ("2611 1222/1", None),
    ],
)
def test_marks_tell_references_apart_only_where_nothing_else_does(
    stocked: World, query: str, exact: str | None
) -> None:
    for case in ("26 111 222", "26 111 2221"):
        stocked.decision(case, "E1")
    stocked.log("26 111 222-1")
    hit = look(stocked, query).exact
    assert (hit and hit.reference) == exact


def test_databases_leave_out_the_same_marks_as_the_rule() -> None:
    assert set(search_indexes.MARKS) | {" "} == set(references.MARKS)


def test_an_authority_is_found_with_its_cases(stocked: World) -> None:
    result = look(stocked, "sutton")
    assert [body.code for body in result.authorities] == ["E1", "E3"]
    assert {hit.reference: hit.why for hit in result.cases} == {
        "AB/77": Why.AUTHORITY,
        "19 012 346": Why.AUTHORITY,
        "19 012 345": Why.AUTHORITY,
    }
    assert [body.code for body in look(stocked, "sutton bridge").authorities] == ["E3"]


def test_there_is_an_end_to_what_is_shown(stocked: World) -> None:
    assert not look(stocked, "care", 2).more
    short = look(stocked, "care", 1)
    assert ([hit.reference for hit in short.cases], short.more) == (["20 000 001"], True)


@pytest.mark.parametrize(("each", "rows_per_case"), [(2, 20), (3, 1), (7, 2)])
@pytest.mark.parametrize("query", ["23 0", "kerb"])
def test_cases_are_counted_and_not_what_was_recommended_in_them(
    world: World, monkeypatch: pytest.MonkeyPatch, query: str, each: int, rows_per_case: int
) -> None:
    """Each case is found once more for every recommendation of it, and is one case all the same."""
    monkeypatch.setattr(search, "ROWS_PER_CASE", rows_per_case)
    world.authority("E1")
    cases = [f"23 00{number}" for number in range(1, 6)]
    for case in cases:
        world.decision(case, "E1")
        for number in range(each):
            world.log(f"{case}-{number}", action="Mend the kerb")
    assert sorted(found(world, query)) == cases
    short = look(world, query, 4)
    assert (len(short.cases), short.more) == (4, True)
    assert not look(world, query, 5).more


def test_changed_words_are_found_and_old_ones_are_not(stocked: World) -> None:
    changes = (
        "UPDATE recommendation SET action = 'Reimburse the rent' WHERE reference = '19 012 345-1'",
        "UPDATE decision SET subject = 'Leisure' WHERE reference = '19 012 346'",
        "UPDATE decision SET subject = 'Damp and mould' WHERE reference = '19 012 345'",
    )
    with stocked.writing() as session:
        for change in changes:
            session.connection().execute(text(change))
    assert found(stocked, "apologise") == []
    assert found(stocked, "reimburse mould") == ["19 012 345"]
    assert found(stocked, "housing") == []
    assert found(stocked, "leisure") == ["19 012 346"]
    with stocked.writing() as session:
        for table in ("reminder_step", "deadline"):
            which = "(SELECT id FROM recommendation WHERE reference = '20 000 001-1')"
            session.connection().execute(text(f"DELETE FROM {table} WHERE recommendation_id = {which}"))
        session.connection().execute(text("DELETE FROM recommendation WHERE reference = '20 000 001-1'"))
        session.connection().execute(text("DELETE FROM decision WHERE reference = '20 000 001'"))
    assert found(stocked, "brien") == found(stocked, "educ") == []


def test_an_enormous_text_is_stored_and_found_by_its_beginning(stocked: World) -> None:
    stocked.log("AB/77-1", action="mildew " + " ".join(f"word{number}" for number in range(200_000)))
    assert found(stocked, "mildew") == ["AB/77"]


HOSTILE = [
    *(
        '"',
        "'",
        "*",
        '"*',
        "NEAR(a b)",
        "a AND",
        "NOT a",
        "a OR b",
        "col:x",
        "^a",
        "a & b",
        "a | !b",
        "a:*",
        "\\",
        "%",
        "_",
    ),
    *("\0", "a\0b", "\ud800", "x" * 100_000, "a " * 50_000, "(((((", "{a b}:c", "+ - ~", "\uff11\uff12", "\u00b2"),
    *("\U0001e900", "\ufb01", "\u0130stanbul", "<script>alert(1)</script>", "'; DROP TABLE decision; --", "\u202e"),
    *("\U0001f469\u200d\U0001f467", "\u1e9e", "\ufdfa", "e\u0301", "\u0e01\u0e33"),
]


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_no_hostile_query_raises(stocked: World, query: str) -> None:
    assert isinstance(look(stocked, query), SearchResult)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_no_query_at_all_raises(stocked: World, query: str) -> None:
    assert look(stocked, query).authorities is not None


def plain(words: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[^\W_]+", words)}


TEXTS = st.lists(
    st.sampled_from(["care", "cares", "plan", "plans", "x-ray", "Zoë", "damp", "12", "12a"]), max_size=4
).map(" ".join)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_words_are_found_as_looking_at_each_text_finds_them(world: World, data: Any) -> None:
    """Against looking at every text, one after the other."""
    with world.store.engine.begin() as connection:
        connection.execute(text("DELETE FROM recommendation"))
        connection.execute(text("DELETE FROM decision"))
        connection.execute(text("DELETE FROM authority"))
        connection.execute(text("INSERT INTO authority (id, code, name, type) VALUES (1, 'Q', 'Q', 'other')"))
        texts: list[set[str]] = []
        for number in range(4):
            subject, action = data.draw(TEXTS), data.draw(TEXTS)
            case = {"id": number + 1, "subject": subject, "reference": f"R{number}", "action": action}
            connection.execute(text(CASE), case)
            connection.execute(text(ONE), case)
            texts.append(plain(subject) | plain(action))
    wanted = data.draw(
        st.lists(st.sampled_from(["car", "care", "plans", "x", "ray", "zoë", "12", "12a"]), min_size=1, max_size=3)
    )
    with world.store.reading() as session:
        found = search.by_words(session, wanted, 10, personal=True)
    right = [
        number + 1 for number, words in enumerate(texts) if all(any(w.startswith(x) for w in words) for x in wanted)
    ]
    assert sorted(found) == right


CASE = (
    "INSERT INTO decision (id, reference, authority_id, subject, decided_on, outcome, recorded_at) "
    "VALUES (:id, :reference, 1, :subject, '2024-04-02', 'upheld', '2024-04-02 09:00:00')"
)
ONE = (
    "INSERT INTO recommendation (id, reference, decision_id, kind, action, public_summary, period, logged_on, "
    "deadline_version, evidence_waiting, recorded_at) "
    "VALUES (:id, :reference, :id, 'personal_remedy', :action, '', '', '2024-04-02', 1, 0, '2024-04-02 09:00:00')"
)


def statements(world: World, count: int) -> int:
    with world.writing() as session:
        stories = [world.story(session, f"AB/77-{count}x{number}", date(2024, 5, 14)) for number in range(count)]
        write(session, world.rulebook, stories, lambda _: world.moment.now, "Tester")
    with heard(world.store) as made:
        assert look(world, "do ab 77").cases != ()
    return len(made)


def test_more_to_find_needs_no_more_statements(stocked: World) -> None:
    assert statements(stocked, 2) == statements(stocked, 300)


def test_who_may_not_read_personal_remedies_finds_nothing_by_their_words(stocked: World) -> None:
    def found_by_others(query: str) -> list[str]:
        with stocked.store.reading() as session:
            return [hit.reference for hit in search_cases(session, query, personal=False).cases]

    assert found(stocked, "apologise") == ["19 012 345"]
    assert found_by_others("apologise") == found_by_others("zoë") == []
    assert (found(stocked, "apologise london"), found_by_others("apologise london")) == (["19 012 345"], [])
    assert (found(stocked, "19 012 345 apologise"), found_by_others("19 012 345 apologise")) == (["19 012 345"], [])
    assert found_by_others("19 012 345 tracked") == found_by_others("damp london") == ["19 012 345"]
    assert found_by_others("tracked london") == ["19 012 345"]
    assert found_by_others("tracked") == found_by_others("damp") == found_by_others("19012345") == ["19 012 345"]
