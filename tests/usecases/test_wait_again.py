"""A completion that is withdrawn takes back the dates that were counted from it (D2, E8)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from compliance.domain.deadlines import fixed
from compliance.domain.outcomes import Outcome
from compliance.domain.waiting import Wait, WaitKind
from compliance.store import proposals, tasks
from compliance.usecases.change_deadline import correct, reverse_extension
from compliance.usecases.propose_outcome import propose
from compliance.usecases.reopen import Reopened, reopen, resend
from compliance.usecases.request_extension import Request, ask
from compliance.usecases.wait_for import end_wait, waiting
from tests.support.prepared import prepared
from tests.support.world import World, day
from tests.usecases.conftest import opened
from tests.usecases.test_waiting import ON_ONE, ONE, THREE, TWO, story, versions, wait

PERIOD = "10 working days"
DONE, DUE = date(2024, 4, 8), date(2024, 4, 22)  # both Mondays
KIND = "completion_withdrawn"


def open_again(office: World, reference: str = ONE, to: date | None = None) -> Reopened:
    with office.writing() as session:
        return reopen(session, office.rulebook, office.moment, reference, "the payment came back", "Kim", to)


def asked(office: World) -> list[tuple[Any, str]]:
    """The tasks about withdrawn completions: whose case they stand in, and why."""
    with office.store.reading() as session:
        return [(row.reference, row.reason) for row in tasks.still_open(session) if row.kind == KIND]


@pytest.fixture
def dated(database_kind: str, request: pytest.FixtureRequest) -> Iterator[World]:
    """TWO is due ten working days after ONE, which was completed on 8 April; that was told."""
    with prepared(told_its_date, database_kind, request) as world:
        yield world


def told_its_date(office: World) -> None:
    opened(office)
    office.log(ONE)
    wait(office, period=PERIOD)
    office.walk("2024-04-09")
    office.end(ONE, completed_on=DONE)
    office.run("2024-04-10")
    assert versions(office) == [("original", None), ("dated", "2024-04-22")]


def test_it_waits_again_in_the_same_transaction(dated: World) -> None:
    found = open_again(dated)
    assert [(each.reference, each.waits_again) for each in found.dependents] == [(TWO, True)]
    assert found.as_dict()["dependents"] == [{"reference": TWO, "waits_again": True, "previous_due_on": "2024-04-22"}]
    assert versions(dated)[-1] == ("reopened", None)
    last = story(dated)["deadlines"][-1]
    assert last["reason"] == f"recommendation {ONE} was opened again: its completion on 8 April 2024 no longer stands"
    assert {state.split(":")[0] for state in dated.steps(TWO, 2).values()} == {"sent", "skipped", "superseded"}
    assert set(dated.steps(TWO, 3)) == {"delayed_remedy", "deadline_changed"}
    with dated.store.reading() as session:
        assert [(each["recommendation"], each["ended_on"]) for each in waiting(session)] == [(TWO, None)]
    assert asked(dated) == []


def test_the_new_completion_gives_the_new_date(dated: World) -> None:
    open_again(dated)
    dated.walk("2024-05-14")
    assert not [each for each in dated.mail() if each[0] > "2024-04-11" and f"{TWO} " in " ".join(each[2])]
    dated.end(ONE, completed_on=date(2024, 5, 13))
    assert versions(dated)[-1] == ("dated", "2024-05-28")
    record = story(dated)["recommendation"]
    assert (record["original_due_on"], record["due_on"]) == ("2024-04-22", "2024-05-28")


def test_the_authority_hears_that_there_is_no_date_for_now(dated: World) -> None:
    open_again(dated)
    dated.run("2024-04-11")
    letter = dated.postbox.letters[-1]
    assert dated.mail()[-1] == ("2024-04-11", "ann@e1.example", [f"{ONE} reopened", f"{TWO} deadline_changed"])
    for shown in (letter.text, letter.html):
        words = " ".join(str(shown).split())
        assert "What this remedy was waiting for no longer counts as done" in words
        assert "What the date waited for no longer counts as done. There is no due date yet" in words


def test_who_was_told_no_date_is_not_told_that_there_is_none(office: World) -> None:
    office.log(ONE)
    wait(office, period=PERIOD)
    office.walk("2024-04-09")
    office.end(ONE, completed_on=DONE)
    open_again(office)
    office.run("2024-04-10")
    assert not [each for each in office.mail() if f"{TWO} deadline_changed" in each[2]]


def test_who_was_told_nothing_yet_is_told(office: World) -> None:
    office.log(ONE)
    wait(office, period=PERIOD)
    office.end(ONE)
    open_again(office)
    office.run()
    assert sorted(about for _, _, abouts in office.mail() for about in abouts if TWO in about) == [f"{TWO} logged"]


def test_a_review_date_is_to_come(dated: World) -> None:
    dated.today = date(2024, 7, 15)
    open_again(dated)
    with dated.store.reading() as session:
        (row,) = waiting(session)
    assert row["review_on"] == "2024-10-13"  # the office looks after 90 days


def test_one_sent_anew_since_waits_again(dated: World) -> None:
    with dated.writing() as session:
        resend(session, dated.rulebook, dated.moment, TWO, "never got it", "Kim")
    open_again(dated)
    assert versions(dated)[-1] == ("reopened", None)


def test_more_time_since_is_left_to_people(dated: World) -> None:
    dated.extend(TWO, "2024-05-31")
    found = open_again(dated)
    assert [(each.reference, each.waits_again) for each in found.dependents] == [(TWO, False)]
    assert versions(dated)[-1] == ("extension", "2024-05-31")
    why = (
        f"{ONE} was opened again, from whose completion on 2024-04-08 the date of {TWO} was counted:"
        " look whether that date still stands"
    )
    assert asked(dated) == [(TWO, why)]
    dated.run("2024-04-11")
    assert len(asked(dated)) == 1


def test_more_time_that_is_taken_back_leaves_no_date_that_rests_on_nothing(dated: World) -> None:
    dated.extend(TWO, "2024-05-31")
    open_again(dated)
    with dated.writing() as session:
        reverse_extension(session, dated.rulebook, dated.moment, TWO, "it was a mistake", "Kim")
    assert versions(dated)[-1] == ("reopened", None)
    dated.run("2024-04-11")
    text = " ".join(dated.postbox.letters[-1].text.split())
    assert "What the date waited for no longer counts as done. There is no due date yet" in text
    dated.end(ONE, completed_on=date(2024, 4, 11))
    assert versions(dated)[-1] == ("dated", "2024-04-25")


def test_what_waits_again_is_not_decided_and_not_asked_about(dated: World) -> None:
    dated.extend(TWO, "2024-05-31")
    open_again(dated)
    dated.today = date(2024, 6, 4)
    with dated.writing() as session:
        propose(session, dated.rulebook, dated.moment, TWO, Outcome.NOT_SATISFIED, "nothing came")
        reverse_extension(session, dated.rulebook, dated.moment, TWO, "it was a mistake", "Kim")
    assert versions(dated)[-1] == ("reopened", None)
    with dated.store.reading() as session:
        assert proposals.open_among(session, range(1, 9)) == set()
    assert asked(dated) == []


def test_more_time_that_is_taken_back_gives_a_date_that_still_stands(dated: World) -> None:
    dated.extend(TWO, "2024-05-31")
    with dated.writing() as session:
        reverse_extension(session, dated.rulebook, dated.moment, TWO, "it was a mistake", "Kim")
    assert versions(dated)[-1] == ("extension_reversed", "2024-04-22")


def test_a_correction_since_is_left_to_people(dated: World) -> None:
    receipt = fixed(date(2024, 5, 3), dated.rulebook.calendar, "corrected")
    with dated.writing() as session:
        correct(session, dated.rulebook, dated.moment, TWO, receipt, "a typing error", "Kim")
    open_again(dated)
    assert versions(dated)[-1] == ("correction", "2024-05-03")
    assert [reference for reference, _ in asked(dated)] == [TWO]


def test_one_with_an_outcome_is_left_to_people(dated: World) -> None:
    dated.end(TWO)
    open_again(dated)
    assert len(versions(dated)) == 2
    dated.run("2024-04-11")
    assert [reference for reference, _ in asked(dated)] == [TWO]


def test_one_that_is_opened_again_after_what_dated_it_waits_again(dated: World) -> None:
    dated.end(TWO)
    dated.today = date(2024, 4, 11)
    open_again(dated)
    open_again(dated, TWO)
    assert versions(dated)[-1] == ("reopened", None)
    dated.run("2024-04-12")
    text = " ".join(dated.postbox.letters[-1].text.split())
    assert "22 April" not in text.partition("Original due date")[0]
    dated.end(ONE, completed_on=date(2024, 4, 11))
    assert versions(dated)[-1] == ("dated", "2024-04-25")


def test_no_second_word_of_a_date_that_nobody_was_told(dated: World) -> None:
    dated.today = date(2024, 4, 11)
    open_again(dated)
    dated.run("2024-04-12")
    before = len(dated.mail())
    dated.today = date(2024, 4, 15)
    dated.end(ONE, completed_on=date(2024, 4, 15))
    open_again(dated)
    dated.run("2024-04-16")
    about_two = [about for _, _, abouts in dated.mail()[before:] for about in abouts if about.startswith(TWO)]
    assert about_two == []


def test_a_request_for_time_cannot_be_granted_without_a_date(dated: World) -> None:
    with dated.writing() as session:
        ask(session, dated.rulebook, dated.moment, TWO, Request(date(2024, 5, 6), "flood", "Ann", dated.today))
    open_again(dated)
    found = story(dated)["next_action"]
    assert found["what"] == "refuse or take back the request for more time until 2024-05-06: there is no due date now"
    assert found["command"] == f"amends extension refuse '{TWO}' --reason WHY"


def test_a_wait_that_was_ended_by_hand_stays_ended(office: World) -> None:
    office.log(ONE)
    wait(office, period=PERIOD)
    office.end(ONE, Outcome.CEASED)
    with office.writing() as session:
        end_wait(session, office.rulebook, office.moment, TWO, day("2024-04-02"), "it need not wait", "Kim")
    found = open_again(office)
    assert found.dependents == ()
    assert found.as_dict()["dependents"] == []
    assert versions(office)[-1] == ("dated", "2024-04-16")


def test_each_is_seen_to(dated: World) -> None:
    wait(dated, THREE, ON_ONE, period="")
    assert versions(dated, THREE)[-1] == ("dated", "2024-04-08")
    found = open_again(dated, to=date(2024, 5, 31))
    assert [(each.reference, each.waits_again) for each in found.dependents] == [(TWO, True), (THREE, True)]


def test_one_that_waits_for_itself_nowhere_tells_of_none(office: World) -> None:
    office.log(ONE)
    office.end(ONE)
    assert open_again(office).dependents == ()


def test_a_wait_for_an_event_is_nobodys(office: World) -> None:
    office.log(ONE)
    wait(office, waits=Wait(WaitKind.EVENT, "the review", date(2024, 7, 1)), wait_ended_on=date(2024, 4, 2))
    office.end(ONE)
    assert open_again(office).dependents == ()
