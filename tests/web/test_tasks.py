"""The task list on the pages: whose, given, done, and a message in doubt settled (R2, R6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape

import pytest

from compliance.domain.address_health import Severity
from compliance.domain.authorities import StaffRole
from compliance.domain.delivery import Answer, Result
from compliance.domain.evidence import Judgement
from compliance.domain.outcomes import Outcome
from compliance.domain.returned import Returned
from compliance.usecases.list_tasks import list_tasks
from compliance.usecases.open_tasks import Wanted
from compliance.usecases.open_tasks import open_tasks as opened
from compliance.usecases.record_view import views_of
from compliance.usecases.request_extension import Request, ask
from compliance.usecases.statutory_clock import begin, fail
from tests.support.statements import heard_everywhere
from tests.support.web_office import WebOffice, hidden, serving_office
from tests.support.world import World

FIRST_STEP = date(2024, 4, 30)  # ten working days before 14 May 2024


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    """An office with a message in doubt, and an investigator and a manager who can look at it."""
    with serving_office(world) as made:
        made.person("Kim Shaw", "investigator")
        made.person("Max Howe", "manager")
        yield made


def in_doubt(world: World) -> int:
    """Put a message in doubt; gives the number of its task."""
    world.authority()
    world.decision()
    world.log()
    world.today = FIRST_STEP
    world.postbox.script["officer@e1.example"].append(Answer(Result.UNKNOWN, "no answer"))
    world.plan()
    world.send()
    (task,) = open_tasks(world)
    return int(str(task["id"]))


def open_tasks(world: World) -> list[dict[str, object]]:
    with world.store.reading() as session:
        return list_tasks(session, world.today)


def test_a_doubt_is_settled_by_a_person_with_a_reason(office: WebOffice) -> None:
    number = in_doubt(office.world)
    kim = office.browser_of("Kim Shaw")
    assert "Message in doubt" in kim.get("/tasks").text
    shown = kim.get(f"/tasks/{number}")
    assert "Did the message arrive?" in shown.text
    fields = hidden(shown)
    lacking = kim.post(f"/tasks/{number}/settle", data=fields | {"why": "the clerk has it"})
    assert lacking.status_code == 422
    assert "Select whether it arrived" in lacking.text
    assert "the clerk has it" in lacking.text
    done = kim.post(f"/tasks/{number}/settle", data=fields | {"settlement": "sent", "why": "the clerk has it"})
    assert (done.status_code, done.headers["location"]) == (303, "/tasks")
    assert "It is on record that the message arrived" in kim.get("/tasks").text
    assert open_tasks(office.world) == []
    assert [each["state"] for each in office.world.messages()] == ["sent"]
    assert "settled: the case says why" in kim.get(f"/tasks/{number}").text
    assert "the clerk has it" in kim.get("/cases/23 001").text


def test_who_settles_a_message_that_is_settled_hears_by_whom_and_when(office: WebOffice) -> None:
    """R2.5: the second of two is told what the first found out."""
    number = in_doubt(office.world)
    office.person("Tom Bell", "team_coordinator")
    kim, tom = office.browser_of("Kim Shaw"), office.browser_of("Tom Bell")
    looked = [hidden(each.get(f"/tasks/{number}")) for each in (kim, tom)]
    first = {"settlement": "sent", "why": "the clerk has it"}
    assert kim.post(f"/tasks/{number}/settle", data=looked[0] | first).status_code == 303
    late = tom.post(f"/tasks/{number}/settle", data=looked[1] | {"settlement": "resend", "why": "nobody has it"})
    assert late.status_code == 422
    said = "Kim Shaw has settled this message already, on 30 April 2024: it arrived (the clerk has it)"
    assert said in late.text
    assert [each["state"] for each in office.world.messages()] == ["sent"]


def test_a_task_about_a_message_says_what_the_message_is_about(office: WebOffice) -> None:
    """R2.5, K: its subject and cases in the list, its text as sent on its page, for those who may read it."""
    number = in_doubt(office.world)
    kim = office.browser_of("Kim Shaw")
    listed = kim.get("/tasks").text
    assert "Due in 14 days: case 23 001" in listed
    assert 'href="/cases/23%20001"' in listed
    assert "message 2024" not in listed, "its key says nothing to anybody"
    shown = kim.get(f"/tasks/{number}").text
    assert 'href="/cases/23%20001"' in shown
    assert "officer@e1.example" in shown
    assert ("Text as sent" in shown, "as our decision on case 23 001 sets out" in shown) == (True, True)
    hers = office.browser_of("Max Howe").get(f"/tasks/{number}").text
    assert ('href="/cases/23%20001"' in hers, "Text as sent" in hers) == (True, False)
    with office.world.store.reading() as session:
        assert [(who, what) for who, _, what in views_of(session, "23 001")] == [("Kim Shaw", ["23 001-1"])]


def test_the_case_leads_to_the_task_that_is_next(office: WebOffice) -> None:
    """R6: what the page asks for, it leads to."""
    number = in_doubt(office.world)
    shown = office.browser_of("Kim Shaw").get("/cases/23 001").text
    assert f'<a class="govuk-link" href="/tasks/{number}">Message in doubt' in shown
    assert f'<a class="govuk-link" href="/tasks/{number}">Open the task' in shown


def test_what_is_next_leads_to_the_act_that_does_it(office: WebOffice) -> None:
    world = office.world
    world.authority()
    world.decision()
    world.log()
    kim, act = office.browser_of("Kim Shaw"), '<a class="govuk-link" href="/recommendations/{}/23%20001-1">{}<span'

    def leads_to(name: str, words: str) -> bool:
        _, _, after = kim.get("/cases/23 001").text.partition("<strong>Next:</strong>")
        return act.format(name, words) in after.partition("</div>")[0]

    assert leads_to("add-evidence", "Record evidence")
    world.evidence("23 001-1")
    assert leads_to("judge", "Judge evidence")
    world.judge("23 001-1", Judgement.SUFFICIENT)
    assert leads_to("satisfied", "Record that it is satisfied")
    theirs = office.browser_of("Max Howe").get("/cases/23 001").text
    assert "what is next for" not in theirs, "a manager cannot do it"


def test_what_a_rule_refuses_is_said_and_nothing_is_saved(office: WebOffice) -> None:
    number = in_doubt(office.world)
    kim = office.browser_of("Kim Shaw")
    fields = hidden(kim.get(f"/tasks/{number}"))
    refused = kim.post(f"/tasks/{number}/done", data=fields | {"reason": "I think so"})
    assert refused.status_code == 422
    assert "ends when its matter does" in refused.text
    assert len(open_tasks(office.world)) == 1


def test_a_closed_task_is_said_to_be(office: WebOffice) -> None:
    world, kim = office.world, office.browser_of("Kim Shaw")
    with world.writing() as session:
        wanted = Wanted("calendar_alarm", "calendar x", "because", StaffRole.CASEWORKER, due_on=world.today)
        opened(session, world.rulebook, world.today, [wanted])
    (task,) = open_tasks(world)
    path = f"/tasks/{task['id']}"
    closed = kim.post(f"{path}/done", data=hidden(kim.get(path)) | {"reason": "put right"})
    assert (closed.status_code, "The task is closed" in kim.get(closed.headers["location"]).text) == (303, True)


def test_the_task_that_ends_a_clock_leads_to_its_case(office: WebOffice) -> None:
    """T: the stage is over, the notice is published about the case."""
    world = office.world
    office.person("Mary Finch", "casework_manager")
    world.authority()
    world.decision("26 1, 5")
    with world.writing() as session:
        about = (session, world.rulebook, world.moment)
        first = begin(*about, "26 1, 5", "care_provider", world.today)
        second = fail(*about, first.reference, "no answer", "Cas", "Dee", world.today).begun
        assert second is not None
        fail(*about, second.reference, "no answer", "Cas", "Dee")
    (task,) = open_tasks(world)
    mary, link = office.browser_of("Mary Finch"), 'href="/cases/26%201%2C%205"'
    assert link in mary.get(f"/tasks/{task['id']}").text
    assert link in mary.get("/tasks").text
    assert mary.get("/cases/26 1, 5").status_code == 200


@pytest.mark.parametrize("kind", ["summary_held", "calendar_alarm", "calendar_differs", "flow_silent"])
def test_a_task_about_no_case_leads_to_where_it_is_acted_on(office: WebOffice, kind: str) -> None:
    world, kim = office.world, office.browser_of("Kim Shaw")
    with world.writing() as session:
        opened(session, world.rulebook, world.today, [Wanted(kind, "something", "because")])
    (task,) = open_tasks(world)
    _, _, shown = kim.get(f"/tasks/{task['id']}").text.partition("<main")
    link = "/summaries" if kind == "summary_held" else "/running"
    assert f'<a class="govuk-link" href="{link}">' in shown
    assert kim.get(link).status_code == 200


def test_a_task_that_was_closed_meanwhile_says_when_and_keeps_what_was_typed(office: WebOffice) -> None:
    office.person("Tom Bell", "team_coordinator")
    world, kim, tom = office.world, office.browser_of("Kim Shaw"), office.browser_of("Tom Bell")
    with world.writing() as session:
        wanted = Wanted("calendar_alarm", "calendar x", "because", StaffRole.CASEWORKER, due_on=world.today)
        opened(session, world.rulebook, world.today, [wanted])
    (task,) = open_tasks(world)
    path = f"/tasks/{task['id']}"
    mine, theirs = hidden(kim.get(path)), hidden(tom.get(path))
    assert kim.post(f"{path}/done", data=mine | {"reason": "put right"}).status_code == 303
    late = tom.post(f"{path}/done", data=theirs | {"reason": "I rang the council"})
    text = unescape(late.text)
    assert (late.status_code, f"Task {task['id']} was closed on 2 April 2024 by Kim Shaw: put right" in text) == (
        422,
        True,
    )
    assert ("What you typed" in text, "I rang the council" in text) == (True, True)


def test_a_task_is_given_to_somebody_and_is_then_theirs_alone(office: WebOffice) -> None:
    number = in_doubt(office.world)
    office.person("Tom Bell", "team_coordinator")
    kim, tom = office.browser_of("Kim Shaw"), office.browser_of("Tom Bell")
    fields = hidden(kim.get(f"/tasks/{number}"))
    given = kim.post(f"/tasks/{number}/give", data=fields | {"person": "Tom Bell"})
    assert (given.status_code, given.headers["location"]) == (303, f"/tasks/{number}")
    assert "The task is given" in kim.get(given.headers["location"]).text
    assert "1 open task for you" in tom.get("/tasks").text
    assert "No task is open for you" in kim.get("/tasks").text
    assert "Tom Bell" in kim.get("/tasks?whose=all").text


def test_a_task_is_given_to_nobody_unknown_and_never_over_somebody_else(office: WebOffice) -> None:
    number = in_doubt(office.world)
    office.person("Tom Bell", "team_coordinator")
    kim, tom = office.browser_of("Kim Shaw"), office.browser_of("Tom Bell")
    looked = [hidden(each.get(f"/tasks/{number}")) for each in (kim, tom)]
    for name in ("Tom Bel", "Max Howe", "x" * 300):
        unknown = kim.post(f"/tasks/{number}/give", data=looked[0] | {"person": name})
        assert unknown.status_code == 422
        assert "Select who is to do it from the list" in unknown.text
    assert tom.post(f"/tasks/{number}/give", data=looked[1] | {"person": "Tom Bell"}).status_code == 303
    late = kim.post(f"/tasks/{number}/give", data=looked[0] | {"person": "Kim Shaw"})
    assert late.status_code == 422
    assert f"Task {number} was given to Tom Bell since you opened this page" in late.text
    assert [each["assigned_to"] for each in open_tasks(office.world)] == ["Tom Bell"]
    again = kim.post(f"/tasks/{number}/give", data=hidden(late) | {"person": "Kim Shaw"})
    assert again.status_code == 303
    assert [each["assigned_to"] for each in open_tasks(office.world)] == ["Kim Shaw"]


def test_who_may_not_act_sees_no_form(office: WebOffice) -> None:
    number = in_doubt(office.world)
    max_howe = office.browser_of("Max Howe")
    assert "<form" not in max_howe.get(f"/tasks/{number}").text.partition("<main")[2]
    assert max_howe.post(f"/tasks/{number}/done", data={"reason": "x"}).status_code == 403


def test_a_task_that_does_not_exist_has_a_page(office: WebOffice) -> None:
    answer = office.browser_of("Kim Shaw").get("/tasks/99")
    assert answer.status_code == 404
    assert "There is no task 99." in answer.text


@pytest.mark.parametrize("page", ["x", "-1", "99999999999999999999", "\u0661", ""])
def test_an_absurd_page_is_the_first_or_the_last(office: WebOffice, page: str) -> None:
    assert office.browser_of("Kim Shaw").get("/tasks", params={"number": page}).status_code == 200


def test_the_statements_do_not_grow_with_the_tasks(office: WebOffice) -> None:
    in_doubt(office.world)
    kim = office.browser_of("Kim Shaw")

    def asked() -> int:
        kim.get("/tasks")
        with heard_everywhere() as statements:
            kim.get("/tasks")
        return len(statements)

    before = asked()
    world = office.world
    world.many(8)
    for code in range(8):
        world.postbox.always[f"officer@m{code:04}.example"] = Answer(Result.UNKNOWN, "no answer")
    world.today = FIRST_STEP
    world.plan()
    world.send()
    assert len(open_tasks(world)) > 1
    assert asked() == before


def test_a_request_for_time_is_decided_and_its_task_never_talked_away(office: WebOffice) -> None:
    world = office.world
    office.person("Mary Finch", "casework_manager")
    world.authority()
    world.decision()
    world.log()
    with world.writing() as session:
        wanted = Request(world.today + timedelta(days=90), "flood", "Ann", world.today)
        ask(session, world.rulebook, world.moment, "23 001-1", wanted)
    (task,) = open_tasks(world)
    assert (task["kind"], task["owner"]) == ("extension_asked", "casework_manager")
    kim, mary, path = office.browser_of("Kim Shaw"), office.browser_of("Mary Finch"), f"/tasks/{task['id']}"
    assert "No task is open for you" in kim.get("/tasks").text
    assert "somebody else has to make: casework manager" in kim.get(path).text
    shown = mary.get(path)
    assert 'href="/recommendations/decide-time/23%20001-1"' in shown.text
    assert "Close the task" not in shown.text
    assert mary.get("/recommendations/decide-time/23%20001-1").status_code == 200
    tried = mary.post(f"{path}/done", data=hidden(shown) | {"reason": "never mind"})
    assert tried.status_code == 422
    assert open_tasks(world) == [task]


def test_a_task_says_roles_and_days_as_people_do(office: WebOffice) -> None:
    world = office.world
    world.authority(contacts={})
    world.decision()
    world.log()
    world.today = FIRST_STEP
    world.plan()
    (task,) = open_tasks(world)
    assert "link_officer" in str(task["reason"])
    kim = office.browser_of("Kim Shaw")
    for path in ("/tasks", f"/tasks/{task['id']}", "/cases/23 001"):
        shown = kim.get(path).text
        assert ("link officer" in shown, "link_officer" in shown) == (True, False), path


def test_a_task_says_why_in_a_sentence(office: WebOffice) -> None:
    world = office.world
    world.authority()
    world.decision(decided_on=date(2023, 3, 1))
    world.log(due_on=date(2023, 6, 1))
    kim = office.browser_of("Kim Shaw")
    (task,) = [each for each in open_tasks(world) if each["kind"] == "overdue_when_logged"]
    for path in ("/tasks", f"/tasks/{task['id']}"):
        assert ">It was overdue when it came on" in kim.get(path).text, path


def test_nobody_is_offered_to_send_what_would_say_nothing(office: WebOffice) -> None:
    """R6: an address that was given up stays a task; its message is about a remedy that has its outcome."""
    world, kim = office.world, office.browser_of("Kim Shaw")
    world.authority()
    world.decision()
    world.log()
    world.today = FIRST_STEP
    world.run()
    (key,) = world.keys("sent")
    world.report(
        Returned(key, "officer@e1.example", Severity.HARD, "5.1.1", "User unknown", "folder", world.moment.now)
    )
    paths = {str(each["kind"]): f"/tasks/{each['id']}" for each in open_tasks(world)}
    assert "Send the message again" in kim.get(paths["address_stopped"]).text
    world.end("23 001-1", Outcome.CEASED)
    shown = kim.get(paths["address_stopped"]).text
    assert ("Send the message again" in shown, "See who is written to at" in shown) == (False, True)
    assert "Send the message again" not in kim.get(paths["message_returned"]).text
