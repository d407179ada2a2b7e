"""Why each step stands as it does, in words a councillor understands (R8)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from compliance.domain.address_health import Severity
from compliance.domain.authorities import Contact, Role
from compliance.domain.delivery import Answer, Result
from compliance.domain.evidence import Judgement
from compliance.domain.reminders import StepState
from compliance.domain.returned import Returned
from compliance.store import steps
from compliance.usecases.change_contacts import retire_contact
from compliance.usecases.explain import explain
from compliance.usecases.forecast import forecast
from compliance.usecases.manage_authority import add_contact
from compliance.usecases.reopen import resend
from compliance.usecases.stop_clock import stop
from tests.support.holding import hold, lift
from tests.support.world import World

ANN, DAN = "ann@e1.example", "dan@e1.example"
REC = "23 001-1"


def why(office: World, version: int = 1) -> dict[str, str]:
    """Why each step of a deadline version stands as it does, by its name."""
    with office.store.reading() as session:
        story: dict[str, Any] = explain(session, office.rulebook, office.moment, REC)
    return {each["step"]: each["why"] for each in story["steps"] if each["deadline_version"] == version}


def stop_the_clock(office: World) -> None:
    """Somebody goes to court over it."""
    with office.writing() as session:
        stop(session, office.rulebook, office.moment, REC, "legal_proceedings", "they went to court", "Kim")


def send_anew(office: World) -> None:
    """The first letter is to go once more."""
    with office.writing() as session:
        resend(session, office.rulebook, office.moment, REC, "lost with the old server", "Kim")


def leave(office: World, role: Role, address: str) -> None:
    """Somebody is nobody's address any more."""
    with office.writing() as session:
        retire_contact(session, office.rulebook, office.moment, "E1", role, address, "has left")


def come(office: World, role: Role, address: str) -> None:
    """Somebody answers for E1 from now on."""
    with office.writing() as session:
        add_contact(session, office.rulebook, office.moment, "E1", Contact(role, "", address), lambda fault: None)


def test_sent_superseded_skipped_and_planned(office: World) -> None:
    office.today = date(2024, 5, 1)
    office.log(REC)
    office.run()
    office.walk("2024-05-07")
    office.run("2024-05-15")
    assert why(office) == {
        "due_in_10_working_days": "skipped: its day lies before the recommendation was logged on 1 May 2024",
        "logged": f"sent to {ANN} on 1 May 2024",
        "due_in_3_working_days": "superseded: 'on the due date' was right now on 15 May 2024",
        "due_today": f"sent to {ANN} on 15 May 2024",
        "overdue_5_working_days": "planned for 21 May 2024",
        "overdue_10_working_days": "planned for 29 May 2024",
        "overdue_20_working_days": "planned for 12 June 2024",
        "delayed_remedy": "planned for 3 March 2025",
    }
    office.run("2024-05-21")
    assert why(office)["overdue_5_working_days"] == f"sent to {ANN} on 21 May 2024 and to {DAN} on 21 May 2024"
    office.run("2024-06-12")
    assert why(office)["overdue_20_working_days"] == "done: a task for the director, no message"


def test_held_by_evidence_and_on_hold(office: World) -> None:
    office.log(REC)
    office.run()
    hold(office, REC, "2024-05-10", "personal bereavement")
    assert why(office)["due_today"] == "planned for 14 May 2024; on hold until 10 May 2024: personal bereavement"
    office.run("2024-04-29")
    assert why(office)["due_in_10_working_days"] == "held: on hold until 10 May 2024: personal bereavement"
    lift(office, REC)
    office.evidence(REC, received="2024-04-26")
    office.evidence(REC, "more of it")
    since = "evidence has been waiting for review since 26 April 2024"
    assert why(office)["due_in_10_working_days"] == f"held: {since}"
    assert why(office)["due_in_3_working_days"] == f"planned for 9 May 2024; {since}"
    hold(office, REC, "2024-05-02", "illness")
    assert why(office)["due_in_10_working_days"] == f"held: on hold until 2 May 2024: illness and {since}"


def test_due_steps_before_the_day_is_run(office: World) -> None:
    office.log(REC)
    office.today = date(2024, 5, 9)
    assert why(office)["due_in_10_working_days"] == "will be superseded: 'due in 3 working days' is right now"
    assert why(office)["due_in_3_working_days"] == "due since 9 May 2024: goes out with the next run on a working day"
    office.plan()
    assert why(office)["due_in_3_working_days"] == f"waits in a message to {ANN} on 9 May 2024"


