"""A letter that failed and was ended since is not sent again, and nobody is asked to (R2.4, R6, D6, E8)."""

from __future__ import annotations

import pytest

from compliance.domain.address_health import Severity
from compliance.domain.delivery import Answer, MessageState, Result
from compliance.domain.errors import Refused
from compliance.domain.outcomes import Outcome
from compliance.domain.returned import Returned
from compliance.usecases.settle_message import Settlement
from tests.support.world import World, day
from tests.usecases.followed import Followed, extend, of_one_contact, opened, told

ANN, DAN, BO, MO = (f"{name}@e1.example" for name in ("ann", "dan", "bo", "mo"))
NO = Answer(Result.REFUSED_FOR_GOOD, "550 no")


def with_step(world: World, step: str) -> list[str]:
    """The keys of the messages with a step, oldest first."""
    return [str(each["key"]) for each in world.messages() if any(x["step"] == step for x in each["steps"])]


def comes_back(world: World, step: str, severity: Severity) -> None:
    """The first message with a step comes back from Ann."""
    key = with_step(world, step)[0]
    world.report(Returned(key, ANN, severity, "4.2.2", "full", "folder", world.moment.now))


def stuck(world: World) -> list[str]:
    """The messages somebody is asked about."""
    kinds = {"message_failed", "message_returned"}
    return [about.removeprefix("message ") for kind, _, about in world.tasks() if kind in kinds]


SEVERITY = pytest.mark.parametrize("severity", [Severity.SOFT, Severity.HARD], ids=["soft", "hard"])


@SEVERITY
@pytest.mark.parametrize("at_once", [True, False], ids=["at once", "next day"])
def test_e8_what_nobody_heard_is_not_taken_back(world: World, severity: Severity, at_once: bool) -> None:
    """The withdrawal failed; then the letter that it is complete proves lost as well."""
    case = of_one_contact(world)
    world.end(case.name)
    world.run()
    world.today = day("2024-04-12")
    opened(case)
    world.end(case.name, Outcome.NOT_SATISFIED)
    world.postbox.script[ANN].append(NO)
    world.run()
    (key,) = with_step(world, "outcome_withdrawn")
    letter = ("no_contact", "caseworker", f"outcome withdrawn letter about recommendation {case.name}")
    assert stuck(world) == [key]
    assert letter in world.tasks()
    world.today = day("2024-04-15")
    comes_back(world, "satisfied", severity)
    if not at_once:
        world.walk("2024-04-16")
        assert key not in stuck(world)
        assert letter not in world.tasks()
    with pytest.raises(Refused, match=f"^nothing in message {key} is still right: [^\\n]*$"):
        world.settle(key, Settlement.RESEND)
    world.walk("2024-04-18")
    assert told(world, case.name) == []


@SEVERITY
@pytest.mark.parametrize("at_once", [True, False], ids=["at once", "next day"])
def test_d6_a_date_is_not_told_before_what_it_is_about(known: Followed, severity: Severity, at_once: bool) -> None:
    """That the date moved reached nobody; then the first letter proves lost, and another one says all of it."""
    world = known.world
    for address in (ANN, DAN, BO, MO):
        world.postbox.always[address] = NO
    extend(known)
    world.run()
    world.postbox.always.clear()
    keys = with_step(world, "deadline_changed")
    assert sorted(stuck(world)) == sorted(keys)
    world.today = day("2024-04-12")
    comes_back(world, "logged", severity)
    if not at_once:
        world.walk("2024-04-15")
        assert not set(keys) & set(stuck(world))
    for key in keys:
        with pytest.raises(Refused, match="is still right: a message before it did not arrive"):
            world.settle(key, Settlement.RESEND)
    world.walk("2024-04-18")
    assert "deadline_changed" not in told(world, known.name)


def test_r3_what_is_still_right_in_a_message_goes(known: Followed) -> None:
    """The change of the one was ended, the other recommendation still has to be told."""
    world = known.world
    world.log("23 001-2")
    for address in (ANN, DAN, BO, MO):
        world.postbox.always[address] = NO
    extend(known)
    world.run()
    world.postbox.always.clear()
    key = with_step(world, "deadline_changed")[0]
    world.today = day("2024-04-12")
    comes_back(world, "logged", Severity.SOFT)
    assert key in stuck(world)
    assert world.settle(key, Settlement.RESEND) is MessageState.WAITING
    world.walk("2024-04-16")
    (sent,) = [each for each in world.messages(state=MessageState.SENT) if each["key"] == key]
    assert "23 001-2 logged" in [item for _, who, items in world.mail() if who == sent["recipient"] for item in items]
    assert "deadline_changed" not in told(world, known.name)
