"""What waits to be sent while an authority closes goes to whoever answers on the day it is sent (S8, R4, R6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from compliance.domain.authorities import StaffRole
from compliance.domain.delivery import Answer, Result
from compliance.domain.recommendations import Kind
from compliance.store import authorities
from compliance.usecases.explain import explain
from compliance.usecases.forecast import forecast
from compliance.usecases.manage_authority import close_authority
from compliance.usecases.write_to_chief_executive import write_to_chief_executive
from tests.support.world import World

REC = "23 001-1"
LO_OLD, CE_OLD = "lo@old.example", "ce@old.example"
LO_NEW, CE_NEW = "lo@new.example", "ce@new.example"
FRIDAY, MONDAY = date(2024, 4, 5), date(2024, 4, 8)
DOWN = Answer(Result.REFUSED_FOR_NOW, "no answer", unreachable=True)


@pytest.fixture
def old(world: World) -> World:
    """Two authorities, each with a link officer and a chief executive; what the old one is to hear waits on Friday."""
    for code, officer, chief in (("old", LO_OLD, CE_OLD), ("new", LO_NEW, CE_NEW)):
        world.authority(code, {"link_officer": officer, "chief_executive": chief})
    world.decision("23 001", "old")
    world.today = FRIDAY
    return world


def close(world: World, code: str = "old", successor: str = "new", on: date = FRIDAY) -> None:
    with world.writing() as session:
        close_authority(session, world.rulebook, world.moment, code, on, successor)


def close_for_good(world: World, code: str = "old") -> None:
    """As an import may: closed, and nobody took over."""
    with world.writing() as session:
        authorities.change(session, code, {"closed_on": FRIDAY, "closure_known_at": world.moment.now})


def wait_over_the_weekend(world: World) -> None:
    """Friday's mail finds no server."""
    down = dict.fromkeys((LO_OLD, CE_OLD), DOWN)
    world.postbox.always |= down
    world.run(FRIDAY)
    assert world.mail() == []
    for address in down:
        del world.postbox.always[address]


@pytest.fixture
def waiting(old: World) -> World:
    """A reminder that waits for a mail server."""
    old.log(REC)
    wait_over_the_weekend(old)
    assert old.mail("waiting") == [("2024-04-05", LO_OLD, [f"{REC} logged"])]
    return old


def test_what_waits_goes_to_the_successor(waiting: World) -> None:
    close(waiting)
    waiting.run(MONDAY)
    assert waiting.mail() == [("2024-04-08", LO_NEW, [f"{REC} logged"])]
    assert waiting.steps(REC)["logged"] == "sent"
    kept = next(each for each in waiting.messages() if each["recipient"] == LO_OLD)
    assert (kept["state"], kept["reason"]) == (
        "suppressed",
        f"{LO_OLD} is nobody's address at new, which answers for old now",
    )
    assert waiting.tasks() == []


def test_on_its_last_day_the_old_authority_is_still_written_to(waiting: World) -> None:
    close(waiting, on=MONDAY)
    waiting.run(MONDAY)
    assert waiting.mail() == [("2024-04-08", LO_OLD, [f"{REC} logged"])]


def test_the_last_of_a_chain_gets_it(waiting: World) -> None:
    waiting.authority("newest", {"link_officer": "lo@newest.example"})
    close(waiting)
    close(waiting, "new", "newest", on=date(2024, 4, 7))
    waiting.run(MONDAY)
    assert waiting.mail() == [("2024-04-08", "lo@newest.example", [f"{REC} logged"])]


def test_one_officer_of_both_gets_the_message_that_waits(waiting: World) -> None:
    waiting.contact("new", "link_officer", LO_OLD)
    close(waiting)
    waiting.run(MONDAY)
    assert waiting.mail() == [("2024-04-08", LO_OLD, [f"{REC} logged"])]


