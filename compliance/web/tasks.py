"""The task list for people: whose, why, by when; taking, giving and finishing one, and settling a message (R6, R2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response

from compliance.domain.delivery import MessageState
from compliance.domain.errors import AmendsError, NotFound, SentOtherwise
from compliance.domain.lengths import LARGEST_NUMBER
from compliance.domain.moment import Moment
from compliance.domain.people import Permission
from compliance.domain.tasks import TaskKind, kind_of
from compliance.runtime import Installation
from compliance.store import tasks as stored
from compliance.store.engine import Session
from compliance.usecases.assign_caseworker import who_may
from compliance.usecases.list_tasks import CSV_COLUMNS, Narrowed, list_tasks, open_task
from compliance.usecases.manage_authority import who_answers
from compliance.usecases.manage_tasks import assign_task, finish_task
from compliance.usecases.settle_message import Settlement, settle_message
from compliance.usecases.web_session import SignedIn
from compliance.web.audit import note_personal_remedies
from compliance.web.forms import Entered, Form
from compliance.web.guards import Labels, as_read, hidden_fields, save, typed
from compliance.web.opening import Office
from compliance.web.pages import page
from compliance.web.permits import Sent, needs
from compliance.web.spreadsheet import spreadsheet
from compliance.web.told import leads_to, what_was_done
from compliance.web.wording import NOT_TAKEN, complaint, pages_of

A_PAGE = 50
# Of the list of people: the value of none of them, and the words of all of them.
NOBODY_YET, EVERYBODY = "choose", "Everybody with the role"
Reader = Annotated[SignedIn, Depends(needs(Permission.SEE_CASES))]
Doer = Annotated[SignedIn, Depends(needs(Permission.DO_TASKS))]
Settler = Annotated[SignedIn, Depends(needs(Permission.SETTLE_MESSAGES))]
Act = Callable[[Session, Moment], str]
# What the people of an authority, or their addresses, have to do with.
ABOUT_CONTACTS = frozenset(
    {TaskKind.NO_CONTACT, TaskKind.ADDRESS_STOPPED, TaskKind.MESSAGE_FAILED, TaskKind.MESSAGE_RETURNED}
)


@dataclass(frozen=True)
class WayOut:
    """The act that ends a task: its name in the address, its words, and who may do it."""

    act: str
    title: str
    permission: Permission


# What only a decision ends: the act that makes it.
WAYS_OUT: Mapping[str, WayOut] = {
    TaskKind.EXTENSION_ASKED: WayOut("decide-time", "Grant or refuse more time", Permission.DECIDE_EXTENSIONS),
    TaskKind.OUTCOME_PROPOSED: WayOut("decide-outcome", "Approve or decline the outcome", Permission.APPROVE_OUTCOMES),
}
# The same of a stage of a statutory clock, which ends in its own way (T).
OF_A_STAGE: Mapping[str, WayOut] = {
    TaskKind.OUTCOME_PROPOSED: WayOut("decide-stage", "Approve or decline the outcome", Permission.APPROVE_OUTCOMES),
}


@dataclass(frozen=True)
class Place:
    """The page on which a task about no case is acted on: its address, its words, and who may open it."""

    href: str
    words: str
    permission: Permission


_RUNNING = Place("/running", "Is it running?", Permission.SEE_RUNNING)
PLACES: Mapping[str, Place] = {
    TaskKind.SUMMARY_HELD: Place("/summaries", "Public summaries held back", Permission.WRITE_SUMMARIES),
    TaskKind.CALENDAR_ALARM: _RUNNING,
    TaskKind.CALENDAR_DIFFERS: _RUNNING,
    TaskKind.FLOW_SILENT: _RUNNING,
}
# What the page that follows says was done.
TOLD = {
    "done": "The task is closed.",
    "given": "The task is given; whose it is stands below.",
    Settlement.SENT.value: "It is on record that the message arrived.",
    Settlement.RESEND.value: "The message goes out again with the next messages.",
}
# What the forms call their fields: what was typed about a task that is closed meanwhile is shown in these words.
LABELS: Labels = {
    "reason": ("What was done", {}),
    "person": ("Who is to do it", {}),
    "settlement": ("Whether it arrived", {"sent": "It arrived", "resend": "It did not: send it again"}),
    "why": ("What you found out", {}),
}
Number = Annotated[int, Path(ge=1, le=LARGEST_NUMBER)]


def task_routes() -> APIRouter:
    """The routes."""
    router = APIRouter()
    router.get("/tasks")(task_list)
    router.get("/tasks.csv")(task_sheet)
    router.get("/tasks/{number}")(task_page)
    router.post("/tasks/{number}/done")(done)
    router.post("/tasks/{number}/give")(give)
    router.post("/tasks/{number}/settle")(settle)
    return router


def task_list(
    request: Request,
    office: Office,
    signed: Reader,
    whose: str = "mine",
    number: str = "1",
    due: str = "",
) -> Response:
    """Open tasks, due first: those of the person's roles, or all of them; with `due` only what is due by today."""
    mine, found = whose != "all", tasks_of(office, signed, whose, due)
    query = {"whose": "mine" if mine else "all"} | ({"due": "yes"} if due else {})
    at, last = pages_of(len(found), A_PAGE, number)
    return page(
        request,
        "tasks.html",
        tasks=found[(at - 1) * A_PAGE : at * A_PAGE],
        total=len(found),
        mine=mine,
        number=at,
        last=last,
        due=bool(due),
        query=urlencode(query),
        flash=TOLD.get(what_was_done(request).done, ""),
        link=lambda each: f"/tasks?{urlencode(query | {'number': each})}",
    )


