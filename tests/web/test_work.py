"""My work: what needs this person first, filters in the address, saved lists, downloads (R6, D6)."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from html import unescape

import pytest

from compliance.domain.authorities import StaffRole
from compliance.domain.delivery import Answer, Result
from compliance.domain.people import Permission
from compliance.domain.recommendations import Kind
from compliance.usecases.list_tasks import list_tasks
from compliance.usecases.manage_tasks import assign_task
from compliance.usecases.open_tasks import Wanted, open_tasks
from compliance.web.spreadsheet import FORMULA
from compliance.web.work_narrowed import TICKED
from tests.support.statements import heard_everywhere
from tests.support.web_office import WebOffice, serving_office
from tests.support.work_pages import given_to, some_cases
from tests.support.world import World


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    """An office with an investigator and a manager."""
    with serving_office(world) as made:
        made.person("Kim Shaw", "investigator")
        made.person("Max Howe", "manager")
        yield made


def test_my_work_shows_what_needs_me_and_the_rest_is_a_filter_away(office: WebOffice) -> None:
    some_cases(office.world)
    kim = office.browser_of("Kim Shaw")
    mine = kim.get("/my-work").text
    assert "1 recommendation needs you today, 15 April 2024." in mine
    assert "23 001-1" in mine
    assert "23 001-2" not in mine
    everything = kim.get("/my-work?list=all").text
    assert all(f"23 001-{number}" in everything for number in (1, 2, 3))
    late = kim.get("/my-work?overdue=yes").text
    assert "3 days late" in late
    assert "23 001-3" not in late


def test_who_looks_after_cases_begins_with_their_own(office: WebOffice) -> None:
    world = office.world
    some_cases(world)
    world.evidence("23 001-3")
    kim = office.browser_of("Kim Shaw")
    assert "2 recommendations need you today" in kim.get("/my-work").text
    given_to(world, "Kim Shaw", "23 001-3")
    mine = kim.get("/my-work").text
    assert "1 recommendation of yours needs you today, 15 April 2024." in mine
    assert ("23 001-3" in mine, "23 001-1" in mine) == (True, False)
    role = "/my-work?who=caseworker&amp;person=Kim+Shaw&amp;now=yes"
    assert f'href="{role}">2 that need your role</a>' in mine
    everybodys = kim.get(unescape(role)).text
    assert "2 recommendations need somebody with your role today" in everybodys
    assert '<a class="govuk-link" href="/my-work">1 of them is yours</a>' in everybodys
    assert ("23 001-3" in everybodys, "23 001-1" in everybodys) == (True, True)


def test_what_was_given_to_me_is_mine_whoever_looks_after_it(office: WebOffice) -> None:
    world = office.world
    some_cases(world)
    given_to(world, "Kim Shaw", "23 001-3")
    kim = office.browser_of("Kim Shaw")
    nothing = kim.get("/my-work").text
    assert "Nothing of yours needs you today" in nothing
    assert "/my-work?caseworker=Kim+Shaw&amp;order=due" in nothing
    world.log("23 001-4", due_on=date(2024, 6, 28))
    world.postbox.script["officer@e1.example"].append(Answer(Result.UNKNOWN, "no answer"))
    world.run()
    with world.writing() as session:
        (task,) = list_tasks(session, world.today)
        assign_task(session, world.moment, int(str(task["id"])), "Kim Shaw")
    assert "23 001-4" in kim.get("/my-work").text


def test_the_list_that_comes_first_is_downloaded_and_the_same_for_whom_it_is_sent_to(office: WebOffice) -> None:
    world = office.world
    some_cases(world)
    world.evidence("23 001-3")
    given_to(world, "Kim Shaw", "23 001-3")
    sheet = office.browser_of("Kim Shaw").get("/my-work.csv").content.decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(sheet))
    assert [row["reference"] for row in rows] == ["23 001-3"]
    shared = office.browser_of("Max Howe").get("/my-work?whose=Kim+Shaw").text
    assert ("23 001-3" in shared, "23 001-1" in shared) == (True, False)


def test_the_statements_do_not_grow_with_what_is_mine(office: WebOffice) -> None:
    kim, world = office.browser_of("Kim Shaw"), office.world
    some_cases(world)
    given_to(world, "Kim Shaw", "23 001-1")

    def asked() -> int:
        kim.get("/my-work")
        with heard_everywhere() as statements:
            kim.get("/my-work")
        return len(statements)

    few = asked()
    world.many(30)
    for number in range(30):
        world.evidence(f"M{number:04} case-1")
    given_to(world, "Kim Shaw", *(f"M{number:04} case-1" for number in range(30)))
    assert asked() == few


@pytest.mark.parametrize(
    ("role", "first"),
    [
        ("investigator", "/my-work"),
        ("manager", "/my-work"),
        ("administrator", "/running"),
    ],
)
def test_the_start_page_is_the_first_that_one_may_see(office: WebOffice, role: str, first: str) -> None:
    office.person("Jo Webb", role)
    browser = office.browser_of("Jo Webb")
    answer = browser.get("/")
    assert (answer.status_code, answer.headers["location"]) == (303, first)
    assert browser.get(first).status_code == 200


def test_tasks_that_are_due_are_said_where_nothing_else_is(office: WebOffice) -> None:
    world, kim = office.world, office.browser_of("Kim Shaw")
    with world.writing() as session:
        for due, person in ((world.today, ""), (world.today, "Lou"), (world.today + timedelta(days=1), "")):
            wanted = Wanted("calendar_alarm", f"{due} {person}", "because", StaffRole.CASEWORKER, due_on=due)
            open_tasks(session, world.rulebook, world.today, [replace(wanted, assigned_to=person)])
    shown = kim.get("/my-work").text
    assert '<a class="govuk-link" href="/tasks?whose=mine&amp;due=yes">1 task is due</a>' in shown
    assert "No recommendation needs you today" in shown
    assert "is due" not in kim.get("/my-work?list=all").text
    world.today += timedelta(days=1)
    assert "2 tasks are due" in kim.get("/my-work").text
    with world.writing() as session:
        later = Wanted("calendar_alarm", "x", "because", StaffRole.CASEWORKER, due_on=world.today + timedelta(days=1))
        open_tasks(session, world.rulebook, world.today, [later])
    assert "2 open tasks for you are due by today" in kim.get("/tasks?whose=mine&due=yes").text
    assert "3 open tasks for you." in kim.get("/tasks").text
    assert kim.get("/tasks.csv?whose=mine&due=yes").text.count("because") == 2


def test_a_manager_without_tasks_sees_what_is_overdue(office: WebOffice) -> None:
    some_cases(office.world)
    shown = office.browser_of("Max Howe").get("/my-work").text
    assert "23 001-2" in shown
    assert "1 recommendation is overdue today" in shown
    assert "needs you" not in shown
    assert "need you" not in shown


@pytest.mark.parametrize("said", ["E2", "e2", "Newbridge Council", "newbridge", " Council  Newbridge "])
def test_a_list_is_narrowed_to_an_authority_by_code_or_name(office: WebOffice, said: str) -> None:
    office.world.authority("E1", name="Oldbridge Council")
    office.world.authority("E2", name="Newbridge Council")
    for code in ("E1", "E2"):
        office.world.decision(f"23 00{code}", code)
        office.world.log(f"23 00{code}-1")
    shown = office.browser_of("Kim Shaw").get("/my-work", params={"list": "all", "authority": said}).text
    assert "23 00E2-1" in shown
    assert "23 00E1-1" not in shown
    assert "/my-work.csv?authority=E2" in shown
    sheet = office.browser_of("Kim Shaw").get("/my-work.csv", params={"list": "all", "authority": said}).text
    assert ("23 00E2-1" in sheet, "23 00E1-1" in sheet) == (True, False)


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("bridge", "could be E2 Newbridge Council; E1 Oldbridge Council: type the code of the one you mean"),
        ("Atlantis", "There is no authority"),
    ],
)
def test_nothing_is_listed_while_it_is_not_clear_which_authority_is_meant(
    office: WebOffice, said: str, wrong: str
) -> None:
    office.world.authority("E1", name="Oldbridge Council")
    office.world.authority("E2", name="Newbridge Council")
    office.world.decision("23 001", "E1")
    office.world.log("23 001-1")
    shown = unescape(office.browser_of("Kim Shaw").get("/my-work", params={"authority": said}).text)
    assert wrong in shown
    assert f'value="{said}"' in shown
    assert "23 001-1" not in shown
    assert "my-work.csv" not in shown
    assert (
        f'<h1 class="govuk-heading-l">{"Which authority do you mean?" if said == "bridge" else "Recommendations"}</h1>'
        in shown
    )
    links = re.findall(r'<li><a class="govuk-link" href="(/my-work[^"]*)">(?:New|Old)bridge Council</a>', shown)
    assert links == (["/my-work?list=all&authority=E2", "/my-work?list=all&authority=E1"] if said == "bridge" else [])
    sheet = office.browser_of("Kim Shaw").get("/my-work.csv", params={"authority": said})
    assert (sheet.status_code, wrong in unescape(sheet.text)) == (400, True)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("state=lost", "State: expected one of open"),
        ("due_from=tomorrow", "Due from: expected a date such as 14 May 2024"),
        ("order=up", "Sort: choose one of the list"),
        ("who=me&kind=none", "Kind: expected one of personal_remedy"),
        ("authority=" + "x" * 5_000, "Authority: expected at most 200 characters"),
        ("category=Nope", "There is no category 'Nope'; the office has Apology; "),
        ("caseworker=kim+shaw", "There is no caseworker 'kim shaw'; did you mean Kim Shaw?"),
        ("person=Kim+Shav", "Nobody is known by the name 'Kim Shav'; did you mean Kim Shaw?"),
        ("whose=kim+shaw&who=caseworker", "Nobody is known by the name 'kim shaw'; did you mean Kim Shaw?"),
        ("whose=-", "Nobody is known by the name '-'"),
        ("authority=-", "There is no authority '-'"),
    ],
)
def test_a_filter_that_cannot_be_used_is_said_and_nothing_breaks(office: WebOffice, query: str, said: str) -> None:
    answer = office.browser_of("Kim Shaw").get(f"/my-work?{query}")
    assert answer.status_code == 200
    assert said in unescape(answer.text)
    assert office.browser_of("Kim Shaw").get(f"/my-work.csv?{query}").status_code == 400


@pytest.mark.parametrize("name", ["person", "whose"])
def test_who_is_known_has_a_list_though_it_be_empty(office: WebOffice, name: str) -> None:
    """On the office's list, or under a name that something was looked after or a task was given by."""
    world = office.world
    some_cases(world)
    given_to(world, "Who Left", "23 001-3")
    task = Wanted("no_contact", "E1", "why", assigned_to="Temp Orary")
    with world.writing() as session:
        open_tasks(session, world.rulebook, world.today, [task])
    kim = office.browser_of("Kim Shaw")
    for who in ("Kim Shaw", "Who Left", "Temp Orary"):
        shown = kim.get("/my-work", params={name: who}).text
        assert "is known by the name" not in shown, who
        assert kim.get("/my-work.csv", params={name: who}).status_code == 200
    shown = kim.get("/my-work", params={name: "Nob Ody"}).text
    assert "Nobody is known by the name 'Nob Ody'" in unescape(shown)
    assert '<a href="#main-content">Nobody is known' in shown
    assert "23 001-2" in shown  # the others narrow the list


