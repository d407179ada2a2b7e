"""Mail that was made to hold up whoever reads it: refused in one line, or read as far as a report goes (R2.3, R6).

No time is measured here: what a mail comes to shows that its size was looked at first. Before, each took minutes.
"""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime

import pytest

from compliance.notify.bounded_mail import LONGEST_FIELD, MOST_LINES, MOST_PARTS, parse_mail
from compliance.notify.returned_sources import as_piece

pytestmark = pytest.mark.timeout(60)

KEY = "20240402-0123456789abcdef0123"
NOW = datetime(2024, 4, 20, 9, tzinfo=UTC)
ANN = "Final-Recipient: rfc822; ann@e1.example\nAction: failed\nStatus: 5.1.1\n"
IN_PROSE = (
    "X-Failed-Recipients: ann@e1.example\nContent-Type: text/plain; charset=%s\n\n"
    f"ann@e1.example: 550 5.1.1\nX-Amends-Key: {KEY}\n"
)


def report(blocks: str, original: str = f"X-Amends-Key: {KEY}", encoding: str = "7bit") -> str:
    return (
        "Content-Type: multipart/report; report-type=delivery-status; boundary=B\n\n"
        f"--B\nContent-Type: message/delivery-status\nContent-Transfer-Encoding: {encoding}\n\n{blocks}\n"
        f"--B\nContent-Type: text/rfc822-headers\n\n{original}\n--B--\n"
    )


def nested(depth: int) -> str:
    return "".join(f"Content-Type: multipart/mixed; boundary=B{each}\n\n--B{each}\n" for each in range(depth))


@pytest.mark.parametrize(
    ("mail", "fault"),
    [
        ("X: y\n\n" + "x\n" * MOST_LINES, f"more than {MOST_LINES:,} lines, no report has as many"),
        (nested(900), f"more than {MOST_PARTS} parts, no report has as many"),
        ("Content-Type: message/rfc822\n\n" * 900, f"more than {MOST_PARTS} parts, no report has as many"),
        (report((ANN + "\n") * 101), f"more than {MOST_PARTS} parts, no report has as many"),
        (
            report(b64encode(b":\n\n" * 400_000).decode(), encoding="base64"),
            "a report about more than 100 recipients, no message of ours has as many",
        ),
        (
            "X-Failed-Recipients: " + "a@b.c, " * 1_000 + f"\nIn-Reply-To: <{KEY}@office.example>\n\nx",
            "a report about more than 100 recipients, no message of ours has as many",
        ),
        (
            report(ANN, original=f"Message-ID: {f'<{KEY}@' * 60_000}"),
            "a report that names no message of ours: neither the original nor its Message-ID is in it",
        ),
    ],
    ids=["lines", "nested", "nested mails", "recipients", "encoded recipients", "failed recipients", "keys"],
)
def test_a_mail_beyond_any_report_has_its_line(mail: str, fault: str) -> None:
    piece = as_piece("1.eml", mail.encode(), "folder", NOW)
    assert (piece.reports, piece.fault) == ((), fault)


@pytest.mark.parametrize("words", ["=?a?q?" * 300_000, "=?utf-8?q?a?= " * 100_000], ids=["broken", "many"])
def test_of_a_field_without_end_the_beginning_is_read(words: str) -> None:
    piece = as_piece("1.eml", report(f"{ANN}Diagnostic-Code: {words}\n").encode(), "folder", NOW)
    assert [(each.recipient, each.status, len(each.detail)) for each in piece.reports] == [
        ("ann@e1.example", "5.1.1", 300)
    ]


def test_no_field_of_a_mail_is_longer_than_those_of_a_report() -> None:
    mail = parse_mail(b"Subject: " + b"x" * 1_000_000 + b"\n\nhello")
    assert (len(mail["Subject"]), mail.get_payload()) == (LONGEST_FIELD, "hello")


@pytest.mark.parametrize("charset", ["punycode", "idna", "xn", "undefined"])
def test_a_text_in_no_character_set_of_text_is_read_as_utf_8(charset: str) -> None:
    piece = as_piece("1.eml", (IN_PROSE % charset).encode() + b"-" + b"a" * 1_000_000, "folder", NOW)
    assert [(each.key, each.status) for each in piece.reports] == [(KEY, "5.1.1")], piece.fault


def test_a_status_beside_long_fields_is_taken_as_it_came() -> None:
    """They were folded anew, which takes the square of their words."""
    blocks = f"Reporting-MTA: dns; {'mx ' * 3_000}\n\n" * 90 + f"{ANN}Diagnostic-Code: smtp; {'no ' * 3_000}\n"
    piece = as_piece("1.eml", report(blocks).encode(), "folder", NOW)
    assert [each.detail[:9] for each in piece.reports] == ["no no no "]
