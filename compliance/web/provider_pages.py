"""The addresses of signing in through a provider: away to it, and back."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import asdict
from datetime import timedelta

from fastapi import APIRouter, Request
from fastapi.exceptions import HTTPException
from fastapi.responses import RedirectResponse, Response

from compliance.domain.errors import Refused
from compliance.runtime import Installation, machine_now
from compliance.usecases.sign_in import Door, TooManyAttempts
from compliance.usecases.sign_in_by_provider import fail_attempt, sign_in_by_provider, take_return
from compliance.usecases.web_session import Opened
from compliance.web.opening import Office
from compliance.web.pages import page
from compliance.web.permits import open_to_all, require_safe
from compliance.web.provider import Journey, Provider, ProviderRefused
from compliance.web.session import START, drop_cookie, network_address, read_cookie, set_cookie
from compliance.web.sign_in import NOT_FOUND, TOO_MANY, Following, door, let_in
from compliance.web.wording import SEE_OTHER

JOURNEY_COOKIE = "amends-provider"
JOURNEY_TIME = timedelta(minutes=10)
NOT_LET_IN = 403


def provider_routes() -> APIRouter:
    """The routes; without a provider in the settings they answer that there is no such page."""
    router = APIRouter()
    router.get("/sign-in/provider")(go_to_provider)
    router.get("/sign-in/provider/back")(come_back)
    return router


def provider_of(office: Installation) -> Provider:
    """The provider of the settings; raises HTTPException 404 where there is none."""
    settings = office.settings
    if settings.oidc_issuer is None or settings.oidc_client_id is None or settings.oidc_client_secret is None:
        raise HTTPException(NOT_FOUND)
    return Provider(settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret.get_secret_value())


@open_to_all("signing in through the provider begins here; it changes nothing")
def go_to_provider(request: Request, office: Office, following: Following = START) -> Response:
    """Send the browser to the provider, with what it has to bring back."""
    require_safe(request)
    try:
        address, journey = provider_of(office).begin(_back(request), following)
    except ProviderRefused as refused:
        return _refused(request, refused)
    response = RedirectResponse(address, SEE_OTHER)
    set_cookie(response, request, _packed(journey), name=JOURNEY_COOKIE, expires=machine_now() + JOURNEY_TIME)
    return response


@open_to_all("signing in through the provider ends here; the state in the address is good for one use")
def come_back(request: Request, office: Office) -> Response:
    """Believe what the provider says, or say in one page why not."""
    require_safe(request)
    provider, journey = provider_of(office), _unpacked(read_cookie(request, JOURNEY_COOKIE))
    try:
        opened = _let_in(request, office, provider, journey)
    except Refused as refused:
        return _refused(request, refused)
    response = let_in(request, opened, journey.following if journey else START)
    drop_cookie(response, request, JOURNEY_COOKIE)
    return response


def _let_in(request: Request, office: Installation, provider: Provider, journey: Journey | None) -> Opened:
    entrance, address = door(office), network_address(request)
    attempt = take_return(entrance, request.query_params.get("state", ""), address)
    try:
        claims = provider.finish(_back(request), request.query_params, journey, machine_now())
        with office.store.writing() as session:
            return sign_in_by_provider(session, entrance, office.rulebook.roles, provider.issuer, claims, attempt)
    except Refused:
        _count(entrance, attempt, address)
        raise


def _count(entrance: Door, attempt: str, address: str) -> None:
    with entrance.store.writing() as session:
        fail_attempt(session, entrance, attempt, address)


def _refused(request: Request, refused: Refused) -> Response:
    status = TOO_MANY if isinstance(refused, TooManyAttempts) else NOT_LET_IN
    response = page(request, "sign_in/refused.html", status, reason=str(refused))
    drop_cookie(response, request, JOURNEY_COOKIE)
    return response


def _back(request: Request) -> str:
    return str(request.url_for("come_back"))


def _packed(journey: Journey) -> str:
    return base64.urlsafe_b64encode(json.dumps(asdict(journey)).encode()).decode()


def _unpacked(cookie: str) -> Journey | None:
    """What the browser remembered; None for nothing, or for something that we never gave it."""
    try:
        fields = json.loads(base64.urlsafe_b64decode(cookie.encode()))
        return Journey(*(str(fields[name]) for name in ("state", "nonce", "verifier", "following")))
    except (binascii.Error, ValueError, KeyError, TypeError):
        return None
