"""Puts the configuration files together into one rulebook."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from compliance.domain.address_health import Thresholds
from compliance.domain.calendar import WorkingCalendar
from compliance.domain.delivery import Patience
from compliance.domain.doubts import Doubts
from compliance.domain.errors import RulebookError
from compliance.domain.hours import SendingHours
from compliance.domain.ladders import Ladder, LadderStep
from compliance.domain.office import Notice, NotifyTemplates, Office, Rulebook
from compliance.rulebook.calendar_shapes import CalendarSection, CalendarsFile
from compliance.rulebook.calendars import working_calendar
from compliance.rulebook.clock_shapes import ClocksFile
from compliance.rulebook.fields import closest
from compliance.rulebook.ladder_shapes import LadderFile, LadderSection, NoticesSection, StepSection
from compliance.rulebook.notify_shapes import NotifyFile
from compliance.rulebook.publication_shapes import PublicationFile
from compliance.rulebook.reading import read
from compliance.rulebook.role_shapes import RolesFile
from compliance.rulebook.shapes import (
    CategoriesFile,
    HoursSection,
    OfficeFile,
    PeriodsFile,
    TypesFile,
)

NOTIFY = "notify.yaml"
FILES = (
    "office.yaml",
    "ladder.yaml",
    "periods.yaml",
    "categories.yaml",
    "authority_types.yaml",
    "calendars.yaml",
    NOTIFY,
    "clocks.yaml",
    "publication.yaml",
    "roles.yaml",
)
TEMPLATES = "templates"
STAFF_TEMPLATE = "escalated"


def load_rulebook(folder: Path) -> Rulebook:
    """Read the configuration in `folder`: the files of `FILES` and the message templates.

    Raises RulebookError for the first fault, with its file and, where there is one, its line.
    """
    _check_names(folder)
    office = read(folder / "office.yaml", OfficeFile)
    clocks = read(folder / "clocks.yaml", ClocksFile).by_name()
    rungs = read(folder / "ladder.yaml", LadderFile, {"templates": folder / TEMPLATES, "clocks": list(clocks)})
    periods = read(folder / "periods.yaml", PeriodsFile).root
    categories = read(folder / "categories.yaml", CategoriesFile).root
    types = read(folder / "authority_types.yaml", TypesFile).by_type()
    wanted = read(folder / "calendars.yaml", CalendarsFile)
    calendars = {name: _calendar(name, section) for name, section in wanted.calendars.items()}
    delivery = office.delivery
    people = read(folder / "roles.yaml", RolesFile)
    _check_staff(folder, office)
    return Rulebook(
        office=_office(office),
        year_end=office.year_end,
        year_by=office.statistics.year_of_outcome,
        similar=office.statistics.similar,
        comparators=frozenset(each for each, section in types.items() if section.comparator),
        type_labels={each: section.label for each, section in types.items()},
        calendars=calendars,
        calendar=calendars[wanted.default],
        periods=periods,
        ladders={name: _ladder(name, section) for name, section in rungs.ladders.items()},
        notices=_notices(rungs.notices),
        categories={name: each.evidence for name, each in categories.items()},
        category_cues={name: each.cues() for name, each in categories.items()},
        patience=Patience(delivery.attempts, delivery.first_wait_seconds, delivery.longest_wait_seconds),
        minimum_gap=delivery.minimum_gap_working_days,
        thresholds=Thresholds(delivery.hard_returns, delivery.soft_returns, delivery.soft_return_days),
        fallback=delivery.fallback,
        hours=_hours(delivery.hours),
        longest_hold=office.holds.longest_days,
        senders=delivery.senders,
        send_timeout=delivery.send_timeout_seconds,
        staff=office.staff,
        task_rules=office.task_rules(),
        flow_silent_hours=office.alarm.flow_silent_hours,
        templates=folder / TEMPLATES,
        stop_categories=office.clock_stops,
        notify=_notify(folder / NOTIFY),
        doubts=Doubts(delivery.in_doubt, timedelta(hours=delivery.in_doubt_after_hours)),
        feed=_feed(folder, wanted.feed),
        review_after=office.waits.review_after_days,
        clocks=clocks,
        publication=read(folder / "publication.yaml", PublicationFile).rules(),
        roles=people.by_name(),
        sign_in=people.sign_in.rules(),
    )


def _check_names(folder: Path) -> None:
    """Refuse a folder that is none, and a file that would silently say nothing because its name is wrong."""
    if not folder.is_dir():
        raise RulebookError(str(folder), "there is no such folder")
    for file in sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")]):
        if file.name not in FILES:
            raise RulebookError(str(file), f"unknown configuration file; {closest(file.name, FILES)}")


def _check_staff(folder: Path, office: OfficeFile) -> None:
    """Staff who have an address are told of a task in the words of an escalation: that template must be there."""
    template = folder / TEMPLATES / STAFF_TEMPLATE
    if office.staff and not template.is_dir():
        raise RulebookError(str(folder / "office.yaml"), f"staff: expected the template folder {template}")


def _office(file: OfficeFile) -> Office:
    return Office(file.name, file.time_zone, file.mail.from_, file.mail.reply_to, file.mail.sign_off)


def _notify(file: Path) -> NotifyTemplates:
    """The templates at GOV.UK Notify; an office that does not send through it needs no such file."""
    if not file.exists():
        return NotifyTemplates()
    wanted = read(file, NotifyFile)
    email, text = wanted.email, wanted.text_message
    return NotifyTemplates(
        email.template_id or "",
        email.reply_to_id or "",
        text.template_id or "",
        text.sender_id or "",
        text.body,
    )


def _calendar(name: str, section: CalendarSection) -> WorkingCalendar:
    extra_days = {each.day: each.name for each in section.extra_days}
    return working_calendar(name, section.holidays, section.official, extra_days)


def _feed(folder: Path, given: str | None) -> str:
    """Where the official list is looked at every day: an address as it is, a path as seen from the configuration."""
    if given is None:
        return ""
    return given if "://" in given else str(folder / given)


def _hours(section: HoursSection | None) -> SendingHours | None:
    return None if section is None else SendingHours(section.from_, section.until)


def _ladder(name: str, section: LadderSection) -> Ladder:
    scope = section.for_.scope if section.for_ else None
    steps = tuple(_step(each, rung) for each, rung in section.steps.items())
    return Ladder(name, steps, scope, section.notices.by_name())


def _step(name: str, section: StepSection) -> LadderStep:
    return LadderStep(
        name,
        section.anchor,
        section.offset,
        section.unit,
        section.template or "",
        section.recipients,
        section.task_for,
        section.task or "",
    )


def _notices(section: NoticesSection) -> dict[str, Notice]:
    names = type(section).model_fields
    return {name: Notice(name, getattr(section, name).template, getattr(section, name).recipients) for name in names}
