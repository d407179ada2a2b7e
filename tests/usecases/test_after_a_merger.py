"""After a merger nobody is asked to write to the authority that has closed: all names its successor (S8, R6)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from compliance.domain.address_health import Severity
from compliance.domain.authorities import Contact, Role
from compliance.domain.delivery import Answer, Result
from compliance.domain.errors import Refused
from compliance.domain.recommendations import Kind
from compliance.domain.returned import Returned
from compliance.store import authorities, tasks
from compliance.usecases.derive_next_action import next_action_of
from compliance.usecases.list_tasks import list_tasks
from compliance.usecases.manage_address import restore_address
from compliance.usecases.manage_authority import add_contact, close_authority
from compliance.usecases.open_case import open_case
from compliance.usecases.preview_letter import preview_letter
from compliance.usecases.settle_message import Settlement
from compliance.usecases.write_to_chief_executive import write_to_chief_executive
from tests.support.world import World

REC = "23 001-1"
LO_OLD, LO_NEW = "lo@old.example", "lo@new.example"
TUESDAY, WEDNESDAY, THURSDAY = date(2024, 4, 2), date(2024, 4, 3), date(2024, 4, 4)
BOUNCE = Answer(Result.REFUSED_FOR_GOOD, "550 no such user", of_address=True)
OF_MAIL = {"message_failed", "message_returned", "address_stopped"}


def merging(world: World, heir: dict[str, str]) -> World:
    """What the link officer of the old authority is to hear is sent on Tuesday; `heir` are the people of the new."""
    world.authority("old", {"link_officer": LO_OLD})
    world.authority("new", heir)
    world.decision("23 001", "old")
    world.log(REC, kind=Kind.SERVICE_IMPROVEMENT, due_on=TUESDAY)
    return world


def close(world: World, on: date = TUESDAY, code: str = "old", successor: str = "new") -> None:
    with world.writing() as session:
        close_authority(session, world.rulebook, world.moment, code, on, successor)


def bounce(world: World, key: str, recipient: str = LO_OLD) -> None:
    at = datetime(2024, 4, 2, 8, tzinfo=UTC)
    world.report(Returned(key, recipient, Severity.HARD, "5.1.1", "User unknown", "folder", at))


def kinds(world: World) -> set[str]:
    return {kind for kind, _, _ in world.tasks()}


def listed(world: World, kind: str = "no_contact") -> dict[str, Any]:
    with world.store.reading() as session:
        return next(dict(each) for each in list_tasks(session, world.today) if each["kind"] == kind)


def command(world: World) -> str:
    with world.store.reading() as session:
        return next_action_of(session, 1, world.today).command


def test_what_comes_back_after_the_merger_goes_to_the_successor_and_leaves_no_task(world: World) -> None:
    merging(world, {"link_officer": LO_NEW}).run()
    (key,) = world.keys("sent")
    world.today = WEDNESDAY
    close(world)
    bounce(world, key)
    world.send()
    assert [to for _, to, _ in world.mail()] == [LO_NEW]
    assert kinds(world) & OF_MAIL == set()
    with pytest.raises(
        Refused, match=rf"^message {key} cannot be sent to {LO_OLD} again: old answers no more, new does$"
    ):
        world.settle(key, Settlement.RESEND)
    world.run(THURSDAY)
    assert [to for _, to, _ in world.mail()] == [LO_NEW]


@pytest.mark.parametrize("late", [True, False])
def test_tasks_about_the_old_addresses_end_with_the_merger(world: World, late: bool) -> None:
    """Put on record before the last day or after it."""
    merging(world, {"link_officer": LO_NEW}).run()
    if not late:
        close(world)
    bounce(world, world.keys("sent")[0])
    assert kinds(world) == {"message_returned", "address_stopped", "no_contact"}
    world.today = WEDNESDAY
    if late:
        close(world)
    else:
        world.plan()
    assert kinds(world) == set()
    world.send()
    assert [to for _, to, _ in world.mail()] == [LO_NEW]


def test_a_failed_message_whose_address_was_brought_back_is_not_lost_with_its_task(world: World) -> None:
    """Nobody is missed any more, so only the task about the message knows that the authority was not told."""
    merging(world, {"link_officer": LO_NEW}).run()
    (key,) = world.keys("sent")
    close(world)
    bounce(world, key)
    with world.writing() as session:
        restore_address(session, world.rulebook, world.moment, LO_OLD, "it works")
    world.plan()
    assert kinds(world) == {"message_returned"}
    world.run(WEDNESDAY)
    assert [to for _, to, _ in world.mail()] == [LO_NEW]
    assert kinds(world) == set()


def test_the_task_stays_while_the_officer_answers_elsewhere(world: World) -> None:
    merging(world, {"link_officer": LO_OLD}).run()
    (key,) = world.keys("sent")
    bounce(world, key)
    world.today = WEDNESDAY
    close(world)
    assert {"message_returned", "address_stopped"} <= kinds(world)
    world.settle(key, Settlement.RESEND)
    world.send()
    assert [to for _, to, _ in world.mail()] == [LO_OLD]


def test_the_task_about_the_address_of_staff_stays(world: World) -> None:
    merging(world, {"link_officer": LO_NEW}).run()
    (key,) = world.keys("sent")
    with world.writing() as session:
        session.execute(tasks.MESSAGE.update().values(recipient_role="casework_manager"))
    bounce(world, key)
    world.today = WEDNESDAY
    close(world)
    assert "message_returned" in kinds(world)


def test_one_in_doubt_that_is_sent_again_goes_to_the_successor(world: World) -> None:
    merging(world, {"link_officer": LO_NEW})
    world.postbox.always[LO_OLD] = Answer(Result.UNKNOWN, "no answer")
    world.run()
    (key,) = world.keys("in_doubt")
    world.today = WEDNESDAY
    close(world)
    world.settle(key, Settlement.RESEND)
    world.send()
    assert [to for _, to, _ in world.mail()] == [LO_NEW]


def test_where_nobody_took_over_a_message_that_came_back_is_not_sent_again(world: World) -> None:
    merging(world, {}).run()
    (key,) = world.keys("sent")
    with world.writing() as session:
        authorities.change(session, "old", {"closed_on": TUESDAY, "closure_known_at": world.moment.now})
    world.today = WEDNESDAY
    bounce(world, key)
    assert kinds(world) == {"no_contact"}
    with pytest.raises(Refused, match=r"again: old closed on 2 April 2024 and nobody took over$"):
        world.settle(key, Settlement.RESEND)
    wanted = "amends authority close old --on 2024-04-02 --successor CODE"
    assert (command(world), listed(world)["command"]) == (wanted, wanted)
    with pytest.raises(Refused, match=r"^no chief executive can be written to: old closed on 2 April 2024 and nobody"):
        write(world)
    world.contact("new", "link_officer", LO_NEW)
    close(world)
    world.send()
    assert ([to for _, to, _ in world.mail()], kinds(world)) == ([LO_NEW], set())
    with pytest.raises(Refused, match=r"closed on 2024-04-02 already"):
        close(world)


def write(world: World) -> None:
    with world.writing() as session:
        write_to_chief_executive(session, world.rulebook, world.moment, REC)


def chain(world: World) -> None:
    """Of the old authority the new one took over, of that the newest, on the same day."""
    world.authority("newest", {})
    close(world)
    close(world, code="new", successor="newest")


def add(world: World, code: str, role: Role) -> None:
    with world.writing() as session:
        contact = Contact(role, "Una", f"{role.value}@{code}.example")
        add_contact(session, world.rulebook, world.moment, code, contact, lambda _: None)


@pytest.mark.parametrize("known", [True, False])
def test_who_is_missed_is_missed_at_the_authority_that_answers_today(world: World, known: bool) -> None:
    """Whether the task was opened after the merger or before it."""
    merging(world, {}).run()
    (key,) = world.keys("sent")
    if not known:
        bounce(world, key)
    world.today = WEDNESDAY
    chain(world)
    if known:
        bounce(world, key)
    wanted = "amends authority contact add newest --role link_officer --address ADDRESS"
    found = listed(world)
    assert (command(world), found["command"]) == (wanted, wanted)
    new = "newest has no contact as link_officer"
    assert found["reason"] == (
        new if known else "old has no working address as link_officer; newest answers for it now"
    )
    with world.store.reading() as session:
        (one,) = open_case(session, world.moment, REC).recommendations
    assert [(each.command, each.reason) for each in one.tasks if each.kind == "no_contact"] == [
        (wanted, found["reason"])
    ]
    with pytest.raises(Refused, match=r"^no chief executive of newest can be written to: add one"):
        write(world)
    with world.store.reading() as session:
        assert preview_letter(session, world.rulebook, composer(world), world.moment, REC).to == ()
    add(world, "newest", Role.LINK_OFFICER)
    world.send()
    assert [to for _, to, _ in world.mail()] == ["link_officer@newest.example"]
    assert "no_contact" not in kinds(world)


def composer(world: World) -> Any:
    return world.installation.composer


def test_before_the_merger_the_old_authority_is_named(world: World) -> None:
    merging(world, {}).run()
    bounce(world, world.keys("sent")[0])
    close(world, on=WEDNESDAY)
    world.today = WEDNESDAY
    assert listed(world)["command"].startswith("amends authority contact add old ")
    assert listed(world)["reason"] == "old has no working address as link_officer"
    assert command(world).startswith("amends authority contact add old ")
