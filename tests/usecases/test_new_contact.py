"""A reminder that reached nobody goes to whoever can be written to there now (R2, R2.4, R6)."""

from __future__ import annotations

from datetime import date

import pytest

from compliance.domain.authorities import Contact, Role
from compliance.domain.delivery import Answer, Result
from compliance.store import tasks
from compliance.usecases.derive_next_action import next_action_of
from compliance.usecases.list_tasks import list_tasks
from compliance.usecases.manage_address import restore_address
from compliance.usecases.manage_authority import add_contact, close_authority, replace_contact
from compliance.usecases.settle_message import Settlement
from tests.support.world import World

REC, OTHER = "23 001-1", "23 001-2"
ANN, UNA = "ann@e1.example", "una@e1.example"
BOUNCE = Answer(Result.REFUSED_FOR_GOOD, "550 no such user", of_address=True)


@pytest.fixture
def lost(world: World) -> World:
    """Ann is the only one at the authority, and the first word about a recommendation did not reach her."""
    world.authority("E1", {"link_officer": ANN})
    world.decision()
    world.log(REC)
    world.postbox.always[ANN] = BOUNCE
    world.run()
    assert world.steps(REC)["logged"].startswith("failed")
    assert {kind for kind, _, _ in world.tasks()} == {"message_failed", "no_contact", "address_stopped"}
    return world


def replace(world: World, new: str = UNA, old: str = ANN) -> int:
    with world.writing() as session:
        return replace_contact(session, world.rulebook, world.moment, "E1", old, ("Una", new), lambda _: None)


def add(world: World, address: str = UNA, role: Role = Role.LINK_OFFICER, code: str = "E1") -> int:
    with world.writing() as session:
        contact = Contact(role, "Una", address)
        return add_contact(session, world.rulebook, world.moment, code, contact, lambda _: None)


def action(world: World, reference: str = REC) -> str:
    with world.store.reading() as session:
        record = world_id(world, reference)
        return next_action_of(session, record, world.today).action.value


def world_id(world: World, reference: str) -> int:
    with world.store.reading() as session:
        row = next(row for row in session.execute(tasks.RECOMMENDATION.select()) if row.reference == reference)
        return int(row.id)


@pytest.mark.parametrize("mend", [replace, add])
def test_what_reached_nobody_goes_to_the_new_contact(lost: World, mend: object) -> None:
    lost.today = date(2024, 4, 3)
    assert mend(lost) == 1  # type: ignore[operator]
    assert lost.steps(REC)["logged"] == "queued"
    lost.send()
    assert lost.mail() == [("2024-04-03", UNA, [f"{REC} logged"])]
    assert "no_contact" not in {kind for kind, _, _ in lost.tasks()}


def test_e6_a_word_that_it_is_complete_which_reaches_nobody_is_a_task_until_it_does(world: World) -> None:
    """R6: the outcome used to close the task in the breath that opened it."""
    world.authority("E1", {})
    world.decision()
    world.log(REC)
    world.run()
    world.end(REC)
    mine = [("no_contact", "caseworker", f"satisfied letter about recommendation {REC}")]
    world.run()
    assert (world.steps(REC)["satisfied"].partition(":")[0], world.tasks()) == ("failed", mine)
    world.run("2024-04-03")
    assert world.tasks() == mine
    with world.store.reading() as session:
        (task,) = list_tasks(session, world.today)
    assert task["reason"] == "E1 has no contact as link_officer; nobody there was told of the outcome"
    assert task["command"] == "amends authority contact add E1 --role link_officer --address ADDRESS"
    assert add(world) == 1
    world.send()
    assert (world.mail(), world.tasks()) == ([("2024-04-03", UNA, [f"{REC} satisfied"])], [])


def test_on_a_closed_day_it_waits_for_the_next_working_one(lost: World) -> None:
    lost.today = date(2024, 4, 6)
    assert replace(lost) == 1
    assert lost.steps(REC)["logged"].startswith("planned")
    lost.run("2024-04-08")
    assert lost.mail() == [("2024-04-08", UNA, [f"{REC} logged"])]


def test_only_the_step_that_is_right_now_goes(lost: World) -> None:
    lost.walk("2024-05-09")
    assert {step: said.partition(":")[0] for step, said in lost.steps(REC).items() if said.startswith("failed")} == {
        "logged": "failed",
        "due_in_10_working_days": "failed",
        "due_in_3_working_days": "failed",
    }
    assert replace(lost) == 1
    lost.send()
    assert lost.mail() == [("2024-05-09", UNA, [f"{REC} due_in_3_working_days"])]
    assert lost.steps(REC)["logged"].startswith("failed"), "what failed and is no longer right stays on record so"


def test_what_is_no_longer_right_is_not_sent(lost: World) -> None:
    lost.extend(REC, "2024-06-28")
    lost.log(OTHER)
    lost.run("2024-04-03")
    lost.end(OTHER)
    lost.plan()
    replace(lost)
    lost.send()
    # The first letter of the date as it is now, and the word that the other is satisfied, are told; no reminder.
    assert sorted(each for _, _, found in lost.mail() for each in found) == [f"{REC} logged", f"{OTHER} satisfied"]
    assert lost.steps(REC)["logged"].startswith("failed"), "that of the date before"
    assert "28 June 2024" in lost.postbox.letters[-1].text


def test_a_hold_keeps_it_back_until_it_ends(lost: World) -> None:
    lost.evidence(REC)
    assert replace(lost) == 1
    lost.send()
    assert (lost.mail(), lost.steps(REC)["logged"].partition(":")[0]) == ([], "planned")


