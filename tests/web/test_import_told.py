"""What the page of an import tells besides rows, who is left out and what was not read; and what it never shows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from compliance.domain.authorities import Role
from compliance.usecases.change_contacts import retire_contact
from tests.support.log_pages import words_of
from tests.support.web_office import WebOffice, serving_office
from tests.support.world import World
from tests.web.test_import_pages import FORMULA, GOOD, RECOMMENDATIONS, confirm, send, stored, workbook


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    """An office without a case, with somebody who may import."""
    with serving_office(world) as made:
        made.person("Tom Bell", "team_coordinator")
        yield made


def test_who_was_retired_is_named_and_stays_so(office: WebOffice) -> None:
    tom = office.browser_of("Tom Bell")
    head = "authority_code,role,name,address\r\n"
    rows = f"{head}E1,link_officer,Old Hand,old@m1.example\r\nE1,link_officer,New Hand,new@m1.example\r\n"
    files = GOOD | {"contacts.csv": rows}
    confirm(tom, send(tom, files).headers["location"])
    with office.world.writing() as session:
        gone = (Role.LINK_OFFICER, "old@m1.example", "moved on")
        retire_contact(session, office.world.rulebook, office.world.moment, "E1", *gone)
    path = send(tom, files).headers["location"]
    seen = words_of(tom.get(path))
    assert "Contacts 0 0 2" in seen
    day = f"{office.world.today.day} {office.world.today:%B %Y}"
    assert f"old@m1.example Old Hand link officer E1 {day}" in seen.partition("who were retired, and are left out")[2]
    confirm(tom, path)
    assert stored(office, "address", "contact") == ["new@m1.example"]


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_the_secret_of_a_chat_address_is_shown_nowhere(office: WebOffice) -> None:
    tom = office.browser_of("Tom Bell")
    row = "E1,deputy,Bot,tgram://123456789:ABCdefSECRETtoken/99999\r\n"
    head = "authority_code,role,name,address\r\n"
    seen = tom.get(send(tom, GOOD | {"contacts.csv": head + row}).headers["location"]).text
    twice = send(tom, GOOD | {"contacts.csv": head + row + row})
    long = send(tom, GOOD | {"contacts.csv": head + row.replace("99999", "9" * 200)})
    assert (twice.status_code, long.status_code) == (422, 422)
    for shown in (seen, twice.text, long.text):
        assert "tgram://..." in shown
        assert "SECRET" not in shown


@pytest.mark.parametrize("book", [False, True], ids=["CSV", "a workbook"])
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_files_that_were_not_read_are_named(office: WebOffice, book: bool) -> None:
    tom = office.browser_of("Tom Bell")
    rows = "recommendation_reference,received_on,submitted_by,note,file\r\n23 001-1,2024-03-20,A. Officer,,./a.txt\r\n"
    rows += "23 001-1,2024-03-21,A. Officer,,b.txt\r\n"
    files = GOOD | {"recommendations.csv": RECOMMENDATIONS.replace(FORMULA, "Review"), "evidence.csv": rows}
    sheets = {name.removesuffix(".csv"): content for name, content in files.items()}
    sent: dict[str, str | bytes] = {"cases.xlsx": workbook(**sheets)} if book else dict(files)
    sent |= {"a.txt": "the same", "b.txt": "the same"}
    path = send(tom, sent).headers["location"]
    assert "Not read" not in tom.get(path).text
    confirm(tom, path)
    other = {"recommendations.csv.txt": "x"} | ({} if book else {"more.xlsx": "x"})
    seen = words_of(tom.get(send(tom, sent | other).headers["location"]))
    assert f"Not read: {', '.join(other)}." in seen
    assert "All of what was read is on record already" in seen
