"""What the letter about a deadline version tells: all that changed since the authority was last told (D6, E8, R1).

Last told is what it got, may have got or gets at this moment, which need not be the version before: that may have been
replaced before its letter went. A letter that would say nothing new does not go.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from compliance.domain.deadlines import VersionKind
from compliance.domain.reminders import StepState

NOTHING_NEW = "what it says is what the authority was last told: there is nothing to write"
IN_ITS_PLACE = "the letter that it was opened again goes in its place"
AS_IT_WAS = "the date is as it was, and its turn was over before"
REPLACED = "deadline version "  # how the reason begins of a step that a newer version ended


def replaced_by(version: int) -> str:
    """Why a step ended that a newer version of its deadline took the place of."""
    return f"{REPLACED}{version} replaced it"


def replaced_in(reason: str) -> int | None:
    """The version that took the place of an ended step's, by the reason that is kept; None where none did."""
    return int(reason.removeprefix(REPLACED).split()[0]) if reason.startswith(REPLACED) else None


class Letter(StrEnum):
    """Which letter tells of a version; `FIRST` is the rung that is counted from the logging, or from sending anew."""

    FIRST = "first"
    REOPENED = "reopened"
    CHANGED = "deadline_changed"
    NONE = ""


@dataclass(frozen=True)
class Version:
    """A deadline version as letters see it.

    `change` is its kind, or "waits_again"; `why_open` the rule of one without a date. `unheard` belongs to one that was
    opened again: nobody had heard of the outcome that was withdrawn. `answers` that it grants a request (D7).
    """

    number: int
    change: str
    due_on: date | None
    why_open: str = ""
    reason: str = ""
    agreed_by: str = ""
    unheard: bool = False
    answers: bool = False

    @property
    def place(self) -> tuple[date | None, str]:
        """Its date, or why it has none."""
        return self.due_on, self.why_open

    @property
    def moves_nothing(self) -> bool:
        """Whether what it did is no move of the date."""
        return self.change in (VersionKind.REOPENED, VersionKind.RESENT)

    @property
    def is_told(self) -> bool:
        """Whether it is told though the date came back: an answer (D7), or a clock of which the receipt speaks (D8)."""
        return self.answers or self.change in (VersionKind.CLOCK_STOPPED, VersionKind.CLOCK_RESTARTED)

    @property
    def opens_again(self) -> bool:
        """Whether it withdrew an outcome (E8)."""
        return self.change == VersionKind.REOPENED


@dataclass(frozen=True)
class Told:
    """What the authority knows: the newest version that a letter or a reminder told, None where none went.

    `dated` is the newest of which it was told the date, by another notice perhaps: what evidence lacks, say.
    `first_to_go` says that the letter by which it first hears of the recommendation, or of its being sent anew, has
    still to go.
    """

    last: int | None
    dated: int | None
    first_to_go: bool


@dataclass(frozen=True)
class News:
    """The letter of the newest version: what it says since `before`, the date last told, and in which order.

    `opened` is the version that opened it again, for the letter that says so; `told` the number of the version last
    told.
    """

    letter: Letter
    told: int | None = None
    before: date | None = None
    changes: tuple[Version, ...] = ()
    opened: Version | None = None
    unheard: bool = False

    def facts(self) -> dict[str, object]:
        """What is kept of it with the letter, beside what its version itself says."""
        changes = [{"change": x.change, "reason": x.reason, "agreed_by": x.agreed_by} for x in self.changes]
        found: dict[str, object] = {"before": self.before.isoformat() if self.before else "", "changes": changes}
        if self.opened is not None:
            found |= {"reason": self.opened.reason, "agreed_by": self.opened.agreed_by}
        return found | ({"unheard": "yes"} if self.unheard else {})


def told(heard: Collection[int], dates: Collection[int], base: int, sent_anew: int | None, *, knows_base: bool) -> Told:
    """What the authority knows: from the versions it `heard` of by letter, and those whose `dates` it was told.

    `base` is the version with which the recommendation came; `knows_base` says that Amends was never to tell of that.
    `sent_anew` is the newest version that sent it anew.
    """
    known = base if knows_base else None
    last, dated = max(heard, default=known), max((*heard, *dates), default=known)
    if sent_anew is not None:
        return Told(last, dated, first_to_go=all(version < sent_anew for version in heard))
    return Told(last, dated, first_to_go=last is None)


def without_unheard(known: Told, openings: Collection[int], opened: int) -> Told:
    """What is known of a deadline that was opened again in versions of which no letter said so (E8).

    `opened` is the newest version whose letter did. Whatever told a date since did not say that it is open again.
    """
    unheard = min((each for each in openings if each > opened), default=None)
    if unheard is None or known.last is None or known.last < unheard:
        return known
    return replace(known, last=unheard - 1)


def news(versions: Sequence[Version], known: Told) -> News:
    """What the letter of the newest of a deadline's `versions` is, and what it says."""
    numbers = [each for each in (known.last, known.dated) if each is not None]
    if not numbers:
        return News(Letter.FIRST)
    since = tuple(version for version in versions if version.number > numbers[0])
    before = next(version for version in versions if version.number == max(numbers))
    opened = [version for version in since if version.opens_again]
    if opened:
        unheard = all(version.unheard for version in opened)
        quiet = opened if unheard else opened[-1:]  # that it was closed and opened before nobody has to know
        others = without_detours(before, [version for version in since if version not in quiet])
        return News(Letter.REOPENED, max(numbers), before.due_on, others, opened[-1], unheard)
    if known.first_to_go:
        others = without_detours(before, [version for version in since if version.change != VersionKind.RESENT])
        return News(Letter.FIRST, max(numbers), before.due_on, others)
    quiet_before = known.last == known.dated and before.place == versions[-1].place
    return News(Letter.NONE if quiet_before else Letter.CHANGED, max(numbers), before.due_on, since)


def without_detours(before: Version, since: Sequence[Version]) -> tuple[Version, ...]:
    """The changes since `before`, without those by which a date came back before anybody heard of another (D6).

    What grants a request is an answer and stays, with what took it back (D7), and so does a clock that was stopped.
    """
    trail = [before]
    for version in since:
        at = next((n for n, each in enumerate(trail) if each.place == version.place), len(trail))
        moved = [each for each in trail[at + 1 :] if not each.moves_nothing]
        if version.moves_nothing or not moved or any(each.is_told for each in (*moved, version)):
            trail.append(version)
        else:
            trail = [each for each in trail if each not in moved]
    return tuple(trail[1:])


def was_to_go(state: str, reason: str) -> bool:
    """Whether a step of the version last told had still to go when that version was replaced."""
    return state == StepState.QUEUED or (state == StepState.SUPERSEDED and reason.startswith(REPLACED))


def own_change(kind: str, facts: Mapping[str, str]) -> str:
    """What a stored version did: its letter says whether one of kind "reopened" opened again or waits again."""
    return facts.get("change") or ("waits_again" if kind == VersionKind.REOPENED else kind)
