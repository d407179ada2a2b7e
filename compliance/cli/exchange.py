"""Commands that bring cases in and take them out, in the documented exchange format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from compliance.cli.opening import acting, opened
from compliance.cli.options import AsOf, By, Shape
from compliance.cli.paper import Format, answer, count, say, show, table
from compliance.cli.progress import progress

if TYPE_CHECKING:
    from compliance.usecases.import_plan import ImportReport

MOST_ADDED = 20

Source = Annotated[
    Path, typer.Argument(metavar="SOURCE", exists=True, help="A folder of CSV files, or one .xlsx or .ods workbook.")
]
History = Annotated[
    bool, typer.Option("--history", help="Old cases: they count in the figures and never cause a message.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Check everything and write nothing.")]

Alike = Annotated[
    bool,
    typer.Option("--alike", help="Take references as they are written: those that look alike are of different cases."),
]


def import_(
    source: Source,
    history: History = False,
    dry_run: DryRun = False,
    alike: Alike = False,
    by: By = "",
    as_of: AsOf = None,
    shape: Shape = Format.TABLE,
) -> None:
    """Import authorities, cases, recommendations, evidence and outcomes: all of them, or nothing.

    Every malformed cell is reported at once. Importing the same again changes nothing.

    Example: amends import old-cases/ --history --dry-run
    """
    from compliance.usecases.import_folder import import_folder

    with opened(as_of) as office, progress() as report:
        done = import_folder(
            office.store,
            office.rulebook,
            acting(office, by),
            source,
            history=history,
            dry_run=dry_run,
            evidence_folder=office.settings.evidence_folder,
            address_fault=office.switchboard.fault,
            progress=report,
            alike=alike,
        )
    data = asdict(done)
    del data["first"], data["mark"]
    answer(shape, data, lambda: _show_import(done, _unread(source, done)))


def _unread(source: Path, done: ImportReport) -> list[str]:
    """The files of a folder that are no table and that no row of evidence names."""
    files = [each.name for each in source.iterdir() if each.is_file()] if source.is_dir() else []
    return sorted(name for name in files if not name.startswith(".") and name not in done.read)


def _show_import(done: ImportReport, unread: list[str]) -> None:
    rows = [(name, f"{each.new:,}", f"{each.changed:,}", f"{each.unchanged:,}") for name, each in done.counts.items()]
    show(table("", ("Table", "New", "Changed", "Known already"), rows))
    if done.changes:
        title = "What would change" if done.dry_run else "What changed"
        cells = [
            tuple(each[name] or "nothing" for name in ("table", "row", "column", "was", "now")) for each in done.changes
        ]
        show(table(title, ("Table", "Row", "Column", "Before", "Then" if done.dry_run else "Now"), cells))
    if done.added:
        _show_added(done)
    if unread:
        say(f"Not read, as no table and named by no row of evidence: {', '.join(unread)}.")
    for row in done.left_out:
        who = f"{row['role'].replace('_', ' ')} of {row['authority_code']}"
        say(f"Left out: {row['address']}, {who}, was retired on {row['retired_on']}.")
    did, will = ("Nothing was written: this was a dry run.", "would be") if done.dry_run else ("Imported.", "")
    will = will or ("is" if done.steps_planned == 1 else "are")
    say(f"{did} {count(done.steps_planned, 'reminder step')} {will} planned.")
    if done.left_to_people:
        late, each = count(done.left_to_people, "recommendation"), "would be" if done.dry_run else "is"
        say(f"{late} so long overdue that no reminder goes out any more: each {each} a caseworker's task.")


def _show_added(done: ImportReport) -> None:
    """What becomes of the first recommendations that were stored before, and how many more there are."""
    title = f"What {'would become' if done.dry_run else 'became'} of stored recommendations"
    headings = ("Recommendation", "Due before", "Due then" if done.dry_run else "Due now", "New evidence", "Outcome")
    rows = [
        (
            each["reference"],
            each["due_was"] or "no date yet",
            _words(each, ("due_on", ""), ("agreed_by", "agreed by ")) or "no date yet",
            _words(each, ("evidence", ""), ("received_on", "the newest received on "), ("submitted_by", "from ")),
            _words(
                each,
                ("outcome", ""),
                ("completed_on", "completed on "),
                ("recorded_on", "recorded on "),
                ("recorded_by", "by "),
                ("approved_by", "approved by "),
            ),
        )
        for each in done.added[:MOST_ADDED]
    ]
    show(table(title, headings, rows))
    if len(done.added) > MOST_ADDED:
        say(f"And {len(done.added) - MOST_ADDED:,} more: --format json has all of them.")


def _words(row: Mapping[str, str], *named: tuple[str, str]) -> str:
    """What a row says in some columns, each with the words in front of it."""
    return ", ".join(f"{before}{row[column]}" for column, before in named if row[column])


Target = Annotated[Path, typer.Argument(metavar="TARGET", help="The folder to write; it is made if need be.")]


def export(target: Target, shape: Shape = Format.TABLE) -> None:
    """Export everything as a folder that amends import takes back.

    Example: amends export backup-2024-05-01/
    """
    from compliance.usecases.export_folder import export_folder

    with opened() as office, progress() as report:
        done = export_folder(office.store, office.rulebook, target, office.settings.evidence_folder, report)
    answer(shape, {"target": str(target), "rows": done}, lambda: _show_export(target, done))


def _show_export(target: Path, done: dict[str, int]) -> None:
    show(table("", ("Table", "Rows"), [(name, f"{rows:,}") for name, rows in done.items()]))
    say(f"Exported to {target}.")
