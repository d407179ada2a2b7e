"""A failed message that a person has sent again, while the day's planner looks at its steps (R2.3, R6)."""

from __future__ import annotations

from datetime import date

import pytest

from compliance.domain.delivery import Answer, Result
from compliance.notify.protocol import Letter
from compliance.usecases.settle_message import Settlement
from tests.support.world import World

ANN = "ann@e1.example"
LATE, NEW = "23 001-1", "23 001-2"
DAY = date(2024, 4, 16)


class Death(BaseException):
    """The sender's process ends here."""


def die(_: Letter) -> None:
    raise Death


@pytest.fixture
def sent_again(office: World) -> tuple[World, str]:
    """Ann's message failed, the deputy who would get it instead had mail today, and somebody sent Ann's again."""
    office.log(LATE, due_on=date(2024, 4, 9))
    office.run()
    office.today = DAY
    office.log(NEW)
    office.postbox.always[ANN] = Answer(Result.REFUSED_FOR_GOOD, "550 no such user")
    office.run()
    assert office.steps(NEW)["logged"] == "planned: the message to ann@e1.example failed"
    (key,) = office.keys("failed")
    del office.postbox.always[ANN]
    office.settle(key, Settlement.RESEND, "they mended it")
    return office, key


def test_a_step_is_not_sent_before_its_message_is(sent_again: tuple[World, str]) -> None:
    office, key = sent_again
    office.postbox.before = die
    with pytest.raises(Death):
        office.send()
    office.plan()
    assert office.keys("sending") == [key]
    assert office.steps(NEW)["logged"] == "queued"
    office.postbox.before = None
    office.lease_runs_out()
    office.send()
    assert office.keys("in_doubt") == [key]
    assert office.steps(NEW)["logged"].startswith("in_doubt")
    office.settle(key, Settlement.SENT, "she has it")
    assert office.steps(NEW)["logged"] == "sent: she has it"


def test_a_step_whose_message_waits_or_is_in_doubt_says_so_when_it_is_planned(sent_again: tuple[World, str]) -> None:
    office, key = sent_again
    office.plan()
    assert office.steps(NEW)["logged"] == "queued"
    office.send()
    assert office.keys("failed") == []
    assert office.steps(NEW)["logged"] == "sent"
    assert [letter.key for letter in office.postbox.letters if letter.recipient == ANN].count(key) == 1


def test_a_step_whose_message_fell_into_doubt_before_the_planning_is_in_doubt(sent_again: tuple[World, str]) -> None:
    office, key = sent_again
    office.postbox.script[ANN].append(Answer(Result.UNKNOWN, "no answer"))
    office.send()
    office.plan()
    assert office.keys("in_doubt") == [key]
    assert office.steps(NEW)["logged"].startswith("in_doubt")
    office.settle(key, Settlement.RESEND, "she has nothing")
    office.send()
    assert office.steps(NEW)["logged"] == "sent"


def test_a_step_that_goes_to_somebody_else_too_is_sent_when_one_of_them_has_it(sent_again: tuple[World, str]) -> None:
    """Ann's message is in doubt when a second link officer is written to about the same step."""
    office, key = sent_again
    office.postbox.script[ANN].append(Answer(Result.UNKNOWN, "no answer"))
    office.send()
    assert office.keys("in_doubt") == [key]
    office.contact("E1", "link_officer", "new@e1.example")
    office.today = date(2024, 4, 17)
    office.plan()
    assert office.steps(NEW)["logged"] == "queued"
    office.send()
    assert office.steps(NEW)["logged"] == "sent"
