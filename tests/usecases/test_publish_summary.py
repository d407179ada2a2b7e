"""A public summary is shown when nothing stands in it that may not, or a person let it stand (rule L3)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from compliance.domain.errors import NotFound, Refused
from compliance.domain.outcomes import Outcome
from compliance.domain.publication_findings import SummaryState
from compliance.domain.publication_guard import Unpublishable
from compliance.domain.recommendations import Kind
from compliance.store import cases
from compliance.usecases.case_records import Draft, Story, write
from compliance.usecases.check_summaries import HISTORY, store_summaries
from compliance.usecases.close_tasks import close_what_is_over
from compliance.usecases.explain import explain
from compliance.usecases.measure_compliance import measure_compliance
from compliance.usecases.publish_summary import Checked, check_summary, list_held, publish_summary
from tests.support.world import ONE_DAY, World

REC = "23 001-1"
BAD, GOOD = "Train Mrs B's team within three months", "Train the team"
TASK = ("summary_held", "caseworker", f"public summary of {REC}")


def improvement(office: World, summary: str, reference: str = REC) -> list[str]:
    """Log a service improvement with a summary; what was found in it."""
    logged = office.log(reference, kind=Kind.SERVICE_IMPROVEMENT, public_summary=summary)
    return [each.words for each in logged.findings]


def publish(office: World, summary: str | None, reference: str = REC, **overruled: str) -> Checked:
    with office.writing() as session:
        return publish_summary(session, office.rulebook, office.moment, reference, summary, overruled)


def shown(office: World) -> list[str]:
    """The summaries in the letter data of the year, as known now."""
    with office.store.reading() as session:
        figures = measure_compliance(session, office.rulebook, date(2025, 3, 31), office.moment.now)
        data: dict[str, Any] = figures.letter_data("E1")
    return [each["summary"] for each in data["service_improvements"]]


def test_a_summary_without_findings_is_shown_at_once(office: World) -> None:
    assert improvement(office, GOOD) == []
    assert shown(office) == [GOOD]
    assert office.tasks() == []


def test_one_with_findings_is_logged_held_and_given_to_a_person(office: World) -> None:
    assert improvement(office, BAD) == ["Mrs B", "within three months"]
    assert shown(office) == []
    assert office.tasks() == [TASK]
    assert office.steps(REC)["logged"] == "planned"
    with office.store.reading() as session:
        held: dict[str, Any] = list_held(session, office.rulebook)[0]
    assert (held["reference"], held["state"], held["history"]) == (REC, "held", False)
    assert [each["words"] for each in held["findings"]] == ["Mrs B", "within three months"]


def test_a_changed_text_is_published_and_ends_the_task(office: World) -> None:
    improvement(office, BAD)
    with pytest.raises(Unpublishable, match="'Mrs B' \\(name\\), 'within three months' \\(time limit\\)"):
        publish(office, None)
    assert publish(office, f" {GOOD} ").state is SummaryState.CLEAR
    assert (shown(office), office.tasks()) == ([GOOD], [])
    with pytest.raises(Refused, match="the public summary of '23 001-1' already"):
        publish(office, GOOD)


def test_what_is_overruled_is_kept_with_who_and_why(office: World) -> None:
    improvement(office, "Work with Mark Lane School in June")
    with office.writing() as session:
        reasons = {"June": "the month of the show"}
        publish_summary(session, office.rulebook, office.moment, REC, None, reasons)
    with office.store.reading() as session:
        story: dict[str, Any] = explain(session, office.rulebook, office.moment, REC)
    event = story["events"][-1]
    kept = [{"words": "June", "what": "date", "reason": "the month of the show"}]
    assert (event["kind"], event["actor"], event["payload"]["overruled"]) == ("summary_set", "Tester", kept)
    assert [each["state"] for each in story["public_summaries"]] == ["held", "clear"]
    assert story["public_summaries"][-1]["overruled"] == kept
    assert shown(office) == ["Work with Mark Lane School in June"]


def test_nothing_is_written_when_one_finding_is_left(office: World) -> None:
    improvement(office, GOOD)
    with pytest.raises(Unpublishable, match="within three months"):
        publish(office, BAD, **{"Mrs B": "a brand"})
    with pytest.raises(Refused, match="expected why 'Mrs B' may stand"):
        publish(office, BAD, **{"Mrs B": " ", "within three months": "x"})
    with pytest.raises(Refused, match="'Mr X' was not found"):
        publish(office, GOOD + "s", **{"Mr X": "x"})
    assert shown(office) == [GOOD]


def test_the_figures_of_before_keep_the_text_of_before(office: World) -> None:
    """S9: asked as at the same moment, the answer is the same."""
    improvement(office, GOOD)
    first = office.moment.now
    office.today += ONE_DAY
    publish(office, "Train everybody")
    second = office.moment.now
    office.today += ONE_DAY
    publish(office, "")
    with office.store.reading() as session:
        listed = [
            [each["summary"] for each in _improvements(session, office, at)]
            for at in (first, second, office.moment.now)
        ]
    assert listed == [[GOOD], ["Train everybody"], []]


def _improvements(session: Any, office: World, at: Any) -> list[dict[str, Any]]:
    data: dict[str, Any] = measure_compliance(session, office.rulebook, date(2025, 3, 31), at).letter_data("E1")
    found: list[dict[str, Any]] = data["service_improvements"]
    return found


def test_it_may_be_set_after_the_outcome_and_its_task_stays_until_then(office: World) -> None:
    improvement(office, BAD)
    office.evidence(REC)
    office.end(REC, Outcome.SATISFIED)
    with office.writing() as session:
        close_what_is_over(session, office.rulebook, office.today)
    assert office.tasks() == [TASK]
    publish(office, GOOD)
    assert (shown(office), office.tasks()) == ([GOOD], [])


def test_only_service_improvements_have_one(office: World) -> None:
    with pytest.raises(NotFound):
        publish(office, GOOD)
    with pytest.raises(Refused, match="public_summary: expected nothing: a personal remedy has no public summary"):
        office.log(REC, public_summary="Pay Mrs B")
    office.log(REC)
    for act in (publish, checked):
        with pytest.raises(Refused, match="no service improvement"):
            act(office, GOOD)
    assert (shown(office), office.tasks()) == ([], [])
    improvement(office, "", "23 001-2")
    with pytest.raises(Refused, match="has no public summary"):
        publish(office, " ", "23 001-2")


def checked(office: World, summary: str | None) -> Checked:
    with office.store.reading() as session:
        return check_summary(session, office.rulebook, REC, summary)


def test_a_text_is_checked_without_being_stored(office: World) -> None:
    improvement(office, GOOD)
    found = checked(office, "See 23 001-1 and E1 Council")
    assert (found.state, [each.words for each in found.findings]) == (None, ["23 001-1"])
    stored = checked(office, None)
    assert (stored.summary, stored.state, stored.findings) == (GOOD, SummaryState.CLEAR, ())


def test_history_shares_one_task(office: World) -> None:
    with office.writing() as session:
        decision = cases.decision(session, "23 001")
        assert decision is not None
        assert decision.id is not None
        stories = [
            Story(
                Draft(
                    f"23 001-{number}",
                    "23 001",
                    Kind.SERVICE_IMPROVEMENT,
                    "Do",
                    public_summary=summary,
                    due_on=office.today,
                ),
                decision.id,
                office.today,
                logged_on=office.today - timedelta(days=9),
                live_from=None,
            )
            for number, summary in ((1, BAD), (2, BAD), (3, GOOD))
        ]
        ids = write(session, office.rulebook, stories, lambda _: office.moment.now, "Tester")
        store_summaries(session, office.rulebook, office.moment, stories, ids, lambda _: office.moment.now)
    assert office.tasks() == [("summary_held", "caseworker", HISTORY)]
    publish(office, GOOD)
    assert office.tasks() == [("summary_held", "caseworker", HISTORY)]
    publish(office, "", "23 001-2")
    assert office.tasks() == []
