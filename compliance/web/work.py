"""My work: what needs somebody, narrowed by filters that live in the address; saved lists and downloads (R6, D6)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from compliance.domain.errors import AmendsError, WrongUse
from compliance.domain.moment import Moment
from compliance.domain.people import Permission
from compliance.domain.work_filters import Filters, Order, from_query
from compliance.runtime import Installation
from compliance.store.engine import Session
from compliance.usecases.assign_caseworker import who_may
from compliance.usecases.my_work import CSV_COLUMNS, all_work, my_work
from compliance.usecases.own_work import MANY, OwnWork, how_many, own_work
from compliance.usecases.refresh_next_actions import refresh_for_reading
from compliance.usecases.saved_views import delete_view, list_views, save_view
from compliance.usecases.web_session import SignedIn
from compliance.web.forms import Entered, Form
from compliance.web.guards import hidden_fields, save
from compliance.web.opening import Office
from compliance.web.pages import page
from compliance.web.permits import Sent, needs
from compliance.web.wording import NOT_TAKEN, SEE_OTHER, page_number
from compliance.web.work_choices import choices, looked_after, scopes
from compliance.web.work_narrowed import carried, meant, narrowed, usable

START = "/my-work"
SOME_LETTERS = 64 * 1024
BYTE_ORDER_MARK = "\ufeff"  # tells spreadsheet programs that it is UTF-8
LONGEST_NAME = 80
FORMULA = frozenset("=+-@\t\r")
Reader = Annotated[SignedIn, Depends(needs(Permission.SEE_CASES))]


def work_routes() -> APIRouter:
    """The routes."""
    router = APIRouter()
    router.get("/")(start)
    router.get(START)(work_page)
    router.get("/my-work.csv")(work_sheet)
    router.post("/my-work/saved")(keep)
    router.post("/my-work/saved/delete")(forget)
    return router


def start(signed: Reader) -> Response:
    """The start page of whoever may see cases is My work."""
    return RedirectResponse(START, SEE_OTHER)


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
        asked, wrong = meant(session, query)
        try:
            filters, order = _asked(asked, own)
        except AmendsError:
            filters, unusable = usable(asked)
            order = Order(query["order"]) if query.get("order") in set(Order) else Order.ACTION
            wrong = wrong | unusable or {"order": "Sort: choose one of the list"}
        beside = _beside(session, office, own, filters)
        found = my_work(session, office.today, filters, order=order, page=_page(query))
        views = list_views(session, signed.person.name)
        people = who_may(session, office.rulebook.roles)
    chosen = _address(filters, order, own)
    return page(
        request,
        "work.html",
        NOT_TAKEN if saving.errors else 200,
        found=found,
        saving=saving,
        typed=query,
        kept=request.query_params.get("kept", ""),
        narrowed=narrowed(filters, order, office.rulebook.type_labels),
        carried=carried(filters),
        filters=filters,
        chosen=chosen,
        query=urlencode(chosen),
        is_own=filters in (own.role, own.mine),
        is_mine=filters == own.mine,
        acts=own.acts,
        beside=beside,
        looked_after=urlencode(looked_after(signed)),
        wrong=wrong,
        scopes=scopes(signed, own, filters),
        choices=choices(office, filters, order, people),
        views=views,
        today=office.today,
        hidden=hidden_fields(signed),
        link=lambda number: f"{START}?{urlencode(chosen | {'page': number})}",
    )


def work_sheet(request: Request, office: Office, signed: Reader) -> Response:
    """The whole list as CSV, narrowed as its page is; what cannot be used of a filter is refused."""
    refresh_for_reading(office.store)
    with office.store.reading() as session:
        query, wrong = meant(session, dict(request.query_params))
    if wrong:
        raise WrongUse("; ".join(wrong.values()))
    filters, order = _asked(query, _own(office, signed))
    headers = {"Content-Disposition": 'attachment; filename="recommendations.csv"'}
    return StreamingResponse(_sheet(office, filters, order), media_type="text/csv; charset=utf-8", headers=headers)


def keep(request: Request, office: Office, signed: Reader, form: Form, sent: Sent) -> Response:
    """Save a list under a name."""
    query = dict(parse_qsl(form.value("query")))
    filters, order = _asked(query, _own(office, signed))
    shared = form.value("shared") == "yes" and signed.may(Permission.SHARE_LISTS)
    name = form.line("name", "a name for the list", longest=LONGEST_NAME)
    if not form.ok:
        return _shown(request, office, signed, query, form)

    def act(session: Session, moment: Moment) -> str:
        view = save_view(session, moment, name, filters, order=order, shared=shared)
        return f"{START}?{view.query}&kept=yes"

    return save(request, office, signed, sent, act)


def forget(request: Request, office: Office, signed: Reader, form: Form, sent: Sent) -> Response:
    """Let go of a saved list."""

    def act(session: Session, moment: Moment) -> str:
        delete_view(session, moment, form.value("name"))
        return START

    return save(request, office, signed, sent, act)


def _asked(query: dict[str, str], own: OwnWork) -> tuple[Filters, Order]:
    """What an address asks for; without any filter it is the person's own work. Raises WrongUse."""
    try:
        order = Order(query.get("order", Order.ACTION.value))
    except ValueError as error:
        raise WrongUse("order: expected action or due") from error
    names = {name for name, value in query.items() if value} - {"page", "order"}
    return (from_query(query), order) if names else (own.first, order)


def _address(filters: Filters, order: Order, own: OwnWork) -> dict[str, str]:
    """The query of a list's address; the person's own work has none, and a list of all says so."""
    by = {} if order is Order.ACTION else {"order": order.value}
    if filters == own.first:
        return by
    return (filters.as_query() or {"list": "all"}) | by


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
    query = urlencode(_address(other, Order.ACTION, own))
    return {"count": count, "many": count >= MANY, "href": f"{START}?{query}" if query else START}


def _page(query: dict[str, str]) -> int:
    return page_number(query.get("page", "1"))


def _sheet(office: Installation, filters: Filters, order: Order) -> Iterator[str]:
    """CSV, piece by piece, so that a hundred thousand rows need no memory; cells that look like formulas are quoted."""
    paper = io.StringIO()
    paper.write(BYTE_ORDER_MARK)
    writer = csv.DictWriter(paper, CSV_COLUMNS, lineterminator="\r\n", extrasaction="ignore")
    writer.writeheader()
    with office.store.reading() as session:
        for item in all_work(session, office.today, filters, order):
            writer.writerow({name: _cell(value) for name, value in item.as_row().items()})
            if paper.tell() > SOME_LETTERS:
                yield paper.getvalue()
                paper.seek(0)
                paper.truncate()
    yield paper.getvalue()


def _cell(value: object) -> object:
    """A value for a spreadsheet: words that a program would take for a formula stay words."""
    return f"'{value}" if isinstance(value, str) and value[:1] in FORMULA else value
