"""T6 apart from the others: like every property test it is done before the first flow runs."""

from __future__ import annotations

from collections import Counter

import pytest

from compliance.domain.version_news import Letter, News
from compliance.usecases import choose_steps, deadline_versions
from compliance.usecases.reopen import reopen, resend
from tests.support.world import ONE_DAY
from tests.torture.every_act import EVERY_ACT
from tests.torture.interleavings import interleave
from tests.torture.invariants import INVARIANTS, never_silent
from tests.torture.letters_of_dates import date_is_told, opening_is_told
from tests.torture.life import Chance, Life
from tests.torture.promises import broken, table
from tests.torture.site import Site
from tests.torture.twins import Apart, live, live_twice

BOB_LATER = 5  # drawn: the second of the people, refused for now


@pytest.mark.timeout(600)
def test_whatever_is_done_in_whatever_order_everything_holds(site: Site) -> None:
    promises = interleave(site)
    assert broken(promises) == [], f"\n{table(promises)}"


@pytest.mark.timeout(600)
def test_a_date_that_is_put_back_untold_is_as_though_it_had_never_moved(site: Site) -> None:
    promises = live_twice(site)
    assert broken(promises) == [], f"\n{table(promises)}"


def test_two_lives_that_differ_are_seen(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The judge of it judges: where nothing goes on from a date told before, it says so."""
    monkeypatch.setattr(deadline_versions, "put_back_to", lambda _: None)
    refused_for_now = [("the server is moody", BOB_LATER), ("days pass", 4), ("a day is planned", 0)]
    with pytest.raises(Apart, match=r"forecast: .* where it moved, else"):
        live(site, [*refused_for_now, ("corrected twice", 0)], Counter())


def test_silence_is_seen(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The judge of it judges: where nobody is asked about what was opened again long overdue, it says so."""
    life = Life(site)
    name = "24 001-1"
    life.world.end(name)
    life.world.today += 90 * ONE_DAY
    monkeypatch.setattr(deadline_versions, "leave_changed", lambda *_: None)
    monkeypatch.setattr(deadline_versions, "make_up", lambda planned, *_: (planned, []))
    with life.world.writing() as session:
        reopen(session, life.world.rulebook, life.world.moment, name, "it was not done after all", "Dee")
    life.begin_day()
    life.send()
    life.changed()
    assert any(fault.startswith(f"{name} is overdue since") for fault in never_silent(life))
    life.end()


def test_an_opening_that_nobody_was_told_is_seen(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The judge of it judges: where more time replaces the letter that it was opened again, it says so."""
    life = Life(site)
    name = "24 001-1"
    life.begin_day()
    life.send()
    life.world.end(name)
    life.world.today += ONE_DAY
    life.begin_day()
    life.send()
    with life.world.writing() as session:
        reopen(session, life.world.rulebook, life.world.moment, name, "it was not done after all", "Dee")
    monkeypatch.setattr(deadline_versions, "news_of", lambda *_: News(Letter.CHANGED, 1, None, ()))
    life.world.extend(name, life.today + 60 * ONE_DAY)
    life.world.today += ONE_DAY
    life.begin_day()
    life.send()
    life.changed()
    assert [each.startswith(f"{name} was told to be complete with v1") for each in opening_is_told(life)] == [True]
    life.end()


def test_a_date_that_nobody_was_told_is_seen(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The judge of it judges: where no letter about a changed date goes, it says so."""
    life = Life(site)
    name = "24 001-1"
    life.begin_day()
    life.send()
    monkeypatch.setattr(deadline_versions, "news_of", lambda *_: News(Letter.NONE, 1, None, ()))
    life.world.extend(name, life.today + 60 * ONE_DAY)
    case = life.cases[name]
    case.versions.append("extension")
    case.due_on = life.today + 60 * ONE_DAY
    case.dates.append(case.due_on)
    life.changed()
    assert [each.startswith(f"{name} is due {case.due_on}, last told was") for each in date_is_told(life)] == [True]
    life.end()


@pytest.mark.parametrize("judged", [False, True])
def test_a_letter_that_comes_too_late_is_seen(site: Site, monkeypatch: pytest.MonkeyPatch, judged: bool) -> None:
    """The judge of it judges: where a chaser does not give way to the letter of what was sent anew, it says so."""
    life = Life(site)
    name = "24 001-1"
    with life.world.writing() as session:
        resend(session, life.world.rulebook, life.world.moment, name, "nobody got it", "Dee")
    life.world.today += 20 * ONE_DAY
    if judged:
        monkeypatch.setattr(choose_steps, "_give_way", lambda *_: None)
    life.begin_day()
    assert [each.split(" on ")[0] for each in life.too_early] == [f"overdue_10_working_days of {name} v2"] * judged
    life.end()


OUTCOMES = {"satisfied": 0, "not satisfied": 1, "ceased": 2}


@pytest.mark.parametrize("outcome", OUTCOMES.values(), ids=OUTCOMES)
def test_what_an_outcome_alone_judged_waits_again_in_its_memory(site: Site, outcome: int) -> None:
    """E2: it waits once it is opened again, and suffices when it is judged so since; an older judgement stays."""
    life = Life(site)
    insufficient, sufficient, same_date = 1, 0, -1
    done: list[tuple[str, int]] = [("send_evidence", 0), ("judge_evidence", insufficient), ("send_evidence", 0)]
    done += [("record_outcome", outcome), ("reopen", same_date), ("judge_evidence", sufficient)]
    for name, drawn in done:
        _act(life, name, drawn)
        assert [(each.promised, *each.faults(life)) for each in INVARIANTS] == [(each.promised,) for each in INVARIANTS]
        life.world.today += ONE_DAY
    assert life.cases["24 001-1"].proven
    life.end()


def _act(life: Life, name: str, drawn: int) -> None:
    """Do one of the acts to one recommendation, with what is left to chance."""
    act = next(each for each in EVERY_ACT if each.name == name)
    case = life.cases["24 001-1"]
    assert act.fits(life, case)
    act.do(life, case, Chance(lambda _: drawn))
    case.happened.update(act.says)
    life.changed()
