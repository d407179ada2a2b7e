"""Every page with how to reach it in each state, and every form with how to make it answer with an error.

`test_every_page` looks at all of it, and says which address of the application has no row here. A row of `PAGES` gives
for each state of tests/support/filled_offices.py where the page is in it, or says why there is no such state.
"""

from __future__ import annotations

from compliance.web.casework.pages import ACTS
from compliance.web.mishaps import MISHAPS as KNOWN_MISHAPS
from compliance.web.permits import NotPermitted
from tests.support import uploading
from tests.support.every_page import AnswerRow, At, PageRow, Ways, form
from tests.support.filled_offices import (
    ADA,
    ASKED,
    CASE,
    CLOSED,
    EXTENDED,
    GUARDED,
    HELD,
    JUDGED,
    LONG,
    MANY,
    OPEN,
    PERSONAL,
    PROPOSED,
    STOPPED,
)
from tests.support.sending import (
    answered,
    form_behind,
    get,
    late,
    linked,
    logged_twice,
    proposed,
)

A_FORM = "a form is the same whatever else there is"
A_CASE = "it is about a case: without one it is not there"
NO_DATA = "it shows nothing of what there is"
YEAR = "2025-03-31"
IN_DOUBT = "Message in doubt"

# On which recommendation an act can be done; on the open one, where nothing is said.
DONE_TO = {
    "judge": JUDGED,
    "judge-again": HELD,
    "decide-outcome": PROPOSED,
    "take-back-outcome": PERSONAL,
    "decide-time": ASKED,
    "withdraw-time": ASKED,
    "take-back-time": EXTENDED,
    "restart-clock": STOPPED,
    "lift-hold": HELD,
    "reopen": CLOSED,
    "propose-outcome": EXTENDED,
    "chief-executive": ASKED,
}
# Acts whose form lists what there is.
LISTING = ("judge", "add-evidence", "caseworker")
# Nothing has to be typed for these: what they answer then is shown elsewhere in this table.
ALWAYS_TAKEN = {
    "chief-executive": "without words of one's own it is sent; too many of them are an error below",
}

# Acts on what the office with one of each has not: a stage of a statutory clock, a deadline that waits.
ELSEWHERE = {
    "stage-done": "looked at in test_statutory_acts",
    "stage-failed": "looked at in test_statutory_acts",
    "decide-stage": "looked at in test_statutory_acts",
    "end-wait": "looked at in test_more_time",
    "review-wait": "looked at in test_more_time",
}


def act_path(name: str) -> str:
    """Where an act can be done in the office with one of each."""
    return f"/recommendations/{name}/{DONE_TO.get(name, OPEN)}"


