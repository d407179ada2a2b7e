"""The managers' overview: what is open by state, age and type, and the figures of the years; each opens (S10)."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from compliance.domain.authorities import AuthorityType
from compliance.domain.errors import WrongUse
from compliance.domain.people import Permission
from compliance.domain.statistics import YearBy
from compliance.domain.work_filters import Filters
from compliance.usecases.open_figure import CountedCase, open_figure
from compliance.usecases.overview import overview, overview_years
from compliance.usecases.prepare_logging import authority_choices
from compliance.usecases.refresh_next_actions import refresh_for_reading
from compliance.usecases.web_session import SignedIn
from compliance.web.opening import Office
from compliance.web.pages import page
from compliance.web.permits import needs
from compliance.web.spreadsheet import spreadsheet
from compliance.web.wording import pages_of

A_PAGE = 100
FIGURE_COLUMNS = tuple(each.name for each in fields(CountedCase))
FIGURES = {
    "upheld": "Upheld decisions",
    "not_upheld": "Decisions not upheld",
    "investigations": "Detailed investigations completed",
    "satisfactory": "Upheld decisions with a satisfactory remedy",
    "complied": "Cases complied, late ones included",
    "not_complied": "Cases not complied",
    "compliance_outcomes": "Compliance outcomes of cases",
    "late": "Cases done late",
    "recommendations_complied": "Recommendations complied",
    "recommendations_not_complied": "Recommendations not complied",
    "recommendations_late": "Recommendations done late",
}
OF_DECISIONS = frozenset({"upheld", "not_upheld", "investigations", "satisfactory"})
DAYS = {YearBy.RECORDED: "Recorded", YearBy.DUE: "Due"}
Reader = Annotated[SignedIn, Depends(needs(Permission.SEE_OVERVIEW))]


def overview_routes() -> APIRouter:
    """The routes."""
    router = APIRouter()
    router.get("/overview")(overview_page)
    router.get("/overview/{name}/{ending}.csv")(figure_sheet)
    router.get("/overview/{name}/{ending}")(figure_page)
    return router


def overview_page(request: Request, office: Office, _signed: Reader) -> Response:
    """How the office stands today."""
    refresh_for_reading(office.store)
    with office.store.reading() as session:
        found = overview(session, office.rulebook, office.today)
        years = overview_years(session, office.rulebook, office.moment())
    return page(
        request,
        "overview.html",
        found=found,
        years=years,
        labels=office.rulebook.type_labels,
        today=office.today,
        behind=_address,
        figure=figure_address,
    )


def figure_page(
    request: Request,
    office: Office,
    _signed: Reader,
    name: str,
    ending: str,
    number: str = "1",
    authority_type: str = "",
    authority: str = "",
) -> Response:
    """The cases behind one count of a year: all of them, or those of one type of authority, or of one authority."""
    day, kind = _asked(ending, authority_type)
    with office.store.reading() as session:
        found = open_figure(session, office.rulebook, day, office.moment().now, name, authority or None, kind)
        known = dict(authority_choices(session)) if authority else {}
    at, last = pages_of(len(found), A_PAGE, number)
    return page(
        request,
        "figure.html",
        words=FIGURES[name],
        day_is="Decided" if name in OF_DECISIONS else DAYS[office.rulebook.year_by],
        of=known.get(authority) or (office.rulebook.type_labels[kind] if kind else ""),
        authority=authority,
        ending=day,
        cases=found[(at - 1) * A_PAGE : at * A_PAGE],
        total=sum(each.number for each in found),
        number=at,
        last=last,
        sheet=figure_address(name, day, kind, ".csv", authority=authority),
        link=lambda each: figure_address(name, day, kind, authority=authority, number=str(each)),
    )


def figure_sheet(
    office: Office, _signed: Reader, name: str, ending: str, authority_type: str = "", authority: str = ""
) -> Response:
    """The same as CSV."""
    day, kind = _asked(ending, authority_type)
    with office.store.reading() as session:
        found = open_figure(session, office.rulebook, day, office.moment().now, name, authority or None, kind)
    return spreadsheet(f"{name}-{day.isoformat()}", FIGURE_COLUMNS, map(asdict, found))


def _asked(ending: str, authority_type: str) -> tuple[date, AuthorityType | None]:
    """The year and the type of authority that an address names; raises WrongUse."""
    try:
        day = date.fromisoformat(ending)
    except ValueError as error:
        raise WrongUse("year: expected its last day, such as 2024-03-31") from error
    if authority_type not in ("", *AuthorityType):
        raise WrongUse(f"authority type: expected one of {', '.join(AuthorityType)}")
    return day, AuthorityType(authority_type) if authority_type else None


def figure_address(name: str, ending: date, kind: AuthorityType | None = None, form: str = "", **more: str) -> str:
    """Where the cases behind a count of a year are; with the form of a file, such as ".csv", where that is."""
    narrowed = {"authority_type": kind.value if kind else ""} | more
    query = {each: value for each, value in narrowed.items() if value}
    return f"/overview/{name}/{ending.isoformat()}{form}{f'?{urlencode(query)}' if query else ''}"


def _address(filters: Filters) -> str:
    """Where the list behind a number is."""
    return f"/my-work?{urlencode(filters.as_query() or {'list': 'all'})}"
