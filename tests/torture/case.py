"""What T6 remembers by itself of one recommendation: every act that was done to it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from compliance.domain.evidence import Judgement
from compliance.domain.outcomes import Outcome
from compliance.domain.recommendations import Response


@dataclass
class Case:
    """A recommendation as the acts made it, without asking the office; `due_on` None is open-ended.

    `dates` are those of its versions, `granted` the versions that gave what was asked for, `left` the day wished for in
    a last request that an outcome overtook, `refused` the number and the day of a request that was refused and not
    answered anew; `clock` and `stage` (its number) are those of a stage of a statutory clock.
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
    response: Response | None = Response.AGREED
    proposed_on: date = date.max
    clock: str = ""
    stage: int = 0

    def moved(self, kind: str, due_on: date | None) -> None:
        """A version of its deadline was written; one that waited gets its original date with its first one (D2)."""
        self.versions.append(kind)
        self.due_on = due_on
        self.dates.append(due_on)
        self.original_due_on = self.original_due_on or due_on
        self.asks_again()

    def overtaken_by_date(self, before: date | None, today: date) -> None:
        """A proposal that it was not done, made when its date had passed, falls with a date to come or with none."""
        late = before is not None and before < self.proposed_on
        still = self.due_on is not None and self.due_on < today
        refused = self.response is Response.REFUSED
        if self.proposed is Outcome.NOT_SATISFIED and late and not (still or refused):
            self.overtaken()

    def ends(self, *more: Outcome) -> tuple[Outcome, ...]:
        """The outcomes that need a second person, with more: what was refused is never one that ceased (E3)."""
        ceased = () if self.response is Response.REFUSED else (Outcome.CEASED,)
        return (*more, Outcome.NOT_SATISFIED, *ceased)

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
        """Whether a piece judged sufficient since it was last opened again came after all that was insufficient.

        Days are as fine as this office's clock goes: what came on one day came together.
        """
        bad = [each for each in self.pieces if each[1] is Judgement.INSUFFICIENT]
        return any(
            said is Judgement.SUFFICIENT
            and (self.reopened_on is None or judged > self.reopened_on)
            and all(came > other and judged >= then for other, _, then in bad)
            for came, said, judged in self.pieces
        )

    def judged(self, judgement: Judgement, today: date) -> None:
        """The oldest piece that waits is judged."""
        at = next(at for at, (_, said, _) in enumerate(self.pieces) if said is Judgement.WAITING)
        self.pieces[at] = (self.pieces[at][0], judgement, today)
        self.evidence_waiting -= 1

    def opened_again(self, today: date) -> None:
        """Its outcome is withdrawn: what that judged waits once more (E2); here, what was judged on its day."""
        for at, (came, said, then) in enumerate(self.pieces):
            if said in (Judgement.SUFFICIENT, Judgement.INSUFFICIENT) and then == self.recorded_on:
                self.pieces[at] = (came, Judgement.WAITING, then)
                self.evidence_waiting += 1
        self.outcome = self.recorded_on = self.completed_on = None
        self.reopened_on = today

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
