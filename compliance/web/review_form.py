"""What the page of the evidence review shows and asks: each piece that waits, beside what will satisfy (E1, E2, L5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from compliance.documents.evidence_files import path_of
from compliance.documents.shown_files import Look, beginning_of, shown_as
from compliance.domain.evidence import Judgement
from compliance.usecases.case_pieces import CaseView, EvidencePiece, RecommendationView
from compliance.usecases.review_several import Verdict
from compliance.web.forms import Entered
from compliance.web.guards import Labels
from compliance.web.wording import whole_number

# A piece has three fields, and a form no more than 500.
MOST_PIECES = 50
LONGEST_PREVIEW = 10_000
LONGEST_NUMBER = 9
LATER = "later"
VERDICTS = (
    (LATER, "Not now: it goes on waiting"),
    (Judgement.SUFFICIENT.value, "Sufficient"),
    (Judgement.INSUFFICIENT.value, "Insufficient: something is missing"),
    (Judgement.WITHDRAWN.value, "Withdrawn by the authority"),
)


@dataclass(frozen=True)
class Waiting:
    """A piece that waits, and how its file is shown: `text` the beginning of one that is read, `more` if it goes on.

    `gone`: the file is not in the evidence folder. `also` are the other recommendations that it was sent for.
    """

    piece: EvidencePiece
    look: Look = Look.NOTHING
    text: str = ""
    more: bool = False
    gone: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reviewed:
    """A recommendation with the pieces of it that wait."""

    about: RecommendationView
    pieces: tuple[Waiting, ...]


def labels_of(known: Mapping[int, tuple[str, str]]) -> Labels:
    """What the form calls its fields, by the numbers of the pieces and what each is called."""
    verdicts = {f"verdict-{number}": (called, dict(VERDICTS)) for number, (_, called) in known.items()}
    return verdicts | {f"missing-{number}": (f"{called}: missing", {}) for number, (_, called) in known.items()}


def waiting_in(case: CaseView) -> list[tuple[RecommendationView, EvidencePiece]]:
    """The pieces that wait in a case, oldest first, as far as the person may read them (K)."""
    return [
        (about, piece)
        for about in case.recommendations
        if about.closed_on is None
        for piece in about.evidence
        if piece.judgement is Judgement.WAITING and not piece.withheld
    ]


def to_review(case: CaseView, folder: Path) -> list[Reviewed]:
    """The recommendations with what waits, the first `MOST_PIECES` of it, and the files looked at."""
    waiting = waiting_in(case)
    sent_for: dict[str | None, list[str]] = {}
    for about, piece in waiting:
        sent_for.setdefault(piece.sha256, []).append(about.reference)
    shown: dict[str, tuple[RecommendationView, list[Waiting]]] = {}
    for about, piece in waiting[:MOST_PIECES]:
        also = [each for each in sent_for[piece.sha256] if each != about.reference] if piece.sha256 else []
        found = _looked_at(piece, folder, tuple(dict.fromkeys(also)))
        shown.setdefault(about.reference, (about, []))[1].append(found)
    return [Reviewed(about, tuple(pieces)) for about, pieces in shown.values()]


def _looked_at(piece: EvidencePiece, folder: Path, also: tuple[str, ...]) -> Waiting:
    if piece.sha256 is None:
        return Waiting(piece)
    path = path_of(folder, piece.sha256)
    try:
        look = shown_as(path, piece.media_type).look
        text, more = beginning_of(path, LONGEST_PREVIEW) if look is Look.TEXT else ("", False)
    except OSError:
        return Waiting(piece, gone=True, also=also)
    return Waiting(piece, look, text, more, also=also)


def numbers_in(form: Entered) -> list[int]:
    """The pieces that a form is about, by their numbers."""
    said = [whole_number(name.removeprefix("seen-"), LONGEST_NUMBER) for name in form.typed if name.startswith("seen-")]
    return sorted(number for number in said if number is not None)


def verdicts_in(form: Entered, known: dict[int, tuple[str, str]]) -> Iterator[Verdict]:
    """What a form says about pieces, given the reference and what it is called of each; notes what is wrong with it."""
    for number, (reference, name) in known.items():
        said = form.pick(f"verdict-{number}", [value for value, _ in VERDICTS], f"a judgement of {name}")
        missing = form.text(f"missing-{number}", f"what is missing in {name}", required=said == Judgement.INSUFFICIENT)
        if missing and said and said != Judgement.INSUFFICIENT:
            form.fault(f"missing-{number}", f"Select insufficient for {name}, or empty what is missing")
        if said and said != LATER:
            yield Verdict(reference, number, Judgement(said), missing)


def called(piece: EvidencePiece) -> str:
    """What an error calls a piece."""
    return piece.file or f"the note from {piece.submitted_by}"
