"""Put right who is written to at an authority: another name for an address, and somebody who has left (rule R6)."""

from __future__ import annotations

from compliance.domain.authorities import Contact, Role
from compliance.domain.delivery import fingerprint, is_web_address, shown
from compliance.domain.errors import NotFound, Refused
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.tasks import NOBODY_ANSWERS, OF_AN_ADDRESS
from compliance.domain.words import is_blank
from compliance.store import authorities, tasks
from compliance.store.engine import Session, lock
from compliance.usecases.manage_authority import find_authority, say_of_authority
from compliance.usecases.plan_reminders import plan_again
from compliance.usecases.try_again import failed_at, try_again


def contact_of(session: Session, code: str, number: int) -> Contact:
    """A contact of an authority by number; raises NotFound for an unknown authority, and for who has left."""
    authority = find_authority(session, code)
    row = authorities.contact_by_number(session, authority.id or 0, number)
    if row is None:
        raise NotFound(f"{authority.name} has no such contact any more: perhaps they have left")
    return Contact(Role(row.role), row.name, row.address)


def rename_contact(session: Session, moment: Moment, code: str, address: str, name: str) -> None:
    """Let letters address whoever answers at `address` by another name, in each role they have there.

    Raises NotFound for an unknown authority or address, Refused without a name and where that is their name already.
    """
    if is_blank(name):
        raise Refused("name: expected how letters address them from now on")
    row = find_authority(session, code)
    held = [each for each in authorities.contacts_of(session, [row.id or 0])[row.id or 0] if each.address == address]
    if not held:
        raise NotFound(f"{row.name} has no contact with the address {shown(address)!r}")
    if all(each.name == name for each in held):
        raise Refused(f"name: {shown(address)} has this name already")
    for each in held:
        authorities.rename_contact(session, row.id or 0, each.role.value, address, name)
    payload: dict[str, object] = {
        "act": "contact renamed",
        "was": held[0].name,
        "name": name,
        "address": shown(address),
    }
    say_of_authority(session, moment, code, payload)


def retire_contact(
    session: Session, rulebook: Rulebook, moment: Moment, code: str, role: Role, address: str, reason: str
) -> bool:
    """Write to somebody in a role no more, because they have left; what waits to be sent to them goes to others.

    Messages on record keep the address they went to. Tasks about messages that did not reach the address end, but for
    those whose reminders still reach nobody. Tells whether anybody is left to write to (R6). Raises Refused without a
    reason, NotFound for an unknown authority and for somebody who is not a contact in this role.
    """
    lock(session, "plan_reminders")  # the planner chooses among contacts
    row = find_authority(session, code)
    identifier = row.id or 0
    if is_blank(reason):
        raise Refused("reason: expected why nobody is written to there any more")
    held = authorities.contacts_of(session, [identifier])[identifier]
    found = next((each for each in held if (each.role, each.address) == (role, address)), None)
    if found is None:
        raise NotFound(f"{code} has no {role.value} with the address {shown(address)!r}")
    authorities.take_contact_away(session, identifier, role.value, address)
    said = {"role": role.value, "name": found.name, "address": shown(address), "reason": reason.strip()}
    said |= {"fingerprint": fingerprint(address)} if is_web_address(address) else {}
    say_of_authority(session, moment, code, {"act": "contact retired", **said})
    left = [each for each in held if each is not found]
    if address not in {each.address for each in left}:
        _end_tasks(session, rulebook, moment, code, identifier, address)
    return bool(left)


def _end_tasks(
    session: Session, rulebook: Rulebook, moment: Moment, code: str, authority_id: int, address: str
) -> None:
    """End the tasks about an address that nobody answers at any more, but for those about what reached nobody."""
    again, stuck = try_again(session, rulebook, failed_at(session, code, moment.today), moment.today)
    for kind in OF_AN_ADDRESS:
        tasks.close_of_recipient(
            session, kind.value, address, moment.today, authority_id=authority_id, but=stuck, reason=NOBODY_ANSWERS
        )
    plan_again(session, rulebook, moment, again)
