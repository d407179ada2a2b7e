"""Any text can be read: nothing is raised, and whatever is proposed stands in it."""

from __future__ import annotations

import re
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.domain.agreed_action_text import Piece
from compliance.domain.agreed_action_values import Reading, Topic
from compliance.domain.agreed_actions import read_agreed_action
from compliance.domain.deadlines import parse_period
from tests.agreed_actions.labels import labelled
from tests.agreed_actions.measure import vocabulary

SCRAPS = [
    "The Council ", "will ", "has agreed to ", "has agreed that ", "it will ", "I recommend ", "apologise ",
    "pay her ", "£", "£1,500", "£50.50 ", "a month", " per week ", "between ", " and ", "to each of ", "within ",
    "one month", "20 weeks", " of ", "this decision", "the date of this report", "the review", "an application",
    "once ", "if ", "by ", "31 March 2025", "31 February ", "2025-13-45", "99/99/9999", "without further delay",
    "twenty", "-one", " ", "\n", "\n\n", "- ", "a) ", "o ", "12. ", "iv) ", ":", ";", ".", ",", "(", ")",
    "\N{NO-BREAK SPACE}", "\N{RIGHT SINGLE QUOTATION MARK}", "\N{EN DASH}", "\r", "\x85", "\u2028", "\0",
    "\N{LATIN SMALL LETTER LONG S}", "\N{KELVIN SIGN}", "İ", "ß", "٣", "²", "\N{ZERO WIDTH SPACE}",
    "review its policy", "these actions ", "complete ", "provide us with evidence ", "the following ",
    "1.1 ", "A. ", "2 ", ".\nPay ", "\nReview ",
    "already paid ", "up to ", "(", "Mr. ", "Council A ", "the Trust ",
    "the Head of Planning ", "my recommendations", "\nWithin ", "\nIt will ", "•\n", "total ",
]  # fmt: skip
SUM = re.compile("£[0-9]")
TEXTS = st.text() | st.lists(st.sampled_from(SCRAPS) | st.text(max_size=5), max_size=60).map("".join)
WORKING = [each.text for each in labelled("working") if len(each.text) < 10_000]


def pieces(reading: Reading) -> list[Piece]:
    """Every piece of the text that a reading rests on."""
    found = [each.piece for each in (*reading.set_aside, *reading.left_out)]
    for proposal in reading.proposals:
        found += [proposal.piece, *(piece for each in proposal.amounts for piece in (each.piece, *each.days))]
        if proposal.deadline:
            found.append(proposal.deadline.piece)
            found += [proposal.deadline.waits_on] if proposal.deadline.waits_on else []
    return found


def holds(text: str) -> None:
    reading = read_agreed_action(text, date(2024, 9, 16), vocabulary())
    for piece in pieces(reading):
        assert text[piece.start : piece.end] == piece.words
        assert piece.words.strip()
    asked = {(each.number, each.topic) for each in reading.questions}
    assert [each.number for each in reading.proposals] == list(range(1, len(reading.proposals) + 1))
    for proposal in reading.proposals:
        for amount in proposal.amounts:
            assert str(amount.value).removesuffix(".00") in amount.piece.words.replace(",", "")
        if proposal.deadline is None:
            assert (proposal.number, Topic.DEADLINE) in asked
        elif proposal.deadline.period:
            parse_period(proposal.deadline.period, vocabulary().periods)
        assert proposal.kind or (proposal.number, Topic.KIND) in asked
    shown = [each.piece for each in reading.proposals] + [each.piece for each in reading.left_out]
    for sum_of_money in SUM.finditer(text):
        assert any(each.start <= sum_of_money.start() < each.end for each in shown)
    assert bool(reading.proposals) != ((None, Topic.NOTHING) in asked)


@settings(deadline=None)  # a machine may be busy
@given(TEXTS)
def test_any_text_is_read_and_every_word_stands_in_it(text: str) -> None:
    holds(text)


@settings(deadline=None)  # a machine may be busy
@given(st.sampled_from(WORKING), st.integers(0, 2000), st.integers(0, 200), st.text(max_size=8))
def test_a_damaged_text_is_read_too(text: str, place: int, lost: int, instead: str) -> None:
    holds(text[:place] + instead + text[place + lost :])


def test_a_limit_that_begins_where_a_sentence_ends_is_no_part_of_it() -> None:
    """It was looked at again and again."""
    holds("The Council will, within six weeks of this dereview the charges. Within one month of it, it will write.")
    holds(
        next(each for each in WORKING if "within six weeks of this decision, review" in each).replace("cision, ", "", 1)
    )


@settings(deadline=None)  # a machine may be busy
@given(TEXTS)
def test_a_text_is_read_the_same_every_time(text: str) -> None:
    first, again = (read_agreed_action(text, None, vocabulary()) for _ in range(2))
    assert first == again
