"""A remark about how to apologise is content wherever it stands: it breaks no list and asks for nothing (L2)."""

from __future__ import annotations

import pytest

from tests.support.agreed_action import left_out, read, topics

PUBLISHED = (
    "We publish guidance on remedies which sets out our expectations for how organisations should apologise effectively"
    " to remedy injustice."
)
LEAD = "Within one month of my final decision the Council will:"
FIRST, SECOND, THIRD = "apologise to Ms B for its delay.", "pay Ms B £200.", "review its policy on letters."


def remark(who: str) -> str:
    """The remark that stands in nearly every decision."""
    return (
        f"{PUBLISHED} The {who} should consider this guidance in making the apology I have recommended in my findings."
    )


@pytest.mark.parametrize("who", ["Council", "organisation"])
@pytest.mark.parametrize(
    "text",
    [
        f"{LEAD}\n\n1. {FIRST}\n\n{{}}\n\n2. {SECOND}\n\n3. {THIRD}",
        f"{LEAD}\n- {FIRST}\n{{}}\n- {SECOND}\n- {THIRD}",
        f"{LEAD}\n- {FIRST} {{}}\n- {SECOND}\n- {THIRD}",
        f"{LEAD}\n\na) {FIRST}\n\n   {{}}\n\nb) {SECOND}\n\nc) {THIRD}",
        f"{LEAD}\n• {FIRST}\n• {{}}\n• {SECOND}\n• {THIRD}",
        f"{LEAD}\n\n- {FIRST}\n- {SECOND}\n- {THIRD}\n\n{{}}\n",
    ],
    ids=["paragraph", "line", "within", "indented", "item", "behind"],
)
def test_it_breaks_no_list(text: str, who: str) -> None:
    reading = read(text.format(remark(who)))
    assert [each.deadline and each.deadline.period for each in reading.proposals] == ["1 month"] * 3
    assert [each.body for each in reading.proposals] == ["the Council"] * 3
    assert {each.topic.value for each in reading.questions} <= {"category"}


@pytest.mark.parametrize("who", ["Council", "organisation"])
def test_in_prose_it_is_left_out(who: str) -> None:
    text = f"Within one month of my final decision the Council will apologise to Ms B. {remark(who)}"
    assert [each.action for each in read(text).proposals] == ["apologise to Ms B"]
    assert topics(text) == []
    assert [words for words, _ in left_out(text)] == [
        each.rstrip(".") for each in remark(who).replace(". The", ".\nThe").split("\n")
    ]


@pytest.mark.parametrize("more", [" and pay her £200.", " and review its policy on letters.", " within two months."])
def test_what_it_asks_besides_is_asked(more: str) -> None:
    text = f"{LEAD}\n- {FIRST}\n\nThe Council should consider this guidance in making the apology{more}"
    assert len(read(text).proposals) == 2
