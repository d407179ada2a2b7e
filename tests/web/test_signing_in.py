"""Signing in over real HTTP: two pages that never say what was wrong, cookies, and demo mode."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest

from compliance.usecases.demo_people import DEMO_PEOPLE, add_demo_people
from compliance.usecases.manage_people import set_active
from tests.support.web_office import PASSWORD, WebOffice, hidden, serving_office
from tests.support.world import World

KIM = "kim@ombudsman.example"
SAYS = "The e-mail address, the password or the code is not right"


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    """Kim may sign in."""
    with serving_office(world) as made:
        made.person("Kim Shaw")
        made.can_sign_in("Kim Shaw")
        yield made


def first_step(browser: httpx.Client, email: str, password: str, following: str = "/", **more: str) -> httpx.Response:
    form = hidden(browser.get("/sign-in", params={"next": following}))
    return browser.post("/sign-in", data=form | {"email": email, "password": password} | more)


def sign_in(browser: httpx.Client, email: str, password: str, code: str, following: str = "/") -> httpx.Response:
    answer = first_step(browser, email, password, following)
    assert answer.status_code == 303
    form = hidden(browser.get(answer.headers["location"]))
    return browser.post("/sign-in/code", data=form | {"code": code})


def test_two_pages_lead_to_the_one_that_was_asked_for(office: WebOffice) -> None:
    browser = office.anybody()
    answer = sign_in(browser, KIM, PASSWORD, office.code("Kim Shaw"), "/work?state=overdue")
    assert (answer.status_code, answer.headers["location"]) == (303, "/work?state=overdue")
    (cookie,) = [each for each in answer.headers.get_list("set-cookie") if each.startswith("amends=")]
    assert set(cookie.partition("; ")[2].split("; ")) == {"HttpOnly", "Path=/", "SameSite=lax"}
    again = browser.get("/sign-in")
    assert (again.status_code, again.headers["location"]) == (303, "/")


def test_whatever_is_wrong_the_page_is_the_same(office: WebOffice) -> None:
    pages = set()
    for email, password, right in (
        (KIM, "not the right words", True),
        (KIM, PASSWORD, False),
        ("nobody@ombudsman.example", PASSWORD, True),
    ):
        answer = sign_in(office.anybody(), email, password, office.code("Kim Shaw") if right else "000000")
        assert answer.status_code == 401
        assert SAYS in answer.text
        pages.add(re.sub(r'value="[0-9a-f]{64}"', "", answer.text))
    assert len(pages) == 1


def test_the_second_page_is_the_same_for_anybody(office: WebOffice) -> None:
    pages = set()
    for email, password in ((KIM, PASSWORD), (KIM, "wrong words again"), ("nobody@ombudsman.example", "x")):
        browser = office.anybody()
        answer = first_step(browser, email, password)
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in/code?next=%2F")
        pages.add(re.sub(r'value="[0-9a-f]{64}"', "", browser.get("/sign-in/code").text))
    assert len(pages) == 1


def test_what_was_typed_stays_but_never_a_password(office: WebOffice) -> None:
    answer = first_step(office.anybody(), "<b>kim</b>", "", "/work")
    assert answer.status_code == 401
    assert "Enter your password" in answer.text
    assert "&lt;b&gt;kim&lt;/b&gt;" in answer.text
    assert hidden(answer)["following"] == "/work"
    answer = first_step(office.anybody(), "", "a secret slip of the pen")
    assert "Enter your e-mail address" in answer.text
    assert "slip" not in answer.text


@pytest.mark.parametrize(
    "email", ["x" * 300, "k" * 100_000, "kim\0@o.example", "\u202egro.x@y", "kim@o.example\r\nX: y"]
)
@pytest.mark.parametrize("password", ["x", "\0", "y" * 200_000, "😀" * 50])
def test_absurd_and_hostile_words_are_a_page(office: WebOffice, email: str, password: str) -> None:
    answer = first_step(office.anybody(), email, password)
    assert answer.status_code in (303, 401)
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    ("given", "leads_to"),
    [
        ("/work?x=1", "/work?x=1"),
        ("https://evil.example/", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/a\r\nSet-Cookie: x=y", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
        ("/café", "/"),
    ],
)
def test_signing_in_never_leads_to_another_site(office: WebOffice, given: str, leads_to: str) -> None:
    answer = sign_in(office.anybody(), KIM, PASSWORD, office.code("Kim Shaw"), given)
    assert answer.headers["location"] == leads_to


def test_a_form_from_elsewhere_signs_nobody_in(office: WebOffice) -> None:
    browser = office.anybody()
    form = hidden(browser.get("/sign-in")) | {"email": KIM, "password": PASSWORD}
    assert office.anybody().post("/sign-in", data=form).status_code == 403, "without the cookie of the page"
    assert browser.post("/sign-in", data=form | {"csrf": "x"}).status_code == 403
    assert browser.post("/sign-in", data=form, headers={"origin": "https://evil.example"}).status_code == 403
    assert browser.post("/sign-in", data=form, headers={"origin": office.address}).status_code == 303


def test_too_many_attempts_are_told_and_stopped(office: WebOffice) -> None:
    for _ in range(5):
        first_step(office.anybody(), KIM, "wrong words again")
    answer = first_step(office.anybody(), KIM, PASSWORD)
    assert answer.status_code == 429
    assert "There were too many attempts. Try again in 15 minutes" in answer.text


def test_who_signs_in_again_gets_a_new_session(office: WebOffice) -> None:
    fixed = "a" * 43
    browser = office.anybody(amends=fixed)
    answer = sign_in(browser, KIM, PASSWORD, office.code("Kim Shaw"))
    (cookie,) = [each for each in answer.headers.get_list("set-cookie") if each.startswith("amends=")]
    assert fixed not in cookie


def test_a_password_never_travels_in_plain_sight(office: WebOffice) -> None:
    elsewhere = {"host": "amends.example"}
    for method, path in (
        ("GET", "/sign-in"),
        ("POST", "/sign-in"),
        ("GET", "/sign-in/code"),
        ("POST", "/sign-in/code"),
    ):
        answer = office.anybody().request(method, path, headers=elsewhere)
        assert (answer.status_code, "This page needs https" in answer.text) == (403, True), (method, path)


def test_by_https_a_cookie_is_for_this_host_and_https_only(office: WebOffice) -> None:
    secure = {"host": "amends.example", "x-forwarded-proto": "https"}
    answer = office.anybody().get("/sign-in", headers=secure)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-amends-form=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


def test_outside_demo_mode_there_are_no_people_to_choose_from(office: WebOffice) -> None:
    browser = office.anybody()
    page = browser.get("/sign-in")
    assert "Kim Shaw" not in page.text
    assert browser.post("/sign-in/demo", data=hidden(page) | {"person": "Kim Shaw"}).status_code == 404


@pytest.fixture
def demo(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[WebOffice]:
    """An office in demo mode with its people."""
    monkeypatch.setenv("AMENDS_DEMO", "true")
    with serving_office(world, demo=True) as made:
        for _ in range(2):
            with world.writing() as session:
                add_demo_people(session, world.rulebook.roles, world.moment)
        yield made


def test_in_demo_mode_anybody_is_anybody_and_every_page_says_so(demo: WebOffice) -> None:
    browser = demo.anybody()
    page = browser.get("/sign-in")
    assert all(name in page.text for name, _ in DEMO_PEOPLE)
    assert "Demonstration" in page.text
    assert "Demonstration" in browser.get("/nowhere").text
    answer = browser.post("/sign-in/demo", data=hidden(page) | {"person": "Dee Grant", "following": "/work"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/work")
    assert browser.get("/sign-in").status_code == 303


@pytest.mark.parametrize("person", ["", "Nobody", "Dee\0Grant", "x" * 10_000, "Ada Shaw"])
def test_in_demo_mode_too_only_who_is_there_signs_in(demo: WebOffice, person: str) -> None:
    with demo.world.writing() as session:
        set_active(session, demo.world.moment, "Ada Shaw", active=False)
    browser = demo.anybody()
    answer = browser.post("/sign-in/demo", data=hidden(browser.get("/sign-in")) | {"person": person})
    assert (answer.status_code, "Choose one of the people below" in answer.text) == (401, True)


def test_another_site_cannot_reach_the_demo_by_a_name_of_its_own(demo: WebOffice) -> None:
    rebound = {"host": "evil.example", "x-forwarded-proto": "https"}
    browser = demo.anybody()
    page = browser.get("/sign-in", headers=rebound)
    assert "Dee Grant" not in page.text
    assert (
        browser.post("/sign-in/demo", data=hidden(page) | {"person": "Dee Grant"}, headers=rebound).status_code == 404
    )
