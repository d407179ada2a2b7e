"""Write to an authority's chief executive about an overdue recommendation, as a casework manager decides (R1, R2)."""

from __future__ import annotations

import json
from datetime import date

from compliance.domain.authorities import Contact, reach
from compliance.domain.errors import Refused
from compliance.domain.history import Happening
from compliance.domain.moment import Moment, day_in_words
from compliance.domain.office import Rulebook
from compliance.domain.recommendations import Kind
from compliance.domain.reminders import letter_refused
from compliance.store import addresses, authorities, cases, events, sending, steps
from compliance.store.authorities import Answering
from compliance.store.engine import Session
from compliance.usecases.choose_steps import situation
from compliance.usecases.open_recommendation import Found, find, ladder_of, plan_notice, say
from compliance.usecases.set_aside_letter import written_again

NOTICE = "chief_executive"
LONGEST_WORDS = 4_000


def write_to_chief_executive(
    session: Session, rulebook: Rulebook, moment: Moment, reference: str, words: str = ""
) -> date:
    """Plan the letter, to be sent on the next working day by the same promise as every message (R2); gives that day.

    `words` are the manager's own, put into the office's template. Whatever stops messages stops this one: evidence that
    waits, a hold, the outcome (R4). Raises NotFound; Refused for a closed recommendation, for history (R7), for one
    that is not overdue, while a letter is under way or would be held back, for too many words, for words about a
    personal remedy, which do not travel by mail (K), and where no chief executive can be written to (R6).
    """
    found = find(session, reference)
    said = words.strip()
    require_letter(session, found, moment.today, words)
    answers = who_answers(session, found, moment.today)
    if not whom(session, rulebook, found, answers):
        raise Refused(_nobody(answers))
    number = 1 + sum(
        link.entry.kind is Happening.CHIEF_EXECUTIVE_WRITTEN_TO
        for link in events.stream(session, events.recommendation_stream(reference))
    )
    facts = facts_of(words, moment.actor)
    plan_notice(session, rulebook, moment, found, NOTICE, name=f"{NOTICE}-{number}", facts=facts)
    written_again(session, reference, moment.today)
    say(session, moment, reference, Happening.CHIEF_EXECUTIVE_WRITTEN_TO, {"words": said})
    return rulebook.calendar.on_or_after(max(moment.today, found.record.live_from or moment.today))


def require_letter(session: Session, found: Found, today: date, words: str) -> None:
    """Raise Refused where there can be no such letter about an open recommendation, or not with these words."""
    record, said, reference = found.record, words.strip(), found.record.reference
    if record.live_from is None:
        raise Refused(f"recommendation {reference!r} is history, which never causes a message")
    row = sending.as_a_notice(session, found.id, NOTICE, facts_of("", ""))
    under_way = steps.notices_under_way(session, NOTICE, [found.id]).get(found.id)
    refused = letter_refused(situation(row), record.due_on, today, under_way=under_way)
    if refused:
        raise Refused(refused)
    if said and record.kind == Kind.PERSONAL_REMEDY:
        raise Refused(f"words: {reference!r} is a personal remedy; the letter about it goes without words of your own")
    if len(said) > LONGEST_WORDS:
        raise Refused(f"words: expected at most {LONGEST_WORDS:,} letters, not {len(said):,}")


def who_answers(session: Session, found: Found, today: date) -> Answering:
    """The authority that answers today (S8)."""
    code = cases.authority_of(session, found.decision).code
    return authorities.who_answer(session, [code], today)[code]


def whom(session: Session, rulebook: Rulebook, found: Found, answers: Answering) -> list[Contact]:
    """Who gets it at the authority that answers; nobody else gets what a manager means for them (R6)."""
    roles = rulebook.told(NOTICE, ladder_of(session, rulebook, found).name)
    return reach(answers.contacts, roles, addresses.stopped(session))


def _nobody(answers: Answering) -> str:
    """Why no such letter can be written, naming the authority that answers today."""
    if answers.closed_on is not None:
        closed = day_in_words(answers.closed_on)
        return f"no chief executive can be written to: {answers.code} closed on {closed} and nobody took over"
    return f"no chief executive of {answers.code} can be written to: add one with a working address first"


def facts_of(words: str, by: str) -> str:
    """What only this letter has, as it is stored with its step."""
    return json.dumps({"words": words.strip(), "by": by})
