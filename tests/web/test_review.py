"""The evidence review: several pieces judged together, each error by its piece; files shown safely (E1, E2, K)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser

from compliance.documents.evidence_files import keep, path_of
from compliance.domain.recommendations import Kind
from compliance.usecases.case_pieces import CaseView
from compliance.usecases.case_records import EvidencePiece
from compliance.usecases.open_case import open_case
from compliance.usecases.record_view import views_of
from compliance.usecases.submit_evidence import submit_evidence
from compliance.web import review_form
from tests.support.look import Looking
from tests.support.statements import heard
from tests.support.web_office import WebOffice, hidden, serving_office
from tests.support.world import World

PERSONAL, IMPROVEMENT = "23 001-1", "23 001-2"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
SCRIPT = b"<html><script>document.title = 'run'; alert(1)</script></html>"
SEEN = re.compile(r'name="seen-(\d+)"')


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    """A case with a personal remedy and a service improvement, somebody who judges and somebody who only looks."""
    with serving_office(world) as made:
        made.person("Kim Shaw", "investigator")
        made.person("Tom Bell", "team_coordinator")
        made.person("Max Howe", "manager")
        world.authority()
        world.decision(subject="Housing")
        world.log(PERSONAL, expected_evidence=("copy of the apology", "proof of payment"))
        world.log(IMPROVEMENT, kind=Kind.SERVICE_IMPROVEMENT)
        yield made


def send(office: WebOffice, reference: str, name: str, content: bytes | None = None, note: str = "") -> int:
    """Evidence comes; gives its number."""
    world = office.world
    kept = {}
    if content is not None:
        world.installation.settings.home.mkdir(parents=True, exist_ok=True)
        path = world.installation.settings.home / name
        path.write_bytes(content)
        kept = vars(keep(world.installation.settings.evidence_folder, path))
    with world.writing() as session:
        piece = EvidencePiece(world.today, "A. Officer", note, **kept)
        submit_evidence(session, world.rulebook, world.moment, reference, piece)
    return max(piece.number for about in case_of(office).recommendations for piece in about.evidence)


def case_of(office: WebOffice) -> CaseView:
    with office.world.store.reading() as session:
        return open_case(session, office.world.moment, "23 001")


def judgements(office: WebOffice) -> dict[int, tuple[str, str, str]]:
    """The judgement, what is missing and who judged, by the number of the piece."""
    pieces = [piece for about in case_of(office).recommendations for piece in about.evidence]
    return {each.number: (each.judgement.value, each.missing, each.judged_by) for each in pieces}


def judge(browser: httpx.Client, fields: dict[str, str]) -> httpx.Response:
    """Open the page and send its form; what is not given is left as it was."""
    page = browser.get("/review/23 001")
    untouched = {f"verdict-{number}": "later" for number in SEEN.findall(page.text)}
    return browser.post("/review/23 001", data=hidden(page) | untouched | fields)


def test_several_recommendations_are_judged_together(office: WebOffice) -> None:
    one = send(office, PERSONAL, "apology.txt", b"We are sorry.")
    two = send(office, PERSONAL, "", note="paid, they say")
    three = send(office, IMPROVEMENT, "minutes.pdf", b"%PDF-1.4 minutes")
    kim = office.browser_of("Kim Shaw")
    page = kim.get("/review/23 001")
    for words in ("copy of the apology", "We are sorry.", "paid, they say", "minutes.pdf", "Nothing was stated"):
        assert words in page.text
    answer = judge(
        kim,
        {
            f"verdict-{one}": "sufficient",
            f"verdict-{two}": "insufficient",
            f"missing-{two}": "proof of payment",
            f"verdict-{three}": "withdrawn",
        },
    )
    assert answer.status_code == 303, answer.text
    assert "The judgements are recorded" in kim.get(answer.headers["location"]).text
    assert judgements(office) == {
        one: ("sufficient", "", "Kim Shaw"),
        two: ("insufficient", "proof of payment", "Kim Shaw"),
        three: ("withdrawn", "", "Kim Shaw"),
    }
    assert f"evidence_insufficient-{two}" in office.world.steps(PERSONAL)
    assert "No evidence waits" in kim.get("/review/23 001").text


def test_what_goes_into_a_letter_names_nobody_on_every_page_that_asks(office: WebOffice) -> None:
    for note in ("one", "two"):
        send(office, PERSONAL, "", note=note)
    kim = office.browser_of("Kim Shaw")
    assert judge(kim, {"verdict-1": "sufficient"}).status_code == 303
    paths = ("/review/23 001", *(f"/recommendations/{act}/{PERSONAL}" for act in ("judge", "judge-again")))
    assert [
        path for path in paths if "goes back to the authority in writing, so name nobody" in kim.get(path).text
    ] == [*paths]


def test_what_is_left_for_later_goes_on_waiting(office: WebOffice) -> None:
    one, two = send(office, PERSONAL, "", note="one"), send(office, PERSONAL, "", note="two")
    assert judge(office.browser_of("Kim Shaw"), {f"verdict-{two}": "sufficient"}).status_code == 303
    assert {number: each[0] for number, each in judgements(office).items()} == {one: "waiting", two: "sufficient"}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Judge at least one piece of evidence"),
        ({"verdict-1": "sufficient", "verdict-2": "insufficient"}, "Enter what is missing in minutes.txt"),
        (
            {"verdict-1": "insufficient", "missing-1": " ", "verdict-2": "sufficient"},
            "Enter what is missing in the note",
        ),
        ({"verdict-1": "sufficient", "missing-1": "a date"}, "or empty what is missing"),
        ({"verdict-1": "perfect"}, "Select a judgement of the note from A. Officer"),
        ({"verdict-1": ""}, "Select a judgement of the note from A. Officer"),
        ({"verdict-1": "waiting"}, "Select a judgement of the note from A. Officer"),
        ({"verdict-1": "insufficient", "missing-1": "x" * 20_001}, "must be 20,000 characters or fewer"),
        ({"verdict-1": "<script>alert(1)</script>", "missing-1": "<script>alert(1)</script>"}, "Select a judgement"),
    ],
)
def test_one_that_is_wrong_saves_none_and_says_which(office: WebOffice, fields: dict[str, str], said: str) -> None:
    assert (send(office, PERSONAL, "", note="done"), send(office, IMPROVEMENT, "minutes.txt", b"Agreed.")) == (1, 2)
    answer = judge(office.browser_of("Kim Shaw"), fields)
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert said in answer.text
    assert "<script>alert" not in answer.text
    assert all(each[0] == "waiting" for each in judgements(office).values())
    for name, value in fields.items():
        if name.startswith("missing") and "<" not in value:
            assert value.strip() in answer.text


@pytest.mark.parametrize(
    "fields",
    [{"seen-1": "x"}, {"seen-99": "1"}, {"seen-1": "9" * 30}, {"once": ""}],
)
def test_a_form_that_is_none_of_ours_is_refused(office: WebOffice, fields: dict[str, str]) -> None:
    send(office, PERSONAL, "", note="done")
    answer = judge(office.browser_of("Kim Shaw"), {"verdict-1": "sufficient"} | fields)
    assert answer.status_code == 400
    assert judgements(office)[1][0] == "waiting"


def test_who_judged_it_meanwhile_is_said_and_what_was_typed_stays(office: WebOffice) -> None:
    one, two = send(office, PERSONAL, "", note="one"), send(office, IMPROVEMENT, "", note="two")
    kim, tom = office.browser_of("Kim Shaw"), office.browser_of("Tom Bell")
    opened = hidden(kim.get("/review/23 001"))
    assert judge(tom, {f"verdict-{one}": "sufficient"}).status_code == 303
    typed = {f"verdict-{one}": "withdrawn", f"verdict-{two}": "insufficient", f"missing-{two}": "the date"}
    answer = kim.post("/review/23 001", data=opened | typed)
    assert answer.status_code == 409
    assert "23 001-1 has changed since you opened this page: evidence judged: sufficient, by Tom Bell" in answer.text
    assert "the date" in answer.text
    assert judgements(office)[two][0] == "waiting"
    again = kim.post("/review/23 001", data=hidden(answer) | {key: typed[key] for key in typed if str(two) in key})
    assert again.status_code == 303
    assert judgements(office)[one] == ("sufficient", "", "Tom Bell")
    assert judgements(office)[two] == ("insufficient", "the date", "Kim Shaw")


def test_an_error_does_not_forget_what_the_person_saw(office: WebOffice) -> None:
    send(office, PERSONAL, "", note="one")
    kim = office.browser_of("Kim Shaw")
    opened = hidden(kim.get("/review/23 001"))
    send(office, PERSONAL, "", note="and the receipt")
    first = kim.post("/review/23 001", data=opened | {"verdict-1": "insufficient"})
    assert first.status_code == 422
    second = kim.post(
        "/review/23 001",
        data=hidden(first) | {"verdict-1": "insufficient", "missing-1": "the receipt", "verdict-2": "later"},
    )
    assert second.status_code == 409
    assert "evidence received, by Tester" in second.text


def test_a_form_sent_twice_is_done_once(office: WebOffice) -> None:
    send(office, PERSONAL, "", note="one")
    kim = office.browser_of("Kim Shaw")
    fields = hidden(kim.get("/review/23 001")) | {"verdict-1": "sufficient"}
    assert [kim.post("/review/23 001", data=fields).status_code for _ in range(2)] == [303, 303]
    other = kim.post("/review/23 001", data=fields | {"verdict-1": "insufficient", "missing-1": "the date"})
    assert (other.status_code, "Insufficient: something is missing" in other.text) == (409, True)
    assert ("The note from" in other.text, "Verdict-1" in other.text) == (True, False)


def test_a_recommendation_leads_to_its_case_and_nothing_to_nowhere(office: WebOffice) -> None:
    kim = office.browser_of("Kim Shaw")
    assert kim.get(f"/review/{PERSONAL}").headers["location"] == "/review/23%20001"
    assert kim.get("/review/none").status_code == 404
    assert office.browser_of("Max Howe").get("/review/23 001").status_code == 403


@pytest.mark.parametrize(
    ("name", "content", "served", "inline"),
    [
        ("a.txt", b"We are sorry.", "text/plain; charset=utf-8", True),
        ("scan.png", PNG, "image/png", True),
        ("minutes.pdf", b"%PDF-1.4 x", "application/pdf", True),
        ("page.html", SCRIPT, "application/octet-stream", False),
        (
            "drawing.svg",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            "application/octet-stream",
            False,
        ),
        ("really.png", SCRIPT, "application/octet-stream", False),
        ("x\";é'.docx", b"PK\x03\x04", "application/octet-stream", False),
    ],
)
def test_a_file_is_shown_only_as_a_type_of_the_list(
    office: WebOffice, name: str, content: bytes, served: str, inline: bool
) -> None:
    number = send(office, IMPROVEMENT, name, content)
    kim = office.browser_of("Kim Shaw")
    answer = kim.get(f"/evidence/{number}")
    assert (answer.status_code, answer.content) == (200, content)
    assert answer.headers["content-type"] == served
    assert answer.headers["content-disposition"].startswith("inline" if inline else "attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    kept = kim.get(f"/evidence/{number}?download=1")
    assert kept.headers["content-disposition"].startswith("attachment")
    page = kim.get("/cases/23 001")
    assert f'href="/evidence/{number}"' in page.text


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_nothing_that_was_sent_ever_runs(office: WebOffice, browser: Browser) -> None:
    with Looking(browser, office, "Kim Shaw") as look:
        said: list[str] = []
        look.page.on("dialog", lambda dialog: said.append(dialog.message))
        number = send(office, IMPROVEMENT, "letter.txt", SCRIPT)
        look.page.goto(f"{office.address}/evidence/{number}")
        assert "<script>" in look.page.inner_text("body")
        assert (said, look.page.title()) == ([], "")


@pytest.mark.parametrize("number", ["0", "99", "-1", "1e3", "x" * 5000, "9" * 400, "../1", "%00"])
def test_a_file_that_is_not_there_has_a_page(office: WebOffice, number: str) -> None:
    assert office.browser_of("Kim Shaw").get(f"/evidence/{number}").status_code == 404


def test_evidence_without_a_file_or_with_one_that_is_lost(office: WebOffice) -> None:
    note = send(office, IMPROVEMENT, "", note="they rang")
    number = send(office, IMPROVEMENT, "lost.txt", b"gone")
    piece = next(each for each in case_of(office).recommendations[1].evidence if each.number == number)
    path_of(office.world.installation.settings.evidence_folder, piece.sha256 or "").unlink()
    kim = office.browser_of("Kim Shaw")
    assert kim.get(f"/evidence/{note}").status_code == 404
    answer = kim.get(f"/evidence/{number}")
    assert (answer.status_code, "not in the evidence folder" in answer.text) == (404, True)
    assert "File missing" in kim.get("/review/23 001").text


def test_files_of_personal_remedies_are_for_few_and_each_view_is_kept(office: WebOffice) -> None:
    mine = send(office, PERSONAL, "apology.txt", b"Dear Ms Lee")
    same = send(office, IMPROVEMENT, "apology.txt", b"Dear Ms Lee")
    other = send(office, IMPROVEMENT, "minutes.txt", b"Agreed")
    max_howe = office.browser_of("Max Howe")
    assert [max_howe.get(f"/evidence/{each}").status_code for each in (mine, same, other)] == [403, 403, 200]
    shown = max_howe.get("/cases/23 001").text
    assert "apology.txt" not in shown
    assert [number for number in (mine, same, other) if f'href="/evidence/{number}"' in shown] == [other]
    kim = office.browser_of("Kim Shaw")
    assert [kim.get(f"/evidence/{each}").status_code for each in (mine, same, other)] == [200, 200, 200]
    with office.world.store.reading() as session:
        seen = [(who, about) for who, _, about in views_of(session, "23 001")]
    assert seen == [("Kim Shaw", [PERSONAL]), ("Kim Shaw", [PERSONAL])]


def test_much_evidence_is_judged_in_parts_and_asks_no_more_of_the_database(
    office: WebOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    kim = office.browser_of("Kim Shaw")
    send(office, PERSONAL, "", note="0")

    def statements() -> int:
        with heard(office.world.store) as said:
            case = case_of(office)
        assert review_form.waiting_in(case)
        return len(said)

    few = statements()
    for number in range(1, 6):
        send(office, (PERSONAL, IMPROVEMENT)[number % 2], f"{number}.txt", b"%d" % number)
    assert statements() == few
    monkeypatch.setattr(review_form, "MOST_PIECES", 4)
    page = kim.get("/review/23 001")
    assert len(SEEN.findall(page.text)) == 4
    assert "2 more pieces wait" in page.text
