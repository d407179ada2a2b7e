"""What a machine leaves to a person: the kinds of tasks, whose they are, when they are due and when they are over (R6).

A task that a rung of a ladder raises has the rung's name as its kind; the rung says whose it is.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from compliance.domain.authorities import Contact, Role, StaffRole, reach
from compliance.domain.bank_holidays import updating
from compliance.domain.calendar import WorkingCalendar
from compliance.domain.delivery import MessageState
from compliance.domain.extensions import answering
from compliance.domain.ladders import LadderStep
from compliance.domain.moment import day_in_words

RECEIPT = " --received-on DATE"
WHEN_RECEIVED = "; to approve it, say when the authority received "
WHEN_NOT_DONE = "; to end it as not complied with, say when the authority received "


class TaskKind(StrEnum):
    """Why a person is asked; `escalation` stands for every rung that has no kind of its own."""

    MESSAGE_IN_DOUBT = "message_in_doubt"
    MESSAGE_FAILED = "message_failed"
    MESSAGE_RETURNED = "message_returned"
    ADDRESS_STOPPED = "address_stopped"
    NO_CONTACT = "no_contact"
    ESCALATION = "escalation"
    DELAYED_REMEDY = "delayed_remedy"
    EXTENSION_ASKED = "extension_asked"
    OUTCOME_PROPOSED = "outcome_proposed"
    OUTCOME_DECLINED = "outcome_declined"
    OUTCOME_OVERTAKEN = "outcome_overtaken"
    LETTER_SET_ASIDE = "letter_set_aside"
    WAIT_REVIEW = "wait_review"
    HOLD_ENDED = "hold_ended"
    CLOCK_STAGE = "clock_stage"
    SUMMARY_HELD = "summary_held"
    COMPLETION_WITHDRAWN = "completion_withdrawn"
    MEETING = "meeting"
    CALENDAR_ALARM = "calendar_alarm"
    CALENDAR_DIFFERS = "calendar_differs"
    FLOW_SILENT = "flow_silent"


# The ladder says whose these are, rung by rung.
OWNED_BY_THEIR_RUNG = frozenset({TaskKind.ESCALATION, TaskKind.DELAYED_REMEDY})
# A rung called so would open tasks that close when something quite different is over.
NEVER_A_RUNG = frozenset(TaskKind) - OWNED_BY_THEIR_RUNG
# Nobody can talk these away: what they are about has to be put right.
ONLY_BY_THE_MATTER = frozenset(
    {TaskKind.MESSAGE_IN_DOUBT, TaskKind.EXTENSION_ASKED, TaskKind.OUTCOME_PROPOSED, TaskKind.FLOW_SILENT}
)
# Said in a task about a personal remedy in place of what somebody typed: tasks stand where everybody reads them (K).
CASE_SAYS_WHY = "the case says why"
NOT_RIGHT = "nothing in the message is still right"
MOOT = f"{NOT_RIGHT}: all it speaks of has its outcome, or another letter says it"
SUFFICES = "the evidence suffices: the outcome is to be recorded"
# About an address: over as well when nobody answers at it any more.
OF_AN_ADDRESS = (TaskKind.MESSAGE_FAILED, TaskKind.MESSAGE_RETURNED, TaskKind.ADDRESS_STOPPED)
# About what is overdue: over as well when the due date is moved and not past.
OF_A_DATE = frozenset({TaskKind.ESCALATION, TaskKind.LETTER_SET_ASIDE})
NOBODY_ANSWERS = "nobody answers at the address any more"
# Not over with the outcome of their recommendation: its summary is still to be published, or the date it was judged on
# is to be looked at.
OUTLIVES_OUTCOME = frozenset({TaskKind.SUMMARY_HELD, TaskKind.COMPLETION_WITHDRAWN})
UNTOLD = "; nobody there was told of the outcome"


@dataclass(frozen=True)
class TaskRule:
    """Whose tasks of a kind are, and in how many working days they are due."""

    owner: StaffRole
    due_in: int


_CASEWORKER, _MANAGER = StaffRole.CASEWORKER, StaffRole.CASEWORK_MANAGER
DEFAULT_RULES: dict[TaskKind, TaskRule] = {
    TaskKind.MESSAGE_IN_DOUBT: TaskRule(_CASEWORKER, 1),
    TaskKind.MESSAGE_FAILED: TaskRule(_CASEWORKER, 2),
    TaskKind.MESSAGE_RETURNED: TaskRule(_CASEWORKER, 2),
    TaskKind.ADDRESS_STOPPED: TaskRule(_CASEWORKER, 2),
    TaskKind.NO_CONTACT: TaskRule(_CASEWORKER, 2),
    TaskKind.ESCALATION: TaskRule(_MANAGER, 5),
    TaskKind.DELAYED_REMEDY: TaskRule(_MANAGER, 10),
    TaskKind.EXTENSION_ASKED: TaskRule(_MANAGER, 3),
    TaskKind.OUTCOME_PROPOSED: TaskRule(StaffRole.DIRECTOR, 3),
    TaskKind.OUTCOME_DECLINED: TaskRule(_CASEWORKER, 3),
    TaskKind.OUTCOME_OVERTAKEN: TaskRule(_MANAGER, 3),
    TaskKind.LETTER_SET_ASIDE: TaskRule(_MANAGER, 2),
    TaskKind.WAIT_REVIEW: TaskRule(_CASEWORKER, 5),
    TaskKind.HOLD_ENDED: TaskRule(_CASEWORKER, 1),
    TaskKind.CLOCK_STAGE: TaskRule(_MANAGER, 5),
    TaskKind.SUMMARY_HELD: TaskRule(_CASEWORKER, 5),
    TaskKind.COMPLETION_WITHDRAWN: TaskRule(_CASEWORKER, 5),
    TaskKind.MEETING: TaskRule(_MANAGER, 0),
    TaskKind.CALENDAR_ALARM: TaskRule(_MANAGER, 5),
    TaskKind.CALENDAR_DIFFERS: TaskRule(_MANAGER, 5),
    TaskKind.FLOW_SILENT: TaskRule(_MANAGER, 0),
}


def kind_of(name: str) -> TaskKind:
    """The kind behind a stored name: a rung's name is an escalation, unless it is a kind itself."""
    return TaskKind(name) if name in TaskKind.__members__.values() else TaskKind.ESCALATION


