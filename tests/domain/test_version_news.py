"""Which letter tells of a deadline version, from what the authority was last told (D6, E8, R1), by table."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from compliance.domain.version_news import Told, Version, news, own_change, told, was_to_go, without_unheard

JUNE_9, JUNE_30 = date(2027, 6, 9), date(2027, 6, 30)
GIVEN = Version(1, "original", JUNE_9)
MORE = Version(2, "extension", JUNE_30, reason="flood", agreed_by="Kim")
BACK = Version(3, "extension_reversed", JUNE_9)
AGAIN = Version(2, "reopened", JUNE_9, reason="it came back", agreed_by="Lee")
STILL = Version(2, "reopened", JUNE_9, unheard=True)
HALTED = Version(2, "clock_stopped", None, "stopped since 1 June")


def _changed(number: int, change: str, due_on: date | None = JUNE_30, rule: str = "") -> Version:
    return Version(number, change, due_on, rule)


@pytest.mark.parametrize(
    ("versions", "known", "letter", "before", "changes"),
    [
        # Nobody was ever told: the first letter, whatever changed.
        ([GIVEN, MORE], Told(None, None, first_to_go=True), "first", None, []),
        ([GIVEN, AGAIN], Told(None, None, first_to_go=True), "first", None, []),
        # From the date last told, which need not be that of the version before.
        ([GIVEN, MORE], Told(1, 1, first_to_go=False), "deadline_changed", JUNE_9, ["extension"]),
        (
            [GIVEN, MORE, BACK, _changed(4, "correction", date(2027, 6, 10))],
            Told(2, 2, first_to_go=False),
            "deadline_changed",
            JUNE_30,
            ["extension_reversed", "correction"],
        ),
        # Nothing changed against what was told.
        ([GIVEN, MORE, BACK], Told(1, 1, first_to_go=False), "", JUNE_9, ["extension", "extension_reversed"]),
        (
            [GIVEN, HALTED, _changed(3, "clock_restarted"), _changed(4, "clock_stopped", None, "stopped since 2 June")],
            Told(2, 2, first_to_go=False),
            "deadline_changed",
            None,
            ["clock_restarted", "clock_stopped"],
        ),
        # Opened again is said until it was heard, beside what changed since.
        ([GIVEN, AGAIN, _changed(3, "extension")], Told(1, 1, first_to_go=False), "reopened", JUNE_9, ["extension"]),
        ([GIVEN, AGAIN, _changed(3, "resent")], Told(1, 1, first_to_go=True), "reopened", JUNE_9, ["resent"]),
        (
            [GIVEN, AGAIN, _changed(3, "extension")],
            Told(2, 2, first_to_go=False),
            "deadline_changed",
            JUNE_9,
            ["extension"],
        ),
        ([GIVEN, AGAIN, _changed(3, "reopened")], Told(1, 1, first_to_go=False), "reopened", JUNE_9, ["reopened"]),
        # Sent anew: its first letter, with what changed besides.
        ([GIVEN, _changed(2, "resent", JUNE_9)], Told(1, 1, first_to_go=True), "first", JUNE_9, []),
        (
            [GIVEN, MORE, _changed(3, "resent"), _changed(4, "correction")],
            Told(1, 1, first_to_go=True),
            "first",
            JUNE_9,
            ["extension", "correction"],
        ),
        # A date that came back before anybody heard of another: the letter that goes all the same does not speak of it.
        (
            [GIVEN, _changed(2, "resent", JUNE_9), _changed(3, "extension"), BACK],
            Told(1, 1, first_to_go=True),
            "first",
            JUNE_9,
            [],
        ),
        (
            [GIVEN, AGAIN, _changed(3, "correction"), _changed(4, "correction", JUNE_9)],
            Told(1, 1, first_to_go=False),
            "reopened",
            JUNE_9,
            [],
        ),
        (
            [
                GIVEN,
                AGAIN,
                MORE,
                _changed(4, "resent"),
                _changed(5, "extension", date(2027, 7, 7)),
                _changed(6, "correction"),
            ],
            Told(1, 1, first_to_go=True),
            "reopened",
            JUNE_9,
            ["extension", "resent"],
        ),
        (
            [GIVEN, AGAIN, replace(HALTED, number=3), _changed(4, "clock_restarted", JUNE_9)],
            Told(1, 1, first_to_go=False),
            "reopened",
            JUNE_9,
            ["clock_stopped", "clock_restarted"],
        ),
        # But of an answer to a request, and of what took that back.
        (
            [GIVEN, AGAIN, replace(MORE, number=3, answers=True), replace(BACK, number=4)],
            Told(1, 1, first_to_go=False),
            "reopened",
            JUNE_9,
            ["extension", "extension_reversed"],
        ),
        # Another notice told a newer date: it is the date before, and what was never said by letter is.
        (
            [GIVEN, MORE, _changed(3, "extension", date(2027, 7, 7))],
            Told(1, 2, first_to_go=False),
            "deadline_changed",
            JUNE_30,
            ["extension", "extension"],
        ),
        (
            [GIVEN, MORE, BACK],
            Told(1, 2, first_to_go=False),
            "deadline_changed",
            JUNE_30,
            ["extension", "extension_reversed"],
        ),
        ([GIVEN, MORE], Told(None, 1, first_to_go=True), "first", JUNE_9, ["extension"]),
        (
            [GIVEN, _changed(2, "resent", JUNE_9), _changed(3, "extension")],
            Told(1, 2, first_to_go=True),
            "first",
            JUNE_9,
            ["extension"],
        ),
    ],
)
def test_the_letter_tells_from_what_was_last_told(
    versions: list[Version], known: Told, letter: str, before: date | None, changes: list[str]
) -> None:
    found = news(versions, known)
    assert (found.letter, found.before, [each.change for each in found.changes]) == (letter, before, changes)


def test_what_opens_again_gives_the_letter_its_reason() -> None:
    facts = news([GIVEN, AGAIN, _changed(3, "extension")], Told(1, 1, first_to_go=False)).facts()
    assert (facts["reason"], facts["agreed_by"]) == ("it came back", "Lee")
    assert "unheard" not in facts
    assert news([GIVEN, STILL], Told(1, 1, first_to_go=False)).facts()["unheard"] == "yes"


def test_who_heard_of_the_first_outcome_is_told_that_it_was_opened_again() -> None:
    again = Version(3, "reopened", JUNE_9, unheard=True)
    assert not news([GIVEN, AGAIN, again], Told(1, 1, first_to_go=False)).unheard
    twice = news([GIVEN, STILL, again], Told(1, 1, first_to_go=False))
    assert (twice.unheard, twice.changes) == (True, ())


@pytest.mark.parametrize(
    ("heard", "sent_anew", "knows_base", "known"),
    [
        (set(), None, False, Told(None, None, first_to_go=True)),
        (set(), None, True, Told(1, 1, first_to_go=False)),
        ({1, 2}, None, False, Told(2, 2, first_to_go=False)),
        ({1}, 3, False, Told(1, 1, first_to_go=True)),
        ({1, 3}, 3, False, Told(3, 3, first_to_go=False)),
        (set(), 3, False, Told(None, None, first_to_go=True)),
    ],
)
def test_what_the_authority_knows(heard: set[int], sent_anew: int | None, knows_base: bool, known: Told) -> None:
    assert told(heard, heard, 1, sent_anew, knows_base=knows_base) == known


@pytest.mark.parametrize(
    ("known", "openings", "opened", "last"),
    [
        (Told(3, 3, first_to_go=False), [2], 0, 1),  # version 3 was told, and nobody was told that 2 opened it
        (Told(3, 3, first_to_go=False), [2], 2, 3),
        (Told(3, 3, first_to_go=False), [2, 3], 2, 2),
        (Told(1, 1, first_to_go=False), [2], 0, 1),
        (Told(None, 2, first_to_go=True), [2], 0, None),
        (Told(3, 3, first_to_go=False), [], 0, 3),
    ],
)
def test_e8_what_no_letter_said_of_an_opening_is_not_known(
    known: Told, openings: list[int], opened: int, last: int | None
) -> None:
    found = without_unheard(known, openings, opened)
    assert (found.last, found.dated, found.first_to_go) == (last, known.dated, known.first_to_go)


def test_what_had_still_to_go_when_its_version_was_replaced() -> None:
    assert was_to_go("superseded", "deadline version 2 replaced it")
    assert was_to_go("queued", "")
    assert not was_to_go("superseded", "due_today is right now")
    assert not was_to_go("sent", "")


def test_one_of_kind_reopened_waits_again_unless_its_letter_says_that_it_was_opened() -> None:
    assert own_change("reopened", {}) == "waits_again"
    assert own_change("reopened", {"change": "reopened"}) == "reopened"
    assert own_change("extension", {}) == "extension"
