"""What a message may say: each recommendation once (R3), each under its own authority, nothing personal (K)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from compliance.domain.delivery import Answer, Result
from compliance.domain.evidence import Judgement
from compliance.domain.recommendations import Kind
from compliance.usecases.change_calendar import apply, preview
from compliance.usecases.change_closures import NewClosure
from compliance.usecases.explain import explain
from tests.support.world import World
from tests.usecases.followed import Followed
from tests.usecases.test_date_comes_back import corrected_to, more_time, taken_back

SUE = "sue@shared.example"
REC = "23 001-1"
DOWN = Answer(Result.REFUSED_FOR_NOW, "no connection", unreachable=True)


def test_an_officer_of_two_authorities_sees_whose_case_is_whose(world: World) -> None:
    for code in ("E1", "E2"):
        world.authority(code, {"link_officer": SUE})
        world.decision(f"23 {code}", code)
        world.log(f"23 {code}-1", kind=Kind.SERVICE_IMPROVEMENT)
    world.run()
    (letter,) = world.postbox.letters
    assert "2 recommendations we made to E1 Council and E2 Council" in " ".join(letter.text.split())
    for body in (letter.text, letter.html):
        first, second = body.index("Do 23 E1-1"), body.index("Do 23 E2-1")
        assert "E1 Council" in body[:first]
        assert "E2 Council" in body[first:second]


def test_a_message_about_one_authority_does_not_repeat_it(world: World) -> None:
    world.authority("E1", {"link_officer": SUE})
    world.decision()
    world.log(REC)
    world.log("23 001-2")
    world.run()
    assert "Authority: " not in world.postbox.letters[0].text


def test_a_waiting_message_is_not_given_the_same_recommendation_again(office: World) -> None:
    """A notice waits because nobody takes mail; the rung of a later day goes on the next working day after it."""
    office.log(REC)
    office.run()
    office.today = office.today.replace(day=18)
    office.evidence(REC)
    office.judge(REC, Judgement.INSUFFICIENT, "the date")
    office.postbox.always["ann@e1.example"] = DOWN
    office.run("2024-04-18")
    office.postbox.always.clear()
    office.postbox.letters.clear()
    assert office.run("2024-04-29").later == 1
    (letter,) = office.postbox.letters
    assert letter.text.count(REC) == 1
    assert office.steps(REC)["due_in_10_working_days"] == "planned"
    office.run("2024-04-30")
    assert office.steps(REC)["due_in_10_working_days"] == "sent"


def test_l5_without_stated_evidence_every_message_and_explain_take_the_checklist_of_the_categories(
    office: World,
) -> None:
    office.log(REC, kind=Kind.SERVICE_IMPROVEMENT, categories=("Apology",))
    with office.writing() as session:
        session.connection().exec_driver_sql("DELETE FROM expected_evidence")
    office.run()
    usual = office.rulebook.categories["Apology"]
    assert all(line in office.postbox.letters[0].text for line in usual)
    with office.store.reading() as session:
        told: Any = explain(session, office.rulebook, office.moment, REC)["recommendation"]
    assert (told["expected_evidence"], told["evidence_from_categories"]) == (list(usual), True)


def test_nothing_personal_travels_by_mail(office: World) -> None:
    secret = "Ms Smith of 4 Low Road"
    office.log(
        REC,
        action=f"Pay {secret}",
        categories=("Apology",),
        expected_evidence=(f"proof that {secret} was paid",),
    )
    office.log("23 001-2", kind=Kind.SERVICE_IMPROVEMENT, expected_evidence=("minutes of the committee",))
    office.run()
    office.extend(REC, "2024-06-03", reason=f"{secret} is ill")
    office.extend("23 001-2", "2024-06-03", reason="the committee meets late")
    office.run("2024-04-03")
    texts = "".join(letter.text + letter.html for letter in office.postbox.letters)
    assert "Smith" not in texts
    assert "Low Road" not in texts
    assert "Apology, as our decision" in texts
    assert "copy of the apology" in texts
    assert "minutes of the committee" in texts
    assert "the committee meets late" in texts


def test_what_is_missing_goes_back_in_writing(office: World) -> None:
    """E2: the authority must learn what is missing, also of a personal remedy."""
    office.log(REC)
    office.run()
    office.evidence(REC)
    office.judge(REC, Judgement.INSUFFICIENT, "the letter is not signed")
    office.run("2024-04-03")
    assert "the letter is not signed" in office.postbox.letters[-1].text


def test_d8_the_authority_reads_how_its_date_came_about(office: World) -> None:
    office.log(REC, period="4 working days")
    office.run()
    letter = office.postbox.letters[-1]
    words = (
        "You have 4 working days after 2 April 2024, the day of our decision. Weekends are not counted. The last day "
        "is Monday 8 April 2024."
    )
    assert words in " ".join(letter.text.split())
    assert words in letter.html


@pytest.mark.parametrize("told", [True, False], ids=["told before", "not yet told"])
@pytest.mark.parametrize("back", [taken_back, corrected_to], ids=["taken back", "corrected"])
def test_d6_it_reads_of_no_change_that_came_and_went_unheard(
    office: World, back: Callable[[Followed, str], None], told: bool
) -> None:
    office.log(REC, due_on=date(2024, 4, 26))
    if told:
        office.run()
    case = Followed(office, "23 001")
    more_time(case, "2024-06-28")
    back(case, "2024-04-26")
    office.walk("2024-04-26")
    texts = [" ".join(letter.text.split()) for letter in office.postbox.letters]
    assert len(texts) > 2
    assert all("Friday 26 April 2024" in text for text in texts)
    assert not [text for text in texts if "correct" in text or "agreed" in text or "28 June" in text]


def test_d9_after_a_calendar_change_it_reads_which_day_it_was(office: World) -> None:
    office.log(REC, period="4 working days")
    office.run()
    office.today = date(2024, 4, 3)
    closure = NewClosure("E1", date(2024, 4, 4), "Offices closed")
    with office.writing() as session:
        digest = preview(session, office.rulebook, office.moment, closure).digest
        apply(session, office.rulebook, office.moment, closure, expected=digest, reason="they told us")
    office.run()
    text = " ".join(office.postbox.letters[-1].text.split())
    assert "Offices closed (4 April 2024) is a closed day now." in text
    assert "The last day is Tuesday 9 April 2024. Before that it was Monday 8 April 2024." in text
