"""Who asked is answered, and who was told that it is complete hears what became of that, each once (D7, E6, E8)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from compliance.domain.delivery import Answer, MessageState, Result
from compliance.domain.outcomes import Outcome
from compliance.domain.recommendations import Kind
from compliance.usecases.request_extension import grant, refuse
from compliance.usecases.settle_message import Settlement
from tests.support.world import ONE_DAY, World, day
from tests.usecases.followed import (
    CHANGED_ON,
    Followed,
    ask_for_time,
    comes_back,
    correct_to,
    ended_and_opened,
    extend,
    hold,
    letters,
    of_one_contact,
    opened,
    reverse,
    sent_anew,
    somebody_takes_over,
    told,
)


def may_be_lost(world: World, lost: str) -> None:
    """Of the next message to the link officer nobody knows whether it arrives, where that is how it is "lost"."""
    if lost == "doubt":
        world.postbox.script["ann@e1.example"].append(Answer(Result.UNKNOWN, "no answer"))


def proves_lost(world: World, lost: str, day_of: str) -> None:
    """The message of that day did not arrive: a person says so of one in doubt, or it comes back."""
    if lost == "doubt":
        (doubt,) = world.messages(state=MessageState.IN_DOUBT)
        world.settle(doubt["key"], Settlement.RESEND)
    else:
        comes_back(world, "ann@e1.example", day_of)


def refused_and_given(case: Followed) -> None:
    """More time was refused, given until the very day, and taken back."""
    case.act(refuse, "no need", "Kim")
    case.world.extend(case.name, day("2024-05-28"), case.why("flood"))
    reverse(case)


def refused_and_corrected(case: Followed) -> None:
    """It was refused, and the date corrected to the very day and back."""
    case.act(refuse, "no need", "Kim")
    correct_to(case, "2024-05-28")
    correct_to(case, "2024-05-14")


def granted_and_reversed(case: Followed) -> None:
    """It was granted and taken back."""
    case.act(grant, "yes", "Kim")
    reverse(case)


def granted_and_corrected(case: Followed) -> None:
    """It was granted, and the date corrected to what it was."""
    case.act(grant, "yes", "Kim")
    correct_to(case, "2024-05-14")


@pytest.mark.parametrize(
    ("decided", "answer", "says"),
    [
        (refused_and_given, "extension_refused", "no need"),
        (refused_and_corrected, "extension_refused", "no need"),
        (granted_and_reversed, "deadline_changed", "We have agreed to more time"),
        (granted_and_corrected, "deadline_changed", "We have agreed to more time"),
    ],
)
def test_d7_whoever_asked_is_answered_though_the_date_is_what_it_was(
    known: Followed, decided: Callable[[Followed], None], answer: str, says: str
) -> None:
    ask_for_time(known, "2024-05-28")
    decided(known)
    known.world.walk("2024-04-12")
    assert [each.partition("-")[0] for each in told(known.world, known.name)] == [answer]
    assert says in letters(known.world)[-1]
    assert "Tuesday 14 May 2024" in letters(known.world)[-1]


@pytest.mark.parametrize("outcome", [Outcome.NOT_SATISFIED, Outcome.CEASED])
def test_e8_who_was_told_that_it_is_complete_hears_that_it_is_not_after_all(known: Followed, outcome: Outcome) -> None:
    world = known.world
    world.end(known.name)
    world.run()
    world.today = day("2024-04-15")
    opened(known)
    world.end(known.name, outcome)
    world.run()
    assert told(world, known.name) == ["satisfied", "outcome_withdrawn"]
    text = letters(world)[-1]
    assert "We wrote before that this remedy is complete. That no longer stands." in text
    assert ("do not ask for it any more" in text) is (outcome is Outcome.CEASED)
    assert "payment came back" in text
    world.walk("2024-04-17")
    assert told(world, known.name) == ["satisfied", "outcome_withdrawn"]


def test_e8_who_was_never_told_of_the_withdrawn_outcome_is_told_nothing(known: Followed) -> None:
    world = known.world
    ended_and_opened(known)
    world.end(known.name, Outcome.NOT_SATISFIED)
    world.walk("2024-04-12")
    assert told(world, known.name) == []


def test_e8_who_heard_that_it_was_opened_again_hears_no_more_when_it_ends(known: Followed) -> None:
    world = known.world
    world.end(known.name)
    world.run()
    world.today = day("2024-04-15")
    opened(known)
    world.run()
    world.today = day("2024-04-16")
    world.end(known.name, Outcome.NOT_SATISFIED)
    world.walk("2024-04-17")
    assert told(world, known.name) == ["satisfied", "reopened"]


def test_e8_an_outcome_withdrawn_twice_is_told_as_opened_again(known: Followed) -> None:
    world = known.world
    world.end(known.name)
    world.run()
    world.today = day("2024-04-15")
    opened(known)
    world.end(known.name, Outcome.NOT_SATISFIED)
    opened(known)
    world.walk("2024-04-17")
    assert told(world, known.name) == ["satisfied", "reopened"]
    assert "We have opened this recommendation again" in letters(world)[-1]


def test_e8_who_was_never_told_that_it_is_complete_is_not_told_that_it_is_not(known: Followed) -> None:
    world = known.world
    world.end(known.name, Outcome.NOT_SATISFIED)
    world.run()
    world.today = day("2024-04-15")
    opened(known)
    world.end(known.name, Outcome.CEASED)
    world.walk("2024-04-16")
    assert told(world, known.name) == []


@pytest.mark.parametrize("heard", ["reopened", "outcome_withdrawn"])
def test_e8_that_it_is_not_complete_after_all_is_told_once(known: Followed, heard: str) -> None:
    world = known.world
    world.end(known.name)
    world.run()
    for on, outcome in (("2024-04-15", Outcome.NOT_SATISFIED), ("2024-04-16", Outcome.CEASED)):
        world.today = day(on)
        opened(known)
        if heard == "outcome_withdrawn" or on == "2024-04-16":
            world.end(known.name, outcome)
        world.run()
        if heard == "reopened" and on == "2024-04-15":
            world.end(known.name, outcome)
    world.walk("2024-04-17")
    assert told(world, known.name) == ["satisfied", heard]


@pytest.mark.parametrize("lost", ["comes back", "doubt"])
def test_e8_an_opening_that_proves_lost_after_the_end_is_told_with_it(known: Followed, lost: str) -> None:
    world = known.world
    world.end(known.name)
    world.run()
    world.today = day("2024-04-15")
    opened(known)
    may_be_lost(world, lost)
    world.run()
    world.today = day("2024-04-16")
    world.end(known.name, Outcome.NOT_SATISFIED)
    world.run()
    proves_lost(world, lost, "2024-04-15")
    world.walk("2024-04-18")
    assert told(world, known.name)[-1] == "outcome_withdrawn"
    assert [each for each in told(world, known.name) if each == "outcome_withdrawn"] == ["outcome_withdrawn"]


@pytest.mark.parametrize("after", ["ended", "open"])
def test_e8_of_an_outcome_whose_letter_came_back_nothing_is_taken_back(known: Followed, after: str) -> None:
    world = known.world
    world.end(known.name)
    world.run()
    world.today = day("2024-04-15")
    opened(known)
    if after == "ended":
        world.end(known.name, Outcome.NOT_SATISFIED)
    comes_back(world, "ann@e1.example", "2024-04-11")
    world.walk("2024-04-16")
    if after == "ended":
        assert told(world, known.name) == []
    else:
        assert told(world, known.name) == ["reopened"]
        assert "This recommendation is still open: we do not count it as complete yet." in letters(world)[-1]


def test_s8_a_successor_reads_what_is_so_of_it_too(world: World) -> None:
    """E1 was told that it is complete, S9 is told that it is not."""
    case = of_one_contact(world)
    world.end(case.name)
    world.run()
    world.today = day("2024-04-15")
    somebody_takes_over(case)
    opened(case)
    world.end(case.name, Outcome.NOT_SATISFIED)
    world.walk("2024-04-16")
    assert world.mail()[-1][1:] == ("una@s9.example", [f"{case.name} outcome_withdrawn"])
    assert "We wrote before that this remedy is complete. That no longer stands." in letters(world)[-1]
    assert "to you that" not in letters(world)[-1]


def test_d6_what_was_never_told_is_not_taken_back(known: Followed) -> None:
    world = known.world
    extend(known)
    world.run()
    world.today = day("2024-04-12")
    reverse(known)
    comes_back(world, "ann@e1.example", "2024-04-11")
    world.walk("2024-04-16")
    assert "deadline_changed" not in told(world, known.name)


@pytest.mark.parametrize("lost", ["comes back", "doubt"])
def test_d7_a_refusal_that_proves_lost_is_not_repeated_where_the_wish_is_met_by_now(known: Followed, lost: str) -> None:
    world = known.world
    ask_for_time(known, "2024-05-28")
    known.act(refuse, "no need", "Kim")
    may_be_lost(world, lost)
    world.run()
    world.today = day("2024-04-12")
    world.extend(known.name, day("2024-05-28"), known.why("flood"))
    world.run()
    proves_lost(world, lost, "2024-04-11")
    world.walk("2024-04-16")
    assert told(world, known.name) == ["deadline_changed"]


def test_d7_a_refusal_does_not_go_after_all_where_the_wished_day_was_told_meanwhile(known: Followed) -> None:
    world = known.world
    ask_for_time(known, "2024-05-28")
    known.act(refuse, "no need", "Kim")
    world.extend(known.name, day("2024-05-30"), known.why("flood"))
    world.run()
    world.today = day("2024-04-15")
    reverse(known)
    world.walk("2024-04-17")
    assert told(world, known.name) == ["deadline_changed", "deadline_changed"]


def test_d7_more_time_is_granted_in_the_first_letter_though_it_is_on_hold(office: World) -> None:
    office.today = CHANGED_ON
    office.log("23 001-1", kind=Kind.SERVICE_IMPROVEMENT)
    case = Followed(office, "23 001")
    hold(case, "2024-05-20")
    ask_for_time(case, "2024-05-28")
    case.act(grant, "yes", "Kim")
    office.run()
    assert told(office, case.name) == ["logged"]
    assert "Tuesday 28 May 2024" in letters(office)[-1]


def test_r4_a_first_letter_with_the_date_they_know_waits_for_the_end_of_a_hold(known: Followed) -> None:
    hold(known, "2024-04-22")
    sent_anew(known)
    extend(known)
    reverse(known)
    known.world.walk("2024-04-22")
    assert told(known.world, known.name) == []


def test_r6_a_reminder_that_comes_back_after_the_date_went_away_and_came_back_goes_to_the_next(known: Followed) -> None:
    world = known.world
    world.walk("2024-05-21")
    last = world.messages(recipient="ann@e1.example")[-1]
    world.today = day(last["day"]) + ONE_DAY
    extend(known)
    reverse(known)
    comes_back(world, "ann@e1.example", last["day"])
    world.run()
    assert world.mail()[-1][1:] == ("dan@e1.example", [f"{known.name} {each['step']}" for each in last["steps"]])
