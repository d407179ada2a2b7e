"""A call-back of GOV.UK Notify, checked and read: who may say what became of a message is whoever knows the token.

Pure: the web part hands over the header and the body as they came, and what comes out is safe to act on.
"""

from __future__ import annotations

import hmac
import json
from typing import Any

from compliance.domain.errors import NotReady, Refused, WrongUse
from compliance.notify.notify_words import report
from compliance.notify.protocol import DeliveryReport

SETTING = "AMENDS_NOTIFY_CALLBACK_TOKEN"
LARGEST_BODY = 64 * 1024


def read_callback(authorization: str, body: bytes, token: str | None) -> DeliveryReport:
    """The delivery report in a call-back.

    `authorization` is the header of that name, "" without one; `token` the office's own, None where it has set none.
    Raises NotReady without a token of ours, Refused for a call-back that does not bear it, WrongUse for one that bears
    it and is none. No text repeats a token, nor anything of a body that nobody vouches for.
    """
    if not token:
        raise NotReady(f"{SETTING} is not set, so no call-back of GOV.UK Notify is believed")
    scheme, _, given = authorization.partition(" ")
    if scheme.casefold() != "bearer" or not hmac.compare_digest(
        given.strip().encode(errors="backslashreplace"), token.encode()
    ):
        raise Refused("the call-back does not bear the token that GOV.UK Notify was given")
    if len(body) > LARGEST_BODY:
        raise WrongUse(f"the call-back is no delivery receipt: {len(body):,} bytes, expected at most {LARGEST_BODY:,}")
    try:
        return report(_object(body), "notify call-back")
    except ValueError as wrong:
        raise WrongUse(f"the call-back is no delivery receipt: {wrong}") from wrong


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise ValueError("it is not JSON") from None
    if not isinstance(found, dict):
        raise ValueError("expected a JSON object")
    return found
