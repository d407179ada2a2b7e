"""Every way a mail server can answer, fail or fall silent, and what the ledger is told (R2.5)."""

from __future__ import annotations

import base64
import socket

import pytest

from compliance.domain.delivery import Answer, Result
from compliance.notify.mail import AmendsMail
from compliance.notify.smtp import Encryption, MailServer
from compliance.notify.smtp_answers import recipient_refused
from compliance.notify.wire import Deadline
from tests.notify.letters import LETTER, SENDER, letter_to, now
from tests.notify.scripted import DRIP, DROP, HOST, SILENCE, Script, scripted_server

ACCEPTED, NOW, GOOD, UNKNOWN = Result.ACCEPTED, Result.REFUSED_FOR_NOW, Result.REFUSED_FOR_GOOD, Result.UNKNOWN
OWN = "the office's own mail settings need mending"


def channel(port: int, timeout: float = 5.0, **server: str) -> AmendsMail:
    return AmendsMail(SENDER, now, MailServer(HOST, port, Encryption.NONE, **server), timeout)


def answer_of(script: Script, timeout: float = 5.0, **server: str) -> Answer:
    with scripted_server(script) as running:
        mail = channel(running.port, timeout, **server)
        answer = mail.deliver(LETTER)
        mail.close()
        return answer


@pytest.mark.parametrize(
    ("script", "result", "words"),
    [
        (Script(), ACCEPTED, "250 2.0.0 taken"),
        (Script(greeting="421 too busy"), NOW, "421 too busy"),
        (Script(greeting="554 go away"), NOW, "554 go away"),
        (Script(greeting=DROP), NOW, "no connection"),
        (Script(mail="451 later"), NOW, "451 later"),
        (Script(mail="550 sender unknown"), NOW, OWN),
        (Script(mail=DROP), NOW, "hung up"),
        (Script(rcpt="450 mailbox busy"), NOW, "450 mailbox busy"),
        (Script(rcpt="421 closing"), NOW, "421 closing"),
        (Script(rcpt="550 5.1.1 no such user"), GOOD, "550 5.1.1 no such user"),
        (Script(rcpt="251 forwarded"), ACCEPTED, "250"),
        (Script(rcpt="530 sign in first"), NOW, OWN),
        (Script(rcpt="550 5.1.8 bad sender domain"), NOW, OWN),
        (Script(rcpt="nonsense"), NOW, "-1"),
        (Script(rcpt=DROP), NOW, "before the mail was handed over"),
        (Script(data="451 no space"), NOW, "451 no space"),
        (Script(data="554 no"), GOOD, "554 no"),
        (Script(data="250 odd"), NOW, "250 odd"),
        (Script(data=DROP), NOW, "before the mail was handed over"),
        (Script(end="451 try later"), NOW, "451 try later"),
        (Script(end="552 too big"), GOOD, "552 too big"),
        (Script(end="554 5.7.1 spam\r\n"), GOOD, "554 5.7.1 spam"),
        (Script(end=DROP), UNKNOWN, "no answer after the whole mail"),
        (Script(end="gibberish"), UNKNOWN, "makes no sense"),
        (Script(end="250 " + "x" * 9000), UNKNOWN, "no answer after the whole mail"),
    ],
)
def test_each_reply_has_its_answer(script: Script, result: Result, words: str) -> None:
    answer = answer_of(script)
    assert (answer.result, words in answer.detail) == (result, True), answer
    assert "\n" not in answer.detail
    assert len(answer.detail) <= 400


@pytest.mark.parametrize(
    ("script", "result"),
    [
        (Script(greeting=SILENCE), NOW),
        (Script(mail=SILENCE), NOW),
        (Script(rcpt=SILENCE), NOW),
        (Script(data=SILENCE), NOW),
        (Script(end=SILENCE), UNKNOWN),
    ],
)
def test_silence_is_a_doubt_only_after_the_end_of_the_mail(script: Script, result: Result) -> None:
    assert answer_of(script, timeout=0.3).result is result


