"""A date moves and is put back untold: what is lost, answered or half told goes on as if it had stayed (R2, R6, D6)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from compliance.domain.authorities import Contact, Role
from compliance.domain.delivery import Answer, Result
from compliance.domain.evidence import Judgement
from compliance.usecases.change_contacts import retire_contact
from compliance.usecases.manage_authority import add_contact
from compliance.usecases.request_extension import refuse
from compliance.usecases.settle_message import Settlement
from tests.support.world import World, day
from tests.usecases.followed import Followed, ask_for_time, comes_back
from tests.usecases.test_date_back_for_one import ANN, BOB, DEP, LATER, NAME, SILENT
from tests.usecases.test_date_comes_back import AWAY_AND_BACK, Move, corrected_to

UNA = "una@e1.example"
CHANGED = [f"{NAME} deadline_changed"]
LACKS = [f"{NAME} evidence_insufficient-1"]


def told(world: World, due_on: str, **people: str) -> Followed:
    """They have been told of it as new on 2 April, and it is the 4th."""
    world.authority("E1", {"link_officer": ANN})
    for role, address in people.items():
        world.contact("E1", role, address)
    world.decision("23 001", "E1")
    world.log(NAME, due_on=day(due_on))
    world.walk("2024-04-03")
    world.today = day("2024-04-04")
    return Followed(world, "23 001")


def bob_leaves_for_una(case: Followed) -> None:
    """Una takes Bob's place."""
    case.act(retire_contact, Role.LINK_OFFICER, BOB, "he left", about="E1")
    una_comes(case)


def una_comes(case: Followed) -> None:
    """The authority names Una."""
    case.act(add_contact, Contact(Role.LINK_OFFICER, "Una", UNA), lambda _: None, about="E1")


def got(world: World, about: list[str]) -> list[tuple[str, str]]:
    """Who was sent a letter, with the day; also where it came back."""
    return [(sent, who) for sent, who, abouts in world.mail("sent", "failed") if abouts == about]


def moves(case: Followed, away: Move, back: Move) -> None:
    """The date goes away and comes back."""
    there = case.due_on
    assert there is not None
    away(case, "2024-07-26")
    back(case, there.isoformat())


@AWAY_AND_BACK
@pytest.mark.parametrize("after_a_reminder", [False, True])
def test_r6_a_letter_about_the_date_that_comes_back_goes_to_the_next_once(
    world: World, away: Move, back: Move, after_a_reminder: bool
) -> None:
    case = told(world, "2024-04-24", deputy=DEP)
    corrected_to(case, "2024-04-26")
    world.walk("2024-04-14" if after_a_reminder else "2024-04-07")
    moves(case, away, back)
    on = "2024-04-15" if after_a_reminder else "2024-04-08"
    world.run(on)
    comes_back(world, ANN, "2024-04-04")
    world.send()
    world.walk("2024-04-17")
    assert got(world, CHANGED) == [("2024-04-04", ANN), (on, DEP)]
    text = next(" ".join(each.text.split()) for each in world.postbox.letters if each.recipient == DEP)
    assert "Before that it was Wednesday 24 April 2024" in text
    assert "no longer applies" not in text
    assert text.count("The due date we gave before was wrong") == 1


@AWAY_AND_BACK
def test_r2_5_one_in_doubt_goes_where_a_reminder_told_the_date(world: World, away: Move, back: Move) -> None:
    case = told(world, "2024-04-24")
    corrected_to(case, "2024-04-26")
    world.postbox.script[ANN].append(SILENT)
    world.walk("2024-04-14")
    moves(case, away, back)
    (key,) = world.keys("in_doubt")
    world.settle(key, Settlement.RESEND)
    world.walk("2024-04-16")
    assert key in [each.key for each in world.postbox.letters]


@AWAY_AND_BACK
def test_d6_a_reminder_gives_way_to_the_letter_that_stands_again(world: World, away: Move, back: Move) -> None:
    """Ann has the letter; Bob gets it on the day on which the reminder is due."""
    case = told(world, "2024-04-24", link_officer=BOB)
    corrected_to(case, "2024-04-26")
    world.postbox.script[BOB].append(SILENT)
    world.run()
    world.today = day("2024-04-08")
    moves(case, away, back)
    world.walk("2024-04-11")
    world.today = day("2024-04-12")
    (key,) = world.keys("in_doubt")
    world.settle(key, Settlement.RESEND)
    world.walk("2024-04-22")
    assert got(world, CHANGED) == [("2024-04-04", ANN), ("2024-04-12", BOB)]
    assert got(world, [f"{NAME} due_in_10_working_days"]) == []


@AWAY_AND_BACK
def test_r6_the_first_letter_goes_to_the_next_once(world: World, away: Move, back: Move) -> None:
    case = told(world, "2024-05-14", deputy=DEP)
    moves(case, away, back)
    world.run()
    world.postbox.script[DEP].append(Answer(Result.REFUSED_FOR_GOOD, "550 never"))
    comes_back(world, ANN, "2024-04-02")
    world.send()
    world.walk("2024-04-12")
    sent = [(each["recipient"], each["state"]) for each in world.messages() if each["day"] > "2024-04-02"]
    assert sent == [(DEP, "failed")]
    assert "no_contact" in [kind for kind, _, _ in world.tasks()]


