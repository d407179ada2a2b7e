"""From which day a period counts: our decision in whatever words, and two starts of one period are asked about (D2)."""

from __future__ import annotations

import pytest

from tests.support.agreed_action import only, topics

FORMS = [
    "Within one month of {}, the Council will pay Mr X £200.",
    "Within one month of {} the Council will pay Mr X £200.",
    "The Council will pay Mr X £200 within one month of {}.",
    "Within one month of {} the Council will:\n- pay Mr X £200.",
]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "words",
    [
        "the date we issue our final decision",
        "the date on which we issued this decision",
        "the date I issue my final decision",
        "the day I made the decision",
        "the date the Ombudsman issues the final decision",
        "the date that the Housing Ombudsman issued its decision",
        "when we issue our final decision",
        "us issuing our final decision",
        "our issuing this decision",
        "the Ombudsman making a final decision",
        "the Ombudsman's making of a final decision",
        "the date the decision is final",
        "the date on which the decision becomes final",
        "the decision becoming final",
    ],
)
def test_the_decision_that_we_make_is_ours_in_whatever_words(form: str, words: str) -> None:
    proposal = only(form.format(words))
    assert proposal.deadline is not None and proposal.action == "pay Mr X £200"
    assert (proposal.deadline.anchor.value, proposal.deadline.period) == ("decision", "1 month")
    assert not any("start" in each or "deadline" in each for each in topics(form.format(words)))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "words",
    [
        "the date it issues its final decision",
        "the Council issuing its final decision",
        "the date the panel issues the final decision",
        "the panel making a final decision",
        "receiving our final decision",
        "the date it receives our final decision",
    ],
)
def test_the_decision_that_others_make_or_get_is_an_event(form: str, words: str) -> None:
    deadline = only(form.format(words)).deadline
    assert deadline is not None and deadline.waits_on is not None
    assert (deadline.anchor.value, deadline.waits_on.words) == ("event", words)


def test_a_report_that_we_publish_is_a_report() -> None:
    deadline = only("Within three months of the date we publish our report the Council will train its staff.").deadline
    assert deadline is not None and deadline.anchor.value == "report"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "words",
    [
        "this decision and receipt of his bank details",
        "this decision and of receipt of his bank details",
        "my final decision and receiving his bank details",
        "my final decision and Mr X providing his bank details",
        "this decision plus receipt of his bank details",
        "this decision as well as the completion of the works",
        "this decision and the review meeting",
        "this decision and the apology",
        "receipt of his bank details and this decision",
        "this decision and upon receiving his bank details",
        "this decision, and after receiving his bank details",
        "this decision, following receiving his bank details",
    ],
)
def test_which_of_two_starts_is_meant_is_asked(form: str, words: str) -> None:
    if words.endswith(("meeting", "apology")):
        form = form.replace(" the Council will", ", the Council will").replace(",,", ",")
    text = form.format(words)
    assert "1 which_deadline" in topics(text)
    assert only(text).action == "pay Mr X £200"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "words",
    [
        "the later of this decision and receipt of his bank details",
        "whichever is the later of this decision and the review",
        "the latest of this decision, his reply and the review",
        "both this decision and receipt of his bank details",
    ],
)
def test_the_later_of_two_starts_is_asked(form: str, words: str) -> None:
    deadline = only(form.format(words)).deadline
    assert deadline is not None and (deadline.anchor.value, deadline.period) == ("unstated", "1 month")
    assert "1 start" in topics(form.format(words))


@pytest.mark.parametrize(
    "behind",
    [
        "and issue a new plan",
        "and publish its policy",
        "and complete the works",
        "and the Council will arrange a meeting",
        "and, following consultation with parents, review its policy",
        "and upon receiving his invoices refund them",
    ],
)
def test_what_is_done_as_well_is_no_other_start(behind: str) -> None:
    text = f"The Council will apologise to Mr X within one month of this decision {behind}."
    assert not any("deadline" in each for each in topics(text) if each.startswith("1 "))
