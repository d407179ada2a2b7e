"""Proposes the remedy categories and the kind of an action by the office's cue words (L3, L4).

A cue is one or more words in any capitals. `a/b` takes either word, a `*` at a word's end any ending, and `...` lets up
to eight words stand between: "review/reviews ... polic*/procedure*".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from compliance.domain.agreed_action_values import CategoryCues
from compliance.domain.agreed_action_verbs import VERBS
from compliance.domain.recommendations import Kind

TOKEN = re.compile(r"[a-z0-9][a-z0-9'-]{0,60}", re.IGNORECASE)
BETWEEN = "..."
WORDS_BETWEEN = 8
CUE_WORD = re.compile(r"[a-z0-9][a-z0-9'-]{0,60}\*?")
PEOPLE_WORDS = """
mr mrs ms miss mx dr her him his she he complainant complainants family mother father son daughter parents
"""
PEOPLE = frozenset(PEOPLE_WORDS.split())
ANY_VERB = "/".join(sorted(VERBS))
SOMEBODY = "mr/mrs/ms/miss/mx/dr/him"
THE_SOMEBODY = "complainant/complainants/family/parents"
TO_SOMEBODY = f"share/shares/send/sends/give/gives/show/shows/provide/provides/copy ... with/to {SOMEBODY}/her"
# What is done for these may be for others than the complainant: "the communal roof", "all residents who".
MANY = frozenset(
    {"communal", "residents", "tenants", "leaseholders", "households", "customers", "patients", "pupils", "applicants"}
)
NAMED = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "he", "she", "him", "his", "her"})
# What is done to these is no remedy for a person, though it is put like one: "reconsider its policy", "write to all
# schools", "issue a plan for reducing delays".
OFFICE = (
    "policy/policies/procedure/procedures/system/systems/staff/officers/managers/teams/checks",
    "to/with its/their/the/all/every contractor/contractors/school/schools/provider/providers/partners",
    "reconsider/reconsiders how it",
    "plan for/to improve/improving/reduce/reducing/prevent/preventing/ensure",
    "its/their ... service/services/department/team",
)
# What is given back or said sorry for goes to a person, whoever was at fault.
GIVEN_BACK = "apolog*/refund/refunds/repay/repays/reimburse/reimburses/waive/waives/pay/pays"
# What is done for these is done for more than the complainant: "check whether anyone else was charged and refund them".
PERSONS = (
    "families/children/people/persons/adults/parents/carers/pupils/students/residents/tenants/leaseholders/households"
    "/customers/patients/applicants/complainants/claimants/users/individuals/homeowners/taxpayers"
)
WHAT_PERSONS = "affected/foster/young/older/disabled/vulnerable/relevant/eligible/similar/other/the/such/service"
OTHERS = (
    "anyone/anybody/someone/somebody/people/those else",
    "everyone/everybody",
    "others who/whose/affected/that/with/in/like",
    "identify/identifies/contact/contacts/find/finds/trace/traces/refund/refunds/pay/pays/whether/if/to others",
    "identify/identifies/contact/contacts/find/finds/trace/traces any others",
    f"other/all {PERSONS}",
    f"other/all {WHAT_PERSONS} {PERSONS}",
    f"all other {WHAT_PERSONS} {PERSONS}",
    f"any affected/similar {PERSONS}",
    "all affected/those/who",
)
EVERYBODY = frozenset(
    {"staff", "officers", "policy", "policies", "procedure", "procedures", "residents", "public", "applicants"}
)


def cue_fault(cue: str) -> str | None:
    """What is wrong with a cue, as what was expected; None for a good one."""
    parts = cue.lower().split()
    if not parts or parts[0] == BETWEEN or parts[-1] == BETWEEN:
        return "words such as 'apolog*' or 'review/reviews ... polic*'"
    for part in parts:
        if part != BETWEEN and not all(CUE_WORD.fullmatch(word) for word in part.split("/")):
            return f"words of letters and digits, with / * or ... as in 'review/reviews ... polic*', not {part!r}"
    return None


@dataclass(frozen=True)
class Words:
    """The words of an action with the places each stands at, counted in words."""

    places: Mapping[str, Sequence[int]]
    count: int

    def at(self, part: str) -> set[int]:
        """The places where one part of a cue stands."""
        found: set[int] = set()
        for word in part.split("/"):
            if word.endswith("*"):
                stem = word[:-1]
                found.update(
                    place for known, places in self.places.items() if known.startswith(stem) for place in places
                )
            else:
                found.update(self.places.get(word, ()))
        return found

    def have(self, cue: str) -> bool:
        """Whether a cue stands in the action."""
        reach: set[int] | None = None
        gap = False
        for part in cue.lower().split():
            if part == BETWEEN:
                gap = True
                continue
            here = self.at(part)
            if reach is not None:
                here &= {place + more for place in reach for more in range(WORDS_BETWEEN + 1)} if gap else reach
            reach, gap = {place + 1 for place in here}, False
        return bool(reach)


def words_of(text: str) -> Words:
    """The words of a plain text."""
    places: dict[str, list[int]] = {}
    count = 0
    for count, found in enumerate(TOKEN.finditer(text), 1):  # the last count is how many there are
        places.setdefault(found[0].lower().removesuffix("'s"), []).append(count - 1)
    return Words(places, count)


def categories(words: Words, around_sum: Words | None, cues: Mapping[str, CategoryCues]) -> tuple[str, ...]:
    """The categories that an action's words name, in the order of the configuration (L4).

    `around_sum` are its words where it has a sum of money, else None.
    """
    return tuple(
        name
        for name, known in cues.items()
        if any(words.have(cue) for cue in known.words)
        or (around_sum is not None and any(around_sum.have(cue) for cue in known.with_sum))
    )


def kind(
    words: Words,
    named: Sequence[str],
    cues: Mapping[str, CategoryCues],
    *,
    asking: Words | None = None,
    to_person: bool = False,
) -> Kind | None:
    """Whom an action serves (L3): as its categories say, else by whom it names; None where that is not clear.

    What is done `to_person`, as a sum is paid, is no service improvement, whatever stands beside it. It is open too
    where `asking`, the words without why, has a person beside a service improvement, or a policy beside a remedy.
    """
    asked = words if asking is None else asking
    found = _kind(words, asked, named, cues)
    if found is Kind.PERSONAL_REMEDY and any(asked.have(cue) for cue in OTHERS):
        return None
    return None if to_person and found is Kind.SERVICE_IMPROVEMENT else found


def is_to_person(asking: Words) -> bool:
    """Whether what is asked is done to somebody who is named: "meet Mr C", "pay the family", "share it with Mrs J"."""
    if asking.have(TO_SOMEBODY):
        return True
    return asking.have(f"{ANY_VERB} {SOMEBODY}") or asking.have(f"{ANY_VERB} the {THE_SOMEBODY}")


def _kind(words: Words, asking: Words, named: Sequence[str], cues: Mapping[str, CategoryCues]) -> Kind | None:
    said = {cues[name].kind for name in named} - {None}
    if said == {Kind.PERSONAL_REMEDY} and not PEOPLE & words.places.keys():
        office = any(asking.have(cue) for cue in OFFICE) and not asking.have(GIVEN_BACK)
        if office or MANY & words.places.keys():
            return None
    if said == {Kind.SERVICE_IMPROVEMENT} and NAMED & asking.places.keys():
        return None
    if said:
        return said.pop() if len(said) == 1 else None
    people, everybody = PEOPLE & words.places.keys(), EVERYBODY & words.places.keys()
    if people and not everybody:
        return Kind.PERSONAL_REMEDY
    return Kind.SERVICE_IMPROVEMENT if everybody and not people else None


def names_no_sum(named: Sequence[str], cues: Mapping[str, CategoryCues]) -> bool:
    """Whether none of the categories is one for money."""
    return not any(cues[name].with_sum for name in named)
