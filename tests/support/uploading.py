"""Ways to what an upload of files to import looks like: before it is confirmed, afterwards, and where it is refused."""

from __future__ import annotations

import httpx

from compliance.domain.authorities import Role
from compliance.usecases.change_contacts import retire_contact
from tests.support.every_page import Finding, Sending
from tests.support.filled_offices import DEE, LONG
from tests.support.web_office import WebOffice, hidden

AUTHORITIES = "code,name,type\r\nX1,Eastshire,county\r\n"
DECISIONS = "reference,authority_code,subject,decided_on,outcome\r\n99 001,X1,Housing,2024-03-01,upheld\r\n"
RECOMMENDATIONS = "reference,decision_reference,kind,categories,action,period\r\n"


def tables(rows: int, period: str = "3 months") -> dict[str, str]:
    """An authority with a decision of so many recommendations, as files to import."""
    lines = [
        f"99 001-{number},99 001,service_improvement,Other,Review it,{period}\r\n" for number in range(1, rows + 1)
    ]
    return {
        "authorities.csv": AUTHORITIES,
        "decisions.csv": DECISIONS,
        "recommendations.csv": RECOMMENDATIONS + "".join(lines),
    }


def upload(browser: httpx.Client, files: dict[str, str]) -> httpx.Response:
    """Choose files and send them to be checked."""
    parts = [("files", (name, content.encode())) for name, content in files.items()]
    return browser.post("/import", data=hidden(browser.get("/import")) | {"age": "live"}, files=parts)


def uploaded(rows: int) -> Finding:
    """Where it is shown what an upload of so many recommendations would create."""
    return lambda browser, _office: upload(browser, tables(rows)).headers["location"]


def imported(browser: httpx.Client, _office: WebOffice) -> str:
    """Where it is shown what an upload has created."""
    path = upload(browser, tables(1)).headers["location"]
    assert browser.post(path, data=hidden(browser.get(path))).headers["location"] == path
    return path


def renamed(browser: httpx.Client, office: WebOffice) -> str:
    """Where it is shown what an upload would change of an authority that is on record."""
    imported(browser, office)
    other = tables(1) | {"authorities.csv": AUTHORITIES.replace("Eastshire", "Eastshire County Council")}
    return upload(browser, other).headers["location"]


def followed_up(browser: httpx.Client, office: WebOffice) -> str:
    """Where it is shown what becomes of recommendations that are on record, in long words and in short ones."""
    first = upload(browser, tables(3)).headers["location"]
    browser.post(first, data=hidden(browser.get(first)))
    head = "recommendation_reference,"
    more = {
        "extensions.csv": f"{head}agreed_on,new_due_on,reason,agreed_by\r\n"
        f"99 001-1,2024-03-04,2024-08-30,flood,{LONG}\r\n",
        "evidence.csv": f"{head}received_on,submitted_by,note\r\n99 001-1,2024-03-04,{LONG},Minutes\r\n",
        "outcomes.csv": f"{head}recorded_on,outcome,completed_on,reason,recorded_by,approved_by\r\n"
        "99 001-2,2024-03-05,ceased,,No use,Kim Shaw,Dee Grant\r\n",
        "authorities.csv": f"{AUTHORITIES}X2,{LONG},county\r\n",
        "closures.csv": "authority_code,day,name\r\nX2,2024-12-27,Closed\r\n",
    }
    return upload(browser, tables(3) | more).headers["location"]


def unbroken(browser: httpx.Client, _office: WebOffice) -> str:
    """Where it is shown that an upload would create and change what has words as long as a cell may be."""
    word = "Llanfair" * 25
    imported(browser, _office)
    address = f"https://www.example.org/{word}/{word}"
    row = f"99 002-1,99 002,service_improvement,Other,Publish {address},3 months\r\n"
    other = tables(1) | {"authorities.csv": f"{AUTHORITIES.replace('Eastshire', word)}X3,{word},county\r\n"}
    other["decisions.csv"] += f"99 002,X3,{word},2024-03-01,upheld\r\n"
    other["recommendations.csv"] += row
    other["contacts.csv"] = f"authority_code,role,name,address\r\nX3,deputy,{word},{'o' * 60}@{'x' * 60}.example\r\n"
    return upload(browser, other).headers["location"]


def retired(browser: httpx.Client, office: WebOffice) -> str:
    """Where it is shown that somebody who was retired is left out, and that a file was not read."""
    people = f"authority_code,role,name,address\r\nX1,link_officer,{LONG},old@x1.example\r\n"
    files = tables(1) | {"contacts.csv": people}
    first = upload(browser, files).headers["location"]
    browser.post(first, data=hidden(browser.get(first)))
    with office.world.writing() as session:
        gone = (Role.LINK_OFFICER, "old@x1.example", "moved on")
        retire_contact(session, office.world.rulebook, office.world.moment, "X1", *gone)
    return upload(browser, files | {f"{LONG}.csv.txt": "a table that was saved under another name"}).headers["location"]


def wrong_rows(rows: int) -> Sending:
    """Send so many rows of which each is wrong."""
    return lambda browser, _office: upload(browser, tables(rows, "soon" * 60))


def overtaken(browser: httpx.Client, office: WebOffice) -> httpx.Response:
    """Confirm an upload that says something else than what somebody has imported since."""
    path = upload(browser, tables(1)).headers["location"]
    other = tables(1) | {"authorities.csv": AUTHORITIES.replace("county", "district")}
    dee = office.browser_of(DEE)
    theirs = upload(dee, other).headers["location"]
    dee.post(theirs, data=hidden(dee.get(theirs)))
    return browser.post(path, data=hidden(browser.get(path)))


WAITING: tuple[Finding, ...] = (uploaded(2), renamed, followed_up, unbroken, retired)
"""What waits to be confirmed, in every way it can look."""
