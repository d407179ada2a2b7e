"""What T6 remembers by itself of an office's life: every act it did, and every letter its mail server took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from hypothesis import strategies as st

from compliance.domain.delivery import Answer, Result
from compliance.domain.evidence import Judgement
from compliance.domain.outcomes import Outcome
from compliance.domain.waiting import Wait, WaitKind
from compliance.notify.protocol import Letter
from compliance.usecases.dispatch_messages import reap
from tests.support.postbox import ACCEPTED, Postbox
from tests.support.world import ONE_DAY, World
from tests.torture.judge import Ledger, read_ledger
from tests.torture.mail_server import ABOUT, Line
from tests.torture.oracle import AROUND_THE_DUE_DATE
from tests.torture.site import Site

CHASERS = frozenset(name for _, name, _ in AROUND_THE_DUE_DATE)
MOODS = ("accept", "accept", "later", "never", "swallow", "lose", "die before", "die after")


class Death(BaseException):
    """A sender's process ends here, as far as this process can play it: nothing of the product catches this."""


@dataclass
class Case:
    """A recommendation as the acts made it, without asking the office; `due_on` None is open-ended.

    `dates` are those of its versions, `granted` the versions that gave what was asked for, `left` the day wished for in
    a last request that an outcome overtook, `refused` the number and the day of a request that was refused and not
    answered anew.
    """

    reference: str
    authority: str
    decision: str
    decided_on: date
    original_due_on: date | None
    due_on: date | None
    versions: list[str] = field(default_factory=lambda: ["original"])
    dates: list[date | None] = field(default_factory=list)
    happened: Counter[str] = field(default_factory=Counter)
    evidence_waiting: int = 0
    pieces: list[tuple[date, Judgement, date]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    reopened_on: date | None = None
    wished: date | None = None
    left: date | None = None
    refused: tuple[int, date] | None = None
    granted: set[int] = field(default_factory=set)
    proposed: Outcome | None = None
    declined: bool = False
    set_aside: bool = False
    stopped: bool = False
    waits: bool = False
    held_until: date | None = None
    outcome: Outcome | None = None
    completed_on: date | None = None
    recorded_on: date | None = None

    def overtaken(self, *, by_evidence: bool = False) -> None:
        """A proposed outcome is withdrawn, if there is one; how to go on after a declined one is answered.

        Evidence sets a proposed one aside: unless it suffices somebody has to say how to go on.
        """
        self.declined = False
        self.set_aside = by_evidence and (self.set_aside or self.proposed is not None)
        if self.proposed is not None:
            self.proposed = None
            self.happened["outcome_proposal_withdrawn"] += 1

    @property
    def asked(self) -> bool:
        """Whether a request for more time waits."""
        return self.wished is not None

    @property
    def met(self) -> bool:
        """Whether the due date is as late as the request that waits wishes: there is nothing to refuse then."""
        return self.wished is not None and self.due_on is not None and self.due_on >= self.wished

    @property
    def proven(self) -> bool:
        """Whether a piece is sufficient that came after it was last opened again, and after all that was insufficient.

        Days are as fine as this office's clock goes: what came on one day came together.
        """
        bad = [each for each in self.pieces if each[1] is Judgement.INSUFFICIENT]
        return any(
            said is Judgement.SUFFICIENT
            and (self.reopened_on is None or came > self.reopened_on)
            and all(came > other and judged >= then for other, _, then in bad)
            for came, said, judged in self.pieces
        )

    def judged(self, judgement: Judgement, today: date) -> None:
        """The oldest piece that waits is judged."""
        at = next(at for at, (_, said, _) in enumerate(self.pieces) if said is Judgement.WAITING)
        self.pieces[at] = (self.pieces[at][0], judgement, today)
        self.evidence_waiting -= 1

    def answered(self) -> set[int]:
        """The numbers of insufficient pieces that nothing is to be asked for now: it ended, or later ones answer them.

        By one that waits, or that is sufficient and was judged no earlier, or that lacks something and came when the
        judgement was there.
        """
        return {
            number
            for number, (came, said, then) in zip(self.numbers, self.pieces, strict=True)
            if said is Judgement.INSUFFICIENT
            and (not self.open or any(each[0] > came and _answers(*each, then) for each in self.pieces))
        }

    def asks_again(self) -> None:
        """A request that an outcome overtook waits again, but for one whose day the due date reaches now."""
        if self.left is not None and (self.due_on is None or self.due_on < self.left):
            self.wished, self.left = self.left, None
            self.happened["extension_asked"] += 1

    def refusals(self) -> set[int]:
        """The numbers of requests of which it is so that they are refused."""
        short = self.open and self.refused and (self.due_on is None or self.due_on < self.refused[1])
        return {self.refused[0]} if self.refused and short else set()

    @property
    def open(self) -> bool:
        """Whether it has no outcome."""
        return self.outcome is None

    def held(self, day: date) -> bool:
        """Whether its reminders are held on a day; the last one belongs to the hold."""
        return self.held_until is not None and day <= self.held_until

    def stands_still(self, day: date) -> bool:
        """Whether no chaser may go out."""
        return not self.open or self.evidence_waiting > 0 or self.proven or self.held(day)

    @property
    def dated(self) -> bool:
        """Whether it is open and has a due date."""
        return self.open and self.due_on is not None


def _answers(came: date, word: Judgement, at: date, then: date) -> bool:
    suffices = word is Judgement.SUFFICIENT and at >= then
    return word is Judgement.WAITING or suffices or (word is Judgement.INSUFFICIENT and came > then)


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


class MoodyPostbox(Postbox):
    """A mail server in memory that keeps a book; its moods are used up one a letter, then it accepts."""

    def __init__(self) -> None:
        super().__init__()
        self.moods: list[str] = []
        self.book: list[Letter] = []

    def deliver(self, letter: Letter) -> Answer:
        """Meet a letter in the next mood."""
        mood = self.moods.pop(0) if self.moods else "accept"
        if mood == "later":
            return Answer(Result.REFUSED_FOR_NOW, "451 later")
        if mood == "never":
            return Answer(Result.REFUSED_FOR_GOOD, "550 never")
        if mood == "die before":
            raise Death
        if mood != "lose":
            self.book.append(letter)
        if mood == "die after":
            raise Death
        return ACCEPTED if mood == "accept" else Answer(Result.UNKNOWN, "no answer")


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
        self.decisions += 1
        decision = f"24 {self.decisions:03}"
        self.world.decision(decision, code)
        for number, until in enumerate(days, start=1):
            due = self.today + until * ONE_DAY
            reference = f"{decision}-{number}"
            self.world.log(reference, due_on=due)
            self._known(Case(reference, code, decision, self.today, due, due))

    def waiting_case_comes(self, code: str) -> None:
        """A decision with a recommendation whose deadline waits for an event (D2)."""
        self.decisions += 1
        decision = f"24 {self.decisions:03}"
        self.world.decision(decision, code)
        wait = Wait(WaitKind.EVENT, "the new council is established", self.today + 90 * ONE_DAY)
        self.world.log(f"{decision}-1", period="2 weeks", waits=wait)
        self._known(Case(f"{decision}-1", code, decision, self.today, None, None, waits=True))

    def _known(self, case: Case) -> None:
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
