"""Pages: templates with GOV.UK components, filled with values; everything a person wrote is escaped."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader, PrefixLoader

from compliance.domain.moment import day_in_words, days_in_words, start_of
from compliance.domain.reminders import step_in_words
from compliance.domain.wording import called, spoken
from compliance.web.facts import doer, facts_in_words
from compliance.web.menu import menu_for
from compliance.web.static_files import address
from compliance.web.told import forget
from compliance.web.wording import begun, capital, unwrapped

OK = 200
# The colours of GOV.UK tags; a state that is not here gets the plain one. The word alone says all there is to say.
TAGS: Mapping[str, str] = {
    "open": "blue",
    "planned": "blue",
    "waiting": "grey",
    "held": "yellow",
    "stopped": "yellow",
    "in_doubt": "yellow",
    "overdue": "red",
    "failed": "red",
    "insufficient": "red",
    "not_satisfied": "red",
    "satisfied": "green",
    "sufficient": "green",
    "sent": "green",
    "ceased": "grey",
    "late": "orange",
}


def page(request: Request, template: str, status: int = OK, **values: Any) -> HTMLResponse:
    """A page of `templates/`, with what every page shows: the office, the menu and who is signed in.

    These come from `request.state`: `office`, and `signed_in` with its person, permissions and CSRF token.
    """
    office = getattr(request.state, "office", None)
    signed = getattr(request.state, "signed_in", None)
    permissions: frozenset[str] = signed.permissions if signed else frozenset()
    always = {
        "office_name": office.rulebook.office.name if office else "Amends",
        "zone": office.rulebook.office.time_zone if office else "UTC",
        "person": signed.person if signed else None,
        "csrf": signed.csrf if signed else "",
        "may": permissions,
        "menu": menu_for(permissions, request.url.path),
        "demo": getattr(request.app.state, "demo", False),
        "path": request.url.path,
    }
    answer = HTMLResponse(environment().get_template(template).render(always | values), status)
    forget(request, answer)
    return answer


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates; a name that is not there is empty only where a GOV.UK component asks for an option."""
    loader = ChoiceLoader(
        [
            PackageLoader("compliance.web"),
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    made = Environment(
        loader=loader,
        autoescape=True,
        undefined=ChainableUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        # They come with the program: looking whether any of the eighty files of a page has changed is not for nothing.
        auto_reload=False,
    )
    made.filters.update(
        day=day,
        days=days_in_words,
        spoken=spoken,
        instant=instant,
        happened=happened,
        words=words,
        number=number,
        tag_class=tag_class,
        sentence=sentence,
        capital=begun,
        step=step_in_words,
        anchor=anchor,
        items=items,
        facts=facts_in_words,
        doer=doer,
        unwrapped=unwrapped,
    )
    made.globals.update(asset=address)
    return made


def day(value: date | str | None) -> str:
    """A day as people write it, "3 March 2026"; nothing for None."""
    if not value:
        return ""
    return day_in_words(date.fromisoformat(value) if isinstance(value, str) else value)


def instant(value: datetime | str | None, zone: str = "UTC") -> str:
    """A moment in the office's zone, "3 March 2026, 9:05am"; nothing for None."""
    if not value:
        return ""
    known = (datetime.fromisoformat(value) if isinstance(value, str) else value).astimezone(ZoneInfo(zone))
    half = "am" if known.hour < 12 else "pm"  # noqa: PLR2004  # noon
    return f"{day(known.date())}, {known.hour % 12 or 12}:{known:%M}{half}"


def happened(value: datetime, zone: str = "UTC") -> str:
    """When something of the history was: its day alone where only that is on record, which is kept as its start."""
    begins = start_of(value.astimezone(ZoneInfo(zone)).date(), zone)
    return instant(value, zone) if value != begins else day(value.astimezone(ZoneInfo(zone)).date())


def words(name: object) -> str:
    """A stored name as people say it: "in_doubt" is in doubt."""
    return called(str(getattr(name, "value", name)))


def sentence(name: object) -> str:
    """The same with a capital letter."""
    return capital(words(name))


def number(value: int) -> str:
    """A number with its thousands apart."""
    return f"{value:,}"


def anchor(reference: str) -> str:
    """Where a recommendation stands on the page of its case."""
    return "r-" + "".join(letter if letter.isalnum() and letter.isascii() else "-" for letter in reference)


def items(field: Any) -> list[dict[str, str]]:
    """The options of a field as GOV.UK components take them."""
    return [{"value": value, "text": text} for value, text in field.options]


def tag_class(state: object) -> str:
    """The class that gives a state's tag its colour."""
    colour = TAGS.get(str(getattr(state, "value", state)), "")
    return f"govuk-tag--{colour}" if colour else ""
