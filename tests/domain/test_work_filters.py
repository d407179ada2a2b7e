"""Filters stand in a web address, and come back from it as they were; what cannot be used is said, all at once."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.domain.authorities import AuthorityType, StaffRole
from compliance.domain.errors import WrongUse
from compliance.domain.next_action import Action, Actor
from compliance.domain.recommendations import Kind
from compliance.domain.standing import Standing
from compliance.domain.work_filters import Filters, from_query, owners
from tests.domain.almanac import patient

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=50).map(str.strip)
DAYS = st.none() | st.dates()
FILTERS = st.builds(
    Filters,
    authority=TEXT,
    authority_type=st.none() | st.sampled_from(AuthorityType),
    state=st.none() | st.sampled_from(Standing),
    kind=st.none() | st.sampled_from(Kind),
    category=TEXT,
    action=st.none() | st.sampled_from(Action),
    who=st.lists(st.sampled_from(Actor), unique=True).map(tuple),
    person=TEXT,
    due_from=DAYS,
    due_to=DAYS,
    decided_from=DAYS,
    decided_to=DAYS,
    overdue=st.booleans(),
    held=st.booleans(),
    no_contact=st.booleans(),
    to_judge=st.booleans(),
    time_asked=st.booleans(),
    now=st.booleans(),
)


@patient
@given(FILTERS)
def test_an_address_brings_back_the_filters(filters: Filters) -> None:
    assert from_query(dict(parse_qsl(urlencode(filters.as_query())))) == filters


def test_an_address_names_only_what_narrows() -> None:
    assert Filters().as_query() == {}
    given = Filters(
        who=(Actor.DIRECTOR, Actor.CASEWORKER), overdue=True, due_to=date(2024, 5, 14), kind=Kind.PERSONAL_REMEDY
    )
    assert given.as_query() == {
        "kind": "personal_remedy",
        "who": "director,caseworker",
        "due_to": "2024-05-14",
        "overdue": "yes",
    }
    assert from_query({"page": "2", "state": " ", "overdue": "no"}) == Filters()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (
            {"state": "lost"},
            "state: expected one of open, overdue, held, stopped, waiting, satisfied, not_satisfied, ceased, not",
        ),
        ({"due_to": "14/05/2024"}, "due_to: expected a date such as 2024-05-14, not '14/05/2024'"),
        (
            {"who": "caseworker,boss"},
            "who: expected one of caseworker, casework_manager, director, authority, nobody, not",
        ),
        ({"overdue": "<script>"}, "overdue: expected yes or no, not '<script>'"),
        ({"category": "x" * 300}, "category: expected at most 200 characters, not"),
        ({"authority": "E\0"}, "authority: expected at most 200 characters"),
    ],
)
def test_what_cannot_be_used_is_said(query: dict[str, str], said: str) -> None:
    with pytest.raises(WrongUse) as refused:
        from_query(query)
    assert said in str(refused.value)
    with pytest.raises(WrongUse, match="; "):
        from_query({"state": "x", "kind": "y"})


def test_a_role_of_the_staff_has_the_next_actions_of_its_name() -> None:
    assert owners(frozenset({StaffRole.DIRECTOR, StaffRole.CASEWORKER})) == (Actor.CASEWORKER, Actor.DIRECTOR)
    assert owners(()) == ()
