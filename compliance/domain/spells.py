"""The next action of a recommendation for every day there is, as long as nothing happens to it (decision record 0026).

The next action depends on the day only through a few turning points: a hold ends, a due date passes, another body
answers for the authority. Between two of them it stays the same, and so a few spells hold it for all days: it can be
stored, and the passing of days alone never makes what is stored wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from compliance.domain.next_action import Action, NextAction, Snapshot, next_action, on_hold, overdue
from compliance.domain.outcomes import Outcome
from compliance.domain.standing import Standing, standing

ONE_DAY = timedelta(days=1)
AT_ONCE, NO_DAY = date.min, date.max
"""How "today, whatever day it is" and "no day" are stored, so that dates can be sorted and compared with them."""
RANK = {action: number for number, action in enumerate(Action)}
"""The order in which actions stand in a list: that in which the rules ask for them."""


@dataclass(frozen=True)
class Spell:
    """How a recommendation stands and what is to be done next from a day to a day, both included.

    `held` says whether reminders are on hold and `late` whether the due date has passed (D1), both of an open one.
    An action that is to be done at once has no `by` here.
    """

    from_on: date
    last_on: date
    standing: Standing
    held: bool
    late: bool
    action: NextAction

    @property
    def by_on(self) -> date:
        """The day by which it is to be done as it is stored: AT_ONCE, NO_DAY, or the day itself."""
        if self.action.at_once:
            return AT_ONCE
        return self.action.by or NO_DAY


def by_on_a_day(by_on: date, today: date) -> date | None:
    """The day by which a stored action is to be done, asked on `today`."""
    return {AT_ONCE: today, NO_DAY: None}.get(by_on, by_on)


def spells(on: Callable[[date], Snapshot], outcome: Outcome | None, handovers: Iterable[date]) -> list[Spell]:
    """The spells of one recommendation, from the first day there is to the last, without a gap.

    `on` says where it stands on a day; `handovers` are the days from which another body answers for its authority.
    """
    found: list[Spell] = []
    at_first = on(date.min)
    starts = [date.min, *sorted(_turning(at_first, handovers))]
    for first, following in zip(starts, [*starts[1:], None], strict=True):
        last = following - ONE_DAY if following else date.max
        spell = _spell(at_first if first == date.min else on(first), outcome, last)
        if found and _same(found[-1], spell):
            found[-1] = replace(found[-1], last_on=last)
        else:
            found.append(spell)
    return found


def _turning(now: Snapshot, handovers: Iterable[date]) -> set[date]:
    """The days on which the passing of days may change what is next; none once it has its outcome."""
    return set() if now.closed else {*_day_after(now.hold_ends_on), *_day_after(now.due_on), *handovers} - {date.min}


def _day_after(day: date | None) -> Iterator[date]:
    if day is not None and day < date.max:
        yield day + ONE_DAY


def _spell(now: Snapshot, outcome: Outcome | None, last: date) -> Spell:
    action = next_action(now)
    stands = standing(
        outcome.value if outcome else None,
        now.due_on,
        now.hold_ends_on,
        clock_stopped=now.clock_stopped_on is not None,
        today=now.today,
    )
    return Spell(
        from_on=now.today,
        last_on=last,
        standing=stands,
        held=not now.closed and on_hold(now),
        late=not now.closed and overdue(now),
        action=replace(action, by=None) if action.at_once else action,
    )


def _same(one: Spell, other: Spell) -> bool:
    return replace(one, last_on=other.last_on) == replace(other, from_on=one.from_on)
