"""The channel of phone numbers at an office that sends no text messages."""

from __future__ import annotations

from compliance.domain.delivery import Answer, Result
from compliance.notify.protocol import Letter

EXPECTED_MAIL = "an e-mail address: this office sends no text messages (notify.yaml, AMENDS_NOTIFY_API_KEY)"


class NoTextMessages:
    """The channel of phone numbers where the office has none: nothing is lost, each message waits."""

    name = "sms"

    def deliver(self, letter: Letter) -> Answer:
        """Refuse for now: it is the office's matter, no recipient's."""
        return Answer(Result.REFUSED_FOR_NOW, f"expected {EXPECTED_MAIL}", unreachable=True)

    def record_of(self, key: str) -> bool | None:
        """Nothing was ever handed to anybody here, but what an earlier setting did nobody knows."""
        return None

    def probe(self) -> Answer:
        """Nobody is there."""
        return Answer(Result.REFUSED_FOR_NOW, f"expected {EXPECTED_MAIL}", unreachable=True)

    def close(self) -> None:
        """Nothing is held open."""
