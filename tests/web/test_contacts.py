"""Who is written to at an authority, put right on its page: once, on top of what was seen, by whom may (R6)."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape

import httpx
import pytest
from playwright.sync_api import Browser

from compliance.domain.delivery import Answer, Result
from compliance.usecases.manage_authority import show_authority
from tests.support.desk import desk
from tests.support.look import Looking
from tests.support.statements import heard_everywhere
from tests.support.web_office import WebOffice, hidden, serving_office
from tests.support.world import World

REC, ANN, UNA = "23 001-1", "ann@e1.example", "una@e1.example"
BOUNCE = Answer(Result.REFUSED_FOR_GOOD, "550 no such user", of_address=True)
PAGE, ADD = "/authorities/E1", "/contacts/add/E1"
CHANGE, RETIRE, RESTORE = (f"/contacts/{act}/1/E1" for act in ("change", "retire", "restore"))


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    """Ann is the only one at the authority, and one recommendation is open there."""
    with serving_office(world) as made:
        made.person("Kim Shaw", "investigator")
        made.person("Max Howe", "manager")
        world.authority("E1", {"link_officer": ANN}, name="Oldbridge Council")
        world.decision()
        world.log(REC)
        yield made


def lost(office: WebOffice) -> None:
    """The first word does not reach Ann, and her address is stopped."""
    office.world.postbox.always[ANN] = BOUNCE
    office.world.run()


def sent(client: httpx.Client, path: str, **fields: str) -> httpx.Response:
    return client.post(path, data=hidden(client.get(path)) | fields)


def people(world: World) -> list[tuple[str, str, str]]:
    with world.store.reading() as session:
        held = show_authority(session, "E1")["contacts"]
        assert isinstance(held, list)
        return [(each["role"], each["name"], each["address"]) for each in held]


def test_a_contact_is_added_and_what_reached_nobody_goes_out(office: WebOffice) -> None:
    lost(office)
    kim = office.browser_of("Kim Shaw")
    done = sent(kim, ADD, role="link_officer", name=" Una  Bell ", address=UNA)
    assert (done.status_code, done.headers["location"]) == (303, "/authorities/E1")
    text = unescape(kim.get(done.headers["location"]).text)
    assert "The contact is added. What reached nobody about one recommendation goes out now." in text
    assert "Contact added" in text
    assert people(office.world)[1] == ("link_officer", "Una Bell", UNA)
    office.world.send()
    assert office.world.mail() == [("2024-04-02", UNA, [f"{REC} logged"])]


def test_what_is_wrong_is_said_and_what_was_typed_stays(office: WebOffice) -> None:
    kim = office.browser_of("Kim Shaw")
    lacking = sent(kim, ADD, name="Una Bell")
    assert lacking.status_code == 422
    for said in ("There is a problem", "Select what they are there", "Enter the address", "Una Bell"):
        assert said in lacking.text
    twice = sent(kim, ADD, role="link_officer", address=ANN.upper())
    assert (twice.status_code, "ANN@E1.EXAMPLE is link officer of Oldbridge Council already" in twice.text) == (
        422,
        True,
    )
    lower = sent(kim, ADD, role="link_officer", address=ANN)
    assert f">{ANN} is link officer of Oldbridge Council already" in lower.text, "an address begins as it is written"
    unchanged = sent(kim, CHANGE, name="link_officer of E1", address=ANN)
    assert (unchanged.status_code, "has this name already" in unchanged.text) == (422, True)
    assert "Enter why they are not written to any more" in sent(kim, RETIRE, reason=" ").text
    works = sent(kim, RESTORE, reason="she answered")
    assert (works.status_code, "it is written to" in works.text) == (404, True)
    assert people(office.world) == [("link_officer", "link_officer of E1", ANN)]


def test_somebody_else_answers_or_a_name_is_put_right(office: WebOffice) -> None:
    kim = office.browser_of("Kim Shaw")
    assert sent(kim, CHANGE, name="Ann Bell", address=ANN).status_code == 303
    assert people(office.world) == [("link_officer", "Ann Bell", ANN)]
    assert sent(kim, CHANGE, name="Una", address=UNA).status_code == 303
    assert people(office.world) == [("link_officer", "Una", UNA)]
    text = kim.get(PAGE).text
    assert ("Contact renamed" in text, "Contact replaced" in text, "by Kim Shaw" in text) == (True, True, True)


def test_who_has_left_is_retired_and_the_gap_is_said(office: WebOffice) -> None:
    kim = office.browser_of("Kim Shaw")
    done = sent(kim, RETIRE, reason="has left the council")
    assert done.headers["location"] == "/authorities/E1"
    text = unescape(kim.get(done.headers["location"]).text)
    for said in ("Nobody is left there: add somebody", "No working contact", "has left the council"):
        assert said in text
    gone = kim.get(RETIRE)
    assert (gone.status_code, "Oldbridge Council has no such contact any more" in gone.text) == (404, True)


def test_a_stopped_address_is_written_to_again(office: WebOffice) -> None:
    lost(office)
    kim = office.browser_of("Kim Shaw")
    assert RESTORE in kim.get(PAGE).text
    office.world.postbox.always.clear()
    done = sent(kim, RESTORE, reason="she answered our test")
    assert (done.status_code, office.world.health(ANN)) == (303, "working")
    text = kim.get(PAGE).text
    assert ("Address restored" in text, "Address stopped" in text, RESTORE in text) == (True, True, False)


@pytest.mark.parametrize("path", [ADD, CHANGE, RETIRE])
def test_the_same_form_sent_twice_does_it_once(office: WebOffice, path: str) -> None:
    kim = office.browser_of("Kim Shaw")
    fields = hidden(kim.get(path)) | {"role": "deputy", "name": "Una", "address": UNA, "reason": "has left"}
    first, second = kim.post(path, data=fields), kim.post(path, data=fields)
    assert first.status_code == second.status_code == 303
    assert first.headers["location"] == second.headers["location"]
    other = kim.post(path, data=fields | {"name": "Una B", "reason": "has gone"})
    assert (other.status_code, "This form was sent before" in other.text) == (409, True)


@pytest.mark.parametrize("path", [CHANGE, RETIRE])
def test_who_was_slower_sees_who_was_quicker(office: WebOffice, path: str) -> None:
    office.person("Tom Bell", "team_coordinator")
    kim, tom = office.browser_of("Kim Shaw"), office.browser_of("Tom Bell")
    fields = hidden(kim.get(path)) | {"name": "Una", "address": UNA, "reason": "has left"}
    assert sent(tom, CHANGE, name="Ann Bell", address=ANN).status_code == 303
    late = kim.post(path, data=fields)
    assert (late.status_code, "Tom Bell" in late.text) == (409, True)
    assert ("E-mail address" in late.text, 'href="/authorities/E1#people">go to the authority' in late.text) == (
        True,
        True,
    )
    assert people(office.world) == [("link_officer", "Ann Bell", ANN)]


def test_two_who_restore_at_once_do_it_once(office: WebOffice) -> None:
    lost(office)
    office.person("Tom Bell", "team_coordinator")
    kim, tom = office.browser_of("Kim Shaw"), office.browser_of("Tom Bell")
    fields = hidden(kim.get(RESTORE)) | {"reason": "she answered"}
    assert sent(tom, RESTORE, reason="they say so").status_code == 303
    late = kim.post(RESTORE, data=fields)
    assert (late.status_code, "How you know that it works again" in late.text) == (409, True)
    assert 'href="/authorities/E1#people">go to the authority' in late.text


def test_who_may_not_change_sees_no_form(office: WebOffice) -> None:
    max_howe = office.browser_of("Max Howe")
    assert "/contacts/" not in max_howe.get(PAGE).text
    assert max_howe.get(ADD).status_code == 403
    assert max_howe.post(RETIRE, data={"reason": "x"}).status_code == 403


def test_the_secret_in_an_address_is_shown_nowhere(office: WebOffice) -> None:
    office.world.contact("E1", "deputy", "slack://tokenA/tokenB/secret")
    kim = office.browser_of("Kim Shaw")
    for path in (PAGE, "/contacts/change/2/E1", "/contacts/retire/2/E1"):
        text = kim.get(path).text
        assert ("slack://..." in text, "secret" in text) == (True, False)
    assert sent(kim, "/contacts/change/2/E1", name="Dan", address="slack://...").status_code == 303
    assert people(office.world)[1] == ("deputy", "Dan", "slack://tokenA/tokenB/secret")


def test_the_statements_do_not_grow_with_the_contacts(office: WebOffice) -> None:
    kim = office.browser_of("Kim Shaw")

    def asked() -> int:
        kim.get(PAGE)
        with heard_everywhere() as statements:
            kim.get(PAGE)
        return len(statements)

    before = asked()
    for number in range(20):
        office.world.contact("E1", "deputy", f"d{number}@e1.example")
    assert asked() == before


def test_what_lacks_a_contact_leads_to_where_one_is_added(office: WebOffice, browser: Browser) -> None:
    lost(office)
    with desk(browser, office, "Kim Shaw") as kim:
        kim.open("/tasks")
        kim.page.get_by_role("link", name="No contact").click()
        kim.follow("Find a contact at Oldbridge Council")
        kim.sees("People who are written to", "No working contact")
        kim.press("Add a contact")
        kim.choose("Link officer")
        kim.fill({"Name (optional)": "Una Bell", "E-mail address": UNA})
        kim.press("Add the contact")
        kim.sees("The contact is added.", "Una Bell")
        kim.open("/tasks")
        kim.does_not_see("No contact")


def test_the_pages_have_no_barriers(office: WebOffice, browser: Browser) -> None:
    with Looking(browser, office, "Kim Shaw") as look:
        look.at(PAGE, "Oldbridge Council")
        look.at(ADD, "Add a contact")
        look.sent(ADD, {"address": "x" * 300}, ADD)
        lost(office)
        office.world.contact("E1", "deputy", f"{'long.' * 20}name@e1.example")
        for path, heading in ((CHANGE, "Change"), (RETIRE, "Retire"), (RESTORE, "Write to an address again")):
            look.at(path, heading)
            look.sent(path, {"reason": " ", "address": ""}, path)
