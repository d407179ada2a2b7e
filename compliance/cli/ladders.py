"""Commands about the reminder ladders: which there are, and what one would do with a recommendation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from compliance.cli.opening import opened
from compliance.cli.options import Shape, day_option, text_option
from compliance.cli.paper import Format, answer, count, day, dim, lines, say, show, table, words
from compliance.domain.authorities import AuthorityType
from compliance.domain.errors import NotFound, WrongUse
from compliance.domain.recommendations import Kind

if TYPE_CHECKING:
    from compliance.domain.calendar import WorkingCalendar
    from compliance.domain.office import Rulebook

ladder = typer.Typer(help="The reminder ladders of config/ladder.yaml, and what they would do.")

LadderName = Annotated[str, typer.Argument(metavar="NAME", help="The ladder's name, as amends ladder list shows it.")]
KindOption = Annotated[Kind, typer.Option("--kind", help="Whom the recommendation serves.")]
TypeOption = Annotated[AuthorityType, typer.Option("--authority-type", help="The type of the authority.")]
Clock = Annotated[
    str, text_option("--clock", "NAME", "The statutory clock it begins, such as public_report; without it none.")
]
DecidedOn = Annotated[
    date, day_option("--decided-on", "The day of the decision; with --clock that of the receipt too.")
]
Period = Annotated[str, text_option("--period", "PERIOD", "Time from that day: '1 month', '20 working days'.")]
DueOn = Annotated[date | None, day_option("--due-on", "A named due date instead of a period.")]
LoggedOn = Annotated[date | None, day_option("--logged-on", "When it is logged; without it on the decision's day.")]
Calendar = Annotated[str, text_option("--calendar", "NAME", "Working calendar; without it the office's default.")]


@ladder.command("list")
def list_(shape: Shape = Format.TABLE) -> None:
    """The ladders there are and whom each is for; needs no database.

    Example: amends ladder list
    """
    from compliance.usecases.simulate_ladder import described

    with opened(need_database=False) as office:
        found = [described(each) for each in office.rulebook.ladders.values()]
    answer(shape, found, lambda: _show_list(found))


def _show_list(found: Sequence[Mapping[str, Any]]) -> None:
    rows = [(each["name"], _scope(each), str(len(each["steps"]))) for each in found]
    show(table("", ("Ladder", "For", "Steps"), rows, kept=("Ladder",)))
    say(f"{count(len(rows), 'ladder')}.")


def _scope(found: Mapping[str, Any]) -> str:
    if found["default"]:
        return "every recommendation that no other ladder is for"
    types = ", ".join(words(each) for each in found["authority_types"])
    named = (
        f"kind {words(found['kind'])}" if found["kind"] else "",
        f"authorities: {types}" if types else "",
        f"statutory clock {found['clock']}" if found["clock"] else "no statutory clock",
    )
    return "; ".join(each for each in named if each)


@ladder.command("show")
def show_(name: LadderName, shape: Shape = Format.TABLE) -> None:
    """The steps of one ladder; needs no database.

    Example: amends ladder show R1
    """
    from compliance.usecases.simulate_ladder import described

    with opened(need_database=False) as office:
        known = office.rulebook.ladders
        if name not in known:
            raise NotFound(f"there is no ladder {name!r}; the office has {', '.join(known)}")
        found = described(known[name])
    answer(shape, found, lambda: _show_ladder(found))


def _show_ladder(found: Mapping[str, Any]) -> None:
    rows = [
        (
            words(step["step"]),
            _offset(step),
            lines(", ".join(words(role) for role in step["recipients"]), dim(step["template"])),
            lines(step["task"], dim(words(step["task_for"] or ""))),
        )
        for step in found["steps"]
    ]
    say(f"Ladder {found['name']}: {_scope(found)}.")
    show(table("", ("Step", "When", "To", "Task"), rows))
    for name, roles in found["notices"].items():
        say(f"Notice {words(name)}: to the {' and the '.join(words(role) for role in roles)}.")


def _offset(step: Mapping[str, Any]) -> str:
    anchor = {"logged": "logging", "due": "the due date", "decided": "the decision"}[step["anchor"]]
    if step["offset"] == 0:
        return f"on the day of {anchor}" if step["anchor"] != "due" else "on the due date"
    side = "after" if step["offset"] > 0 else "before"
    return f"{abs(step['offset'])} {words(step['unit'])} {side} {anchor}"


@ladder.command("simulate")
def simulate(
    kind: KindOption,
    authority_type: TypeOption,
    decided_on: DecidedOn,
    clock: Clock = "",
    period: Period = "",
    due_on: DueOn = None,
    logged_on: LoggedOn = None,
    calendar: Calendar = "",
    shape: Shape = Format.TABLE,
) -> None:
    """A calendar of what such a recommendation would cause if nobody answers; saves nothing, needs no database.

    With --clock it is the clock's first stage: its period and way of counting are those of config/clocks.yaml.

    Example: amends ladder simulate --kind personal_remedy --authority-type county --decided-on 2024-03-05
    --period '1 month'
    """
    from compliance.usecases.simulate_ladder import Example, counted
    from compliance.usecases.simulate_ladder import simulate as lived

    _require_time(clock, period, due_on)
    if due_on is not None and due_on < decided_on:
        raise WrongUse(f"--due-on {due_on} lies before --decided-on {decided_on}")
    logged = logged_on or decided_on
    if logged < decided_on:
        raise WrongUse(f"--logged-on {logged} lies before --decided-on {decided_on}")
    with opened(need_database=False) as office:
        book = office.rulebook
        days = _calendar(book, calendar)
        receipt = counted(book, days, clock, decided_on, period, due_on)
        example = Example(kind, authority_type, clock, decided_on, logged, receipt.due_on, days)
        chosen, found = lived(book, office.composer, example)
    data = {
        "ladder": chosen.name,
        "due_on": receipt.due_on.isoformat(),
        "receipt": receipt.as_dict(),
        "days": [line.as_dict() for line in found],
    }
    answer(shape, data, lambda: _show_days(data))


def _require_time(clock: str, period: str, due_on: date | None) -> None:
    """One of the period and the date; of a statutory clock neither is needed."""
    given = bool(period.strip()) + (due_on is not None)
    if given > 1 or not (given or clock):
        one = "at most" if clock else "exactly"
        raise WrongUse(f"expected {one} one of --period and --due-on")


def _calendar(book: Rulebook, name: str) -> WorkingCalendar:
    if name and name not in book.calendars:
        raise WrongUse(f"there is no calendar {name!r}; the office has {', '.join(sorted(book.calendars))}")
    return book.calendars[name] if name else book.calendar


def _show_days(data: Mapping[str, Any]) -> None:
    say(f"Ladder {data['ladder']}, due on {day(data['due_on'])}.")
    rows = [
        (
            f"{each['weekday'][:3]} {day(each['date'])}",
            lines(words(each["step"]), dim(each["happens"])),
            lines(*_what_happens(each), *(dim(note) for note in each["notes"])),
        )
        for each in data["days"]
    ]
    show(table("", ("Day", "Step", "What happens"), rows, kept=("Day",)))
    sent = sum(1 for each in data["days"] if each["happens"] == "sent")
    say(f"{count(sent, 'reminder')} would go out. Nothing was saved.")


def _what_happens(each: Mapping[str, Any]) -> Iterator[str]:
    """To whom a step writes and what, then the task it raises."""
    if each["to"]:
        yield f"To the {' and the '.join(words(role) for role in each['to'])}: {each['subject']}"
    if each["task"]:
        yield f"Task for the {words(each['task_for'])}: {each['task']}"
