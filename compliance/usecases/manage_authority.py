"""Look after authorities: who is in jurisdiction, who is written to there, who took over (rules S8 and R6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from compliance.domain.authorities import AuthorityType, Contact, responsible
from compliance.domain.calendar import ONE_DAY
from compliance.domain.errors import NotFound, Refused
from compliance.domain.history import Entry, Happening
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.recommendations import address_fault
from compliance.domain.tasks import OF_AN_ADDRESS, TaskKind
from compliance.domain.wording import called
from compliance.domain.words import is_blank
from compliance.store import authorities, cases, events, tasks
from compliance.store.case_tables import Authority
from compliance.store.engine import Session, lock
from compliance.usecases.close_tasks import close_what_is_over
from compliance.usecases.manage_address import health_by_address
from compliance.usecases.plan_reminders import plan_again
from compliance.usecases.try_again import failed_at, try_again


@dataclass(frozen=True)
class NewAuthority:
    """An authority as somebody states it; `population` counts residents, at least 1."""

    code: str
    name: str
    type: AuthorityType
    population: int | None = None
    opened_on: date | None = None


def list_authorities(session: Session) -> list[dict[str, object]]:
    """Every authority by code, each with how many contacts it has."""
    stored = authorities.all_of_them(session)
    people = authorities.contacts_of(session, [row.id for row in stored if row.id is not None])
    heirs = {code: tenure.successor for code, tenure in authorities.tenures(session).items()}
    return [_shown(row, heirs[row.code]) | {"contacts": len(people[row.id or 0])} for row in stored]


def show_authority(session: Session, code: str) -> dict[str, object]:
    """One authority with its contacts; raises NotFound."""
    row = find_authority(session, code)
    people = authorities.contacts_of(session, [row.id or 0])[row.id or 0]
    health = health_by_address(session, [person.address for person in people])
    contacts = [
        {"role": person.role.value, "name": person.name, "address": person.address, "health": health[person.address]}
        for person in people
    ]
    return _shown(row, authorities.tenures(session)[code].successor) | {"contacts": contacts}


def who_answers(session: Session, code: str, today: date) -> tuple[str, str]:
    """Code and name of the body that answers for an authority today: itself, or who took over (S8); raises NotFound."""
    find_authority(session, code)
    heir = responsible(code, authorities.tenures(session), today)
    return heir, authorities.name_of(session, heir)


def add_authority(session: Session, moment: Moment, new: NewAuthority) -> None:
    """Add an authority; raises Refused for a code that is taken or a value that cannot be."""
    if not new.code or new.code.split() != [new.code]:
        raise Refused("code: expected one word such as E09000029")
    if fault := address_fault(new.code, "code"):
        raise Refused(f"code: expected {fault}")
    if is_blank(new.name):
        raise Refused("name: expected the name of the authority")
    if new.population is not None and new.population < 1:
        raise Refused("population: expected the number of residents, 1 or more")
    if authorities.by_code(session, new.code) is not None:
        raise Refused(f"authority {new.code!r} is stored already")
    row = vars(new) | {"type": new.type.value}
    authorities.add(session, [row])
    say_of_authority(session, moment, new.code, {"act": "added", "name": new.name, "type": new.type.value})


def add_contact(
    session: Session,
    rulebook: Rulebook,
    moment: Moment,
    code: str,
    contact: Contact,
    fault: Callable[[str], str | None],
) -> int:
    """Add somebody to write to; `fault` says what was expected instead of an address that cannot be used.

    Reminders that reached nobody and are still right go to them (R6); gives about how many recommendations. Raises
    NotFound for an unknown authority, Refused for one that is closed, for an address that cannot be used and for one
    that this role has already.
    """
    lock(session, "plan_reminders")  # what failed may be planned again
    row = find_authority(session, code)
    expected = fault(contact.address)
    if expected:
        raise Refused(f"address: expected {expected}, not {contact.address!r}")
    if row.closed_on is not None and row.closed_on < moment.today:
        raise Refused(f"authority {code!r} closed on {row.closed_on}: nobody there is written to any more")
    held = authorities.contacts_of(session, [row.id or 0])[row.id or 0]
    known = {(person.role, person.address.casefold()) for person in held}
    if (contact.role, contact.address.casefold()) in known:
        raise Refused(f"{contact.address} is {called(contact.role.value)} of {row.name} already")
    stored = {"role": contact.role.value, "name": contact.name, "address": contact.address}
    authorities.add_contacts(session, [{"authority_id": row.id, **stored}])
    say_of_authority(session, moment, code, {"act": "contact added", **stored})
    again, _ = try_again(session, rulebook, failed_at(session, code, moment.today), moment.today)
    close_what_is_over(session, rulebook, moment.today, {TaskKind.NO_CONTACT}, code)
    plan_again(session, rulebook, moment, again)
    return len(again)


def replace_contact(
    session: Session,
    rulebook: Rulebook,
    moment: Moment,
    code: str,
    old_address: str,
    person: tuple[str, str],
    fault: Callable[[str], str | None],
) -> int:
    """Let `person` (name, address) answer wherever `old_address` did, and send them what reached nobody (R6).

    Open tasks about failed messages to the old address end, but for those whose reminders still reach nobody. Messages
    on record keep the address they went to. Gives about how many recommendations reminders are planned again. Raises
    NotFound for an unknown authority or address, Refused for an address that cannot be used.
    """
    lock(session, "plan_reminders")  # what failed may be planned again
    row = find_authority(session, code)
    name, address = person
    expected = fault(address)
    if expected:
        raise Refused(f"address: expected {expected}, not {address!r}")
    held = authorities.contacts_of(session, [row.id or 0])[row.id or 0]
    roles = [contact.role.value for contact in held if contact.address == old_address]
    if not roles:
        raise NotFound(f"{row.name} has no contact with the address {old_address!r}")
    if address in {contact.address for contact in held}:
        raise Refused(f"{address} is a contact of {row.name} already")
    authorities.replace_contact(session, row.id or 0, old_address, name, address)
    said = {"was": old_address, "roles": sorted(roles), "name": name, "address": address}
    say_of_authority(session, moment, code, {"act": "contact replaced", **said})
    again, stuck = try_again(session, rulebook, failed_at(session, code, moment.today), moment.today)
    for kind in ("message_failed", "message_returned", "address_stopped"):
        tasks.close_of_recipient(session, kind, old_address, moment.today, authority_id=row.id or 0, but=stuck)
    close_what_is_over(session, rulebook, moment.today, {TaskKind.NO_CONTACT}, code)
    plan_again(session, rulebook, moment, again)
    return len(again)


def close_authority(
    session: Session, rulebook: Rulebook, moment: Moment, code: str, closed_on: date, successor: str
) -> None:
    """Close an authority on its last day: its open remedies move to the successor, its past years stay (S8).

    Once that day has passed, what reached nobody goes to the successor, and tasks about addresses that nobody answers
    at any more end: at once, or with the planning of the day after (R6). One that is closed already without a
    successor, as an import may leave it, can be given one with the same day. Raises NotFound for an unknown authority
    or successor, Refused for one that is closed already otherwise, one closed before it opened, and a successor that is
    itself or is not open on the day after.
    """
    lock(session, "plan_reminders")  # what failed may be planned again
    row = find_authority(session, code)
    heir = find_authority(session, successor)
    if row.closed_on is not None and (row.successor_id is not None or row.closed_on != closed_on):
        raise Refused(f"authority {code!r} closed on {row.closed_on} already")
    if row.opened_on is not None and closed_on < row.opened_on:
        raise Refused(f"closed on: expected a day on or after {row.opened_on}, when {code} opened")
    if heir.code == row.code:
        raise Refused(f"successor: expected another authority than {code} itself")
    first_day = closed_on + ONE_DAY
    if not authorities.tenures(session)[heir.code].is_open(first_day):
        raise Refused(f"successor: expected an authority that is open on {first_day}, and {successor} is not")
    later = cases.decided_after(session, closed_on).get(code, [])
    if later:
        raise Refused(f"closed on: {code} has {len(later)} decisions after {closed_on}, the first of them {later[0]!r}")
    authorities.change(session, code, {"closed_on": closed_on, "successor_id": heir.id, "closure_known_at": moment.now})
    session.refresh(row)
    say_of_authority(
        session, moment, code, {"act": "closed", "closed_on": closed_on.isoformat(), "successor": successor}
    )
    if closed_on < moment.today:
        _hand_on(session, rulebook, moment, code)


def _hand_on(session: Session, rulebook: Rulebook, moment: Moment, code: str) -> None:
    """Send what reached nobody at a closed authority to who answers today, and end tasks about its addresses (R6)."""
    heir = responsible(code, authorities.tenures(session), moment.today)
    again, _ = try_again(session, rulebook, failed_at(session, heir, moment.today), moment.today)
    close_what_is_over(session, rulebook, moment.today, {TaskKind.NO_CONTACT, *OF_AN_ADDRESS}, heir)
    plan_again(session, rulebook, moment, again)


def find_authority(session: Session, code: str) -> Authority:
    """The authority of that code; raises NotFound."""
    row = authorities.by_code(session, code)
    if row is None:
        raise NotFound(f"there is no authority {code!r}")
    return row


def _shown(row: Authority, successor: str | None) -> dict[str, object]:
    return {
        "code": row.code,
        "name": row.name,
        "type": row.type,
        "population": row.population,
        "opened_on": row.opened_on.isoformat() if row.opened_on else None,
        "closed_on": row.closed_on.isoformat() if row.closed_on else None,
        "successor_code": successor,
    }


def say_of_authority(session: Session, moment: Moment, code: str, payload: dict[str, object]) -> None:
    """Append one event to an authority's history; `act` of it says what was done."""
    events.append(session, [note_of_authority(moment, code, payload)])


def note_of_authority(moment: Moment, code: str, payload: Mapping[str, object]) -> Entry:
    """An event of an authority's history; `act` of it says what was done."""
    day = moment.today.isoformat()
    kind = Happening.AUTHORITY_CHANGED
    return Entry(events.authority_stream(code), moment.now.isoformat(), day, kind, moment.actor, payload)
