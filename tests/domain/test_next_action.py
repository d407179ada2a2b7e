"""Every recommendation has exactly one next action; the first rule that applies says which (R4, R6, D2, E2, T)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.domain.authorities import StaffRole
from compliance.domain.next_action import (
    BEFORE_JUDGING,
    RULES,
    Action,
    Actor,
    OpenTask,
    Proposed,
    Snapshot,
    next_action,
)
from compliance.domain.outcomes import Outcome
from compliance.domain.recommendations import Response
from tests.domain.almanac import patient

TODAY = date(2024, 5, 14)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
TASK = OpenTask(7, StaffRole.CASEWORKER, YESTERDAY, "20240514-ab")
MANAGER, DIRECTOR = OpenTask(8, StaffRole.CASEWORK_MANAGER, TOMORROW), OpenTask(9, StaffRole.DIRECTOR, TOMORROW)
CALM = Snapshot("23 001-1", "E1", TODAY, response=Response.AGREED, due_on=TODAY)


def test_a_stage_is_next_in_the_words_of_its_title() -> None:
    """T: what the law asks of the authority, as config/clocks.yaml puts it."""
    stage = replace(CALM, clock="public_report", stage="Consider the report and tell us what has been done")
    assert next_action(stage).what == "consider the report and tell us what has been done"


@pytest.mark.parametrize(
    ("now", "action", "who", "by", "command"),
    [
        (CALM, "carry_out", "authority", TODAY, "amends evidence add '23 001-1' --from NAME --file FILE"),
        (replace(CALM, response=None), "answer", "authority", TODAY, "amends response '23 001-1' agreed"),
        (replace(CALM, due_on=YESTERDAY), "carry_out_late", "authority", YESTERDAY, "amends evidence add"),
        (replace(CALM, due_on=YESTERDAY, response=None), "carry_out_late", "authority", YESTERDAY, "amends evidence"),
        (
            replace(CALM, clock="public_report", stage="consider"),
            "complete_stage",
            "authority",
            TODAY,
            "amends statutory confirm",
        ),
        (replace(CALM, due_on=None), "set_date", "caseworker", TODAY, "amends correct '23 001-1' --to DATE"),
        (
            replace(CALM, due_on=None, waits_for="the new council", wait_review_on=TOMORROW),
            *("review_wait", "caseworker", TOMORROW, "amends wait review '23 001-1'"),
        ),
        (replace(CALM, due_on=None, clock_stopped_on=YESTERDAY), "restart_clock", "caseworker", None, "amends clock"),
        (
            replace(CALM, response=Response.REFUSED),
            "record_refusal",
            "casework_manager",
            TODAY,
            "amends outcome record",
        ),
        (replace(CALM, delayed=MANAGER), "review_delay", "casework_manager", TOMORROW, "amends task done 8"),
        (replace(CALM, escalation=MANAGER), "manager_acts", "casework_manager", TOMORROW, "amends task done 8"),
        (replace(CALM, escalation=DIRECTOR), "director_decides", "director", TOMORROW, "amends outcome record"),
        (replace(CALM, hold_ends_on=TODAY), "wait_for_hold", "caseworker", TODAY, "amends explain '23 001-1'"),
        (
            replace(CALM, due_on=None, clock_stopped_on=YESTERDAY, hold_ends_on=TOMORROW),
            *("restart_clock", "caseworker", None, "amends clock"),
        ),
        (
            replace(CALM, due_on=None, wait_review_on=TODAY, waits_for="the new council", hold_ends_on=TOMORROW),
            *("review_wait", "caseworker", TODAY, "amends wait review '23 001-1'"),
        ),
        (replace(CALM, failed=TASK), "mend_message", "caseworker", YESTERDAY, "amends settle 20240514-ab --as resend"),
        (
            replace(CALM, due_on=None, wait_review_on=YESTERDAY, waits_for="the new council", wait_task=MANAGER),
            *("review_wait", "casework_manager", TOMORROW, "amends wait review '23 001-1'"),
        ),
        (
            replace(CALM, reachable=False, nobody=MANAGER),
            *("find_contact", "casework_manager", TOMORROW, "amends authority contact add E1"),
        ),
        (replace(CALM, reachable=False), "find_contact", "caseworker", TODAY, "amends authority contact add E1 --role"),
        (
            replace(CALM, extension_wished=date(2024, 6, 28)),
            *("decide_extension", "casework_manager", TODAY, "amends extension grant '23 001-1'"),
        ),
        (
            replace(CALM, extension_wished=date(2024, 6, 28), extension_task=MANAGER),
            *("decide_extension", "casework_manager", TOMORROW, "amends extension grant '23 001-1'"),
        ),
        (
            replace(CALM, proven=True, extension_wished=TOMORROW, reachable=False),
            *("record_outcome", "caseworker", TODAY, "amends outcome record '23 001-1' satisfied"),
        ),
        (
            replace(CALM, proven=True, proposed=Proposed(Outcome.CEASED, "Cas", DIRECTOR)),
            *("decide_outcome", "director", TOMORROW, "amends outcome approve '23 001-1'"),
        ),
        (
            replace(CALM, proven=True, declined=MANAGER),
            *("reconsider_outcome", "casework_manager", TOMORROW, "amends task done 8"),
        ),
        (
            replace(CALM, proven=True, clock="public_report", stage="consider"),
            *("record_outcome", "caseworker", TODAY, "amends statutory confirm '23 001-1'"),
        ),
        (
            replace(CALM, escalation=DIRECTOR, clock="public_report", stage="consider"),
            *("director_decides", "director", TOMORROW, "amends statutory fail '23 001-1' --reason"),
        ),
        (
            replace(CALM, response=Response.REFUSED, clock="public_report", stage="consider"),
            *("record_refusal", "casework_manager", TODAY, "amends statutory fail '23 001-1' --reason"),
        ),
        (replace(CALM, proven=True, evidence_waiting=1), "judge_evidence", "caseworker", TODAY, "amends evidence"),
        (
            replace(CALM, proposed=Proposed(Outcome.CEASED, "Cas", DIRECTOR), reachable=False),
            *("decide_outcome", "director", TOMORROW, "amends outcome approve '23 001-1'"),
        ),
        (
            replace(CALM, proposed=Proposed(Outcome.NOT_SATISFIED, "Cas"), escalation=MANAGER),
            *("decide_outcome", "director", TODAY, "amends outcome approve '23 001-1'"),
        ),
        (
            replace(
                CALM, proposed=Proposed(Outcome.NOT_SATISFIED, "Cas", DIRECTOR, needs_receipt=True), clock="report"
            ),
            *("decide_outcome", "director", TOMORROW, "amends outcome approve '23 001-1' --received-on DATE"),
        ),
        (
            replace(CALM, declined=MANAGER, reachable=False),
            *("reconsider_outcome", "casework_manager", TOMORROW, "amends task done 8"),
        ),
        (
            replace(CALM, overtaken=MANAGER, reachable=False),
            *("reconsider_outcome", "casework_manager", TOMORROW, "amends task done 8"),
        ),
        (
            replace(CALM, overtaken=MANAGER, proven=True),
            *("record_outcome", "caseworker", TODAY, "amends outcome record '23 001-1' satisfied"),
        ),
        (replace(CALM, evidence_waiting=2), "judge_evidence", "caseworker", TODAY, "amends evidence judge '23 001-1'"),
        (
            replace(CALM, in_doubt=TASK),
            "settle_message",
            "caseworker",
            YESTERDAY,
            "amends settle 20240514-ab --as SENT",
        ),
        (replace(CALM, closed=True), "nothing", "nobody", None, ""),
    ],
)
def test_the_next_action(now: Snapshot, action: str, who: str, by: date | None, command: str) -> None:
    found = next_action(now)
    assert (found.action, found.who, found.by) == (action, who, by)
    assert found.command.startswith(command)
    assert bool(found.command) == bool(command)
    assert found.what
    assert by is None or by.isoformat() not in found.what, "a page says the day behind it"


def test_a_hold_ends_with_its_last_day() -> None:
    assert next_action(replace(CALM, hold_ends_on=YESTERDAY)).action is Action.CARRY_OUT


def test_no_two_rules_say_the_same_and_none_is_left_out() -> None:
    assert len(RULES) == len(Action)


MAYBE_DAY = st.none() | st.sampled_from([YESTERDAY, TODAY, TOMORROW])
MAYBE_TASK = st.none() | st.builds(
    OpenTask, st.just(7), st.sampled_from(StaffRole), st.just(TODAY), st.sampled_from(["", "20240514-ab"])
)
SNAPSHOTS = st.builds(
    Snapshot,
    reference=st.sampled_from(["23 001-1", "x"]),
    authority=st.just("E1"),
    today=st.just(TODAY),
    closed=st.booleans(),
    response=st.none() | st.sampled_from(Response),
    due_on=MAYBE_DAY,
    hold_ends_on=MAYBE_DAY,
    clock_stopped_on=MAYBE_DAY,
    wait_review_on=MAYBE_DAY,
    wait_task=MAYBE_TASK,
    evidence_waiting=st.integers(0, 2),
    evidence_since=MAYBE_DAY,
    proven=st.booleans(),
    extension_wished=MAYBE_DAY,
    extension_task=MAYBE_TASK,
    proposed=st.none() | st.builds(Proposed, st.sampled_from(Outcome), st.just("Cas"), MAYBE_TASK),
    declined=MAYBE_TASK,
    reachable=st.booleans(),
    nobody=MAYBE_TASK,
    in_doubt=MAYBE_TASK,
    overtaken=MAYBE_TASK,
    failed=MAYBE_TASK,
    escalation=MAYBE_TASK,
    delayed=MAYBE_TASK,
    clock=st.sampled_from(["", "public_report"]),
    stage=st.just("consider"),
)


def slow_oracle(now: Snapshot) -> tuple[str, str]:
    """What the handbook says, weighed from the least pressing to the most: the last word counts."""
    escalated = now.escalation.owner.value if now.escalation else ""
    second = now.proposed.task if now.proposed else None
    decides = now.extension_task.owner.value if now.extension_task else "casework_manager"
    weighed: list[tuple[object, str, str]] = [
        (True, "carry_out" if now.response else "answer", "authority"),
        (now.due_on and (TODAY - now.due_on).days > 0, "carry_out_late", "authority"),
        (now.clock, "complete_stage", "authority"),
        (now.due_on is None, "set_date", "caseworker"),
        (now.wait_review_on, "review_wait", now.wait_task.owner.value if now.wait_task else "caseworker"),
        (now.clock_stopped_on, "restart_clock", "caseworker"),
        (now.response == "refused", "record_refusal", "casework_manager"),
        (now.delayed, "review_delay", now.delayed.owner.value if now.delayed else ""),
        (escalated, "director_decides" if escalated == "director" else "manager_acts", escalated),
        (now.due_on and now.hold_ends_on in (TODAY, TOMORROW), "wait_for_hold", "caseworker"),
        (now.failed, "mend_message", now.failed.owner.value if now.failed else ""),
        (not now.reachable, "find_contact", now.nobody.owner.value if now.nobody else "caseworker"),
        (now.proven, "record_outcome", "caseworker"),
        (now.overtaken and not now.proven, "reconsider_outcome", now.overtaken.owner.value if now.overtaken else ""),
        (now.declined, "reconsider_outcome", now.declined.owner.value if now.declined else ""),
        (now.proposed, "decide_outcome", second.owner.value if second else "director"),
        (now.extension_wished and not now.proven, "decide_extension", decides),
        (now.evidence_waiting, "judge_evidence", "caseworker"),
        (now.in_doubt, "settle_message", now.in_doubt.owner.value if now.in_doubt else ""),
        (now.closed, "nothing", "nobody"),
    ]
    return [(action, who) for applies, action, who in weighed if applies][-1]


@patient
@given(now=SNAPSHOTS)
def test_where_evidence_waits_one_action_at_most_comes_first(now: Snapshot) -> None:
    """E2: what a list of evidence to judge rests on."""
    if now.evidence_waiting and not now.closed:
        assert next_action(now).action in (Action.JUDGE_EVIDENCE, BEFORE_JUDGING)


@patient
@given(now=SNAPSHOTS)
def test_there_is_always_exactly_one_and_the_slow_way_finds_the_same(now: Snapshot) -> None:
    found = next_action(now)
    assert (found.action.value, found.who.value) == slow_oracle(now)
    assert next_action(now) == found
    assert (found.who is Actor.NOBODY) == now.closed == (found.command == "")
