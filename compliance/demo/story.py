"""What the people of the small office do, day by day, while the flows do the rest."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date

from compliance.demo.small_office import LEFT, case
from compliance.domain.errors import Refused
from compliance.domain.evidence import Judgement
from compliance.domain.moment import days_in_words
from compliance.domain.outcomes import Ending, Outcome
from compliance.runtime import Installation
from compliance.usecases.case_records import EvidencePiece, Extension
from compliance.usecases.change_deadline import extend
from compliance.usecases.manage_authority import replace_contact
from compliance.usecases.propose_outcome import decline, propose
from compliance.usecases.record_outcome import Closed, record_outcome
from compliance.usecases.review_evidence import review_evidence, waiting_evidence
from compliance.usecases.submit_evidence import submit_evidence

CASEWORKER, MANAGER, DIRECTOR = "Sam Field", "Jo Marsh", "Lena Hart"
# Two who may be signed in as, where something waits for them.
PROPOSER, SECOND = "Ada Shaw", "Dee Grant"
Act = Callable[[Installation], str]
MANIFEST = ("recommendation_reference", "received_on", "submitted_by", "note", "file")


def first(suffix: str, number: int = 1) -> str:
    """The reference of a recommendation of one of the small office's cases."""
    return f"{case(suffix)}-{number}"


def replace_officer(office: Installation) -> str:
    """The bounce became a task; the caseworker asks Oldbridge and enters the new link officer (R6)."""
    new = ("Mary Tan", "mary.tan@oldbridge.example")
    with office.store.writing() as session:
        moment, fault = office.moment(CASEWORKER), office.switchboard.fault
        replace_contact(session, office.rulebook, moment, "oldbridge", LEFT, new, fault)
    return "the bounced message is a task; Oldbridge names a new link officer, Mary Tan"


def grant_extension(office: Installation) -> str:
    """More time for a review, agreed by the casework manager (D7)."""
    more = Extension(office.today, date(2026, 4, 17), "the committee that adopts it meets on 16 April", MANAGER)
    with office.store.writing() as session:
        done = extend(session, office.rulebook, office.moment(CASEWORKER), first("105"), more)
    moved = f"{done.previous_due_on} becomes {more.new_due_on}"
    return days_in_words(f"{MANAGER} agrees more time for {done.reference}: {moved}")


def drop_evidence(office: Installation) -> str:
    """An authority's evidence arrives in the drop folder, one manifest for three recommendations (E1)."""
    folder = office.settings.drop_folder / "brackwater-march"
    building = office.settings.home / "brackwater-march.part"
    building.mkdir(parents=True, exist_ok=True)
    for name, text in (("apology.txt", "Dear Mrs Hale, we are sorry."), ("payments.txt", "250.00 paid 20 March 2026")):
        (building / name).write_text(text, encoding="utf-8")
    rows = [
        (first("103", 1), "2026-03-23", "Tom O'Connor", "the apology as sent", "apology.txt"),
        (first("103", 2), "2026-03-23", "Tom O'Connor", "payment made", "payments.txt"),
        (first("104", 1), "2026-03-23", "Tom O'Connor", "payment made", "payments.txt"),
    ]
    with (building / "manifest.csv").open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([MANIFEST, *rows])
    folder.parent.mkdir(parents=True, exist_ok=True)
    building.rename(folder)
    return f"Brackwater's evidence for {len(rows)} recommendations lies in the drop folder"


def judge_first(office: Installation) -> str:
    """Two remedies are satisfied; one piece of evidence is not enough and goes back with what is missing (E2)."""
    for number in (1, 2):
        _satisfied(office, first("103", number), date(2026, 3, 20))
    with office.store.writing() as session:
        number = waiting_evidence(session, first("104", 1))[0]
        missing = "the payment was due to two people; proof is there for one"
        moment = office.moment(CASEWORKER)
        review_evidence(session, office.rulebook, moment, first("104", 1), number, Judgement.INSUFFICIENT, missing)
    return "two Brackwater remedies are satisfied, a third needs more proof: it goes back in writing"


