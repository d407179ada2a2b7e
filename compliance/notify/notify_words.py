"""What GOV.UK Notify's answers mean for the ledger (rules R2.5 and R6)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from notifications_python_client.errors import APIError
from requests import RequestException

from compliance.domain.delivery import TEXT_MESSAGE, Answer, Result
from compliance.notify.http_answers import LONGEST_DETAIL, is_untrusted, may_have_arrived, why
from compliance.notify.protocol import DeliveryReport, Fate
from compliance.notify.smtp_answers import nobody_there, own_fault

NAME = "GOV.UK Notify"
# A gateway gave up waiting: whether the service behind it has the message it cannot say.
GATEWAY_CODES = frozenset({HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT})
# 400, in the words of Notify's documentation. About the address or about the text: no later attempt can help.
ABOUT_THE_ADDRESS = ("email_address ", "phone_number ", "international mobile numbers")
ABOUT_THE_TEXT = ("character count", "cannot be longer than", "too long")
# About the office's service, key or template: once that is mended the same message can go.
ABOUT_THE_OFFICE = (
    "team-only",
    "trial mode",
    "template",
    "personalisation",
    "email_reply_to_id",
    "sms_sender_id",
    "service is not allowed",
)

STATUSES: Mapping[str, tuple[Fate, str]] = {
    "created": (Fate.UNDER_WAY, "in Notify's queue"),
    "sending": (Fate.UNDER_WAY, "with the provider"),
    "pending": (Fate.UNDER_WAY, "waiting for the phone"),
    "delivered": (Fate.DELIVERED, "delivered"),
    # Many foreign networks say no more than this, so it is the last word on such a text message.
    "sent": (Fate.DELIVERED, "sent to an international number, whose network says no more"),
    "permanent-failure": (Fate.RETURNED_FOR_GOOD, "the address or phone number does not exist"),
    "temporary-failure": (Fate.RETURNED_FOR_NOW, "not taken within 72 hours, for example because the inbox is full"),
    "technical-failure": (Fate.RETURNED_FOR_NOW, "not sent, because Notify and its provider had a problem"),
}


def refusal(error: APIError) -> Answer:
    """The answer behind an error of Notify's client."""
    if error.response is None:
        return _no_answer(error)
    code = error.status_code
    detail = f"{NAME}: {code} {said(error)}"[:LONGEST_DETAIL].rstrip()
    if code == HTTPStatus.BAD_REQUEST:
        return _bad_request(detail, said(error))
    if code < HTTPStatus.MULTIPLE_CHOICES or code in GATEWAY_CODES:
        return Answer(Result.UNKNOWN, detail)
    if code in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        return nobody_there(detail)
    if code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Answer(Result.REFUSED_FOR_NOW, detail)
    # A wrong key (403), no such page (404), a page that moved (3xx): the office's matter, no recipient's.
    return own_fault(detail, unreachable=True)


def said(error: APIError) -> str:
    """Notify's own words as one line: {"errors": [{"error": ..., "message": ...}]}."""
    given = error.message
    parts = [given] if isinstance(given, str) else list(given or ())
    words = "; ".join(str(each.get("message", each)) if isinstance(each, dict) else str(each) for each in parts)
    return " ".join(words.split())


def report(found: Mapping[str, Any], source: str) -> DeliveryReport:
    """Read a notification as Notify lists it or sends it in a call-back.

    Raises ValueError when a field is missing or not of its form.
    """
    status = _text(found, "status")
    if status not in STATUSES:
        raise ValueError(f"status {status!r} is none of {', '.join(STATUSES)}")
    fate, detail = STATUSES[status]
    return DeliveryReport(
        key=_text(found, "reference"),
        reference=_text(found, "id"),
        recipient=_recipient(found),
        fate=fate,
        status=status,
        detail=detail,
        at=_instant(found),
        source=source,
    )


def _no_answer(error: APIError) -> Answer:
    beneath = error.__cause__
    if not isinstance(beneath, RequestException) or may_have_arrived(beneath):
        reason = "no readable answer" if beneath is None else why(beneath)
        return Answer(Result.UNKNOWN, f"{NAME}: the request was handed over, and then: {reason}")
    if is_untrusted(beneath):
        return own_fault(f"no trusted encryption with {NAME}: {why(beneath)}", unreachable=True)
    return nobody_there(f"no connection to {NAME}: {why(beneath)}")


def _bad_request(detail: str, words: str) -> Answer:
    plain = words.casefold()
    of_address = any(each in plain for each in ABOUT_THE_ADDRESS)
    if of_address or any(each in plain for each in ABOUT_THE_TEXT):
        return Answer(Result.REFUSED_FOR_GOOD, detail, of_address=of_address)
    if any(each in plain for each in ABOUT_THE_OFFICE):
        return own_fault(detail, unreachable=True)
    # Not known to be the address's fault: it is tried again, and what still fails then is a person's task.
    return Answer(Result.REFUSED_FOR_NOW, detail)


def _text(found: Mapping[str, Any], name: str) -> str:
    value = found.get(name)
    if not isinstance(value, str) or not value or not value.isprintable():
        raise ValueError(f"{name} is missing or no text")
    return value


def _recipient(found: Mapping[str, Any]) -> str:
    kind = found.get("notification_type") or found.get("type")
    if kind == "email":
        return _text(found, "to" if "to" in found else "email_address")
    if kind == "sms":
        return TEXT_MESSAGE + _international(_text(found, "to" if "to" in found else "phone_number"))
    raise ValueError("the type is neither email nor sms")


def _international(number: str) -> str:
    """A British number as people write it, in international form; any other as it is."""
    digits = "".join(letter for letter in number if letter not in " ()-")
    if digits.startswith("07"):
        return f"+44{digits[1:]}"
    return digits if digits.startswith("+") else f"+{digits}"


def _instant(found: Mapping[str, Any]) -> datetime | None:
    value = found.get("completed_at")
    if value is None:
        return None
    try:
        at = datetime.fromisoformat(str(value))
        if at.tzinfo is not None:
            return at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("completed_at is no instant such as 2026-03-02T12:15:30.000000Z") from None
    raise ValueError("completed_at has no time zone")
