"""A public summary as a reader sees it: without what nobody sees, with one kind of each letter (rule L3).

"Ja<zero width space>ne" reads as Jane, and so do full-width and mathematical letters: none of them hides a name.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

# Besides format characters: what takes no room though it counts as a letter, and signs that choose a letter's drawing.
UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
OTHER_LETTERS = (range(0xFF01, 0xFF5F), range(0x1D400, 0x1D800))


def as_seen(text: str) -> tuple[str, Sequence[int]]:
    """The letters of a text that are seen, and the place of each of them in it; then the text's length."""
    if text.isascii():
        return text, range(len(text) + 1)
    seen = [(place, _ordinary(sign)) for place, sign in enumerate(text) if not _is_unseen(sign)]
    return "".join(sign for _, sign in seen), [*(place for place, _ in seen), len(text)]


def _is_unseen(sign: str) -> bool:
    return unicodedata.category(sign) == "Cf" or sign in UNSEEN or any(ord(sign) in each for each in SELECTORS)


def _ordinary(sign: str) -> str:
    """The ordinary letter that a sign is another drawing of."""
    if not any(ord(sign) in each for each in OTHER_LETTERS):
        return sign
    plain = unicodedata.normalize("NFKC", sign)
    return plain if len(plain) == 1 else sign