@AWAY_AND_BACK
def test_r6_a_letter_that_reached_nobody_goes_to_who_comes(world: World, away: Move, back: Move) -> None:
    case = told(world, "2024-04-24")
    corrected_to(case, "2024-04-26")
    world.walk("2024-04-14")
    comes_back(world, ANN, "2024-04-04")
    world.run("2024-04-15")
    moves(case, away, back)
    world.run("2024-04-16")
    assert "no_contact" in [kind for kind, _, _ in world.tasks()]
    world.today = day("2024-04-17")
    una_comes(case)
    world.walk("2024-04-19")
    assert got(world, CHANGED) == [("2024-04-04", ANN), ("2024-04-17", UNA)]


@AWAY_AND_BACK
def test_r6_of_two_who_have_it_one_is_followed_by_somebody_else(world: World, away: Move, back: Move) -> None:
    case = told(world, "2024-05-24", link_officer=BOB)
    corrected_to(case, "2024-05-31")
    world.run()
    world.today = day("2024-04-06")
    moves(case, away, back)
    bob_leaves_for_una(case)
    comes_back(world, BOB, "2024-04-04")
    world.walk("2024-04-12")
    assert got(world, CHANGED) == [("2024-04-04", ANN), ("2024-04-04", BOB), ("2024-04-08", UNA)]


def refused(case: Followed) -> None:
    """More time is refused."""
    ask_for_time(case, "2024-06-30")
    case.act(refuse, "no", "Kim")


def lacking(case: Followed) -> None:
    """Evidence lacks something."""
    case.world.evidence(NAME)
    case.world.judge(NAME, Judgement.INSUFFICIENT, "the signature")


@AWAY_AND_BACK
@pytest.mark.parametrize("answer", [refused, lacking])
@pytest.mark.parametrize("then", ["moves again", "one is lost"])
def test_d6_an_answer_in_between_brings_no_letter_about_a_date_that_never_changed(
    world: World, away: Move, back: Move, answer: Callable[[Followed], None], then: str
) -> None:
    case = told(world, "2024-05-14", link_officer=BOB)
    moves(case, away, back)
    answer(case)
    world.run()
    world.today = day("2024-04-05")
    if then == "moves again":
        corrected_to(case, "2024-07-12")
        corrected_to(case, "2024-05-14")
    else:
        comes_back(world, ANN, "2024-04-04")
    world.walk("2024-04-12")
    assert got(world, CHANGED) == []


@pytest.mark.parametrize("kept", [False, True], ids=["put back", "for good"])
def test_r2_3_an_answer_that_one_has_and_another_not_goes_on_whatever_the_date_does(world: World, kept: bool) -> None:
    """Bob's copy is taken out of the message for the letter about a date, which goes first (E2)."""
    case = told(world, "2024-05-14", link_officer=BOB)
    lacking(case)
    world.postbox.always[BOB] = LATER
    world.plan()
    world.send(patient=True)
    world.lease_runs_out()
    world.today = day("2024-04-05")
    corrected_to(case, "2024-05-28")
    world.plan()
    world.postbox.always.clear()
    world.send(patient=True)
    world.lease_runs_out()
    world.today = day("2024-04-06")
    corrected_to(case, "2024-06-03")
    if not kept:
        corrected_to(case, "2024-05-28")
    world.walk("2024-04-16")
    assert got(world, LACKS) == [("2024-04-04", ANN), ("2024-04-09" if kept else "2024-04-08", BOB)]


@AWAY_AND_BACK
def test_r6_an_answer_that_came_back_goes_to_who_took_the_place(world: World, away: Move, back: Move) -> None:
    case = told(world, "2024-05-14", link_officer=BOB)
    lacking(case)
    world.run()
    world.today = day("2024-04-06")
    bob_leaves_for_una(case)
    comes_back(world, BOB, "2024-04-04")
    moves(case, away, back)
    world.walk("2024-04-16")
    assert got(world, LACKS) == [("2024-04-04", ANN), ("2024-04-04", BOB), ("2024-04-08", UNA)]


def test_r2_3_a_reminder_gives_way_to_no_letter_that_everybody_else_has(world: World) -> None:
    """The letter to Ann comes back on a Saturday, Bob has it; on Monday a reminder is due (R6)."""
    case = told(world, "2024-04-24", link_officer=BOB)
    corrected_to(case, "2024-04-25")
    world.walk("2024-04-19")
    world.today = day("2024-04-20")
    comes_back(world, ANN, "2024-04-04")
    world.today = day("2024-04-22")
    world.walk("2024-04-23")
    assert [who for _, who in got(world, [f"{NAME} due_in_3_working_days"])] == [BOB]
