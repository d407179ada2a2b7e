"""What stands with what is asked is a proposal, or asked about, or shown as left out: nothing is lost in silence."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.domain.agreed_actions import read_agreed_action
from tests.agreed_actions.measure import vocabulary
from tests.support.agreed_action import left_out, read

NOT_READ = "it stands with what is asked, and nothing was read from it"
LEAD = "Within one month of my decision the Council should:\n"
ASKING = [
    "Within one month of my final decision the Council should:", "The Council has agreed to:", "Agreed action",
    "46. Within 4 weeks of my decision, the Council will", "Recommendations",
    "47.The Council will take the following action within two months of my final decision:",
    "To put things right, within one month, the Trust has agreed to:",
]  # fmt: skip
LEADS = [*ASKING, "Within three months of my decision:", "For Mrs X:", "By 1 May 2026"]
ITEMS = [
    "apologise to Mrs {}", "Pay Mrs {} £200", "review policy {}", "Train its {} staff", "a letter of apology to Mrs {}",
    "carry out a fresh assessment of {}", "training for {}",
    "£150 for the distress of {}", "mend {}", "The {} roof is to be seen to",
    "staff to be told about {}", "keep evidence of the decisions about {}",
    "pay {} £50 and provide evidence of this to us",
    "remind {} that visits are made within 20 days", "Mr {} is to be visited within two weeks",
    "ensure that {} is done",
]  # fmt: skip
TOLD = [
    "It was at fault about {}.", "We publish guidance on {}.", "The {} team lost the file.",
    "I uphold the complaint about {}.",
    "This should be done by {}.", "Mrs {} was upset. She told the Council so.", "The payment is for {}.", "Service {}",
]  # fmt: skip
BULLETS = ["•", "-", "*", "·", "\uf0b7", "▪", "o ", "→", "✓", "\N{EN DASH}", ""]
NUMBERS = ["{n}.", "{n})", "({n})", "{l})", "({l})", "{l}.", "{u}.", "({r})", "58.{n}", "58.{n}."]
NAMES = [f"Q{one}{other}q" for one in "bcdfghjk" for other in "bcdfghjk"]  # none is a word that is known
ROMAN = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii"]


@st.composite
def texts(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A text of leads, items with marks of any sort and sentences, and the names in it that an item has."""
    names, text, items = iter(NAMES), "", []
    for place in range(draw(st.integers(1, 3))):
        lead = draw(st.sampled_from(LEADS if place else ASKING))
        text += lead + draw(st.sampled_from(["\n", "\n\n", " "] if lead.endswith(":") else ["\n", "\n\n"]))
        mark, ends = draw(st.sampled_from(BULLETS + NUMBERS)), draw(st.sampled_from([";\n", ".\n", "\n", ".\n\n", " "]))
        for number in range(draw(st.integers(1, 5))):
            name = next(names)
            glue = draw(st.sampled_from(["", " ", "\t", "  "]))
            here = mark.format(n=number + 1, l="abcdefgh"[number], u="ABCDEFGH"[number], r=ROMAN[number])
            text += f"{here}{glue}{draw(st.sampled_from(ITEMS)).format(name)}{ends}"
            items.append(name)
            if draw(st.integers(0, 5)) == 0:
                text += draw(st.sampled_from(TOLD)).format(next(names)) + draw(st.sampled_from(["\n", "\n\n"]))
        text = text.rstrip(" ") + "\n"
    return text, items


def not_read(text: str) -> list[str]:
    return [words for words, why in left_out(text) if why == NOT_READ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"{LEAD}- apologise.\nMrs A\nBy 1 May 2026 it should:\n- pay her £200.", ["Mrs A"]),
        ("The Council should apologise. The staff came late. It should pay £50.", ["The staff came late"]),
        (f"{LEAD}- apologise.\n\nThe roof is in need of repair.", ["The roof is in need of repair"]),
        (f"The roof leaks.\n\n{LEAD}- apologise.", []),
        ("The roof leaks.\n\nAgreed action\n\n- the roof is to be mended\n- the gate too", ["the gate too"]),
        (f"{LEAD}- apologise.\n\nPage 9 of 10\n\nFinal decision\n\n57. I uphold it.", ["I uphold it"]),
        ("1. Mrs A's nurse, and the Council should visit her.", ["Mrs A's nurse, and"]),
        ("1. To put this right, the Council should visit her within one month.", []),
        ("Within a month, the Council should visit her. Within a year.", []),
        (f"{LEAD}58.1training for staff\nFor Mrs X:\n- apologise.", ["58.1training for staff"]),
    ],
    ids=range(10),
)  # fmt: skip
def test_what_stands_with_what_is_asked_and_was_not_read_is_shown(text: str, shown: list[str]) -> None:
    assert not_read(text) == shown