# The link officer is the first contact of the office with one of each.
CONTACTS: dict[str, Ways] = {
    "/contacts/add/{code:path}": At("/contacts/add/E1", "Add a contact"),
    "/contacts/change/{number}/{code:path}": At("/contacts/change/1/E1", "Change a contact"),
    "/contacts/retire/{number}/{code:path}": At("/contacts/retire/1/E1", "Retire a contact"),
    "/contacts/restore/{number}/{code:path}": "looked at in test_contacts, where an address is not written to",
}
ACT_PAGES = tuple(
    PageRow(
        f"/recommendations/{act.name}/{{reference:path}}",
        "act.html",
        A_CASE,
        ELSEWHERE.get(act.name) or At(act_path(act.name), act.title),
        At(f"/recommendations/{act.name}/{MANY}-1", act.title) if act.name in LISTING else A_FORM,
    )
    for act in ACTS
)
PAGES = (
    PageRow("/sign-in", "sign_in/password.html", At("/sign-in", "Sign in", ""), NO_DATA, At("/sign-in", "Sign in", "")),
    PageRow("/sign-in/code", "sign_in/code.html", At("/sign-in/code", "Enter your code", ""), NO_DATA, NO_DATA),
    PageRow(
        "/my-work",
        "work.html",
        At("/my-work", "My work"),
        (
            At("/my-work", "My work"),
            At("/my-work?list=all&order=due", "All open"),
            At("/my-work?overdue=yes", "Overdue"),
            At("/my-work?state=ceased", "Recommendations"),
            At("/my-work?state=lost", "All open"),
        ),
        At("/my-work?list=all&page=2", "All open"),
    ),
    PageRow(
        "/cases/{reference:path}",
        "case.html",
        At("/cases/24 002", "Case 24 002"),
        (At(f"/cases/{CASE}", f"Case {CASE}"), At(f"/cases/{CASE}", f"Case {CASE}", ADA)),
        At(f"/cases/{MANY}?entries=2", f"Case {MANY}"),
    ),
    *ACT_PAGES,
    PageRow("/log", "log/decision.html", At("/log", "Log a decision"), At(f"/log?decision={CASE}", "Log"), A_FORM),
    PageRow("/import", "import/ask.html", At("/import", "Import"), A_FORM, A_FORM),
    PageRow(
        "/import/{name}",
        "import/preview.html",
        "it is about an upload: without one it is not there",
        (*(At(each, "Check before") for each in uploading.WAITING), At(uploading.imported, "Imported")),
        At(uploading.uploaded(120), "Check before it is imported"),
    ),
    PageRow(
        "/hand-over",
        "hand_over.html",
        At("/hand-over", "Hand over cases"),
        At("/hand-over", "Hand over cases"),
        At("/hand-over", "Hand over cases"),
    ),
    PageRow(
        "/hand-over?person=",
        "hand_over_person.html",
        At("/hand-over?person=Kim Shaw", "Hand over cases of Kim Shaw"),
        At("/hand-over?person=Ada Shaw", "Hand over cases of Ada Shaw"),
        At("/hand-over?nobody=yes", "Hand over what nobody looks after yet"),
    ),
    PageRow(
        "/summaries",
        "summaries.html",
        At("/summaries", "Public summaries held back"),
        At("/summaries", "Public summaries held back"),
        At("/summaries?number=2", "Public summaries held back"),
    ),
    PageRow(
        "/recommendations/summary/{reference:path}",
        "summary.html",
        A_CASE,
        (
            At(f"/recommendations/summary/{OPEN}", "Public summary"),
            At(f"/recommendations/summary/{ASKED}", "Public summary"),
        ),
        A_FORM,
    ),
    PageRow(
        "/reminders/{reference:path}",
        "reminders.html",
        A_CASE,
        (
            At(f"/reminders/{OPEN}", "Reminders"),
            At(f"/reminders/{EXTENDED}", "Reminders"),
            At(f"/reminders/{CLOSED}", "Reminders"),
        ),
        "its ladder has so many steps and no more",
    ),
    PageRow(
        "/coming",
        "coming.html",
        At("/coming", "What goes out next"),
        (At("/coming?days=30", "What goes out next"), At("/coming?authority=nowhere", "What goes out next")),
        At("/coming?days=30&number=2", "What goes out next"),
    ),
    PageRow(
        "/review/{reference:path}",
        "review.html",
        At("/review/24 002", "Review evidence"),
        At(f"/review/{CASE}", "Review evidence"),
        At(f"/review/{MANY}", "Review evidence"),
    ),
    PageRow(
        "/search",
        "search.html",
        (At("/search", "Search"), At("/search?q=zebra", "Search")),
        At("/search?q=housing", "Search"),
        At("/search?q=case", "Search"),
    ),
    PageRow(
        "/authorities/{code:path}",
        "authority.html",
        At("/authorities/E1", "E1 Council"),
        (At("/authorities/E1", "E1 Council"), At("/authorities/E2", "E2 Council")),
        At("/authorities/E1?number=2", "E1 Council"),
    ),
    *(
        PageRow(each, "contact.html", "without contacts there is none to change", way, A_FORM)
        for each, way in CONTACTS.items()
    ),
    PageRow(
        "/overview",
        "overview.html",
        At("/overview", "Overview"),
        At("/overview", "Overview"),
        At("/overview", "Overview"),
    ),
    PageRow(
        "/overview/{name}/{ending}",
        "figure.html",
        At(f"/overview/late/{YEAR}", "Cases done late"),
        At("/overview/upheld/2024-03-31", "Upheld decisions"),
        At(f"/overview/upheld/{YEAR}?number=2", "Upheld decisions"),
    ),
    PageRow(
        "/tasks",
        "tasks.html",
        At("/tasks", "Tasks"),
        (At("/tasks", "Tasks"), At("/tasks?whose=all", "Tasks")),
        At("/tasks?whose=all&number=2", "Tasks"),
    ),
    PageRow(
        "/tasks/{number}",
        "task.html",
        "it is about a task: without one it is not there",
        At(linked("/tasks", IN_DOUBT), IN_DOUBT),
        A_FORM,
    ),
    PageRow(
        "/running",
        "running.html",
        At("/running", "Is it running?"),
        At("/running", "Is it running?"),
        At("/running", "Is it running?"),
    ),
)
FILES = ("my-work", "tasks", "coming", "search", "summaries", "hand-over", "reminders")
# Addresses that show no page of their own.
NO_PAGES = {
    "/": "it leads on to the first page of the menu",
    "/assets/{name:path}": "files of the pages",
    "/health": "for programs",
    **dict.fromkeys([f"/{name}.csv" for name in FILES], "a file"),
    "/import/{name}/faults.csv": "a file",
    "/overview/{name}/{ending}.csv": "a file",
    "/evidence/{number}": "a file, shown as it was sent",
    "/sign-in/provider": "it leads away; what it says when it cannot stands among the answers",
    "/sign-in/provider/back": "it leads on; a stranger's answer is refused with the same page",
}

