"""The evidence review: what waits in a case beside what will satisfy, judged together in one transaction (E1, E2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from compliance.domain.errors import ChangedSince, WrongUse
from compliance.domain.moment import Moment
from compliance.domain.people import Permission
from compliance.domain.recommendations import Kind
from compliance.runtime import Installation
from compliance.store.engine import Session
from compliance.store.events import recommendation_stream
from compliance.usecases.case_pieces import CaseView, EvidencePiece, RecommendationView
from compliance.usecases.changed_since import require_unchanged
from compliance.usecases.open_case import open_case
from compliance.usecases.review_several import NotJudged, Verdict, review_several
from compliance.usecases.web_session import SignedIn
from compliance.web.audit import note_personal_remedies
from compliance.web.casework.evidence import MISSING
from compliance.web.facts import doer
from compliance.web.forms import Entered, Form
from compliance.web.guards import LONGEST_STAMP, hidden_fields, meanwhile, save
from compliance.web.opening import Office
from compliance.web.pages import page, words
from compliance.web.permits import Sent, needs
from compliance.web.review_form import VERDICTS, called, labels_of, numbers_in, to_review, verdicts_in, waiting_in
from compliance.web.told import leads_to
from compliance.web.wording import NOT_TAKEN, SEE_OTHER, whole_number

OK, CONFLICT = 200, 409
DONE = "review"
TOLD = "The judgements are recorded. What is missing goes back to the authority in writing."
Judge = Annotated[SignedIn, Depends(needs(Permission.JUDGE_EVIDENCE))]
# Every piece of a case that a form may be about: its recommendation and itself, by its number.
Pieces = Mapping[int, tuple[RecommendationView, EvidencePiece]]


def review_routes() -> APIRouter:
    """The routes."""
    router = APIRouter()
    router.get("/review/{reference:path}")(review_page)
    router.post("/review/{reference:path}")(judge_together)
    return router


def review_page(request: Request, office: Office, signed: Judge, reference: str) -> Response:
    """What waits in a case; the reference of one of its recommendations leads there too."""
    case = _looked_up(office, signed, reference)
    if case.reference != reference:
        return RedirectResponse(f"/review/{quote(case.reference)}", SEE_OTHER)
    return _page(request, office, signed, case)


def judge_together(request: Request, office: Office, signed: Judge, reference: str, form: Form, sent: Sent) -> Response:
    """Record every judgement that was made, or none."""
    case = _looked_up(office, signed, reference)
    pieces = _asked_about(case, form)
    known = {number: (about.reference, called(piece)) for number, (about, piece) in pieces.items()}
    request.state.labels, request.state.way_back = labels_of(known), f"/cases/{quote(case.reference)}"
    verdicts = list(verdicts_in(form, known))
    if not verdicts and form.ok:
        form.fault(f"verdict-{next(iter(known), '')}", "Judge at least one piece of evidence")
    if not form.ok:
        return _page(request, office, signed, case, form)
    stamps = {each.reference: _stamp(form, each.number) for each in verdicts}

    def once(session: Session, moment: Moment) -> str:
        for about, stamp in stamps.items():
            require_unchanged(session, recommendation_stream(about), stamp)
        review_several(session, office.rulebook, moment, verdicts)
        return leads_to(f"/cases/{quote(case.reference)}", DONE)

    try:
        return save(request, office, signed, sent, once)
    except ChangedSince as changed:
        return _changed(request, office, signed, reference, form, verdicts, changed)
    except NotJudged as refused:
        for number, why in refused.faults.items():
            form.fault(f"verdict-{number}", f"{known[number][1]}: {why}")
        return _page(request, office, signed, case, form)


def _changed(
    request: Request,
    office: Installation,
    signed: SignedIn,
    reference: str,
    form: Entered,
    verdicts: list[Verdict],
    changed: ChangedSince,
) -> Response:
    """The page as things stand now, with what was typed, and who did what meanwhile; nothing was saved."""
    changes, _ = meanwhile(office, changed)
    about = changed.stream.partition("/")[2]
    first = next(each.number for each in verdicts if each.reference == about)
    done = ((f"{words(each.what)}: {words(each.how)}" if each.how else words(each.what), each.by) for each in changes)
    what = "; ".join(f"{said}, by {doer(who)}" for said, who in done)
    case = _looked_up(office, signed, reference)
    still = {piece.number for _, piece in waiting_in(case)}
    place = f"verdict-{first}" if first in still else "main-content"
    form.fault(place, f"{about} has changed since you opened this page: {what}. Nothing of yours is saved yet")
    return _page(request, office, signed, case, form, CONFLICT)


def _looked_up(office: Installation, signed: SignedIn, reference: str) -> CaseView:
    with office.store.reading() as session:
        personal = signed.may(Permission.SEE_PERSONAL_REMEDIES)
        return open_case(session, office.moment(), reference, personal=personal)


def _asked_about(case: CaseView, form: Entered) -> Pieces:
    """The pieces that the form is about, also those judged meanwhile; WrongUse where it is no form of this case."""
    there = {
        piece.number: (about, piece) for about in case.recommendations for piece in about.evidence if not piece.withheld
    }
    numbers = numbers_in(form)
    if not numbers or not set(numbers) <= there.keys():
        raise WrongUse("the form is not complete: open the page again")
    return {number: there[number] for number in numbers}


def _stamp(form: Entered, number: int) -> int:
    stamp = whole_number(form.value(f"seen-{number}"), LONGEST_STAMP)
    if stamp is None:
        raise WrongUse("the form is not complete: open the page again")
    return stamp


def _page(
    request: Request,
    office: Installation,
    signed: SignedIn,
    case: CaseView,
    form: Entered | None = None,
    status: int = NOT_TAKEN,
) -> Response:
    reviewed = to_review(case, office.settings.evidence_folder)
    shown = [each.about.reference for each in reviewed if each.about.kind is Kind.PERSONAL_REMEDY]
    note_personal_remedies(office, signed, {case.reference: shown})
    kept = form is not None and status == NOT_TAKEN
    pieces = [(each.about, one.piece.number) for each in reviewed for one in each.pieces]
    return page(
        request,
        "review.html",
        status if form else OK,
        case=case,
        reviewed=reviewed,
        left=len(waiting_in(case)) - len(pieces),
        missing=MISSING,
        verdicts=[{"value": value, "text": text} for value, text in VERDICTS],
        form=form,
        checklists=office.rulebook.categories,
        hidden=hidden_fields(signed),
        # On top of what they saw, not of what is there by now; after a change that they were told of, of that.
        stamps={n: (form.value(f"seen-{n}") if form and kept else "") or about.stamp for about, n in pieces},
    )
