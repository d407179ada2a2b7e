"""What a person reads when something is not there, not allowed, refused or broken: a page each, never a traceback."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from compliance.domain.errors import AmendsError, Busy, NotFound, NotReady, Refused, RulebookError, SentOtherwise
from compliance.domain.moment import days_in_words
from compliance.web.forms import Entered
from compliance.web.guards import NO_LABELS, as_read, typed
from compliance.web.limits import TOO_LARGE, TooMuch
from compliance.web.pages import page
from compliance.web.permits import look_who
from compliance.web.session import START, local_path

LOG = logging.getLogger(__name__)
BAD, FORBIDDEN, MISSING, CONFLICT, BROKEN, AWAY = 400, 403, 404, 409, 500, 503
IN_A_MOMENT = {"Retry-After": "5"}  # seconds


@dataclass(frozen=True)
class Mishap:
    """A page about something that went wrong: its heading and what can be done."""

    heading: str
    advice: str


MISHAPS = {
    BAD: Mishap("This request cannot be read", "Go back, reload the page and try again. What you typed was not saved."),
    FORBIDDEN: Mishap(
        "You cannot do this", "Your role does not include it. Ask whoever looks after Amends if it should."
    ),
    MISSING: Mishap("Page not found", "Check the address, or search for the case. Nothing was changed."),
    CONFLICT: Mishap("This cannot be done", "Nothing was changed."),
    TOO_LARGE: Mishap("This is too much at once", "Send smaller files, or fewer at a time. Nothing was saved."),
    BROKEN: Mishap(
        "Sorry, there is a problem with Amends",
        "Nothing was saved. Try again; if it happens again, tell whoever looks after Amends.",
    ),
    AWAY: Mishap(
        "Amends is not ready",
        "Try again in a few minutes. If it goes on, whoever looks after Amends finds the reason with: amends check",
    ),
}

SENT_BEFORE = Mishap(
    "This form was sent before", "Nothing that you typed now is saved. Copy it from below and open the form again."
)
TOO_MUCH_TEXT = Mishap(
    "This is too much at once",
    "Shorten the text, or send it in parts. Nothing was saved. Go back in your browser: what you typed may still stand"
    " there.",
)
TOO_BUSY = Mishap("Amends is busy", "Nothing was changed. Try the same again in a moment.")


def mishap_pages(app: FastAPI) -> None:
    """Show a designed page for everything that can go wrong."""
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _not_declared)
    app.add_exception_handler(AmendsError, _amends)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(Exception, _broken)


def mishap(request: Request, status: int, said: str = "", form_page: str = "", known: Mishap | None = None) -> Response:
    """The page of a status; `said` is the one line of what was wrong, `form_page` where the form is that was sent.

    What somebody typed into a form is shown too.
    """
    labels = getattr(request.state, "labels", NO_LABELS)
    known = known or MISHAPS.get(status, MISHAPS[BAD if status < BROKEN else BROKEN])
    shown = {
        "way_back": getattr(request.state, "way_back", ""),
        "form_page": form_page,
        "too_much": status == TOO_LARGE,
        "unsaved": as_read(typed(getattr(request.state, "sent", Entered())), labels),
    }
    return page(request, "mishap.html", status, mishap=known, said=days_in_words(said), **shown)


def came_from(request: Request) -> str:
    """The page of ours that a form was sent from, as the browser says; "" where it says nothing, or another site."""
    there = urlsplit(request.headers.get("referer", ""))
    if (there.scheme, there.netloc.lower()) != (request.url.scheme, request.url.netloc.lower()):
        return ""
    path = local_path(f"{there.path}?{there.query}" if there.query else there.path)
    return "" if path == START else path


async def _http(request: Request, error: Exception) -> Response:
    await run_in_threadpool(_know_whose, request)
    if isinstance(error, TooMuch):
        known = None if error.of_files else TOO_MUCH_TEXT
        return mishap(request, TOO_LARGE, error.detail, came_from(request), known)
    status = error.status_code if isinstance(error, HTTPException) else BROKEN
    answer = mishap(request, status)
    if isinstance(error, HTTPException) and error.headers:
        answer.headers.update(error.headers)
    return answer


async def _not_declared(request: Request, error: Exception) -> Response:
    """Something in the address is not what it can be: where it is a part of the path, there is no such page."""
    wrong = error.errors() if isinstance(error, RequestValidationError) else []
    return mishap(request, MISSING if any(each["loc"][0] == "path" for each in wrong) else BAD)


async def _amends(request: Request, error: Exception) -> Response:
    if isinstance(error, Busy):
        answer = mishap(request, AWAY, _line(error), known=TOO_BUSY)
        answer.headers.update(IN_A_MOMENT)
        return answer
    if isinstance(error, SentOtherwise):
        return mishap(request, CONFLICT, _line(error), came_from(request), SENT_BEFORE)
    for kind, status in ((NotFound, MISSING), (Refused, CONFLICT), (NotReady, AWAY), (RulebookError, AWAY)):
        if isinstance(error, kind):
            return mishap(request, status, "" if status == AWAY else _line(error))
    await run_in_threadpool(_know_whose, request)
    return mishap(request, BAD, _line(error))


def _know_whose(request: Request) -> None:
    """Let the page know the office and who is signed in, where nothing has asked yet.

    So it is where there is no such address and where a form was not read to the end; where they cannot be had the page
    says what is wrong all the same.
    """
    if hasattr(request.state, "signed_in"):
        return
    with suppress(AmendsError), request.app.state.open_installation() as office:
        request.state.office = office
        look_who(request, office)


async def _gone(request: Request, error: Exception) -> Response:
    """Whoever asked has closed the window meanwhile: nobody reads this, and nothing is broken."""
    return Response(status_code=BAD)


async def _broken(request: Request, error: Exception) -> Response:
    LOG.error("%s %s: %s", request.method, request.url.path, type(error).__name__, exc_info=error)
    return mishap(request, BROKEN)


def _line(error: Exception) -> str:
    return " ".join(str(error).split())
