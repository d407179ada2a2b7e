"""A date moves and is put back before anybody is told: who had still to get a letter gets it, and nobody twice (R2)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from compliance.domain.address_health import Severity
from compliance.domain.authorities import Role
from compliance.domain.delivery import Answer, Result
from compliance.domain.evidence import Judgement
from compliance.domain.returned import Returned
from compliance.store import tasks
from compliance.usecases.change_calendar import apply, preview
from compliance.usecases.change_closures import NewClosure
from compliance.usecases.change_contacts import retire_contact
from compliance.usecases.settle_message import Settlement
from tests.support.world import World, day
from tests.usecases.followed import Followed, comes_back, foretold
from tests.usecases.test_date_comes_back import AWAY_AND_BACK, Move, corrected_to, more_time, taken_back

ANN, BOB, DEP, CHIEF = (f"{who}@e1.example" for who in ("ann", "bob", "dep", "chi"))
OVERDUE_10 = "overdue_10_working_days"
NAME = "23 001-1"
OVERDUE_5 = [f"{NAME} overdue_5_working_days"]
LATER, SILENT = Answer(Result.REFUSED_FOR_NOW, "451 later"), Answer(Result.UNKNOWN, "no answer")
ON_THE_DAY = "2024-04-23"  # five working days after the due date


def five_days_late(world: World, answer: Answer, code: str = "E1") -> Followed:
    """The deputy has been told that it is five working days overdue, and Ann's message had that answer."""
    world.authority(code, {"link_officer": ANN, "deputy": DEP})
    world.decision("23 001", code)
    world.log(NAME, due_on=day("2024-04-16"))
    world.walk("2024-04-22")
    world.today = day(ON_THE_DAY)
    world.postbox.always[ANN] = answer
    world.plan()
    world.send(patient=True)
    assert overdue(world) == {DEP: 1}
    return Followed(world, "23 001")


def overdue(world: World) -> dict[str, int]:
    """How often each was sent that letter."""
    found = [who for _, who, about in world.mail() if about == OVERDUE_5]
    return {who: found.count(who) for who in found}


def works_again(world: World) -> None:
    """Ann's server takes mail."""
    del world.postbox.always[ANN]


@AWAY_AND_BACK
def test_r2_3_who_was_refused_for_now_gets_it_and_the_other_not_twice(world: World, away: Move, back: Move) -> None:
    case = five_days_late(world, LATER)
    away(case, "2024-06-28")
    back(case, "2024-04-16")
    works_again(world)
    world.send()
    world.walk("2024-04-26")
    assert overdue(world) == {DEP: 1, ANN: 1}


@AWAY_AND_BACK
def test_r2_3_so_where_it_was_tried_while_the_date_was_away(world: World, away: Move, back: Move) -> None:
    case = five_days_late(world, LATER)
    away(case, "2024-06-28")
    world.send()
    back(case, "2024-04-16")
    works_again(world)
    world.today = day("2024-04-24")
    assert foretold(world) == {NAME: ["overdue_5_working_days"]}
    world.walk("2024-04-26")
    assert overdue(world) == {DEP: 1, ANN: 1}


@AWAY_AND_BACK
def test_r2_3_so_after_it_moved_twice(world: World, away: Move, back: Move) -> None:
    case = five_days_late(world, LATER)
    for _ in range(2):
        away(case, "2024-06-28")
        world.send()
        back(case, "2024-04-16")
        world.today = day("2024-04-24")
        world.plan()
        world.send(patient=True)
        assert len(world.keys("waiting")) == 1
    works_again(world)
    world.walk("2024-04-26")
    assert overdue(world) == {DEP: 1, ANN: 1}
    away(case, "2024-06-28")
    back(case, "2024-04-16")
    world.walk("2024-04-29")
    assert overdue(world) == {DEP: 1, ANN: 1}


@AWAY_AND_BACK
@pytest.mark.parametrize(
    ("settlement", "times"), [(Settlement.RESEND, 1), (Settlement.SENT, 0)], ids=["not sent", "sent"]
)
def test_r2_5_what_was_in_doubt_goes_where_it_had_not_arrived(
    world: World, away: Move, back: Move, settlement: Settlement, times: int
) -> None:
    case = five_days_late(world, SILENT)
    away(case, "2024-06-28")
    back(case, "2024-04-16")
    works_again(world)
    world.walk("2024-04-24")
    sent = len(world.postbox.letters)
    (key,) = world.keys("in_doubt")
    world.settle(key, settlement)
    world.walk("2024-04-29")
    assert len(world.postbox.letters) - sent == times
    assert len([who for _, who, about in world.mail() if (who, about) == (DEP, OVERDUE_5)]) == 1


