"""A letter tells all that changed since the authority was last told, or may have been (D6, E8, R1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from compliance.domain.address_health import Severity
from compliance.domain.deadlines import fixed
from compliance.domain.delivery import Answer, Result
from compliance.domain.recommendations import Kind
from compliance.domain.returned import Returned
from compliance.notify.protocol import Letter
from compliance.store import sending, tasks
from compliance.usecases.change_deadline import correct
from compliance.usecases.manage_tasks import finish_task
from compliance.usecases.statutory_clock import begin
from tests.support.world import World, day
from tests.usecases.followed import (
    CHANGED_ON,
    SAID,
    Followed,
    corrected,
    ended_and_opened,
    extend,
    foretold,
    letters,
    opened,
    reverse,
    sent_anew,
    stopped,
    told,
    why,
)


def by_hand(world: World) -> set[str]:
    """A person does all that is open; what that was."""
    with world.writing() as session:
        rows = tasks.still_open(session)
        for row in rows:
            finish_task(session, world.moment, row.id, "rang them")
    return {row.kind for row in rows}


def test_e8_who_was_told_that_it_is_complete_is_told_that_it_was_opened_again(known: Followed) -> None:
    known.world.end(known.name)
    known.world.run()
    known.world.today = day("2024-04-12")
    opened(known)
    extend(known)
    known.world.run()
    assert told(known.world, known.name) == ["satisfied", "reopened"]
    text = letters(known.world)[-1]
    assert "We have opened this recommendation again" in text
    assert "It is due on Tuesday 21 May 2024" in text
    assert "Reason: payment came back 0" in text
    assert "We have agreed to more time. Reason: flood 1 Agreed by: Kim" in text
    assert "Before that it was Tuesday 14 May 2024." in text


def test_why_a_personal_remedy_changed_stays_here(office: World) -> None:
    office.log("23 001-1")
    office.run()
    office.today = CHANGED_ON
    case = Followed(office, "23 001")
    extend(case)
    corrected(case)
    office.run()
    text = letters(office)[-1]
    assert SAID[extend] in text
    assert SAID[corrected] in text
    assert "flood" not in text
    assert "typed wrongly" not in text


@pytest.mark.parametrize("change", [extend, corrected, stopped, ended_and_opened, sent_anew])
def test_r1_of_what_nobody_was_told_the_first_letter_goes_with_the_date_as_it_is(
    office: World, change: Callable[[Followed], None]
) -> None:
    office.log("23 001-1", kind=Kind.SERVICE_IMPROVEMENT)
    case = Followed(office, "23 001")
    change(case)
    said = foretold(office)
    office.run()
    office.run("2024-04-03")
    assert [about for _, _, abouts in office.mail() for about in abouts] == ["23 001-1 logged"]
    assert said == {"23 001-1": ["logged"]}
    text = letters(office)[-1]
    assert "We have recommended what is set out below" in text
    assert "Before that it was" not in text
    assert "has changed:" not in text
    assert case.due_on is None or f"{case.due_on.day} {case.due_on:%B %Y}" in text


def test_what_went_back_to_the_date_last_told_goes_on_as_before(office: World) -> None:
    """R2: more time given and taken back before any word of it; the reminder of that day still goes, once."""
    office.log("23 001-1")
    office.walk("2024-05-13")
    office.today = day("2024-05-14")
    case = Followed(office, "23 001")
    extend(case)
    reverse(case)
    office.walk("2024-05-15")
    sent = [(sent, about) for sent, _, abouts in office.mail() for about in abouts if sent >= "2024-05-14"]
    assert sent == [("2024-05-14", "23 001-1 due_today")]
    office.today = day("2024-05-16")
    extend(case)
    reverse(case)
    office.walk("2024-05-22")
    sent = [(sent, about) for sent, _, abouts in office.mail() for about in abouts if sent >= "2024-05-16"]
    assert sorted(set(sent)) == [("2024-05-21", "23 001-1 overdue_5_working_days")]


@pytest.mark.parametrize(
    ("rung", "days", "written"),
    [
        (
            "overdue_10_working_days",
            ("2024-04-11", "2024-04-17", "2024-04-18", "2024-04-19", "2024-04-22"),
            ["bo@e1.example"],
        ),
        ("overdue_20_working_days", ("2024-04-18", "2024-05-01", "2024-05-02", "2024-05-03", "2024-05-07"), []),
    ],
)
def test_r2_what_a_person_has_done_is_not_asked_for_again_where_the_date_is_as_it_was(
    office: World, rung: str, days: tuple[str, ...], written: list[str]
) -> None:
    """Time is given and taken back before the day of a rung, and once more after its task is done."""
    before, moved, raised, again, after = map(day, days)
    office.log("23 001-1", due_on=date(2024, 4, 4))
    office.run()
    office.run(before)
    case, office.today = Followed(office, "23 001"), moved
    extend(case)
    reverse(case)
    office.postbox.always["bo@e1.example"] = Answer(Result.REFUSED_FOR_NOW, "no answer", unreachable=True)
    office.run(raised)
    assert rung in by_hand(office)
    office.today = again
    for _ in range(2):
        extend(case)
        reverse(case)
        done_before = by_hand(office)
    assert not done_before & {rung, "overdue_when_logged"}
    office.postbox.always.clear()
    office.run(after)
    assert not by_hand(office) & {rung, "overdue_when_logged"}
    assert [to for _, to, abouts in office.mail() if abouts == [f"23 001-1 {rung}"]] == written


@pytest.mark.parametrize("comes_back", [False, True])
def test_a_date_that_may_not_have_been_told_is_told(known: Followed, comes_back: bool) -> None:
    """Back to the date of a letter in doubt a letter goes, and when the one that told it comes back."""
    extend(known)
    if not comes_back:
        known.world.postbox.script["ann@e1.example"].append(Answer(Result.UNKNOWN, "no answer"))
    known.world.run()
    known.world.today = day("2024-04-12")
    extend(known)
    reverse(known)
    if comes_back:
        assert why(known).startswith("superseded: what it says is what the authority was last told")
        (key,) = [each["key"] for each in known.world.messages() if each["day"] == "2024-04-11"]
        at = known.world.moment.now
        known.world.report(Returned(key, "ann@e1.example", Severity.HARD, "5.1.1", "User unknown", "folder", at))
    known.world.run()
    assert "The due date is now Tuesday 21 May 2024" in letters(known.world)[-1]


def test_r2_a_reminder_that_comes_back_brings_no_letter_about_a_date_that_was_told_before(known: Followed) -> None:
    known.world.today = day("2024-04-12")
    extend(known)
    reverse(known)
    known.world.walk("2024-05-07")
    last = known.world.messages()[-1]
    assert [about for _, _, about in known.world.mail()][-1] == ["23 001-1 due_in_5_working_days"]
    at = known.world.moment.now
    known.world.report(Returned(last["key"], "ann@e1.example", Severity.HARD, "5.1.1", "User unknown", "folder", at))
    assert why(known).startswith("superseded: what it says is what the authority was last told")
    known.world.walk("2024-05-09")
    assert not [letter for letter in letters(known.world) if "The due date" in letter and "has changed" in letter]


@pytest.mark.parametrize("result", [Result.UNKNOWN, Result.REFUSED_FOR_NOW])
def test_a_letter_in_doubt_counts_as_heard_and_one_that_was_refused_does_not(known: Followed, result: Result) -> None:
    extend(known)
    known.world.postbox.script["ann@e1.example"].append(Answer(result, "no answer", unreachable=True))
    known.world.run()
    known.world.today = day("2024-04-12")
    reverse(known)
    corrected(known)
    known.world.run()
    text = letters(known.world)[-1]
    doubt = result is Result.UNKNOWN
    assert ("Before that it was Tuesday 21 May 2024." in text) is doubt
    assert ("Before that it was Tuesday 14 May 2024." in text) is not doubt
    assert SAID[extend] not in text
    assert (SAID[reverse] in text) is doubt, "what was never heard of need not be taken back"
    assert SAID[corrected] in text


def test_what_a_sender_holds_counts_as_heard(known: Followed) -> None:
    """The letter about more time is with the mail server while the time is taken back."""
    extend(known)
    begun = []

    def meanwhile(letter: Letter) -> None:
        begun.append(letter.key)
        if len(begun) == 1:
            reverse(known)

    known.world.postbox.before = meanwhile
    known.world.run()
    known.world.run("2024-04-12")
    assert told(known.world, known.name) == ["deadline_changed", "deadline_changed"]
    assert SAID[reverse] in letters(known.world)[-1]
    assert "Before that it was Tuesday 21 May 2024." in letters(known.world)[-1]


def test_what_a_sender_has_leased_only_is_not_heard(known: Followed) -> None:
    extend(known)
    known.world.plan()
    with known.world.writing() as session:
        (lease,) = sending.claim(
            session,
            "other",
            9,
            today=known.world.today,
            now=known.world.machine,
            until=known.world.machine,
            patient=False,
        )
    corrected(known)
    with known.world.writing() as session:
        sending.release(session, lease)
    known.world.run()
    known.world.run("2024-04-12")
    assert told(known.world, known.name) == ["deadline_changed"]
    assert SAID[extend] in letters(known.world)[-1]
    assert SAID[corrected] in letters(known.world)[-1]


def test_r1_a_stage_whose_date_was_corrected_before_any_word_of_it_is_told_as_new(office: World) -> None:
    stage = "23 001/public_report/1"
    with office.writing() as session:
        begin(session, office.rulebook, office.moment, "23 001", "public_report", CHANGED_ON.replace(day=2))
        receipt = fixed(date(2024, 6, 14), office.rulebook.calendar, "corrected")
        correct(session, office.rulebook, office.moment, stage, receipt, "typed wrongly", "Kim")
    office.run()
    assert {about for _, _, abouts in office.mail() for about in abouts} == {f"{stage} logged"}
    assert "It is due on Friday 14 June 2024" in letters(office)[-1]
