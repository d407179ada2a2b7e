"""The daily look at the calendars (D9): one task and one event for what is new, closed when it is over."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from compliance.domain.bank_holidays import Listing
from compliance.domain.history import Happening
from compliance.store import events, tasks
from compliance.usecases.check_calendars import CalendarCheck, FeedLook, check_calendars, look_at_feed
from tests.support.world import World

NAMES = ("england-and-wales", "northern-ireland", "scotland")


def looked(world: World, feed: FeedLook) -> CalendarCheck:
    with world.writing() as session:
        return check_calendars(session, world.rulebook, world.moment, feed)


def lists(world: World, *added: date, without: tuple[date, ...] = ()) -> FeedLook:
    """The lists in force from 2024 on; the English one with days added and taken out."""
    found = {}
    for name in NAMES:
        calendar = world.rulebook.calendars[name]
        bank = calendar.bank_holidays()
        days = {day: title for day, title in bank.items() if date(2024, 1, 1) <= day <= calendar.horizon}
        if name == NAMES[0]:
            days = {day: title for day, title in days.items() if day not in without} | dict.fromkeys(added, "Jubilee")
        found[name] = Listing(name, days)
    return FeedLook("feed.json", found)


def open_tasks(world: World) -> list[tuple[str, str, str, str]]:
    with world.store.reading() as session:
        return [(row.kind, row.subject, row.owner, row.reason) for row in tasks.still_open(session)]


def alarms(world: World, about: str) -> int:
    with world.store.reading() as session:
        links = events.stream(session, f"calendar/{about}")
    return sum(link.entry.kind is Happening.CALENDAR_ALARM for link in links)


def test_without_a_feed_and_with_a_far_horizon_there_is_nothing_to_say(world: World) -> None:
    check = looked(world, look_at_feed(world.rulebook))
    assert (check.findings, check.opened, check.closed) == ([], 0, 0)
    assert looked(world, lists(world)).findings == []


def test_a_difference_is_one_task_with_the_command_and_one_event_until_it_is_over(world: World) -> None:
    feed = lists(world, date(2024, 6, 3))
    assert looked(world, feed).opened == 1
    assert looked(world, feed).opened == 0
    assert open_tasks(world) == [
        (
            "calendar_differs",
            "calendar england-and-wales",
            "casework_manager",
            "the official list differs (2024-06-03 Jubilee closed); look and consent: "
            "amends calendar update feed.json --calendar england-and-wales",
        )
    ]
    assert alarms(world, "england-and-wales") == 1
    assert looked(world, lists(world)).closed == 1
    assert open_tasks(world) == []


def test_a_broken_feed_is_an_alarm_and_nothing_else_is_concluded_from_it(world: World) -> None:
    check = looked(world, FeedLook("feed.json", fault="feed.json is empty"))
    assert check.opened == 1
    ((kind, subject, owner, reason),) = open_tasks(world)
    assert (kind, subject, owner) == ("calendar_alarm", "calendar feed", "casework_manager")
    assert reason == "feed.json is empty; look at it, then type: amends calendar update feed.json"
    assert alarms(world, "feed") == 1
    assert looked(world, lists(world)).closed == 1


def test_a_feed_at_no_address_is_an_alarm_and_no_more(world: World) -> None:
    feed = look_at_feed(replace(world.rulebook, feed="http://localhost:99999/x.json"))
    assert looked(world, feed).opened == 1
    assert feed.fault == "http://localhost:99999/x.json cannot be read: connect(): port must be 0-65535"


def test_a_difference_that_was_seen_stays_open_while_the_feed_is_broken(world: World) -> None:
    looked(world, lists(world, date(2024, 6, 3)))
    looked(world, FeedLook("feed.json", fault="feed.json is empty"))
    assert [kind for kind, *_ in open_tasks(world)] == ["calendar_differs", "calendar_alarm"]


def test_a_shrunken_or_missing_list_is_an_alarm_of_its_calendar(world: World) -> None:
    feed = lists(world, without=(date(2024, 5, 6),))
    less = replace(feed, lists={name: feed.lists[name] for name in NAMES if name != "scotland"})
    assert looked(world, less).opened == 2
    reasons = {subject: reason for _, subject, _, reason in open_tasks(world)}
    assert reasons["calendar england-and-wales"].startswith("feed.json: england-and-wales lacks May Day on 2024-05-06")
    assert reasons["calendar scotland"] == "feed.json has no division 'scotland'"


def test_a_short_horizon_is_an_alarm_also_without_a_feed(world: World) -> None:
    world.today = date(2027, 11, 23)
    assert looked(world, FeedLook()).opened == 3
    assert open_tasks(world)[0][3] == (
        "bank holidays are known until 2028-12-26, 399 days ahead; expected at least 400 days; with a newer list type: "
        "amends calendar update SOURCE"
    )
    world.today = date(2027, 11, 22)
    assert looked(world, FeedLook()).closed == 3


@pytest.mark.parametrize(("text", "fault"), [("<html>", "is a web page"), ("", "is empty"), (None, "cannot be read")])
def test_a_feed_that_cannot_be_read_is_a_fault_and_no_exception(
    world: World, tmp_path: Path, text: str | None, fault: str
) -> None:
    file = tmp_path / "feed.json"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    look = look_at_feed(replace(world.rulebook, feed=str(file)))
    assert fault in look.fault
    assert look.lists == {}


def test_the_feed_of_the_configuration_is_read(world: World, tmp_path: Path) -> None:
    file = tmp_path / "feed.json"
    events_of = [{"title": "Christmas Day", "date": "2028-12-25"}]
    file.write_text(json.dumps({"scotland": {"division": "scotland", "events": events_of}}), encoding="utf-8")
    look = look_at_feed(replace(world.rulebook, feed=str(file)))
    assert (look.source, list(look.lists), look.fault) == (str(file), ["scotland"], "")