@AWAY_AND_BACK
def test_r2_4_what_a_later_reminder_overtook_does_not_go(world: World, away: Move, back: Move) -> None:
    case = five_days_late(world, LATER)
    world.contact("E1", "chief_executive", CHIEF)
    world.walk("2024-04-30")
    assert ("2024-04-30", CHIEF, [f"{NAME} {OVERDUE_10}"]) in world.mail()
    away(case, "2024-06-28")
    back(case, "2024-04-16")
    works_again(world)
    world.walk("2024-05-03")
    assert overdue(world) == {DEP: 1}


@AWAY_AND_BACK
def test_d6_not_where_somebody_was_told_of_the_other_date(world: World, away: Move, back: Move) -> None:
    case = five_days_late(world, LATER)
    away(case, "2024-06-28")
    works_again(world)
    world.walk("2024-04-24")
    back(case, "2024-04-16")
    world.walk("2024-04-26")
    told = [about for _, who, about in world.mail() if who == ANN and about[0].endswith("deadline_changed")]
    assert len(told) == 2
    assert overdue(world) == {DEP: 1}


def stays(case: Followed, _: str) -> None:
    """The date stays as it is."""


STAYS_OR_BACK = pytest.mark.parametrize(
    ("away", "back"),
    [(stays, stays), (more_time, taken_back), (corrected_to, corrected_to)],
    ids=["stays", "more time", "corrected"],
)


@STAYS_OR_BACK
def test_r4_evidence_stops_it_as_where_the_date_stayed(world: World, away: Move, back: Move) -> None:
    case = five_days_late(world, LATER)
    away(case, "2024-06-28")
    back(case, "2024-04-16")
    works_again(world)
    world.evidence(NAME)
    world.walk("2024-04-24")
    assert overdue(world) == {DEP: 1}
    world.judge(NAME, Judgement.INSUFFICIENT, "the receipt")
    world.walk("2024-04-26")
    assert overdue(world) == {DEP: 1}, "she is told what the evidence lacks"
    assert (ANN, [f"{NAME} evidence_insufficient-1"]) in [(who, about) for _, who, about in world.mail()]


@STAYS_OR_BACK
def test_r6_what_comes_back_goes_to_nobody_twice(world: World, away: Move, back: Move) -> None:
    case = five_days_late(world, LATER)
    works_again(world)
    world.send()
    assert overdue(world) == {DEP: 1, ANN: 1}
    away(case, "2024-06-28")
    back(case, "2024-04-16")
    comes_back(world, ANN, ON_THE_DAY)
    world.walk("2024-04-26")
    assert overdue(world) == {DEP: 1}, "who comes after her has it already"


@AWAY_AND_BACK
def test_r2_what_a_person_has_done_is_not_asked_for_again(world: World, away: Move, back: Move) -> None:
    case = five_days_late(world, LATER)
    world.contact("E1", "chief_executive", CHIEF)
    world.postbox.always = {CHIEF: SILENT}
    world.walk("2024-04-30")
    assert by_hand(world) == [OVERDUE_10]
    with world.writing() as session:
        (task,) = [row for row in tasks.still_open(session) if row.kind == OVERDUE_10]
        tasks.close_those(session, [task.id], world.today, "Max", "spoke to her")
    away(case, "2024-06-28")
    back(case, "2024-04-16")
    world.postbox.always.clear()
    (key,) = world.keys("in_doubt")
    world.settle(key, Settlement.RESEND)
    world.walk("2024-05-02")
    assert [about for _, who, about in world.mail() if who == CHIEF] == [[f"{NAME} {OVERDUE_10}"]]
    assert by_hand(world) == []


def by_hand(world: World) -> list[str]:
    """The open tasks of that rung."""
    return [kind for kind, _, _ in world.tasks() if kind == OVERDUE_10]


