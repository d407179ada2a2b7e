"""The office's own people: what their roles let them do on the pages, and whose tasks are theirs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from compliance.domain.authorities import StaffRole


class Permission(StrEnum):
    """One for each kind of thing that is done on the pages; `MEANING` says it in words."""

    SEE_CASES = "see_cases"
    SEE_PERSONAL_REMEDIES = "see_personal_remedies"
    SHARE_LISTS = "share_lists"
    LOG_DECISIONS = "log_decisions"
    IMPORT_CASES = "import_cases"
    RECORD_ANSWERS = "record_answers"
    RECORD_EVIDENCE = "record_evidence"
    JUDGE_EVIDENCE = "judge_evidence"
    RECORD_OUTCOMES = "record_outcomes"
    APPROVE_OUTCOMES = "approve_outcomes"
    ESCALATE = "escalate"
    ASK_EXTENSIONS = "ask_extensions"
    DECIDE_EXTENSIONS = "decide_extensions"
    CORRECT_DEADLINES = "correct_deadlines"
    HOLD_REMINDERS = "hold_reminders"
    STOP_CLOCKS = "stop_clocks"
    REOPEN = "reopen"
    HAND_OVER = "hand_over"
    WRITE_NOTES = "write_notes"
    DO_TASKS = "do_tasks"
    SETTLE_MESSAGES = "settle_messages"
    CHANGE_AUTHORITIES = "change_authorities"
    WRITE_SUMMARIES = "write_summaries"
    OVERRULE_GUARD = "overrule_guard"
    SEE_OVERVIEW = "see_overview"
    SEE_RUNNING = "see_running"
    MANAGE_PEOPLE = "manage_people"


MEANING: Mapping[Permission, str] = {
    Permission.SEE_CASES: "see My work, search, cases and authorities, and download lists",
    Permission.SEE_PERSONAL_REMEDIES: "read the words of personal remedies; each view is kept in the history",
    Permission.SHARE_LISTS: "let others use a saved list",
    Permission.LOG_DECISIONS: "log decisions and their recommendations, also from pasted text",
    Permission.IMPORT_CASES: "import cases from files",
    Permission.RECORD_ANSWERS: "record that an authority agrees or refuses",
    Permission.RECORD_EVIDENCE: "record evidence that came in",
    Permission.JUDGE_EVIDENCE: "judge evidence: sufficient, insufficient, withdrawn",
    Permission.RECORD_OUTCOMES: "record outcomes, or propose those that need a second person",
    Permission.APPROVE_OUTCOMES: "be the second person for an outcome that needs one",
    Permission.ESCALATE: "take an escalated case on: letter to the chief executive, meeting, new case, public report",
    Permission.ASK_EXTENSIONS: "record that an authority asks for more time",
    Permission.DECIDE_EXTENSIONS: "grant, refuse and take back more time",
    Permission.CORRECT_DEADLINES: "correct a due date that was typed wrongly",
    Permission.HOLD_REMINDERS: "hold reminders, let them go on, start them anew",
    Permission.STOP_CLOCKS: "stop and restart the clock of a deadline",
    Permission.REOPEN: "re-open what was closed",
    Permission.HAND_OVER: "hand cases over to somebody else",
    Permission.WRITE_NOTES: "write notes",
    Permission.DO_TASKS: "take, give and finish tasks",
    Permission.SETTLE_MESSAGES: "settle messages in doubt",
    Permission.CHANGE_AUTHORITIES: "change authorities, their contacts and addresses",
    Permission.WRITE_SUMMARIES: "write the public summary of a service improvement",
    Permission.OVERRULE_GUARD: "overrule the publication guard, with a reason",
    Permission.SEE_OVERVIEW: "see the overview with its figures",
    Permission.SEE_RUNNING: "see whether everything is running",
    Permission.MANAGE_PEOPLE: "say who works here, and with which roles",
}


@dataclass(frozen=True)
class OfficeRole:
    """A role of `config/roles.yaml`: its name, what people call it, whose tasks it does, and what it may do."""

    name: str
    label: str
    owner: StaffRole | None
    permissions: frozenset[Permission]


@dataclass(frozen=True)
class Person:
    """Somebody who works at the office. `roles` are names of `config/roles.yaml`; who is not active cannot sign in.

    `name` is what history calls them, and no two people share one; `email` is folded to small letters.
    """

    identifier: int
    name: str
    email: str
    roles: frozenset[str]
    active: bool = True

    def permissions(self, table: Mapping[str, OfficeRole]) -> frozenset[Permission]:
        """All that any of the person's roles lets them do; a role that is no longer in the table lets nothing."""
        return frozenset(permission for role in self._held(table) for permission in role.permissions)

    def owners(self, table: Mapping[str, OfficeRole]) -> frozenset[StaffRole]:
        """Whose tasks are this person's."""
        return frozenset(role.owner for role in self._held(table) if role.owner is not None)

    def _held(self, table: Mapping[str, OfficeRole]) -> list[OfficeRole]:
        return [table[name] for name in sorted(self.roles) if name in table]


@dataclass(frozen=True)
class SignInRules:
    """How people sign in, as the office wants it.

    A session ends after `idle` without a request, and `longest` after signing in. Within `window` an account may fail
    `account_failures` times and one network address `address_failures` times; then nobody is let in until the window
    has passed. `claim` is what a provider's token says of groups, "" for nothing, and `claim_roles` the roles of each.
    """

    idle: timedelta = timedelta(minutes=60)
    longest: timedelta = timedelta(hours=12)
    account_failures: int = 5
    address_failures: int = 50
    window: timedelta = timedelta(minutes=15)
    claim: str = ""
    claim_roles: Mapping[str, tuple[str, ...]] | None = None

    def roles_of(self, groups: Collection[str]) -> frozenset[str]:
        """The roles that a provider's groups stand for."""
        known = self.claim_roles or {}
        return frozenset(role for group in groups for role in known.get(group, ()))