def due_on(rule: TaskRule, opened_on: date, calendar: WorkingCalendar) -> date:
    """The day by which a task opened on a day is due, on the office's calendar; always a working day (D4)."""
    return calendar.shift(calendar.on_or_after(opened_on), rule.due_in)


@dataclass(frozen=True)
class About:
    """What a task is about, for the command to type; "" for what it is not about.

    `task` is its number; its `reason` names the roles that nobody holds; `clock` is that of a stage (T). `proven` says
    that the evidence suffices (E2). `authority` answers today; `closed_on` is its last day where nobody took over (S8).
    """

    task: int
    recommendation: str = ""
    authority: str = ""
    message: str = ""
    address: str = ""
    reason: str = ""
    clock: str = ""
    proven: bool = False
    closed_on: date | None = None


def act_on(name: str, owner: str, about: About) -> str:
    """The command to type now about a task of that kind; words in capitals are for the person to fill in."""
    kind = kind_of(name)
    reference, code, key = (shlex.quote(each) for each in (about.recommendation, about.authority, about.message))
    done = f"amends task done {about.task} --by NAME --reason WHY"
    lacking = next(iter(roles_named(about.reason)), Role.LINK_OFFICER).value
    director = StaffRole.DIRECTOR.value
    received = RECEIPT if needs_receipt(about.reason) else ""
    commands = {
        TaskKind.MESSAGE_IN_DOUBT: f"amends settle {key} --as SENT_OR_RESEND --reason WHY",
        TaskKind.MESSAGE_FAILED: f"amends settle {key} --as resend --reason WHY",
        TaskKind.MESSAGE_RETURNED: f"amends settle {key} --as resend --reason WHY",
        TaskKind.ADDRESS_STOPPED: f"amends address restore {shlex.quote(about.address or 'ADDRESS')} --reason WHY",
        TaskKind.NO_CONTACT: find_contact(code, lacking, about.closed_on),
        TaskKind.ESCALATION: _ends(reference, about) if owner == director and about.recommendation else done,
        TaskKind.DELAYED_REMEDY: done,
        TaskKind.EXTENSION_ASKED: answering(reference, about.reason),
        TaskKind.OUTCOME_PROPOSED: f"amends outcome approve {reference}{received}",
        TaskKind.OUTCOME_DECLINED: done,
        TaskKind.OUTCOME_OVERTAKEN: done,
        TaskKind.LETTER_SET_ASIDE: f"amends escalate letter {reference}",
        TaskKind.WAIT_REVIEW: f"amends wait review {reference} --review-on DATE --reason WHY",
        TaskKind.HOLD_ENDED: done,
        TaskKind.CLOCK_STAGE: f"amends explain {reference}",
        TaskKind.SUMMARY_HELD: f"amends summary check {reference}" if about.recommendation else "amends summary check",
        TaskKind.COMPLETION_WITHDRAWN: done,
        TaskKind.MEETING: done,
        TaskKind.CALENDAR_ALARM: "amends calendar list",
        TaskKind.CALENDAR_DIFFERS: updating(about.reason),
        TaskKind.FLOW_SILENT: "amends check",
    }
    return commands[kind]


