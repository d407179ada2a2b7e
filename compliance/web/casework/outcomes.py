"""Acts about what became of a recommendation: satisfied by one person, anything else by two (E3, E6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from compliance.domain.outcomes import NEEDS_TWO, Ending, Outcome
from compliance.domain.people import Permission
from compliance.domain.recommendations import Response
from compliance.domain.words import is_blank
from compliance.runtime import Installation
from compliance.usecases.case_pieces import CaseView, RecommendationView
from compliance.usecases.propose_outcome import approve, decline, propose, take_back
from compliance.usecases.record_outcome import record_outcome
from compliance.web.casework.acts import Act, Ask, Doing, Field
from compliance.web.forms import Entered

WORDS = {
    Outcome.NOT_SATISFIED: "Remedy not complete and not satisfied",
    Outcome.CEASED: "Ceased: unachievable or disproportionate",
}
APPROVE, DECLINE = "approve", "decline"


def _open(about: RecommendationView) -> bool:
    return about.closed_on is None


def _satisfied_fields(_office: Installation, _case: CaseView, _about: RecommendationView) -> tuple[Field, ...]:
    return (
        Field(
            "completed_on",
            "Day on which the authority completed it",
            "the day on which the authority completed it",
            Ask.DAY,
            "On time or late is computed from it.",
        ),
        Field("reason", "Reason", "the reason", Ask.TEXT, "Needed where no evidence is on record.", required=False),
    )


def _satisfied(doing: Doing) -> None:
    today, actor = doing.moment.today, doing.moment.actor
    ending = Ending(Outcome.SATISFIED, today, actor, doing.day("completed_on"), doing.words("reason"))
    record_outcome(doing.session, doing.office.rulebook, doing.moment, doing.reference, ending)


def _may_be_proposed(about: RecommendationView) -> bool:
    waits = about.evidence_waiting or about.request or about.proposal
    return _open(about) and not about.clock and not waits


def _propose_fields(_office: Installation, _case: CaseView, about: RecommendationView) -> tuple[Field, ...]:
    refused = about.response is Response.REFUSED
    possible = [outcome for outcome in Outcome if outcome in NEEDS_TWO and not (refused and outcome is Outcome.CEASED)]
    options = tuple((outcome.value, WORDS[outcome]) for outcome in possible)
    before = tuple((outcome.value, words) for outcome, words in WORDS.items())
    return (
        Field("outcome", "Outcome", "the outcome", Ask.RADIOS, options=options, before=before),
        Field(
            "reason", "Reason", "the reason", Ask.TEXT, "The second person reads it; it is recorded with the outcome."
        ),
    )


def _propose(doing: Doing) -> None:
    about = (doing.session, doing.office.rulebook, doing.moment, doing.reference)
    propose(*about, Outcome(doing.words("outcome")), doing.words("reason"))


def _decide_fields(_office: Installation, _case: CaseView, _about: RecommendationView) -> tuple[Field, ...]:
    options = ((APPROVE, "Approve: it is recorded with both names"), (DECLINE, "Decline: it stays open"))
    return (
        Field("decision", "Decision", "whether to approve the outcome", Ask.RADIOS, options=options),
        Field("reason", "Reason, if declined", "the reason", Ask.TEXT, "Whoever proposed it reads it.", required=False),
    )


def why_declined(values: Mapping[str, Any], form: Entered) -> None:
    """Whoever does not approve an outcome says why (E3)."""
    if values["decision"] == DECLINE and is_blank(values["reason"]):
        form.fault("reason", "Enter why you do not approve it: whoever proposed it reads that")


def _decide(doing: Doing) -> None:
    if doing.words("decision") == DECLINE:
        decline(doing.session, doing.office.rulebook, doing.moment, doing.reference, doing.words("reason"))
        return
    approve(doing.session, doing.office.rulebook, doing.moment, doing.reference)


def _take_back_fields(_office: Installation, _case: CaseView, _about: RecommendationView) -> tuple[Field, ...]:
    return (Field("reason", "Reason", "the reason", Ask.TEXT, "Why the outcome is not proposed any more."),)


def _take_back(doing: Doing) -> None:
    take_back(doing.session, doing.moment, doing.reference, doing.words("reason"))


def _proposer(about: RecommendationView) -> str:
    return about.proposal.proposed_by if about.proposal else ""


OUTCOME_ACTS = (
    Act(
        "satisfied",
        "Record that it is satisfied",
        Permission.RECORD_OUTCOMES,
        "Record the outcome",
        lambda about: _open(about) and not about.clock,
        _satisfied_fields,
        _satisfied,
        "It is satisfied and closed; the authority is told in writing.",
        group="Outcome",
    ),
    Act(
        "propose-outcome",
        "Propose not satisfied, or ceased",
        Permission.RECORD_OUTCOMES,
        "Propose the outcome",
        _may_be_proposed,
        _propose_fields,
        _propose,
        "The outcome is proposed; it waits for a second person to approve it.",
        "It needs a second person. Evidence, more time or another outcome that comes before withdraws the proposal.",
        group="Outcome",
    ),
    Act(
        "decide-outcome",
        "Approve or decline the proposed outcome",
        Permission.APPROVE_OUTCOMES,
        "Record the decision",
        lambda about: _open(about) and not about.clock and about.proposal is not None,
        _decide_fields,
        _decide,
        "The decision on the outcome is recorded.",
        group="Outcome",
        never_by=_proposer,
        together=why_declined,
        afresh=True,
    ),
    Act(
        "take-back-outcome",
        "Take the proposed outcome back",
        Permission.RECORD_OUTCOMES,
        "Take it back",
        lambda about: _open(about) and about.proposal is not None,
        _take_back_fields,
        _take_back,
        "The proposed outcome is taken back; the recommendation stays open.",
        group="Outcome",
        only_by=_proposer,
    ),
)
