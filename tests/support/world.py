"""A small office on a database of its own: people, cases, and days that pass when a test says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from compliance.documents.calendar_file import due_dates_calendar
from compliance.domain.address_health import folded
from compliance.domain.delivery import MessageState
from compliance.domain.evidence import Judgement
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.outcomes import Ending, Outcome
from compliance.domain.recommendations import Kind, Response
from compliance.domain.returned import Returned
from compliance.notify.protocol import Switchboard
from compliance.notify.rendering import TemplateComposer
from compliance.notify.switchboard import build_switchboard
from compliance.rulebook import load_rulebook
from compliance.runtime import Installation, read_settings
from compliance.store import addresses, authorities, cases, steps, tasks
from compliance.store.engine import Session, Store
from compliance.usecases.case_records import Draft, EvidencePiece, Extension, Story, write
from compliance.usecases.change_deadline import extend
from compliance.usecases.day_planner import DayPlan
from compliance.usecases.deadline_versions import Moved
from compliance.usecases.dispatch_messages import Dispatch, Dispatcher, dispatch
from compliance.usecases.list_messages import list_messages
from compliance.usecases.log_recommendation import Logged, log_recommendation
from compliance.usecases.plan_reminders import plan_reminders
from compliance.usecases.record_outcome import Closed, record_outcome
from compliance.usecases.record_return import Recorded, record_return
from compliance.usecases.review_evidence import review_evidence, waiting_evidence
from compliance.usecases.settle_message import Settlement, settle_message
from compliance.usecases.submit_evidence import submit_evidence
from config.settings import PACKAGED_CONFIG
from tests.support.postbox import Postbox

ONE_DAY = timedelta(days=1)
LEASE_SECONDS = 300


def day(text: str | date) -> date:
    """A date, or ISO 8601 text as one."""
    return text if isinstance(text, date) else date.fromisoformat(text)


@lru_cache
def packaged_rulebook() -> Rulebook:
    """The rulebook of config/ as it comes with Amends."""
    return load_rulebook(PACKAGED_CONFIG)


@lru_cache
def packaged_templates() -> TemplateComposer:
    """The templates of config/, filled in for the office that comes with Amends."""
    office = packaged_rulebook().office
    return TemplateComposer(
        packaged_rulebook().templates, office.name, office.sign_off, office.reply_to, due_dates_calendar
    )


class World:
    """An office at work. `today` is the office's day, `at` its time of day, `machine` the wall clock of leases.

    They stand still until a test moves them.

    Acts use the office's own use cases, each in a transaction of its own. Days are ISO 8601 text or dates.
    """

    def __init__(
        self, database_url: str, home: Path, today: str = "2024-04-02", *, mail_url: str | None = None, senders: int = 1
    ) -> None:
        self.today = day(today)
        self.at = time(9)
        self.machine = datetime(2024, 1, 1, 12, tzinfo=UTC)
        self.postbox = Postbox()
        self.rulebook = replace(packaged_rulebook(), senders=senders)
        office = self.rulebook.office
        settings = read_settings(
            {"AMENDS_HOME": str(home), "AMENDS_DATABASE_URL": database_url, "AMENDS_LEASE_SECONDS": str(LEASE_SECONDS)}
        )
        switchboard: Switchboard = self.postbox
        if mail_url is not None:
            switchboard = build_switchboard(
                mail_url, None, office.mail_from, office.reply_to, timeout=30.0, now=lambda: self.moment.now
            )
        self.installation = Installation(
            settings, self.rulebook, Store(database_url), packaged_templates(), switchboard
        )
        self.store = self.installation.store

    def close(self) -> None:
        """Give back connections."""
        self.installation.close()

    @property
    def moment(self) -> Moment:
        """The office's instant: nine in the morning, UTC, unless told otherwise."""
        return Moment(self.today, datetime.combine(self.today, self.at, UTC), "Tester")

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction that writes."""
        with self.store.writing() as session:
            yield session

    # Who and what there is.

    def authority(self, code: str = "E1", contacts: Mapping[str, str] | None = None, **more: Any) -> None:
        """Add an authority with its contacts, by role; without any given it has a link officer."""
        row = {"code": code, "name": f"{code} Council", "type": "london_borough"} | more
        people = {"link_officer": f"officer@{code.lower()}.example"} if contacts is None else contacts
        with self.writing() as session:
            successor = row.pop("successor", None)
            if successor is not None:
                row["successor_id"] = authorities.ids(session)[successor]
            identifier = authorities.add(session, [row])[code]
            authorities.add_contacts(
                session,
                [
                    {"authority_id": identifier, "role": role, "name": f"{role} of {code}", "address": address}
                    for role, address in people.items()
                ],
            )

    def decision(self, reference: str = "23 001", authority: str = "E1", **more: Any) -> None:
        """Add a decision, upheld and dated today unless told otherwise."""
        row = {"reference": reference, "decided_on": self.today, "outcome": "upheld", "recorded_at": self.moment.now}
        with self.writing() as session:
            cases.add_decisions(session, [row | {"authority_id": authorities.ids(session)[authority]} | more])

    def log(self, reference: str = "23 001-1", **more: Any) -> Logged:
        """Log a recommendation of the decision its reference starts with, due on 14 May 2024 unless told otherwise."""
        given: dict[str, Any] = {"kind": Kind.PERSONAL_REMEDY, "action": f"Do {reference}", "response": Response.AGREED}
        if "period" not in more:
            given["due_on"] = date(2024, 5, 14)
        draft = Draft(reference, reference.rpartition("-")[0], **given | more)
        with self.writing() as session:
            return log_recommendation(session, self.rulebook, self.moment, draft)

    def many(self, count: int) -> list[str]:
        """Add `count` authorities, each with a link officer and one recommendation to log today; their addresses."""
        codes = [f"M{number:04}" for number in range(count)]
        rows = [{"code": code, "name": code, "type": "other"} for code in codes]
        addresses = [f"officer@{code.lower()}.example" for code in codes]
        with self.writing() as session:
            ids = authorities.add(session, rows)
            people = [
                {"authority_id": ids[code], "role": "link_officer", "name": code, "address": address}
                for code, address in zip(codes, addresses, strict=True)
            ]
            authorities.add_contacts(session, people)
            common = {"decided_on": self.today, "outcome": "upheld", "recorded_at": self.moment.now}
            cases.add_decisions(
                session, [common | {"reference": f"{code} case", "authority_id": ids[code]} for code in codes]
            )
            stories = [self.story(session, f"{code} case-1", self.today + 42 * ONE_DAY) for code in codes]
            write(session, self.rulebook, stories, lambda _: self.moment.now, "Tester")
        return addresses

    def story(self, session: Session, reference: str, due: date, **more: Any) -> Story:
        """A recommendation of the decision its reference starts with, logged today, for `case_records.write`."""
        decision = cases.decision(session, reference.rpartition("-")[0])
        assert decision is not None
        assert decision.id is not None
        draft = Draft(reference, decision.reference, Kind.PERSONAL_REMEDY, f"Do {reference}", due_on=due)
        known: dict[str, Any] = {"logged_on": self.today, "live_from": self.today}
        return Story(draft, decision.id, decision.decided_on, **known | more)

    def contact(self, code: str, role: str, address: str) -> None:
        """Add one more contact."""
        with self.writing() as session:
            row = {"authority_id": authorities.ids(session)[code], "role": role, "name": role, "address": address}
            authorities.add_contacts(session, [row])

    # What people do.

    def extend(self, reference: str, to: str | date, reason: str = "flood", by: str = "Kim") -> Moved:
        """Agree to more time today."""
        extension = Extension(self.today, day(to), reason, by)
        with self.writing() as session:
            return extend(session, self.rulebook, self.moment, reference, extension)

    def evidence(self, reference: str, note: str = "the letter", received: str | None = None) -> bool:
        """Receive evidence."""
        piece = EvidencePiece(day(received) if received else self.today, "Ann", note)
        with self.writing() as session:
            return submit_evidence(session, self.rulebook, self.moment, reference, piece)

    def judge(self, reference: str, judgement: Judgement, missing: str = "") -> None:
        """Judge the oldest piece of evidence that waits."""
        with self.writing() as session:
            piece = waiting_evidence(session, reference)[0]
            review_evidence(session, self.rulebook, self.moment, reference, piece, judgement, missing)

    def end(self, reference: str, outcome: Outcome = Outcome.SATISFIED, **more: Any) -> Closed:
        """Record an outcome today; a satisfied one as completed today, the others with a reason and a second person."""
        given: dict[str, Any] = {"recorded_on": self.today, "recorded_by": "Cas", "reason": "as agreed"}
        if outcome is Outcome.SATISFIED:
            given["completed_on"] = self.today
        else:
            given["approved_by"] = "Dee"
        with self.writing() as session:
            return record_outcome(session, self.rulebook, self.moment, reference, Ending(outcome, **given | more))

    def settle(self, key: str, settlement: Settlement, reason: str = "they told us") -> MessageState:
        """End a doubt."""
        with self.writing() as session:
            return settle_message(session, self.rulebook, self.moment, key, settlement, reason)

    def report(self, returned: Returned) -> Recorded:
        """Hear from a mail server what became of a message."""
        with self.writing() as session:
            return record_return(session, self.rulebook, self.moment, returned)

    def health(self, address: str) -> str:
        """How an address fares: "working", "failing" or "stopped"."""
        with self.store.reading() as session:
            rows = addresses.health_of(session, [folded(address)]).values()
            return next((row.state for row in rows), "working")

    # Days.

    def plan(self) -> DayPlan:
        """Begin the day."""
        with self.writing() as session:
            return plan_reminders(session, self.rulebook, self.moment, self.machine)

    def dispatcher(self, owner: str = "sender", *, patient: bool = False) -> Dispatcher:
        """A sender on the clocks of this world."""
        return replace(
            self.installation.dispatcher(patient=patient),
            rulebook=self.rulebook,
            moment=lambda: self.moment,
            machine_now=lambda: self.machine,
            jitter=lambda: 0.5,
            owner=owner,
        )

    def send(self, *, patient: bool = False) -> Dispatch:
        """Send what waits: one round, or where nobody is patient rounds until nothing is refused for now any more."""
        done = Dispatch()
        while True:
            part = dispatch(self.dispatcher(patient=patient))
            done.add(part)
            if patient or part.unreachable or not part.counts["refused_for_now"]:
                return done

    def run(self, today: str | date | None = None) -> DayPlan:
        """Live through one day: plan, then send."""
        if today is not None:
            self.today = day(today)
        plan = self.plan()
        self.send()
        return plan

    def walk(self, last: str | date) -> None:
        """Live through every day from today to `last`, both included."""
        while self.today <= day(last):
            self.run()
            self.today += ONE_DAY
        self.today = day(last)

    def lease_runs_out(self) -> None:
        """Let the wall clock pass every lease there is."""
        self.machine += timedelta(seconds=2 * LEASE_SECONDS)

    # What can be seen.

    def messages(self, **narrowed: Any) -> list[dict[str, Any]]:
        """The ledger."""
        with self.store.reading() as session:
            return list_messages(session, **narrowed)

    def mail(self, *states: str) -> list[tuple[str, str, list[str]]]:
        """Messages as (day, recipient, sorted "recommendation step"), those sent unless told which."""
        return [
            (each["day"], each["recipient"], sorted(f"{x['recommendation']} {x['step']}" for x in each["steps"]))
            for each in self.messages()
            if each["state"] in (states or ("sent",))
        ]

    def keys(self, state: str) -> list[str]:
        """The keys of the messages in a state."""
        return [each["key"] for each in self.messages() if each["state"] == state]

    def steps(self, reference: str, version: int = 1) -> dict[str, str]:
        """The steps of one deadline version as "state" or "state: reason", by name."""
        with self.store.reading() as session:
            record = cases.recommendation(session, reference)
            assert record is not None
            assert record.id is not None
            return {
                row.step: f"{row.state}: {row.reason}" if row.reason else row.state
                for row in steps.of_recommendation(session, record.id)
                if row.deadline_version == version
            }

    def tasks(self) -> list[tuple[str, str, str]]:
        """Open tasks as (kind, owner, subject), sorted."""
        with self.store.reading() as session:
            return sorted((row.kind, row.owner, row.subject) for row in tasks.still_open(session))
