"""Bodies in jurisdiction and the people who answer for them (rules S7, S8 and R6)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from compliance.domain.address_health import folded


class AuthorityType(StrEnum):
    """The types of the exchange format; which of them have a comparator is configuration (S7)."""

    COUNTY = "county"
    DISTRICT = "district"
    METROPOLITAN = "metropolitan"
    UNITARY = "unitary"
    LONDON_BOROUGH = "london_borough"
    OTHER = "other"


class Role(StrEnum):
    """Who at the authority is written to."""

    LINK_OFFICER = "link_officer"
    DEPUTY = "deputy"
    CHIEF_EXECUTIVE = "chief_executive"
    MONITORING_OFFICER = "monitoring_officer"
    LEADER = "leader"
    SCRUTINY_CHAIR = "scrutiny_chair"


class StaffRole(StrEnum):
    """Who at the ombudsman acts when a machine should not."""

    CASEWORKER = "caseworker"
    CASEWORK_MANAGER = "casework_manager"
    DIRECTOR = "director"


@dataclass(frozen=True)
class Contact:
    """A person of an authority, or of the ombudsman's staff, with the address that reaches them."""

    role: Role | StaffRole
    name: str
    address: str


@dataclass(frozen=True)
class Tenure:
    """When an authority existed; `closed_on` is its last day, `successor` the code of the body that took over."""

    opened_on: date | None = None
    closed_on: date | None = None
    successor: str | None = None

    def is_open(self, day: date) -> bool:
        """Tell whether the authority exists on `day`."""
        started = self.opened_on is None or day >= self.opened_on
        return started and not self.has_closed(day)

    def has_closed(self, day: date) -> bool:
        """Tell whether its last day has passed on `day`: nobody there is written to any more (S8)."""
        return self.closed_on is not None and day > self.closed_on


def responsible(code: str, tenures: Mapping[str, Tenure], day: date) -> str:
    """Follow successors until the body that answers on `day` (S8); the last known one when the chain ends."""
    seen = {code}
    while True:
        tenure = tenures[code]
        heir = tenure.successor
        if tenure.closed_on is None or day <= tenure.closed_on or heir is None or heir in seen:
            return code
        seen.add(heir)
        code = heir


def answering(code: str, tenures: Mapping[str, Tenure], day: date) -> str | None:
    """The body that answers for a code on `day` (S8); None where the last of the chain has closed: nobody took over."""
    body = responsible(code, tenures, day)
    return None if tenures[body].has_closed(day) else body


def heirs(code: str, tenures: Mapping[str, Tenure]) -> list[str]:
    """Whoever may answer for a code on some day: itself, its successor, that one's successor, in this order (S8)."""
    chain = [code]
    while (heir := tenures[chain[-1]].successor) is not None and heir not in chain:
        chain.append(heir)
    return chain


def handovers(code: str, tenures: Mapping[str, Tenure]) -> list[date]:
    """The days from which another body answers for a code than the day before, or none, oldest first (S8)."""
    ends = {tenures[each].closed_on for each in heirs(code, tenures)}
    days = sorted(end + timedelta(days=1) for end in ends if end is not None and end < date.max)
    return [day for day in days if answering(code, tenures, day) != answering(code, tenures, day - timedelta(days=1))]


def reach(
    contacts: Sequence[Contact],
    wanted: Sequence[Role],
    out_of_reach: Collection[str] = (),
    fallback: Sequence[Role] = (),
) -> list[Contact]:
    """The contacts to write to for the wanted roles, each address once, whatever its case.

    A missing link officer is stood in for by the deputy, so that nobody's holiday silences a deadline. Addresses
    `out_of_reach`, folded, are not written to: where a role has no others, the first role of `fallback` that has some
    is written to instead (R6).
    """
    found: dict[str, Contact] = {}
    for role in wanted:
        order: tuple[Role, ...] = (role, Role.DEPUTY) if role is Role.LINK_OFFICER else (role,)
        if any(contact.role in order for contact in contacts):  # a role nobody ever held is a gap for staff to fill
            order += tuple(fallback)
        for contact in _first_within_reach(order, contacts, out_of_reach):
            found.setdefault(folded(contact.address), contact)
    return list(found.values())


def _first_within_reach(
    order: Sequence[Role], contacts: Sequence[Contact], out_of_reach: Collection[str]
) -> list[Contact]:
    """The contacts of the first role in `order` that has any within reach."""
    within = [contact for contact in contacts if folded(contact.address) not in out_of_reach]
    groups = ([contact for contact in within if contact.role is role] for role in order)
    return next((group for group in groups if group), [])
