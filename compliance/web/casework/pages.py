"""The page of an act: asks, does it once on top of what the person saw, and says what was done (D6, E8, R4)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from compliance.domain.errors import ChangedSince, NotFound, Refused, SentOtherwise, WrongUse
from compliance.domain.moment import Moment, days_in_words
from compliance.domain.office import Rulebook
from compliance.domain.people import Permission
from compliance.domain.recommendations import Kind
from compliance.runtime import Installation
from compliance.store.engine import Session
from compliance.store.events import recommendation_stream
from compliance.usecases.case_pieces import CaseView, RecommendationView
from compliance.usecases.open_case import open_case
from compliance.usecases.web_session import SignedIn
from compliance.web.anew import Anew
from compliance.web.audit import note_personal_remedies
from compliance.web.casework.acts import Act, Ask, Doing, Look, labels_of, still_offered
from compliance.web.casework.deadlines import DEADLINE_ACTS
from compliance.web.casework.escalation import ESCALATION_ACTS
from compliance.web.casework.evidence import EVIDENCE_ACTS
from compliance.web.casework.extensions import TIME_ACTS
from compliance.web.casework.outcomes import OUTCOME_ACTS
from compliance.web.casework.people import PEOPLE_ACTS
from compliance.web.casework.refused import note_refused
from compliance.web.casework.statutory import STATUTORY_ACTS
from compliance.web.casework.waits import WAIT_ACTS
from compliance.web.casework.why_not import why_not
from compliance.web.forms import LOST, Entered, Form
from compliance.web.guards import LOOKED, hidden_fields, save, stamp_in, went_before
from compliance.web.opening import Office
from compliance.web.pages import anchor, page
from compliance.web.permits import Sent, needs
from compliance.web.told import leads_to
from compliance.web.wording import NOT_TAKEN

# Milliseconds: who waited for another writer once, and in vain, does not wait as long for their form.
PATIENCE = 1000
ACTS: tuple[Act, ...] = (
    *EVIDENCE_ACTS,
    *STATUTORY_ACTS,
    *OUTCOME_ACTS,
    *TIME_ACTS,
    *WAIT_ACTS,
    *DEADLINE_ACTS,
    *ESCALATION_ACTS,
    *PEOPLE_ACTS,
)


def act_routes() -> APIRouter:
    """A page for each act: `/recommendations/ACT/REFERENCE`."""
    router = APIRouter()
    for act in ACTS:
        path = f"/recommendations/{act.name}/{{reference:path}}"
        router.get(path, name=f"ask {act.name}")(_asking(act))
        router.post(path, name=f"do {act.name}")(_doing(act))
    return router


def acts_for(signed: SignedIn, rulebook: Rulebook, case: CaseView, about: RecommendationView) -> list[Act]:
    """What this person can do to a recommendation as it stands."""
    name, may = signed.person.name, [act for act in ACTS if act.permission in signed.permissions]
    return [act for act in may if act.can_be_done(rulebook, case, about) and act.open_to(name, about)]


def reason_against(act: Act, about: RecommendationView) -> str:
    """Why an act cannot be done to a recommendation as it stands: in its own words, else in those all acts share."""
    return act.why_not(about) or why_not(act.name, about)


def case_path(case: CaseView, about: RecommendationView) -> str:
    """Where a recommendation stands on the page of its case."""
    return f"/cases/{quote(case.reference)}#{anchor(about.reference)}"


def act_path(act: Act, about: RecommendationView) -> str:
    """The page of an act about a recommendation."""
    return f"/recommendations/{act.name}/{quote(about.reference)}"


def _asking(act: Act) -> Callable[..., Any]:
    who = Depends(needs(act.permission))

    def ask(request: Request, office: Office, reference: str, signed: SignedIn = who) -> Response:
        case, about = _looked_up(office, signed, reference)
        request.state.way_back = case_path(case, about)
        _require_possible(office, act, case, about)
        if other := act.whose_turn(signed.person.name, about):
            raise Refused(f"{act.title}: {other}")
        return _form(request, office, signed, act, case, about)

    ask.__doc__ = act.title
    return ask


def _doing(act: Act) -> Callable[..., Any]:
    who = Depends(needs(act.permission))

    def do(
        request: Request,
        office: Office,
        reference: str,
        form: Form,
        sent: Sent,
        signed: SignedIn = who,
    ) -> Response:
        case, about = _looked_up(office, signed, reference)
        asked = act.fields(office, case, about)
        request.state.way_back, request.state.labels = case_path(case, about), labels_of(asked)
        request.state.anew = partial(_as_it_stands, signed=signed, act=act, reference=reference, form=form)
        values = act.read(asked, form)
        if not form.ok or form.values(LOST) or not _was_looked_at(office, signed, act, case, about, values, form):
            if before := _done_before(request, office, signed, act, case, about, form, sent):
                return before
            _require_possible(office, act, case, about)
            return _form(request, office, signed, act, case, about, form)

        def once(session: Session, moment: Moment) -> str:
            told = act.do(Doing(office, session, moment, case, about, values, form, signed.permissions))
            return leads_to(f"/cases/{quote(case.reference)}", told or act.name, about.reference)

        try:
            return save(request, office, signed, sent, once, stream=recommendation_stream(about.reference))
        except (ChangedSince, SentOtherwise):
            raise
        except (Refused, WrongUse) as reason:
            note_refused(form, act.fields(office, case, about), reason)
            return _form(request, office, signed, act, case, about, form, PATIENCE)

    do.__doc__ = act.title
    return do


def _as_it_stands(office: Installation, *, signed: SignedIn, act: Act, reference: str, form: Entered) -> Anew:
    """What an act can still come to that somebody sent whose page was older than what it changes."""
    case, about = _looked_up(office, signed, reference)
    possible = act.can_be_done(office.rulebook, case, about)
    over = act.whose_turn(signed.person.name, about) if possible else _why_impossible(act, about)
    others = [each for each in acts_for(signed, office.rulebook, case, about) if each.name in act.changed_by]
    return Anew(
        days_in_words(over),
        act.afresh or not still_offered(act.fields(office, case, about), form),
        tuple((act_path(each, about), each.title) for each in others),
    )


def _why_impossible(act: Act, about: RecommendationView) -> str:
    return reason_against(act, about) or f"this cannot be done to {about.reference} as it stands now"


def _require_possible(office: Installation, act: Act, case: CaseView, about: RecommendationView) -> None:
    """Raise Refused, with the reason, where an act cannot be done to a recommendation as it stands."""
    if not act.can_be_done(office.rulebook, case, about):
        raise Refused(f"{act.title}: {days_in_words(_why_impossible(act, about))}")


def _done_before(
    request: Request,
    office: Installation,
    signed: SignedIn,
    act: Act,
    case: CaseView,
    about: RecommendationView,
    form: Entered,
    sent: Entered,
) -> Response | None:
    """Where a form led that was sent before and is not taken now, since it has done what it asks for; else None.

    Raises ChangedSince where somebody else has done it. A form without its files saved nothing, nor does it now.
    """
    if form.values(LOST):
        return None
    before = went_before(request, office, signed, sent, recommendation_stream(about.reference))
    if before is None and (made := act.made(case, form)):
        raise ChangedSince(recommendation_stream(made), 0, on_top=False)
    return before


def _looked_up(office: Installation, signed: SignedIn, reference: str) -> tuple[CaseView, RecommendationView]:
    with office.store.reading() as session:
        personal = signed.may(Permission.SEE_PERSONAL_REMEDIES)
        case = open_case(session, office.moment(), reference, personal=personal)
    about = next((each for each in case.recommendations if each.reference == reference), None)
    if about is None:
        raise NotFound(f"there is no recommendation {reference!r}")
    return case, about


def _was_looked_at(
    office: Installation,
    signed: SignedIn,
    act: Act,
    case: CaseView,
    about: RecommendationView,
    values: dict[str, Any],
    form: Entered,
) -> bool:
    """Whether what the act sends is what the person was shown; of an act that sends nothing it always is."""
    if act.look is None:
        return True
    look = _look(office, signed, act, case, about, values, form)
    return look is not None and not look.fault and form.value(LOOKED) == look.fingerprint and not form.value("show")


def _look(
    office: Installation,
    signed: SignedIn,
    act: Act,
    case: CaseView,
    about: RecommendationView,
    values: dict[str, Any],
    form: Entered,
) -> Look | None:
    """What an act will send with these values; None, and an error in the form, where a rule refuses them."""
    if act.look is None or not form.ok:
        return None
    with office.store.reading() as session:
        moment = office.moment(signed.person.name)
        doing = Doing(office, session, moment, case, about, values, form, signed.permissions)
        try:
            return act.look(doing)
        except Refused as reason:
            note_refused(form, act.fields(office, case, about), reason)
            return None


def _form(
    request: Request,
    office: Installation,
    signed: SignedIn,
    act: Act,
    case: CaseView,
    about: RecommendationView,
    form: Entered | None = None,
    patience: int | None = None,
) -> Response:
    asked, typed = act.fields(office, case, about), form or Entered()
    values = {each.name: each.read(typed) for each in asked} if form and act.look else {}
    look = _look(office, signed, act, case, about, values, typed)
    for each in asked:
        if each.ask is Ask.FILES:
            typed.files_again(each.name)
    personal = about.kind is Kind.PERSONAL_REMEDY
    readable = not personal or signed.may(Permission.SEE_PERSONAL_REMEDIES)
    if personal and readable:
        note_personal_remedies(office, signed, {case.reference: [about.reference]}, patience=patience)
    sent = stamp_in(form) if form else None
    seen = about.stamp if sent is None else sent
    return page(
        request,
        "act.html",
        NOT_TAKEN if typed.errors else 200,
        act=act,
        case=case,
        about=about,
        fields=asked,
        form=form or (typed if typed.errors else None),
        look=look,
        hidden=hidden_fields(signed, seen) | ({LOOKED: look.fingerprint} if look else {}),
        back=case_path(case, about),
        readable=readable,
        checklists=office.rulebook.categories,
    )
