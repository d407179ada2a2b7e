"""A date moves and is put back untold: who had still to get the letter about it gets that, nobody twice (D6, R2)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from compliance.domain.authorities import Role
from compliance.domain.delivery import Answer
from compliance.usecases.change_closures import NewClosure, NoClosure
from compliance.usecases.change_contacts import retire_contact
from compliance.usecases.reopen import resend
from compliance.usecases.settle_message import Settlement
from tests.support.world import ONE_DAY, World, day
from tests.usecases.calendar_office import consent
from tests.usecases.followed import Followed, ended_and_opened, extend, opened
from tests.usecases.test_date_back_for_one import ANN, BOB, LATER, NAME, SILENT
from tests.usecases.test_date_comes_back import AWAY_AND_BACK, Move, corrected_to, more_time, taken_back


def resent(case: Followed) -> None:
    """It is sent anew."""
    case.act(resend, "he never got it", "Kim")


CHANGES: dict[str, Callable[[Followed], None] | None] = {
    "logged": None,
    "more time": extend,
    "sent anew": resent,
    "reopened": ended_and_opened,
}


@pytest.mark.parametrize("answer", [LATER, SILENT], ids=["refused for now", "in doubt"])
@pytest.mark.parametrize(
    "change", [None, extend, resent, ended_and_opened], ids=["logged", "more time", "anew", "reopened"]
)
@AWAY_AND_BACK
def test_r2_3_a_letter_about_the_date_goes_to_who_had_not_got_it(
    world: World, away: Move, back: Move, change: Callable[[Followed], None] | None, answer: Answer
) -> None:
    """Ann has it, Bob not yet, when the date goes away and comes back."""
    world.authority("E1", {"link_officer": ANN})
    world.contact("E1", "link_officer", BOB)
    world.decision("23 001", "E1")
    world.log(NAME, due_on=day("2024-05-31"))
    case = Followed(world, "23 001")
    if change is not None:
        world.walk("2024-04-03")
        if change is ended_and_opened:
            world.end(NAME)
            world.walk("2024-04-04")
            opened(case)
        else:
            change(case)
        world.today = day("2024-04-05")
    world.postbox.always[BOB] = answer
    world.plan()
    world.send(patient=True)
    to_ann = [about for _, who, about in world.mail() if who == ANN]
    there = case.due_on
    assert there is not None
    away(case, "2024-07-26")
    world.send()
    back(case, there.isoformat())
    del world.postbox.always[BOB]
    for key in world.keys("in_doubt"):
        world.settle(key, Settlement.RESEND)
    world.today = world.today + ONE_DAY
    world.walk(world.today + 4 * ONE_DAY)
    assert [about for _, who, about in world.mail() if who == ANN] == to_ann
    assert [about for _, who, about in world.mail() if who == BOB] == to_ann


def test_d6_what_stands_again_says_the_date_that_was_told_before_it(world: World) -> None:
    world.authority("E1", {"link_officer": ANN})
    world.contact("E1", "link_officer", BOB)
    world.decision("23 001", "E1")
    world.log(NAME, due_on=day("2024-05-31"))
    world.walk("2024-04-03")
    case = Followed(world, "23 001")
    corrected_to(case, "2024-06-20")
    world.today = day("2024-04-04")
    world.postbox.script[BOB].append(SILENT)
    world.run()
    corrected_to(case, "2024-07-26")
    corrected_to(case, "2024-06-20")
    (key,) = world.keys("in_doubt")
    world.settle(key, Settlement.RESEND)
    world.walk("2024-04-05")
    (text,) = [" ".join(each.text.split()) for each in world.postbox.letters if each.key == key]
    assert "The due date is now Thursday 20 June 2024" in text
    assert "Friday 31 May 2024" in text


def test_r6_a_rung_of_an_older_version_does_not_overtake_itself(world: World) -> None:
    """Its day was another there, by closing days that were taken out since; nobody could be written to."""
    world.authority("E1", {"link_officer": ANN})
    world.decision("23 001", "E1")
    world.log(NAME, due_on=day("2024-04-04"))
    world.walk("2024-04-05")
    case = Followed(world, "23 001")
    closing = NewClosure("E1", day("2024-04-15"), "flood")
    consent(world, closing)
    more_time(case, "2024-06-28")
    taken_back(case, "")
    consent(world, NoClosure("E1", day("2024-04-15")))
    world.walk("2024-04-22")
    assert [about for kind, _, about in world.tasks() if kind == "no_contact"] != []
    world.contact("E1", "chief_executive", "chi@e1.example")
    world.walk("2024-04-24")
    sent = [about for _, who, about in world.mail() if who == "chi@e1.example"]
    assert sent == [[f"{NAME} overdue_10_working_days"]]


@AWAY_AND_BACK
def test_r6_where_everybody_left_has_it_in_another_version_the_day_is_planned_all_the_same(
    world: World, away: Move, back: Move
) -> None:
    """Ann has it by the newest version; Bob's was in doubt, and he is gone by the time it proves not sent."""
    world.authority("E1", {"link_officer": ANN})
    world.contact("E1", "link_officer", BOB)
    world.decision("23 001", "E1")
    world.log(NAME, due_on=day("2024-04-16"))
    world.walk("2024-04-15")
    world.today = day("2024-04-16")
    world.postbox.always = {ANN: LATER, BOB: SILENT}
    world.plan()
    world.send(patient=True)
    case = Followed(world, "23 001")
    away(case, "2024-06-28")
    world.send()
    back(case, "2024-04-16")
    world.postbox.always.clear()
    world.run("2024-04-17")
    (key,) = world.keys("in_doubt")
    world.settle(key, Settlement.RESEND)
    case.act(retire_contact, Role.LINK_OFFICER, BOB, "he left", about="E1")
    world.walk("2024-04-19")
    assert [who for _, who, about in world.mail() if about == [f"{NAME} due_today"]] == [ANN]
