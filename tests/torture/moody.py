"""A mail server in memory that is in every mood, keeps a book, and tells of it only while it is asked to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from compliance.domain.delivery import Answer, Result
from compliance.notify.protocol import DeliveryReport, Fate, Letter
from tests.support.postbox import ACCEPTED, Postbox

MOODS = ("accept", "accept", "later", "never", "swallow", "lose", "die before", "die after")


class Death(BaseException):
    """A sender's process ends here, as far as this process can play it: nothing of the product catches this."""


class MoodyPostbox(Postbox):
    """A mail server in memory that keeps a book; its moods are used up one a letter, then it accepts.

    `fates` are those of letters that are not under way any more, by key; `named` are those whose sender heard the
    name they have here.
    """

    def __init__(self) -> None:
        super().__init__()
        self.moods: list[str] = []
        self.book: list[Letter] = []
        self.fates: dict[str, Fate] = {}
        self.named: set[str] = set()

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
        if mood != "accept":
            return Answer(Result.UNKNOWN, "no answer")
        self.named.add(letter.key)
        return replace(ACCEPTED, reference=own_name(letter.key))

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Let it answer from its book for a while; at other times it keeps that to itself."""
        self.record = True
        try:
            yield
        finally:
            self.record = False

    def record_of(self, key: str) -> bool | None:
        """What it took."""
        return any(letter.key == key for letter in self.book) if self.record else None

    def report_of(self, key: str, reference: str) -> DeliveryReport | None:
        """What became of what it took; `reference` is not needed, for a letter has one name here."""
        taken = next((letter for letter in self.book if letter.key == key), None)
        return report(taken.key, taken.recipient, self.fates.get(key)) if self.record and taken else None


def own_name(key: str) -> str:
    """The mail server's own name for a letter."""
    return f"of {key}"


def report(key: str, recipient: str, fate: Fate | None) -> DeliveryReport:
    """The mail server's word on a letter; without a fate it is under way."""
    fate = fate or Fate.UNDER_WAY
    return DeliveryReport(key, own_name(key), recipient, fate, fate.value, "said the server", None, "a mail server")
