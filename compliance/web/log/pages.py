"""Log a decision: its facts, its recommendations, typed or proposed from the pasted text, a last look (L1 to L6).

Every step is the same form sent to the same address, with all that was typed in it; only the last one saves.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response as Answered

from compliance.domain.authorities import StaffRole
from compliance.domain.errors import Refused, Unanswered, WrongUse
from compliance.domain.evidence import expected
from compliance.domain.moment import Moment
from compliance.domain.people import Permission
from compliance.domain.receipts import About, in_words
from compliance.domain.recommendations import DecisionOutcome, Kind
from compliance.domain.sums import to_pay
from compliance.domain.waiting import WaitKind
from compliance.runtime import Installation
from compliance.store.engine import Session
from compliance.usecases.case_records import Draft
from compliance.usecases.prepare_logging import KnownCase, authority_choices, receipts
from compliance.usecases.propose_recommendations import Beside, confirm
from compliance.usecases.web_session import SignedIn
from compliance.web.forms import LONGEST_LINE, Entered, Form
from compliance.web.guards import OWN_FIELDS, hidden_fields, save
from compliance.web.log.desk import LONGEST_NUMBER, Desk, as_read, sit_down
from compliance.web.log.marked import segments
from compliance.web.log.on_record import meant
from compliance.web.log.suggested import items, taken_away
from compliance.web.log.summaries import found_in, look
from compliance.web.log.typed import PLACES, WHOLE, looks_like, read_case
from compliance.web.opening import Office
from compliance.web.pages import page, sentence
from compliance.web.permits import Sent, needs
from compliance.web.told import leads_to
from compliance.web.wording import NOT_TAKEN, capital, complaint, whole_number

LOGGED = "logged"
TOLD = "The decision is on record with what was logged to it; reminders are planned."
Logger = Annotated[SignedIn, Depends(needs(Permission.LOG_DECISIONS))]


def log_routes() -> APIRouter:
    """The routes."""
    router = APIRouter()
    router.get("/log")(ask)
    router.post("/log")(step)
    router.post("/log/summary-check/{number}")(look)
    return router


@dataclass(frozen=True)
class Visit:
    """One request: who asks for what, and what was typed."""

    request: Request
    office: Installation
    signed: SignedIn
    form: Entered
    sent: Entered


def ask(request: Request, office: Office, signed: Logger, decision: str = "", authority: str = "") -> Answered:
    """The first page, empty or about a decision or an authority that somebody comes from."""
    given = {"decision": [decision[:LONGEST_LINE]], "authority": [authority[:LONGEST_LINE]]}
    return _decision_page(Visit(request, office, signed, Entered(given), Entered()))


def step(request: Request, office: Office, signed: Logger, form: Form, sent: Sent) -> Answered:
    """Whatever the pressed button asks for; the last step saves, no other does."""
    visit, do = Visit(request, office, signed, form, sent), form.value("do")
    if do == "back":
        return _decision_page(replace(visit, form=as_read(form)))
    with office.store.reading() as session:
        known = read_case(session, office.moment(signed.person.name), form)
    desk = sit_down(form, known, office.rulebook) if known else None
    if known is None or desk is None:
        return _decision_page(visit)
    if do == "alone":
        return _alone(visit, known)
    return _with_recommendations(visit, desk, do)


def _alone(visit: Visit, known: KnownCase) -> Answered:
    """Log a decision without recommendations: there are such (L2)."""
    if visit.form.value("text").strip():
        visit.form.fault("text", "Take the text away to log the decision without recommendations")
        return _decision_page(visit)
    return _save(visit, Desk(visit.form, known), alone=True)


def _with_recommendations(visit: Visit, desk: Desk, do: str) -> Answered:
    what, _, which = do.partition("-")
    number = whole_number(which, LONGEST_NUMBER) or 0
    if what == "confirm" and desk.before is None:
        return _save(visit, desk)
    with visit.office.store.reading() as session:
        desk.correct(session)
        if what == "check" and not desk.notes:
            return _check(visit, desk, session)
        if what == "add":
            desk.add(session)
        elif what == "take":
            desk.take_away(number)
        elif what == "look":
            pass  # The page shows what is found whenever it is shown.
        elif what == "put":
            desk.put_back(session, number)
        elif not desk.numbers:
            desk.propose_all(session)
    return _recommendations_page(visit, desk)


def _check(visit: Visit, desk: Desk, session: Session) -> Answered:
    office = visit.office
    if not desk.numbers:
        desk.form.fault(WHOLE, "Add a recommendation, or log the decision without any on the page before")
    try:
        ready = desk.ready(session, office.rulebook, office.moment(visit.signed.person.name))
        return _last_look(visit, desk, ready, session)
    except (Refused, WrongUse) as reason:
        _note(desk.form, reason)
        return _recommendations_page(visit, desk)


def _save(visit: Visit, desk: Desk, *, alone: bool = False) -> Answered:
    """Log it all in one transaction, once, however often the form is sent."""
    office, case = visit.office, desk.known.draft

    def act(session: Session, moment: Moment) -> str:
        ready = {} if alone else desk.ready(session, office.rulebook, moment)
        confirm(session, office.rulebook, moment, case, ready, Beside(_caseworker(visit, desk), desk.reasons))
        return leads_to(f"/cases/{quote(case.reference)}", LOGGED)

    try:
        return save(visit.request, office, visit.signed, visit.sent, act)
    except (Refused, WrongUse) as reason:
        _note(desk.form, reason)
        return _decision_page(visit) if alone else _recommendations_page(visit, desk)


def _looks_after(visit: Visit) -> bool:
    """Whether whoever logs may look after it, for caseworkers' tasks are theirs."""
    return StaffRole.CASEWORKER in visit.signed.owners


