"""Reading reports about mail that came back, in the dialects of the usual servers (R6)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.domain.errors import Refused
from compliance.domain.returned import Returned
from compliance.notify.returned_mail import read_returned

SAMPLES = Path(__file__).parent / "returned"
KEY = "20240402-0123456789abcdef0123"
NOW = datetime(2024, 4, 20, 9, tzinfo=UTC)


def sample(name: str) -> bytes:
    return (SAMPLES / f"{name}.eml").read_bytes()


def read(name: str) -> list[Returned]:
    return read_returned(sample(name), "folder", NOW)


@pytest.mark.parametrize("ends", [b"\n", b"\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize(
    ("name", "severity", "status", "final", "at"),
    [
        ("postfix_unknown_user", "hard", "5.1.1", True, "2024-04-02 08:00:05"),
        ("postfix_delayed", "soft", "4.4.1", False, "2024-04-02 12:00:05"),
        ("postfix_delivered", "delivered", "2.0.0", True, "2024-04-02 08:00:06"),
        ("exim_mailbox_full", "soft", "5.2.2", True, "2024-04-02 08:05:00"),
        ("exim_old_in_prose", "hard", "5.1.1", True, "2024-04-02 08:05:00"),
        ("exchange_german", "hard", "5.1.10", True, "2024-04-02 08:05:01"),
        ("exchange_base64_status", "soft", "4.4.7", True, "2024-04-04 08:05:01"),
        ("exchange_without_original", "hard", "5.1.1", True, "2024-04-02 08:01:00"),
        ("sendmail_headers_only", "hard", "5.1.1", True, "2024-04-02 08:01:00"),
    ],
)
def test_what_a_report_says(name: str, severity: str, status: str, final: bool, at: str, ends: bytes) -> None:
    content = sample(name).replace(b"\r\n", b"\n").replace(b"\n", ends)
    [report] = read_returned(content, "folder", NOW)
    assert (report.key, report.severity, report.status, report.final) == (KEY, severity, status, final)
    assert report.is_about("ann@e1.example")
    assert report.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S") == at
    assert report.detail
    assert "\n" not in report.detail


@pytest.mark.parametrize(
    ("name", "detail"),
    [
        (
            "postfix_unknown_user",
            "550 5.1.1 <ann@e1.example>: Recipient address rejected: User unknown in local recipient table",
        ),
        ("exim_old_in_prose", "host mail.e1.example [198.51.100.4]: 550 5.1.1 no such user here"),
        ("exchange_without_original", "failed 5.1.1"),
        ("internationalised", "550 5.1.1 Empfänger unbekannt"),
    ],
)
def test_the_servers_own_words_are_kept(name: str, detail: str) -> None:
    assert read(name)[0].detail == detail


def test_the_recipient_we_wrote_to_counts_before_the_one_mail_was_forwarded_to() -> None:
    [report] = read("sendmail_headers_only")
    assert report.recipient == "ANN@e1.example"
    assert report.is_about("ann@e1.example")
    assert report.is_about("ann.bell@internal.e1.example")
    assert not report.is_about("bo@e1.example")


@pytest.mark.parametrize("name", ["Final-Recipient: rfc822;", "Original-Recipient: rfc822;"])
@pytest.mark.parametrize(
    "written",
    ["ann@e1.example (Ann)", "ann@e1.example(Ann (of E1))", "(Ann) <ann@e1.example>", "Ann Bell <ann@e1.example>"],
)
def test_what_stands_around_an_address_is_no_part_of_it(name: str, written: str) -> None:
    """RFC 3464 takes addresses and their comments from RFC 822."""
    plain = sample("postfix_unknown_user").replace(b"Original-Recipient: rfc822;ann@e1.example\n", b"")
    content = plain.replace(b"Final-Recipient: rfc822; ann@e1.example", f"{name} {written}".encode())
    [report] = read_returned(content, "folder", NOW)
    assert (report.recipient, report.severity) == ("ann@e1.example", "hard")


def test_a_quoted_bracket_is_part_of_an_address() -> None:
    content = sample("postfix_unknown_user").replace(b"rfc822; ann@e1.example", b'rfc822; "ann(e1)"@e1.example')
    assert read_returned(content, "folder", NOW)[0].is_about('"ann(e1)"@e1.example')


def test_an_address_beyond_ascii_is_one_address_in_both_spellings() -> None:
    [report] = read("internationalised")
    assert (report.key, report.severity) == (KEY, "hard")
    assert report.is_about("jürgen@xn--mnchen-3ya.example")


def test_each_recipient_is_a_report_of_its_own() -> None:
    first, second = read_returned(sample("two_recipients").replace(b"relayed", b"expanded"), "folder", NOW)
    assert (first.severity, second.severity, second.recipient) == ("delivered", "soft", "bo@e1.example"), (
        "5.7.1 is policy"
    )
    assert first.is_about("ann+remedies@e1.example")
    assert first.identity != second.identity


def test_what_was_handed_on_is_no_proof_of_arrival_and_none_of_failure() -> None:
    """RFC 3464: a relayed message went to a server that sends no reports."""
    (report,) = read("two_recipients")
    assert (report.recipient, report.severity) == ("bo@e1.example", "soft")
    alone = sample("two_recipients").replace(
        b"Action: failed\nStatus: 5.7.1", b"Action: Relayed (to mx2)\nStatus: 4.4.1"
    )
    with pytest.raises(Refused, match="says neither what happened nor why"):
        read_returned(alone, "folder", NOW)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("automatic_reply", "an automatic reply, no report of failure"),
        ("read_receipt", "a read receipt, no report of failure"),
        ("forwarded_by_a_person", "ordinary mail, no report of failure"),
        ("about_other_mail", "names no message of ours"),
        ("sendmail_without_original", "names no message of ours"),
        ("without_verdict", f"a report about {KEY} that says neither what happened nor why"),
    ],
)
def test_what_is_no_report_about_our_mail_is_refused_in_one_line(name: str, why: str) -> None:
    with pytest.raises(Refused, match=why) as refused:
        read(name)
    assert "\n" not in str(refused.value)


def test_a_date_that_cannot_be_is_taken_as_now() -> None:
    for date in (b"Date: Tue, 02 Apr 2099 09:00:00 +0000", b"Date: soon", b"X-Nothing: at all"):
        content = sample("postfix_delayed").replace(b"Date: Tue,  2 Apr 2024 13:00:05 +0100 (BST)", date, 1)
        assert read_returned(content, "folder", NOW)[0].at == NOW


@pytest.mark.parametrize("name", ["exim_old_in_prose", "postfix_unknown_user"])
def test_a_report_about_nobody_is_refused(name: str) -> None:
    content = sample(name).replace(b"Recipients: ann@e1.example", b"Recipients: ,<>")
    content = content.replace(b"rfc822; ann@e1.example", b"rfc822; <>").replace(b"rfc822;ann@e1.example", b"rfc822;")
    with pytest.raises(Refused, match=r"names no recipient|no report of failure"):
        read_returned(content, "folder", NOW)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(SAMPLES.glob("*.eml"))), st.data())
def test_a_damaged_mail_is_read_or_refused_and_nothing_else(path: Path, data: st.DataObject) -> None:
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 12))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place : place + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=8))
    try:
        found = read_returned(bytes(content), "folder", NOW)
    except Refused:
        return
    assert all("\n" not in each.detail for each in found)
