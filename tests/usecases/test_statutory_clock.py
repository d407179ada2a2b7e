"""Walking through statutory clocks: stages, what follows them, and that no figure counts them (T)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from compliance.domain.errors import MalformedImport, NotFound, Refused
from compliance.domain.outcomes import Outcome
from compliance.domain.recommendations import Response
from compliance.domain.waiting import Wait, WaitKind
from compliance.store import tasks
from compliance.usecases.case_records import Extension
from compliance.usecases.change_deadline import corrected_receipt, extend
from compliance.usecases.explain import explain
from compliance.usecases.export_folder import export_folder
from compliance.usecases.import_check_cases import UNKNOWN_RECOMMENDATION
from compliance.usecases.measure_compliance import measure_compliance
from compliance.usecases.open_recommendation import find
from compliance.usecases.propose_outcome import approve, propose
from compliance.usecases.record_answer import record_answer
from compliance.usecases.reopen import reopen
from compliance.usecases.request_extension import Request, ask, grant
from compliance.usecases.statutory_clock import Begun, StageEnded, begin, confirm, fail, show
from compliance.usecases.stop_clock import stop
from tests.support.world import World, day
from tests.usecases.exchange_folders import good, take_in, write_folder

CASE = "23 001"
FIRST, SECOND = f"{CASE}/public_report/1", f"{CASE}/public_report/2"


def start(office: World, received: str = "2024-04-02", clock: str = "public_report", case: str = CASE) -> Begun:
    with office.writing() as session:
        return begin(session, office.rulebook, office.moment, case, clock, day(received))


def done(office: World, reference: str, on: str, **more: Any) -> StageEnded:
    given = {"by": "Cas", "reason": "their letter"} | more
    with office.writing() as session:
        return confirm(session, office.rulebook, office.moment, reference, day(on), **given)


def not_done(office: World, reference: str, received: str | None = None, **more: Any) -> StageEnded:
    given = {"reason": "no answer", "by": "Cas", "approved_by": "Dee"} | more
    given["received_on"] = day(received) if received else None
    with office.writing() as session:
        return fail(session, office.rulebook, office.moment, reference, **given)


def story(office: World, reference: str) -> Any:
    with office.store.reading() as session:
        return explain(session, office.rulebook, office.moment, reference)


def stages(office: World) -> list[tuple[object, ...]]:
    with office.store.reading() as session:
        return [(each["reference"], each["due_on"], each["outcome"]) for each in show(session, CASE)]


def test_a_public_report_from_receipt_to_the_statement(office: World) -> None:
    begun = start(office)
    assert (begun.reference, begun.receipt.due_on) == (FIRST, date(2024, 7, 1))
    office.run()
    told = {recipient: steps for _, recipient, steps in office.mail()}
    assert told == {who: [f"{FIRST} logged"] for who in ("bo@e1.example", "mo@e1.example")}, "the clock's own ladder"
    assert [each["kind"] for each in story(office, FIRST)["events"]] == ["logged", "stage_begun"]
    office.today = date(2024, 7, 8)
    ended = not_done(office, FIRST, "2024-07-05")
    assert ended.begun is not None
    # Beginning with 5 July: to 4 August, to 4 September, to 4 October.
    assert (ended.begun.reference, ended.begun.receipt.due_on) == (SECOND, date(2024, 10, 4))
    assert stages(office) == [(FIRST, "2024-07-01", "not_satisfied"), (SECOND, "2024-10-04", None)]
    assert office.tasks() == []
    office.today = date(2024, 10, 7)
    last = not_done(office, SECOND)
    assert (last.begun, last.task) == (None, "publish_statement")
    assert office.tasks() == [("publish_statement", "casework_manager", f"decision {CASE}, public_report")]
    with office.store.reading() as session:
        (task,) = tasks.still_open(session)
    assert task.reason.endswith("require the statement in two publications")


def test_what_is_confirmed_ends_the_clock_and_late_is_computed(office: World) -> None:
    start(office)
    office.today = date(2024, 7, 3)
    ended = done(office, FIRST, "2024-07-02")
    assert (ended.late, ended.begun, ended.task) == (True, None, "")
    assert stages(office) == [(FIRST, "2024-07-01", "satisfied")]


def test_a_care_provider_has_a_month_and_a_month_more(office: World) -> None:
    first = start(office, clock="care_provider")
    assert first.receipt.due_on == date(2024, 5, 2)
    office.today = date(2024, 5, 31)
    second = not_done(office, first.reference, "2024-05-31").begun
    assert second is not None
    # One month after 31 May: June has no 31st, so 30 June.
    assert (second.stage, second.receipt.due_on) == ("further_month", date(2024, 6, 30))
    office.today = date(2024, 7, 1)
    assert not_done(office, second.reference).task == "publish_notice"


def test_more_time_needs_the_writing_and_keeps_it(office: World) -> None:
    start(office)
    more = Extension(office.today, date(2024, 8, 1), "committee meets late", "Kim")
    with office.writing() as session, pytest.raises(Refused, match="in_writing: expected the letter or mail"):
        extend(session, office.rulebook, office.moment, FIRST, more)
    with office.writing() as session:
        extend(session, office.rulebook, office.moment, FIRST, more, in_writing="letter LGO/7")
    (_, version) = story(office, FIRST)["deadlines"]
    assert (version["kind"], version["due_on"], version["reason"]) == (
        "extension",
        "2024-08-01",
        "committee meets late (agreed in writing: letter LGO/7)",
    )
    care = start(office, clock="care_provider")
    with office.writing() as session:
        extend(session, office.rulebook, office.moment, care.reference, more)


def test_no_figure_counts_a_stage(office: World) -> None:
    office.log("23 001-1")
    start(office)
    office.end("23 001-1")
    office.today = date(2024, 7, 1)
    not_done(office, FIRST, "2024-07-01")
    with office.store.reading() as session:
        figures = measure_compliance(session, office.rulebook, date(2025, 3, 31), office.moment.now)
    data: Any = figures.letter_data("E1")
    assert (data["compliance"]["numerator"], data["compliance"]["denominator"]) == (1, 1)
    assert data["per_recommendation"]["denominator"] == 1
    assert data["service_improvements"] == []


def test_a_case_with_stages_only_has_no_compliance_outcome(office: World) -> None:
    start(office)
    done(office, FIRST, "2024-04-02")
    with office.store.reading() as session:
        figures = measure_compliance(session, office.rulebook, date(2025, 3, 31), office.moment.now)
    data: Any = figures.letter_data("E1")
    assert (data["compliance"]["rate"], data["compliance"]["denominator"]) == (None, 0)
    assert data["upheld"]["denominator"] == 1


def test_no_export_holds_a_stage_or_what_became_of_it(office: World, tmp_path: Path) -> None:
    office.log("23 001-1")
    start(office)
    office.evidence(FIRST)
    with office.writing() as session:
        more = Extension(office.today, date(2024, 8, 1), "so", "Kim")
        extend(session, office.rulebook, office.moment, FIRST, more, in_writing="letter")
    done(office, FIRST, "2024-04-02")
    written = export_folder(office.store, office.rulebook, tmp_path / "out", tmp_path / "kept")
    rows = {name: written[name] for name in ("recommendations", "extensions", "evidence", "outcomes")}
    assert rows == {"recommendations": 1, "extensions": 0, "evidence": 0, "outcomes": 0}
    assert "public_report" not in "".join(path.read_text() for path in (tmp_path / "out").glob("*.csv"))


@pytest.mark.parametrize(
    ("received", "clock", "case", "said"),
    [
        (
            "2024-04-01",
            "public_report",
            CASE,
            "received_on: expected a day from 2024-04-02, the day of the decision, to",
        ),
        ("2024-04-03", "public_report", CASE, "to today, 2024-04-02, not 2024-04-03"),
        ("2024-04-02", "publik_report", CASE, "clock: expected one of public_report, care_provider of config/clocks"),
        ("2024-04-02", "public_report", "23 009", "there is no decision '23 009'"),
    ],
)
def test_a_clock_that_cannot_begin_is_refused(office: World, received: str, clock: str, case: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        start(office, received, clock, case)
    assert stages(office) == []


def test_no_clock_begins_twice_and_no_stage_ends_twice(office: World) -> None:
    start(office)
    with pytest.raises(Refused, match="was begun already"):
        start(office)
    done(office, FIRST, "2024-04-02")
    closed = "was closed as satisfied on 2024-04-02"
    with pytest.raises(Refused, match=closed):
        done(office, FIRST, "2024-04-02")
    with pytest.raises(Refused, match=closed):
        not_done(office, FIRST, "2024-04-02")
    assert len(stages(office)) == 1


@pytest.mark.parametrize(
    ("received", "more", "said"),
    [
        (None, {}, "received_on: expected the day the authority received the further report"),
        ("2024-04-01", {}, "received_on: expected a day from 2024-04-02, the day of the stage before, to today"),
        ("2024-04-03", {}, "received_on: expected a day from 2024-04-02"),
        ("2024-04-02", {"approved_by": "cas"}, "approved_by: expected somebody other than recorded_by"),
        ("2024-04-02", {"reason": " "}, "reason: expected a reason, because not_satisfied needs one"),
    ],
)
def test_a_stage_that_cannot_end_so_stays_open(
    office: World, received: str | None, more: dict[str, Any], said: str
) -> None:
    start(office)
    with pytest.raises(Refused, match=said):
        not_done(office, FIRST, received, **more)
    assert stages(office) == [(FIRST, "2024-07-01", None)]


def test_where_nothing_follows_no_receipt_is_taken(office: World) -> None:
    start(office)
    with pytest.raises(Refused, match="received_on: expected nothing, because no stage follows"):
        done(office, FIRST, "2024-04-02", received_on=office.today)
    assert stages(office) == [(FIRST, "2024-07-01", None)]


def test_what_is_no_stage_is_neither_confirmed_nor_failed(office: World) -> None:
    office.log("23 001-1")
    with pytest.raises(Refused, match="'23 001-1' is no stage of a statutory clock"):
        done(office, "23 001-1", "2024-04-02")
    with pytest.raises(NotFound, match="there is no recommendation"):
        not_done(office, SECOND)


def test_a_stage_is_not_ended_stopped_opened_or_counted_like_a_remedy(office: World) -> None:
    start(office)
    with pytest.raises(Refused, match="use amends statutory confirm or fail"):
        office.end(FIRST)
    with office.writing() as session, pytest.raises(Refused, match="which never stops"):
        stop(session, office.rulebook, office.moment, FIRST, "legal_proceedings", "so", "Kim")
    with office.store.reading() as session, pytest.raises(Refused, match="not counted from the decision"):
        found = find(session, FIRST, still_open=False)
        corrected_receipt(found, "1 month", None, office.rulebook, office.rulebook.calendar)
    done(office, FIRST, "2024-04-02")
    with office.writing() as session, pytest.raises(Refused, match="which never goes back"):
        reopen(session, office.rulebook, office.moment, FIRST, "so", "Kim")


def test_no_import_reaches_or_takes_the_name_of_a_stage(office: World, tmp_path: Path) -> None:
    start(office)
    care = start(office, clock="care_provider").reference
    before = stages(office)
    tables = good()
    tables["recommendations"][0]["reference"] = FIRST
    tables["extensions"] = []
    tables["evidence"] = []
    tables["outcomes"] = [tables["outcomes"][0] | {"recommendation_reference": care}]
    with pytest.raises(MalformedImport) as caught:
        take_in(office.store, write_folder(tmp_path / "in", tables), tmp_path / "kept")
    faults = [fault for fault in caught.value.faults if fault.file != "authorities.csv"]
    assert [(fault.file, fault.row, fault.column, fault.expected) for fault in faults] == [
        ("outcomes.csv", 2, "recommendation_reference", UNKNOWN_RECOMMENDATION),
        ("recommendations.csv", 2, "reference", "a reference that no stage of a statutory clock has"),
    ]
    assert stages(office) == before


def test_nothing_waits_on_a_stage_which_no_export_knows(office: World, tmp_path: Path) -> None:
    start(office)
    wait = Wait(WaitKind.RECOMMENDATION, FIRST, date(2024, 7, 1))
    with pytest.raises(Refused, match=f"waits_on: .*'{FIRST}', a stage of a statutory clock: name that as an event"):
        office.log(f"{CASE}-1", period="", waits=wait)
    tables = good()
    tables["recommendations"][0] |= {"waits_on": FIRST}
    with pytest.raises(MalformedImport) as caught:
        take_in(office.store, write_folder(tmp_path / "in", tables), tmp_path / "kept")
    found = [fault.expected for fault in caught.value.faults if fault.column == "waits_on"]
    assert found == ["a recommendation: name a stage of a statutory clock in waits_for"]


def test_a_request_for_more_time_is_granted_with_the_writing_that_agreed(office: World) -> None:
    start(office)
    asked = Request(date(2024, 8, 30), "the panel meets late", "Ann", office.today)
    with office.writing() as session:
        ask(session, office.rulebook, office.moment, FIRST, asked)
    granted = (FIRST, "exceptional", "Kim")
    with office.writing() as session, pytest.raises(Refused, match="in_writing: expected the letter or mail"):
        grant(session, office.rulebook, office.moment, *granted)
    with office.writing() as session:
        grant(session, office.rulebook, office.moment, *granted, in_writing="letter of 3 March")
    *_, last = story(office, FIRST)["deadlines"]
    assert (last["due_on"], last["reason"]) == ("2024-08-30", "exceptional (agreed in writing: letter of 3 March)")


def proposed(office: World, reference: str, outcome: Outcome = Outcome.NOT_SATISFIED) -> None:
    with office.writing() as session:
        propose(session, office.rulebook, replace(office.moment, actor="Cas"), reference, outcome, "no answer")


def approved(office: World, reference: str, received: str | None = None) -> None:
    on = day(received) if received else None
    with office.writing() as session:
        approve(session, office.rulebook, replace(office.moment, actor="Dee"), reference, on)


def test_a_second_person_approves_that_a_stage_failed_and_the_next_one_begins(office: World) -> None:
    start(office)
    office.today = date(2024, 7, 8)
    proposed(office, FIRST)
    with pytest.raises(Refused, match="received_on: expected the day the authority received the further report"):
        approved(office, FIRST)
    assert stages(office) == [(FIRST, "2024-07-01", None)]
    approved(office, FIRST, "2024-07-05")
    assert stages(office) == [(FIRST, "2024-07-01", "not_satisfied"), (SECOND, "2024-10-04", None)]
    outcome = story(office, FIRST)["outcome"]
    assert (outcome["recorded_by"], outcome["approved_by"], outcome["reason"]) == ("Cas", "Dee", "no answer")
    assert office.tasks() == []
    proposed(office, SECOND)
    approved(office, SECOND)
    assert [kind for kind, _, _ in office.tasks()] == ["publish_statement"]


def test_a_stage_never_ceases_and_a_remedy_has_no_next_stage(office: World) -> None:
    start(office)
    with pytest.raises(Refused, match=r"is a stage of a statutory clock: use .* or propose not_satisfied"):
        proposed(office, FIRST, Outcome.CEASED)
    office.log("23 001-1")
    proposed(office, "23 001-1")
    with pytest.raises(Refused, match="received_on: expected nothing, because this is no stage"):
        approved(office, "23 001-1", "2024-04-02")


def test_what_is_complied_with_withdraws_the_proposal(office: World) -> None:
    start(office)
    proposed(office, FIRST)
    done(office, FIRST, "2024-04-02")
    with pytest.raises(Refused, match="was closed as satisfied"):
        approved(office, FIRST)
    assert office.tasks() == []


def test_nobody_accepts_a_stage(office: World) -> None:
    start(office)
    with office.writing() as session, pytest.raises(Refused, match="is complied with or not"):
        record_answer(session, office.moment, FIRST, Response.AGREED)
