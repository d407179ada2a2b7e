"""Public summaries of a decision that is being logged: the publication guard looks before anything is saved (L3).

What is found stops nothing: a deadline counts more than its wording. The summary is then held back once it is logged.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import Response

from compliance.domain.office import Rulebook
from compliance.domain.people import Permission
from compliance.domain.recommendations import Kind
from compliance.store.engine import Session
from compliance.usecases.publish_summary import Checked, check_texts
from compliance.usecases.web_session import SignedIn
from compliance.web.findings import MOST_FOUND, listed, pieces
from compliance.web.forms import Entered, Form
from compliance.web.log.suggested import name
from compliance.web.log.typed import SUMMARY, summary_of
from compliance.web.opening import Office
from compliance.web.pages import page
from compliance.web.permits import needs
from compliance.web.wording import whole_number

Logger = Annotated[SignedIn, Depends(needs(Permission.LOG_DECISIONS))]


def look(request: Request, office: Office, signed: Logger, number: str, form: Form) -> Response:
    """What the guard finds in a summary that is being typed: a piece of the page, for a script to put in its place."""
    which = whole_number(number) or 0
    summary_of(form, which)
    with office.store.reading() as session:
        found = found_in(session, office.rulebook, form, [which]).get(which, shown(None))
    return page(request, "findings.html", form=form, **found | {"fault": form.errors.get(name(which, SUMMARY), "")})


def found_in(session: Session, rulebook: Rulebook, form: Entered, numbers: Iterable[int]) -> dict[int, dict[str, Any]]:
    """What the guard finds in the summaries that stand in a form, as `findings.html` shows it; by number.

    A summary that is too long is not looked at: that is said at its field.
    """
    typed = {number: summary_of(Entered(form.typed), number) for number in numbers if _has_one(form, number)}
    texts = {
        number: (text, (form.value(name(number, "reference")), form.value("decision")))
        for number, text in typed.items()
        if text
    }
    return {number: shown(checked) for number, checked in check_texts(session, rulebook, texts).items()}


def _has_one(form: Entered, number: int) -> bool:
    trial = Entered(form.typed)
    summary_of(trial, number)
    return trial.ok and form.value(name(number, "kind")) != Kind.PERSONAL_REMEDY


def shown(checked: Checked | None) -> dict[str, Any]:
    """What a page shows of a check; None is a text that is not there."""
    found = checked.findings if checked else ()
    text = checked.summary if checked else ""
    return {
        "text": text,
        "found": listed(found, {})[:MOST_FOUND],
        "pieces": pieces(text, found),
        "fault": "",
        "logged": True,
    }
