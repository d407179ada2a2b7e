"""The tables of `amends explain`: one recommendation from its decision to its outcome."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from compliance.cli.ledger import message_table
from compliance.cli.paper import (
    count,
    day,
    dim,
    facts,
    instant,
    lines,
    say,
    show,
    state,
    table,
    words,
)
from compliance.domain.reminders import step_in_words
from compliance.domain.wording import ISO_DATE, STORED_NAME, spoken

Rows = Sequence[Mapping[str, Any]]
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")
# What the tables above show at length, and what is for machines.
LEFT_OUT = frozenset(
    {
        "action",
        "categories",
        "decision_reference",
        "expected_evidence",
        "fingerprint",
        "media_type",
        "receipt",
        "recorded_at",
        "reference",
        "sha256",
        "steps",
    }
)
CALLED = {"live": "reminders"}


def show_explained(data: Mapping[str, Any]) -> None:
    """Print everything `explain` found, section by section; empty ones are left out."""
    for section in _sections(data):
        show(section)
    events = count(len(data["events"]), "event")
    whole = "an unbroken chain" if data["history_intact"] else "BROKEN: what is stored was changed afterwards"
    say(f"History of {events}: {whole}.")


def _sections(data: Mapping[str, Any]) -> Iterator[RenderableType]:
    yield _about(data)
    yield _deadlines(data["deadlines"])
    if data["steps"]:
        yield _steps(data["steps"])
    if data["messages"]:
        yield message_table("Messages", data["messages"])
    if data["evidence"]:
        yield _evidence(data["evidence"])
    if data["holds"]:
        yield _holds(data["holds"])
    yield _events(data["events"])


def _about(data: Mapping[str, Any]) -> RenderableType:
    record, outcome = data["recommendation"], data["outcome"]
    due = day(record["due_on"]) or "open-ended"
    if record["original_due_on"] and record["due_on"] != record["original_due_on"]:
        due += f" (originally {day(record['original_due_on'])})"
    pairs: list[tuple[str, str | Text]] = [
        ("Case", f"{record['decision']}, decided {day(record['decided_on'])}, authority {record['authority_code']}"),
        ("Kind", words(record["kind"]) + (", history: it never causes a message" if record["history"] else "")),
        ("Action", record["action"]),
        ("Categories", "\n".join(record["categories"])),
        ("Evidence wanted", _evidence_wanted(record)),
        ("Public summary", _summary(data["public_summaries"])),
        ("Answer", record["response"] or "none yet"),
        ("Looked after by", record["caseworker"]),
        ("Due", due),
        ("Sums", "\n".join(each["words"] for each in data["sums"])),
        ("Waits for", "\n".join(_wait(each) for each in data["waits"])),
        ("Stands", _outcome(outcome) if outcome else _open(record)),
        ("Cannot be reached", _unreachable(data["reachability"])),
        ("Next", _next(data["next_action"])),
    ]
    return facts(pairs, title=f"Recommendation {record['reference']}")


def _evidence_wanted(record: Mapping[str, Any]) -> str:
    usual = ["as is usual for its categories: nothing was stated"] if record["evidence_from_categories"] else []
    return "\n".join([*record["expected_evidence"], *usual])


def _summary(versions: Rows) -> Text | str:
    if not versions or not versions[-1]["summary"]:
        return ""
    newest = versions[-1]
    overruled = [dim(f"overruled: {each['words']}, {each['reason']}") for each in newest["overruled"]]
    held = "" if newest["state"] == "clear" else dim(f"{words(newest['state'])}: it is shown nowhere")
    return lines(newest["summary"], held, *overruled)


def _next(action: Mapping[str, Any]) -> Text:
    by = f", by {day(action['by'])}" if action["by"] else ""
    whose = "" if action["who"] == "nobody" else f"{words(action['who'])}: "
    return lines(f"{whose}{spoken(action['what'])}{by}", dim(action["command"]))


def _wait(wait: Mapping[str, Any]) -> str:
    then = f", due {wait['period']} after it" if wait["period"] else ", due that day"
    review = f"to be reviewed on {day(wait['review_on'])}"
    ended = f"ended {day(wait['ended_on'])} ({wait['ended_by']})" if wait["ended_on"] else ""
    return f"{wait['waits_for']}{then}; {ended or review}"


def _open(record: Mapping[str, Any]) -> str:
    waiting, held = record["evidence_waiting"], record["hold_ends_on"]
    on_hold = f", reminders on hold until {day(held)}" if held else ""
    return "open" + (f", {count(waiting, 'piece')} of evidence waiting for review" if waiting else "") + on_hold


def _outcome(outcome: Mapping[str, Any]) -> Text:
    late = ", late" if outcome["late"] else ""
    completed = f", completed {day(outcome['completed_on'])}" if outcome["completed_on"] else ""
    approved = f", approved by {outcome['approved_by']}" if outcome["approved_by"] else ""
    recorded = f"recorded {day(outcome['recorded_on'])} by {outcome['recorded_by']}{approved}"
    return lines(Text.assemble(state(outcome["outcome"]), late, completed), recorded, outcome["reason"])


def _unreachable(reached: Mapping[str, Any]) -> str:
    """Stands right below what became of it: a late outcome is another matter when nobody could be reached (R6)."""
    if reached["reachable"]:
        return ""
    since = f"since {day(reached['unreachable_since'])}: " if reached["unreachable_since"] else ""
    return f"{since}{reached['why']}"


def _deadlines(versions: Rows) -> RenderableType:
    return table(
        "Due dates",
        ("Due", "Why"),
        [(day(each["due_on"]) or "open-ended", _why(each)) for each in versions],
        kept=("Due",),
    )


def _why(version: Mapping[str, Any]) -> Text:
    receipt = version["receipt"]
    agreed = f", agreed {day(version['agreed_on'])} by {version['approved_by']}" if version["approved_by"] else ""
    said = " ".join(receipt["words"])
    steps = [dim(f"{day(step['day'])}: {spoken(step['note'])}") for step in receipt["steps"]]
    rule = f"{words(version['kind'])}{agreed}: {spoken(receipt['rule'])}"
    return lines(
        rule, said, version["reason"], *steps, dim(f"calendar {receipt['calendar']}, {receipt['calendar_version']}")
    )


def _steps(steps: Rows) -> RenderableType:
    rows = [(day(each["on"]), step_in_words(each["step"]), state(each["state"]), lines(each["why"])) for each in steps]
    return table("Reminder steps", ("Day", "Step", "State", "Why"), rows, kept=("Day", "State"))


def _evidence(pieces: Rows) -> RenderableType:
    rows = [
        (
            str(each["number"]),
            day(each["received_on"]),
            lines(each["submitted_by"], each["note"], each["file"], dim((each["sha256"] or "")[:16])),
            lines(state(each["judgement"]), each["missing"], dim(each["judged_by"])),
        )
        for each in pieces
    ]
    return table("Evidence", ("No", "Received", "From, and what", "Judgement"), rows, kept=("No", "Received"))


def _holds(holds: Rows) -> RenderableType:
    rows = [
        (
            day(each["from"]),
            day(each["until"]),
            lines(each["reason"], dim(f"placed by {each['placed_by']}")),
            lines(day(each["lifted_on"]), each["lift_reason"], dim(each["lifted_by"])),
        )
        for each in holds
    ]
    return table("Holds", ("From", "Until", "Why", "Lifted"), rows, kept=("From", "Until"))


def _events(events: Rows) -> RenderableType:
    rows = [(day(each["day"]), words(each["kind"]), each["actor"], dim(_told(each["payload"]))) for each in events]
    return table("History", ("Day", "What", "Who", "Details"), rows, kept=("Day",))


def _told(payload: Mapping[str, Any]) -> str:
    """An event's details in one cell; what is empty, for machines or shown elsewhere at length is left out."""
    pairs = ((name, _said(name, value)) for name, value in payload.items() if name not in LEFT_OUT)
    return ", ".join(f"{CALLED.get(name) or words(name)}: {said}" for name, said in pairs if said)


def _said(name: str, value: object) -> str:
    """A detail as people read it, "" for none: that something is followed up is a matter of course."""
    if name == "live":
        return "" if value else "none, logged as history"
    if name == "step":
        return step_in_words(str(value))
    if isinstance(value, Mapping):
        return "; ".join(f"{words(each)}: {said}" for each, one in value.items() if (said := _said(each, one)))
    if isinstance(value, list):
        return "; ".join(said for each in value if (said := _said("", each)))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else _text(str(value))


def _text(text: str) -> str:
    if MOMENT.fullmatch(text):
        return instant(text)
    return spoken(text) if ISO_DATE.fullmatch(text) or STORED_NAME.fullmatch(text) else text
