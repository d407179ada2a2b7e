"""Exactly one letter of a ladder introduces a recommendation (R1); what only raises a task counts as it likes."""

from __future__ import annotations

from pathlib import Path

import pytest

from compliance.domain.ladders import Anchor
from compliance.rulebook import load_rulebook
from tests.rulebook.test_faults import refusal

ONE = "exactly one letter introduces a recommendation (R1: 'on logging'); reminders count from the due date"
LETTER = "        template: logged\n        recipients: [link_officer]\n"
OF_A_TASK = "\n        offset: {}\n        unit: working_days\n        task_for"
TASK = "        task_for: caseworker\n        task: look at it\n"


def edited(folder: Path, old: str, new: str) -> str:
    """The ladders with the first place where `old` stands replaced."""
    file = folder / "ladder.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("old", "new", "at", "says"),
    [
        (LETTER, TASK, "    steps:", f"ladders.R1.steps: no step with recipients is counted from 'logged': {ONE}"),
        (
            "anchor: due\n        offset: 5\n",
            "anchor: logged # second\n        offset: 5\n",
            "        anchor: logged # second",
            f"ladders.R1.steps: overdue_5_working_days: logged is one already: {ONE}",
        ),
        (
            "anchor: due\n        offset: 10\n        unit: working_days\n        template: overdue",
            "anchor: logged # second\n        offset: 10\n        unit: working_days\n        template: overdue",
            "        anchor: logged # second",
            f"ladders.service_improvement.steps: overdue_10_working_days: logged is one already: {ONE}",
        ),
    ],
    ids=["none", "two", "two of another ladder"],
)
def test_r1_a_ladder_without_just_one_is_refused(folder: Path, old: str, new: str, at: str, says: str) -> None:
    text = edited(folder, old, new)
    error = refusal(folder)
    assert says in str(error)
    assert error.line is not None
    assert text.splitlines()[error.line - 1] == at


def test_r1_a_step_that_only_raises_a_task_may_count_from_logging(folder: Path) -> None:
    edited(folder, f"due{OF_A_TASK.format(20)}", f"logged{OF_A_TASK.format(5)}")
    ladder = load_rulebook(folder).default_ladder
    assert (ladder.first_letter, ladder.step("overdue_20_working_days").anchor) == ("logged", Anchor.LOGGED)
