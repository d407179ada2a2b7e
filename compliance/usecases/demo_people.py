"""Demo mode: who there is to sign in as, without a password. Whoever calls this has made sure it is demo mode."""

from __future__ import annotations

from collections.abc import Mapping

from compliance.domain.errors import Refused
from compliance.domain.moment import Moment
from compliance.domain.people import OfficeRole
from compliance.store import people
from compliance.store.engine import Session
from compliance.usecases.manage_people import add_person
from compliance.usecases.sign_in import Door
from compliance.usecases.web_session import Opened, open_session

# One for each role that comes with Amends; an office with other roles adds its own people.
DEMO_PEOPLE = (
    ("Ada Shaw", "investigator"),
    ("Tom Bell", "team_coordinator"),
    ("Mary Finch", "casework_manager"),
    ("Dee Grant", "director"),
    ("Max Howe", "manager"),
    ("Jo Webb", "administrator"),
)


def add_demo_people(session: Session, table: Mapping[str, OfficeRole], moment: Moment) -> None:
    """Add the people of the demo who are not there yet, each for a role that the office has."""
    for name, role in DEMO_PEOPLE:
        if role in table and people.by_name(session, name) is None:
            email = f"{name.split()[0].lower()}@ombudsman.example"
            add_person(session, table, moment, name, email, [role])


def demo_people(session: Session, table: Mapping[str, OfficeRole]) -> list[tuple[str, str]]:
    """Everybody who may sign in: name, and roles in words."""
    return [
        (row.name, ", ".join(table[role].label for role in row.roles.split() if role in table))
        for row in people.all_of_them(session)
        if row.active
    ]


def sign_in_demo_person(session: Session, door: Door, name: str) -> Opened:
    """Sign in as somebody; raises Refused for a name that nobody who may sign in has."""
    row = people.by_name(session, name) if "\0" not in name else None
    if row is None or not row.active:
        raise Refused("Choose one of the people below")
    return open_session(session, door.moment(row.name), door.machine_now(), door.rules, people.value(row), "demo")
