"""An older answer that proves lost is not sent after a newer one: it would be the last word (R2.4, D7, E2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time

import pytest

from compliance.domain.evidence import Judgement
from compliance.domain.recommendations import Kind
from compliance.usecases.request_extension import grant, refuse, withdraw
from compliance.usecases.review_evidence import review_evidence
from tests.support.world import World, day
from tests.usecases.conftest import opened as with_people
from tests.usecases.followed import (
    CHANGED_ON,
    Followed,
    ask_for_time,
    correct_to,
    extend,
    foretold,
    letters,
    of_one_contact,
    reverse,
    somebody_comes,
    told,
)
from tests.usecases.test_told_after_all import may_be_lost, proves_lost

ANN = "ann@e1.example"
FIRST, SECOND = "evidence_insufficient-1", "evidence_insufficient-2"
REFUSED = "extension_refused-1"


@pytest.fixture(params=["comes back", "doubt", "nobody else"])
def lost(request: pytest.FixtureRequest) -> str:
    """How a letter proves lost; where there is nobody else to write to, somebody comes later."""
    return str(request.param)


@pytest.fixture
def case(world: World, lost: str) -> Followed:
    """A recommendation of which the authority was told."""
    if lost == "nobody else":
        return of_one_contact(world)
    office = with_people(world)
    office.log("23 001-1", kind=Kind.SERVICE_IMPROVEMENT)
    office.run()
    office.today = CHANGED_ON
    return Followed(office, "23 001")


def evidence(case: Followed, missing: str, judgement: Judgement = Judgement.INSUFFICIENT) -> None:
    """A piece comes and is judged in the same hour."""
    case.world.evidence(case.name, f"what has no {missing}")
    if judgement is not Judgement.WAITING:
        case.world.judge(case.name, judgement, missing if judgement is Judgement.INSUFFICIENT else "")


def after(case: Followed, lost: str, then: Callable[[], None]) -> list[str]:
    """The letter of today proves lost after what is done on the next day was told; what goes then, as is foreseen."""
    world = case.world
    may_be_lost(world, lost)
    world.run()
    world.today = day("2024-04-12")
    then()
    world.run()
    world.today = day("2024-04-15")
    proves_lost(world, lost, "2024-04-11")
    before = len(told(world, case.name))
    if lost == "nobody else":
        world.run()
        somebody_comes(case)
    coming = foretold(world).get(case.name, [])
    world.run()
    assert told(world, case.name)[before:] == coming
    world.walk("2024-04-17")
    return told(world, case.name)[before:]


@pytest.mark.parametrize(
    ("judgement", "goes"),
    [
        (Judgement.INSUFFICIENT, []),
        (Judgement.WAITING, []),
        (Judgement.SUFFICIENT, []),
        (Judgement.WITHDRAWN, [FIRST]),
    ],
)
def test_e2_what_older_evidence_lacks_is_not_told_after_what_newer_lacks(
    case: Followed, lost: str, judgement: Judgement, goes: list[str]
) -> None:
    evidence(case, "minutes")
    found = after(case, lost, lambda: evidence(case, "date", judgement))
    assert [each for each in found if "insufficient" in each] == goes


def test_e2_what_came_together_and_lacks_something_each_is_told_of_each(case: Followed, lost: str) -> None:
    case.world.evidence(case.name, "one")
    case.world.evidence(case.name, "two")
    case.world.judge(case.name, Judgement.INSUFFICIENT, "minutes")
    found = after(case, lost, lambda: case.world.judge(case.name, Judgement.INSUFFICIENT, "date"))
    assert FIRST in found


def test_e2_where_the_newer_judgement_is_taken_back_the_older_letter_goes(known: Followed) -> None:
    world = known.world
    evidence(known, "minutes")
    world.at = time(11)
    evidence(known, "date")
    assert world.steps(known.name)[FIRST].startswith("superseded")
    with world.writing() as session:
        review_evidence(session, world.rulebook, world.moment, known.name, 2, Judgement.WITHDRAWN)
    world.walk("2024-04-12")
    assert told(world, known.name) == [FIRST]


def granted_less(case: Followed) -> None:
    """A later request is granted, for a day before the one that was refused."""
    ask_for_time(case, "2024-05-21")
    case.act(grant, "yes", "Kim")


def refused_again(case: Followed) -> None:
    """A later request is refused as well."""
    ask_for_time(case, "2024-05-21")
    case.act(refuse, "not even that", "Kim")


def given_after_all(case: Followed) -> None:
    """The day that was wished for is given without being asked."""
    case.world.extend(case.name, "2024-06-28", case.why("flood"))


def given_and_taken_back(case: Followed) -> None:
    """It is given and told, and taken back and told."""
    given_after_all(case)
    case.world.run()
    case.world.today = day("2024-04-15")
    reverse(case)


def asked_again(case: Followed) -> None:
    """A later request waits."""
    ask_for_time(case, "2024-05-21")


def asked_and_withdrawn(case: Followed) -> None:
    """A later request is taken back."""
    asked_again(case)
    with case.world.writing() as session:
        withdraw(session, case.world.moment, case.name, "not needed", "Ann")


@pytest.mark.parametrize(
    ("then", "goes"),
    [
        (granted_less, False),
        (refused_again, False),
        (given_after_all, False),
        (given_and_taken_back, False),
        (extend, True),
        (asked_again, True),
        (asked_and_withdrawn, True),
    ],
)
def test_d7_a_refusal_is_not_told_after_a_newer_answer(
    case: Followed, lost: str, then: Callable[[Followed], None], goes: bool
) -> None:
    ask_for_time(case, "2024-06-28")
    case.act(refuse, "no need", "Kim")
    found = after(case, lost, lambda: then(case))
    assert (REFUSED in found) is goes


def test_d7_a_date_that_was_told_before_the_request_answers_nothing(case: Followed, lost: str) -> None:
    """Told 28 June before, due on 14 May again when time until 30 May was asked for and refused."""
    case.world.today = day("2024-04-09")
    correct_to(case, "2024-06-28")
    case.world.run()
    case.world.today = day("2024-04-10")
    correct_to(case, "2024-05-14")
    case.world.run()
    case.world.today = CHANGED_ON
    ask_for_time(case, "2024-05-30")
    case.act(refuse, "no need", "Kim")
    assert REFUSED in after(case, lost, lambda: None)


def test_d7_of_two_answers_before_any_letter_only_the_last_one_goes(known: Followed) -> None:
    ask_for_time(known, "2024-06-28")
    known.act(refuse, "no need", "Kim")
    granted_less(known)
    known.world.walk("2024-04-15")
    assert told(known.world, known.name) == ["deadline_changed"]
    assert "We have agreed to more time." in letters(known.world)[-1]
