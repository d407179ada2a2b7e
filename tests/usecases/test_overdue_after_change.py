"""An overdue remedy whose deadline changes falls silent never: what no rung will say any more is a task (R6, D6)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest

from compliance.domain.deadlines import fixed
from compliance.domain.evidence import Judgement
from compliance.domain.outcomes import Outcome
from compliance.domain.waiting import Wait, WaitKind
from compliance.store import tasks
from compliance.usecases.case_records import write
from compliance.usecases.change_deadline import correct, reverse_extension
from compliance.usecases.reopen import reopen, resend
from compliance.usecases.stop_clock import restart, stop
from compliance.usecases.wait_for import end_wait
from tests.support.world import World

ONE, TWO = "23 001-1", "23 001-2"
LATER = date(2024, 8, 20)  # a Tuesday
KIND = "overdue_when_logged"
REVIEW = date(2024, 12, 2)


def by(world: World, use_case: Callable[..., Any], reference: str, *words: Any) -> Any:
    """One use case today, in a transaction of its own."""
    with world.writing() as session:
        return use_case(session, world.rulebook, world.moment, reference, *words)


def reasons(world: World, reference: str = ONE) -> list[str]:
    """Why the caseworkers have their tasks about one recommendation."""
    with world.store.reading() as session:
        found = [row for row in tasks.still_open(session) if row.kind == KIND]
    assert {(row.owner, row.subject) for row in found} <= {("caseworker", f"recommendation {reference}")}
    return [row.reason for row in found]


def reopened(world: World) -> None:
    world.log(ONE)
    world.end(ONE)
    world.today = LATER
    by(world, reopen, ONE, "the payment came back", "Kim")


def sent_anew(world: World) -> None:
    world.log(ONE)
    world.run()
    world.today = LATER
    by(world, resend, ONE, "the letter was lost", "Kim")


def awaited(world: World) -> None:
    world.log(ONE, period="2 weeks", waits=Wait(WaitKind.EVENT, "the new council is established", REVIEW))
    world.today = LATER
    by(world, end_wait, ONE, date(2024, 4, 30), "it is established", "Kim")


def followed(world: World) -> None:
    world.log(TWO)
    world.log(ONE, period="10 working days", waits=Wait(WaitKind.RECOMMENDATION, TWO, REVIEW))
    world.today = LATER
    world.end(TWO, completed_on=date(2024, 4, 30))


def extended(world: World) -> None:
    world.log(ONE)
    world.today = LATER
    world.extend(ONE, "2024-06-03")


def taken_back(world: World) -> None:
    world.log(ONE)
    world.extend(ONE, "2024-12-02")
    world.today = LATER
    by(world, reverse_extension, ONE, "granted by mistake", "Kim")


def corrected(world: World) -> None:
    world.log(ONE, due_on=date(2024, 12, 2))
    world.today = LATER
    receipt = fixed(date(2024, 5, 14), world.rulebook.calendar, "corrected")
    by(world, partial(correct, may_give_time=True), ONE, receipt, "a typing error", "Kim")


def restarted(world: World) -> None:
    world.log(ONE)
    by(world, stop, ONE, "awaiting_complainant", "she is away", "Kim")
    world.today = LATER
    by(world, restart, ONE, "she was back in April", "Kim", date(2024, 4, 9))


CHANGES: dict[Callable[[World], None], str] = {
    reopened: "it was opened again",
    sent_anew: "it was sent anew",
    awaited: "what it waited for was put on record",
    followed: "what it waited for was put on record",
    extended: "more time was given",
    taken_back: "more time was taken back",
    corrected: "its date was corrected",
    restarted: "its clock was started again",
}


@pytest.mark.parametrize("change", CHANGES, ids=lambda each: each.__name__)
def test_whatever_moves_a_date_into_the_past_leaves_it_to_people(
    office: World, change: Callable[[World], None]
) -> None:
    change(office)
    (reason,) = reasons(office)
    assert reason.startswith(f"{CHANGES[change]} on 2024-08-20, when it was ")
    assert "days overdue" in reason
    office.run()
    assert len(reasons(office)) == 1
    office.end(ONE, Outcome.CEASED)
    assert reasons(office) == []


def test_the_reason_says_how_late_it_was(office: World) -> None:
    reopened(office)
    assert reasons(office) == [
        "it was opened again on 2024-08-20, when it was 98 days overdue and no new reminder of that was to come:"
        " take it up (due 2024-05-14)"
    ]


def test_a_second_change_asks_once(office: World) -> None:
    reopened(office)
    by(office, resend, ONE, "the letter was lost", "Kim")
    assert len(reasons(office)) == 1


def test_a_date_ahead_ends_it(office: World) -> None:
    reopened(office)
    office.extend(ONE, "2024-09-30")
    office.run()
    assert reasons(office) == []


def test_a_rung_to_come_asks_nobody(office: World) -> None:
    office.log(ONE)
    office.end(ONE)
    office.today = date(2024, 5, 30)
    by(office, reopen, ONE, "the payment came back", "Kim")
    assert reasons(office) == []


def test_history_stays_silent(office: World) -> None:
    """R7: only what is live is taken up."""
    with office.writing() as session:
        old = office.story(session, ONE, date(2024, 5, 14), live_from=None)
        write(session, office.rulebook, [old], lambda _: office.moment.now, "Tester")
    office.today = LATER
    office.extend(ONE, "2024-06-03")
    assert reasons(office) == []


def test_sending_anew_keeps_what_was_still_to_go(office: World) -> None:
    """The day's planner never ran: the director had not been told of it."""
    sent_anew(office)
    steps = office.steps(ONE, 2)
    assert {name for name, state in steps.items() if state == "planned"} == {
        "logged",
        "overdue_20_working_days",
        "delayed_remedy",
    }
    assert steps["overdue_5_working_days"] == "skipped: its day lies before the recommendation was logged on 2024-08-20"
    office.walk("2024-08-23")
    later = [each for each in office.mail() if each[0] > "2024-08-19"]
    assert later == [("2024-08-20", "ann@e1.example", [f"{ONE} logged"])]
    assert {(kind, owner) for kind, owner, _ in office.tasks()} >= {
        (KIND, "caseworker"),
        ("overdue_20_working_days", "director"),
    }


