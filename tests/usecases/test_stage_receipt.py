"""The day of receipt of a stage: nothing was done before it, and only its correction gives more time unwritten (T)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from compliance.domain.errors import Refused
from compliance.usecases.case_records import Extension
from compliance.usecases.change_deadline import correct, corrected_receipt, extend, reverse_extension
from compliance.usecases.derive_next_action import next_action_of
from compliance.usecases.list_tasks import Narrowed, list_tasks
from compliance.usecases.open_recommendation import find
from tests.support.world import World, day
from tests.usecases.test_statutory_clock import (
    FIRST,
    SECOND,
    approved,
    done,
    not_done,
    proposed,
    stages,
    start,
    story,
)

CARE = "23 001/care_provider/1"


def corrected(office: World, reference: str, to: str = "", received: str = "", period: str = "") -> None:
    with office.writing() as session:
        found = find(session, reference)
        given = (day(to) if to else None, office.rulebook, office.rulebook.calendar)
        receipt = corrected_receipt(found, period, *given, day(received) if received else None)
        about = (session, office.rulebook, office.moment, reference)
        correct(*about, receipt, "typed wrongly", "Kim", may_give_time=True)


@pytest.fixture
def received(office: World) -> World:
    """A public report that came on 10 April, ten days after the decision or so; it is 2 May."""
    office.today = date(2024, 5, 2)
    start(office, "2024-04-10")
    return office


def test_nothing_was_done_before_the_authority_received_what_it_is_about(received: World) -> None:
    with pytest.raises(
        Refused, match="completed_on: expected a day on or after 2024-04-10, when the authority received the"
    ):
        done(received, FIRST, "2024-04-09")
    with pytest.raises(
        Refused, match="received_on: expected a day on or after 2024-04-10, when the authority received"
    ):
        received.evidence(FIRST, received="2024-04-09")
    with pytest.raises(Refused, match="to: expected a day on or after 2024-04-10, when the authority received"):
        corrected(received, FIRST, "2024-04-09")
    assert stages(received) == [(FIRST, "2024-07-09", None)]
    received.evidence(FIRST, received="2024-04-10")
    done(received, FIRST, "2024-04-10")


def test_a_correction_gives_no_more_time_than_was_agreed_in_writing(received: World) -> None:
    with pytest.raises(
        Refused, match="to: expected a day before 2024-07-09: a later one is more time, which needs the"
    ):
        corrected(received, FIRST, "2024-07-10")
    corrected(received, FIRST, "2024-07-08")
    start(received, "2024-04-10", clock="care_provider")
    corrected(received, CARE, "2024-05-31")
    assert [due for _, due, _ in stages(received)] == ["2024-07-08", "2024-05-31"]


def test_a_day_of_receipt_that_was_typed_wrongly_is_corrected_and_the_stage_counted_anew(received: World) -> None:
    corrected(received, FIRST, received="2024-04-15")
    version = story(received, FIRST)["deadlines"][-1]
    assert (version["kind"], version["due_on"]) == ("correction", "2024-07-14")
    assert version["receipt"]["steps"][0] == {"day": "2024-04-15", "note": "the authority received the report"}
    corrected(received, FIRST, "2024-07-12")
    with pytest.raises(Refused, match="completed_on: expected a day on or after 2024-04-15"):
        done(received, FIRST, "2024-04-14")
    with pytest.raises(Refused, match="received_on: expected a day from 2024-04-15, the day of the stage before"):
        not_done(received, FIRST, "2024-04-14")
    not_done(received, FIRST, "2024-05-02")
    with pytest.raises(Refused, match="received_on: expected a day from 2024-04-15, the day of the stage before"):
        corrected(received, SECOND, received="2024-04-14")
    corrected(received, SECOND, received="2024-04-15")
    assert stages(received)[-1] == (SECOND, "2024-07-14", None)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"received": "2024-04-01"}, "received_on: expected a day from 2024-04-02, the day of the decision, to today"),
        ({"received": "2024-05-03"}, "to today, 2024-05-02, not 2024-05-03"),
        ({"received": "2024-04-10"}, "received_on: expected another day than 2024-04-10, from which"),
        (
            {"received": "2024-04-11", "to": "2024-07-08"},
            "exactly one of a new date and the day of its receipt",
        ),
    ],
)
def test_a_day_of_receipt_that_cannot_be_is_refused(received: World, given: dict[str, str], said: str) -> None:
    with pytest.raises(Refused, match=said):
        corrected(received, FIRST, **given)
    assert stages(received) == [(FIRST, "2024-07-09", None)]


def test_what_is_no_stage_has_no_day_of_receipt(office: World) -> None:
    office.today = date(2024, 5, 2)
    received = office
    received.log("23 001-1")
    with pytest.raises(Refused, match="received_on: expected nothing, because this is no stage"):
        corrected(received, "23 001-1", received="2024-04-11")
    start(received, "2024-04-10")
    received.rulebook = replace(received.rulebook, clocks={})
    with pytest.raises(Refused, match=r"config/clocks\.yaml has no clock 'public_report' now"):
        corrected(received, FIRST, received="2024-04-11")


def test_more_time_that_was_agreed_is_taken_back_before_the_receipt_is_corrected(received: World) -> None:
    more = Extension(received.today, date(2024, 8, 1), "committee meets late", "Kim")
    about = (received.rulebook, received.moment, FIRST)
    with received.writing() as session:
        extend(session, *about, more, in_writing="letter LGO/7")
    with pytest.raises(Refused, match="take the extension back first"):
        corrected(received, FIRST, received="2024-04-11")
    with received.writing() as session:
        reverse_extension(session, *about, "counted from the wrong day", "Kim")
    corrected(received, FIRST, received="2024-04-11")
    assert stages(received) == [(FIRST, "2024-07-10", None)]


def approving(office: World, stage: str) -> list[object]:
    """What the task to decide on a proposal and the next action name, and the reason of the task."""
    with office.store.reading() as session:
        (task,) = list_tasks(session, office.today, Narrowed(kind="outcome_proposed"))
        action = next_action_of(session, find(session, stage).id, office.today)
    return [task["command"], action.command, task["reason"]]


def test_the_second_person_is_told_what_approving_takes(office: World) -> None:
    start(office)
    office.today = date(2024, 7, 8)
    proposed(office, FIRST)
    command = f"amends outcome approve '{FIRST}' --received-on DATE"
    why = "Cas proposes not satisfied; to approve it, say when the authority received the further report"
    assert approving(office, FIRST) == [command, command, why]
    approved(office, FIRST, "2024-07-05")
    proposed(office, SECOND)
    command = f"amends outcome approve '{SECOND}'"
    assert approving(office, SECOND) == [command, command, "Cas proposes not satisfied"]
