"""A world that sends through GOV.UK Notify on this machine."""

from __future__ import annotations

from pathlib import Path

from compliance.domain.office import NotifyTemplates
from compliance.notify.switchboard import NotifySettings, build_switchboard
from tests.support.notify_server import EMAIL_TEMPLATE, KEY, TEXT_TEMPLATE, NotifyServer
from tests.support.world import World

TEMPLATES = NotifyTemplates(EMAIL_TEMPLATE, text=TEXT_TEMPLATE, text_body="Please contact us.")


def world_through(server: NotifyServer, database_url: str, home: Path, **contacts: str) -> World:
    """An office that sends to `server`: authority E1 with its contacts by role, and decision "23 001" of today."""
    world = World(database_url, home)
    office = world.rulebook.office
    world.installation.switchboard = build_switchboard(
        server.url,
        None,
        office.mail_from,
        office.reply_to,
        timeout=30.0,
        now=lambda: world.moment.now,
        notify=NotifySettings(KEY, TEMPLATES),
    )
    world.authority("E1", contacts)
    world.decision("23 001", "E1")
    return world
