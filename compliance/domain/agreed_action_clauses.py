"""Tells where in the sentences of an action begins what others do, and what stands under a condition (D2)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from compliance.domain.agreed_action_text import pattern, sentences
from compliance.domain.agreed_action_times import TimeWords

# Behind these words a limit belongs to what others are to do, or did, and no longer to the remedy.
WITHIN_ANOTHER_CLAUSE = pattern(
    r"\b(?:ensur(?:e|es|ing)|mak(?:e|es|ing) (?:sure|certain)|so that|(?<!do\s)(?<!ing\s)so|that|how|which|who|whom|"
    r"whose|where|whether|because|if|when|requir(?:e|es|ed|ing|ements?)|statutory|fail(?:ed|ing|ures?|s)?|not|took|"
    r"unless|while|timescales?|targets?)\b"
)
TELLING = pattern(
    r"\b(?:remind|train|retrain|tell|instruct|brief|advise|ask|guide|teach|encourage|guidance|training)(?:s|ing)?\b"
)
TOLD_TO = pattern(
    r" to (?!(?:the|its|all|any|each|every|staff|officers?|teams?|managers?|employees|relevant|those|these|this|"
    r"councils?|a|an|our|his|her|their|mr|mrs|ms|miss|dr|social|members|frontline|senior|housing|care)\b)(?=[a-z])"
)
# "Remind staff they must send it", "tell him he can appeal"; "training for officers should" tells nobody anything.
TOLD = pattern(
    r"\b(?:he|she|they|it|you|people|staff|[a-z]{3,20}s)"
    r" (?:can|cannot|may|must|should|could|might|will|needs? to|ha(?:s|ve) to|are|is)\b"
)
NOUNS = frozenset({"guidance", "training"})
# Behind these somebody else acts; "ensure the plan is issued within a month of the decision" may be asked by then.
OF_OTHERS_ONLY = frozenset({"so that", "so", "how", "which", "who", "whom", "whose"})
# "Decide whether she is owed money and, if so, pay it within": what is asked goes on, under a condition.
RESUMED = pattern(r",?;? (?:and|then|and then),? (?=(?:if|where|when) (?:so|it|he|she|they|this|that|any|necessary)\b)")
WHETHER = pattern(r"whether")
# "If he is owed money, repay it": what stands behind the comma is asked again.
ASIDE = pattern(r"(?:if|when|unless|while|where)\b")
BEFORE_ASIDE = pattern(r"(?:[,;(]|\b(?:and|or|then)) \Z")
LONGEST_ASIDE = 200
LINK = 12
LETTER = pattern(r"[a-z]")


@dataclass(frozen=True)
class Sentence:
    """Where a sentence of an action ends, and where begins in it what others do and what stands under a condition.

    "If he is owed money, repay it": a condition is over at the comma, and what is behind it is asked. Behind `told`
    it is what others are told to do, "remind staff to", or surely do, "so that it notifies".
    """

    end: int
    of_others: int
    conditional: int
    told: int


def _sentence(plain: str, start: int, end: int) -> Sentence:
    begin, conditional = start, end
    while (found := WITHIN_ANOTHER_CLAUSE.search(plain, begin, end)) and (
        comma := _aside_end(plain, begin, found, end)
    ):
        begin, conditional = comma, min(comma, conditional)
    of_others = found.start() if found else end
    if telling := TELLING.search(plain, start, of_others):
        ways = (TOLD_TO,) if telling[0].lower() in NOUNS else (TOLD_TO, TOLD)
        told = (known.search(plain, telling.end(), of_others) for known in ways)
        of_others = min((each.start() for each in told if each), default=of_others)
    tells = telling is not None and telling[0].lower() not in NOUNS
    tells = tells or (found is not None and " ".join(found[0].lower().split()) in OF_OTHERS_ONLY)
    return Sentence(end, of_others, conditional, of_others if tells else end)


def _aside_end(plain: str, begin: int, found: re.Match[str], end: int) -> int:
    """Where the main clause goes on behind a condition before it, as between commas, or a "whether"; 0 for none."""
    before = plain[max(begin, found.start() - LINK) : found.start()]
    opens = LETTER.search(before) is None or BEFORE_ASIDE.search(before) is not None
    if WHETHER.fullmatch(found[0]):
        resumed = RESUMED.search(plain, found.end(), min(end, found.end() + LONGEST_ASIDE))
        return resumed.end() if resumed else 0
    if not opens or ASIDE.fullmatch(found[0]) is None:
        return 0
    return plain.find(",", found.end(), min(end, found.end() + LONGEST_ASIDE)) + 1


@dataclass(frozen=True)
class Clauses:
    """The sentences of an action that ends as given."""

    sentences: Sequence[Sentence]
    end: int

    @classmethod
    def of(cls, plain: str, action: int, end: int) -> Clauses:
        """Those of an action between two places."""
        return cls([_sentence(plain, *each) for each in sentences(plain, action, end)], end)

    def _of(self, each: TimeWords) -> Sentence:
        place = bisect_right(self.sentences, each.start, key=lambda sentence: sentence.end)
        return (
            self.sentences[place] if place < len(self.sentences) else Sentence(self.end, self.end, self.end, self.end)
        )

    def speak_of_others(self, each: TimeWords) -> bool:
        """Whether time words belong to what others are to do, or did."""
        return each.start > self._of(each).of_others

    def tell_others(self, each: TimeWords) -> bool:
        """Whether time words belong to what others are told to do, or surely do."""
        return each.start > self._of(each).told

    @property
    def first_end(self) -> int:
        """Where the first sentence ends."""
        return self.sentences[0].end if self.sentences else self.end

    def are_conditional(self, each: TimeWords) -> bool:
        """Whether time words stand behind a condition."""
        return each.start >= self._of(each).conditional
