"""Sentences the program wrote itself, as people say them."""

from __future__ import annotations

import re

from compliance.domain.moment import days_in_words

# Neither is ever a part of a reference.
ISO_DATE = re.compile(r"(?<![\w/-])\d{4}-\d\d-\d\d(?![\w/-])")
STORED_NAME = re.compile(r"(?<![\w/@.-])[a-z]+(?:_[a-z0-9]+)+(?![\w/@-])")  # nor of an address

# Stored names that say only one of the ways in which it can come about: the reminder of the due date goes out later
# where that is no working day, and nothing is due "today" then. What is withdrawn is a request, and no time given.
CALLED = {
    "overdue_when_logged": "overdue, no reminder to come",
    "due_today": "on the due date",
    "extension_withdrawn": "request for more time taken back",
}


def called(name: str) -> str:
    """A stored name as people say it: "in_doubt" is in doubt."""
    return CALLED.get(name) or name.replace("_", " ")


def spoken(text: str) -> str:
    """A sentence the program itself wrote, with its dates and stored names as people say them."""
    dated = days_in_words(text, dates=ISO_DATE)
    return STORED_NAME.sub(lambda found: called(found[0]), dated)
