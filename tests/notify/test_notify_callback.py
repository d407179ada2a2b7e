"""Call-backs of GOV.UK Notify: what is believed, and what is refused in one line."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from compliance.domain.errors import AmendsError, NotReady, Refused, WrongUse
from compliance.notify.notify_callback import LARGEST_BODY, read_callback
from compliance.notify.protocol import DeliveryReport, Fate
from tests.notify.letters import KEY

TOKEN = "correct-horse-battery-staple"
ID = "740e5834-3a29-46b4-9a6f-16142fde533a"


def receipt(**changes: Any) -> bytes:
    """A receipt as Notify's documentation shows it, with changes; None takes a field out."""
    whole: dict[str, Any] = {
        "id": ID,
        "reference": KEY,
        "to": "officer@northbury.example",
        "status": "delivered",
        "created_at": "2026-03-02T12:15:30.000000Z",
        "completed_at": "2026-03-02T12:15:31.000000Z",
        "sent_at": "2026-03-02T12:15:30.000000Z",
        "notification_type": "email",
        "template_id": "f33517ff-2a88-4f6e-b855-c550268ce08a",
        "template_version": 1,
    } | changes
    return json.dumps(whole).encode()


def read(body: bytes, authorization: str = f"Bearer {TOKEN}", token: str | None = TOKEN) -> DeliveryReport:
    return read_callback(authorization, body, token)


def test_a_receipt_is_read() -> None:
    at = datetime(2026, 3, 2, 12, 15, 31, tzinfo=UTC)
    expected = DeliveryReport(
        KEY, ID, "officer@northbury.example", Fate.DELIVERED, "delivered", "delivered", at, "notify call-back"
    )
    assert read(receipt()) == expected
    assert read(receipt(), f"bearer {TOKEN}") == expected


@pytest.mark.parametrize(
    ("status", "fate"),
    [
        ("permanent-failure", Fate.RETURNED_FOR_GOOD),
        ("temporary-failure", Fate.RETURNED_FOR_NOW),
        ("technical-failure", Fate.RETURNED_FOR_NOW),
    ],
)
def test_each_failure_has_its_weight(status: str, fate: Fate) -> None:
    assert read(receipt(status=status)).fate is fate


@pytest.mark.parametrize("number", ["07700900123", "+447700900123", "447700900123", "07700 900-123"])
def test_a_phone_number_becomes_our_address(number: str) -> None:
    assert read(receipt(to=number, notification_type="sms")).recipient == "sms:+447700900123"


@pytest.mark.parametrize(
    "authorization",
    ["", TOKEN, f"Basic {TOKEN}", "Bearer ", f"Bearer {TOKEN[:-1]}", f"Bearer {TOKEN}x", "Bearer ünïcode"],
)
@pytest.mark.parametrize("body", [receipt(), b"not JSON"])
def test_a_forged_call_back_is_refused(authorization: str, body: bytes) -> None:
    with pytest.raises(Refused) as refused:
        read(body, authorization)
    assert str(refused.value) == "the call-back does not bear the token that GOV.UK Notify was given"


@pytest.mark.parametrize("token", [None, ""])
def test_without_a_token_of_ours_nothing_is_believed(token: str | None) -> None:
    with pytest.raises(NotReady, match="AMENDS_NOTIFY_CALLBACK_TOKEN is not set"):
        read(receipt(), "Bearer ", token)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "it is not JSON"),
        (b"<html>", "it is not JSON"),
        (b"\xff\xfe{", "it is not JSON"),
        (b"[" * 50_000, "it is not JSON"),
        (b"[]", "expected a JSON object"),
        (b'"delivered"', "expected a JSON object"),
        (b" " * (LARGEST_BODY + 1), "expected at most 65,536"),
        (receipt(reference=None), "reference is missing or no text"),
        (receipt(reference=""), "reference is missing or no text"),
        (receipt(reference=["x"]), "reference is missing or no text"),
        (receipt(reference="x\ny"), "reference is missing or no text"),
        (receipt(id=7), "id is missing or no text"),
        (receipt(to=None), "to is missing or no text"),
        (receipt(status="lost"), "status 'lost' is none of created, sending, "),
        (receipt(notification_type="letter"), "the type is neither email nor sms"),
        (receipt(completed_at="yesterday"), "completed_at is no instant"),
        (receipt(completed_at="0001-01-01T00:00:00+14:00"), "completed_at is no instant"),
        (receipt(completed_at=5), "completed_at is no instant"),
        (receipt(completed_at="2026-03-02T12:15:31"), "completed_at has no time zone"),
    ],
)
def test_a_malformed_call_back_is_refused_in_one_line(body: bytes, says: str) -> None:
    with pytest.raises(WrongUse) as refused:
        read(body)
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)
    assert TOKEN not in str(refused.value)


def test_every_refusal_is_one_the_pages_know() -> None:
    assert issubclass(NotReady, AmendsError)
    assert issubclass(Refused, AmendsError)
