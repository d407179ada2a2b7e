"""What stops a reminder, who stands in, and what never goes out (R4 to R7, S8)."""

from __future__ import annotations

from datetime import date

from compliance.domain.delivery import Answer, Result
from compliance.domain.evidence import Judgement
from compliance.domain.outcomes import Outcome
from compliance.domain.recommendations import Kind
from compliance.store import cases
from compliance.usecases.case_records import Draft, Story, write
from tests.support.world import World

ANN, DAN, BO = "ann@e1.example", "dan@e1.example", "bo@e1.example"
REC = "23 001-1"
OTHER = "23 001-2"
BOUNCE = Answer(Result.REFUSED_FOR_GOOD, "550 no such user")


def test_waiting_evidence_stops_chasers_and_an_insufficient_one_arms_them_again(office: World) -> None:
    office.log(REC)
    office.walk("2024-05-07")
    office.evidence(REC)
    office.walk("2024-05-15")
    assert office.mail()[-1][0] == "2024-04-29"
    assert office.steps(REC)["due_today"] == "planned"
    office.judge(REC, Judgement.INSUFFICIENT, "the minutes")
    office.walk("2024-05-17")
    assert office.mail()[2:] == [
        ("2024-05-15", ANN, [f"{REC} evidence_insufficient-1"]),
        ("2024-05-16", ANN, [f"{REC} due_today"]),
    ]
    assert office.steps(REC)["due_in_3_working_days"] == "superseded: due_today is right now"


def test_one_of_two_pieces_judged_insufficient_keeps_the_chasers_stopped(office: World) -> None:
    office.log(REC)
    office.run()
    office.evidence(REC)
    office.evidence(REC, "another letter")
    office.judge(REC, Judgement.INSUFFICIENT, "a date")
    office.run("2024-04-29")
    assert [items for _, _, items in office.mail()] == [[f"{REC} logged"], [f"{REC} evidence_insufficient-1"]]
    office.judge(REC, Judgement.WITHDRAWN)
    office.run("2024-04-30")
    assert office.mail()[-1] == ("2024-04-30", ANN, [f"{REC} due_in_10_working_days"])


def test_evidence_between_planning_and_sending_holds_the_step(office: World) -> None:
    office.log(REC)
    office.plan()
    office.evidence(REC)
    office.send()
    assert office.mail() == []
    assert office.mail("suppressed") == [("2024-04-02", ANN, [f"{REC} logged"])]
    assert office.steps(REC)["logged"] == "planned"
    office.judge(REC, Judgement.WITHDRAWN)
    office.run("2024-04-03")
    assert office.mail() == [("2024-04-03", ANN, [f"{REC} logged"])]


def test_held_and_armed_again_on_one_day_the_step_goes_out_in_a_second_try(office: World) -> None:
    office.log(REC)
    office.plan()
    office.evidence(REC)
    office.send()
    office.judge(REC, Judgement.WITHDRAWN)
    office.run()
    assert office.mail() == [("2024-04-02", ANN, [f"{REC} logged"])]


def test_closure_between_planning_and_sending_leaves_only_the_others(office: World) -> None:
    office.log(REC)
    office.log("23 001-2")
    office.plan()
    office.end(REC, Outcome.CEASED)
    office.send()
    assert office.mail() == [("2024-04-02", ANN, ["23 001-2 logged"])]
    assert office.steps(REC)["logged"] == "superseded: the recommendation has its outcome"


def test_an_extension_between_planning_and_sending_takes_the_old_reminder_out(office: World) -> None:
    office.log(REC)
    office.walk("2024-05-13")
    office.today = date(2024, 5, 14)
    office.plan()
    office.extend(REC, "2024-07-01")
    office.send()
    office.run()
    office.walk("2024-06-17")
    assert office.mail()[3:] == [
        ("2024-05-14", ANN, [f"{REC} deadline_changed"]),
        ("2024-06-17", ANN, [f"{REC} due_in_10_working_days"]),
    ]
    assert office.steps(REC)["due_today"] == "superseded: deadline version 2 replaced version 1"
    assert office.steps(REC)["overdue_5_working_days"] == "superseded: deadline version 2 replaced it"


def test_satisfied_is_told_in_writing_and_is_the_last_word(office: World) -> None:
    office.log(REC)
    office.walk("2024-04-05")
    office.end(REC)
    for today in ("2024-04-05", "2024-04-29", "2024-05-14", "2024-05-29"):
        office.run(today)
    assert office.mail()[1:] == [("2024-04-05", ANN, [f"{REC} satisfied"])]


def test_a_deputy_stands_in_for_a_missing_link_officer(world: World) -> None:
    world.authority("E1", {"deputy": DAN})
    world.decision()
    world.log(REC)
    world.run()
    assert world.mail() == [("2024-04-02", DAN, [f"{REC} logged"])]


