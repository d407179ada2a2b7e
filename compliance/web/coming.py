"""What goes out in the coming days: to whom, when and why, if nothing happens until then (rule R8)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from compliance.domain.delivery import shown
from compliance.domain.people import Permission
from compliance.runtime import Installation
from compliance.store.engine import Session
from compliance.usecases.forecast import CSV_COLUMNS, Coming, forecast, why_of
from compliance.usecases.prepare_logging import authority_choices
from compliance.usecases.web_session import SignedIn
from compliance.web.opening import Office
from compliance.web.pages import page
from compliance.web.permits import needs
from compliance.web.spreadsheet import spreadsheet
from compliance.web.wording import pages_of, whole_number
from compliance.web.work_narrowed import meant

A_PAGE = 50
# How many days after today are looked at; more take longer where much is open.
REACHES = {0: "Today", 7: "Today and the next 7 days", 30: "Today and the next 30 days"}
USUAL = 7
Reader = Annotated[SignedIn, Depends(needs(Permission.SEE_CASES))]


def coming_routes() -> APIRouter:
    """The routes."""
    router = APIRouter()
    router.get("/coming")(coming_page)
    router.get("/coming.csv")(coming_sheet)
    return router


def coming_page(request: Request, office: Office, signed: Reader, days: str = "", number: str = "1") -> Response:
    """The messages of the coming days, of one authority where the address names it."""
    reach, last_day = _until(office, days)
    with office.store.reading() as session:
        query, wrong = meant(session, office.rulebook, request.query_params)
        names = dict(authority_choices(session))
        code = query.get("authority", "")
        found = _messages(session, office, last_day, code)
    at, last = pages_of(len(found), A_PAGE, number)
    narrowed = {"days": str(reach)} | ({"authority": code} if code else {})
    return page(
        request,
        "coming.html",
        messages=found[(at - 1) * A_PAGE : at * A_PAGE],
        total=len(found),
        number=at,
        last=last,
        first_day=office.today,
        last_day=last_day,
        typed=request.query_params.get("authority", ""),
        code=code,
        names=names,
        wrong=wrong,
        shown=shown,
        why_of=why_of,
        reaches=[{"value": str(each), "text": text, "selected": each == reach} for each, text in REACHES.items()],
        sheet=f"/coming.csv?{urlencode(narrowed)}",
        link=lambda each: f"/coming?{urlencode(narrowed | {'number': str(each)})}",
    )


def coming_sheet(office: Office, signed: Reader, days: str = "", authority: str = "") -> Response:
    """The same as CSV; the authority by its code."""
    with office.store.reading() as session:
        found = _messages(session, office, _until(office, days)[1], authority)
    rows = (row | {"recipient": shown(each.recipient)} for each in found for row in each.as_rows())
    return spreadsheet("coming", CSV_COLUMNS, rows)


def _until(office: Installation, days: str) -> tuple[int, date]:
    """How many days after today are looked at, and the last one."""
    asked = whole_number(days)
    reach = asked if asked in REACHES else USUAL
    return reach, office.today + timedelta(days=reach)


def _messages(session: Session, office: Installation, last_day: date, code: str) -> list[Coming]:
    found = forecast(session, office.rulebook, office.moment(), office.today, last_day)
    return [each for each in found if code in ("", each.authority_code)]
