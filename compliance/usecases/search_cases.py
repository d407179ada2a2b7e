"""Find a case by its reference, a recommendation's, an authority or words; whatever is typed, it never raises.

What comes first is what was most likely meant: the exact reference, references that begin so, cases with all the words,
cases of an authority that has them in its name or code.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from string import ascii_lowercase, ascii_uppercase
from typing import Any

from compliance.domain.authorities import AuthorityType
from compliance.domain.recommendations import DecisionOutcome
from compliance.store import authorities, search
from compliance.store.engine import Session

MOST = 50
LONGEST_QUERY = 200
MOST_WORDS = 8
LONGEST_WORD = 40
CAPITALS = str.maketrans(ascii_lowercase, ascii_uppercase)
"""As databases do it without knowing a language."""
WORD = re.compile(r"[^\W_]+")


class Why(StrEnum):
    """Why a case was found, in the order in which they are shown."""

    REFERENCE = "reference"
    WORDS = "words"
    AUTHORITY = "authority"


@dataclass(frozen=True)
class CaseHit:
    """A case that was found, with how many recommendations it has and how many of those are open."""

    reference: str
    subject: str
    authority_code: str
    authority_name: str
    decided_on: date
    outcome: DecisionOutcome
    recommendations: int
    open: int
    why: Why


@dataclass(frozen=True)
class AuthorityHit:
    """An authority that has all the words in its name or code."""

    code: str
    name: str
    type: AuthorityType
    closed_on: date | None


@dataclass(frozen=True)
class SearchResult:
    """What was found; `query` is what was looked for, `exact` the case or recommendation of exactly that reference.

    `more`: there are more cases than are shown.
    """

    query: str
    exact: CaseHit | None
    cases: tuple[CaseHit, ...]
    authorities: tuple[AuthorityHit, ...]
    more: bool


def search_cases(session: Session, query: str, most: int = MOST, *, personal: bool = True) -> SearchResult:
    """Look for what was typed; nothing but white space and signs finds nothing.

    `personal` says whether whoever looks may read personal remedies: else nothing is found by their words (K).
    """
    wanted = _readable(query)
    compact = _compact(wanted)
    words = [word.lower()[:LONGEST_WORD] for word in WORD.findall(wanted)][:MOST_WORDS]
    if not words:
        return SearchResult(wanted, None, (), (), more=False)
    bodies = [each for each in authorities.named(session) if _is_named(each, words)]
    found: dict[int, Why] = {}
    named = search.by_reference(session, compact, most + 1)
    for why, ids in (
        (Why.REFERENCE, list(named)),
        (Why.WORDS, search.by_words(session, words, most + 1, personal=personal)),
        (Why.AUTHORITY, search.of_authorities(session, [each.id for each in bodies], most + 1)),
    ):
        for identifier in ids:
            found.setdefault(identifier, why)
    shown = list(found.items())[:most]
    rows = search.shown(session, [identifier for identifier, _ in shown])
    hits = tuple(_hit(rows[identifier], why) for identifier, why in shown)
    exact = hits[0] if any(named.values()) else None
    return SearchResult(wanted, exact, hits, tuple(map(_body, bodies[:most])), more=len(found) > most)


def _readable(query: str) -> str:
    """What was typed as text a database can take, on one line."""
    text = unicodedata.normalize("NFC", query[:LONGEST_QUERY]).encode("utf-8", "ignore").decode()
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _compact(reference: str) -> str:
    return "".join(reference.split()).translate(CAPITALS)


def _is_named(authority: Any, words: list[str]) -> bool:
    there = [*(word.lower() for word in WORD.findall(authority.name)), authority.code.lower()]
    return all(any(each.startswith(word) for each in there) for word in words)


def _body(row: Any) -> AuthorityHit:
    return AuthorityHit(row.code, row.name, AuthorityType(row.type), row.closed_on)


def _hit(row: Any, why: Why) -> CaseHit:
    return CaseHit(
        reference=row.reference,
        subject=row.subject,
        authority_code=row.authority_code,
        authority_name=row.authority_name,
        decided_on=row.decided_on,
        outcome=DecisionOutcome(row.outcome),
        recommendations=row.recommendations,
        open=row.open,
        why=why,
    )
