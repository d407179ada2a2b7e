"""Days and names in sentences, as people say them; what people typed themselves never breaks a sentence."""

from __future__ import annotations

from typing import Any

import pytest

from compliance.domain.moment import days_in_words
from compliance.domain.receipts import in_words
from compliance.domain.wording import spoken

NO_DAYS = ("2024-13-45", "2023-02-29", "0000-01-01", "9999-99-99")


def test_a_day_is_said_in_words() -> None:
    assert days_in_words("from 2024-03-03 to 2024-02-29") == "from 3 March 2024 to 29 February 2024"
    assert spoken("link_officer since 2024-03-03") == "link officer since 3 March 2024"


@pytest.mark.parametrize("said", NO_DAYS)
def test_what_only_looks_like_a_day_stays(said: str) -> None:
    assert days_in_words(f"they said {said}") == spoken(f"they said {said}") == f"they said {said}"
    stored: dict[str, Any] = {
        "due_on": None,
        "anchor": None,
        "period": "",
        "rule": f"it waits for the audit of {said}",
        "steps": [],
    }
    assert said in " ".join(in_words(stored))
