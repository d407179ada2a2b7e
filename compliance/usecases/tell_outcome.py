"""The letters that a remedy is complete, or not so after all: by what the authority last heard of that (E6, E8)."""

from __future__ import annotations

import json
from collections.abc import Mapping

from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.outcomes import Outcome
from compliance.domain.reminders import SAID_BEFORE, SATISFIED, WITHDRAWN, StepState
from compliance.store import steps
from compliance.store.engine import Session
from compliance.usecases.end_notices import end_notices
from compliance.usecases.letter_of_version import complete_told, withdrawn_unheard
from compliance.usecases.open_recommendation import Found, plan_notice

NEVER_TOLD = "the letter that it is complete did not arrive: there is nothing to take back"
REPLACES = {"replaces": "yes"}
TO_COME = frozenset({StepState.PLANNED, StepState.QUEUED, StepState.FAILED})


def tell_completion(
    session: Session, rulebook: Rulebook, moment: Moment, found: Found, said: Mapping[str, str]
) -> None:
    """Plan the letter that a remedy is complete, with what is `said`: the day, and whether that was late (E6).

    Where the authority was told the very same, and nothing since, it is on record only.
    """
    before = complete_told(session, found)
    facts, unsaid = json.dumps(_replacing(said, before)), SAID_BEFORE if before == said else ""
    plan_notice(session, rulebook, moment, found, SATISFIED, name=SATISFIED, facts=facts, unsaid=unsaid)


def tell_again(session: Session, rulebook: Rulebook, moment: Moment, found: Found) -> bool:
    """Set the letter about an outcome right once a message before it proved lost; whether it is to go."""
    outcome = Outcome(found.record.outcome or "")
    if outcome is not Outcome.SATISFIED:
        return tell_withdrawal(session, rulebook, moment, found, outcome)
    version = found.record.deadline_version
    rows = [row for row in steps.of_recommendation(session, found.id) if row.notice == SATISFIED]
    its = next((row for row in rows if row.deadline_version == version and row.id is not None), None)
    if its is None or its.id is None:
        return False
    said = {name: each for name, each in json.loads(its.facts).items() if name not in REPLACES}
    before = complete_told(session, found)
    facts = json.dumps(_replacing(said, before))
    if its.reason == SAID_BEFORE and before != said:
        steps.plan_again(session, its.id, {"facts": facts})
        return True
    if its.state in TO_COME:
        steps.say_instead(session, its.id, facts)
    return False


def _replacing(said: Mapping[str, str], before: Mapping[str, str] | None) -> dict[str, str]:
    """What the letter is to say: also that it replaces what was told `before`, where that is something else."""
    return dict(said) | (REPLACES if before is not None and before != said else {})


def tell_withdrawal(session: Session, rulebook: Rulebook, moment: Moment, found: Found, outcome: Outcome) -> bool:
    """Plan the letter that a remedy is not complete after all, where its last letter said that it is (E8).

    For one that has been closed with another `outcome`. What is planned of it already ends where it is not so.
    """
    opened = withdrawn_unheard(session, found)
    if opened is None:
        end_notices(session, found.id, {WITHDRAWN}, NEVER_TOLD)
        return False
    if not steps.unsent(session, found.id, {WITHDRAWN}):
        facts = {"outcome": outcome.value, "reason": opened.reason, "agreed_by": opened.approved_by}
        plan_notice(session, rulebook, moment, found, WITHDRAWN, name=WITHDRAWN, facts=json.dumps(facts))
    return True
