"""Handing over what a person looks after: shown first, moved once, and never more than was shown."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from compliance.store import tasks
from compliance.usecases.assign_caseworker import assign_caseworker
from compliance.usecases.manage_tasks import assign_task
from compliance.usecases.open_tasks import Wanted, open_tasks
from compliance.usecases.what_moves import everybodys_load
from tests.support.statements import heard_everywhere
from tests.support.web_office import HIDDEN, WebOffice, hidden, serving_office
from tests.support.world import World

REFERENCES = [f"23 001-{number}" for number in range(1, 5)]
LEAVES = "/hand-over?person=Ada Shaw"
HOSTILE = "<script>alert(1)</script>'\" OR 1=1 -- \u202e\x00 {{ 7*7 }} ../../etc/passwd"


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    """Ada looks after four recommendations and has a task; Tom after none."""
    with serving_office(world) as made:
        for name, role in (("Mary Finch", "casework_manager"), ("Ada Shaw", "investigator"), ("Max Howe", "manager")):
            made.person(name, role)
        made.person("Tom Bell", "team_coordinator")
        world.authority()
        world.decision(subject="Housing")
        for reference in REFERENCES:
            world.log(reference)
        with world.writing() as session:
            for reference in REFERENCES:
                assign_caseworker(session, world.moment, reference, "Ada Shaw")
            open_tasks(session, world.rulebook, world.today, [Wanted("calendar_alarm", "calendar x", "because")])
            assign_task(session, world.moment, tasks.still_open(session)[0].id, "Ada Shaw")
        yield made


def ask(office: WebOffice, **fields: str | list[str]) -> tuple[httpx.Client, httpx.Response]:
    """The page that shows what moves, or the form again."""
    browser = office.browser_of("Mary Finch")
    given = {"to": "Tom Bell", "reason": "Ada leaves", "how_much": "all"} | fields
    return browser, browser.post("/hand-over", data=hidden(browser.get(LEAVES)) | given)


def confirm(browser: httpx.Client, shown: httpx.Response, **fields: str | list[str]) -> httpx.Response:
    given = {"to": "Tom Bell", "reason": "Ada leaves", "how_much": "all"} | fields
    return browser.post("/hand-over", data=hidden(shown) | given)


def loads(office: WebOffice) -> dict[str, tuple[int, int]]:
    with office.world.store.reading() as session:
        return {each.person: (each.open, each.tasks) for each in everybodys_load(session, office.world.today)}


def test_all_of_it_is_shown_and_moves_when_confirmed(office: WebOffice) -> None:
    browser, shown = ask(office)
    assert shown.status_code == 200
    assert "4 recommendations and 1 task" in shown.text
    assert loads(office) == {"Ada Shaw": (4, 1)}
    done = confirm(browser, shown)
    assert (done.status_code, done.headers["location"]) == (303, "/hand-over")
    assert "It is handed over" in browser.get("/hand-over").text
    assert loads(office) == {"Tom Bell": (4, 1)}
    assert confirm(browser, shown).headers["location"] == "/hand-over"
    assert "Ada leaves" in browser.get("/cases/23 001").text


def test_the_original_date_stands_beside_the_current_one(office: WebOffice) -> None:
    """D6: it is never lost, not where somebody takes a case over either."""
    office.world.extend(REFERENCES[0], "2024-06-07")
    browser, shown = ask(office)
    offered = browser.get(LEAVES).text
    assert "due 7 June 2024 (originally 14 May 2024)" in offered
    assert offered.count("originally") == 1
    assert '7 June 2024<span class="amends-under">originally 14 May 2024</span>' in shown.text
    assert shown.text.count("originally") == 1


def test_some_of_it_moves_and_the_rest_stays(office: WebOffice) -> None:
    some: dict[str, str | list[str]] = {"how_much": "some", "references": REFERENCES[:2]}
    browser, shown = ask(office, **some)
    assert "2 recommendations and 0 tasks" in shown.text
    assert confirm(browser, shown, **some).status_code == 303
    assert loads(office) == {"Ada Shaw": (2, 1), "Tom Bell": (2, 0)}


def test_what_changed_since_it_was_shown_is_shown_again(office: WebOffice) -> None:
    browser, shown = ask(office)
    with office.world.writing() as session:
        assign_caseworker(session, office.world.moment, REFERENCES[0], "Mary Finch", "urgent")
    again = confirm(browser, shown)
    assert again.status_code == 200
    assert "What moves has changed since it was shown" in again.text
    assert "3 recommendations and 1 task" in again.text
    assert loads(office)["Ada Shaw"] == (4 - 1, 1)
    assert confirm(browser, again).status_code == 303


def leave(office: WebOffice, which: str) -> None:
    """Somebody else gets the first of them, or it is closed."""
    if which == "closed":
        office.world.end(REFERENCES[0])
        return
    with office.world.writing() as session:
        assign_caseworker(session, office.world.moment, REFERENCES[0], "Mary Finch", "urgent")


def changed_fields(shown: httpx.Response) -> dict[str, str | list[str]]:
    """All that the page sends back, what is there several times too."""
    found: dict[str, str | list[str]] = dict(hidden(shown))
    return found | {"references": [value for name, value in HIDDEN.findall(shown.text) if name == "references"]}


def test_what_nobody_looks_after_is_handed_over_as_a_persons_is(office: WebOffice) -> None:
    new = ["24 002-1", "24 002-2", "24 002-3"]
    office.world.decision("24 002", subject="Housing")
    for reference in new:
        office.world.log(reference)
    mary = office.browser_of("Mary Finch")
    assert 'href="/hand-over?nobody=yes">Nobody yet</a>' in mary.get("/hand-over").text
    asked = mary.get("/hand-over?nobody=yes")
    assert "Nobody looks after 3 open recommendations" in asked.text
    typed: dict[str, str | list[str]] = {"to": "Tom Bell", "how_much": "some", "references": new[:2], "reason": ""}
    shown = mary.post("/hand-over", data=hidden(asked) | typed)
    assert ("2 recommendations and 0 tasks" in shown.text, "what nobody looks after to Tom Bell" in shown.text) == (
        True,
        True,
    )
    assert mary.post("/hand-over", data=changed_fields(shown)).headers["location"] == "/hand-over"
    assert loads(office) == {"": (1, 0), "Ada Shaw": (4, 1), "Tom Bell": (2, 0)}
    none = mary.post("/hand-over", data=hidden(asked) | typed | {"references": new[:1]})
    assert (none.status_code, "Somebody looks after all of this by now" in none.text) == (422, True)


@pytest.mark.parametrize("which", ["given away", "closed"])
def test_of_what_was_ticked_the_rest_moves_when_confirmed_again(office: WebOffice, which: str) -> None:
    browser, shown = ask(office, how_much="some", references=REFERENCES[:2])
    leave(office, which)
    again = browser.post("/hand-over", data=changed_fields(shown))
    assert (again.status_code, "1 recommendation and 0 tasks" in again.text) == (200, True)
    done = browser.post("/hand-over", data=changed_fields(again))
    assert (done.status_code, loads(office)["Tom Bell"]) == (303, (1, 0))


def test_when_nothing_is_left_of_it_the_page_says_so(office: WebOffice) -> None:
    browser, shown = ask(office, how_much="some", references=REFERENCES[:1])
    leave(office, "given away")
    nothing = browser.post("/hand-over", data=changed_fields(shown))
    assert (nothing.status_code, "looks after nothing of this that is open" in nothing.text) == (422, True)
    assert ("Show what moves" in nothing.text, "Back to everybody" in nothing.text) == (True, True)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"to": ""}, "Select who takes over"),
        ({"to": "Ada Shaw"}, "Select who takes over"),
        ({"to": "Max Howe"}, "Select who takes over"),
        ({"to": HOSTILE}, "Select who takes over"),
        ({"reason": " "}, "Enter the reason"),
        ({"reason": "x" * 30_000}, "must be 20,000 characters or fewer"),
        ({"how_much": "most"}, "Select how much is handed over"),
        ({"how_much": "some"}, "Select what is handed over"),
        ({"how_much": "some", "references": ["23 999-1"]}, "looks after nothing of this that is open"),
    ],
)
def test_what_cannot_be_handed_over_asks_again(office: WebOffice, fields: dict[str, str], said: str) -> None:
    _, answer = ask(office, **fields)
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert said in answer.text
    assert "<script>alert" not in answer.text
    assert loads(office) == {"Ada Shaw": (4, 1)}


def test_something_can_still_be_changed(office: WebOffice) -> None:
    browser, shown = ask(office)
    back = browser.post("/hand-over", data=hidden(shown) | {"back": "yes"})
    assert (back.status_code, "Ada leaves" in back.text, "Show what moves" in back.text) == (200, True, True)


def test_hostile_words_are_words(office: WebOffice) -> None:
    browser, shown = ask(office, reason=HOSTILE)
    assert (shown.status_code, "<script>alert" in shown.text) == (200, False)
    for name in (HOSTILE, "x" * 5000, "Nobody Known"):
        answer = browser.get("/hand-over", params={"person": name})
        assert (answer.status_code, "<script>alert" in answer.text) == (200, False)
    assert browser.post("/hand-over", data=hidden(shown) | {"person": "x" * 5000}).status_code == 400


def test_who_may_not_is_refused(office: WebOffice) -> None:
    max_howe = office.browser_of("Max Howe")
    assert max_howe.get("/hand-over").status_code == 403
    assert "/hand-over" not in max_howe.get("/my-work").text
    assert "/hand-over" in office.browser_of("Ada Shaw").get("/my-work").text


def statements(office: WebOffice) -> int:
    browser, _ = ask(office)
    with heard_everywhere() as said:
        browser.get("/hand-over")
        browser.get(LEAVES)
    return len(said)


def test_more_recommendations_need_no_more_statements(office: WebOffice) -> None:
    few = statements(office)
    for number in range(5, 12):
        office.world.log(f"23 001-{number}")
        with office.world.writing() as session:
            assign_caseworker(session, office.world.moment, f"23 001-{number}", "Ada Shaw")
    assert statements(office) == few
