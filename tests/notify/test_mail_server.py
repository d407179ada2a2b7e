"""Mail through a real server: what arrives, who is spoken to in the clear, and many senders at once."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from apprise import Apprise

from compliance.domain.delivery import Result
from compliance.notify.mail import AmendsMail
from compliance.notify.smtp import Encryption, MailServer
from tests.notify.letters import KEY, LETTER, NOW, SENDER, letter_to, now
from tests.notify.scripted import HOST, Script, scripted_server
from tests.support.certificates import certificate
from tests.support.smtp import SmtpSink

ONE_EACH = (
    "From",
    "Reply-To",
    "To",
    "Date",
    "Subject",
    "Message-ID",
    "X-Amends-Key",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "MIME-Version",
    "Content-Type",
)


@pytest.fixture
def mail(smtp_sink: SmtpSink) -> Iterator[AmendsMail]:
    """The mail channel to a real server on this machine."""
    channel = AmendsMail(SENDER, now, MailServer(HOST, smtp_sink.port, Encryption.NONE), 10.0)
    yield channel
    channel.close()


def test_one_of_each_header(mail: AmendsMail, smtp_sink: SmtpSink) -> None:
    assert mail.deliver(LETTER).result is Result.ACCEPTED
    message = smtp_sink.messages[0]
    assert {name: len(message.get_all(name, [])) for name in ONE_EACH} == dict.fromkeys(ONE_EACH, 1)
    assert message["From"] == "Office of the Ombudsman <compliance@ombudsman.example>"
    assert message["Reply-To"] == "answers@ombudsman.example"
    assert message["To"] == LETTER.recipient
    assert message["Date"].datetime == NOW
    assert message["Message-ID"] == f"<{KEY}@ombudsman.example>"
    assert message["X-Amends-Key"] == KEY
    assert message["Auto-Submitted"] == "auto-generated"
    received = smtp_sink.received[0]
    assert (received.sender, received.recipients) == ("compliance@ombudsman.example", (LETTER.recipient,))


def test_text_html_and_calendar_arrive_as_they_were(mail: AmendsMail, smtp_sink: SmtpSink) -> None:
    assert mail.deliver(LETTER).result is Result.ACCEPTED
    message = smtp_sink.messages[0]
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content() == LETTER.text
    assert html.get_content().strip() == LETTER.html
    (calendar,) = message.iter_attachments()
    assert calendar.get_content_type() == "text/calendar"
    assert calendar.get_filename() == "due-dates.ics"
    assert calendar["Content-Type"].params["method"] == "PUBLISH"
    assert calendar.get_payload(decode=True) == LETTER.attachments[0].content


def test_a_subject_cannot_add_headers(mail: AmendsMail, smtp_sink: SmtpSink) -> None:
    letter = letter_to("a@b.example")
    subject = "Due\r\nBcc: everybody@b.example\r\n\r\nfalse body \N{PARTY POPPER}"
    sly = type(letter)(letter.key, letter.recipient, subject, letter.text, letter.html)
    assert mail.deliver(sly).result is Result.ACCEPTED
    message = smtp_sink.messages[0]
    assert message["Bcc"] is None
    assert message["Subject"] == " ".join(subject.split())
    assert smtp_sink.received[0].recipients == ("a@b.example",)


@pytest.mark.parametrize("key", ["", "a b", "a\r\nBcc: x@y.example", "../x", "k" * 101, "ü"])
def test_a_key_unfit_for_a_header_is_refused_for_good(mail: AmendsMail, smtp_sink: SmtpSink, key: str) -> None:
    assert mail.deliver(letter_to("a@b.example", key)).result is Result.REFUSED_FOR_GOOD
    assert smtp_sink.messages == []


def test_text_that_is_no_unicode_is_refused_for_good(mail: AmendsMail, smtp_sink: SmtpSink) -> None:
    letter = type(LETTER)(KEY, LETTER.recipient, "Due", "lone \ud800 surrogate", "")
    assert mail.deliver(letter).result is Result.REFUSED_FOR_GOOD
    assert smtp_sink.messages == []


def test_four_senders_at_once_lose_and_double_nothing(mail: AmendsMail, smtp_sink: SmtpSink) -> None:
    keys = [f"key-{number}" for number in range(80)]
    with ThreadPoolExecutor(4) as senders:
        answers = list(senders.map(lambda key: mail.deliver(letter_to(f"{key}@a.example", key)).result, keys))
    assert answers == [Result.ACCEPTED] * 80
    assert sorted(smtp_sink.keys()) == sorted(keys)
    assert all(received.recipients == (f"{received.key}@a.example",) for received in smtp_sink.received)
    assert smtp_sink.connections <= 4


def test_one_refused_recipient_does_not_touch_the_others(mail: AmendsMail, smtp_sink: SmtpSink) -> None:
    smtp_sink.refuse("b@a.example", "550 5.1.1 no such user")
    results = [mail.deliver(letter_to(f"{name}@a.example", name)).result for name in "abc"]
    assert results == [Result.ACCEPTED, Result.REFUSED_FOR_GOOD, Result.ACCEPTED]
    assert smtp_sink.keys() == ["a", "c"]


def test_apprise_itself_can_use_the_channel(smtp_sink: SmtpSink) -> None:
    server = MailServer(HOST, smtp_sink.port, Encryption.NONE)
    channel = AmendsMail(SENDER, now, server, 10.0, to="manager@ombudsman.example")
    apprise = Apprise()
    apprise.add(channel)
    assert apprise.notify("All is well.", title="The night's run") is True
    channel.close()
    assert smtp_sink.messages[0]["Subject"] == "The night's run"
    assert smtp_sink.received[0].recipients == ("manager@ombudsman.example",)


def test_mail_keeps_no_record(mail: AmendsMail) -> None:
    assert mail.record_of(KEY) is None


def test_a_server_without_starttls_gets_nothing() -> None:
    with scripted_server() as server:
        channel = AmendsMail(SENDER, now, MailServer(HOST, server.port, Encryption.STARTTLS, "office", "pw"), 5.0)
        answer = channel.deliver(LETTER)
    assert answer.result is Result.REFUSED_FOR_NOW
    assert "STARTTLS" in answer.detail
    assert server.heard == [["ehlo"]]


def test_a_server_that_asks_for_a_password_in_the_clear_does_not_get_it() -> None:
    with scripted_server(Script(ehlo="250-ready\r\n250 AUTH PLAIN LOGIN")) as server:
        room = MailServer(HOST, server.port, Encryption.STARTTLS, "office", "pw")
        answers = [AmendsMail(SENDER, now, room, 5.0).deliver(LETTER), AmendsMail(SENDER, now, room, 5.0).probe()]
    assert {(answer.result, answer.unreachable) for answer in answers} == {(Result.REFUSED_FOR_NOW, True)}
    assert server.heard == [["ehlo"]] * 2


def test_four_senders_need_no_more_than_four_connections() -> None:
    with scripted_server() as server:
        channel = AmendsMail(SENDER, now, MailServer(HOST, server.port, Encryption.NONE), 10.0)
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda n: channel.deliver(letter_to("a@b.example", f"key-{n}")), range(40)))
        channel.close()
    assert {answer.result for answer in answers} == {Result.ACCEPTED}
    assert len(server.heard) <= 4


@contextmanager
def encrypted_server(context: ssl.SSLContext, *, from_start: bool) -> Iterator[tuple[int, list[str]]]:
    """A real server that speaks TLS: its port, and the keys of what it got."""
    keys: list[str] = []

    class Keys(Message):
        """Notes the key of each message."""

        def handle_message(self, message: object) -> None:
            keys.append(message["X-Amends-Key"])  # type: ignore[index]

    with scripted_server() as free:
        port = free.port
    options = {"ssl_context": context} if from_start else {"tls_context": context, "require_starttls": True}
    controller = Controller(Keys(), HOST, port, **options)
    controller.start()
    try:
        yield port, keys
    finally:
        controller.stop()


@pytest.mark.parametrize("encryption", [Encryption.STARTTLS, Encryption.TLS])
def test_a_trusted_certificate_lets_mail_through(tmp_path: Path, encryption: Encryption) -> None:
    public, context = certificate(tmp_path)
    with encrypted_server(context, from_start=encryption is Encryption.TLS) as (port, keys):
        trusting = ssl.create_default_context(cafile=str(public))
        channel = AmendsMail(SENDER, now, MailServer(HOST, port, encryption), 10.0, tls=trusting)
        answers = [channel.deliver(letter_to("a@b.example", key)) for key in ("one", "two")]
        channel.close()
    assert [answer.result for answer in answers] == [Result.ACCEPTED] * 2, answers
    assert keys == ["one", "two"]


@pytest.mark.parametrize("encryption", [Encryption.STARTTLS, Encryption.TLS])
def test_a_certificate_nobody_vouches_for_stops_mail(tmp_path: Path, encryption: Encryption) -> None:
    _, context = certificate(tmp_path)
    with encrypted_server(context, from_start=encryption is Encryption.TLS) as (port, keys):
        channel = AmendsMail(SENDER, now, MailServer(HOST, port, encryption), 10.0)
        answer = channel.deliver(LETTER)
        channel.close()
    assert answer.result is Result.REFUSED_FOR_NOW
    assert "no trusted encryption" in answer.detail
    assert keys == []


def test_a_server_that_refuses_starttls_for_now() -> None:
    script = Script(ehlo="250-ready\r\n250 STARTTLS", starttls="454 not now")
    with scripted_server(script, tls=ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)) as server:
        answer = AmendsMail(SENDER, now, MailServer(HOST, server.port, Encryption.STARTTLS), 5.0).deliver(LETTER)
    assert answer.result is Result.REFUSED_FOR_NOW
    assert "mail" not in server.heard[0]
