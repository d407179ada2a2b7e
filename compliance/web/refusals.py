"""What somebody sees who is not signed in, whose form is not ours, or whose form is older than what it changes."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response

from compliance.domain.errors import ChangedSince
from compliance.web.anew import Anew, AsItStands
from compliance.web.forms import LOST, Entered
from compliance.web.guards import NO_LABELS, as_read, hidden_fields, meanwhile, typed
from compliance.web.mishaps import Mishap
from compliance.web.pages import page
from compliance.web.permits import SAFE, NotPermitted, NotSignedIn, require_own_origin
from compliance.web.session import SIGN_IN, signed_in
from compliance.web.wording import SEE_OTHER

NOT_SIGNED_IN, CONFLICT = 401, 409
ENDED = Mishap(
    "Your sign-in has ended",
    "Nothing was saved. Copy what you typed from below, sign in again, and paste it into the form. "
    "Files have to be chosen again.",
)


def refusal_pages(app: FastAPI) -> None:
    """Let the application answer so."""
    app.add_exception_handler(NotSignedIn, _sign_in_first)
    app.add_exception_handler(NotPermitted, _not_permitted)
    app.add_exception_handler(ChangedSince, _changed_meanwhile)


async def _sign_in_first(request: Request, error: Exception) -> Response:
    """A page is shown after signing in; what a form says is shown once more, and kept for nobody we do not know."""
    if request.method not in SAFE:
        return page(request, "mishap.html", NOT_SIGNED_IN, mishap=ENDED, said="", unsaved=_unsaved(request))
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"{SIGN_IN}?{urlencode({'next': asked})}", SEE_OTHER)


def _unsaved(request: Request) -> list[tuple[str, str]]:
    """What somebody typed whose sign-in has ended; nothing where another site made the browser send it."""
    form = getattr(request.state, "unsaved", None)
    try:
        require_own_origin(request)
    except NotPermitted:
        return []
    return as_read(typed(form)) if form else []


async def _not_permitted(request: Request, error: Exception) -> Response:
    if not isinstance(error, NotPermitted):
        raise error
    known = Mishap(error.heading, error.advice)
    return page(request, "mishap.html", error.status_code, mishap=known, said=error.detail)


def _changed_meanwhile(request: Request, changed: Exception) -> Response:
    """What changed and by whom, with what was typed: to be saved on top of it, or not.

    Files are not kept: a form that had some leads back to its page, never past it without them (E1).
    """
    signed = signed_in(request)
    if not isinstance(changed, ChangedSince) or signed is None:
        raise changed
    with request.app.state.open_installation() as office:
        changes, stamp = meanwhile(office, changed)
        as_it_stands: AsItStands | None = getattr(request.state, "anew", None)
        anew = as_it_stands(office) if as_it_stands else Anew()
    sent: Entered = getattr(request.state, "sent", Entered())
    return page(
        request,
        "changed.html",
        CONFLICT,
        changes=changes,
        typed=typed(sent) + [(LOST, name) for name in sent.files],
        as_read=as_read(typed(sent), getattr(request.state, "labels", NO_LABELS)),
        files=sent.file_names,
        on_top=changed.on_top,
        anew=anew,
        now=_now(changed, request),
        hidden=hidden_fields(signed, stamp),
    )


def _now(changed: ChangedSince, request: Request) -> tuple[str, str]:
    """Where it is shown as it is now, with the words of a link there."""
    what, _, about = changed.stream.partition("/")
    if what == "recommendation":
        return f"/cases/{quote(about)}", "go to the case"
    return getattr(request.state, "now", ("/", "go to the start page"))
