"""What was to be told and is not so any more is not told: letters that something has overtaken (R2.4, R4, E2, E8)."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from compliance.domain.delivery import Answer, Result
from compliance.domain.evidence import Judgement
from compliance.store import outbox
from compliance.usecases.explain import explain
from compliance.usecases.forecast import forecast
from compliance.usecases.reopen import reopen
from compliance.usecases.review_evidence import review_evidence, waiting_evidence
from compliance.usecases.settle_message import Settlement
from tests.support.world import World

ANN = "ann@e1.example"
REC = "23 001-1"
LATER = Answer(Result.REFUSED_FOR_NOW, "451 later", unreachable=True)
LOST = Answer(Result.UNKNOWN, "no answer")


@pytest.fixture
def quiet(office: World) -> World:
    """One recommendation whose logging was told yesterday; no reminder is due before 29 April."""
    office.log(REC)
    office.run()
    office.today = date(2024, 4, 3)
    return office


def opened_again(world: World, to: date | None = None) -> None:
    with world.writing() as session:
        reopen(session, world.rulebook, world.moment, REC, "it was another letter", "Kim", to)


def comes(world: World, hour: int, note: str) -> int:
    """A piece of evidence comes at an hour; its number."""
    world.at = time(hour)
    assert world.evidence(REC, note)
    with world.store.reading() as session:
        return max(waiting_evidence(session, REC))


def judge(world: World, hour: int, number: int, judgement: Judgement, missing: str = "") -> None:
    world.at = time(hour)
    with world.writing() as session:
        review_evidence(session, world.rulebook, world.moment, REC, number, judgement, missing)


def why(world: World, step: str) -> str:
    """What `explain` says of a step; of several of that name of the newest."""
    with world.store.reading() as session:
        rungs: Any = explain(session, world.rulebook, world.moment, REC)["steps"]
    return str([each["why"] for each in rungs if each["step"] == step][-1])


def foreseen(world: World) -> list[str]:
    """The steps that the forecast says go out today."""
    with world.store.reading() as session:
        coming = forecast(session, world.rulebook, world.moment, world.today, world.today)
    return sorted(str(item["step"]) for each in coming for item in each.items)


def told(world: World) -> list[str]:
    """The steps that went out today, as sent; the forecast said the same."""
    expected = foreseen(world)
    world.run()
    found = sorted(
        str(step["step"])
        for each in world.messages()
        if each["day"] == world.today.isoformat() and each["state"] == "sent"
        for step in each["steps"]
    )
    assert found == expected
    return found


def text(world: World) -> str:
    """The last letter, as one line."""
    return " ".join(world.postbox.letters[-1].text.split())


def satisfied(world: World) -> None:
    number = comes(world, 9, "the letter")
    judge(world, 10, number, Judgement.SUFFICIENT)
    world.end(REC)


@pytest.mark.parametrize("to", [None, date(2024, 6, 28)])
def test_an_outcome_that_was_withdrawn_before_it_was_told_is_not_told(quiet: World, to: date | None) -> None:
    satisfied(quiet)
    opened_again(quiet, to)
    assert why(quiet, "satisfied") == "superseded: it was opened again before the authority was told"
    assert told(quiet) == ["reopened"]
    assert "This recommendation is still open: we do not count it as complete yet. It is due on" in text(quiet)
    assert "We have opened" not in text(quiet)
    assert "nothing more to do" not in text(quiet)
    assert ("28 June 2024" in text(quiet)) is (to is not None)


def test_one_that_waits_in_a_message_is_taken_out_of_it(quiet: World) -> None:
    satisfied(quiet)
    quiet.postbox.always[ANN] = LATER
    quiet.run()
    opened_again(quiet, date(2024, 6, 28))
    assert why(quiet, "satisfied") == "superseded: it was opened again before the authority was told"
    quiet.postbox.always.clear()
    quiet.today = date(2024, 4, 4)
    assert told(quiet) == ["reopened"]
    assert "is still open" in text(quiet)


def test_one_that_was_sent_stays_sent_and_the_notice_takes_it_back(quiet: World) -> None:
    satisfied(quiet)
    quiet.run()
    opened_again(quiet, date(2024, 6, 28))
    assert quiet.steps(REC)["satisfied"] == "sent"
    quiet.today = date(2024, 4, 4)
    assert told(quiet) == ["reopened"]
    assert "what we recorded before no longer stands" in text(quiet)


def test_one_in_doubt_is_left_alone_and_never_sent_anew(quiet: World) -> None:
    satisfied(quiet)
    quiet.postbox.script[ANN].append(LOST)
    quiet.run()
    opened_again(quiet, date(2024, 6, 28))
    assert quiet.steps(REC)["satisfied"].startswith("in_doubt")
    (key,) = quiet.keys("in_doubt")
    quiet.settle(key, Settlement.RESEND)
    quiet.run("2024-04-04")
    assert all("satisfied" not in item for _, _, items in quiet.mail() for item in items)
    assert quiet.steps(REC)["satisfied"] == "superseded: it was opened again: that outcome does not stand any more"
    quiet.today = date(2024, 4, 5)
    assert told(quiet) == ["reopened"]
    assert "This recommendation is still open" in text(quiet)  # to send it again is to say that it did not arrive


def test_after_it_ended_again_the_new_outcome_is_told_and_no_other(quiet: World) -> None:
    satisfied(quiet)
    opened_again(quiet)
    quiet.at = time(11)
    quiet.end(REC)
    assert told(quiet) == ["satisfied"]
    assert [each["step"] for each in quiet.messages()[-1]["steps"]] == ["satisfied"]


def test_what_was_missing_is_not_asked_for_once_later_evidence_answers_it(quiet: World) -> None:
    first = comes(quiet, 9, "the letter")
    judge(quiet, 10, first, Judgement.INSUFFICIENT, "it is not signed")
    second = comes(quiet, 11, "the letter, signed")
    notice = f"evidence_insufficient-{first}"
    assert why(quiet, notice) == "held: evidence that came later is waiting for review"
    assert told(quiet) == []
    judge(quiet, 12, second, Judgement.SUFFICIENT)
    assert why(quiet, notice) == "held: evidence that came later is sufficient"
    quiet.today = date(2024, 4, 4)
    assert told(quiet) == []
    quiet.at = time(13)
    quiet.end(REC)
    assert told(quiet) == ["satisfied"]
    assert quiet.steps(REC)[notice] == "superseded: the recommendation was closed as satisfied"


def test_evidence_that_came_with_it_answers_nothing(quiet: World) -> None:
    first = comes(quiet, 9, "the letter")
    second = comes(quiet, 9, "the payment")
    judge(quiet, 10, first, Judgement.INSUFFICIENT, "it is not signed")
    assert told(quiet) == [f"evidence_insufficient-{first}"]
    judge(quiet, 11, second, Judgement.INSUFFICIENT, "it is too little")
    quiet.today = date(2024, 4, 4)
    assert told(quiet) == [f"evidence_insufficient-{second}"]


def test_what_later_evidence_lacks_is_told_and_only_that(quiet: World) -> None:
    first = comes(quiet, 9, "the letter")
    judge(quiet, 10, first, Judgement.INSUFFICIENT, "it is not signed")
    second = comes(quiet, 11, "another letter")
    judge(quiet, 12, second, Judgement.INSUFFICIENT, "it is of another case")
    replaced = "superseded: evidence that came later was judged: the letter about that says what is missing"
    assert quiet.steps(REC)[f"evidence_insufficient-{first}"] == replaced
    assert f"evidence_insufficient-{second}" in told(quiet)
    assert "it is of another case" in text(quiet)
    assert all("it is not signed" not in each.text for each in quiet.postbox.letters)
    quiet.run("2024-04-04")
    assert [x for _, _, items in quiet.mail() for x in items if "insufficient" in x] == [
        f"{REC} evidence_insufficient-{second}"
    ]


def test_both_are_told_when_the_first_was_judged_after_the_second_had_come(quiet: World) -> None:
    first = comes(quiet, 9, "the letter")
    second = comes(quiet, 10, "another letter")
    judge(quiet, 11, first, Judgement.INSUFFICIENT, "it is not signed")
    judge(quiet, 12, second, Judgement.INSUFFICIENT, "it is of another case")
    assert told(quiet) == [f"evidence_insufficient-{first}"]
    quiet.today = date(2024, 4, 4)
    assert told(quiet) == [f"evidence_insufficient-{second}"]


def test_a_sufficient_that_is_taken_back_leaves_all_that_is_unanswered_to_tell(quiet: World) -> None:
    first = comes(quiet, 9, "the letter")
    judge(quiet, 10, first, Judgement.INSUFFICIENT, "it is not signed")
    second = comes(quiet, 11, "the letter, signed")
    judge(quiet, 12, second, Judgement.SUFFICIENT)
    quiet.run()
    quiet.today = date(2024, 4, 4)
    judge(quiet, 9, second, Judgement.INSUFFICIENT, "it is of another case")
    assert told(quiet) == [f"evidence_insufficient-{second}"]
    assert "it is of another case" in text(quiet)
    assert "it is not signed" in text(quiet)
    replaced = "superseded: the letter about evidence judged since says that too"
    assert quiet.steps(REC)[f"evidence_insufficient-{first}"] == replaced


def test_what_was_told_already_is_not_told_again(quiet: World) -> None:
    first = comes(quiet, 9, "the letter")
    judge(quiet, 10, first, Judgement.INSUFFICIENT, "it is not signed")
    quiet.run()
    second = comes(quiet, 11, "the letter, signed")
    judge(quiet, 12, second, Judgement.SUFFICIENT)
    judge(quiet, 13, second, Judgement.INSUFFICIENT, "it is of another case")
    quiet.today = date(2024, 4, 4)
    assert told(quiet) == [f"evidence_insufficient-{second}"]
    assert "it is not signed" not in text(quiet)
    assert quiet.steps(REC)[f"evidence_insufficient-{first}"] == "sent"


def test_evidence_that_is_withdrawn_answers_nothing(quiet: World) -> None:
    first = comes(quiet, 9, "the letter")
    judge(quiet, 10, first, Judgement.INSUFFICIENT, "it is not signed")
    second = comes(quiet, 11, "the letter, signed")
    quiet.run()
    judge(quiet, 12, second, Judgement.WITHDRAWN)
    quiet.today = date(2024, 4, 4)
    assert told(quiet) == [f"evidence_insufficient-{first}"]


def test_one_in_a_message_that_waits_is_taken_out_and_comes_back_when_it_is_right_again(quiet: World) -> None:
    first = comes(quiet, 9, "the letter")
    judge(quiet, 10, first, Judgement.INSUFFICIENT, "it is not signed")
    quiet.postbox.always[ANN] = LATER
    quiet.run()
    second = comes(quiet, 11, "the letter, signed")
    quiet.postbox.always.clear()
    quiet.today = date(2024, 4, 4)
    assert told(quiet) == []
    assert quiet.steps(REC)[f"evidence_insufficient-{first}"] == "planned"
    judge(quiet, 12, second, Judgement.WITHDRAWN)
    quiet.today = date(2024, 4, 5)
    assert told(quiet) == [f"evidence_insufficient-{first}"]


def test_no_other_notice_of_what_has_ended_goes_out(quiet: World) -> None:
    quiet.postbox.always[ANN] = LATER
    quiet.extend(REC, "2024-07-01")
    quiet.run()
    quiet.end(REC)
    quiet.postbox.always.clear()
    quiet.today = date(2024, 4, 4)
    assert told(quiet) == ["satisfied"]
    with quiet.store.reading() as session:
        assert outbox.waiting_items(session, [1]) == []
