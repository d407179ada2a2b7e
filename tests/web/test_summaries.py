"""Public summaries on the pages: checked, marked, overruled with reasons, published, held back (L3)."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser

from compliance.domain.recommendations import Kind
from compliance.usecases.publish_summary import Checked, check_summary
from tests.support.look import Looking
from tests.support.statements import heard_everywhere
from tests.support.web_office import WebOffice, hidden, serving_office
from tests.support.world import World

REFERENCE, PERSONAL = "23 001-1", "23 001-9"
PATH = f"/recommendations/summary/{REFERENCE}"
CLEAN = "The council will train its housing officers"
BAD = "The council will train Mrs Anna Smith by 30 June 2026"
HOSTILE = "<script>alert(1)</script>'\" OR 1=1 -- \u202e\x00 {{ 7*7 }} ../../etc/passwd"
ENORMOUS = "x" * 300_000


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    """A service improvement without a summary, one who may overrule the guard, one who may not, one who only reads."""
    with serving_office(world) as made:
        made.person("Mary Finch", "casework_manager")
        made.person("Ada Shaw", "investigator")
        made.person("Max Howe", "manager")
        world.authority()
        world.decision(subject="Housing")
        world.log(REFERENCE, kind=Kind.SERVICE_IMPROVEMENT)
        world.log(PERSONAL)
        yield made


def send(office: WebOffice, do: str, text: str = "", who: str = "Mary Finch", **fields: str) -> httpx.Response:
    browser = office.browser_of(who)
    asked = browser.get(PATH)
    assert asked.status_code == 200, asked.text
    return browser.post(PATH, data=hidden(asked) | {"summary": text, "do": do} | fields)


def told(office: WebOffice, answer: httpx.Response) -> str:
    """The page that follows."""
    return office.follow(answer).text


def stored(office: WebOffice) -> Checked:
    with office.world.store.reading() as session:
        return check_summary(session, office.world.rulebook, REFERENCE)


def reasons(*pairs: tuple[str, str]) -> dict[str, str]:
    """The reasons for words, as the page sends them."""
    numbered = list(enumerate(pairs, start=1))
    return {f"words-{number}": words for number, (words, _) in numbered} | {
        f"reason-{number}": reason for number, (_, reason) in numbered
    }


def test_a_clean_summary_is_checked_published_and_taken_back(office: WebOffice) -> None:
    answer = send(office, "check", CLEAN)
    assert (answer.status_code, "Nothing was found" in answer.text) == (200, True)
    assert stored(office).summary == ""
    published = send(office, "publish", CLEAN, "Ada Shaw")
    assert (published.status_code, "The public summary is published" in told(office, published)) == (303, True)
    assert (stored(office).summary, stored(office).state) == (CLEAN, "clear")
    assert CLEAN in office.browser_of("Max Howe").get("/cases/23 001").text
    assert "The public summary is taken back" in told(office, send(office, "take_back"))
    assert stored(office).summary == ""


def test_what_is_found_is_marked_in_the_text_with_what_and_why(office: WebOffice) -> None:
    answer = send(office, "check", BAD)
    assert answer.status_code == 200
    assert "<mark>Mrs Anna Smith</mark>" in answer.text
    assert "it may be somebody&#39;s name: a title stands before it" in answer.text
    assert "<mark>by 30 June 2026</mark>" in answer.text
    assert BAD in answer.text
    assert stored(office).summary == ""


def test_each_is_overruled_with_a_reason(office: WebOffice) -> None:
    name, date = "Mrs Anna Smith", "by 30 June 2026"
    answer = send(office, "publish", BAD, **reasons((name, "a public figure"), (date, "")))
    assert answer.status_code == 422
    assert "Change “by 30 June 2026”, which is a time limit, or enter why it may stand" in answer.text
    assert 'href="#reason-2"' in answer.text
    assert "a public figure" in answer.text
    assert stored(office).summary == ""
    assert (
        send(office, "publish", BAD, **reasons((date, "said in public"), (name, "a public figure"))).status_code == 303
    )
    assert stored(office).summary == BAD
    assert {each["words"]: each["reason"] for each in stored(office).overruled} == {
        name: "a public figure",
        date: "said in public",
    }
    assert "a public figure" in office.browser_of("Mary Finch").get(PATH).text


def test_who_may_not_overrule_has_to_change_the_words(office: WebOffice) -> None:
    answer = send(office, "publish", BAD, "Ada Shaw")
    assert answer.status_code == 422
    assert "reason-1" not in answer.text
    one = send(office, "publish", "The council will train Mrs Anna Smith", "Ada Shaw")
    assert "or ask a casework manager to let it stand" in one.text
    # All of it is said and marked at once, in the text as it was typed.
    assert (
        "Change “Mrs Anna Smith”, which may be somebody&#39;s name; “by 30 June 2026”, which is a time limit"
        in answer.text
    )
    assert "let them stand" in answer.text
    assert answer.text.count("<mark>") == 2
    forged = reasons(("Mrs Anna Smith", "x"), ("by 30 June 2026", "x"))
    assert send(office, "publish", BAD, "Ada Shaw", **forged).status_code == 403
    assert stored(office).summary == ""


def test_a_reason_for_words_that_went_is_forgotten(office: WebOffice) -> None:
    assert send(office, "publish", CLEAN, **reasons(("Mrs Anna Smith", "a public figure"))).status_code == 303
    assert stored(office).overruled == ()


@pytest.mark.parametrize(
    ("do", "text", "said"),
    [
        ("publish", "", "Enter the public summary"),
        ("publish", "  \n ", "Enter the public summary"),
        ("publish", ENORMOUS, "must be 5,000 characters or fewer"),
        ("check", ENORMOUS, "must be 5,000 characters or fewer"),
        ("take_back", "", "has no public summary"),
    ],
)
def test_what_cannot_be_published_asks_again(office: WebOffice, do: str, text: str, said: str) -> None:
    answer = send(office, do, text)
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert said in answer.text
    assert text.strip() in answer.text


def test_hostile_words_are_words(office: WebOffice) -> None:
    for do in ("check", "publish", "nonsense"):
        answer = send(office, do, HOSTILE, **{"words-1": HOSTILE, "reason-1": HOSTILE, "reason-999": HOSTILE})
        assert answer.status_code in (200, 303, 422)
        assert "<script>alert" not in answer.text
    piece = look(office, HOSTILE)
    assert (piece.status_code, "<script>alert" in piece.text) == (200, False)


def look(office: WebOffice, text: str, who: str = "Mary Finch") -> httpx.Response:
    browser = office.browser_of(who)
    fields = hidden(browser.get(PATH)) | {"summary": text}
    return browser.post(PATH.replace("/summary/", "/summary-check/"), data=fields)


def test_while_typing_only_a_piece_of_the_page_is_sent_and_nothing_is_saved(office: WebOffice) -> None:
    piece = look(office, BAD)
    assert "<mark>Mrs Anna Smith</mark>" in piece.text
    assert "<html" not in piece.text
    assert "must be 5,000 characters or fewer" in look(office, ENORMOUS).text
    assert "reason-1" not in look(office, BAD, "Ada Shaw").text
    assert stored(office).summary == ""


def test_a_personal_remedy_has_none(office: WebOffice) -> None:
    mary = office.browser_of("Mary Finch")
    assert mary.get(f"/recommendations/summary/{PERSONAL}").status_code == 409
    assert mary.get("/recommendations/summary/99 999-9").status_code == 404
    assert office.browser_of("Max Howe").get(PATH).status_code == 403


def test_somebody_changed_it_meanwhile(office: WebOffice) -> None:
    mary = office.browser_of("Mary Finch")
    fields = hidden(mary.get(PATH)) | {"summary": "Mine is better", "do": "publish"}
    assert send(office, "publish", CLEAN, "Ada Shaw").status_code == 303
    answer = mary.post(PATH, data=fields)
    assert (answer.status_code, "Ada Shaw" in answer.text, "Mine is better" in answer.text) == (409, True, True)
    assert stored(office).summary == CLEAN


def test_summaries_held_back_are_listed(office: WebOffice) -> None:
    ada = office.browser_of("Ada Shaw")
    assert "No public summary is held back" in ada.get("/summaries").text
    for number in range(2, 5):
        office.world.log(f"23 001-{number}", kind=Kind.SERVICE_IMPROVEMENT, public_summary=BAD)
    page = ada.get("/summaries?number=nonsense").text
    assert "3 summaries are shown to nobody" in page
    assert "/recommendations/summary/23%20001-3" in page
    assert "Held" in ada.get("/cases/23 001").text
    assert office.browser_of("Max Howe").get("/summaries").status_code == 403


def statements(office: WebOffice) -> int:
    browser = office.browser_of("Ada Shaw")
    browser.get("/summaries")
    with heard_everywhere() as said:
        browser.get("/summaries")
    return len(said)


def test_more_held_summaries_need_no_more_statements(office: WebOffice) -> None:
    office.world.log("23 001-2", kind=Kind.SERVICE_IMPROVEMENT, public_summary=BAD)
    few = statements(office)
    for number in range(3, 9):
        office.world.log(f"23 001-{number}", kind=Kind.SERVICE_IMPROVEMENT, public_summary=BAD)
    assert statements(office) == few


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_the_guard_looks_while_one_types(office: WebOffice, browser: Browser) -> None:
    """In a browser with scripts: findings come and go without a button."""
    with Looking(browser, office, "Mary Finch") as look_at:
        look_at.at(PATH, "Public summary")
        page = look_at.page
        page.get_by_label("Summary", exact=True).type(BAD)
        page.get_by_text("2 places to look at").wait_for()
        page.get_by_label("Why “Mrs Anna Smith” may stand all the same").fill("a public figure")
        look_at.looks("Public summary")
        box = page.get_by_label("Summary", exact=True)
        box.press("End")
        box.type(" and after")
        page.locator(".amends-found").get_by_text("and after").wait_for()
        assert page.get_by_label("Why “Mrs Anna Smith” may stand all the same").input_value() == "a public figure"
        box.fill(CLEAN)
        page.get_by_text("Nothing was found that may not be published").wait_for()
        page.get_by_role("button", name="Publish the summary").click()
        page.get_by_role("heading", name="Case 23 001", exact=True).wait_for()
    assert stored(office).summary == CLEAN
