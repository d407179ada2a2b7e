"""Every address with every role and with nobody: only who may gets in, and no address is without a permission."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import PlainTextResponse, Response
from fastapi.routing import iter_route_contexts

from compliance.domain.people import Permission
from compliance.runtime import open_installation
from compliance.usecases.manage_people import change_person, set_active
from compliance.usecases.web_session import SignedIn
from compliance.web.app import create_app
from compliance.web.permits import needs, open_to_all, permissions_of
from compliance.web.session import COOKIE
from tests.support.web_office import WebOffice, hidden, serving_office
from tests.support.world import World

OPEN = {
    ("GET", "/assets/{name:path}"),
    ("GET", "/health"),
    ("POST", "/callbacks/{service}"),
    ("GET", "/sign-in"),
    ("POST", "/sign-in"),
    ("GET", "/sign-in/code"),
    ("POST", "/sign-in/code"),
    ("POST", "/sign-in/demo"),
    ("GET", "/sign-in/provider"),
    ("GET", "/sign-in/provider/back"),
    ("POST", "/sign-out"),
}
REFUSED_BY_ROLE = "None of your roles lets you"


def addresses(app: FastAPI) -> dict[tuple[str, str], frozenset[Permission] | None]:
    """The permissions of every address, by method and path; what is no such route names none."""
    return {
        (method, str(context.path)): permissions_of(context.route)
        for context in iter_route_contexts(app.routes)
        for method in context.methods or {"ANY"}
    }


def filled(path: str) -> str:
    """The path with something in each of its places."""
    return re.sub(r"\{[^}]*\}", "1", path)


@pytest.fixture(scope="module")
def app() -> FastAPI:
    """The application as it is served."""
    return create_app(open_installation, lambda _: {})


def test_every_address_names_a_permission_or_is_open_to_all(app: FastAPI) -> None:
    named = addresses(app)
    assert [address for address, permissions in named.items() if permissions is None] == []
    assert {address for address, permissions in named.items() if permissions == frozenset()} == OPEN


# What the walk below goes through besides the pages there are: one page and one form for each permission.
ACTS = APIRouter()


def act_done(request: Request) -> Response:
    """Say who did it."""
    return PlainTextResponse(request.state.person.name)


for _permission in Permission:
    _path, _guard = f"/test/{_permission.value}", [Depends(needs(_permission))]
    ACTS.add_api_route(_path, act_done, methods=["GET"], dependencies=_guard)
    ACTS.add_api_route(_path, act_done, methods=["POST"], dependencies=_guard)


@ACTS.get("/test/either")
def either(
    signed: Annotated[SignedIn, Depends(needs(Permission.MANAGE_PEOPLE, Permission.SEE_OVERVIEW))],
) -> Response:
    """For who has one or the other."""
    return PlainTextResponse(signed.person.name)


@ACTS.get("/test/unnamed")
def unnamed() -> Response:
    """Somebody forgot something."""
    return PlainTextResponse("secret")


@ACTS.get("/test/open")
@open_to_all("a test")
def opened(request: Request) -> Response:
    """For anybody."""
    return PlainTextResponse("open")


def _with_acts(app: FastAPI) -> None:
    app.include_router(ACTS)


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    """The pages of an office with somebody in every role."""
    with serving_office(world, more=_with_acts) as made:
        for number, role in enumerate(world.rulebook.roles):
            made.person(f"P{number} {role}", role)
        yield made


@pytest.mark.parametrize("database_kind", ["sqlite"])  # roles are no matter of the database
def test_every_address_with_every_role_and_with_nobody(office: WebOffice) -> None:
    app = create_app(open_installation, lambda _: {})
    _with_acts(app)
    guarded = {address: named for address, named in addresses(app).items() if named}
    assert len(guarded) > len(Permission)
    nobody = office.anybody()
    for method, path in guarded:
        answer = nobody.request(method, filled(path))
        assert answer.status_code == (303 if method == "GET" else 401), (method, path)
    for number, (role, known) in enumerate(office.world.rulebook.roles.items()):
        browser = office.browser_of(f"P{number} {role}")
        for (method, path), named in guarded.items():
            said = browser.request(method, filled(path)).text
            may = bool(named & known.permissions)
            assert (REFUSED_BY_ROLE not in said) == may, (role, method, path)


def test_no_permission_named_is_no_entrance(office: WebOffice) -> None:
    for browser in (office.anybody(), office.browser_of("P3 director")):
        answer = browser.get("/test/unnamed")
        assert (answer.status_code, "secret" in answer.text) == (403, False)
        assert "it names no permission" in answer.text
    assert office.anybody().get("/test/open").text == "open"


def test_one_of_several_permissions_is_enough(office: WebOffice) -> None:
    said = {role: office.browser_of(f"P{n} {role}").get("/test/either").status_code for n, role in enumerate(ROLES)}
    assert said == dict(zip(ROLES, (403, 403, 200, 200, 200, 200), strict=True))


ROLES = ("investigator", "team_coordinator", "casework_manager", "director", "manager", "administrator")


def test_nobody_is_sent_to_sign_in_and_comes_back_to_the_page_asked_for(office: WebOffice) -> None:
    answer = office.anybody().get("/test/see_cases?state=overdue&page=2")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=%2Ftest%2Fsee_cases%3Fstate%3Doverdue%26page%3D2"


@pytest.mark.parametrize("cookie", ["", "made-up", "x" * 4000, "%00", "é"])
def test_a_cookie_of_no_session_is_nobody(office: WebOffice, cookie: str) -> None:
    answer = office.anybody().get("/test/see_cases", headers={b"cookie": f"{COOKIE}={cookie}".encode()})
    assert answer.status_code == 303


def test_a_session_that_was_idle_or_has_run_out_is_nobody(office: WebOffice) -> None:
    for ago, status in ((59, 200), (61, 303), (13 * 60, 303)):
        browser = office.browser_of("P0 investigator", timedelta(minutes=ago))
        assert browser.get("/test/see_cases").status_code == status


def test_looking_at_a_page_keeps_a_session_alive(office: WebOffice) -> None:
    browser = office.browser_of("P0 investigator", timedelta(minutes=59))
    assert browser.get("/test/see_cases").status_code == 200
    with office.world.store.reading() as session:
        seen = session.connection().exec_driver_sql("SELECT created_at, seen_at FROM web_session").one()
    assert seen[0] < seen[1]


def test_who_is_let_in_no_more_or_has_another_role_notices_at_once(office: WebOffice) -> None:
    browser = office.browser_of("P0 investigator")
    assert browser.get("/test/see_cases").status_code == 200
    world = office.world
    with world.writing() as session:
        change_person(session, world.rulebook.roles, world.moment, "P0 investigator", roles=["administrator"])
    assert browser.get("/test/see_cases").status_code == 403
    with world.writing() as session:
        set_active(session, world.moment, "P0 investigator", active=False)
    assert browser.get("/test/see_cases").status_code == 303


def act(browser: httpx.Client, csrf: str, **headers: str) -> int:
    return browser.post("/test/see_cases", data={"csrf": csrf}, headers=headers).status_code


def token_of(office: WebOffice, name: str) -> str:
    with office.world.store.reading() as session:
        row = session.connection().exec_driver_sql(
            f"SELECT csrf_secret FROM web_session JOIN person ON person.id = person_id WHERE name = '{name}'"
        )
        return str(row.scalar_one())


def test_a_form_must_carry_the_token_of_its_session(office: WebOffice) -> None:
    browser, other = office.browser_of("P0 investigator"), office.browser_of("P1 team_coordinator")
    mine, theirs = token_of(office, "P0 investigator"), token_of(office, "P1 team_coordinator")
    assert other.get("/test/see_cases").status_code == 200
    assert [act(browser, csrf) for csrf in (mine, theirs, "", mine + "x", "é" * 9)] == [200, 403, 403, 403, 403]
    assert browser.post("/test/see_cases").status_code == 403
    assert browser.post("/test/see_cases", headers={"x-csrf-token": mine}).status_code == 200
    assert browser.post("/test/see_cases", json={"csrf": mine}).status_code == 403


def test_a_form_from_elsewhere_is_refused_whatever_it_carries(office: WebOffice) -> None:
    browser, csrf = office.browser_of("P0 investigator"), token_of_first(office)
    same = office.address
    for headers, status in [
        ({"origin": same}, 200),
        ({"origin": same.upper().replace("HTTP", "http")}, 200),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": same.replace("http:", "https:")}, 403),
        ({"origin": f"{same}.evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site", "origin": same}, 403),
    ]:
        assert act(browser, csrf, **headers) == status, headers


def token_of_first(office: WebOffice) -> str:
    return token_of(office, "P0 investigator")


def test_a_file_sent_as_the_token_is_none(office: WebOffice) -> None:
    browser = office.browser_of("P0 investigator")
    answer = browser.post("/test/see_cases", files={"csrf": ("x.txt", token_of_first(office))})
    assert answer.status_code == 403


@pytest.mark.parametrize("database_kind", ["sqlite"])
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_too_much_at_once_is_not_read(office: WebOffice, kind: str) -> None:
    browser = office.browser_of("P0 investigator")
    most = 3 if "url" in kind else 65

    def much() -> Iterator[bytes]:
        for _ in range(most * 16):
            yield b"x" * 65536

    answer = browser.post("/test/see_cases", content=much(), headers={"content-type": kind})
    assert answer.status_code in (400, 413)
    assert "Traceback" not in answer.text


def test_signing_out_asks_for_the_token_and_ends_the_session(office: WebOffice) -> None:
    browser, csrf = office.browser_of("P0 investigator"), token_of_first(office)
    assert browser.post("/sign-out", data={"csrf": "guessed"}).status_code == 403
    assert browser.get("/test/see_cases").status_code == 200
    answer = browser.post("/sign-out", data={"csrf": csrf})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert f'{COOKIE}=""' in answer.headers["set-cookie"]
    assert browser.get("/test/see_cases").status_code == 303
    assert office.anybody().post("/sign-out").status_code == 303


def test_the_header_of_a_page_knows_who_is_signed_in(office: WebOffice) -> None:
    answer = office.browser_of("P5 administrator").get("/test/see_cases")
    assert (answer.status_code, "Signed in as" in answer.text) == (403, True)
    assert "see My work, search, cases and authorities" in answer.text
    assert hidden(answer)["csrf"] == token_of(office, "P5 administrator")
