"""T6, two lives at once: a date that is put back before anybody was told is as though it had never moved (R2, D6).

Two offices live through the same; in one of them dates go away and come back in between. Who gets which letter on which
day, who is asked what, what is next and what is foretold has to be the same in both.
"""

from __future__ import annotations

import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from compliance.domain.errors import AmendsError
from compliance.store import cases, steps, tasks
from compliance.usecases.derive_next_action import next_action_of
from compliance.usecases.forecast import forecast
from tests.support.world import ONE_DAY, World
from tests.torture.promises import Promise, promise
from tests.torture.site import Site
from tests.torture.twin_acts import ANSWERING, AWAY, BOTH, CORRECTING, NAME, PEOPLE

FULL = {"SQLite": 60, "PostgreSQL": 15}  # pairs of lives
QUICK = {"SQLite": 6, "PostgreSQL": 2}
MOVED = "moved"
MOST_ACTS = 24
LEAST_ACTS = 6
TO_GO = ("planned", "queued", "failed")
ACTS = st.tuples(st.sampled_from((*BOTH, *AWAY, *AWAY)), st.integers(0, 31))
LETTERS = ("logged", "deadline_changed", "reopened")


class Apart(AssertionError):
    """The two lives differ."""


def live_twice(site: Site) -> list[Promise]:
    """Live pairs of lives on one kind of database; one line."""
    pairs = (FULL if site.full else QUICK)[site.kind]
    site.say(f"T6: {pairs} pairs of lives, in one of which dates go away and come back")
    done: Counter[str] = Counter()
    faults = []
    try:
        _given(site, pairs, done)
    except Apart as apart:
        faults = [str(apart)]
        site.say("".join(traceback.format_exception(apart)))
    moved, letters = done.pop(MOVED, 0), done.pop("letters", 0)
    words = f"{pairs} pairs of lives, {sum(done.values()):,} acts in both, {moved} dates away and back in one"
    seen = f"the same {letters} letters, tasks, next actions and forecasts after each act"
    return [promise("T6", site.kind, words, "a date put back untold is as though it had never moved", faults, seen)]


def _given(site: Site, pairs: int, done: Counter[str]) -> None:
    """Let hypothesis think of that many plans; raises Apart with the shortest it found that goes apart."""

    @seed(site.seed)
    @settings(
        max_examples=pairs,
        deadline=None,
        database=None,
        print_blob=False,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink) if site.full else (Phase.generate,),
    )
    @given(st.lists(ACTS, min_size=LEAST_ACTS, max_size=MOST_ACTS))
    def lived(plan: list[tuple[str, int]]) -> None:
        live(site, plan, done)

    lived()


def _without_key(subject: str) -> str:
    """A subject, of a message its day only: its key is another one in each office."""
    return subject[: len("message 20240403")] if subject.startswith("message ") else subject


def _movable(world: World, name: str) -> bool:
    """Whether that may happen: the date has been told for certain, and more time answers no request that waits (D7).

    Where it is still to be told, what a manager writes is asked about instead (R2.3). One that a clock gave which ran
    again is counted in working days, which a correction by name would end (D9).
    """
    with world.store.reading() as session:
        record = cases.recommendation(session, NAME)
        assert record is not None
        to_go = {row.notice for row in steps.of_recommendation(session, record.id or 0) if row.state in TO_GO}
        unsaid = "reopened" in to_go or to_go >= {"deadline_changed", "chief_executive"}
        waits = any(row.kind == "extension_asked" for row in tasks.still_open(session))
        counted = any(row.kind == "clock_restarted" for row in cases.deadlines(session, record.id or 0))
    letters = [
        (each["day"], each["state"]) for each in world.messages() if {x["step"] for x in each["steps"]} & set(LETTERS)
    ]
    newest = {state for day, state in letters if day == max(letters)[0]}
    told = "sent" in newest and "in_doubt" not in newest
    dated = record.closed_on is None and record.due_on is not None
    return told and dated and not unsaid and not (waits and name in ANSWERING) and not (counted and name in CORRECTING)


def _seen(world: World) -> dict[str, Any]:
    """What people see of it: letters, tasks, what is next and what is foretold."""
    with world.store.reading() as session:
        record = cases.recommendation(session, NAME)
        assert record is not None
        coming = forecast(session, world.rulebook, world.moment, world.today, world.today + timedelta(days=40))
        asked = sorted((row.kind, row.owner, _without_key(row.subject)) for row in tasks.still_open(session))
        return {
            "letters": sorted(world.mail("sent", "in_doubt", "failed", "sending")),
            "waiting": sorted(world.mail("waiting")),
            "tasks": asked,
            "next": next_action_of(session, record.id or 0, world.today).action.value,
            "due": str(record.due_on),
            "forecast": [(str(each.day), each.recipient, [x["step"] for x in each.items]) for each in coming],
        }


def _office(site: Site, url: str) -> World:
    world = World(url, site.place("twin"))
    world.authority("E1", {})
    for who, role in PEOPLE.items():
        world.contact("E1", role.value, who)
    world.decision("23 001", "E1")
    world.log(NAME, due_on=world.today + 9 * ONE_DAY)
    world.run()
    return world


@contextmanager
def _twins(site: Site) -> Iterator[tuple[World, World]]:
    urls = [site.new_database(), site.new_database()]
    worlds = [_office(site, url) for url in urls]
    try:
        yield worlds[0], worlds[1]
    finally:
        for world, url in zip(worlds, urls, strict=True):
            world.close()
            site.databases.drop(url)


def live(site: Site, plan: Sequence[tuple[str, int]], done: Counter[str]) -> None:
    """Live through a plan in two offices; raises Apart where they differ."""
    with _twins(site) as (moved, still):
        for number, (name, drawn) in enumerate(plan, start=1):
            if name in BOTH:
                done[name] += _do_in_both(name, drawn, moved, still)
            elif _movable(moved, name):
                AWAY[name](moved, drawn)
                done[MOVED] += 1
            told, right = _seen(moved), _seen(still)
            apart = [
                f"{key}: {told[key]} where it moved, else {right[key]}" for key in right if told[key] != right[key]
            ]
            if apart:
                raise Apart(f"after act {number} of {plan}: {'; '.join(apart)}")
        done["letters"] += len(moved.postbox.letters)


def _do_in_both(name: str, drawn: int, *worlds: World) -> bool:
    """Do it in each; whether it was done. Raises Apart where it is refused in one alone."""
    refused = []
    for world in worlds:
        try:
            BOTH[name](world, drawn)
        except AmendsError as error:
            refused.append(type(error).__name__)
    if len(refused) not in (0, len(worlds)):
        raise Apart(f"{name} is refused in one of them alone: {refused[0]}")
    return not refused
