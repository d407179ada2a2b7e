"""Every morning: due reminder steps go into the outbox, older ones are superseded, overdue ones go on record."""

from __future__ import annotations

import asyncio
from datetime import date

from prefect import flow, task

from compliance.runtime import Installation, machine_now
from compliance.usecases.day_planner import DayPlan
from compliance.usecases.dispatch_messages import reap
from compliance.usecases.plan_reminders import plan_reminders
from compliance.usecases.refresh_next_actions import refresh_next_actions
from flows.wake import RETRIES, RETRY_SECONDS, counted, opened, publish, run_name, woken


@flow(
    name="track_deadlines",
    flow_run_name=run_name("track deadlines"),
    retries=RETRIES,
    retry_delay_seconds=RETRY_SECONDS,
)
async def track_deadlines(as_of: date | None = None) -> DayPlan:
    """Plan a day's reminders; a second run on the same day finds nothing left to do."""
    async with woken("track_deadlines", as_of) as waking:
        plan = await plan_day(waking.today)
        line = waking.say(said(plan))
        await publish("track-deadlines", f"Deadlines on {waking.today}", line, table(plan))
        return plan


@task(name="plan a day's reminders", task_run_name="plan {today}")
async def plan_day(today: date) -> DayPlan:
    """Plan all that is due on a day, in one transaction."""
    with opened(today) as installation:
        return await asyncio.to_thread(_plan, installation)


def said(plan: DayPlan) -> list[str]:
    """What a day's planning came to, in plain words."""
    messages = counted(plan.messages, "message")
    put = f"{counted(plan.queued, 'reminder')} put into {messages}" if plan.queued else ""
    said_ones = [
        put,
        f"{counted(plan.superseded, 'older one')} superseded" if plan.superseded else "",
        f"{counted(plan.held, 'reminder')} held" if plan.held else "",
        f"{counted(plan.later, 'reminder')} left for the next working day" if plan.later else "",
        f"{counted(plan.holds_ended, 'hold')} ended" if plan.holds_ended else "",
        f"{counted(plan.overdue, 'recommendation')} became overdue" if plan.overdue else "",
        f"{counted(plan.escalated, 'task')} raised" if plan.escalated else "",
        f"{counted(plan.to_review, 'deadline')} waiting beyond the review date" if plan.to_review else "",
        f"{counted(plan.without_contact, 'reminder')} without anybody to write to" if plan.without_contact else "",
    ]
    closed = "not a working day: reminders wait for the next one"
    return said_ones if plan.working_day else [*said_ones, closed]


def table(plan: DayPlan) -> list[dict[str, object]]:
    """The same as a table."""
    rows = (
        ("Reminders put into messages", plan.queued),
        ("Messages they are in", plan.messages),
        ("Older reminders superseded", plan.superseded),
        ("Reminders held back: evidence waits, on hold, or written to lately", plan.held),
        ("Holds that ended", plan.holds_ended),
        ("Reminders left for the next working day", plan.later),
        ("Recommendations that became overdue", plan.overdue),
        ("Tasks raised for the office", plan.escalated),
        ("Deadlines waiting beyond their review date", plan.to_review),
        ("Reminders without anybody to write to", plan.without_contact),
    )
    return [{"What": what, "How many": number} for what, number in rows]


def _plan(installation: Installation) -> DayPlan:
    # What a dead sender left is settled first, or its recipient would seem to have had mail today.
    reap(installation.dispatcher())
    moment = installation.moment("track_deadlines")
    with installation.store.writing() as session:
        plan = plan_reminders(session, installation.rulebook, moment, machine_now())
    refresh_next_actions(installation.store)
    return plan