def test_sentences_of_a_paragraph_are_one_piece_and_so_is_a_long_run_of_paragraphs() -> None:
    few = "\n\n".join(f"{number}. She came. She went." for number in range(2, 6))
    many = "\n\n".join(f"{number}. She came. She went." for number in range(2, 40))
    asked = f"1. The Council should apologise.\n\n{{}}\n\n40. {LEAD}- pay £200."
    assert not_read(asked.format(few)) == ["She came. She went"] * 4
    (run,) = not_read(asked.format(many))
    assert run.startswith("She came. She went. 3. She came") and run.endswith("39. She came. She went")


@pytest.mark.parametrize(
    "sentence",
    [
        "The Council should make every effort to ensure that these actions are completed",
        "I recommend that all of these actions should be completed",
        "It has agreed that these actions will be completed",
        "All of these actions should be completed", "It should take steps to make sure all these actions are done",
    ],
)  # fmt: skip
def test_a_sentence_about_the_actions_before_it_gives_them_its_limit(sentence: str) -> None:
    text = f"The Council will apologise. {sentence} within 4 weeks of my decision."
    (proposal,) = read(text).proposals
    assert proposal.deadline is not None
    assert (proposal.action, proposal.deadline.period, left_out(text)) == ("apologise", "4 weeks", [])


@pytest.mark.parametrize(
    "sentence",
    [
        "The Council has agreed to our recommendation for staff training within two months of my decision",
        "The Council should complete these actions, and mend the fence, within two months of my decision",
        "It should implement these recommendations, with a new leaflet, within two months of my decision",
        "It should do this by mending the fence within two months of my decision",
    ],
)
def test_what_a_sentence_about_other_actions_says_more_is_shown(sentence: str) -> None:
    why = "it speaks of the actions beside it, and nothing more was read from it"
    assert left_out(f"{LEAD}- apologise.\n\n{sentence}.") == [(sentence, why)]


def test_an_action_that_governs_nothing_is_one() -> None:
    mended = "The Council should mend the fence and this should be done by 1 May 2026."
    assert [each.action for each in read(mended).proposals] == ["mend the fence and this should be done"]
    text = (
        f"{LEAD}- apologise to Mrs A This should be done by her birthday.\n- a letter to her This should be done too."
    )
    assert read(text).proposals[0].action.startswith("apologise to Mrs A")
    assert not_read(text) == ["a letter to her"]
    assert not_read(f"{LEAD}a letter to her This should be done too.") == ["a letter to her"]


@pytest.mark.parametrize("heading", ["Payment", "Staff training", "Evidence:", "Recommended action"])
@pytest.mark.parametrize("number", ["", "47. "])
def test_a_heading_over_who_is_asked_is_not_shown(heading: str, number: str) -> None:
    behind = f"{number}Within three months of my decision the Council will train its staff."
    assert not_read(f"The Council will apologise to Mr A.\n\n{heading}\n{behind}") == []


@pytest.mark.parametrize("line", ["Training", "Refund of fees", "Refund fees", "A fence"])
def test_a_short_line_that_may_be_an_action_is_shown(line: str) -> None:
    after = "" if line in {"Refund of fees", "Refund fees"} else "\nThis is for Mr A."
    shown = " ".join(words for words, _ in left_out(f"The Council will apologise to Mr A.\n\n{line}{after}"))
    assert line in shown


@settings(deadline=None, max_examples=300)  # a machine may be busy
@given(texts())
def test_every_item_is_in_a_proposal_a_question_or_left_out(made: tuple[str, list[str]]) -> None:
    text, items = made
    reading = read_agreed_action(text, date(2026, 3, 2), vocabulary())
    shown = [each.piece.words for each in reading.proposals] + [each.piece.words for each in reading.left_out]
    shown += [each.words for each in reading.questions]
    whole = " ".join(shown)
    assert [each for each in items if not re.search(each, whole)] == []
