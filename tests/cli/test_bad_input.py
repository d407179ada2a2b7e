"""Bad input: the exit code, nothing on stdout, and one line on stderr that a person can act on."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from compliance.cli import exchange
from compliance.store import engine
from tests.cli.conftest import Amends

LOG = ("log", "--decision", "23 001", "--reference", "new", "--kind", "personal_remedy", "--action", "Pay")
NEW = ("--decided-on", "2024-04-02", "--outcome", "upheld")
OUTCOME = ("outcome", "record", "23 001-1")
CLOSE = ("authority", "close", "E1", "--on", "2024-01-01")
HOLD = ("hold", "place", "23 001-1", "--as-of", "2024-04-02", "--reason", "x")
SIMULATE = (
    *("ladder", "simulate", "--kind", "personal_remedy", "--authority-type", "county"),
    *("--decided-on", "2024-03-05"),
)
CONTACT = ("authority", "contact", "add", "E1", "--role", "leader", "--address")

WRONG_USE = [
    (("mesages",), "No such command 'mesages'. Did you mean 'messages', 'pages'?; see 'amends --help'"),
    (("evidence", "ad"), "No such command 'ad'. Did you mean 'add'?; see 'amends evidence --help'"),
    (("evidence",), "Missing command; see 'amends evidence --help'"),
    (("messages", "--stat", "sent"), "No such option: --stat (Possible options: --state, --to)"),
    (("messages", "--state", "sents"), "'sents' is not one of 'waiting', 'sending', 'sent', 'failed'"),
    (("messages", "--from", "2024-02-01", "--to", "2024-01-01"), "--to 2024-01-01 lies before --from 2024-02-01"),
    (("forecast", "--as-of", "2024-13-01"), "expected a date such as 2024-03-31, not '2024-13-01'"),
    (("forecast", "--as-of", "31/3/2024"), "expected a date such as 2024-03-31, not '31/3/2024'"),
    (("forecast", "--from", "2024-02-01", "--to", "2024-01-01"), "--to 2024-01-01 lies before --from 2024-02-01"),
    (("run-day", "--as-of", "2024-02-01", "--until", "2024-01-01"), "--until 2024-01-01 lies before the first day"),
    (("forecast", "--as-of", "9999-12-31"), "expected a year from 1800 to 2100, not '9999-12-31'"),
    (("letter-data", "--year-ending", "0001-03-31"), "expected a year from 1800 to 2100, not '0001-03-31'"),
    (
        ("letter-data", "--year-ending", "2024-03-31", "--as-at", "9999-12-31T23:59:59-05:00"),
        "expected a year from 1800 to 2100",
    ),
    (("extend",), "Missing argument 'REFERENCE'; see 'amends extend --help'"),
    (("explain", "\udcff"), "an argument holds bytes that are no UTF-8 text"),
    (("deadline", "--from", "2024-01-31", "--period", "1 fortnight"), "period '1 fortnight' is not a period such as"),
    (("deadline", "--from", "2024-01-31", "--period", "1 day", "--calendar", "mars"), "there is no calendar 'mars'"),
    (("letter-data", "--year-ending", "2024-03-30"), "2024-03-30 is no year end of this office"),
    (("letter-data", "--year-ending", "2024-03-31", "--as-at", "2024-05-20"), "expected an instant such as"),
    (("letter-data", "--year-ending", "2024-03-31", "--out", "x"), "--out writes JSON or CSV"),
    (("evidence", "add", "23 001-1", "--from", "Ann", "--file", "/nowhere"), "'/nowhere' does not exist"),
    (("evidence", "judge", "23 001-1", "one", "sufficient"), "Invalid value for 'NUMBER'"),
    (
        ("authority", "add", "E2", "--name", "x", "--type", "county", "--population", "0"),
        "Invalid value for '--population': Input should be greater than or equal to 1",
    ),
    (("import", "/nowhere"), "'/nowhere' does not exist"),
    (("hold", "place", "23 001-1", "--reason", "x"), "Missing option '--until'; see 'amends hold place --help'"),
    (("list", "--category", "zz"), "there is no category 'zz'; the office has Apology; "),
    (("list", "--caseworker", "zz"), "there is no caseworker 'zz'"),
    (("tasks", "--kind", "mesage_failed"), "there is no kind of task 'mesage_failed'; there are address_stopped, "),
    (("tasks", "--kind", "clock_stage"), "publish_notice, publish_statement"),
    (SIMULATE, "expected exactly one of --period and --due-on"),
    (
        (*SIMULATE, "--clock", "public_report", "--period", "1 day", "--due-on", "2024-03-06"),
        "expected at most one of --period and --due-on",
    ),
    ((*SIMULATE, "--period", "1 fortnight"), "period '1 fortnight' is not a period such as"),
    ((*SIMULATE, "--due-on", "2024-03-04"), "--due-on 2024-03-04 lies before --decided-on 2024-03-05"),
    (
        (*SIMULATE, "--period", "1 day", "--clock", "sand"),
        "there is no statutory clock 'sand'; the office has care_provider, public_report",
    ),
    ((*SIMULATE, "--period", "1 day", "--calendar", "mars"), "there is no calendar 'mars'; the office has "),
    ((*SIMULATE, "--period", "1 day", "--logged-on", "2024-03-04"), "--logged-on 2024-03-04 lies before --decided-on"),
]
REFUSED = [
    ((*HOLD, "--until", "2024-04-02"), "until: expected a day after today, 2024-04-02, not 2024-04-02"),
    ((*HOLD, "--until", "2025-04-02"), "until: expected a day on or before 2024-07-01, 90 days from now"),
    ((*HOLD[:-1], " ", "--until", "2024-04-30"), "reason: expected why the reminders are held"),
    (("hold", "lift", "23 001-1", "--reason", "x"), "recommendation '23 001-1' is not on hold"),
    (("ladder", "show", "R9"), "there is no ladder 'R9'; the office has R1, service_improvement, "),
    (("explain", "nope"), "there is no recommendation 'nope'"),
    ((*LOG, "--period", "1 fortnight"), "period: expected a period such as '28 days'"),
    ((*LOG, "--period", "1 month", "--public-summary", "Apologise to Mr Smith"), "a personal remedy has no public"),
    (
        ("authority", "contact", "rename", "E1", "ann@sutton.example", "--name", " "),
        "name: expected how letters address them from now on",
    ),
    (("list", "--authority", "E11"), "there is no authority 'E11'; did you mean E1?"),
    (("list", "--authority", "alhpa"), "there is no authority 'alhpa'; see 'amends authority list'"),
    ((*LOG, "--due-on", "2024-04-01"), "due_on: expected a day on or after the decision of 2024-04-02"),
    ((*LOG, "--due-on", "2024-05-01", "--period", "1 month"), "period: expected exactly one of period and due_on"),
    ((*LOG, "--period", "1 month", "--category", "Cake"), "categories: expected categories of"),
    ((*LOG[:3], "--reference", "a/../b", *LOG[5:], "--period", "1 month"), "reference: expected a reference without ."),
    (
        (*LOG[:3], "--reference", "a\nBcc: x", *LOG[5:], "--period", "1 month"),
        "reference: expected a reference on one line",
    ),
    (
        (*LOG[:2], "nl\nBcc: x", *LOG[3:], "--period", "1 month", *NEW, "--authority", "E1"),
        "decision: expected a reference on one line, without control characters",
    ),
    ((*LOG[:3], "--reference", "23 001-1", *LOG[5:], "--period", "1 month"), "'23 001-1' is already logged"),
    ((*LOG[:2], "24 9", *LOG[3:], "--period", "1 month"), "there is no decision '24 9'; to store it too, give its"),
    ((*LOG[:2], "24 9", *LOG[3:], "--period", "1 day", *NEW, "--authority", "E9"), "there is no authority 'E9'"),
    (("extend", "23 001-1", "--to", "2024-05-02", "--reason", "x", "--agreed-by", "y"), "after the current due date"),
    (
        ("extend", "23 001-1", "--reason", "x", "--agreed-by", "y"),
        "exactly one of a new date (--to) and a period (--by)",
    ),
    (
        ("extend", "23 001-1", "--reason", "x", "--agreed-by", "y", "--to", "2024-06-07", "--by", "Kim"),
        "a new date (--to) and a period (--by); who agreed to it goes with --agreed-by",
    ),
    (("extend", "23 001-1", "--by", "1 week", "--reason", " ", "--agreed-by", "y"), "reason: expected a reason"),
    (("evidence", "add", "23 001-1", "--from", "Ann"), "evidence needs a note or a file"),
    (("evidence", "add", "nope", "--from", "Ann", "--note", "x"), "there is no recommendation 'nope'"),
    (("evidence", "judge", "23 001-1", "99", "sufficient"), "has no evidence number 99"),
    ((*OUTCOME, "satisfied", "--completed-on", "2024-05-01"), "reason: expected why no evidence is needed"),
    (
        (*OUTCOME, "satisfied", "--completed-on", "2024-04-01", "--reason", "x"),
        "on or after the decision of 2024-04-02",
    ),
    ((*OUTCOME, "ceased", "--reason", "x"), "approved_by: expected a second person"),
    (("settle", "nokey", "--as", "sent", "--reason", "x"), "there is no message with key 'nokey'"),
    (("letter-data", "--year-ending", "2024-03-31", "--authority", "E9"), "there is no authority 'E9'"),
    (("authority", "show", "E9"), "there is no authority 'E9'"),
    (("authority", "add", "E1", "--name", "x", "--type", "county"), "authority 'E1' is stored already"),
    (("authority", "add", "E 2", "--name", "x", "--type", "county"), "code: expected one word"),
    (
        ("escalate", "link", "23 001", "24\n9", "--reason", "x"),
        "new: expected a reference on one line, without control",
    ),
    (("authority", "add", "..", "--name", "x", "--type", "county"), "code: expected a code without . or .. between"),
    ((*CONTACT, "nonsense"), "address: expected an e-mail address or an Apprise URL, not 'nonsense'"),
    ((*CONTACT, "bogus://x"), "address: expected an e-mail address or an Apprise URL"),
    ((*CONTACT, "sms:07700900123"), "address: expected sms: and a phone number in international form"),
    ((*CONTACT, "sms:+447700900123"), "address: expected an e-mail address: this office sends no text messages"),
    ((*CLOSE, "--successor", "E9"), "there is no authority 'E9'"),
    ((*CLOSE, "--successor", "E1"), "successor: expected another authority than E1 itself"),
]


@pytest.mark.parametrize(("words", "expected"), WRONG_USE, ids=lambda value: " ".join(value)[:60])
def test_wrong_use(amends: Amends, office: Path, words: tuple[str, ...], expected: str) -> None:
    said = amends(*words)
    assert (said.code, said.out) == (2, "")
    assert expected in said.err
    assert said.err.startswith("amends: ")
    assert said.err.count("\n") == 1


@pytest.mark.parametrize(("words", "expected"), REFUSED, ids=lambda value: " ".join(value)[:60])
def test_refused_by_a_rule(amends: Amends, office: Path, words: tuple[str, ...], expected: str) -> None:
    before = (office / "amends.db").read_bytes()
    said = amends(*words)
    assert (said.code, said.out) == (1, "")
    assert expected in said.err
    assert said.err.count("\n") == 1
    assert (office / "amends.db").read_bytes() == before


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("AMENDS_HOME", "/dev/null/home", "run 'amends init' first"),
        ("AMENDS_DATABASE_URL", "sqlite:////dev/null", "run 'amends init' first"),
        ("AMENDS_DATABASE_URL", "postgresql://u@127.0.0.1:1/x", "cannot open the database"),
        ("AMENDS_DATABASE_URL", "oracle://x", "expected an address that begins with sqlite:/// or postgresql://"),
        ("AMENDS_HOMES", "x", "AMENDS_HOMES is not a setting; did you mean AMENDS_HOME?"),
        ("AMENDS_CONFIG_DIR", "/nowhere", "/nowhere: there is no such folder"),
        ("AMENDS_MAIL_URL", "smtp://127.0.0.1:1/x", "is not smtp://user@host:port"),
        ("AMENDS_MAIL_URL", "notify://", "the mail URL is notify://, but AMENDS_NOTIFY_API_KEY is empty"),
        ("AMENDS_MAIL_URL", "notify+http://notify.example", "notify+http:// is for this machine only"),
        ("AMENDS_NOTIFY_API_KEY", "tulip", "AMENDS_NOTIFY_API_KEY: expected an API key of GOV.UK Notify"),
        ("AMENDS_NOTIFY_CALLBACK_TOKEN", "tulip", "AMENDS_NOTIFY_CALLBACK_TOKEN: expected 16 or more letters"),
    ],
)
def test_settings_that_cannot_be_used(
    amends: Amends, office: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: str
) -> None:
    monkeypatch.setenv(name, value)
    said = amends("messages")
    assert (said.code, said.out) == (2, "")
    assert expected in said.err
    assert said.err.count("\n") == 1


def test_a_home_that_cannot_be_written(amends: Amends, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMENDS_HOME", "/dev/null/home")
    said = amends("init")
    assert (said.code, said.out, said.err) == (2, "", "amends: /dev/null/home: Not a directory\n")


def test_a_file_that_is_no_database(amends: Amends, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "letter.txt").write_text("Dear Sir or Madam, " * 100, encoding="utf-8")
    monkeypatch.setenv("AMENDS_DATABASE_URL", f"sqlite:///{tmp_path / 'letter.txt'}")
    for words in (("messages",), ("init",)):
        said = amends(*words)
        assert (said.code, said.err.count("\n")) == (2, 1)
        assert "file is not a database" in said.err


def test_a_database_that_somebody_else_writes_to(amends: Amends, office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_MILLISECONDS", 1)
    other = sqlite3.connect(office / "amends.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    said = amends("evidence", "add", "23 001-1", "--from", "Ann", "--note", "x")
    other.close()
    assert (said.code, said.err) == (
        1,
        "amends: the database is busy with another writer; nothing was written, try again\n",
    )


def test_ctrl_c_is_one_line(amends: Amends, office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(exchange, "acting", interrupted)
    said = amends("import", str(office))
    assert (said.code, said.out, said.err) == (130, "", "amends: interrupted; what was finished by then is kept\n")


def test_a_stored_word_cannot_steer_the_terminal(amends: Amends, office: Path) -> None:
    amends("evidence", "add", "23 001-1", "--from", "Ann \x1b[2J[red]", "--note", "a\x07b", "--as-of", "2024-04-20")
    said = amends("explain", "23 001-1")
    assert "\x1b" not in said.out
    assert "\x07" not in said.out
    assert "[red]" in said.out
