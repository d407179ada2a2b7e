"""A letter that failed, was ended by an outcome and is right again once that is withdrawn is never silent (R6, E8)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from compliance.domain.address_health import Severity
from compliance.domain.delivery import Answer, MessageState, Result
from compliance.domain.outcomes import Outcome
from compliance.domain.returned import Returned
from compliance.usecases.reopen import reopen
from compliance.usecases.settle_message import Settlement
from tests.support.world import World, day
from tests.usecases.followed import Followed, correct_to, of_one_contact, opened, somebody_comes, to_una, told
from tests.usecases.test_opened_again import LACKS, REFUSED, both, lacking, refused

ANN = "ann@e1.example"
NO_CONTACT = ("no_contact", "caseworker", "recommendation 23 001-1")


@pytest.fixture
def case(world: World) -> Followed:
    """A recommendation to an authority with one contact, who was told of it."""
    return of_one_contact(world)


def fails(case: Followed, how: str) -> str:
    """The letter of today does not reach its only reader; the key of its message."""
    world = case.world
    if how == "refused for good":
        world.postbox.script[ANN].append(Answer(Result.REFUSED_FOR_GOOD, "550 no"))
    world.run()
    (key,) = [str(each["key"]) for each in world.messages(recipient=ANN) if each["day"] == world.today.isoformat()]
    if how != "refused for good":
        severity = Severity.HARD if how == "hard" else Severity.SOFT
        world.report(Returned(key, ANN, severity, "4.2.2", "full", "folder", world.moment.now))
    return key


def about_mail(world: World) -> list[str]:
    """The messages that somebody is asked about because they did not arrive."""
    return [
        about.removeprefix("message ")
        for kind, _, about in world.tasks()
        if kind in {"message_failed", "message_returned"}
    ]


LETTERS = pytest.mark.parametrize(
    ("letter", "owed"),
    [(refused, [REFUSED]), (lacking, [LACKS]), (both, [LACKS, REFUSED])],
    ids=["refused", "lacks", "both"],
)


@LETTERS
@pytest.mark.parametrize("how", ["refused for good", "soft"])
@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.parametrize("later", [False, True], ids=["same day", "days later"])
def test_r6_a_letter_taken_up_that_nobody_gets_is_asked_about_until_it_went(
    case: Followed, letter: Callable[[Followed], None], owed: list[str], how: str, outcome: Outcome, later: bool
) -> None:
    world = case.world
    letter(case)
    key = fails(case, how)
    world.today = day("2024-04-12")
    world.end(case.name, outcome)
    assert about_mail(world) == [], "nobody would send it again"
    if later:
        world.walk("2024-04-15")
        world.today = day("2024-04-16")
    opened(case)
    world.walk("2024-04-24")
    assert about_mail(world) == [key]
    assert world.settle(key, Settlement.RESEND) is MessageState.WAITING
    world.walk("2024-04-25")
    assert sorted(each for each in told(world, case.name) if each in {LACKS, REFUSED}) == owed
    assert about_mail(world) == []


@LETTERS
def test_r6_whoever_comes_gets_it(case: Followed, letter: Callable[[Followed], None], owed: list[str]) -> None:
    world = case.world
    letter(case)
    fails(case, "refused for good")
    world.today = day("2024-04-12")
    world.end(case.name, Outcome.CEASED)
    opened(case)
    world.run()
    world.today = day("2024-04-15")
    somebody_comes(case)
    world.walk("2024-04-19")
    assert sorted(each for items in to_una(case) for each in items if each in {LACKS, REFUSED}) == owed


def test_d7_a_refusal_that_is_taken_up_only_by_a_later_date_is_asked_about_then(case: Followed) -> None:
    world = case.world
    refused(case)
    key = fails(case, "refused for good")
    world.today = day("2024-04-12")
    world.end(case.name)
    case.act(reopen, "not so", "Kim", day("2024-05-28"))
    assert world.steps(case.name)[REFUSED].startswith("superseded"), "the date has come to the wish"
    correct_to(case, "2024-05-20")
    world.walk("2024-04-22")
    assert about_mail(world) == [key]


def test_r6_nobody_is_asked_about_one_that_another_got(known: Followed) -> None:
    world = known.world
    refused(known)
    world.postbox.script[ANN].append(Answer(Result.REFUSED_FOR_GOOD, "550 no"))
    world.run()
    world.today = day("2024-04-12")
    world.end(known.name, Outcome.CEASED)
    opened(known)
    world.walk("2024-04-17")
    assert told(world, known.name).count(REFUSED) == 1
    assert about_mail(world) == []


def test_e8_without_a_closing_it_is_asked_about_as_before(case: Followed) -> None:
    refused(case)
    key = fails(case, "refused for good")
    case.world.walk("2024-04-24")
    assert about_mail(case.world) == [key]
