"""A sender with nothing to send looks once, and is in nobody's way (R2)."""

from __future__ import annotations

from compliance.domain.delivery import Answer, Result
from tests.support.statements import heard
from tests.support.world import World

REC, ANN = "23 001-1", "ann@e1.example"


def statements_of_a_round(world: World) -> int:
    with heard(world.store) as made:
        world.send()
    return sum(statement.startswith(("SELECT", "UPDATE")) for statement, *_ in made)


def test_where_nothing_is_on_its_way_a_sender_waits_for_nobody(office: World) -> None:
    office.log(REC)
    office.run()
    assert len(office.mail()) == 1
    with office.writing():  # SQLite has one writer at a time: who wants to write would wait, and give up
        assert office.send().counts == {}
    assert statements_of_a_round(office) == 1


def test_what_is_in_doubt_is_looked_after_though_nothing_waits(office: World) -> None:
    office.postbox.script[ANN].append(Answer(Result.UNKNOWN, "no answer"))
    office.log(REC)
    office.run()
    assert len(office.keys("in_doubt")) == 1
    assert statements_of_a_round(office) > 1