@pytest.mark.parametrize("number", ["0", "-3", "x", "7", "99999999999"])
def test_a_page_that_is_none_is_the_nearest(office: WebOffice, number: str) -> None:
    some_cases(office.world)
    assert "23 001-2" in office.browser_of("Kim Shaw").get(f"/my-work?list=all&page={number}").text


def test_a_list_of_more_than_a_page_is_turned(office: WebOffice) -> None:
    office.world.many(60)
    kim = office.browser_of("Kim Shaw")
    first, second = kim.get("/my-work?list=all").text, kim.get("/my-work?list=all&page=2").text
    assert "Page 1 of 2" in first
    assert "Page 2 of 2" in second
    shown = {f"M{number:04}" for number in range(60) if f"/authorities/M{number:04}" in first}
    more = {f"M{number:04}" for number in range(60) if f"/authorities/M{number:04}" in second}
    assert len(shown) == 50
    assert shown.isdisjoint(more)
    assert len(shown | more) == 60


def test_the_whole_list_comes_as_csv_and_no_cell_is_a_formula(office: WebOffice) -> None:
    world = office.world
    some_cases(world)
    world.decision("24 002", subject='=HYPERLINK("http://bad.example","click")')
    world.log("24 002-1")
    answer = office.browser_of("Kim Shaw").get("/my-work.csv?list=all")
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    assert answer.content.startswith(codecs.BOM_UTF8)  # or Excel takes it for another encoding
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {row["reference"] for row in rows} == {"23 001-1", "23 001-2", "23 001-3", "24 002-1"}
    assert not any(cell[:1] in FORMULA for row in rows for cell in row.values() if cell)


