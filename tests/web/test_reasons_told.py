"""What a form says of a reason is what comes of it: the letter that follows carries it, or it stays in the case (K)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape

import pytest

from compliance.domain.recommendations import Kind
from compliance.domain.waiting import Wait, WaitKind
from compliance.usecases.foresee_letter import Telling
from compliance.web.casework.deadlines import FIRST_LETTER, HINTS, IN_HISTORY, TOLD
from compliance.web.casework.pages import ACTS
from tests.support.web_office import WebOffice, hidden, serving_office
from tests.support.world import World

KIM, DEE = "Kim Shaw", "Dee Grant"
ONE, WAITS, STAGE = "23 001-1", "23 001-2", "23 001/public_report/1"
SECRET = "their clerk was rude"
Typed = dict[str, str]


def on(name: str, day: date) -> Typed:
    """A date as a form sends it."""
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


FIRST_DAY = date(2024, 4, 2)
TODAY, SOON, LATER = date(2024, 4, 3), date(2024, 4, 20), date(2024, 6, 28)
ASKED = ("ask-time", {"asked_by": "A. Officer"} | on("wished_on", LATER))
GIVEN = ("give-time", on("to", LATER))
TELL: tuple[str, Typed] = ("tell", {})
PROPOSED = ("propose-outcome", {"outcome": "not_satisfied"})
SATISFIED = ("satisfied", on("completed_on", TODAY))
BEGUN = ("public-report", {"clock": "public_report"} | on("received_on", TODAY))
# Each act that asks for a reason: what was done before, and what is typed beside the reason.
STORIES: tuple[tuple[str, str, Typed, tuple[tuple[str, Typed], ...]], ...] = (
    ("answer", ONE, {"response": "refused"}, ()),
    ("ask-time", *(ONE, ASKED[1]), ()),
    ("decide-time", ONE, {"decision": "grant"}, (ASKED,)),
    ("decide-time", ONE, {"decision": "refuse"}, (ASKED,)),
    ("withdraw-time", ONE, {}, (ASKED,)),
    ("give-time", ONE, GIVEN[1], ()),
    ("take-back-time", ONE, {}, (GIVEN,)),
    ("correct-date", ONE, on("to", LATER), ()),
    ("stop-clock", ONE, {"category": "legal_proceedings"}, ()),
    ("restart-clock", ONE, {}, (("stop-clock", {"category": "legal_proceedings"}),)),
    ("hold", ONE, on("until", SOON), ()),
    ("lift-hold", ONE, {}, (("hold", on("until", SOON)),)),
    ("resend", ONE, {}, ()),
    ("reopen", ONE, on("to", LATER), (SATISFIED,)),
    ("end-wait", WAITS, on("on", TODAY), ()),
    ("review-wait", WAITS, on("review_on", date(2024, 9, 2)), ()),
    ("satisfied", *(ONE, SATISFIED[1]), ()),
    ("propose-outcome", *(ONE, PROPOSED[1]), ()),
    ("decide-outcome", ONE, {"decision": "decline"}, (PROPOSED,)),
    ("take-back-outcome", ONE, {}, (PROPOSED,)),
    ("new-case", ONE, {"new": "25 001"}, ()),
    ("caseworker", ONE, {"person": KIM}, ()),
    ("correct-date", STAGE, on("to", LATER), (BEGUN,)),
    ("stage-done", STAGE, on("on", TODAY), (BEGUN,)),
    ("stage-failed", STAGE, {}, (BEGUN,)),
    ("decide-stage", STAGE, {"decision": "decline"}, (BEGUN, ("stage-failed", {}))),
)
NO_REASON = frozenset({"add-evidence", "judge", "judge-again", "note", "chief-executive", "meeting", "public-report"})
KINDS = pytest.mark.parametrize("kind", [Kind.SERVICE_IMPROVEMENT, Kind.PERSONAL_REMEDY])


@pytest.fixture
def office(untold: WebOffice) -> WebOffice:
    """The same, and the authority has been told of it."""
    untold.world.today = FIRST_DAY
    untold.world.run()
    untold.world.today = TODAY
    return untold


@pytest.fixture
def untold(world: World, kind: Kind) -> Iterator[WebOffice]:
    """What is due, and what waits, of one kind; nobody was told of it yet."""
    with serving_office(world) as made:
        for name in (KIM, DEE):
            made.person(name, *world.rulebook.roles)
        world.authority("E1", {"link_officer": "ann@e1.example", "chief_executive": "bo@e1.example"})
        world.decision(subject="Housing", decided_on=date(2024, 3, 1))
        world.log(ONE, kind=kind, response=None)
        world.log(WAITS, kind=kind, period="1 month", waits=Wait(WaitKind.EVENT, "the order", date(2024, 7, 1)))
        world.today = TODAY
        yield made


def does(office: WebOffice, act: str, about: str, typed: Typed, reason: str) -> str:
    """Somebody who may does an act; gives the page that asked for it."""
    browser = office.browser_of(DEE if act.startswith("decide-") else KIM)
    path = f"/recommendations/{act}/{about}"
    asked = browser.get(path)
    assert asked.status_code == 200, asked.text
    answer = browser.post(path, data=hidden(asked) | typed | {"reason": reason})
    assert answer.status_code == 303, answer.text
    return unescape(asked.text)


@KINDS
@pytest.mark.parametrize(
    ("act", "about", "typed", "before"), STORIES, ids=[f"{each[0]}-{n}" for n, each in enumerate(STORIES)]
)
def test_the_hint_and_the_letter_agree(
    office: WebOffice, kind: Kind, act: str, about: str, typed: Typed, before: tuple[tuple[str, Typed], ...]
) -> None:
    for name, given in before:
        does(office, name, ONE if name == "public-report" else about, given, "before")
        office.world.run()  # told of each by itself: a letter says all that changed since the one before (D6)
    page = does(office, act, about, typed, SECRET)
    office.world.walk(office.world.today + timedelta(days=2))
    carried = any(SECRET in " ".join(each.text.split()) for each in office.world.postbox.letters)
    assert ('id="reason"' in page, TOLD in page) == (True, carried)
    assert carried <= (kind is Kind.SERVICE_IMPROVEMENT or bool(about == STAGE))


# What is said of a reason where the letter about what was done before has not gone, or none has: what the page says.
UNTOLD: tuple[tuple[str, Typed, tuple[tuple[str, Typed], ...], str, bool], ...] = (
    ("correct-date", on("to", LATER), (), FIRST_LETTER, False),
    ("give-time", GIVEN[1], (), FIRST_LETTER, False),
    ("take-back-time", {}, (GIVEN,), FIRST_LETTER, False),
    ("stop-clock", {"category": "legal_proceedings"}, (), FIRST_LETTER, False),
    ("reopen", on("to", LATER), (SATISFIED,), FIRST_LETTER, False),
    ("decide-time", {"decision": "grant"}, (ASKED,), "But where it is granted", False),
    ("decide-time", {"decision": "refuse"}, (ASKED,), "But where it is granted", True),
    ("take-back-time", {}, (TELL, GIVEN), HINTS[Telling.SAME], False),
    ("correct-date", on("to", date(2024, 5, 14)), (TELL, GIVEN), HINTS[Telling.UNLESS_SAME], False),
    ("correct-date", {"period": "74 days"}, (TELL,), HINTS[Telling.UNLESS_SAME], False),
    ("correct-date", on("to", SOON), (TELL, GIVEN), HINTS[Telling.UNLESS_SAME], True),
    ("correct-date", on("to", LATER), (TELL, SATISFIED, ("reopen", {})), TOLD, True),
    ("resend", {}, (TELL, GIVEN), IN_HISTORY, False),
)


@pytest.mark.parametrize("kind", [Kind.SERVICE_IMPROVEMENT])
@pytest.mark.parametrize(("act", "typed", "before", "said", "carried"), UNTOLD)
def test_what_nobody_was_told_of_is_not_promised(
    untold: WebOffice, act: str, typed: Typed, before: tuple[tuple[str, Typed], ...], said: str, carried: bool
) -> None:
    """D6, R1: the use case that decides which letter goes knows whether it says the reason."""
    for each in before:
        if each == TELL:
            untold.world.run()
        else:
            does(untold, each[0], ONE, each[1], "before")
    page = does(untold, act, ONE, typed, SECRET)
    untold.world.walk(untold.world.today + timedelta(days=2))
    letters = [" ".join(each.text.split()) for each in untold.world.postbox.letters]
    assert (said in page, any(SECRET in each for each in letters)) == (True, carried)


@pytest.mark.parametrize("kind", [Kind.SERVICE_IMPROVEMENT])
@pytest.mark.parametrize(
    ("act", "about", "typed", "before"), STORIES, ids=[f"{each[0]}-{n}" for n, each in enumerate(STORIES)]
)
def test_a_reason_that_nobody_sees_is_none(
    office: WebOffice, act: str, about: str, typed: Typed, before: tuple[tuple[str, Typed], ...]
) -> None:
    """D6, D7, E3: whatever takes no empty reason takes no invisible one."""
    for name, given in before:
        does(office, name, ONE if name == "public-report" else about, given, "before")
    browser, path = office.browser_of(DEE if act.startswith("decide-") else KIM), f"/recommendations/{act}/{about}"
    empty = browser.post(path, data=hidden(browser.get(path)) | typed | {"reason": ""})
    if empty.status_code != 303:
        unseen = browser.post(path, data=hidden(browser.get(path)) | typed | {"reason": "\u200b\u2060"})
        said = [re.findall(r'href="#reason">([^<]+)<', answer.text) for answer in (empty, unseen)]
        assert unseen.status_code == empty.status_code
        assert said[0]
        assert said[0] == said[1]


def test_each_act_that_asks_for_a_reason_is_looked_at() -> None:
    assert {act.name for act in ACTS} == {each[0] for each in STORIES} | NO_REASON
