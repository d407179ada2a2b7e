"""Where what is next can be done: the act that does it, or else the task that stands behind it (R6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from compliance.domain.next_action import Action, NextAction
from compliance.usecases.case_pieces import CaseView, RecommendationView
from compliance.web.casework.acts import Act
from compliance.web.casework.extensions import met

# The acts that do what is next, or put on record that the authority did; every other action has a task or asks nothing.
DONE_BY: Mapping[Action, tuple[str, ...]] = {
    Action.JUDGE_EVIDENCE: ("judge",),
    Action.RECORD_OUTCOME: ("satisfied", "stage-done"),
    Action.DECIDE_EXTENSION: ("decide-time",),
    Action.DECIDE_OUTCOME: ("decide-outcome", "decide-stage"),
    Action.RECORD_REFUSAL: ("propose-outcome", "stage-failed"),
    Action.RESTART_CLOCK: ("restart-clock",),
    Action.REVIEW_WAIT: ("end-wait", "review-wait"),
    Action.SET_DATE: ("correct-date",),
    Action.COMPLETE_STAGE: ("add-evidence",),
    Action.CARRY_OUT_LATE: ("add-evidence",),
    Action.ANSWER: ("answer",),
    Action.CARRY_OUT: ("add-evidence",),
}


@dataclass(frozen=True)
class WayOn:
    """A link to where what is next is done."""

    href: str
    words: str


def _met(now: NextAction, about: RecommendationView) -> bool:
    """Whether a request for more time is to be taken back, because its due date is as late as it wishes by now (D7)."""
    return now.action is Action.DECIDE_EXTENSION and met(about)


def ways_on(case: CaseView, about: RecommendationView, acts: Sequence[Act]) -> list[WayOn]:
    """Where to do what is next about a recommendation, of the `acts` that the person can do now; none where nowhere."""
    now = about.next_action
    wanted = ("withdraw-time", *DONE_BY[now.action]) if _met(now, about) else DONE_BY.get(now.action, ())
    found = [
        WayOn(f"/recommendations/{act.name}/{quote(about.reference)}", act.title) for act in acts if act.name in wanted
    ]
    if found:
        return found
    if now.action is Action.FIND_CONTACT:
        return [WayOn(f"/authorities/{quote(case.answers_code)}#people", f"The people of {case.answers_name}")]
    return [WayOn(f"/tasks/{now.task}", "Open the task")] if now.task else []
