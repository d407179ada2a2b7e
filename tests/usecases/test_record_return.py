"""What a report does: the message fails, the address is weighed, what it said goes to the next contact (R6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from compliance.domain.address_health import Severity, Thresholds
from compliance.domain.authorities import StaffRole
from compliance.domain.delivery import Answer, Result
from compliance.domain.evidence import Judgement
from compliance.domain.history import Happening
from compliance.domain.outcomes import Outcome
from compliance.domain.returned import Returned
from compliance.domain.tasks import TaskKind, TaskRule
from compliance.store import events, sending, tasks
from compliance.usecases.record_return import Fate
from compliance.usecases.settle_message import Settlement
from tests.support.world import World

ANN, DAN, BO, MO = "ann@e1.example", "dan@e1.example", "bo@e1.example", "mo@e1.example"
REC = "23 001-1"
UNKNOWN_USER = Answer(Result.REFUSED_FOR_GOOD, "550 5.1.1 no such user", of_address=True)


def bounce(key: str, recipient: str = ANN, severity: Severity = Severity.HARD, **more: object) -> Returned:
    """A report about a message."""
    at = more.pop("at", datetime(2024, 4, 2, 8, tzinfo=UTC))
    assert isinstance(at, datetime)
    return Returned(key, recipient, severity, "5.1.1", "User unknown", "folder", at, **more)  # type: ignore[arg-type]


def sent(office: World) -> str:
    """One message, sent to Ann; its key."""
    office.log(REC)
    office.run()
    return office.keys("sent")[0]


def happenings(office: World) -> list[str]:
    with office.store.reading() as session:
        return [
            link.entry.kind.value
            for name in events.streams(session)
            if not name.startswith("recommendation")
            for link in events.stream(session, name)
        ]


def test_a_hard_return_fails_the_message_stops_the_address_and_goes_to_the_deputy_the_same_day(office: World) -> None:
    key = sent(office)
    done = office.report(bounce(key))
    assert (done.fate, done.stopped, done.replanned) == (Fate.RECORDED, True, 1)
    assert done.line == (
        f"message {key} to {ANN} came back: User unknown; the address is not written to any more; "
        "what it said goes to the next contact"
    )
    assert office.mail("failed") == [("2024-04-02", ANN, [f"{REC} logged"])]
    assert office.messages()[0]["reason"] == "it came back: User unknown"
    assert office.mail("waiting") == [("2024-04-02", DAN, [f"{REC} logged"])]
    office.send()
    assert [(letter.recipient) for letter in office.postbox.letters] == [ANN, DAN]
    assert office.steps(REC)["logged"] == "sent"
    assert office.health(ANN) == "stopped"
    assert office.tasks() == [
        ("address_stopped", "caseworker", f"address {ANN}"),
        ("message_returned", "caseworker", f"message {key}"),
    ]
    assert sorted(happenings(office)) == [Happening.ADDRESS_STOPPED, Happening.MESSAGE_RETURNED]


def test_what_comes_back_is_due_and_owned_as_the_office_says(office: World) -> None:
    key = sent(office)
    director = TaskRule(StaffRole.DIRECTOR, 3)
    rules = {TaskKind.ADDRESS_STOPPED: director}
    office.rulebook = replace(office.rulebook, task_rules={**office.rulebook.task_rules, **rules})
    office.report(bounce(key))
    with office.store.reading() as session:
        found = {row.kind: (row.owner, row.due_on) for row in tasks.still_open(session)}
    # Tuesday 2 April 2024.
    assert found == {
        "address_stopped": ("director", date(2024, 4, 5)),
        "message_returned": ("caseworker", date(2024, 4, 4)),
    }


def test_the_same_report_again_changes_nothing(office: World) -> None:
    key = sent(office)
    office.report(bounce(key))
    office.send()
    before = (office.messages(), office.tasks(), happenings(office))
    assert office.report(bounce(key)).fate is Fate.KNOWN
    assert (office.messages(), office.tasks(), happenings(office)) == before


@pytest.mark.parametrize(
    ("key", "recipient", "why"),
    [
        ("20240402-0123456789abcdef0123", ANN, "a report about message {key}, which was never sent"),
        ("", "bo@e1.example", "a report about message {key} to bo@e1.example, who is not its recipient"),
    ],
)
def test_a_report_about_somebody_elses_mail_is_refused_and_changes_no_address(
    office: World, key: str, recipient: str, why: str
) -> None:
    key = key or sent(office)
    for _ in range(2):
        done = office.report(bounce(key, recipient))
        assert (done.fate, done.line) in (
            (Fate.IGNORED, why.format(key=key)),
            (Fate.KNOWN, f"the report about message {key} is on record already"),
        )
    assert (office.health(recipient), office.health(ANN), office.mail("failed"), office.tasks()) == (
        "working",
        "working",
        [],
        [],
    )


def test_a_message_that_never_left_cannot_have_come_back(office: World) -> None:
    office.log(REC)
    office.plan()
    assert office.report(bounce(office.keys("waiting")[0])).fate is Fate.IGNORED
    assert office.health(ANN) == "working"


def test_a_report_that_is_quicker_than_our_own_record_is_heard_later(office: World) -> None:
    office.log(REC)
    office.plan()
    key = office.keys("waiting")[0]
    heard = []
    office.postbox.before = lambda letter: heard.append(office.report(bounce(letter.key)).fate)
    office.send()
    assert (heard, office.keys("sent")) == ([Fate.NOT_YET], [key])
    office.postbox.before = None
    assert office.report(bounce(key)).fate is Fate.RECORDED


def test_a_report_ends_a_doubt(office: World) -> None:
    office.log(REC)
    office.postbox.script[ANN].append(Answer(Result.UNKNOWN, "no answer"))
    office.run()
    key = office.keys("in_doubt")[0]
    office.report(bounce(key, severity=Severity.DELIVERED))
    assert office.keys("sent") == [key]
    assert office.tasks() == []
    assert office.steps(REC)["logged"] == "sent: a report about it came"


def test_a_doubt_may_end_as_a_return(office: World) -> None:
    office.log(REC)
    office.postbox.script[ANN].append(Answer(Result.UNKNOWN, "no answer"))
    office.run()
    office.report(bounce(office.keys("in_doubt")[0]))
    assert [recipient for _, recipient, _ in office.mail("failed")] == [ANN]
    assert [recipient for _, recipient, _ in office.mail("waiting")] == [DAN]


def test_three_messages_that_are_late_stop_an_address_and_lose_nothing(office: World) -> None:
    office.log(REC)
    for number, day in enumerate(["2024-04-02", "2024-04-29", "2024-05-09"]):
        office.run(day)
        late = bounce(office.keys("sent")[-1], severity=Severity.SOFT, final=False, at=office.moment.now)
        # Warned of twice, counted once.
        office.report(late)
        office.report(replace(late, detail="still late", fingerprint=f"again {number}"))
    # 2 April is too long ago.
    assert (office.health(ANN), office.mail("failed")) == ("failing", [])
    office.rulebook = replace(office.rulebook, thresholds=Thresholds(soft_returns=2))
    office.report(
        bounce(office.keys("sent")[-1], severity=Severity.SOFT, final=False, at=office.moment.now, fingerprint="x")
    )
    assert office.health(ANN) == "stopped"


def test_a_full_mailbox_loses_the_message_but_not_the_address(office: World) -> None:
    key = sent(office)
    office.report(bounce(key, severity=Severity.SOFT))
    office.send()
    assert office.health(ANN) == "failing"
    assert [(recipient, steps) for _, recipient, steps in office.mail()] == [(DAN, [f"{REC} logged"])]
    office.run("2024-04-29")
    assert office.mail()[-1] == ("2024-04-29", ANN, [f"{REC} due_in_10_working_days"])


def test_an_accepted_message_does_not_heal_and_a_delivered_one_does(office: World) -> None:
    office.rulebook = replace(office.rulebook, thresholds=Thresholds(hard_returns=2))
    office.report(bounce(sent(office)))
    office.run("2024-04-29")
    assert (office.mail()[-1][1], office.health(ANN)) == (ANN, "failing")
    key = next(each["key"] for each in office.messages(recipient=ANN) if each["state"] == "sent")
    office.report(bounce(key, severity=Severity.DELIVERED, at=office.moment.now))
    assert office.health(ANN) == "working"


def test_from_deputy_to_monitoring_officer_to_nobody(office: World) -> None:
    office.report(bounce(sent(office)))
    for address in (DAN, MO):
        office.send()
        key = next(each["key"] for each in office.messages(recipient=address) if each["state"] == "sent")
        office.report(bounce(key, address))
    office.send()
    assert office.mail() == []
    assert sorted(recipient for _, recipient, _ in office.mail("failed")) == [ANN, DAN, MO]
    assert office.steps(REC)["logged"] == "failed: E1 has no working address as link_officer"
    assert ("no_contact", "caseworker", f"recommendation {REC}") in office.tasks()
    # And the next reminder does not pass in silence either.
    plan = office.run("2024-04-29")
    assert (plan.without_contact, office.mail("waiting", "sent")) == (1, [])


def test_a_stopped_address_is_not_written_to_any_more_and_a_person_brings_it_back(office: World) -> None:
    office.report(bounce(sent(office)))
    office.run("2024-04-29")
    assert office.mail()[-1] == ("2024-04-29", DAN, [f"{REC} due_in_10_working_days"])
    office.settle(office.keys("failed")[0], Settlement.RESEND, "her mailbox works again")
    assert office.health(ANN) == "working"
    assert office.tasks() == []
    office.send()
    office.run("2024-05-09")
    assert office.mail()[-1] == ("2024-05-09", ANN, [f"{REC} due_in_3_working_days"])


def test_what_waits_for_an_address_that_is_stopped_meanwhile_goes_to_the_next_contact(office: World) -> None:
    key = sent(office)
    office.today = date(2024, 4, 29)
    office.plan()
    assert [recipient for _, recipient, _ in office.mail("waiting")] == [ANN]
    office.report(bounce(key))
    done = office.send()
    assert done.counts == {"suppressed": 1, "sent": 1}
    assert office.mail("suppressed") == [("2024-04-29", ANN, [f"{REC} due_in_10_working_days"])]
    assert office.mail() == [("2024-04-29", DAN, [f"{REC} due_in_10_working_days"])]
    # The older step was overtaken while it was thought to have arrived: it is not sent again.
    assert office.steps(REC)["logged"] == "superseded: due_in_10_working_days is right now"


def test_nobody_gets_a_step_twice_and_others_keep_what_they_got(office: World) -> None:
    office.log(REC, due_on=date(2024, 4, 2))
    office.run()
    office.run("2024-04-09")
    both = {each["recipient"]: each["key"] for each in office.messages() if each["day"] == "2024-04-09"}
    assert set(both) == {ANN, DAN}
    office.report(bounce(both[ANN]))
    office.send()
    assert office.mail()[1:] == [("2024-04-09", DAN, [f"{REC} overdue_5_working_days"])]
    assert office.steps(REC)["overdue_5_working_days"] == "sent"


def test_on_a_closed_day_the_next_contact_hears_on_the_next_working_day(office: World) -> None:
    key = sent(office)
    office.today = date(2024, 4, 6)
    assert office.report(bounce(key)).replanned == 0
    assert office.steps(REC)["logged"] == f"planned: the message to {ANN} came back"
    office.run("2024-04-08")
    assert office.mail() == [("2024-04-08", DAN, [f"{REC} logged"])]


@pytest.mark.parametrize("stops", ["evidence", "outcome", "more time"])
def test_r4_the_next_contact_is_not_chased_about_what_was_answered_meanwhile(office: World, stops: str) -> None:
    key = sent(office)
    if stops == "evidence":
        office.evidence(REC)
    elif stops == "outcome":
        office.end(REC, Outcome.CEASED)
    else:
        office.extend(REC, "2024-06-14")
    office.report(bounce(key))
    office.send()
    first = [steps for _, recipient, steps in office.mail() if recipient == DAN and f"{REC} logged" in steps]
    assert first == ([[f"{REC} logged"]] if stops == "more time" else [])  # nobody had heard of it: with the new date
    if stops == "evidence":
        office.judge(REC, Judgement.INSUFFICIENT, "the letter")
        office.run("2024-04-03")
        assert DAN in [recipient for _, recipient, _ in office.mail()]


def test_a_notice_reaches_somebody_even_when_the_case_is_closed(office: World) -> None:
    sent(office)
    office.evidence(REC)
    office.end(REC)
    office.run("2024-04-03")
    key = next(each["key"] for each in office.messages() if each["day"] == "2024-04-03")
    office.report(bounce(key, at=office.moment.now))
    office.send()
    assert office.mail()[-1] == ("2024-04-03", DAN, [f"{REC} satisfied"])


def test_the_task_of_a_step_is_raised_once_however_often_its_message_comes_back(office: World) -> None:
    office.log(REC, due_on=date(2024, 4, 2))
    office.run("2024-04-16")
    key = next(each["key"] for each in office.messages() if each["recipient"] == BO)
    office.report(bounce(key, BO, at=office.moment.now))
    office.send()
    assert ("2024-04-16", ANN, [f"{REC} overdue_10_working_days"]) in office.mail()
    with office.store.reading() as session:
        kinds = [link.entry.kind for link in events.stream(session, events.recommendation_stream(REC))]
    assert kinds.count(Happening.ESCALATED) == 1


def test_refused_at_the_door_for_good_the_deputy_hears_in_the_same_round(office: World) -> None:
    office.log(REC)
    office.postbox.always[ANN] = UNKNOWN_USER
    office.plan()
    done = office.send()
    assert done.counts == {"failed": 1, "sent": 1}
    assert office.mail() == [("2024-04-02", DAN, [f"{REC} logged"])]
    assert office.health(ANN) == "stopped"
    assert [kind for kind, _, _ in office.tasks()] == ["address_stopped", "message_failed"]
    office.run("2024-04-29")
    assert office.mail()[-1] == ("2024-04-29", DAN, [f"{REC} due_in_10_working_days"])


def test_killed_between_the_refusal_and_the_new_plan_nothing_is_lost(
    office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.log(REC)
    office.postbox.always[ANN] = UNKNOWN_USER
    office.plan()

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("compliance.usecases.dispatch_messages.plan_again", killed)
        with pytest.raises(KeyboardInterrupt):
            office.send()
    assert office.steps(REC)["logged"] == f"planned: the message to {ANN} failed"
    office.run("2024-04-03")
    assert office.mail() == [("2024-04-03", DAN, [f"{REC} logged"])]


def test_a_report_dated_in_the_future_counts_as_of_now(office: World) -> None:
    office.report(bounce(sent(office), at=datetime(2030, 1, 1, tzinfo=UTC)))
    with office.store.reading() as session:
        message = sending.message_by_key(session, office.keys("failed")[0])
    assert message is not None
    assert message.returned_at == office.moment.now
