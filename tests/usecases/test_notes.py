"""Notes stay with who wrote them and when, and go nowhere."""

from __future__ import annotations

import pytest

from compliance.domain.errors import NotFound, Refused
from compliance.usecases.add_note import LONGEST_NOTE, add_note, notes_of
from compliance.usecases.verify_history import verify_history
from tests.support.world import ONE_DAY, World

REC = "23 001-1"


def note(office: World, reference: str, text: str, *, case: bool = False) -> str:
    with office.writing() as session:
        return add_note(session, office.moment, reference, text, case=case)


def test_notes_about_a_recommendation_and_about_its_case_are_kept_apart(office: World) -> None:
    office.log(REC)
    assert note(office, REC, " Ann rang \n") == "Ann rang"
    note(office, "23 001", "The chief executive is new", case=True)
    office.end(REC)
    office.today += ONE_DAY
    note(office, REC, "It came by post")
    with office.store.reading() as session:
        about = notes_of(session, REC)
        case = notes_of(session, "23 001", case=True)
        assert verify_history(session, lambda *_: None).broken == ()
    assert [(each["day"], each["by"], each["note"]) for each in about] == [
        ("2024-04-02", "Tester", "Ann rang"),
        ("2024-04-03", "Tester", "It came by post"),
    ]
    assert [each["note"] for each in case] == ["The chief executive is new"]


def test_a_note_of_the_greatest_length_is_kept(office: World) -> None:
    office.log(REC)
    assert len(note(office, REC, "x" * LONGEST_NOTE)) == LONGEST_NOTE
    with pytest.raises(Refused, match="at most 10,000 letters, not 10,001"):
        note(office, REC, "x" * (LONGEST_NOTE + 1))


def test_a_note_about_nothing_or_without_text_is_refused(office: World) -> None:
    office.log(REC)
    with pytest.raises(Refused, match="expected some text"):
        note(office, REC, " \n ")
    with pytest.raises(NotFound, match="no recommendation '23 001'"):
        note(office, "23 001", "x")
    with pytest.raises(NotFound, match="no decision '23 001-1'"):
        note(office, REC, "x", case=True)