def ways_on(name: str, about: About) -> str:
    """Where the other ways to take an overdue remedy further are said; "" for a task of any other kind."""
    return "amends escalate --help" if kind_of(name) in OWNED_BY_THEIR_RUNG and about.recommendation else ""


def find_contact(code: str, role: str, closed_on: date | None) -> str:
    """What to type where nobody can be written to: of one that closed on a day and has no successor, who took over."""
    if closed_on is not None:
        return f"amends authority close {code} --on {closed_on.isoformat()} --successor CODE"
    return f"amends authority contact add {code} --role {role} --address ADDRESS"


def _ends(reference: str, about: About) -> str:
    """What a director types about an overdue remedy: as the one next action has it where the evidence suffices."""
    if about.proven:
        how = (
            f"statutory confirm {reference} --on"
            if about.clock
            else f"outcome record {reference} satisfied --completed-on"
        )
        return f"amends {how} DATE"
    how = f"statutory fail {reference}" if about.clock else f"outcome record {reference} not_satisfied"
    return f"amends {how} --reason WHY --approved-by NAME{RECEIPT if needs_receipt(about.reason) else ''}"


def said_of(reason: str, *, proven: bool, heir: str = "") -> str:
    """The reason of a task as people read it today: `proven` where only the outcome is still to be recorded (E2).

    `heir` has taken over from the authority that the reason names (S8).
    """
    reason = f"{reason}; {heir} answers for it now" if heir else reason
    return f"{reason}; {SUFFICES}" if proven else reason


@dataclass(frozen=True)
class Facts:
    """What is so today about the matter of a task; None for what there is not.

    `reason` is the task's own, which names the roles that nobody held. `contacts` are those of the authority that
    answers, whose addresses work and whom the newest message about the matter did not fail to reach. `extension_asked`,
    `outcome_proposed` and `wait_due` say whether a request, a proposal, or a wait whose review date has come, is open;
    `moot` that nothing in the message is still right; `address_stopped` whether the address still is; `unanswered` that
    it was only that of an authority which has closed (S8); `summary_held` whether a public summary is; `tells_outcome`
    that the task is about a letter which tells of an outcome (E6); `letter_over` that the letter it is about is not to
    go any more.
    """

    today: date
    reason: str = ""
    closed: bool = False
    due_on: date | None = None
    has_recommendation: bool = False
    message: MessageState | None = None
    moot: bool = False
    contacts: Sequence[Contact] = ()
    extension_asked: bool = False
    outcome_proposed: bool = False
    wait_due: bool = False
    on_hold: bool = False
    address_stopped: bool | None = None
    unanswered: bool = False
    summary_held: bool | None = None
    tells_outcome: bool = False
    letter_over: bool = False


