"""Acts about what the authority answered and did: its answer, its evidence, the judgement (E1, E2, L6)."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from compliance.documents.evidence_files import keep
from compliance.domain.errors import Refused
from compliance.domain.evidence import Judgement
from compliance.domain.people import Permission
from compliance.domain.recommendations import Kind, Response, may_become
from compliance.runtime import Installation
from compliance.usecases.case_pieces import CaseView, EvidencePiece, RecommendationView
from compliance.usecases.case_records import EvidencePiece as Piece
from compliance.usecases.record_answer import record_answer
from compliance.usecases.review_evidence import review_evidence
from compliance.usecases.submit_evidence import submit_evidence, what_is_known
from compliance.web.casework.acts import Act, Ask, Doing, Field
from compliance.web.casework.together import note_or_file, reasons_of_refusal, what_is_missing
from compliance.web.forms import UNSEEN
from compliance.web.wording import in_short

LONGEST_NAME = 200  # bytes; a disk takes 255
LONGEST_SUFFIX = 12
MISSING = "For insufficient evidence; it goes back to the authority in writing, so name nobody."
WITHHELD = "evidence that was sent for a personal remedy"
VERDICTS = (
    (Judgement.SUFFICIENT.value, "Sufficient"),
    (Judgement.INSUFFICIENT.value, "Insufficient: something is missing"),
    (Judgement.WITHDRAWN.value, "Withdrawn by the authority"),
)


def _open(about: RecommendationView) -> bool:
    return about.closed_on is None


def waiting(about: RecommendationView) -> list[EvidencePiece]:
    """The pieces that wait for a judgement, oldest first, as far as the person may read them (K)."""
    return [each for each in about.evidence if each.judgement is Judgement.WAITING and not each.withheld]


def _answer_fields(_office: Installation, _case: CaseView, about: RecommendationView) -> tuple[Field, ...]:
    known = {Response.AGREED: "It agrees", Response.REFUSED: "It refuses"}
    before = tuple((each.value, words) for each, words in known.items())
    options = tuple((each.value, words) for each, words in known.items() if may_become(about.response, each))
    return (
        Field(
            "response", "What the authority says", "what the authority says", Ask.RADIOS, options=options, before=before
        ),
        Field("reason", "Its reasons", "its reasons", Ask.TEXT, "A refusal needs them.", required=False),
    )


def _answer(doing: Doing) -> None:
    record_answer(
        doing.session, doing.moment, doing.reference, Response(doing.words("response")), doing.words("reason")
    )


def _evidence_fields(_office: Installation, case: CaseView, about: RecommendationView) -> tuple[Field, ...]:
    others = tuple(
        (each.reference, f"{each.reference}: {_said_of(each)}")
        for each in case.recommendations
        if each.reference != about.reference and each.closed_on is None
    )
    also = (Field("also", "It is evidence for these too", "the others", Ask.TICKS, required=False, options=others),)
    return (
        Field("submitted_by", "Who sent it", "who sent it"),
        Field("received_on", "When it came", "when it came", Ask.DAY, "Leave it empty for today.", required=False),
        Field(
            "note", "What it is", "what it is", Ask.TEXT, "Or what was said, where there is no file.", required=False
        ),
        Field("files", "Files", "a file", Ask.FILES, required=False, columns=("file",)),
        *(also if others else ()),
    )


def _said_of(about: RecommendationView) -> str:
    """What a recommendation is about, for people of whom some may not read personal remedies (K)."""
    personal = about.kind is Kind.PERSONAL_REMEDY
    return "; ".join(about.categories) or "a personal remedy" if personal else in_short(about.action)


def _record_evidence(doing: Doing) -> None:
    """Record it for all that were ticked, or for none: one may have been closed since the form was opened (E1).

    So it is with evidence that is known already: nobody is to believe that it waits once more.
    """
    also = doing.values.get("also", ())
    if lost := [each for each in doing.form.values("also") if each not in also]:
        gone = f"{' and '.join(lost)} cannot be chosen any more"
        raise Refused(f"also: expected recommendations of the case that are open; {gone}. Nothing was recorded")
    received = doing.day("received_on") or doing.moment.today
    plain = Piece(received, doing.words("submitted_by"), doing.words("note"))
    pieces = [replace(plain, **vars(each)) for each in _kept(doing)] or [plain]
    for reference in (doing.reference, *also):
        for piece in pieces:
            _submit(doing, reference, piece)


def _submit(doing: Doing, reference: str, piece: Piece) -> None:
    if not submit_evidence(doing.session, doing.office.rulebook, doing.moment, reference, piece):
        known = what_is_known(doing.session, reference, piece)
        raise Refused(
            f"note: expected words that say what is new: {reference} has this very evidence already, {known}."
            " Nothing was recorded"
        )


def _kept(doing: Doing) -> list[Any]:
    """The files sent along, kept under their content; the name is the sender's, without any folder in it."""
    found = []
    for upload in doing.values.get("files", ()):
        with tempfile.TemporaryDirectory(prefix="amends-upload-") as folder:
            path = Path(folder) / file_name(upload.filename)
            with path.open("wb") as file:
                shutil.copyfileobj(upload.file, file)
            found.append(keep(doing.office.settings.evidence_folder, path))
    return found


