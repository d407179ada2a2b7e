"""The reminders of one recommendation: those that went out or did not, those to come, and why (rule R8)."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from compliance.domain.people import Permission
from compliance.domain.recommendations import Kind
from compliance.domain.reminders import StepState
from compliance.runtime import Installation
from compliance.store.engine import Session
from compliance.usecases.explain_steps import explain_steps
from compliance.usecases.open_recommendation import Found, find
from compliance.usecases.web_session import SignedIn
from compliance.web.opening import Office
from compliance.web.pages import anchor, page
from compliance.web.permits import needs
from compliance.web.spreadsheet import spreadsheet

STEP_COLUMNS = ("recommendation", "deadline_version", "step", "on", "state", "why")
Reader = Annotated[SignedIn, Depends(needs(Permission.SEE_CASES))]


def reminder_routes() -> APIRouter:
    """The routes."""
    router = APIRouter()
    router.get("/reminders.csv")(reminder_sheet)
    router.get("/reminders/{reference:path}")(reminders)
    return router


def reminders(request: Request, office: Office, signed: Reader, reference: str) -> Response:
    """Each reminder step with its day, where it stands and why; the last deadline version first, its days in order."""
    with office.store.reading() as session:
        found = find(session, reference, still_open=False)
        steps = _steps(session, office, found)
    versions = sorted({each["deadline_version"] for each in steps}, key=str, reverse=True)
    return page(
        request,
        "reminders.html",
        tag=_tag,
        reference=reference,
        case=found.decision.reference,
        history=found.record.live_from is None,
        versions=[(number, [each for each in steps if each["deadline_version"] == number]) for number in versions],
        sheet=urlencode({"reference": reference}),
        back=f"/cases/{found.decision.reference}#{anchor(reference)}",
    )


def _tag(step: dict[str, Any]) -> str:
    """Where a step stands in one word: what is planned and would go, but for a hold, is held (R4)."""
    held = step["why"].startswith("held: ") or "; held: " in step["why"]
    return "held" if step["state"] == StepState.PLANNED and held else str(step["state"])


def reminder_sheet(office: Office, signed: Reader, reference: str = "") -> Response:
    """The same as CSV."""
    with office.store.reading() as session:
        found = find(session, reference, still_open=False)
        steps = _steps(session, office, found)
    return spreadsheet("reminders", STEP_COLUMNS, ({"recommendation": reference} | each for each in steps))


def _steps(session: Session, office: Installation, found: Found) -> list[dict[str, Any]]:
    """The steps with why; of a personal remedy without what somebody typed, for not all may read it (K)."""
    typed = found.record.kind != Kind.PERSONAL_REMEDY
    return explain_steps(session, office.rulebook, office.moment(), found.id, typed=typed)
