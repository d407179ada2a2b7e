"""What an outcome ended goes on once that is withdrawn: letters nobody got, requests that wait (E8, D6, D7, E2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time

import pytest

from compliance.domain.delivery import Answer, MessageState, Result
from compliance.domain.evidence import Judgement
from compliance.domain.outcomes import Outcome
from compliance.usecases.case_timeline import case_timeline
from compliance.usecases.reopen import reopen
from compliance.usecases.request_extension import grant, refuse, withdraw
from compliance.usecases.settle_message import Settlement
from tests.support.world import World, day
from tests.usecases.followed import (
    Followed,
    ask_for_time,
    comes_back,
    correct_to,
    foretold,
    letters,
    opened,
    told,
)

ANN = "ann@e1.example"
OUTCOMES = [Outcome.SATISFIED, Outcome.NOT_SATISFIED, Outcome.CEASED]
TASK = ("extension_asked", "casework_manager", "recommendation 23 001-1")
REFUSED, LACKS = "extension_refused-1", "evidence_insufficient-1"


def refused(case: Followed) -> None:
    """More time is refused that was asked for until 28 May."""
    ask_for_time(case, "2024-05-28")
    case.act(refuse, "no need", "Kim")


def lacking(case: Followed) -> None:
    """Evidence comes and is not enough."""
    case.world.evidence(case.name)
    case.world.judge(case.name, Judgement.INSUFFICIENT, missing="the minutes")


def both(case: Followed) -> None:
    """Both of it."""
    refused(case)
    lacking(case)


def ends(case: Followed, outcome: Outcome) -> None:
    """An outcome is recorded in the afternoon."""
    case.world.at = time(15)
    case.world.end(case.name, outcome)


def owed(world: World, name: str) -> list[str]:
    """What was refused, or lacks, as it was told so far."""
    return [each for each in told(world, name) if each in {REFUSED, LACKS}]


@pytest.mark.parametrize(
    ("what", "due"), [(refused, [REFUSED]), (lacking, [LACKS]), (both, [LACKS, REFUSED])], ids=["refused", "lacks", "2"]
)
@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("again_on", ["2024-04-11", "2024-04-15"])
def test_e8_a_letter_that_ended_with_an_outcome_goes_once_that_is_withdrawn(
    known: Followed, what: Callable[[Followed], None], due: list[str], outcome: Outcome, again_on: str
) -> None:
    world = known.world
    what(known)
    ends(known, outcome)
    if again_on != "2024-04-11":
        world.run()
        world.today = day(again_on)
    opened(known)
    coming, before = foretold(world)[known.name], len(told(world, known.name))
    world.run()
    assert told(world, known.name)[before:] == coming == ["reopened"], "they hear first that it is open"
    world.walk("2024-04-22")
    assert sorted(owed(world, known.name)) == due


@pytest.mark.parametrize("what", [refused, lacking])
@pytest.mark.parametrize("lost", ["comes back", "doubt", "waits"])
def test_e8_one_that_proves_lost_while_it_is_closed_goes_once_it_is_open(
    known: Followed, what: Callable[[Followed], None], lost: str
) -> None:
    world = known.world
    what(known)
    if lost == "doubt":
        world.postbox.script[ANN].append(Answer(Result.UNKNOWN, "no answer"))
    if lost == "waits":
        world.plan()
    else:
        world.run()
    world.today = day("2024-04-12")
    ends(known, Outcome.NOT_SATISFIED)
    if lost == "doubt":
        (doubt,) = world.messages(state=MessageState.IN_DOUBT)
        world.settle(doubt["key"], Settlement.RESEND)
    elif lost == "comes back":
        comes_back(world, ANN, "2024-04-11")
    world.run()
    before = len(world.mail())
    world.today = day("2024-04-15")
    opened(known)
    world.walk("2024-04-18")
    since = [x.removeprefix(f"{known.name} ") for _, _, items in world.mail()[before:] for x in items]
    assert [each for each in since if each in {REFUSED, LACKS}] == [REFUSED if what is refused else LACKS]


def test_r2_what_somebody_got_is_not_told_again(known: Followed) -> None:
    both(known)
    known.world.walk("2024-04-12")
    ends(known, Outcome.SATISFIED)
    opened(known)
    known.world.walk("2024-04-18")
    assert sorted(owed(known.world, known.name)) == [LACKS, REFUSED]


def test_d7_a_refusal_does_not_go_where_it_is_opened_to_the_wished_day_but_where_that_is_taken_back(
    known: Followed,
) -> None:
    refused(known)
    ends(known, Outcome.SATISFIED)
    known.act(reopen, "not so", "Kim", day("2024-05-28"))
    assert known.world.steps(known.name)[REFUSED].startswith("superseded")
    correct_to(known, "2024-05-20")
    known.world.walk("2024-04-15")
    assert owed(known.world, known.name) == [REFUSED]


@pytest.mark.parametrize("later", ["granted", "refused"])
def test_d7_only_the_last_answer_goes(known: Followed, later: str) -> None:
    refused(known)
    ask_for_time(known, "2024-05-21")
    if later == "granted":
        known.act(grant, "yes", "Kim")
    else:
        known.act(refuse, "not even that", "Kim")
    ends(known, Outcome.SATISFIED)
    opened(known)
    known.world.walk("2024-04-18")
    expected = [] if later == "granted" else ["extension_refused-2"]
    assert [each for each in told(known.world, known.name) if "refused" in each] == expected


@pytest.mark.parametrize("then", [Judgement.WAITING, Judgement.SUFFICIENT, Judgement.INSUFFICIENT, Judgement.WITHDRAWN])
def test_e2_what_lacks_is_told_of_the_newest_piece_and_not_while_a_later_one_answers_it(
    known: Followed, then: Judgement
) -> None:
    world = known.world
    lacking(known)
    world.at = time(10)
    world.evidence(known.name, "more")
    world.at = time(11)
    if then is not Judgement.WAITING:
        world.judge(known.name, then, missing="the date" if then is Judgement.INSUFFICIENT else "")
    ends(known, Outcome.SATISFIED)
    world.at = time(16)
    opened(known)
    world.walk("2024-04-18")
    expected = {Judgement.INSUFFICIENT: ["evidence_insufficient-2"], Judgement.WITHDRAWN: [LACKS]}.get(then, [])
    assert [each for each in told(world, known.name) if "insufficient" in each] == expected


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("again_on", ["2024-04-11", "2024-04-15"])
def test_d6_a_request_that_an_outcome_overtook_waits_for_its_answer_again(
    known: Followed, outcome: Outcome, again_on: str
) -> None:
    world = known.world
    ask_for_time(known, "2024-05-28")
    ends(known, outcome)
    assert TASK not in world.tasks()
    if again_on != "2024-04-11":
        world.run()
        world.today = day(again_on)
    opened(known)
    assert TASK in world.tasks()
    known.act(grant, "yes", "Kim")
    assert TASK not in world.tasks()
    world.walk("2024-04-18")
    assert "We have agreed to more time." in letters(world)[-1]
    assert "Tuesday 28 May 2024" in letters(world)[-1]


def requests(case: Followed) -> list[tuple[str, str]]:
    """What the timeline says of requests for more time, oldest first, each with why."""
    with case.world.store.reading() as session:
        entries = case_timeline(session, case.code, recommendation=case.name).entries
    about = [(each.name, each.facts or {}) for each in reversed(entries)]
    found = [(name, facts) for name, facts in about if name.startswith(("extension", "request for more time"))]
    return [(name, str(facts.get("again") or facts.get("overtaken") or "")) for name, facts in found]


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_d6_the_history_says_that_a_request_waits_again(known: Followed, outcome: Outcome) -> None:
    ask_for_time(known, "2024-05-28")
    ends(known, outcome)
    opened(known)
    closed = f"it was closed as {outcome.value.replace('_', ' ')}"
    assert requests(known) == [
        ("extension_asked", ""),
        ("request for more time overtaken", closed),
        ("request for more time waits again", f"{closed}, and is open again"),
    ]


def test_d7_one_that_has_its_wish_when_it_is_opened_again_stays_ended(known: Followed) -> None:
    ask_for_time(known, "2024-05-28")
    ends(known, Outcome.SATISFIED)
    known.act(reopen, "not so", "Kim", day("2024-05-28"))
    assert TASK not in known.world.tasks()
    assert [name for name, _ in requests(known)] == ["extension_asked", "request for more time overtaken"]


def test_d7_it_waits_again_once_the_date_falls_short_of_its_wish(known: Followed) -> None:
    world = known.world
    ask_for_time(known, "2024-05-28")
    correct_to(known, "2024-06-03")
    ends(known, Outcome.SATISFIED)
    opened(known)
    assert TASK not in world.tasks()
    world.run()
    world.today = day("2024-04-15")
    correct_to(known, "2024-05-14")
    assert TASK in world.tasks()
    closed = "it was closed as satisfied"
    assert requests(known)[1:] == [
        ("request for more time overtaken", closed),
        ("request for more time waits again", f"{closed}, and is open again"),
    ]
    correct_to(known, "2024-05-15")
    assert len(requests(known)) == 3
    known.act(refuse, "no need", "Kim")
    world.walk("2024-04-17")
    assert owed(world, known.name) == [REFUSED]


@pytest.mark.parametrize("why", ["not needed", "overtaken: they manage after all"], ids=["plain", "overtaken"])
@pytest.mark.parametrize("ended", [True, False], ids=["closed", "corrected"])
def test_d6_one_that_was_taken_back_stays_taken_back(known: Followed, why: str, ended: bool) -> None:
    ask_for_time(known, "2024-05-28")
    with known.world.writing() as session:
        withdraw(session, known.world.moment, known.name, why, "Ann")
    if ended:
        ends(known, Outcome.SATISFIED)
        opened(known)
    correct_to(known, "2024-05-20")
    assert TASK not in known.world.tasks()


def test_d6_a_request_waits_beside_the_refusal_of_an_older_one_as_before(known: Followed) -> None:
    refused(known)
    ask_for_time(known, "2024-05-21")
    ends(known, Outcome.SATISFIED)
    opened(known)
    assert TASK in known.world.tasks()
    known.world.walk("2024-04-15")
    assert owed(known.world, known.name) == [REFUSED]
