"""Sign in with a password and a one-time code: whatever is wrong, the answer is the same, and takes as long."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from compliance.domain.errors import Refused
from compliance.domain.history import Entry, Happening
from compliance.domain.moment import Moment
from compliance.domain.people import SignInRules
from compliance.domain.sign_in import AttemptState, folded_email
from compliance.store import events, people, web_sessions
from compliance.store.engine import Session, Store, lock
from compliance.store.people_tables import Person
from compliance.usecases.credentials import code_step, digest, new_code_secret, new_token, password_matches
from compliance.usecases.manage_people import person_stream
from compliance.usecases.web_session import Opened, open_session

NOT_RIGHT = "The e-mail address, the password or the code is not right"
STRANGERS = "sign-in/unknown"
TIME_FOR_THE_CODE = timedelta(minutes=10)


class NotLetIn(Refused):
    """Signing in failed; the text never says at which step."""


class TooManyAttempts(Refused):
    """Signing in to that account, or from that network address, failed too often of late."""


@dataclass(frozen=True)
class Door:
    """What signing in needs: the store, the office's rules, its moment by actor, and the wall clock."""

    store: Store
    rules: SignInRules
    moment: Callable[[str], Moment]
    machine_now: Callable[[], datetime]


def begin_sign_in(door: Door, email: str, password: str, address: str) -> str:
    """The first step; gives the secret for the second, whether the password was right or not.

    `address` is the network address it comes from. Raises TooManyAttempts beyond the limits. The password is checked
    outside any transaction: that takes long on purpose.
    """
    token = new_token()
    folded = folded_email(email)
    begin_attempt(door, folded, address, token)
    with door.store.reading() as session:
        row = people.by_email(session, folded) if "\0" not in folded else None
        known = (row.id or 0, row.password_hash if row.active else "") if row is not None else (0, "")
    right = password_matches(known[1], password)
    with door.store.writing() as session:
        if right:
            web_sessions.change_attempt(session, digest(token), {"person_id": known[0]})
        else:
            _fail(session, door, digest(token), known[0], address)
    return token


def begin_attempt(door: Door, account: str, address: str, token: str) -> None:
    """Write an attempt down before it is looked at, so that a crowd of them at once is counted too.

    Raises TooManyAttempts beyond the limits.
    """
    now, rules = door.machine_now(), door.rules
    since, key = now - rules.window, digest(account)
    with door.store.writing() as session:
        lock(session, "sign_in")
        if (
            web_sessions.failures_of_account(session, key, since) >= rules.account_failures
            or web_sessions.failures_of_address(session, address, since) >= rules.address_failures
        ):
            minutes = int(rules.window.total_seconds()) // 60
            raise TooManyAttempts(f"There were too many attempts. Try again in {minutes} minutes")
        row = {"at": now, "account": key, "address": address, "token_hash": digest(token)}
        web_sessions.add_attempt(session, row)


def finish_sign_in(door: Door, token: str, code: str, address: str) -> Opened:
    """The second step: a code that was not used before signs the person in.

    Raises NotLetIn for anything else; it then begins anew with the password.
    """
    with door.store.writing() as session:
        opened = _finish(session, door, digest(token), code, address)
    if opened is None:
        raise NotLetIn(NOT_RIGHT)
    return opened


def _finish(session: Session, door: Door, token_hash: str, code: str, address: str) -> Opened | None:
    now = door.machine_now()
    attempt = web_sessions.attempt_begun(session, token_hash, now - TIME_FOR_THE_CODE)
    if attempt is None:
        return None
    row = people.by_identifier(session, attempt.person_id) if attempt.person_id is not None else None
    if row is None or not _code_is_right(session, row, code, now):
        _fail(session, door, token_hash, row.id or 0 if row else 0, address)
        return None
    web_sessions.change_attempt(session, token_hash, {"state": AttemptState.SUCCEEDED.value})
    return open_session(session, door.moment(row.name), now, door.rules, people.value(row), "password and code")


def _code_is_right(session: Session, row: Person, code: str, now: datetime) -> bool:
    step = code_step(row.code_secret or new_code_secret(), code, now)
    usable = row.active and row.code_secret != "" and step is not None
    return usable and step is not None and people.take_code_step(session, row.id or 0, step)


def _fail(session: Session, door: Door, token_hash: str, person_id: int, address: str) -> None:
    web_sessions.change_attempt(session, token_hash, {"state": AttemptState.FAILED.value})
    say_failed(session, door.moment("amends"), person_id, address)


def say_failed(session: Session, moment: Moment, person_id: int, address: str) -> None:
    """Put a failed attempt into the history: of a person, or, with the number 0, of nobody known."""
    stream = person_stream(person_id) if person_id else STRANGERS
    kind, payload = Happening.SIGN_IN_FAILED, {"address": address}
    entry = Entry(stream, moment.now.isoformat(), moment.today.isoformat(), kind, moment.actor, payload)
    events.append(session, [entry])
