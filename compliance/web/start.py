"""The start page: it leads to the first of the main pages that a person may see."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import RedirectResponse, Response

from compliance.usecases.web_session import SignedIn
from compliance.web.menu import ENTRIES, menu_for
from compliance.web.permits import needs
from compliance.web.wording import SEE_OTHER

FIRST, *OTHERS = dict.fromkeys(entry.permission for entry in ENTRIES)
Anyone = Annotated[SignedIn, Depends(needs(FIRST, *OTHERS))]


def start_routes() -> APIRouter:
    """The route."""
    router = APIRouter()
    router.get("/")(start)
    return router


def start(signed: Anyone) -> Response:
    """My work for whoever may see cases, for others what stands first in their menu."""
    first, *_ = menu_for(signed.permissions, "/")
    return RedirectResponse(str(first["href"]), SEE_OTHER)
