"""Logging a decision on the pages: typed, or proposed from pasted text; nothing is saved before it is confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape

import pytest

from tests.support.log_pages import (
    AGREED,
    COLUMNS,
    NEW,
    controls,
    fields,
    logging_office,
    press,
    start,
    stored,
    words_of,
)
from tests.support.statements import heard_everywhere
from tests.support.web_office import WebOffice
from tests.support.world import World


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    """An office with one authority, one decision on record, and people who may log and who may not."""
    with logging_office(world) as made:
        yield made


def test_a_pasted_text_is_proposed_answered_looked_at_and_logged(office: WebOffice) -> None:
    kim = office.browser_of("Kim Shaw")
    proposed = start(kim, NEW | {"text": f"{AGREED}A payment of £20 should be made to her.\n"})
    assert proposed.status_code == 200, proposed.text
    assert "A payment of £20 should be made to her</q>: it was not recognised as a request" in proposed.text
    assert proposed.text.count('<section class="amends-recommendation"') == 4
    assert '<mark class="amends-mark amends-mark--deadline">Within one month of this decision</mark>' in proposed.text
    assert '<mark class="amends-mark amends-mark--sum">£150</mark>' in proposed.text
    assert '<mark class="amends-mark amends-mark--content">within 20 weeks</mark>' in proposed.text
    assert "does not say from which day it counts" in proposed.text
    unanswered = press(kim, proposed, "check")
    assert unanswered.status_code == 422
    assert "Select by when recommendation 4 is to be done" in unanswered.text
    looked = press(kim, unanswered, "check", r4_by="period")
    assert looked.status_code == 200, looked.text
    assert "Check before it is logged" in looked.text
    assert "1 May 2024" in looked.text
    assert stored(office, "reference") == []
    answer = press(kim, looked, "confirm")
    assert answer.status_code == 303, answer.text
    assert [(name, kind, str(due), said) for name, kind, due, said in stored(office, COLUMNS)] == [
        ("24 000 001-1", "personal_remedy", "2024-05-01", "agreed"),
        ("24 000 001-2", "personal_remedy", "2024-05-01", "agreed"),
        ("24 000 001-3", "service_improvement", "2024-05-01", "agreed"),
        ("24 000 001-4", "service_improvement", "2024-05-01", "agreed"),
    ]
    page = kim.get(answer.headers["location"])
    assert page.status_code == 200
    assert "on record with what was logged to it" in page.text
    assert "Kim Shaw" in page.text


def test_what_nothing_was_read_from_is_listed_and_shortened_where_it_is_long(office: WebOffice) -> None:
    told = " ".join(f"She came on day {number}." for number in range(1, 60))
    proposed = start(office.browser_of("Kim Shaw"), NEW | {"text": f"{AGREED}\n{told}\n\n{AGREED}"})
    listed = proposed.text.partition("Left out: read as no recommendation")[2].partition("</details>")[0]
    assert "She came on day 1." in listed
    assert "...</q>: it stands with what is asked, and nothing was read from it" in listed
    assert "She came on day 59" not in listed


def test_recommendations_are_typed_one_after_the_other_on_a_decision_on_record(office: WebOffice) -> None:
    office.world.log("23 001-1")
    kim = office.browser_of("Kim Shaw")
    assert 'href="/log?decision=23%20001"' in kim.get("/cases/23 001").text
    assert 'value="23 001"' in kim.get("/log?decision=23%20001").text
    shown = start(kim, {"decision": "23 001", "answer": "none"})
    assert shown.status_code == 200, shown.text
    assert controls(shown)["r1-reference"] == ["23 001-2"]
    first = {"r1_action": "Apologise", "r1_kind": "personal_remedy", "r1_categories": ["Apology"], "r1_by": "due"}
    due = {"r1-due-day": "3", "r1-due-month": "June", "r1-due-year": "2024"}
    shown = press(kim, shown, "add", **first, **due)
    assert controls(shown)["r2-reference"] == ["23 001-3"]
    assert controls(shown)["r1-action"] == ["Apologise"]
    second = {"r2_action": "Write to Ms A", "r2_kind": "personal_remedy", "r2_by": "wait", "r2_wait": "recommendation"}
    money = {"r2_sums": "150\r\n50 per month from 2024-01-01", "r2_evidence": "a copy\r\n\r\n proof of posting "}
    looked = press(kim, shown, "check", **second, **money, r2_waits="23 001-2", r2_then="2 weeks")
    assert looked.status_code == 200, looked.text
    assert "3 June 2024" in looked.text
    assert "No date yet" in looked.text
    assert "£150<br>£50 a month from 1 January 2024: £150 to date<br><strong>Together £300 to date" in looked.text
    changed = press(kim, looked, "change")
    assert controls(changed)["r2-sums"][0].splitlines() == ["150", "50 per month from 2024-01-01"]
    answer = press(kim, press(kim, changed, "check"), "confirm")
    assert answer.status_code == 303, answer.text
    assert [(row[0], row[2] and str(row[2]), row[3]) for row in stored(office, COLUMNS)][1:] == [
        ("23 001-2", "2024-06-03", None),
        ("23 001-3", None, None),
    ]
    assert stored(office, "description", "expected_evidence")[-2:] == [("a copy",), ("proof of posting",)]
    assert len(stored(office, "amount", "remedy_sum")) == 2


def test_proposals_are_taken_away_put_back_and_corrected(office: WebOffice) -> None:
    kim = office.browser_of("Kim Shaw")
    shown = press(kim, start(kim, NEW | {"text": AGREED}), "take-4", r1_action="Say sorry")
    assert "Put back" in shown.text
    assert controls(shown)["item"] == ["1", "2", "3"]
    shown = press(kim, press(kim, shown, "take-2"), "put-4")
    assert controls(shown)["item"] == ["1", "3", "4"]
    shown = press(kim, shown, "back")
    assert controls(shown)["text"][0].split() == AGREED.split()
    shown = press(kim, shown, "read", subject="Business rates")
    assert (controls(shown)["item"], controls(shown)["r1-action"]) == (["1", "3", "4"], ["Say sorry"])
    looked = press(kim, press(kim, shown, "take-4"), "check", r3_reference="Kim's own")
    assert press(kim, looked, "confirm").status_code == 303
    assert stored(office, "reference, action")[0] == ("24 000 001-1", "Say sorry")
    assert stored(office, "reference")[1:] == [("Kim's own",)]
    assert stored(office, "subject", "decision")[-1] == ("Business rates",)


def test_another_text_is_read_anew(office: WebOffice) -> None:
    kim = office.browser_of("Kim Shaw")
    back = press(kim, start(kim, NEW | {"text": AGREED}), "back")
    shown = press(kim, back, "read", text="Within two weeks of this decision the Council will pay Ms A £99.")
    assert controls(shown)["item"] == ["1"]
    assert (controls(shown)["r1-sums"], controls(shown)["r1-period"]) == (["99.00"], ["2 weeks"])


def test_a_letter_corrected_in_the_text_keeps_what_was_typed_about_all_else(office: WebOffice) -> None:
    """L2: what was typed goes with its words; what was read anew, or is gone, is said with what was typed."""
    kim = office.browser_of("Kim Shaw")
    shown = start(kim, NEW | {"text": AGREED})
    typed = {"r2_sums": "123", "r2_evidence": "bank slip", "r2_reference": "KS 7", "r3_evidence": "the new policy"}
    shown = press(kim, press(kim, shown, "take-1"), "add", **typed)
    back = press(kim, shown, "back", r5_action="Meet Ms A", r2_by="due", r2_due_day="3", r2_due_month="5")
    text = AGREED.replace("policy so", "policies so").replace(
        "- apologise", "- apologise in writing to her son;\n- apologise"
    )
    again = press(kim, back, "read", text=text)
    assert controls(again)["item"] == ["1", "3", "4", "5", "6"]
    kept = fields(again, "r3-sums", "r3-evidence", "r3-reference", "r3-by", "r3-due-day", "r6-action", "r6-reference")
    assert kept == ["123", "bank slip", "KS 7", "due", "3", "Meet Ms A", "24 000 001-6"]
    assert fields(again, "r1-reference", "r4-evidence", "r5-reference") == ["24 000 001-1", "", "24 000 001-5"]
    said = words_of(again)
    for words in (
        "The text has changed.",
        "Recommendation 1 , apologise in writing to her son : read anew",
        "Recommendation 4 , review its policies so that plans are completed within 20 weeks : read anew",
        "No longer there: review its policy so that plans are completed within 20 weeks . You had typed: "
        "Evidence expected: the new policy",
    ):
        assert words in said, words
    assert "Recommendation 3 ," not in said
    assert "The text has changed" not in press(kim, again, "look").text


def test_another_limit_above_the_same_words_is_read_anew_and_nothing_else(office: WebOffice) -> None:
    kim = office.browser_of("Kim Shaw")
    shown = press(kim, start(kim, NEW | {"text": AGREED}), "look", r2_evidence="bank slip", r2_period="6 weeks")
    again = press(kim, press(kim, shown, "back"), "read", text=AGREED.replace("one month of", "two months of"))
    assert fields(again, "r2-by", "r2-period", "r2-evidence", "r4-period") == [
        "period",
        "2 months",
        "bank slip",
        "1 month",
    ]
    said = words_of(again)
    assert "pay Ms A £150 for her distress : By when is read anew. You had typed: By when: 6 weeks" in said
    assert "No longer there" not in said


@pytest.mark.parametrize(
    ("corrected", "named"),
    [
        ({"decision": "24 000 002"}, ["24 000 002-1", "KS 7", "24 000 002-5"]),
        ({"decided_on_day": "2", "text": f"{AGREED}  "}, ["24 000 001-1", "KS 7", "24 000 001-5"]),
    ],
    ids=["reference", "date"],
)
def test_another_reference_or_date_keeps_all_that_was_typed(
    office: WebOffice, corrected: dict[str, str], named: list[str]
) -> None:
    kim = office.browser_of("Kim Shaw")
    shown = press(kim, start(kim, NEW | {"text": AGREED}), "add", r2_sums="123", r2_reference="KS 7")
    back = press(kim, shown, "back", r1_action="Say sorry", r5_action="Meet Ms A")
    again = press(kim, back, "read", **corrected)
    assert "The text has changed" not in again.text
    assert fields(again, "r1-reference", "r2-reference", "r5-reference") == named
    assert fields(again, "r1-action", "r2-sums", "r5-action") == ["Say sorry", "123", "Meet Ms A"]
    assert controls(again)["item"] == ["1", "2", "3", "4", "5"]


def test_what_is_not_settled_is_left_open(office: WebOffice) -> None:
    text = (
        "Within one month of this decision the Council will pay Ms A up to £450. By 1 June 2024 it will pay her £50 a "
        "month for the delay. Once the review has been completed, the Council and the Trust will write to her. "
        "By 1 June 2024 the Council will pay her £20 a month from 1 May 2024 until she moves."
    )
    kim = office.browser_of("Kim Shaw")
    shown = start(kim, NEW | {"text": text})
    assert "is no settled sum" in shown.text
    named = controls(shown)
    assert (named["r1-sums"], named["r2-sums"]) == ([""], ["50.00 per month from"])
    assert named["r4-sums"] == ["20.00 per month from 1 May 2024 until"]
    assert named["r3-waits"] == ["the review has been completed"]
    answer = press(kim, shown, "check")
    assert answer.status_code == 422
    for said in (
        "Enter the sums of recommendation 1, or none",
        "50.00 per month from' needs the day it counts from",
        "20.00 per month from 1 May 2024 until' needs the last day that counts, such as 30 November 2024",
        "Say that recommendation 3 is for this authority, or take it away",
    ):
        assert said in unescape(answer.text), said
    settled = {"r1_sums": "none", "r2_sums": "50.00 per month from 1 February 2024", "r3_kind": "personal_remedy"}
    settled |= {"r4_sums": "20 per month from 1 May 2024"}
    bodies = {f"r{number}_body": "E1" for number in (1, 2, 3, 4)}
    looked = press(kim, answer, "check", **settled, **bodies)
    assert looked.status_code == 200, looked.text
    assert press(kim, looked, "confirm").status_code == 303
    assert len(stored(office, "amount", "remedy_sum")) == 2


def test_a_text_that_asks_for_nothing_is_said_and_can_be_logged_all_the_same(office: WebOffice) -> None:
    kim = office.browser_of("Kim Shaw")
    shown = start(kim, NEW | {"text": "The complaint is about potholes."})
    assert "Nothing that is asked was recognised" in shown.text
    typed = {"r1_action": "Mend it", "r1_kind": "service_improvement", "r1_by": "period", "r1_period": "immediately"}
    assert press(kim, press(kim, shown, "check", **typed), "confirm").status_code == 303
    assert len(stored(office, "id")) == 1


def test_a_decision_without_recommendations_is_logged(office: WebOffice) -> None:
    kim = office.browser_of("Kim Shaw")
    answer = start(kim, NEW | {"text": AGREED}, "alone")
    assert answer.status_code == 422
    assert "Take the text away" in answer.text
    answer = start(kim, NEW | {"authority": "eastshire", "outcome": "not_upheld"}, "alone")
    assert answer.status_code == 303, answer.text
    assert stored(office, "reference, outcome", "decision")[-1] == ("24 000 001", "not_upheld")
    assert kim.get(answer.headers["location"]).status_code == 200


def test_sent_twice_it_is_logged_once_and_by_two_at_once_the_second_is_told(office: WebOffice) -> None:
    office.person("Tom Bell", "team_coordinator")
    kim, tom = office.browser_of("Kim Shaw"), office.browser_of("Tom Bell")
    text = {"text": "Within a month of this decision the Council will apologise to Ms A."}
    looked, theirs = (press(each, start(each, NEW | text), "check") for each in (kim, tom))
    fields = controls(looked) | {"do": "confirm"}
    answers = [kim.post("/log", data=fields) for _ in range(2)]
    assert [each.status_code for each in answers] == [303, 303]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    refused = press(tom, theirs, "confirm")
    assert refused.status_code == 422
    assert "24 000 001-1 was logged to case 24 000 001 a moment ago by Kim Shaw: look at it first" in refused.text
    assert 'href="/cases/24%20000%20001" target="_blank"' in refused.text
    assert "another reference" not in refused.text
    assert len(stored(office, "id")) == 1


def test_looking_at_the_form_takes_as_many_statements_however_many_authorities_there_are(office: WebOffice) -> None:
    kim = office.browser_of("Kim Shaw")
    counts = []
    for _ in range(2):
        with heard_everywhere() as found:
            assert kim.get("/log").status_code == 200
        counts.append(len(found))
        for number in range(20):
            office.world.authority(f"X{number}{len(counts)}")
    assert counts[0] == counts[1]


def test_who_may_not_log_finds_no_entry_and_is_refused(office: WebOffice) -> None:
    max_howe, kim = office.browser_of("Max Howe"), office.browser_of("Kim Shaw")
    assert 'href="/log' not in max_howe.get("/cases/23 001").text
    assert 'href="/log"' in kim.get("/my-work").text
    assert max_howe.get("/log").status_code == 403


def test_a_line_that_may_be_another_action_is_asked_and_the_action_left_to_type(office: WebOffice) -> None:
    text = (
        "Within one month of this decision the Council will:\n"
        "Write to Ms F with an apology for the failings of its own Housing\nReview Panel.\nReassess Ms F's care needs."
    )
    kim = office.browser_of("Kim Shaw")
    shown = start(kim, NEW | {"text": text})
    assert "“Review Panel.” stands where an item may begin. Is it part of this action, or another one?" in unescape(
        shown.text
    )
    assert controls(shown).get("r1-action", [""]) == [""]
    assert controls(shown)["r2-action"] == ["Reassess Ms F's care needs"]
    assert press(kim, shown, "check").status_code == 422
    answered = press(kim, shown, "check", r1_action="Apologise to Ms F")
    assert "Check before it is logged" in answered.text


@pytest.mark.parametrize("broken", ["nl\nBcc: x", "24\u2028001", "24\t001"])
def test_a_reference_that_no_browser_sends_is_refused(office: WebOffice, broken: str) -> None:
    """L1: in a letter it would be two lines."""
    kim = office.browser_of("Kim Shaw")
    answer = start(kim, NEW | {"decision": broken, "text": AGREED})
    said = "The reference of the decision must be on one line, without control characters"
    assert (answer.status_code, said in answer.text) == (422, True)
    answer = press(kim, start(kim, NEW | {"text": AGREED}), "check", r4_by="period", r1_reference=broken)
    assert answer.status_code == 422
    assert "The reference of recommendation 1 must be on one line" in answer.text