def test_somebody_who_cannot_be_written_to_either_leaves_the_tasks_open(lost: World) -> None:
    lost.authority("E2", {"link_officer": UNA})
    lost.decision("23 002", "E2")
    lost.log("23 002-1")
    lost.postbox.always[UNA] = BOUNCE
    lost.run("2024-04-03")
    before = lost.tasks()
    assert replace(lost) == 0
    assert lost.steps(REC)["logged"].startswith("failed")
    assert lost.tasks() == before
    assert action(lost) == "find_contact"


def test_nobody_gets_it_twice(lost: World) -> None:
    replace(lost)
    lost.send()
    assert replace(lost, "zoe@e1.example", UNA) == 0
    add(lost, "al@e1.example")
    lost.walk("2024-04-12")
    assert [recipient for _, recipient, _ in lost.mail()] == [UNA]


def test_of_two_authorities_with_one_address_only_the_one_that_has_somebody_else_is_mended(lost: World) -> None:
    lost.authority("E2", {"link_officer": ANN})
    lost.decision("23 002", "E2")
    lost.log("23 002-1")
    lost.plan()
    replace(lost)
    assert ("no_contact", "caseworker", "recommendation 23 002-1") in lost.tasks()
    lost.run("2024-04-03")
    assert lost.mail()[0][2] == [f"{REC} logged"]
    assert ("no_contact", "caseworker", "recommendation 23 002-1") in lost.tasks()


def test_the_task_of_another_authority_about_the_same_address_stays(world: World) -> None:
    for number in (1, 2):
        world.authority(f"E{number}", {"link_officer": ANN})
        world.decision(f"23 00{number}", f"E{number}")
    world.postbox.always[ANN] = BOUNCE
    world.log("23 002-1")
    world.run()
    (failed,) = [subject for kind, _, subject in world.tasks() if kind == "message_failed"]
    replace(world)
    assert ("message_failed", "caseworker", failed) in world.tasks()


def test_an_address_brought_back_gets_what_nobody_got_and_was_never_sent_to_it(lost: World) -> None:
    lost.run("2024-04-29")
    assert lost.steps(REC)["due_in_10_working_days"].startswith("failed")
    lost.postbox.always.clear()
    with lost.writing() as session:
        assert restore_address(session, lost.rulebook, lost.moment, ANN, "she rang") == 1
    lost.send()
    assert lost.mail() == [("2024-04-29", ANN, [f"{REC} due_in_10_working_days"])]


def test_a_successor_with_somebody_to_write_to_gets_it_with_the_next_planning(lost: World) -> None:
    lost.authority("E2", {"link_officer": "eve@e2.example"})
    with lost.writing() as session:
        close_authority(session, lost.rulebook, lost.moment, "E1", date(2024, 4, 3), "E2")
    lost.run("2024-04-03")
    assert lost.mail() == []
    lost.run("2024-04-04")
    assert lost.mail() == [("2024-04-04", "eve@e2.example", [f"{REC} logged"])]


def test_a_task_of_a_rung_that_was_done_is_not_asked_for_again(world: World) -> None:
    """A rung that reached nobody told the casework manager all the same, once."""
    world.authority("E1", {})
    world.decision()
    world.log(REC, due_on=date(2024, 4, 2))
    world.run("2024-04-16")
    assert [kind for kind, _, _ in world.tasks()] == ["no_contact", "overdue_10_working_days"]
    with world.writing() as session:
        number = next(row.id for row in tasks.still_open(session) if row.kind == "overdue_10_working_days")
        tasks.close_those(session, [number], world.today, "Kim", "rang them")
    add(world, "bo@e1.example", Role.CHIEF_EXECUTIVE)
    assert world.steps(REC)["overdue_10_working_days"] == "queued"
    assert "overdue_10_working_days" not in {kind for kind, _, _ in world.tasks()}


def test_a_failed_message_is_the_next_action_only_while_nobody_got_what_it_said(office: World) -> None:
    office.log(REC)
    office.postbox.always[ANN] = Answer(Result.REFUSED_FOR_GOOD, "554 not today")
    office.postbox.always["dan@e1.example"] = BOUNCE
    office.postbox.always["bo@e1.example"] = BOUNCE
    office.postbox.always["mo@e1.example"] = BOUNCE
    office.run()
    assert action(office) in ("mend_message", "find_contact")
    office.postbox.always.clear()
    key = next(each["key"] for each in office.messages() if each["recipient"] == ANN)
    office.settle(key, Settlement.RESEND)
    office.send()
    assert action(office) == "carry_out"


def test_where_the_next_contact_got_it_the_authority_is_to_act(office: World) -> None:
    office.log(REC)
    office.postbox.script[ANN].extend([Answer(Result.REFUSED_FOR_NOW, "452 full")] * office.rulebook.patience.attempts)
    office.run()
    assert [recipient for _, recipient, _ in office.mail()] == ["dan@e1.example"]
    assert "message_failed" in {kind for kind, _, _ in office.tasks()}, "the address is still to be put right"
    assert action(office) == "carry_out"


def test_a_failed_message_that_nobody_else_got_is_what_comes_next(world: World) -> None:
    world.authority("E1", {"link_officer": ANN})
    world.decision()
    world.log(REC)
    world.postbox.script[ANN].extend([Answer(Result.REFUSED_FOR_NOW, "452 full")] * world.rulebook.patience.attempts)
    world.run()
    assert action(world) == "mend_message"
