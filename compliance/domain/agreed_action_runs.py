"""Finds the lists within a line by marks that follow one another, whatever words stand behind them (L2)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from compliance.domain.agreed_action_marks import ROMANS
from compliance.domain.agreed_action_requests import BODY
from compliance.domain.agreed_action_text import pattern
from compliance.domain.agreed_action_verbs import begins_with_base_verb, begins_with_verb

# "(b) reopen", "b) £200", "2.Nominate"; "i.e." and "1.5" are none.
NUMBERED = re.compile(
    r"(?:(?<=[ \n:;.,])|(?<=:-))(?P<open>\(?)(?:(?P<number>[0-9]{1,3})|(?P<roman>i[ivx]{0,4}|vi{0,3}|xi{0,3}|x?iv|xv)"
    r"|(?P<letter>[a-z]))(?P<close>[.)])[ \n]{0,40}(?=[A-Za-z£\"'(])(?![a-z]\.)"
)
# What stands before the first mark: "the Council will:", "within a month of my decision:", "Recommendations:".
LEADS_IN = pattern(
    rf"\b(?:(?P<asks>recommend(?:s|ed)?\b[^.;:]{{1,150}}?\b(?:{BODY}|it|they)"
    # "Has agreed to review its policy to:" says what the review is for.
    r"|(?:agreed|recommended|asked|ordered|instructed|directed|undertaken|committed|needs?|ought)\b"
    r"(?:(?! to )[^.;:]){0,150}? to"
    r"|will|should|must|shall|also|days?|weeks?|months?|20[0-9]{2}"
    r"|(?:my|our|this|final) (?:decision|report|letter|statement|determination))"
    r"|(?P<purpose>to)"
    r"|actions?|steps|recommendations?|remed(?:y|ies)|orders?|decision|report|letter|statement|determination"
    r"|(?:do|take|complete|carry out) the following)(?: to)?:(?: |)(?:- |-|)\Z"
)
# "Consider whether it should:" asks for none of what it lists.
INDIRECT = pattern(
    r"\b(?:whether|if|how|why|when) (?:it|they|he|she|the [a-z'-]{1,30}) (?:will|should|must|shall)(?: also)?:"
    r"[^.;:]{0,5}\Z"
)
# "Within one month of my decision (a) apologise", "has agreed to 1. apologise": a lead that has lost its colon.
NO_COLON = pattern(
    r"\b(?:(?-i:Within|By|No later than|Before) [^.;:]{1,80}?\b(?:decision|report|days?|weeks?|months?|20[0-9]{2})"
    r"|will|should|must|shall|agreed to) \Z"
)
LONGEST_LEAD = 200
LONGEST_RUN = 4000
SHORTEST_RUN = 2
MOST_LEFT_OUT = 3
# "Pay him; and (c)", "review its policy, d)": what stands before the next item.
PARTED = pattern(r"(?:[;:.,]|[a-z0-9);:.,] (?:and|or|and/or|then)) \Z")
PARTED_BY_SIGN = re.compile(r"[;:.,]\Z")
# "Under paragraph (c)", "section 117 (b)", "No. 2.", "(a) and (b)": what is named so begins no item.
NAMED = pattern(
    r"\b(?:(?:(?:sub-?)?(?:paragraph|section|point|part|step|stage|rule|regulation|clause|article|schedule|recommendation"
    r"|band|level|category|priority|option)s?|criteri(?:a|on)|paras?|(?:nos?|ss?|paras?|regs?|arts?|secs?|pp?)\.)"
    r"(?: [0-9]{1,3}[a-z]?)?"
    r"|\(?(?:[0-9]{1,2}|[a-z]|[ivx]{2,4})\)(?:,| and| or| to|, and|, or| &| -)) \Z"
)
NAMED_NUMBER = pattern(
    r"(?:\b(?:flat|room|unit|grade|year|class|phase|house)|(?<![£0-9.,])\b[0-9]{1,2} (?:and|or|to|-)) \Z"
)
LONGEST_NAMED = 40
POUND = "\N{POUND SIGN}"
# "(a) above", "2. May": so begins no item either.
POINTED_AT = pattern(r"(?:above|below|and \(|or \(|to \(|of (?:the|its|our|that|this)\b)")
MONTH = pattern(
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
    r"(?=,? 20[0-9]{2}|[,.;]|\Z)"
)


@dataclass(frozen=True)
class _Numbered:
    """A number or letter that may be a mark: its kind with its brackets and full stop, and its place among its like."""

    place: int
    end: int
    kind: tuple[str, str, str]
    number: int


@dataclass(frozen=True)
class Runs:
    """Where items of lists within a line begin, and where numbers stand that may begin one all the same."""

    sure: frozenset[int]
    unsure: Sequence[int]

    def may_begin(self, start: int, end: int) -> int | None:
        """The first place between two others, themselves left out, where an item may begin though nobody can tell."""
        place = bisect_left(self.unsure, start + 1)
        return self.unsure[place] if place < len(self.unsure) and self.unsure[place] < end else None


def runs(plain: str) -> Runs:
    """The lists of a text whose marks follow one another from the first one on, behind what leads into them."""
    found = [each for match in NUMBERED.finditer(plain) for each in _numbered(match)]
    leads = [_lead(plain, each) for each in found]
    sure: set[int] = set()
    unsure: set[int] = set()
    for place, lead in enumerate(leads):
        if lead is None:
            continue
        run, doubtful = _run(plain, found[place], _behind(found, leads, place))
        if not (lead or any(begins_with_verb(plain, each.end) for each in run)):
            continue
        if len(run) >= SHORTEST_RUN:
            sure.update(each.place for each in run)
        if doubtful is not None:
            unsure.add(doubtful.place)
    return Runs(frozenset(sure), sorted(unsure - sure))


def _numbered(found: re.Match[str]) -> Iterator[_Numbered]:
    """A mark as it may be read: an "i" is the first Roman number, and the letter behind an "h"."""
    words = found.groupdict()
    label, style = words["number"] or words["roman"] or words["letter"], (words["open"], words["close"])
    if words["number"]:
        yield _Numbered(found.start(), found.end(), ("1", *style), int(label))
        return
    if words["roman"] and label in ROMANS:
        yield _Numbered(found.start(), found.end(), ("i", *style), ROMANS.index(label) + 1)
    if len(label) == 1:
        yield _Numbered(found.start(), found.end(), ("a", *style), ord(label) - ord("a") + 1)


def _lead(plain: str, each: _Numbered) -> bool | None:
    """Whether what leads into a list right before its first mark asks for what it lists; None where nothing leads.

    The numbers of the paragraphs may go on behind what asks: "47. The Council will: 48. apologise".
    """
    before = max(0, each.place - LONGEST_LEAD), each.place
    found = LEADS_IN.search(plain, *before)
    if found is None:
        return True if each.number == 1 and NO_COLON.search(plain, *before) else None
    if found["purpose"] or INDIRECT.search(plain, *before):
        return None
    return True if found["asks"] else (False if each.number == 1 else None)


def _behind(found: Sequence[_Numbered], leads: Sequence[bool | None], first: int) -> list[_Numbered]:
    """The marks of its kind behind the first one of a list, up to where the next such list begins."""
    behind = []
    for place in range(first + 1, len(found)):
        each = found[place]
        same = each.kind == found[first].kind
        if each.place - found[first].place > LONGEST_RUN or (same and leads[place] is not None):
            break
        if same:
            behind.append(each)
    return behind


def _run(plain: str, first: _Numbered, behind: Sequence[_Numbered]) -> tuple[list[_Numbered], _Numbered | None]:
    """The marks of a list, one behind the other, and the first one behind them that may go on with it."""
    run = [first]
    for each in behind:
        if each.number == run[-1].number + 1 and _begins_item(plain, each):
            run.append(each)
    last = run[-1]
    rest = (each for each in behind if each.place > last.place and not _is_named(plain, each))
    return run, next((each for each in rest if _may_go_on(plain, last, each)), None)


def _begins_item(plain: str, each: _Numbered) -> bool:
    """Whether an item begins with the next mark of a list: behind the end of another, or no word that names it."""
    if _is_named(plain, each):
        return False
    if _is_parted(plain, each) or begins_with_base_verb(plain, each.end):
        return True
    return each.kind[-1] == ")" and POINTED_AT.match(plain, each.end) is None


def _may_go_on(plain: str, last: _Numbered, each: _Numbered) -> bool:
    """Whether a list may go on with a mark: the next one without a stop before it, or a later one behind a stop."""
    if each.number == last.number + 1:
        circa = each.kind[0] == "a" and plain[each.end] == POUND  # "pay him c. £200"
        return not circa
    return last.number < each.number <= last.number + MOST_LEFT_OUT and _is_parted(plain, each)


def _is_parted(plain: str, each: _Numbered) -> bool:
    before = max(0, each.place - LONGEST_NAMED), each.place
    return bool(PARTED.search(plain, *before) or (each.kind[-1] == ")" and PARTED_BY_SIGN.search(plain, *before)))


def _is_named(plain: str, each: _Numbered) -> bool:
    """Whether a number is that of something else: "paragraph (c)", "No. 2.", "2. May", "(a) and (b)"."""
    before = max(0, each.place - LONGEST_NAMED), each.place
    if each.kind[0] != "1":
        return NAMED.search(plain, *before) is not None
    number = each.kind[-1] == "." and (NAMED_NUMBER.search(plain, *before) or MONTH.match(plain, each.end))
    return bool(number or NAMED.search(plain, *before))
