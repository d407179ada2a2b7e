"""Why an act cannot be done to a recommendation as it stands, in words: what is so, and what to do instead (R8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from compliance.domain.evidence import Judgement
from compliance.domain.outcomes import ProposalState
from compliance.usecases.case_pieces import RecommendationView
from compliance.usecases.overtake_proposal import BY_EVIDENCE
from compliance.usecases.take_back_letter import MENDS

Why = Callable[[RecommendationView], str]

# What may be done to one that has its outcome too.
OF_CLOSED = frozenset({"reopen", "new-case", "public-report", "note", "chief-executive"})


def why_not(act: str, about: RecommendationView) -> str:
    """Why the act of that name cannot be done, "" where nothing is known to stand in its way."""
    if about.closed_on is not None and act not in OF_CLOSED:
        return _closed(about)
    found = (reason(about) for reason in REASONS.get(act, ()))
    return next((reason for reason in found if reason), "")


def _closed(about: RecommendationView) -> str:
    outcome = about.outcome.outcome.value.replace("_", " ") if about.outcome else "ended"
    said = f"it was closed as {outcome} on {about.closed_on}"
    return f"{said}, and a stage that is over is not opened again" if about.clock else f"{said}: open it again first"


def _stage(instead: str) -> Why:
    return lambda about: f"it is a stage of a statutory clock: {instead}" if about.clock else ""


def _no_stage(about: RecommendationView) -> str:
    return "" if about.clock else "it is no stage of a statutory clock"


def _no_date(about: RecommendationView) -> str:
    return "" if about.due_on else "it has no due date now"


def _what_waits(about: RecommendationView) -> str:
    """What is decided before an outcome is proposed (E3)."""
    if about.evidence_waiting:
        return "evidence waits for a judgement: judge it first"
    if about.request:
        return f"more time was asked for, until {about.request.wished_on}: grant or refuse that first"
    return _proposed_already(about)


def _proposed_already(about: RecommendationView) -> str:
    if about.proposal is None:
        return ""
    outcome = about.proposal.outcome.value.replace("_", " ")
    return f"{about.proposal.proposed_by} proposed {outcome} already: that waits for a second person"


def _nothing_proposed(about: RecommendationView) -> str:
    """What became of the last proposal; what somebody typed about it stays in its case (K)."""
    if about.proposal is not None:
        return ""
    if not about.proposals:
        return "no outcome is proposed"
    last = about.proposals[-1]
    said = f"the outcome {last.outcome.value.replace('_', ' ')}, which {last.proposed_by} proposed,"
    if last.state is ProposalState.WITHDRAWN and last.decision_reason == BY_EVIDENCE:
        return f"{said} was overtaken on {last.decided_on}: evidence came before it was decided"
    return f"{said} was {last.state.value} on {last.decided_on}: the case says why"


def _no_request(about: RecommendationView) -> str:
    if about.request is not None:
        return ""
    if not about.requests:
        return "no request for more time waits for an answer"
    last = about.requests[-1]
    return f"the request for more time was {last.state} on {last.decided_on}"


def _asked_already(about: RecommendationView) -> str:
    if about.request is None:
        return ""
    return f"more time was asked for already, until {about.request.wished_on}: grant or refuse that"


def _told_already(about: RecommendationView) -> str:
    """Insufficient evidence can be judged again only until its letter is out (E2)."""
    if not any(piece.judgement is Judgement.INSUFFICIENT for piece in about.evidence):
        return ""
    return f"what is insufficient can be judged again only until the letter about it is out: {MENDS}"


def _withheld(what: str, *judgements: Judgement) -> Why:
    """What was sent for a personal remedy is judged by who may read it (K)."""
    said = f"{what} was sent for a personal remedy, and your role does not include reading it"
    return lambda about: said if any(x.withheld and x.judgement in judgements for x in about.evidence) else ""


def _no_wait(about: RecommendationView) -> str:
    return "" if about.wait else "its deadline waits for nothing"


def _always(words: str) -> Why:
    return lambda about: words


REASONS: Mapping[str, tuple[Why, ...]] = {
    "answer": (_stage("nobody accepts or refuses it"), _always("the authority has agreed already")),
    "judge": (_withheld("what waits", Judgement.WAITING), _always("no evidence waits for a judgement")),
    "judge-again": (
        _told_already,
        _withheld("what was judged", Judgement.SUFFICIENT, Judgement.INSUFFICIENT),
        _always("no evidence has been judged, so there is nothing to take back"),
    ),
    "satisfied": (_stage("record that the stage was complied with"),),
    "propose-outcome": (_stage("propose that the stage was not complied with"), _what_waits),
    "decide-outcome": (_stage("decide on the stage"), _nothing_proposed),
    "take-back-outcome": (_nothing_proposed,),
    "stage-done": (_no_stage,),
    "stage-failed": (_no_stage, _what_waits),
    "decide-stage": (_no_stage, _nothing_proposed),
    "ask-time": (_no_date, _asked_already),
    "decide-time": (_no_request,),
    "withdraw-time": (_no_request,),
    "give-time": (_no_date, _asked_already),
    "take-back-time": (_no_date, _always("its due date does not come from more time that was given")),
    "correct-date": (_no_date,),
    "stop-clock": (_stage("the law knows no stop of it"), _no_date, _always("its clock stands still already")),
    "restart-clock": (_always("its clock is not stopped"),),
    "hold": (_always("its reminders are on hold already"),),
    "lift-hold": (_always("its reminders are not on hold"),),
    "resend": (_always("it was logged as history, about which nothing is sent"),),
    "reopen": (_stage("the law knows no re-opening of it"), _always("it is open")),
    "end-wait": (_no_wait, _always("its deadline waits for another recommendation, and gets its date with that one")),
    "review-wait": (_no_wait,),
    "new-case": (_stage("link the new case at a recommendation"),),
    "public-report": (
        _stage("begin another clock at a recommendation"),
        _always("every statutory clock of this case has begun already"),
    ),
}
