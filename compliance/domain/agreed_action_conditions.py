"""Finds the condition that something is asked under: "if", "should the appeal be dismissed", "subject to" (L2)."""

from __future__ import annotations

import re

from compliance.domain.agreed_action_text import pattern

OTHERWISE = r"(?! (?:otherwise |it is )?(?:otherwise |)(?:stated|specified|said|agreed|shown|set out)\b)"
SOMEBODY = (
    r"(?:the|this|that|these|those|it|he|she|they|there|an?|any|no|its|his|her|their|mr|mrs|ms|miss|mx|dr|(?-i:[A-Z])"
    r"[a-z'-]{1,30})\b"
)
ADJECTIVES = r"(?:possible|appropriate|necessary|needed|required|relevant|applicable|practicable|available|so)\b"
CONDITION = pattern(
    r"\b(?:(?P<none>for (?:as|so) long as|(?:is|are|was|were|be|been|being|remains?) subject to)"
    rf"|if(?: (?P<whichever>later|earlier|sooner)\b)?|unless{OTHERWISE}|in the event (?:that|of|{SOMEBODY})"
    r"|(?:provided|providing) that|on (?:the )?condition that|(?:as|so) long as"
    r"|(?P<sum>depend(?:ing|ent) (?:up)?on)|(?:conditional|contingent) (?:up)?on"
    r"|subject to(?! (?:an?|the) (?:maximum|cap|limit)\b)"
    r"|(?:only|except|save|other than) (?:when|where|if|in cases where)"
    # "Should the appeal be dismissed"; "the Council should the same week" is none.
    rf"|should {SOMEBODY}(?! (?:same|next|following|very|week|month|year)\b)"
    # These begin a clause, or are something else: "the care provided the family with", "for failing this".
    rf"|(?P<opens>(?:provided|providing) {SOMEBODY}|assuming|failing (?!to\b)"
    rf"|were {SOMEBODY}(?= (?:[^\x20\n,;.]{{1,30}} ){{0,4}}?to\b)"
    rf"|(?P<first>where (?!{ADJECTIVES})"
    rf"|when (?!{ADJECTIVES}|(?:it|they|the council|staff|officers|an?|any)\b|[a-z]{{2,20}}ing\b))))"
)
# "Between £200 and £300, depending on what it finds": the sum depends on it, and that is asked of a range anyway.
RANGE = pattern(r"\b(?:between|up to|from|or|to) £[^;]{0,160}\Z")
# "Within a month of the decision provided Mr D agrees": behind a limit a clause begins too.
OPENING = re.compile(r"(?:\A|[,;:(]|\b(?:and|but|or|decision))[ \n]{0,40}\Z", re.IGNORECASE)
LONGEST_OPENING = 50
# "Or until 31 July if sooner" ends a sum; "or within two weeks of receiving it if later" is one of two limits.
UNTIL = pattern(r"\b(?:until|till|up to)\b(?:(?!\b(?:within|by|before|no later)\b)[^.;]){0,80}\Z")
# "If necessary", "if she prefers" and "if it has not already done so" leave the deadline as it is.
SMALL_CONDITION = pattern(
    r"(?:if|unless) (?:(?:he|she|they|it) (?:prefers?|wish(?:es)?|wants?)|"
    r"necessary|appropriate|needed|required|possible|applicable|relevant|any|so|not|"
    r"(?:it|they|the council|this|that) (?:has|have)(?: not|n't)? (?:already|been|done)|(?:it|they) (?:has|have) not)\b"
)
# What somebody is to find out, or what a rule says, is no condition of the remedy: "check if", "a policy ... if".
NO_CONDITION_OF_IT = pattern(
    r"\b(?:see|check|consider|decide|ask|know|establish|determine|assess|identify|find out|clarify|confirm|as|even)"
    r"(?: [a-z'-]{1,20}){0,2} \Z"
    r"|\b(?:how|what|whether|which|who|where|when|that|ensure|make sure|remind|tell|advise|train|training|brief|"
    r"guidance|procedures?|polic(?:y|ies)|process(?:es)?|staff|officers)\b"
)
LONGEST_CONDITION = 200

Span = tuple[int, int]


def condition(plain: str, start: int, end: int) -> Span | None:
    """Where the condition stands under which something is asked: "If the panel allows the appeal, the Council will"."""
    found = _condition(plain, start, end)
    return (found.start(), _condition_end(plain, found.end(), end)) if found else None


def condition_within(plain: str, start: int, end: int) -> Span | None:
    """Where a condition of an action stands within its own words: "if the appeal is allowed, pay", "pay ... if"."""
    found = _condition(plain, start, end)
    if found is None or SMALL_CONDITION.match(plain, found.start(), end):
        return None
    before = plain[max(start, found.start() - LONGEST_CONDITION) : found.start()]
    if NO_CONDITION_OF_IT.search(before):
        return None
    return found.start(), _condition_end(plain, found.end(), end)


def _condition(plain: str, start: int, end: int) -> re.Match[str] | None:
    """The words that a condition begins with; some of them do so only where a clause begins, or the sentence."""
    return next((each for each in CONDITION.finditer(plain, start, end) if _is_one(plain, start, each)), None)


def _is_one(plain: str, start: int, found: re.Match[str]) -> bool:
    place = found.start()
    if found["none"] is not None:
        return False
    if found["whichever"] is not None:
        return UNTIL.search(plain, max(start, place - LONGEST_CONDITION), place) is not None
    if found["sum"] is not None:
        return RANGE.search(plain, max(start, place - LONGEST_CONDITION), place) is None
    if found["opens"] is None:
        return True
    before = plain[max(start, place - LONGEST_OPENING) : place]
    first = not any(letter.isalnum() for letter in before) and len(before) < LONGEST_OPENING
    return first or (found["first"] is None and OPENING.search(before) is not None)


def _condition_end(plain: str, start: int, end: int) -> int:
    furthest = min(end, start + LONGEST_CONDITION)
    comma = plain.find(",", start, furthest)
    stop = comma if comma >= 0 else furthest
    while stop > start and plain[stop - 1] in " \n.;":
        stop -= 1
    return stop
