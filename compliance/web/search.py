"""Find a case by reference, authority or words."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from compliance.domain.people import Permission
from compliance.usecases.search_cases import CaseHit, search_cases
from compliance.usecases.web_session import SignedIn
from compliance.web.opening import Office
from compliance.web.pages import page
from compliance.web.permits import needs
from compliance.web.spreadsheet import spreadsheet
from compliance.web.wording import SEE_OTHER

MOST_IN_A_SHEET = 1000
CASE_COLUMNS = tuple(each.name for each in fields(CaseHit))
Reader = Annotated[SignedIn, Depends(needs(Permission.SEE_CASES))]


def search_routes() -> APIRouter:
    """The routes."""
    router = APIRouter()
    router.get("/search")(search_page)
    router.get("/search.csv")(search_sheet)
    return router


def search_page(request: Request, office: Office, signed: Reader, q: str = "") -> Response:
    """What was found; an exact reference leads to its case at once, whatever else its parts are words of."""
    with office.store.reading() as session:
        found = search_cases(session, q, personal=signed.may(Permission.SEE_PERSONAL_REMEDIES))
    if found.exact:
        return RedirectResponse(f"/cases/{quote(found.exact.reference)}", SEE_OTHER)
    return page(request, "search.html", found=found, sheet=f"/search.csv?{urlencode({'q': found.query})}")


def search_sheet(office: Office, signed: Reader, q: str = "") -> Response:
    """The cases that were found as CSV, the first MOST_IN_A_SHEET of them in the order of the page."""
    with office.store.reading() as session:
        found = search_cases(session, q, MOST_IN_A_SHEET, personal=signed.may(Permission.SEE_PERSONAL_REMEDIES))
    return spreadsheet("search", CASE_COLUMNS, map(asdict, found.cases))
