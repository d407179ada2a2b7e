"""When an address is given up, and when it works again (R6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.domain.address_health import AddressState, Health, Report, Severity, Thresholds, folded, health
from compliance.domain.returned import Returned, severity_of, status_in

FIRST = date(2024, 4, 1)
SAYS = {"h": Severity.HARD, "s": Severity.SOFT, "d": Severity.DELIVERED, "i": Severity.IGNORED, "R": Severity.DELIVERED}


def reports(script: str) -> list[Report]:
    """Reports such as "s1:a s3:b h3:c R5": what, on which day from 1 April 2024 on, about which message."""
    found = []
    for number, word in enumerate(script.split()):
        what, _, about = word.partition(":")
        day = FIRST + timedelta(days=int(what[1:]) - 1)
        found.append(Report(day, SAYS[what[0]], about or f"message {number}", word, restores=what[0] == "R"))
    return found


@pytest.mark.parametrize(
    ("script", "state", "since", "soft", "hard"),
    [
        ("", "working", None, 0, 0),
        ("i1", "working", None, 0, 0),
        ("h1", "stopped", 1, 0, 1),
        ("s1", "failing", 1, 1, 0),
        ("s1 s5", "failing", 1, 2, 0),
        ("s1 s5 s14", "stopped", 14, 3, 0),
        ("s1 s5 s15", "failing", 1, 2, 0),
        # A delayed message is reported on again and again: it counts once.
        ("s1:a s2:a s3:a s4:a", "failing", 1, 1, 0),
        ("s1 s2 d3 s4", "failing", 4, 1, 0),
        ("s1 s2 d3", "working", 3, 0, 0),
        # The report of an older message's arrival does not bring a stopped address back; a person does.
        ("h1 d2", "stopped", 1, 0, 1),
        ("h1 R2", "working", 2, 0, 0),
        ("h1 R2 s3", "failing", 3, 1, 0),
        ("h1:a R2 h3:a", "stopped", 3, 0, 1),
        ("h1 h2 h3", "stopped", 1, 0, 3),
    ],
)
def test_r6_the_health_of_an_address(script: str, state: str, since: int | None, soft: int, hard: int) -> None:
    found = health(reports(script), Thresholds())
    day = None if since is None else FIRST + timedelta(days=since - 1)
    assert (found.state, found.since, found.soft_count, found.hard_count) == (state, day, soft, hard)


def test_an_office_may_be_more_patient() -> None:
    patient = Thresholds(hard_returns=2, soft_returns=2, soft_return_days=1)
    assert health(reports("h1"), patient).state is AddressState.FAILING
    assert health(reports("h1:a h2:a"), patient).state is AddressState.FAILING
    assert health(reports("h1 d2 h3"), patient).state is AddressState.FAILING
    assert health(reports("h1 h2"), patient).state is AddressState.STOPPED
    assert health(reports("s1 s2"), patient).state is AddressState.FAILING
    assert health(reports("s1 s1"), patient).state is AddressState.STOPPED


def slow_oracle(given_ones: list[Report], rules: Thresholds) -> tuple[AddressState, int, int]:
    """The same, looking each time at all that came before."""
    stopped, cleared = False, 0
    state = AddressState.WORKING
    counts = (0, 0)
    for end, latest in enumerate(given_ones, start=1):
        if latest.restores or (latest.severity is Severity.DELIVERED and not stopped):
            stopped, cleared, state, counts = False, end, AddressState.WORKING, (0, 0)
            continue
        if latest.severity not in (Severity.HARD, Severity.SOFT):
            continue
        window = given_ones[cleared:end]
        firsts = {
            kind: [
                each
                for place, each in enumerate(window)
                if each.severity is kind
                and not any(other.severity is kind and other.message == each.message for other in window[:place])
            ]
            for kind in (Severity.HARD, Severity.SOFT)
        }
        recent = [each for each in firsts[Severity.SOFT] if 0 <= (latest.day - each.day).days < rules.soft_return_days]
        counts = (len(recent), len(firsts[Severity.HARD]))
        stopped = stopped or counts[0] >= rules.soft_returns or counts[1] >= rules.hard_returns
        state = AddressState.STOPPED if stopped else AddressState.FAILING
    return state, *counts


@given(
    st.lists(st.tuples(st.integers(0, 3), st.sampled_from("hsssdiR"), st.integers(0, 5)), max_size=25),
    st.integers(1, 3),
    st.integers(1, 4),
    st.integers(1, 10),
)
def test_it_follows_a_slow_oracle(steps: list[tuple[int, str, int]], hard: int, soft: int, days: int) -> None:
    rules = Thresholds(hard, soft, days)
    day = FIRST
    given_ones = []
    for gap, kind, about in steps:
        day += timedelta(days=gap)
        given_ones.append(Report(day, SAYS[kind], about, restores=kind == "R"))
    found = health(given_ones, rules)
    assert (found.state, found.soft_count, found.hard_count) == slow_oracle(given_ones, rules)


def test_an_address_nobody_reported_on_works() -> None:
    assert health([], Thresholds()) == Health()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ann@E1.example", "ann@e1.example"),
        ("jürgen@MÜNCHEN.example", "jürgen@xn--mnchen-3ya.example"),
        ("slack://TokenA/B", "slack://tokena/b"),
    ],
)
def test_two_spellings_of_one_address_are_the_same(one: str, other: str) -> None:
    assert folded(one) == folded(other)


def test_what_is_no_domain_is_left_as_it_is() -> None:
    assert folded(f"ann@{'x' * 70}.Example") == f"ann@{'x' * 70}.example"


@pytest.mark.parametrize(
    ("action", "status", "severity"),
    [
        ("failed", "5.1.1", "hard"),
        ("failed", "5.2.2", "soft"),
        ("failed", "4.4.7", "soft"),
        ("failed", "", "hard"),
        ("", "5.7.1", "soft"),
        ("delayed", "4.4.1", "soft"),
        ("delayed", "5.0.0", "soft"),
        ("delivered", "2.0.0", "delivered"),
        ("relayed", "", "ignored"),
        ("expanded", "2.0.0", "delivered"),
        ("", "", "ignored"),
        ("", "2.0.0", "ignored"),
    ],
)
def test_action_and_status_decide_the_severity(action: str, status: str, severity: str) -> None:
    assert severity_of(action, status) == severity


@pytest.mark.parametrize(
    ("texts", "status"),
    [
        (["5.0.0", "smtp; 552 5.2.2 full"], "5.2.2"),
        (["5.0.0", "unknown"], "5.0.0"),
        (["host 192.0.2.5.1.1 said no"], ""),
        (["5.1.1 (bad address)"], "5.1.1"),
        ([], ""),
    ],
)
def test_the_status_that_says_most_counts(texts: list[str], status: str) -> None:
    assert status_in(texts) == status


def test_a_delay_loses_nothing_and_a_full_mailbox_loses_the_message() -> None:
    full = Returned("k", "a@b.example", Severity.SOFT, "5.2.2", "", "folder", datetime(2024, 4, 2, tzinfo=UTC))
    assert full.loses_message
    assert not replace(full, final=False).loses_message
    assert not replace(full, severity=Severity.DELIVERED).loses_message
    assert full.identity == replace(full, recipient="A@B.example").identity != replace(full, key="l").identity
