"""The packaged configuration, and what an office may change in it."""

from __future__ import annotations

from datetime import date, time, timedelta
from pathlib import Path

import pytest

from compliance.domain.address_health import Thresholds
from compliance.domain.authorities import AuthorityType, Role, StaffRole
from compliance.domain.deadlines import Period, Unit, parse_period
from compliance.domain.delivery import Patience
from compliance.domain.doubts import DoubtPolicy, Doubts
from compliance.domain.hours import SendingHours
from compliance.domain.ladders import Anchor, OffsetUnit
from compliance.domain.office import NotifyTemplates
from compliance.domain.publication_findings import GuardRules
from compliance.domain.recommendations import Kind
from compliance.domain.statistics import Similar, YearBy
from compliance.domain.tasks import DEFAULT_RULES, TaskKind, TaskRule
from compliance.rulebook import Notice, Office, load_rulebook
from tests.rulebook.conftest import PACKAGED

OFFICER = (Role.LINK_OFFICER,)
ID = "f33517ff-2a88-4f6e-b855-c550268ce08a"
CATEGORIES = {
    "Apology",
    "Add or correct records",
    "Financial redress: Quantifiable loss",
    "Financial redress: Avoidable distress/time and trouble",
    "Financial redress: Loss of service",
    "Provide services to person affected",
    "New appeal/review or reconsidered decision",
    "Provide information/advice to person affected",
    "Procedure or policy change/review",
    "Provide training and/or guidance",
    "Publish information",
    "Reassessment",
    "Other",
}


def change(folder: Path, name: str, old: str, new: str) -> None:
    """Replace the one place in a file where `old` stands."""
    text = (folder / name).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")


def test_the_packaged_folder_loads_with_its_own_templates() -> None:
    assert load_rulebook(PACKAGED).templates == PACKAGED / "templates"


def test_office_and_switches(folder: Path) -> None:
    book = load_rulebook(folder)
    assert book.office == Office(
        "Office of the Ombudsman",
        "Europe/London",
        "compliance@ombudsman.example",
        "compliance@ombudsman.example",
        "Compliance team\nOffice of the Ombudsman",
    )
    assert (book.year_end, book.year_by, book.similar) == ((3, 31), YearBy.RECORDED, Similar.POOLED)
    assert book.patience == Patience(12, 60, 3600)
    assert (book.senders, book.send_timeout, book.minimum_gap, book.staff) == (4, 30, 1, {})
    assert book.thresholds == Thresholds(hard_returns=1, soft_returns=3, soft_return_days=14)
    assert book.fallback == (Role.LINK_OFFICER, Role.DEPUTY, Role.MONITORING_OFFICER)


def test_tasks_as_shipped_are_those_of_the_program_and_may_be_changed(folder: Path) -> None:
    book = load_rulebook(folder)
    assert (book.task_rules, book.flow_silent_hours) == (DEFAULT_RULES, 26)
    change(folder, "office.yaml", "  hold_ended: {owner: caseworker, due_in_working_days: 1}\n", "  hold_ended: {}\n")
    change(folder, "office.yaml", "escalation: {due_in_working_days: 5}", "escalation: {due_in_working_days: 0}")
    rules = load_rulebook(folder).task_rules
    changed = {TaskKind.ESCALATION: TaskRule(StaffRole.CASEWORK_MANAGER, 0)}
    assert rules == DEFAULT_RULES | changed


def test_only_the_five_council_types_are_compared(folder: Path) -> None:
    book = load_rulebook(folder)
    assert book.comparators == set(AuthorityType) - {AuthorityType.OTHER}
    assert set(book.type_labels) == set(AuthorityType)


@pytest.mark.parametrize("words", ["immediately", "without delay", "Without  further Delay", "as soon as possible"])
def test_words_without_a_length_are_five_working_days(folder: Path, words: str) -> None:
    assert parse_period(words, load_rulebook(folder).periods) == Period(5, Unit.WORKING_DAYS)


def test_every_known_category_proposes_evidence(folder: Path) -> None:
    book = load_rulebook(folder)
    assert set(book.categories) == CATEGORIES
    assert all(book.categories.values())


