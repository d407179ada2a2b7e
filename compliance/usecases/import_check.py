"""Checking an import against the rules, itself and what is stored: authorities, contacts and decisions.

Every fault is collected; the plan that comes out is worth something only when there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from compliance.documents.evidence_files import KeptFile
from compliance.documents.exchange import TABLES
from compliance.domain.authorities import Contact, Tenure
from compliance.domain.calendar import WorkingCalendar
from compliance.domain.errors import Fault
from compliance.domain.office import Rulebook
from compliance.domain.recommendations import line_fault, named_fault, unread_fault
from compliance.domain.words import is_blank
from compliance.usecases.authority_calendar import AuthorityCalendars
from compliance.usecases.import_cells import SEPARATOR, Record, says_something
from compliance.usecases.import_changes import Changed, differs, news_of
from compliance.usecases.import_plan import Count, Plan
from compliance.usecases.import_stored import Stored
from compliance.usecases.log_recommendation import closed_fault

SHOWN_OF_STORED = 60
AS_WRITTEN = "amends import --alike takes each as it is written"
OPEN_TO_CHANGE = ("name", "population", "closed_on", "calendar")


@dataclass
class Checking:
    """An import under examination: its records by table, what is stored, the faults and the plan so far.

    `tenures` and `decided` (decision dates by reference, None where the date is unreadable) hold the folder's word
    over the stored one; so do `calendars`, by authority code, and `about`, the authority's code by decision reference.
    `files` describes evidence files read before, by path as written. `alike` says that references which only the way
    they are written tells apart are those of different cases, and takes what nobody can read as it is written.
    """

    records: Mapping[str, list[Record]]
    stored: Stored
    rulebook: Rulebook
    address_fault: Callable[[str], str | None]
    folder: Path
    faults: list[Fault]
    today: date
    alike: bool = False
    plan: Plan = field(default_factory=lambda: Plan({spec.name: Count() for spec in TABLES}))
    tenures: dict[str, Tenure] = field(default_factory=dict)
    decided: dict[str, date | None] = field(default_factory=dict)
    files: dict[str, KeptFile] = field(default_factory=dict)
    calendars: AuthorityCalendars = field(init=False)
    about: dict[str, str] = field(default_factory=dict)

    def calendar_of_decision(self, reference: str) -> WorkingCalendar:
        """The calendar on which the deadlines of a decision's recommendations are counted (D4)."""
        return self.calendars.of(self.about.get(reference))

    @cached_property
    def endings(self) -> dict[str, Record]:
        """The rows of outcomes by the reference of their recommendation."""
        return self.first("outcomes", "recommendation_reference")

    @cached_property
    def codes(self) -> dict[str, str | None]:
        """The codes of the authorities that decisions are about, by the decision's reference."""
        stored = {reference: row.authority_code for reference, row in self.stored.decisions.items()}
        rows = self.first("decisions", "reference")
        return {reference: row.get("authority_code") for reference, row in rows.items()} | stored

    def first(self, table: str, key: str) -> dict[str, Record]:
        """The row of each key that says what is so: the first; of one that is not whole only the key is known."""
        found: dict[str, Record] = {}
        for record in sorted(self.records[table], key=lambda each: not each.whole):
            if name := record.get(key):
                found.setdefault(name, record if record.whole else replace(record, values={key: name}))
        return found

    def unique(self, table: str, *key: str) -> Iterator[Record]:
        """The whole records of a table; one that repeats the key of a row before it is a fault, and is checked too."""
        seen: dict[tuple[Any, ...], int] = {}
        for record in self.records[table]:
            if not record.whole:
                continue
            name = tuple(record.get(column) for column in key)
            if None not in name:
                if name in seen:
                    self.faults.append(record.fault(key[-1], _repeated(key, seen[name])))
                seen.setdefault(name, record.number)
            yield record

    def same(self, record: Record, stored: Mapping[str, Any]) -> bool:
        """Compare a record with what is stored under its reference; whatever it says otherwise is a fault."""
        faults = [
            record.fault(column, f"{shown(value)}, as it is stored: an import does not rewrite what is on record")
            for column, value in stored.items()
            if says_something(record.get(column)) and record.values[column] != value
        ]
        self.faults += faults
        return not faults

    def add(self, record: Record, found: str | None, column: str) -> None:
        """Add a fault of one cell, if there is one and the cell could be read."""
        if found:
            self.faults += record.faults([(column, found)])

    def unread(self, reference: str, called: str = "reference", stem: str = "") -> str | None:
        """What was expected of a reference or code that nobody could read; None where the office takes it so (L1).

        One of which nothing is seen no office takes.
        """
        if not self.alike:
            found = unread_fault(reference, called, stem)
            return f"{found}; {AS_WRITTEN}" if found else None
        unseen = reference and is_blank(reference) and line_fault(reference) is None
        return f"a {called} of which something can be seen" if unseen else None

    def not_later(self, record: Record, day: date, column: str) -> None:
        """Refuse what is dated after the day of the import: it has not happened yet."""
        if day > self.today and column not in record.bad:
            self.add(record, f"a day on or before the day of the import, {self.today}", column)


