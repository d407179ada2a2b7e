"""`GET /running`: is it running? For whoever looks after the installation."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Request
from fastapi.responses import Response

from compliance.domain.office import Rulebook
from compliance.runtime import machine_now
from compliance.usecases.report_running import report_running
from compliance.usecases.watch_flows import Expected
from compliance.web.opening import Office
from compliance.web.pages import page


def running_routes(expected: Callable[[Rulebook], Expected]) -> APIRouter:
    """The page; `expected` says when the flows wake up."""
    router = APIRouter()

    @router.get("/running")
    def running(request: Request, office: Office) -> Response:
        """The flows, what is due, failed and in doubt, channels, calendars."""
        book = office.rulebook
        with office.store.reading() as session:
            found = report_running(session, book, office.today, machine_now(), expected(book))
        return page(request, "running.html", running=found)

    return router
