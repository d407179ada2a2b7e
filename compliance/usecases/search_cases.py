"""Find a case by its reference, a recommendation's, an authority or words; whatever is typed, it never raises.

What comes first is what was most likely meant: the exact reference, references that begin so, also those typed with
words of the case or its authority; cases with all the words, cases of an authority that has them in its name or code.
Where there is none of these, those with some words there and all others in the case.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from compliance.domain.authorities import AuthorityType
from compliance.domain.recommendations import DecisionOutcome
from compliance.domain.references import bare, ways_to_read
from compliance.store import authorities, search
from compliance.store.engine import Session
from compliance.usecases.same_reference import cases_with, named_alike

MOST = 50
LONGEST_QUERY = 200
MOST_WORDS = 8
MOST_AUTHORITIES = 10
MOST_TEXTS = 1000
LONGEST_WORD = 40
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
    """Look for what was typed, and where that finds nothing as it may be meant (`_meant`).

    Nothing but white space and signs finds nothing. `personal` says whether whoever looks may read personal remedies:
    else nothing is found by their words (K).
    """
    typed = _readable(query)
    looked = _looked_for(session, typed, most, personal=personal)
    for other in _meant(session, typed):
        if looked.cases or looked.authorities:
            break
        looked = replace(_looked_for(session, other[:LONGEST_QUERY], most, personal=personal), query=typed)
    return looked


def _meant(session: Session, typed: str) -> Iterator[str]:
    """How else what was typed may be meant; at last as references on record that are the same written otherwise."""
    yield from ways_to_read(typed)[1:]
    if any(map(str.isdigit, typed)):
        yield from named_alike(session, typed) or cases_with(session, typed)


def _looked_for(session: Session, wanted: str, most: int, *, personal: bool) -> SearchResult:
    words = [word.lower()[:LONGEST_WORD] for word in WORD.findall(wanted)][:MOST_WORDS]
    if not words:
        return SearchResult(wanted, None, (), (), more=False)
    known = authorities.named(session)
    called = {each.id: theirs for each in known if (theirs := _called(each, words))}
    bodies = [each for each in known if called.get(each.id) == {*words}]
    found: dict[int, Why] = {}
    named = _by_reference(session, wanted, most + 1) or _among_words(
        session, called, wanted, most + 1, personal=personal
    )
    for why, ids in (
        (Why.REFERENCE, list(named)),
        (Why.WORDS, search.by_words(session, words, most + 1, personal=personal)),
        (Why.AUTHORITY, search.of_authorities(session, [each.id for each in bodies], most + 1)),
    ):
        for identifier in ids:
            found.setdefault(identifier, why)
    if not found:
        found = dict.fromkeys(_in_several_places(session, called, words, personal=personal), Why.WORDS)
    shown = list(found.items())[:most]
    rows = search.shown(session, [identifier for identifier, _ in shown])
    hits = tuple(_hit(rows[identifier], why) for identifier, why in shown)
    exact = hits[0] if any(named.values()) else None
    return SearchResult(wanted, exact, hits, tuple(map(_body, bodies[:most])), more=len(found) > most)


def _readable(query: str) -> str:
    """What was typed as text a database can take, on one line."""
    text = unicodedata.normalize("NFC", query[:LONGEST_QUERY]).encode("utf-8", "ignore").decode()
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _by_reference(session: Session, wanted: str, most: int) -> dict[int, bool]:
    """Cases by their reference, as it was typed, else without what is written in front of one."""
    found, alone = search.by_reference(session, wanted, most), bare(wanted)
    return found or (search.by_reference(session, alone, most) if alone != wanted else {})


def _among_words(
    session: Session, called: Mapping[int, set[str]], wanted: str, most: int, *, personal: bool
) -> dict[int, bool]:
    """Cases by a reference that was typed with words about the case: of its authority, or of the case itself."""
    for reference, others in _with_others(wanted.split()[:MOST_WORDS]):
        found = search.by_reference(session, bare(reference), most)
        words = {word.lower()[:LONGEST_WORD] for word in WORD.findall(others)}
        if found and (fit := _fitting(session, called, found, words, personal=personal)):
            return {decision: exact for decision, exact in found.items() if decision in fit}
    return {}


def _with_others(pieces: Sequence[str]) -> list[tuple[str, str]]:
    """Each beginning and each end of what was typed that may be a reference, with the rest of it; the longest first."""
    cut = [(pieces[:place], pieces[place:]) for place in range(1, len(pieces))]
    both = [*cut, *((end, start) for start, end in cut)]
    said = [(" ".join(one), " ".join(rest)) for one, rest in sorted(both, key=lambda each: -len(each[0]))]
    return [each for each in said if any(sign.isdigit() for sign in each[0])]


def _fitting(
    session: Session, called: Mapping[int, set[str]], decisions: Iterable[int], words: set[str], *, personal: bool
) -> set[int]:
    """Those of some cases in which, or in the name of whose authority, all of some words stand."""
    bodies = search.authority_ids(session, list(decisions))
    fit: set[int] = set()
    for body in list(dict.fromkeys(bodies.values()))[:MOST_AUTHORITIES]:
        theirs = {decision for decision, its in bodies.items() if its == body}
        lacking = sorted(words - called.get(body, set()))
        rows = search.texts_at(session, lacking, [body], MOST_TEXTS, personal=personal) if lacking else ()
        there = {row.id for row in rows if _begun(lacking, WORD.findall(row.words.lower())) == {*lacking}}
        fit |= theirs & there if lacking else theirs
    return fit


def _in_several_places(
    session: Session, called: Mapping[int, set[str]], words: Sequence[str], *, personal: bool
) -> list[int]:
    """Cases some words of which stand in the name of their authority, and all others in the case.

    Of authorities that have the most of the words, where these are few: then it is as quick as any other search.
    """
    named: dict[tuple[str, ...], list[int]] = {}
    for identifier, theirs in called.items():
        named.setdefault(tuple(word for word in words if word not in theirs), []).append(identifier)
    others = min((each for each in named if each), key=len, default=())
    if not others or len(named[others]) > MOST_AUTHORITIES:
        return []
    rows = search.texts_at(session, others, named[others], MOST_TEXTS, personal=personal)
    return list(dict.fromkeys(row.id for row in rows if _begun(others, WORD.findall(row.words.lower())) == {*others}))


def _called(authority: Any, words: Sequence[str]) -> set[str]:
    """Those of some words with which a word of an authority's name, or its code, begins."""
    name, code = authority.name.lower(), authority.code.lower()
    likely = [word for word in words if word in name or code.startswith(word)]
    return _begun(likely, [*WORD.findall(name), code]) if likely else set()


def _begun(words: Sequence[str], there: Sequence[str]) -> set[str]:
    """Those of some words with which one that is there begins."""
    return {word for word in words if any(each.startswith(word) for each in there)}


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
