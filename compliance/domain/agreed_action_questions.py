"""The questions that a text leaves open, in words for a caseworker."""

from __future__ import annotations

from collections.abc import Mapping

from compliance.domain.agreed_action_values import Question, Topic

LONGEST_SHOWN = 240
ASK: Mapping[Topic, str] = {
    Topic.START: "{words} does not say from which day it counts. Is it the decision?",
    Topic.REPORT: "{words} counts from a report. Is that the day of the decision? If not, which day is it?",
    Topic.DEADLINE: "no due date or period was found for it in the text. What is the deadline?",
    Topic.WHICH_DEADLINE: "the text states more than one deadline: {words}. Which is it?",
    Topic.WHOSE_DEADLINE: "{words} may be the deadline, or belong to what is asked. By when is it?",
    Topic.BEFORE: "{words} is before the decision. By when is it?",
    Topic.DATE: "{words} names no whole date that exists. Which day is meant?",
    Topic.PERIOD: "{words} is no period that can be counted. By when is it?",
    Topic.CONDITION: "it is asked only under a condition: {words}. Does it wait for that, or is it due all the same?",
    Topic.KIND: "is it a personal remedy or a service improvement? The words do not settle it.",
    Topic.CATEGORY: "no remedy category can be told from its words. Which is it?",
    Topic.SUM_START: "from which day does {words} count, and until when?",
    Topic.SUM_RANGE: "{words} is no settled sum. Which sum is it?",
    Topic.SUM_EACH: "{words} is for each of several. How many sums are to be paid?",
    Topic.SUM_TOTAL: "is {words} a total or a part of the sums beside it, or due as well? The text does not say.",
    Topic.SUM_PAID: "the text does not say that {words} is to be paid: it may be cancelled, waived, paid already or by "
    "somebody else, or only spoken of. Which sums are to be paid, or none?",
    Topic.BODY: "the text speaks to more than one body, here {words}. Is this one for the authority of the decision?",
    Topic.LINE: "{words} stands where an item may begin. Is it part of this action, or another one? What is this "
    "action?",
    Topic.NOTHING: "the text asks for nothing that could be recognised. Is there anything to log?",
}


def question(topic: Topic, number: int | None, words: str = "") -> Question:
    """A question about a proposal, or about the text; `words` is what it rests on."""
    shown = " ".join(words.split())
    if len(shown) > LONGEST_SHOWN:
        shown = f"{shown[: LONGEST_SHOWN - 3]}..."
    said = ASK[topic].format(words=f"\N{LEFT DOUBLE QUOTATION MARK}{shown}\N{RIGHT DOUBLE QUOTATION MARK}")
    return Question(topic, number, f"{said[0].upper()}{said[1:]}" if number is None else f"Proposal {number}: {said}")
