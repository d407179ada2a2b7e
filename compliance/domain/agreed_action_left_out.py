"""Finds what asks for something, or names a sum, and was not read as asked: it is shown with why (L2, L4)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from compliance.domain.agreed_action_blocks import Block
from compliance.domain.agreed_action_edges import EDGE, Edges
from compliance.domain.agreed_action_not_read import between, not_read
from compliance.domain.agreed_action_requests import bare, orders, why_no_request
from compliance.domain.agreed_action_text import Page, is_closed, pattern, sentences
from compliance.domain.agreed_action_values import SetAside
from compliance.domain.agreed_action_verbs import begins_with_base_verb

# Words that somebody is asked, or means, to do something with.
REQUEST = pattern(
    r"\b(?:will|should|must|shall|ought to|needs? to|(?:is|are) to|recommend(?:s|ed)?"
    r"|recommendations?(?::? that| (?:is|are|for)|: [a-z]{1,20})|actions?(?: agreed)?: [a-z]{1,20}"
    r"|commit(?:s|ted)(?: (?:itself|themselves))? to"
    r"|agree[sd]? with (?:my|our|the|this|these|that) [a-z]{1,20} (?:to|that)"
    r"|(?:is|are) (?:also |now )?(?:happy|willing|prepared|ready|content|keen|able|due|set|going|planning|committed) to"
    r"|(?:agree[sd]?|undert(?:akes?|ook|aken)|offer(?:s|ed)?|promis(?:es|ed)|propos(?:es|ed)|intends?) (?:to|that)"
    r"|(?:is|are|was|were) (?:ordered|directed|instructed|asked|required|recommended) to"
    r"|(?:council|authority|trust|provider|landlord) to"
    r"|(?:I|we|ombudsman)(?: [a-z]{2,20})? (?:order|direct|instruct|ask|require|urge|invite|expect|want)(?:s|e?d)?)\b"
)
# "Recommendation 2 - train staff", "Action 3: write to her": what is asked stands behind its number.
LABELLED = pattern(r"[^a-z]{0,10}(?:recommendation|action|remedy|step)s? [0-9]{1,2}(?:[.:)]| -|,) [a-z]{2,20} [a-z]")
# "An apology from the Chief Executive.", "A refund of her fee.": an item of no list that is known.
THING = pattern(
    r"[^a-z£]{0,10}(?:(?:an?|the|its|further|full|formal|written|personal|meaningful|sincere|symbolic|financial) ){0,4}"
    r"(?:apolog(?:y|ies)|payments?|refund|reimbursement|compensation|redress|training|reminder|reassessment"
    r"|inspection|visit|repairs?) (?:to|of|for|from|by|in)\b"
)
TELLS = pattern(r"\b(?:is|are|was|were|has|have|had|did|does|do|said|says)\b")
SUM = pattern("£")
PAST = pattern(r"\b(?:should|must|ought to) (?:not )?(?:have|has)\b")
SHORTEST_ORDER = 3
# In one or two words these may be a heading.
ALSO_NOUNS_WORDS = """
audit award brief change check contact credit fund hold issue look move offer order place record refund repair reply
report review share show start stop supply support transfer update use visit work
"""
ALSO_NOUNS = frozenset(ALSO_NOUNS_WORDS.split())
CLOSE_BY = 20
CELL = re.compile(r"[\t\n]")
LEADS = "it leads into the list behind it"
ACCEPTED = "it says only that what was recommended is accepted"
NOT_HOW = "it does not say what is to be done"
WHY_PAST = "it tells what should have been done"
WHY_SUM = "no action was recognised that this sum belongs to"
WHY_ORDER = "it begins like an action, but nothing says that it is asked"
UNREAD = "it was not recognised as a request"
ONLY_LIMIT = "it speaks of the actions beside it, and nothing more was read from it"
NOT_READ = "it stands with what is asked, and nothing was read from it"


Span = tuple[int, int]
Left = tuple[int, int, str]


class Used:
    """What of a text was read as asked, or as what only leads to that, and what was left out of it with why."""

    def __init__(self) -> None:
        self._read: list[Span] = []
        self._asked: list[Span] = []
        self._leads: list[Span] = []
        self._left: list[Left] = []

    def take(self, start: int, end: int) -> None:
        """What stands between two places was read: it asks, or leads to what is asked, or gives its limits."""
        self._read.append((start, end))

    def ends_before(self, plain: str, place: int) -> bool:
        """Whether what was read last ends right before a place."""
        between = plain[self._read[-1][1] : place] if self._read and place - self._read[-1][1] < CLOSE_BY else "x"
        return not any(letter.isalnum() for letter in between)

    def propose(self, start: int, end: int) -> None:
        """What stands between two places are the words of a proposal."""
        self._asked.append((start, end))

    def leave(self, start: int, end: int, why: str) -> None:
        """What stands between two places is left out."""
        self._left.append((start, end, why))

    def lead(self, start: int, end: int, line: int | None, *, sure: bool) -> None:
        """What stands between two places leads into a list, or only its last line does if something is asked behind it.

        `line` is where that begins: "For Mrs X:" behind a line that may be something else; None for a marked item.
        """
        if sure:
            self._leads.append((start, end))
        elif line is not None and self._asked and self._asked[-1][0] >= end:
            self._leads.append((max(start, line), end))

    def _known(self) -> list[Span]:
        return [*self._read, *self._asked, *self._leads]

    def left_out(self, page: Page, edges: Edges, blocks: Sequence[Block]) -> list[SetAside]:
        """What was left out, and what asks or names a sum and was not read at all; `blocks` are all of the text."""
        ordered = sorted(blocks, key=lambda block: block.start)
        parts = [each for block in ordered for each in sentences(edges.plain, block.start, block.end)]
        items = {block.start for block in ordered if block.mark or edges.plain[block.start].islower()}

        def why_request(edges: Edges, start: int, end: int) -> str:
            return _why_request(edges, start, end, item=start in items) or _why_cells(page, start, end)

        left = list(self._left)
        for known, why in ((self._read, why_request), ([], _why_sum)):
            spans = sorted([*known, *self._asked, *(each[:2] for each in left)])
            left += [(*each, said) for _, each in between(parts, spans) if (said := why(edges, *each))]
        left += [(*each, NOT_READ) for each in not_read(edges, ordered, self._known(), [each[:2] for each in left])]
        return [_piece(page, edges.plain, *each) for each in sorted(left)]


def _why_request(edges: Edges, start: int, end: int, *, item: bool) -> str:
    """Why words that ask for something are no proposal; "" where they ask for nothing. An `item` needs no full stop."""
    plain = edges.plain
    if REQUEST.search(plain, start, end):
        if why := why_no_request(plain, start, end):
            return why
        return WHY_PAST if PAST.search(plain, start, end) else UNREAD
    if LABELLED.match(plain, start, end):
        return WHY_ORDER
    verb = bare(plain, edges.after_limits(start, end), end)
    order = verb is not None and verb < end and orders(plain, verb)
    thing = THING.match(plain, start, end) is not None and TELLS.search(plain, start, end) is None
    whole = item or is_closed(plain, start, _last(plain, start, end))
    if (order or thing) and whole and len(plain[start:end].split()) >= SHORTEST_ORDER:
        return WHY_ORDER
    return WHY_ORDER if order and _is_plain_order(plain, verb or start, end) else ""


def _is_plain_order(plain: str, verb: int, end: int) -> bool:
    """Whether words are an order whatever they end with: "Reassess her needs", "train staff;", not "Contact"."""
    last = _last(plain, verb, end)
    purpose = plain[max(0, verb - len("to ")) : verb].lower() == "to "  # "To put things right"
    if purpose or not begins_with_base_verb(plain, verb) or plain[last - 1] == ":":
        return False
    first, *others = plain[verb:last].split(maxsplit=SHORTEST_ORDER)
    long = len(others) + 1 >= SHORTEST_ORDER or plain[last - 1] == ";"
    return long or first.lower() not in ALSO_NOUNS


def _why_cells(page: Page, start: int, end: int) -> str:
    """Why the cells of a table are no proposals; "" where none begins like an action."""
    cells = CELL.finditer(page.text, start, end) if page.text.find("\t", start, end) >= 0 else ()
    return WHY_ORDER if any(begins_with_base_verb(page.plain, each.end()) for each in cells) else ""


def _why_sum(edges: Edges, start: int, end: int) -> str:
    """Why words that name a sum are no proposal; "" where they name none."""
    return WHY_SUM if SUM.search(edges.plain, start, end) else ""


def _last(plain: str, start: int, end: int) -> int:
    """Where the last letter before a place ends that is no space."""
    while start < end and plain[end - 1] in " \n":
        end -= 1
    return end


def _piece(page: Page, plain: str, start: int, end: int, why: str) -> SetAside:
    while start < end and plain[start] in EDGE:
        start += 1
    while start < end and plain[end - 1] in EDGE:
        end -= 1
    return SetAside(page.piece(start, end), why)