@pytest.mark.parametrize(
    ("name", "anchor", "offset", "unit", "template", "recipients", "task_for"),
    [
        ("logged", "logged", 0, "working_days", "logged", ["link_officer"], None),
        ("due_in_10_working_days", "due", -10, "working_days", "due_soon", ["link_officer"], None),
        ("due_in_3_working_days", "due", -3, "working_days", "due_soon", ["link_officer"], None),
        ("due_today", "due", 0, "working_days", "due_today", ["link_officer"], None),
        ("overdue_5_working_days", "due", 5, "working_days", "overdue", ["link_officer", "deputy"], None),
        ("overdue_10_working_days", "due", 10, "working_days", "escalated", ["chief_executive"], "casework_manager"),
        ("overdue_20_working_days", "due", 20, "working_days", "", [], "director"),
        ("delayed_remedy", "decided", 11, "months", "", [], "casework_manager"),
    ],
)
def test_the_default_ladder(
    folder: Path,
    name: str,
    anchor: str,
    offset: int,
    unit: str,
    template: str,
    recipients: list[str],
    task_for: str | None,
) -> None:
    step = load_rulebook(folder).default_ladder.step(name)
    assert (step.anchor, step.offset, step.unit) == (Anchor(anchor), offset, OffsetUnit(unit))
    assert (step.template, step.recipients) == (template, tuple(Role(each) for each in recipients))
    assert (step.task_for, bool(step.task)) == (task_for and StaffRole(task_for), task_for is not None)


def test_the_ladder_keeps_the_order_of_its_file(folder: Path) -> None:
    steps = [step.name for step in load_rulebook(folder).default_ladder.steps]
    assert (len(steps), steps[0], steps[-2:]) == (8, "logged", ["overdue_20_working_days", "delayed_remedy"])


def test_the_ladders_that_come_with_it_and_whom_they_are_for(folder: Path) -> None:
    book = load_rulebook(folder)
    assert book.default_ladder.name == "R1"
    chosen = {
        (kind, clock): book.ladder_for(kind, AuthorityType.OTHER, clock).name
        for kind in Kind
        for clock in ("", "public_report", "care_provider", "another")
    }
    assert chosen == {
        (Kind.PERSONAL_REMEDY, ""): "R1",
        (Kind.PERSONAL_REMEDY, "public_report"): "public_report",
        (Kind.PERSONAL_REMEDY, "care_provider"): "care_provider",
        (Kind.PERSONAL_REMEDY, "another"): "R1",
        (Kind.SERVICE_IMPROVEMENT, ""): "service_improvement",
        (Kind.SERVICE_IMPROVEMENT, "public_report"): "public_report",
        (Kind.SERVICE_IMPROVEMENT, "care_provider"): "care_provider",
        (Kind.SERVICE_IMPROVEMENT, "another"): "R1",
    }
    longer = {step.name: step.offset for step in book.ladders["service_improvement"].steps}
    assert (longer["due_in_20_working_days"], longer["due_in_5_working_days"]) == (-20, -5)


def test_a_step_finds_its_ladder_by_name_and_one_from_before_names_has_the_default(folder: Path) -> None:
    book = load_rulebook(folder)
    assert book.ladder_of("care_provider") is book.ladders["care_provider"]
    assert book.ladder_of("") is book.default_ladder
    assert book.ladder_of("a ladder of last year") is None


def test_hours_and_holds(folder: Path) -> None:
    book = load_rulebook(folder)
    assert (book.hours, book.longest_hold) == (SendingHours(time(7), time(19)), 90)


def test_notices(folder: Path) -> None:
    book = load_rulebook(folder)
    assert set(book.notices) == {
        "satisfied",
        "evidence_insufficient",
        "deadline_changed",
        "extension_refused",
        "reopened",
        "outcome_withdrawn",
        "chief_executive",
    }
    assert book.notices["satisfied"] == Notice("satisfied", "satisfied", (Role.LINK_OFFICER,))


def test_who_hears_of_a_public_report_gets_its_notices(folder: Path) -> None:
    book = load_rulebook(folder)
    everybody = {role for step in book.ladders["public_report"].steps for role in step.recipients}
    for name in set(book.notices) - {"reopened", "outcome_withdrawn", "chief_executive"}:
        assert set(book.told(name, "public_report")) == everybody
        assert book.told(name, "R1") == book.told(name, "") == book.told(name, "one of last year") == OFFICER
    assert book.told("chief_executive", "public_report") == (Role.CHIEF_EXECUTIVE,)


def test_the_default_ladder_may_say_who_gets_its_notices(folder: Path) -> None:
    change(folder, "ladder.yaml", "  R1:\n", "  R1:\n    notices: {satisfied: [link_officer, deputy]}\n")
    book = load_rulebook(folder)
    assert book.told("satisfied", "R1") == (Role.LINK_OFFICER, Role.DEPUTY)
    assert book.told("deadline_changed", "R1") == book.told("satisfied", "service_improvement") == OFFICER