def test_of_two_authorities_of_one_officer_only_the_closed_one_goes_to_the_successor(old: World) -> None:
    old.authority("other", {"link_officer": LO_OLD})
    old.decision("23 002", "other")
    old.log(REC)
    old.log("23 002-1")
    wait_over_the_weekend(old)
    close(old)
    old.run(MONDAY)
    assert sorted(old.mail()) == [
        ("2024-04-08", LO_NEW, [f"{REC} logged"]),
        ("2024-04-08", LO_OLD, ["23 002-1 logged"]),
    ]


def test_where_nobody_took_over_it_is_not_sent_and_a_person_has_the_task(waiting: World) -> None:
    close_for_good(waiting)
    waiting.run(MONDAY)
    assert waiting.mail() == []
    assert waiting.tasks() == [("no_contact", "caseworker", f"recommendation {REC}")]
    why = "old closed on 5 April 2024 and nobody took over: there is no contact as link_officer"
    assert waiting.steps(REC)["logged"] == f"failed: {why}"
    with waiting.store.reading() as session:
        found = explain(session, waiting.rulebook, waiting.moment, REC)["reachability"]
    assert found == {"reachable": False, "unreachable_since": "2024-04-05", "why": "old has no contact"}
    waiting.walk("2024-05-20")
    assert waiting.mail() == [], "nor is anything else"


def test_e6_that_a_remedy_is_complete_is_told_to_whoever_takes_over_in_the_end(old: World) -> None:
    old.log(REC)
    old.end(REC)
    wait_over_the_weekend(old)
    close_for_good(old)
    old.run(MONDAY)
    assert old.tasks() == [("no_contact", "caseworker", f"satisfied letter about recommendation {REC}")]
    close(old)
    old.run("2024-04-09")
    assert old.mail() == [("2024-04-09", LO_NEW, [f"{REC} satisfied"])]
    assert (old.steps(REC)["satisfied"], old.tasks()) == ("sent", [])


def test_whom_nobody_follows_is_not_foreseen_to_be_written_to(old: World) -> None:
    old.log(REC)
    old.run(FRIDAY)
    close_for_good(old)
    with old.store.reading() as session:
        coming = forecast(session, old.rulebook, old.moment, FRIDAY, date(2024, 5, 20))
    assert [each.recipient for each in coming] == []


def test_the_letter_to_the_chief_executive_goes_to_the_successors(old: World) -> None:
    old.log(REC, kind=Kind.SERVICE_IMPROVEMENT, due_on=date(2024, 4, 4))
    with old.writing() as session:
        write_to_chief_executive(session, old.rulebook, old.moment, REC, "Please ring me.")
    wait_over_the_weekend(old)
    close(old)
    old.run(MONDAY)
    assert ("2024-04-08", CE_NEW, [f"{REC} chief_executive-1"]) in old.mail()
    assert {to for _, to, _ in old.mail()} == {LO_NEW, CE_NEW}
    assert old.steps(REC)["chief_executive-1"] == "sent"


def test_that_the_casework_manager_was_told_does_not_stand_for_the_successor(old: World) -> None:
    """The rung after ten working days writes to the chief executive, and tells the casework manager."""
    manager, rung = "manager@ombudsman.example", f"{REC} overdue_10_working_days"
    old.rulebook = replace(old.rulebook, staff={StaffRole.CASEWORK_MANAGER: manager})
    old.log(REC, due_on=date(2024, 4, 12))
    old.today = date(2024, 4, 26)
    old.postbox.always[CE_OLD] = Answer(Result.REFUSED_FOR_NOW, "451 later")
    old.plan()
    old.send(patient=True)
    assert (old.mail("waiting"), old.mail()) == ([("2024-04-26", CE_OLD, [rung])], [("2024-04-26", manager, [rung])])
    close(old, on=old.today)
    old.run("2024-04-29")
    assert old.mail()[1:] == [("2024-04-29", CE_NEW, [rung])]
    assert old.steps(REC)["overdue_10_working_days"] == "sent"
