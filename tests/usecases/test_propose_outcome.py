"""Outcomes that need two people: proposed by one, decided by another, withdrawn when something overtakes them (E3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from compliance.domain.errors import NotFound, Refused
from compliance.domain.evidence import Judgement
from compliance.domain.outcomes import Outcome
from compliance.domain.recommendations import Response
from compliance.store import outcomes, proposals, tasks
from compliance.usecases.assign_caseworker import assign_caseworker
from compliance.usecases.close_tasks import close_what_is_over
from compliance.usecases.derive_next_action import next_action_of
from compliance.usecases.explain import explain
from compliance.usecases.list_tasks import Narrowed, list_tasks
from compliance.usecases.manage_people import add_person, change_person, set_active
from compliance.usecases.manage_tasks import finish_task
from compliance.usecases.open_case import open_case
from compliance.usecases.propose_outcome import approve, decline, propose, take_back
from compliance.usecases.reopen import reopen
from compliance.usecases.request_extension import Request, ask, grant
from compliance.usecases.review_evidence import review_evidence, waiting_evidence
from tests.support.next_actions import disagreements, refreshed
from tests.support.world import World

REC = "23 001-1"
WHY = "no review was held"


def proposed(world: World, outcome: Outcome = Outcome.NOT_SATISFIED, reason: str = WHY, by: str = "Cas") -> None:
    with world.writing() as session:
        propose(session, world.rulebook, replace(world.moment, actor=by), REC, outcome, reason)


def approved(world: World, by: str = "Dee") -> None:
    with world.writing() as session:
        approve(session, world.rulebook, replace(world.moment, actor=by), REC)


def declined(world: World, reason: str = "ring them first", by: str = "Dee") -> None:
    with world.writing() as session:
        decline(session, world.rulebook, replace(world.moment, actor=by), REC, reason)


def taken_back(world: World, reason: str = "the minutes came", by: str = "Cas") -> None:
    with world.writing() as session:
        take_back(session, replace(world.moment, actor=by), REC, reason)


def events(world: World) -> list[tuple[str, str]]:
    """What happened to it, and who did it, but for its logging."""
    with world.store.reading() as session:
        story: dict[str, Any] = explain(session, world.rulebook, world.moment, REC)
    assert story["history_intact"] is True
    return [(event["kind"], event["actor"]) for event in story["events"][1:]]


def state(world: World) -> list[tuple[str, str, str]]:
    """Every proposal as (state, decided by, why)."""
    with world.store.reading() as session:
        rows = session.execute(proposals.PROPOSAL.select().order_by(proposals.PROPOSAL.c.id))
        return [(row.state, row.decided_by, row.decision_reason) for row in rows]


def next_one(world: World) -> tuple[str, str]:
    with world.store.reading() as session:
        found = next_action_of(session, 1, world.today)
    refreshed(world.store)
    assert disagreements(world.store, [world.today]) == []
    return found.action.value, found.who.value


def test_two_people_end_it_with_both_names(late: World) -> None:
    proposed(late)
    assert late.tasks() == [("outcome_proposed", "director", f"recommendation {REC}")]
    assert next_one(late) == ("decide_outcome", "director")
    approved(late)
    with late.store.reading() as session:
        (row,) = outcomes.of_recommendation(session, 1)
    assert (row.outcome, row.recorded_by, row.approved_by, row.reason) == ("not_satisfied", "Cas", "Dee", WHY)
    assert (state(late), late.tasks()) == ([("approved", "Dee", "")], [])
    assert events(late) == [("outcome_proposed", "Cas"), ("outcome_recorded", "Dee")]
    assert next_one(late) == ("nothing", "nobody")


def test_it_stays_open_until_somebody_else_approves(late: World) -> None:
    proposed(late, Outcome.CEASED, "the school has closed")
    with late.store.reading() as session:
        case = open_case(session, late.moment, REC)
    (about,) = case.recommendations
    assert about.closed_on is None
    assert about.proposal is not None
    assert (about.proposal.outcome, about.proposal.proposed_by) == (Outcome.CEASED, "Cas")
    assert about.proposal.reason == "the school has closed"
    assert about.next_action.what == "approve or decline the outcome ceased, which Cas proposed"


@pytest.mark.parametrize(
    "name", ["Cas Byrne", "cas  BYRNE", "Byrne, Cas", "Cás Byrne", "Cas\u200b Byrne", "Cas-Byrne."]
)
def test_who_proposed_it_never_decides_however_the_name_is_spelt(late: World, name: str) -> None:
    proposed(late, by="Cas Byrne")
    for decide in (approved, declined):
        with pytest.raises(Refused, match="Cas Byrne proposed this outcome: another person has to decide on it"):
            decide(late, by=name)
    assert state(late) == [("proposed", "", "")]


def test_another_name_for_the_same_person_is_no_second_one(late: World) -> None:
    with late.writing() as session:
        for name in ("Cas Byrne", "Dee Grant"):
            email = f"{name[:3]}@o.example"
            add_person(session, late.rulebook.roles, late.moment, name, email, ["director"])
    proposed(late, by="Cas Byrne")
    with late.writing() as session:
        change_person(session, late.rulebook.roles, late.moment, "Cas Byrne", new_name="Cassandra Hale")
    with pytest.raises(Refused, match="another person has to decide"):
        approved(late, by="Cassandra Hale")
    approved(late, by="Dee Grant")


def test_declined_it_goes_on_and_can_be_proposed_again(late: World) -> None:
    proposed(late)
    with pytest.raises(Refused, match="reason: expected why the outcome is not approved"):
        declined(late, "  ")
    declined(late)
    task = ("outcome_declined", "caseworker", f"recommendation {REC}")
    assert (state(late), late.tasks()) == ([("declined", "Dee", "ring them first")], [task])
    assert next_one(late) == ("reconsider_outcome", "caseworker")
    proposed(late, by="Dee")
    assert next_one(late) == ("decide_outcome", "director")
    assert [kind for kind, _, _ in late.tasks()] == ["outcome_proposed"]
    approved(late, by="Cas")
    assert [kind for kind, _ in events(late)] == [
        *("outcome_proposed", "outcome_declined", "outcome_proposed", "outcome_recorded")
    ]


def test_evidence_more_time_and_another_outcome_withdraw_it(late: World) -> None:
    proposed(late)
    late.evidence(REC)
    assert state(late)[-1] == ("withdrawn", "Tester", "evidence came")
    assert next_one(late) == ("judge_evidence", "caseworker")
    late.judge(REC, Judgement.INSUFFICIENT, "the minutes")
    proposed(late)
    late.extend(REC, "2024-06-28")
    assert state(late)[-1] == ("withdrawn", "Tester", "more time was given, until 28 June 2024")
    proposed(late)
    late.end(REC)
    assert state(late)[-1] == ("withdrawn", "Tester", "it was closed as satisfied")
    assert (late.tasks(), len(state(late))) == ([], 3)
    assert [kind for kind, _ in events(late)].count("outcome_proposal_withdrawn") == 3
    with pytest.raises(Refused, match="was closed as satisfied"):
        approved(late)


def test_a_granted_request_withdraws_it_and_a_refused_one_does_not(late: World) -> None:
    late.today = late.today.replace(day=10)
    proposed(late)
    wished = Request(late.today.replace(month=6), "flood", "Ann", late.today)
    with late.writing() as session:
        ask(session, late.rulebook, late.moment, REC, wished)
    assert next_one(late) == ("decide_extension", "casework_manager")
    assert state(late)[-1][0] == "proposed"
    with late.writing() as session:
        grant(session, late.rulebook, late.moment, REC, "agreed", "Kim")
    assert (state(late)[-1][0], late.tasks()) == ("withdrawn", [])


def test_what_waits_is_decided_first(late: World) -> None:
    late.evidence(REC)
    with pytest.raises(Refused, match="evidence about '23 001-1' waits for a judgement: judge it first"):
        proposed(late)
    late.judge(REC, Judgement.WITHDRAWN)
    with late.writing() as session:
        wished = Request(late.today.replace(month=6), "flood", "Ann", late.today)
        ask(session, late.rulebook, late.moment, REC, wished)
    with pytest.raises(Refused, match="a request for more time about '23 001-1' waits for a decision"):
        proposed(late)
    with late.writing() as session:
        grant(session, late.rulebook, late.moment, REC, "agreed", "Kim")
    proposed(late)
    with pytest.raises(Refused, match="Cas proposed not satisfied for '23 001-1' already"):
        proposed(late, Outcome.CEASED, by="Ivy")


def test_what_may_not_be_proposed(late: World) -> None:
    with pytest.raises(Refused, match="outcome: satisfied needs no second person: record it"):
        proposed(late, Outcome.SATISFIED)
    with pytest.raises(Refused, match="reason: expected a reason"):
        proposed(late, reason=" ")
    with pytest.raises(Refused, match="no proposed outcome of '23 001-1' waits for a second person"):
        approved(late)
    with pytest.raises(NotFound), late.writing() as session:
        propose(session, late.rulebook, late.moment, "none", Outcome.CEASED, WHY)
    assert (state(late), events(late)) == ([], [])


def test_what_was_refused_is_not_ceased(office: World) -> None:
    office.log(REC, response=Response.REFUSED)
    with pytest.raises(Refused, match="expected not_satisfied, because the authority refused"):
        proposed(office, Outcome.CEASED)
    proposed(office)


def test_its_task_ends_with_it_only(late: World) -> None:
    proposed(late)
    with late.store.reading() as session:
        (task,) = list_tasks(session, late.today, Narrowed())
    assert task["due_on"] == "2024-05-24"
    assert task["command"] == f"amends outcome approve '{REC}'"
    with pytest.raises(Refused, match="ends when its matter does"), late.writing() as session:
        finish_task(session, late.moment, int(str(task["id"])), "no time")
    with late.writing() as session:
        assert close_what_is_over(session, late.rulebook, late.today) == 0
        proposals.decide(
            session, 1, {"state": "withdrawn", "decided_on": late.today, "decided_by": "x", "decision_reason": "y"}
        )
        assert close_what_is_over(session, late.rulebook, late.today) == 1
        closed = session.execute(tasks.TASK.select()).one()
    assert closed.closing_reason == "the proposal was decided or overtaken"


def test_after_reopening_it_may_be_proposed_anew(late: World) -> None:
    proposed(late)
    approved(late)
    with late.writing() as session:
        reopen(session, late.rulebook, late.moment, REC, "it was done after all", "Dee")
    proposed(late, Outcome.CEASED)
    assert [each for each, _, _ in state(late)] == ["approved", "proposed"]


def works_here(world: World, name: str, *roles: str) -> None:
    with world.writing() as session:
        email = f"{name[:3].lower()}@o.example"
        add_person(session, world.rulebook.roles, world.moment, name, email, roles)


def goes_on(world: World) -> tuple[str, str]:
    """Whose the task after a declined outcome is: role and person."""
    with world.store.reading() as session:
        (task,) = list_tasks(session, world.today, Narrowed(kind="outcome_declined"))
    assert task["reason"] == "Dee declined the outcome not satisfied, which Cas proposed"
    assert task["due_on"] == "2024-05-24"
    return str(task["owner"]), str(task["assigned_to"])


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        (("investigator",), ("caseworker", "Cas")),
        (("casework_manager",), ("casework_manager", "Cas")),
        (("director", "team_coordinator"), ("caseworker", "Cas")),
        (("manager",), ("caseworker", "")),
        ((), ("caseworker", "")),
    ],
)
def test_what_was_declined_comes_back_to_who_proposed_it(
    late: World, roles: tuple[str, ...], expected: tuple[str, str]
) -> None:
    if roles:
        works_here(late, "Cas", *roles)
    proposed(late)
    declined(late)
    assert goes_on(late) == expected
    assert next_one(late) == ("reconsider_outcome", expected[0])


def test_of_who_has_left_it_goes_to_who_looks_after_the_recommendation(late: World) -> None:
    works_here(late, "Cas", "casework_manager")
    works_here(late, "Kim", "investigator")
    with late.writing() as session:
        assign_caseworker(session, late.moment, REC, "Kim")
    proposed(late)
    with late.writing() as session:
        set_active(session, late.moment, "Cas", active=False)
    declined(late)
    assert goes_on(late) == ("caseworker", "Kim")


def test_evidence_more_time_and_an_outcome_say_how_it_goes_on(late: World) -> None:
    overtakes: list[tuple[str, Callable[[], object]]] = [
        ("evidence came", lambda: late.evidence(REC)),
        ("more time was given, until 28 June 2024", lambda: late.extend(REC, "2024-06-28")),
        ("it was closed as satisfied", lambda: late.end(REC)),
    ]
    for why, overtake in overtakes:
        with late.writing() as session:
            for number in waiting_evidence(session, REC):
                review_evidence(session, late.rulebook, late.moment, REC, number, Judgement.WITHDRAWN, "")
        proposed(late)
        declined(late)
        overtake()
        with late.store.reading() as session:
            rows = session.execute(tasks.TASK.select().order_by(tasks.TASK.c.id)).all()
        assert [(row.kind, row.closing_reason) for row in rows if row.kind == "outcome_declined"][-1][1] == why
        assert next_one(late)[0] != "reconsider_outcome"


def test_a_person_may_say_what_was_done_about_it(late: World) -> None:
    proposed(late)
    declined(late)
    with late.writing() as session:
        (task,) = list_tasks(session, late.today, Narrowed())
        finish_task(session, late.moment, int(str(task["id"])), "rang them: it comes on Friday")
    assert next_one(late)[0] == "carry_out_late"


def test_who_proposed_it_takes_it_back(late: World) -> None:
    proposed(late)
    taken_back(late)
    assert (state(late), late.tasks()) == ([("withdrawn", "Cas", "the minutes came")], [])
    assert next_one(late)[0] == "carry_out_late"
    assert events(late) == [("outcome_proposed", "Cas"), ("outcome_proposal_withdrawn", "Cas")]
    with pytest.raises(Refused, match="waits for a second person"):
        taken_back(late)


def test_nobody_else_takes_it_back_and_not_without_a_reason(late: World) -> None:
    proposed(late)
    with pytest.raises(Refused, match="nobody else can take it back"):
        taken_back(late, by="Dee")
    with pytest.raises(Refused, match="reason: expected why"):
        taken_back(late, reason=" ")
    assert state(late) == [("proposed", "", "")]


def test_a_new_name_is_still_who_proposed_it(late: World) -> None:
    works_here(late, "Cas", "director")
    proposed(late)
    with late.writing() as session:
        change_person(session, late.rulebook.roles, late.moment, "Cas", new_name="Cassandra Hale")
    taken_back(late, by="Cassandra Hale")
    assert state(late)[0][0] == "withdrawn"
