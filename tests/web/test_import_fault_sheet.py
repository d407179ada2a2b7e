"""What is wrong with files to import, as a file of its own: for whoever mends them, and nobody else."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

import httpx
import pytest

from compliance.web import importing
from tests.support.web_office import WebOffice, serving_office
from tests.support.world import World
from tests.web.test_import_pages import AUTHORITIES, GOOD, RECOMMENDATIONS, confirm, send


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    """An office without a case, with two who may import, and somebody who may not."""
    with serving_office(world) as made:
        made.person("Tom Bell", "team_coordinator")
        made.person("Mary Finch", "casework_manager")
        made.person("Kim Shaw", "investigator")
        yield made


def faults_in(browser: httpx.Client, shown: httpx.Response) -> list[dict[str, str]]:
    """The rows of the file that a page of faults links."""
    (link,) = re.findall(r'href="([^"]*)" download', shown.text)
    return list(csv.DictReader(io.StringIO(browser.get(link).content.decode("utf-8-sig"))))


def test_all_the_faults_are_a_file_for_whoever_mends_them(office: WebOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "MOST_SHOWN", 1)
    tom = office.browser_of("Tom Bell")
    rows = RECOMMENDATIONS.replace("3 months", "soon").replace("=1+1", "").replace("Apologise to Ms A", "=1+1")
    sent = send(tom, GOOD | {"recommendations.csv": rows})
    assert "And 2 more" in sent.text
    found = faults_in(tom, sent)
    assert [(each["file"], each["row"], each["column"], each["value"]) for each in found] == [
        ("recommendations.csv", "2", "period", "soon"),
        ("recommendations.csv", "3", "action", ""),
        ("recommendations.csv", "3", "period", "soon"),
    ]
    assert all(each["expected"] for each in found)
    (link,) = re.findall(r'href="([^"]*)" download', sent.text)
    refused = [office.browser_of(each).get(link).status_code for each in ("Mary Finch", "Kim Shaw")]
    assert (refused, tom.get(link.removesuffix("/faults.csv")).status_code) == ([404, 403], 404)
    send(tom, GOOD)
    assert tom.get(link).status_code == 404  # other files were chosen since


def test_faults_found_when_it_is_confirmed_are_a_file_too(office: WebOffice) -> None:
    tom, mary = office.browser_of("Tom Bell"), office.browser_of("Mary Finch")
    path = send(tom, GOOD).headers["location"]
    other = {"authorities.csv": AUTHORITIES.replace("county", "district")}
    assert confirm(mary, send(mary, GOOD | other).headers["location"]).status_code == 303
    (fault,) = faults_in(tom, confirm(tom, path))
    assert (fault["file"], fault["column"]) == ("authorities.csv", "type")
    assert [each["file"] for each in faults_in(tom, tom.get(path))] == ["authorities.csv"]
    assert tom.get(f"{path}x/faults.csv").status_code == 404


def test_a_file_of_faults_is_there_only_where_there_are_some(office: WebOffice) -> None:
    tom = office.browser_of("Tom Bell")
    path = send(tom, GOOD).headers["location"]
    assert (tom.get(f"{path}/faults.csv").status_code, " download>" in tom.get(path).text) == (404, False)
