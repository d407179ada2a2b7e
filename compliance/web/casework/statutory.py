"""Acts that end a stage of a statutory clock: complied with by one person, failed by two; what follows begins (T, E3).

That more time was agreed for a stage is an extension like any other: see `extensions`.
"""

from __future__ import annotations

from compliance.domain.errors import Refused
from compliance.domain.outcomes import Outcome
from compliance.domain.people import Permission
from compliance.domain.statutory import Follow
from compliance.runtime import Installation
from compliance.usecases.case_pieces import CaseView, RecommendationView
from compliance.usecases.propose_outcome import approve, decline, propose
from compliance.usecases.statutory_clock import confirm
from compliance.web.casework.acts import Act, Ask, Doing, Field
from compliance.web.casework.extensions import stage_of
from compliance.web.casework.outcomes import APPROVE, DECLINE, why_declined

GROUP = "Statutory clock"


def _is_open_stage(about: RecommendationView) -> bool:
    return about.closed_on is None and bool(about.clock)


def _nothing_waits(about: RecommendationView) -> bool:
    return not (about.evidence_waiting or about.request or about.proposal)


def _received(
    office: Installation, about: RecommendationView, *, failed: bool, only_if: str = "", required: bool = True
) -> tuple[Field, ...]:
    """The day the next stage is counted from, where one follows; `only_if` says when it is wanted."""
    stage = stage_of(office, about)
    follow: Follow | None = (stage.failed if failed else stage.complied) if stage else None
    if follow is None or not follow.stage:
        return ()
    received = office.rulebook.clocks[about.clock].stage(follow.stage).received
    what = f"the day on which the authority received {received}"
    hint = "The next stage begins at once and is counted from that day."
    return (Field("received_on", f"D{what[5:]}{only_if}", what, Ask.DAY, hint, required=required),)


def _done_fields(office: Installation, _case: CaseView, about: RecommendationView) -> tuple[Field, ...]:
    done = "the day on which the authority did it"
    hint = "On time or late is computed from it."
    return (
        Field("on", "Day on which the authority did it", done, Ask.DAY, hint, columns=("completed_on",)),
        *_received(office, about, failed=False),
        Field("reason", "Reason", "the reason", Ask.TEXT, "Needed where no evidence is on record.", required=False),
    )


def _done(doing: Doing) -> None:
    on = doing.day("on")
    assert on is not None
    about = (doing.session, doing.office.rulebook, doing.moment, doing.reference)
    confirm(*about, on, doing.moment.actor, doing.words("reason"), doing.day("received_on"))


def _failed_fields(_office: Installation, _case: CaseView, _about: RecommendationView) -> tuple[Field, ...]:
    hint = "What was not done, or is not satisfactory. The second person reads it; it is recorded with the outcome."
    return (Field("reason", "Reason", "the reason", Ask.TEXT, hint),)


def _failed(doing: Doing) -> None:
    about = (doing.session, doing.office.rulebook, doing.moment, doing.reference)
    propose(*about, Outcome.NOT_SATISFIED, doing.words("reason"))


def _decide_fields(office: Installation, _case: CaseView, about: RecommendationView) -> tuple[Field, ...]:
    options = (
        (APPROVE, "Approve: it is recorded with both names, and what follows begins"),
        (DECLINE, "Decline: the stage stays open"),
    )
    return (
        Field("decision", "Decision", "whether to approve that", Ask.RADIOS, options=options),
        *_received(office, about, failed=True, only_if=", if approved", required=False),
        Field("reason", "Reason, if declined", "the reason", Ask.TEXT, "Whoever proposed it reads it.", required=False),
    )


def _decide(doing: Doing) -> None:
    if doing.words("decision") == DECLINE:
        decline(doing.session, doing.office.rulebook, doing.moment, doing.reference, doing.words("reason"))
        return
    received_on = doing.day("received_on")
    if received_on is None and _received(doing.office, doing.about, failed=True):
        raise Refused("received_on: expected a day: the next stage is counted from it")
    approve(doing.session, doing.office.rulebook, doing.moment, doing.reference, received_on)


STATUTORY_ACTS = (
    Act(
        "stage-done",
        "Record that the stage was complied with",
        Permission.RECORD_OUTCOMES,
        "Record that",
        _is_open_stage,
        _done_fields,
        _done,
        "The stage was complied with; the authority is told in writing.",
        group=GROUP,
    ),
    Act(
        "stage-failed",
        "Propose that the stage was not complied with",
        Permission.RECORD_OUTCOMES,
        "Propose it",
        lambda about: _is_open_stage(about) and _nothing_waits(about),
        _failed_fields,
        _failed,
        "It waits for a second person to approve it; the stage runs on until then.",
        "It needs a second person. Evidence, more time or another outcome that comes before withdraws the proposal.",
        group=GROUP,
    ),
    Act(
        "decide-stage",
        "Approve or decline that the stage was not complied with",
        Permission.APPROVE_OUTCOMES,
        "Record the decision",
        lambda about: _is_open_stage(about) and about.proposal is not None,
        _decide_fields,
        _decide,
        "The decision is recorded. If it was approved, what follows has begun.",
        group=GROUP,
        together=why_declined,
        never_by=lambda about: about.proposal.proposed_by if about.proposal else "",
        afresh=True,
    ),
)
