"""What the publication guard found in a text, as the pages show it: marked in the text, and said one by one (L3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from compliance.domain.publication_findings import Finding, What

MOST_FOUND = 200
WHAT: Mapping[What, str] = {
    What.NAME: "may be somebody's name",
    What.CASE_REFERENCE: "may be a case reference",
    What.EMAIL: "is an e-mail address",
    What.PHONE: "may be a telephone number",
    What.POSTCODE: "may be a postcode",
    What.PERSONAL_NUMBER: "may be the number of a person",
    What.DATE: "is a date",
    What.TIME_LIMIT: "is a time limit",
}


@dataclass(frozen=True)
class Piece:
    """A stretch of the text as it is shown; `found` says what the guard takes it for, "" for nothing."""

    text: str
    found: str = ""


@dataclass(frozen=True)
class Found:
    """Words that may not stand as they are, each of their places at once; `reason` is typed to let them stand.

    `what` says what they seem to be, `said` the same in a sentence with why that is thought.
    """

    words: str
    what: str
    said: str
    reason: str
    field: str


def pieces(text: str, findings: Sequence[Finding]) -> list[Piece]:
    """The text in stretches, those in which something was found marked."""
    found, at = [], 0
    for each in findings:
        found += [Piece(text[at : each.start]), Piece(each.words, WHAT[each.what])]
        at = each.end
    return [piece for piece in (*found, Piece(text[at:])) if piece.text]


def listed(findings: Sequence[Finding], reasons: Mapping[str, str]) -> list[Found]:
    """The words that were found, each once, with the reason that was typed for them."""
    once = {key(each.words): each for each in reversed(findings)}
    return [
        Found(each.words, WHAT[each.what], _said(each), reasons.get(words, ""), f"reason-{number}")
        for number, (words, each) in enumerate(reversed(once.items()), start=1)
    ]


def key(words: str) -> str:
    """What makes two places of a text the same words."""
    return " ".join(words.split()).casefold()


def _said(finding: Finding) -> str:
    """What words seem to be, and why that is thought."""
    if finding.what is What.NAME:
        return f"it may be somebody's name: {finding.why}"
    return finding.why if finding.why.startswith("it ") else f"it is {finding.why}"
