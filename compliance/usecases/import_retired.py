"""Contacts that nobody writes to any more, as people have said: an older folder does not bring them back (R6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from compliance.domain.authorities import Contact
from compliance.domain.delivery import is_web_address, shown
from compliance.store import events
from compliance.store.engine import Session


@dataclass(frozen=True, slots=True)
class Retired:
    """Where an authority is written to no more since the day `on`, in ISO 8601.

    In one `role`, or, with "", in any, because another address has taken its place. `address` is as events show it,
    and `name` whose it was, "" where that is not on record.
    """

    address: str
    role: str
    name: str
    on: str

    def was(self, contact: Contact) -> bool:
        """Whether it is that contact; several web addresses are shown alike, so that the name has to be the same."""
        if self.address.casefold() not in (contact.address.casefold(), shown(contact.address).casefold()):
            return False
        alike = is_web_address(contact.address) and self.address != contact.address
        return self.role in ("", contact.role.value) and not (alike and self.name != contact.name)


def retired_contacts(session: Session, codes: Iterable[str]) -> Mapping[str, Sequence[Retired]]:
    """Who is written to no more at these authorities, by code, the newest first; some are contacts again by now."""
    codes_by_stream = {events.authority_stream(code): code for code in codes}
    found: dict[str, list[Retired]] = defaultdict(list)
    for entry in events.of_streams(session, list(codes_by_stream)):
        said = {key: str(value) for key, value in entry.payload.items()}
        if said.get("act") == "contact retired":
            gone = Retired(said["address"], said["role"], said["name"], entry.day)
        elif said.get("act") == "contact replaced":
            gone = Retired(said["was"], "", "", entry.day)
        else:
            continue
        found[codes_by_stream[entry.stream]].insert(0, gone)
    return found
