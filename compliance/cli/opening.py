"""Opening the installation a command works on, and naming who acts."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from compliance.domain.errors import WrongUse
from compliance.domain.words import is_blank

if TYPE_CHECKING:
    from compliance.domain.moment import Moment
    from compliance.runtime import Installation


@contextmanager
def opened(as_of: date | None = None, *, need_database: bool = True) -> Iterator[Installation]:
    """The installation of this process's settings, closed at the end."""
    from compliance.runtime import open_installation

    with open_installation(as_of, need_database=need_database) as installation:
        yield installation


def acting(installation: Installation, by: str) -> Moment:
    """What time it is in the office, and who acts: the name given with --by, or the login name."""
    return installation.moment(person(by))


def person(by: str) -> str:
    """The name given with --by, or the login name; raises WrongUse where the machine knows none."""
    try:
        return getpass.getuser() if is_blank(by) else by.strip()
    except (KeyError, OSError):
        raise WrongUse("this machine does not know your name: give it with --by NAME") from None
