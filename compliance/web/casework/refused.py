"""What a rule refuses, put to the field of the form that it is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from compliance.domain.moment import days_in_words
from compliance.web.casework.acts import Field
from compliance.web.forms import PARTS, Entered
from compliance.web.wording import capital, complaint

# Rules name what is wrong and then what was expected: "completed_on: expected a day on or before today, 2024-04-02".
NAMED = re.compile(r"([a-z][a-z_ ]{0,40}): (?=expected )")
WHOLE = "main-content"


def note_refused(form: Entered, fields: Sequence[Field], reason: Exception) -> None:
    """Note an error for each field that the refusal names, in the words of the page; what names none is the form's."""
    for named, words in _parts(str(reason)):
        field = _field(fields, named)
        if field is None:
            form.fault(fields[0].name if fields else WHOLE, days_in_words(complaint(ValueError(words))))
        else:
            form.fault(field.name, _said(field, days_in_words(words), form))


def _said(field: Field, words: str, form: Entered) -> str:
    """What was expected as a sentence: what to enter where nothing is, else what it must be."""
    wanted = words.removeprefix("expected ")
    if wanted == words:
        return capital(f"{field.what}: {words}")
    is_empty = not any(form.value(each) for each in (field.name, *(f"{field.name}-{part}" for part in PARTS)))
    return f"Enter {wanted}" if is_empty or wanted.startswith("why ") else f"{capital(field.what)} must be {wanted}"


def _parts(said: str) -> Iterable[tuple[str, str]]:
    """What is refused, each with what it is about; "" where that is not named."""
    starts = [found for found in NAMED.finditer(said) if found.start() == 0 or said[: found.start()].endswith("; ")]
    if not starts or starts[0].start() > 0:
        yield "", said
        return
    ends = [each.start() - len("; ") for each in starts[1:]] + [len(said)]
    for found, end in zip(starts, ends, strict=True):
        yield found[1].strip().replace(" ", "_"), said[found.end() : end]


def _field(fields: Sequence[Field], named: str) -> Field | None:
    return next((each for each in fields if named == each.name or named in each.columns), None)
