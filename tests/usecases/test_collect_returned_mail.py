"""Reading a mailbox: reports are put away once they are on record, all else stays and is told of once (R6)."""

from __future__ import annotations

from pathlib import Path

import pytest

from compliance.domain.errors import NotReady
from compliance.notify.returned_sources import open_mailbox
from compliance.usecases import collect_returned_mail as module
from compliance.usecases.collect_returned_mail import Collected, collect_returned_mail
from tests.support.imap import PASSWORD, running_imap
from tests.support.world import World

SAMPLES = Path(__file__).parents[1] / "notify" / "returned"
KEY = b"20240402-0123456789abcdef0123"
ANN, DAN = "ann@e1.example", "dan@e1.example"
REC = "23 001-1"


@pytest.fixture
def returns(tmp_path: Path) -> Path:
    """The folder that returned mail lies in."""
    folder = tmp_path / "returns"
    folder.mkdir()
    return folder


def sample(name: str, key: str) -> bytes:
    return (SAMPLES / f"{name}.eml").read_bytes().replace(KEY, key.encode())


def sent(office: World) -> str:
    office.log(REC)
    office.run()
    return office.keys("sent")[0]


def collect(office: World, url: str) -> Collected:
    mailbox = open_mailbox(url, PASSWORD, 10.0, lambda: office.moment.now)
    try:
        return collect_returned_mail(office.store, office.rulebook, office.moment, mailbox)
    finally:
        mailbox.close()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.eml"))


def test_a_mail_made_to_hold_up_the_others_is_told_of_once_and_holds_up_none(office: World, returns: Path) -> None:
    """Each open part is work at each line: read to its end, this one took minutes (R2.3)."""
    nested = "".join(f"Content-Type: multipart/mixed; boundary=B{each}\n\n--B{each}\n" for each in range(900))
    (returns / "a.eml").write_bytes(nested.encode())
    (returns / "b.eml").write_bytes(sample("postfix_unknown_user", sent(office)))
    found = collect(office, f"folder://{returns}")
    assert (found.left, found.returned) == (1, 1)
    assert found.lines[0] == "a.eml stays where it is: more than 100 parts, no report has as many"
    assert names(returns) == ["a.eml"]
    assert collect(office, f"folder://{returns}") == Collected()


def test_reports_are_recorded_and_put_away_and_the_rest_is_told_of_once(office: World, returns: Path) -> None:
    key = sent(office)
    (returns / "bounce.eml").write_bytes(sample("postfix_unknown_user", key))
    (returns / "delay.eml").write_bytes(sample("postfix_delayed", key))
    (returns / "away.eml").write_bytes(sample("automatic_reply", key))
    (returns / "strange.eml").write_bytes(sample("postfix_unknown_user", KEY.decode()))
    found = collect(office, f"folder://{returns}")
    assert (found.returned, found.late, found.refused, found.left, found.stopped, found.replanned) == (1, 1, 1, 1, 1, 1)
    assert found.lines[0] == "away.eml stays where it is: an automatic reply, no report of failure"
    assert f"a report about message {KEY.decode()}, which was never sent" in found.lines
    assert (names(returns), names(returns / "done")) == (["away.eml", "strange.eml"], ["bounce.eml", "delay.eml"])
    assert collect(office, f"folder://{returns}") == Collected()
    assert names(returns) == ["away.eml", "strange.eml"]
    office.send()
    assert [recipient for _, recipient, _ in office.mail()] == [DAN]


def test_killed_between_our_commit_and_the_move_the_mail_is_put_away_next_time(
    office: World, returns: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = sent(office)
    (returns / "bounce.eml").write_bytes(sample("exim_old_in_prose", key))

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("compliance.notify.returned_sources.FolderMailbox.put_away", killed)
        with pytest.raises(KeyboardInterrupt):
            collect(office, f"folder://{returns}")
    assert (office.health(ANN), names(returns)) == ("stopped", ["bounce.eml"])
    before = office.messages()
    found = collect(office, f"folder://{returns}")
    assert (found.known, found.returned, found.lines) == (1, 0, [])
    assert (office.messages(), names(returns)) == (before, [])


def test_killed_before_our_commit_the_mail_stays(office: World, returns: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = sent(office)
    (returns / "bounce.eml").write_bytes(sample("exim_old_in_prose", key))

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(module, "record_return", killed)
        with pytest.raises(KeyboardInterrupt):
            collect(office, f"folder://{returns}")
    assert (office.health(ANN), names(returns)) == ("working", ["bounce.eml"])
    assert collect(office, f"folder://{returns}").returned == 1


def test_a_report_that_comes_before_our_own_record_lies_there_until_then(office: World, returns: Path) -> None:
    office.log(REC)
    office.plan()
    key = office.keys("waiting")[0]
    (returns / "bounce.eml").write_bytes(sample("postfix_unknown_user", key))
    office.postbox.before = lambda _: looked.append(collect(office, f"folder://{returns}"))
    looked: list[Collected] = []
    office.send()
    office.postbox.before = None
    assert looked == [Collected()]
    assert names(returns) == ["bounce.eml"]
    assert collect(office, f"folder://{returns}").returned == 1


def test_a_mailbox_on_a_server(office: World) -> None:
    key = sent(office)
    with running_imap() as imap:
        imap.put(sample("sendmail_headers_only", key))
        imap.put(sample("automatic_reply", key))
        found = collect(office, imap.url)
        assert (found.returned, found.left) == (1, 1)
        assert (len(imap.held()), len(imap.held("Amends-done"))) == (1, 1)
        assert collect(office, imap.url) == Collected()
        imap.refusals["UID SEARCH"] = "NO the index is broken"
        with pytest.raises(NotReady, match="cannot be read: the index is broken"):
            collect(office, imap.url)
