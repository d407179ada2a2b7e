"""My work: what needs somebody, narrowed by filters that live in the address; saved lists and downloads (R6, D6)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from compliance.domain.errors import AmendsError, WrongUse
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.people import Permission
from compliance.domain.work_filters import Filters, Order
from compliance.runtime import Installation
from compliance.store.engine import Session
from compliance.usecases.assign_caseworker import who_may
from compliance.usecases.my_work import A_PAGE, CSV_COLUMNS, WorkList, all_work, my_work
from compliance.usecases.own_work import MANY, OwnWork, how_many, how_many_overdue, own_work, tasks_due
from compliance.usecases.prepare_logging import authorities_meant, authority_choices
from compliance.usecases.refresh_next_actions import refresh_for_reading
from compliance.usecases.saved_views import delete_view, list_views, save_view
from compliance.usecases.web_session import SignedIn
from compliance.web.forms import Entered, Form
from compliance.web.guards import hidden_fields, save
from compliance.web.opening import Office
from compliance.web.pages import page
from compliance.web.permits import Sent, needs
from compliance.web.spreadsheet import spreadsheet
from compliance.web.told import leads_to, what_was_done
from compliance.web.wording import NOT_TAKEN, page_number
from compliance.web.work_address import START, address, asked
from compliance.web.work_choices import choices, heading, looked_after, overdue_of, scopes
from compliance.web.work_narrowed import carried, meant, narrowed, place_of, usable

LONGEST_NAME = 80
KEPT = "The list is saved. It stands beside the lists under its name."
NOTHING = WorkList((), 0, 1, A_PAGE, behind=False)
Reader = Annotated[SignedIn, Depends(needs(Permission.SEE_CASES))]


def work_routes() -> APIRouter:
    """The routes."""
    router = APIRouter()
    router.get(START)(work_page)
    router.get("/my-work.csv")(work_sheet)
    router.post("/my-work/saved")(keep)
    router.post("/my-work/saved/delete")(forget)
    return router


def work_page(request: Request, office: Office, signed: Reader) -> Response:
    """A page of the list that the address asks for; without filters, what needs this person today."""
    return _shown(request, office, signed, dict(request.query_params), Entered())


def _shown(
    request: Request, office: Installation, signed: SignedIn, query: dict[str, str], saving: Entered
) -> Response:
    """A page of a list; what cannot be used of a filter is said, and the rest narrows. `saving` is the form below."""
    refresh_for_reading(office.store)
    with office.store.reading() as session:
        own = own_work(session, signed.person.name, signed.owners)
        filters, order, wrong = _usable(session, office.rulebook, query, own)
        unclear = wrong.get("authority", "")
        found = (
            NOTHING
            if unclear
            else my_work(session, office.today, filters, order=order, page=page_number(query.get("page", "1")))
        )
        candidates = authorities_meant(session, query.get("authority", "")) if unclear else []
        views = list_views(session, signed.person.name)
        people = who_may(session, office.rulebook.roles)
        known = dict(authority_choices(session)) if filters.authority else {}
        beside = _beside(session, office, own, filters)
        due = tasks_due(session, office.today, signed.person.name, signed.owners) if filters in own.lists else 0
        overdue = how_many_overdue(session, office.today, signed.person.name) if filters == own.mine else 0
    chosen = address(filters, order, own)
    lists = [each | ({"current": False} if unclear else {}) for each in scopes(signed, own, filters)]
    named = "Which authority do you mean?" if candidates else heading(lists, views, urlencode(chosen))
    return page(
        request,
        "work.html",
        NOT_TAKEN if saving.errors else 200,
        found=found,
        saving=saving,
        typed=query,
        flash=KEPT if what_was_done(request).done == "kept" else "",
        narrowed=narrowed(filters, order, office.rulebook.type_labels, known),
        carried=carried(filters),
        filters=filters,
        query=urlencode(chosen),
        is_own=filters in own.lists,
        tasks_due=due,
        is_mine=filters == own.mine,
        acts=own.acts,
        beside=beside,
        overdue={"count": overdue, "href": overdue_of(signed)},
        looked_after=urlencode(looked_after(signed)),
        wrong=wrong,
        place_of=place_of,
        unclear=unclear,
        candidates=[(name, f"{START}?{urlencode(chosen | {'authority': code})}") for code, name in candidates],
        heading="My work" if filters == own.first else named,
        scopes=lists,
        choices=choices(office, filters, order, people),
        views=views,
        today=office.today,
        hidden=hidden_fields(signed),
        link=lambda number: f"{START}?{urlencode(chosen | {'page': number})}",
    )


def _usable(
    session: Session, rulebook: Rulebook, query: dict[str, str], own: OwnWork
) -> tuple[Filters, Order, dict[str, str]]:
    """The filters and the order of an address as far as they can be used, and what is wrong with the rest, by name."""
    said, wrong = meant(session, rulebook, query)
    try:
        return *asked(said, own), wrong
    except AmendsError:
        filters, faults = usable(said)
    order = Order(query["order"]) if query.get("order") in set(Order) else Order.ACTION
    return filters, order, wrong | faults or {"order": "Sort: choose one of the list"}


def work_sheet(request: Request, office: Office, signed: Reader) -> Response:
    """The whole list as CSV, narrowed as its page is; what cannot be used of a filter is refused."""
    refresh_for_reading(office.store)
    with office.store.reading() as session:
        query, wrong = meant(session, office.rulebook, dict(request.query_params))
    if wrong:
        raise WrongUse("; ".join(wrong.values()))
    filters, order = asked(query, _own(office, signed))
    return spreadsheet("recommendations", CSV_COLUMNS, _rows(office, filters, order))


def keep(request: Request, office: Office, signed: Reader, form: Form, sent: Sent) -> Response:
    """Save a list under a name."""
    query = dict(parse_qsl(form.value("query")))
    filters, order = asked(query, _own(office, signed))
    shared = form.value("shared") == "yes" and signed.may(Permission.SHARE_LISTS)
    name = form.line("name", "a name for the list", longest=LONGEST_NAME)
    if not form.ok:
        return _shown(request, office, signed, query, form)

    def act(session: Session, moment: Moment) -> str:
        view = save_view(session, moment, name, filters, order=order, shared=shared)
        return leads_to(f"{START}?{view.query}", "kept")

    return save(request, office, signed, sent, act)


def forget(request: Request, office: Office, signed: Reader, form: Form, sent: Sent) -> Response:
    """Let go of a saved list."""

    def act(session: Session, moment: Moment) -> str:
        delete_view(session, moment, form.value("name"))
        return START

    return save(request, office, signed, sent, act)


def _own(office: Installation, signed: SignedIn) -> OwnWork:
    """What needs this person today."""
    with office.store.reading() as session:
        return own_work(session, signed.person.name, signed.owners)


def _beside(session: Session, office: Installation, own: OwnWork, filters: Filters) -> dict[str, Any] | None:
    """The other one of a person's own lists, with how many are in it; None where there is no other."""
    if own.mine is None or filters not in (own.mine, own.role):
        return None
    other = own.role if filters == own.mine else own.mine
    count = how_many(session, office.today, other)
    query = urlencode(address(other, Order.ACTION, own))
    return {"count": count, "many": count >= MANY, "href": f"{START}?{query}" if query else START}


def _rows(office: Installation, filters: Filters, order: Order) -> Iterator[dict[str, object]]:
    with office.store.reading() as session:
        for item in all_work(session, office.today, filters, order):
            yield item.as_row()
