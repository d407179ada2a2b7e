"""Measures the reading of agreed actions against the labels: precision and recall."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import config
from compliance.domain.agreed_action_values import Proposal, Reading, StatedDeadline, Vocabulary
from compliance.domain.agreed_actions import read_agreed_action
from compliance.rulebook import load_rulebook
from tests.agreed_actions.labels import Labelled, LabelledDeadline, LabelledProposal

SUBJECTS = ("deadlines", "amounts", "traps", "proposals", "kinds", "categories", "questions")
HALF = 0.5


@dataclass
class Count:
    """How many were right, found, and labelled."""

    right: int = 0
    found: int = 0
    labelled: int = 0

    @property
    def precision(self) -> float:
        """The share of the right ones among those found; 1 where none was found."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """The share of the right ones among those labelled; 1 where none is."""
        return self.right / self.labelled if self.labelled else 1.0


@dataclass
class Measured:
    """The counts of a set by subject, and every miss in words."""

    texts: int = 0
    counts: dict[str, Count] = field(default_factory=lambda: {name: Count() for name in SUBJECTS})
    misses: list[str] = field(default_factory=list)

    def add(self, subject: str, where: str, right: int, found: Sequence[str], labelled: Sequence[str]) -> None:
        """Count what was found and labelled at one place; a difference is a miss."""
        count = self.counts[subject]
        count.right += right
        count.found += len(found)
        count.labelled += len(labelled)
        if not right == len(found) == len(labelled):
            self.misses.append(f"{where}: {subject}: read {list(found)}, labelled {list(labelled)}")


@cache
def vocabulary() -> Vocabulary:
    """The words of the configuration that comes with Amends."""
    return load_rulebook(Path(config.__file__).parent).vocabulary


def measure(texts: Iterable[Labelled]) -> Measured:
    """Read each text and compare."""
    measured = Measured()
    for text in texts:
        measured.texts += 1
        _compare(measured, text, read_agreed_action(text.text, text.decided_on, vocabulary()))
    return measured


def _compare(measured: Measured, text: Labelled, reading: Reading) -> None:
    pairs = _paired(text, reading)
    for number, (label, proposal) in enumerate(pairs, 1):
        where = f"{text.name}, {number if label else 'beyond the labels'}"
        said, read = [_shown(text, label)] if label else [], [proposal.action] if proposal else []
        measured.add("proposals", where, int(bool(said and read)), read, said)
        stated = (label.deadline if label else None, proposal.deadline if proposal else None)
        _compare_deadline(measured, where, text, *stated)
        _compare_lists(measured, "amounts", where, _sums(proposal), label.amounts if label else ())
        kinds = [proposal.kind.value] if proposal and proposal.kind else []
        _compare_lists(measured, "kinds", where, kinds, [label.kind] if label and label.kind else [])
        named = proposal.categories if proposal else ()
        _compare_lists(measured, "categories", where, named, sorted(label.categories) if label else ())
    _compare_traps(measured, text, reading)
    numbers = {proposal.number: place for place, (_, proposal) in enumerate(pairs, 1) if proposal}
    asked = [f"{numbers[each.number]} {each.topic}" if each.number else each.topic.value for each in reading.questions]
    _compare_lists(measured, "questions", text.name, asked, text.questions)


def _shown(text: Labelled, label: LabelledProposal) -> str:
    return " ".join(text.text[label.start : label.end].split())


def _paired(text: Labelled, reading: Reading) -> list[tuple[LabelledProposal | None, Proposal | None]]:
    """Each labelled proposal with the one read in the same words, then what was read beyond them."""
    left = list(reading.proposals)
    pairs: list[tuple[LabelledProposal | None, Proposal | None]] = []
    for label in text.proposals:
        same = next((each for each in left if _alike(label, each)), None)
        if same is not None:
            left.remove(same)
        pairs.append((label, same))
    return pairs + [(None, each) for each in left]


def _alike(label: LabelledProposal, proposal: Proposal) -> bool:
    piece = proposal.piece
    shared = min(label.end, piece.end) - max(label.start, piece.start)
    return shared >= HALF * (max(label.end, piece.end) - min(label.start, piece.start))


def _sums(proposal: Proposal | None) -> list[str]:
    amounts = proposal.amounts if proposal else ()
    return sorted(f"{each.value}{f' per {each.per}' if each.per else ''}" for each in amounts)


def _compare_lists(measured: Measured, subject: str, where: str, read: Sequence[str], labelled: Sequence[str]) -> None:
    measured.add(subject, where, (Counter(read) & Counter(labelled)).total(), read, labelled)


def _compare_deadline(
    measured: Measured, where: str, text: Labelled, label: LabelledDeadline | None, read: StatedDeadline | None
) -> None:
    right = label is not None and read is not None and _same_deadline(label, read)
    found = [f"{read.piece.words!r}: {_meaning(read)}"] if read else []
    said = [f"{text.text[slice(*label.words[0])]!r}: {label.meaning}"] if label else []
    measured.add("deadlines", where, int(right), found, said)


def _meaning(read: StatedDeadline) -> tuple[str | None, str | None, str]:
    return read.period, read.due_on.isoformat() if read.due_on else None, read.anchor.value


def _same_deadline(label: LabelledDeadline, read: StatedDeadline) -> bool:
    waits = (read.waits_on.start, read.waits_on.end) if read.waits_on else None
    same_wait = _overlaps(label.waits_on, waits) if label.waits_on and waits else not label.waits_on and not waits
    return label.meaning == _meaning(read) and same_wait and _overlaps(label.words, (read.piece.start, read.piece.end))


def _overlaps(places: Iterable[tuple[int, int]], one: tuple[int, int]) -> bool:
    return any(start < one[1] and one[0] < end for start, end in places)


def _compare_traps(measured: Measured, text: Labelled, reading: Reading) -> None:
    aside = [each.piece for each in reading.set_aside if "£" not in each.piece.words]
    # The days that a sum grows from and until were read as no deadline too.
    aside += [piece for each in reading.proposals for amount in each.amounts for piece in amount.days]
    left = list(text.traps)
    right = 0
    for each in aside:
        same = next((trap for trap in left if _overlaps(trap, (each.start, each.end))), None)
        if same is not None:
            left.remove(same)
            right += 1
    labels = [text.text[slice(*trap[0])] for trap in text.traps]
    measured.add("traps", text.name, right, [each.words for each in aside], labels)
