"""Which file a path in an import means: one inside its folder, or none."""

from __future__ import annotations

import stat
from pathlib import Path, PurePosixPath

NOT_THERE = "a file that is there, its path beginning beside the tables"


def path_inside(folder: Path, named: str) -> Path | str:
    """The file that a path of an evidence row means, or what was expected instead.

    Only files inside `folder` count; a symbolic link that leads out of it does not, nor one that leads in a circle.
    """
    pure = PurePosixPath(named)
    if pure.is_absolute() or ".." in pure.parts:
        return "a path inside the folder of the import"
    try:
        root, path = folder.resolve(), (folder / pure).resolve()
        if not path.is_relative_to(root):
            return "a path inside the folder of the import, not a link that leads out of it"
        return folder / pure if stat.S_ISREG((folder / pure).stat().st_mode) else NOT_THERE
    except (FileNotFoundError, NotADirectoryError):
        return NOT_THERE
    except (OSError, RuntimeError) as error:  # a circle is a RuntimeError for resolve() until Python 3.12, then OSError
        return f"a path that can be followed ({error.__class__.__name__})"
