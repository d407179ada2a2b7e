"""Who was written to and answers no more: another body took over, or nobody did, or somebody has left (S8 and R6)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from compliance.domain.authorities import Role
from compliance.domain.delivery import shown
from compliance.domain.moment import day_in_words
from compliance.store import authorities, outbox
from compliance.store.authorities import Answering
from compliance.store.engine import Session

OF_AUTHORITIES = frozenset(role.value for role in Role)


@dataclass
class Unanswered:
    """A message to an authority that has closed since: why that answers no more, the recommendations it was about."""

    why: str
    about: set[int] = field(default_factory=set)


def unanswered(session: Session, message_ids: Collection[int], today: date) -> dict[int, Unanswered]:
    """Those of the messages whose authority has closed and whose recipient nobody would write to about them today (S8).

    An officer who went on to the successor, or who serves another authority that it is about, still answers.
    """
    rows = [row for row in outbox.written_to(session, sorted(message_ids)) if row.recipient_role in OF_AUTHORITIES]
    codes = {row.authority_code for row in rows} | {row.case_code for row in rows}
    answering = authorities.who_answer(session, codes, today) if codes else {}
    found: dict[int, Unanswered] = {}
    answered = set()
    for row in rows:
        own, now = answering[row.authority_code], answering[row.case_code]
        stands = own.code == row.authority_code and own.closed_on is None
        if stands or any(row.recipient == person.address for person in now.contacts):
            answered.add(row.message_id)
        else:
            gone = found.setdefault(row.message_id, Unanswered(_gone(row.authority_code, own)))
            gone.about.add(row.recommendation_id)
    return {identifier: gone for identifier, gone in found.items() if identifier not in answered}


def _gone(code: str, answers: Answering) -> str:
    if answers.closed_on is not None:
        return f"{answers.code} closed on {day_in_words(answers.closed_on)} and nobody took over"
    return f"{code} answers no more, {answers.code} does"


def lost_items(session: Session, rows: Sequence[Any], recipient: str, today: date) -> dict[int, str]:
    """Items of a message to somebody of an authority whom nobody would write to about them today, each with why.

    Rows are those of `store.sending.contents`: each is looked at by itself, for one officer may serve several.
    """
    answering = authorities.who_answer(session, {row.authority_code for row in rows}, today)
    found = {}
    for row in rows:
        answers = answering[row.authority_code]
        if all(recipient != person.address for person in answers.contacts):
            found[row.item_id] = _why(session, row.authority_code, answers, recipient)
    return found


def _why(session: Session, code: str, answers: Answering, recipient: str) -> str:
    if answers.closed_on is not None:
        return _gone(code, answers)
    if not authorities.is_contact(session, recipient):
        return f"{shown(recipient)} is nobody's address any more"
    others = f", which answers for {code} now" if answers.code != code else ""
    return f"{shown(recipient)} is nobody's address at {answers.code}{others}"
