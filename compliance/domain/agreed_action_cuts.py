"""Where one sentence is cut into several actions, each with the limit that is its own (L2, D2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from compliance.domain.agreed_action_edges import COUNTING, Edges
from compliance.domain.agreed_action_requests import bare, orders, request, requests_within
from compliance.domain.agreed_action_text import pattern
from compliance.domain.agreed_action_times import Form, TimeWords
from compliance.domain.agreed_action_values import CountedFrom
from compliance.domain.agreed_action_verbs import begins_with_base_verb

LETTER = pattern(r"\(?(?:[a-z]|[ivx]{1,4}|[0-9]{1,2})\) ")
CLAUSE = pattern(r"(?:;|,| and\b)(?: and\b)?,? ")
LONGEST_LINK = 150
AND = pattern(r" and(?: (?:then|also|to))? (?=[a-z])")
# "And, within six months,": what stands before it has another limit, or none.
AND_AT_END = pattern(r",? and(?: (?:then|also|to|will|has agreed to)){0,2},? \Z")
# "Pay him £5 and, in addition, within a year", "but (within a year)": that limit may be of what stands behind it.
JOINED_TO = pattern(
    r"(?:\b(?:and|but|plus|yet|as well as|along with)|[;&])"
    r"(?:,? \(?(?:also|then|to|will|should|must|has agreed to|it|they|in addition|additionally|further(?:more)?"
    r"|finally|separately|subsequently|later|by|at the (?:very )?latest)\b){0,3}[,:]?(?: )?\(?\Z"
)
LONGEST_AND = 60
SPLIT_AT = pattern(r";(?: and| or)?(?= |\()")
POUND = "\N{POUND SIGN}"
GOES_ON = pattern(rf"to |{COUNTING}")
# "To make matters worse, it lost the file."
TELLING = pattern(r", (?:it|they|he|she|I|we|there|the [a-z'-]{1,30}) ")


def clauses(edges: Edges, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence, cut at each "and" behind which somebody is asked anew: "and within a month it will review"."""
    first = request(edges.plain, start, end)
    begins, seen = start, first.start if first else end
    for asked in requests_within(edges.plain, seen, end):
        for link in CLAUSE.finditer(edges.plain, max(seen, asked - LONGEST_LINK), asked):
            if edges.after_limits(link.end(), asked) >= asked:
                yield begins, link.start()
                begins = link.end()
                break
        seen = max(seen, asked)
    yield begins, end


def list_edges(edges: Edges, action: int, end: int) -> list[int]:
    """Where the parts of a list within a sentence begin; none where a part does not begin with a verb."""
    plain = edges.plain
    found = [each.end() for each in SPLIT_AT.finditer(plain, action, end)]
    begins = [edges.skip(place, end) for place in found]
    letters = [LETTER.match(plain, place, end) for place in begins]
    verbs = [bare(plain, here.end() if here else place, end) for place, here in zip(begins, letters, strict=True)]
    return found if all(verb is not None for verb in verbs) else []


def own_limit_edges(
    edges: Edges, action: int, end: int, limits: Sequence[TimeWords], steps: Sequence[TimeWords]
) -> list[int]:
    """Where actions begin that have a limit each: "apologise within ... and pay ... within", "and, within ..., pay".

    `limits` are those of the sentence, and `steps` the periods that may count from what it asks. None where nobody can
    tell whose limit one is: "apologise within a month and pay her £5 and, within a year, visit her". One that
    counts from an event takes no other's place.
    """
    led: list[tuple[TimeWords, int]] = []
    for each in limits:
        begin = led[-1][1] if led else action
        if (place := _begins_with(edges, begin, end, each)) is not None:
            led.append((each, place))
    found = [place for _, place in led]
    both = sorted((*limits, *steps), key=lambda each: each.start)
    whole = bool(both) and both[0].start <= edges.skip(action, end)  # "within a month apologise and, on receiving"
    if len(both) > 1 and any(_may_be_beside(each, whole=whole) for each, _ in led):
        return []
    if found:
        return found if _are_sure(edges, action, found, both) else []
    if len(both) != 2 or any(each.form is Form.EVENT for each in both):  # noqa: PLR2004  # one for each of two
        return []  # an event may say what is asked: "apologise by 1 May and pay her for the delay after the hearing"
    if JOINED_TO.search(edges.plain, max(both[0].end, both[1].start - LONGEST_AND), both[1].start):
        return []
    links = _further_verbs(edges, both[0].end, both[1].start)
    return links if len(links) == 1 else []


def _may_be_beside(limit: TimeWords, *, whole: bool) -> bool:
    """Whether a limit counts from an event; without a period it may be beside one that stands before the `whole`.

    "Apologise within a month and on receiving her invoices refund her": what is behind it waits for that only.
    """
    event = limit.counted is not None and limit.counted.anchor is CountedFrom.EVENT
    return event and (whole or limit.form is not Form.EVENT)


def _begins_with(edges: Edges, action: int, end: int, limit: TimeWords) -> int | None:
    """Where an action begins whose limit stands before it, right behind an "and"; else None."""
    plain = edges.plain
    link = AND_AT_END.search(plain, max(action, limit.start - LONGEST_AND), limit.start)
    place = edges.after_limits(limit.end, end)
    if link is None or edges.after_limits(action, link.start()) >= link.start():
        return None  # nothing is asked before it: "by 1 May and no later than 1 June, apologise"
    if not (bare(plain, place, end) is not None or plain.startswith(POUND, place, end)):
        return None
    return link.end()


def _are_sure(edges: Edges, action: int, found: Sequence[int], limits: Sequence[TimeWords]) -> bool:
    """Whether the limits before each of the places found are those of all that stands with them.

    So it is where one is the first there, or no verb is joined behind it.
    """
    place = 0
    for begin, stop in zip([action, *found], found, strict=False):
        first = edges.skip(begin, stop)
        while place < len(limits) and limits[place].start <= first:
            place += 1
        if place < len(limits) and limits[place].start < stop and _further_verbs(edges, limits[place].end, stop):
            return False
        while place < len(limits) and limits[place].start < stop:
            place += 1
    return True


def _further_verbs(edges: Edges, start: int, end: int) -> list[int]:
    """Where further actions begin between two places, joined with "and"."""
    links = (link.end() for link in AND.finditer(edges.plain, start, end))
    return [place for place in links if bare(edges.plain, place, end) is not None]


def orders_more(edges: Edges, start: int, end: int) -> bool:
    """Whether a sentence goes on with what was asked in the one before it: "To pay him £4.", "Second, pay him."."""
    plain = edges.plain
    begin = edges.skip(start, end) if GOES_ON.match(plain, start, end) else start
    if not begins_with_base_verb(plain, begin) or not orders(plain, begin):
        return False
    return TELLING.search(plain, start, end) is None
