"""Whose a task is, when it is due, what to type about it and when it is over (R1, R6)."""

from __future__ import annotations

import shlex
from dataclasses import replace
from datetime import date

import pytest
import typer

from compliance.cli.app import app
from compliance.domain.authorities import Contact, Role, StaffRole
from compliance.domain.bank_holidays import COUNTED_BEFORE
from compliance.domain.delivery import MessageState
from compliance.domain.ladders import Anchor, LadderStep, OffsetUnit
from compliance.domain.task_subjects import about_clock, about_letter, case_of, tells_outcome
from compliance.domain.tasks import (
    DEFAULT_RULES,
    UNTOLD,
    About,
    Facts,
    TaskKind,
    TaskRule,
    act_on,
    due_on,
    kind_of,
    over,
    raised,
    raised_by,
    roles_named,
    ways_on,
)
from tests.architecture.commands import commands
from tests.domain.almanac import wall_calendar

TODAY = date(2027, 1, 5)
BEFORE, AFTER = date(2027, 1, 4), date(2027, 1, 6)
ANN = Contact(Role.LINK_OFFICER, "Ann", "ann@e1.example")
DAN = Contact(Role.DEPUTY, "Dan", "dan@e1.example")
KNOWN = {path for path, _ in commands(typer.main.get_command(app))}


def test_every_kind_has_its_rule() -> None:
    assert set(DEFAULT_RULES) == set(TaskKind)


@pytest.mark.parametrize(
    ("opened", "days", "due"),
    [
        ("2026-12-23", 0, "2026-12-23"),
        ("2026-12-23", 1, "2026-12-24"),
        ("2026-12-24", 1, "2026-12-29"),  # over Christmas, the weekend and the substitute day
        ("2026-12-26", 0, "2026-12-29"),  # opened on a Saturday
        ("2026-12-26", 2, "2026-12-31"),
    ],
)
def test_a_task_is_due_on_a_working_day(opened: str, days: int, due: str) -> None:
    rule = TaskRule(StaffRole.CASEWORKER, days)
    assert due_on(rule, date.fromisoformat(opened), wall_calendar()) == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("overdue_10_working_days", TaskKind.ESCALATION),
        ("delayed_remedy", TaskKind.DELAYED_REMEDY),
        ("no_contact", TaskKind.NO_CONTACT),
    ],
)
def test_a_rung_is_an_escalation_unless_its_name_is_a_kind(name: str, kind: TaskKind) -> None:
    assert kind_of(name) is kind


@pytest.mark.parametrize("kind", TaskKind)
def test_what_to_type_is_a_command_that_there_is(kind: TaskKind) -> None:
    for owner in StaffRole:
        words = shlex.split(
            act_on(kind.value, owner.value, About(7, "23 001-1", "E1", "20240402-ab", "a b@e1.example"))
        )
        paths = {" ".join(words[:length]) for length in (2, 3, 4)}
        assert paths & KNOWN, words


def test_what_to_type_survives_a_shell() -> None:
    about = About(7, recommendation="23 001-1; rm x", message="20240402-ab")
    director = act_on("overdue_20_working_days", "director", about)
    assert shlex.split(director)[:4] == ["amends", "outcome", "record", "23 001-1; rm x"]
    assert act_on("overdue_10_working_days", "casework_manager", about).startswith("amends task done 7 ")
    stage = act_on("overdue_20_working_days", "director", replace(about, clock="public_report"))
    assert stage.startswith("amends statutory fail ")
    assert "--received-on" not in stage


def test_a_director_names_what_the_next_stage_is_counted_from() -> None:
    """T: without that day the command would be refused."""
    rung = LadderStep(
        "overdue_10", Anchor.DUE, 10, OffsetUnit.WORKING_DAYS, "", task="no answer", task_for=StaffRole.DIRECTOR
    )
    reason = raised_by(rung, BEFORE, "the further report")
    assert reason == (
        "no answer; to end it as not complied with, say when the authority received the further report (due 2027-01-04)"
    )
    about = About(7, recommendation="23 001-1", reason=reason, clock="public_report")
    assert act_on("overdue_10", "director", about).endswith(" --approved-by NAME --received-on DATE")
    assert raised_by(rung, BEFORE, "") == raised_by(replace(rung, task_for=StaffRole.CASEWORK_MANAGER), BEFORE, "x")


