"""The drop folder: uploads with a manifest wait there, taken ones move to `done`, bad ones to `set-aside`.

An upload is a sub-folder with a `manifest.csv` and its files, or such files in the drop folder itself. Copy it under a
name that begins with a dot and rename it when it is complete: names with a dot in front are left alone.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from compliance.documents.whole_file import write_whole
from compliance.domain.errors import Refused

MANIFEST = "manifest.csv"
REASON = "reason.txt"
DONE = "done"
SET_ASIDE = "set-aside"


@dataclass(frozen=True)
class Upload:
    """A folder with a manifest; `name` is what it is called when it is moved.

    `is_root` marks files that lie in the drop folder itself, beside other uploads.
    """

    folder: Path
    name: str
    is_root: bool = False

    @property
    def manifest(self) -> Path:
        """Its manifest."""
        return self.folder / MANIFEST


def uploads(drop: Path, name_of_root: str) -> list[Upload]:
    """Every upload in the drop folder that has a manifest, by name; links to folders are not followed."""
    if not drop.is_dir():
        return []
    found = [Upload(drop, name_of_root, is_root=True)] if (drop / MANIFEST).exists() else []
    for folder in sorted(drop.iterdir()):
        ours = folder.name in (DONE, SET_ASIDE) or folder.name.startswith(".")
        if not ours and folder.is_dir() and not folder.is_symlink() and (folder / MANIFEST).exists():
            found.append(Upload(folder, folder.name))
    return found


def without_manifest(drop: Path) -> list[str]:
    """Names of sub-folders that are no upload: without a manifest, or links to a folder elsewhere."""
    if not drop.is_dir():
        return []
    return [
        folder.name
        for folder in sorted(drop.iterdir())
        if folder.is_dir()
        and folder.name not in (DONE, SET_ASIDE)
        and not folder.name.startswith(".")
        and (folder.is_symlink() or not (folder / MANIFEST).exists())
    ]


def file_of(upload: Upload, name: str) -> Path | None:
    """The file a manifest names, or None while it is not there.

    Raises Refused for a name that leads out of the upload, through a link, or to something that is no file.
    """
    parts = PurePosixPath(name).parts
    if not parts or PurePosixPath(name).is_absolute() or ".." in parts or "\0" in name:
        raise Refused("a file beside the manifest, not a path that leads elsewhere")
    if upload.is_root and len(parts) > 1:
        raise Refused("a file beside the manifest, not one in another folder")
    path = upload.folder
    for part in parts:
        path /= part
        if path.is_symlink():
            raise Refused("a file, not a link")
    if not path.exists():
        return None
    if not path.is_file():
        raise Refused("a file, not a folder")
    return path


def changed_at(upload: Upload, names: list[str]) -> datetime:
    """When the newest part of an upload was last written to: its manifest, its folder, or a file it names."""
    paths = [upload.manifest] if upload.is_root else [upload.manifest, upload.folder]
    paths += [upload.folder / name for name in names]
    return datetime.fromtimestamp(max(path.stat().st_mtime for path in paths), UTC)


def move_away(upload: Upload, names: list[str], shelf: str, reasons: tuple[str, ...] = ()) -> str | None:
    """Move an upload to `done` or `set-aside`, with its reasons in a file; where it lies now, below the drop folder.

    Nothing is overwritten: a name that is taken gets a number. None when somebody else has moved it meanwhile.
    """
    drop = upload.folder if upload.is_root else upload.folder.parent
    target = _free(drop / shelf, upload.name)
    try:
        if upload.is_root:
            _gather(upload, names, target, reasons)
        else:
            _explain(upload.folder, reasons)
            target.parent.mkdir(exist_ok=True)
            upload.folder.rename(target)
    except FileNotFoundError:
        return None
    return f"{shelf}/{target.name}"


def _gather(upload: Upload, names: list[str], target: Path, reasons: tuple[str, ...]) -> None:
    """Move the manifest, and with it the claim on this upload, then the files it names."""
    if not upload.manifest.exists():
        raise FileNotFoundError(upload.manifest)
    target.mkdir(parents=True)
    _explain(target, reasons)
    try:
        upload.manifest.rename(target / MANIFEST)
    except FileNotFoundError:
        shutil.rmtree(target)
        raise
    for name in dict.fromkeys(names):
        source = upload.folder / name
        if source.exists() and not source.is_symlink():
            source.rename(target / name)


def _explain(folder: Path, reasons: tuple[str, ...]) -> None:
    if not reasons:
        return
    if not folder.exists():
        raise FileNotFoundError(folder)
    content = "".join(f"{reason}\n" for reason in reasons).encode("utf-8", "backslashreplace")
    path = folder / REASON
    serial = 1
    while path.is_symlink() or (path.exists() and not (path.is_file() and path.read_bytes() == content)):
        serial += 1
        path = folder / f"reason-{serial}.txt"
    write_whole(path, content)


def _free(shelf: Path, name: str) -> Path:
    """A path on a shelf that is not taken."""
    path = shelf / name
    serial = 1
    while path.exists() or path.is_symlink():
        serial += 1
        path = shelf / f"{name}-{serial}"
    return path