@pytest.mark.parametrize(
    ("script", "unreachable"),
    [
        (Script(greeting="421 too busy"), True),
        (Script(mail="451 later"), True),
        (Script(mail="550 sender unknown"), True),
        (Script(mail=DROP), True),
        (Script(rcpt="450 mailbox busy"), False),
        (Script(rcpt="421 closing"), False),
        (Script(data=DROP), False),
        (Script(end="451 later"), False),
        (Script(end=DROP), False),
    ],
)
def test_only_what_says_nothing_about_the_message_means_that_nobody_is_there(script: Script, unreachable: bool) -> None:
    assert answer_of(script).unreachable is unreachable


def test_nobody_listening_is_refused_for_now() -> None:
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
    answer = channel(port).deliver(LETTER)
    assert answer.result is NOW
    assert answer.unreachable
    assert f"{HOST}:{port}" in answer.detail


@pytest.mark.parametrize(("script", "result"), [(Script(rcpt=DRIP), NOW), (Script(end=DRIP), UNKNOWN)])
def test_a_server_that_answers_without_end_cannot_outlast_the_deadline(script: Script, result: Result) -> None:
    assert answer_of(script, timeout=0.3).result is result


def test_a_deadline_covers_all_steps_together() -> None:
    ticks = iter(range(10))
    deadline = Deadline(3.0, stopwatch=lambda: float(next(ticks)))
    assert [deadline.left(), deadline.left()] == [2.0, 1.0]
    with pytest.raises(TimeoutError):
        deadline.left()


def test_the_message_arrives_whole_and_once() -> None:
    with scripted_server() as server:
        mail = channel(server.port)
        assert mail.deliver(LETTER).result is ACCEPTED
        mail.close()
    assert len(server.contents) == 1
    assert b"\r\n..a line that begins with a dot" in server.contents[0].replace(b"=\r\n", b"")
    assert server.heard == [["ehlo", "mail", "rcpt", "data", "end", "quit"]]


def test_a_connection_is_kept_for_the_next_letter() -> None:
    with scripted_server() as server:
        mail = channel(server.port)
        answers = [mail.deliver(letter_to(f"{n}@a.example", f"key-{n}")).result for n in range(3)]
        mail.close()
    assert answers == [ACCEPTED] * 3
    assert server.heard == [["ehlo", *["mail", "rcpt", "data", "end"] * 3, "quit"]]


def test_a_refused_recipient_does_not_cost_the_connection() -> None:
    with scripted_server(Script(rcpt="550 no such user")) as server:
        mail = channel(server.port)
        assert [mail.deliver(LETTER).result for _ in range(2)] == [GOOD, GOOD]
        mail.close()
    assert server.heard == [["ehlo", *["mail", "rcpt", "rset"] * 2, "quit"]]


@pytest.mark.parametrize("farewell", ["", "421 idle for too long"])
def test_a_connection_that_went_stale_is_opened_again_unseen(farewell: str) -> None:
    with scripted_server(Script(mails=1, farewell=farewell), Script()) as server:
        mail = channel(server.port)
        assert [mail.deliver(letter_to("a@a.example", f"key-{n}")).result for n in range(2)] == [ACCEPTED, ACCEPTED]
        mail.close()
    assert len(server.heard) == 2
    assert len(server.contents) == 2


def test_a_new_connection_that_drops_at_once_is_not_tried_for_ever() -> None:
    with scripted_server(Script(mail=DROP)) as server:
        mail = channel(server.port)
        assert mail.deliver(LETTER).result is NOW
        mail.close()
    assert len(server.heard) == 1


def test_a_doubtful_connection_is_not_used_again() -> None:
    with scripted_server(Script(end="gibberish"), Script()) as server:
        mail = channel(server.port)
        assert [mail.deliver(LETTER).result for _ in range(2)] == [UNKNOWN, ACCEPTED]
        mail.close()
    assert len(server.heard) == 2


def test_after_close_no_connection_is_kept() -> None:
    with scripted_server() as server:
        mail = channel(server.port)
        mail.close()
        assert [mail.deliver(LETTER).result for _ in range(2)] == [ACCEPTED, ACCEPTED]
    assert len(server.heard) == 2


