"""Offices as the pages are looked at in: with nothing, with one of each thing in every way it can stand, with many."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from compliance.documents.evidence_files import keep
from compliance.domain.delivery import Answer, Result
from compliance.domain.evidence import Judgement
from compliance.domain.moment import Moment
from compliance.domain.outcomes import Outcome
from compliance.domain.recommendations import Kind
from compliance.domain.sums import parse_sum
from compliance.domain.work_filters import Filters
from compliance.runtime import machine_now
from compliance.store.engine import Session
from compliance.usecases.assign_caseworker import assign_case
from compliance.usecases.case_records import EvidencePiece, Story, write
from compliance.usecases.check_summaries import store_summaries
from compliance.usecases.demo_people import add_demo_people
from compliance.usecases.hold import place_hold
from compliance.usecases.link_cases import link_cases
from compliance.usecases.propose_outcome import propose
from compliance.usecases.request_extension import Request, ask
from compliance.usecases.run_ledger import fail_run, finish_run, start_run
from compliance.usecases.saved_views import save_view
from compliance.usecases.stop_clock import stop
from compliance.usecases.submit_evidence import submit_evidence
from tests.support.web_office import WebOffice
from tests.support.world import World

# Who may do everything, and who is the other one of two.
KIM, DEE, ADA = "Kim Shaw", "Dee Grant", "Ada Shaw"
CASE = "23 001"
# What each recommendation of the case is there for.
OPEN, JUDGED, ASKED, EXTENDED, STOPPED, HELD, CLOSED, PROPOSED, PERSONAL = (
    f"{CASE}-{number}" for number in range(1, 10)
)
LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch-und-Donaudampfschifffahrtsgesellschaft"
GUARDED = "The council will train Mrs Anna Smith by 30 June 2026"
SUMS = (parse_sum("1150.50"), parse_sum("50 per month from 2024-03-01 until 2024-11-30"))
MANY, MORE_THAN_A_PAGE, TWO_PAGES_OF_FIGURES = "24 100", 55, 105
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def with_nothing(office: WebOffice) -> None:
    """People who could work, an authority without contacts, a decision without recommendations."""
    world = office.world
    office.person(KIM, *world.rulebook.roles)
    office.can_sign_in(KIM)
    world.authority(contacts={})
    world.decision("24 002")


def with_one(office: WebOffice) -> None:
    """One case whose recommendations stand in every way; long words, mail that went out, a message in doubt."""
    world = office.world
    office.person(KIM, *world.rulebook.roles)
    office.can_sign_in(KIM)
    office.person(DEE, "director")
    office.person(ADA, "investigator")
    world.authority(contacts={"link_officer": "officer@e1.example", "chief_executive": "bo@e1.example"})
    world.authority("E2", successor="E1", closed_on=date(2024, 1, 1))
    world.decision(CASE, subject=f"Housing: {LONG}", decided_on=date(2024, 3, 1))
    for number, reference in enumerate((OPEN, JUDGED, ASKED, EXTENDED, STOPPED, HELD, CLOSED, PROPOSED, PERSONAL)):
        kind = Kind.PERSONAL_REMEDY if reference in (PERSONAL, JUDGED) else Kind.SERVICE_IMPROVEMENT
        more: dict[str, Any] = {"public_summary": GUARDED, "response": None} if reference == OPEN else {}
        more |= {"sums": SUMS} if reference == JUDGED else {}
        world.log(reference, kind=kind, action=f"Do {number}: {LONG}", expected_evidence=("minutes", "a plan"), **more)
    _happens(world)
    _evidence_comes(world)
    _ran(world)
    world.postbox.script["officer@e1.example"].append(Answer(Result.UNKNOWN, "no answer"))
    world.run("2024-05-28")


def _happens(world: World) -> None:
    moment: Moment = world.moment
    about, dee = (world.rulebook, moment), replace(moment, actor=DEE)
    with world.writing() as session:
        ask(session, *about, ASKED, Request(date(2024, 6, 3), "flood", "Ann", world.today))
        stop(session, *about, STOPPED, next(iter(world.rulebook.stop_categories)), "court", "Kim")
        place_hold(session, *about, HELD, date(2024, 6, 20), "talks")
        propose(session, world.rulebook, dee, PROPOSED, Outcome.CEASED, f"the school has closed: {LONG}")
        propose(session, world.rulebook, replace(moment, actor=KIM), PERSONAL, Outcome.CEASED, "it moved away")
        link_cases(session, moment, CASE, "24 099", "the remedy was not carried out")
        assign_case(session, moment, CASE, ADA)
        save_view(session, replace(moment, actor=KIM), "Late ones", Filters(overdue=True), shared=True)
    world.extend(EXTENDED, "2024-06-10")
    world.end(CLOSED, Outcome.SATISFIED)


def _evidence_comes(world: World) -> None:
    """A note, and files of each kind that is shown in its own way."""
    files = {"apology.txt": b"We are sorry.\n" * 2000, "scan.png": PNG, f"{'x' * 180}.docx": b"PK", "a.pdf": b"%PDF-1"}
    settings = world.installation.settings
    settings.home.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = settings.home / name
        path.write_bytes(content)
        kept = keep(settings.evidence_folder, path)
        with world.writing() as session:
            piece = EvidencePiece(world.today, "A. Officer", f"of today: {LONG}", **vars(kept))
            submit_evidence(session, world.rulebook, world.moment, JUDGED, piece)
    world.evidence(OPEN, note="they rang")
    world.evidence(HELD, note="the minutes")
    world.judge(HELD, Judgement.SUFFICIENT)


def _ran(world: World) -> None:
    """One flow ran, another failed."""
    with world.writing() as session:
        for flow in ("track_deadlines", "send_messages"):
            at = machine_now() - timedelta(hours=1)
            number = start_run(session, flow, world.today, at)
            if flow == "track_deadlines":
                finish_run(session, number, at, f"ran, {LONG}")
            else:
                fail_run(session, number, at, LONG)


def with_many(office: WebOffice) -> None:
    """More of everything than one page holds; the people of the demonstration."""
    world = office.world
    office.person(KIM, *world.rulebook.roles)
    with world.writing() as session:
        add_demo_people(session, world.rulebook.roles, world.moment)
    world.authority()
    world.decision(MANY, subject="Housing")
    with world.writing() as session:
        made = [_of_many(world, session, number) for number in range(1, MORE_THAN_A_PAGE + 1)]
        ids = write(session, world.rulebook, made, lambda _: world.moment.now, "Tester")
        store_summaries(session, world.rulebook, world.moment, made, ids, lambda _: world.moment.now)
        assign_case(session, world.moment, MANY, ADA)
    for address in world.many(TWO_PAGES_OF_FIGURES):
        world.postbox.always[address] = Answer(Result.UNKNOWN, "no answer")
    world.run()


def _of_many(world: World, session: Session, number: int) -> Story:
    """A service improvement whose summary is held back and whose evidence waits."""
    story = world.story(session, f"{MANY}-{number}", date(2024, 6, 3))
    draft = replace(story.draft, kind=Kind.SERVICE_IMPROVEMENT, public_summary=GUARDED)
    return replace(story, draft=draft, evidence=(EvidencePiece(world.today, "Ann", f"part {number}"),))
