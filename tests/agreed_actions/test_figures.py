"""The figures of the working set may not fall silently, and the set is what its README says."""

from __future__ import annotations

import pytest

from tests.agreed_actions.__main__ import main
from tests.agreed_actions.labels import SETS, labelled
from tests.agreed_actions.measure import SUBJECTS, Measured, measure


@pytest.fixture(scope="module")
def working() -> Measured:
    return measure(labelled("working"))


def test_the_sets_are_thirty_and_twenty() -> None:
    assert {name: len(list(labelled(name))) for name in SETS} == {"working": 30, "aside": 20}


@pytest.mark.parametrize("subject", ["deadlines", "amounts", "traps", "proposals", "questions"])
def test_all_of_the_working_set_is_read_as_labelled(working: Measured, subject: str) -> None:
    count = working.counts[subject]
    assert (count.precision, count.recall) == (1.0, 1.0), "\n".join(working.misses)


@pytest.mark.parametrize(("subject", "least"), [("kinds", 1.0), ("categories", 0.98)])
def test_kinds_and_categories_of_the_working_set(working: Measured, subject: str, least: float) -> None:
    count = working.counts[subject]
    assert min(count.precision, count.recall) >= least, "\n".join(working.misses)


def test_the_report_names_every_subject_and_every_miss(capsys: pytest.CaptureFixture[str], working: Measured) -> None:
    main(["-v", "--only", "working"])
    said = capsys.readouterr().out
    assert said.startswith("working: 30 texts")
    assert all(subject in said for subject in SUBJECTS)
    assert all(miss in said for miss in working.misses)


def test_a_wrong_reading_is_counted() -> None:
    measured = Measured()
    measured.add("amounts", "here", 1, ["1.00", "2.00"], ["1.00"])
    measured.add("amounts", "there", 0, [], ["3.00"])
    count = measured.counts["amounts"]
    assert (count.precision, count.recall) == (0.5, 0.5)
    assert measured.misses == [
        "here: amounts: read ['1.00', '2.00'], labelled ['1.00']", "there: amounts: read [], labelled ['3.00']",
    ]  # fmt: skip
