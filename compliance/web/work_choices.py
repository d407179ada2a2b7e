"""What a list can be narrowed to: the links above it and the options of its filter form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from compliance.domain.authorities import AuthorityType
from compliance.domain.next_action import Action, Actor
from compliance.domain.recommendations import Kind
from compliance.domain.standing import Standing, in_a_list
from compliance.domain.work_filters import NO_ONE, Filters, Order
from compliance.runtime import Installation
from compliance.usecases.own_work import OwnWork
from compliance.usecases.saved_views import View
from compliance.usecases.web_session import SignedIn
from compliance.web.pages import sentence
from compliance.web.work_address import START

ACTIONS = {
    Action.SETTLE_MESSAGE: "Find out whether a message arrived",
    Action.JUDGE_EVIDENCE: "Judge evidence",
    Action.RECORD_OUTCOME: "Record an outcome",
    Action.DECIDE_EXTENSION: "Decide on more time",
    Action.DECIDE_OUTCOME: "Decide on a proposed outcome",
    Action.RECONSIDER_OUTCOME: "Go on after a declined or overtaken outcome",
    Action.FIND_CONTACT: "Find a contact",
    Action.MEND_MESSAGE: "Mend a failed message",
    Action.WAIT_FOR_HOLD: "Wait for a hold to end",
    Action.DIRECTOR_DECIDES: "Director's decision",
    Action.MANAGER_ACTS: "Take up an overdue remedy",
    Action.REVIEW_DELAY: "Review a delayed remedy",
    Action.RECORD_REFUSAL: "Record a refusal",
    Action.RESTART_CLOCK: "Restart a stopped clock",
    Action.REVIEW_WAIT: "Review what a deadline waits for",
    Action.SET_DATE: "Give a due date",
    Action.COMPLETE_STAGE: "Complete a stage of a statutory clock",
    Action.CARRY_OUT_LATE: "Carry out an overdue remedy",
    Action.ANSWER: "Answer whether the remedy is accepted",
    Action.CARRY_OUT: "Carry out the remedy",
    Action.NOTHING: "Nothing left to do",
}


def looked_after(signed: SignedIn) -> dict[str, str]:
    """The query of the list of what a person looks after, whoever acts next."""
    return Filters(caseworker=signed.person.name).as_query() | {"order": Order.DUE.value}


def overdue_of(signed: SignedIn) -> str:
    """Where the list of what a person looks after and is overdue is."""
    return f"{START}?{urlencode(_overdue(signed).as_query())}"


def _overdue(signed: SignedIn) -> Filters:
    return Filters(caseworker=signed.person.name, overdue=True)


def scopes(signed: SignedIn, own: OwnWork, filters: Filters) -> list[dict[str, object]]:
    """The lists one click away, for the side navigation: each with whether it is the one shown."""
    named = [
        *([("All that need my role", own.role, {})] if own.mine else []),
        ("Those I look after", Filters(caseworker=signed.person.name), {"order": Order.DUE.value}),
        *([("Mine, overdue", _overdue(signed), {})] if own.mine else []),
        ("Looked after by nobody", Filters(caseworker=NO_ONE), {}),
        ("All open", Filters(), {"list": "all", "order": Order.DUE.value}),
        ("Overdue", Filters(overdue=True), {}),
        ("Evidence to judge", Filters(to_judge=True), {}),
        ("Outcomes to record", Filters(action=Action.RECORD_OUTCOME), {}),
        ("More time asked for", Filters(time_asked=True), {}),
        ("Outcomes proposed", Filters(action=Action.DECIDE_OUTCOME), {}),
        ("Outcomes declined or overtaken", Filters(action=Action.RECONSIDER_OUTCOME), {}),
        ("No working contact", Filters(no_contact=True), {}),
        ("On hold", Filters(held=True), {}),
    ]
    return [
        {
            "text": text,
            "href": f"{START}?{urlencode(each.as_query() | more)}",
            "current": filters == each != own.first,
        }
        for text, each, more in named
    ]


def heading(lists: Iterable[Mapping[str, object]], views: Iterable[View], query: str) -> str:
    """What a list is called: a list one click away by its name there, a saved one by its own."""
    named = [str(each["text"]) for each in lists if each["current"]]
    return next(iter([*named, *(view.name for view in views if view.query == query)]), "Recommendations")


def choices(office: Installation, filters: Filters, order: Order, people: Sequence[str]) -> dict[str, Any]:
    """The options of each select of the filter form, the chosen one marked; `people` may be caseworkers."""
    book = office.rulebook
    names = sorted({*people, filters.caseworker} - {"", NO_ONE})
    return {
        "state": _any("Open, in any state")
        + [_one(each.value, sentence(in_a_list(each)), filters.state) for each in Standing],
        "kind": _options(filters.kind, Kind, "Any kind"),
        "action": _any("Any next action") + [_one(each.value, ACTIONS[each], filters.action) for each in Action],
        "authority_type": _options(filters.authority_type, AuthorityType, "Any type"),
        "who": _any("Anybody")
        + [_one(",".join(filters.who), " or ".join(filters.who).replace("_", " "), ",".join(filters.who))]
        * (len(filters.who) > 1)
        + [
            _one(each.value, sentence(each), filters.who[0] if len(filters.who) == 1 else None)
            for each in Actor
            if each is not Actor.NOBODY
        ],
        "caseworker": [*_any("Anybody"), _one(NO_ONE, "Nobody", filters.caseworker)]
        + [_one(each, each, filters.caseworker) for each in names],
        "category": _any("Any category") + [_one(each, each, filters.category) for each in book.categories],
        "order": [
            _one(Order.ACTION.value, "What is late first, then by next action", order),
            _one(Order.DUE.value, "By due date", order),
        ],
    }


def _options(chosen: StrEnum | None, values: Iterable[StrEnum], nothing: str) -> list[dict[str, object]]:
    return _any(nothing) + [_one(each.value, sentence(each), chosen) for each in values]


def _any(text: str) -> list[dict[str, object]]:
    return [{"value": "", "text": text}]


def _one(value: str, text: str, chosen: object) -> dict[str, object]:
    return {"value": value, "text": text, "selected": value == chosen}
