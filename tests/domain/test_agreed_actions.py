"""What is read in the text of an agreed action: deadlines, sums, who is asked, what is asked back (L2 to L4, D2)."""

from __future__ import annotations

from datetime import date

import pytest

from compliance.domain.agreed_actions import read_agreed_action
from tests.support.agreed_action import VOCABULARY, aside, only, read, topics

NO_BREAK, QUOTE = "\N{NO-BREAK SPACE}", "\N{RIGHT SINGLE QUOTATION MARK}"


@pytest.mark.parametrize(
    ("limit", "period", "anchor"),
    [
        ("within one month of this decision", "1 month", "decision"),
        ("within four weeks of my final decision", "4 weeks", "decision"),
        ("within a month of our decision", "1 month", "decision"),
        ("within 28 days of the decision", "28 days", "decision"),
        ("within 12 weeks of today's decision", "12 weeks", "decision"),
        ("within 12 weeks of the date of today's final decision", "12 weeks", "decision"),
        ("within 12 weeks of today's report", "12 weeks", "report"),
        ("within 12 weeks of Monday's meeting", "12 weeks", "event"),
        ("within twenty-one days of the date of my decision", "21 days", "decision"),
        ("within twenty working days of the decision date", "20 working days", "decision"),
        ("within 10 business days from the final decision statement", "10 working days", "decision"),
        ("within a fortnight of this decision", "14 days", "decision"),
        ("within one year of this decision", "12 months", "decision"),
        ("within one calendar month of this decision", "1 month", "decision"),
        ("no later than two (2) months after the date of our final decision", "2 months", "decision"),
        ("within three months of the date of this report", "3 months", "report"),
        ("within one month of the publication of our report", "1 month", "report"),
        ("within one month", "1 month", "unstated"),
        ("within the next four weeks", "4 weeks", "unstated"),
        ("within two weeks from today", "2 weeks", "unstated"),
        ("within one month of the review", "1 month", "event"),
        ("within 14 days of receiving her bank details", "14 days", "event"),
        ("within one month of the panel's decision", "1 month", "event"),
        ("without further delay", "immediately", "decision"),
        ("in due course", "in due course", "decision"),
        ("within 20 weeks of a request", None, None),
        ("within one month of the decision to assess", "1 month", "event"),
    ],
)
def test_a_period_and_what_it_is_counted_from(limit: str, period: str | None, anchor: str | None) -> None:
    text = f"The Council will apologise to Ms A {limit}."
    deadline = only(text).deadline
    if period is None:
        assert deadline is None
        assert topics(text) == ["1 deadline"]
        return
    assert deadline is not None
    assert (deadline.period, deadline.due_on, deadline.anchor.value, deadline.piece.words) == (
        period,
        None,
        anchor,
        limit,
    )
    assert only(text).action == "apologise to Ms A"


@pytest.mark.parametrize(
    ("limit", "due_on"),
    [
        ("by 31 March 2025", date(2025, 3, 31)),
        ("no later than 1st October 2024", date(2024, 10, 1)),
        ("by the end of February 2025", date(2025, 2, 28)),
        ("by March 31, 2025", date(2025, 3, 31)),
        ("by 2025-03-31", date(2025, 3, 31)),
        ("on or before 31/03/2025", date(2025, 3, 31)),
        ("by 16 Sept 2024", date(2024, 9, 16)),
        ("by 5pm on Friday 7 March 2025", date(2025, 3, 7)),
        ("no later than 4.30 pm on Friday, 7 March 2025", date(2025, 3, 7)),
        ("by Friday the 7th of March 2025", date(2025, 3, 7)),
        ("by noon on 7 March 2025", date(2025, 3, 7)),
        ("by close of business on 7 March 2025", date(2025, 3, 7)),
        ("by the end of the day on Friday 7 March 2025", date(2025, 3, 7)),
        ("by 12 noon on 7 March 2025", date(2025, 3, 7)),
        ("by 17:00 on Friday 7 March 2025", date(2025, 3, 7)),
        ("by Monday, 3rd of February 2025", date(2025, 2, 3)),
        ("on 7 March 2025 at the latest", date(2025, 3, 7)),
        ("by noon on 7 March 2025, at the latest", date(2025, 3, 7)),
        ("by no later than 7 March 2025", date(2025, 3, 7)),
        # "Before" a day: the day before it is the last one (D1).
        ("before 1 March 2025", date(2025, 2, 28)),
        ("before Saturday 1 March 2025", date(2025, 2, 28)),
        ("before the 1st of March 2025", date(2025, 2, 28)),
        ("prior to 1 January 2025", date(2024, 12, 31)),
        ("before noon on 1 March 2025", date(2025, 3, 1)),
        ("before the end of March 2025", date(2025, 3, 31)),
        ("before the close of business on 1 March 2025", date(2025, 3, 1)),
    ],
)
def test_a_named_day(limit: str, due_on: date) -> None:
    deadline = only(f"The Council will apologise to Ms A {limit}.").deadline
    assert deadline is not None
    assert (deadline.due_on, deadline.period, deadline.piece.words) == (due_on, None, limit)