def test_an_escalation_says_where_the_other_ways_on_are() -> None:
    about = About(7, recommendation="23 001-1")
    assert ways_on("overdue_10_working_days", about) == ways_on("delayed_remedy", about) == "amends escalate --help"
    assert ways_on("wait_review", about) == ways_on("publish_notice", About(7)) == ""


def test_the_task_of_a_clock_is_about_a_case() -> None:
    assert case_of(about_clock("26 1, 5", "care_provider")) == "26 1, 5"
    assert case_of("recommendation 26 1-5") == ""
    assert act_on("publish_notice", "director", About(7)) == "amends task done 7 --by NAME --reason WHY"


def test_what_a_director_types_is_what_is_to_be_done_next_where_the_evidence_suffices() -> None:
    about = About(7, recommendation="23 001-1", proven=True)
    assert (
        act_on("overdue_20_working_days", "director", about)
        == "amends outcome record '23 001-1' satisfied --completed-on DATE"
    )
    stage = act_on("overdue_20_working_days", "director", replace(about, clock="public_report"))
    assert stage == "amends statutory confirm '23 001-1' --on DATE"


@pytest.mark.parametrize(
    ("reason", "role"),
    [("E1 has no contact as chief_executive", "chief_executive"), ("E1 has no working address", "link_officer")],
)
def test_a_missing_contact_is_added_in_the_role_that_lacks_one(reason: str, role: str) -> None:
    typed = act_on("no_contact", "caseworker", About(7, "23 001-1", "E1", reason=reason))
    assert typed == f"amends authority contact add E1 --role {role} --address ADDRESS"


OPEN = Facts(TODAY, has_recommendation=True, due_on=BEFORE)
MESSAGE = Facts(TODAY, message=MessageState.FAILED)
ESCALATED = replace(OPEN, reason=raised("late", BEFORE))
UNTOLD_YET = replace(OPEN, closed=True, tells_outcome=True, reason=f"E1 has no contact as link_officer{UNTOLD}")

# Each kind with what does not end it, what ends it, and the reason it is closed with.
ENDS: list[tuple[str, Facts, Facts, str]] = [
    (
        "message_in_doubt",
        replace(MESSAGE, message=MessageState.IN_DOUBT),
        replace(MESSAGE, message=MessageState.SENT),
        "the message is sent",
    ),
    ("message_failed", MESSAGE, replace(MESSAGE, message=MessageState.WAITING), "the message is waiting"),
    ("message_returned", MESSAGE, replace(MESSAGE, message=MessageState.WAITING), "the message is waiting"),
    (
        "address_stopped",
        Facts(TODAY, address_stopped=True),
        Facts(TODAY, address_stopped=False),
        "the address is written to again",
    ),
    (
        "no_contact",
        replace(OPEN, reason="E1 has no contact as link_officer"),
        replace(OPEN, reason="E1 has no contact as link_officer", contacts=[DAN]),
        "there is a contact again",
    ),
    ("no_contact", UNTOLD_YET, replace(UNTOLD_YET, contacts=[ANN]), "there is a contact again"),
    (
        "no_contact",
        UNTOLD_YET,
        replace(UNTOLD_YET, closed=False),
        "it was opened again: that outcome does not stand any more",
    ),
    ("escalation", ESCALATED, replace(ESCALATED, due_on=AFTER), "its due date was moved and is not past"),
    ("overdue_20_working_days", ESCALATED, replace(ESCALATED, due_on=None), "its due date was moved and is not past"),
    ("delayed_remedy", replace(OPEN, due_on=AFTER), replace(OPEN, closed=True), "the recommendation has its outcome"),
    ("extension_asked", replace(OPEN, extension_asked=True), OPEN, "the request was decided"),
    ("outcome_proposed", replace(OPEN, outcome_proposed=True), OPEN, "the proposal was decided or overtaken"),
    ("outcome_declined", OPEN, replace(OPEN, outcome_proposed=True), "an outcome is proposed again"),
    ("outcome_overtaken", OPEN, replace(OPEN, outcome_proposed=True), "an outcome is proposed again"),
    ("letter_set_aside", ESCALATED, replace(ESCALATED, due_on=AFTER), "its due date was moved and is not past"),
    ("wait_review", replace(OPEN, wait_due=True), OPEN, "the wait was reviewed or has ended"),
    ("hold_ended", OPEN, replace(OPEN, on_hold=True), "it is on hold again"),
    ("clock_stage", OPEN, replace(OPEN, closed=True), "the recommendation has its outcome"),
    ("meeting", OPEN, replace(OPEN, closed=True), "the recommendation has its outcome"),
    (
        "summary_held",
        replace(OPEN, closed=True, summary_held=True),
        replace(OPEN, summary_held=False),
        "the summary may be published",
    ),
]


