"""What a letter told that proves lost is told by the next one; other notices are no letters (D6, E8, R1, R6)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from compliance.domain.delivery import Answer, MessageState, Result
from compliance.domain.evidence import Judgement
from compliance.domain.recommendations import Kind
from compliance.usecases.request_extension import refuse
from compliance.usecases.settle_message import Settlement
from tests.support.world import World, day
from tests.usecases.followed import (
    CHANGED_ON,
    SAID,
    Followed,
    ask_for_time,
    comes_back,
    correct_to,
    ended_and_opened,
    extend,
    hold,
    letters,
    opened,
    reverse,
    sent_anew,
    told,
)

NEW = "We have recommended what is set out below, and we will follow it up until it is done."


def test_e8_that_it_was_opened_again_is_told_though_its_letter_came_back_later(known: Followed) -> None:
    """Complete was told; opened again, then more time; the letter that said the first comes back before the second."""
    case, world = known, known.world
    world.end(case.name)
    world.run()
    world.today = day("2024-04-15")
    opened(case)
    world.run()
    world.today = day("2024-04-16")
    extend(case)
    comes_back(world, "ann@e1.example", "2024-04-15")
    world.run()
    assert world.mail()[-1][1:] == ("dan@e1.example", [f"{case.name} reopened"])
    text = letters(world)[-1]
    assert "We have opened this recommendation again" in text
    assert SAID[extend] in text
    assert "It is due on Tuesday 21 May 2024" in text


@pytest.mark.parametrize("first", ["2024-04-15", "2024-04-16"])
def test_e8_two_letters_that_come_back_days_later_are_one_that_says_both(known: Followed, first: str) -> None:
    case, world = known, known.world
    world.end(case.name)
    world.run()
    world.today = day("2024-04-15")
    opened(case)
    world.run()
    world.today = day("2024-04-16")
    extend(case)
    world.run()
    world.today = day("2024-04-17")
    comes_back(world, "ann@e1.example", first)
    comes_back(world, "ann@e1.example", "2024-04-16" if first == "2024-04-15" else "2024-04-15")
    world.walk("2024-04-19")
    assert [items for _, who, items in world.mail() if who == "dan@e1.example"] == [[f"{case.name} reopened"]]
    assert "We have opened this recommendation again" in letters(world)[-1]
    assert SAID[extend] in letters(world)[-1]


@pytest.mark.parametrize(
    "changes",
    [(extend, reverse), (extend,), (ended_and_opened,), (extend, ended_and_opened)],
    ids=["back", "more", "opened", "more-opened"],
)
def test_r1_whose_first_letter_comes_back_is_told_of_it_as_new(
    known: Followed, changes: tuple[Callable[[Followed], None], ...]
) -> None:
    case, world = known, known.world
    for change in changes:
        change(case)
    comes_back(world, "ann@e1.example", "2024-04-02")
    world.walk("2024-04-12")
    (about,) = [items for _, who, items in world.mail() if who == "dan@e1.example"]
    assert about == [f"{case.name} logged"]
    assert NEW in letters(world)[-1]
    assert "Before that it was" not in letters(world)[-1]


def test_r2_what_a_letter_in_doubt_told_is_told_by_the_next_one_once_it_proves_lost(known: Followed) -> None:
    world = known.world
    extend(known)
    world.postbox.script["ann@e1.example"].append(Answer(Result.UNKNOWN, "no answer"))
    world.run()
    world.today = day("2024-04-12")
    correct_to(known, "2024-05-24")
    (doubt,) = world.messages(state=MessageState.IN_DOUBT)
    world.settle(doubt["key"], Settlement.RESEND)
    world.walk("2024-04-15")
    text = letters(world)[-1]
    assert told(world, known.name) == ["deadline_changed"]
    assert SAID[extend] in text
    assert "we have corrected it" in text
    assert "Before that it was Tuesday 14 May 2024." in text


def test_r2_a_letter_in_doubt_is_not_written_again_because_an_older_one_came_back(known: Followed) -> None:
    world = known.world
    extend(known)
    world.postbox.script["ann@e1.example"].append(Answer(Result.UNKNOWN, "no answer"))
    world.run()
    comes_back(world, "ann@e1.example", "2024-04-02")
    world.walk("2024-04-12")
    assert world.steps(known.name, 2)["deadline_changed"].startswith("in_doubt")
    assert told(world, known.name) == []


@pytest.mark.parametrize("answer", ["insufficient", "refused"])
@pytest.mark.parametrize("anew", [True, False])
def test_r1_another_notice_of_the_day_is_not_the_first_letter(office: World, anew: bool, answer: str) -> None:
    """What evidence lacks was told, and the letter before it proves lost: the first one tells of more time too."""
    office.log("23 001-1", kind=Kind.SERVICE_IMPROVEMENT)
    case = Followed(office, "23 001")
    office.run()
    if anew:
        office.today = CHANGED_ON
        sent_anew(case)
        office.run()
    sent_on, office.today = office.today, day("2024-04-12")
    if answer == "insufficient":
        office.evidence(case.name)
        office.judge(case.name, Judgement.INSUFFICIENT, missing="the minutes")
    else:
        ask_for_time(case, "2024-05-28")
        case.act(refuse, "no need", "Kim")
    office.run()
    assert len(office.mail()) == 2 + anew
    office.today = day("2024-04-15")
    comes_back(office, "ann@e1.example", sent_on.isoformat())
    extend(case)
    office.run()
    assert told(office, case.name)[-1] == "logged"
    text = letters(office)[-1]
    assert NEW in text
    assert SAID[extend] in text
    assert "Before that it was Tuesday 14 May 2024." in text


def test_d6_the_date_before_is_the_one_that_another_notice_told(known: Followed) -> None:
    world = known.world
    extend(known)
    world.run()
    world.today = day("2024-04-12")
    world.evidence(known.name)
    world.judge(known.name, Judgement.INSUFFICIENT, missing="the minutes")
    world.run()
    assert "Tuesday 21 May 2024" in letters(world)[-1]
    world.today = day("2024-04-15")
    comes_back(world, "ann@e1.example", CHANGED_ON.isoformat())
    extend(known)
    world.run()
    assert told(world, known.name)[-1] == "deadline_changed"
    assert "Before that it was Tuesday 21 May 2024." in letters(world)[-1]
    assert letters(world)[-1].count("We have agreed to more time") == 2


@pytest.mark.parametrize("waits", ["hold", "evidence"])
def test_d6_a_date_that_moved_is_told_of_what_is_sent_anew_though_its_reminders_are_held(
    known: Followed, waits: str
) -> None:
    world = known.world
    extend(known)
    world.run()
    world.today = day("2024-04-23")
    if waits == "hold":
        hold(known, "2024-05-22")
    else:
        world.evidence(known.name)
    sent_anew(known)
    reverse(known)
    world.run()
    assert told(world, known.name)[-1] == "logged"
    assert "It is due on Tuesday 14 May 2024" in letters(world)[-1]
    assert SAID[reverse] in letters(world)[-1]
    world.walk("2024-05-13")
    assert told(world, known.name)[-1] == "logged"


def test_r4_a_first_letter_that_tells_no_other_date_waits_for_the_end_of_a_hold(known: Followed) -> None:
    hold(known, "2024-04-22")
    sent_anew(known)
    known.world.walk("2024-04-22")
    assert told(known.world, known.name) == []
    known.world.run("2024-04-23")
    assert told(known.world, known.name) == ["logged"]