def test_what_the_minimum_gap_makes_wait(office: World) -> None:
    office.rulebook = replace(office.rulebook, minimum_gap=4)
    office.log(REC, due_on=date(2024, 4, 9))
    office.run()
    office.run("2024-04-04")
    assert why(office)["due_in_3_working_days"] == (
        f"waits: {ANN} was written to about it on 2 April 2024, the next message may go on 8 April 2024"
    )
    office.walk("2024-04-15")
    office.evidence(REC)
    office.judge(REC, Judgement.INSUFFICIENT, "a date")
    office.walk("2024-04-16")
    assert why(office)["overdue_5_working_days"] == (
        f"sent to {DAN} on 16 April 2024; "
        f"waits: {ANN} was written to about it on 15 April 2024, the next message may go on 19 April 2024"
    )


def test_failed_in_doubt_and_replaced(office: World) -> None:
    office.log(REC)
    office.postbox.script[ANN].append(Answer(Result.UNKNOWN, "the connection broke"))
    office.run()
    key = office.keys("in_doubt")[0]
    assert why(office)["logged"] == (f"in doubt: the connection broke; ask the recipient and settle message {key}")
    for address in (ANN, DAN, "mo@e1.example"):
        office.postbox.script[address].append(Answer(Result.REFUSED_FOR_GOOD, "550 no such user"))
    office.run("2024-04-29")
    assert why(office)["due_in_10_working_days"] == "failed: E1 has no working address as link_officer"
    office.extend(REC, "2024-06-14")
    assert why(office)["due_today"] == "superseded: deadline version 2 replaced it"
    assert why(office, 2)["deadline_changed"] == (
        "due since 29 April 2024: goes out with the next run on a working day"
    )
    office.end(REC)
    assert why(office, 2)["due_today"] == "superseded: the recommendation was closed as satisfied"


def test_of_a_suppressed_message_each_step_says_what_became_of_it(office: World) -> None:
    """R2.3, R4: the message ends as suppressed; its steps are planned again, or superseded for good."""
    office.log(REC)
    office.run()
    office.today = date(2024, 4, 30)
    office.plan()
    office.evidence(REC)
    office.send()
    assert [each[0] for each in office.mail("suppressed")] == ["2024-04-30"]
    assert why(office)["due_in_10_working_days"].startswith("held: evidence has been waiting for review since")
    office.end(REC)
    assert why(office)["due_in_10_working_days"] == "superseded: the recommendation was closed as satisfied"
    with office.store.reading() as session:
        states = {each.state for each in steps.of_recommendation(session, 1)}
    assert StepState.SUPPRESSED not in states


def test_a_step_that_was_stored_as_suppressed_is_explained_as_that(office: World) -> None:
    """No step comes to it, and the state is one of R2.3: whoever finds it there reads it as it stands."""
    office.log(REC)
    with office.writing() as session:
        rows = {row.step: row for row in steps.of_recommendation(session, 1)}
        rows["due_today"].state, rows["due_today"].reason = StepState.SUPPRESSED, "all in it was withdrawn"
    assert why(office)["due_today"] == "suppressed: all in it was withdrawn"


REPLACED = "will be superseded: deadline version 2 replaced version 1"
WILL_NOT_GO: dict[str, tuple[Callable[[World], object], str]] = {
    "more time": (lambda office: office.extend(REC, "2024-06-14"), REPLACED),
    "clock stopped": (stop_the_clock, REPLACED),
    "sent anew": (send_anew, REPLACED),
    "outcome": (lambda office: office.end(REC), "will be superseded: the recommendation has its outcome"),
    "hold": (lambda office: hold(office, REC, "2024-05-12", "illness"), "held: on hold until 12 May 2024: illness"),
    "evidence": (
        lambda office: office.evidence(REC),
        "held: evidence has been waiting for review since 9 May 2024",
    ),
}


@pytest.mark.parametrize("name", WILL_NOT_GO)
def test_what_waits_in_a_message_says_why_it_will_not_go(office: World, name: str) -> None:
    """R8, R4: as the last look before sending will find it."""
    act, says = WILL_NOT_GO[name]
    office.log(REC)
    office.run()
    office.today = date(2024, 5, 9)
    office.plan()
    act(office)
    assert why(office)["due_in_3_working_days"] == f"waits in a message to {ANN} on 9 May 2024; {says}"
    office.send()
    assert why(office)["due_in_3_working_days"] == says.removeprefix("will be ")


