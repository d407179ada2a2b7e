"""A small office with real rows, made by the use cases, and questions to ask of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from compliance.domain.recommendations import Kind, Response
from compliance.runtime import open_installation
from compliance.store import authorities, cases, sending
from compliance.store import evidence as stored_evidence
from compliance.usecases.case_records import Draft
from compliance.usecases.list_messages import list_messages
from compliance.usecases.log_recommendation import log_recommendation
from compliance.usecases.run_ledger import Run, runs_of

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
CODE = "E09000029"
PEOPLE = ("link_officer", "chief_executive")


@dataclass
class SmallOffice:
    """An office with one authority and a decision taken on `opened`."""

    home: Path
    opened: date
    references: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        with open_installation(self.opened) as office, office.store.writing() as session:
            body = {"code": CODE, "name": "London Borough of Sutton", "type": "london_borough"}
            made = authorities.add(session, [body])[CODE]
            people = [{"authority_id": made, "role": role, "address": f"{role}@sutton.example"} for role in PEOPLE]
            authorities.add_contacts(session, people)
            decision = {
                "reference": "23 001",
                "authority_id": made,
                "decided_on": self.opened,
                "outcome": "upheld",
                "recorded_at": office.moment().now,
            }
            cases.add_decisions(session, [decision])

    def recommend(self, count: int = 1) -> None:
        """Log recommendations due in 20 working days."""
        with open_installation(self.opened) as office, office.store.writing() as session:
            for _ in range(count):
                reference = f"23 001-{len(self.references) + 1}"
                draft = Draft(
                    reference,
                    "23 001",
                    Kind.PERSONAL_REMEDY,
                    "Apologise",
                    ("Apology",),
                    period="20 working days",
                    response=Response.AGREED,
                )
                log_recommendation(session, office.rulebook, office.moment(), draft)
                self.references.append(reference)

    def messages(self) -> list[dict[str, object]]:
        """The ledger of messages."""
        with open_installation(self.opened) as office, office.store.reading() as session:
            return list_messages(session)

    def states(self) -> list[str]:
        """The state of each message."""
        return [str(message["state"]) for message in self.messages()]

    def runs(self, flow: str) -> list[Run]:
        """The ledger of runs of a flow."""
        with open_installation(self.opened) as office, office.store.reading() as session:
            return runs_of(session, flow)

    def evidence(self) -> list[tuple[str, str]]:
        """All evidence as (recommendation, file name or note)."""
        with open_installation(self.opened) as office, office.store.reading() as session:
            return [(row.reference, row.file_name or row.note) for row in stored_evidence.everything(session)]

    def drop(self, name: str, manifest: str, **files: str) -> Path:
        """Put an upload into the drop folder; "" for the drop folder itself."""
        folder = self.home / "drop" / name
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in files.items():
            (folder / f"{file}.txt").write_text(text, encoding="utf-8")
        (folder / "manifest.csv").write_text(manifest, encoding="utf-8")
        return folder

    def leave_sending(self) -> None:
        """Leave every waiting message as a sender does that is killed between the channel and its answer."""
        with open_installation(self.opened) as office, office.store.writing() as session:
            dead = LONG_AGO + timedelta(seconds=1)
            for lease in sending.claim(
                session, "dead", 100, today=self.opened, now=LONG_AGO, until=dead, patient=False
            ):
                sending.begin(session, lease, self.opened, dead)
