"""Telling Prefect what happened, so that an office can hang automations of its own on it."""

from __future__ import annotations

import asyncio

from prefect.events import Event
from prefect.events.clients import get_events_client

from compliance.domain.announcements import Announcement
from compliance.runtime import Installation
from compliance.usecases.publish_happenings import Batch, next_batch, told

RECONNECTIONS = 2


async def publish_happenings(installation: Installation) -> int:
    """Tell all that has happened since the last time, batch by batch; gives how many events there were.

    The cursor moves only behind what Prefect has taken: a run that dies in between tells a batch again, under the same
    ids. Raises what Prefect's client raises when nobody listens, and NotReady when the history cannot be read now.
    """
    number = 0
    while batch := await asyncio.to_thread(_next_batch, installation):
        await _tell(batch)
        await asyncio.to_thread(_told, installation, batch)
        number += len(batch.announcements)
    return number


async def _tell(batch: Batch) -> None:
    # `prefect.events.emit_event` only queues an event and drops it when nobody listens; this client, at the end of the
    # batch, waits for the server's word that everything before has reached it.
    async with get_events_client(RECONNECTIONS, checkpoint_every=len(batch.announcements)) as client:
        for each in batch.announcements:
            await client.emit(as_event(each))


def as_event(announcement: Announcement) -> Event:
    """An announcement as Prefect's event."""
    resource = {
        "prefect.resource.id": announcement.resource,
        "prefect.resource.name": announcement.resource,
        **announcement.labels,
    }
    return Event.model_validate(
        {
            "id": announcement.id,
            "event": announcement.name,
            "occurred": announcement.occurred,
            "resource": resource,
            "payload": dict(announcement.payload),
            "follows": announcement.follows,
        }
    )


def _next_batch(installation: Installation) -> Batch | None:
    with installation.store.writing() as session:
        return next_batch(session)


def _told(installation: Installation, batch: Batch) -> None:
    with installation.store.writing() as session:
        told(session, batch)
