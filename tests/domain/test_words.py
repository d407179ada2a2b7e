"""Texts that say nothing, whatever they are made of."""

from __future__ import annotations

import pytest

from compliance.domain.words import is_blank


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \t\n",
        "\N{NO-BREAK SPACE}",
        "\u200b",
        "\u2060",
        "\N{SOFT HYPHEN}",
        "\ufeff",
        "\u200d",
        "\u2800",
        "\u3164",
        "\x01",
    ],
)
def test_what_is_not_seen_says_nothing(text: str) -> None:
    assert is_blank(text)
    assert is_blank(f" {text}\u200b{text} ")
    assert not is_blank(f"{text}x{text}")


@pytest.mark.parametrize("text", ["x", "-", "?", "\N{EM DASH}", "\N{THUMBS UP SIGN}", "\u0646\u200c\u0647"])
def test_whatever_is_seen_says_something(text: str) -> None:
    assert not is_blank(text)