def shown_of(password: str, caplog: pytest.LogCaptureFixture) -> list[str]:
    """The log records that show a password, as it is or as it goes over the line."""
    forms = (password, base64.b64encode(f"\0office\0{password}".encode()).decode())
    told = [f"{record.getMessage()} {record.args!r} {record.exc_text or ''}" for record in caplog.records]
    return [text for text in told if any(form in text for form in forms)]


def test_a_sign_in_that_fails_is_the_offices_own_fault_and_shows_no_password(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(1)
    script = Script(ehlo="250-ready\r\n250 AUTH PLAIN", auth="535 5.7.8 wrong")
    answer = answer_of(script, user="office", password="hunter2")
    assert answer.result is NOW
    assert answer.unreachable
    assert OWN in answer.detail
    assert "535" in answer.detail
    assert "hunter2" not in answer.detail
    assert shown_of("hunter2", caplog) == []


def test_a_sign_in_the_server_does_not_offer() -> None:
    answer = answer_of(Script(), user="office", password="hunter2")
    assert (answer.result, OWN in answer.detail) == (NOW, True)


def test_a_password_beyond_ascii_is_not_quoted() -> None:
    answer = answer_of(Script(ehlo="250-ready\r\n250 AUTH PLAIN"), user="office", password="pässwort")
    assert (answer.result, OWN in answer.detail) == (NOW, True)
    assert "ä" not in answer.detail
    assert "xe4" not in answer.detail


def test_a_sign_in_that_works_logs_no_password(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(1)
    script = Script(ehlo="250-ready\r\n250 AUTH PLAIN")
    assert answer_of(script, user="office", password="hunter2").result is ACCEPTED
    assert shown_of("hunter2", caplog) == []


def test_nothing_shows_the_password() -> None:
    server = MailServer("mail.example", 587, Encryption.STARTTLS, "office", "hunter2")
    mail = AmendsMail(SENDER, now, server, 5.0)
    for shown in (repr(server), str(server), repr(mail), mail.url(), mail.url(privacy=False), repr(vars(mail))):
        assert "hunter2" not in shown


def test_an_address_beyond_ascii_needs_a_server_that_takes_it() -> None:
    letter = letter_to("zoë@northbury.example")
    with scripted_server() as server:
        mail = channel(server.port)
        answer = mail.deliver(letter)
        mail.close()
    assert (answer.result, "SMTPUTF8" in answer.detail) == (GOOD, True)
    assert "rcpt" not in server.heard[0]


def test_an_address_beyond_ascii_where_the_server_takes_it() -> None:
    with scripted_server(Script(ehlo="250-ready\r\n250-8BITMIME\r\n250 SMTPUTF8")) as server:
        mail = channel(server.port)
        answer = mail.deliver(letter_to("zoë@northbury.example"))
        mail.close()
    assert answer.result is ACCEPTED
    assert "To: zoë@northbury.example".encode() in server.contents[0]


def test_a_domain_beyond_ascii_goes_to_any_server() -> None:
    with scripted_server() as server:
        mail = channel(server.port)
        assert mail.deliver(letter_to("a@büro.example")).result is ACCEPTED
        mail.close()
    assert b"To: a@xn--bro-hoa.example" in server.contents[0]


@pytest.mark.parametrize(
    "recipient", ["a@b.example\r\nBcc: c@d.example", "a@b.example\nx", "nobody", "a b@c.example", ""]
)
def test_an_address_that_would_break_a_header_never_reaches_the_server(recipient: str) -> None:
    with scripted_server() as server:
        answer = channel(server.port).deliver(letter_to(recipient))
    assert answer.result is GOOD
    assert server.heard == []


@pytest.mark.parametrize(
    ("reply", "of_address"),
    [
        (b"5.1.1 no such user", True),
        (b"no such user", True),
        (b"5.2.2 mailbox full", False),
        (b"5.7.1 your host is on a block list", False),
        (b"5.7.26 the sender is not authenticated", False),
    ],
)
def test_only_what_is_about_the_address_counts_against_it(reply: bytes, of_address: bool) -> None:
    answer = recipient_refused(550, reply)
    assert (answer.result, answer.of_address) == (Result.REFUSED_FOR_GOOD, of_address)