ACT_ANSWERS = tuple(
    AnswerRow(f"/recommendations/{act.name}/{{reference:path}}", "act.html", form(act_path(act.name), {"about": "x"}))
    for act in ACTS
    if act.name not in ALWAYS_TAKEN | ELSEWHERE
)
LETTER = act_path("chief-executive")
SUMMARY = f"/recommendations/summary/{OPEN}"
LEAVES = "/hand-over?person=Ada Shaw"
MOVES = {"person": ADA, "to": "Kim Shaw", "reason": "x"}
WHERE = "/recommendations/chief-executive/{reference:path}"
REFERENCE = "/recommendations/summary/{reference:path}"
OPEN_ONES = "/my-work?state=open"
PLAIN = "Nothing is asked."
LATE = {"until-day": "3", "until-month": "6", "until-year": "2024", "reason": LONG}
LATER = {f"verdict-{number}": "later" for number in range(1, 5)}
JUDGEMENT = LATER | {"verdict-5": "insufficient", "missing-5": LONG}
ANSWERS = (
    AnswerRow("/sign-in", "sign_in/password.html", form("/sign-in"), status=401, who=""),
    AnswerRow("/sign-in/code", "sign_in/password.html", form("/sign-in/code", {"code": "1"}), status=401, who=""),
    *ACT_ANSWERS,
    AnswerRow(WHERE, "act.html", form(LETTER, {"words": "x" * 5000})),
    AnswerRow(WHERE, "act.html", form(LETTER, {"words": "I shall ring on Friday."}), "on Friday", 200),
    AnswerRow("/my-work/saved", "work.html", form("/my-work/saved", page=OPEN_ONES)),
    AnswerRow(
        "/my-work/saved/delete",
        "mishap.html",
        form("/my-work/saved/delete", {"name": "x"}, OPEN_ONES),
        "no saved list",
        404,
    ),
    AnswerRow("/log", "log/decision.html", form("/log")),
    AnswerRow("/log", "log/recommendations.html", proposed(), "Recommendations of this decision", 200),
    AnswerRow("/log", "log/recommendations.html", proposed(PLAIN), "Nothing that is asked was recognised", 200),
    AnswerRow("/log", "log/recommendations.html", answered(), "There is a problem"),
    AnswerRow("/log", "log/last_look.html", answered(r4_by="period"), "Check before it is logged", 200),
    AnswerRow("/log", "log/recommendations.html", logged_twice, "Recommendation 1 is on record already"),
    AnswerRow("/import", "import/ask.html", form("/import", {"age": "live"})),
    AnswerRow("/import", "import/ask.html", uploading.wrong_rows(120), "faults found"),
    AnswerRow("/import/{name}", "import/preview.html", uploading.overtaken, "row 2"),
    AnswerRow("/hand-over", "hand_over_person.html", form("/hand-over", {"person": ADA}, LEAVES)),
    AnswerRow(
        "/hand-over",
        "hand_over_confirm.html",
        form("/hand-over", MOVES | {"how_much": "all"}, LEAVES),
        "Hand it over",
        200,
    ),
    AnswerRow(REFERENCE, "summary.html", form(SUMMARY, {"summary": GUARDED, "do": "check"}), "Mrs Anna Smith", 200),
    AnswerRow(REFERENCE, "summary.html", form(SUMMARY, {"summary": GUARDED, "do": "publish"})),
    AnswerRow("/review/{reference:path}", "review.html", form(f"/review/{CASE}", {"verdict-1": "insufficient"})),
    AnswerRow("/contacts/add/{code:path}", "contact.html", form("/contacts/add/E1")),
    AnswerRow("/contacts/change/{number}/{code:path}", "contact.html", form("/contacts/change/1/E1")),
    AnswerRow("/contacts/retire/{number}/{code:path}", "contact.html", form("/contacts/retire/1/E1")),
    AnswerRow("/tasks/{number}/settle", "task.html", form_behind("/tasks", IN_DOUBT, "settle", {"why": "x" * 30_000})),
    AnswerRow("/tasks/{number}/give", "task.html", form_behind("/tasks", IN_DOUBT, "give", {"person": "x" * 300})),
    AnswerRow("/tasks/{number}/done", "task.html", form_behind("/tasks", IN_DOUBT, "done", {"reason": ""})),
)
# Forms that answer with no page of their own.
NO_ANSWERS = {
    "/contacts/restore/{number}/{code:path}": "looked at in test_contacts, where an address is not written to",
    **{f"/recommendations/{name}/{{reference:path}}": why for name, why in ELSEWHERE.items()},
    "/callbacks/{service}": "for programs",
    "/sign-in/demo": "one button for each person: there is nothing to get wrong",
    "/sign-out": "a button: there is nothing to get wrong",
    "/log/summary-check/{number}": "a piece of a page, looked at in test_log_details while one types",
    "/recommendations/summary-check/{reference:path}": "a piece of a page, looked at in test_summaries while one types",
}

