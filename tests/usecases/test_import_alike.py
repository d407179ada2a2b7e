"""An import takes no reference twice because it is written in two ways (L1, L2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from compliance.domain.errors import Fault, MalformedImport
from compliance.store.engine import Store
from compliance.usecases.import_plan import ImportReport
from tests.support.statements import heard
from tests.usecases.exchange_folders import Tables, held, take_in, write_folder

AUTHORITY = {"code": "E1", "name": "Eastshire", "type": "county"}
AS_WRITTEN = "amends import --alike takes each as it is written"
TOLD_APART = f"or another reference: only the way they are written tells them apart; {AS_WRITTEN}"
Rows = Sequence[tuple[str, str]]


@pytest.fixture
def store(migrated_url: str) -> Iterator[Store]:
    opened = Store(migrated_url)
    yield opened
    opened.close()


def tables(decisions: Sequence[str], recommendations: Rows = ()) -> Tables:
    """A folder's tables with these decisions, and recommendations as reference and decision."""
    decided = {"authority_code": "E1", "decided_on": "2024-02-20", "outcome": "upheld"}
    asked = {"kind": "personal_remedy", "action": "Apologise", "period": "1 month"}
    return {
        "authorities": [AUTHORITY],
        "decisions": [decided | {"reference": each} for each in decisions],
        "recommendations": [asked | {"reference": each, "decision_reference": case} for each, case in recommendations],
    }


def bring(
    store: Store, tmp_path: Path, decisions: Sequence[str], recommendations: Rows = (), *, alike: bool = False
) -> ImportReport:
    folder = write_folder(tmp_path / "source", tables(decisions, recommendations))
    return take_in(store, folder, tmp_path / "kept", alike=alike)


def refused(store: Store, tmp_path: Path, decisions: Sequence[str], recommendations: Rows = ()) -> list[Fault]:
    before = held(store)
    with pytest.raises(MalformedImport) as caught:
        bring(store, tmp_path, decisions, recommendations)
    assert held(store) == before
    return list(caught.value.faults)


WRITTEN = [
    "24000001",
    "24\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}001",
    "24-000/001",
    "24,000,001",
    "Case 24 000 001",
    "Re: 24 000 001",
    "\uff12\uff14 000 001",
]


@pytest.mark.parametrize("written", WRITTEN, ids=ascii)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_decision_on_record_is_none_that_is_written_otherwise(store: Store, tmp_path: Path, written: str) -> None:
    """The authority would be asked for everything twice."""
    bring(store, tmp_path, ["24 000 001"], [("24 000 001-1", "24 000 001")])
    found = refused(store, tmp_path, [written], [(f"{written}-1", written)])
    expected = f"'24 000 001' as it is on record, {TOLD_APART}"
    assert found == [Fault("decisions.csv", 2, "reference", written, expected)]


def test_neither_is_one_on_record_in_another_way_one_that_is_written_plainly(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, ["Case 24/000/001"])
    assert [each.value for each in refused(store, tmp_path, ["24 000 001", "24 000 002"])] == ["24 000 001"]


def test_of_rows_of_one_folder_the_first_says_how_it_is_written(store: Store, tmp_path: Path) -> None:
    found = refused(store, tmp_path, ["24 000 001", *WRITTEN[:2], "24 000 002"])
    assert [(each.row, each.value) for each in found] == [(3, WRITTEN[0]), (4, WRITTEN[1])]
    assert found[0].expected == f"'24 000 001' as row 2 has it, {TOLD_APART}"


@pytest.mark.parametrize("written", ["24000001-1", "24 000 001\N{EN DASH}1", "24 000 001 (1)"], ids=ascii)
def test_a_recommendation_is_none_that_is_written_otherwise(store: Store, tmp_path: Path, written: str) -> None:
    case, first = "24 000 001", ("24 000 001-1", "24 000 001")
    here = refused(store, tmp_path, [case], [first, (written, case)])
    expected = f"'24 000 001-1' as row 2 has it, {TOLD_APART}"
    assert here == [Fault("recommendations.csv", 3, "reference", written, expected)]
    bring(store, tmp_path, [case], [first])
    there = refused(store, tmp_path, [case], [(written, case)])
    expected = f"'24 000 001-1' as it is on record, {TOLD_APART}"
    assert there == [Fault("recommendations.csv", 2, "reference", written, expected)]


def test_a_recommendation_is_told_from_a_case_and_from_those_of_others(store: Store, tmp_path: Path) -> None:
    """Letters and digits are the same, and still nobody would take one for the other."""
    cases = ["24 1", "24 11", "24 111", "R", "S"]
    of_them = [
        ("24 1-1", "24 1"),
        ("24 11", "24 1"),
        ("24/1/12", "24 1"),
        ("24112", "24 1"),
        ("24 1-11", "24 1"),
        ("24 1-1-1", "24 1"),
        ("24 11-1", "24 11"),
        ("24 111", "24 111"),
    ]
    bring(store, tmp_path, cases, [*of_them, ("R1", "R"), ("R-1", "S")])
    assert bring(store, tmp_path, cases, of_them).counts["recommendations"].unchanged == 8


