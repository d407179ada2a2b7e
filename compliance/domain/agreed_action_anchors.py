"""What a period in a text is counted from: the decision, a report, an event, or what happens again and again."""

from __future__ import annotations

from dataclasses import dataclass

from compliance.domain.agreed_action_text import pattern
from compliance.domain.agreed_action_values import CountedFrom

DAY_OF = r"(?:(?:the )?(?:date|day|issue|issuing|publication) (?:of|on which|that|when) ){0,2}"
MADE = r"(?: (?:statement|notice|letter|date))?(?: (?:being|is|was|has been) (?:issued|made|published))?"
OUGHT = (
    r"(?! (?:to|on|about|whether|not|by|of|made|in|that|which|letter|under)\b)"
    # "The decision it makes on the appeal" is another one; "of the decision it will pay her" lacks a comma only.
    r"(?! (?:it|they|he|she|the council) (?!(?:will|should|must|shall|(?:has |have )?(?:also )?agreed)\b))"
)
OF = pattern(r" (?:of|from|after|following|beginning with|starting (?:on|from|with)|since) ")
DECISION = pattern(
    rf"{DAY_OF}(?:(?:this|my|our) (?:final |formal )?(?:decision|statement|determination){MADE}\b"
    rf"|(?:the )?ombudsman's (?:final )?(?:decision|statement){MADE}\b"
    rf"|(?:the )?(?:date|day) of (?:the |this |my |our )?(?:final )?decision\b{OUGHT}"
    rf"|(?:the )?decision date\b"
    rf"|(?:the )?(?:final )?decision{MADE}\b{OUGHT})"
)
REPORT = pattern(
    rf"{DAY_OF}(?:(?:this|my|our) (?:final |public )?report|the ombudsman's report|the report)\b"
    r"(?! (?:to|on|by|from)\b)"
)
# "The same date" is whichever was named before: a person says which.
NOW = pattern(
    r"(?:today|now|this date|(?:the|that) same (?:date|day|time|point)|that (?:date|day))\b(?! (?:of|on|when)\b)"
)
# "Within three months of it": what was named before it says what that is.
BEFORE_IT = pattern(r"(?:it|this|that|them|these|then)\b(?=[,;:.)]|\Z| (?:the|it|they|he|she|council|and) )")
WHEN_GOT = pattern(r"(?:(?:the )?(?:date|day|receipt|issue) of |(?:receiving|making|getting|issuing|being) )")
WORD = pattern(r"[A-Za-z'-]{1,40}")
WORDS_LOOKED_AT = 5
AGAIN_AND_AGAIN = frozenset({"a", "an", "any", "each", "every", "all", "such"})
ONCE_WORDS = """
the this that these those his her their its my our your mr mrs ms miss mx dr both completing completion
"""
ONCE = frozenset(ONCE_WORDS.split())
LONGEST_EVENT = 200
STOP = pattern(
    r"[,;:.](?=\s|\Z)|\n\n|\)|\"|\n[-*•]"
    r"| (?:the [a-z'-]{1,30}|it|they|council [a-z])(?: [a-z'-]{1,30})? (?:will|should|must|shall|(?:has|have) agreed)\b"
    r"| to (?:apologise|pay|review|refund|write|provide|send)\b"
)


@dataclass(frozen=True)
class Counted:
    """What a period is counted from, and where those words end; `event` is where the words of an event stand.

    `again` is True for what happens to many and often, such as "an application": then it is no anchor of a deadline.
    `of_it` is True where it is only pointed at: "within three months of it".
    """

    anchor: CountedFrom
    end: int
    event: tuple[int, int] | None = None
    again: bool = False
    of_it: bool = False


def counted_from(plain: str, place: int) -> Counted:
    """What the period that ends at a place is counted from."""
    link = OF.match(plain, place)
    if link is None:
        return Counted(CountedFrom.UNSTATED, place)
    for anchor, known in ((CountedFrom.DECISION, DECISION), (CountedFrom.REPORT, REPORT), (CountedFrom.UNSTATED, NOW)):
        if found := known.match(plain, link.end()):
            return Counted(anchor, found.end())
    if found := BEFORE_IT.match(plain, link.end()):
        return Counted(CountedFrom.UNSTATED, found.end(), of_it=True)
    event = (link.end(), event_end(plain, link.end()))
    return Counted(CountedFrom.EVENT, event[1], event, again=_happens_again(plain, *event))


def event_end(plain: str, start: int) -> int:
    """Where the words of an event end: at the next comma or full stop, or where somebody is asked for something."""
    furthest = min(len(plain), start + LONGEST_EVENT)
    stop = STOP.search(plain, start, furthest)
    end = stop.start() if stop else furthest
    while end > start and plain[end - 1] in " \n":
        end -= 1
    return end


def _happens_again(plain: str, start: int, end: int) -> bool:
    """Whether an event is one of a kind: "an application", "receiving each request", "referral"."""
    while start < end and (got := WHEN_GOT.match(plain, start, end)):
        start = got.end()
    for found, _ in zip(WORD.finditer(plain, start, end), range(WORDS_LOOKED_AT), strict=False):
        word = found[0].lower()
        if word in AGAIN_AND_AGAIN:
            return True
        if word in ONCE:
            return False
    # Without an article it is one of a kind, unless it is a name.
    return not (start < end and plain[start].isupper())