@pytest.mark.parametrize("limit", ["by 31 February 2025", "by 14 March", "by March 2025", "by Monday 7 March 2025"])
def test_a_day_that_cannot_be_told_is_asked(limit: str) -> None:
    text = f"The Council will apologise to Ms A {limit}."
    deadline = only(text).deadline
    assert deadline is not None
    assert (deadline.due_on, deadline.piece.words, topics(text)) == (None, limit, ["1 date"])


@pytest.mark.parametrize("limit", ["two weeks before 1 March 2025", "the day before 1 March 2025"])
def test_some_time_before_a_day_is_asked(limit: str) -> None:
    assert topics(f"The Council will apologise to Ms A {limit}.") == ["1 whose_deadline"]


def test_before_the_first_of_all_days_or_the_day_of_the_decision_there_is_none() -> None:
    assert topics("The Council will apologise to Ms A before 1 January 0001.") == ["1 date"]
    assert topics("The Council will apologise to Ms A before 16 September 2024.") == ["1 deadline"]


def test_a_period_beyond_what_can_be_counted_is_asked() -> None:
    assert topics("The Council will apologise to Ms A within 9999 weeks of this decision.") == ["1 period"]


@pytest.mark.parametrize(
    ("action", "content"),
    [
        ("review its policy to ensure plans are completed within 20 weeks", "within 20 weeks"),
        (
            "review its policy so that cases are decided within 15 working days of an application",
            "within 15 working days of an application",
        ),
        ("apologise for failing to answer within ten days", "within ten days"),
        ("remind staff to answer letters without further delay", "without further delay"),
        ("monitor the plan for the next four months", "for the next four months"),
        (
            "monitor the plan for six months from the date of this decision",
            "for six months from the date of this decision",
        ),
        ("review its policy every 12 months", "every 12 months"),
        ("award priority backdated to 1 April 2023", "1 April 2023"),
        ("look at all cases closed by 31 March 2024", "by 31 March 2024"),
        ("apologise for the 14 months it took", "for the 14 months"),
        ("review the three-month limit", "three-month"),
        ("hold a meeting on 1 December 2024", "1 December 2024"),
        ("reply within two to three weeks", "within two to three weeks"),
    ],
)
def test_time_words_that_are_content_are_no_deadline_and_are_shown(action: str, content: str) -> None:
    text = f"Within one month of this decision the Council will {action}."
    deadline = only(text).deadline
    assert deadline is not None
    assert (deadline.period, deadline.piece.words) == ("1 month", "Within one month of this decision")
    assert aside(text) == [content]


@pytest.mark.parametrize("words", ["15 hours a week", "twice a year", "£50 a month", "three days a week of care"])
def test_how_often_is_no_time(words: str) -> None:
    assert "a week" not in aside(f"The Council will arrange {words} by 1 November 2024.")


def test_an_explicit_start_makes_a_deadline_wherever_it_stands() -> None:
    deadline = only("The Council will apologise for failing to reply within one month of this decision.").deadline
    assert deadline is not None
    assert deadline.anchor.value == "decision"


@pytest.mark.parametrize(
    ("limit", "waits_on"),
    [
        ("Once the review has been completed", "the review has been completed"),
        ("As soon as it has her bank details", "it has her bank details"),
        ("After the assessment is complete", "the assessment is complete"),
        ("On completion of the works", "completion of the works"),
    ],
)
def test_a_deadline_that_waits(limit: str, waits_on: str) -> None:
    deadline = only(f"{limit}, the Council will apologise to Ms A.").deadline
    assert deadline is not None and deadline.waits_on is not None
    assert (deadline.period, deadline.anchor.value, deadline.waits_on.words) == (None, "event", waits_on)


