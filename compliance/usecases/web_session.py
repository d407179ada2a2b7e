"""Who is signed in on the pages: a session is begun, found again by its cookie, and ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from compliance.domain.authorities import StaffRole
from compliance.domain.history import Entry, Happening
from compliance.domain.moment import Moment
from compliance.domain.people import OfficeRole, Permission, Person, SignInRules
from compliance.domain.sign_in import is_over
from compliance.store import events, people, web_sessions
from compliance.store.engine import Session
from compliance.usecases.credentials import digest, new_token
from compliance.usecases.manage_people import person_stream

# Seen again is written down at most once in this time: looking at pages hardly writes.
TOUCHED_EVERY = timedelta(minutes=1)
KEPT = timedelta(days=7)


@dataclass(frozen=True)
class SignedIn:
    """Somebody who is signed in: who, what they may do, whose tasks are theirs, and the secret their forms carry.

    `to_touch` says that the session should be marked as seen.
    """

    person: Person
    permissions: frozenset[Permission]
    owners: frozenset[StaffRole]
    csrf: str
    session_id: int
    to_touch: bool = False

    def may(self, permission: Permission) -> bool:
        """Whether the person's roles let them do that."""
        return permission in self.permissions


@dataclass(frozen=True)
class Opened:
    """A session that was begun: the secret of its cookie, shown this one time, whose it is, and when it ends."""

    token: str
    person: Person
    ends_at: datetime


def open_session(
    session: Session, moment: Moment, now: datetime, rules: SignInRules, person: Person, way: str
) -> Opened:
    """Sign somebody in who has proved who they are; `way` says how, `now` is the wall clock.

    What is too old to be asked for is swept out, so that nothing grows for ever.
    """
    web_sessions.sweep(session, now, now - KEPT)
    token, ends_at = new_token(), now + rules.longest
    row = {"token_hash": digest(token), "person_id": person.identifier, "csrf_secret": new_token()}
    web_sessions.begin(session, row | {"created_at": now, "seen_at": now, "ends_at": ends_at})
    _say(session, moment, Happening.SIGNED_IN, person.identifier, {"way": way})
    return Opened(token, person, ends_at)


def find_session(
    session: Session, now: datetime, rules: SignInRules, table: Mapping[str, OfficeRole], token: str
) -> SignedIn | None:
    """Who a cookie's secret belongs to; None for nobody, or for a session that is over."""
    found = web_sessions.by_token(session, digest(token))
    if found is None:
        return None
    row, holder = found
    if not holder.active or is_over(row.seen_at, row.ends_at, now, rules):
        return None
    person = people.value(holder)
    return SignedIn(
        person,
        person.permissions(table),
        person.owners(table),
        row.csrf_secret,
        row.id or 0,
        now - row.seen_at >= TOUCHED_EVERY,
    )


def touch_session(session: Session, signed: SignedIn, now: datetime) -> None:
    """Remember that somebody is still there."""
    web_sessions.touch(session, signed.session_id, now)


def end_session(session: Session, moment: Moment, token: str) -> None:
    """Sign somebody out; a cookie of no session changes nothing."""
    person_id = web_sessions.end(session, digest(token))
    if person_id is not None:
        _say(session, moment, Happening.SIGNED_OUT, person_id, {})


def _say(session: Session, moment: Moment, kind: Happening, person_id: int, payload: dict[str, object]) -> None:
    stream = person_stream(person_id)
    entry = Entry(stream, moment.now.isoformat(), moment.today.isoformat(), kind, moment.actor, payload)
    events.append(session, [entry])
