"""The people at an authority who are written to: one is added, put right, retired, or written to again (R6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response

from compliance.domain.authorities import Contact, Role
from compliance.domain.delivery import shown
from compliance.domain.errors import AmendsError, ChangedSince, NotFound, SentOtherwise
from compliance.domain.lengths import LARGEST_NUMBER
from compliance.domain.moment import Moment
from compliance.domain.people import Permission
from compliance.runtime import Installation
from compliance.store.engine import Session
from compliance.store.events import authority_stream
from compliance.usecases.address_reports import address_stream
from compliance.usecases.change_contacts import contact_of, rename_contact, retire_contact
from compliance.usecases.changed_since import stamp_of
from compliance.usecases.manage_address import health_by_address, restore_address
from compliance.usecases.manage_authority import add_contact, replace_contact, show_authority
from compliance.usecases.web_session import SignedIn
from compliance.web.forms import Entered, Form
from compliance.web.guards import Labels, hidden_fields, save, stamp_in
from compliance.web.opening import Office
from compliance.web.pages import page, sentence
from compliance.web.permits import Sent, needs
from compliance.web.told import Told, leads_to
from compliance.web.wording import NOT_TAKEN, capital, complaint

Changer = Annotated[SignedIn, Depends(needs(Permission.CHANGE_AUTHORITIES))]
Number = Annotated[int, Path(ge=1, le=LARGEST_NUMBER)]


@dataclass(frozen=True)
class Doing:
    """One of the forms: its title, its button, the field that its errors lead to, and what is said when it is done.

    `reason` is what it calls the reason that it asks for, "" for one that asks for none.
    """

    name: str
    title: str
    button: str
    field: str
    told: str
    reason: str = ""


ADD = Doing("add", "Add a contact", "Add the contact", "address", "The contact is added.")
CHANGE = Doing("change", "Change a contact", "Save the contact", "address", "The contact is changed.")
RETIRE = Doing(
    "retire",
    "Retire a contact",
    "Retire the contact",
    "reason",
    "The contact is retired and is not written to any more.",
    "Why they are not written to any more",
)
RESTORE = Doing(
    "restore",
    "Write to an address again",
    "Write to it again",
    "reason",
    "The address is written to again.",
    "How you know that it works again",
)
LABELS: Labels = {
    "role": ("What they are there", {each.value: sentence(each) for each in Role}),
    "name": ("Name", {}),
    "address": ("E-mail address", {}),
}
LAST_RETIRED = "last"
TOLD = {each.name: each.told for each in (ADD, CHANGE, RETIRE, RESTORE)} | {
    LAST_RETIRED: f"{RETIRE.told} Nobody is left there: add somebody, or no reminder reaches it."
}


def told(what: Told) -> str:
    """What the page of an authority says was done, and about how many recommendations something goes out now."""
    about = "one recommendation" if what.again == 1 else f"{what.again:,} recommendations"
    goes_out = f" What reached nobody about {about} goes out now." if what.again else ""
    return TOLD[what.done] + goes_out if what.done in TOLD else ""


def contact_routes() -> APIRouter:
    """The routes: a page for each form."""
    router = APIRouter()
    router.get("/contacts/add/{code:path}")(ask_for_new)
    router.post("/contacts/add/{code:path}")(add)
    for doing, do in ((CHANGE, change), (RETIRE, retire), (RESTORE, restore)):
        path = f"/contacts/{doing.name}/{{number}}/{{code:path}}"
        router.get(path, name=f"ask {doing.name} contact")(_asking(doing))
        router.post(path, name=f"{doing.name} contact")(do)
    return router


def ask_for_new(request: Request, office: Office, signed: Changer, code: str, role: str = "") -> Response:
    """Ask who is to be written to; the address may say in which role."""
    return _page(request, office, signed, ADD, code, role=role)


def add(request: Request, office: Office, signed: Changer, code: str, form: Form, sent: Sent) -> Response:
    """Add somebody to write to."""
    role = form.choice("role", Role, "what they are there")
    name, address = _name(form), form.line("address", "the address")

    def act(session: Session, moment: Moment) -> str:
        assert role is not None
        contact = Contact(role, name, address)
        again = add_contact(session, office.rulebook, moment, code, contact, office.switchboard.fault)
        return _back(code, ADD.name, again)

    return _saved(request, office, signed, ADD, code, form, sent, act)


def change(
    request: Request, office: Office, signed: Changer, number: Number, code: str, form: Form, sent: Sent
) -> Response:
    """Another name for an address, or somebody else's address in its place."""
    name, address = _name(form), form.line("address", "the address")

    def act(session: Session, moment: Moment) -> str:
        was = contact_of(session, code, number)
        if address in (was.address, shown(was.address)):
            rename_contact(session, moment, code, was.address, name)
            return _back(code, CHANGE.name)
        person, fault = (name, address), office.switchboard.fault
        again = replace_contact(session, office.rulebook, moment, code, was.address, person, fault)
        return _back(code, CHANGE.name, again)

    return _saved(request, office, signed, CHANGE, code, form, sent, act, number)


