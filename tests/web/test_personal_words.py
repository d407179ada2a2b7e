"""Words typed about a personal remedy reach nobody whose role does not include reading them, on any page (K)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from html import unescape
from typing import Any

import pytest

from compliance.domain.delivery import Answer, Result
from compliance.domain.evidence import Judgement
from compliance.domain.outcomes import Outcome
from compliance.domain.recommendations import Kind
from compliance.domain.waiting import Wait, WaitKind
from compliance.store import tasks as stored
from compliance.usecases.add_note import add_note
from compliance.usecases.arrange_meeting import arrange_meeting
from compliance.usecases.hold import place_hold
from compliance.usecases.manage_tasks import finish_task
from compliance.usecases.open_case import open_case
from compliance.usecases.propose_outcome import propose, take_back
from compliance.usecases.settle_message import Settlement, settle_message
from compliance.web.casework.pages import ACTS, reason_against
from compliance.web.facts import facts_in_words
from tests.support.web_office import WebOffice, serving_office
from tests.support.world import World

REFERENCE, WAITING, SHARED = "23 001-1", "23 001-2", "23 001-3"
NAMED = "Mrs Ponsonby"
EVERYWHERE = (
    "/cases/23 001",
    f"/reminders/{REFERENCE}",
    "/tasks",
    "/tasks?whose=all",
    "/my-work",
    "/my-work?list=all",
    "/coming?days=30",
    "/search?q=23 001",
    "/authorities/E1",
    "/overview",
)
SHEETS = ("/my-work.csv?list=all", "/tasks.csv?whose=all", "/search.csv?q=23 001", "/coming.csv?days=30")


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    """An office with two personal remedies; Kim may read them, and Max may not."""
    with serving_office(world) as made:
        made.person("Kim Shaw", "casework_manager", "investigator")
        made.person("Max Howe", "manager")
        world.authority()
        world.decision(subject="Housing")
        world.log(REFERENCE, action=f"Apologise to {NAMED}", expected_evidence=(f"the letter to {NAMED}",))
        wait = Wait(WaitKind.EVENT, f"the review of the needs of {NAMED}", date(2024, 4, 20))
        world.log(WAITING, period="1 month", waits=wait, due_on=None)
        yield made


def tasks(world: World) -> list[Any]:
    """The open tasks."""
    with world.store.reading() as session:
        return stored.still_open(session)


def acted(world: World, reason: str) -> None:
    """All that people type about the first of them: a note, a meeting, a hold, a proposal that is taken back."""
    with world.writing() as session:
        book, moment = world.rulebook, world.moment
        add_note(session, moment, REFERENCE, reason)
        arrange_meeting(session, book, moment, REFERENCE, date(2024, 4, 30), NAMED)
        arrange_meeting(session, book, moment, REFERENCE, date(2024, 4, 30), f"the sister of {NAMED}", reason)
        propose(session, book, moment, REFERENCE, Outcome.CEASED, reason)
        take_back(session, moment, REFERENCE, reason)
        place_hold(session, book, moment, REFERENCE, date(2024, 4, 10), reason)


def test_nobody_else_reads_them_on_any_page(office: WebOffice) -> None:
    world, reason = office.world, f"{NAMED} is away"
    acted(world, reason)
    kim, max_ = office.browser_of("Kim Shaw"), office.browser_of("Max Howe")
    assert reason not in kim.get(f"/reminders/{REFERENCE}").text
    pages = [unescape(max_.get(path).text) for path in EVERYWHERE]
    world.today = date(2024, 4, 30)
    world.postbox.script["officer@e1.example"].append(Answer(Result.REFUSED_FOR_GOOD, "no such user"))
    world.plan()
    world.send()
    opened = tasks(world)
    assert {"hold_ended", "meeting", "message_failed", "wait_review"} <= {each.kind for each in opened}
    pages += [unescape(max_.get(path).text) for path in (*EVERYWHERE, *(f"/tasks/{each.id}" for each in opened))]
    with world.writing() as session:
        for each in opened:
            if each.kind == "message_failed":
                settle_message(session, world.rulebook, world.moment, each.key, Settlement.RESEND, reason)
            else:
                finish_task(session, world.moment, each.id, reason)
    pages += [unescape(max_.get(path).text) for path in (*EVERYWHERE, *(f"/tasks/{each.id}" for each in opened))]
    assert [page for page in pages if "Ponsonby" in page] == []
    assert "the case says why" in "".join(pages)


def test_who_may_read_them_finds_them_in_the_case(office: WebOffice) -> None:
    world, reason = office.world, f"{NAMED} is away"
    acted(world, reason)
    with world.writing() as session:
        for each in tasks(world):
            finish_task(session, world.moment, each.id, f"spoke with {NAMED}")
    text = unescape(office.browser_of("Kim Shaw").get("/cases/23 001").text)
    for said in (reason, f"the letter to {NAMED}", f"the review of the needs of {NAMED}", f"spoke with {NAMED}"):
        assert said in text
    assert text.count(f"the sister of {NAMED}") == 1


def test_each_meeting_about_a_personal_remedy_is_a_task_of_its_own(office: WebOffice) -> None:
    with office.world.writing() as session:
        met = [
            arrange_meeting(session, office.world.rulebook, office.world.moment, REFERENCE, date(2024, 4, 30), whom)
            for whom in ("Ann", "Ben", "Ann", "Ben")
        ]
    assert met == [True, True, False, False]
    assert len(tasks(office.world)) == 2


@pytest.mark.parametrize("judgement", [None, Judgement.INSUFFICIENT, Judgement.SUFFICIENT])
def test_what_was_sent_for_another_too_is_read_by_nobody_else(office: WebOffice, judgement: Judgement | None) -> None:
    """A note is as personal as a file that was sent for a personal remedy, wherever it stands (K, E1)."""
    world, note = office.world, f"receipt and copy of the letter to {NAMED}"
    world.log(SHARED, kind=Kind.SERVICE_IMPROVEMENT, action="Review the procedure")
    assert world.evidence(REFERENCE, note)
    assert world.evidence(SHARED, note.replace(" and ", "\nand  "))
    assert world.evidence(SHARED, "the minutes")
    if judgement:
        world.judge(SHARED, judgement, f"the date {NAMED} was paid" if judgement is Judgement.INSUFFICIENT else "")
    max_, kim = office.browser_of("Max Howe"), office.browser_of("Kim Shaw")
    pages = {path: unescape(max_.get(path).text) for path in (*EVERYWHERE, *SHEETS, f"/reminders/{SHARED}")}
    assert [path for path, text in pages.items() if "Ponsonby" in text] == []
    assert "sent for a personal remedy too; your role does not include reading it" in pages["/cases/23 001"]
    assert "the minutes" in pages["/cases/23 001"]
    assert unescape(kim.get("/cases/23 001").text).count(note[:11]) > 1
    with world.store.reading() as session:
        case = open_case(session, world.moment, "23 001", personal=False)
    about = {each.reference: each for each in case.recommendations}
    chosen = [act.fields(world.installation, case, about[SHARED])[0] for act in ACTS if act.name.startswith("judge")]
    assert "Ponsonby" not in str(chosen)
    assert [words for _, words in chosen[0].options] == ["the minutes, from Ann"]
    refusal = reason_against(next(act for act in ACTS if act.name == "judge"), about[REFERENCE])
    assert refusal == "what waits was sent for a personal remedy, and your role does not include reading it"


def test_details_are_left_out_at_every_depth() -> None:
    payload = {"overruled": [{"text": "x", "reason": NAMED}], "more": {"deep": {"why": NAMED, "on": "2024-05-14"}}}
    assert facts_in_words(payload, personal=False) == [("Overruled", "text: x"), ("More", "deep: on: 14 May 2024")]
    assert NAMED in str(facts_in_words(payload, personal=True))
