"""The letter that introduces a recommendation, or a new date, goes before all else about it (R2.4, D6, R4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time

import pytest

from compliance.domain.address_health import Severity
from compliance.domain.deadlines import fixed
from compliance.domain.evidence import Judgement
from compliance.domain.recommendations import Kind
from compliance.domain.returned import Returned
from compliance.usecases.change_deadline import correct
from compliance.usecases.manage_authority import replace_contact
from compliance.usecases.request_extension import refuse
from compliance.usecases.settle_message import Settlement
from tests.support.world import ONE_DAY, World, day
from tests.usecases.conftest import opened as with_people
from tests.usecases.followed import (
    CHANGED_ON,
    Followed,
    ask_for_time,
    comes_back,
    extend,
    foretold,
    hold,
    of_one_contact,
    sent_anew,
    somebody_comes,
    stopped,
    to_una,
)

REFUSED, LACKS = "extension_refused-1", "evidence_insufficient-1"
LOGGED_ON = date(2024, 4, 2)


def refused(case: Followed) -> None:
    """More time is asked for and refused."""
    ask_for_time(case, "2024-06-28")
    case.act(refuse, "no need", "Kim")


def lacking(case: Followed) -> None:
    """Evidence is judged insufficient."""
    case.world.evidence(case.name)
    case.world.judge(case.name, Judgement.INSUFFICIENT, "minutes")


NOTICES = pytest.mark.parametrize(("notice", "named"), [(refused, REFUSED), (lacking, LACKS)], ids=["refused", "lacks"])


@pytest.fixture
def new(world: World) -> Followed:
    """A recommendation of 2 April of which nobody was told yet."""
    office = with_people(world)
    office.log("23 001-1", kind=Kind.SERVICE_IMPROVEMENT)
    return Followed(office, "23 001")


def goes(case: Followed, last: str) -> list[str]:
    """What goes about it from today to that day, each day as is foreseen and never two in one."""
    world, found = case.world, []
    while world.today <= day(last):
        coming = foretold(world).get(case.name, []) if world.rulebook.calendar.is_working_day(world.today) else []
        world.run()
        today = world.today.isoformat()
        went = [about for sent, _, abouts in world.mail() if sent == today for about in abouts]
        went = sorted({each.removeprefix(f"{case.name} ") for each in went if each.startswith(f"{case.name} ")})
        assert went == coming
        assert len(went) <= 1
        found += went
        world.today += ONE_DAY
    world.today = day(last)
    return found


@NOTICES
def test_d6_we_have_recommended_goes_before_any_answer(
    new: Followed, notice: Callable[[Followed], None], named: str
) -> None:
    notice(new)
    assert goes(new, "2024-04-05") == ["logged", named]


@NOTICES
def test_d6_so_it_does_to_the_next_contact(new: Followed, notice: Callable[[Followed], None], named: str) -> None:
    new.world.run()
    new.world.today = day("2024-04-06")
    notice(new)
    comes_back(new.world, "ann@e1.example", LOGGED_ON.isoformat())
    assert goes(new, "2024-04-10") == ["logged", named]


@NOTICES
def test_d6_and_to_whoever_comes_where_nobody_was(world: World, notice: Callable[[Followed], None], named: str) -> None:
    world.authority("E1", {"monitoring_officer": "mo@e1.example"})
    world.decision("23 001", "E1")
    world.log("23 001-1", kind=Kind.SERVICE_IMPROVEMENT)
    world.run()
    case = Followed(world, "23 001")
    world.today = day("2024-04-04")
    notice(case)
    world.run()
    world.today = day("2024-04-08")
    somebody_comes(case)
    world.walk("2024-04-10")
    assert to_una(case) == [["logged"], [named]]


@NOTICES
@pytest.mark.parametrize("change", [extend, stopped, sent_anew], ids=["extended", "stopped", "sent anew"])
def test_d6_a_new_date_is_told_by_its_letter(
    new: Followed, notice: Callable[[Followed], None], named: str, change: Callable[[Followed], None]
) -> None:
    new.world.run()
    new.world.today = CHANGED_ON
    notice(new)
    change(new)
    letter = "logged" if change is sent_anew else "deadline_changed"
    assert goes(new, "2024-04-12") == [letter, named]


@NOTICES
def test_d6_a_letter_that_waits_in_a_message_gives_way(
    new: Followed, notice: Callable[[Followed], None], named: str
) -> None:
    """The mail server is away on the day of the notice, and on the next one the date moves."""
    world = new.world
    world.run()
    world.today = CHANGED_ON
    notice(new)
    world.plan()
    world.today = day("2024-04-12")
    extend(new)
    assert goes(new, "2024-04-16") == ["deadline_changed", named]


@NOTICES
def test_r4_a_hold_does_not_swallow_what_introduces_it(
    new: Followed, notice: Callable[[Followed], None], named: str
) -> None:
    hold(new, "2024-04-12")
    assert goes(new, "2024-04-03") == []
    new.world.today = day("2024-04-04")
    notice(new)
    assert goes(new, "2024-04-09") == ["logged", named]


@NOTICES
def test_r4_nor_does_a_rung_that_waits_for_the_end_of_it(
    new: Followed, notice: Callable[[Followed], None], named: str
) -> None:
    """Its letter comes back while a rung is due that is held: that is not what is right now."""
    new.world.run()
    new.world.today = day("2024-04-17")
    hold(new, "2024-04-26")
    comes_back(new.world, "ann@e1.example", LOGGED_ON.isoformat())
    notice(new)
    assert goes(new, "2024-04-23") == ["logged", named]


def test_r4_nor_does_evidence_that_waits(new: Followed) -> None:
    new.world.evidence(new.name)
    assert goes(new, "2024-04-03") == []
    new.world.today = day("2024-04-04")
    refused(new)
    assert goes(new, "2024-04-09") == ["logged", REFUSED]


def test_r4_what_evidence_lacks_waits_with_it_for_newer_evidence(new: Followed) -> None:
    lacking(new)
    new.world.at = time(11)
    new.world.evidence(new.name, "the minutes")
    assert goes(new, "2024-04-09") == []


def then_sufficient(case: Followed) -> None:
    """What the evidence lacked comes, and suffices."""
    lacking(case)
    case.world.at = time(11)
    case.world.evidence(case.name, "the minutes")
    case.world.at = time(12)
    case.world.judge(case.name, Judgement.SUFFICIENT, "")


def then_enough_time(case: Followed) -> None:
    """The date that was meant reaches the day of the refused wish."""
    refused(case)
    case.act(correct, fixed(day("2024-06-30"), case.world.rulebook.calendar, "corrected"), "typed wrongly", "Kim")


OF_NO_USE = [then_sufficient, then_enough_time]


@pytest.mark.parametrize("answer", OF_NO_USE, ids=["sufficient", "enough time"])
def test_r4_an_answer_that_does_not_go_ends_no_hold(new: Followed, answer: Callable[[Followed], None]) -> None:
    hold(new, "2024-04-12")
    answer(new)
    assert goes(new, "2024-04-09") == []


def test_r4_without_an_answer_to_tell_it_waits_for_the_hold(new: Followed) -> None:
    hold(new, "2024-04-12")
    assert goes(new, "2024-04-12") == []
    new.world.today = day("2024-04-13")
    assert goes(new, "2024-04-15")[:1] in (["logged"], ["due_in_20_working_days"])


def test_r4_an_answer_of_before_does_not_end_the_hold_of_what_is_sent_anew(new: Followed) -> None:
    new.world.run()
    new.world.today = day("2024-04-04")
    refused(new)
    assert goes(new, "2024-04-04") == [REFUSED]
    new.world.today = day("2024-04-05")
    hold(new, "2024-04-09")
    sent_anew(new)
    assert goes(new, "2024-04-09") == []
    new.world.today = day("2024-04-10")
    assert goes(new, "2024-04-10") == ["logged"]


@NOTICES
def test_r8_a_letter_that_others_have_got_holds_up_no_answer(
    world: World, notice: Callable[[Followed], None], named: str
) -> None:
    """The letter to one of two officers comes back and is sent again, while the answer to both waits in messages."""
    world.authority("E1", {"link_officer": "ann@e1.example"})
    world.contact("E1", "link_officer", "bo@e1.example")
    world.decision("23 001", "E1")
    world.log("23 001-1", kind=Kind.SERVICE_IMPROVEMENT)
    world.run()
    case = Followed(world, "23 001")
    world.today = CHANGED_ON
    (key,) = [str(each["key"]) for each in world.messages(recipient="bo@e1.example")]
    world.report(Returned(key, "bo@e1.example", Severity.SOFT, "4.2.2", "full", "folder", world.moment.now))
    notice(case)
    world.plan()
    world.settle(key, Settlement.RESEND)
    coming = foretold(world)[case.name]
    world.send()
    today = [steps for sent, _, steps in world.mail() if sent == CHANGED_ON.isoformat()]
    assert [f"{case.name} {named}"] in today
    assert named in coming


@NOTICES
def test_d6_an_answer_waits_for_a_letter_in_a_message_to_who_has_left(
    world: World, notice: Callable[[Followed], None], named: str
) -> None:
    case = of_one_contact(world)
    (key,) = [str(each["key"]) for each in world.messages()]
    world.report(Returned(key, "ann@e1.example", Severity.SOFT, "4.2.2", "full", "folder", world.moment.now))
    world.plan()
    world.settle(key, Settlement.RESEND)
    with world.writing() as session:
        una = ("Una", "una@e1.example")
        replace_contact(session, world.rulebook, world.moment, "E1", "ann@e1.example", una, lambda _: None)
    notice(case)
    assert goes(case, "2024-04-16")[:2] == ["logged", named]


@NOTICES
@pytest.mark.parametrize("gap", [5, 9])
def test_r5_a_letter_whose_turn_has_not_come_holds_up_no_answer(
    new: Followed, notice: Callable[[Followed], None], named: str, gap: int
) -> None:
    """It is sent anew on the day after it went, and waits for the gap; the answer is what an act causes."""
    world = new.world
    world.rulebook = replace(world.rulebook, minimum_gap=gap)
    world.run()
    world.today = day("2024-04-03")
    sent_anew(new)
    notice(new)
    last = world.rulebook.calendar.shift(world.today, gap)
    assert goes(new, last.isoformat()) == [named, "logged"]
    assert world.mail("suppressed") == []


@NOTICES
def test_r5_nor_does_one_that_waits_for_the_turn_of_others(
    world: World, notice: Callable[[Followed], None], named: str
) -> None:
    """A letter that one officer has got waits for the other's turn, who was written to about what was before it."""
    world.authority("E1", {"link_officer": "ann@e1.example"})
    world.decision("23 001", "E1")
    world.log("23 001-1", kind=Kind.SERVICE_IMPROVEMENT)
    world.rulebook = replace(world.rulebook, minimum_gap=5)
    world.run()
    world.contact("E1", "link_officer", "bo@e1.example")
    world.today = day("2024-04-03")
    case = Followed(world, "23 001")
    sent_anew(case)
    world.run()
    assert [who for sent, who, _ in world.mail() if sent == "2024-04-03"] == ["bo@e1.example"]
    world.today = day("2024-04-04")
    notice(case)
    coming = foretold(world)[case.name]
    world.run()
    went = [items for sent, _, items in world.mail() if sent == "2024-04-04"]
    assert went == [[f"{case.name} {each}"] for each in coming] == [[f"{case.name} {named}"]] * 2