def _repeated(key: tuple[str, ...], row: int) -> str:
    """What was expected where the cells that make a row one are those of a row before it."""
    if len(key) == 1:
        return f"a {key[0]} that no other row has: row {row} has it"
    return f"{', '.join(key[:-1])} and {key[-1]} together that no other row has: row {row} has them"


def shown(value: Any) -> str:
    """A stored value the way its cell would show it, shortened."""
    if value is None or value in ("", ()):
        return "an empty cell"
    if isinstance(value, bool):
        return repr("yes" if value else "no")
    text = f"{SEPARATOR} ".join(str(each) for each in value) if isinstance(value, tuple) else str(value)
    return repr(text if len(text) <= SHOWN_OF_STORED else f"{text[: SHOWN_OF_STORED - 3]}...")


def check_authorities(checking: Checking) -> None:
    """Authorities: dates in order, successors known; of a stored one the type and the opening day stay (S8)."""
    stored = checking.stored
    checking.tenures |= stored.tenures
    for code, record in checking.first("authorities", "code").items():
        checking.tenures[code] = _tenure(record, stored.tenures.get(code, Tenure()))
    for record in checking.unique("authorities", "code"):
        code = record.get("code")
        if code is not None:
            _check_tenure(checking, record, code, _tenure(record, stored.tenures.get(code, Tenure())))
        if code in stored.authorities:
            _change_authority(checking, record, code)
        else:
            said = code or ""
            checking.add(record, named_fault(said, "code") or checking.unread(said, "code"), "code")
            checking.plan.counts["authorities"].new += 1
            columns = ("code", "name", "type", "population", "opened_on", "closed_on")
            calendar = {"calendar": record.get("calendar", "")}
            checking.plan.authorities.append({column: record.get(column) for column in columns} | calendar)
            if record.get("successor_code"):
                checking.plan.heirs[code] = record.get("successor_code")


def _tenure(record: Record, known: Tenure) -> Tenure:
    """The folder's word over the stored one; an empty cell has none."""
    return Tenure(
        record.get("opened_on") or known.opened_on,
        record.get("closed_on") or known.closed_on,
        record.get("successor_code") or known.successor,
    )


def _check_tenure(checking: Checking, record: Record, code: str, tenure: Tenure) -> None:
    opened, closed, heir = tenure.opened_on, tenure.closed_on, tenure.successor
    if opened is not None and closed is not None and closed < opened:
        checking.add(record, f"a day on or after opened_on {opened}", "closed_on")
    if heir == code:
        checking.add(record, "the code of another authority", "successor_code")
    elif heir is not None and heir not in checking.tenures:
        checking.add(record, "the code of an authority in authorities.csv or stored already", "successor_code")
    elif heir is not None and _goes_round(checking.tenures, code, heir):
        checking.add(record, "a successor whose own successors do not lead back here", "successor_code")


def _goes_round(tenures: Mapping[str, Tenure], code: str, heir: str | None) -> bool:
    """Whether the successors of an authority, from that one on, come back to itself."""
    seen: set[str] = set()
    while heir is not None and heir not in seen and heir in tenures:
        if heir == code:
            return True
        seen.add(heir)
        heir = tenures[heir].successor
    return False


