"""Takes the text of an agreed action apart: what is asked, and the limits before, in and behind it (L2, D2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import pairwise

from compliance.domain.agreed_action_accepts import only_accepts
from compliance.domain.agreed_action_asked import Above, Announcing, Asked, Governing, Part, with_lines
from compliance.domain.agreed_action_beside import beside_lead
from compliance.domain.agreed_action_blocks import Block
from compliance.domain.agreed_action_conditions import Span, condition, condition_within
from compliance.domain.agreed_action_cuts import AND, LETTER, clauses, list_edges, orders_more, own_limit_edges
from compliance.domain.agreed_action_deadlines import REASONS, Split, split, unless_of_condition
from compliance.domain.agreed_action_edges import Edges
from compliance.domain.agreed_action_headings import Headed
from compliance.domain.agreed_action_left_out import ACCEPTED, LEADS, NOT_HOW, NOT_READ, ONLY_LIMIT, UNREAD, Used
from compliance.domain.agreed_action_line_orders import is_line_order
from compliance.domain.agreed_action_lists import (
    Item,
    Passage,
    names_part_of_sum,
    passages,
    with_beneath,
    without_tails,
)
from compliance.domain.agreed_action_not_read import LEADS_TO_REQUEST, says_more
from compliance.domain.agreed_action_points import leads_to_points, with_points
from compliance.domain.agreed_action_ranks import beneath_item, rank
from compliance.domain.agreed_action_reach import Reach, reach, tells
from compliance.domain.agreed_action_remarks import HOW, are_remarks, is_remark
from compliance.domain.agreed_action_requests import (
    Request,
    bare,
    behind_colon,
    governing,
    introduces,
    orders,
    remedies,
    request,
)
from compliance.domain.agreed_action_shown import SHOWN, asks_nothing, showing
from compliance.domain.agreed_action_text import Page, pattern, says_something, sentences
from compliance.domain.agreed_action_times import Form, TimeWords
from compliance.domain.agreed_action_total_items import says_parts
from compliance.domain.agreed_action_values import SetAside

LONGEST_HEADING = 60
# "This should be done by 1 May.\napologise to her": the next line begins without a capital.
OVER = pattern(r"[.;] (?=(?-i:[a-z]))")


class Parts:
    """The parts of one text, and the time words that turned out to be content, with why."""

    def __init__(self, page: Page, times: Sequence[TimeWords], decided_on: date | None) -> None:
        self.page = page
        self._edges = Edges(page.plain, times)
        self.content = self._edges.content
        self.times = self._edges.times
        self._used = Used()
        self._blocks: list[Block] = []
        self._decided_on = decided_on
        self._body, self._since, self._shown = "", 0, -1
        self._asking = self._given = False

    def all(self) -> Iterator[Part]:
        """The parts, first to last, without such as say nothing that could be done."""
        for passage in passages(self._edges):
            self._blocks += passage.blocks
            for part in self._list(passage) if passage.items else self._prose(passage.lead):
                self._asking = True
                self._given = bool(part.limits) if isinstance(part, Announcing) else self._given
                if isinstance(part, Asked):
                    if not says_something(self.page.plain[part.start : part.end]):
                        continue
                    self._used.propose(part.start, part.end)
                yield part
            for block in passage.remarks:
                self._remark(block.start, block.end)

    def _remark(self, start: int, end: int) -> bool:
        """Leave out what is nothing but remarks about how to apologise."""
        if not are_remarks(self._edges, start, end):
            return False
        for each in sentences(self.page.plain, start, end):
            self._used.leave(*each, HOW)
        return True

    def left_out(self) -> list[SetAside]:
        """What asks for something, or names a sum, and is in no part, with why; when all parts were taken."""
        return self._used.left_out(self.page, self._edges, self._blocks)

    def _split(self, start: int, end: int, action: int, under: Span | None = None, *, given: bool = False) -> Split:
        """The time words between two places; of those in the condition it stands `under` none is its limit."""
        found = split(self.page, self.times(start, end), action, end, self._decided_on, given=given or self._given)
        if under is not None:
            found = unless_of_condition(self.page.plain, found, under, action)
        self.content.update(found.others)
        return found

    def _prose(self, block: Block) -> Iterator[Part]:
        line, asked = self._asking and is_line_order(self._edges, block), False
        for start, end in sentences(self.page.plain, block.start, block.end):
            order = (
                bool(block.mark) or (line and start == block.start) or (asked and orders_more(self._edges, start, end))
            )
            asked = False
            for first, last in clauses(self._edges, start, end):
                for part in self._sentence(first, last, marked=order):
                    asked = asked or isinstance(part, Asked)
                    yield with_lines(part, block.unsure)

    def _sentence(self, start: int, end: int, *, marked: bool) -> Iterator[Part]:
        plain = self.page.plain
        if is_remark(self._edges, start, end) and self._remark(start, end):
            return
        asked, near = request(plain, start, end), self._used.ends_before(plain, start)
        action = self._edges.skip(asked.start, end) if asked else start
        if (begin := self._governs(start, asked, action, end)) is not None:
            self._leave_more(begin, action, end, governs=True)
            far = reach(plain, start, action, end)
            if far is Reach.ALL or self._shown != start:  # "... send us evidence. This should be sent by 1 May"
                yield Governing(self._split(start, end, end).limits, far, self._since)
        elif why := asks_nothing(self._edges, start, end):
            self._used.leave(start, end, why)
            self._shown = end
        elif asked is not None:
            self._body = asked.body or self._body
            yield from self._asked(start, asked, action, end)
        elif near and self._edges.only_limits(start, end):
            self._used.take(start, end)
            yield Governing(self._split(start, end, end).limits, Reach.LAST, start)
        elif (verb := bare(plain, self._edges.after_limits(start, end), end)) is not None:
            under = condition_within(plain, verb, end)
            own = self._split(start, end, verb, under)
            if marked or (own.limits and orders(plain, verb)):
                self._used.take(start, end)
                self._since = start
                words = self._edges.trimmed(verb, end)
                yield Asked.of(words, self._body, own, under)
        elif near and not tells(self._edges, start, end):
            found = self._split(start, end, start, given=True)
            yield Governing((*found.limits, *found.doubtful), Reach.LAST, start, doubtful=True)

    def _asked(self, start: int, asked: Request, action: int, end: int) -> Iterator[Part]:
        """What a sentence asks for, or announces; nothing where it only accepts what was recommended."""
        plain = self.page.plain
        if only_accepts(self._edges, action, end):
            if limits := self._split(start, end, end).limits:
                self._used.take(asked.begin, end)
                self._leave_unread(asked.begin, end)
                yield Governing(limits) if self._asking else Announcing(limits)
            else:
                self._used.leave(start, end, ACCEPTED if remedies(plain, action, end) is None else NOT_HOW)
        elif introduces(plain, action, end) and behind_colon(plain, action, end) == action:
            self._leave_more(asked.begin, action, end)
            yield Announcing(self._split(start, end, end).limits)
        else:
            self._used.take(asked.begin, end)
            begin, self._since = behind_colon(plain, action, end), start
            yield from self._run_on(start, asked.start if begin == action else begin, end)

    def _governs(self, start: int, asked: Request | None, action: int, end: int) -> int | None:
        """Where the words begin that only speak of the actions beside them; None for a sentence that asks for more."""
        plain = self.page.plain
        begin = governing(plain, start, action, end)
        if asked is None or begin is None:
            said = begin is not None and plain[start:begin].rstrip().endswith("that")  # "I recommend that all actions"
            return start if said else begin
        return start if self._edges.after_limits(action, begin) >= begin else None

    def _leave_more(self, start: int, action: int, end: int, *, governs: bool = False) -> None:
        """Put on record a sentence that only gives limits; what else it asks is left out: "... and send a report"."""
        plain = self.page.plain
        links = (each for each in AND.finditer(plain, action, end) if bare(plain, each.end(), end) is not None)
        other = self._edges.after_limits(action, start) if governs else start
        if other < start and not LEADS_TO_REQUEST.match(plain, other):
            self._used.leave(other, start, NOT_READ)
        more, over = next(links, None), OVER.search(plain, action, end)
        self._used.take(start, min(each.start() if each else end for each in (more, over)))
        if more is not None:
            shown = showing(plain, more.start(), end) is not None
            self._used.leave(more.end(), end, SHOWN if shown else UNREAD)
        elif governs:
            self._leave_unread(start, end)

    def _leave_unread(self, start: int, end: int) -> None:
        """Show a sentence that speaks of other actions, if it says more than that and by when."""
        if says_more(self.page.plain, start, end, self.times(start, end)):
            self._used.leave(start, end, ONLY_LIMIT)

    def _run_on(self, start: int, action: int, end: int) -> Iterator[Asked]:
        """One sentence, which may hold a list: "to: apologise to Mr C; pay him £100; and ..."."""
        whole = condition(self.page.plain, start, action)
        ahead = self._split(start, action, action, whole)
        before = ahead.limits
        if whole:
            self._used.take(*whole)
        edges = [action, *(list_edges(self._edges, action, end) or self._own_limit_edges(action, end)), end]
        several = len(edges) > 2  # noqa: PLR2004  # a beginning and an end
        for first, last in pairwise(edges):
            here = LETTER.match(self.page.plain, self._edges.skip(first, last), last)
            begin = here.end() if here else first
            inner = condition_within(self.page.plain, begin, last)
            verb = self._edges.after_limits(begin, last) if several else begin
            own = self._split(first, last, verb, inner, given=bool(before))
            limits, lead = (own.limits, before) if several else ((*before, *own.limits), ())
            under = whole or inner
            words = self._edges.trimmed(begin, last)
            odd = tuple(each for each in ahead.odd if each not in ahead.doubtful)
            doubtful = (*ahead.doubtful, *(odd if own.limits else ()), *own.doubtful)
            beside = own.beside or (ahead.beside and not several)
            yield Asked(*words, self._body, limits, lead, None, under, doubtful, beside, odd=(*odd, *own.odd))

    def _own_limit_edges(self, action: int, end: int) -> list[int]:
        """Where the actions of a sentence begin that have a limit each."""
        found = self._split(action, end, action)
        steps = [each for each in found.doubtful if each.form is Form.LENGTH and each not in found.odd]
        return own_limit_edges(self._edges, action, end, found.limits, steps)

    def _list(self, passage: Passage, above: Above | None = None) -> Iterator[Part]:
        plain, lead = self.page.plain, passage.lead
        *others, (start, end) = sentences(plain, lead.start, lead.end)
        before = [(each, part) for each in others for part in self._sentence(*each, marked=bool(lead.mark))]
        parts = all(names_part_of_sum(plain, item.head) for item in passage.items)
        if before and parts and (whole := self._with_parts(before[-1][1], start, end, passage.items[-1].end)):
            before, passage = [*before[:-1], (before[-1][0], whole)], replace(passage, items=())
        for each, part in before:
            yield above.give(part, each, ()) if above else part
        asked, self._since = request(plain, start, end), start
        under = condition(plain, start, asked.start) if asked else None
        if asked is not None and above is None and leads_to_points(self._edges, start, passage):
            self._body = asked.body or self._body
            self._used.take(min(start, asked.begin), passage.items[-1].end)
            self.content.update((each, REASONS["clause"]) for each in self.times(end, passage.items[-1].end))
            found = self._split(start, end, self._edges.skip(asked.start, end), under)
            yield with_points(self._edges, asked, Asked.of((start, end), self._body, found, under), passage.items)
            return
        found = self._split(start, end, end, under)
        only_limits = bool(found.limits) and self._edges.only_leads(start, end)
        open_list = asked is not None or above is not None or only_limits
        if asked is not None:
            self._body = asked.body or self._body
            yield from self._take_lead(start, asked, under, end)
        heading = end - start < LONGEST_HEADING
        here = (above or Above((), None)).with_own(found, under)
        where = (asked.start if asked else start, end)
        headed = Headed.of(self._edges, passage.items)
        outside, self._given = self._given, self._given or bool(here.limits)
        for item, beneath in with_beneath(
            list(without_tails(self._edges, passage.items)), partial(rank, self._edges, given=open_list)
        ):
            if beneath:
                yield from self._list(
                    Passage(item.head, beneath), here if item.points else beneath_item(self._edges, item, here)
                )
            elif item.asks and not item.points:
                for part in self._prose(item.head):
                    yield here.give(part, where, item.head.unsure)
            else:
                for part in self._item(item, here.limits, where, given=open_list, heading=heading):
                    yield here.hold(headed.doubt(part, item), item.head.unsure)
        line = None if lead.mark else plain.rfind("\n", start, end) + 1
        self._used.lead(start, end, line, sure=open_list)
        self._given = outside

    def _with_parts(self, part: Part, start: int, end: int, last: int) -> Asked | None:
        """What is asked with the parts of its sum, up to the last place, if a sentence behind it leads to them."""
        if not isinstance(part, Asked) or not says_parts(self.page.plain, (part.start, part.end), start, end):
            return None
        self._used.take(start, last)
        return replace(part, end=self._edges.trimmed(part.start, last)[1])

    def _take_lead(self, start: int, asked: Request, under: Span | None, end: int) -> Iterator[Asked]:
        """Put on record that a lead was read; the words of an action in it, "pay Mr Q:", are in none of its items.

        What is asked beside them is: "apologise to Mr Q and pay him:". A limit behind it may be that of both.
        """
        if under is not None:
            self._used.take(*under)
        begin = self._edges.skip(asked.start, end)
        if self._edges.only_leads(start, end) or only_accepts(self._edges, begin, end):
            self._leave_more(asked.begin, begin, end)
            return
        self._used.take(asked.begin, end)
        if (beside := beside_lead(self._edges, asked.start, end)) is not None:
            own = self._split(start, beside[0], begin, under)
            perhaps = () if own.limits else self._split(beside[0], end, end).limits
            words, begin = self._edges.trimmed(begin, beside[0]), beside[1]
            yield Asked.of(words, self._body, replace(own, doubtful=(*own.doubtful, *perhaps)), under)
        if self._edges.after_limits(begin, end) < end:
            self._used.leave(*self._edges.trimmed(begin, end), LEADS)

    def _item(
        self, item: Item, limits: tuple[TimeWords, ...], lead: tuple[int, int], *, given: bool, heading: bool
    ) -> Iterator[Part]:
        """One item; under a lead that asks for nothing it must ask itself, or be a verb under a heading."""
        plain, start, end = self.page.plain, item.start, item.end
        if self._remark(start, end):
            return
        first_end = next(iter(sentences(plain, start, end)))[1]
        asked = request(plain, start, first_end)
        verb = bare(plain, self._edges.after_limits(start, first_end), first_end) if given or heading else None
        if asked is not None and (verb is None or asked.start < verb):
            verb = asked.start
        if why := asks_nothing(self._edges, start, first_end):
            self._used.leave(start, first_end, why)
            return
        if not (given or verb is not None):
            return
        action = self._edges.skip(start if verb is None else verb, first_end)
        if (begin := self._governs(start, asked, action, first_end)) is not None:
            self._leave_more(begin, action, first_end, governs=True)
            yield Governing(self._split(start, end, end).limits, reach(plain, start, action, first_end), start)
            return
        self._used.take(asked.begin if asked and verb == asked.start else start, end)
        under = condition(plain, start, action) or condition_within(plain, action, first_end)
        found = self._unless_of_a_part(start, end, action, self._split(start, end, action, under))
        own = found.limits
        if limits and own and own[0].start >= first_end:
            # It is a later sentence that has a limit of its own: which of them is it? A person says.
            own, limits = (*limits, *own), ()
        body = (asked and asked.body) or self._body
        here = Asked.of(self._edges.trimmed(action, end), body, found, under)
        yield replace(here, own=own, from_lead=limits, lead=lead)

    def _unless_of_a_part(self, start: int, end: int, action: int, found: Split) -> Split:
        """The limits of an item; a person says what they are where they leave no words for what is asked.

        So it is where the only one is that of the second of two actions: "apologise and, within a year, review".
        """
        all_is_limit = self._edges.after_limits(start, end) >= end
        lone = len(found.limits) == 1 and not found.doubtful
        if found.limits and (all_is_limit or (lone and self._own_limit_edges(action, end))):
            return replace(found, limits=(), doubtful=found.limits)
        return found
