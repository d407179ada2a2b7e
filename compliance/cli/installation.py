"""Commands that set an installation up, look it over, show it off and keep it running."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import typer

from compliance.cli.opening import opened
from compliance.cli.options import AsOf, Shape
from compliance.cli.paper import Format, answer, console, count, say


def init(shape: Shape = Format.TABLE) -> None:
    """Make the database, or bring it to the newest schema; one that is up to date is left alone.

    AMENDS_HOME says where an installation keeps what it writes, AMENDS_DATABASE_URL which database it uses.

    Example: AMENDS_HOME=/srv/amends amends init
    """
    from compliance.store.migrate import current, upgrade
    from compliance.usecases.check_summaries import look_at_unchecked
    from compliance.usecases.refresh_next_actions import refresh_next_actions

    with opened(need_database=False) as office:
        office.settings.home.mkdir(parents=True, exist_ok=True)
        before = current(office.store)
        schema = upgrade(office.store)
        with office.store.writing() as session:
            looked = look_at_unchecked(session, office.rulebook, office.moment())
        refresh_next_actions(office.store)
        where = office.store.shown_url
        home = str(office.settings.home)
    data: dict[str, object] = {"database": where, "schema": schema, "schema_before": before, "home": home}
    did = "is up to date" if before == schema else "is migrated" if before else "is made"
    held = count(len(looked.held), "public summary", "public summaries")
    more = f" {held} held back: amends summary check." if looked.held else ""
    data["summaries_held"] = sorted(looked.held)
    answer(shape, data, lambda: say(f"The database {where} {did}, schema {schema}.{more}"))


def check(as_of: AsOf = None, shape: Shape = Format.TABLE) -> None:
    """Look it all over: configuration, database, calendar, open dates, channels, history, flows, what reached nobody.

    It sends nothing. Exit code 1 when anything needs a person.

    Example: amends check --format json
    """
    from compliance.cli.checklist import look_over, show_checklist

    items = look_over(as_of)
    data = {
        "ok": all(item.ok for item in items),
        "checks": [{"check": item.name, "ok": item.ok, "detail": item.detail} for item in items],
    }
    answer(shape, data, lambda: show_checklist(items))
    if not data["ok"]:
        raise typer.Exit(1)


def demo() -> None:
    """Show what the program does, on published figures and a small office, in under two minutes.

    Writes into the folder demo of AMENDS_HOME only.

    Example: amends demo
    """
    from compliance.demo.run import run_demo

    raise typer.Exit(run_demo(console()))


def serve() -> None:
    """Run everything a small office needs until Ctrl-C: the scheduled flows on an embedded Prefect, and the pages.

    AMENDS_HOST and AMENDS_PORT say where the pages and /health listen. When another program has that port, nothing is
    started; nor is demo mode (AMENDS_DEMO) anywhere but on this machine.

    Example: amends serve
    """
    from compliance.runtime import read_settings, require_own_machine

    settings = read_settings()
    require_own_machine(settings)
    from flows.office import run_office, wakings

    def web(tell: Callable[[str], None]) -> AbstractContextManager[object]:
        # Imported when the office has opened: what is wrong with it is said first, and at once.
        from compliance.web.server import serving

        return serving(settings.host, settings.port, wakings, tell, demo=settings.demo)

    raise typer.Exit(run_office(beside=web))


def pages(as_of: AsOf = None) -> None:
    """Serve the pages alone until Ctrl-C, without the scheduled flows: beside an office that runs, or to look around.

    With --as-of they show the office as on that day, and what is done on them is dated so.

    Example: AMENDS_HOME=var/demo AMENDS_DEMO=true amends pages --as-of 2026-04-24
    """
    from compliance.runtime import open_installation, read_settings, require_own_machine

    settings = read_settings()
    require_own_machine(settings)
    with open_installation(as_of):
        pass
    from compliance.web.server import serve_pages

    serve_pages(settings.host, settings.port, as_of, say, demo=settings.demo)
