"""Signing in and out: e-mail address and password, then the one-time code; in demo mode a list of people."""

from __future__ import annotations

import secrets
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.exceptions import HTTPException
from fastapi.responses import RedirectResponse, Response

from compliance.domain.errors import Refused
from compliance.domain.sign_in import LONGEST_PASSWORD
from compliance.runtime import Installation, machine_now
from compliance.usecases.credentials import digest
from compliance.usecases.demo_people import demo_people, sign_in_demo_person
from compliance.usecases.sign_in import Door, NotLetIn, TooManyAttempts, begin_sign_in, finish_sign_in
from compliance.usecases.web_session import Opened, end_session
from compliance.web.forms import Entered
from compliance.web.opening import Office
from compliance.web.pages import page
from compliance.web.permits import (
    Sent,
    look_who,
    open_to_all,
    require_own_origin,
    require_safe,
    require_token,
)
from compliance.web.session import (
    SIGN_IN,
    START,
    drop_cookie,
    is_loopback,
    local_path,
    network_address,
    read_cookie,
    set_cookie,
)
from compliance.web.wording import SEE_OTHER

LONGEST_EMAIL = 254
FORM_COOKIE, ATTEMPT_COOKIE = "amends-form", "amends-attempt"
OK, NOT_LET_IN, NOT_FOUND, TOO_MANY = 200, 401, 404, 429
CODE = f"{SIGN_IN}/code"

Following = Annotated[str, Query(alias="next")]


def sign_in_routes() -> APIRouter:
    """The routes."""
    router = APIRouter()
    router.get(SIGN_IN)(sign_in_page)
    router.post(SIGN_IN)(take_password)
    router.get(CODE)(code_page)
    router.post(CODE)(take_code)
    router.post("/sign-in/demo")(take_demo_person)
    router.post("/sign-out")(sign_out)
    return router


def door(office: Installation) -> Door:
    """What signing in needs of an installation."""
    return Door(office.store, office.rulebook.sign_in, office.moment, machine_now)


@open_to_all("signing in begins here")
def sign_in_page(request: Request, office: Office, following: Following = START) -> Response:
    """Ask for the e-mail address and the password; who is signed in already goes on."""
    require_safe(request)
    if look_who(request, office) is not None:
        return RedirectResponse(local_path(following), SEE_OTHER)
    return password_form(request, office, following)


def password_form(
    request: Request, office: Installation, following: str, form: Entered | None = None, status: int = OK
) -> Response:
    """The first page, with what was typed and what was wrong with it."""
    return form_page(
        request,
        "sign_in/password.html",
        status,
        following=local_path(following),
        form=form,
        people=_people_of_the_demo(request, office),
        provider=office.settings.oidc_issuer is not None,
    )


def form_page(request: Request, template: str, status: int = OK, **values: object) -> Response:
    """A page with a form for somebody who is not signed in: its token belongs to a cookie of its own."""
    known = read_cookie(request, FORM_COOKIE) or secrets.token_urlsafe()
    response = page(request, template, status, form_token=form_token(known), **values)
    set_cookie(response, request, known, name=FORM_COOKIE)
    return response


def form_token(cookie: str) -> str:
    """The token that a form carries for a cookie that other sites can neither read nor set."""
    return digest(f"form {cookie}")


def require_form(request: Request, form: Sent) -> None:
    """Raise NotPermitted for a form that does not come from our own page in the same browser."""
    require_safe(request)
    require_own_origin(request)
    require_token(request, form, form_token(read_cookie(request, FORM_COOKIE) or secrets.token_urlsafe()))


@open_to_all("who signs in is not signed in yet")
def take_password(request: Request, office: Office, form: Sent) -> Response:
    """Take the first step; whether it was right shows after the second."""
    require_form(request, form)
    following, password = local_path(form.value("following")), form.value("password")
    email = form.line("email", "your e-mail address", longest=LONGEST_EMAIL)
    if not password:
        form.fault("password", "Enter your password")
    if not form.ok:
        shown = Entered({"email": form.values("email")}, errors=form.errors)  # a password is never sent back
        return password_form(request, office, following, shown, NOT_LET_IN)
    try:
        token = begin_sign_in(door(office), email, password, network_address(request))
    except TooManyAttempts as refused:
        return _again(request, office, following, refused, TOO_MANY)
    response = RedirectResponse(f"{CODE}?{urlencode({'next': following})}", SEE_OTHER)
    set_cookie(response, request, token, name=ATTEMPT_COOKIE)
    return response


def _again(
    request: Request, office: Installation, following: str, refused: Refused, status: int = NOT_LET_IN
) -> Response:
    """The first page once more, with nothing typed and the reason at its first field."""
    form = Entered()
    form.fault("email", str(refused))
    return password_form(request, office, following, form, status)


@open_to_all("the second step of signing in")
def code_page(request: Request, office: Office, following: Following = START) -> Response:
    """Ask for the one-time code."""
    require_safe(request)
    return form_page(request, "sign_in/code.html", following=local_path(following))


@open_to_all("the second step of signing in")
def take_code(request: Request, office: Office, form: Sent) -> Response:
    """Take the second step, and let the person in or begin anew."""
    require_form(request, form)
    code, following = form.value("code"), form.value("following")
    try:
        opened = finish_sign_in(
            door(office), read_cookie(request, ATTEMPT_COOKIE), code[:LONGEST_PASSWORD], network_address(request)
        )
    except NotLetIn as refused:
        response = _again(request, office, following, refused)
        drop_cookie(response, request, ATTEMPT_COOKIE)
        return response
    return let_in(request, opened, following)


def let_in(request: Request, opened: Opened, following: str) -> Response:
    """Go on as the person who has signed in; what signing in needed is forgotten."""
    response = RedirectResponse(local_path(following), SEE_OTHER)
    for name in (FORM_COOKIE, ATTEMPT_COOKIE):
        drop_cookie(response, request, name)
    set_cookie(response, request, opened.token)
    return response


@open_to_all("in demo mode only: anybody at this machine may be anybody")
def take_demo_person(request: Request, office: Office, form: Sent) -> Response:
    """Sign in as somebody of the demo; there is no such page outside demo mode."""
    if not in_demo(request, office):
        raise HTTPException(NOT_FOUND)
    require_form(request, form)
    following = form.value("following")
    try:
        with office.store.writing() as session:
            opened = sign_in_demo_person(session, door(office), form.value("person"))
    except Refused as refused:
        return _again(request, office, following, refused)
    return let_in(request, opened, following)


def in_demo(request: Request, office: Installation) -> bool:
    """Whether this is demo mode, asked from this machine and by its own name: no other site can reach in."""
    here = is_loopback(network_address(request)) and is_loopback(request.url.hostname or "")
    return office.settings.demo and here


def _people_of_the_demo(request: Request, office: Installation) -> list[tuple[str, str]] | None:
    if not in_demo(request, office):
        return None
    with office.store.reading() as session:
        return demo_people(session, office.rulebook.roles)


@open_to_all("somebody whose session has just ended signs out too")
def sign_out(request: Request, office: Office, form: Sent) -> Response:
    """End the session, and go to where signing in begins."""
    signed = look_who(request, office)
    if signed is not None:
        require_own_origin(request)
        require_token(request, form, signed.csrf)
        with office.store.writing() as session:
            end_session(session, office.moment(signed.person.name), read_cookie(request))
    response = RedirectResponse(SIGN_IN, SEE_OTHER)
    drop_cookie(response, request)
    return response
