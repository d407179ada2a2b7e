"""The case page with its timeline, and the search that finds a case (L1, D6, D8, E1, R8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from compliance.domain.outcomes import CaseOutcome
from compliance.domain.people import Permission
from compliance.domain.recommendations import Kind
from compliance.domain.tasks import OWNED_BY_THEIR_RUNG, kind_of
from compliance.usecases.case_pieces import CaseView, OpenTask
from compliance.usecases.case_timeline import case_timeline
from compliance.usecases.open_case import open_case
from compliance.usecases.web_session import SignedIn
from compliance.web import review, summaries
from compliance.web.audit import note_personal_remedies
from compliance.web.casework.pages import ACTS, acts_for
from compliance.web.casework.ways_on import ways_on
from compliance.web.log.pages import LOGGED
from compliance.web.log.pages import TOLD as LOGGED_TOLD
from compliance.web.opening import Office
from compliance.web.pages import anchor, page
from compliance.web.permits import needs
from compliance.web.review_form import waiting_in
from compliance.web.told import what_was_done
from compliance.web.wording import SEE_OTHER, page_number

Reader = Annotated[SignedIn, Depends(needs(Permission.SEE_CASES))]
TOLD: Mapping[str, str] = (
    {act.name: act.told for act in ACTS}
    | {name: words for act in ACTS for name, words in act.also_told.items()}
    | {LOGGED: LOGGED_TOLD, review.DONE: review.TOLD}
    | summaries.TOLD
)
COMPLIANCE = {
    CaseOutcome.COMPLIED: "Complied, in time",
    CaseOutcome.COMPLIED_LATE: "Complied, late",
    CaseOutcome.NOT_COMPLIED: "Not complied",
    CaseOutcome.LEFT_OUT: "None, as all that was recommended has ceased",
}

LEAVES_TASK = frozenset(act.name for act in ACTS if act.leaves_task)


def case_routes() -> APIRouter:
    """The routes."""
    router = APIRouter()
    router.get("/cases/{reference:path}")(case_page)
    return router


def case_page(
    request: Request,
    office: Office,
    signed: Reader,
    reference: str,
    entries: str = "1",
) -> Response:
    """One case; the reference of one of its recommendations leads there too."""
    personal = signed.may(Permission.SEE_PERSONAL_REMEDIES)
    with office.store.reading() as session:
        case = open_case(session, office.moment(), reference, personal=personal)
        if case.reference != reference:
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(f"/cases/{quote(case.reference)}{query}", SEE_OTHER)
        timeline = case_timeline(session, case.reference, page=page_number(entries))
    if personal:
        note_personal_remedies(office, signed, _shown(case))
    acts = {each.reference: acts_for(signed, office.rulebook, case, each) for each in case.recommendations}
    return page(
        request,
        "case.html",
        case=case,
        timeline=timeline,
        pieces=_called(case, personal),
        personal=personal,
        waiting=len(waiting_in(case)) if signed.may(Permission.JUDGE_EVIDENCE) else 0,
        acts={reference: _by_group(each) for reference, each in acts.items()},
        ways_on={each.reference: ways_on(case, each, acts[each.reference]) for each in case.recommendations},
        compliance=COMPLIANCE,
        checklists=office.rulebook.categories,
        clocks={clock.name: clock.title for clock in office.rulebook.clocks.values()},
        **_told(request, signed, case),
        today=office.today,
        link=lambda each: f"/cases/{quote(case.reference)}?{urlencode({'entries': each})}#timeline",
    )


def _told(request: Request, signed: SignedIn, case: CaseView) -> dict[str, Any]:
    """What was done a moment ago, with the way to what it was done to, and the task that is still to be closed."""
    told = what_was_done(request)
    about = next((each for each in case.recommendations if each.reference == told.to), None)
    called = f"{'Stage' if about.clock else 'Recommendation'} {about.reference}" if about else ""
    goes_on = told.done in LEAVES_TASK and signed.may(Permission.DO_TASKS)
    return {
        "flash": TOLD.get(told.done, ""),
        "flash_about": {"href": f"#{anchor(about.reference)}", "words": called} if about else None,
        "left_open": _left_open(case, told.to) if goes_on else None,
    }


def _left_open(case: CaseView, reference: str) -> OpenTask | None:
    """The task of an escalation of a recommendation that a person has still to close, the first due (R1, R6)."""
    tasks = (task for each in case.recommendations if each.reference == reference for task in each.tasks)
    return next((task for task in tasks if kind_of(task.kind) in OWNED_BY_THEIR_RUNG), None)


def _called(case: CaseView, personal: bool) -> dict[int, str]:
    """What each piece of evidence is called, by its number; the name of a file may name people (K)."""
    return {
        piece.number: f"{piece.file or 'a note'}, from {piece.submitted_by}"
        if personal
        else f"from {piece.submitted_by}"
        for about in case.recommendations
        for piece in about.evidence
    }


def _shown(case: CaseView) -> dict[str, list[str]]:
    """The personal remedies whose words the page shows, by case."""
    return {case.reference: [each.reference for each in case.recommendations if each.kind is Kind.PERSONAL_REMEDY]}


def _by_group(acts: list[Any]) -> dict[str, list[Any]]:
    """Acts under the heading they belong to, in the order of the table."""
    groups: dict[str, list[Any]] = {}
    for act in acts:
        groups.setdefault(act.group, []).append(act)
    return groups
