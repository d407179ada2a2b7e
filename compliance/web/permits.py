"""Who may use an address: the one place that asks. An address that names no permission is refused.

    @router.get("/overview")
    def overview(office: Office, signed: Annotated[SignedIn, Depends(needs(Permission.SEE_OVERVIEW))]) -> Response:

Where something is changed, `needs` also looks at the form: its token must be the session's, its origin this site.
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable
from functools import cache
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit

from fastapi import Depends, Request
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import HTTPException
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from compliance.domain.errors import Refused
from compliance.domain.people import MEANING, Permission
from compliance.runtime import Installation, machine_now
from compliance.usecases.web_session import SignedIn, find_session, touch_session
from compliance.web.forms import Entered, entered
from compliance.web.opening import Office
from compliance.web.session import is_safe_here, read_cookie, remember

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
CSRF = "csrf"
CSRF_HEADER = "x-csrf-token"
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
FORBIDDEN = 403
NOBODY_NAMED = "nobody may use this address: it names no permission"

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
_NEEDED: dict[Callable[..., Any], frozenset[Permission]] = {}
_OPEN: dict[Callable[..., Any], str] = {}


class NotSignedIn(Exception):
    """Nobody is signed in, or not any more: a page is asked for again after signing in."""


class NotPermitted(HTTPException):
    """The person's roles do not allow it; `detail` is one line for a person, `heading` and `advice` stand around it."""

    heading = "You cannot do this"
    advice = "Ask whoever looks after Amends if your roles should include it."

    def __init__(self, detail: str) -> None:
        super().__init__(FORBIDDEN, detail)


class NotOurForm(NotPermitted):
    """A form that another site made the browser send, or that was opened before the person signed in."""

    heading = "This form cannot be taken"
    advice = "Open its page again and try once more. Nothing was saved."

    def __init__(self) -> None:
        super().__init__("it did not come from a page of this site that you opened while signed in")


class NotSafeHere(NotPermitted):
    """A secret would travel in plain sight."""

    heading = "This page needs https"
    advice = "Ask for the same address with https:// at its beginning."

    def __init__(self) -> None:
        super().__init__("without it, others on the network could read your password and act as you")


async def sent_form(request: Request) -> AsyncIterator[Entered]:
    """The form that came with a request, its files closed at the end; an empty one where nothing is sent that way."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method in SAFE or kind not in FORMS:
        yield Entered()
        return
    form = await entered(request)
    try:
        yield form
    finally:
        await (await request.form()).close()


Sent = Annotated[Entered, Depends(sent_form)]


@cache
def needs(permission: Permission, *others: Permission) -> Callable[..., SignedIn]:
    """A dependency that lets in who has one of the permissions and gives who that is; the same one every time.

    Raises NotSignedIn for nobody, NotPermitted for somebody who may not and for a form that is not ours. A form that is
    taken is kept as `sent` of the request, so that whatever refuses it can show what was typed.
    """
    wanted = frozenset({permission, *others})

    def permitted(request: Request, office: Office, form: Sent) -> SignedIn:
        signed = _who(request, office)
        if signed is None:
            request.state.unsaved = form
            raise NotSignedIn
        remember(request, signed)
        if not wanted & signed.permissions:
            what = " or ".join(MEANING[each].partition(";")[0] for each in sorted(wanted))
            raise NotPermitted(f"None of your roles lets you {what}")
        if request.method not in SAFE:
            require_own_origin(request)
            require_token(request, form, signed.csrf)
            request.state.sent = form
        return signed

    _NEEDED[permitted] = wanted
    return permitted


def open_to_all(why: str) -> Callable[[Endpoint], Endpoint]:
    """Mark an endpoint that anybody may use, signed in or not, and say why; it stands right above the function."""

    def marked(endpoint: Endpoint) -> Endpoint:
        _OPEN[endpoint] = why
        return endpoint

    return marked


def permissions_of(route: BaseRoute) -> frozenset[Permission] | None:
    """The permissions an address names: none of them (empty) where it is open to all, None where it says nothing."""
    if not isinstance(route, APIRoute):
        return None
    named = [_NEEDED[each.call] for each in _all_of(route.dependant) if each.call in _NEEDED]
    if named:
        return frozenset().union(*named)
    return frozenset() if route.endpoint in _OPEN else None


async def refuse_unnamed(request: Request) -> None:
    """Refuse an address that neither names a permission nor is open to all; a dependency of the whole application.

    It waits for nothing, and so needs no thread of its own.
    """
    if permissions_of(request.scope["route"]) is None:
        raise NotPermitted(NOBODY_NAMED)


def require_own_origin(request: Request) -> None:
    """Raise NotPermitted for a request that another site made the browser send.

    Browsers say where a form comes from, in one header or the other; who says nothing still needs the token.
    """
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise NotOurForm
    origin = request.headers.get("origin")
    if origin is None:
        return
    there = urlsplit(origin)
    if (there.scheme, there.netloc.lower()) != (request.url.scheme, request.url.netloc.lower()):
        raise NotOurForm


def require_token(request: Request, form: Entered, token: str) -> None:
    """Raise NotPermitted unless the form, or a header set by our own script, carries the token."""
    given = form.value(CSRF) or request.headers.get(CSRF_HEADER, "")
    if not secrets.compare_digest(given.encode(), token.encode()):
        raise NotOurForm


def require_safe(request: Request) -> None:
    """Raise NotSafeHere where a password would travel in plain sight."""
    if not is_safe_here(request):
        raise NotSafeHere


def look_who(request: Request, office: Office) -> SignedIn | None:
    """Who is signed in, if anybody: for pages that are open to all."""
    signed = _who(request, office)
    remember(request, signed)
    return signed


def _who(request: Request, office: Installation) -> SignedIn | None:
    token = read_cookie(request)
    if not token:
        return None
    now, book = machine_now(), office.rulebook
    with office.store.reading() as session:
        signed = find_session(session, now, book.sign_in, book.roles, token)
    if signed is not None and signed.to_touch:
        _touch(office, signed)
    return signed


def _touch(office: Installation, signed: SignedIn) -> None:
    """Mark a session as seen, unless somebody else is writing for long: no page waits for that."""
    try:
        with office.store.writing(patience=0) as session:
            touch_session(session, signed, machine_now())
    except Refused:
        return


def _all_of(dependant: Dependant) -> list[Dependant]:
    return [dependant, *(deeper for each in dependant.dependencies for deeper in _all_of(each))]
