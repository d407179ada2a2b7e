"""How well the guard does on the labelled summaries, and that the labels are read rightly."""

from __future__ import annotations

import pytest

from compliance.domain.publication_findings import GuardRules, What
from compliance.domain.publication_guard import Guard
from tests.publication.__main__ import main
from tests.publication.labelled import Labelled, Score, labelled, score, the_sets
from tests.support.world import packaged_rulebook


@pytest.fixture(scope="module")
def guard() -> Guard:
    """The guard as shipped."""
    return Guard(packaged_rulebook().publication)


def test_labels_are_read_as_places() -> None:
    read = labelled("Tell [name: Mr X] [time_limit: by May].")
    assert read == Labelled("Tell Mr X by May.", frozenset({(5, 9, What.NAME), (10, 16, What.TIME_LIMIT)}))


def test_a_guard_without_rules_misses_names_and_knows_times() -> None:
    result = score(Guard(GuardRules()), [labelled("They told [name: Cordelia] [time_limit: by 3 May].")])
    assert result == Score(right=1, wrong=0, missed=1)
    assert (result.precision, result.recall) == (1.0, 0.5)


def test_nearly_everything_is_found_and_hardly_anything_else(guard: Guard) -> None:
    tried, aside = the_sets()
    assert len(tried) >= 30
    assert len(aside) >= 15
    for summaries in (tried, aside):
        result = score(guard, summaries)
        assert result.precision >= 0.9
        assert result.recall >= 0.9


def test_the_command_prints_both_tables(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    said = capsys.readouterr().out
    assert said.count("precision") == 2
    assert "kept aside: " in said