def file_name(sent: str) -> str:
    """What an uploaded file is called: its sender's name for it without folders, and short enough for any disk."""
    plain = UNSEEN.sub("", sent.encode(errors="replace").decode()).replace("\\", "/").rpartition("/")[2].strip()
    if plain.strip(".") == "":
        return "file"
    dot = plain.rfind(".", -LONGEST_SUFFIX)
    stem, suffix = (plain[:dot], plain[dot:]) if dot > 0 else (plain, "")
    room = LONGEST_NAME - len(suffix.encode())
    return stem.encode()[:room].decode(errors="ignore") + suffix


def _named(piece: EvidencePiece) -> str:
    what = WITHHELD if piece.withheld else piece.file or in_short(piece.note)
    return f"{what}, from {piece.submitted_by}"


def _which(about: RecommendationView, options: tuple[tuple[str, str], ...]) -> Field:
    """Which of the pieces of evidence, the first as long as no other is chosen."""
    every = tuple((str(each.number), _named(each)) for each in about.evidence)
    first = next(iter(options), ("",))[0]
    return Field("number", "Evidence", "the evidence", Ask.RADIOS, options=options, value=first, before=every)


def _judge_fields(_office: Installation, _case: CaseView, about: RecommendationView) -> tuple[Field, ...]:
    return (
        _which(about, tuple((str(each.number), _named(each)) for each in waiting(about))),
        Field("verdict", "Judgement", "a judgement", Ask.RADIOS, options=VERDICTS),
        Field(
            "missing",
            "What is missing",
            "what is missing",
            Ask.TEXT,
            MISSING,
            required=False,
        ),
    )


def _judge(doing: Doing) -> None:
    verdict = Judgement(doing.words("verdict"))
    about = (doing.session, doing.office.rulebook, doing.moment, doing.reference)
    review_evidence(*about, int(doing.words("number")), verdict, doing.words("missing"))


def _taken_back(about: RecommendationView) -> list[EvidencePiece]:
    """What can be judged again: what is sufficient, and what is not as long as the authority was not told."""
    return [
        piece
        for piece in about.evidence
        if (piece.judgement is Judgement.SUFFICIENT or piece.untold) and not piece.withheld
    ]


def _again_fields(_office: Installation, _case: CaseView, about: RecommendationView) -> tuple[Field, ...]:
    pieces = _taken_back(about)
    named = tuple((str(each.number), f"{_named(each)}: {each.judgement.value} so far") for each in pieces)
    verdicts = []
    if any(each.judgement is Judgement.SUFFICIENT for each in pieces):
        verdicts.append((Judgement.INSUFFICIENT.value, "Insufficient: something is missing"))
    if any(each.untold for each in pieces):
        verdicts.append((Judgement.SUFFICIENT.value, "Sufficient: the authority is not written to"))
        verdicts.append((Judgement.WITHDRAWN.value, "Withdrawn by the authority"))
    hint = f"{MISSING} Reminders go on."
    missing = (Field("missing", "What is missing", "what is missing", Ask.TEXT, hint, required=False),)
    return (
        _which(about, named),
        Field("verdict", "Judgement", "a judgement", Ask.RADIOS, options=tuple(verdicts), before=VERDICTS),
        *(missing if verdicts[:1] and verdicts[0][0] == Judgement.INSUFFICIENT.value else ()),
    )


EVIDENCE_ACTS = (
    Act(
        "answer",
        "Record the authority's answer",
        Permission.RECORD_ANSWERS,
        "Record the answer",
        lambda about: _open(about) and not about.clock and about.response is not Response.AGREED,
        _answer_fields,
        _answer,
        "The answer is recorded. Accepting is not complying: reminders go on.",
        group="Authority",
        together=reasons_of_refusal,
    ),
    Act(
        "add-evidence",
        "Record evidence",
        Permission.RECORD_EVIDENCE,
        "Record evidence",
        _open,
        _evidence_fields,
        _record_evidence,
        "The evidence is recorded and waits for a judgement; no chaser goes out meanwhile.",
        group="Evidence",
        together=note_or_file,
    ),
    Act(
        "judge",
        "Judge evidence",
        Permission.JUDGE_EVIDENCE,
        "Record the judgement",
        lambda about: _open(about) and bool(waiting(about)),
        _judge_fields,
        _judge,
        "The judgement is recorded.",
        group="Evidence",
        together=what_is_missing,
        changed_by=("judge-again",),
    ),
    Act(
        "judge-again",
        "Take back a judgement of evidence",
        Permission.JUDGE_EVIDENCE,
        "Judge it again",
        lambda about: _open(about) and bool(_taken_back(about)),
        _again_fields,
        _judge,
        "The evidence is judged again. The authority is told only of what is insufficient.",
        group="Evidence",
        together=what_is_missing,
    ),
)