def test_sending_anew_repeats_nothing_that_went_out(office: World) -> None:
    office.log(ONE)
    office.walk("2024-06-20")
    office.today = LATER
    by(office, resend, ONE, "the letter was lost", "Kim")
    assert {name for name, state in office.steps(ONE, 2).items() if state == "planned"} == {"logged", "delayed_remedy"}
    assert len(reasons(office)) == 1


def test_sending_anew_makes_up_for_no_letter_that_was_held(office: World) -> None:
    office.log(ONE)
    office.walk("2024-05-24")
    office.today = date(2024, 6, 4)  # 14 working days after 14 May; the tenth was 29 May
    by(office, resend, ONE, "the letter was lost", "Kim")
    planned = {name for name, state in office.steps(ONE, 2).items() if state == "planned"}
    assert planned == {"logged", "overdue_20_working_days", "delayed_remedy"}
    assert reasons(office) == []


@pytest.mark.parametrize("sent_before", [True, False])
def test_sending_anew_on_the_day_of_a_rung_reaches_who_answers(office: World, sent_before: bool) -> None:
    """R2.4: the chief executive gets that rung once at most, and the letter goes to the link officer."""
    office.log(ONE)
    office.walk("2024-05-29" if sent_before else "2024-05-28")
    office.today = date(2024, 5, 29)
    by(office, resend, ONE, "the letter was lost", "Kim")
    office.walk("2024-06-10")
    told = [(who, about) for day, who, about in office.mail() if day >= "2024-05-29"]
    rung = [("bo@e1.example", [f"{ONE} overdue_10_working_days"])] if sent_before else []
    assert sorted(told) == [("ann@e1.example", [f"{ONE} logged"]), *rung]


def test_sending_anew_while_evidence_waits_sends_its_letter_afterwards(office: World) -> None:
    office.log(ONE)
    office.walk("2024-05-24")
    office.today = date(2024, 5, 28)
    office.evidence(ONE)
    office.walk("2024-05-31")
    by(office, resend, ONE, "the letter was lost", "Kim")
    office.walk("2024-06-04")
    before = len(office.mail())
    office.judge(ONE, Judgement.INSUFFICIENT, "the date")
    office.walk("2024-06-10")
    told = {about for _, who, abouts in office.mail()[before:] for about in abouts if who == "ann@e1.example"}
    assert f"{ONE} logged" in told
    assert {who for _, who, _ in office.mail()[before:]} == {"ann@e1.example"}
