"""What can go wrong, in words a person can act on.

One base class that knows nothing of HTTP or of exit codes; the command line, the flows and the pages each map it once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SHOWN_OF_A_CELL = 60


class AmendsError(Exception):
    """Something Amends refuses or cannot do; its text is one line for a person."""


class Refused(AmendsError):
    """A rule of the field says no: the request was understood and nothing was written."""


class Busy(Refused):
    """Others write to the database for longer than one waits: nothing was written, and the same may do in a moment."""


class Crossed(Busy):
    """This transaction and another one waited for each other, and the database broke this one off: it may go on now."""


class WrongUse(AmendsError):
    """The request itself is off: a value that cannot be read, a setting that does not exist."""


class NotFound(Refused):
    """The reference names nothing that is stored here."""


class Unanswered(Refused):
    """What a text was read into cannot be logged yet; each line is a question that is open, or what a rule refuses.

    `about` says of what a rule refuses where it stands: number of the proposal, column and what was expected.
    """

    def __init__(self, lines: Sequence[str], about: Sequence[tuple[int, str, str]] = ()) -> None:
        self.lines = tuple(lines)
        self.about = tuple(about)
        what = "1 answer is" if len(self.lines) == 1 else f"{len(self.lines)} answers are"
        super().__init__(f"{what} needed first, nothing was written")


class ChangedSince(Refused):
    """What was to be changed has changed since it was looked at: `seen` was the number of its stream's last event.

    `on_top` says whether the same can still be wanted on top of that; what can be done once cannot.
    """

    def __init__(self, stream: str, seen: int, *, on_top: bool = True) -> None:
        self.stream = stream
        self.seen = seen
        self.on_top = on_top
        super().__init__(f"{stream.replace('/', ' ', 1)} has changed since you opened it; nothing was saved")


class SentOtherwise(Refused):
    """A form that is good for one use was used before, and said something else then."""

    def __init__(self) -> None:
        super().__init__(
            "this form was sent before with other words, and those were saved; what you typed now is not: look at what "
            "is there, and send it anew if it is still wanted"
        )


class NotReady(WrongUse):
    """The installation lacks something the command needs, such as its database."""


@dataclass(frozen=True, order=True)
class Fault:
    """One malformed cell of an import: where it stands, what it says and what was expected."""

    file: str
    row: int
    column: str
    value: str
    expected: str

    def __str__(self) -> str:
        shown = self.value if len(self.value) <= SHOWN_OF_A_CELL else f"{self.value[: SHOWN_OF_A_CELL - 3]}..."
        return f"{self.file}, row {self.row}, column {self.column}: {shown!r} - expected {self.expected}"


class MalformedImport(AmendsError):
    """An import folder with faults; all of them are reported and nothing was written."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        what = "1 fault" if len(self.faults) == 1 else f"{len(self.faults)} faults"
        super().__init__(f"{what} found, nothing was written")


class RulebookError(WrongUse):
    """A file of the office's configuration is wrong; says the file and, where known, the line."""

    def __init__(self, file: str, message: str, line: int | None = None) -> None:
        self.file = file
        self.line = line
        where = file if line is None else f"{file}, line {line}"
        super().__init__(f"{where}: {message}")
