"""`amends demo`: what the program does, shown on real figures and on a small office, in under two minutes."""

from __future__ import annotations

import os
import shutil
from datetime import date, timedelta
from pathlib import Path

from rich.console import Console

from compliance.demo.comparison import Compared, compare
from compliance.demo.mail_server import LocalMailServer
from compliance.demo.published import PublishedRow, read_published
from compliance.demo.replay import make_history, write_tables
from compliance.demo.screen import Screen
from compliance.demo.small_office import LEFT, LOOKED_AFTER, OPENED, case, write_small_office
from compliance.demo.story import STORY
from compliance.domain.errors import Refused
from compliance.runtime import Installation, open_installation, read_settings
from compliance.store.migrate import upgrade
from compliance.usecases.assign_caseworker import assign_case
from compliance.usecases.demo_people import add_demo_people
from compliance.usecases.import_folder import import_folder
from compliance.usecases.measure_compliance import measure_compliance
from compliance.usecases.prepare_letters import prepare_letters

MARKER = ".amends-demo"
LAST_DAY = date(2026, 4, 24)
PREFIX = "AMENDS_"
# Settings that lead nobody away: the one is given anew, and where pages are served is as good for these.
KEPT = ("AMENDS_HOME", "AMENDS_PORT")


def run_demo(console: Console) -> int:
    """Run the demonstration; 0 when every computed figure equals the published one and the story came out right."""
    screen = Screen(console)
    before = read_settings()
    home = fresh_home(before.home / "demo")
    others = [name for name in os.environ if name.startswith(PREFIX)]
    for name in others:
        del os.environ[name]
    os.environ["AMENDS_HOME"] = str(home)
    screen.title("Amends follows an ombudsman's remedies until they are done. This is what it does.")
    equal = _replay(screen, home)
    _live(screen, home)
    screen.next_steps(home, [name for name in others if name not in KEPT], LAST_DAY, before.port)
    return 0 if equal else 1


def fresh_home(home: Path) -> Path:
    """An empty folder for the demonstration; a folder it did not make itself is left alone."""
    if home.exists() and any(home.iterdir()) and not (home / MARKER).exists():
        raise Refused(f"{home} holds something that is not the demonstration's: move it away or set AMENDS_HOME")
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    (home / MARKER).write_text("made by amends demo; it is replaced at each run\n", encoding="utf-8")
    return home


def _bring_in(office: Installation, folder: Path, screen: Screen, *, history: bool) -> str:
    with screen.progress() as progress:
        report = import_folder(
            office.store,
            office.rulebook,
            office.moment(),
            folder,
            history=history,
            dry_run=False,
            evidence_folder=office.settings.evidence_folder,
            address_fault=office.switchboard.fault,
            progress=progress,
        )
    return f"{report.new('decisions'):,} decisions and {report.new('recommendations'):,} recommendations"


def _replay(screen: Screen, home: Path) -> bool:
    """Part one: history with published counts goes in, letter data comes out, both stand side by side."""
    rows = read_published()
    screen.part(1, f"History: {len(rows)} published annual statistics, computed again from cases")
    history = make_history(rows)
    folder = write_tables(home / "published-import", history.tables)
    screen.say(f"{len(rows)} published rows became an import folder of made-up cases with the same counts: {folder}")
    with open_installation(need_database=False) as office:
        upgrade(office.store)
        screen.say(f"Imported as history: {_bring_in(office, folder, screen, history=True)}; no message can come of it")
        compared = _compare(office, rows)
    screen.comparison(compared)
    wrong = [each for each in compared if not each.equal]
    if wrong:
        screen.alarm(f"{len(wrong)} of {len(compared)} rows differ from what was published")
    else:
        screen.good(f"all {len(compared)} rows equal: three rates with their counts, and late ones where published")
    return not wrong


def _compare(office: Installation, rows: list[PublishedRow]) -> list[Compared]:
    letters = {}
    with office.store.reading() as session:
        for year_ending in sorted({row.year_ending for row in rows}):
            year = measure_compliance(session, office.rulebook, year_ending, office.moment().now)
            for code in year.bodies:
                letters[(code, year_ending.isoformat())] = year.letter_data(code)
            prepare_letters(session, office.rulebook, year_ending, office.moment().now, office.settings.export_folder)
    return compare(rows, letters)


def _live(screen: Screen, home: Path) -> None:
    """Part two: the small office from its first day on, through the real flows and a real mail server."""
    screen.part(2, "A small office: five authorities, some twenty open recommendations, eight weeks of spring 2026")
    folder = write_small_office(home / "office-import")
    with LocalMailServer(home / "mail", frozenset({LEFT})) as server:
        os.environ["AMENDS_MAIL_URL"] = server.url
        with open_installation(OPENED) as office:
            screen.say(f"Imported as open cases: {_bring_in(office, folder, screen, history=False)}")
            _give_out(office)
        screen.say(f"A mail server listens at {server.url}; the mailbox {LEFT} no longer exists there")
        screen.say("Each working day runs the scheduled flows on an embedded Prefect, which starts now (some seconds)")
        _walk(screen)
        screen.summary(home, server.office.delivered, server.office.refused, OPENED, LAST_DAY)


def _give_out(office: Installation) -> None:
    """Let in the people of the demonstration, and say who looks after which case."""
    with office.store.writing() as session:
        moment = office.moment()
        add_demo_people(session, office.rulebook.roles, moment)
        for person, suffixes in LOOKED_AFTER.items():
            for suffix in suffixes:
                assign_case(session, moment, case(suffix), person)


def _walk(screen: Screen) -> None:
    # Prefect reads its settings when it is first imported, so they must be in place before.
    from flows.embedded import prepare  # noqa: PLC0415  # see above

    prepare(read_settings())
    from flows.day import run_day_now  # noqa: PLC0415  # see above

    day = OPENED
    while day <= LAST_DAY:
        with open_installation(day) as office:
            told = STORY[day](office) if day in STORY else ""
            working = office.rulebook.calendar.is_working_day(day)
        if working:
            for report in run_day_now(day, announce=day == LAST_DAY):
                screen.day(day, report, told)
        day += timedelta(days=1)
