"""T6: all use cases in random order, with crashes between them; after every act everything must hold."""

from __future__ import annotations

import traceback
from collections import Counter
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy.exc import SQLAlchemyError

from compliance.domain.errors import AmendsError
from tests.torture.act_tables import Act, Move
from tests.torture.every_act import EVERY_ACT, EVERY_MOVE
from tests.torture.invariants import INVARIANTS, Invariant
from tests.torture.life import Chance, Life
from tests.torture.promises import Promise, promise
from tests.torture.site import Site
from tests.torture.stage_acts import takes

FULL = {"SQLite": (60, 40), "PostgreSQL": (15, 40)}  # examples, acts in each
QUICK = {"SQLite": (12, 30), "PostgreSQL": (3, 30)}
SLOW_EVERY = 10
REFUSED = "refused"
SUCCEEDS = Invariant("whatever is allowed can be done", lambda _: iter(()))


class NotHeld(AssertionError):
    """An invariant was broken."""

    def __init__(self, broken: Invariant, faults: list[str]) -> None:
        self.broken = broken
        self.faults = faults
        super().__init__(f"{broken.promised}: {'; '.join(faults[:3])}")


def interleave(site: Site) -> list[Promise]:
    """Run the machine on one kind of database; one line for each invariant."""
    examples, steps = (FULL if site.full else QUICK)[site.kind]
    site.say(f"T6: {examples} lives of up to {steps} acts")
    done: Counter[str] = Counter()
    failed: NotHeld | None = None
    try:
        live(site, examples, steps, done)
    except NotHeld as broken:
        failed = broken
        site.say("".join(traceback.format_exception(broken)))
    letters = done.pop("letters", 0)
    acts = sum(done.values())
    kinds = len(EVERY_ACT) + len(EVERY_MOVE)
    words = f"{examples} lives, {acts:,} acts of {kinds} kinds in random order, {letters} letters"
    return [
        promise(
            "T6",
            site.kind,
            words,
            each.promised,
            failed.faults if failed is not None and failed.broken is each else [],
            _how_often(each, acts, examples),
        )
        for each in (SUCCEEDS, *INVARIANTS)
    ]


def _how_often(each: Invariant, acts: int, lives: int) -> str:
    if each.end:
        return f"held at the end of each of {lives} lives"
    return f"held after every tenth of {acts:,} acts, and last" if each.slow else f"held after each of {acts:,} acts"


def live(site: Site, examples: int, steps: int, done: Counter[str]) -> None:
    """Let hypothesis live that many lives; raises NotHeld with the shortest life it found that breaks something."""
    machine = seed(site.seed)(_machine(site, done))
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            print_blob=False,
            suppress_health_check=list(HealthCheck),
        ),
    )


def _machine(site: Site, done: Counter[str]) -> type[RuleBasedStateMachine]:
    """A machine with a rule for each line of the tables."""

    def begin(self: Any) -> None:
        RuleBasedStateMachine.__init__(self)
        self.life = Life(site)
        self.done = done

    def end(self: Any) -> None:
        done["letters"] += len(self.life.delivered)
        try:
            _look(self.life, slow=True, end=True)
        finally:
            self.life.end()

    def holds(self: Any) -> None:
        self.looks = getattr(self, "looks", 0) + 1
        _look(self.life, slow=self.looks % SLOW_EVERY == 0)

    body: dict[str, Any] = {"__init__": begin, "teardown": end, "holds": invariant()(holds)}
    body |= {act.name: _act_rule(act) for act in EVERY_ACT}
    body |= {f"{move.name}_{number}": _move_rule(move) for move in EVERY_MOVE for number in range(1, move.often + 1)}
    return type("Interleavings", (RuleBasedStateMachine,), body)


def _look(life: Life, *, slow: bool, end: bool = False) -> None:
    for each in INVARIANTS:
        left_out = (each.slow and not slow) or (each.end and not end)
        if not left_out and (faults := list(each.faults(life))):
            raise NotHeld(each, faults)


def _try(name: str, act: Callable[[], None], *, refusable: bool) -> bool:
    """Do it; whether it was done, which what may be refused need not be."""
    try:
        act()
    except (AmendsError, SQLAlchemyError) as error:
        if refusable and isinstance(error, AmendsError) and len(str(error).splitlines()) == 1:
            return False
        raise NotHeld(SUCCEEDS, [f"{name}: {error}"]) from error
    return True


def _act_rule(act: Act) -> Callable[..., None]:
    def fits(self: Any) -> list[str]:
        cases = self.life.cases.items()
        return [name for name, case in cases if takes(act.name, case) and act.fits(self.life, case)]

    def do(self: Any, data: Any) -> None:
        chance = Chance(data.draw)
        case = self.life.cases[chance.pick(fits(self))]
        done = _try(act.name, lambda: act.do(self.life, case, chance), refusable=act.refusable)
        if done:
            case.happened.update(act.says)
        self.life.changed()
        self.done[act.name if done else REFUSED] += 1

    do.__name__ = act.name
    return precondition(lambda self: bool(fits(self)))(rule(data=st.data())(do))


def _move_rule(move: Move) -> Callable[..., None]:
    def do(self: Any, data: Any) -> None:
        done = _try(move.name, lambda: move.do(self.life, Chance(data.draw)), refusable=move.refusable)
        self.life.changed()
        self.done[move.name if done else REFUSED] += 1

    do.__name__ = move.name
    return precondition(lambda self: move.may(self.life))(rule(data=st.data())(do))
