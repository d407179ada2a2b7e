"""With the office's own cues: what may serve others is not silently a personal remedy (L3, L4)."""

from __future__ import annotations

import pytest

from compliance.domain.agreed_actions import read_agreed_action
from compliance.domain.recommendations import Kind
from tests.agreed_actions.measure import vocabulary
from tests.support.agreed_action import DECIDED

PERSONAL, SERVICE = Kind.PERSONAL_REMEDY, Kind.SERVICE_IMPROVEMENT


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("carry out a significant event analysis and share it with Mrs J", None),
        ("carry out a root cause analysis and send Mrs J a copy", None),
        ("demonstrate learning from the complaint and send a copy to Mrs J", None),
        ("carry out repairs to the communal roof", None),
        ("refund all residents who were overcharged", None),
        ("apologise to all patients", None),
        ("pay Mrs J £500 and carry out a significant event analysis", None),
        ("carry out a significant event analysis", SERVICE),
        ("identify learning from the complaint", SERVICE),
        ("carry out repairs to Mrs J's roof", PERSONAL),
        ("carry out repairs to Mrs J's part of the communal roof", PERSONAL),
        ("refund Mrs J what she was overcharged", PERSONAL),
        ("apologise for failing to follow its policy", PERSONAL),
        ("share the decision with staff", SERVICE),
    ],
)
def test_the_kind_is_asked_where_an_action_may_serve_others_too(words: str, kind: Kind | None) -> None:
    reading = read_agreed_action(f"The Council will {words} by 1 May 2025.", DECIDED, vocabulary())
    assert [each.kind for each in reading.proposals] == [kind]
    assert ("kind" in {each.topic.value for each in reading.questions}) == (kind is None)
