"""T6 apart from the others: like every property test it is done before the first flow runs."""

from __future__ import annotations

import pytest

from compliance.usecases import choose_steps, deadline_versions
from compliance.usecases.reopen import reopen, resend
from tests.support.world import ONE_DAY
from tests.torture.interleavings import interleave
from tests.torture.invariants import never_silent
from tests.torture.life import Life
from tests.torture.promises import broken, table
from tests.torture.site import Site


@pytest.mark.timeout(600)
def test_whatever_is_done_in_whatever_order_everything_holds(site: Site) -> None:
    promises = interleave(site)
    assert broken(promises) == [], f"\n{table(promises)}"


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
