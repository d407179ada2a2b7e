"""Addresses that fail, mail that came back, and what stands beside a late outcome, on the command line (R6)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import ANN, Amends
from tests.cli.days import work_on

SAMPLE = Path(__file__).parents[1] / "notify" / "returned" / "postfix_unknown_user.eml"
DAY = ("--as-of", "2024-04-02")


@pytest.fixture
def returns(office: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that mail comes back to."""
    folder = office / "returns"
    folder.mkdir()
    monkeypatch.setenv("AMENDS_RETURNED_MAIL_URL", f"folder://{folder}")
    return folder


def come_back(amends: Amends, returns: Path) -> None:
    """Let the first message to Ann come back."""
    work_on("2024-04-02")
    key = amends("messages", "--recipient", ANN, "--format", "json").json[0]["key"]
    content = SAMPLE.read_text(encoding="utf-8")
    content = content.replace("20240402-0123456789abcdef0123", key).replace("ann@e1.example", ANN)
    (returns / "1.eml").write_text(content, encoding="utf-8")


def test_returned_mail_is_read_and_told_of(amends: Amends, returns: Path) -> None:
    come_back(amends, returns)
    said = amends("returned-mail", *DAY)
    assert (said.code, said.err) == (0, "")
    plain = " ".join(said.out.split())
    assert f"to {ANN} came back: 550 5.1.1" in plain
    assert plain.endswith("1 came back")
    again = amends("returned-mail", *DAY, "--format", "json").json
    assert (again["returned"], again["known"], again["lines"]) == (0, 0, [])
    assert amends("returned-mail", *DAY).out == "Nothing new lies there.\n"


def test_a_stopped_address_is_listed_shown_and_restored(amends: Amends, returns: Path) -> None:
    come_back(amends, returns)
    amends("returned-mail", *DAY)
    [listed] = amends("address", "list", "--state", "stopped", "--format", "json").json
    assert (listed["address"], listed["state"], listed["since"]) == (ANN, "stopped", "2024-04-02")
    assert "link officer of E1" in amends("address", "list").out
    shown = amends("address", "show", ANN).out
    assert "1 came back for good" in shown
    assert "5.1.1" in shown
    assert "stopped since 2 April 2024" in " ".join(amends("authority", "show", "E1").out.split())
    refused = amends("address", "restore", ANN, "--reason", " ")
    assert (refused.code, refused.err) == (1, "amends: restoring an address needs a reason\n")
    said = amends("address", "restore", ANN, "--reason", "she answered", *DAY)
    assert (said.code, said.out) == (0, f"{ANN} is written to again.\n")
    assert amends("address", "list", "--state", "stopped").out == "0 addresses.\n"
    assert amends("address", "show", ANN, "--format", "json").json["reports"][-1]["severity"] == "restored"
    unknown = amends("address", "show", "nobody@sutton.example")
    assert (unknown.code, "is nobody's address" in unknown.err) == (1, True)


def test_beside_a_late_outcome_stands_that_nobody_could_be_reached(amends: Amends, returns: Path) -> None:
    come_back(amends, returns)
    amends("returned-mail", *DAY)
    words = ("--completed-on", "2024-05-20", "--reason", "seen on their site", "--as-of", "2024-06-03")
    said = " ".join(amends("outcome", "record", "23 001-1", "satisfied", *words).out.split())
    assert said.startswith("23 001-1 is closed: satisfied, late. The authority could since 2 April 2024 not be reached")
    found = amends("explain", "23 001-1", "--format", "json").json["reachability"]
    assert (found["reachable"], found["unreachable_since"]) == (False, "2024-04-02")
    page = " ".join(amends("explain", "23 001-1").out.split())
    assert "Cannot be reached since 2 April 2024: no message about it has arrived" in page
    assert "Cannot be reached" in amends("explain", "23 001-2").out


def test_without_a_mailbox_there_is_nothing_to_read(amends: Amends, office: Path) -> None:
    said = amends("returned-mail")
    assert (said.code, said.err) == (
        2,
        "amends: there is no mailbox of returned mail: AMENDS_RETURNED_MAIL_URL is not set\n",
    )


def test_a_mailbox_that_cannot_be_used_is_refused_before_anything_is_done(
    amends: Amends, office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMENDS_RETURNED_MAIL_URL", "imap://u@mail.example/INBOX")
    said = amends("forecast")
    assert (said.code, said.out) == (2, "")
    assert said.err == (
        "amends: AMENDS_RETURNED_MAIL_URL: expected imaps://, because imap:// would show the password to others\n"
    )


def test_check_reads_the_mailbox_and_changes_nothing(amends: Amends, returns: Path) -> None:
    come_back(amends, returns)
    found = {item["check"]: item for item in amends("check", *DAY, "--format", "json").json["checks"]}
    assert found["returned mail"]["detail"].endswith("can be read, 1 mail there")
    assert [path.name for path in returns.iterdir()] == ["1.eml"]
    (returns / "1.eml").unlink()
    returns.rmdir()
    assert "cannot be read: No such file" in " ".join(amends("check", *DAY).out.split())
