"""Every way a deadline changes: a version, old steps superseded, new ones planned, one event (D6, D7, R2.1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from compliance.domain.deadlines import fixed
from compliance.domain.outcomes import Outcome
from compliance.usecases.case_timeline import case_timeline
from compliance.usecases.change_deadline import correct, reverse_extension
from compliance.usecases.explain import explain
from compliance.usecases.export_folder import export_folder
from compliance.usecases.open_case import open_case
from compliance.usecases.reopen import reopen, resend
from compliance.usecases.request_extension import Request, ask, grant, refuse, waiting_requests, withdraw
from compliance.usecases.stop_clock import restart, stop
from tests.support.world import World, day
from tests.usecases.test_recommendation_life import refused

REC = "23 001-1"
DUE = "2024-05-14"


def act(office: World, use_case: Callable[..., Any], *words: Any, **more: Any) -> Any:
    """One use case in a transaction of its own, with what it needs of the office."""
    needs = use_case.__code__.co_varnames[:2]
    given = (office.rulebook, office.moment) if "rulebook" in needs else (office.moment,)
    with office.writing() as session:
        return use_case(session, *given, *words, **more)


def versions(office: World) -> list[tuple[int, str, str | None]]:
    with office.store.reading() as session:
        story: dict[str, Any] = explain(session, office.rulebook, office.moment, REC)
    assert story["history_intact"] is True
    assert story["recommendation"]["original_due_on"] == story["deadlines"][0]["due_on"]
    assert story["recommendation"]["due_on"] == story["deadlines"][-1]["due_on"]
    return [(each["version"], each["kind"], each["due_on"]) for each in story["deadlines"]]


def events(office: World) -> list[str]:
    with office.store.reading() as session:
        story: dict[str, Any] = explain(session, office.rulebook, office.moment, REC)
    return [event["kind"] for event in story["events"]]


def live(office: World, version: int) -> set[str]:
    """The steps of a version that are still to go."""
    return {step for step, state in office.steps(REC, version).items() if state == "planned"}


def said(office: World) -> str:
    """The text of the last letter, on one line."""
    return " ".join(office.postbox.letters[-1].text.split())


def test_where_more_time_is_decided_the_original_date_stands_beside_the_current_one(office: World) -> None:
    office.log(REC)
    office.extend(REC, "2024-06-07")
    act(office, ask, REC, Request(date(2024, 6, 14), "flood", "Ann", office.today))
    with office.store.reading() as session:
        (request,) = waiting_requests(session)
    assert [request[name] for name in ("original_due_on", "due_on", "wished_on")] == [DUE, "2024-06-07", "2024-06-14"]


def test_a_request_is_granted_until_the_wished_date(office: World) -> None:
    office.log(REC)
    office.run()
    act(office, ask, REC, Request(date(2024, 6, 14), "flood", "Ann", office.today))
    assert versions(office) == [(1, "original", DUE)], "the date stays until somebody decides"
    assert [kind for kind, _, _ in office.tasks()] == ["extension_asked"]
    with office.store.reading() as session:
        assert [request["wished_on"] for request in waiting_requests(session)] == ["2024-06-14"]
    moved = act(office, grant, REC, "as agreed by telephone", "Kim")
    assert moved.receipt.due_on == date(2024, 6, 14)
    assert versions(office)[1:] == [(2, "extension", "2024-06-14")]
    assert office.tasks() == []
    assert live(office, 1) == set()
    assert "due_today" in live(office, 2)
    assert events(office) == ["logged", "extension_asked", "deadline_changed"]
    office.run("2024-04-03")
    assert "23 001-1 deadline_changed" in office.mail()[-1][2]


def test_a_request_is_granted_until_another_date_or_refused_or_withdrawn(office: World) -> None:
    office.log(REC)
    office.run()
    act(office, ask, REC, Request(date(2024, 6, 14), "flood", "Ann", office.today))
    act(office, grant, REC, "half of it", "Kim", date(2024, 5, 31))
    act(office, ask, REC, Request(date(2024, 6, 14), "still flooded", "Ann", office.today))
    act(office, refuse, REC, "there was time", "Kim")
    act(office, ask, REC, Request(date(2024, 6, 7), "one week", "Ann", office.today))
    act(office, withdraw, REC, "done after all", "Ann")
    assert versions(office)[1:] == [(2, "extension", "2024-05-31")]
    assert office.tasks() == []
    assert events(office)[3:] == [
        "extension_asked",
        "extension_refused",
        "extension_asked",
        "extension_withdrawn",
    ]
    office.run("2024-04-03")
    office.run("2024-04-04")
    assert "We cannot give you more time for this remedy. It is due on Friday 31 May 2024" in said(office)


def test_a_request_that_waits_ends_with_the_recommendation(office: World) -> None:
    office.log(REC)
    act(office, ask, REC, Request(date(2024, 6, 14), "flood", "Ann", office.today))
    office.end(REC)
    with office.store.reading() as session:
        assert waiting_requests(session) == []
        timeline = case_timeline(session, "23 001").entries
        (about,) = open_case(session, office.moment, REC).recommendations
    assert office.tasks() == []
    assert events(office) == ["logged", "extension_asked", "extension_withdrawn", "outcome_recorded"]
    (overtaken,) = [each for each in timeline if each.name == "request for more time overtaken"]
    assert overtaken.facts == {"overtaken": "it was closed as satisfied", "wished_on": "2024-06-14", "by": "Cas"}
    assert [each.decision_reason for each in about.requests] == ["overtaken: it was closed as satisfied"]
    assert "the request was overtaken: it was closed as satisfied" in [
        each.task.closing_reason for each in timeline if each.name == "task closed" and each.task
    ]


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (Request(date(2024, 5, 14), "flood", "Ann", date(2024, 4, 2)), "wished_on: expected a day after .* 2024-05-14"),
        (Request(date(2024, 6, 14), " ", "Ann", date(2024, 4, 2)), "reason: expected why"),
        (Request(date(2024, 6, 14), "flood", "", date(2024, 4, 2)), "asked_by: expected a name"),
        (Request(date(2024, 6, 14), "flood", "Ann", date(2024, 4, 3)), "asked_on: expected a day from"),
    ],
)
def test_a_request_is_refused_in_one_line(office: World, request_: Request, words: str) -> None:
    office.log(REC)
    refused(office, lambda: act(office, ask, REC, request_), words)


def test_decisions_need_a_request_and_words_and_requests_come_one_at_a_time(office: World) -> None:
    office.log(REC)
    nothing = "no request for more time about '23 001-1' waits"
    refused(office, lambda: act(office, grant, REC, "yes", "Kim"), nothing)
    refused(office, lambda: act(office, refuse, REC, "no", "Kim"), nothing)
    asked = Request(date(2024, 6, 14), "flood", "Ann", office.today)
    act(office, ask, REC, asked)
    refused(office, lambda: act(office, ask, REC, asked), "waits for a decision already")
    refused(office, lambda: act(office, refuse, REC, " ", "Kim"), "reason: expected why the deadline changes")
    refused(office, lambda: act(office, grant, REC, "yes", ""), "by: expected the name")
    earlier = date(2024, 5, 1)
    refused(office, lambda: act(office, grant, REC, "yes", "Kim", earlier), "a day after the current due date")


def test_an_extension_is_reversed_once(office: World) -> None:
    office.log(REC)
    nothing = "no extension in force: its current due date is from: original"
    refused(office, lambda: act(office, reverse_extension, REC, "wrong case", "Kim"), nothing)
    office.extend(REC, "2024-06-14")
    act(office, reverse_extension, REC, "wrong case", "Kim")
    assert versions(office)[1:] == [(2, "extension", "2024-06-14"), (3, "extension_reversed", DUE)]
    assert live(office, 3) >= {"due_today", "overdue_5_working_days"}
    office.run()
    assert live(office, 2) == set()
    assert [steps for _, _, steps in office.mail()] == [["23 001-1 logged"]], "nobody was told of more time"
    assert "It is due on Tuesday 14 May 2024" in said(office)
    again = "no extension in force: its current due date is from: extension reversed"
    refused(office, lambda: act(office, reverse_extension, REC, "wrong case", "Kim"), again)


def test_a_typing_error_is_corrected_and_stays_on_record(office: World) -> None:
    office.log(REC)
    right = fixed(date(2024, 4, 24), office.rulebook.calendar)
    act(office, correct, REC, right, "typed 14 May", "Kim")
    assert versions(office)[1:] == [(2, "correction", "2024-04-24")]
    early = fixed(date(2024, 4, 1), office.rulebook.calendar)
    refused(office, lambda: act(office, correct, REC, early, "x", "Kim"), "on or after the decision of 2024-04-02")
    refused(office, lambda: act(office, correct, REC, right, "x", "Kim"), "another day than the current due date")
    other = fixed(date(2024, 4, 25), office.rulebook.calendar)
    refused(office, lambda: act(office, correct, REC, other, "", "Kim"), "reason: expected why")


def test_a_date_that_has_passed_is_not_corrected_into_more_time(office: World) -> None:
    """D6, D7: a later date then needs somebody who may give more time; on its day it is not late yet (D1)."""
    office.log(REC)
    later = fixed(date(2024, 8, 1), office.rulebook.calendar)
    office.today = date(2024, 5, 15)
    words = "a day before 2024-05-14, which has passed: a later one gives more time, so ask for more time"
    refused(office, lambda: act(office, correct, REC, later, "typed 14 May", "Kim"), words)
    act(office, correct, REC, fixed(date(2024, 5, 10), office.rulebook.calendar), "typed 14 May", "Kim")
    act(office, correct, REC, later, "typed 14 May", "Mary", may_give_time=True)
    office.today = date(2024, 8, 1)
    act(office, correct, REC, fixed(date(2024, 8, 2), office.rulebook.calendar), "typed 1 August", "Kim")
    assert [due for _, _, due in versions(office)] == [DUE, "2024-05-10", "2024-08-01", "2024-08-02"]


def test_a_stopped_clock_is_silent_and_goes_on_with_the_days_that_were_left(office: World) -> None:
    office.log(REC)
    office.run()
    office.today = day("2024-05-08")
    moved = act(office, stop, REC, "legal_proceedings", "judicial review", "Kim")
    assert moved.receipt.due_on is None
    assert versions(office)[1:] == [(2, "clock_stopped", None)]
    sent = len(office.mail())
    office.walk("2024-06-20")
    later = [step for _, _, steps in office.mail()[sent:] for step in steps]
    assert later == ["23 001-1 deadline_changed"], "told once, then silence"
    assert "overdue" not in events(office)
    office.today = day("2024-06-21")
    act(office, restart, REC, "the court has decided", "Kim")
    assert versions(office)[2:] == [(3, "clock_restarted", "2024-06-27")], "four working days were left"
    assert "due_today" in live(office, 3)
    office.run()
    assert "which was stopped, runs again" in said(office)
    assert "is now Thursday 27 June 2024; originally it was Tuesday 14 May 2024" in said(office)
    office.walk("2024-07-02")
    assert "overdue" in events(office)


def test_stops_and_restarts_are_refused_out_of_order(office: World) -> None:
    office.log(REC)
    why = ("legal_proceedings", "judicial review", "Kim")
    refused(office, lambda: act(office, restart, REC, "over", "Kim"), "the clock of '23 001-1' is not stopped")
    refused(office, lambda: act(office, stop, REC, "moon", "x", "Kim"), "category: expected one of .*, not 'moon'")
    refused(office, lambda: act(office, stop, REC, *why, date(2024, 5, 15)), "on or before the due date 2024-05-14")
    refused(office, lambda: act(office, stop, REC, *why, date(2024, 4, 3)), "stopped on: .* to today, 2024-04-02, not")
    refused(
        office,
        lambda: act(office, stop, REC, *why, date(2024, 4, 1)),
        "stopped on: expected a day from the decision of",
    )
    office.today = day("2024-04-10")
    act(office, stop, REC, *why, date(2024, 4, 5))
    refused(office, lambda: act(office, stop, REC, *why), "is stopped already; restart it first")
    refused(office, lambda: office.extend(REC, "2024-06-14"), "has no due date now: its deadline is open-ended")
    early, late = date(2024, 4, 4), date(2024, 4, 11)
    refused(office, lambda: act(office, restart, REC, "over", "Kim", early), "on or after 2024-04-05, when the clock")
    refused(office, lambda: act(office, restart, REC, "over", "Kim", late), "expected a day on or before today")
    refused(office, lambda: act(office, restart, REC, "", "Kim"), "reason: expected why")
    act(office, restart, REC, "over", "Kim", date(2024, 4, 5))
    assert versions(office)[-1] == (3, "clock_restarted", DUE), "nothing lost by a stop of no length"


def test_nobody_is_late_where_the_clock_runs_again_at_a_weekend(office: World) -> None:
    """D6: due on Saturday, stopped on Friday, restarted on Sunday by a caseworker who writes it down on Monday."""
    office.log(REC, due_on=date(2024, 4, 13))
    office.today = date(2024, 4, 12)
    act(office, stop, REC, "legal_proceedings", "judicial review", "Kim")
    office.today = date(2024, 4, 15)
    act(office, restart, REC, "over", "Kim", date(2024, 4, 14))
    assert versions(office)[-1] == (3, "clock_restarted", "2024-04-15")
    assert office.end(REC).late is False


def test_what_is_done_while_the_clock_stands_still_is_in_time(office: World) -> None:
    office.log(REC)
    act(office, stop, REC, "legal_proceedings", "judicial review", "Kim")
    office.today = day("2024-09-02")
    assert office.end(REC).late is False
    act(office, reopen, REC, "the payment came back", "Kim")
    assert versions(office)[-1] == (3, "reopened", None), "the clock still stands"
    act(office, restart, REC, "over", "Kim")
    assert versions(office)[-1][2] is not None


def test_a_recommendation_that_is_opened_again_is_followed_up_again(office: World) -> None:
    office.log(REC)
    office.run()
    refused(office, lambda: act(office, reopen, REC, "x", "Kim"), "recommendation '23 001-1' is open")
    office.end(REC, Outcome.NOT_SATISFIED)
    past = date(2024, 4, 1)
    refused(office, lambda: act(office, reopen, REC, "x", "Kim", past), "to: expected a day on or after today")
    refused(office, lambda: act(office, reopen, REC, " ", "Kim"), "reason: expected why")
    act(office, reopen, REC, "new evidence", "Kim", date(2024, 6, 3))
    assert versions(office)[1:] == [(2, "reopened", "2024-06-03")]
    assert events(office)[-1] == "reopened"
    assert "due_today" in live(office, 2)
    with office.store.reading() as session:
        story: dict[str, Any] = explain(session, office.rulebook, office.moment, REC)
    assert story["outcome"] is None
    office.run("2024-04-03")
    assert office.mail()[-1][2] == ["23 001-1 reopened"]
    assert office.end(REC).outcome is Outcome.SATISFIED


def test_sending_anew_starts_the_ladder_from_the_bottom(office: World) -> None:
    office.log(REC)
    office.walk("2024-04-30")
    before = [step for _, _, steps in office.mail() for step in steps]
    assert before == ["23 001-1 logged", "23 001-1 due_in_10_working_days"]
    office.today += timedelta(days=1)
    act(office, resend, REC, "she never got it", "Kim")
    assert versions(office)[1:] == [(2, "resent", DUE)]
    office.walk("2024-05-14")
    after = [step for _, _, steps in office.mail() for step in steps][len(before) :]
    assert after == ["23 001-1 logged", "23 001-1 due_in_3_working_days", "23 001-1 due_today"]
    office.end(REC)
    refused(office, lambda: act(office, resend, REC, "x", "Kim"), "was closed as satisfied")


def test_a_clock_does_not_stop_on_days_that_were_given_back_already(office: World) -> None:
    office.log(REC)
    why = ("legal_proceedings", "judicial review", "Kim")
    act(office, stop, REC, *why)
    office.today = day("2024-04-12")
    act(office, restart, REC, "over", "Kim")
    within = date(2024, 4, 4)
    refused(office, lambda: act(office, stop, REC, *why, within), "on or after 2024-04-12, when the clock ran again")
    act(office, stop, REC, *why, date(2024, 4, 12))


def test_a_new_date_at_reopening_ends_the_stop_of_the_clock(office: World) -> None:
    office.log(REC)
    act(office, stop, REC, "legal_proceedings", "judicial review", "Kim")
    office.end(REC)
    act(office, reopen, REC, "not so", "Kim", date(2024, 6, 14))
    refused(office, lambda: act(office, restart, REC, "over", "Kim"), "the clock of '23 001-1' is not stopped")


def test_extensions_are_reversed_one_by_one(office: World) -> None:
    office.log(REC)
    office.extend(REC, "2024-06-14")
    office.extend(REC, "2024-07-01")
    act(office, reverse_extension, REC, "wrong case", "Kim")
    act(office, resend, REC, "never got it", "Kim")
    act(office, reverse_extension, REC, "that too", "Kim")
    assert [due for _, _, due in versions(office)[3:]] == ["2024-06-14", "2024-06-14", DUE]
    with office.store.reading() as session:
        story: Any = explain(session, office.rulebook, office.moment, REC)
    rules = [version["receipt"]["rule"] for version in story["deadlines"]]
    assert rules[-1] == rules[0], "so that a calendar change moves it as before"
    again = "no extension in force: its current due date is from: extension reversed"
    refused(office, lambda: act(office, reverse_extension, REC, "wrong case", "Kim"), again)


def test_an_export_carries_the_extensions_in_force_only(office: World, tmp_path: Path) -> None:
    office.log(REC)
    office.extend(REC, "2024-06-14")
    office.extend(REC, "2024-08-01")
    act(office, reverse_extension, REC, "wrong case", "Kim")
    office.extend(REC, "2024-07-01")
    act(office, correct, REC, fixed(date(2024, 5, 2), office.rulebook.calendar), "typed wrongly", "Kim")
    office.extend(REC, "2024-05-10")
    export_folder(office.store, office.rulebook, tmp_path / "out", tmp_path / "kept")
    header, *rows = (tmp_path / "out" / "extensions.csv").read_text().splitlines()
    days = [dict(zip(header.split(","), row.split(","), strict=True))["new_due_on"] for row in rows]
    assert days == ["2024-06-14", "2024-07-01"], "each later than the one before, as an import asks"
