"""Every act sent twice, and by two people who had it open at once: nothing is refused that was done (R4, D6).

One office walks through all acts, each as things stand after the one before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import unescape

import httpx
import pytest

from compliance.domain.recommendations import Kind
from compliance.domain.waiting import Wait, WaitKind
from compliance.web.casework.pages import ACTS
from tests.support.web_office import WebOffice, hidden, serving_office
from tests.support.world import World

KIM, ANN, DEE = "Kim Shaw", "Ann Bell", "Dee Grant"
ONE, WAITS, LATE, ALONE = "23 001-1", "23 001-2", "23 001-3", "24 002-1"
FIRST, SECOND = "24 002/public_report/1", "24 002/public_report/2"
SEE_OTHER, CONFLICT = 303, 409
BEFORE, CHANGED = "This form was sent before", "This has changed since you opened it"
Typed = dict[str, str]


def on(name: str, day: str) -> dict[str, str]:
    """A date as a form sends it."""
    year, month, of_month = day.split("-")
    return {f"{name}-day": of_month, f"{name}-month": month, f"{name}-year": year}


WHY, TWO = {"reason": "one"}, {"reason": "two"}
WISH = {"asked_by": "A. Officer", "reason": "one"} | on("wished_on", "2024-06-28")


@dataclass(frozen=True)
class Step:
    """An act, what is typed for it, what else with other words, to which recommendation, and who does it."""

    name: str
    typed: Typed
    other: Typed
    about: str = ONE
    who: str = KIM

    @property
    def path(self) -> str:
        return f"/recommendations/{self.name}/{self.about}"


STEPS = (
    Step("answer", {"response": "agreed"}, {"response": "refused", "reason": "two"}),
    Step("add-evidence", {"submitted_by": "A. Officer", "note": "one"}, {"submitted_by": "A. Officer", "note": "two"}),
    Step(
        "judge", {"number": "1", "verdict": "insufficient", "missing": "one"}, {"number": "1", "verdict": "withdrawn"}
    ),
    Step("judge-again", {"number": "1", "verdict": "sufficient"}, {"number": "1", "verdict": "withdrawn"}),
    Step("note", {"note": "one", "about": "recommendation"}, {"note": "two", "about": "recommendation"}),
    Step("ask-time", WISH, WISH | TWO),
    Step("decide-time", {"decision": "refuse", "reason": "one"}, {"decision": "grant", "reason": "two"}),
    Step("ask-time", WISH, WISH | TWO),
    Step("withdraw-time", WHY, TWO),
    Step("give-time", WHY | on("to", "2024-06-28"), TWO | on("to", "2024-06-29")),
    Step("take-back-time", WHY, TWO),
    Step("correct-date", WHY | on("to", "2024-06-04"), TWO | on("to", "2024-06-05")),
    Step("hold", WHY | on("until", "2024-04-20"), TWO | on("until", "2024-04-21")),
    Step("lift-hold", WHY, TWO),
    Step("stop-clock", {"category": "legal_proceedings"} | WHY, {"category": "legal_proceedings"} | TWO),
    Step("restart-clock", WHY, TWO),
    Step("resend", WHY, TWO),
    Step("meeting", {"whom": "one"} | on("on", "2024-04-22"), {"whom": "two"} | on("on", "2024-04-22")),
    Step("new-case", {"new": "25 001", "reason": "one"}, {"new": "25 002", "reason": "two"}),
    Step("caseworker", {"person": KIM}, {"person": ANN, "reason": "two"}),
    Step("review-wait", WHY | on("review_on", "2024-09-02"), TWO | on("review_on", "2024-09-03"), WAITS),
    Step("end-wait", WHY | on("on", "2024-04-02"), TWO | on("on", "2024-04-01"), WAITS),
    Step("chief-executive", {}, {"words": "two"}, LATE),
    Step("propose-outcome", {"outcome": "ceased", "reason": "one"}, {"outcome": "not_satisfied", "reason": "two"}),
    Step("take-back-outcome", WHY, TWO),
    Step("propose-outcome", {"outcome": "not_satisfied", "reason": "one"}, {"outcome": "ceased", "reason": "two"}),
    Step("decide-outcome", {"decision": "approve"}, {"decision": "decline", "reason": "two"}, who=DEE),
    Step("reopen", WHY | on("to", "2024-07-01"), TWO | on("to", "2024-07-02")),
    Step("satisfied", WHY | on("completed_on", "2024-04-02"), TWO | on("completed_on", "2024-04-01")),
    Step(
        "public-report",
        {"clock": "public_report"} | on("received_on", "2024-04-02"),
        {"clock": "public_report"} | on("received_on", "2024-04-01"),
        ALONE,
    ),
    Step("stage-failed", WHY, TWO, FIRST),
    Step(
        "decide-stage",
        {"decision": "approve"} | on("received_on", "2024-04-02"),
        {"decision": "decline", "reason": "two"},
        FIRST,
        DEE,
    ),
    Step("stage-done", WHY | on("on", "2024-04-02"), TWO | on("on", "2024-04-01"), SECOND),
)
# What is no change of the recommendation: whoever is second has added to it.
NO_CHANGE = frozenset({"new-case"})


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    """A case with what is due, what waits and what is overdue, and one for a public report; three who may do all."""
    with serving_office(world) as made:
        for name in (KIM, ANN, DEE):
            made.person(name, *world.rulebook.roles)
        world.authority("E1", {"link_officer": "ann@e1.example", "chief_executive": "bo@e1.example"})
        for case in ("23 001", "24 002"):
            world.decision(case, subject="Housing", decided_on=date(2024, 3, 1))
        kind = Kind.SERVICE_IMPROVEMENT
        world.log(ONE, kind=kind, response=None)
        world.log(WAITS, kind=kind, period="1 month", waits=Wait(WaitKind.EVENT, "the order", date(2024, 7, 1)))
        world.log(LATE, kind=kind, due_on=date(2024, 4, 1))
        world.log(ALONE, kind=kind)
        yield made


class Walk:
    """The acts one after the other, each opened by two people before one of them does it."""

    def __init__(self, office: WebOffice) -> None:
        self.browsers = {name: office.browser_of(name) for name in (KIM, ANN, DEE)}
        self.faults: list[str] = []

    def finds(self, step: Step, what: str, answer: httpx.Response, *, is_right: bool) -> None:
        """Note what is not as it should be."""
        if not is_right:
            said = " ".join(re.sub("<[^>]*>", " ", answer.text.partition("<main")[2]).split())[:300]
            self.faults.append(f"{step.name}, {what}: {answer.status_code} {said}")

    def goes(self, step: Step) -> None:
        """Do it, send the same again, send other words, and let somebody send what they opened before."""
        first, second = self.browsers[step.who], self.browsers[self._second(step)]
        form, theirs = hidden(first.get(step.path)), hidden(second.get(step.path))
        done = first.post(step.path, data=form | step.typed)
        self.finds(step, "done", done, is_right=done.status_code == SEE_OTHER)
        again = first.post(step.path, data=form | step.typed)
        same = again.status_code == SEE_OTHER and again.headers["location"] == done.headers.get("location")
        self.finds(step, "sent again", again, is_right=same)
        other = first.post(step.path, data=form | step.other)
        self.finds(step, "other words", other, is_right=_says(other, BEFORE) and _shows(other, step.other))
        stale = second.post(step.path, data=theirs | step.other)
        if step.name in NO_CHANGE:
            self.finds(step, "somebody else", stale, is_right=stale.status_code == SEE_OTHER)
            return
        told = _says(stale, CHANGED) and f"by {step.who}" in stale.text and _shows(stale, step.other)
        self.finds(step, "somebody else", stale, is_right=told)
        if "It can be done once only" not in stale.text:
            possible = second.get(step.path).status_code == httpx.codes.OK
            what = f"{'can' if possible else 'cannot'} be done still"
            self.finds(step, what, stale, is_right=_leads_on(stale) is possible)

    def _second(self, step: Step) -> str:
        """Who has it open too; who proposed something is the only one who can take it back."""
        is_theirs = step.name == "take-back-outcome"
        return step.who if is_theirs else ANN


def _says(answer: httpx.Response, words: str) -> bool:
    return answer.status_code == CONFLICT and words in answer.text


def _leads_on(answer: httpx.Response) -> bool:
    """Whether the page lets somebody go on with what they typed, or leads back to a form that can be filled in."""
    on = ("Save mine on top of it" in answer.text, "Look at it again and decide" in answer.text)
    assert sum((*on, "It cannot be done any more" in answer.text)) == 1, answer.text
    return any(on)


def _shows(answer: httpx.Response, typed: Typed) -> bool:
    """Whether what was typed is there to be read, in the words of the form."""
    shown = unescape(re.sub("<[^>]*>", " ", answer.text.partition("What you typed")[2].partition("<form")[0]))
    words = (typed.get(name, "") for name in ("reason", "note", "missing", "whom", "words"))
    program = ("_", "Decision approve", "decline ")
    return all(each in shown for each in words) and not any(each in shown for each in program)


def test_an_act_sent_twice_is_done_once_and_of_two_people_the_second_is_told(office: WebOffice) -> None:
    assert {step.name for step in STEPS} == {act.name for act in ACTS}
    walk = Walk(office)
    for step in STEPS:
        walk.goes(step)
    assert walk.faults == [], "\n".join(["", *walk.faults])


def test_what_can_be_done_once_is_not_saved_on_top(office: WebOffice) -> None:
    """E2, T: who is second with a judgement, or with a public report, reads why it cannot be done any more."""
    office.world.evidence(ONE, note="the minutes")
    kim, ann = office.browser_of(KIM), office.browser_of(ANN)
    judge, report = f"/recommendations/judge/{ONE}", f"/recommendations/public-report/{ALONE}"
    judged = {"number": "1", "verdict": "insufficient", "missing": "the date"}
    begun = {"clock": "public_report"} | on("received_on", "2024-04-02")
    forms = {path: hidden(ann.get(path)) for path in (judge, report)}
    for path, typed in ((judge, judged), (report, begun)):
        assert kim.post(path, data=hidden(kim.get(path)) | typed).status_code == SEE_OTHER
    stale = ann.post(judge, data=forms[judge] | judged)
    assert _says(stale, CHANGED)
    assert all(each in unescape(stale.text) for each in ("the minutes, from", "Insufficient: something is missing"))
    assert ("Save mine on top of it" in stale.text, "the date" in stale.text) == (False, True)
    assert "Evidence judged: insufficient, by Kim Shaw" in stale.text
    assert "It cannot be done any more: no evidence waits for a judgement." in stale.text
    again = f"/recommendations/judge-again/{ONE}"
    assert f'href="{again.replace(" ", "%20")}">Take back a judgement of evidence' in stale.text
    assert ann.get(again).status_code == httpx.codes.OK
    second = ann.post(report, data=forms[report] | begun)
    assert ("Save mine on top of it" in second.text, "It can be done once only" in second.text) == (False, True)
    assert "Public report, Local Government Act 1974 section 31" in second.text
