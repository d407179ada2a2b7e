"""A recommendation and all that may happen to its date, as tests of the letters about it need them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from compliance.domain.address_health import Severity
from compliance.domain.authorities import Contact, Role
from compliance.domain.deadlines import fixed
from compliance.domain.errors import Refused
from compliance.domain.recommendations import Kind
from compliance.domain.returned import Returned
from compliance.store import cases
from compliance.usecases.change_calendar import apply, preview
from compliance.usecases.change_closures import NewClosure
from compliance.usecases.change_deadline import correct, reverse_extension
from compliance.usecases.explain import explain
from compliance.usecases.forecast import forecast
from compliance.usecases.hold import place_hold
from compliance.usecases.manage_authority import add_contact, close_authority
from compliance.usecases.reopen import reopen, resend
from compliance.usecases.request_extension import Request, ask
from compliance.usecases.stop_clock import restart, stop
from tests.support.world import ONE_DAY, World, day

CHANGED_ON = date(2024, 4, 11)


@dataclass
class Followed:
    """A recommendation to an authority of its own, whose date was counted from the completion of another."""

    world: World
    code: str
    done: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Its reference."""
        return f"{self.code}-1"

    @property
    def other(self) -> str:
        """That of the recommendation whose completion dated it."""
        return f"{self.code}-2"

    @property
    def due_on(self) -> date | None:
        """The date in force."""
        with self.world.store.reading() as session:
            record = cases.recommendation(session, self.name)
            assert record is not None
            return record.due_on

    def act(self, use_case: Callable[..., Any], *words: Any, about: str = "") -> None:
        """One use case today, in a transaction of its own."""
        with self.world.writing() as session:
            use_case(session, self.world.rulebook, self.world.moment, about or self.name, *words)

    def why(self, words: str) -> str:
        """A reason nobody else gives, which the letter is to say."""
        self.done.append(f"{words} {len(self.done)}")
        return self.done[-1]


def extend(case: Followed) -> None:
    """More time, a week of it."""
    case.world.extend(case.name, (case.due_on or CHANGED_ON) + timedelta(days=7), case.why("flood"))


def reverse(case: Followed) -> None:
    """More time is taken back."""
    case.act(reverse_extension, case.why("wrong case"), "Kim")


def corrected(case: Followed) -> None:
    """Another date was meant."""
    to = date(2024, 6, 20) if case.due_on != date(2024, 6, 20) else date(2024, 6, 21)
    case.act(correct, fixed(to, case.world.rulebook.calendar, "corrected"), case.why("typed wrongly"), "Kim")


def calendar(case: Followed) -> None:
    """A new closing day that moves the date."""
    closed = date(2024, 4, 15) + timedelta(days=len(case.done))
    change, before = NewClosure(case.code, closed, "Founders' Day"), case.due_on
    with case.world.writing() as session:
        seen = preview(session, case.world.rulebook, case.world.moment, change)
        given = {"expected": seen.digest, "reason": case.why("new closing day")}
        apply(session, case.world.rulebook, case.world.moment, change, **given)
    if case.due_on == before:
        raise Refused("nothing moved")


def stopped(case: Followed) -> None:
    """The clock stands still."""
    case.act(stop, "legal_proceedings", case.why("judicial review"), "Kim")


def restarted(case: Followed) -> None:
    """The clock runs again."""
    case.act(restart, case.why("court decided"), "Kim")


def opened(case: Followed) -> None:
    """An outcome is withdrawn."""
    case.act(reopen, case.why("payment came back"), "Kim")


def ended(case: Followed) -> None:
    """It is recorded as satisfied."""
    case.world.end(case.name)


def ended_and_opened(case: Followed) -> None:
    """The same, and withdrawn before anybody was told."""
    case.world.end(case.name)
    opened(case)


def sent_anew(case: Followed) -> None:
    """The same once more."""
    case.act(resend, "she never got it", "Kim")


def waits_again(case: Followed) -> None:
    """What dated it is opened again."""
    before = case.due_on
    case.act(reopen, "not so", "Kim", about=case.other)
    if case.due_on == before:
        raise Refused("nothing moved")


def dated(case: Followed) -> None:
    """What it waits for is done."""
    case.world.end(case.other)
    if case.due_on is None:
        raise Refused("nothing moved")


