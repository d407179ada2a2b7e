"""The office's templates filled in: what a reader is told, on whatever day it goes out."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from compliance.documents.calendar_file import due_dates_calendar
from compliance.domain.errors import RulebookError
from compliance.notify.protocol import Composer, Item
from compliance.notify.rendering import TemplateComposer
from compliance.notify.template_words import FACTS, long_date, wrapped
from tests.notify.letters import KEY, a_digest, an_item

TEMPLATES = Path(__file__).parents[2] / "config" / "templates"
VOID = {"meta", "br", "img", "hr", "link"}


def composer(folder: Path = TEMPLATES) -> TemplateComposer:
    return TemplateComposer(
        folder, "Office of the Ombudsman", "Compliance team\n", "answers@ombudsman.example", due_dates_calendar
    )


def in_one_line(text: str) -> str:
    return " ".join(text.split())


class Balance(HTMLParser):
    """Sees whether every element is closed where it should be, and what the page would fetch or lay out in tables."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: dict[str, dict[str, str | None]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen[tag] = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_a_message_says_all_there_is_to_know() -> None:
    item = an_item("due_soon", -5, original_due_on=date(2026, 2, 7))
    letter = composer().compose(a_digest(item))
    assert (letter.key, letter.recipient) == (KEY, "officer@northbury.example")
    assert letter.subject == "Due in 5 days: case 19 012 345"
    for body in (in_one_line(letter.text), in_one_line(letter.html)):
        for words in (
            "Northbury Council",
            "19 012 345",
            "19 012 345/1",
            "Saturday 7 March 2026, in 5 days",
            "7 February 2026",
            "a copy of the apology letter",
            "proof of payment",
            "1 month after the decision of 30 January 2026",
            "answers@ombudsman.example",
            "link officer",
            "Compliance team",
            KEY,
        ):
            assert words in body
    assert "Dear Alex O'Neill," in letter.text
    assert "Apologise to Ms B & pay her £250." in letter.text
    assert "Dear Alex O&#39;Neill," in letter.html
    assert "Apologise to Ms B &amp; pay her £250." in letter.html


@pytest.mark.parametrize("template", ["due_soon", "due_today", "overdue", "escalated"])
@pytest.mark.parametrize(
    ("overdue_days", "subject", "sentence"),
    [
        (-2, "due in 2 days", "It is due on Wednesday 4 March 2026, in 2 days."),
        (-1, "due tomorrow", "It is due tomorrow, Tuesday 3 March 2026."),
        (0, "due today", "It is due today, Monday 2 March 2026. It is in time if it is done by the end of today."),
        (1, "1 day overdue", "It was due on Sunday 1 March 2026 and is now 1 day overdue."),
        (2, "2 days overdue", "It was due on Saturday 28 February 2026 and is now 2 days overdue."),
    ],
)
def test_a_message_is_true_on_the_day_it_goes_out(
    template: str, overdue_days: int, subject: str, sentence: str
) -> None:
    letter = composer().compose(a_digest(an_item(template, overdue_days)))
    assert subject in letter.subject.lower()
    assert sentence in in_one_line(letter.text)
    assert sentence in in_one_line(letter.html)
    wrong = [words for words in ("due today", "due tomorrow", "overdue", "due in") if words not in subject]
    assert not any(word in in_one_line(letter.text).lower() for word in wrong)


def test_several_items_are_one_message_with_its_own_subject() -> None:
    items = (
        an_item("overdue", 7),
        an_item("due_today", 0),
        an_item("satisfied", 3, facts={"completed_on": "2026-02-20"}),
    )
    letter = composer().compose(a_digest(*items))
    assert letter.subject == "3 recommendations, 1 overdue, 1 due today: Northbury Council"
    for words in ("7 days overdue", "due today", "we are satisfied"):
        assert words in letter.text.lower()
    assert letter.text.count("Dear Alex") == 1


def test_satisfied_in_time_and_late() -> None:
    late = an_item("satisfied", 3, facts={"completed_on": "2026-03-01", "late": "yes"})
    text = in_one_line(composer().compose(a_digest(late)).text)
    assert "You completed it on 1 March 2026, after the due date. It counts as complete but late." in text
    timely = an_item("satisfied", -3, facts={"completed_on": "2026-03-01", "late": ""})
    text = in_one_line(composer().compose(a_digest(timely)).text)
    assert "by the due date. It counts as complete and in time." in text


def test_insufficient_evidence_says_what_is_missing() -> None:
    item = an_item("evidence_insufficient", -4, facts={"missing": "The minutes.\nThe <date>."})
    letter = composer().compose(a_digest(item))
    assert "  The minutes.\n  The <date>.\n" in letter.text
    assert "The minutes.<br>\nThe &lt;date&gt;." in letter.html


def test_a_changed_deadline_says_the_old_and_the_new_date_and_why() -> None:
    facts = {"change": "extension", "reason": "The clerk was ill.", "agreed_by": "J. Smith"}
    item = an_item("deadline_changed", -10, original_due_on=date(2026, 2, 27), facts=facts)
    letter = composer().compose(a_digest(item))
    text = in_one_line(letter.text)
    assert letter.subject == "Due date now 12 March 2026: case 19 012 345"
    assert (
        "We have agreed to more time. The due date is now Thursday 12 March 2026; originally it was Friday 27" in text
    )
    assert "The clerk was ill." in text
    assert "J. Smith" in text