REFUSALS: tuple[type[NotPermitted], ...] = (NotPermitted, *NotPermitted.__subclasses__())
# What goes wrong wherever it happens: each status that has a page, each way to be refused, what changed meanwhile.
MISHAPS = (
    *(
        AnswerRow(f"status {status}", "mishap.html", get(f"/mishaps/{status}"), each.heading, status)
        for status, each in KNOWN_MISHAPS.items()
    ),
    *(
        AnswerRow(each.__name__, "mishap.html", get(f"/mishaps/{each.__name__}"), each.heading, 403)
        for each in REFUSALS
    ),
    AnswerRow("no such address", "mishap.html", get("/nowhere"), "Page not found", 404),
    AnswerRow(
        "nobody any more", "mishap.html", form("/tasks/1/done", page="/sign-in"), "Your sign-in has ended", 401, ""
    ),
    AnswerRow(
        "the provider is away", "sign_in/refused.html", get("/sign-in/provider"), "You are not signed in", 403, ""
    ),
    AnswerRow(
        "changed meanwhile", "changed.html", late(act_path("hold"), LATE), "has changed since you opened it", 409
    ),
    AnswerRow(
        "judged meanwhile", "review.html", late(f"/review/{CASE}", JUDGEMENT), "has changed since you opened", 409
    ),
)
