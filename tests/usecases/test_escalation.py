"""What a casework manager may do: a letter, a meeting, a new case that follows the old one (rules R1, R2 and E6)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from compliance.domain.delivery import Answer, Result
from compliance.domain.errors import NotFound, Refused
from compliance.domain.evidence import Judgement
from compliance.domain.recommendations import Kind, Response
from compliance.store import tasks
from compliance.usecases.arrange_meeting import arrange_meeting
from compliance.usecases.close_tasks import close_what_is_over
from compliance.usecases.explain import explain
from compliance.usecases.hold import place_hold
from compliance.usecases.link_cases import link_cases, links_of
from compliance.usecases.settle_message import Settlement
from compliance.usecases.statutory_clock import begin
from compliance.usecases.verify_history import verify_history
from compliance.usecases.write_to_chief_executive import write_to_chief_executive
from tests.support.world import World

REC = "23 001-1"
LATE = date(2024, 5, 20)  # what is due on 14 May is overdue
WORDS = "I should like to speak to you.\n\nPlease ring me."


def write(office: World, words: str = "") -> date:
    with office.writing() as session:
        return write_to_chief_executive(session, office.rulebook, office.moment, REC, words)


def events(office: World) -> list[dict[str, Any]]:
    with office.store.reading() as session:
        found: list[dict[str, Any]] = explain(session, office.rulebook, office.moment, REC)["events"]  # type: ignore[assignment]
        return found


def test_the_letter_goes_to_the_chief_executive_once_in_the_words_of_the_manager(office: World) -> None:
    office.log(REC, kind=Kind.SERVICE_IMPROVEMENT)
    office.run()
    office.today = date(2024, 5, 18)  # a Saturday, after the due date
    assert write(office, WORDS) == date(2024, 5, 20)
    office.run("2024-05-20")
    office.run("2024-05-20")
    letters = [each for each in office.postbox.letters if each.recipient == "bo@e1.example"]
    assert len(letters) == 1
    assert "We write to you as chief executive of E1 Council" in " ".join(letters[0].text.split())
    assert "I should like to speak to you." in letters[0].text
    assert "Please ring me." in letters[0].html
    assert letters[0].subject == "Letter to the chief executive, 6 days overdue: case 23 001"
    assert office.steps(REC)["chief_executive-1"] == "sent"
    assert events(office)[-1]["kind"] == "overdue"
    assert [each["payload"] for each in events(office) if each["kind"] == "chief_executive_written_to"] == [
        {"words": WORDS}
    ]


def test_r6_no_letter_is_written_where_no_chief_executive_can_be_reached(office: World) -> None:
    office.log(REC)
    office.run()
    office.today = LATE
    office.postbox.always["bo@e1.example"] = Answer(Result.REFUSED_FOR_GOOD, "550 5.1.1 no such user", of_address=True)
    write(office)
    office.run()
    office.run("2024-05-21")
    assert office.health("bo@e1.example") == "stopped"
    office.today = date(2024, 5, 24)
    with pytest.raises(Refused, match="no chief executive of E1 can be written to: add one with a working address"):
        write(office)
    assert "chief_executive-2" not in office.steps(REC)


def test_a_second_letter_is_another_message(office: World) -> None:
    office.log(REC)
    office.run()
    office.today = LATE
    write(office)
    office.run()
    office.today = date(2024, 5, 24)
    write(office)
    office.run()
    sent = [steps for _, recipient, steps in office.mail() if recipient == "bo@e1.example"]
    assert sent == [["23 001-1 chief_executive-1"], ["23 001-1 chief_executive-2"]]


def test_what_stops_a_reminder_stops_the_letter(office: World) -> None:
    """R4: evidence that waits, a hold, a new date, the outcome."""
    for number in (1, 2, 3, 4):
        office.log(f"23 001-{number}")
    office.run()
    office.today = LATE
    for number in (1, 2, 3, 4):
        with office.writing() as session:
            write_to_chief_executive(session, office.rulebook, office.moment, f"23 001-{number}")
    office.evidence("23 001-1")
    with office.writing() as session:
        place_hold(session, office.rulebook, office.moment, "23 001-2", date(2024, 5, 27), "they talk")
    office.extend("23 001-3", "2024-06-14")
    office.end("23 001-4")
    office.run("2024-05-21")
    letter = "chief_executive-1"
    assert [office.steps(f"23 001-{number}")[letter] for number in (1, 2)] == ["planned", "planned"]
    assert office.steps("23 001-3")[letter].startswith("superseded: deadline version 2 replaced")
    assert office.steps("23 001-4")[letter] == "superseded: the recommendation was closed as satisfied"
    office.run("2024-05-28")
    assert [office.steps(f"23 001-{number}")[letter] for number in (1, 2)] == ["planned", "sent"]


def test_words_about_a_personal_remedy_do_not_travel(office: World) -> None:
    office.log(REC, action="Apologise to Mrs B")
    office.today = LATE
    with pytest.raises(Refused, match="is a personal remedy; the letter about it goes without words"):
        write(office, "Mrs B still waits")
    write(office)
    office.run()
    (letter,) = [each for each in office.postbox.letters if each.recipient == "bo@e1.example"]
    assert "Mrs B" not in letter.text + letter.html


def test_no_letter_about_what_is_not_overdue(office: World) -> None:
    """R1: it would say of a remedy that it is late."""
    office.log(REC)
    office.today = date(2024, 5, 14)
    with pytest.raises(Refused, match="about an overdue remedy, and this one is not: it is due on 2024-05-14"):
        write(office)
    office.today += timedelta(days=1)
    write(office)


@pytest.mark.parametrize("what", ["evidence", "sufficient", "hold"])
def test_no_letter_is_written_that_would_be_held_back(office: World, what: str) -> None:
    """R4: what waits for the office is not asked of the authority."""
    office.log(REC)
    office.today = LATE
    if what == "hold":
        with office.writing() as session:
            place_hold(session, office.rulebook, office.moment, REC, date(2024, 5, 27), "they talk")
    else:
        office.evidence(REC)
    if what == "sufficient":
        office.judge(REC, Judgement.SUFFICIENT)
    with pytest.raises(Refused, match="the letter would be held back: "):
        write(office)
    assert "chief_executive-1" not in office.steps(REC)


def test_no_second_letter_while_the_first_is_on_its_way(office: World) -> None:
    """R2: planned, in a message, in doubt; when it has arrived or failed another may be written."""
    office.log(REC)
    office.run()
    office.today = LATE
    write(office)
    with pytest.raises(Refused, match="is on its way already"):
        write(office)
    office.postbox.script["bo@e1.example"].append(Answer(Result.UNKNOWN, "no answer"))
    office.plan()
    with pytest.raises(Refused, match="is on its way already"):
        write(office)
    office.send()
    with pytest.raises(Refused, match=r"in doubt whether the last letter .* arrived"):
        write(office)
    office.settle(office.keys("in_doubt")[0], Settlement.SENT)
    write(office)


@pytest.mark.parametrize(
    ("response", "words"),
    [
        (Response.AGREED, "we do not have evidence that a remedy it agreed with us has been carried out"),
        (Response.REFUSED, "it has refused a remedy that we recommended"),
        (None, "it has not told us whether it accepts a remedy that we recommended"),
    ],
)
def test_the_letter_says_what_is_so_and_is_signed_once(office: World, response: Response | None, words: str) -> None:
    """L6: what was refused or never answered was not agreed."""
    office.log(REC, kind=Kind.SERVICE_IMPROVEMENT, response=response)
    office.run()
    office.today = LATE
    write(office, WORDS)
    office.run()
    (letter,) = [each for each in office.postbox.letters if each.recipient == "bo@e1.example"]
    for part in (letter.text, letter.html):
        assert words in " ".join(part.split())
        assert ("agreed" in part) == (response is Response.AGREED)
        assert part.count("Tester") == 1
    signature = letter.text.partition("Yours sincerely,")[2].split("\n\n")[1]
    assert signature.splitlines() == ["Tester", *office.rulebook.office.sign_off.strip().splitlines()]


def test_the_letter_about_a_stage_speaks_of_the_law_and_not_of_a_remedy(office: World) -> None:
    """T: nobody agrees to a stage, and it is in no figure."""
    with office.writing() as session:
        begin(session, office.rulebook, office.moment, "23 001", "public_report", office.today)
    office.walk("2024-07-02")
    with office.writing() as session:
        stage = "23 001/public_report/1"
        write_to_chief_executive(session, office.rulebook, office.moment, stage)
    office.postbox.letters.clear()
    office.run("2024-07-03")
    (letter,) = [each for each in office.postbox.letters if each.recipient == "bo@e1.example"]
    text = " ".join(letter.text.split())
    assert "for which the law sets a time" in text
    assert ("remedy" in text.partition("What we recommended")[0], "figures" in text) == (False, False)


def test_no_letter_about_what_is_closed_or_history_or_too_long(office: World) -> None:
    with pytest.raises(NotFound):
        write(office)
    office.log(REC, kind=Kind.SERVICE_IMPROVEMENT)
    office.today = LATE
    with pytest.raises(Refused, match="at most 4,000 letters, not 4,001"):
        write(office, "x" * 4001)
    office.end(REC)
    with pytest.raises(Refused, match="was closed as satisfied"):
        write(office)


def meet(office: World, on: date, whom: str = "the chief executive", note: str = "") -> bool:
    with office.writing() as session:
        return arrange_meeting(session, office.rulebook, office.moment, REC, on, whom, note)


def test_what_a_meeting_about_a_personal_remedy_is_about_stands_in_no_list(office: World) -> None:
    office.log(REC, kind=Kind.PERSONAL_REMEDY)
    assert meet(office, office.today + timedelta(days=11), note="Mrs Smith has moved")
    with office.store.reading() as session:
        (row,) = tasks.still_open(session)
    assert "Smith" not in row.reason
    assert [each["payload"]["note"] for each in events(office) if each["kind"] == "meeting_arranged"] == [
        "Mrs Smith has moved"
    ]


def test_a_meeting_is_a_task_on_its_day_once(office: World) -> None:
    office.log(REC, kind=Kind.SERVICE_IMPROVEMENT)
    on = office.today + timedelta(days=11)
    assert meet(office, on, note="what stands in the way")
    assert not meet(office, on, note="what stands in the way")
    assert meet(office, on, "Ann")
    with office.store.reading() as session:
        rows = tasks.still_open(session)
    assert [(row.kind, row.owner, row.due_on, row.reason) for row in rows] == [
        ("meeting", "casework_manager", on, "what stands in the way"),
        ("meeting", "casework_manager", on, "meet Ann, and record what was agreed"),
    ]
    assert [each["payload"]["with"] for each in events(office) if each["kind"] == "meeting_arranged"] == [
        "the chief executive",
        "Ann",
    ]
    with office.writing() as session:
        assert close_what_is_over(session, office.rulebook, on) == 0
    office.end(REC)
    assert office.tasks() == []


@pytest.mark.parametrize(
    ("days", "whom", "words"),
    [
        (-1, "Ann", "expected a day from today"),
        (367, "Ann", "expected a day from today"),
        (1, " ", "the name of a person"),
    ],
)
def test_a_meeting_that_cannot_be_is_refused(office: World, days: int, whom: str, words: str) -> None:
    office.log(REC)
    with pytest.raises(Refused, match=words):
        meet(office, office.today + timedelta(days=days), whom)
    assert office.tasks() == []


def link(office: World, old: str, new: str, reason: str = "not carried out") -> None:
    with office.writing() as session:
        link_cases(session, office.moment, old, new, reason)


def links(office: World, reference: str) -> list[tuple[object, object]]:
    with office.store.reading() as session:
        return [(each["direction"], each["case"]) for each in links_of(session, reference)]


def test_a_new_case_is_linked_before_it_is_decided_and_seen_from_both(office: World) -> None:
    link(office, "23 001", " 24 017 ")
    assert links(office, "23 001") == [("led_to", "24 017")]
    assert links(office, "24 017") == [("follows", "23 001")]
    office.decision("24 017", "E1")
    link(office, "24 017", "24 099")
    assert links(office, "24 017") == [("follows", "23 001"), ("led_to", "24 099")]
    with office.store.reading() as session:
        assert verify_history(session, lambda *_: None).broken == ()


@pytest.mark.parametrize(
    ("old", "new", "reason", "words"),
    [
        ("23 009", "24 017", "why", "there is no decision '23 009'"),
        ("23 001", " ", "why", "new: expected the reference of a case, such as 19 012 345"),
        ("23 001", "24 017 \N{PARTY POPPER}", "why", "new: expected letters, digits, spaces and"),
        ("23 001", "<script>alert(1)</script>", "why", "new: expected letters, digits, spaces and"),
        ("23 001", "24\N{ZERO WIDTH SPACE}017", "why", "new: expected a reference without the invisible U"),
        ("23 001", "24\n017", "why", "new: expected a reference on one line"),
        ("23 001", "2" * 101, "why", "new: expected at most 100 letters, not 101"),
        ("23 001", "23 001", "why", "cannot follow itself"),
        ("23 001", "24 017", " ", "expected why '24 017' was opened"),
        ("23 001", "24 016", "why", "are linked already"),
        ("23 001", "22 001", "why", "was decided on 2024-01-02, before '23 001'"),
    ],
)
def test_a_link_that_cannot_be_is_refused(office: World, old: str, new: str, reason: str, words: str) -> None:
    link(office, "23 001", "24 016")
    office.decision("22 001", "E1", decided_on=date(2024, 1, 2))
    with pytest.raises(Refused, match=words):
        link(office, old, new, reason)
    assert links(office, "23 001") == [("led_to", "24 016")]


def test_the_other_way_round_is_the_same_link(office: World) -> None:
    office.decision("24 017", "E1")
    link(office, "23 001", "24 017")
    with pytest.raises(Refused, match="are linked already"):
        link(office, "24 017", "23 001")
    assert links(office, "23 001") == [("led_to", "24 017")]
    with pytest.raises(NotFound):
        links(office, "99 999")


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("23001", "differs only by the way it is written from '23 001' on record"),
        ("24/017", "differs only by the way it is written from '24 017' on record"),
        ("24099", "are linked already"),
    ],
)
def test_a_case_that_is_typed_with_other_marks_is_no_other_one(office: World, new: str, said: str) -> None:
    office.decision("24 017", "E1")
    link(office, "23 001", "24 099")
    with pytest.raises(Refused, match=said):
        link(office, "23 001", new)
    assert links(office, "23 001") == [("led_to", "24 099")]
