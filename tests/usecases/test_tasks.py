"""People's tasks through the database: due, given to somebody, done, and over by themselves (R1, R6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from compliance.domain.authorities import Contact, Role, StaffRole
from compliance.domain.delivery import Answer, Result
from compliance.domain.errors import NotFound, Refused
from compliance.domain.outcomes import Outcome
from compliance.domain.tasks import CASE_SAYS_WHY, TaskKind, TaskRule
from compliance.store import events, tasks
from compliance.store.deadline_tables import DeadlineWait, ExtensionRequest
from compliance.store.delivery_tables import AddressHealth
from compliance.store.rows import insert_rows, table_of
from compliance.usecases.close_tasks import close_what_is_over
from compliance.usecases.list_tasks import Narrowed, list_tasks, open_task
from compliance.usecases.manage_authority import add_contact, replace_contact
from compliance.usecases.manage_tasks import assign_task, finish_task
from compliance.usecases.open_tasks import Wanted, open_tasks
from compliance.usecases.settle_message import Settlement
from tests.support.world import World

REC = "23 001-1"
ANN = "ann@e1.example"
BOUNCE = Answer(Result.REFUSED_FOR_GOOD, "550 no such user")
UNKNOWN = Answer(Result.UNKNOWN, "no answer")


def listed(world: World, **narrowed: Any) -> list[dict[str, Any]]:
    with world.store.reading() as session:
        return list_tasks(session, world.today, Narrowed(**narrowed))


def want(world: World, kind: str, subject: str = f"recommendation {REC}", **more: Any) -> list[tuple[str, str]]:
    with world.writing() as session:
        return open_tasks(session, world.rulebook, world.today, [Wanted(kind, subject, "because", **more)])


def finish(world: World, number: int, reason: str = "spoke to them") -> str:
    with world.writing() as session:
        return finish_task(session, world.moment, number, reason)


def closed(world: World) -> dict[str, tuple[str, str]]:
    """Closed tasks as (by, reason), by kind."""
    with world.store.reading() as session:
        rows = session.execute(tasks.TASK.select().where(tasks.TASK.c.closed_on.is_not(None)))
        return {row.kind: (row.closed_by, row.closing_reason) for row in rows}


def test_an_escalation_is_due_as_the_office_says_and_its_owner_is_the_rungs(office: World) -> None:
    office.log(REC)
    office.walk("2024-05-29")
    (task,) = listed(office)
    assert (task["kind"], task["owner"], task["due_on"]) == (
        "overdue_10_working_days",
        "casework_manager",
        "2024-06-05",
    )
    assert (task["authority_code"], task["recommendation"], task["overdue"]) == ("E1", REC, False)
    office.rulebook = replace(office.rulebook, task_rules={kind: TaskRule(StaffRole.DIRECTOR, 0) for kind in TaskKind})
    office.walk("2024-06-12")
    late, due = listed(office)
    assert (late["overdue"], late["owner"]) == (True, "casework_manager")
    assert (due["kind"], due["owner"], due["due_on"]) == ("overdue_20_working_days", "director", "2024-06-12")


def test_the_reason_has_the_original_date_beside_the_current_one(office: World) -> None:
    """D6: what a rung was counted from is the date in force; a list of tasks must not lose the first one."""
    office.log()
    office.run()
    office.extend(REC, "2024-06-07")
    office.walk("2024-06-21")
    (task,) = listed(office)
    assert task["reason"].endswith("(due 2024-06-07, originally 2024-05-14)")
    with office.store.reading() as session:
        assert open_task(session, office.today, task["id"]).shows["reason"] == task["reason"]


def test_a_message_in_doubt_is_due_on_the_next_working_day_with_what_to_type(office: World) -> None:
    office.log(REC)
    office.postbox.script[ANN].append(UNKNOWN)
    office.today = date(2024, 5, 3)  # the Friday before the early May bank holiday
    office.run()
    (task,) = listed(office)
    assert (task["kind"], task["due_on"]) == ("message_in_doubt", "2024-05-07")
    assert task["command"] == f"amends settle {office.keys('in_doubt')[0]} --as SENT_OR_RESEND --reason WHY"


def test_a_second_task_for_the_same_matter_is_not_opened_while_one_is(world: World) -> None:
    assert want(world, "no_contact") == [("no_contact", f"recommendation {REC}")]
    assert want(world, "no_contact") == []
    with world.writing() as session:
        tasks.close(session, "no_contact", f"recommendation {REC}", world.today)
    assert want(world, "no_contact") == [("no_contact", f"recommendation {REC}")]
    assert len(listed(world)) == 1


def test_lists_are_narrowed_and_what_is_due_first_stands_first(world: World) -> None:
    want(world, "calendar_alarm", "calendar x")
    want(world, "flow_silent", "flow y")
    want(world, "no_contact", owner=StaffRole.DIRECTOR)
    assert [task["kind"] for task in listed(world)] == ["flow_silent", "no_contact", "calendar_alarm"]
    assert [task["kind"] for task in listed(world, owner="director")] == ["no_contact"]
    assert [task["kind"] for task in listed(world, kind="calendar_alarm")] == ["calendar_alarm"]
    assert [task["kind"] for task in listed(world, due_by=date(2024, 4, 4))] == ["flow_silent", "no_contact"]
    with world.writing() as session:
        assert assign_task(session, world.moment, 1, " Kim ") == "calendar x"
    assert [task["assigned_to"] for task in listed(world, assigned_to="Kim")] == ["Kim"]


def test_done_by_hand_stays_on_record_with_who_and_why(office: World) -> None:
    office.log(REC)
    office.walk("2024-05-29")
    (task,) = listed(office)
    assert finish(office, task["id"]) == f"recommendation {REC}"
    assert (listed(office), closed(office)) == ([], {"overdue_10_working_days": ("Tester", CASE_SAYS_WHY)})
    with office.store.reading() as session:
        last = events.stream(session, f"recommendation/{REC}")[-1].entry
    assert (last.kind, last.payload["task"], last.payload["reason"]) == ("task_done", task["id"], "spoke to them")
    office.run("2024-05-30")
    assert listed(office) == []


def test_a_task_without_a_recommendation_has_a_stream_of_its_own(world: World) -> None:
    want(world, "calendar_alarm", "calendar x")
    finish(world, 1)
    assert closed(world) == {"calendar_alarm": ("Tester", "spoke to them")}
    with world.store.reading() as session:
        assert [link.entry.kind for link in events.stream(session, "task/1")] == ["task_done"]


def test_who_gave_a_task_to_whom_stays_on_record(office: World) -> None:
    office.log(REC)
    office.walk("2024-05-29")
    (task,) = listed(office)
    for person in ("Kim", "Kim", "Tom", ""):
        with office.writing() as session:
            assign_task(session, office.moment, task["id"], person)
    with office.store.reading() as session:
        told = [link.entry for link in events.stream(session, f"recommendation/{REC}")]
    given = [(each.actor, each.payload) for each in told if each.kind == "task_given"]
    about = {"task": task["id"], "kind": "overdue_10_working_days", "subject": f"recommendation {REC}"}
    assert given == [
        ("Tester", about | {"given_to": "Kim"}),
        ("Tester", about | {"given_to": "Tom", "given_before_to": "Kim"}),
        ("Tester", about | {"given_before_to": "Tom"}),
    ]


def test_what_cannot_be_done_by_hand(world: World) -> None:
    want(world, "flow_silent", "flow y")
    want(world, "calendar_alarm", "calendar x")
    with pytest.raises(Refused, match="task 1 ends when its matter does; type: amends check"):
        finish(world, 1)
    with pytest.raises(Refused, match="a task needs a reason to be done"):
        finish(world, 2, " ")
    with pytest.raises(NotFound, match="there is no task 9"):
        finish(world, 9)
    finish(world, 2)
    with pytest.raises(Refused, match="task 2 was closed on 2024-04-02 by Tester: spoke to them"):
        finish(world, 2)
    with world.writing() as session, pytest.raises(Refused, match="task 2 was closed"):
        assign_task(session, world.moment, 2, "Kim")


def test_settling_and_the_right_address_end_what_messages_left(office: World) -> None:
    office.log(REC)
    office.postbox.script[ANN] += [UNKNOWN]
    office.run()
    office.settle(office.keys("in_doubt")[0], Settlement.SENT, "she has it")
    assert closed(office) == {"message_in_doubt": ("amends", f"settled: {CASE_SAYS_WHY}")}
    office.postbox.always[ANN] = BOUNCE
    office.run("2024-04-29")
    with office.writing() as session:
        replace_contact(session, office.rulebook, office.moment, "E1", ANN, ("Al", "al@e1.example"), lambda _: None)
    assert closed(office)["message_failed"] == ("amends", "somebody else answers for the address")


def test_a_new_contact_ends_the_task_of_its_own_role_only(world: World) -> None:
    world.authority("E1", {"monitoring_officer": "mo@e1.example"})
    world.decision()
    world.log(REC)
    world.run()
    with world.writing() as session:
        add_contact(
            session, world.rulebook, world.moment, "E1", Contact(Role.LEADER, "Lee", "lee@e1.example"), lambda _: None
        )
    assert world.tasks() == [("no_contact", "caseworker", f"recommendation {REC}")]
    with world.writing() as session:
        add_contact(
            session, world.rulebook, world.moment, "E1", Contact(Role.DEPUTY, "Dan", "dan@e1.example"), lambda _: None
        )
    assert (world.tasks(), closed(world)) == ([], {"no_contact": ("amends", "there is a contact again")})


def test_whom_a_message_did_not_reach_is_no_contact_again_until_one_arrives(world: World) -> None:
    """The task used to be ended in the breath that opened it: the address is not stopped, yet nobody was told."""
    world.authority("E1", {"link_officer": ANN})
    world.decision()
    world.log(REC)
    later = Answer(Result.REFUSED_FOR_NOW, "452 mailbox full")
    world.postbox.script[ANN].extend([later] * world.rulebook.patience.attempts)
    world.run()
    key = world.keys("failed")[0]
    mine = [("message_failed", "caseworker", f"message {key}"), ("no_contact", "caseworker", f"recommendation {REC}")]
    assert world.tasks() == mine
    world.run(date(2024, 4, 3))
    assert world.tasks() == mine
    world.settle(key, Settlement.RESEND)
    world.run(date(2024, 4, 3))
    with world.writing() as session:
        close_what_is_over(session, world.rulebook, world.today)
    assert (world.tasks(), closed(world)["no_contact"]) == ([], ("amends", "there is a contact again"))


def test_the_contact_of_a_successor_counts_and_one_at_a_stopped_address_does_not(world: World) -> None:
    world.authority("E2", {"link_officer": "new@e2.example"})
    world.authority("E1", {}, successor="E2", closed_on=date(2024, 4, 30))
    world.decision()
    world.log(REC)
    world.run()
    world.today = date(2024, 5, 1)
    health = {"address": "new@e2.example", "state": "stopped", "since": world.today, "changed_at": world.moment.now}
    with world.writing() as session:
        insert_rows(session, AddressHealth, [health])
        assert close_what_is_over(session, world.rulebook, world.today) == 0
        session.execute(table_of(AddressHealth).update().values(state="working"))
        assert close_what_is_over(session, world.rulebook, world.today) == 1


def test_more_time_ends_an_escalation_at_once(office: World) -> None:
    office.log(REC)
    office.walk("2024-05-29")
    office.extend(REC, "2024-07-01")
    assert closed(office)["overdue_10_working_days"] == ("amends", "its due date was moved and is not past")


def test_an_outcome_ends_all_that_is_about_the_recommendation(office: World) -> None:
    office.log(REC)
    office.walk("2024-06-12")
    want(office, "hold_ended", recommendation_id=1)
    office.end(REC, Outcome.CEASED)
    assert (office.tasks(), len(closed(office))) == ([], 3)


def test_a_decided_request_a_reviewed_wait_and_a_restored_address_end_their_tasks(office: World) -> None:
    office.log(REC)
    now, today = office.moment.now, office.today
    request = {"recommendation_id": 1, "asked_on": today, "asked_by": "Ann", "reason": "flood", "wished_on": today}
    wait = {"recommendation_id": 1, "kind": "event", "description": "the new council", "review_on": today}
    health = {"address": "x@e1.example", "state": "stopped", "since": today, "changed_at": now}
    for kind in ("extension_asked", "wait_review"):
        want(office, kind, recommendation_id=1)
    want(office, "address_stopped", "address X@e1.example")
    want(office, "address_stopped", "address json://... 1234")
    with office.writing() as session:
        insert_rows(session, ExtensionRequest, [request | {"recorded_at": now}])
        insert_rows(session, DeadlineWait, [wait | {"recorded_at": now}])
        insert_rows(session, AddressHealth, [health])
        assert close_what_is_over(session, office.rulebook, today) == 0
        withdrawn = {"state": "withdrawn", "decided_on": today, "decided_by": "Ann", "decision_reason": "done"}
        session.execute(table_of(ExtensionRequest).update().values(withdrawn))
        session.execute(table_of(DeadlineWait).update().values(ended_on=today))
        session.execute(table_of(AddressHealth).update().values(state="working"))
        assert close_what_is_over(session, office.rulebook, today) == 3
    assert [task["subject"] for task in listed(office)] == ["address json://... 1234"]
