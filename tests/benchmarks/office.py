"""An office to measure: authorities with contacts, and recommendations around one working day.

Recommendations are written by the program's own `compliance.usecases.case_records.write`, a block of 1,000 of them;
`copies.py` multiplies that block within the database.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from sqlalchemy import text

from compliance.domain.authorities import Role
from compliance.domain.calendar import WorkingCalendar
from compliance.domain.office import Rulebook
from compliance.domain.recommendations import Kind, Response
from compliance.store import authorities, cases
from compliance.store.engine import Session, Store
from compliance.usecases.case_records import Draft, Story, write

DAY = date(2026, 10, 7)  # a Wednesday
BLOCK = 1000
PERIOD = 20
ACTION = (
    "Apologise in writing to Mrs O'Brien for the delay in her son's education, health and care plan, pay £250 for the"
    " uncertainty it caused, and review how the annual reviews of plans are timed so that it does not happen again."
)
CATEGORIES = ("Apology", "Procedure or policy change/review")
EVIDENCE = ("copy of the apology", "proof of payment", "minutes or other record that the review was adopted")

# Working days from the day to the due date. These stand on a rung of the ladder on the day: 10 of a block.
ON_A_RUNG = (0, 0, 3, 3, 10, 10, 60, 60, -5, -10)
LOGGED_TODAY = 60
NEWLY_OVERDUE = (-1, -1)
# No rung of these falls on the day: the others of a block, one in twelve overdue.
EARLY = tuple(offset for offset in range(1, 120) if offset not in (3, 10, 60))
LATE = tuple(offset for offset in range(-30, -1) if offset not in (-5, -10, -20))
LATE_EACH = 12


def found_office(store: Store, count: int) -> list[int]:
    """Enter `count` authorities with a link officer, a deputy and a chief executive each; gives their ids."""
    with store.writing() as session:
        ids = authorities.add(
            session,
            [
                {"code": f"E{number:06}", "name": f"Borough of N° {number}", "type": "unitary"}
                for number in range(count)
            ],
        )
        held = ((Role.LINK_OFFICER, "link"), (Role.DEPUTY, "deputy"), (Role.CHIEF_EXECUTIVE, "chief"))
        authorities.add_contacts(
            session,
            [
                {"authority_id": identifier, "role": role.value, "name": f"Jo O'Neil {code}", "address": address}
                for code, identifier in ids.items()
                for role, name in held
                for address in (f"{name}@council-{code.lower()}.example",)
            ],
        )
    return list(ids.values())


def write_block(store: Store, rulebook: Rulebook, authority_ids: list[int]) -> None:
    """Write one block and bring it up to the eve of the day: past steps sent, overdue ones noted."""
    offsets = list(block_offsets())
    with store.writing() as session:
        _write(session, rulebook, authority_ids, offsets, in_a_case=2)
        session.execute(
            text("UPDATE reminder_step SET state = 'sent' WHERE on_day < :day AND state = 'planned'"), {"day": DAY}
        )
        noted = "UPDATE recommendation SET overdue_noted_on = :eve WHERE due_on < :eve"
        session.execute(text(noted), {"eve": rulebook.calendar.shift(DAY, -1)})


def write_due_today(store: Store, rulebook: Rulebook, authority_ids: list[int], count: int) -> None:
    """Write `count` recommendations, a case each, that have a rung for the link officer on the day."""
    with store.writing() as session:
        _write(session, rulebook, authority_ids, [(0, 3, 10)[number % 3] for number in range(count)], in_a_case=1)
        session.execute(
            text("UPDATE reminder_step SET state = 'sent' WHERE on_day < :day AND state = 'planned'"), {"day": DAY}
        )


def block_offsets() -> Iterator[int]:
    """Working days from the day to the due date, for each recommendation of a block."""
    yield from ON_A_RUNG
    yield from NEWLY_OVERDUE
    for number in range(BLOCK - len(ON_A_RUNG) - len(NEWLY_OVERDUE)):
        some = LATE if number % LATE_EACH == 0 else EARLY
        yield some[number % len(some)]


def _write(
    session: Session, rulebook: Rulebook, authority_ids: list[int], offsets: list[int], *, in_a_case: int
) -> None:
    known = datetime(2026, 10, 6, 9, tzinfo=UTC)
    ids = cases.add_decisions(
        session,
        [
            {
                "reference": f"26 {number:06}",
                "authority_id": authority_ids[number % len(authority_ids)],
                "subject": "Education, health and care plan",
                "decided_on": rulebook.calendar.shift(DAY, -PERIOD * 3),
                "outcome": "upheld",
                "recorded_at": known,
            }
            for number in range(-(-len(offsets) // in_a_case))
        ],
    )
    stories = []
    for number, offset in enumerate(offsets):
        decision, place = f"26 {number // in_a_case:06}", number % in_a_case + 1
        stories.append(_story(rulebook.calendar, f"{decision}-{place}", decision, ids[decision], offset))
    write(session, rulebook, stories, lambda _: known, "bench")


def _story(calendar: WorkingCalendar, reference: str, decision: str, decision_id: int, offset: int) -> Story:
    due = calendar.shift(DAY, offset)
    # A due date far off is named by the decision; the others are counted from it, with the longer receipt of that.
    counted = offset in range(-PERIOD, PERIOD - 2)
    decided = calendar.shift(due, -PERIOD) if counted else calendar.shift(DAY, -PERIOD * 3)
    draft = Draft(
        reference=reference,
        decision_reference=decision,
        kind=Kind.PERSONAL_REMEDY,
        action=ACTION,
        categories=CATEGORIES,
        expected_evidence=EVIDENCE,
        period=f"{PERIOD} working days" if counted else "",
        due_on=None if counted else due,
        response=Response.AGREED,
    )
    logged = DAY if offset == LOGGED_TODAY else calendar.shift(decided, 1)
    return Story(draft, decision_id, decided, logged, live_from=date(2026, 1, 1))
