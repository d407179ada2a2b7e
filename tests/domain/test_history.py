"""The chain of events: any change, loss or swap within it is found."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.domain.history import GENESIS, Entry, Happening, Link, chain, encode, first_break
from tests.domain.almanac import patient

VALUES = st.text(max_size=8) | st.integers() | st.booleans() | st.none() | st.lists(st.integers(), max_size=2)
TEXTS = st.text(max_size=10)
ENTRIES = st.builds(
    Entry,
    stream=st.just("21 000 001/1"),
    at=TEXTS,
    day=TEXTS,
    kind=st.sampled_from(Happening),
    actor=TEXTS,
    payload=st.dictionaries(st.text(max_size=5), VALUES, max_size=3),
)


def _chained(entries: list[Entry]) -> list[Link]:
    links: list[Link] = []
    for seq, entry in enumerate(entries, start=1):
        links.append(chain(entry, seq, links[-1].hash if links else GENESIS))
    return links


CHAINS = st.lists(ENTRIES, min_size=1, max_size=5).map(_chained)
ENTRY = Entry("21 000 001/1", "2024-05-01T08:00:00Z", "2024-05-01", Happening.LOGGED, "Zoë", {"b": 1, "a": "ü"})

TAMPERINGS: dict[str, Callable[[Link], Link]] = {
    "stream": lambda link: replace(link, entry=replace(link.entry, stream=link.entry.stream + "x")),
    "at": lambda link: replace(link, entry=replace(link.entry, at=link.entry.at + "x")),
    "day": lambda link: replace(link, entry=replace(link.entry, day=link.entry.day + "x")),
    "actor": lambda link: replace(link, entry=replace(link.entry, actor=link.entry.actor + "x")),
    "kind": lambda link: replace(
        link, entry=replace(link.entry, kind=next(kind for kind in Happening if kind != link.entry.kind))
    ),
    "payload added": lambda link: replace(
        link, entry=replace(link.entry, payload={**link.entry.payload, "one more key": None})
    ),
    "payload value": lambda link: replace(
        link,
        entry=replace(link.entry, payload={key: [value] for key, value in (link.entry.payload or {"": 0}).items()}),
    ),
    "seq": lambda link: replace(link, seq=link.seq + 1),
    "previous": lambda link: replace(link, previous=link.previous[::-1] + "0"),
    "hash": lambda link: replace(link, hash=hashlib.sha256(link.hash.encode()).hexdigest()),
}


def test_the_form_that_is_hashed_never_changes() -> None:
    """Written out by hand: stored chains must verify under every later version."""
    content = (
        '["21 000 001/1", 1, "2024-05-01T08:00:00Z", "2024-05-01", "logged", "Zoë", '
        '"{\\"a\\": \\"ü\\", \\"b\\": 1}", "' + "0" * 64 + '"]'
    )
    link = chain(ENTRY, 1, GENESIS)
    assert link == Link(ENTRY, 1, GENESIS, hashlib.sha256(content.encode("utf-8")).hexdigest())


def test_an_empty_chain_is_unbroken() -> None:
    assert first_break([]) is None


@patient
@given(links=CHAINS)
def test_an_untouched_chain_is_unbroken(links: list[Link]) -> None:
    assert first_break(links) is None
    assert first_break(links[:-1]) is None


@pytest.mark.parametrize("tamper", list(TAMPERINGS.values()), ids=list(TAMPERINGS))
@patient
@given(links=CHAINS, data=st.data())
def test_any_changed_field_is_found_at_its_place(
    links: list[Link], data: st.DataObject, tamper: Callable[[Link], Link]
) -> None:
    at = data.draw(st.integers(0, len(links) - 1))
    assert first_break([*links[:at], tamper(links[at]), *links[at + 1 :]]) == at + 1


@patient
@given(links=CHAINS, data=st.data())
def test_a_lost_doubled_or_swapped_event_is_found(links: list[Link], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(links) - 1))
    doubled = [*links[: at + 1], *links[at:]]
    assert first_break(doubled) == at + 2
    if at < len(links) - 1:
        assert first_break([*links[:at], *links[at + 1 :]]) == at + 1
        swapped = [*links[:at], links[at + 1], links[at], *links[at + 2 :]]
        assert first_break(swapped) == at + 1


@patient
@given(links=CHAINS.filter(lambda links: len(links) > 1), data=st.data())
def test_an_event_rewritten_with_its_own_hash_breaks_the_next(links: list[Link], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(links) - 2))
    forged = chain(replace(links[at].entry, actor=links[at].entry.actor + "x"), links[at].seq, links[at].previous)
    assert first_break([*links[:at], forged, *links[at + 1 :]]) == at + 2


def test_a_chain_does_not_verify_as_another_streams() -> None:
    links = _chained([ENTRY, replace(ENTRY, kind=Happening.OVERDUE)])
    moved = [replace(link, entry=replace(link.entry, stream="21 000 002/1")) for link in links]
    assert first_break(moved) == 1


def test_the_payload_is_hashed_whatever_the_order_of_its_keys() -> None:
    assert encode({"b": 1, "a": "ü"}) == encode({"a": "ü", "b": 1}) == '{"a": "ü", "b": 1}'
    assert encode({"a": 1}) != encode({"a": True}) != encode({"a": "1"})
