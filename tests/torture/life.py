"""What T6 remembers by itself of an office's life: every case, and every letter its mail server took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from hypothesis import strategies as st

from compliance.domain.outcomes import Outcome
from compliance.domain.waiting import Wait, WaitKind
from compliance.usecases.dispatch_messages import reap
from tests.support.world import ONE_DAY, World
from tests.torture.case import Case
from tests.torture.judge import Ledger, read_ledger
from tests.torture.mail_server import ABOUT, Line
from tests.torture.moody import Death, MoodyPostbox
from tests.torture.oracle import AROUND_THE_DUE_DATE
from tests.torture.site import Site

# Those of the ladders of statutory clocks that the ladder of remedies does not have.
STAGE_RUNGS = frozenset(
    {"due_in_20_working_days", "due_in_5_working_days", "overdue_1_working_day", "overdue_3_working_days"}
)
OUT = frozenset({"queued", "sent", "in_doubt"})
CHASERS = frozenset(name for _, name, _ in AROUND_THE_DUE_DATE) | STAGE_RUNGS


@dataclass(frozen=True)
class Delivered:
    """A letter the mail server took: the line of its book, the office's day, and what stood still on it.

    `versions` are the deadline versions in force; `halted` the recommendations of which no chaser may go out: closed,
    on hold, with evidence that waits, or with evidence that is sufficient; `ended` those that have their outcome, and
    `complete` those that were satisfied, `answered` the numbers of pieces of evidence of which it is not told what
    they lack, `refused` those of the requests of which it may be told that they are refused.
    """

    line: Line
    day: date
    versions: dict[str, int]
    halted: frozenset[str]
    ended: frozenset[str]
    complete: frozenset[str]
    answered: frozenset[int]
    refused: frozenset[int]


class Chance:
    """What is left to chance, drawn from hypothesis so that it can be done again and made smaller."""

    def __init__(self, draw: Callable[..., object]) -> None:
        self._draw = draw

    def number(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        found = self._draw(st.integers(least, most))
        assert isinstance(found, int)
        return found

    def pick(self, some: Sequence[str]) -> str:
        """One of some words."""
        return some[self.number(0, len(some) - 1)]


class Life:
    """An office, and what this test knows of it."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.url = site.new_database()
        self.world = World(self.url, site.place("life"))
        self.postbox = MoodyPostbox()
        self.world.installation.switchboard = self.postbox
        self.cases: dict[str, Case] = {}
        self.decisions = 0
        self.delivered: list[Delivered] = []
        self.returned: set[str] = set()
        self.moot: set[str] = set()  # failed, and at some time since nothing in them was still right
        self.too_early: list[str] = []
        self.proclaimed: date | None = None  # the last bank holiday that was new
        self.closures: list[tuple[str, date]] = []
        self.joined = 0
        self.acts: Counter[str] = Counter()
        self._ledger: Ledger | None = None
        for code, roles in (
            ("E1", ("link_officer", "deputy", "chief_executive")),
            ("E2", ("link_officer",)),
            ("E3", ()),
        ):
            self.world.authority(code, {role: f"{role}@{code.lower()}.example" for role in roles})
        # A life that begins with nothing at all is too dull for most of its acts.
        for code, days in (("E1", (3, 12)), ("E2", (20,)), ("E3", (5,))):
            self.case_comes(code, days)

    def end(self) -> None:
        """Give the database back."""
        self.world.close()
        self.site.databases.drop(self.url)

    @property
    def today(self) -> date:
        """The office's day."""
        return self.world.today

    @property
    def ledger(self) -> Ledger:
        """The ledger as it is; read once between two acts."""
        if self._ledger is None:
            self._ledger = read_ledger(self.site.databases, self.url)
        return self._ledger

    def changed(self) -> None:
        """Something was done."""
        self._ledger = None

    @property
    def lines(self) -> list[Line]:
        """The mail server's book."""
        return [each.line for each in self.delivered]

    def case_comes(self, code: str, days: Sequence[int]) -> None:
        """A decision about an authority, with a recommendation due in so many days for each number."""
        decision = self.new_decision()
        self.world.decision(decision, code)
        for number, until in enumerate(days, start=1):
            due = self.today + until * ONE_DAY
            reference = f"{decision}-{number}"
            self.world.log(reference, due_on=due)
            self.known(Case(reference, code, decision, self.today, due, due))

    def waiting_case_comes(self, code: str) -> None:
        """A decision with a recommendation whose deadline waits for an event (D2)."""
        decision = self.new_decision()
        self.world.decision(decision, code)
        wait = Wait(WaitKind.EVENT, "the new council is established", self.today + 90 * ONE_DAY)
        self.world.log(f"{decision}-1", period="2 weeks", waits=wait)
        self.known(Case(f"{decision}-1", code, decision, self.today, None, None, waits=True))

    def counted_case_comes(self, code: str, days: int) -> None:
        """A decision with a recommendation due in so many working days, which nobody has agreed to yet."""
        decision = self.new_decision()
        self.world.decision(decision, code)
        due = self.world.log(f"{decision}-1", period=f"{days} working days", response=None).receipt.due_on
        self.known(Case(f"{decision}-1", code, decision, self.today, due, due, response=None))

    def new_decision(self) -> str:
        """The reference of the next one."""
        self.decisions += 1
        return f"24 {self.decisions:03}"

    def given_up(self, address: str) -> None:
        """Nobody answers at an address any more: what others get instead, or need not hear, needs no task."""
        self.changed()
        out = {(each.recommendation, each.version, each.on_day) for each in self.ledger.steps if each.state in OUT}
        stuck = {
            (each.recommendation, each.version, each.name)
            for each in self.ledger.steps
            if each.state == "failed" and self.cases[each.recommendation].open
            if each.version == len(self.cases[each.recommendation].versions)
            # A later rung that is out, or on its way, says all that this one would.
            if not any(
                out_day > each.on_day
                for name, version, out_day in out
                if (name, version) == (each.recommendation, each.version)
            )
        }
        self.moot |= {
            key
            for key in self.ledger.in_state("failed")
            if self.ledger.messages[key].recipient == address and not stuck & set(self.ledger.messages[key].about)
        }

    def known(self, case: Case) -> None:
        """One more to remember."""
        self.cases[case.reference] = case
        case.dates.append(case.due_on)
        case.happened["logged"] += 1

    def begin_day(self) -> None:
        """Plan the day as the flow does: what dead senders left first. Whom it writes to too early is noted."""
        reap(self.world.dispatcher())
        self.changed()
        planned = {(each.recommendation, each.name) for each in self.ledger.steps if each.state == "planned"}
        waiting = self._letters_to_go()
        self.world.plan()
        self.changed()
        self.too_early += [
            f"{each.name} of {each.recommendation} v{each.version} on {self.today}"
            for each in self.ledger.steps
            if each.state == "queued" and (each.recommendation, each.name) in planned
            if each.name in CHASERS and (each.recommendation, each.version) in waiting
        ]

    def _letters_to_go(self) -> set[tuple[str, int]]:
        """The deadline versions, as (recommendation, version), of which the authority has still to be told."""
        waiting = {item for each in self.ledger.messages.values() if each.state == "waiting" for item in each.about}
        return {
            (each.recommendation, each.version)
            for each in self.ledger.steps
            if each.version > 1 and each.name in ("logged", "deadline_changed", "reopened")
            if each.state == "planned" or (each.recommendation, each.version, each.name) in waiting
        }

    def send(self, moods: Sequence[str] = ()) -> None:
        """One round of sending; a sender may die in it."""
        self.postbox.moods = list(moods)
        before = len(self.postbox.book)
        try:
            self.world.send(patient=True)
        except Death:
            pass
        finally:
            self.postbox.moods = []
        for letter in self.postbox.book[before:]:
            about = tuple(ABOUT.findall(letter.text))
            line = Line("accepted", "", letter.key, letter.recipient, about)
            versions = {name: len(self.cases[name].versions) for name in about}
            halted = {name for name in about if self.cases[name].stands_still(self.today)}
            complete = {name for name in about if self.cases[name].outcome is Outcome.SATISFIED}
            answered = {number for name in about for number in self.cases[name].answered()}
            refused = {number for name in about for number in self.cases[name].refusals()}
            ended = {name for name in about if not self.cases[name].open}
            standing = (
                frozenset(halted),
                frozenset(ended),
                frozenset(complete),
                frozenset(answered),
                frozenset(refused),
            )
            self.delivered.append(Delivered(line, self.today, versions, *standing))
