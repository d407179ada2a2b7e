"""Contacts that nobody writes to any more, as people have said: an older folder does not bring them back (R6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from compliance.domain.authorities import Contact
from compliance.domain.delivery import fingerprint, is_web_address, shown
from compliance.store import events
from compliance.store.engine import Session

Held = Iterable[tuple[str, str, str]]
"""Contacts as authority code, role and address."""


@dataclass(frozen=True, slots=True)
class Retired:
    """Where an authority is written to no more since the day `on`, in ISO 8601.

    In some `roles`, none of them for any. `address` is as events show it, `mark` what tells it from others that are
    shown so, and `name` whose it was; "" where that is not on record.
    """

    address: str
    roles: frozenset[str]
    name: str
    on: str
    mark: str = ""

    def was(self, contact: Contact) -> bool:
        """Whether it is that contact; of web addresses that are shown alike the name tells where nothing else does."""
        if self.roles and contact.role.value not in self.roles:
            return False
        if self.mark:
            return fingerprint(contact.address) == self.mark
        if self.address.casefold() == contact.address.casefold():
            return True
        is_shown_so = is_web_address(contact.address) and self.address == shown(contact.address)
        return is_shown_so and contact.name in ("", self.name)


def retired_contacts(session: Session, codes: Iterable[str], held: Held) -> Mapping[str, Sequence[Retired]]:
    """Who is written to no more at these authorities, by code, the newest first; some are contacts again by now.

    `held` are the contacts there are.
    """
    now: dict[tuple[str, str], set[str]] = defaultdict(set)
    for code, role, address in held:
        now[code, address.casefold()].add(role)
    codes_by_stream = {events.authority_stream(code): code for code in codes}
    found: dict[str, list[Retired]] = defaultdict(list)
    for entry in events.of_streams(session, list(codes_by_stream)):
        said, code = entry.payload, codes_by_stream[entry.stream]
        if said.get("act") == "contact retired":
            address, name, mark = (str(said.get(key, "")) for key in ("address", "name", "fingerprint"))
            found[code].insert(0, Retired(address, frozenset({str(said["role"])}), name, entry.day, mark))
        elif said.get("act") == "contact replaced":
            # Older events do not say in which roles: of one who is a contact again, those they have now.
            was, known = str(said["was"]), said.get("roles")
            roles = known if isinstance(known, list) else now[code, was.casefold()]
            found[code].insert(0, Retired(was, frozenset(roles), "", entry.day))
    return found