def test_the_last_rung_in_a_message_says_what_holds_it(office: World) -> None:
    """R8, R4: also where no other step is planned any more."""
    office.log(REC)
    office.walk("2024-05-08")
    office.today = date(2024, 5, 9)
    office.plan()
    with office.writing() as session:
        steps.supersede(session, 1, "no others")
    hold(office, REC, "2024-05-12", "illness")
    assert why(office)["due_in_3_working_days"].endswith("; held: on hold until 12 May 2024: illness")


def test_what_waits_in_a_message_says_that_a_later_rung_is_right_now(office: World) -> None:
    """R8, R2.4: after an outage."""
    office.log(REC)
    office.run()
    office.today = date(2024, 5, 9)
    office.plan()
    office.today = date(2024, 5, 14)
    assert why(office)["due_in_3_working_days"] == (
        f"waits in a message to {ANN} on 9 May 2024; will be superseded: 'on the due date' is right now"
    )


def test_of_two_recipients_it_says_whom_it_still_goes_to(office: World) -> None:
    """R8, S8: one has left, then both."""
    office.log(REC)
    office.walk("2024-05-20")
    office.today = date(2024, 5, 21)
    office.plan()
    come(office, Role.LINK_OFFICER, "eve@e1.example")
    leave(office, Role.LINK_OFFICER, ANN)
    assert why(office)["overdue_5_working_days"] == f"waits in a message to {DAN} on 21 May 2024"
    leave(office, Role.DEPUTY, DAN)
    assert why(office)["overdue_5_working_days"] == (
        f"waits in a message to {ANN} on 21 May 2024 and to {DAN} on 21 May 2024; will not go there: "
        f"{ANN} is nobody's address any more; {DAN} is nobody's address any more"
    )


def test_what_one_has_and_another_waits_for_says_both(office: World) -> None:
    """R8, R2.3: what stops the message of the other leaves the step as it is."""
    office.log(REC)
    office.walk("2024-05-20")
    office.postbox.script[ANN].append(Answer(Result.REFUSED_FOR_NOW, "451 later"))
    office.today = date(2024, 5, 21)
    office.plan()
    office.send(patient=True)
    begun = f"sent to {DAN} on 21 May 2024; waits in a message to {ANN} on 21 May 2024"
    assert why(office)["overdue_5_working_days"] == begun
    office.evidence(REC)
    since = "evidence has been waiting for review since 21 May 2024"
    assert why(office)["overdue_5_working_days"] == f"{begun}; will not go there: {since}"
    office.send()
    assert why(office)["overdue_5_working_days"] == f"sent to {DAN} on 21 May 2024"


def test_what_one_has_before_it_is_superseded_says_who(office: World) -> None:
    """R8, R6: the date moved, and then the letter to one of two came back."""
    bob = "bob@e1.example"
    office.contact("E1", "link_officer", bob)
    office.log(REC)
    office.run()
    office.extend(REC, "2024-06-14")
    office.run("2024-04-03")
    key = next(each["key"] for each in office.messages() if (each["day"], each["recipient"]) == ("2024-04-03", ANN))
    stop_the_clock(office)
    office.report(Returned(key, ANN, Severity.HARD, "5.1.1", "User unknown", "folder", office.moment.now))
    says = f"sent to {bob} on 3 April 2024; superseded: deadline version 3 replaced it"
    assert why(office, 2)["deadline_changed"] == says


def test_what_waits_behind_a_message_about_the_same_says_when_it_may_go(office: World) -> None:
    """R8, R3: nobody is written to about a recommendation twice a day, and the forecast says the same day."""
    office.log(REC)
    office.run()
    office.today = date(2024, 5, 10)
    office.plan()
    office.extend(REC, "2024-06-14")
    with office.store.reading() as session:
        coming = forecast(session, office.rulebook, office.moment, office.today, date(2024, 5, 20))
    assert [(each.day, each.items[0]["step"]) for each in coming] == [(date(2024, 5, 13), "deadline_changed")]
    waits = "waits: another step about it comes first, this one goes on 13 May 2024 at the earliest"
    assert why(office, 2)["deadline_changed"] == waits
    office.walk("2024-05-13")
    assert why(office, 2)["deadline_changed"] == f"sent to {ANN} on 13 May 2024"
