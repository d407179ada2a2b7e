"""The letter about a new date tells from what the authority was last told, not from the version before (D6, E8, R1).

Each pair of changes is made on one day before any letter about them goes; each case has an authority of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from compliance.domain.errors import Refused
from compliance.domain.recommendations import Kind
from compliance.domain.waiting import Wait, WaitKind
from compliance.usecases.explain import explain
from tests.support.world import World, day
from tests.usecases.followed import (
    BEFORE,
    CHANGED_ON,
    SAID,
    Followed,
    ended_and_opened,
    foretold,
    opened,
    sent_anew,
    told,
    why,
)

PREPARED_ON = ("2024-04-05", "2024-04-08", "2024-04-09", "2024-04-10")
Pair = tuple[Callable[[Followed], None], Callable[[Followed], None]]


def opened_office(world: World, first: Callable[[Followed], None]) -> dict[Pair, Followed]:
    """A case for each pair that begins with a change; what has to come before was done and told."""
    found = {(first, second): Followed(world, f"A{number}") for number, second in enumerate(SAID)}
    for case in found.values():
        world.authority(case.code)
        world.decision(case.code, case.code)
        world.log(case.other, kind=Kind.SERVICE_IMPROVEMENT)
        wait = Wait(WaitKind.RECOMMENDATION, case.other, date(2024, 7, 1))
        world.log(case.name, kind=Kind.SERVICE_IMPROVEMENT, period="30 working days", waits=wait)
    world.run()
    world.today = date(2024, 4, 3)
    for case in found.values():
        world.end(case.other)
    world.walk("2024-04-04")
    for on, (change, needed) in zip(PREPARED_ON, BEFORE.items(), strict=True):
        world.today = day(on)
        for pair, case in list(found.items()):
            if change in pair and pair[0] is not needed and not can(needed, case):
                del found[pair]
        world.run()
    world.today = CHANGED_ON
    return found


def can(change: Callable[[Followed], None], case: Followed) -> bool:
    """Make a change, where the rules allow it."""
    try:
        change(case)
    except Refused:
        return False
    return True


def letter_about(case: Followed) -> str:
    """What the last letter to its officer says about it alone, on one line."""
    mail = [each for each in case.world.postbox.letters if each.recipient == f"officer@{case.code.lower()}.example"]
    parts = mail[-1].text.split("-" * 72)
    (part,) = [each for each in parts if f"Recommendation: {case.name}\n" in each]
    return " ".join(part.split())


def expected(pair: Pair, before: Any, now: Any) -> str:
    """Which letter is to go."""
    if {opened, ended_and_opened} & set(pair):
        return "reopened"
    if sent_anew in pair:
        return "logged"
    return "" if before == now else "deadline_changed"


def sentences(pair: Pair, letter: str) -> set[str]:
    """What the letter is to say of each change."""
    said = {SAID[change] for change in pair}
    if {opened, ended_and_opened} <= set(pair):
        return {SAID[opened], "We have opened it again."}
    if letter == "reopened" and sent_anew in pair:
        said.add("We are sending it to you again.")
    return said


def state(case: Followed) -> Any:
    """The date in force, or why there is none."""
    with case.world.store.reading() as session:
        last: Any = explain(session, case.world.rulebook, case.world.moment, case.name)["deadlines"]
    return case.due_on or last[-1]["receipt"]["rule"]


# What is decided does not depend on the database: PostgreSQL plays one row of the table.
@pytest.mark.parametrize(
    ("database_kind", "first"),
    [*(("sqlite", each) for each in SAID), ("postgresql", opened)],
    ids=lambda each: each if isinstance(each, str) else each.__name__,
)
def test_one_letter_tells_all_that_changed_since_the_last(world: World, first: Callable[[Followed], None]) -> None:
    """One letter goes, none where nothing changed; its "before" is the date last told, and it names each change."""
    was: dict[Pair, tuple[Any, date | None, int]] = {}
    office = opened_office(world, first)
    for pair, case in list(office.items()):
        was[pair] = (state(case), case.due_on, len(case.done))
        if not (can(pair[0], case) and can(pair[1], case)):
            del office[pair]
    assert len(office) >= 3
    said = foretold(world)
    world.run()
    for pair, case in office.items():
        before, due_before, since = was[pair]
        letter = expected(pair, before, state(case))
        assert told(world, case.name) == [letter] * bool(letter) == said.get(case.name, []), pair
        if not letter:
            assert "superseded: what it says is what" in why(case), pair
            continue
        text = letter_about(case)
        assert all(words in text for words in sentences(pair, letter)), (pair, text)
        quiet = pair == (ended_and_opened, ended_and_opened)  # nobody heard that it was closed in between
        assert all(reason in text for reason in case.done[since + quiet :]), (pair, text)
        moved = due_before and case.due_on and due_before != case.due_on
        assert text.partition("Before that it was ")[2][:30].startswith(on_weekday(due_before) if moved else ""), pair
        assert ("Before that it was" in text) is bool(moved), (pair, text)
    world.run("2024-04-12")
    assert all(len(told(world, case.name)) <= 1 for case in office.values())


def on_weekday(due: date | None) -> str:
    assert due is not None
    return f"{due:%A} {due.day} {due:%B %Y}."