@pytest.mark.parametrize("written", ["24000001-1", "24 000 001/1", "24000001 (1)", "24 000 001_1"])
def test_the_reference_of_a_recommendation_is_no_new_decision(store: Store, tmp_path: Path, written: str) -> None:
    first = ("24 000 001-1", "24 000 001")
    expected = f"another reference: a recommendation of '24 000 001' is called so; {AS_WRITTEN}"
    found = refused(store, tmp_path, [written, "24 000 001"], [first])
    assert found == [Fault("decisions.csv", 2, "reference", written, expected)]
    bring(store, tmp_path, ["24 000 001"], [first])
    assert refused(store, tmp_path, [written]) == found


def test_an_office_that_has_two_such_references_says_so(store: Store, tmp_path: Path) -> None:
    """Once they are on record, importing them again changes nothing and asks nothing."""
    two = (["24/1/11", "24/11/1"], [("24/1/11-A", "24/1/11"), ("24/1/11A", "24/1/11")])
    assert len(refused(store, tmp_path, *two)) == 2
    assert bring(store, tmp_path, *two, alike=True).counts["decisions"].new == 2
    before = held(store)
    again = bring(store, tmp_path, *two)
    assert (again.counts["decisions"].unchanged, again.counts["recommendations"].unchanged) == (2, 2)
    assert held(store) == before
    assert [each.value for each in refused(store, tmp_path, [*two[0], "24111"])] == ["24111"]


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("31 \u202e1", "a reference without the invisible U+202E"),
        ("31\u200b1", "a reference without the invisible U+200B"),
        ("\u200b", "a reference without the invisible U+200B"),
        ("-", "a reference with a letter or a digit"),
        ("\N{PARTY POPPER}", "a reference with a letter or a digit"),
    ],
    ids=ascii,
)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_what_nobody_could_read_is_no_reference(store: Store, tmp_path: Path, reference: str, expected: str) -> None:
    found = refused(store, tmp_path, ["30 1", reference], [(reference, "30 1")])
    assert [(each.file, each.column, each.expected) for each in found] == [
        ("decisions.csv", "reference", f"{expected}; {AS_WRITTEN}"),
        ("recommendations.csv", "reference", f"{expected}; {AS_WRITTEN}"),
    ]


UNREAD = ["24 001\u200b", "24 1\u00ad5", "31 \u202e1", "--", "\N{PARTY POPPER}"]


def test_an_office_takes_references_as_older_ones_have_written_them(store: Store, tmp_path: Path) -> None:
    """What was exported comes back, also what nobody could read; new recommendations are called after such a case."""
    asked = [(f"{each}-1", each) for each in UNREAD]
    assert bring(store, tmp_path, UNREAD, asked, alike=True).counts["recommendations"].new == len(UNREAD)
    more = [(f"{each}-2", each) for each in UNREAD[:3]]
    assert bring(store, tmp_path, UNREAD, more).counts["recommendations"].new == len(more)
    (found,) = refused(store, tmp_path, UNREAD, [("24 001\u200b-\u200b3", "24 001\u200b")])
    assert found.expected == f"a reference without the invisible U+200B; {AS_WRITTEN}"


@pytest.mark.parametrize("reference", ["\u200b", "\N{SOFT HYPHEN} \u2060"], ids=ascii)
def test_what_nobody_sees_is_no_reference_as_it_is_written(store: Store, tmp_path: Path, reference: str) -> None:
    """L1: in a list, a letter or a search there would be nothing."""
    asked = [(reference, "30 1"), (f"{reference}-1", reference)]
    before = held(store)
    with pytest.raises(MalformedImport) as caught:
        bring(store, tmp_path, ["30 1", reference], asked, alike=True)
    expected = "a reference of which something can be seen"
    assert caught.value.faults == (
        Fault("decisions.csv", 3, "reference", reference, expected),
        Fault("recommendations.csv", 2, "reference", reference, expected),
    )
    assert held(store) == before


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_what_nobody_sees_is_no_code_as_it_is_written(store: Store, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "source", tables([]) | {"authorities": [AUTHORITY | {"code": "\u200b"}]})
    with pytest.raises(MalformedImport) as caught:
        take_in(store, folder, tmp_path / "kept", alike=True)
    expected = "a code of which something can be seen"
    assert caught.value.faults == (Fault("authorities.csv", 2, "code", "\u200b", expected),)


@pytest.mark.parametrize("reference", ["24\n1", "24/../1"], ids=ascii)
def test_what_no_page_or_letter_could_have_is_no_reference_as_it_is_written(
    store: Store, tmp_path: Path, reference: str
) -> None:
    with pytest.raises(MalformedImport):
        bring(store, tmp_path, [reference], alike=True)


def test_comparing_asks_nothing_more_of_the_database_however_many_rows_there_are(store: Store, tmp_path: Path) -> None:
    asked = []
    for number in (2, 300):
        cases = [f"24 {each:06}" for each in range(number)]
        folder = write_folder(tmp_path / f"{number}", tables(cases, [(f"{each}-1", each) for each in cases]))
        with heard(store) as statements:
            take_in(store, folder, tmp_path / "kept", dry_run=True)
        asked.append(len(statements))
    assert asked[0] == asked[1]
