"""What a text was taken apart into: what is asked, and the limits it is given from outside (L2, D2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from compliance.domain.agreed_action_deadlines import Split
from compliance.domain.agreed_action_reach import Reach
from compliance.domain.agreed_action_times import TimeWords

# So many limits the words above or behind a list give to each of its items: of more nobody could tell what they mean.
MOST_LIMITS = 20


@dataclass(frozen=True)
class Asked:
    """Something that is asked: where its words stand, with the limits within it and those it stands under.

    `from_lead` are the limits of the list it is in, which one within it replaces; `lead` is where the words stand that
    lead into that list, and `condition` where a condition stands under which it is asked.
    `doubtful` are words that may be a limit of it. Limits within it that are `beside` those of the list leave them.
    `lines` are lines within it that may be something else that is asked. Beside another limit `odd` words may be one.
    """

    start: int
    end: int
    body: str
    own: tuple[TimeWords, ...] = ()
    from_lead: tuple[TimeWords, ...] = ()
    lead: tuple[int, int] | None = None
    condition: tuple[int, int] | None = None
    doubtful: tuple[TimeWords, ...] = ()
    beside: bool = False
    lines: tuple[tuple[int, int], ...] = ()
    odd: tuple[TimeWords, ...] = ()

    @classmethod
    def of(cls, words: tuple[int, int], body: str, found: Split, under: tuple[int, int] | None) -> Asked:
        """What stands between two places, with the limits that were found in it."""
        return cls(*words, body, found.limits, (), None, under, found.doubtful, found.beside, odd=found.odd)


@dataclass(frozen=True)
class Governing:
    """A sentence that gives what stands before it its limit: "should complete these actions within ...".

    One that points at one thing, "should do so once ...", reaches no further than that, or its list; what was asked in
    the last sentence begins at `since`. Where nobody can tell whether it gives one, its limits are `doubtful`.
    """

    limits: tuple[TimeWords, ...]
    reach: Reach = Reach.ALL
    since: int = 0
    doubtful: bool = False


@dataclass(frozen=True)
class Announcing:
    """A sentence that announces what follows, with the limits it gives: "take the following actions within ..."."""

    limits: tuple[TimeWords, ...]


Part = Asked | Governing | Announcing


@dataclass(frozen=True)
class Above:
    """What a list gives to its items: limits, and where the condition stands under which they are asked.

    The `doubtful` words may be their limit too: "within a month, or within two weeks of the receipt of invoices".
    """

    limits: tuple[TimeWords, ...]
    under: tuple[int, int] | None
    doubtful: tuple[TimeWords, ...] = ()

    def with_own(self, found: Split, under: tuple[int, int] | None) -> Above:
        """The same for the points beneath one of the items; limits that may not be its own leave those above."""
        if not found.limits:
            return Above(self.limits, under or self.under, (*found.doubtful, *self.doubtful)[:MOST_LIMITS])
        limits = (*found.limits, *self.limits) if found.beside else found.limits
        return Above(limits[:MOST_LIMITS], under or self.under, found.doubtful[:MOST_LIMITS])

    def give(self, part: Part, lead: tuple[int, int], lines: tuple[tuple[int, int], ...]) -> Part:
        """What an item asks that says itself who is asked, with what the list gives it."""
        if isinstance(part, Asked):
            part = replace(part, from_lead=part.from_lead or self.limits, lead=lead)
        return self.hold(part, lines)

    def hold(self, part: Part, lines: tuple[tuple[int, int], ...]) -> Part:
        """An item with the condition that its list stands under, and the lines within it that may be others.

        A limit that stands in such a line may be that of the line alone: the one of the list is left beside it.
        """
        if not isinstance(part, Asked):
            return part
        doubtful = part.doubtful if part.own else (*part.doubtful, *self.doubtful)
        perhaps = any(each.start >= begin for each in part.own for begin, _ in lines)
        own = (*part.from_lead, *part.own)[:MOST_LIMITS] if perhaps else part.own
        return replace(part, own=own, condition=part.condition or self.under, lines=lines, doubtful=doubtful)


def with_lines(part: Part, lines: Sequence[tuple[int, int]]) -> Part:
    """What a paragraph asks, with those lines within it that may be something else that is asked."""
    if not isinstance(part, Asked):
        return part
    return replace(part, lines=tuple(line for line in lines if part.start < line[0] < part.end))


def inherited(parts: Sequence[Part]) -> list[Asked]:
    """Everything asked with its limits in `own`: those within it, of its list, announced, or given behind it (D2).

    Limits within it that count from an event come first, and those it stands under stay: which it is is asked.
    """
    found: list[Asked] = []
    without: list[int] = []
    announced: tuple[TimeWords, ...] = ()
    for part in parts:
        if isinstance(part, Announcing):
            announced = part.limits[:MOST_LIMITS]
        elif isinstance(part, Governing):
            if part.limits and found:
                _give_back(found, without, part)
        else:
            above = part.from_lead or announced
            if not above and (part.beside or not part.own):
                without.append(len(found))
            found.append(replace(part, own=(*part.own, *above) if part.beside else part.own or above))
    return found


def _give_back(found: list[Asked], without: list[int], part: Governing) -> None:
    """Give what was asked a limit that stands behind it; `without` are the places of those that have none.

    One that speaks of one thing is that of the last one, beside any that it has: which it is is asked. What else its
    list or sentence asks without a limit may have it too, and nothing before that.
    """
    last = len(found) - 1
    if part.doubtful:
        _give(found, [last], part.limits, doubtful=True)
    elif part.reach is Reach.ALL:
        _give(found, without, part.limits)
        without.clear()
    else:
        had_none = without[-1:] == [last]
        siblings = []
        while without and (without[-1] == last or _stands_with(found[without[-1]], found[last], part.since)):
            siblings.append(without.pop())
        whole = part.reach is Reach.LIST and had_none
        _give(found, [last], part.limits)
        _give(found, [place for place in siblings if place != last], part.limits, doubtful=not whole)


def _give(found: list[Asked], places: Sequence[int], limits: tuple[TimeWords, ...], *, doubtful: bool = False) -> None:
    for place in places:
        each = found[place]
        if doubtful:
            found[place] = replace(each, doubtful=(*each.doubtful, *limits)[:MOST_LIMITS])
        else:
            odd = (words for words in each.odd if words not in each.doubtful)
            found[place] = replace(each, own=(*each.own, *limits)[:MOST_LIMITS], doubtful=(*each.doubtful, *odd))


def _stands_with(asked: Asked, last: Asked, since: int) -> bool:
    """Whether something is asked in the sentence that begins at a place, or in the same list as the last one."""
    return asked.start >= since or (asked.lead is not None and asked.lead == last.lead)
