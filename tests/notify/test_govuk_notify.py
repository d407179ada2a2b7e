"""GOV.UK Notify through its official client, against a server that speaks its protocol."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from compliance.domain.delivery import Result
from compliance.domain.errors import WrongUse
from compliance.domain.office import NotifyTemplates
from compliance.notify.govuk_notify import GovukNotify, NotifyAccount, notify_address
from compliance.notify.protocol import Fate, TracksDelivery
from tests.notify.letters import KEY, LETTER, NOW, letter_to, now
from tests.support.notify_server import (
    DROP,
    EMAIL_TEMPLATE,
    HOST,
    RUBBISH,
    SECRET,
    SERVICE_ID,
    SILENCE,
    TAKE_AND_DROP,
    TEXT_TEMPLATE,
    NotifyServer,
    Reply,
    running_notify_server,
)
from tests.support.notify_server import KEY as API_KEY

TEMPLATES = NotifyTemplates(
    EMAIL_TEMPLATE,
    "8e222534-7f05-4972-86e3-17c5d9f894e2",
    TEXT_TEMPLATE,
    "9f0b3c5a-5f7e-4d0e-8d0b-6a5e0c1b2d3f",
    "Please contact us for the details.",
)
PHONE = "sms:+447700900123"


@pytest.fixture
def server() -> Iterator[NotifyServer]:
    """GOV.UK Notify on this machine."""
    with running_notify_server() as running:
        yield running


def channel_to(port: int, *, key: str = API_KEY, timeout: float = 10.0, age: timedelta = timedelta(0)) -> GovukNotify:
    account = NotifyAccount(f"http://{HOST}:{port}", key, TEMPLATES)
    return GovukNotify(account, timeout, lambda: NOW + age)


@pytest.fixture
def channel(server: NotifyServer) -> Iterator[GovukNotify]:
    """The channel to it."""
    made = channel_to(server.port)
    yield made
    made.close()


def test_a_letter_is_taken_under_our_key(channel: GovukNotify, server: NotifyServer) -> None:
    answer = channel.deliver(LETTER)
    (taken,) = server.taken
    assert (answer.result, answer.reference) == (Result.ACCEPTED, taken["id"])
    assert taken["asked"] == {
        "email_address": LETTER.recipient,
        "template_id": EMAIL_TEMPLATE,
        "personalisation": {"subject": LETTER.subject, "body": LETTER.text},
        "reference": KEY,
        "email_reply_to_id": TEMPLATES.email_reply_to,
    }


def test_a_text_message_says_the_subject_and_a_sentence_only(channel: GovukNotify, server: NotifyServer) -> None:
    assert channel.deliver(letter_to(PHONE)).result is Result.ACCEPTED
    assert server.taken[0]["asked"] == {
        "phone_number": "+447700900123",
        "template_id": TEXT_TEMPLATE,
        "personalisation": {"subject": LETTER.subject, "body": TEMPLATES.text_body},
        "reference": KEY,
        "sms_sender_id": TEMPLATES.text_sender,
    }


def test_four_senders_share_kept_connections(channel: GovukNotify, server: NotifyServer) -> None:
    keys = [f"20260302-{number:020}" for number in range(40)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda key: channel.deliver(letter_to("a@b.example", key)), keys))
    assert {answer.result for answer in answers} == {Result.ACCEPTED}
    assert sorted(server.keys()) == keys
    assert len({answer.reference for answer in answers}) == 40
    assert server.connections <= 4


@pytest.mark.parametrize(
    ("reply", "result", "unreachable"),
    [
        (Reply(400, "ValidationError", "email_address Not a valid email address"), Result.REFUSED_FOR_GOOD, False),
        (Reply(400, "ValidationError", "phone_number Not enough digits"), Result.REFUSED_FOR_GOOD, False),
        (Reply(400, "BadRequestError", "Cannot send to international mobile numbers"), Result.REFUSED_FOR_GOOD, False),
        (Reply(400, "BadRequestError", "Emails cannot be longer than 1000000 bytes"), Result.REFUSED_FOR_GOOD, False),
        (
            Reply(400, "BadRequestError", "Content for template has a character count greater than the limit of 918"),
            Result.REFUSED_FOR_GOOD,
            False,
        ),
        (Reply(400, "BadRequestError", "Something new"), Result.REFUSED_FOR_NOW, False),
        (
            Reply(400, "BadRequestError", "Can't send to this recipient using a team-only API key"),
            Result.REFUSED_FOR_NOW,
            True,
        ),
        (
            Reply(400, "BadRequestError", "Can't send to this recipient when service is in trial mode"),
            Result.REFUSED_FOR_NOW,
            True,
        ),
        (Reply(400, "BadRequestError", "Template not found"), Result.REFUSED_FOR_NOW, True),
        (Reply(400, "BadRequestError", "Missing personalisation: case"), Result.REFUSED_FOR_NOW, True),
        (Reply(403, "AuthError", "Invalid token: signature, api token not found"), Result.REFUSED_FOR_NOW, True),
        (Reply(403, "AuthError", "Error: Your system clock must be accurate"), Result.REFUSED_FOR_NOW, True),
        (Reply(404, "NotFound", "no such page"), Result.REFUSED_FOR_NOW, True),
        (Reply(307, "Moved", ""), Result.REFUSED_FOR_NOW, True),
        (Reply(429, "RateLimitError", "Exceeded rate limit for key type LIVE"), Result.REFUSED_FOR_NOW, True),
        (Reply(429, "TooManyRequestsError", "Exceeded send limits (50) for today"), Result.REFUSED_FOR_NOW, True),
        (Reply(500, "Exception", "Internal server error"), Result.REFUSED_FOR_NOW, False),
        (Reply(503, "Exception", "down for maintenance"), Result.REFUSED_FOR_NOW, True),
        (Reply(502, "Exception", "Bad gateway"), Result.UNKNOWN, False),
        (Reply(504, "Exception", "Gateway time-out"), Result.UNKNOWN, False),
        (Reply(way=DROP), Result.UNKNOWN, False),
        (Reply(way=TAKE_AND_DROP), Result.UNKNOWN, False),
        (Reply(way=RUBBISH), Result.UNKNOWN, False),
    ],
    ids=lambda value: f"{value.status} {value.message or value.way}" if isinstance(value, Reply) else None,
)
def test_each_answer_has_its_meaning(
    channel: GovukNotify, server: NotifyServer, reply: Reply, result: Result, unreachable: bool
) -> None:
    server.script.append(reply)
    answer = channel.deliver(LETTER)
    assert (answer.result, answer.unreachable, answer.reference) == (result, unreachable, "")
    assert reply.message in answer.detail
    assert answer.of_address == any(word in reply.message for word in ("_address", "phone_number", "international"))
    assert "\n" not in answer.detail
    assert channel.deliver(LETTER).result is Result.ACCEPTED


def test_silence_after_the_request_is_a_doubt(server: NotifyServer) -> None:
    server.script.append(Reply(way=SILENCE))
    answer = channel_to(server.port, timeout=0.4).deliver(LETTER)
    assert answer.result is Result.UNKNOWN
    assert answer.detail == "GOV.UK Notify: the request was handed over, and then: no answer in time"


def test_nobody_listening_is_refused_for_now() -> None:
    answer = channel_to(1).deliver(LETTER)
    assert (answer.result, answer.unreachable) == (Result.REFUSED_FOR_NOW, True)
    assert answer.detail == "no connection to GOV.UK Notify: Connection refused"


def test_a_server_that_speaks_no_tls_gets_nothing(server: NotifyServer) -> None:
    account = NotifyAccount(f"https://{HOST}:{server.port}", API_KEY, TEMPLATES)
    answer = GovukNotify(account, 5.0, now).deliver(LETTER)
    assert (answer.result, answer.unreachable) == (Result.REFUSED_FOR_NOW, True)
    assert "no trusted encryption with GOV.UK Notify" in answer.detail
    assert server.taken == []


def test_a_wrong_key_is_the_offices_matter_and_shown_nowhere(
    server: NotifyServer, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    wrong = channel_to(server.port, key=f"amends-{SERVICE_ID}-{SECRET[:-1]}f")
    answer = wrong.deliver(LETTER)
    assert (answer.result, answer.unreachable) == (Result.REFUSED_FOR_NOW, True)
    assert answer.detail.startswith("the office's own mail settings need mending: GOV.UK Notify: 403 Invalid token")
    said = f"{caplog.text}{capfd.readouterr()}{answer}{wrong._account!r}"
    assert SECRET[:-1] not in said
    assert LETTER.recipient not in caplog.text


@pytest.mark.parametrize(
    "recipient", ["nobody", "a@b.example\nBcc: x@y.example", "sms:07700900123", "sms:", "json://x"]
)
def test_an_address_of_another_form_never_reaches_notify(
    channel: GovukNotify, server: NotifyServer, recipient: str
) -> None:
    assert channel.deliver(letter_to(recipient)).result is Result.REFUSED_FOR_GOOD
    assert server.connections == 0


@pytest.mark.parametrize(("recipient", "says"), [("a@b.example", "email"), (PHONE, "text_message")])
def test_without_a_template_messages_wait(server: NotifyServer, recipient: str, says: str) -> None:
    account = NotifyAccount(f"http://{HOST}:{server.port}", API_KEY, NotifyTemplates())
    answer = GovukNotify(account, 5.0, now).deliver(letter_to(recipient))
    assert (answer.result, answer.unreachable) == (Result.REFUSED_FOR_NOW, True)
    assert f"notify.yaml has no {says}.template_id" in answer.detail


def test_its_record_ends_a_doubt(channel: GovukNotify, server: NotifyServer) -> None:
    server.script.extend([Reply(way=TAKE_AND_DROP), Reply(way=DROP)])
    other = f"{KEY[:-1]}4"
    assert [channel.deliver(letter_to("a@b.example", key)).result for key in (KEY, other)] == [Result.UNKNOWN] * 2
    assert (channel.record_of(KEY), channel.record_of(other)) == (True, False)


@pytest.mark.parametrize(
    ("age", "found"),
    [(-1, None), (0, False), (6, False), (7, None), (400, None)],
)
def test_a_record_that_shows_nothing_is_believed_for_six_days(
    server: NotifyServer, age: int, found: bool | None
) -> None:
    assert channel_to(server.port, age=timedelta(days=age)).record_of(KEY) is found


def test_what_it_shows_is_believed_at_any_age(channel: GovukNotify, server: NotifyServer) -> None:
    channel.deliver(LETTER)
    assert channel_to(server.port, age=timedelta(days=400)).record_of(KEY) is True


def test_a_key_without_a_day_has_no_age(channel: GovukNotify) -> None:
    assert channel.record_of("no-day") is None


def test_no_answer_is_no_record(channel: GovukNotify, server: NotifyServer) -> None:
    server.down = Reply(500, "Exception", "Internal server error")
    assert channel.record_of(KEY) is None
    assert channel.report_of(KEY, "") is None
    assert channel_to(1).record_of(KEY) is None


@pytest.mark.parametrize(
    ("status", "fate"),
    [
        ("created", Fate.UNDER_WAY),
        ("sending", Fate.UNDER_WAY),
        ("delivered", Fate.DELIVERED),
        ("permanent-failure", Fate.RETURNED_FOR_GOOD),
        ("temporary-failure", Fate.RETURNED_FOR_NOW),
        ("technical-failure", Fate.RETURNED_FOR_NOW),
    ],
)
def test_what_became_of_a_message(channel: GovukNotify, server: NotifyServer, status: str, fate: Fate) -> None:
    assert isinstance(channel, TracksDelivery)
    reference = channel.deliver(LETTER).reference
    server.becomes(KEY, status)
    for asked in (reference, ""):
        report = channel.report_of(KEY, asked)
        assert report is not None
        assert (report.key, report.reference, report.recipient) == (KEY, reference, LETTER.recipient)
        assert (report.fate, report.status) == (fate, status)
        assert report.at == datetime(2026, 3, 2, 12, 15, 30, tzinfo=UTC)


def test_a_text_messages_number_comes_back_as_our_address(channel: GovukNotify) -> None:
    reference = channel.deliver(letter_to(PHONE)).reference
    report = channel.report_of(KEY, reference)
    assert report is not None
    assert (report.recipient, report.at) == (PHONE, None)


def test_an_unknown_message_has_no_report(channel: GovukNotify) -> None:
    assert channel.report_of(KEY, "00000000-0000-0000-0000-000000000000") is None
    assert channel.report_of(KEY, "") is None


def test_the_probe_finds_the_template_and_its_fields(channel: GovukNotify, server: NotifyServer) -> None:
    assert channel.probe().result is Result.ACCEPTED
    server.wants = ("subject", "body", "case")
    answer = channel.probe()
    assert (answer.result, answer.unreachable) == (Result.REFUSED_FOR_NOW, True)
    assert f"template {EMAIL_TEMPLATE} at GOV.UK Notify wants ((case)), which nobody fills" in answer.detail
    strange = replace(TEMPLATES, email="00000000-0000-0000-0000-000000000000")
    lost = GovukNotify(NotifyAccount(f"http://{HOST}:{server.port}", API_KEY, strange), 5.0, now)
    assert "has no template 00000000-0000-0000-0000-000000000000" in lost.probe().detail
    assert channel_to(1).probe().result is Result.REFUSED_FOR_NOW


def test_after_close_no_connection_is_kept(channel: GovukNotify) -> None:
    channel.deliver(LETTER)
    assert len(channel._idle) == 1
    channel.close()
    channel.deliver(LETTER)
    assert channel._idle == []


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("notify://", "https://api.notifications.service.gov.uk"),
        ("notify://notify.example", "https://notify.example"),
        ("notify://notify.example:8443", "https://notify.example:8443"),
        ("notify+http://127.0.0.1:6011", "http://127.0.0.1:6011"),
        ("notify+http://localhost", "http://localhost"),
    ],
)
def test_where_notify_is(url: str, address: str) -> None:
    assert notify_address(url) == address


@pytest.mark.parametrize(
    "url",
    [
        "notify+http://notify.example",
        "notify+http://",
        "notify+http://10.0.0.1:80",
        "notify://s3cret@notify.example",
        "notify://notify.example/s3cret",
        "notify://notify.example:99999",
        "notify://notify.example?x=s3cret",
        "notify://notify..example",
        f"notify://{'n' * 64}.example",
    ],
)
def test_where_notify_cannot_be(url: str) -> None:
    with pytest.raises(WrongUse) as refused:
        notify_address(url)
    assert "s3cret" not in str(refused.value)
    assert "\n" not in str(refused.value)