@AWAY_AND_BACK
def test_r5_whose_turn_had_not_come_gets_it(world: World, away: Move, back: Move) -> None:
    """Ann was written to about the evidence two days before, and the office leaves four between two messages."""
    world.rulebook = replace(world.rulebook, minimum_gap=4)
    world.authority("E1", {"link_officer": ANN, "deputy": DEP})
    world.decision("23 001", "E1")
    world.log(NAME, due_on=day("2024-04-12"))
    world.walk("2024-04-16")
    world.today = day("2024-04-17")
    world.evidence(NAME)
    world.judge(NAME, Judgement.INSUFFICIENT, "the sum")
    world.walk("2024-04-19")
    assert overdue(world) == {DEP: 1}
    world.today = day("2024-04-20")
    case = Followed(world, "23 001")
    away(case, "2024-06-28")
    back(case, "2024-04-12")
    world.contact("E1", "monitoring_officer", "mo@e1.example")
    world.walk("2024-04-25")
    assert overdue(world) == {DEP: 1, ANN: 1}
    away(case, "2024-06-28")
    back(case, "2024-04-12")
    world.walk("2024-04-30")
    assert overdue(world) == {DEP: 1, ANN: 1}


@AWAY_AND_BACK
def test_r2_4_a_reminder_that_comes_back_late_does_not_go_behind_a_newer_one(
    world: World, away: Move, back: Move
) -> None:
    world.authority("E1", {"link_officer": ANN, "deputy": DEP})
    world.decision("23 001", "E1")
    world.log(NAME, due_on=day("2024-04-26"))
    world.walk("2024-04-16")
    case = Followed(world, "23 001")
    away(case, "2024-06-28")
    back(case, "2024-04-26")
    world.walk("2024-05-04")
    before = len(world.mail())
    comes_back(world, ANN, "2024-04-12")
    assert foretold(world) == {}
    world.walk("2024-05-07")
    assert len(world.mail()) == before - 1, "what came back is no mail that was sent any more"


@AWAY_AND_BACK
def test_r6_an_address_that_failed_is_passed_over(world: World, away: Move, back: Move) -> None:
    world.authority("E1", {"link_officer": ANN, "deputy": DEP})
    world.decision("23 001", "E1")
    world.log(NAME, due_on=day("2024-04-12"))
    world.walk("2024-04-12")
    world.today = day("2024-04-13")
    (key,) = [each["key"] for each in world.messages(recipient=ANN) if each["day"] == "2024-04-12"]
    world.report(Returned(key, ANN, Severity.SOFT, "4.2.2", "mailbox full", "folder", world.moment.now))
    case = Followed(world, "23 001")
    away(case, "2024-06-28")
    back(case, "2024-04-12")
    world.walk("2024-04-16")
    assert [(who, about) for sent, who, about in world.mail() if sent > "2024-04-13"] == [(DEP, [f"{NAME} due_today"])]


@AWAY_AND_BACK
def test_r2_no_reminder_goes_twice_where_a_closing_day_moved_its_day(world: World, away: Move, back: Move) -> None:
    world.authority("E1", {"link_officer": ANN, "deputy": DEP})
    world.decision("23 001", "E1")
    world.log(NAME, due_on=day("2024-04-12"))
    world.walk("2024-04-19")
    case = Followed(world, "23 001")
    with world.writing() as session:
        closing = NewClosure("E1", day("2024-04-19"), "flood")
        seen = preview(session, world.rulebook, world.moment, closing)
        apply(session, world.rulebook, world.moment, closing, expected=seen.digest, reason="flood")
    away(case, "2024-06-28")
    back(case, "2024-04-12")
    world.walk("2024-04-25")
    assert overdue(world) == {ANN: 1, DEP: 1}


@AWAY_AND_BACK
def test_r6_what_was_in_doubt_goes_to_the_next_contact_where_its_own_has_left(
    world: World, away: Move, back: Move
) -> None:
    world.authority("E1", {"link_officer": ANN, "deputy": DEP})
    world.decision("23 001", "E1")
    world.log(NAME, due_on=day("2024-04-16"))
    world.walk("2024-04-15")
    world.today = day("2024-04-16")
    world.postbox.script[ANN].append(SILENT)
    world.run()
    case = Followed(world, "23 001")
    away(case, "2024-06-28")
    back(case, "2024-04-16")
    case.act(retire_contact, Role.LINK_OFFICER, ANN, "she left", about="E1")
    (key,) = world.keys("in_doubt")
    world.settle(key, Settlement.RESEND)
    world.walk("2024-04-17")
    assert [(who, about) for _, who, about in world.mail() if about == [f"{NAME} due_today"]] == [
        (DEP, [f"{NAME} due_today"])
    ]
