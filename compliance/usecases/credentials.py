"""Passwords and one-time codes: made, and checked so that the answer takes as long whoever asks."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from datetime import datetime
from functools import cache
from threading import BoundedSemaphore

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from compliance.domain.sign_in import LONGEST_PASSWORD

_HASHER = PasswordHasher()
# Each check takes 64 MiB for a moment: a crowd of them must not take the machine's memory.
_AT_ONCE = BoundedSemaphore(2)
TOKEN_BYTES = 32
# A code counts one time step (30 seconds) early or late: telephones' clocks differ.
STEPS_ACROSS = (0, -1, 1)


def digest(text: str) -> str:
    """SHA-256 of a text: what is stored of a secret that is long and random, or of an account's address."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def new_token() -> str:
    """A secret nobody can guess."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_password(password: str) -> str:
    """The argon2id hash of a password, with its salt and parameters."""
    with _AT_ONCE:
        return _HASHER.hash(_plain(password))


def password_matches(stored: str, password: str) -> bool:
    """Whether a password is the one of a hash; "" for no hash costs the same time and is never right."""
    with _AT_ONCE:
        try:
            return _HASHER.verify(stored or _decoy(), _plain(password)) and bool(stored)
        except (VerificationError, InvalidHashError):
            return False


def _plain(password: str) -> bytes:
    """The same letters however a keyboard put them together; nobody makes us hash a novel."""
    return unicodedata.normalize("NFKC", password[: LONGEST_PASSWORD * 4]).encode("utf-8", "surrogatepass")


@cache
def _decoy() -> str:
    return _HASHER.hash(new_token())


def new_code_secret() -> str:
    """The secret of somebody's one-time codes, in base 32."""
    return pyotp.random_base32()


def code_address(secret: str, email: str, office: str) -> str:
    """What an authenticator app reads, as text or as a square code: otpauth://totp/..."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=office)


def code_step(secret: str, code: str, now: datetime) -> int | None:
    """The time step that a code belongs to, RFC 6238; None for a code that is none now."""
    totp = pyotp.TOTP(secret)
    typed = "".join(code.split())
    if not (typed.isascii() and typed.isdigit()):
        return None
    current = int(now.timestamp()) // totp.interval
    fitting = [step for step in STEPS_ACROSS if secrets.compare_digest(totp.generate_otp(current + step), typed)]
    return current + fitting[0] if fitting else None
