"""A channel in memory, which answers as a test says and keeps what it accepted."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from compliance.domain.delivery import Answer, Result
from compliance.notify.protocol import Channel, Letter

ACCEPTED = Answer(Result.ACCEPTED, "250 OK")


@dataclass
class Postbox:
    """A channel in memory: keeps the letters it accepts, answers as scripted per recipient, else accepts.

    `record` says whether it can be asked later what it accepted. `before` is called with each letter, outside any lock.
    """

    name: str = "postbox"
    record: bool = False
    letters: list[Letter] = field(default_factory=list)
    script: defaultdict[str, deque[Answer]] = field(default_factory=lambda: defaultdict(deque))
    always: dict[str, Answer] = field(default_factory=dict)
    before: Callable[[Letter], None] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def channel_for(self, recipient: str) -> Channel:
        """The switchboard of an office that has this one channel."""
        return self

    def fault(self, address: str) -> str | None:
        """Any address will do."""
        return None

    def deliver(self, letter: Letter) -> Answer:
        """Answer as scripted."""
        if self.before is not None:
            self.before(letter)
        with self._lock:
            queue = self.script[letter.recipient]
            answer = queue.popleft() if queue else self.always.get(letter.recipient, ACCEPTED)
            if answer.result is Result.ACCEPTED:
                self.letters.append(letter)
        return answer

    def probe(self) -> Answer:
        """Somebody is there."""
        return ACCEPTED

    def record_of(self, key: str) -> bool | None:
        """What was accepted, where a record is kept."""
        return key in [letter.key for letter in self.letters] if self.record else None

    def close(self) -> None:
        """Nothing is held open."""
