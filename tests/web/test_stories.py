"""Whole stories in a real browser, with mail that really arrives: from the decision to the letter of satisfaction."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from compliance.domain.recommendations import Kind
from tests.support.desk import Desk, desk
from tests.support.smtp import SmtpSink
from tests.support.story import CASE, REFERENCE, do, last_letter, letters, seen
from tests.support.web_office import WebOffice

DUE = date(2024, 5, 2)
# It does not say from which day the month counts.
AGREED = "Within one month, the Council will apologise in writing to Ms A for the delay.\n"


def logged_by_pasting(at: Desk) -> None:
    """Paste the agreed action; answer what is asked; look at all of it, and say so."""
    at.open("/my-work")
    at.follow("Log a decision")
    at.fill({"Decision reference": CASE, "Authority": "Oldbridge", "Agreed action": AGREED})
    at.fill({"Date of the decision": date(2024, 4, 2)})
    at.choose("Upheld")
    at.choose("It has agreed")
    at.press("Continue")
    at.sees("Rests on", "apologise in writing to Ms A for the delay", "1 question", "from which day it counts")
    go_on(at)
    at.sees("There is a problem", "Select by when recommendation 1 is to be done")
    at.choose("Within a period from the decision")
    assert at.page.get_by_label("Period", exact=True).input_value() == "1 month"
    go_on(at)
    at.sees("Check before it is logged", "Nothing is saved yet", "2 May 2024", "Personal remedy: Apology")
    at.press("Log this recommendation")
    at.sees(f"Case {CASE}", "on record with what was logged to it", REFERENCE)


def go_on(at: Desk) -> None:
    """Press the button at the end; the one before it is what the return key presses."""
    at.page.get_by_role("button", name="Continue", exact=True).last.click()


def test_from_the_decision_to_the_letter_of_satisfaction(
    office: WebOffice, smtp_sink: SmtpSink, browser: Browser, tmp_path: Path
) -> None:
    with desk(browser, office, "Kim Shaw") as kim:
        logged_by_pasting(kim)
        office.world.run("2024-04-02")
        office.world.run("2024-04-18")
        assert letters(smtp_sink) == ["New recommendation, due in 30 days", "Due in 14 days"]
        kim.open("/my-work")
        kim.sees("Nothing of yours needs you today")  # who logs it looks after it
        evidence_arrives(kim, "the letter", tmp_path)
        office.world.run("2024-04-29")
        assert len(letters(smtp_sink)) == 2  # evidence waits for a judgement: nobody is chased
        kim.open("/my-work")
        kim.sees("1 recommendation of yours needs you today, 29 April 2024", "evidence waits")
        kim.follow(REFERENCE)
        kim.follow(f"Judge evidence for {REFERENCE}")
        kim.choose("Insufficient: something is missing")
        kim.fill({"What is missing": "the letter bears no date"})
        kim.press("Record the judgement")
        kim.sees("The judgement is recorded", "the letter bears no date")
        office.world.run("2024-04-30")
        assert letters(smtp_sink)[2] == "More evidence needed, due in 2 days"
        evidence_arrives(kim, "the letter, dated", tmp_path)
        do(kim, "Judge evidence", {}, "Record the judgement", "Sufficient")
        completed: dict[str, str | date] = {"Day on which the authority completed it": date(2024, 4, 26)}
        do(kim, "Record that it is satisfied", completed, "Record the outcome")
        kim.sees("It is satisfied and closed", "Satisfied, in time, completed on 26 April 2024")
    assert seen(office).state == "satisfied"
    office.world.run("2024-05-01")
    office.world.run("2024-05-02")
    assert letters(smtp_sink)[3:] == ["Complete, we are satisfied"]
    assert "You completed it on 26 April 2024, by the due date." in " ".join(last_letter(smtp_sink).split())


def evidence_arrives(at: Desk, note: str, tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text(f"Dear Ms A, {note}", encoding="utf-8")
    at.open(f"/search?q={CASE}")  # leads to the case at once
    at.follow(f"Record evidence for {REFERENCE}")
    at.fill({"Who sent it": "A. Officer", "What it is": note})
    at.page.get_by_label("Files").set_input_files(file)
    at.press("Record evidence")
    at.sees("The evidence is recorded", note)


def test_a_refusal_is_recorded_with_its_reasons(office: WebOffice, browser: Browser) -> None:
    office.world.decision(CASE)
    office.world.log(REFERENCE, due_on=DUE, response=None)
    with desk(browser, office, "Kim Shaw") as kim:
        do(kim, "Record the authority's answer", {}, "Record the answer", "It refuses")
        kim.sees("There is a problem")
        assert kim.page.get_by_label("It refuses").is_checked()  # what was answered is still there
        kim.fill({"Its reasons": "it costs too much"})
        kim.press("Record the answer")
        kim.sees("The answer is recorded", "Refused", "it costs too much")
    assert (seen(office).response, seen(office).closed_on) == ("refused", None)


def test_more_time_is_refused_once_and_granted_once(office: WebOffice, smtp_sink: SmtpSink, browser: Browser) -> None:
    office.world.decision(CASE)
    office.world.log(REFERENCE, due_on=DUE, kind=Kind.SERVICE_IMPROVEMENT)
    office.world.run()
    with desk(browser, office, "Kim Shaw") as kim, desk(browser, office, "Mary Finch") as mary:
        asks_for_time(kim, "the holidays", date(2024, 6, 28))
        kim.does_not_see("Grant or refuse more time")  # an investigator does not decide that
        do(mary, "Grant or refuse more time", {"Reason": "a month was not used"}, "Record the decision", REFUSE)
        mary.sees("The decision is recorded", "2 May 2024")
        office.world.run("2024-04-03")
        assert letters(smtp_sink)[-1] == "Your request for more time"
        assert "a month was not used" in last_letter(smtp_sink)
        assert seen(office).due_on == DUE
        asks_for_time(kim, "the hall was flooded", date(2024, 5, 17))
        do(mary, "Grant or refuse more time", {"Reason": "nobody could foresee it"}, "Record the decision", GRANT)
        mary.sees("17 May 2024", "first 2 May 2024")
        office.world.run("2024-04-04")
    assert letters(smtp_sink)[-1] == "Due date now 17 May 2024"
    assert (seen(office).due_on, seen(office).original_due_on) == (date(2024, 5, 17), DUE)


REFUSE, GRANT = "Refuse: the due date stays", "Grant more time"


def asks_for_time(at: Desk, reason: str, until: date) -> None:
    wish = {"Who at the authority asks": "A. Officer", "Reason the authority gives": reason}
    wanted: dict[str, str | date] = {"Date the authority wishes for": until, **wish}
    do(at, "Record that the authority asks for more time", wanted, "Record the request")
    at.sees("The request waits for a decision")


def test_two_save_at_once_and_the_second_decides_with_open_eyes(office: WebOffice, browser: Browser) -> None:
    office.world.decision(CASE)
    office.world.log(REFERENCE, due_on=DUE)
    with desk(browser, office, "Kim Shaw") as kim, desk(browser, office, "Mary Finch") as mary:
        for each in (kim, mary):
            each.open(f"/cases/{CASE}")
            each.follow(f"Hold reminders for {REFERENCE}")
        mary.open(f"/recommendations/correct-date/{REFERENCE}")
        mary.fill({"Right due date": date(2024, 5, 9), "Reason": "typed 2 instead of 9"})
        mary.press("Correct the date")
        kim.fill({"Last day of the hold": date(2024, 4, 20), "Reason": "talks with the chief executive"})
        kim.press("Hold reminders")
        kim.sees("This has changed since you opened it", "by Mary Finch", "talks with the chief executive")
        assert seen(office).held_until is None
        kim.press("Save mine on top of it")
        kim.sees("Reminders are on hold")
    assert (seen(office).due_on, seen(office).held_until) == (date(2024, 5, 9), date(2024, 4, 20))


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_signing_in_with_password_and_code_leads_to_what_was_asked_for(
    office: WebOffice, browser: Browser, scripts: bool
) -> None:
    office.can_sign_in("Kim Shaw")
    office.world.decision(CASE)
    office.world.log(REFERENCE, due_on=DUE)
    with desk(browser, office, java_script_enabled=scripts) as kim:
        kim.open(f"/cases/{CASE}")
        assert kim.page.url.startswith(f"{office.address}/sign-in?next=")
        kim.sign_in("Kim Shaw")
        kim.sees(f"Case {CASE}")
        kim.press("Sign out")
        kim.open(f"/cases/{CASE}")
        kim.sees("Sign in")


def test_all_of_it_works_without_javascript(office: WebOffice, browser: Browser, tmp_path: Path) -> None:
    office.world.decision(CASE)
    office.world.log(REFERENCE, due_on=DUE)
    with desk(browser, office, "Kim Shaw", java_script_enabled=False) as kim:
        evidence_arrives(kim, "the letter", tmp_path)
        do(kim, "Judge evidence", {}, "Record the judgement", "Insufficient: something is missing")
        kim.sees("There is a problem")
        kim.follow(kim.page.get_by_role("alert").get_by_role("link").inner_text())
        kim.fill({"What is missing": "the date"})
        kim.press("Record the judgement")
        kim.open("/my-work?list=all")
        kim.page.get_by_text("Filter this list").click()
        kim.page.get_by_label("Authority", exact=True).fill("E1")
        kim.press("Apply filters")
        kim.sees("1 recommendation in this list")
    assert seen(office).evidence[0].missing == "the date"


def tab_to(at: Desk, words: str, most: int = 60) -> None:
    """Press Tab until what has the focus says so, and see that one can see where one is."""
    for _ in range(most):
        at.page.keyboard.press("Tab")
        focused = at.page.locator(":focus")
        if focused.count() and words in (focused.inner_text() or labels(at)):
            outline = focused.evaluate("it => getComputedStyle(it).outlineStyle + getComputedStyle(it).boxShadow")
            assert outline != "nonenone", f"nothing shows that {words!r} has the focus"
            return
    raise AssertionError(f"Tab does not reach {words!r} on {at.page.url}")


def labels(at: Desk) -> str:
    """The words beside the field that has the focus."""
    found = at.page.locator(":focus").evaluate("it => [...(it.labels || [])].map(each => each.innerText).join(' ')")
    return str(found)


def test_my_work_and_a_form_by_keyboard_alone(office: WebOffice, browser: Browser) -> None:
    office.world.decision(CASE)
    office.world.log(REFERENCE, due_on=DUE, kind=Kind.SERVICE_IMPROVEMENT)
    office.world.evidence(REFERENCE)
    with desk(browser, office, "Kim Shaw") as kim:
        keys = kim.page.keyboard
        kim.open("/my-work")
        keys.press("Tab")
        assert kim.page.locator(":focus").inner_text() == "Skip to main content"
        keys.press("Enter")
        tab_to(kim, REFERENCE)
        keys.press("Enter")
        kim.page.wait_for_url("**/cases/**")
        tab_to(kim, "Judge evidence")
        keys.press("Enter")
        kim.page.wait_for_url("**/recommendations/judge/**")
        tab_to(kim, "the letter")
        keys.press("Tab")
        keys.press("ArrowDown")  # from the first judgement to the second
        assert labels(kim) == "Insufficient: something is missing"
        tab_to(kim, "Record the judgement")
        keys.press("Enter")  # the reason is lacking: the summary has the focus, and leads to its field
        kim.page.get_by_role("alert").wait_for()
        assert kim.page.locator(":focus").get_attribute("class") == "govuk-error-summary"
        tab_to(kim, "is missing", 2)
        keys.press("Enter")
        tab_to(kim, "What is missing")
        keys.type("the date")
        tab_to(kim, "Record the judgement")
        keys.press("Enter")
        kim.page.wait_for_url("**/cases/**")
        kim.sees("The judgement is recorded")
    assert seen(office).evidence[0].missing == "the date"
