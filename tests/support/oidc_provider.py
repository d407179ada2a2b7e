"""A provider of OpenID Connect on this machine: discovery, keys, authorisation, tokens signed with a key of its own."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from compliance.runtime import machine_now

CLIENT_ID, CLIENT_SECRET = "amends", "tulip-and-rose"
BITS = 2048
Tamper = Callable[[dict[str, Any]], None]


@cache
def key(name: str) -> RSAKey:
    """A key pair by name, made once a process: that takes a moment."""
    return RSAKey.generate_key(BITS, {"kid": name, "use": "sig", "alg": "RS256"})


@dataclass
class Granted:
    """What was asked for when a code was given out."""

    nonce: str
    challenge: str
    redirect_uri: str


@dataclass
class OidcProvider:
    """The provider; `claims` is what it says of whoever signs in, `tamper` changes it, the rest spoils its answers."""

    address: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    tamper: Tamper = lambda claims: None
    algorithm: str = "RS256"
    signed_with: str = "ours"
    refuses: str = ""
    says_it_is: str = ""
    broken: str = ""
    codes: dict[str, Granted] = field(default_factory=dict)
    given: list[dict[str, str]] = field(default_factory=list)

    def discovery(self) -> dict[str, Any]:
        """What the provider says of itself."""
        return {
            "issuer": self.says_it_is or self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """Where to send the browser back to: the person is always willing, unless the provider refuses."""
        if self.refuses:
            return f"{asked['redirect_uri']}?{urlencode({'error': self.refuses, 'state': asked['state']})}"
        assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
        assert "openid" in asked["scope"].split()
        code = secrets.token_urlsafe()
        self.codes[code] = Granted(asked["nonce"], asked["code_challenge"], asked["redirect_uri"])
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, asked: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """The tokens of a code, once, for the client with its secret and the verifier of the challenge."""
        self.given.append(asked)
        wanted = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        if authorization != f"Basic {wanted}":
            return 401, {"error": "invalid_client"}
        granted = self.codes.pop(asked.get("code", ""), None)
        digest = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if granted is None or (granted.challenge, granted.redirect_uri) != (challenge, asked["redirect_uri"]):
            return 400, {"error": "invalid_grant"}
        return 200, {
            "access_token": "a-token",
            "token_type": "Bearer",
            "expires_in": 300,
            "id_token": self._id_token(granted.nonce),
        }

    def _id_token(self, nonce: str) -> str:
        now = machine_now()
        claims: dict[str, Any] = {
            "iss": self.address,
            "aud": CLIENT_ID,
            "sub": "u-1",
            "nonce": nonce,
            "iat": int(now.timestamp()),
            "exp": int((now + timedelta(minutes=5)).timestamp()),
            **self.claims,
        }
        self.tamper(claims)
        header = {"alg": self.algorithm, "kid": "ours"}
        if self.algorithm == "none":
            return ".".join(_encoded(part) for part in (header, claims)) + "."
        if self.algorithm == "HS256":
            return jwt.encode(header, claims, OctKey.import_key(key("ours").as_pem(private=False)))
        return jwt.encode(header, claims, key(self.signed_with))


def _encoded(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


@contextmanager
def running_oidc_provider() -> Iterator[OidcProvider]:
    """A provider on a port of its own."""
    provider = OidcProvider()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(provider))
    provider.address = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(provider: OidcProvider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the name http.server calls
            parts = urlsplit(self.path)
            if parts.path == "/authorize":
                self._answer(303, {}, provider.authorize(_first(parts.query)))
            elif parts.path == "/.well-known/openid-configuration":
                self._answer(200, provider.discovery())
            else:
                self._answer(200, {"keys": [key("ours").as_dict(private=False)]})

        def do_POST(self) -> None:  # the name http.server calls
            body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
            self._answer(*provider.token(_first(body), self.headers.get("Authorization", "")))

        def _answer(self, status: int, content: dict[str, Any], location: str = "") -> None:
            text = provider.broken if provider.broken and not location else json.dumps(content)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text.encode())))
            if location:
                self.send_header("Location", location)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: object) -> None:  # the name http.server calls it by
            """Keep quiet."""

    return Handler


def _first(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}
