"""The folder of mail files: whole, once, and found again."""

from __future__ import annotations

import errno
import os
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from apprise import Apprise

from compliance.domain.delivery import Result
from compliance.notify.folder import AmendsFolder
from tests.notify.letters import KEY, LETTER, SENDER, letter_to, now


@pytest.fixture
def folder(tmp_path: Path) -> AmendsFolder:
    """A mail folder that does not exist yet."""
    return AmendsFolder(SENDER, now, tmp_path / "mail" / "out")


def test_a_letter_becomes_a_mail_file(folder: AmendsFolder, tmp_path: Path) -> None:
    assert folder.record_of(KEY) is False
    assert folder.deliver(LETTER).result is Result.ACCEPTED
    assert folder.record_of(KEY) is True
    (file,) = (tmp_path / "mail" / "out").iterdir()
    assert file.name == f"{KEY}.eml"
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert (message["X-Amends-Key"], message["To"]) == (KEY, LETTER.recipient)
    assert message["Message-ID"] == f"<{KEY}@ombudsman.example>"


def test_the_same_key_is_never_written_twice(folder: AmendsFolder, tmp_path: Path) -> None:
    folder.deliver(LETTER)
    before = (tmp_path / "mail/out" / f"{KEY}.eml").read_bytes()
    again = folder.deliver(letter_to("somebody.else@northbury.example"))
    assert (again.result, again.detail) == (Result.ACCEPTED, "already there")
    assert (tmp_path / "mail/out" / f"{KEY}.eml").read_bytes() == before


def test_a_file_that_appears_meanwhile_is_not_overwritten(
    folder: AmendsFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AmendsFolder, "record_of", lambda *_: False)
    folder.deliver(LETTER)
    again = folder.deliver(letter_to("somebody.else@northbury.example"))
    assert (again.result, again.detail) == (Result.ACCEPTED, "already there")
    assert b"somebody.else" not in (tmp_path / "mail/out" / f"{KEY}.eml").read_bytes()


def test_many_writers_of_one_key_leave_one_file(folder: AmendsFolder, tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as writers:
        answers = list(writers.map(lambda _: folder.deliver(LETTER), range(40)))
    assert {answer.result for answer in answers} == {Result.ACCEPTED}
    assert [answer.detail for answer in answers].count(f"written to {KEY}.eml") == 1
    assert [path.name for path in (tmp_path / "mail" / "out").iterdir()] == [f"{KEY}.eml"]


def test_a_full_disk_is_refused_for_now_and_leaves_nothing(
    folder: AmendsFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    answer = folder.deliver(LETTER)
    assert answer.result is Result.REFUSED_FOR_NOW
    assert answer.unreachable
    assert "No space left" in answer.detail
    assert list((tmp_path / "mail" / "out").iterdir()) == []


def test_a_folder_that_is_a_file_is_refused_for_now(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("in the way")
    assert AmendsFolder(SENDER, now, tmp_path / "mail").deliver(LETTER).result is Result.REFUSED_FOR_NOW


@pytest.mark.parametrize("key", ["../escape", "a/b", ".hidden", "", "a\0b"])
def test_a_key_cannot_leave_the_folder(folder: AmendsFolder, tmp_path: Path, key: str) -> None:
    assert folder.deliver(letter_to("a@b.example", key)).result is Result.REFUSED_FOR_GOOD
    assert folder.record_of(key) is False
    assert list(tmp_path.rglob("*.eml")) == []


def test_apprise_itself_can_use_the_folder(tmp_path: Path) -> None:
    apprise = Apprise()
    apprise.add(AmendsFolder(SENDER, now, tmp_path, to="manager@ombudsman.example"))
    assert apprise.notify("All is well.", title="The night's run") is True
    (file,) = tmp_path.glob("*.eml")
    assert b"To: manager@ombudsman.example" in file.read_bytes()