def test_nobody_to_write_to_is_a_task_and_not_silence(world: World) -> None:
    world.authority("E1", {"chief_executive": BO})
    world.decision()
    world.log(REC)
    plan = world.run()
    assert plan.without_contact == 1
    assert world.steps(REC)["logged"] == "failed: E1 has no contact as link_officer"
    assert world.tasks() == [("no_contact", "caseworker", f"recommendation {REC}")]
    world.walk("2024-05-29")
    assert world.mail() == [("2024-05-29", BO, [f"{REC} overdue_10_working_days"])]
    assert world.tasks().count(("no_contact", "caseworker", f"recommendation {REC}")) == 1


def test_a_bounce_fails_the_message_and_calls_a_person(office: World) -> None:
    office.log(REC)
    office.postbox.always[ANN] = BOUNCE
    office.run()
    key = office.keys("failed")[0]
    assert office.mail() == [("2024-04-02", DAN, [f"{REC} logged"])]
    assert office.steps(REC)["logged"] == "sent"
    assert office.tasks() == [("message_failed", "caseworker", f"message {key}")]
    assert [attempt["result"] for attempt in office.messages()[0]["attempts"]] == ["refused_for_good"]
    office.run()
    assert office.keys("failed") == [key]
    office.postbox.always.clear()
    office.run("2024-04-29")
    assert office.mail()[1:] == [("2024-04-29", ANN, [f"{REC} due_in_10_working_days"])]


def test_a_step_that_reached_one_of_its_recipients_stays_sent(office: World) -> None:
    office.log(REC, due_on=date(2024, 4, 2))
    office.run()
    office.postbox.always[DAN] = BOUNCE
    office.run("2024-04-09")
    assert office.mail()[1:] == [("2024-04-09", ANN, [f"{REC} overdue_5_working_days"])]
    assert office.mail("failed") == [("2024-04-09", DAN, [f"{REC} overdue_5_working_days"])]
    assert office.steps(REC)["overdue_5_working_days"] == "sent"


def test_a_message_nobody_takes_for_two_days_is_not_superseded_for_those_who_got_it(office: World) -> None:
    office.log(REC, due_on=date(2024, 4, 2))
    office.run()
    office.postbox.always[DAN] = Answer(Result.REFUSED_FOR_NOW, "no connection", unreachable=True)
    office.run("2024-04-09")
    assert office.steps(REC)["overdue_5_working_days"] == "sent"
    office.run("2024-04-16")
    assert office.steps(REC)["overdue_5_working_days"] == "sent"
    assert [recipient for day, recipient, _ in office.mail() if day == "2024-04-16"] == [BO]
    assert office.mail("suppressed") == [("2024-04-09", DAN, [f"{REC} overdue_5_working_days"])]


def test_history_never_sends(office: World) -> None:
    draft = Draft(REC, "23 001", Kind.PERSONAL_REMEDY, "Apologise", due_on=date(2024, 5, 14))
    with office.writing() as session:
        decision = cases.decision(session, "23 001")
        assert decision is not None
        assert decision.id is not None
        story = Story(draft, decision.id, office.today, office.today, None)
        write(session, office.rulebook, [story], lambda _: office.moment.now, "import")
    office.walk("2024-06-30")
    office.extend(REC, "2024-08-01")
    office.evidence(REC)
    office.judge(REC, Judgement.INSUFFICIENT, "all of it")
    office.end(REC)
    office.walk("2024-07-03")
    assert office.messages() == []
    assert office.tasks() == []
    assert office.steps(REC) == {}


def test_steps_before_the_live_day_are_skipped_with_the_reason(office: World) -> None:
    office.today = date(2024, 5, 10)
    office.log(REC)
    skipped = "its day lies before the recommendation was logged on 2024-05-10"
    assert office.steps(REC)["due_in_10_working_days"] == f"skipped: {skipped}"
    office.walk("2024-05-14")
    assert office.mail() == [("2024-05-10", ANN, [f"{REC} logged"]), ("2024-05-14", ANN, [f"{REC} due_today"])]


def test_the_successor_gets_the_reminders_of_a_merged_authority(world: World) -> None:
    world.authority("E2")
    world.authority("E1", closed_on=date(2024, 4, 30), successor="E2")
    world.decision()
    world.log(REC)
    world.walk("2024-05-10")
    assert world.mail() == [
        ("2024-04-02", "officer@e1.example", [f"{REC} logged"]),
        ("2024-04-29", "officer@e1.example", [f"{REC} due_in_10_working_days"]),
        ("2024-05-09", "officer@e2.example", [f"{REC} due_in_3_working_days"]),
    ]
    assert [each["authority_code"] for each in world.messages()] == ["E1", "E1", "E2"]


def test_one_person_for_two_authorities_gets_one_message(world: World) -> None:
    for code in ("E1", "E2"):
        world.authority(code, {"link_officer": "shared@both.example"})
        world.decision(f"{code} case", code)
        world.log(f"{code} case-1")
    world.run()
    assert world.mail() == [("2024-04-02", "shared@both.example", ["E1 case-1 logged", "E2 case-1 logged"])]


def test_one_person_spelled_in_two_ways_does_not_stop_the_day(world: World) -> None:
    for code, address in (("E1", "Shared@both.example"), ("E2", "shared@both.example")):
        world.authority(code, {"link_officer": address})
        world.decision(f"{code} case", code)
        world.log(f"{code} case-1")
    world.run()
    assert len(world.mail()) == 2
