"""The `amends` command: its commands, and the one place where an error becomes a line and an exit code.

Importing this is quick: what a command needs of the rest is imported when it runs.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import cache
from typing import Any

import typer

from compliance.cli import (
    addresses,
    deadlines,
    exchange,
    figures,
    installation,
    ledger,
    moving,
    proposing,
    proving,
    recording,
    running,
    statutory,
    waiting,
)
from compliance.cli.authorities import authority
from compliance.cli.calendars import calendar
from compliance.cli.caseworkers import caseworker
from compliance.cli.closures import closure
from compliance.cli.escalating import escalate
from compliance.cli.holding import hold
from compliance.cli.ladders import ladder
from compliance.cli.listing import list_
from compliance.cli.notes import note
from compliance.cli.paper import tell
from compliance.cli.people import task, tasks
from compliance.cli.staff import staff
from compliance.cli.summaries import summary
from compliance.domain.errors import AmendsError, MalformedImport, Unanswered, WrongUse

DONE, REFUSED, WRONG_USE = 0, 1, 2
INTERRUPTED, BROKEN_PIPE = 130, 141  # what a shell reports for SIGINT and SIGPIPE

app = typer.Typer(
    name="amends",
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help="Follows the remedies an ombudsman recommends until the authorities have made amends.\n\n"
    "Start with: amends init, then amends import FOLDER, then amends run-day every working day (or amends serve).",
    epilog="Exit codes: 0 done, 1 refused by a rule (one line on stderr says which), 2 wrong use. "
    "Reference: docs/reference/commands.md",
)
SECTIONS = (
    ("Set up", (installation.init, installation.check, installation.demo, installation.serve, installation.pages)),
    ("Bring in and take out", (exchange.import_, exchange.export)),
    ("Record", (recording.log, recording.response, moving.extend, moving.correct, moving.reopen, moving.resend)),
    ("Look", (list_, deadlines.deadline, deadlines.forecast, ledger.explain, ledger.messages, tasks)),
    ("Run and report", (running.run_day, running.settle, addresses.returned_mail, figures.letter_data)),
)
for section, section_commands in SECTIONS:
    for function in section_commands:
        app.command(function.__name__.strip("_").replace("_", "-"), rich_help_panel=section)(function)
app.add_typer(proving.evidence, name="evidence", rich_help_panel="Record")
proposing.add_to(proving.outcome)
app.add_typer(proving.outcome, name="outcome", rich_help_panel="Record")
app.add_typer(moving.extension, name="extension", rich_help_panel="Record")
app.add_typer(moving.clock, name="clock", rich_help_panel="Record")
authority.add_typer(closure, name="closure")
app.add_typer(statutory.statutory, name="statutory", rich_help_panel="Record")
app.add_typer(waiting.wait, name="wait", rich_help_panel="Record")
app.add_typer(hold, name="hold", rich_help_panel="Record")
app.add_typer(summary, name="summary", rich_help_panel="Record")
app.add_typer(caseworker, name="caseworker", rich_help_panel="Record")
app.add_typer(note, name="note", rich_help_panel="Record")
app.add_typer(escalate, name="escalate", rich_help_panel="Record")
app.add_typer(ladder, name="ladder", rich_help_panel="Look")
app.add_typer(authority, name="authority", rich_help_panel="Record")
app.add_typer(addresses.address, name="address", rich_help_panel="Record")
app.add_typer(task, name="task", rich_help_panel="Record")
app.add_typer(calendar, name="calendar", rich_help_panel="Set up")
app.add_typer(staff, name="staff", rich_help_panel="Set up")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code; whatever goes wrong is said in one line on stderr, never a traceback."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = _run(words)
        sys.stdout.flush()
    except typer.TyperException as misused:
        code = _misused(misused)
    except MalformedImport as malformed:
        tell(*(str(fault) for fault in malformed.faults), str(malformed))
        code = REFUSED
    except Unanswered as unanswered:
        tell(*unanswered.lines, str(unanswered))
        code = REFUSED
    except AmendsError as error:
        tell(str(error))
        code = WRONG_USE if isinstance(error, WrongUse) else REFUSED
    except BrokenPipeError:
        code = _nobody_reads()
    except OSError as error:
        tell(_said_by_the_machine(error))
        code = WRONG_USE
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    if code == INTERRUPTED:
        tell("interrupted; what was finished by then is kept")
    return code


@cache
def _command() -> Any:
    # A process that carries out several commands reads the signatures of all of them once.
    return typer.main.get_command(app)


def _run(words: Sequence[str]) -> int:
    if "_AMENDS_COMPLETE" in os.environ:
        app(prog_name="amends")
    # The system hands over bytes that are no text as lone surrogates, which no database and no terminal takes.
    if any("\ud800" <= letter <= "\udfff" for word in words for letter in word):
        raise WrongUse("an argument holds bytes that are no UTF-8 text")
    command = _command()
    try:
        with command.make_context("amends", list(words) or ["--help"]) as context:
            command.invoke(context)
    except typer.Exit as end:
        return end.exit_code
    return DONE


def _misused(error: typer.TyperException) -> int:
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "amends"
    said = " ".join(error.format_message().replace("Value error, ", "").split()).rstrip(".")
    tell(f"{said}; see '{path} --help'")
    return error.exit_code


def _nobody_reads() -> int:
    # Python flushes stdout once more at its end; a reader that has gone must not turn that into a second error.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return BROKEN_PIPE


def _said_by_the_machine(error: OSError) -> str:
    why = error.strerror or str(error) or type(error).__name__
    return f"{error.filename}: {why}" if error.filename else why
