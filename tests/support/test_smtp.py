"""The mail server of the tests does what it was told."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage

import pytest

from tests.support.smtp import HOST, SmtpSink


def letter(recipient: str, key: str = "k1") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "office@ombudsman.example"
    message["To"] = recipient
    message["Subject"] = "Due on 3 May"
    message["X-Amends-Key"] = key
    message.set_content("Dear Zoë\n")
    return message


def test_keeps_what_it_accepts(smtp_sink: SmtpSink) -> None:
    with smtplib.SMTP(HOST, smtp_sink.port) as connection:
        connection.send_message(letter("a@council.example", "k1"))
        connection.send_message(letter("b@council.example", "k2"))
    smtp_sink.wait_for(2)
    assert smtp_sink.url == f"smtp://127.0.0.1:{smtp_sink.port}"
    assert smtp_sink.keys() == ["k1", "k2"]
    assert smtp_sink.connections == 1
    assert [each["To"] for each in smtp_sink.to("B@council.example")] == ["b@council.example"]
    assert smtp_sink.messages[0].get_content() == "Dear Zoë\n"
    assert smtp_sink.received[0].sender == "office@ombudsman.example"


def test_refuses_for_good(smtp_sink: SmtpSink) -> None:
    smtp_sink.refuse("x@council.example", "550 no such user")
    for _ in range(2):
        with smtplib.SMTP(HOST, smtp_sink.port) as connection, pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            connection.send_message(letter("X@council.example"))
        assert refused.value.recipients == {"X@council.example": (550, b"no such user")}
    assert smtp_sink.messages == []
    assert smtp_sink.attempts == ["X@council.example"] * 2
    assert smtp_sink.connections == 2


def test_refuses_once_then_accepts(smtp_sink: SmtpSink) -> None:
    smtp_sink.refuse_once("x@council.example", "451 try later")
    with smtplib.SMTP(HOST, smtp_sink.port) as connection:
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            connection.send_message(letter("x@council.example"))
        connection.send_message(letter("x@council.example"))
    assert smtp_sink.keys() == ["k1"]


def test_refuses_the_message_itself_until_told_to_accept(smtp_sink: SmtpSink) -> None:
    smtp_sink.refuse_data("x@council.example", "554 looks like spam")
    with smtplib.SMTP(HOST, smtp_sink.port) as connection:
        with pytest.raises(smtplib.SMTPDataError):
            connection.send_message(letter("x@council.example"))
        assert smtp_sink.messages == []
        smtp_sink.accept("x@council.example")
        connection.send_message(letter("x@council.example"))
    assert smtp_sink.keys() == ["k1"]


def test_says_how_many_came_when_some_do_not(smtp_sink: SmtpSink) -> None:
    with pytest.raises(AssertionError, match="0 of 1 messages came"):
        smtp_sink.wait_for(1, seconds=0.01)
