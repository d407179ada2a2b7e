"""Files that wait for somebody to confirm their import: each upload in a folder of its own, under a random name."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from fastapi import UploadFile

from compliance.documents.exchange import TABLES
from compliance.documents.workbook import SUFFIXES
from compliance.domain.errors import Fault, NotFound, WrongUse

KEPT_FOR = timedelta(days=1)
LONGEST_NAME = 120
NAME_BYTES = 24
NAME = re.compile(r"[A-Za-z0-9_-]{32}")
UNSEEN = re.compile(r"[\x00-\x1f\x7f]")
NOTE, FILES, FAULTS = "note.json", "files", "faults.json"
TABLE_FILES = frozenset(spec.file_name for spec in TABLES)


@dataclass(frozen=True)
class Preview:
    """What an import would do, or has done: counts (new, changed, unchanged) by table, steps, the first new rows.

    `left_to_people` are those that come so late that no reminder goes out any more; `changes` is every cell of a
    stored row that changes, `added` what becomes of stored recommendations, `left_out` contacts who were retired,
    `unread` the files that are no table and that no row of evidence names, and `written` the mark of all new rows and
    due dates, as the report of the import gives them.
    """

    counts: Mapping[str, Mapping[str, int]]
    steps: int
    first: Mapping[str, Sequence[Mapping[str, str]]]
    left_to_people: int = 0
    changes: Sequence[Mapping[str, str]] = ()
    added: Sequence[Mapping[str, str]] = ()
    left_out: Sequence[Mapping[str, str]] = ()
    unread: Sequence[str] = ()
    written: str = ""

    @property
    def is_news(self) -> bool:
        """Whether it changes anything at all."""
        return any(each["new"] or each["changed"] for each in self.counts.values())

    @property
    def mark(self) -> str:
        """The same for two that show, and would write, the same."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Upload:
    """Files that wait, or were imported: `whose` is the person who sent them, `at` when, `source` what is imported.

    `faults` are the first ones found when they were to be imported, `more` how many others there are.
    """

    name: str
    whose: int
    at: datetime
    history: bool
    file_names: tuple[str, ...]
    source_name: str
    preview: Preview | None = None
    done: bool = False
    faults: tuple[Fault, ...] = ()
    more: int = 0

    @property
    def called(self) -> str:
        """What a person calls it."""
        return self.source_name or ", ".join(self.file_names)


class WaitingRoom:
    """The uploads of an installation, in one folder of its home."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def receive(self, files: Sequence[UploadFile], whose: int, at: datetime, *, history: bool) -> Upload:
        """Keep what somebody sent; what they sent before and never confirmed is taken away.

        Raises WrongUse for names that are none, for a name that comes twice, and for files that hold no tables.
        """
        names = [_plain_name(each.filename or "") for each in files]
        twice = next((name for name in names if [each.casefold() for each in names].count(name.casefold()) > 1), None)
        if twice is not None:
            raise WrongUse(f"{twice} was chosen twice")
        upload = Upload(secrets.token_urlsafe(NAME_BYTES), whose, at, history, tuple(names), _source_of(names))
        for other in list(self._all()):
            if other.whose == whose and not other.done:
                self.take_away(other)
        place = self._folder / upload.name / FILES
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        place.mkdir(parents=True, mode=0o700)
        for name, each in zip(names, files, strict=True):
            with (place / name).open("wb") as out:
                shutil.copyfileobj(each.file, out)
        self.note(upload)
        return upload

    def source(self, upload: Upload) -> Path:
        """What `import_folder` takes: the workbook, or the folder of CSV files."""
        return self._folder / upload.name / FILES / upload.source_name

    def find(self, name: str, whose: int) -> Upload:
        """The upload of that name; raises NotFound for another person's too."""
        found = self._read(name)
        if found is None or found.whose != whose:
            kept = "one is kept for a day, and only until you choose other files if it is not imported"
            raise NotFound(f"there is no such upload: {kept}; send the files again")
        return found

    def note(self, upload: Upload) -> None:
        """Write down what is known of an upload."""
        place = self._folder / upload.name
        fresh = place / f"{NOTE}.{secrets.token_hex(4)}"
        fresh.write_text(json.dumps(asdict(upload), default=str), encoding="utf-8")
        fresh.replace(place / NOTE)

    def note_faults(self, upload: Upload, faults: Sequence[Fault]) -> None:
        """Keep all that was found wrong with an upload as long as it is kept itself."""
        path = self._folder / upload.name / FAULTS
        path.write_text(json.dumps([asdict(each) for each in faults]), encoding="utf-8")

    def faults_of(self, upload: Upload) -> list[dict[str, object]]:
        """All that was found wrong with it, each with the fields of Fault; raises NotFound where nothing was."""
        try:
            found: list[dict[str, object]] = json.loads(
                (self._folder / upload.name / FAULTS).read_text(encoding="utf-8")
            )
        except FileNotFoundError as error:
            raise NotFound("nothing is known to be wrong with these files") from error
        return found

    def forget_files(self, upload: Upload) -> None:
        """Take the files of an imported upload away; what it did stays to be seen."""
        shutil.rmtree(self._folder / upload.name / FILES, ignore_errors=True)

    def take_away(self, upload: Upload) -> None:
        """Take an upload away, whole."""
        shutil.rmtree(self._folder / upload.name, ignore_errors=True)

    def sweep(self, now: datetime) -> None:
        """Take away all that came more than a day ago, also what a crash left without a note."""
        for place in self._places():
            found = self._read(place.name)
            if now - (found.at if found else _made(place, now)) > KEPT_FOR:
                shutil.rmtree(place, ignore_errors=True)

    def _places(self) -> list[Path]:
        return sorted(self._folder.iterdir()) if self._folder.is_dir() else []

    def _all(self) -> Iterator[Upload]:
        for place in self._places():
            if (found := self._read(place.name)) is not None:
                yield found

    def _read(self, name: str) -> Upload | None:
        if not NAME.fullmatch(name):
            return None
        try:
            note: dict[str, Any] = json.loads((self._folder / name / NOTE).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        preview, faults = note.pop("preview"), tuple(Fault(**each) for each in note.pop("faults", ()))
        note |= {"at": datetime.fromisoformat(note["at"]), "file_names": tuple(note["file_names"])}
        return Upload(**note, preview=Preview(**preview) if preview else None, faults=faults)


def _made(place: Path, now: datetime) -> datetime:
    """When a folder was last changed; now where somebody has just taken it away."""
    try:
        return datetime.fromtimestamp(place.stat().st_mtime, UTC)
    except FileNotFoundError:
        return now


def _plain_name(sent: str) -> str:
    """The name of a file without any folder in it; raises WrongUse for one that could not be kept under."""
    name = UNSEEN.sub("", sent.replace("\\", "/")).rpartition("/")[2].strip()
    if not name or name.startswith(".") or len(name.encode()) > LONGEST_NAME:
        raise WrongUse(f"a file cannot be called {sent[:LONGEST_NAME]!r}: give it a short and ordinary name")
    return name


def _source_of(names: Sequence[str]) -> str:
    """The workbook among files that hold no table of their own; "" for a folder of CSV files."""
    if any(name.lower().endswith(".csv") for name in names):
        return ""
    workbooks = [name for name in names if Path(name).suffix.lower() in SUFFIXES]
    if not workbooks:
        raise WrongUse(f"choose CSV files such as {', '.join(sorted(TABLE_FILES)[:3])}, or one workbook: .xlsx or .ods")
    if len(workbooks) > 1:
        raise WrongUse(f"choose one workbook: {' and '.join(workbooks)} are {len(workbooks)}")
    return workbooks[0]
