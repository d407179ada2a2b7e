"""Tells which time words of a sentence are a deadline, and which are content (D2).

"Plans are completed within 20 weeks", "for the next four months", "backdated to 1 April 2023" are content: what is to
be done, not by when. An explicit start ("of this decision") makes a limit a deadline wherever it stands; "the decision"
may be that of others where it stands with what they do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from compliance.domain.agreed_action_anchors import Counted
from compliance.domain.agreed_action_clauses import Clauses
from compliance.domain.agreed_action_odd_times import is_named_limit, may_be_by_then, may_be_day, may_be_period
from compliance.domain.agreed_action_steps import from_own_step, from_own_verb
from compliance.domain.agreed_action_text import Page, pattern, sentences
from compliance.domain.agreed_action_times import SURE, Form, Said, TimeWords
from compliance.domain.agreed_action_told import is_told, needs_details
from compliance.domain.agreed_action_values import CountedFrom, StatedDeadline, Topic
from compliance.domain.agreed_action_verbs import is_base_verb

# "The decision" behind another verb than the main one may be that of those who are told of, where a list has a limit.
BEHIND_ANOTHER_VERB = pattern(
    r"\b(?:can|cannot|could|might|is|are|(?:he|she|they|it|people|[a-z]{3,20}s) may|to (?P<verb>[a-z]{2,20})"
    r"|(?:on|in|about|of|for|by|after|before|without) (?:[a-z]{2,15}ly )?[a-z]{2,15}ing"
    # "Make a decision on it and write within a week of the decision", "send decision letters within".
    r"|(?<!our\s)(?<!my\s)(?<!this\s)(?P<another>decisions?))\b"
)
LOOKED_BACK = 400
DECISION = pattern(r"\bdecision\b")
SURELY_OURS = pattern(r"\b(?:this|my|our|today's|ombudsman|we|I|us|me|statement)\b")
MOSTLY_OURS = pattern(r"\b(?:this|my|our|today's|ombudsman|we|I|us|me|statement|final)\b")
# What is made, held or due by a day before the decision is what the remedy is about.
PARTICIPLE = pattern(r"(?:[a-z]ed|made|known|held|begun|sent|given|done|taken|due|born|open|built|left|paid|been) \Z")
LONGEST_PARTICIPLE = 60
BEFORE_THE_DAY = pattern(r"(?:before|prior to)\b")
# "If she provides receipts, invoices or other proof by 30 April, refund": it may go on behind its first comma.
REFUNDED = pattern(r"(?:,| and)(?: and)?(?: (?:then|also|to))? (?P<verb>[a-z]{2,20})\b")
LEADING = pattern(r"(?:[,;:(]|\b(?:will|should|must|shall|agreed)),?(?: (?:and|but|then|also|to)){0,2}(?: )?\Z")
LONGEST_LEADING = 30
# "For six months after the repairs are complete": an event that a span begins with is no deadline for certain.
SO_LONG = pattern(r"\b(?:days?|weeks?|fortnights?|months?|years?)(?: from)? \Z")
LONGEST_SO_LONG = 60
IN_THE_NEXT = pattern(r"in (?:the )?(?:next|coming|following)\b")
IN = pattern(r"in\b")

REASONS = {
    "before": "it lies before the decision",
    "doubtful": "it may belong to what is asked, or be the deadline",
    "step": "it counts from another step of what is asked",
    "again": "it is counted from something that happens again and again",
    "condition": "it says when the condition is met, not by when this is",
    "told": "it tells what happened, or what is spoken of",
    "clause": "it says how something else is done, not by when this is",
    "span": "it says how long or how often, not by when",
    "plain": "nothing makes it a limit",
}


@dataclass(frozen=True)
class Split:
    """The time words of a part of a text: those that are its deadlines, and the others with why they are none.

    The `doubtful` are among the others: each may be the deadline all the same, and a person says. The limits are
    `beside` others where a period counts from an event or a condition: then they take the place of no other in silence.
    The `odd` ones nobody can count, or are put in no way that is known: each is doubtful beside any other limit.
    """

    limits: tuple[TimeWords, ...]
    others: tuple[tuple[TimeWords, str], ...]
    doubtful: tuple[TimeWords, ...] = ()
    beside: bool = False
    odd: tuple[TimeWords, ...] = ()


def split(
    page: Page, times: Sequence[TimeWords], action: int, end: int, decided_on: date | None, *, given: bool = False
) -> Split:
    """Tell deadlines from content among the `times` of one sentence or item whose action begins and ends as given.

    `given` is whether a limit is given to it from outside.
    """
    clauses = Clauses.of(page.plain, action, end)
    before = _Before(page.plain, action, decided_on, given)
    said = [(each, _why_content(page, action, each, clauses, before)) for each in times]
    limits = tuple(each for each, why in said if not why)
    beside = _Before(page.plain, action, decided_on, True)
    odd = {
        each: "doubtful"
        for each, why in said
        if why in {"plain", "span"}
        and (each.said is Said.ODD or each.start > action)
        and _why_content(page, action, each, clauses, beside) == "doubtful"
    }
    if limits:
        said = [(each, odd.get(each, why)) for each, why in said]
    found = Split(
        limits,
        tuple((each, REASONS[why]) for each, why in said if why),
        tuple(each for each, why in said if why in {"doubtful", "step"}),
        any(_is_beside(page.plain, each, action, clauses) for each in limits),
        tuple(odd),
    )
    return _unless_theirs(page.plain, found, action, clauses, given=given)


def unless_of_condition(plain: str, found: Split, under: tuple[int, int], action: int) -> Split:
    """The same where a condition stands before the action, or in it: its time words are no limits of what is asked.

    Without a comma behind it, and behind the action, nobody can tell; there only a sure start makes one a limit.
    """
    begin, end = under
    ahead = end <= action
    found = _unless_it_goes_on(plain, found, end, action if ahead else _condition_over(plain, end))
    inside = [each for each in found.limits if begin <= each.start < end and (ahead or not _is_sure(each))]
    if not inside:
        return found
    over = plain[end : end + 1] == ","
    why = REASONS["condition" if over else "doubtful"]
    return replace(
        found,
        limits=tuple(each for each in found.limits if each not in inside),
        others=(*found.others, *((each, why) for each in inside)),
        doubtful=found.doubtful if over else (*found.doubtful, *inside),
    )


def _unless_it_goes_on(plain: str, found: Split, first: int, last: int) -> Split:
    """The same where a condition may go on behind its first comma, at most to a last place: then a person says.

    A limit that begins what stands between commas is no part of it: "If he agrees, by 1 May the Council will".
    """
    doubtful = [
        each
        for each in found.limits
        if first <= each.start < last
        and not _is_sure(each)
        and LEADING.search(plain, max(first, each.start - LONGEST_LEADING), each.start) is None
    ]
    if not doubtful:
        return found
    return replace(
        found,
        limits=tuple(each for each in found.limits if each not in doubtful),
        others=(*found.others, *((each, REASONS["doubtful"]) for each in doubtful)),
        doubtful=(*found.doubtful, *doubtful),
    )


def _unless_theirs(plain: str, found: Split, action: int, clauses: Clauses, *, given: bool) -> Split:
    """The same where "the decision" may be that of others: "remind officers to write within five days of the decision".

    So it is where they are told to, or "so that it notifies" them, and where a limit is `given` from outside behind any
    verb but the main one.
    """
    theirs = [
        each
        for each in found.limits
        if _may_be_theirs(plain, each, clauses, given=given)
        and (clauses.tell_others(each) or (given and _is_behind_another_verb(plain, action, each, clauses)))
    ]
    if not theirs:
        return found
    return replace(
        found,
        limits=tuple(each for each in found.limits if each not in theirs),
        others=(*found.others, *((each, REASONS["doubtful"]) for each in theirs)),
        doubtful=(*found.doubtful, *theirs),
    )


def _may_be_theirs(plain: str, each: TimeWords, clauses: Clauses, *, given: bool) -> bool:
    """Whether a limit counts from "the decision", "the date of the decision letter" or the like, and not from ours.

    "The final decision", and a limit that counts from nothing, may be theirs only where another limit is `given`.
    """
    if each.counted is None or each.form is not Form.LENGTH or each.said is not Said.LIMIT:
        return False
    if given and each.counted.anchor is CountedFrom.UNSTATED:
        return not each.counted.of_it and not clauses.are_conditional(each)
    if each.counted.anchor is not CountedFrom.DECISION:
        return False
    return (SURELY_OURS if given else MOSTLY_OURS).search(plain, each.start, each.end) is None


def _is_behind_another_verb(plain: str, action: int, each: TimeWords, clauses: Clauses) -> bool:
    """Whether time words stand behind a verb that is not the main one: "to send", "on sending", "that people can"."""
    if clauses.speak_of_others(each):
        return True
    if not action < each.start < clauses.first_end:
        return False
    verbs = BEHIND_ANOTHER_VERB.finditer(plain, max(action, each.start - LOOKED_BACK), each.start)
    decision = DECISION.search(plain, each.start, each.end)
    counts = [found for found in verbs if decision or found["another"] is None]
    return any(found["verb"] is None or is_base_verb(found["verb"]) for found in counts)


def _condition_over(plain: str, start: int) -> int:
    """Where a condition in or behind an action is over at the latest: before a verb, or at a full stop."""
    _, end = next(sentences(plain, start, len(plain)), (start, start))
    verbs = REFUNDED.finditer(plain, start, end)
    return next((each.start() for each in verbs if is_base_verb(each["verb"])), end)


def _is_sure(each: TimeWords) -> bool:
    """Whether time words say that they count from the decision or a report."""
    return each.counted is not None and each.counted.anchor in SURE


def _is_beside(plain: str, each: TimeWords, action: int, clauses: Clauses) -> bool:
    """Whether a limit counts from an event, or may count from the condition that it stands under.

    "Pay her once she has sent her bank details" says all there is to it, behind what is asked.
    """
    if each.counted is None or (each.form is Form.EVENT and each.start >= action and needs_details(plain, each)):
        return False
    unstated = each.counted.anchor is CountedFrom.UNSTATED
    return each.counted.anchor is CountedFrom.EVENT or (unstated and clauses.are_conditional(each))


@dataclass(frozen=True)
class _Before:
    """Tells the dates before the decision; behind the `action` some of them say what it is about.

    Where another limit is `given` from outside, nothing that may be one goes unasked.
    """

    plain: str
    action: int
    decided_on: date | None
    given: bool

    def holds(self, each: TimeWords) -> bool:
        """Whether a date lies before the decision."""
        return is_before(each, self.decided_on)

    def is_content(self, each: TimeWords) -> bool:
        """Whether such a date says what is asked: "cases closed by 31 March", "what was due before 1 May"."""
        if each.start < self.action:
            return False
        window = self.plain[max(self.action, each.start - LONGEST_PARTICIPLE) : each.start]
        return BEFORE_THE_DAY.match(self.plain, each.start) is not None or PARTICIPLE.search(window) is not None


def is_before(each: TimeWords, decided_on: date | None) -> bool:
    """Whether time words name a day before the decision."""
    return each.due_on is not None and decided_on is not None and each.due_on < decided_on


def _why_content(page: Page, action: int, each: TimeWords, clauses: Clauses, before: _Before) -> str:
    """Why time words are content, as a key of REASONS; "" for a deadline."""
    if each.form is Form.DATE:
        return _why_no_due_date(page.plain, each, clauses, before)
    counted = each.counted
    assert counted is not None
    if each.form is Form.EVENT and (why := _why_no_event(page.plain, action, each)):
        return why
    if each.said not in {Said.LIMIT, Said.HAS}:
        return _why_no_limit(page.plain, each, clauses, before)
    if each.said is Said.LIMIT and from_own_verb(page.plain, action, each.start, counted):
        return "step"
    if each.said is Said.HAS or (counted.anchor in SURE and each.form is Form.LENGTH):
        return "" if counted.anchor in SURE else _why_odd(page.plain, each, clauses, before)
    return _why_no_start(page.plain, action, each, counted, of_others=clauses.speak_of_others(each))


def _why_no_event(plain: str, action: int, each: TimeWords) -> str:
    """Why an event is content, or may be; "" where what is asked may wait for it."""
    if SO_LONG.search(plain, max(0, each.start - LONGEST_SO_LONG), each.start):
        return "doubtful"
    return "told" if each.start > action and is_told(plain, each) else ""


def _why_no_start(plain: str, action: int, each: TimeWords, counted: Counted, *, of_others: bool) -> str:
    """Why a limit without a sure start is content."""
    if not of_others and from_own_step(plain, action, each.start, each.end, counted):
        return "step"
    if counted.again:
        return "doubtful" if counted.perhaps_again and not of_others else "again"
    return "clause" if of_others else ""


def _why_no_limit(plain: str, each: TimeWords, clauses: Clauses, before: _Before) -> str:
    """Why words such as "for six months" are content; "in the next ten days" may be a limit all the same."""
    sure = each.counted is not None and each.counted.anchor in SURE
    if each.said is not Said.SPAN:
        return _why_odd(plain, each, clauses, before)
    known = (IN if sure else IN_THE_NEXT).match(plain, each.start, each.end)
    by_then = before.given and IN.match(plain, each.start) and may_be_by_then(plain, each.start, each.end)
    return "doubtful" if (known or by_then) and not clauses.speak_of_others(each) else "span"


def _why_odd(plain: str, each: TimeWords, clauses: Clauses, before: _Before) -> str:
    """Why a length of time is content that is put in no way that is known; it may be a limit: "(four weeks)"."""
    if each.form is not Form.LENGTH or not before.given:
        return "plain"
    sure = each.counted is not None and each.counted.anchor in SURE
    if is_named_limit(plain, each.start):
        return "doubtful"
    perhaps = sure or each.said is Said.ODD or may_be_period(plain, each.start, each.end)
    if perhaps and clauses.speak_of_others(each):
        return "clause"
    return "doubtful" if perhaps else "plain"


def _why_no_due_date(plain: str, each: TimeWords, clauses: Clauses, before: _Before) -> str:
    if each.said not in {Said.LIMIT, Said.PERHAPS}:
        return _why_no_day(plain, each, clauses, before)
    doubtful = clauses.speak_of_others(each) or each.said is Said.PERHAPS
    if before.holds(each) and (doubtful or before.is_content(each)):
        return "before"
    return "doubtful" if doubtful else ""


def _why_no_day(plain: str, each: TimeWords, clauses: Clauses, before: _Before) -> str:
    """Why a date is content that is put in no way that is known; one behind the decision may be a limit."""
    if not before.given:
        return "plain"
    words, until = plain[each.start : each.end], each.said is Said.UNTIL
    if is_named_limit(plain, each.start):
        return "before" if before.holds(each) else "doubtful"
    perhaps = each.said is Said.ODD or (
        (until or each.said is Said.PLAIN)
        and may_be_day(plain, each.start, words, each.due_on, before.decided_on, until=until)
    )
    if perhaps and clauses.speak_of_others(each):
        return "clause"
    return "doubtful" if perhaps else "plain"


def stated(page: Page, words: TimeWords, decided_on: date | None) -> StatedDeadline:
    """The deadline that time words state; a day before the decision can be none, and a person says which is meant."""
    counted = words.counted
    anchor = counted.anchor if counted else CountedFrom.UNSTATED
    event = page.piece(*counted.event) if counted and counted.event else None
    piece = page.piece(words.start, words.end)
    if is_before(words, decided_on):
        return StatedDeadline(piece, None, None, anchor, event, Topic.BEFORE)
    return StatedDeadline(piece, words.period, words.due_on, anchor, event, words.unclear)
