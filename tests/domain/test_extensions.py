"""What the current date rests on, against a slow oracle that looks back from each version (D6, D7, D9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from compliance.domain.extensions import basis, is_extended

DAY = date(2024, 5, 1)


@dataclass(frozen=True)
class Version:
    """A version as the rules see it."""

    kind: str
    due_on: date | None


def given_at(versions: Sequence[Version], at: int) -> int | None:
    """The extension that the date of a version is, by its place; None where it is none: looked up step by step back."""
    kind = versions[at].kind
    if kind == "extension":
        return at
    if kind == "extension_reversed":
        taken_back = given_at(versions, at - 1)
        assert taken_back is not None
        return given_at(versions, taken_back - 1)
    same = kind in {"resent", "reopened"} and versions[at].due_on == versions[at - 1].due_on
    return given_at(versions, at - 1) if same or kind == "calendar_change" else None


KINDS = ("extension", "extension_reversed", "calendar_change", "correction", "clock_stopped", "clock_restarted")
chosen = st.tuples(st.sampled_from((*KINDS, "resent", "reopened", "dated")), st.integers(0, 3))


@given(wanted=st.lists(chosen, max_size=14))
def test_a_date_is_an_extension_exactly_where_looking_back_finds_one(wanted: list[tuple[str, int]]) -> None:
    versions = [Version("original", DAY)]
    for kind, days in wanted:
        if kind == "extension_reversed" and given_at(versions, len(versions) - 1) is None:
            continue
        due = None if kind == "clock_stopped" else DAY + timedelta(days=days)
        versions.append(Version(kind, versions[-1].due_on if kind == "resent" else due))
        found = basis(versions)
        assert is_extended(versions) == (given_at(versions, len(versions) - 1) is not None)
        assert found[-1].version.due_on == versions[-1].due_on
        assert [layer.extension for layer in found] == [False, *([True] * (len(found) - 1))]


def test_a_calendar_change_keeps_the_extension_it_moves_and_what_that_rests_on() -> None:
    told = [
        Version("original", DAY),
        Version("extension", DAY + timedelta(days=14)),
        Version("resent", DAY + timedelta(days=14)),
        Version("calendar_change", DAY + timedelta(days=15)),
    ]
    assert [(each.version, each.extension) for each in basis(told)] == [(told[0], False), (told[3], True)]
    moved = [told[0], Version("calendar_change", DAY + timedelta(days=1))]
    assert [(each.version, each.extension) for each in basis(moved)] == [(moved[1], False)]
