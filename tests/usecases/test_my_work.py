"""What needs somebody: late ones first, each with its one next action, narrowed, paged and counted (D6, D7, R6)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from typing import Any

import pytest

from compliance.domain.authorities import AuthorityType
from compliance.domain.delivery import Answer, Result
from compliance.domain.evidence import Judgement
from compliance.domain.next_action import Action, Actor
from compliance.domain.outcomes import Outcome
from compliance.domain.recommendations import Kind, Response
from compliance.domain.standing import Standing
from compliance.domain.work_filters import Filters, Order
from compliance.store import cases
from compliance.store.deadline_tables import ClockStop, DeadlineWait, ExtensionRequest
from compliance.store.rows import insert_rows
from compliance.usecases.case_records import write
from compliance.usecases.explain import explain
from compliance.usecases.my_work import CSV_COLUMNS, WorkList, all_work, my_work
from compliance.usecases.reopen import reopen
from tests.conftest import migrated
from tests.support.next_actions import refreshed
from tests.support.statements import heard
from tests.support.world import World
from tests.usecases.conftest import opened

Offices = Callable[[str], World]
ANN = "ann@e1.example"
UNKNOWN = Answer(Result.UNKNOWN, "no answer")
BOUNCE = Answer(Result.REFUSED_FOR_GOOD, "550 no such user")


def listing(world: World, size: int = 1000, order: Order = Order.DUE, page: int = 1, **narrowed: Any) -> WorkList:
    refreshed(world.store)
    with world.store.reading() as session:
        return my_work(session, world.today, Filters(**narrowed), order=order, page=page, size=size)


def rows_of(world: World, **narrowed: Any) -> list[Any]:
    return [item.as_dict() for item in listing(world, **narrowed).items]


def actions(world: World, **narrowed: Any) -> dict[str, str]:
    """The next actions by reference, in the order of the list."""
    return {item.reference: item.action.value for item in listing(world, **narrowed).items}


def change(world: World, reference: str, **values: Any) -> None:
    """Put a recommendation into a state that other parts of the program bring about."""
    with world.writing() as session:
        record = cases.recommendation(session, reference)
        assert record is not None
        assert record.id is not None
        cases.change_recommendation(session, record.id, values)


def add(world: World, model: Any, **row: Any) -> None:
    with world.writing() as session:
        insert_rows(session, model, [row | {"recorded_at": world.moment.now}])


@pytest.fixture
def full(office: World) -> World:
    """One recommendation in each of many states, all of them due on 14 May 2024 unless that is the point."""
    return filled(office)


@pytest.fixture(scope="module")
def offices(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Offices]:
    """That office once on a kind of database, for all tests that only look at it."""
    made: dict[str, World] = {}
    with ExitStack() as stack:

        def office_of(kind: str) -> World:
            if kind not in made:
                folder = tmp_path_factory.mktemp(kind)
                world = World(stack.enter_context(migrated(kind, folder, request)), folder / "home")
                stack.callback(world.close)
                made[kind] = filled(opened(world))
            return made[kind]

        yield office_of


@pytest.fixture
def shown(offices: Offices, database_kind: str) -> World:
    """The same as `full`; no test changes anything in it."""
    return offices(database_kind)


def filled(office: World) -> World:
    """The office with those recommendations."""
    for number in range(1, 13):
        categories = ("Apology",) if number == 12 else ()
        response = None if number == 2 else Response.AGREED
        office.log(f"23 001-{number}", response=response, categories=categories)
    office.log("23 001-13", response=Response.REFUSED, kind=Kind.SERVICE_IMPROVEMENT, due_on=date(2024, 5, 2))
    office.end("23 001-3")
    office.evidence("23 001-4")
    stop = {"category": "legal", "reason": "review", "stopped_by": "Kim", "days_left": 9, "stopped_on": office.today}
    asked = {"asked_on": office.today, "asked_by": "Ann", "reason": "flood", "wished_on": date(2024, 6, 28)}
    add(office, ExtensionRequest, recommendation_id=5, **asked)
    add(office, ClockStop, recommendation_id=6, **stop)
    change(office, "23 001-6", due_on=None)
    review = office.today + timedelta(days=30)
    add(office, DeadlineWait, recommendation_id=7, kind="recommendation", waits_on_id=1, review_on=review)
    change(office, "23 001-7", due_on=None, original_due_on=None)
    change(office, "23 001-8", hold_ends_on=date(2024, 4, 20))
    change(office, "23 001-9", due_on=date(2024, 4, 1))
    change(office, "23 001-10", clock="public_report", stage="consider", due_on=date(2024, 7, 1))
    change(office, "23 001-11", due_on=None)
    return office


def test_each_has_its_next_action_and_late_ones_stand_first(shown: World) -> None:
    expected = {
        "23 001-9": "carry_out_late",
        "23 001-13": "record_refusal",
        "23 001-1": "carry_out",
        "23 001-2": "answer",
        "23 001-4": "judge_evidence",
        "23 001-5": "decide_extension",
        "23 001-8": "wait_for_hold",
        "23 001-12": "carry_out",
        "23 001-10": "complete_stage",
        "23 001-6": "restart_clock",
        "23 001-7": "review_wait",
        "23 001-11": "set_date",
    }
    assert list(actions(shown).items()) == list(expected.items())
    row = next(row for row in rows_of(shown) if row["reference"] == "23 001-7")
    assert row["next_action"]["what"] == "look whether the deadline still waits for recommendation 23 001-1"
    assert row["next_action"]["by"] == "2024-05-02"


@pytest.mark.parametrize(
    ("narrowed", "found"),
    [
        ({"state": Standing.SATISFIED}, {3}),
        ({"state": Standing.CEASED}, set()),
        ({"state": Standing.OVERDUE}, {9}),
        ({"state": Standing.HELD}, {8}),
        ({"state": Standing.STOPPED}, {6}),
        ({"state": Standing.WAITING}, {7, 11}),
        ({"state": Standing.OPEN}, {1, 2, 4, 5, 10, 12, 13}),
        ({"overdue": True}, {9}),
        ({"held": True}, {8}),
        ({"no_contact": True}, set()),
        ({"to_judge": True}, {4}),
        ({"time_asked": True}, {5}),
        ({"kind": Kind.SERVICE_IMPROVEMENT}, {13}),
        ({"due_to": date(2024, 5, 2)}, {9, 13}),
        ({"due_from": date(2024, 5, 3), "due_to": date(2024, 6, 30)}, {1, 2, 4, 5, 8, 12}),
        ({"due_from": date(2024, 5, 15)}, {10}),
        ({"decided_from": date(2024, 4, 3)}, set()),
        ({"decided_to": date(2024, 4, 2), "kind": Kind.SERVICE_IMPROVEMENT}, {13}),
        ({"category": "Apology"}, {12}),
        ({"authority_type": AuthorityType.COUNTY}, set()),
        ({"authority_type": AuthorityType.LONDON_BOROUGH, "overdue": True}, {9}),
        ({"now": True, "who": (Actor.CASEWORKER,)}, {4, 11}),
        ({"action": Action.ANSWER}, {2}),
        ({"who": (Actor.CASEWORK_MANAGER,)}, {5, 13}),
        ({"authority": "E1", "who": (Actor.DIRECTOR, Actor.CASEWORK_MANAGER)}, {5, 13}),
        ({"authority": "E1", "who": (Actor.DIRECTOR,)}, set()),
        ({"authority": "E2"}, set()),
    ],
)
def test_a_list_is_narrowed(shown: World, narrowed: dict[str, Any], found: set[int]) -> None:
    assert set(actions(shown, **narrowed)) == {f"23 001-{number}" for number in found}


def test_a_page_says_how_many_there_are(shown: World) -> None:
    page = listing(shown, 3)
    assert [item.reference for item in page.items] == ["23 001-9", "23 001-13", "23 001-1"]
    assert (page.total, page.page, page.pages) == (12, 1, 4)
    page = listing(shown, 1, who=(Actor.AUTHORITY,))
    assert ([item.reference for item in page.items], page.total) == (["23 001-9"], 5)
    assert listing(shown, 20).total == 12


@pytest.mark.parametrize("order", list(Order))
def test_pages_follow_one_another_without_gap_or_overlap(shown: World, order: Order) -> None:
    whole = [item.reference for item in listing(shown, order=order).items]
    found = [item.reference for page in (1, 2, 3) for item in listing(shown, 5, order, page).items]
    assert found == whole
    for beyond in (4, 10**9):
        assert [item.reference for item in listing(shown, 5, order, beyond).items] == whole[10:]
    assert [item.reference for item in listing(shown, 5, order, -3).items] == whole[:5]
    with shown.store.reading() as session:
        assert [item.reference for item in all_work(session, shown.today, Filters(), order)] == whole


def test_my_work_goes_by_what_is_late_then_by_next_action_and_its_day(full: World) -> None:
    mine = listing(full, order=Order.ACTION, who=(Actor.CASEWORKER,))
    assert [item.reference[7:] for item in mine.items] == ["4", "8", "6", "7", "11"]
    full.today = date(2024, 5, 20)
    late = listing(full, order=Order.ACTION)
    assert [(item.reference[7:], item.action.value, item.days_late) for item in late.items[:4]] == [
        ("4", "judge_evidence", 6),
        ("5", "decide_extension", 6),
        ("13", "record_refusal", 18),
        ("9", "carry_out_late", 49),
    ]
    assert [item.by for item in late.items[:3]] == [full.today] * 3
    assert [item.days_late for item in late.items[-4:]] == [0, 0, 0, 0]


def test_what_was_given_to_somebody_else_is_not_mine(office: World) -> None:
    office.log("23 001-1")
    office.postbox.script[ANN].append(UNKNOWN)
    office.run()
    with office.writing() as session:
        session.connection().exec_driver_sql("UPDATE task SET assigned_to = 'Kim'")
    (item,) = listing(office).items
    assert (item.assigned_to, item.subject, item.authority_name) == ("Kim", "", "E1 Council")
    assert listing(office, person="Kim").total == 1
    assert listing(office, person="Lou").total == 0


def test_open_remedies_are_found_with_whoever_answers_for_them(full: World) -> None:
    full.authority("E2", {})
    full.authority("E0", {}, closed_on=date(2024, 3, 31), successor="E1")
    full.decision("22 009", "E0", decided_on=date(2024, 3, 1))
    full.log("22 009-1")
    assert "22 009-1" in actions(full, authority="E1")
    assert set(actions(full, authority="E0")) == {"22 009-1"}
    assert actions(full, authority="E2") == {}
    assert listing(full, authority="E1").items[0].reachable
    full.decision("23 002", "E2")
    full.log("23 002-1")
    assert actions(full, no_contact=True) == {"23 002-1": "find_contact"}
    assert [item.reachable for item in listing(full, authority="E2").items] == [False]


def test_a_list_says_that_it_is_behind(full: World) -> None:
    assert not listing(full).behind
    full.evidence("23 001-12")
    with full.store.reading() as session:
        found = my_work(session, full.today, Filters())
    assert found.behind
    assert next(item for item in found.items if item.reference == "23 001-12").action is Action.CARRY_OUT


def test_a_row_of_a_spreadsheet_has_every_column(full: World) -> None:
    item = listing(full).items[0]
    assert set(CSV_COLUMNS) == set(item.as_row())
    assert item.as_row()["next_by"] == "2024-04-01"


def test_messages_escalations_and_missing_people_come_before_the_authority(office: World) -> None:
    office.log("23 001-1")
    office.log("23 001-2")
    office.postbox.script[ANN].append(UNKNOWN)
    office.run()
    key = office.keys("in_doubt")[0]
    assert actions(office) == {"23 001-1": "settle_message", "23 001-2": "settle_message"}
    row = rows_of(office)[0]
    assert row["next_action"]["command"] == f"amends settle {key} --as SENT_OR_RESEND --reason WHY"
    with office.writing() as session:
        session.connection().exec_driver_sql("UPDATE task SET closed_on = '2024-04-02'")
    office.postbox.always.update({f"{name}@e1.example": BOUNCE for name in ("ann", "dan", "bo", "mo")})
    office.run("2024-04-29")
    assert set(actions(office).values()) == {"mend_message"}
    with office.writing() as session:
        session.connection().exec_driver_sql("UPDATE task SET closed_on = '2024-04-29' WHERE closed_on IS NULL")
    office.postbox.always.clear()
    office.walk("2024-05-29")
    assert set(actions(office).values()) == {"manager_acts"}
    office.walk("2024-06-12")
    assert set(actions(office).values()) == {"director_decides"}
    with office.writing() as session:
        session.connection().exec_driver_sql("DELETE FROM contact WHERE role IN ('link_officer', 'deputy')")
    assert set(actions(office).values()) == {"find_contact"}
    assert set(actions(office, no_contact=True)) == {"23 001-1", "23 001-2"}


def test_explain_and_the_list_say_the_same(full: World) -> None:
    rows = rows_of(full) + rows_of(full, state=Standing.SATISFIED)
    with full.store.reading() as session:
        for row in rows:
            assert explain(session, full.rulebook, full.moment, row["reference"])["next_action"] == row["next_action"]
    assert len(rows) == 13
    full.end("23 001-1", Outcome.CEASED)
    with full.store.reading() as session:
        said: Any = explain(session, full.rulebook, full.moment, "23 001-1")["next_action"]
    assert (said["action"], said["who"], said["by"], said["command"]) == ("nothing", "nobody", None, "")


def statements(world: World, count: int) -> int:
    """How many statements a page takes among `count` more recommendations."""
    with world.writing() as session:
        stories = [
            world.story(session, f"23 001-x{count}x{number}", date(2024, 5, 14), live_from=None)
            for number in range(count)
        ]
        write(session, world.rulebook, stories, lambda _: world.moment.now, "Tester")
    refreshed(world.store)
    with heard(world.store) as made:
        assert listing(world, 50, action=Action.ANSWER).total >= count
    return len(made)


def test_more_recommendations_need_no_more_statements(office: World) -> None:
    short = statements(office, 5)
    # One more, once, for the number of those that are on the pages behind.
    assert [statements(office, count) - short for count in (60, 600)] == [1, 1]


def test_sufficient_evidence_asks_for_the_outcome_until_it_is_recorded_and_not_again_when_reopened(
    office: World,
) -> None:
    office.log("23 001-1")
    for judgement, then in (
        (Judgement.INSUFFICIENT, "carry_out"),
        (Judgement.SUFFICIENT, "record_outcome"),
        (Judgement.WITHDRAWN, "record_outcome"),
    ):
        office.today += timedelta(days=1)
        office.evidence("23 001-1", f"letter, {judgement}")
        assert actions(office) == {"23 001-1": "judge_evidence"}
        office.judge("23 001-1", judgement, "the minutes" if judgement is Judgement.INSUFFICIENT else "")
        assert actions(office) == {"23 001-1": then}
    office.end("23 001-1")
    office.today += timedelta(days=1)
    with office.writing() as session:
        reopen(session, office.rulebook, office.moment, "23 001-1", "it was another letter", "Kim")
    assert actions(office) == {"23 001-1": "carry_out"}
    office.today += timedelta(days=1)
    office.evidence("23 001-1", "the right letter")
    office.judge("23 001-1", Judgement.SUFFICIENT)
    assert actions(office) == {"23 001-1": "record_outcome"}