LIST = "- apologise to Ms A;\n- review its policy."


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        (f"Within one month of this decision the Council will:\n{LIST}", ["1 month", "1 month"]),
        (f"The Council will:\n{LIST}\n\nIt will do this within a month of our decision.", ["1 month", "1 month"]),
        (f"The Council will:\n{LIST}\n\nThese actions should be completed within two weeks of our decision.",
         ["2 weeks", "2 weeks"]),
        (f"Within two weeks of this decision:\n{LIST}\n\nWithin one month of this decision:\n{LIST}",
         ["2 weeks", "2 weeks", "1 month", "1 month"]),
        ("The Council has agreed to take the following action within one month of this decision.\n\n"
         f"For Ms A, the Council will:\n{LIST}", ["1 month", "1 month"]),
        ("Within one month of this decision the Council will:\n- apologise within a week of this decision;\n"
         "- review its policy.", ["1 week", "1 month"]),
        ("The Council will apologise to Ms A within two weeks of this decision and review its policy within one month "
         "of this decision.", ["2 weeks", "1 month"]),
        ("Within one month of this decision the Council will:\napologise to Ms A;\nreview its policy.",
         ["1 month", "1 month"]),
        ("Within one month of this decision the Council will: (a) apologise to Ms A; (b) review its policy.",
         ["1 month", "1 month"]),
        ("The Council will apologise to Ms A within one month of this decision. It will review its policy.",
         ["1 month", None]),
    ],
)  # fmt: skip
def test_which_limit_governs_what(text: str, periods: list[str | None]) -> None:
    proposals = read(text).proposals
    assert [each.deadline and each.deadline.period for each in proposals] == periods
    assert {each.action for each in proposals} <= {"apologise to Ms A", "apologise", "review its policy"}


def test_two_deadlines_for_one_action_are_asked() -> None:
    text = "The Council will apologise to Ms A by 1 October 2024 or within one month of this decision."
    assert topics(text) == ["1 which_deadline"]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("The Council will apologise to Ms A within one month.", ["1 start"]),
        ("The Council will apologise to Ms A within one month of this report.", ["1 report"]),
        ("If the panel agrees, the Council will apologise to Ms A by 1 November 2024.", ["1 condition"]),
        ("The Council will apologise to Ms A and review its policy by 1 November 2024.", ["1 kind"]),
        ("The Council will meet Ms A by 1 November 2024.", ["1 category"]),
        ("The Council and the Trust will apologise to Ms A by 1 November 2024.", ["1 body"]),
        ("Council A will apologise to Ms A by 1 November 2024. Council B will apologise to Ms A by 1 November 2024.",
         ["1 body", "2 body"]),
        ("Exampleton Council will apologise to Ms A by 1 May 2025. The Council will review its policy by 2 May 2025.",
         []),
        ("The Council found no fault.", ["nothing"]),
        ("", ["nothing"]),
    ],
)  # fmt: skip
def test_what_the_text_leaves_open_is_asked(text: str, asked: list[str]) -> None:
    assert topics(text) == asked


@pytest.mark.parametrize(
    "text",
    [
        "The Council said it will review its policy.",
        "The law says the Council must complete plans within 20 weeks.",
        "The Council should have apologised to Ms A.",
        "The Council will not review its policy.",
        "The Council should provide us with evidence it has complied with the above actions.",
        "The Council has already apologised to Ms A.",
        "I do not recommend anything.",
        "I found the Council:\n- failed to review its policy;\n- did not apologise to Ms A.",
        "Councils must review their policies.",
        "The officer should apologise.",
    ],
)
def test_what_only_tells_something_asks_for_nothing(text: str) -> None:
    assert read(text).proposals == ()


@pytest.mark.parametrize(
    "text",
    [
        "The Council will apologise to Ms A.",
        "The Council has agreed to apologise to Ms A.",
        "The Council has also agreed, as we asked, to apologise to Ms A.",
        "The Council agreed that it will apologise to Ms A.",
        "I recommend that the Council should apologise to Ms A.",
        "Exampleton Borough Council has undertaken to apologise to Ms A.",
        "The care provider should apologise to Ms A.",
        "1. Apologise to Ms A",
        "Agreed action\n\n- Apologise to Ms A",
        "The Council needs to apologise to Ms A.",
    ],
)
def test_the_ways_to_ask(text: str) -> None:
    assert only(text).action.lower() == "apologise to ms a"


