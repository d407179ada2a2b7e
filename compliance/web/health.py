"""`GET /health`: 200 while all is well, 503 when something needs a person; JSON either way, HEAD without it."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from compliance.domain.errors import AmendsError
from compliance.domain.office import Rulebook
from compliance.runtime import machine_now
from compliance.store.migrate import current
from compliance.usecases.report_health import report_health
from compliance.usecases.watch_flows import Expected
from compliance.web.opening import OpenInstallation
from compliance.web.permits import open_to_all

WELL, NEEDS_A_PERSON = 200, 503
NEVER_KEPT = {"Cache-Control": "no-store"}


def health_routes(open_installation: OpenInstallation, expected: Callable[[Rulebook], Expected]) -> APIRouter:
    """The route, for an installation that is opened at each question."""
    router = APIRouter()

    @router.get("/health")
    @open_to_all("monitoring asks without signing in; it names nobody")
    def health() -> JSONResponse:
        """Say how the installation is."""
        answer = _answer(open_installation, expected)
        status = NEEDS_A_PERSON if answer["needs"] else WELL
        return JSONResponse(answer, status, NEVER_KEPT)

    return router


def _answer(open_installation: OpenInstallation, expected: Callable[[Rulebook], Expected]) -> dict[str, Any]:
    answer: dict[str, Any] = {"status": "ok", "version": version("amends"), "schema": None, "flows": {}, "tasks": {}}
    try:
        with open_installation() as office:
            answer["schema"] = current(office.store)
            book = office.rulebook
            with office.store.reading() as session:
                found = report_health(session, office.today, machine_now(), expected(book), book.flow_silent_hours)
    except AmendsError as reason:
        # The reason may name files and servers, which is for the log of whoever runs it: `amends check` says it.
        return answer | {"status": "broken", "needs": [f"{_kind(reason)}: see amends check"]}
    needs = found.needs
    more = {"flows": found.flows, "tasks": found.tasks, "needs": needs}
    return answer | more | {"status": "needs a person" if needs else "ok"}


def _kind(reason: AmendsError) -> str:
    words = {"NotReady": "the database is away or has another schema", "RulebookError": "the configuration is faulty"}
    return words.get(type(reason).__name__, "the installation cannot be opened")
