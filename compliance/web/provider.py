"""A provider of OpenID Connect: where to send somebody who signs in, and what its answer is worth."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.oauth2.client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import BadSignatureError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from compliance.domain.errors import Refused
from compliance.web.session import is_loopback

SCOPE = "openid email profile"
DISCOVERY = "/.well-known/openid-configuration"
# Signatures that only the provider can make; "none" and those with a shared secret are not among them.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA"]
TIMEOUT_SECONDS = 10
LEEWAY_SECONDS = 60
SECRET_BYTES = 32
OK = 200


class ProviderRefused(Refused):
    """The provider did not let somebody in, or its answer cannot be believed; one line for a person says why."""


@dataclass(frozen=True)
class Journey:
    """What is remembered in the browser of somebody who is away at the provider, each of it for one use."""

    state: str
    nonce: str
    verifier: str
    following: str


@dataclass(frozen=True)
class Provider:
    """The provider that an office signs its people in with, and the name and secret it has given us."""

    issuer: str
    client_id: str
    client_secret: str

    def begin(self, back: str, following: str) -> tuple[str, Journey]:
        """The address to send somebody to, who comes `back` to an address of ours; and what to remember meanwhile.

        Raises ProviderRefused when the provider cannot be reached.
        """
        state, nonce, verifier = (secrets.token_urlsafe(SECRET_BYTES) for _ in range(3))
        with self._conversation() as http:
            known = self._discovered(http)
            address, _ = self._client(http, back).create_authorization_url(
                known["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier
            )
        return address, Journey(state, nonce, verifier, following)

    def finish(self, back: str, answer: Mapping[str, str], journey: Journey | None, now: datetime) -> dict[str, Any]:
        """The claims about somebody who has come back with an `answer` (the query of the address).

        Raises ProviderRefused for any answer that is not to exactly this journey, or that the provider did not sign.
        """
        if journey is None or not secrets.compare_digest(answer.get("state", "").encode(), journey.state.encode()):
            raise ProviderRefused("the answer is not to a question that was asked from this browser")
        if "error" in answer or "code" not in answer:
            raise ProviderRefused("the provider did not let you in")
        with self._conversation() as http:
            known = self._discovered(http)
            token = self._client(http, back).fetch_token(
                known["token_endpoint"],
                code=answer["code"],
                code_verifier=journey.verifier,
                redirect_uri=back,
                auth=(self.client_id, self.client_secret),
            )
            return self._believed(token, _read(http, known["jwks_uri"]), journey.nonce, now)

    def _believed(self, token: Mapping[str, Any], keys: Any, nonce: str, now: datetime) -> dict[str, Any]:
        """Check signature, issuer, audience, times and nonce of an ID token (OpenID Connect Core 3.1.3.7)."""
        registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
        signed = jwt.decode(str(token["id_token"]), KeySet.import_key_set(keys), registry=registry)
        options = {
            "iss": {"essential": True, "value": self.issuer},
            "aud": {"essential": True, "value": self.client_id},
            "sub": {"essential": True},
            "nonce": {"essential": True, "value": nonce},
        }
        about = {"nonce": nonce, "client_id": self.client_id, "access_token": token.get("access_token")}
        claims = CodeIDToken(signed.claims, signed.header, options, about)
        claims.validate(now=int(now.timestamp()), leeway=LEEWAY_SECONDS)
        return dict(claims)

    def _discovered(self, http: httpx.Client) -> Mapping[str, str]:
        known = _read(http, self.issuer.rstrip("/") + DISCOVERY)
        if known["issuer"] != self.issuer:
            raise ProviderRefused(f"the provider calls itself {known['issuer']!r}, and AMENDS_OIDC_ISSUER another name")
        return {name: value for name, value in known.items() if isinstance(value, str)}

    def _client(self, http: httpx.Client, back: str) -> OAuth2Client:
        return OAuth2Client(
            http,
            self.client_id,
            self.client_secret,
            scope=SCOPE,
            redirect_uri=back,
            code_challenge_method="S256",
        )

    @contextmanager
    def _conversation(self) -> Iterator[httpx.Client]:
        """A connection for one conversation; whatever goes wrong in it is one line."""
        here = is_loopback(urlsplit(self.issuer).hostname or "")
        with httpx.Client(timeout=TIMEOUT_SECONDS, trust_env=not here) as http:
            try:
                yield http
            except BadSignatureError as error:
                raise ProviderRefused("the provider's answer is not signed with its key") from error
            except (AuthlibBaseError, JoseError) as error:
                raise ProviderRefused(f"the provider's answer cannot be believed: {_why(error)}") from error
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise ProviderRefused("the provider cannot be reached") from error
            except (KeyError, TypeError, ValueError) as error:
                raise ProviderRefused("the provider's answer cannot be read") from error


def _read(http: httpx.Client, address: str) -> Any:
    answer = http.get(address)
    if answer.status_code != OK:
        raise ProviderRefused(f"the provider answers {answer.status_code} at {urlsplit(address).path}")
    return answer.json()


def _why(error: AuthlibBaseError | JoseError) -> str:
    return " ".join(str(getattr(error, "description", "") or error.error or type(error).__name__).split())