def task_sheet(office: Office, signed: Reader, whose: str = "mine", due: str = "") -> Response:
    """The same as CSV."""
    return spreadsheet("tasks", CSV_COLUMNS, tasks_of(office, signed, whose, due))


def task_page(request: Request, office: Office, signed: Reader, number: Number) -> Response:
    """One task with what can be done about it."""
    return _page(request, office, signed, number, flash=TOLD.get(what_was_done(request).done, ""))


def done(request: Request, office: Office, signed: Doer, number: Number, form: Form, sent: Sent) -> Response:
    """Say that a task is done."""
    reason = form.text("reason", "what was done")

    def act(session: Session, moment: Moment) -> str:
        finish_task(session, moment, number, reason)
        return leads_to("/tasks", "done")

    return _saved(request, office, signed, number, form, sent, act, "reason")


def give(request: Request, office: Office, signed: Doer, number: Number, form: Form, sent: Sent) -> Response:
    """Give a task to somebody, or take it."""
    with office.store.reading() as session:
        people = ["", *who_may(session, office.rulebook.roles)]
    person = form.pick("person", people, "who is to do it from the list")
    if form.ok and person == form.value("was"):
        form.fault("person", f"{person or EVERYBODY} has it already: choose somebody else")

    def act(session: Session, moment: Moment) -> str:
        assign_task(session, moment, number, person, before=form.value("was"))
        return leads_to(f"/tasks/{number}", "given")

    return _saved(request, office, signed, number, form, sent, act, "person")


def settle(request: Request, office: Office, signed: Settler, number: Number, form: Form, sent: Sent) -> Response:
    """End the doubt about a message, or send a failed one again."""
    settlement = form.choice("settlement", Settlement, "whether it arrived")
    reason = form.text("why", "what you found out")

    def act(session: Session, moment: Moment) -> str:
        row = stored.by_number(session, number)
        if row is None or row.key is None:
            raise NotFound(f"task {number} is about no message")
        assert settlement is not None
        settle_message(session, office.rulebook, moment, row.key, settlement, reason)
        return leads_to("/tasks", settlement.value)

    return _saved(request, office, signed, number, form, sent, act, "settlement")


def _saved(
    request: Request,
    office: Installation,
    signed: SignedIn,
    number: int,
    form: Entered,
    sent: Any,
    act: Act,
    first: str,
) -> Response:
    if form.ok:
        try:
            return save(request, office, signed, sent, act)
        except (NotFound, SentOtherwise):
            raise
        except AmendsError as reason:
            form.fault(first if _is_open(office, number) else "main-content", complaint(reason))
    return _page(request, office, signed, number, form)


def _is_open(office: Installation, number: int) -> bool:
    with office.store.reading() as session:
        return open_task(session, office.today, number).row.closed_on is None


def _page(
    request: Request,
    office: Installation,
    signed: SignedIn,
    number: int,
    form: Entered | None = None,
    flash: str = "",
) -> Response:
    with office.store.reading() as session:
        found = open_task(session, office.today, number)
        row = found.row
        about_people = kind_of(row.kind) in ABOUT_CONTACTS and row.authority_code
        answers = who_answers(session, row.authority_code, office.today) if about_people else None
        names = who_may(session, office.rulebook.roles)
    text = found.text if signed.may(Permission.SEE_PERSONAL_REMEDIES) else ""
    if text:
        note_personal_remedies(office, signed, found.remedies)
    return page(
        request,
        "task.html",
        NOT_TAKEN if form else 200,
        task=found.shows,
        closed_on=row.closed_on,
        closing_reason=row.closing_reason,
        way_out=(OF_A_STAGE if row.clock else WAYS_OUT).get(row.kind, WAYS_OUT.get(row.kind)),
        recipient=row.recipient,
        message_text=text,
        answers=answers,
        place=None if found.shows["cases"] else PLACES.get(row.kind),
        in_doubt=row.message_state == MessageState.IN_DOUBT.value,
        failed=row.message_state == MessageState.FAILED.value and not found.moot,
        unsaved=as_read(typed(form), LABELS) if form and row.closed_on else [],
        form=form,
        people=_people(names, row.assigned_to),
        hidden=hidden_fields(signed),
        flash=flash,
    )


def tasks_of(office: Installation, signed: SignedIn, whose: str, due: str) -> list[dict[str, object]]:
    """Open tasks, due first: all of them, or those of the person's roles; with `due` those that are due by today."""
    with office.store.reading() as session:
        found = list_tasks(session, office.today, Narrowed(due_by=office.today if due else None))
    return found if whose == "all" else [each for each in found if _is_theirs(each, signed)]


def _people(names: list[str], now: str) -> list[dict[str, str]]:
    """Who a task can be given to: everybody but whom it is given to now, and nobody before somebody is chosen."""
    chosen = sorted({"", *names} - {now})
    return [{"value": NOBODY_YET, "text": "Choose a person"}] + [
        {"value": each, "text": each or EVERYBODY} for each in chosen
    ]


def _is_theirs(task: dict[str, object], signed: SignedIn) -> bool:
    """A task given to somebody is theirs; one given to nobody is everybody's of the role."""
    given = task["assigned_to"]
    return given == signed.person.name if given else task["owner"] in {each.value for each in signed.owners}
