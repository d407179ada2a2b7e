"""A day's work without Prefect: what the flows call, called directly."""

from __future__ import annotations

from datetime import date

from compliance.runtime import machine_now, open_installation
from compliance.usecases.dispatch_messages import dispatch
from compliance.usecases.plan_reminders import plan_reminders


def work_on(*days: str) -> None:
    """Plan and send on these days, one after the other."""
    for day in days:
        with open_installation(date.fromisoformat(day)) as office:
            with office.store.writing() as session:
                plan_reminders(session, office.rulebook, office.moment(), machine_now())
            dispatch(office.dispatcher(patient=False))