def test_an_office_may_change_what_is_policy(folder: Path) -> None:
    change(folder, "office.yaml", 'year_end: "03-31"', "year_end: 12-31")
    change(folder, "office.yaml", "year_of_outcome: recorded", "year_of_outcome: due")
    change(folder, "office.yaml", "staff: {}", "staff: {director: director@ombudsman.example}")
    change(folder, "periods.yaml", "immediately: 5 working days", "AT  once: 2 days")
    book = load_rulebook(folder)
    assert (book.year_end, book.year_by) == ((12, 31), YearBy.DUE)
    assert book.staff == {StaffRole.DIRECTOR: "director@ombudsman.example"}
    assert book.periods["at once"] == Period(2, Unit.DAYS)


def test_what_has_a_default_may_be_left_out(folder: Path) -> None:
    whole = load_rulebook(folder)
    (folder / "office.yaml").write_text(
        "name: Audit office\ntime_zone: Europe/Paris\nyear_end: 12-31\n"
        "mail: {from: a@b.example, reply_to: c@d.example, sign_off: The auditors}\n",
        encoding="utf-8",
    )
    bare = load_rulebook(folder)
    assert bare.hours is None
    for name in (
        "year_by",
        "similar",
        "patience",
        "senders",
        "send_timeout",
        "minimum_gap",
        "staff",
        "longest_hold",
        "thresholds",
        "fallback",
    ):
        assert getattr(bare, name) == getattr(whole, name), name


def test_templates_at_notify_and_the_policy_for_doubts(folder: Path) -> None:
    book = load_rulebook(folder)
    assert book.notify == NotifyTemplates(text_body="Please contact us for the details.")
    assert book.doubts == Doubts(DoubtPolicy.PERSON, timedelta(hours=24))
    change(folder, "office.yaml", "in_doubt: person", "in_doubt: assume_sent")
    change(folder, "office.yaml", "in_doubt_after_hours: 24", "in_doubt_after_hours: 1.5")
    change(folder, "notify.yaml", "email: {}", f"email: {{template_id: {ID.upper()}, reply_to_id: {ID}}}")
    change(folder, "notify.yaml", "text_message: {}", f"text_message: {{template_id: {ID}, body: Ring us.}}")
    book = load_rulebook(folder)
    assert book.notify == NotifyTemplates(ID, ID, ID, "", "Ring us.")
    assert book.doubts == Doubts(DoubtPolicy.ASSUME_SENT, timedelta(hours=1.5))


def test_an_office_without_notify_needs_no_file_for_it(folder: Path) -> None:
    (folder / "notify.yaml").unlink()
    assert load_rulebook(folder).notify == NotifyTemplates()


def test_a_byte_order_mark_is_accepted(folder: Path) -> None:
    file = folder / "periods.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert "immediately" in load_rulebook(folder).periods


@pytest.mark.parametrize(("lease", "seconds"), [(300, 30), (60, 30), (59, 29), (5, 2), (1, 1)])
def test_one_attempt_takes_at_most_half_of_a_lease(folder: Path, lease: int, seconds: int) -> None:
    assert load_rulebook(folder).send_timeout_within(lease) == seconds


def test_each_calendar_has_its_own_holidays(folder: Path) -> None:
    calendars = load_rulebook(folder).calendars
    battle_of_the_boyne, easter_monday = date(2027, 7, 12), date(2027, 3, 29)
    closed = {name: [not each.is_working_day(day) for day in (battle_of_the_boyne, easter_monday)]
              for name, each in calendars.items()}  # fmt: skip
    assert closed == {
        "england-and-wales": [False, True],
        "scotland": [False, False],
        "northern-ireland": [True, True],
    }


def test_the_default_calendar_is_the_named_one(folder: Path) -> None:
    assert load_rulebook(folder).calendar.name == "england-and-wales"
    change(folder, "calendars.yaml", "default: england-and-wales", "default: scotland")
    assert load_rulebook(folder).calendar.name == "scotland"


def test_the_lists_of_the_publication_guard(folder: Path) -> None:
    change(folder, "publication.yaml", "  - 99 999 999", "  - AA/99999")
    rules = load_rulebook(folder).publication
    assert rules.case_references == ("AA/99999",)
    assert {"Mr", "Mrs"} <= rules.titles
    assert {"jane", "fatima"} <= rules.names
    assert {"mark", "may"} <= rules.names_and_words
    assert not rules.names & rules.names_and_words
    (folder / "publication.yaml").write_text("case_references: []\n", encoding="utf-8")
    assert load_rulebook(folder).publication == GuardRules()
