"""How one office wants it: everything the rules take from configuration, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from compliance.domain.address_health import Thresholds
from compliance.domain.agreed_action_values import CategoryCues, Vocabulary
from compliance.domain.authorities import AuthorityType, Role, StaffRole
from compliance.domain.calendar import WorkingCalendar
from compliance.domain.deadlines import Period
from compliance.domain.delivery import Patience
from compliance.domain.doubts import Doubts
from compliance.domain.hours import SendingHours
from compliance.domain.ladders import Ladder, ladder_for
from compliance.domain.people import OfficeRole, SignInRules
from compliance.domain.publication_findings import GuardRules
from compliance.domain.recommendations import Kind
from compliance.domain.statistics import Similar, YearBy
from compliance.domain.statutory import Clock
from compliance.domain.tasks import TaskKind, TaskRule


@dataclass(frozen=True)
class Office:
    """Who writes: the name on letters, the addresses of its mail and how it signs."""

    name: str
    time_zone: str
    mail_from: str
    reply_to: str
    sign_off: str


@dataclass(frozen=True)
class Notice:
    """A message caused by an act and not by a date: its template and whom it goes to (E2, E6, D7)."""

    name: str
    template: str
    recipients: tuple[Role, ...]


@dataclass(frozen=True)
class NotifyTemplates:
    """The office's templates at GOV.UK Notify, by their ids; "" where it has none.

    `email_reply_to` and `text_sender` are ids too, of an address for answers and of a name shown as the sender;
    `text_body` is what a text message says after its subject.
    """

    email: str = ""
    email_reply_to: str = ""
    text: str = ""
    text_sender: str = ""
    text_body: str = ""


@dataclass(frozen=True)
class Rulebook:
    """All policy choices of an office ([P] in the rules), read from `config/` and checked.

    `year_end` is (month, day); `comparators` the types with similar authorities (S7); `calendar` the default one of
    `calendars`; `periods` the office's words for lengths of time, casefolded (D2); `ladders` by name, one of them the
    default (R1); `categories` the remedy categories with their evidence checklists (L4, L5); `minimum_gap` in working
    days (R5); `thresholds` after which an address is given up and `fallback` the roles that are written to instead, in
    order (R6); `hours` when scheduled sending may go on, None for always; `longest_hold` in days (R4); `senders`
    connections at once; `send_timeout` seconds; `staff` the addresses that are told of tasks; `templates` the folder of
    message templates; `stop_categories` why a clock may be stopped, name to words (D6); `notify` the templates at
    GOV.UK Notify; `doubts` what is done about a message nobody knows the fate of (R2.5); `task_rules` whose tasks are
    and when they are due; `flow_silent_hours` after how long a flow that should have run counts as silent;
    `review_after` days until somebody looks again at a deadline that waits (D2); `clocks` the statutory clocks by name
    (T); `roles` of the office's own people by name, and how those `sign_in`; `publication` what may not stand in a
    public summary (L3); `feed` the address or path of the official list of bank holidays that is looked at every day,
    empty for none (D9); `category_cues` the words by which a category is known in a text (L4).
    """

    office: Office
    year_end: tuple[int, int]
    year_by: YearBy
    similar: Similar
    comparators: frozenset[AuthorityType]
    type_labels: Mapping[AuthorityType, str]
    calendars: Mapping[str, WorkingCalendar]
    calendar: WorkingCalendar
    periods: Mapping[str, Period]
    ladders: Mapping[str, Ladder]
    notices: Mapping[str, Notice]
    categories: Mapping[str, tuple[str, ...]]
    patience: Patience
    minimum_gap: int
    thresholds: Thresholds
    fallback: tuple[Role, ...]
    hours: SendingHours | None
    longest_hold: int
    senders: int
    send_timeout: int
    staff: Mapping[StaffRole, str]
    task_rules: Mapping[TaskKind, TaskRule]
    flow_silent_hours: int
    templates: Path
    stop_categories: Mapping[str, str]
    notify: NotifyTemplates
    doubts: Doubts
    review_after: int
    clocks: Mapping[str, Clock]
    publication: GuardRules
    roles: Mapping[str, OfficeRole]
    sign_in: SignInRules
    feed: str = ""
    category_cues: Mapping[str, CategoryCues] = field(default_factory=dict)

    @property
    def vocabulary(self) -> Vocabulary:
        """The office's words by which the text of an agreed action is read (D2, L4)."""
        return Vocabulary(self.periods, self.category_cues)

    def send_timeout_within(self, lease_seconds: int) -> int:
        """Seconds one attempt may take under a lease: never more than half of it, so that no lease runs out unseen."""
        return min(self.send_timeout, max(1, lease_seconds // 2))

    @property
    def default_ladder(self) -> Ladder:
        """The ladder of every recommendation that no other ladder is for."""
        return next(ladder for ladder in self.ladders.values() if ladder.scope is None)

    def received_next(self, clock: str, stage: str) -> str:
        """What the stage after a failed one is counted from; "" where none follows, and for what is no stage (T)."""
        return self.clocks[clock].received_after(stage) if clock in self.clocks else ""

    def ladder_for(self, kind: Kind, authority_type: AuthorityType, clock: str = "") -> Ladder:
        """The ladder a recommendation of that kind, authority type and statutory clock gets (R1)."""
        return ladder_for(self.ladders.values(), kind, authority_type, clock)

    def ladder_of(self, name: str) -> Ladder | None:
        """The ladder a step was planned by, by its stored name; None for one that no longer exists.

        Steps planned before ladders had names belong to the default one.
        """
        return self.ladders.get(name) if name else self.default_ladder

    def told(self, notice: str, ladder: str) -> tuple[Role, ...]:
        """The roles that get a notice about what has that ladder, by its stored name: its own, else all ladders'.

        Notices planned before ladders had their own carry no name.
        """
        own = self.ladders[ladder].notices if ladder in self.ladders else {}
        return own.get(notice) or self.notices[notice].recipients
