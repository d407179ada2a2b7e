"""Where returned mail is read from: files, a Maildir, a real IMAP server (R6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from compliance.domain.errors import NotReady, WrongUse
from compliance.notify import returned_sources
from compliance.notify.protocol import Piece, ReturnedMailbox
from compliance.notify.returned_sources import open_mailbox
from tests.support.imap import PASSWORD, ImapStub, running_imap

SAMPLES = Path(__file__).parent / "returned"
NOW = datetime(2024, 4, 20, 9, tzinfo=UTC)
BOUNCE = (SAMPLES / "postfix_unknown_user.eml").read_bytes()
AWAY = (SAMPLES / "automatic_reply.eml").read_bytes()


@pytest.fixture
def imap() -> Iterator[ImapStub]:
    """An IMAP server with an empty mailbox."""
    with running_imap() as stub:
        yield stub


def opened(url: str, password: str | None = PASSWORD) -> ReturnedMailbox:
    return open_mailbox(url, password, 10.0, lambda: NOW)


def looked(mailbox: ReturnedMailbox) -> list[Piece]:
    return list(mailbox.pieces())


def test_a_folder_of_mail_files(tmp_path: Path) -> None:
    (tmp_path / "b.eml").write_bytes(AWAY)
    (tmp_path / "a.EML").write_bytes(BOUNCE)
    (tmp_path / "notes.txt").write_text("not mail")
    (tmp_path / ".c.eml").write_bytes(BOUNCE)
    mailbox = opened(f"folder://{tmp_path}")
    bounce, away = looked(mailbox)
    assert (len(bounce.reports), bounce.fault) == (1, "")
    assert (away.reports, away.fault) == ((), "an automatic reply, no report of failure")
    mailbox.put_away(bounce)
    mailbox.put_away(bounce)
    mailbox.leave(away)
    assert [piece.fingerprint for piece in looked(mailbox)] == [away.fingerprint]
    assert (tmp_path / "done" / "a.EML").read_bytes() == BOUNCE


def test_a_mail_nobody_can_parse_has_its_line_and_blocks_no_other(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(b'Content-Type: text/plain; charset="x\0"\n\nf\xc3\xbcr')
    (tmp_path / "b.eml").write_bytes(BOUNCE)
    odd, bounce = looked(opened(f"folder://{tmp_path}"))
    assert (odd.reports, odd.fault) == ((), "cannot be understood as mail (ValueError)")
    assert len(bounce.reports) == 1


def test_a_maildir_new_and_seen(tmp_path: Path) -> None:
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    (tmp_path / "new" / "1712044805.M1.host").write_bytes(BOUNCE)
    (tmp_path / "cur" / "1712044806.M2.host:2,S").write_bytes(AWAY)
    (tmp_path / "tmp" / "1712044807.M3.host").write_bytes(BOUNCE)
    mailbox = opened(f"maildir://{tmp_path}")
    bounce, away = looked(mailbox)
    assert (len(bounce.reports), len(away.reports)) == (1, 0)
    mailbox.put_away(bounce)
    assert [piece.place for piece in looked(mailbox)] == [away.place]
    assert (tmp_path / ".Amends-done" / "cur" / "1712044805.M1.host").read_bytes() == BOUNCE


def test_what_is_too_large_or_cannot_be_read_has_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(returned_sources, "LARGEST", 2 * 1024 * 1024)
    (tmp_path / "a.eml").write_bytes(b"x" * (2 * 1024 * 1024 + 1))
    [piece] = looked(opened(f"folder://{tmp_path}"))
    assert piece.fault == "larger than 2 MB, no report is"
    assert looked(opened(f"folder://{tmp_path}"))[0].fingerprint == piece.fingerprint


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotReady, match=r"^the folder .*/nowhere cannot be read: No such file or directory$"):
        looked(opened(f"folder://{tmp_path}/nowhere"))
    with pytest.raises(NotReady, match=r"^the maildir .* cannot be read: No such file or directory$"):
        looked(opened(f"maildir://{tmp_path}"))


def test_a_file_cannot_be_put_away_into_what_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(BOUNCE)
    (tmp_path / "done").write_text("in the way")
    mailbox = opened(f"folder://{tmp_path}")
    with pytest.raises(NotReady, match=r"^a\.eml cannot be moved to .*done: File exists$"):
        mailbox.put_away(looked(mailbox)[0])


@pytest.mark.parametrize("can", [["IMAP4rev1", "MOVE"], ["IMAP4rev1", "UIDPLUS"]], ids=["move", "copy and expunge"])
def test_imap_reports_move_away_and_others_stay_unread(imap: ImapStub, can: list[str]) -> None:
    imap.can = can
    imap.put(BOUNCE)
    imap.put(AWAY)
    mailbox = opened(imap.url)
    bounce, away = looked(mailbox)
    assert imap.held() == [BOUNCE, AWAY]
    mailbox.put_away(bounce)
    mailbox.leave(away)
    assert (imap.held(), imap.held("Amends-done")) == ([AWAY], [BOUNCE])
    assert looked(mailbox) == []
    assert imap.mailboxes["INBOX"][0].flags == {"AmendsLookedAt"}
    mailbox.close()
    again = opened(imap.url)
    assert looked(again) == []
    again.close()
    assert imap.asked[-1] == "LOGOUT"


def test_imap_without_marks_or_expunge_harms_nobody_elses_mail(imap: ImapStub) -> None:
    imap.can, imap.marks = ["IMAP4rev1"], False
    imap.put(BOUNCE)
    imap.put(AWAY)
    mailbox = opened(imap.url)
    bounce, away = looked(mailbox)
    mailbox.put_away(bounce)
    mailbox.leave(away)
    assert [piece.place for piece in looked(mailbox)] == [away.place]
    assert imap.held() == [BOUNCE, AWAY]
    assert "UID EXPUNGE" not in imap.asked
    assert imap.mailboxes["INBOX"][0].flags == {"\\Deleted"}
    mailbox.close()


def test_imap_another_reader_may_take_a_mail_away_meanwhile(imap: ImapStub) -> None:
    imap.put(BOUNCE)
    imap.put(AWAY)
    mailbox = opened(imap.url)
    pieces = mailbox.pieces()
    next(pieces)
    imap.mailboxes["INBOX"].clear()
    assert list(pieces) == []
    mailbox.close()


def test_imap_a_mail_that_is_too_large_is_not_fetched(imap: ImapStub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(returned_sources, "LARGEST", 1024 * 1024)
    imap.put(b"x" * (1024 * 1024 + 1))
    mailbox = opened(imap.url)
    assert looked(mailbox)[0].fault == "larger than 1 MB, no report is"
    assert imap.asked.count("UID FETCH") == 1
    mailbox.close()


def test_imap_refusals_are_one_line_without_the_password(imap: ImapStub) -> None:
    wrong = opened(imap.url, "guessed")
    with pytest.raises(NotReady, match=r"cannot be read: \[AUTHENTICATIONFAILED\] wrong name or password$") as refused:
        looked(wrong)
    assert "guessed" not in str(refused.value)
    with pytest.raises(NotReady, match=r"INBOX/Other cannot be read: no such mailbox$"):
        looked(opened(f"{imap.url}/Other"))
    imap.put(BOUNCE)
    imap.refusals["UID MOVE"] = "NO [OVERQUOTA] no room"
    mailbox = opened(imap.url)
    with pytest.raises(NotReady, match="no room"):
        mailbox.put_away(looked(mailbox)[0])
    assert imap.held() == [BOUNCE]


def test_imaps_speaks_tls_from_the_first_byte(imap: ImapStub) -> None:
    with pytest.raises(NotReady, match=r"^the mailbox imaps://127\.0\.0\.1/INBOX cannot be read: "):
        looked(opened(imap.url.replace("imap:", "imaps:")))
    assert imap.asked == [] or "LOGIN" not in imap.asked


def test_nobody_there(imap: ImapStub) -> None:
    with pytest.raises(NotReady, match="Connection refused"):
        looked(opened("imap://returns@127.0.0.1:9/INBOX"))


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("folder://relative/path", "with three slashes"),
        ("maildir:///", "with three slashes"),
        ("/var/mail", "expected folder:///path, maildir:///path or imaps://user@host/INBOX"),
        ("pop3://user@host", "expected folder:///path, maildir:///path or imaps://user@host/INBOX"),
        ("imaps://host/INBOX", "expected folder:///path, maildir:///path or imaps://user@host/INBOX"),
        ("imap://user@mail.example/INBOX", "expected imaps://"),
        ("imaps://user:hunter2@mail.example", "belongs into AMENDS_RETURNED_MAIL_PASSWORD"),
        ("imaps://user@mail.example:99999/INBOX", "expected a port from 1 to 65535"),
        ("imaps://user@mail..example/INBOX", "expected folder:///path"),
        ("imaps://user@[::1/INBOX", "expected a port from 1 to 65535 after a host"),
        ("imaps://jos%C3%A9@mail.example/INBOX", "in plain ASCII letters only"),
        ('imaps://user@mail.example/IN"BOX', "a mailbox name in plain letters"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_without_repeating_it(url: str, why: str) -> None:
    with pytest.raises(WrongUse, match=why) as refused:
        opened(url)
    assert "hunter2" not in str(refused.value)


def test_a_user_needs_a_password() -> None:
    with pytest.raises(WrongUse, match="AMENDS_RETURNED_MAIL_PASSWORD is empty"):
        opened("imaps://user@mail.example/INBOX", None)


@pytest.mark.parametrize("password", ["hunter2\u00a3", "hunter2\r\nA1 LOGOUT"])
def test_a_password_that_imap_cannot_take_is_refused_without_repeating_it(password: str) -> None:
    with pytest.raises(WrongUse, match="AMENDS_RETURNED_MAIL_PASSWORD: IMAP takes") as refused:
        opened("imaps://user@mail.example/INBOX", password)
    assert "hunter2" not in str(refused.value)


def test_the_password_is_in_no_representation() -> None:
    mailbox = opened("imaps://user@mail.example/INBOX", "hunter2")
    assert "hunter2" not in repr(vars(mailbox))
    assert mailbox.name == "mailbox imaps://mail.example/INBOX"
