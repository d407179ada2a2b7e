"""A public summary as words with their places, and lists of phrases to look for among them (rule L3).

Everything here takes time in proportion to the length of the text, whatever it holds.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

# Letters and digits, joined by apostrophes and hyphens: O'Neil, three-month, 2024-25.
WORD = re.compile(r"[^\W_]+(?:['\u2019\u2010\u2011-][^\W_]+)*")
POSSESSIVE = ("'s", "\u2019s", "'S", "\u2019S")
APOSTROPHES = ("'", "\u2019")
ENDS_OF_SENTENCES = frozenset(".!?:;\u2022\u2026")
SPACE, LINE = " ", "\n"
LONGEST_GAP = 3


class Word(NamedTuple):
    """One word of a text: its letters without a possessive 's, where they stand, and what stands before them.

    `gap` is SPACE after white space, LINE after a line's end, else the punctuation before the word; `begins` says that
    it is the first one of a sentence or line.
    """

    text: str
    start: int
    end: int
    folded: str
    gap: str
    begins: bool
    possessive: bool

    @property
    def joined(self) -> bool:
        """Whether only white space lies between it and the word before it."""
        return self.gap in (SPACE, LINE)

    @property
    def letter(self) -> bool:
        """Whether it is a single capital letter."""
        return len(self.text) == 1 and self.text.isupper()

    @property
    def capitals(self) -> bool:
        """Whether it is all capitals, as EHC or SEND."""
        return len(self.text) > 1 and self.text.isupper()

    @property
    def capitalised(self) -> bool:
        """Whether it begins with a capital letter and is no single letter."""
        return len(self.text) > 1 and self.text[0].isupper()


def read_words(text: str) -> list[Word]:
    """The words of a text in order."""
    found: list[Word] = []
    after = 0
    for match in WORD.finditer(text):
        whole, start = match[0], match.start()
        gap, begins = _gap(text[after:start])
        possessive = len(whole) > len(POSSESSIVE[0]) and whole.endswith(POSSESSIVE)
        kept = whole[:-2] if possessive else whole
        found.append(Word(kept, start, start + len(kept), fold(kept), gap, begins or not found, possessive))
        after = match.end()
    return found


def _gap(between: str) -> tuple[str, bool]:
    """What lies between two words, shortened, and whether a sentence or line ends there."""
    marks = between.strip()
    line = LINE in between
    if not marks or marks in APOSTROPHES:
        return LINE if line else SPACE, line
    return marks.split()[-1][-LONGEST_GAP:], line or not ENDS_OF_SENTENCES.isdisjoint(marks)


def fold(word: str) -> str:
    """A word as it is compared: without capitals, with one kind of apostrophe."""
    return word.casefold().replace("\u2019", "'")


def word_set(words: str) -> frozenset[str]:
    """Words separated by spaces, as a set."""
    return frozenset(words.split())


class Phrases:
    """Phrases of one or more words, found among the words of a text without regard to capitals."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_first: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        self._by_last: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        for phrase in sorted({tuple(word.folded for word in read_words(each)) for each in phrases} - {()}):
            self._by_first[phrase[0]].append(phrase)
            self._by_last[phrase[-1]].append(phrase)

    def starting(self, words: Sequence[Word], at: int) -> int:
        """How many words the longest phrase that begins with word `at` has; 0 for none."""
        lengths = [
            len(phrase)
            for phrase in self._by_first.get(words[at].folded, ())
            if phrase == tuple(word.folded for word in words[at : at + len(phrase)])
        ]
        return max(lengths, default=0)

    def ending(self, words: Sequence[Word], at: int) -> bool:
        """Whether a phrase ends with word `at`."""
        return any(
            phrase == tuple(word.folded for word in words[max(0, at + 1 - len(phrase)) : at + 1])
            for phrase in self._by_last.get(words[at].folded, ())
        )

    def covered(self, words: Sequence[Word]) -> set[int]:
        """The numbers of all words that stand within one of the phrases."""
        return {at + more for at in range(len(words)) for more in range(self.starting(words, at))}
