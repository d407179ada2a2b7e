"""Takes the text of an agreed action apart: what is asked, and the limits before, in and behind it (L2, D2)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from compliance.domain.agreed_action_asked import MOST_LIMITS, Announcing, Asked, Governing, Part
from compliance.domain.agreed_action_deadlines import Split, split
from compliance.domain.agreed_action_lists import Block, Item, Passage, is_order, passages
from compliance.domain.agreed_action_requests import (
    bare,
    behind_colon,
    condition,
    condition_within,
    governs,
    introduces,
    joined,
    orders,
    points_at_last,
    request,
    requests_within,
    showing,
)
from compliance.domain.agreed_action_text import Page, is_closed, pattern, sentences
from compliance.domain.agreed_action_times import Form, TimeWords

LONGEST_HEADING = 60
EDGE = " \n,;:.\"'"
SMALL_WORDS = pattern(r"(?:and|or|also|now|then|therefore|that|to|each|jointly)(?= |,)")
LAST_WORDS = pattern(r" (?:and|or|and also)\Z")
# "Write to Ms G. Do this within a month": the words that only lead to the limit go with it.
DO_SO = pattern(
    r"(?:[.;] (?:(?:it|they|the council) (?:will|should|must|shall|has agreed to) )?(?:to )?"
    r"(?:do|complete|finish|carry out)(?: all)?(?: of)? (?:this|so|it|that|these)"
    r"|[.;] (?:this|these|it|that) (?:should|must|will|is to|are to)(?: all)? (?:be (?:done|completed?)|happen)"
    r"|,?(?: and)?(?: to)? (?:do|doing) (?:so|this)|,? (?:and|but),? in any (?:event|case),?)(?: )?\Z"
)
LONGEST_DO_SO = 80
# "For Mr C:" beneath a list of what is to be done.
FOR_WHOM = pattern(r"(?:for|regarding|as to|in relation to|in respect of|with regard to) [^.;:]{1,60}:\Z")
LETTER = pattern(r"\(?(?:[a-z]|[ivx]{1,4}|[0-9]{1,2})\) ")
CLAUSE = pattern(r"(?:;|,| and\b)(?: and\b)?,? ")
LONGEST_LINK = 150
AND = pattern(r" and(?: (?:then|also|to))? (?=[a-z])")
SPLIT_AT = pattern(r";(?: and| or)?(?= |\()")


class Parts:
    """The parts of one text, and the time words that turned out to be content, with why."""

    def __init__(self, page: Page, times: Sequence[TimeWords], decided_on: date | None) -> None:
        self.page = page
        self.content: dict[TimeWords, str] = {}
        self._times = times
        self._starts = [each.start for each in times]
        self._decided_on = decided_on
        self._body = ""
        self._asking = False

    def all(self) -> Iterator[Part]:
        """The parts, first to last, without such as say nothing that could be done."""
        for passage in passages(self.page.plain, self._after_limits):
            for part in self._list(passage) if passage.items else self._prose(passage.lead):
                self._asking = True
                if not isinstance(part, Asked) or _says_something(self.page.plain[part.start : part.end]):
                    yield part

    def times(self, start: int, end: int) -> Sequence[TimeWords]:
        """The time words that begin between two places."""
        return self._times[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def _split(self, start: int, end: int, action: int) -> Split:
        found = split(self.page, self.times(start, end), action, end, self._decided_on)
        self.content.update(found.others)
        return found

    def _prose(self, block: Block) -> Iterator[Part]:
        line = self._is_order(block)
        for start, end in sentences(self.page.plain, block.start, block.end):
            for first, last in self._clauses(start, end):
                yield from self._sentence(first, last, marked=bool(block.mark) or (line and first == block.start))

    def _is_order(self, block: Block) -> bool:
        """Whether a line without a mark is an order by itself, in a text that has asked for something before it."""
        plain = self.page.plain
        if not self._asking or not plain[block.start].isupper() or not is_closed(plain, block.start, block.end):
            return False
        return is_order(plain, block, self._after_limits) and orders(plain, self._after_limits(block.start, block.end))

    def _clauses(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """A sentence, cut at each "and" behind which somebody is asked anew: "and within a month it will review"."""
        first = request(self.page.plain, start, end)
        begins, seen = start, first.start if first else end
        for asked in requests_within(self.page.plain, seen, end):
            for link in CLAUSE.finditer(self.page.plain, max(seen, asked - LONGEST_LINK), asked):
                if self._after_limits(link.end(), asked) >= asked:
                    yield begins, link.start()
                    begins = link.end()
                    break
            seen = max(seen, asked)
        yield begins, end

    def _sentence(self, start: int, end: int, *, marked: bool) -> Iterator[Part]:
        plain = self.page.plain
        asked = request(plain, start, end)
        action = self._skip(asked.start, end) if asked else start
        if governs(plain, start, action, end):
            yield Governing(self._split(start, end, end).limits, points_at_last(plain, action, end))
        elif self._asks_nothing(start, end):
            return
        elif asked is not None:
            self._body = asked.body or self._body
            if introduces(plain, action, end) and behind_colon(plain, action, end) == action:
                yield Announcing(self._split(start, end, end).limits)
            else:
                begin = behind_colon(plain, action, end)
                yield from self._run_on(start, asked.start if begin == action else begin, end)
        elif (verb := bare(plain, self._after_limits(start, end), end)) is not None:
            own = self._split(start, end, verb)
            if marked or (own.limits and orders(plain, verb)):
                under = condition_within(plain, verb, end)
                words = self._trimmed(verb, end)
                yield Asked(*words, self._body, own.limits, (), None, under, own.doubtful, own.beside)

    def _run_on(self, start: int, action: int, end: int) -> Iterator[Asked]:
        """One sentence, which may hold a list: "to: apologise to Mr C; pay him £100; and ..."."""
        ahead = self._split(start, action, action)
        before = ahead.limits
        whole = condition(self.page.plain, start, action)
        edges = [action, *(self._edges(action, end) or self._edge_between_limits(action, end)), end]
        several = len(edges) > 2  # noqa: PLR2004  # a beginning and an end
        for first, last in pairwise(edges):
            here = LETTER.match(self.page.plain, self._skip(first, last), last)
            begin = here.end() if here else first
            own = self._split(first, last, begin)
            limits, lead = (own.limits, before) if several else ((*before, *own.limits), ())
            under = whole or condition_within(self.page.plain, begin, last)
            words = self._trimmed(begin, last)
            beside = own.beside or (ahead.beside and not several)
            yield Asked(*words, self._body, limits, lead, None, under, own.doubtful, beside)

    def _edges(self, action: int, end: int) -> list[int]:
        """Where the parts of a list within a sentence begin; none where a part does not begin with a verb."""
        found = [each.end() for each in SPLIT_AT.finditer(self.page.plain, action, end)]
        begins = [self._skip(place, end) for place in found]
        letters = [LETTER.match(self.page.plain, place, end) for place in begins]
        verbs = [
            bare(self.page.plain, here.end() if here else place, end)
            for place, here in zip(begins, letters, strict=True)
        ]
        return found if all(verb is not None for verb in verbs) else []

    def _edge_between_limits(self, action: int, end: int) -> list[int]:
        """Where the second of two actions begins that have a limit each: "apologise within ... and pay ... within"."""
        found = self._split(action, end, action)
        steps = [each for each in found.doubtful if each.form is Form.LENGTH]
        limits = sorted((*found.limits, *steps), key=lambda each: each.start)
        if len(limits) != 2:  # noqa: PLR2004  # one for each of two
            return []
        for link in AND.finditer(self.page.plain, limits[0].end, limits[1].start):
            if bare(self.page.plain, link.end(), end) is not None:
                return [link.end()]
        return []

    def _list(self, passage: Passage, above: _Above | None = None) -> Iterator[Part]:
        plain, lead = self.page.plain, passage.lead
        *others, (start, end) = sentences(plain, lead.start, lead.end)
        for each in others:
            yield from self._sentence(*each, marked=bool(lead.mark))
        asked = request(plain, start, end)
        found = self._split(start, end, end)
        open_list = asked is not None or above is not None or self._only_limits(start, end, found.limits)
        if asked is not None:
            self._body = asked.body or self._body
        heading = end - start < LONGEST_HEADING
        under = condition(plain, start, asked.start) if asked else None
        here = _Above(found.limits[:MOST_LIMITS], under) if above is None else above.with_own(found, under)
        for item in passage.items:
            if item.points and open_list and self._only_leads(item.head):
                yield from self._list(Passage(item.head, [Item(point) for point in item.points]), here)
                continue
            where = (asked.start if asked else start, end)
            for part in self._item(item, here.limits, where, given=open_list, heading=heading):
                yield _in_list(part, here.under, item) if isinstance(part, Asked) else part

    def _only_leads(self, head: Block) -> bool:
        """Whether an item asks for nothing itself and leads into the points beneath it: "Within 1 month it will:"."""
        plain = self.page.plain
        *_, (start, end) = sentences(plain, head.start, head.end)
        if plain[end - 1] != ":":
            return False
        if asked := request(plain, start, end):
            return self._after_limits(asked.start, end) >= end or introduces(plain, self._skip(asked.start, end), end)
        begin = self._after_limits(start, end)
        return begin >= end or FOR_WHOM.match(plain, begin, end) is not None

    def _item(
        self, item: Item, limits: tuple[TimeWords, ...], lead: tuple[int, int], *, given: bool, heading: bool
    ) -> Iterator[Part]:
        """One item; under a lead that asks for nothing it must ask itself, or be a verb under a heading."""
        plain, start, end = self.page.plain, item.start, item.end
        first_end = next(iter(sentences(plain, start, end)))[1]
        asked = request(plain, start, first_end)
        verb = bare(plain, self._after_limits(start, first_end), first_end) if given or heading else None
        if asked is not None and (verb is None or asked.start < verb):
            verb = asked.start
        if self._asks_nothing(start, first_end) or not (given or verb is not None):
            return
        action = self._skip(start if verb is None else verb, first_end)
        if governs(plain, start, action, first_end):
            yield Governing(self._split(start, end, end).limits)
            return
        found = self._unless_all_is_limit(start, end, self._split(start, end, action))
        under = condition(plain, start, action) or condition_within(plain, action, first_end)
        own = found.limits
        if limits and own and own[0].start >= first_end:
            # It is a later sentence that has a limit of its own: which of them is it? A person says.
            own, limits = (*limits, *own), ()
        body = (asked and asked.body) or self._body
        yield Asked(*self._trimmed(action, end), body, own, limits, lead, under, found.doubtful, found.beside)

    def _unless_all_is_limit(self, start: int, end: int, found: Split) -> Split:
        """The limits of an item; where they leave no words for what is asked, a person says what they are."""
        if found.limits and self._after_limits(start, end) >= end:
            return replace(found, limits=(), doubtful=found.limits)
        return found

    def _asks_nothing(self, start: int, end: int) -> bool:
        """Whether a sentence asks only that we are shown something: not "pay her £200 and send us evidence of it"."""
        plain = self.page.plain
        shown = showing(plain, start, end)
        if shown is None:
            return False
        asked = request(plain, start, shown)
        begin = self._after_limits(asked.start if asked else start, shown)
        asks = asked is not None or bare(plain, begin, shown) is not None
        return not (asks and joined(plain, begin, shown))

    def _only_limits(self, start: int, end: int, limits: Sequence[TimeWords]) -> bool:
        """Whether a lead says nothing but a limit: "Without further delay:"."""
        return bool(limits) and self._after_limits(start, end) >= end

    def _after_limits(self, start: int, end: int) -> int:
        """The first place behind the limits and small words that something begins with."""
        while True:
            place = self._skip(start, end)
            here = [each for each in self.times(place, place + 1) if each not in self.content]
            if place >= end or not here:  # one that begins at the end stands behind what is looked at
                return place
            start = min(here[0].end, end)

    def _skip(self, start: int, end: int) -> int:
        """The first place behind marks and small words."""
        plain = self.page.plain
        while start < end:
            if plain[start] in EDGE:
                start += 1
            elif small := SMALL_WORDS.match(plain, start, end):
                start = small.end()
            else:
                break
        return start

    def _trimmed(self, start: int, end: int) -> tuple[int, int]:
        """The words of an action without the limits, marks and small words at both ends."""
        first = self._after_limits(start, end)
        if first >= end:
            return start, end
        last, plain = end, self.page.plain
        ends = {each.end: each.start for each in self.times(first, end) if each not in self.content}
        while last > first:
            if plain[last - 1] in EDGE:
                last -= 1
            elif (word := LAST_WORDS.search(plain[max(first, last - 60) : last])) is not None:
                last -= len(word[0])
            elif last in ends and ends[last] > first:
                last = ends[last]
                dangling = DO_SO.search(plain[max(first, last - LONGEST_DO_SO) : last])
                last -= len(dangling[0]) if dangling else 0
            else:
                break
        return first, last


@dataclass(frozen=True)
class _Above:
    """What a list gives to its items: limits, and where the condition stands under which they are asked."""

    limits: tuple[TimeWords, ...]
    under: tuple[int, int] | None

    def with_own(self, found: Split, under: tuple[int, int] | None) -> _Above:
        """The same for the points beneath one of the items; limits that may not be its own leave those above."""
        own = found.limits or found.doubtful
        sure = found.limits and not found.beside
        return _Above((own if sure else (*own, *self.limits))[:MOST_LIMITS], under or self.under)


def _in_list(asked: Asked, under: tuple[int, int] | None, item: Item) -> Asked:
    """An item with the condition that its list stands under, and the lines within it that may be others."""
    return replace(asked, condition=asked.condition or under, lines=item.head.unsure)


def _says_something(words: str) -> bool:
    return any(letter.isalnum() for letter in words)
