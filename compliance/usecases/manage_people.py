"""Look after the office's own people: who they are, with which roles, and what they sign in with."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from compliance.domain.errors import NotFound, Refused
from compliance.domain.history import Entry, Happening
from compliance.domain.moment import Moment
from compliance.domain.people import OfficeRole
from compliance.domain.people import Person as PersonValue
from compliance.domain.sign_in import email_fault, folded_email, password_fault
from compliance.domain.words import is_blank
from compliance.store import events, people, web_sessions
from compliance.store.engine import Session, lock
from compliance.store.people_tables import Person
from compliance.usecases.credentials import hash_password, new_code_secret

LONGEST_NAME = 100


def person_stream(identifier: int) -> str:
    """The stream of what happened to a person, and of their signing in."""
    return f"person/{identifier}"


def list_people(session: Session) -> list[dict[str, Any]]:
    """Everybody by name, with what they can sign in with."""
    return [
        {
            "name": row.name,
            "email": row.email,
            "roles": sorted(row.roles.split()),
            "active": row.active,
            "password": bool(row.password_hash),
            "code": bool(row.code_secret),
            "provider": row.oidc_subject is not None,
        }
        for row in people.all_of_them(session)
    ]


def add_person(
    session: Session, table: Mapping[str, OfficeRole], moment: Moment, name: str, email: str, roles: Collection[str]
) -> PersonValue:
    """Add somebody; they cannot sign in before they have a password and codes, or a provider vouches for them.

    Raises Refused for a name or address that is none or somebody else's, and for an unknown role or none at all.
    """
    lock(session, "people")
    given = {"name": _name(name), "email": _email(email), "roles": _roles(table, roles)}
    _refuse_doubles(session, given["name"], given["email"], None)
    identifier = people.add(session, given | {"added_at": moment.now})
    _say(session, moment, identifier, {"act": "added", **given, "roles": given["roles"].split()})
    return PersonValue(identifier, given["name"], given["email"], frozenset(given["roles"].split()))


def change_person(
    session: Session,
    table: Mapping[str, OfficeRole],
    moment: Moment,
    name: str,
    *,
    new_name: str | None = None,
    email: str | None = None,
    roles: Collection[str] | None = None,
) -> PersonValue:
    """Change what is given of a person, and leave the rest; history keeps the name under which they acted.

    Raises NotFound for an unknown person, Refused as `add_person` does and when nothing is to be changed.
    """
    lock(session, "people")
    row = _find(session, name)
    values: dict[str, Any] = {}
    if new_name is not None:
        values["name"] = _name(new_name)
    if email is not None:
        values["email"] = _email(email)
    if roles is not None:
        values["roles"] = _roles(table, roles)
    changed = {key: value for key, value in values.items() if getattr(row, key) != value}
    if not changed:
        raise Refused(f"{row.name}: nothing is to be changed")
    _refuse_doubles(session, values.get("name", row.name), values.get("email", row.email), row.id)
    was = {key: getattr(row, key) for key in changed}
    people.change(session, row.id or 0, changed)
    _say(session, moment, row.id or 0, {"act": "changed", "from": was, "to": changed})
    session.refresh(row)
    return people.value(row)


def set_active(session: Session, moment: Moment, name: str, *, active: bool) -> None:
    """Let somebody sign in no more, or again; who may not is signed out everywhere at once.

    Raises NotFound for an unknown person, Refused when it is so already.
    """
    row = _find(session, name)
    if row.active == active:
        raise Refused(f"{row.name} is {'active' if active else 'not active'} already")
    people.change(session, row.id or 0, {"active": active})
    if not active:
        web_sessions.end_all_of(session, row.id or 0)
    _say(session, moment, row.id or 0, {"act": "let in again" if active else "let in no more"})


def set_password(session: Session, moment: Moment, name: str, password: str) -> None:
    """Give somebody a new password; whoever is signed in with the old one is signed out.

    Raises NotFound for an unknown person, Refused for a password that is easy to guess.
    """
    row = _find(session, name)
    fault = password_fault(password, row.name, row.email)
    if fault:
        raise Refused(f"password: {fault}")
    people.change(session, row.id or 0, {"password_hash": hash_password(password)})
    web_sessions.end_all_of(session, row.id or 0)
    _say(session, moment, row.id or 0, {"act": "password set"})


def give_codes(session: Session, moment: Moment, name: str) -> tuple[PersonValue, str]:
    """Give somebody a new secret for one-time codes, which ends the old one; the secret is shown this one time.

    Raises NotFound for an unknown person.
    """
    row = _find(session, name)
    secret = new_code_secret()
    people.change(session, row.id or 0, {"code_secret": secret, "code_step": None})
    web_sessions.end_all_of(session, row.id or 0)
    _say(session, moment, row.id or 0, {"act": "one-time codes given"})
    return people.value(row), secret


def _find(session: Session, name: str) -> Person:
    row = people.by_name(session, name.strip()) or people.by_email(session, folded_email(name))
    if row is None:
        raise NotFound(f"there is nobody called {name!r} here; see amends staff list")
    return row


def _refuse_doubles(session: Session, name: str, email: str, identifier: int | None) -> None:
    """No two people whose names differ in capitals only: the second person for an outcome is told by the name."""
    for other in people.all_of_them(session):
        if other.id != identifier and other.name.casefold() == name.casefold():
            raise Refused(f"name: somebody is called {other.name!r} already")
        if other.id != identifier and other.email == email:
            raise Refused(f"email: {email} is {other.name}'s address already")


def _name(text: str) -> str:
    name = " ".join(text.split())
    if is_blank(name) or len(name) > LONGEST_NAME or not name.isprintable():
        raise Refused(f"name: expected 1 to {LONGEST_NAME} letters, not {text!r}")
    return name


def _email(text: str) -> str:
    email = folded_email(text)
    fault = email_fault(email)
    if fault:
        raise Refused(f"email: {fault}")
    return email


def _roles(table: Mapping[str, OfficeRole], roles: Collection[str]) -> str:
    unknown = sorted(set(roles) - set(table))
    if unknown or not roles:
        given = repr(unknown[0]) if unknown else "none"
        raise Refused(f"roles: expected roles of {', '.join(table)}, not {given}")
    return " ".join(sorted(set(roles)))


def _say(session: Session, moment: Moment, identifier: int, payload: dict[str, object]) -> None:
    kind, stream = Happening.PERSON_CHANGED, person_stream(identifier)
    entry = Entry(stream, moment.now.isoformat(), moment.today.isoformat(), kind, moment.actor, payload)
    events.append(session, [entry])
