"""Stories of what is not carried out: two people who end it, and a letter to the chief executive (E3, R1)."""

from __future__ import annotations

from datetime import date

from playwright.sync_api import Browser

from compliance.domain.recommendations import Kind
from tests.support.desk import desk
from tests.support.smtp import SmtpSink
from tests.support.story import CASE, REFERENCE, do, last_letter, letters, seen
from tests.support.web_office import WebOffice

CHIEF = "bo@e1.example"
DECIDE = "Approve or decline the proposed outcome"
NOT_SATISFIED, CEASED = "Remedy not complete and not satisfied", "Ceased: unachievable or disproportionate"
APPROVE, DECLINE = "Approve: it is recorded with both names", "Decline: it stays open"


def overdue(office: WebOffice) -> None:
    """A recommendation that was to be done by 2 May 2024, ten working days later."""
    office.world.decision(CASE)
    office.world.log(REFERENCE, due_on=date(2024, 5, 2), kind=Kind.SERVICE_IMPROVEMENT)
    office.world.run("2024-05-16")


def test_what_is_not_complied_with_is_ended_by_two_people(
    office: WebOffice, smtp_sink: SmtpSink, browser: Browser
) -> None:
    overdue(office)
    chased = letters(smtp_sink)
    assert chased == ["14 days overdue"]
    names = ("Mary Finch", "Dee Grant", "Olu Reed")
    with desk(browser, office, names[0]) as mary, desk(browser, office, names[1]) as dee:
        do(mary, "Propose not satisfied, or ceased", {"Reason": "the school has closed"}, "Propose the outcome", CEASED)
        mary.sees("it waits for a second person", "Ceased, proposed by Mary Finch")
        mary.does_not_see(DECIDE)
        dee.open("/my-work")
        dee.sees("1 recommendation needs you today")
        do(dee, DECIDE, {}, "Record the decision", DECLINE)
        dee.sees("There is a problem", "Enter why you do not approve it")
        dee.fill({"Reason, if declined": "its successor can do it"})
        dee.press("Record the decision")
        mary.open(f"/cases/{CASE}")
        mary.sees("declined by Dee Grant", "Declined because: its successor can do it")
        do(dee, "Propose not satisfied, or ceased", {"Reason": "nothing came"}, "Propose the outcome", NOT_SATISFIED)
        dee.does_not_see(DECIDE)
        dee.open(f"/recommendations/decide-outcome/{REFERENCE}")
        dee.sees("This cannot be done", "another person has to do that, not Dee Grant")
    assert seen(office).closed_on is None
    with desk(browser, office, names[2]) as olu:
        do(olu, DECIDE, {}, "Record the decision", APPROVE)
        olu.sees(
            "The decision on the outcome is recorded", "recorded on 16 May 2024 by Dee Grant, approved by Olu Reed"
        )
        assert seen(office).state == "not_satisfied"
        olu.open("/my-work")
        olu.sees("Nothing needs you today")
    office.world.run("2024-05-31")
    assert letters(smtp_sink) == chased  # nobody is chased any more, and nobody is told of a satisfaction


def test_the_letter_to_the_chief_executive_is_read_first_and_arrives_as_it_was_read(
    office: WebOffice, smtp_sink: SmtpSink, browser: Browser
) -> None:
    overdue(office)
    office.world.contact("E1", "chief_executive", CHIEF)
    before = letters(smtp_sink, CHIEF)
    own = "I shall ring you on Friday."
    with desk(browser, office, "Mary Finch") as mary:
        mary.open(f"/cases/{CASE}")
        mary.follow(f"Write to the chief executive for {REFERENCE}")
        mary.sees("The letter as it will read", CHIEF, "16 May 2024")
        mary.does_not_see(own)
        mary.fill({"Your own words": own})
        mary.press("Show the letter with these words")
        read = mary.page.locator(".amends-letter").inner_text()
        assert own in read
        office.world.run()
        assert letters(smtp_sink, CHIEF) == before  # to look at a letter sends none
        mary.open(f"/recommendations/chief-executive/{REFERENCE}")
        mary.fill({"Your own words": own})
        mary.press("Send the letter")  # with words that were not shown yet: they are shown first
        mary.sees("The letter as it will read", own)
        read = mary.page.locator(".amends-letter").inner_text()
        mary.press("Send the letter")
        mary.sees("The letter goes out with the next messages")
        office.world.run()
        assert len(letters(smtp_sink, CHIEF)) == len(before) + 1
        assert words(last_letter(smtp_sink, CHIEF)) == words(read)
        mary.open(f"/cases/{CASE}")
        mary.sees(CHIEF)


def words(text: str) -> list[str]:
    """The words of a letter up to its last line, in which one that went out has its key."""
    return text.rpartition("Message ")[0].split()
