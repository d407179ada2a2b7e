"""Signing in through a real provider on this machine; whatever its answer lacks, the person reads one page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from compliance.domain.errors import WrongUse
from compliance.runtime import open_installation
from compliance.store import events, people
from compliance.usecases.manage_people import person_stream, set_active
from compliance.usecases.sign_in import STRANGERS
from tests.support.oidc_provider import CLIENT_ID, CLIENT_SECRET, OidcProvider, running_oidc_provider
from tests.support.web_office import WebOffice, serving_office
from tests.support.world import World

KIM = {"sub": "u-1", "email": "Kim@ombudsman.example", "email_verified": True}


@pytest.fixture
def provider() -> Iterator[OidcProvider]:
    """A provider that knows Kim."""
    with running_oidc_provider() as running:
        running.claims = dict(KIM)
        yield running


def settings(issuer: str) -> dict[str, str]:
    """The settings that name a provider."""
    return {
        "AMENDS_OIDC_ISSUER": issuer,
        "AMENDS_OIDC_CLIENT_ID": CLIENT_ID,
        "AMENDS_OIDC_CLIENT_SECRET": CLIENT_SECRET,
    }


@pytest.fixture
def office(world: World, provider: OidcProvider) -> Iterator[WebOffice]:
    """Kim works here."""
    with serving_office(world, settings=settings(provider.address)) as made:
        made.person("Kim Shaw", "investigator")
        yield made


def away(browser: httpx.Client, following: str = "/") -> str:
    """Go to the provider; gives the address it sends the browser back to."""
    begun = browser.get("/sign-in/provider", params={"next": following})
    assert begun.status_code == 303, begun.text
    sent_back = httpx.get(begun.headers["location"], trust_env=False)
    assert sent_back.status_code == 303
    return str(sent_back.headers["location"])


def through(browser: httpx.Client, following: str = "/") -> httpx.Response:
    return browser.get(away(browser, following))


def acts(office: WebOffice, stream: str) -> list[tuple[str, Any]]:
    with office.world.store.reading() as session:
        return [(link.entry.kind.value, link.entry.payload) for link in events.stream(session, stream)]


def kim(office: WebOffice) -> Any:
    with office.world.store.reading() as session:
        return people.by_name(session, "Kim Shaw")


def test_the_provider_signs_somebody_in(office: WebOffice, provider: OidcProvider) -> None:
    browser = office.anybody()
    assert 'href="/sign-in/provider?next=%2F"' in browser.get("/sign-in").text
    answer = through(browser, "/list?state=overdue")
    assert (answer.status_code, answer.headers["location"]) == (303, "/list?state=overdue")
    assert browser.get("/sign-in").status_code == 303
    assert kim(office).oidc_subject == f"{provider.address} u-1"
    assert acts(office, person_stream(kim(office).id))[-1] == ("signed_in", {"way": "provider"})


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_what_is_asked_of_the_provider(office: WebOffice, provider: OidcProvider) -> None:
    begun = office.anybody().get("/sign-in/provider")
    asked = parse_qs(urlsplit(begun.headers["location"]).query)
    assert asked["response_type"] == ["code"]
    assert asked["redirect_uri"] == [f"{office.address}/sign-in/provider/back"]
    assert asked["code_challenge_method"] == ["S256"]
    assert all(len(asked[name][0]) >= 43 for name in ("state", "nonce", "code_challenge"))
    cookie = begun.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


def test_the_subject_counts_whatever_becomes_of_the_address(office: WebOffice, provider: OidcProvider) -> None:
    assert through(office.anybody()).status_code == 303
    provider.claims = {"sub": "u-1", "email": "married@ombudsman.example", "email_verified": True}
    assert through(office.anybody()).status_code == 303
    provider.claims = KIM | {"sub": "u-2"}
    refused = through(office.anybody())
    assert refused.status_code == 403
    assert "Your address belongs to somebody else at the provider" in refused.text


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "nobody@ombudsman.example", "email_verified": True},
        {"email": "kim@ombudsman.example", "email_verified": False},
        {"email": "kim@ombudsman.example"},
        {"email": "kim@ombudsman.example", "email_verified": "true"},
        {"email": 7, "email_verified": True},
        {"email": "kim\0@ombudsman.example", "email_verified": True},
        {},
    ],
)
def test_nobody_is_found_by_an_address_that_is_not_verified(
    office: WebOffice, provider: OidcProvider, claims: dict[str, Any]
) -> None:
    provider.claims = {"sub": "u-1"} | claims
    answer = through(office.anybody())
    assert answer.status_code == 403
    assert "The provider knows you, but nobody here has that address" in answer.text
    assert acts(office, STRANGERS) == [("sign_in_failed", {"address": "127.0.0.1"})]


def test_who_is_let_in_no_more_is_not_let_in_by_the_provider_either(office: WebOffice) -> None:
    with office.world.writing() as session:
        set_active(session, office.world.moment, "Kim Shaw", active=False)
    assert through(office.anybody()).status_code == 403


def _expired(claims: dict[str, Any]) -> None:
    claims.update(iat=claims["iat"] - 7200, exp=claims["iat"] - 3600)


SPOILED: dict[str, Any] = {
    "another nonce": (lambda claims: claims.update(nonce="other"), "cannot be believed"),
    "no nonce": (lambda claims: claims.pop("nonce"), "cannot be believed"),
    "expired": (_expired, "cannot be believed"),
    "no end": (lambda claims: claims.pop("exp"), "cannot be believed"),
    "another audience": (lambda claims: claims.update(aud="others"), "cannot be believed"),
    "several audiences": (lambda claims: claims.update(aud=[CLIENT_ID, "others"]), "cannot be believed"),
    "another issuer": (lambda claims: claims.update(iss="https://evil.example"), "cannot be believed"),
    "nobody": (lambda claims: claims.pop("sub"), "cannot be believed"),
    "made tomorrow": (lambda claims: claims.update(iat=claims["iat"] + 86400), "cannot be believed"),
}


@pytest.mark.parametrize("database_kind", ["sqlite"])  # what is refused never reaches it
@pytest.mark.parametrize("what", SPOILED)
def test_a_token_that_is_not_for_us_now_is_refused(office: WebOffice, provider: OidcProvider, what: str) -> None:
    provider.tamper, said = SPOILED[what]
    refuses(office, said)


def refuses(office: WebOffice, said: str) -> None:
    """The person reads one page, is not signed in, and the history has it."""
    browser = office.anybody()
    answer = through(browser)
    assert answer.status_code == 403, answer.headers
    assert "You are not signed in" in answer.text
    assert said in answer.text
    assert "Traceback" not in answer.text
    assert browser.get("/sign-in").status_code == 200
    assert kim(office).oidc_subject is None
    assert acts(office, STRANGERS) == [("sign_in_failed", {"address": "127.0.0.1"})]


def test_a_token_signed_with_another_key_is_refused(office: WebOffice, provider: OidcProvider) -> None:
    provider.signed_with = "somebody else's"
    refuses(office, "The provider&#39;s answer is not signed with its key")


@pytest.mark.parametrize("database_kind", ["sqlite"])  # what is refused never reaches it
@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_token_that_anybody_could_sign_is_refused(office: WebOffice, provider: OidcProvider, algorithm: str) -> None:
    provider.algorithm = algorithm
    refuses(office, "The provider&#39;s answer cannot be believed")


def test_a_provider_that_refuses_or_speaks_nonsense(office: WebOffice, provider: OidcProvider) -> None:
    browser = office.anybody()
    provider.refuses = "access_denied"
    assert "The provider did not let you in" in through(browser).text
    provider.refuses = ""
    back = away(browser)
    for nonsense in ("<html>", "[]", '{"error": "<b>no</b>"}', '"text"', "null"):
        provider.broken = nonsense
        answer = browser.get("/sign-in/provider")
        assert (answer.status_code, "<b>no" in answer.text) == (403, False), nonsense
    answer = browser.get(back)
    assert (answer.status_code, "You are not signed in" in answer.text) == (403, True)


def test_a_provider_of_another_name_is_refused(office: WebOffice, provider: OidcProvider) -> None:
    provider.says_it_is = "https://evil.example"
    answer = office.anybody().get("/sign-in/provider")
    assert answer.status_code == 403
    assert "The provider calls itself" in answer.text


@pytest.mark.parametrize("issuer", ["http://127.0.0.1:1", "https://999.1.1.1", "https://\u2603"])
def test_a_provider_that_is_away(world: World, issuer: str) -> None:
    with serving_office(world, settings=settings(issuer)) as office:
        answer = office.anybody().get("/sign-in/provider")
    assert (answer.status_code, "The provider cannot be reached" in answer.text) == (403, True)


def test_an_answer_is_good_for_one_browser_and_one_use(office: WebOffice, provider: OidcProvider) -> None:
    browser = office.anybody()
    back = away(browser)
    kept = dict(browser.cookies)
    elsewhere = office.anybody().get(back)
    assert (elsewhere.status_code, "not to a question that was asked from this browser" in elsewhere.text) == (
        403,
        True,
    )
    back = away(browser)
    kept = dict(browser.cookies)
    assert browser.get(back).status_code == 303
    replayed = office.anybody(**kept).get(back)
    assert replayed.status_code == 403
    assert "This answer of the provider was used before" in replayed.text
    assert len(provider.given) == 1, "the provider is not even asked"


@pytest.mark.parametrize("database_kind", ["sqlite"])  # what is refused never reaches it
@pytest.mark.parametrize("query", ["", "?state=x", "?code=x", "?state=%00&code=x", "?error=<script>&state=x"])
@pytest.mark.parametrize("cookie", ["", "x", "bm8=", "W10=", "eyJzdGF0ZSI6MX0="])
def test_an_answer_to_nothing_is_a_page(office: WebOffice, query: str, cookie: str) -> None:
    answer = office.anybody(**{"amends-provider": cookie}).get(f"/sign-in/provider/back{query}")
    assert answer.status_code == 403
    assert "<script>" not in answer.text.partition("</head>")[2].replace("<script src", "")


def test_a_crowd_of_answers_from_one_address_is_stopped(office: WebOffice) -> None:
    change_rules(office, address_failures=3)
    statuses = [office.anybody().get(f"/sign-in/provider/back?state={n}").status_code for n in range(5)]
    assert statuses == [403] * 3 + [429] * 2


def change_rules(office: WebOffice, **changes: Any) -> None:
    """Let the office want it otherwise."""
    at_work = office.world.installation
    at_work.rulebook = replace(at_work.rulebook, sign_in=replace(at_work.rulebook.sign_in, **changes))


def test_groups_give_the_roles_where_the_office_says_so(office: WebOffice, provider: OidcProvider) -> None:
    groups = {"bosses": ("director", "casework_manager"), "clerks": ("investigator",)}
    change_rules(office, claim="groups", claim_roles=groups)
    provider.claims = KIM | {"groups": ["bosses", "others"]}
    assert through(office.anybody()).status_code == 303
    assert kim(office).roles == "casework_manager director"
    provider.claims = KIM | {"groups": "clerks"}
    assert through(office.anybody()).status_code == 303
    assert kim(office).roles == "investigator"
    changed = [payload for kind, payload in acts(office, person_stream(kim(office).id)) if kind == "person_changed"]
    assert changed[-1] == {
        "act": "changed by the provider",
        "from": {"roles": "casework_manager director"},
        "to": {"roles": "investigator"},
    }
    for none in ([], ["others"], None, {"a": 1}):
        provider.claims = KIM | {"groups": none}
        answer = through(office.anybody())
        assert (answer.status_code, "The provider puts you in no group" in answer.text) == (403, True)
    assert kim(office).roles == "investigator"


def test_without_a_provider_there_is_no_such_page(world: World) -> None:
    with serving_office(world) as office:
        for path in ("/sign-in/provider", "/sign-in/provider/back?state=x&code=y"):
            assert office.anybody().get(path).status_code == 404


def test_a_provider_that_does_not_know_us_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMENDS_OIDC_ISSUER", "https://login.example/tenant")
    monkeypatch.setenv("AMENDS_OIDC_CLIENT_ID", "amends")
    with pytest.raises(WrongUse, match="AMENDS_OIDC_CLIENT_SECRET: expected beside AMENDS_OIDC_ISSUER"):
        open_installation(need_database=False)