def test_a_filter_narrows_what_the_list_was_narrowed_to_before(office: WebOffice) -> None:
    world = office.world
    some_cases(world)
    world.authority("E5", type="county")
    world.decision("24 005", "E5")
    world.log("24 005-1", kind=Kind.PERSONAL_REMEDY)
    kim = office.browser_of("Kim Shaw")
    county = kim.get("/my-work?authority_type=county").text
    assert "1 recommendation in this list" in county
    form = dict(
        re.findall(r'<input type="hidden" name="(authority_type|decided_to|now|person|list)" value="([^"]*)">', county)
    )
    assert form == {"list": "all", "authority_type": "county"}
    both = kim.get("/my-work", params=form | {"kind": "personal_remedy"}).text
    assert "1 recommendation in this list" in both
    assert "Type of authority: County council" in both
    (without,) = re.findall(
        r'href="(/my-work[^"]*)"><span class="govuk-visually-hidden">Take away the filter </span>Type', both
    )
    assert "24 005-1" in kim.get(unescape(without)).text
    assert unescape(without) == "/my-work?kind=personal_remedy"


@pytest.mark.parametrize("name", TICKED)
def test_each_box_that_is_ticked_stays_ticked_and_is_sent_once(office: WebOffice, name: str) -> None:
    page = office.browser_of("Kim Shaw").get(f"/my-work?{name}=yes").text
    boxes = re.findall(rf'<input[^>]*name="{name}"[^>]*>', page)
    assert len(boxes) == 1
    assert "checked" in boxes[0]


def test_what_can_be_used_of_the_filters_narrows_and_what_was_typed_stays(office: WebOffice) -> None:
    some_cases(office.world)
    shown = office.browser_of("Kim Shaw").get("/my-work?authority=E1&state=lost").text
    assert '<a href="#state">State: expected' in shown
    assert 'value="E1"' in shown
    assert "in this list" in shown


def test_the_statements_do_not_grow_with_the_list(office: WebOffice) -> None:
    kim = office.browser_of("Kim Shaw")

    def asked() -> int:
        kim.get("/my-work?list=all")
        with heard_everywhere() as statements:
            kim.get("/my-work?list=all")
        return len(statements)

    some_cases(office.world)
    few = asked()
    office.world.many(40)
    assert asked() == few


def test_who_may_not_see_cases_sees_none(office: WebOffice) -> None:
    office.person("Jo Webb", "administrator")
    assert Permission.SEE_CASES not in office.world.rulebook.roles["administrator"].permissions
    assert office.browser_of("Jo Webb").get("/my-work").status_code == 403
