"""A letter that nobody got never hides behind the task about another one, and goes once somebody answers (R6, S8)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import text

from compliance.domain.authorities import Contact, Role
from compliance.domain.evidence import Judgement
from compliance.store import cases, evidence, tasks
from compliance.usecases.change_contacts import retire_contact
from compliance.usecases.forecast import forecast
from compliance.usecases.list_tasks import list_tasks
from compliance.usecases.manage_authority import add_contact, close_authority
from compliance.usecases.manage_tasks import finish_task
from compliance.usecases.review_evidence import review_evidence
from tests.support.world import ONE_DAY, World, day
from tests.usecases.followed import Followed, comes_back, somebody_comes, to_una

LACKS = "evidence_insufficient-1"
PLAIN = "recommendation 23 001-1"
OF_THE_LETTER = f"evidence insufficient letter about {PLAIN}"


def nobody(world: World) -> dict[str, str]:
    """What there is a task about because nobody can be written to, with its reason."""
    with world.store.reading() as session:
        found = list_tasks(session, world.today)
    return {str(each["subject"]): str(each["reason"]) for each in found if each["kind"] == "no_contact"}


def comes(world: World, role: Role) -> None:
    """Somebody of that role is named."""
    with world.writing() as session:
        add_contact(session, world.rulebook, world.moment, "E1", Contact(role, "Bo", "bo@e1.example"), lambda _: None)


def leaves(world: World) -> None:
    """The link officer leaves."""
    with world.writing() as session:
        retire_contact(session, world.rulebook, world.moment, "E1", Role.LINK_OFFICER, "ann@e1.example", "left")


def lacking(case: Followed) -> None:
    """Evidence is judged insufficient."""
    case.world.evidence(case.name)
    case.world.judge(case.name, Judgement.INSUFFICIENT, "minutes")


def personal(world: World, contacts: dict[str, str]) -> Followed:
    """A personal remedy to an authority with these contacts, logged on 2 April and due on 14 May."""
    world.authority("E1", contacts)
    world.decision("23 001", "E1")
    world.log("23 001-1")
    return Followed(world, "23 001")


@pytest.fixture
def case(world: World) -> Followed:
    """An overdue remedy: there is no chief executive to write to, and the link officer leaves before a letter."""
    found = personal(world, {"link_officer": "ann@e1.example"})
    world.walk("2024-05-29")
    assert set(nobody(world)) == {PLAIN}
    world.today = day("2024-05-30")
    lacking(found)
    leaves(world)
    world.run()
    return found


def test_r6_each_letter_has_a_task_that_names_who_is_missing(case: Followed) -> None:
    assert nobody(case.world) == {
        PLAIN: "E1 has no contact as chief_executive",
        OF_THE_LETTER: "E1 has no contact as link_officer",
    }


def test_r6_its_task_stays_until_it_can_go(case: Followed) -> None:
    world = case.world
    world.today = day("2024-06-03")
    comes(world, Role.CHIEF_EXECUTIVE)
    world.run()
    assert set(nobody(world)) == {OF_THE_LETTER}
    somebody_comes(case)
    world.run()
    assert nobody(world) == {}
    assert [each for message in to_una(case) for each in message] == [LACKS]


def suffices_after_all(case: Followed) -> None:
    """The evidence that lacked something is judged anew: nothing is to be told of it."""
    with case.world.store.reading() as session:
        record = cases.recommendation(session, case.name)
        assert record is not None
        assert record.id is not None
        (piece,) = evidence.of_recommendation(session, record.id)
    case.act(review_evidence, piece.id, Judgement.SUFFICIENT, "")


def test_r6_its_task_ends_with_it(case: Followed) -> None:
    world = case.world
    world.today = day("2024-05-31")
    suffices_after_all(case)
    world.run()
    assert set(nobody(world)) == {PLAIN}


@pytest.mark.parametrize("over", [True, False], ids=["alone", "beside another"])
def test_r6_and_stands_for_no_other_letter(case: Followed, over: bool) -> None:
    world = case.world
    world.today = day("2024-05-31")
    if over:
        suffices_after_all(case)
    world.extend(case.name, "2024-06-28")
    world.run()
    assert nobody(world) == {
        PLAIN: "E1 has no contact as chief_executive",
        f"deadline changed letter about {PLAIN}": "E1 has no contact as link_officer",
    } | ({} if over else {OF_THE_LETTER: "E1 has no contact as link_officer"})


def test_r6_one_that_never_had_a_task_gets_one(case: Followed) -> None:
    """As where the task about another letter was thought to do."""
    world = case.world
    with world.writing() as session:
        session.execute(text("DELETE FROM task WHERE subject = :own"), {"own": OF_THE_LETTER})
    world.run("2024-05-31")
    assert nobody(world) == {
        PLAIN: "E1 has no contact as chief_executive",
        OF_THE_LETTER: "E1 has no contact as link_officer",
    }


def test_r6_one_whose_task_a_person_has_done_gets_none(case: Followed) -> None:
    world = case.world
    with world.writing() as session:
        (own,) = [row for row in tasks.still_open(session) if row.subject == OF_THE_LETTER]
        finish_task(session, world.moment, own.id, "rang them")
    world.walk("2024-06-04")
    assert set(nobody(world)) == {PLAIN}


def test_r6_letters_that_lack_the_same_person_have_one_task(case: Followed) -> None:
    world = case.world
    world.today = day("2024-05-31")
    lacking(case)
    world.run()
    assert set(nobody(world)) == {PLAIN, OF_THE_LETTER}
    world.walk("2024-06-04")
    assert set(nobody(world)) == {PLAIN, OF_THE_LETTER}


def test_r6_a_rung_that_lacks_somebody_else_has_a_task_too(world: World) -> None:
    personal(world, {"monitoring_officer": "mo@e1.example"})
    world.walk("2024-05-29")
    assert nobody(world) == {
        PLAIN: "E1 has no contact as link_officer",
        f"overdue 10 working days letter about {PLAIN}": "E1 has no contact as chief_executive",
    }


def closes(world: World, on: date) -> None:
    """The authority closes, and Una answers for its successor."""
    world.authority("S9", {"link_officer": "una@s9.example"})
    with world.writing() as session:
        close_authority(session, world.rulebook, world.moment, "E1", on, "S9")


LAST_DAYS = pytest.mark.parametrize("before", [0, 1], ids=["last day today", "last day yesterday"])


@LAST_DAYS
def test_s8_what_reached_nobody_goes_to_the_successor(case: Followed, before: int) -> None:
    world = case.world
    world.today = day("2024-06-03")
    comes(world, Role.CHIEF_EXECUTIVE)
    world.run()
    world.today = day("2024-06-04")
    closes(world, world.today - before * ONE_DAY)
    world.walk("2024-06-06")
    assert [each for message in to_una(case) for each in message] == [LACKS]
    assert nobody(world) == {}


@LAST_DAYS
@pytest.mark.parametrize("by_hand", [True, False], ids=["task done", "task open"])
def test_s8_so_does_that_whose_task_a_person_has_done(world: World, before: int, by_hand: bool) -> None:
    case = personal(world, {"monitoring_officer": "mo@e1.example"})
    world.run()
    world.today = day("2024-04-04")
    if by_hand:
        with world.writing() as session:
            for row in tasks.still_open(session):
                finish_task(session, world.moment, row.id, "rang them")
    closes(world, world.today - before * ONE_DAY)
    world.walk("2024-04-09")
    assert to_una(case) == [["logged"]]


@pytest.mark.parametrize(
    ("ahead", "goes_on"), [(0, "2024-04-05"), (1, "2024-04-08")], ids=["last day today", "last day tomorrow"]
)
def test_r8_the_forecast_shows_what_goes_to_the_successor(world: World, ahead: int, goes_on: str) -> None:
    case = personal(world, {"monitoring_officer": "mo@e1.example"})
    world.run()
    world.today = day("2024-04-04")
    closes(world, world.today + ahead * ONE_DAY)
    with world.store.reading() as session:
        coming = forecast(session, world.rulebook, world.moment, world.today, day("2024-04-12"))
    foreseen = [(each.day, [item["step"] for item in each.items]) for each in coming]
    world.walk("2024-04-12")
    went = [(date.fromisoformat(sent), ["logged"]) for sent, who, _ in world.mail() if who == "una@s9.example"]
    assert foreseen == went == [(day(goes_on), ["logged"])]
    assert to_una(case) == [["logged"]]


@pytest.mark.parametrize("last_day", ["2024-04-10", "2024-04-30"], ids=["soon", "behind a later rung"])
def test_r8_before_the_closing_the_forecast_tries_nothing(world: World, last_day: str) -> None:
    """The task is done and the closing known ahead; an import brings somebody for the days until then."""
    personal(world, {"monitoring_officer": "mo@e1.example"})
    world.run()
    world.today = day("2024-04-04")
    with world.writing() as session:
        for row in tasks.still_open(session):
            finish_task(session, world.moment, row.id, "rang them")
    closes(world, day(last_day))
    world.contact("E1", "link_officer", "ann@e1.example")
    with world.store.reading() as session:
        coming = forecast(session, world.rulebook, world.moment, world.today, day("2024-05-03"))
    foreseen = [(str(each.day), each.recipient, [item["step"] for item in each.items]) for each in coming]
    world.walk("2024-05-03")
    assert [(sent, who, [each.rpartition(" ")[2] for each in items]) for sent, who, items in world.mail()] == foreseen
    assert ("2024-04-11" in [sent for sent, _, _ in foreseen]) == (last_day == "2024-04-10")


def test_r8_and_nothing_that_reaches_nobody_there_either(case: Followed) -> None:
    world = case.world
    world.today = day("2024-06-03")
    closes(world, world.today)
    with world.store.reading() as session:
        coming = forecast(session, world.rulebook, world.moment, world.today, day("2024-06-07"))
    foreseen = [item["step"] for each in coming for item in each.items if each.recipient == "una@s9.example"]
    world.walk("2024-06-07")
    assert [foreseen] == to_una(case) == [[LACKS]]


@pytest.fixture
def imported(world: World) -> Followed:
    """A link officer of E1, as an import writes one, after a letter found none; another authority has its letter."""
    found = personal(world, {"monitoring_officer": "mo@e1.example"})
    world.authority("E2", {"link_officer": "zoe@e2.example"})
    world.decision("25 001", "E2")
    world.log("25 001-1")
    world.run()
    world.today = day("2024-04-03")
    world.contact("E1", "link_officer", "una@s9.example")
    return found


def comes_back_elsewhere(world: World) -> None:
    """The message to the other authority comes back."""
    comes_back(world, "zoe@e2.example", "2024-04-02")


def another_comes_elsewhere(world: World) -> None:
    """The other authority names a deputy."""
    with world.writing() as session:
        yan = Contact(Role.DEPUTY, "Yan", "yan@e2.example")
        add_contact(session, world.rulebook, world.moment, "E2", yan, lambda _: None)


@pytest.mark.parametrize("happens", [comes_back_elsewhere, another_comes_elsewhere], ids=["bounce", "contact"])
def test_r6_what_happens_elsewhere_ends_no_task_before_its_letter_was_tried(
    imported: Followed, happens: Callable[[World], None]
) -> None:
    world = imported.world
    happens(world)
    assert set(nobody(world)) >= {PLAIN}
    world.walk("2024-04-05")
    assert to_una(imported) == [["logged"]]
    assert PLAIN not in nobody(world)