def retire(
    request: Request, office: Office, signed: Changer, number: Number, code: str, form: Form, sent: Sent
) -> Response:
    """Write to somebody no more."""
    reason = form.text("reason", "why they are not written to any more")

    def act(session: Session, moment: Moment) -> str:
        was = contact_of(session, code, number)
        role = Role(was.role)
        is_somebody_left = retire_contact(session, office.rulebook, moment, code, role, was.address, reason)
        return _back(code, RETIRE.name if is_somebody_left else LAST_RETIRED)

    return _saved(request, office, signed, RETIRE, code, form, sent, act, number)


def restore(
    request: Request, office: Office, signed: Changer, number: Number, code: str, form: Form, sent: Sent
) -> Response:
    """Write to an address again that was given up."""
    reason = form.text("reason", "how you know that it works again")

    def act(session: Session, moment: Moment) -> str:
        was = contact_of(session, code, number)
        again = restore_address(session, office.rulebook, moment, was.address, reason)
        return _back(code, RESTORE.name, again)

    return _saved(request, office, signed, RESTORE, code, form, sent, act, number)


def _asking(doing: Doing) -> Callable[..., Any]:
    def ask(request: Request, office: Office, signed: Changer, number: Number, code: str) -> Response:
        return _page(request, office, signed, doing, code, number)

    ask.__doc__ = doing.title
    return ask


def _name(form: Entered) -> str:
    return form.line("name", "the name", required=False)


def _back(code: str, done: str, again: int = 0) -> str:
    return leads_to(f"/authorities/{quote(code)}", done, again=again)


def _saved(
    request: Request,
    office: Installation,
    signed: SignedIn,
    doing: Doing,
    code: str,
    form: Entered,
    sent: Entered,
    act: Callable[[Session, Moment], str],
    number: int | None = None,
) -> Response:
    """Do it once, on top of what the person saw; what a rule refuses is an error of the form."""
    request.state.now = f"/authorities/{quote(code)}#people", "go to the authority"
    request.state.labels = {**LABELS, "reason": (doing.reason, {})}
    if form.ok:
        try:
            return save(request, office, signed, sent, act, stream=_stream(office, doing, code, number))
        except (ChangedSince, NotFound, SentOtherwise):
            raise
        except AmendsError as reason:
            name, _, said = str(reason).partition(": ")
            known = name in ("address", "name", "reason")
            form.fault(name if known else doing.field, _said(name, said) if known else complaint(reason))
    return _page(request, office, signed, doing, code, number, form)


def _said(name: str, said: str) -> str:
    """What a rule refuses as a person puts it right: other services than mail are for who looks after Amends."""
    if name == "address" and "Apprise" in said:
        return "Enter an e-mail address in the correct format, such as name@council.gov.uk"
    return capital(said.replace("expected why", "Enter why"))


def _stream(office: Installation, doing: Doing, code: str, number: int | None) -> str:
    """Whose history says whether something has happened since the form was opened: the address's, or the authority's.

    Of somebody who has left meanwhile it is the authority's, which says so.
    """
    if doing is not RESTORE or number is None:
        return authority_stream(code)
    with office.store.reading() as session:
        try:
            return address_stream(contact_of(session, code, number).address)
        except NotFound:
            return authority_stream(code)


def _page(
    request: Request,
    office: Installation,
    signed: SignedIn,
    doing: Doing,
    code: str,
    number: int | None = None,
    form: Entered | None = None,
    role: str = "",
) -> Response:
    stream = _stream(office, doing, code, number)
    with office.store.reading() as session:
        authority = show_authority(session, code)
        contact = contact_of(session, code, number) if number else None
        health = health_by_address(session, [contact.address])[contact.address] if contact else {}
        stamp = stamp_of(session, stream)
    before = stamp_in(form) if form else None
    held: Any = authority["contacts"]
    return page(
        request,
        "contact.html",
        NOT_TAKEN if form else 200,
        doing=doing,
        authority=authority,
        contact=contact,
        others=[each["role"] for each in held if contact and each["address"] == contact.address],
        address=shown(contact.address) if contact else "",
        health=health,
        roles=[{"value": each.value, "text": sentence(each)} for each in Role],
        role=role,
        form=form,
        hidden=hidden_fields(signed, stamp if before is None else before),
        back=f"/authorities/{quote(code)}#people",
    )
