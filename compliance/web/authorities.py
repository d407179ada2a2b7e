"""The page of an authority: who answers, who can be written to, what it owes, its figures of the years (S8, R6, S5)."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from compliance.domain.delivery import shown
from compliance.domain.people import Permission
from compliance.domain.statistics import Similar
from compliance.domain.work_filters import Order
from compliance.usecases.open_authority import open_authority
from compliance.usecases.refresh_next_actions import refresh_for_reading
from compliance.usecases.web_session import SignedIn
from compliance.web.contacts import told
from compliance.web.opening import Office
from compliance.web.overview import figure_address
from compliance.web.pages import page
from compliance.web.permits import needs
from compliance.web.told import what_was_done
from compliance.web.wording import page_number

Reader = Annotated[SignedIn, Depends(needs(Permission.SEE_CASES))]

PEOPLE = {"href": "#people", "words": "The people who are written to"}


def authority_routes() -> APIRouter:
    """The route."""
    router = APIRouter()
    router.get("/authorities/{code:path}")(authority_page)
    return router


def authority_page(request: Request, office: Office, signed: Reader, code: str, number: str = "1") -> Response:
    """One authority with a page of its open recommendations."""
    at, opens = page_number(number), signed.may(Permission.SEE_OVERVIEW)
    refresh_for_reading(office.store)
    with office.store.reading() as session:
        found = open_authority(session, office.rulebook, office.moment(), code, page=at)
    return page(
        request,
        "authority.html",
        authority=found,
        today=office.today,
        shown=shown,
        changeable=signed.may(Permission.CHANGE_AUTHORITIES),
        flash=told(what_was_done(request)),
        flash_about=PEOPLE,
        pooled=office.rulebook.similar is Similar.POOLED,
        its=lambda name, ending: figure_address(name, ending, authority=code) if opens else "",
        of_type=lambda name, ending: figure_address(name, ending, found.type) if opens else "",
        its_work=urlencode({"authority": found.code, "order": Order.DUE.value}),
        type_label=office.rulebook.type_labels[found.type],
        link=lambda each: f"/authorities/{quote(code)}?number={each}#open",
    )