def mend_payment(office: Installation) -> str:
    """The missing proof arrives before the due date is long gone: satisfied, and late (E4)."""
    _send(office, first("104", 1), "Tom O'Connor", "second payment, made 27 March")
    return _told(_satisfied(office, first("104", 1), date(2026, 3, 27)))


def close_in_time(office: Installation) -> str:
    """Evidence by e-mail, checked on the same day."""
    late = 0
    done_in_march = (("101", 1, 25), ("101", 2, 26), ("102", 1, 26), ("107", 1, 24), ("111", 2, 12))
    for suffix, number, day in done_in_march:
        _send(office, first(suffix, number), "Link officer", "sent by e-mail")
        late += _satisfied(office, first(suffix, number), date(2026, 3, day)).late
    return f"{len(done_in_march)} remedies are satisfied, {late} of them late; their letters go out by themselves"


def late_evidence(office: Installation) -> str:
    """Carrow sends its evidence after the due date: done late is recorded as late (E4)."""
    for number in (1, 2, 3):
        _send(office, first("106", number), "Grace Adeyemi", "with apologies for the delay")
    return "Carrow's evidence arrives after the due date; chasers stop while it waits for review"


def late_outcome(office: Installation) -> str:
    """The late evidence is sufficient."""
    return "; ".join(_told(_satisfied(office, first("106", number), date(2026, 4, 14))) for number in (1, 2, 3))


def alone(office: Installation) -> str:
    """One person alone cannot record non-compliance (E3)."""
    try:
        _failed(office, CASEWORKER)
    except Refused as refusal:
        return f"refused, as it must be: {refusal}"
    raise AssertionError("non-compliance was recorded without a second person")


def with_director(office: Installation) -> str:
    """The director is the second person."""
    _failed(office, DIRECTOR)
    return f"{DIRECTOR} approves: {first('108', 1)} and {first('108', 2)} are 'not complete and not satisfied'"


def left_for_today(office: Installation) -> str:
    """What needs somebody on the last day: evidence to judge, and an outcome that was declined (E2, E3)."""
    _send(office, first("104", 2), "Tom O'Connor", "the briefing, and who attended")
    _send(office, first("109"), "Priya Nair", "the slides of the training")
    with office.store.writing() as session:
        proposed, rules, reference = office.moment(PROPOSER), office.rulebook, first("105")
        propose(session, rules, proposed, reference, Outcome.CEASED, "the committee was dissolved in April")
        why = "its successor took over its work: ask there first"
        decline(session, rules, office.moment(SECOND), reference, why)
    told = "evidence from Brackwater and Denholme waits for review"
    return f"{told}; {SECOND} declines to cease {reference}, and it comes back to {PROPOSER}"


STORY: dict[date, Act] = {
    date(2026, 3, 4): replace_officer,
    date(2026, 3, 16): grant_extension,
    date(2026, 3, 23): drop_evidence,
    date(2026, 3, 24): judge_first,
    date(2026, 3, 26): close_in_time,
    date(2026, 4, 8): mend_payment,
    date(2026, 4, 15): late_evidence,
    date(2026, 4, 17): late_outcome,
    date(2026, 4, 22): alone,
    date(2026, 4, 23): with_director,
    date(2026, 4, 24): left_for_today,
}


def _failed(office: Installation, approver: str) -> None:
    reason = "no evidence after two reminders and a letter to the chief executive"
    ending = Ending(Outcome.NOT_SATISFIED, office.today, CASEWORKER, None, reason, approver)
    with office.store.writing() as session:
        for number in (1, 2):
            record_outcome(session, office.rulebook, office.moment(CASEWORKER), first("108", number), ending)


def _send(office: Installation, reference: str, sender: str, note: str) -> None:
    with office.store.writing() as session:
        piece = EvidencePiece(office.today, sender, note)
        submit_evidence(session, office.rulebook, office.moment(CASEWORKER), reference, piece)


def _satisfied(office: Installation, reference: str, completed_on: date) -> Closed:
    ending = Ending(Outcome.SATISFIED, office.today, CASEWORKER, completed_on)
    with office.store.writing() as session:
        return record_outcome(session, office.rulebook, office.moment(CASEWORKER), reference, ending)


def _told(closed: Closed) -> str:
    return f"{closed.reference} is satisfied, {'late' if closed.late else 'in time'}"
