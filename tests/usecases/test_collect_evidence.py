"""Uploads become evidence, whole or not at all; bad ones are set aside with the reason; nothing is lost."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from compliance.documents.drop_folder import move_away
from compliance.domain.errors import NotReady
from compliance.store import evidence as stored_evidence
from compliance.usecases import collect_evidence
from compliance.usecases.collect_evidence import Collected, Collector, Fate, collect, names_of_uploads
from tests.support.world import World

HEADER = "recommendation_reference,received_on,submitted_by,note,file\n"
GOOD = f"{HEADER}23 001-1,2024-04-02,Ann,the letter,letter.txt\n"


@pytest.fixture
def drop(office: World) -> Path:
    """The drop folder of an office with one recommendation."""
    office.log("23 001-1")
    folder = office.installation.settings.drop_folder
    folder.mkdir(parents=True)
    return folder


def collector(office: World, *, patient: bool = True) -> Collector:
    settings = office.installation.settings
    now = datetime.fromtimestamp(settings.drop_folder.stat().st_mtime, UTC)
    folders = (settings.drop_folder, settings.evidence_folder)
    return Collector(office.store, office.rulebook, *folders, office.moment, now, patient)


def run(office: World, *, patient: bool = True) -> list[Collected]:
    made = collector(office, patient=patient)
    return collect(made, names_of_uploads(made.drop))


def upload(drop: Path, name: str, manifest: str, **files: str) -> Path:
    folder = drop / name
    folder.mkdir(exist_ok=True)
    for file, text in files.items():
        (folder / f"{file}.txt").write_text(text, encoding="utf-8")
    (folder / "manifest.csv").write_text(manifest, encoding="utf-8")
    return folder


def stored(office: World) -> list[tuple[str, str, str]]:
    with office.store.reading() as session:
        return [(row.reference, row.note, row.file_name) for row in stored_evidence.everything(session)]


def reasons(drop: Path, name: str) -> list[str]:
    return (drop / "set-aside" / name / "reason.txt").read_text(encoding="utf-8").splitlines()


def test_an_upload_becomes_evidence_and_moves_to_done_with_all_its_files(office: World, drop: Path) -> None:
    upload(drop, "sutton", GOOD, letter="sorry", unnamed="more")
    (collected,) = run(office)
    assert (collected.fate, collected.stored, collected.lies_in) == (Fate.TAKEN, 1, "done/sutton")
    assert stored(office) == [("23 001-1", "the letter", "letter.txt")]
    assert {path.name for path in (drop / "done" / "sutton").iterdir()} == {"manifest.csv", "letter.txt", "unnamed.txt"}
    kept = [path for path in office.installation.settings.evidence_folder.rglob("*") if path.is_file()]
    assert [path.read_text(encoding="utf-8") for path in kept] == ["sorry"]
    assert run(office) == []


def test_an_empty_file_is_no_evidence(office: World, drop: Path) -> None:
    """E1: it shows nothing, and would stop the chasers (R4)."""
    upload(drop, "sutton", GOOD, letter="")
    (collected,) = run(office)
    assert (collected.fate, stored(office)) == (Fate.SET_ASIDE, [])
    (reason,) = reasons(drop, "sutton")
    assert all(words in reason for words in ("file", "letter.txt", "is empty: ask for it again"))


def test_a_manifest_in_the_drop_folder_itself_takes_its_own_files_only(office: World, drop: Path) -> None:
    upload(drop, "", GOOD, letter="sorry", stray="of another")
    upload(drop, "other", f"{HEADER}23 001-1,2024-04-02,Ben,a note,\n")
    assert [each.fate for each in run(office)] == [Fate.TAKEN, Fate.TAKEN]
    assert {path.name for path in drop.iterdir()} == {"stray.txt", "done"}
    assert {path.name for path in (drop / "done" / "drop-2024-04-02").iterdir()} == {"manifest.csv", "letter.txt"}
    assert len(stored(office)) == 2


def test_names_that_are_taken_get_a_number(office: World, drop: Path) -> None:
    for number in range(3):
        upload(drop, "sutton", f"{HEADER}23 001-1,2024-04-02,Ann,note {number},\n")
        run(office)
    assert {path.name for path in (drop / "done").iterdir()} == {"sutton", "sutton-2", "sutton-3"}
    assert len(stored(office)) == 3


def test_killed_before_the_upload_was_moved_it_is_not_stored_twice(
    office: World, drop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload(drop, "sutton", GOOD, letter="sorry")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(collect_evidence, "move_away", killed)
        run(office)
    assert len(stored(office)) == 1
    (again,) = run(office)
    assert (again.fate, again.stored, again.known) == (Fate.TAKEN, 0, 1)
    assert len(stored(office)) == 1


def test_an_upload_that_is_dropped_again_is_known(office: World, drop: Path) -> None:
    upload(drop, "sutton", GOOD, letter="sorry")
    run(office)
    upload(drop, "again", GOOD, letter="sorry")
    (collected,) = run(office)
    assert (collected.stored, collected.known) == (0, 1)


def test_one_bad_row_sets_the_whole_upload_aside_with_every_fault(office: World, drop: Path) -> None:
    rows = [
        "23 001-1,2024-04-02,Ann,good,",
        "23 001-1,yesterday,,,",
        "23 001-1,2024-04-03,Ann,from tomorrow,",
        "23 001-1,2024-04-02,Ann,x,../letter.txt",
    ]
    upload(drop, "sutton", HEADER + "\n".join(rows) + "\n", letter="sorry")
    (collected,) = run(office)
    assert (collected.fate, collected.lies_in) == (Fate.SET_ASIDE, "set-aside/sutton")
    assert stored(office) == []
    assert reasons(drop, "sutton") == [
        "manifest.csv, row 3, column note: '' - expected a note or a file",
        "manifest.csv, row 3, column received_on: 'yesterday' - expected a date such as 2024-05-01",
        "manifest.csv, row 3, column submitted_by: '' - expected the name of the person or body who sent it",
        "manifest.csv, row 4, column received_on: '2024-04-03' - expected a day not after 2024-04-02",
        "manifest.csv, row 5, column file: '../letter.txt' - expected a file beside the manifest, "
        "not a path that leads elsewhere",
    ]
    assert (drop / "set-aside" / "sutton" / "letter.txt").exists()


def test_what_a_rule_refuses_sets_the_upload_aside_and_stores_none_of_it(office: World, drop: Path) -> None:
    manifest = f"{HEADER}23 001-1,2024-04-02,Ann,good,\n23 009,2024-04-02,Ann,x,\n23 001-1,2024-04-01,Ann,x,\n"
    upload(drop, "sutton", manifest)
    run(office)
    assert stored(office) == []
    assert reasons(drop, "sutton") == [
        "manifest.csv, row 3, column recommendation_reference: '23 009' - expected an open recommendation "
        "(there is no recommendation '23 009')",
        "manifest.csv, row 4, column received_on: '2024-04-01' - expected a day on or after the decision of 2024-04-02",
    ]


@pytest.mark.parametrize(
    ("manifest", "fault"),
    [
        ("", "row 1, column recommendation_reference"),
        (HEADER, "row 2, column (row)"),
        (HEADER.replace("note", "remark"), "row 1, column remark"),
        (f"{HEADER}23 001-1,2024-04-02,Ann\n", "row 2, column (row): '3 cells' - expected 5 cells"),
        (f'{HEADER}"23 001-1,2024-04-02,Ann,x,\n', "every quotation mark closed"),
    ],
)
def test_a_manifest_that_is_none_is_set_aside(office: World, drop: Path, manifest: str, fault: str) -> None:
    upload(drop, "sutton", manifest)
    run(office)
    assert any(fault in reason for reason in reasons(drop, "sutton"))


@pytest.mark.parametrize("name", ["/etc/passwd", "../../amends.db", "link.txt", "linked/secret.txt", "folder", "."])
def test_no_file_outside_the_upload_is_ever_read(office: World, drop: Path, name: str, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("secret", encoding="utf-8")
    folder = upload(drop, "sutton", f"{HEADER}23 001-1,2024-04-02,Ann,,{name}\n")
    (folder / "link.txt").symlink_to(outside / "secret.txt")
    (folder / "linked").symlink_to(outside)
    (folder / "folder").mkdir()
    (collected,) = run(office, patient=False)
    assert collected.fate is Fate.SET_ASIDE
    assert stored(office) == []
    assert not office.installation.settings.evidence_folder.exists()
    assert (outside / "secret.txt").read_text(encoding="utf-8") == "secret"


def test_links_in_the_drop_folder_are_not_followed(office: World, drop: Path, tmp_path: Path) -> None:
    upload(tmp_path, "elsewhere", GOOD, letter="sorry")
    (drop / "linked").symlink_to(tmp_path / "elsewhere")
    folder = drop / "sutton"
    folder.mkdir()
    (folder / "manifest.csv").symlink_to(tmp_path / "elsewhere" / "manifest.csv")
    assert {each.name: each.fate for each in run(office)} == {"linked": Fate.WAITING, "sutton": Fate.SET_ASIDE}
    assert stored(office) == []
    assert (tmp_path / "elsewhere" / "letter.txt").exists()


def test_an_evidence_folder_that_cannot_be_written_is_no_fault_of_the_upload(office: World, drop: Path) -> None:
    """Such as on a full disk: one line says which file and where, and the upload stays until there is room (E1)."""
    lies = upload(drop, "one", GOOD, letter="sorry")
    evidence = office.installation.settings.evidence_folder
    evidence.write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(NotReady, match=r"^evidence file 'letter.txt' cannot be kept in .*/evidence: Not a directory$"):
        run(office)
    assert sorted(path.name for path in lies.iterdir()) == ["letter.txt", "manifest.csv"]
    assert stored(office) == []
    evidence.unlink()
    assert [each.fate for each in run(office)] == [Fate.TAKEN]


def test_an_upload_that_still_lacks_a_file_waits_until_it_is_there(office: World, drop: Path) -> None:
    folder = upload(drop, "sutton", GOOD)
    (waits,) = run(office)
    assert waits.fate is Fate.WAITING
    assert "letter.txt" in waits.reasons[0]
    assert stored(office) == []
    (folder / "letter.txt").write_text("sorry", encoding="utf-8")
    assert run(office)[0].fate is Fate.TAKEN


def test_one_that_lacks_a_file_for_good_is_set_aside(office: World, drop: Path) -> None:
    upload(drop, "sutton", GOOD)
    now = collector(office)
    late = replace(now, machine_now=now.machine_now + timedelta(hours=1))
    assert collect(late, ["sutton"])[0].fate is Fate.SET_ASIDE
    assert reasons(drop, "sutton") == [
        "manifest.csv, row 2, column file: 'letter.txt' - expected a file beside the manifest"
    ]


def test_folders_without_a_manifest_or_with_a_dot_in_front_are_left_alone(office: World, drop: Path) -> None:
    (drop / "coming").mkdir()
    upload(drop, ".sutton", GOOD, letter="sorry")
    assert [(each.name, each.fate) for each in run(office)] == [("coming", Fate.WAITING)]
    assert stored(office) == []


def test_an_upload_another_run_has_moved_is_left_to_it(
    office: World, drop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload(drop, "sutton", GOOD, letter="sorry")

    def late(*given: object) -> str | None:
        (drop / "done").mkdir()
        os.rename(drop / "sutton", drop / "done" / "sutton")  # noqa: PTH104  # the other run's move
        return move_away(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(collect_evidence, "move_away", late)
    assert run(office)[0].fate is Fate.ELSEWHERE
    assert {path.name for path in (drop / "done").iterdir()} == {"sutton"}


def test_a_reason_of_an_earlier_time_is_kept(office: World, drop: Path) -> None:
    upload(drop, "sutton", "")
    run(office)
    shutil.move(drop / "set-aside" / "sutton", drop / "sutton")
    (drop / "sutton" / "manifest.csv").write_text(HEADER, encoding="utf-8")
    run(office)
    assert {path.name for path in (drop / "set-aside" / "sutton").iterdir()} == {
        "manifest.csv",
        "reason.txt",
        "reason-2.txt",
    }


def test_without_a_drop_folder_there_is_nothing_to_do(office: World) -> None:
    assert names_of_uploads(office.installation.settings.drop_folder) == []
