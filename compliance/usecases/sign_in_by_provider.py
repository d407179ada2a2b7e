"""Sign in somebody for whom a provider of OpenID Connect vouches: its claims, already checked, lead to the person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from compliance.domain.errors import Refused
from compliance.domain.history import Entry, Happening
from compliance.domain.moment import Moment
from compliance.domain.people import OfficeRole
from compliance.domain.sign_in import AttemptState, folded_email
from compliance.store import events, people, used_keys, web_sessions
from compliance.store.engine import Session
from compliance.store.people_tables import Person
from compliance.usecases.credentials import digest, new_token
from compliance.usecases.manage_people import person_stream
from compliance.usecases.sign_in import Door, begin_attempt, say_failed
from compliance.usecases.web_session import Opened, open_session


class NotKnownHere(Refused):
    """The provider knows the person, and this office does not, or lets them in no more."""


def take_return(door: Door, state: str, address: str) -> str:
    """Somebody has come back from the provider: count the attempt, and use the state up; gives the attempt's secret.

    Raises TooManyAttempts beyond the limit of the network address, NotKnownHere for a state that was used before.
    """
    attempt = new_token()
    begin_attempt(door, f"provider {state}", address, attempt)
    with door.store.writing() as session:
        fresh = used_keys.take(session, digest(f"provider {state}"), door.machine_now())
        if not fresh:
            fail_attempt(session, door, attempt, address)
    if not fresh:
        raise NotKnownHere("this answer of the provider was used before: begin again")
    return attempt


def fail_attempt(session: Session, door: Door, attempt: str, address: str) -> None:
    """The attempt came to nothing: it counts, and stands in the history."""
    web_sessions.change_attempt(session, digest(attempt), {"state": AttemptState.FAILED.value})
    say_failed(session, door.moment("amends"), 0, address)


def sign_in_by_provider(
    session: Session, door: Door, table: Mapping[str, OfficeRole], issuer: str, claims: Mapping[str, Any], attempt: str
) -> Opened:
    """Sign in the person of the provider's subject, else of an e-mail address that the provider has verified.

    Found by address, the subject is remembered and counts from then on. Where `roles.yaml` names a claim, the roles are
    what it says, each time anew. Raises NotKnownHere for anybody else.
    """
    subject = f"{issuer} {claims['sub']}"
    row = people.by_subject(session, subject) or _by_address(session, claims)
    if row is None or not row.active:
        raise NotKnownHere("the provider knows you, but nobody here has that address: ask an administrator to add you")
    if row.oidc_subject not in (None, subject):
        raise NotKnownHere("your address belongs to somebody else at the provider: ask an administrator")
    moment, changed = door.moment(row.name), _changed(row, door, table, subject, claims)
    if changed:
        was = {name: getattr(row, name) for name in changed}
        people.change(session, row.id or 0, changed)
        _say(session, moment, row.id or 0, {"act": "changed by the provider", "from": was, "to": changed})
        session.refresh(row)
    web_sessions.change_attempt(session, digest(attempt), {"state": AttemptState.SUCCEEDED.value})
    return open_session(session, moment, door.machine_now(), door.rules, people.value(row), "provider")


def _by_address(session: Session, claims: Mapping[str, Any]) -> Person | None:
    """Nobody is found by an address that the provider has not verified: anybody could have typed it there."""
    email = claims.get("email")
    if claims.get("email_verified") is not True or not isinstance(email, str) or "\0" in email:
        return None
    return people.by_email(session, folded_email(email))


def _changed(
    row: Person, door: Door, table: Mapping[str, OfficeRole], subject: str, claims: Mapping[str, Any]
) -> dict[str, Any]:
    wanted = {"oidc_subject": subject}
    if door.rules.claim:
        given = claims.get(door.rules.claim, [])
        groups = [given] if isinstance(given, str) else [str(each) for each in given] if isinstance(given, list) else []
        roles = door.rules.roles_of(groups) & table.keys()
        if not roles:
            raise NotKnownHere("the provider puts you in no group that has a role here: ask an administrator")
        wanted["roles"] = " ".join(sorted(roles))
    return {name: value for name, value in wanted.items() if getattr(row, name) != value}


def _say(session: Session, moment: Moment, person_id: int, payload: dict[str, object]) -> None:
    kind, stream = Happening.PERSON_CHANGED, person_stream(person_id)
    entry = Entry(stream, moment.now.isoformat(), moment.today.isoformat(), kind, moment.actor, payload)
    events.append(session, [entry])
