"""The shape of `publication.yaml`: what may not stand in a public summary, and what only looks like it (L3)."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, ValidationInfo, field_validator

from compliance.domain.publication_findings import GuardRules
from compliance.domain.publication_numbers import shape_fault
from compliance.domain.publication_words import WORD, fold, read_words
from compliance.rulebook.fields import Line, Section, key_fault


def _shape(text: str) -> str:
    fault = shape_fault(text)
    if fault is not None:
        raise ValueError(f"{fault}, not {text!r}")
    return text


def _phrase(text: str) -> str:
    if not read_words(text):
        raise ValueError(f"expected a word or several, not {text!r}")
    return text


def _words(text: str) -> str:
    for word in text.split():
        if WORD.fullmatch(word) is None:
            raise ValueError(f"expected words separated by spaces, not {word!r}")
    return text


Shape = Annotated[Line, AfterValidator(_shape)]
Phrase = Annotated[Line, AfterValidator(_phrase)]
Words = Annotated[Line, AfterValidator(_words)]
# A word that stands in two of these would mean two things.
GIVEN = ("given_names", "given_names_that_are_words")


class PublicationFile(Section):
    """`publication.yaml`; an item of a list of `Words` holds several, separated by spaces."""

    case_references: tuple[Shape, ...] = ()
    allowed: tuple[Phrase, ...] = ()
    titles: tuple[Words, ...] = ()
    words_before_names: tuple[Phrase, ...] = ()
    words_before_letters: tuple[Words, ...] = ()
    given_names: tuple[Words, ...] = ()
    given_names_that_are_words: tuple[Words, ...] = ()
    things_named_after_people: tuple[Words, ...] = ()
    never_names: tuple[Words, ...] = ()
    time_words: tuple[Phrase, ...] = ()

    @field_validator("*")
    @classmethod
    def _each_once(cls, items: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        """Refuse what stands there twice; the refusal has the line of the second one."""
        field = str(info.field_name)
        lists_words = field not in ("case_references", "allowed", "words_before_names", "time_words")
        earlier = [name for name in GIVEN if field in GIVEN and name != field and name in info.data]
        seen = {fold(word) for name in earlier for item in info.data[name] for word in item.split()}
        for place, item in enumerate(items):
            for word in item.split() if lists_words else (item,):
                if fold(word) in seen:
                    raise key_fault(place, f"{word!r} stands there twice")
                seen.add(fold(word))
        return items

    def rules(self) -> GuardRules:
        """The lists as the guard takes them."""
        return GuardRules(
            case_references=self.case_references,
            allowed=self.allowed,
            titles=frozenset(word for line in self.titles for word in line.split()),
            before_names=self.words_before_names,
            before_letters=_folded(self.words_before_letters),
            names=_folded(self.given_names),
            names_and_words=_folded(self.given_names_that_are_words),
            things=_folded(self.things_named_after_people),
            never_names=_folded(self.never_names),
            time_words=self.time_words,
        )


def _folded(lines: tuple[str, ...]) -> frozenset[str]:
    return frozenset(fold(word) for line in lines for word in line.split())