@pytest.mark.parametrize(("kind", "stuck", "ended", "reason"), ENDS)
def test_a_task_is_over_when_its_matter_is(kind: str, stuck: Facts, ended: Facts, reason: str) -> None:
    assert over(kind, stuck) is None
    assert over(kind, ended) == reason


def test_every_kind_but_the_alarms_and_what_a_person_looks_at_ends_by_itself() -> None:
    alarms = {TaskKind.CALENDAR_ALARM, TaskKind.CALENDAR_DIFFERS, TaskKind.FLOW_SILENT}
    by_hand = {TaskKind.COMPLETION_WITHDRAWN}
    assert {kind_of(kind) for kind, *_ in ENDS} == set(TaskKind) - alarms - by_hand
    for kind in alarms | by_hand:
        assert over(kind.value, replace(OPEN, closed=kind in by_hand)) is None


def test_an_escalation_before_the_due_date_stands_until_the_date_moves() -> None:
    early = replace(OPEN, due_on=AFTER, reason=raised("look at it", AFTER))
    assert over("two_days_before", early) is None
    assert over("two_days_before", replace(early, due_on=date(2027, 2, 1))) is not None


def test_a_date_moved_to_another_past_one_ends_nothing() -> None:
    assert over("overdue_20_working_days", replace(ESCALATED, due_on=date(2026, 12, 1))) is None


def test_the_roles_nobody_holds_stand_in_the_reason() -> None:
    assert roles_named("E1 has no contact as link_officer, deputy") == [Role.LINK_OFFICER, Role.DEPUTY]
    assert over("no_contact", replace(OPEN, reason="E1 has no contact as chief_executive", contacts=[ANN])) is None


def test_only_the_letter_about_an_outcome_outlives_it() -> None:
    assert tells_outcome(about_letter("satisfied", "26 1-5"))
    for other in (about_letter("chief_executive", "26 1-5"), "recommendation satisfied letter", ""):
        assert not tells_outcome(other)
    assert roles_named(UNTOLD) == [], "its words name no role"


def test_a_task_about_an_open_ended_remedy_names_no_date() -> None:
    assert raised("case approaching 12 months after decision", None).endswith("decision (no due date)")


@pytest.mark.parametrize(
    ("found", "command"),
    [
        (f"{COUNTED_BEFORE}: 1 due date and 7 reminder steps would move", "amends calendar update"),
        ("the official list differs (2024-06-03 Jubilee closed)", "amends calendar update SOURCE"),
    ],
    ids=["open dates", "a list"],
)
def test_a_calendar_that_differs_is_put_right_from_where_it_differs(found: str, command: str) -> None:
    assert act_on("calendar_differs", "casework_manager", About(1, reason=found)) == command
