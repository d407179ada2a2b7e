"""Public summaries: written past the publication guard, which looks while one types, and those held back (rule L3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from compliance.domain import lengths
from compliance.domain.errors import ChangedSince, Refused, SentOtherwise
from compliance.domain.moment import Moment
from compliance.domain.people import Permission
from compliance.runtime import Installation
from compliance.store.engine import Session
from compliance.store.events import recommendation_stream
from compliance.usecases.changed_since import stamp_of
from compliance.usecases.open_recommendation import find
from compliance.usecases.publish_summary import Checked, check_summary, count_held, list_held, publish_summary
from compliance.usecases.web_session import SignedIn
from compliance.web.findings import MOST_FOUND, Found, key, listed, pieces
from compliance.web.forms import Entered, Form
from compliance.web.guards import hidden_fields, save, stamp_in
from compliance.web.opening import Office
from compliance.web.pages import page
from compliance.web.permits import NotPermitted, Sent, needs
from compliance.web.spreadsheet import spreadsheet
from compliance.web.told import leads_to
from compliance.web.wording import NOT_TAKEN, complaint, page_number

A_PAGE = 50
LONGEST_SUMMARY = lengths.SUMMARY
MOST_NAMED = 10
HELD_COLUMNS = ("reference", "authority_code", "summary", "state", "history", "found")
PUBLISHED, TAKEN_BACK = "summary", "no-summary"
TOLD = {PUBLISHED: "The public summary is published.", TAKEN_BACK: "The public summary is taken back."}
Writer = Annotated[SignedIn, Depends(needs(Permission.WRITE_SUMMARIES))]


def summary_routes() -> APIRouter:
    """The routes."""
    router = APIRouter()
    router.get("/summaries")(held)
    router.get("/summaries.csv")(held_sheet)
    router.get("/recommendations/summary/{reference:path}")(write)
    router.post("/recommendations/summary/{reference:path}")(publish)
    router.post("/recommendations/summary-check/{reference:path}")(look)
    return router


def held(request: Request, office: Office, signed: Writer, number: str = "1") -> Response:
    """Summaries that are held back, with what was found in each."""
    with office.store.reading() as session:
        total = count_held(session)
        last = max(1, -(-total // A_PAGE))
        at = min(page_number(number), last)
        rows = list_held(session, office.rulebook, (at - 1) * A_PAGE, A_PAGE)
    return page(
        request,
        "summaries.html",
        rows=rows,
        total=total,
        number=at,
        last=last,
        link=lambda each: f"/summaries?number={each}",
    )


def held_sheet(office: Office, signed: Writer) -> Response:
    """All of them as CSV, what was found in each in one cell."""
    with office.store.reading() as session:
        rows = list_held(session, office.rulebook)
    found = ({"found": "; ".join(each["words"] for each in row["findings"])} for row in rows)
    return spreadsheet("summaries", HELD_COLUMNS, [row | more for row, more in zip(rows, found, strict=True)])


def write(request: Request, office: Office, signed: Writer, reference: str) -> Response:
    """The stored summary, with what is found in it."""
    return _page(request, office, signed, reference, None)


def publish(request: Request, office: Office, signed: Writer, reference: str, form: Form, sent: Sent) -> Response:
    """Check a summary, publish it, or take back the one there is."""
    taken_back = form.value("do") == "take_back"
    text = "" if taken_back else form.text("summary", "the public summary", longest=LONGEST_SUMMARY)
    if form.errors or form.value("do") not in ("publish", "take_back"):
        return _page(request, office, signed, reference, form)
    with office.store.reading() as session:
        findings = check_summary(session, office.rulebook, reference, text).findings
    reasons = _reasons(form)
    overruled = {each.words: reasons[key(each.words)] for each in findings if reasons.get(key(each.words))}
    if overruled and not signed.may(Permission.OVERRULE_GUARD):
        raise NotPermitted("None of your roles lets you overrule the publication guard")
    _note_found(form, signed, [each for each in listed(findings, reasons) if not each.reason])
    if form.errors:
        return _page(request, office, signed, reference, form)

    def act(session: Session, moment: Moment) -> str:
        done = publish_summary(session, office.rulebook, moment, reference, text, overruled)
        case = find(session, reference, still_open=False).decision.reference
        return leads_to(f"/cases/{quote(case)}", TAKEN_BACK if taken_back else PUBLISHED, done.reference)

    try:
        return save(request, office, signed, sent, act, stream=recommendation_stream(reference))
    except (ChangedSince, SentOtherwise):
        raise
    except Refused as refused:
        form.fault("summary", complaint(refused))
        return _page(request, office, signed, reference, form)


def look(request: Request, office: Office, signed: Writer, reference: str, form: Form) -> Response:
    """What the guard finds in a text that is being typed: a piece of the page, for a script to put in its place."""
    text = form.text("summary", "the public summary", required=False, longest=LONGEST_SUMMARY)
    if not form.ok:
        return page(request, "findings.html", found=[], pieces=[], text="", fault=form.errors["summary"], form=form)
    with office.store.reading() as session:
        checked = check_summary(session, office.rulebook, reference, text)
    return page(request, "findings.html", form=form, **_findings(checked, form))


def _page(request: Request, office: Installation, signed: SignedIn, reference: str, form: Entered | None) -> Response:
    with office.store.reading() as session:
        stored = check_summary(session, office.rulebook, reference)
        text = _typed(form)
        checked = stored if text is None else check_summary(session, office.rulebook, reference, text)
        seen = stamp_of(session, recommendation_stream(reference))
    sent = stamp_in(form) if form else None
    return page(
        request,
        "summary.html",
        NOT_TAKEN if form and form.errors else 200,
        reference=reference,
        stored=stored,
        form=form,
        hidden=hidden_fields(signed, seen if sent is None else sent),
        **_findings(checked, form),
    )


def _typed(form: Entered | None) -> str | None:
    """The summary as typed, also where something was found in it; None for one that cannot be looked at."""
    if form is None:
        return None
    trial = Entered(form.typed)
    text = trial.text("summary", "the public summary", required=False, longest=LONGEST_SUMMARY)
    return text if trial.ok else None


def _findings(checked: Checked, form: Entered | None) -> dict[str, Any]:
    """What a page shows of a check."""
    reasons = _reasons(form) if form else {key(each["words"]): each["reason"] for each in checked.overruled}
    return {
        "text": checked.summary,
        "found": listed(checked.findings, reasons)[:MOST_FOUND],
        "pieces": pieces(checked.summary, checked.findings),
        "fault": "",
    }


def _reasons(form: Entered) -> dict[str, str]:
    """The reasons typed into a form, by the words they are for."""
    found = {}
    for number in range(1, MOST_FOUND + 1):
        reason = form.text(f"reason-{number}", "the reason", required=False)
        if reason:
            found[key(form.value(f"words-{number}"))] = reason
    return found


def _note_found(form: Entered, signed: SignedIn, found: Sequence[Found]) -> None:
    """An error for each finding where it may be overruled, one for all of them where the words have to change."""
    said = [f"“{each.words}”, which {each.what}" for each in found]
    if signed.may(Permission.OVERRULE_GUARD):
        for each, words in zip(found, said, strict=True):
            form.fault(each.field, f"Change {words}, or enter why it may stand")
    elif said:
        more = f"; and {len(said) - MOST_NAMED} more" if len(said) > MOST_NAMED else ""
        let = "it" if len(said) == 1 else "them"
        words = "; ".join(said[:MOST_NAMED])
        form.fault("summary", f"Change {words}{more}, or ask a casework manager to let {let} stand")
