"""Find a case by reference, authority or words."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from compliance.domain.people import Permission
from compliance.usecases.search_cases import search_cases
from compliance.usecases.web_session import SignedIn
from compliance.web.opening import Office
from compliance.web.pages import page
from compliance.web.permits import needs
from compliance.web.wording import SEE_OTHER

Reader = Annotated[SignedIn, Depends(needs(Permission.SEE_CASES))]


def search_routes() -> APIRouter:
    """The route."""
    router = APIRouter()
    router.get("/search")(search_page)
    return router


def search_page(request: Request, office: Office, signed: Reader, q: str = "") -> Response:
    """What was found; an exact reference that is the only one leads to its case at once."""
    with office.store.reading() as session:
        found = search_cases(session, q, personal=signed.may(Permission.SEE_PERSONAL_REMEDIES))
    if found.exact and len(found.cases) == 1 and not found.authorities:
        return RedirectResponse(f"/cases/{quote(found.exact.reference)}", SEE_OTHER)
    return page(request, "search.html", found=found)
