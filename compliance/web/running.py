"""`GET /running`: is it running? For whoever looks after the installation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from compliance.domain.office import Rulebook
from compliance.domain.people import Permission
from compliance.runtime import machine_now
from compliance.usecases.report_running import report_running
from compliance.usecases.watch_flows import Expected
from compliance.usecases.web_session import SignedIn
from compliance.web.opening import Office
from compliance.web.pages import page
from compliance.web.permits import needs

Reader = Annotated[SignedIn, Depends(needs(Permission.SEE_RUNNING))]


def running_routes(expected: Callable[[Rulebook], Expected]) -> APIRouter:
    """The page; `expected` says when the flows wake up."""
    router = APIRouter()

    @router.get("/running")
    def running(request: Request, office: Office, _signed: Reader) -> Response:
        """The flows, what is due, failed and in doubt, channels, calendars."""
        book = office.rulebook
        with office.store.reading() as session:
            found = report_running(session, book, office.today, machine_now(), expected(book))
        return page(request, "running.html", running=found)

    return router
