"""The judge, the mail server and the table can see a broken promise: a judge that always nods proves nothing."""

from __future__ import annotations

import smtplib
from datetime import date
from pathlib import Path

import pytest

from tests.torture.__main__ import TESTS, main, to_the_end
from tests.torture.judge import Entry, Ledger, Rung, duplicates, lost, said_twice, silent, unfinished, unrecorded
from tests.torture.mail_server import Line, Moods, running_server
from tests.torture.promises import Promise, broken, promise, table
from tests.torture.side_by_side import run_both
from tests.torture.site import Site

TODAY = date(2024, 4, 2)
ITEM = ("23 001-1", 1, "logged")


def entry(key: str, state: str = "sent", *about: tuple[str, int, str]) -> Entry:
    return Entry(key, "ann@e1.example", "2024-04-02", state, "", None, about or (ITEM,))


def ledger(*messages: Entry, steps: tuple[Rung, ...] = (), tasks: tuple[tuple[str, str], ...] = ()) -> Ledger:
    return Ledger({message.key: message for message in messages}, steps, frozenset(tasks))


def accepted(key: str, *about: str) -> Line:
    return Line("accepted", "", key, "ann@e1.example", about or ("23 001-1",))


def step(state: str, reason: str = "") -> Rung:
    return Rung(*ITEM, "2024-04-02", state, reason, 1)


def test_a_day_that_went_well_has_no_fault() -> None:
    good, book = ledger(entry("a"), steps=(step("sent"),)), [accepted("a")]
    assert duplicates(good, book) == said_twice(book) == lost(good, book) == unrecorded(good, book) == []
    assert unfinished(good, TODAY) == []


def test_a_key_or_a_step_that_was_accepted_twice_is_seen() -> None:
    assert len(duplicates(ledger(entry("a")), [accepted("a"), accepted("a")])) == 2
    assert len(duplicates(ledger(entry("a"), entry("b")), [accepted("a"), accepted("b")])) == 1
    assert len(said_twice([accepted("a"), accepted("b")])) == 1


def test_what_was_never_accepted_or_never_recorded_is_seen() -> None:
    assert len(lost(ledger(entry("a")), [])) == 1
    assert len(lost(ledger(steps=(step("sent"),)), [])) == 1
    assert lost(ledger(steps=(step("sent", "a task, no message"),)), []) == []
    assert len(unrecorded(ledger(entry("a", "failed")), [accepted("a")])) == 1
    assert len(unrecorded(ledger(), [accepted("a")])) == 1
    assert len(unrecorded(ledger(entry("a")), [accepted("a", "23 002-1")])) == 1


def test_what_has_no_end_and_what_nobody_is_told_of_is_seen() -> None:
    assert len(unfinished(ledger(entry("a", "sending"), steps=(step("queued"),)), TODAY)) == 2
    assert len(list(silent(ledger(entry("a", "in_doubt"))))) == 1
    assert list(silent(ledger(entry("a", "in_doubt"), tasks=(("message_in_doubt", "message a"),)))) == []
    assert len(list(silent(ledger(entry("a"), tasks=(("message_failed", "message a"),))))) == 1
    assert len(list(silent(ledger(entry("a", "failed"))))) == 1
    assert list(silent(ledger(entry("a", "failed")), moot={"a"})) == []


def talk(port: int, recipient: str) -> int:
    """Hand over one mail; the server's last code, 0 where it hung up."""
    text = "X-Amends-Key: k\r\n\r\nRecommendation: 23 001-1\r\n"
    try:
        with smtplib.SMTP("127.0.0.1", port, local_hostname="localhost", timeout=30) as connection:
            connection.ehlo()
            connection.mail("office@x.example")
            code, _ = connection.rcpt(recipient)
            return code if code >= 400 else connection.data(text.encode())[0]
    except (smtplib.SMTPServerDisconnected, ConnectionError):
        return 0


@pytest.mark.parametrize(
    ("moods", "code", "noted"),
    [
        (Moods(), 250, "accepted"),
        (Moods(late=1000, latest=0.01), 250, "accepted"),
        (Moods(gone=1000), 550, ""),
        (Moods(refuse=1000), 451, ""),
        (Moods(refuse_mail=1000), 452, ""),
        (Moods(hang_up=1000), 0, ""),
        (Moods(swallow=1000), 0, "swallow"),
        (Moods(lose=1000), 0, "lose"),
    ],
)
def test_the_mail_server_has_its_moods_and_keeps_its_book(tmp_path: Path, moods: Moods, code: int, noted: str) -> None:
    with running_server(tmp_path / "book", 1, moods) as server:
        assert talk(server.port, "ann@e1.example") == code
        lines = server.book.lines()
    assert [(line.what, line.key, line.recipient, line.about) for line in lines] == (
        [(noted, "k", "ann@e1.example", ("23 001-1",))] if noted else []
    )


def test_the_table_says_what_was_broken() -> None:
    kept = promise("T1", "SQLite", "done", "promised", [], "seen")
    not_kept = promise("T1", "SQLite", "done", "promised", ["a", "b", "c", "d"], "seen")
    told = Promise("T7", "SQLite", "done", "time", "3 ms", kept=None)
    assert [each.verdict for each in (kept, not_kept, told)] == ["kept", "BROKEN", "told"]
    assert broken([kept, not_kept, told]) == [not_kept]
    lines = table([kept, not_kept]).splitlines()
    assert len({len(line) for line in lines}) == 1
    assert "a; b; c; and 1 more" in lines[-1]


def test_a_test_that_breaks_off_is_a_broken_promise(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks_off(_: Site) -> list[Promise]:
        raise ZeroDivisionError("half way")

    monkeypatch.setitem(TESTS, "T0", breaks_off)
    assert [each.seen for each in to_the_end("T0", site)] == ["ZeroDivisionError: half way"]


@pytest.mark.parametrize(("kept", "code"), [(True, 0), (False, 1), (None, 0)])
def test_the_exit_code_says_whether_all_were_kept(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], kept: bool | None, code: int
) -> None:
    def known(site: Site) -> list[Promise]:
        return [Promise("T0", site.kind, "done", "promised", "seen", kept)]

    monkeypatch.setitem(TESTS, "T0", known)
    assert main(["--only", "t0", "--database", "sqlite", "--quick"]) == code
    assert ("BROKEN" in capsys.readouterr().out) is (code == 1)


def test_an_unknown_test_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--only", "T1,T99"])
    assert "there is no test T99" in capsys.readouterr().err


def test_both_kinds_are_tortured_side_by_side(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--only", "T7", "--quick"]) == 0
    out = capsys.readouterr().out
    assert out.count("| T7   | SQLite ") == out.count("| T7   | PostgreSQL ") == 3
    assert "6 of 6 kept or told" in out


def test_a_process_that_comes_to_no_end_is_a_broken_promise() -> None:
    found = run_both(["T1"], ["no such database"], [])
    assert [(each.database, each.seen, each.kept) for each in found] == [("no such database", "exit code 2", False)]
