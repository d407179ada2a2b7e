"""Reads the labelled texts; what their files say stands in the README beside this."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

FOLDER = Path(__file__).parent
SETS = ("working", "aside")
REST = " ... "


@dataclass(frozen=True)
class LabelledDeadline:
    """A deadline as a person reads it; places are those of the words in the text."""

    meaning: tuple[str | None, str | None, str]
    words: tuple[tuple[int, int], ...]
    waits_on: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class LabelledProposal:
    """A recommendation as a person reads it."""

    start: int
    end: int
    kind: str | None
    categories: frozenset[str]
    amounts: tuple[str, ...]
    deadline: LabelledDeadline | None


@dataclass(frozen=True)
class Labelled:
    """One text with its labels; `traps` are, for each, the places where its words stand."""

    name: str
    text: str
    decided_on: date
    proposals: tuple[LabelledProposal, ...]
    traps: tuple[tuple[tuple[int, int], ...], ...]
    questions: tuple[str, ...]


def labelled(name: str) -> Iterator[Labelled]:
    """The texts of one set, by file name."""
    for file in sorted((FOLDER / name).glob("*.yaml")):
        yield _labelled(f"{name}/{file.stem}", YAML(typ="safe").load(file.read_text(encoding="utf-8")))


def _labelled(name: str, said: dict[str, Any]) -> Labelled:
    known = {"about", "decided_on", "text", "repeat", "proposals", "traps", "questions"}
    assert said.keys() <= known, f"{name}: {said.keys() - known}"
    text = said["text"]
    proposals: list[LabelledProposal] = []
    place = 0
    for each in said["proposals"]:
        proposals.append(_proposal(name, text, each, place))
        place = proposals[-1].start
    traps = tuple(_places(name, text, words) for words in said.get("traps", ()))
    repeat = said.get("repeat", {"times": 0, "piece": ""})
    whole = text + repeat["piece"] * repeat["times"]
    return Labelled(name, whole, said["decided_on"], tuple(proposals), traps, tuple(said.get("questions", ())))


def _proposal(name: str, text: str, said: dict[str, Any], place: int) -> LabelledProposal:
    known = {"action", "kind", "categories", "amounts", "deadline"}
    assert said.keys() <= known, f"{name}: {said.keys() - known}"
    first, _, last = said["action"].partition(REST)
    (start, end), *_ = [each for each in _places(name, text, first) if each[0] >= place]
    if last:
        end = next(stop for begin, stop in _places(name, text, last) if begin >= end)
    stated = said.get("deadline")
    return LabelledProposal(
        start,
        end,
        said.get("kind"),
        frozenset(said.get("categories", ())),
        tuple(sorted(said.get("amounts", ()))),
        _deadline(name, text, stated) if stated else None,
    )


def _deadline(name: str, text: str, said: dict[str, Any]) -> LabelledDeadline:
    known = {"period", "due_on", "anchor", "waits_on", "words"}
    assert said.keys() <= known, f"{name}: {said.keys() - known}"
    due_on = said.get("due_on")
    meaning = (said.get("period"), due_on.isoformat() if due_on else None, said["anchor"])
    waits_on = _places(name, text, said["waits_on"]) if said.get("waits_on") else ()
    return LabelledDeadline(meaning, _places(name, text, said["words"]), waits_on)


def _places(name: str, text: str, words: str) -> tuple[tuple[int, int], ...]:
    """Everywhere some words stand, whatever gaps are between them."""
    found = re.compile(r"\s+".join(re.escape(word) for word in words.split())).finditer(text)
    places = tuple((each.start(), each.end()) for each in found)
    assert places, f"{name}: {words!r} does not stand in the text"
    return places
