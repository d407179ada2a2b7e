"""Handing over what a person looks after: all of it, or some; what moves is shown before it is confirmed."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict, fields
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from compliance.domain.errors import Refused, WrongUse
from compliance.domain.moment import Moment
from compliance.domain.people import Permission
from compliance.domain.work_filters import NO_ONE, Order
from compliance.runtime import Installation
from compliance.store.engine import Session
from compliance.usecases.assign_caseworker import who_may
from compliance.usecases.hand_over import hand_over
from compliance.usecases.web_session import SignedIn
from compliance.usecases.what_moves import Load, Moves, everybodys_load, what_moves
from compliance.web.forms import LONGEST_LINE, Entered, Form
from compliance.web.guards import LOOKED, hidden_fields, save
from compliance.web.opening import Office
from compliance.web.pages import page
from compliance.web.permits import Sent, needs
from compliance.web.spreadsheet import spreadsheet
from compliance.web.told import leads_to, what_was_done
from compliance.web.wording import NOT_TAKEN

START = "/hand-over"
NOBODY = "nobody"
# A form of more ticks than this could not be sent back.
MOST_TICKS = 400
HOW_MUCH = (("all", "All of it"), ("some", "Only those ticked below"))
DONE = "moved"
LOAD_COLUMNS = tuple(each.name for each in fields(Load))
TAKEN = "Somebody looks after all of this by now, or it is closed"
MOVED = "It is handed over."
CHANGED = "What moves has changed since it was shown: look at it again, then confirm"
Mover = Annotated[SignedIn, Depends(needs(Permission.HAND_OVER))]


class NotAsShown(Refused):
    """What would move is not what was shown."""


def hand_over_routes() -> APIRouter:
    """The routes."""
    router = APIRouter()
    router.get(START)(ask)
    router.get("/hand-over.csv")(load_sheet)
    router.post(START)(move)
    return router


def ask(request: Request, office: Office, signed: Mover, person: str = "", nobody: str = "") -> Response:
    """Everybody who looks after something; of one person, or of nobody, all of it, to be ticked."""
    name = person.strip()[:LONGEST_LINE]
    if name or nobody:
        return _form(request, office, signed, name)
    with office.store.reading() as session:
        loads = everybodys_load(session, office.today)
    return page(request, "hand_over.html", loads=loads, flash=MOVED if what_was_done(request).done == DONE else "")


def load_sheet(office: Office, _signed: Mover) -> Response:
    """Who looks after how much, as CSV; nobody is "" as in every list."""
    with office.store.reading() as session:
        loads = everybodys_load(session, office.today)
    return spreadsheet("caseworkers", LOAD_COLUMNS, map(asdict, loads))


def move(request: Request, office: Office, signed: Mover, form: Form, sent: Sent) -> Response:
    """Show what moves; once exactly that is confirmed, move it."""
    person = _whose(form)
    with office.store.reading() as session:
        names = who_may(session, office.rulebook.roles)
    to = form.pick("to", [name for name in names if name != person], "who takes over")
    reason = form.text("reason", "the reason", required=bool(person))
    some = form.pick("how_much", [value for value, _ in HOW_MUCH], "how much is handed over") == "some"
    references = form.values("references") if some else None
    if some and not references:
        form.fault("references", "Select what is handed over")
    if not form.ok:
        return _form(request, office, signed, person, form)
    if form.value("back"):
        return _form(request, office, signed, person, form)

    if form.value(LOOKED):

        def act(session: Session, moment: Moment) -> str:
            if what_moves(session, person, references).fingerprint != form.value(LOOKED):
                raise NotAsShown
            hand_over(session, moment, person, to, reason, references)
            return leads_to(START, DONE)

        with suppress(NotAsShown):
            return save(request, office, signed, sent, act)
    with office.store.reading() as session:
        moves = what_moves(session, person, references)
    if not moves.recommendations and not moves.tasks:
        form.fault("person", f"{person} looks after nothing of this that is open" if person else TAKEN)
        return _form(request, office, signed, person, form)
    return _confirm(request, signed, form, moves, person, to, reason)


def _confirm(
    request: Request, signed: SignedIn, form: Entered, moves: Moves, person: str, to: str, reason: str
) -> Response:
    """What moves, and the button that moves exactly that: what was ticked and is theirs no more is not sent again."""
    ticked = set(form.values("references")) if form.value("how_much") == "some" else set()
    still = [each.reference for each in moves.recommendations if each.reference in ticked]
    carried: list[tuple[str, str]] = [*_hidden(person), ("to", to), ("reason", reason)]
    carried += [("how_much", form.value("how_much")), *(("references", each) for each in still)]
    return page(
        request,
        "hand_over_confirm.html",
        moves=moves,
        whose=person,
        to=to,
        reason=reason,
        fields=carried,
        changed=CHANGED if form.value(LOOKED) or len(still) < len(ticked) else "",
        hidden=hidden_fields(signed) | {LOOKED: moves.fingerprint},
    )


def _form(
    request: Request, office: Installation, signed: SignedIn, person: str, form: Entered | None = None
) -> Response:
    with office.store.reading() as session:
        moves = what_moves(session, person)
        names = who_may(session, office.rulebook.roles)
    shown = moves.recommendations[:MOST_TICKS]
    return page(
        request,
        "hand_over_person.html",
        NOT_TAKEN if form and form.errors else 200,
        whose=person,
        moves=moves,
        shown=shown,
        sheet=urlencode({"caseworker": person or NO_ONE, "order": Order.DUE.value}),
        people=_options(("", "Choose a person"), *((name, name) for name in names if name != person)),
        how_much=_options(*HOW_MUCH),
        form=form,
        hidden=hidden_fields(signed) | dict(_hidden(person)),
    )


def _whose(form: Entered) -> str:
    """Whose cases are handed over, "" for what nobody looks after yet; WrongUse where the form says neither."""
    if form.value(NOBODY) and not form.value("person"):
        return ""
    person = form.line("person", "whose cases are handed over")
    if "person" in form.errors:
        raise WrongUse("the form is not complete: open the page again")
    return person


def _hidden(person: str) -> list[tuple[str, str]]:
    """The fields that say whose cases are handed over."""
    return [("person", person)] if person else [(NOBODY, "yes")]


def _options(*pairs: tuple[str, str]) -> list[dict[str, Any]]:
    return [{"value": value, "text": text} for value, text in pairs]
