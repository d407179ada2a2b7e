"""The verbs of an action that say what becomes of the sums behind them: paid, given, changed, taken away (L4).

A verb counts where it is asked of somebody ("will pay", "and refund", "by paying"), not where the text only tells of it
("the amount it pays", "its failure to pay").
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from compliance.domain.agreed_action_text import sentences
from compliance.domain.agreed_action_verbs import is_verb


class Role(Enum):
    """What a verb says of the sums behind it."""

    NONE = "none"
    PAYS = "pays"
    GIVES = "gives"
    CHANGES = "changes"
    TAKES_AWAY = "takes away"
    OTHER = "other"


@dataclass(frozen=True)
class Verb:
    """A verb that says what becomes of the sums behind it, and where it ends; none at the beginning of a sentence."""

    role: Role
    end: int
    word: str = ""


BASES = {
    Role.PAYS: "pay repay backpay refund reimburse compensate recompense credit award remit return honour contribute",
    Role.GIVES: "make give provide issue send arrange offer",
    Role.CHANGES: "increase raise double treble triple uplift revise amend adjust change replace",
    Role.TAKES_AWAY: """
        cancel waive write reduce remove deduct subtract forgive withdraw quash discount clear lower drop disregard wipe
        void rescind annul abandon suspend stop cease freeze""",
}
BASE = {word: role for role, words in BASES.items() for word in words.split()}
THIRD = {f"{word}s": word for word in BASE}
GOING_ON = {f"{word.removesuffix('e')}ing": word for word in BASE} | {
    "cancelling": "cancel", "stopping": "stop", "dropping": "drop",
}  # fmt: skip
# Verbs that are hardly anything else, so that they count wherever they stand.
PLAINLY_WORDS = "increase raise double treble triple cancel waive reduce remove deduct forgive withdraw quash"
PLAINLY = frozenset(PLAINLY_WORDS.split())
# The word before a verb that is asked: "and pay", "will pay", "within a month of the decision pay".
ASKED_BEHIND_WORDS = """
and or but then also by either each both now further will should must shall only instead jointly day days week weeks
month months year years decision report statement determination date letter
"""
ASKED_BEHIND = frozenset(ASKED_BEHIND_WORDS.split())
BODY_WORDS = (
    "council councils trust landlord authority provider association university board practice surgery pharmacy hospital"
)
BODIES = frozenset(BODY_WORDS.split())
# The word before "to pay" where it is asked; not "failing", "asked her", "whether".
AGREED_WORDS = "agree agreed agrees offer offered offers arrange arranges undertaken continue proceed order"
AGREED = frozenset(AGREED_WORDS.split())
JOINING = frozenset({"and", "or", "but", "then", "also"})
NO_VERB_BEHIND_WORDS = "a an the any this that these those her his their its our no of in for some each"
NO_VERB_BEHIND = frozenset(NO_VERB_BEHIND_WORDS.split())
PAID = frozenset({"paid", "repaid", "refunded", "reimbursed", "credited", "awarded", "compensated"})
SEEN_TO = frozenset({"ensure", "ensures", "arrange", "arranges", "make", "makes", "see"})
# The words between who pays and the verb: "Mr B will then pay", "Mr B has also agreed to pay".
MODALS = frozenset({"will", "should", "must", "shall"})
AGREES = frozenset({"agree", "agreed", "agrees", "offered", "offers", "undertaken"})
BESIDE_VERB_WORDS = "also then both now further only instead jointly each has have had in turn"
BESIDE_VERB = frozenset(BESIDE_VERB_WORDS.split())
# Who pays for an authority, or one is asked: "its Chief Executive will pay".
OFFICERS = frozenset({"executive", "officer", "director", "leader", "manager", "head", "principal", "department"})
PERSON_WORDS = "mr mrs ms miss mx dr he she they who the its his her their"
PERSON = frozenset(PERSON_WORDS.split())
LOOKED_BACK = 12
LONGEST_NAME = 4
QUESTIONED = frozenset({"whether", "how", "why"})
ASKED_ABOUT = 6  # so many words behind one of these belong to it
TOKEN = re.compile(r"[A-Za-z][A-Za-z'-]{0,40}|[0-9]{1,9}|[^\x20\nA-Za-z0-9]")
NO_BREAK = "\"'£%/)"  # letters that part no verb from what stands before it


def verbs(plain: str, start: int, end: int) -> Iterator[Verb]:
    """The verbs between two places; a later sentence begins with none."""
    last = Verb(Role.NONE, start)
    for begin, stop in sentences(plain, start, end):
        if begin > start:
            last = Verb(Role.NONE, begin)
            yield last
        recent: deque[str] = deque(maxlen=LOOKED_BACK)
        asked_about = 0
        for found in TOKEN.finditer(plain, begin, stop):
            token = found[0].lower()
            asked_about = ASKED_ABOUT if token in QUESTIONED else asked_about - 1
            role = _role(token, recent, last)
            # "Consider whether it should pay" asks for no payment.
            if role is not None and not (role is Role.PAYS and asked_about > 0):
                last = Verb(role, found.end(), token)
                yield last
            recent.append(token)


def _role(token: str, recent: Sequence[str], last: Verb) -> Role | None:
    """What a word says of the sums behind it; None where it is no verb, or one that only tells of something."""
    before, earlier = (recent[-1] if recent else ""), (recent[-2] if len(recent) > 1 else "")
    if token in PAID:
        seen_to = before in {"is", "are"} and last.word in SEEN_TO
        return Role.PAYS if before == "be" or seen_to else None
    if token in {"not", "never"} and (before in JOINING or before == ","):  # "and not charge her the £20"
        return Role.OTHER
    base = token if token in BASE else THIRD.get(token) or GOING_ON.get(token)
    role = BASE[base] if base else Role.OTHER if is_verb(token) else None
    if role is Role.PAYS:
        if _pays_another(token, list(recent)):
            return Role.OTHER
        instead = before == "or" and last.role is not Role.PAYS  # "replace it, or pay her £200"
        return role if _is_paid(token, before, earlier) and not instead else None
    return role if role is not None and _is_asked(base or "", before, earlier, last) else None


def _is_asked(base: str, before: str, earlier: str, last: Verb) -> bool:
    """Whether a verb of another kind is asked; "pay £300 to replace it" only says what the payment is for."""
    if before == "to":
        return last.role is not Role.PAYS or _begins(earlier)
    return _begins(before) or (base in PLAINLY and before not in NO_VERB_BEHIND)


def _is_paid(token: str, before: str, earlier: str) -> bool:
    """Whether a word of paying is asked of somebody."""
    if token in GOING_ON:
        return before in {"by", "and", "or", ""}
    if token in THIRD:
        return before in JOINING or (_begins(before) and not before.isalnum())
    if before == "to":
        return earlier in AGREED or earlier in BODIES or _begins(earlier)
    return _begins(before) or before in BODIES


def _pays_another(token: str, words: list[str]) -> bool:
    """Whether somebody else pays: "Mr B will pay the Council £200", "its insurer pays £200", "and Mr B to pay £200"."""
    _drop(words)
    if token in THIRD:
        return bool(words) and words[-1].isalpha() and not _is_authority(words) and _names_person(words)
    if words[-1:] == ["to"]:
        words.pop()
        if not (words and words[-1] in AGREES):
            return _names_person(words) and not _is_authority(words)
    elif not (words and words[-1] in MODALS):
        return False
    words.pop()
    _drop(words)
    return not _is_authority(words)


def _drop(words: list[str]) -> None:
    """Leave out the small words before a verb."""
    while words and (words[-1] in BESIDE_VERB or words[-1].endswith("ly")):
        words.pop()


def _is_authority(words: Sequence[str]) -> bool:
    """Whether the words before "will" end with an authority, or with none at all: then who was asked before pays."""
    last = words[-1] if words else ""
    if len(last) == 1 and last.isalpha():  # "Council A", not "Mr B"
        return words[-2:-1] != [] and words[-2] in BODIES
    known = not last.isalpha() or last in JOINING or last in ASKED_BEHIND or last in BODIES or last == "it"
    return known or not OFFICERS.isdisjoint(words)


def _names_person(words: Sequence[str]) -> bool:
    """Whether words that begin anew name somebody: "and Mr B", "; the contractor"."""
    for place in range(len(words) - 1, max(-1, len(words) - 2 - LONGEST_NAME), -1):
        if words[place] in JOINING or not words[place].isalnum():
            return words[place + 1 : place + 2] != [] and words[place + 1] in PERSON
    return False


def _begins(before: str) -> bool:
    """Whether what is asked may begin behind a word or a stop."""
    stop = not before or not (before[:1].isalnum() or before in NO_BREAK)
    return stop or before in ASKED_BEHIND or before.endswith("ly") or before.isdigit()
