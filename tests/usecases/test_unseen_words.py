"""A reason or a name that nobody can see is none, wherever words are asked for (D6, D7, E2, E3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import pytest

from compliance.domain.authorities import Role
from compliance.domain.errors import Refused
from compliance.domain.evidence import Judgement
from compliance.domain.outcomes import Ending, Outcome
from compliance.domain.recommendations import Response
from compliance.store.engine import Session
from compliance.usecases import change_deadline, propose_outcome, request_extension, stop_clock
from compliance.usecases.add_note import add_note
from compliance.usecases.assign_caseworker import assign_caseworker
from compliance.usecases.case_records import EvidencePiece, Extension
from compliance.usecases.change_closures import NewClosure
from compliance.usecases.change_contacts import rename_contact, retire_contact
from compliance.usecases.hand_over import hand_over
from compliance.usecases.hold import lift_hold, place_hold
from compliance.usecases.link_cases import link_cases
from compliance.usecases.manage_address import restore_address
from compliance.usecases.manage_tasks import finish_task
from compliance.usecases.record_answer import record_answer
from compliance.usecases.record_outcome import record_outcome
from compliance.usecases.reopen import reopen, resend
from compliance.usecases.review_evidence import review_evidence, waiting_evidence
from compliance.usecases.settle_message import Settlement, settle_message
from compliance.usecases.submit_evidence import submit_evidence
from tests.support.world import World

ONE, DONE, HELD, OPEN = "23 001-1", "23 001-2", "23 001-3", "23 001-4"
UNSEEN = "\u200b\u2060\N{SOFT HYPHEN}\ufeff"
TODAY, SOON, LATER = date(2024, 4, 2), date(2024, 4, 20), date(2024, 7, 1)
Act = Callable[["Doing", str], object]


@dataclass(frozen=True)
class Doing:
    """Somebody at work in an office."""

    office: World
    session: Session

    def on(self, what: Callable[..., object], *given: object) -> object:
        """Do it with the office's rules, at this moment."""
        return what(self.session, self.office.rulebook, self.office.moment, *given)

    def now(self, what: Callable[..., object], *given: object) -> object:
        """Do it at this moment."""
        return what(self.session, self.office.moment, *given)

    def ends(self, reason: str, by: str = "Kim", second: str = "Dee") -> object:
        """Record that one was not complied with."""
        return self.on(record_outcome, ONE, Ending(Outcome.NOT_SATISFIED, TODAY, by, None, reason, second))

    def extends(self, reason: str, agreed_by: str) -> object:
        """Give one more time."""
        return self.on(change_deadline.extend, ONE, Extension(TODAY, LATER, reason, agreed_by))

    def asks(self, reason: str, asked_by: str) -> object:
        """The authority asks for more time."""
        request = request_extension.Request(LATER, reason, asked_by, TODAY)
        return self.on(request_extension.ask, ONE, request)

    def lacks(self, missing: str) -> object:
        """What came lacks something."""
        (piece,) = waiting_evidence(self.session, OPEN)
        return self.on(review_evidence, OPEN, piece, Judgement.INSUFFICIENT, missing)

    def declines(self, reason: str) -> None:
        """The second person does not agree."""
        moment = replace(self.office.moment, actor="Dee")
        propose_outcome.decline(self.session, self.office.rulebook, moment, HELD, reason)


ACTS: dict[str, Act] = {
    "extend, why": lambda at, words: at.extends(words, "Kim"),
    "extend, agreed by": lambda at, words: at.extends("flood", words),
    "ask for time, why": lambda at, words: at.asks(words, "Ann"),
    "ask for time, asked by": lambda at, words: at.asks("flood", words),
    "stop the clock": lambda at, words: at.on(stop_clock.stop, ONE, "legal_proceedings", words, "Kim"),
    "hold": lambda at, words: at.on(place_hold, ONE, SOON, words),
    "lift the hold": lambda at, words: at.now(lift_hold, HELD, words),
    "send anew, why": lambda at, words: at.on(resend, ONE, words, "Kim"),
    "send anew, by": lambda at, words: at.on(resend, ONE, "lost", words),
    "open again": lambda at, words: at.on(reopen, DONE, words, "Kim"),
    "propose": lambda at, words: at.on(propose_outcome.propose, ONE, Outcome.NOT_SATISFIED, words),
    "decline": lambda at, words: at.declines(words),
    "take back": lambda at, words: at.now(propose_outcome.take_back, HELD, words),
    "outcome, why": lambda at, words: at.ends(words),
    "outcome, recorded by": lambda at, words: at.ends("nothing came", words),
    "outcome, approved by": lambda at, words: at.ends("nothing came", "Kim", words),
    "evidence, note": lambda at, words: at.on(submit_evidence, ONE, EvidencePiece(TODAY, "Ann", words)),
    "evidence, from": lambda at, words: at.on(submit_evidence, ONE, EvidencePiece(TODAY, words, "the letter")),
    "what is missing": lambda at, words: at.lacks(words),
    "refuse": lambda at, words: at.now(record_answer, OPEN, Response.REFUSED, words),
    "note": lambda at, words: at.now(add_note, ONE, words),
    "caseworker": lambda at, words: at.now(assign_caseworker, ONE, words),
    "another caseworker": lambda at, words: at.now(assign_caseworker, HELD, "Kim", words),
    "hand over": lambda at, words: at.now(hand_over, "Cas", "Kim", words),
    "new case": lambda at, words: at.now(link_cases, "23 001", "25 001", words),
    "settle": lambda at, words: at.on(settle_message, "no-such-key", Settlement.SENT, words),
    "restore an address": lambda at, words: at.on(restore_address, "ann@e1.example", words),
    "a task is done": lambda at, words: at.now(finish_task, 1, words),
    "rename": lambda at, words: at.now(rename_contact, "E1", "ann@e1.example", words),
    "retire": lambda at, words: at.on(retire_contact, "E1", Role.LINK_OFFICER, "ann@e1.example", words),
    "a closing day": lambda at, words: NewClosure("E1", SOON, words).worked_out(
        at.session, at.office.rulebook, at.office.moment
    ),
    "what is to be done": lambda at, words: at.office.log("23 001-9", action=words),
}


@pytest.fixture
def busy(office: World) -> World:
    """An office with one that is open, one that has its outcome, one on hold with a proposal, one with evidence."""
    for reference in (ONE, DONE, HELD):
        office.log(reference)
    office.log(OPEN, response=None)
    office.evidence(OPEN)
    with office.writing() as session:
        at = Doing(office, session)
        at.on(place_hold, HELD, SOON, "bereavement")
        at.on(propose_outcome.propose, HELD, Outcome.CEASED, "nothing came of it")
        at.now(assign_caseworker, HELD, "Cas")
    office.end(DONE)
    return office


@pytest.mark.parametrize("act", ACTS.values(), ids=list(ACTS))
def test_words_that_nobody_sees_are_none(busy: World, act: Act) -> None:
    refused = []
    for words in ("  ", UNSEEN):
        with pytest.raises(Refused) as refusal, busy.writing() as session:
            act(Doing(busy, session), words)
        refused.append(str(refusal.value))
    assert refused[0] == refused[1]
