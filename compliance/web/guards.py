"""Saving what a form says: once, however often it is sent, and only on top of what the person saw.

A form carries three hidden fields (`hidden_fields`): the session's token, a key for one use, and the stamp, which is
the number of the last event of what is changed.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from types import MappingProxyType

from fastapi import Request, UploadFile
from fastapi.responses import RedirectResponse

from compliance.domain.errors import ChangedSince, WrongUse
from compliance.domain.moment import Moment
from compliance.runtime import Installation, machine_now
from compliance.store.engine import Session
from compliance.usecases.changed_since import Change, changes_since, require_unchanged, stamp_of
from compliance.usecases.submit_once import came_of, submit_once
from compliance.usecases.web_session import SignedIn
from compliance.web.forms import FILES_AGAIN, LOST, PARTS, Entered
from compliance.web.permits import CSRF
from compliance.web.told import go_on
from compliance.web.wording import whole_number

ONCE, STAMP, LOOKED = "once", "seen", "looked"
KEY_BYTES = 16
LONGEST_KEY = 100
LONGEST_STAMP = 12
# `LOOKED` stands for what a person was shown before it is sent or moved.
OWN_FIELDS = frozenset({CSRF, ONCE, STAMP, LOOKED, LOST})

# Names of buttons: what was pressed is nothing that was typed.
BUTTONS = frozenset({"do", "show", "back"})

# What a form calls its fields, and the words of what can be chosen in each; an endpoint keeps it as `labels` of the
# state of its request.
Labels = Mapping[str, tuple[str, Mapping[str, str]]]
NO_LABELS: Labels = MappingProxyType({})
# Does what a form asks for and gives the address to go on to, with what is told there where there is (`leads_to`).
Act = Callable[[Session, Moment], str]


def hidden_fields(signed: SignedIn, seen: int | None = None) -> dict[str, str]:
    """The hidden fields of a new form: name to value; `seen` where it changes something that exists."""
    fields = {CSRF: signed.csrf, ONCE: secrets.token_urlsafe(KEY_BYTES)}
    return fields if seen is None else fields | {STAMP: str(seen)}


def save(
    request: Request, office: Installation, signed: SignedIn, form: Entered, act: Act, *, stream: str = ""
) -> RedirectResponse:
    """Do what a form asks for in one transaction, as the person who is signed in, and go on to where `act` says.

    The same form sent again, also at the same time, goes on to the same place and does nothing; with other words in it
    it raises SentOtherwise. With a `stream` (such
    as `recommendation_stream(reference)`) it raises ChangedSince where something has happened to it since the form was
    made: nothing is then saved. Without files that it was sent with before it saves nothing either (`LOST`, E1).
    """
    if form.values(LOST):
        raise WrongUse(FILES_AGAIN)
    key = _field(form, ONCE, LONGEST_KEY)
    stamp = _stamp(form) if stream else 0
    moment, said = office.moment(signed.person.name), _said(form)
    with office.store.writing() as session:

        def once() -> str:
            if stream:
                require_unchanged(session, stream, stamp)
            return act(session, moment)

        led = submit_once(session, _whose(request, signed, key), machine_now(), once, said)
    return go_on(request, led)


def went_before(
    request: Request, office: Installation, signed: SignedIn, form: Entered, stream: str
) -> RedirectResponse | None:
    """Where the same form led when it was sent before; None for one that was not sent.

    To be asked once something is found wrong with a form, before that is said: what was chosen from may be gone because
    this very form, or somebody else, has done it. Raises SentOtherwise and ChangedSince as `save` does.
    """
    key, stamp = form.value(ONCE), stamp_in(form)
    with office.store.reading() as session:
        led = came_of(session, _whose(request, signed, key), _said(form))
        if led is None and stamp is not None:
            require_unchanged(session, stream, stamp)
    return None if led is None else go_on(request, led)


def _whose(request: Request, signed: SignedIn, key: str) -> str:
    return f"{signed.person.identifier} {request.url.path} {key}"


def _said(form: Entered) -> str:
    """All that a form says, its files too, as one text to be compared."""
    files = [(name, each.filename or "", _digest(each)) for name, several in form.files.items() for each in several]
    return json.dumps([typed(form), files])


def _digest(file: UploadFile) -> str:
    """The SHA-256 of a file that was sent; whoever reads it goes on where they were."""
    at = file.file.tell()
    file.file.seek(0)
    found = hashlib.file_digest(file.file, "sha256").hexdigest()  # type: ignore[arg-type]  # it reads as a file does
    file.file.seek(at)
    return found


def typed(form: Entered) -> list[tuple[str, str]]:
    """What was typed into a form, in its order; files and the hidden fields are left out."""
    return [(name, text) for name, texts in form.typed.items() for text in texts if name not in OWN_FIELDS]


def as_read(pairs: list[tuple[str, str]], labels: Labels = NO_LABELS) -> list[tuple[str, str]]:
    """What was typed as a person reads it, in the words of the form: a date is one thing, what is empty is nothing."""
    found: dict[str, list[str]] = {}
    for name, text in pairs:
        stem, _, part = name.rpartition("-")
        if text.strip() and stem != STAMP and name not in BUTTONS:
            found.setdefault(stem if stem and part in PARTS else name, []).append(text)
    read = []
    for name, texts in found.items():
        label, chosen = labels.get(name, (name, {}))
        between = " " if name not in dict(pairs) else "\n"
        read.append((label, between.join(chosen.get(each, each) for each in texts)))
    return read


def meanwhile(office: Installation, changed: ChangedSince) -> tuple[list[Change], int]:
    """What happened since the person looked, oldest first, and the stamp of what is there now."""
    with office.store.reading() as session:
        changes = changes_since(session, changed.stream, changed.seen)
        return changes, stamp_of(session, changed.stream)


def _field(form: Entered, name: str, longest: int) -> str:
    value = form.value(name)
    if not value or len(value) > longest:
        raise WrongUse("the form is not complete: open the page again")
    return value


def _stamp(form: Entered) -> int:
    stamp = stamp_in(form)
    if stamp is None:
        raise WrongUse("the form is not complete: open the page again")
    return stamp


def stamp_in(form: Entered) -> int | None:
    """The stamp a form carries, to be shown again with what was typed; None where it carries none that could be one."""
    text = form.value(STAMP)
    return whole_number(text, LONGEST_STAMP)