@pytest.mark.parametrize(("days", "said"), [(37, "That is now 37 days overdue."), (1, "That is now 1 day overdue.")])
def test_a_new_date_that_has_passed_is_said_to_be_overdue(days: int, said: str) -> None:
    """D7: more time may be over by the time it is told."""
    facts = {"change": "extension", "reason": "The clerk was ill.", "agreed_by": "J. Smith"}
    item = an_item("deadline_changed", days, original_due_on=date(2026, 1, 5), facts=facts)
    letter = composer().compose(a_digest(item))
    for shown in (letter.text, letter.html):
        assert said in " ".join(str(shown).split())


def test_a_new_date_ahead_is_not_said_to_be_overdue() -> None:
    item = an_item("deadline_changed", 0, original_due_on=date(2026, 1, 5), facts={"change": "extension"})
    assert "overdue" not in composer().compose(a_digest(item)).text


def test_a_chief_executive_is_addressed_as_such_and_staff_are_not() -> None:
    written = composer().compose(a_digest(an_item("escalated", 14), role="chief_executive"))
    assert "your attention as chief executive of Northbury Council" in in_one_line(written.text)
    told = composer().compose(a_digest(an_item("escalated", 14), role="casework_manager"))
    assert "You are recorded as casework manager at Office of the Ombudsman." in in_one_line(told.text)
    assert "Please see to it" not in told.text


@pytest.mark.parametrize("template", sorted(FACTS))
def test_html_is_sound_and_fetches_nothing(template: str) -> None:
    html = composer().compose(a_digest(an_item(template, 3), an_item("logged", -30))).html
    page = Balance()
    page.feed(html)
    assert page.open == []
    assert page.seen["html"]["lang"] == "en"
    assert not {"img", "link", "script", "style", "table", "iframe"} & page.seen.keys()
    assert not re.search(r"https?://|url\(|@import", html)


def test_what_others_wrote_stays_text() -> None:
    nasty = "{{ office.name }} <script>alert(1)</script> </dd>"
    item = an_item("logged", -5, action=nasty, receipt=nasty, expected_evidence=(nasty,), decision=nasty)
    letter = composer().compose(a_digest(item))
    assert "<script>" not in letter.html
    assert "{{ office.name }} &lt;script&gt;" in letter.html
    assert nasty in in_one_line(letter.text)


def test_a_subject_is_one_line() -> None:
    letter = composer().compose(a_digest(an_item("logged", -5, decision="1\r\nBcc: x@y.example")))
    assert "\n" not in letter.subject
    assert "\r" not in letter.subject


def test_the_calendar_holds_what_is_still_due() -> None:
    items = (
        an_item("overdue", 7),
        an_item("due_soon", -5, recommendation="19 012 346/1", decision="19 012 346"),
        an_item("satisfied", 3, recommendation="19 012 347/1"),
    )
    first, again = (composer().compose(a_digest(*items)) for _ in range(2))
    assert first == again
    (attachment,) = first.attachments
    assert attachment.name == "due-dates.ics"
    events: list[Any] = Calendar.from_ical(attachment.content).walk("VEVENT")
    assert [(str(event["uid"]), event["dtstart"].dt) for event in events] == [
        ("19%20012%20345%2F1@ombudsman.example", date(2026, 2, 23)),
        ("19%20012%20346%2F1@ombudsman.example", date(2026, 3, 7)),
    ]
    assert "Ms B" not in attachment.content.decode()


def test_nothing_left_to_do_means_no_calendar() -> None:
    letter = composer().compose(a_digest(an_item("satisfied", 3)))
    assert letter.attachments == ()
    assert "calendar" not in letter.text


def test_a_composer_is_a_composer() -> None:
    fits: Composer = composer()
    with pytest.raises(ValueError, match="nothing"):
        fits.compose(a_digest())


def test_an_unknown_template_is_named() -> None:
    with pytest.raises(RulebookError, match=r"templates/last_call/subject\.txt"):
        composer().compose(a_digest(an_item("last_call", 3)))


def test_dates_as_people_write_them() -> None:
    assert long_date(date(2026, 3, 3)) == "3 March 2026"
    assert long_date("2026-12-31") == "31 December 2026"
    assert long_date("last spring") == "last spring"


def test_long_words_stay_whole_and_lines_short() -> None:
    address = "https://northbury.example/" + "x" * 100
    lines = wrapped(f"{'word ' * 40}\n{address}", 2).splitlines()
    assert lines[-1] == f"  {address}"
    assert all(len(line) <= 72 for line in lines[:-1])


@pytest.mark.parametrize(
    ("items", "said", "unsaid"),
    [
        ([an_item("due_soon", -10)], "ask before the due date", "stands in the way, tell us what it is and when it"),
        ([an_item("escalated", 14)], "tell us what it is and when it will be done", "ask before the due date"),
        ([an_item("satisfied", 3)], "You need not send anything more.", "Send the evidence with your answer"),
        ([an_item("satisfied", 3), an_item("due_today", 0)], "ask before the due date", "You need not send"),
    ],
)
def test_how_to_answer_fits_what_is_left_to_do(items: list[Item], said: str, unsaid: str) -> None:
    letter = composer().compose(a_digest(*items))
    for text in (letter.text, letter.html):
        assert text is not None
        words = " ".join(text.split())
        assert said in words
        assert unsaid not in words


def test_a_reason_that_does_not_travel_can_be_asked_for() -> None:
    told = composer().compose(a_digest(an_item("extension_refused", -3, facts={"reason": "not needed"})))
    kept = composer().compose(a_digest(an_item("extension_refused", -3)))
    assert ("not needed" in told.text, "Ask us for it." in in_one_line(told.text)) == (True, False)
    assert "Ask us for it." in in_one_line(kept.text)
