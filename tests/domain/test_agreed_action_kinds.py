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
        # A service improvement by its words, and a person is named.
        ("consider whether it should have given Mr E priority Band B", None),
        ("review whether it should have charged Mrs F for respite", None),
        ("consider whether it owes Mr E a further payment", None),
        ("remind staff of Mr E's care plan", None),
        ("consider whether it has enough staff", SERVICE),
        ("train its staff in the light of Mr E's complaint", SERVICE),
        ("review its policy as a result of what happened to Mr E", SERVICE),
        # A personal remedy by its words, and it is for others than the complainant.
        ("check whether anyone else was wrongly charged since April 2024 and refund them", None),
        ("identify others who may have been affected by the same fault and apologise to them", None),
        ("identify any other children who missed out on provision and apologise to them and consider a remedy", None),
        ("write to all other foster carers affected to explain that they may be owed a payment", None),
        ("offer an apology and remedy to other families affected", None),
        ("contact all families waiting for an EHC assessment and apologise for the delay", None),
        ("contact everyone who was refused a Blue Badge and offer to reconsider their application", None),
        ("refund everybody affected", None),
        ("apologise to all those affected", None),
        ("check whether others were charged and refund them", None),
        ("apologise to Ms B and to other families affected", None),
        ("apologise to Ms B and her family for the distress", PERSONAL),
        ("apologise to the family for the delay", PERSONAL),
        ("pay Ms B £200 in recognition of the distress and other injustice", PERSONAL),
        ("apologise to Ms B for its failure to consider other options", PERSONAL),
        ("write to the other complainant and apologise", PERSONAL),
        # A personal remedy by its words, and staff, a policy or the like is named.
        ("put in place a system to check that new provision starts in time", None),
        ("reconsider its policy on dropped kerbs", None),
        ("issue a plan for reducing delays in its SEN service", None),
        ("issue a plan to prevent delays", None),
        ("reconsider how it records telephone calls", None),
        ("write to its contractors to explain what went wrong", None),
        ("write to all schools to explain the change", None),
        ("reinstate its weekly checks of outstanding repairs", None),
        ("restore its cleaning service", None),
        ("apologise for its staff's rudeness", PERSONAL),
        ("refund the fees its policy requires", PERSONAL),
        ("arrange for its contractors to complete the repairs", PERSONAL),
        ("make a fresh decision in line with its policy", PERSONAL),
        ("write to Mr E to explain its policy", PERSONAL),
        ("reinstate the direct payments", PERSONAL),
        ("issue the final EHC plan", PERSONAL),
    ],
)
def test_the_kind_is_asked_where_an_action_may_serve_others_too(words: str, kind: Kind | None) -> None:
    reading = read_agreed_action(f"The Council will {words} by 1 May 2025.", DECIDED, vocabulary())
    assert [each.kind for each in reading.proposals] == [kind]
    assert ("kind" in {each.topic.value for each in reading.questions}) == (kind is None)


DISTRESS, LOSS = "Financial redress: Avoidable distress/time and trouble", "Financial redress: Quantifiable loss"


@pytest.mark.parametrize(
    ("action", "categories"),
    [
        ("Pay the resident £400 in compensation. This must not be used to offset any arrears.", ()),
        ("Pay her £400. It should be paid to her, and not against her rent arrears.", ()),
        ("Pay her £400. This should be paid direct to her unless she has arrears.", ()),
        ("Pay her £400 for the distress. It must not be used to offset any arrears.", (DISTRESS,)),
        ("Pay her £400. This is for the distress caused.", (DISTRESS,)),
        ("Pay her £400. This is for the fees she paid.", (LOSS,)),
    ],
)
def test_a_sentence_that_says_where_a_sum_goes_tells_no_category(action: str, categories: tuple[str, ...]) -> None:
    text = f"Within one month of my decision the landlord will:\na. {action}\nb. Apologise to her."
    assert read_agreed_action(text, DECIDED, vocabulary()).proposals[0].categories == categories