def over(name: str, facts: Facts) -> str | None:
    """Why a task's matter is over, or None while it is not: then a person still has to act.

    Escalations end when the recommendation is closed, or has a later due date that is not past. Alarms about
    calendars and flows are ended by whoever raised them.
    """
    kind = kind_of(name)
    outlives = kind in OUTLIVES_OUTCOME or facts.tells_outcome
    if facts.has_recommendation and facts.closed and not outlives:
        return "the recommendation has its outcome"
    if facts.unanswered and kind in OF_AN_ADDRESS:
        return NOBODY_ANSWERS
    wanted = _STILL_STUCK.get(kind)
    if wanted is not None and facts.message is not None and facts.message not in wanted:
        return f"the message is {facts.message.value.replace('_', ' ')}"
    ended = {
        TaskKind.MESSAGE_FAILED: facts.moot and MOOT,
        TaskKind.MESSAGE_RETURNED: facts.moot and MOOT,
        TaskKind.ESCALATION: facts.has_recommendation and _moved(facts) and "its due date was moved and is not past",
        TaskKind.NO_CONTACT: _told(facts),
        TaskKind.EXTENSION_ASKED: not facts.extension_asked and "the request was decided",
        TaskKind.OUTCOME_PROPOSED: not facts.outcome_proposed and "the proposal was decided or overtaken",
        TaskKind.OUTCOME_DECLINED: facts.outcome_proposed and "an outcome is proposed again",
        TaskKind.OUTCOME_OVERTAKEN: facts.outcome_proposed and "an outcome is proposed again",
        TaskKind.LETTER_SET_ASIDE: not _late(facts) and "its due date was moved and is not past",
        TaskKind.WAIT_REVIEW: not facts.wait_due and "the wait was reviewed or has ended",
        TaskKind.HOLD_ENDED: facts.on_hold and "it is on hold again",
        TaskKind.ADDRESS_STOPPED: facts.address_stopped is False and "the address is written to again",
        TaskKind.SUMMARY_HELD: facts.summary_held is False and "the summary may be published",
    }
    return ended.get(kind) or None


def _told(facts: Facts) -> str:
    """Why nobody has to be found to write to any more."""
    if facts.tells_outcome and not facts.closed:
        return "it was opened again: that outcome does not stand any more"
    if facts.letter_over:
        return "no such letter is to go any more"
    return "there is a contact again" if reach(facts.contacts, roles_named(facts.reason)) else ""


def raised(task: str, due: date | None) -> str:
    """The reason of a task that a rung raises: it keeps the due date that the rung was counted from."""
    return f"{task} (due {due})" if due else f"{task} (no due date)"


def raised_by(rung: LadderStep, due: date | None, received: str) -> str:
    """The reason of a rung's task; a director who may end a stage reads what the next one is counted from (T)."""
    ends = rung.task_for is StaffRole.DIRECTOR and received
    return raised(f"{rung.task or rung.name}{WHEN_NOT_DONE + received if ends else ''}", due)


def _late(facts: Facts) -> bool:
    return facts.due_on is not None and facts.due_on < facts.today


def _moved(facts: Facts) -> bool:
    return not _late(facts) and not facts.reason.endswith(raised("", facts.due_on))


_STILL_STUCK = {
    TaskKind.MESSAGE_IN_DOUBT: {MessageState.IN_DOUBT},
    TaskKind.MESSAGE_FAILED: {MessageState.FAILED},
    TaskKind.MESSAGE_RETURNED: {MessageState.FAILED, MessageState.SENT},
}


def roles_named(reason: str) -> list[Role]:
    """The roles that the reason of a task without contact names."""
    return [role for role in Role if role.value in reason]


def without(code: str, lacking: str, closed_on: date | None = None) -> str:
    """How the reason of a task without contact begins: who has none of what; `closed_on` where nobody took over."""
    gone = f"{code} closed on {day_in_words(closed_on)} and nobody took over: there is" if closed_on else f"{code} has"
    return f"{gone} no {lacking}"


def proposed(by: str, outcome: str, received: str) -> str:
    """The reason of a task to decide on a proposed outcome; `received` is what the next stage is counted from (T)."""
    return f"{by} proposes {outcome.replace('_', ' ')}{WHEN_RECEIVED + received if received else ''}"


def needs_receipt(reason: str) -> bool:
    """Whether the reason of a task about a stage that ends asks for the day of a receipt."""
    return WHEN_RECEIVED in reason or WHEN_NOT_DONE in reason
