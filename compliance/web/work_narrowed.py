"""What a list is narrowed by, in words, each with the list without it; and what its form has no field for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import Any
from urllib.parse import urlencode

from compliance.domain.authorities import AuthorityType
from compliance.domain.errors import AmendsError, WrongUse
from compliance.domain.moment import day_in_words, days_in_words
from compliance.domain.office import Rulebook
from compliance.domain.standing import in_a_list
from compliance.domain.work_filters import NO_ONE, Filters, Order, from_query
from compliance.store.engine import Session
from compliance.usecases.known_filters import require_caseworker, require_category, require_person
from compliance.usecases.prepare_logging import find_authority
from compliance.web.pages import sentence, words
from compliance.web.wording import complaint
from compliance.web.work_choices import ACTIONS

LABELS: Mapping[str, str] = {
    "authority": "Authority",
    "authority_type": "Type of authority",
    "state": "State",
    "kind": "Kind",
    "category": "Category",
    "action": "Next",
    "who": "Acts next",
    "person": "Given to nobody but",
    "caseworker": "Caseworker",
    "whose": "Looked after by or given to",
    "due_from": "Due from",
    "due_to": "Due until",
    "decided_from": "Decided from",
    "decided_to": "Decided until",
}
FLAGS: Mapping[str, str] = {
    "overdue": "Due date has passed",
    "held": "Reminders on hold",
    "no_contact": "No working contact",
    "to_judge": "Evidence to judge",
    "time_asked": "More time asked for",
    "now": "Can be done today",
}
# What the filter form has fields for; the rest travels with it unseen, so that filters add to one another.
ASKED = ("authority", "state", "action", "who", "caseworker", "kind", "category", "due_from", "due_to")
TICKED = ("overdue", "to_judge", "time_asked", "held", "no_contact")
NAMELESS = Filters()
LONGEST_NAME = 200


def narrowed(
    filters: Filters, order: Order, labels: Mapping[AuthorityType, str], known: Mapping[str, str]
) -> list[dict[str, str]]:
    """Each filter that narrows, in words, with the query of the list without it; `known` names authorities by code."""
    by = {} if order is Order.ACTION else {"order": order.value}
    found = []
    for name in filters.as_query():
        without = replace(filters, **{name: getattr(NAMELESS, name)})
        query = urlencode((without.as_query() or {"list": "all"}) | by)
        value = getattr(filters, name)
        found.append(
            {"text": _said(name, known.get(value, value) if name == "authority" else value, labels), "query": query}
        )
    return found


def carried(filters: Filters) -> dict[str, str]:
    """The filters that the form has no field for, by name."""
    return {name: value for name, value in filters.as_query().items() if name not in (*ASKED, *TICKED)}


def meant(session: Session, rulebook: Rulebook, query: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The query of an address with its authority as a code, as Filters wants it, and what is wrong with it, by name.

    In an address that a person types or a form makes it may be the name or words of it. A category, a caseworker or a
    person that there is not is wrong too: such a list would be empty, and that would be no news about the work.
    """
    said, wrong = dict(query), {}
    checks: Mapping[str, Callable[[str], object]] = {
        "authority": lambda words: said.update(authority=find_authority(session, words)),
        "category": lambda name: require_category(session, rulebook, name),
        "caseworker": lambda name: require_caseworker(session, name),
        "person": lambda name: require_person(session, name),
        "whose": lambda name: require_person(session, name),
    }
    for name, check in checks.items():
        words = query.get(name, "").strip()
        if not 0 < len(words) <= LONGEST_NAME or (name, words) == ("caseworker", NO_ONE):
            continue
        try:
            check(words)
        except AmendsError as reason:
            said |= {name: "", "list": "all"}
            wrong[name] = complaint(reason)
    return said, wrong


def place_of(name: str) -> str:
    """Where on the page a filter can be put right: its field, or the list where the form has none for it."""
    return name if name in (*ASKED, *TICKED, "order") else "main-content"


def usable(query: Mapping[str, str]) -> tuple[Filters, dict[str, str]]:
    """The filters of an address that can be used, and what is wrong with the others, by name."""
    faults = {}
    for each in fields(Filters):
        try:
            from_query({each.name: query.get(each.name, "")})
        except WrongUse as reason:
            expected = days_in_words(str(reason).partition(": ")[2])
            faults[each.name] = f"{LABELS.get(each.name) or FLAGS.get(each.name, each.name)}: {expected}"
    return from_query({name: value for name, value in query.items() if name not in faults}), faults


def _said(name: str, value: Any, labels: Mapping[AuthorityType, str]) -> str:
    if name in FLAGS:
        return FLAGS[name]
    if name == "action":
        said = ACTIONS[value]
    elif name == "authority_type":
        said = labels[value]
    elif name == "state":
        said = sentence(in_a_list(value))
    elif name == "who":
        said = " or ".join(words(each) for each in value).capitalize()
    elif (name, value) == ("caseworker", NO_ONE):
        said = "Nobody"
    elif hasattr(value, "isoformat"):
        said = day_in_words(value)
    else:
        said = str(value) if name in ("authority", "category", "person", "caseworker", "whose") else sentence(value)
    return f"{LABELS.get(name, sentence(name))}: {said}"