SAID: dict[Callable[[Followed], None], str] = {
    extend: "We have agreed to more time.",
    reverse: "The extra time we had agreed to no longer applies.",
    corrected: "The due date we gave before was wrong, and we have corrected it.",
    calendar: "The calendar of working days has changed, and the due date with it.",
    stopped: "We have stopped the clock on this remedy.",
    restarted: "The clock on this remedy, which was stopped, runs again.",
    opened: "We have opened this recommendation again",
    ended_and_opened: "This recommendation is still open",
    sent_anew: "",
    waits_again: "What this remedy was waiting for no longer counts as done",
    dated: "What this remedy was waiting for has happened, so it has a due date now.",
}
# What has to be so, and to have been told, before a change can be made.
BEFORE: dict[Callable[[Followed], None], Callable[[Followed], None]] = {
    dated: waits_again,
    reverse: extend,
    restarted: stopped,
    opened: ended,
}


def foretold(world: World) -> dict[str, list[str]]:
    """What the forecast says goes out today, by recommendation (R8)."""
    with world.store.reading() as session:
        coming = forecast(session, world.rulebook, world.moment, world.today, world.today)
    items = [item for each in coming for item in each.items]
    return {
        name: [x["step"] for x in items if x["recommendation"] == name] for name in {x["recommendation"] for x in items}
    }


def told(world: World, name: str) -> list[str]:
    """The letters about it since the changes."""
    found = [about for sent, _, abouts in world.mail() for about in abouts if sent >= CHANGED_ON.isoformat()]
    return [about.removeprefix(f"{name} ") for about in found if about.startswith(f"{name} ")]


def why(case: Followed) -> str:
    """What explain says of the newest letter about its date."""
    with case.world.store.reading() as session:
        steps: Any = explain(session, case.world.rulebook, case.world.moment, case.name)["steps"]
    return str([each["why"] for each in steps if each["step"] == "deadline_changed"][-1])


def letters(world: World) -> list[str]:
    """The text of every letter so far, each on one line."""
    return [" ".join(each.text.split()) for each in world.postbox.letters]


def hold(case: Followed, until: str) -> None:
    """Nothing is chased until then."""
    case.act(place_hold, day(until), "officer bereaved")


def ask_for_time(case: Followed, wished_on: str) -> None:
    """The authority asks for more time."""
    case.act(ask, Request(day(wished_on), "holidays", "Ann", case.world.today))


def correct_to(case: Followed, due_on: str) -> None:
    """Another date was meant."""
    case.act(correct, fixed(day(due_on), case.world.rulebook.calendar, "corrected"), case.why("typed wrongly"), "Kim")


def comes_back(world: World, address: str, day_of: str) -> None:
    """The message that went to an address on that day comes back, for good."""
    (key,) = [each["key"] for each in world.messages(recipient=address) if each["day"] == day_of]
    world.report(Returned(key, address, Severity.HARD, "5.1.1", "User unknown", "folder", world.moment.now))


def of_one_contact(world: World) -> Followed:
    """A recommendation to an authority with one link officer, who was told of it as new on 2 April."""
    world.authority("E1", {"link_officer": "ann@e1.example"})
    world.decision("23 001", "E1")
    world.log("23 001-1", kind=Kind.SERVICE_IMPROVEMENT)
    world.run()
    world.today = CHANGED_ON
    return Followed(world, "23 001")


def somebody_comes(case: Followed) -> None:
    """The authority names another link officer, Una."""
    world, una = case.world, Contact(Role.LINK_OFFICER, "Una", "una@e1.example")
    with world.writing() as session:
        add_contact(session, world.rulebook, world.moment, "E1", una, lambda _: None)


def somebody_takes_over(case: Followed) -> None:
    """The authority closed yesterday, and Una answers for its successor."""
    world = case.world
    world.authority("S9", {"link_officer": "una@s9.example"})
    with world.writing() as session:
        close_authority(session, world.rulebook, world.moment, "E1", world.today - ONE_DAY, "S9")


def to_una(case: Followed) -> list[list[str]]:
    """The steps that Una was told of, message by message."""
    found = [items for _, who, items in case.world.mail() if who.startswith("una@")]
    return [[each.removeprefix(f"{case.name} ") for each in items] for items in found]
