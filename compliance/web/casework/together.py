"""What is missing of fields that go together, in the words of the page; the rule that wants it is the use case's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from compliance.domain.evidence import Judgement
from compliance.domain.recommendations import Response
from compliance.domain.words import is_blank
from compliance.web.forms import Entered


def reasons_of_refusal(values: Mapping[str, Any], form: Entered) -> None:
    """An authority that refuses says why (L6)."""
    if values["response"] == Response.REFUSED.value and is_blank(values["reason"]):
        form.fault("reason", "Enter its reasons: a refusal needs them")


def note_or_file(values: Mapping[str, Any], form: Entered) -> None:
    """Evidence is a note, a file, or both (E1)."""
    if is_blank(values["note"]) and not values["files"]:
        form.fault("note", "Enter what it is, or choose a file")


def what_is_missing(values: Mapping[str, Any], form: Entered) -> None:
    """Evidence that is not enough goes back with a word on what is missing (E2)."""
    if values["verdict"] == Judgement.INSUFFICIENT.value and is_blank(values.get("missing") or ""):
        form.fault("missing", "Enter what is missing: it goes back to the authority")
    elif values["verdict"] and values["verdict"] != Judgement.INSUFFICIENT.value and values.get("missing"):
        form.fault("missing", "Select insufficient, or empty what is missing")


def one_of_both(what: str, other: str = "period") -> Callable[[Mapping[str, Any], Entered], None]:
    """What is missing of a form that takes a date or a period, or `other`: exactly one of them, both called `what`."""

    def check(values: Mapping[str, Any], form: Entered) -> None:
        if other not in values or "to" in form.errors or other in form.errors:
            return
        if values["to"] is None and not values[other]:
            form.fault("to", f"Enter {what}")
        elif values["to"] is not None and values[other]:
            form.fault(other, f"Enter {what}, not both")

    return check


def one_right_date(values: Mapping[str, Any], form: Entered) -> None:
    """A correction takes the date or its period; of a stage the date or the day of receipt (T)."""
    one_of_both("the right due date or the right period")(values, form)
    one_of_both("the right due date or the right day of receipt", "received_on")(values, form)
