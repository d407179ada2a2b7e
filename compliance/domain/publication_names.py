"""Finds what may be the name of a person in a public summary: "Mrs B", "her son D", "Jane Brown" (rule L3).

Decision letters name nobody but say "Mr X"; that is found too. A name is told from the name of a thing by lists of the
office (`publication.yaml`), by what stands before it, and by what a capitalised expression ends in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from compliance.domain.publication_findings import GuardRules
from compliance.domain.publication_words import Word, word_set

LONGEST_NAME = 4
PARTICLES = word_set("de da di du del della van von der den bin ibn al el la le")
PAIRING = frozenset({"and", "or"})
# A person has none of these before the name, a thing often does: the Severn Trent, in Great Yarmouth.
BEFORE_THINGS = word_set(
    "the a an its their our his her your this that these those any each every all no both some new "
    "in at near across around throughout outside inside"
)
# Titles that are no words of their own are titles in small letters too: mrs smith, but not "they miss appointments".
SMALL_TITLES = word_set("mr mrs")
# "The Smith family" is theirs; "the Sutton family hub" is a thing.
OF_PEOPLE = word_set("family siblings")
BEHIND_PEOPLE = word_set("and or but is was were are has had have did in on at with to about for when after before")
TITLED = "a title stands before it"
CUED = "a word that stands before names does here"
GIVEN = "it holds a given name"
UNKNOWN = "capitalised words that stand in none of the office's lists"
FAMILY = "their family is called so"
LETTER = "a single capital letter, as decisions call people"
INITIAL = "an initial and a capitalised word"


class Name(NamedTuple):
    """The numbers of the first and the last word of what may be a name, and why it may."""

    first: int
    last: int
    why: str


class Names:
    """Looks for names among the words of one text; `spared` are the numbers of words within an allowed phrase."""

    def __init__(self, words: Sequence[Word], rules: GuardRules, spared: set[int]) -> None:
        self.words = words
        self.rules = rules
        self.spared = spared

    def __iter__(self) -> Iterator[Name]:
        at = 0
        while at < len(self.words):
            name = self._after_title(at) or self._letter(at)
            if name is not None:
                yield name
                at = name.last + 1
            elif self._may_begin(at):
                end = self._end_of_run(at)
                yield from self._in_run(at, end)
                at = end
            else:
                at += 1

    # Mr X, Mr and Mrs B, Dr J. P. Smith-Jones

    def _is_title(self, at: int) -> bool:
        """Whether a title stands there; all in capitals only before a name in capitals too: MR SMITH, not MS Teams."""
        word = self.words[at]
        if word.text in self.rules.titles or word.text in SMALL_TITLES:
            return True
        follows = self.words[at + 1] if at + 1 < len(self.words) else word
        return follows.text.isupper() and any(word.text == title.upper() for title in self.rules.titles)

    def _after_title(self, at: int) -> Name | None:
        if not self._is_title(at):
            return None
        here = at + 1
        # Bounded: "Mr and Mr and ..." must not be read again from each of its words.
        last = min(at + LONGEST_NAME, len(self.words)) - 1
        while here < last and (self._pairs(here) or self._titles_again(here)):
            here += 2 if self._pairs(here) else 1
        if here >= len(self.words):
            return None
        first = self.words[here]
        small = self.words[here - 1].text in SMALL_TITLES
        named = first.text[0].isupper() or self._is_particle(here) or small
        if first.gap.rstrip() not in ("", ".") or not named or here in self.spared:
            return None
        return Name(at, self._end_of_name(here), TITLED)

    def _pairs(self, at: int) -> bool:
        """Whether "and Mrs" stands there."""
        return self.words[at].folded in PAIRING and self.words[at + 1].text in self.rules.titles

    def _titles_again(self, at: int) -> bool:
        """Whether another title follows at once: "Mr & Mrs", "Rev Dr"."""
        word = self.words[at]
        return word.text in self.rules.titles and word.gap.rstrip() in ("", ".", "&")

    def _end_of_name(self, at: int) -> int:
        """The number of the last word of a name whose first word is `at`."""
        for here in range(at + 1, min(at + LONGEST_NAME, len(self.words))):
            word, before = self.words[here], self.words[here - 1]
            apart = not word.joined and not (before.letter and word.gap == ".")
            ordinary = self._is_ordinary(here) and not (here == at + 1 and self._follows_first_name(here))
            over = here in self.spared or ordinary or word.text in self.rules.titles
            if before.possessive or apart or over:
                return here - 1
            if word.letter and not before.letter:
                return here - 1
            if not word.text[0].isupper() and not self._is_particle(here):
                return here - 1
        return min(at + LONGEST_NAME, len(self.words)) - 1

    def _follows_first_name(self, at: int) -> bool:
        """Whether an ordinary word may be a surname behind the first word of a name: Mrs Jane Brown, Mrs Rose Green."""
        word, before = self.words[at], self.words[at - 1]
        return word.capitalised and not before.letter and word.folded not in self.rules.things

    def _is_particle(self, at: int) -> bool:
        following = self.words[at + 1] if at + 1 < len(self.words) else None
        return self.words[at].text in PARTICLES and following is not None and following.capitalised

    # her son D, X's plan, J. Smith

    def _letter(self, at: int) -> Name | None:
        """A single capital letter that is a person, or the initial of one."""
        word = self.words[at]
        if not word.letter or at in self.spared or word.gap[-1:] in ("(", "&", "/", "-"):
            return None
        last = self._after_initial(at)
        if last is not None and not self._is_labelled(at):
            return Name(at, last, INITIAL)
        cued = self._is_cued(at)
        if word.text == "I" or (word.text == "A" and not cued and not word.possessive):
            return None
        if cued:
            return Name(at, at, CUED)
        return None if self._is_labelled(at) or self._belongs_to_what_follows(at) else Name(at, at, LETTER)

    def _after_initial(self, at: int) -> int | None:
        """The last word of a name that begins with the initial `at`, None where no such name follows."""
        here = at + 1
        while here < len(self.words) and self.words[here].letter and here - at < LONGEST_NAME:
            here += 1
        if here >= len(self.words) or self.words[at].possessive:
            return None
        word = self.words[here]
        beside = word.joined or word.gap == "."
        if not beside or not word.capitalised or word.capitals or here in self.spared or self._is_ordinary(here):
            return None
        return here if self.words[at].text not in "AI" or word.gap == "." or here > at + 1 else None

    def _is_labelled(self, at: int) -> bool:
        """Whether the letter names a part of something: Part B, Bands A, B and C, Regulation 5 C."""
        here = at
        for _ in range(2 * LONGEST_NAME):
            here -= 1
            if here < 0 or self.words[here + 1].begins:
                return False
            folded = self.words[here].folded
            labels = self.rules.before_letters
            if folded in labels or (folded.endswith("s") and folded[:-1] in labels) or folded[0].isdecimal():
                return True
            if not self.words[here].letter and folded not in ("and", "or", "to"):
                return False
        return False

    def _belongs_to_what_follows(self, at: int) -> bool:
        """Whether it is the letter of a list, or one that belongs to the word after it: A. Review; T level; Q&A."""
        if at + 1 >= len(self.words):
            return False
        word, following = self.words[at], self.words[at + 1]
        if word.begins and following.gap[:1] in (".", ")"):
            return True
        labels = self.rules.before_letters
        folded = following.folded
        return following.gap[:1] in ("&", "/") or (folded.endswith("s") and folded[:-1] in labels) or folded in labels

    # Jane Brown, the officer Adeyemi, Oluwaseun Adeyemi

    def _may_begin(self, at: int) -> bool:
        return self.words[at].capitalised

    def _end_of_run(self, at: int) -> int:
        """The number of the word after a row of capitalised words of one sentence."""
        here = at + 1
        while here < len(self.words) and self._goes_on(here):
            here += 1
        return here

    def _goes_on(self, at: int) -> bool:
        word = self.words[at]
        goes_on = word.capitalised and word.joined and not word.begins and not self.words[at - 1].possessive
        return goes_on and word.text not in self.rules.titles

    def _in_run(self, at: int, end: int) -> Iterator[Name]:
        here = at
        while here < end:
            if self._is_given(here):
                after, is_person = self._from_given(here, end)
                if is_person:
                    yield Name(here, after - 1, GIVEN)
                here = after
            elif self._is_unknown(here):
                after = here
                while after < end and self._is_unknown(after):
                    after += 1
                name = self._of_unknown(here, after, end)
                if name is not None:
                    yield name
                here = after if name is None else name.last + 1
            else:
                here += 1

    def _is_given(self, at: int) -> bool:
        return at not in self.spared and self.words[at].folded in self.rules.names

    def _is_ordinary(self, at: int) -> bool:
        return self.rules.is_ordinary(self.words[at].folded)

    def _is_unknown(self, at: int) -> bool:
        word = self.words[at]
        return not (
            at in self.spared
            or word.capitals
            or word.folded in self.rules.names
            or self._is_ordinary(at)
            or any(letter.isdecimal() for letter in word.text)
        )

    def _from_given(self, at: int, end: int) -> tuple[int, bool]:
        """Where the name that begins with a given name ends, and whether it is a person rather than a thing."""
        here = at + 1
        while here < min(end, at + LONGEST_NAME):
            if self.words[here].folded in self.rules.things:
                return here + 1, False
            if not (self._is_unknown(here) or self._is_given(here) or (here == at + 1 and self._is_surname(here))):
                break
            here += 1
        if here < len(self.words) and self.words[here].joined and self.words[here].folded in self.rules.things:
            # Also behind a possessive, where the run ends: King Edward's School. Not "Jane's school".
            return max(here, end), not self.words[here].capitalised
        saint = at > 0 and self.words[at - 1].folded in ("st", "saint")
        return here, not saint

    def _is_surname(self, at: int) -> bool:
        """Whether an ordinary word may be a surname: Jane Brown; not one in capitals, or in an allowed phrase."""
        return at not in self.spared and not self.words[at].capitals

    def _of_unknown(self, first: int, after: int, end: int) -> Name | None:
        """What a row of unknown capitalised words is: the words `first` up to `after` of a run that ends at `end`."""
        if after < end and self._is_given(after):
            last, is_person = self._from_given(after, end)
            alone = after - first == 1 and self.words[first].begins
            return Name(after if alone else first, last - 1, GIVEN) if is_person else None
        if self._names_a_thing(after, end) or after - first > LONGEST_NAME:
            return None
        if after - first > 1 and self.words[first].folded in self.rules.names_and_words:
            return Name(first, after - 1, GIVEN)
        why = CUED if self._is_cued(first) else FAMILY if self._has_a_family(after) else ""
        if why:
            return Name(first, after - 1, why)
        before = self.words[first - 1].folded if first and not self.words[first].begins else ""
        if after - first == 1 or before in BEFORE_THINGS:
            return None
        return Name(first, after - 1, UNKNOWN)

    def _names_a_thing(self, after: int, end: int) -> bool:
        """Whether the run goes on with a word that is no name, or a number follows it: Poverty Strategy, Act 2014."""
        if after < end:
            return True
        following = self.words[after] if after < len(self.words) else None
        return following is not None and following.joined and following.text[0].isdecimal()

    def _has_a_family(self, at: int) -> bool:
        """Whether the word `at` says that a family is called as the words before it are: the Smith family."""
        if at >= len(self.words) or self.words[at].folded not in OF_PEOPLE or not self.words[at].joined:
            return False
        behind = self.words[at + 1] if at + 1 < len(self.words) else None
        ends = behind is None or not behind.joined or behind.folded in BEHIND_PEOPLE
        return ends or self.words[at].possessive

    def _is_cued(self, at: int) -> bool:
        """Whether a word or phrase that stands before names stands right before word `at`."""
        word = self.words[at]
        if at == 0 or word.begins or not (word.joined or word.gap == ",") or self.words[at - 1].possessive:
            return False
        return self.rules.before_names_phrases.ending(self.words, at - 1)
