"""An office's own automations hear of what happened, as events of Prefect (K)."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from prefect.events import Event
from prefect.events.clients import get_events_subscriber
from prefect.events.filters import EventFilter, EventNameFilter
from prefect.settings import PREFECT_API_URL, temporary_settings

from compliance.domain.announcements import announcement_id
from compliance.runtime import machine_now, open_installation
from compliance.store import tasks
from compliance.usecases.publish_happenings import CURSOR
from compliance.usecases.run_ledger import finish_run, start_run
from flows.announcing import as_event
from flows.collect_evidence import collect_evidence
from flows.publish_happenings import publish_happenings
from tests.flows.small_office import SmallOffice

FLOWS = (
    "collect_evidence",
    "check_calendars",
    "collect_returned_mail",
    "track_deadlines",
    "send_reminders",
    "poll_delivery",
    "publish_happenings",
    "annual_letters",
)


@pytest.fixture
def today(prefect: None, migrated_url: str, monkeypatch: pytest.MonkeyPatch) -> SmallOffice:
    """A small office whose cases are of today: who listens to Prefect hears of what is new."""
    monkeypatch.setenv("AMENDS_DATABASE_URL", migrated_url)
    with open_installation() as office:
        return SmallOffice(Path(os.environ["AMENDS_HOME"]), office.today)


async def heard(act: Any, *references: str) -> list[Event]:
    """What a subscriber hears of some recommendations while something is done, until it has heard of each."""
    wanted = EventFilter(event=EventNameFilter(prefix=["amends."]))
    about = {f"amends.recommendation.{reference}" for reference in references}
    found: list[Event] = []
    async with get_events_subscriber(wanted) as listening:
        doing = asyncio.create_task(act())
        async for each in listening:
            found += [each] if each.resource.id in about else []
            if {each.resource.id for each in found} == about:
                break
        await doing
    return found


def position() -> int | None:
    with open_installation() as office, office.store.reading() as session:
        from compliance.store.happenings import position as stored  # noqa: PLC0415

        return stored(session, CURSOR)


def test_a_subscriber_hears_what_happened_and_nothing_of_the_remedy(today: SmallOffice) -> None:
    today.recommend()
    assert asyncio.run(publish_happenings(today.opened)) == 0
    today.recommend(2)

    async def act() -> None:
        assert await publish_happenings(today.opened) == 2

    events = asyncio.run(heard(act, "23 001-2", "23 001-3"))
    assert [each.event for each in events] == ["amends.recommendation.logged"] * 2
    first = events[0]
    assert (len({each.id for each in events}), first.payload["seq"]) == (2, 1)
    assert first.resource.id == "amends.recommendation.23 001-2"
    assert (first.resource["amends.authority"], first.resource["amends.kind"]) == ("E09000029", "personal_remedy")
    assert first.payload["happening"] == "logged"
    assert "Apologise" not in first.model_dump_json()
    assert asyncio.run(publish_happenings(today.opened)) == 0


def test_any_flow_that_wakes_on_its_schedule_tells_what_happened(today: SmallOffice) -> None:
    asyncio.run(publish_happenings(today.opened))
    today.references += ["told elsewhere"] * 10
    today.recommend()
    assert len(asyncio.run(heard(collect_evidence, "23 001-11"))) == 1


def test_nobody_listening_loses_nothing_and_fails_the_flow_that_tells(today: SmallOffice) -> None:
    asyncio.run(publish_happenings(today.opened))
    today.references += ["told elsewhere"] * 20
    today.recommend()
    before = position()

    async def in_silence() -> None:
        from flows import announcing  # noqa: PLC0415

        with temporary_settings({PREFECT_API_URL: "http://127.0.0.1:9/api"}), open_installation() as office:
            await announcing.publish_happenings(office)

    with pytest.raises(OSError, match=r"Connect|refused|connect"):
        asyncio.run(in_silence())
    assert position() == before
    assert len(asyncio.run(heard(lambda: publish_happenings(today.opened), "23 001-21"))) == 1
    assert position() != before


def test_an_event_of_prefect_says_all_of_it() -> None:
    from compliance.domain.announcements import Announcement  # noqa: PLC0415

    at = datetime(2024, 5, 15, 5, 30, tzinfo=UTC)
    follows = announcement_id("flow/x", 1, "a")
    told = as_event(
        Announcement(
            announcement_id("flow/x", 2, "b"), "amends.flow.silent", "amends.flow.x", {}, at, {"a": 1}, follows
        )
    )
    assert (told.event, told.follows, told.payload, told.occurred) == ("amends.flow.silent", follows, {"a": 1}, at)


def test_a_machine_that_was_off_says_so_and_the_flows_that_run_again_are_well(today: SmallOffice) -> None:
    long_ago = machine_now() - timedelta(days=9)
    with open_installation() as office, office.store.writing() as session:
        for flow in FLOWS[:-1]:
            finish_run(session, start_run(session, flow, today.opened, long_ago), long_ago, "ran, nothing due")
    asyncio.run(collect_evidence())
    with open_installation() as office, office.store.reading() as session:
        silent = {row.subject for row in tasks.still_open(session)}
    assert silent == {f"flow {flow}" for flow in FLOWS[1:-1]}
    asyncio.run(publish_happenings())
    with open_installation() as office, office.store.reading() as session:
        silent = {row.subject for row in tasks.still_open(session)}
    assert silent == {f"flow {flow}" for flow in FLOWS[1:-2]}


def test_a_day_that_is_run_by_hand_watches_nobody(today: SmallOffice) -> None:
    long_ago = machine_now() - timedelta(days=9)
    with open_installation() as office, office.store.writing() as session:
        start_run(session, "send_reminders", today.opened, long_ago)
    asyncio.run(collect_evidence(today.opened))
    with open_installation() as office, office.store.reading() as session:
        assert tasks.still_open(session) == []