def _change_authority(checking: Checking, record: Record, code: str) -> None:
    known, plan = checking.stored.authorities[code], checking.plan
    same = checking.same(record, {"type": known.type, "opened_on": known.opened_on})
    stored = {column: getattr(known, column) for column in OPEN_TO_CHANGE}
    stored["successor_code"] = checking.stored.tenures[code].successor
    values = news_of(stored, record.values)
    closed_on = values.get("closed_on")
    later = [row for row in checking.stored.decisions.values() if row.authority_code == code] if closed_on else []
    if any(row.decided_on > closed_on for row in later):
        checking.add(record, "a day on or after the last decision that is stored about it", "closed_on")
    if values:
        plan.changes.append(Changed(code, {column: stored[column] for column in values}, values))
    plan.counts["authorities"].changed += bool(values)
    plan.counts["authorities"].unchanged += same and not values


def check_contacts(checking: Checking) -> None:
    """Contacts: a known authority and an address that can be written to; a stored one may get another name.

    Who was retired stays so: such a row is left out, and named.
    """
    counts = checking.plan.counts["contacts"]
    for record in checking.unique("contacts", "authority_code", "role", "address"):
        code, role, address = (record.get(column) for column in ("authority_code", "role", "address"))
        if code is not None and code not in checking.tenures:
            checking.add(record, "the code of an authority in authorities.csv or stored already", "authority_code")
        if None in (code, role, address):
            if address is not None:
                checking.add(record, checking.address_fault(address), "address")
            continue
        address = _as_on_record(checking, code, role, address)
        known = checking.stored.contacts.get((code, role, address))
        said = record.get("name", "")
        contact = Contact(role, said if said.strip() else known or "", address)
        gone = next((each for each in checking.stored.retired.get(code, ()) if each.was(contact)), None)
        if known is None and gone is not None:
            checking.plan.left_out.append((code, contact, gone.on))
            counts.unchanged += 1
        elif known is None:
            checking.add(record, checking.address_fault(address), "address")
            checking.plan.contacts.append((code, contact))
            counts.new += 1
        elif differs(contact.name, known):
            checking.plan.changes.append(Changed(code, {"name": known}, {"name": contact.name}, contact))
            counts.changed += 1
        else:
            counts.unchanged += 1


def _as_on_record(checking: Checking, code: str, role: str, address: str) -> str:
    """An address as the stored contact has it whom capitals alone tell from it; else as it is written."""
    if (code, role, address) in checking.stored.contacts:
        return address
    return checking.stored.folded.get((code, role, address.casefold()), address)


def check_decisions(checking: Checking) -> None:
    """Decisions: about an authority that is open that day (S8), decided by now, received before (L1)."""
    checking.decided |= {reference: row.decided_on for reference, row in checking.stored.decisions.items()}
    checking.about |= {reference: row.authority_code for reference, row in checking.stored.decisions.items()}
    for reference, record in checking.first("decisions", "reference").items():
        if reference not in checking.stored.decisions:
            checking.decided[reference] = record.get("decided_on")
            checking.about[reference] = record.get("authority_code", "")
    for record in checking.unique("decisions", "reference"):
        known = checking.stored.decisions.get(record.get("reference"))
        if known is None:
            _check_decision(checking, record)
            checking.plan.decisions.append(record)
            checking.plan.counts["decisions"].new += 1
            continue
        columns = ("authority_code", "subject", "received_on", "decided_on", "outcome", "satisfactory_remedy")
        same = checking.same(record, {column: getattr(known, column) for column in columns})
        checking.plan.counts["decisions"].unchanged += same


def _check_decision(checking: Checking, record: Record) -> None:
    reference = record.get("reference") or ""
    checking.add(record, named_fault(reference) or checking.unread(reference), "reference")
    code, received, decided = (record.get(column) for column in ("authority_code", "received_on", "decided_on"))
    if code is not None and code not in checking.tenures:
        checking.add(record, "the code of an authority in authorities.csv or stored already", "authority_code")
    elif code is not None and decided is not None:
        checking.add(record, closed_fault(code, checking.tenures[code], decided), "authority_code")
    if received is not None and decided is not None and received > decided:
        checking.add(record, f"a day on or before decided_on {decided}", "received_on")
    if decided is not None:
        checking.not_later(record, decided, "decided_on")
