"""A letter that failed and was ended since is not sent again, and nobody is asked to (R2.4, R6, D6, E8)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from compliance.domain.address_health import Severity
from compliance.domain.delivery import Answer, MessageState, Result
from compliance.domain.errors import Refused
from compliance.domain.evidence import Judgement
from compliance.domain.outcomes import Outcome
from compliance.domain.recommendations import Kind
from compliance.domain.returned import Returned
from compliance.usecases.request_extension import refuse
from compliance.usecases.settle_message import Settlement
from tests.support.world import World, day
from tests.usecases.followed import CHANGED_ON, Followed, ask_for_time, extend, of_one_contact, opened, told

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


def is_refused(case: Followed) -> None:
    """More time is asked for and refused."""
    ask_for_time(case, "2024-05-30")
    case.act(refuse, "no need", "Kim")


def lacks(case: Followed) -> None:
    """Evidence is judged insufficient."""
    case.world.evidence(case.name)
    case.world.judge(case.name, Judgement.INSUFFICIENT, "minutes")


ANSWERS = pytest.mark.parametrize(
    ("answer", "named"),
    [(is_refused, "extension_refused-1"), (lacks, "evidence_insufficient-1")],
    ids=["time", "lacks"],
)


@ANSWERS
@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.parametrize("others", [True, False], ids=["the deputy has it", "nobody has it"])
def test_r4_what_has_its_outcome_is_not_sent_again(
    world: World, answer: Callable[[Followed], None], named: str, outcome: Outcome, others: bool
) -> None:
    case = with_deputy(world) if others else of_one_contact(world)
    answer(case)
    world.run()
    comes_back(world, named, Severity.SOFT)
    world.today = day("2024-04-12")
    world.run()
    assert (told(world, case.name) == [named]) is others
    world.end(case.name, outcome)
    key = with_step(world, named)[0]
    with pytest.raises(
        Refused, match=f"^nothing in message {key} is still right: [^\\n]*(has its outcome|closed as {outcome})$"
    ):
        world.settle(key, Settlement.RESEND)


def with_deputy(world: World) -> Followed:
    """A recommendation of which a link officer with a deputy was told on 2 April; now it is 11 April."""
    world.authority("E1", {"link_officer": ANN, "deputy": DAN})
    world.decision("23 001", "E1")
    world.log("23 001-1", kind=Kind.SERVICE_IMPROVEMENT)
    world.run()
    world.today = CHANGED_ON
    return Followed(world, "23 001")


@ANSWERS
@pytest.mark.parametrize("when", ["before planning", "planned and not sent", "deputy has it"])
def test_e8_what_is_sent_again_follows_the_letter_that_it_is_open_again(
    world: World, answer: Callable[[Followed], None], named: str, when: str
) -> None:
    case = with_deputy(world) if when == "deputy has it" else of_one_contact(world)
    answer(case)
    world.run()
    comes_back(world, named, Severity.SOFT)
    if when == "deputy has it":
        world.walk("2024-04-12")
    world.today = day("2024-04-15")
    world.end(case.name)
    world.run()
    world.today = day("2024-04-16")
    opened(case)
    before = len(told(world, case.name))
    if when == "planned and not sent":
        world.plan()
    world.settle(with_step(world, named)[0], Settlement.RESEND)
    if when != "before planning":
        world.send()
    world.walk("2024-04-19")
    assert told(world, case.name)[before:] == ["reopened", named]
