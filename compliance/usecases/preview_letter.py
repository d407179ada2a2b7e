"""Show the letter to a chief executive as it will read, before anybody sends it (rules R1 and K); nothing is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from compliance.domain.authorities import Role
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.notify.protocol import Composer
from compliance.store import authorities, sending
from compliance.store.engine import Session
from compliance.usecases.compose_message import digest
from compliance.usecases.open_recommendation import find, ladder_of
from compliance.usecases.write_to_chief_executive import NOTICE, facts_of, require_letter, who_answers, whom


@dataclass(frozen=True)
class Preview:
    """A letter before it is sent: to whom, none where nobody can be written to, on which day, and what it says."""

    to: tuple[str, ...]
    on: date
    subject: str
    text: str


@dataclass(frozen=True)
class _Unsent:
    """What the composer needs to know of a message that is not there yet."""

    key: str
    recipient: str
    recipient_name: str
    recipient_role: str
    authority_id: int
    authority_name: str


def preview_letter(
    session: Session, rulebook: Rulebook, composer: Composer, moment: Moment, reference: str, words: str = ""
) -> Preview:
    """The letter as it would go out with these words of the manager's; raises as `write_to_chief_executive` does."""
    found = find(session, reference, lock=False)
    require_letter(session, found, moment.today, words)
    ladder = ladder_of(session, rulebook, found).name
    row = sending.as_a_notice(session, found.id, NOTICE, facts_of(words, moment.actor), ladder)
    answers = who_answers(session, found, moment.today)
    people = whom(session, rulebook, found, answers)
    first = people[0] if people else None
    on = rulebook.calendar.on_or_after(max(moment.today, found.record.live_from or moment.today))
    message = _Unsent(
        key="",
        recipient=first.address if first else "",
        recipient_name=first.name if first else "",
        recipient_role=first.role.value if first else Role.CHIEF_EXECUTIVE.value,
        authority_id=answers.id,
        authority_name=authorities.name_of(session, answers.code),
    )
    letter = composer.compose(digest(session, rulebook, message, [row], on))
    to = tuple(f"{each.name or each.role.value.replace('_', ' ')} ({each.address})" for each in people)
    return Preview(to, on, letter.subject, letter.text)