def _caseworker(visit: Visit, desk: Desk) -> str:
    """Who looks after what is logged: whoever logs it, unless they say otherwise; "" for nobody yet."""
    return visit.signed.person.name if _looks_after(visit) and desk.form.value("caseworker") != "nobody" else ""


def _note(form: Entered, reason: Exception) -> None:
    """What was refused without an error of a field yet."""
    if form.ok and not isinstance(reason, Unanswered):
        form.fault(WHOLE, complaint(reason))


def _decision_page(visit: Visit) -> Answered:
    with visit.office.store.reading() as session:
        known, found = authority_choices(session), looks_like(session, visit.form)
    return page(
        visit.request,
        "log/decision.html",
        NOT_TAKEN if visit.form.errors else 200,
        form=visit.form,
        own=hidden_fields(visit.signed),
        carried=_carried(visit.form, ("r", "item", "read", "caseworker")),
        authorities=known,
        alike=found,
        another=meant(found),
        outcomes=[{"value": each.value, "text": sentence(each)} for each in DecisionOutcome],
    )


def _recommendations_page(visit: Visit, desk: Desk) -> Answered:
    book = visit.office.rulebook
    with visit.office.store.reading() as session:
        found, same = found_in(session, book, desk.form, desk.numbers), desk.on_record(session)
    return page(
        visit.request,
        "log/recommendations.html",
        NOT_TAKEN if desk.form.errors else 200,
        form=desk.form,
        desk=desk,
        items=items(desk.form, desk.reading, desk.numbers),
        away=taken_away(desk.reading, desk.numbers),
        found=found,
        same=same,
        segments=segments(desk.text, desk.reading) if desk.text else [],
        content=desk.reading.set_aside,
        left_out=desk.reading.left_out,
        carried=_carried(desk.form, (*PLACES, "caseworker", *(() if desk.refuses else ("reasons",)))),
        own=hidden_fields(visit.signed),
        answers=[{"value": "", "text": f"The same as to the others: {ANSWERS[desk.form.value('answer')]}"}]
        + [{"value": value, "text": capital(words)} for value, words in ANSWERS.items()],
        kinds=[{"value": each.value, "text": KINDS[each]} for each in Kind],
        waits=[{"value": each.value, "text": WAITS[each]} for each in WaitKind],
        categories=[{"value": each, "text": each} for each in book.categories],
        periods=", ".join(f"'{each}'" for each in book.periods),
        **_known(desk.known),
    )


def _last_look(visit: Visit, desk: Desk, ready: dict[int, Draft], session: Session) -> Answered:
    book, case = visit.office.rulebook, desk.known.draft
    found = receipts(session, book, case, ready)
    about = About(decided_on=case.decided_on)
    return page(
        visit.request,
        "log/last_look.html",
        ready=ready,
        receipts={number: (each.due_on, in_words(each.as_dict(), about)) for number, each in found.items()},
        found=found_in(session, book, desk.form, ready),
        same=desk.on_record(session),
        evidence={n: expected(each.expected_evidence, each.categories, book.categories) for n, each in ready.items()},
        sums={number: to_pay(each.sums, None, visit.office.today) for number, each in ready.items()},
        today=visit.office.today,
        carried=_carried(desk.form, (*PLACES, "r", "item", "reasons")),
        form=desk.form,
        reasons=desk.reasons,
        looks_after=_looks_after(visit),
        own=hidden_fields(visit.signed),
        **_known(desk.known),
    )


KINDS = {Kind.PERSONAL_REMEDY: "Personal remedy", Kind.SERVICE_IMPROVEMENT: "Service improvement"}
ANSWERS = {"agreed": "it has agreed", "refused": "it refuses", "none": "no answer yet"}
WAITS = {
    WaitKind.EVENT: "An event, such as the end of a review",
    WaitKind.CONDITION: "A condition, such as an appeal that is allowed",
    WaitKind.RECOMMENDATION: "Another recommendation: give its reference",
}


def _known(known: KnownCase) -> dict[str, Any]:
    return {"case": known.draft, "authority_name": known.authority_name, "is_stored": known.stored}


def _carried(form: Entered, names: tuple[str, ...]) -> list[tuple[str, str]]:
    """What was typed on the other pages of the form, to travel on unseen."""
    return [
        (name, value)
        for name, values in form.typed.items()
        if name not in OWN_FIELDS and name != "do" and _is_one_of(name, names)
        for value in values
    ]


def _is_one_of(name: str, names: tuple[str, ...]) -> bool:
    stem, _, rest = name.partition("-")
    return stem in names or ("r" in names and bool(rest) and stem[:1] == "r" and stem[1:].isdigit())
