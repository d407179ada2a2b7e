"""What `amends check` looks at, one finding each; a finding that cannot be made says so and counts as a fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rich.text import Text

from compliance.cli.paper import count, day, say, show, table
from compliance.cli.progress import progress
from compliance.domain.calendar import SHORTEST_HORIZON
from compliance.domain.delivery import Result
from compliance.domain.errors import AmendsError, RulebookError
from compliance.runtime import Installation, machine_now, open_installation, read_settings
from compliance.store.migrate import head, require
from compliance.usecases.calendars_in_force import dates_behind
from compliance.usecases.needs_a_person import reached_nobody
from compliance.usecases.run_ledger import latest_runs
from compliance.usecases.verify_history import verify_history
from compliance.usecases.watch_flows import never_ran, silent_flows


@dataclass(frozen=True)
class Item:
    """One thing looked at: its name, whether it is well, and what was found."""

    name: str
    ok: bool
    detail: str


def look_over(as_of: date | None) -> list[Item]:
    """Look at everything; what hangs on something broken is left out."""
    try:
        settings = read_settings()
    except AmendsError as error:
        return [Item("settings", False, str(error))]
    items = [Item("settings", True, f"home {settings.home}")]
    try:
        office = open_installation(as_of, need_database=False)
    except RulebookError as error:
        of_template = "templates" in Path(error.file).parts
        known = [Item("configuration", True, str(settings.config_folder))] if of_template else []
        return [*items, *known, Item("templates" if of_template else "configuration", False, str(error))]
    except AmendsError as error:
        return [*items, Item("channels", False, str(error))]
    with office:
        return [*items, *_of_installation(office)]


def _of_installation(office: Installation) -> Iterator[Item]:
    book = office.rulebook
    steps = count(len(book.ladders), "reminder ladder")
    categories = count(len(book.categories), "remedy category", "remedy categories")
    yield Item("configuration", True, f"{office.settings.config_folder}: {steps}, {categories}")
    yield Item("templates", True, f"{book.templates}: all can be filled")
    database = _found("database", lambda: _database(office))
    yield database
    yield _horizon(office)
    yield _channels(office)
    if office.settings.returned_mail_url is not None:
        yield _found("returned mail", lambda: _returned_mail(office))
    if database.ok:
        yield _found("open dates", lambda: _dates(office))
        yield _found("history", lambda: _history(office))
        yield _found("flows", lambda: _flows(office))
        yield _found("unreached", lambda: _unreached(office))


def _found(name: str, look: Callable[[], Item]) -> Item:
    try:
        return look()
    except (AmendsError, OSError) as error:
        return Item(name, False, str(error))


def _database(office: Installation) -> Item:
    require(office.store)
    with office.store.writing():
        return Item("database", True, f"{office.store.shown_url}, schema {head()}, can be written")


def _horizon(office: Installation) -> Item:
    calendar = office.rulebook.calendar
    left = calendar.days_left(office.today)
    detail = f"{calendar.name}: bank holidays are known until {day(calendar.horizon)}, {count(left, 'day')} ahead"
    if left < SHORTEST_HORIZON:
        update = "run 'amends calendar update' with the newest official list"
        return Item("calendar", False, f"{detail}; under {SHORTEST_HORIZON}: {update}")
    return Item("calendar", True, detail)


def _dates(office: Installation) -> Item:
    with office.store.reading() as session:
        behind = dates_behind(session, office.rulebook, office.today)
    return Item("open dates", not behind, behind or "all stand as the calendars in force have them")


def _channels(office: Installation) -> Item:
    reached = office.switchboard.probe()
    return Item("channels", reached.result in (Result.ACCEPTED, Result.UNKNOWN), reached.detail)


def _returned_mail(office: Installation) -> Item:
    mailbox = office.returned_mailbox()
    if mailbox is None:
        return Item("returned mail", True, "is not read")
    with closing(mailbox):
        there = sum(1 for _ in mailbox.pieces())
    return Item("returned mail", True, f"{mailbox.name} can be read, {count(there, 'mail')} there")


def _flows(office: Installation) -> Item:
    from flows.embedded import prepare

    prepare(office.settings)
    from flows.schedules import expected

    hours = office.rulebook.flow_silent_hours
    with office.store.reading() as session:
        ran = latest_runs(session)
        silent = silent_flows(session, expected(office.rulebook), machine_now(), hours)
        unrun = never_ran(session, office.today, hours)
    if unrun:
        return Item("flows", False, unrun)
    if silent:
        return Item("flows", False, "; ".join(each.said() for each in silent))
    if not ran:
        return Item("flows", True, "none has run here yet: amends serve, or amends run-day")
    return Item("flows", True, f"{count(len(ran), 'flow')} known to have run, none is silent")


def _unreached(office: Installation) -> Item:
    with office.store.reading() as session:
        troubles = reached_nobody(session, office.today)
    if troubles:
        return Item("unreached", False, f"{'; '.join(troubles)}; see amends tasks")
    return Item("unreached", True, "no open task says that something reached nobody")


def _history(office: Installation) -> Item:
    with office.store.reading() as session, progress() as report:
        found = verify_history(session, report)
    if found.broken:
        stream, seq = found.broken[0]
        more = f" and {count(len(found.broken) - 1, 'other stream')}" if len(found.broken) > 1 else ""
        return Item("history", False, f"{stream} was changed afterwards at event {seq}{more}")
    return Item("history", True, f"{count(found.events, 'event')} in {count(found.streams, 'unbroken chain')}")


def show_checklist(items: Sequence[Item]) -> None:
    """The checklist for people."""
    marks = {True: Text("ok", style="green"), False: Text("FAULT", style="bold red")}
    rows = [(marks[item.ok], item.name, item.detail) for item in items]
    show(table("", ("", "Check", "Found"), rows, kept=("", "Check")))
    faults = sum(not item.ok for item in items)
    say(f"{count(faults, 'fault')} found." if faults else "All is well.")
