"""Addresses at which everything that can go wrong does: one for each status that has a page, one for each refusal."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import FastAPI, Request
from fastapi.responses import Response

from compliance.web.mishaps import MISHAPS, mishap
from compliance.web.opening import Office
from compliance.web.permits import NotPermitted, look_who, open_to_all

SAID = "the new date, <b>1 May</b>, is before the old one"


def with_mishaps(app: FastAPI) -> None:
    """Add them to an application: `/mishaps/404`, `/mishaps/NotOurForm`."""
    for status in MISHAPS:
        app.add_api_route(f"/mishaps/{status}", open_to_all("a test asks")(_going_wrong(status)))
    app.add_api_route("/mishaps/NotPermitted", open_to_all("a test asks")(_refusing(lambda: NotPermitted(SAID))))
    for refusal in NotPermitted.__subclasses__():
        app.add_api_route(f"/mishaps/{refusal.__name__}", open_to_all("a test asks")(_refusing(refusal)))


def _going_wrong(status: int) -> Callable[..., Response]:
    def fail(request: Request, office: Office) -> Response:
        look_who(request, office)
        return mishap(request, status, SAID)

    return fail


def _refusing(refusal: Callable[[], NotPermitted]) -> Callable[..., Response]:
    def fail(request: Request, office: Office) -> Response:
        look_who(request, office)
        raise refusal()

    return fail
