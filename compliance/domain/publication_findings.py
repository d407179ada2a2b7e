"""What the publication guard looks for, how an office wants it to look, and what it finds (rule L3)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from compliance.domain.publication_words import Phrases


class What(StrEnum):
    """What may not stand in a public summary."""

    NAME = "name"
    CASE_REFERENCE = "case_reference"
    EMAIL = "email"
    PHONE = "phone"
    POSTCODE = "postcode"
    PERSONAL_NUMBER = "personal_number"
    DATE = "date"
    TIME_LIMIT = "time_limit"


class SummaryState(StrEnum):
    """Whether a public summary may be shown.

    Clear: nothing was found in it, or a person overruled all of it. Held: something was found that nobody overruled.
    Unchecked: nobody has looked, for it was stored before there was a guard.
    """

    CLEAR = "clear"
    HELD = "held"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, order=True)
class Finding:
    """A place in a text: `text[start:end]` is `words`; what it seems to be, and why that is thought."""

    start: int
    end: int
    words: str
    what: What
    why: str

    def as_dict(self) -> dict[str, object]:
        """As JSON shows it."""
        return {"start": self.start, "end": self.end, "words": self.words, "what": self.what.value, "why": self.why}


@dataclass(frozen=True)
class GuardRules:
    """The lists of `publication.yaml`; all but `titles`, `allowed` and `case_references` are casefolded words.

    `case_references` are shapes: 9 a digit, A a capital letter. `allowed` are phrases that are never found, `titles`
    what stands before names only, `before_names` words and phrases that may, `before_letters` what a single letter
    belongs to without being a person. `names` are given names, `names_and_words` those that are also words; `things`
    what is called after people, `never_names` words that are no name; `time_words` phrases that are a time limit.
    """

    case_references: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    titles: frozenset[str] = frozenset()
    before_names: tuple[str, ...] = ()
    before_letters: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    names_and_words: frozenset[str] = frozenset()
    things: frozenset[str] = frozenset()
    never_names: frozenset[str] = frozenset()
    time_words: tuple[str, ...] = ()

    @cached_property
    def before_names_phrases(self) -> Phrases:
        """`before_names`, ready to be looked for."""
        return Phrases(self.before_names)

    @cached_property
    def time_phrases(self) -> Phrases:
        """`time_words`, ready to be looked for."""
        return Phrases(self.time_words)

    def is_ordinary(self, folded: str) -> bool:
        """Whether a casefolded word, or a part of a hyphenated one, is no name; a plural counts with its singular."""
        if folded in self.never_names or (folded.endswith("s") and folded[:-1] in self.never_names):
            return True
        return "-" in folded and any(self.is_ordinary(part) for part in folded.split("-"))
