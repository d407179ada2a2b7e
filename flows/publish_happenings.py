"""Every few minutes: what happened is told to Prefect, where an office hangs its own automations on it."""

from __future__ import annotations

from datetime import date

from prefect import flow

from flows import announcing
from flows.wake import PUBLISHER, RETRIES, RETRY_SECONDS, counted, run_name, woken


@flow(
    name=PUBLISHER,
    flow_run_name=run_name("publish happenings"),
    retries=RETRIES,
    retry_delay_seconds=RETRY_SECONDS,
)
async def publish_happenings(as_of: date | None = None) -> int:
    """Tell what was not told yet; a second run finds nothing. It also watches that the other flows run."""
    async with woken(PUBLISHER, as_of) as waking:
        number = await announcing.publish_happenings(waking.installation)
        waking.say([f"{counted(number, 'event')} told" if number else ""])
        return number
