"""What evidence is expected, and how it is judged (L5, E2)."""

from __future__ import annotations

from itertools import product

import pytest

from compliance.domain.errors import Refused
from compliance.domain.evidence import Expected, Judgement, expected, judged

CHECKLISTS = {"Apology": ("copy of the letter", "date of posting"), "Records": ("copy of the letter", "the record")}


@pytest.mark.parametrize(
    ("stated", "categories", "found"),
    [
        (["a signed letter"], ["Apology"], Expected(("a signed letter",), proposed=False)),
        ([], ["Apology"], Expected(("copy of the letter", "date of posting"), proposed=True)),
        ([], ["Apology", "Records"], Expected(("copy of the letter", "date of posting", "the record"), proposed=True)),
        ([], ["Gone from the list"], Expected((), proposed=False)),
        ([], [], Expected((), proposed=False)),
    ],
)
def test_l5_where_nothing_is_stated_the_categories_propose(
    stated: list[str], categories: list[str], found: Expected
) -> None:
    assert expected(stated, categories, CHECKLISTS) == found


@pytest.mark.parametrize(
    ("new", "missing"),
    [
        (Judgement.SUFFICIENT, ""),
        (Judgement.INSUFFICIENT, "the letter is not signed"),
        (Judgement.WITHDRAWN, ""),
    ],
)
def test_e2_waiting_evidence_is_judged(new: Judgement, missing: str) -> None:
    assert judged(Judgement.WAITING, new, missing) is new


TAKEN_BACK = (Judgement.SUFFICIENT, Judgement.INSUFFICIENT)
STANDING = [each for each in product(sorted(set(Judgement) - {Judgement.WAITING}), Judgement) if each != TAKEN_BACK]


def test_e2_what_was_called_sufficient_may_turn_out_not_to_be() -> None:
    assert judged(*TAKEN_BACK, "page two") is Judgement.INSUFFICIENT
    with pytest.raises(Refused, match="what is missing"):
        judged(*TAKEN_BACK, " ")


@pytest.mark.parametrize(("current", "new"), STANDING)
def test_e2_a_judgement_stands(current: Judgement, new: Judgement) -> None:
    with pytest.raises(Refused, match=f"already judged {current.value}"):
        judged(current, new, "something", "it was told")


@pytest.mark.parametrize("new", [Judgement.SUFFICIENT, Judgement.WITHDRAWN])
def test_e2_what_was_called_insufficient_is_judged_again_while_nobody_was_told(new: Judgement) -> None:
    assert judged(Judgement.INSUFFICIENT, new, "") is new
    with pytest.raises(Refused, match="already judged insufficient, and it was told"):
        judged(Judgement.INSUFFICIENT, new, "", "it was told")


@pytest.mark.parametrize("missing", ["", "  ", "\n\t"])
def test_e2_insufficient_says_what_is_missing(missing: str) -> None:
    with pytest.raises(Refused, match="what is missing"):
        judged(Judgement.WAITING, Judgement.INSUFFICIENT, missing)


@pytest.mark.parametrize("new", [Judgement.SUFFICIENT, Judgement.WITHDRAWN])
def test_e2_nothing_is_missing_of_other_evidence(new: Judgement) -> None:
    with pytest.raises(Refused, match="missing: expected nothing"):
        judged(Judgement.WAITING, new, "page two")


def test_e2_waiting_is_no_judgement() -> None:
    with pytest.raises(Refused, match="sufficient, insufficient or withdrawn"):
        judged(Judgement.WAITING, Judgement.WAITING, "x")
