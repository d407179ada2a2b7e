"""The one next action of a recommendation: derived from where it stands, never typed.

Rests on R4, R6, D2, D6, D7, E2, E3, L6 and T.

One ordered table of rules; the first that applies says what is to be done, by whom, by when and what to type.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass

from compliance.domain.authorities import Role, StaffRole
from compliance.domain.deadlines import is_overdue
from compliance.domain.extensions import is_met
from compliance.domain.next_action_values import Action, Actor, NextAction, OpenTask, Proposed, Snapshot
from compliance.domain.recommendations import Response
from compliance.domain.tasks import RECEIPT, find_contact

__all__ = [
    "BEFORE_JUDGING",
    "RULES",
    "Action",
    "Actor",
    "NextAction",
    "OpenTask",
    "Proposed",
    "Snapshot",
    "next_action",
]


BEFORE_JUDGING = Action.SETTLE_MESSAGE
"""The one action that comes first where evidence waits; RULES has them in this order."""


def next_action(now: Snapshot) -> NextAction:
    """The one next action: that of the first rule that applies; the last one always does."""
    return next(rule.gives(now) for rule in RULES if rule.applies(now))


@dataclass(frozen=True)
class Rule:
    """One line of the table: when it applies, and what it gives then."""

    applies: Callable[[Snapshot], bool]
    gives: Callable[[Snapshot], NextAction]


def on_hold(now: Snapshot) -> bool:
    """Whether reminders are held back on purpose today; the last day of a hold belongs to it (R4)."""
    return now.hold_ends_on is not None and now.today <= now.hold_ends_on


def overdue(now: Snapshot) -> bool:
    """Whether the due date has ended (D1)."""
    return now.due_on is not None and is_overdue(now.due_on, now.today)


def _settle(now: Snapshot) -> NextAction:
    task = _needed(now.in_doubt)
    what = "find out whether the message arrived, and say so"
    command = f"amends settle {shlex.quote(task.message)} --as SENT_OR_RESEND --reason WHY"
    return _of_task(Action.SETTLE_MESSAGE, task, what, command)


def _judge(now: Snapshot) -> NextAction:
    pieces = "one piece" if now.evidence_waiting == 1 else f"{now.evidence_waiting} pieces"
    since = f" since {now.evidence_since}" if now.evidence_since else ""
    command = f"amends evidence judge {_reference(now)} NUMBER sufficient"
    what = f"judge the evidence: {pieces} waiting{since}{_overtook(now)}"
    return NextAction(Action.JUDGE_EVIDENCE, Actor.CASEWORKER, what, now.today, command, at_once=True)


def _record_outcome(now: Snapshot) -> NextAction:
    command = f"amends outcome record {_reference(now)} satisfied --completed-on DATE"
    what = "record the outcome: the evidence is sufficient"
    if now.clock:
        command = f"amends statutory confirm {_reference(now)} --on DATE"
        what = "confirm the stage of the statutory clock: the evidence is sufficient"
    what += _overtook(now)
    return NextAction(Action.RECORD_OUTCOME, Actor.CASEWORKER, what, now.today, command, at_once=True)


def _overtook(now: Snapshot) -> str:
    """That an outcome had been proposed: who proposed it and who was to decide learn what became of it (E3)."""
    return "; it overtook a proposed outcome" if now.overtaken is not None else ""


def _decide_extension(now: Snapshot) -> NextAction:
    wished = now.extension_wished
    assert wished is not None
    what = f"grant or refuse more time: the authority asked for {wished}"
    writing = " --in-writing LETTER" if now.clock else ""
    command = f"amends extension grant {_reference(now)} --reason WHY{writing}"
    if now.due_on is None:  # it waits again, or its clock stands still: nothing could be moved
        what = f"refuse or take back the request for more time until {wished}: there is no due date now"
        command = f"amends extension refuse {_reference(now)} --reason WHY"
    elif is_met(wished, now.due_on):  # another change moved the date: nothing is left to grant up to that day
        what = f"take back the request for more time until {wished}, or grant a later day: it is due on {now.due_on}"
        command = f"amends extension withdraw {_reference(now)} --reason WHY"
    if now.extension_task is None:
        return NextAction(Action.DECIDE_EXTENSION, Actor.CASEWORK_MANAGER, what, now.today, command, at_once=True)
    return _of_task(Action.DECIDE_EXTENSION, now.extension_task, what, command)


def _decide_outcome(now: Snapshot) -> NextAction:
    assert now.proposed is not None
    outcome, by, task = now.proposed.outcome.value.replace("_", " "), now.proposed.by, now.proposed.task
    what = f"approve or decline the outcome {outcome}, which {by} proposed"
    command = f"amends outcome approve {_reference(now)}{RECEIPT if now.proposed.needs_receipt else ''}"
    if task is None:
        return NextAction(Action.DECIDE_OUTCOME, Actor.DIRECTOR, what, now.today, command, at_once=True)
    return _of_task(Action.DECIDE_OUTCOME, task, what, command)


def _to_reconsider(now: Snapshot) -> bool:
    """Whether a proposed outcome came to nothing: declined, or overtaken by evidence that does not suffice (E3)."""
    return now.declined is not None or (now.overtaken is not None and not now.proven)


def _reconsider(now: Snapshot) -> NextAction:
    task = _needed(now.declined or now.overtaken)
    what = "decide how to go on: the proposed outcome was declined, and the case says why"
    if now.declined is None:
        what = "decide how to go on: evidence overtook the proposed outcome, and does not suffice"
    return _of_task(Action.RECONSIDER_OUTCOME, task, what, f"amends task done {task.number} --reason WHY")


def _find_contact(now: Snapshot) -> NextAction:
    what = "find somebody at the authority who can be written to"
    if now.authority_closed_on is not None:
        what = "say who took over from the authority, which has closed: nobody can be written to"
    command = find_contact(shlex.quote(now.authority), Role.LINK_OFFICER.value, now.authority_closed_on)
    if now.nobody is not None:
        return _of_task(Action.FIND_CONTACT, now.nobody, what, command)
    return NextAction(Action.FIND_CONTACT, Actor.CASEWORKER, what, now.today, command, at_once=True)


def _mend(now: Snapshot) -> NextAction:
    task = _needed(now.failed)
    what = "put the address right and send the failed message again"
    command = f"amends settle {shlex.quote(task.message)} --as resend --reason WHY"
    return _of_task(Action.MEND_MESSAGE, task, what, command)


def _wait_for_hold(now: Snapshot) -> NextAction:
    what = "nothing; reminders go on when the hold ends"
    command = f"amends explain {_reference(now)}"
    return NextAction(Action.WAIT_FOR_HOLD, Actor.CASEWORKER, what, now.hold_ends_on, command)


def _director(now: Snapshot) -> NextAction:
    task = _needed(now.escalation)
    command = _not_complied(now)
    what = "decide how to proceed with an overdue remedy"
    return _of_task(Action.DIRECTOR_DECIDES, task, what, command)


def _manager(now: Snapshot) -> NextAction:
    task = _needed(now.escalation)
    command = f"amends task done {task.number} --reason WHY"
    what = "take up the overdue remedy with the authority"
    return _of_task(Action.MANAGER_ACTS, task, what, command)


def _review_delay(now: Snapshot) -> NextAction:
    task = _needed(now.delayed)
    command = f"amends task done {task.number} --reason WHY"
    what = "review the remedy, which is delayed: a year after the decision comes near"
    return _of_task(Action.REVIEW_DELAY, task, what, command)


def _refusal(now: Snapshot) -> NextAction:
    what = "record the outcome: the authority refused"
    command = _not_complied(now)
    return NextAction(Action.RECORD_REFUSAL, Actor.CASEWORK_MANAGER, what, now.today, command, at_once=True)


def _restart(now: Snapshot) -> NextAction:
    what = f"restart the clock when its reason has gone; it stands since {now.clock_stopped_on}"
    command = f"amends clock restart {_reference(now)} --reason WHY"
    return NextAction(Action.RESTART_CLOCK, Actor.CASEWORKER, what, None, command)


def _review_wait(now: Snapshot) -> NextAction:
    what = f"look whether the deadline still waits for {now.waits_for}"
    command = f"amends wait review {_reference(now)} --review-on DATE --reason WHY"
    if now.wait_task is not None:
        return _of_task(Action.REVIEW_WAIT, now.wait_task, what, command)
    return NextAction(Action.REVIEW_WAIT, Actor.CASEWORKER, what, now.wait_review_on, command)


def _set_date(now: Snapshot) -> NextAction:
    command = f"amends correct {_reference(now)} --to DATE --reason WHY"
    what = "give it a due date: it has none"
    return NextAction(Action.SET_DATE, Actor.CASEWORKER, what, now.today, command, at_once=True)


def _stage(now: Snapshot) -> NextAction:
    what = f"{now.stage[:1].lower()}{now.stage[1:]}"
    return NextAction(
        Action.COMPLETE_STAGE,
        Actor.AUTHORITY,
        what,
        now.due_on,
        f"amends statutory confirm {_reference(now)} --on DATE",
    )


def _carry_out(action: Action, what: str) -> Callable[[Snapshot], NextAction]:
    def gives(now: Snapshot) -> NextAction:
        command = f"amends evidence add {_reference(now)} --from NAME --file FILE"
        return NextAction(action, Actor.AUTHORITY, what, now.due_on, command)

    return gives


def _answer(now: Snapshot) -> NextAction:
    what = "answer whether the remedy is accepted, and carry it out"
    command = f"amends response {_reference(now)} {Response.AGREED.value}"
    return NextAction(Action.ANSWER, Actor.AUTHORITY, what, now.due_on, command)


def _nothing(now: Snapshot) -> NextAction:
    return NextAction(Action.NOTHING, Actor.NOBODY, "nothing left to do", None, "")


def _not_complied(now: Snapshot) -> str:
    """What to type to close it as not complied with: a stage of a statutory clock has its own way (T)."""
    ends = f"outcome record {_reference(now)} not_satisfied" if not now.clock else f"statutory fail {_reference(now)}"
    return f"amends {ends} --reason WHY --approved-by NAME{RECEIPT if now.needs_receipt else ''}"


def _reference(now: Snapshot) -> str:
    return shlex.quote(now.reference)


def _of_task(action: Action, task: OpenTask, what: str, command: str) -> NextAction:
    """An action behind which a task stands: the task says whose it is and by when, so that the two never disagree."""
    who = Actor(task.owner.value)
    return NextAction(action, who, what, task.due_on, command, assigned_to=task.assigned_to, task=task.number)


def _needed(task: OpenTask | None) -> OpenTask:
    if task is None:
        raise LookupError("a rule about a task applied where there is none")
    return task


def _to_the_director(now: Snapshot) -> bool:
    return now.escalation is not None and now.escalation.owner is StaffRole.DIRECTOR


RULES: tuple[Rule, ...] = (
    Rule(lambda now: now.closed, _nothing),
    Rule(lambda now: now.in_doubt is not None, _settle),
    Rule(lambda now: now.evidence_waiting > 0, _judge),
    Rule(lambda now: now.extension_wished is not None and not now.proven, _decide_extension),
    Rule(lambda now: now.proposed is not None, _decide_outcome),
    Rule(_to_reconsider, _reconsider),
    Rule(lambda now: now.proven, _record_outcome),
    Rule(lambda now: not now.reachable, _find_contact),
    Rule(lambda now: now.failed is not None, _mend),
    Rule(lambda now: on_hold(now) and now.due_on is not None, _wait_for_hold),
    Rule(_to_the_director, _director),
    Rule(lambda now: now.escalation is not None, _manager),
    Rule(lambda now: now.delayed is not None, _review_delay),
    Rule(lambda now: now.response is Response.REFUSED, _refusal),
    Rule(lambda now: now.clock_stopped_on is not None, _restart),
    Rule(lambda now: now.wait_review_on is not None, _review_wait),
    Rule(lambda now: now.due_on is None, _set_date),
    Rule(lambda now: bool(now.clock), _stage),
    Rule(overdue, _carry_out(Action.CARRY_OUT_LATE, "carry out the overdue remedy and send evidence")),
    Rule(lambda now: now.response is None, _answer),
    Rule(lambda now: True, _carry_out(Action.CARRY_OUT, "carry out the remedy and send evidence")),
)
