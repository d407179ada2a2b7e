"""The case page, search, the authority page, the overview: all that is on record, only for whom it is (K, S10)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from compliance.domain.evidence import Judgement
from compliance.domain.history import Happening
from compliance.domain.outcomes import Outcome
from compliance.domain.recommendations import Kind
from compliance.usecases.open_recommendation import say
from compliance.usecases.record_view import views_of
from compliance.web.facts import BY_ITSELF, facts_in_words
from tests.support.look import Looking
from tests.support.statements import heard_everywhere
from tests.support.web_office import WebOffice, serving_office
from tests.support.world import World

SECRET = "Apologise to Mrs Ponsonby"
REFERENCE = "23 001-1"


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    """An office with one case of two recommendations, of which one is a personal remedy."""
    with serving_office(world) as made:
        made.person("Kim Shaw", "casework_manager")
        made.person("Max Howe", "manager")
        world.authority("E1", name="Oldbridge Council")
        world.decision(subject="Housing")
        world.log(REFERENCE, action=SECRET)
        world.log("23 001-2", kind=Kind.SERVICE_IMPROVEMENT, action="Train the housing team")
        yield made


def lived(world: World) -> None:
    """Some weeks pass, with evidence found lacking and mail sent."""
    world.walk("2024-05-02")
    world.evidence(REFERENCE)
    world.judge(REFERENCE, Judgement.INSUFFICIENT, "the date")
    world.walk("2024-05-20")


def views(world: World) -> list[str]:
    """Who read personal remedies of the case, oldest first."""
    with world.store.reading() as session:
        return [who for who, _, _ in views_of(session, "23 001")]


def test_a_case_shows_all_that_is_on_record(office: WebOffice) -> None:
    lived(office.world)
    text = unescape(office.browser_of("Kim Shaw").get("/cases/23 001").text)
    for said in (SECRET, "Train the housing team", "Oldbridge Council", "Housing", "14 May 2024", "6 days late"):
        assert said in text
    for said in ("How this date came about", "missing: the date", "Message sent:", "Text as sent", "Evidence judged"):
        assert said in text


def test_l5_where_nothing_was_stated_the_evidence_is_what_its_categories_propose(office: WebOffice) -> None:
    world = office.world
    world.log("23 001-3", kind=Kind.SERVICE_IMPROVEMENT, categories=("Apology",))
    world.log("23 001-4", categories=("Apology",), expected_evidence=("the letter to Mrs Ponsonby",))
    with world.writing() as session:
        session.connection().exec_driver_sql("DELETE FROM expected_evidence WHERE description LIKE 'copy%'")
    world.evidence("23 001-3")
    (usual,) = world.rulebook.categories["Apology"]
    for address in ("/cases/23 001", "/review/23 001", "/recommendations/judge/23 001-3"):
        text = office.browser_of("Kim Shaw").get(address).text
        assert usual in text, address
        assert "As is usual for its categories: nothing was stated." in text, address
    assert "the letter to Mrs Ponsonby" in office.browser_of("Kim Shaw").get("/cases/23 001").text
    # Stated evidence of a personal remedy is among the words that not everybody may read (K).
    text = office.browser_of("Max Howe").get("/cases/23 001").text
    assert "Ponsonby" not in text
    assert text.count(usual) == text.count("nothing was stated") == 1
    assert "Stated; your role does not include reading it." in text


def test_d8_the_receipt_of_the_original_stays_beside_the_current_one_each_with_its_calendar(
    office: WebOffice,
) -> None:
    office.world.log("23 001-3", period="20 working days")
    kim = office.browser_of("Kim Shaw")
    before = kim.get("/cases/23 001").text
    assert "How the original date came about" not in before
    calendar = office.world.rulebook.calendar
    assert f"Calendar {calendar.name}, version {calendar.version}." in before
    office.world.extend("23 001-3", "2024-06-03")
    text = kim.get("/cases/23 001").text
    assert text.count("How the original date came about") == 1
    assert "More time was agreed." in text
    original = text.partition("How the original date came about")[2].partition("</details>")[0]
    assert "You have 20 working days after 2 April 2024, the day of our decision." in original
    assert f"Calendar {calendar.name}, version {calendar.version}." in original


def test_the_reference_of_a_recommendation_leads_to_its_case(office: WebOffice) -> None:
    answer = office.browser_of("Kim Shaw").get(f"/cases/{REFERENCE}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/cases/23%20001")
    assert office.browser_of("Kim Shaw").get("/cases/99 999").status_code == 404


def test_the_words_of_a_personal_remedy_are_for_those_only_who_may_read_them(office: WebOffice) -> None:
    lived(office.world)
    text = office.browser_of("Max Howe").get("/cases/23 001").text
    assert "Ponsonby" not in text
    assert "Text as sent" not in text
    assert "your role does not include reading its words" in text
    assert "Train the housing team" in text


def test_each_view_of_a_personal_remedy_is_on_record(office: WebOffice) -> None:
    office.browser_of("Max Howe").get("/cases/23 001")
    assert views(office.world) == []
    office.browser_of("Kim Shaw").get("/cases/23 001")
    assert views(office.world) == ["Kim Shaw"]


def test_what_may_name_people_is_left_out_of_the_facts_of_an_event() -> None:
    payload: dict[str, object] = {
        "action": SECRET,
        "due_on": "2024-05-14",
        "sha256": "ab",
        "kind": "personal_remedy",
        "steps": [],
        "x": None,
    }
    assert facts_in_words(payload, personal=False) == [("Due on", "14 May 2024"), ("Kind", "personal remedy")]
    assert ("Action", SECRET) in facts_in_words(payload, personal=True)
    judged = {"evidence": 7, "judgement": "sufficient"}
    assert facts_in_words(judged, True, {7: "letter.pdf, from Ann"})[0] == ("Evidence", "letter.pdf, from Ann")
    assert facts_in_words({"step": "evidence_insufficient-7"}, personal=False) == [("Step", "evidence insufficient")]
    assert facts_in_words({"a": {"b_c": True, "d": ["x", "y"]}}, personal=True) == [("A", "b c: yes; d: x; y")]


def test_the_timeline_says_nothing_that_only_the_program_knows() -> None:
    logged = {"reference": REFERENCE, "live": True}
    assert facts_in_words(logged, personal=True) == [("Reference", REFERENCE)]
    assert ("Reminders", "none, logged as history") in facts_in_words(logged | {"live": False}, personal=True)
    changed = {"kind": "extension", "previous_due_on": "2024-05-14", "version": 2}
    assert facts_in_words(changed, True) == [("Kind", "extension"), ("Due before that", "14 May 2024")]


def test_what_went_by_itself_is_said_to_be_done_by_amends(office: WebOffice) -> None:
    lived(office.world)
    with office.world.writing() as session:
        say(session, replace(office.world.moment, actor="track_deadlines"), REFERENCE, Happening.OVERDUE, {})
    bylines = re.findall(r'byline">by ([^<]+)<', office.browser_of("Kim Shaw").get("/cases/23 001").text)
    assert "Amends" in bylines
    assert not {"track_deadlines", "track deadlines", "amends"} & set(bylines)


def test_each_name_that_a_flow_acts_under_is_known_to_be_none_of_a_person() -> None:
    flows = Path(__file__).parents[2] / "flows"
    named = {name for path in flows.glob("*.py") for name in re.findall(r'moment\("(\w+)"\)', path.read_text("utf-8"))}
    assert "track_deadlines" in named
    assert named <= BY_ITSELF


def test_receipts_and_letters_are_on_paper(office: WebOffice, browser: Browser) -> None:
    lived(office.world)
    with Looking(browser, office, "Kim Shaw") as look:
        look.page.goto(f"{office.address}/cases/23 001")
        folded = look.page.locator(".amends-recommendation details > div, .moj-timeline details > div")
        shown = "each => each.map(it => it.checkVisibility())"
        assert set(folded.evaluate_all(shown)) == {False}
        look.page.emulate_media(media="print")
        assert set(folded.evaluate_all(shown)) == {True}


def test_search_finds_a_case_by_whatever_is_typed(office: WebOffice) -> None:
    kim = office.browser_of("Kim Shaw")
    assert kim.get("/search", params={"q": "23001"}).headers["location"] == "/cases/23%20001"
    office.world.decision("a+b&c=d", subject="School admissions")
    office.world.decision("23 900", subject="a, b, c and d")
    for typed, led in (
        ("a+b&c=d", "a%2Bb%26c%3Dd"),
        ("Case 23-900", "23%20900"),
        ("23 001", "23%20001"),
        ("Ref: (23 001)", "23%20001"),
        ("23 001 housing", "23%20001"),
    ):
        assert kim.get("/search", params={"q": typed}).headers["location"] == f"/cases/{led}"
    assert "/cases/23%20001" in kim.get("/search", params={"q": "oldbridge"}).text
    assert "/cases/23%20001" in kim.get("/search", params={"q": "housing team"}).text
    assert "Nothing was found" in kim.get("/search", params={"q": "zebra"}).text
    for hostile in ("", "'", '"*', "a" * 100_000, "\x00", "<b>&", "AND OR NOT (", "%", "{{7*7}}"):
        answer = kim.get("/search", params={"q": hostile[:20_000]})
        assert answer.status_code == 200
        assert "49" not in answer.text.partition("<main")[2].partition("</main")[0]


def test_the_authority_page_shows_what_it_owes_and_who_can_be_written_to(office: WebOffice) -> None:
    text = office.browser_of("Kim Shaw").get("/authorities/E1").text
    for said in ("Oldbridge Council", "Open recommendations: 2", REFERENCE, "officer@e1.example"):
        assert said in text
    assert "no rate, none of 0" in re.sub(r"</?a\b[^>]*>", "", text)
    assert office.browser_of("Kim Shaw").get("/authorities/none").status_code == 404


def test_the_authority_page_names_whom_it_took_over_from_and_who_goes_on(office: WebOffice) -> None:
    office.world.authority("E2", name="Newbridge Council", successor="E1", closed_on=date(2024, 1, 1))
    kim = office.browser_of("Kim Shaw")
    heir, gone = (re.sub(r"<[^>]*>", "", kim.get(f"/authorities/{code}").text) for code in ("E1", "E2"))
    assert "Took over from: Newbridge Council (closed 1 January 2024)" in heir
    assert re.search(r"Closed on 1 January 2024\.\s+Its open remedies went to\s+Oldbridge Council", gone)


def test_r6_no_contact_is_an_alarm_only_where_something_is_open(office: WebOffice) -> None:
    office.world.authority("E9", {}, name="Nobody's Council")
    kim = office.browser_of("Kim Shaw")
    assert 'govuk-tag--grey amends-one-line">No working contact' in kim.get("/authorities/E9").text
    office.world.decision("23 009", "E9")
    office.world.log("23 009-1")
    for address in ("/authorities/E9", "/cases/23 009"):
        assert 'govuk-tag--red amends-one-line">No working contact' in kim.get(address).text, address


def test_every_number_of_the_overview_opens_as_many(office: WebOffice) -> None:
    lived(office.world)
    kim = office.browser_of("Kim Shaw")
    text = kim.get("/overview").text
    behind = re.findall(r'<a class="govuk-link" href="(/my-work[^"]*)">([\d,]+)<span', text)
    assert len(behind) > 15
    for address, number in behind:
        shown = kim.get(unescape(address)).text
        total = re.search(r"([\d,]+) recommendations? in this list", shown)
        assert (total[1] if total else "0") == number, address


def test_e7_a_case_says_how_it_ended_and_when_that_was_recorded(office: WebOffice) -> None:
    kim, world = office.browser_of("Kim Shaw"), office.world
    world.today = date(2024, 4, 10)
    world.end("23 001-2")
    text = kim.get("/cases/23 001").text
    assert "Satisfied, in time, completed on 10 April 2024" in text
    assert "Compliance outcome" not in text
    world.today = date(2024, 5, 20)
    world.end(REFERENCE)
    text = kim.get("/cases/23 001").text
    assert "Satisfied, late, completed on 20 May 2024" in text
    assert "Complied, late; recorded on 20 May 2024" in text


def test_a_figure_opens_the_cases_behind_it(office: WebOffice) -> None:
    world = office.world
    world.end(REFERENCE)
    world.end("23 001-2")
    world.today = date(2024, 4, 3)  # what is on record is known by then, whatever the machine's time of day
    kim = office.browser_of("Kim Shaw")
    text = kim.get("/overview").text
    behind = {unescape(address): number for address, number in re.findall(r'href="(/overview/[^"]*)">([\d,]+)<', text)}
    (address,) = (each for each, number in behind.items() if "complied/" in each and "?" not in each and number == "1")
    listed = kim.get(address).text
    assert "23 001" in listed
    assert re.search(r">Recorded</th>.*>2 April 2024</td>", listed, re.DOTALL)
    decided = kim.get(next(each for each in behind if "/upheld/2025-03-31" in each and "?" not in each)).text
    assert ">Decided</th>" in decided
    # Denominators too, and what belongs to a type of authority (S5, S10): a rate of nothing says none of 0.
    this_year = {each: number for each, number in behind.items() if "/2025-03-31" in each}
    assert {"/overview/investigations/2025-03-31", "/overview/compliance_outcomes/2025-03-31"} <= this_year.keys()
    assert "/overview/upheld/2025-03-31?authority_type=london_borough" in this_year
    for each, number in this_year.items():
        assert re.search(rf"<h1[^>]*>[^<]*: {number}</h1>", kim.get(each).text), (each, number)
    bare = re.sub(r"<a [^>]*>[^<]*</a>", "", text.partition("The three statistics")[2])
    assert re.findall(r"\d+ of|of \d+", bare) == []
    assert kim.get("/overview/complied/2025-03-31?authority_type=parish").status_code == 400
    assert kim.get("/overview/complied/2024-02-30").status_code == 400
    assert kim.get("/overview/nonsense/2025-03-31").status_code == 400
    assert kim.get("/overview/complied/2024-05-01").status_code == 400


def test_s10_every_figure_of_an_authority_opens_the_cases_behind_it(office: WebOffice) -> None:
    """Its own and those of similar authorities, each beside its denominator (S5)."""
    world = office.world
    world.authority("C1", name="Eastshire", type="county")
    world.authority("C2", name="Westshire", type="county")
    for reference, code in (("24 001", "C1"), ("24 002", "C2"), ("24 003", "C2")):
        world.decision(reference, code)
        world.log(f"{reference}-1")
    world.end("24 001-1")
    world.end("24 002-1", Outcome.NOT_SATISFIED)
    world.today = date(2024, 4, 3)
    kim = office.browser_of("Kim Shaw")
    text = kim.get("/authorities/C1").text
    assert "similar: 50% (1 of 2)" in re.sub(r"</?a\b[^>]*>", "", text)
    behind = {unescape(address): number for address, number in re.findall(r'href="(/overview/[^"]*)">([\d,]+)<', text)}
    year = {address: number for address, number in behind.items() if "/2025-03-31" in address}
    assert (year["/overview/complied/2025-03-31?authority=C1"], len(year)) == ("1", 11)
    assert year["/overview/compliance_outcomes/2025-03-31?authority_type=county"] == "2"
    for each, number in year.items():
        assert re.search(rf"<h1[^>]*>[^<]*: {number}</h1>", kim.get(each).text), (each, number)
    table = re.sub(r"<a [^>]*>[^<]*</a>", "", text.partition("Figures of the years")[2].partition("</table>")[0])
    assert re.findall(r"\d+ of|of \d+", table) == []
    listed = kim.get("/overview/complied/2025-03-31?authority=C1").text
    assert "Eastshire" in listed
    assert 'href="/authorities/C1">Back to Eastshire' in listed
    assert "24 001" in kim.get("/overview/complied/2025-03-31.csv?authority=C1").text
    assert "24 002" not in kim.get("/overview/compliance_outcomes/2025-03-31.csv?authority=C1").text
    assert kim.get("/overview/complied/2025-03-31?authority=none").status_code == 404


def test_the_figures_of_an_authority_are_plain_for_who_has_no_overview(office: WebOffice) -> None:
    office.person("Ina Vale", "investigator")
    text = office.browser_of("Ina Vale").get("/authorities/E1").text
    assert "no rate, none of 0" in text
    assert 'href="/overview' not in text


def test_the_statements_of_each_page_do_not_grow(office: WebOffice) -> None:
    world = office.world
    kim = office.browser_of("Kim Shaw")
    paths = ("/cases/23 001", "/authorities/E1", "/overview", "/search?q=oldbridge")

    def asked() -> list[int]:
        found = []
        for path in paths:
            kim.get(path)
            with heard_everywhere() as statements:
                assert kim.get(path).status_code == 200
            found.append(len(statements))
        return found

    lived(world)
    few = asked()
    for number in range(3, 12):
        world.log(f"23 001-{number}", due_on=date(2024, 7, 1))
        world.evidence(f"23 001-{number}")
    world.run()
    assert asked() == few


def test_a_case_says_by_when_all_of_it_is_due_and_which_evidence_was_judged(office: WebOffice) -> None:
    world = office.world
    world.evidence(REFERENCE, "the very letter")
    world.judge(REFERENCE, Judgement.SUFFICIENT)
    shown = office.browser_of("Kim Shaw").get("/cases/23 001").text
    assert "All 2 by 14 May 2024" in shown
    assert re.search(r"<dt>Evidence</dt><dd[^>]*>a note, from Ann</dd>", shown)
    assert "record the outcome: the evidence is sufficient" in shown