@pytest.mark.parametrize(
    ("words", "sums", "asked"),
    [
        ("pay Ms A £1,500 for distress", ["1500.00"], []),
        ("pay Ms A £150.50 for distress", ["150.50"], []),
        ("pay Ms A £100 per month for the distress", ["100.00 per month"], ["sum_start"]),
        ("pay Ms A £50 a week from 3 July 2023 until 4 March 2024 for distress", ["50.00 per week"], []),
        ("pay Ms A £600 per annum for distress", ["600.00 per year"], ["sum_start"]),
        ("make weekly payments of £20 to Ms A for distress", ["20.00 per week"], ["sum_start"]),
        ("pay Ms A between £100 and £200 for distress", ["100.00", "200.00"], ["sum_range"]),
        ("pay Ms A £100 to £200 for distress", ["100.00", "200.00"], ["sum_range"]),
        ("pay Ms A £100-200 for distress", ["100.00"], ["sum_range"]),
        ("pay Ms A up to £450 for distress", ["450.00"], ["sum_range"]),
        ("pay £200 to each of her sons for distress", ["200.00"], ["sum_each"]),
        ("pay each of her sons £200 for distress", ["200.00"], ["sum_each"]),
        ("pay her £300 per term for distress", ["300.00"], ["sum_each"]),
        ("pay her £700, made up of £500 for distress and £200 for trouble", ["500.00", "200.00"], []),
        ("pay her £1,200 (£100 a month for a year) for distress", ["1200.00"], []),
        ("pay her £300 for distress, less the £100 it has already paid", ["300.00"], ["sum_range"]),
        ("pay her the £300 it has already offered for distress", ["300.00"], []),
        ("pay her £300 for distress in addition to the £100 already paid", ["300.00"], []),
        ("pay her £2 million for distress", [], ["sum_range"]),
        ("pay her £1,2,3 for distress", [], ["sum_range"]),
        ("pay her £0 for distress", [], []),
    ],
)
def test_sums(words: str, sums: list[str], asked: list[str]) -> None:
    text = f"The Council will {words} by 1 November 2024."
    read_sums = [f"{each.value}{f' per {each.per}' if each.per else ''}" for each in only(text).amounts]
    assert read_sums == sums
    assert [topic.split()[1] for topic in topics(text) if "sum" in topic] == asked


def test_a_sum_that_grows_has_the_days_the_text_gives_it() -> None:
    text = "The Council will pay Ms A £50 a week from 3 July 2023 until 4 March 2024 for distress."
    (amount,) = only(text).amounts
    assert (amount.from_on, amount.ends_on, amount.piece.words) == (date(2023, 7, 3), date(2024, 3, 4), "£50 a week")


@pytest.mark.parametrize("span", ["from September 2023 to March 2024", "between Sept 2023 and March 2024"])
def test_a_sum_that_grows_from_one_month_to_another_has_their_first_and_last_day(span: str) -> None:
    text = f"The Council will pay Ms A £150 for each month {span} for distress."
    (amount,) = only(text).amounts
    assert (amount.from_on, amount.ends_on) == (date(2023, 9, 1), date(2024, 3, 31))
    assert not any("sum_start" in each for each in topics(text))


def test_words_are_found_across_wrapped_lines_and_odd_letters_and_given_as_they_stand() -> None:
    within = f"within one{NO_BREAK}\r\n   month of the Ombudsman{QUOTE}s final decision"
    text = f"The Council{QUOTE}s reply:\r\n\r\n62.{NO_BREAK}The Council will {within} apologise to Ms A.\r\n"
    deadline = only(text).deadline
    assert deadline is not None
    assert (deadline.period, deadline.piece.words) == ("1 month", within)
    assert text[deadline.piece.start : deadline.piece.end] == deadline.piece.words


def test_a_point_beneath_an_item_belongs_to_it() -> None:
    text = "The Council will:\n- review its policy. It will cover:\n  o cases;\n  o staff.\n- apologise to Ms A."
    assert [each.action for each in read(text).proposals] == [
        "review its policy. It will cover: o cases; o staff", "apologise to Ms A",
    ]  # fmt: skip


def test_without_the_day_of_the_decision_a_date_may_be_any() -> None:
    text = "The Council will apologise to Ms A by 31 March 2024."
    (unknown,) = read_agreed_action(text, None, VOCABULARY).proposals
    assert unknown.deadline is not None
    assert (unknown.deadline.due_on, unknown.deadline.unclear) == (date(2024, 3, 31), None)
