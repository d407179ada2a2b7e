"""Once a year: the figures of the year become letter data files, one an authority, and one CSV of all."""

from __future__ import annotations

import asyncio
from datetime import date

from prefect import flow, task

from compliance.runtime import Installation
from compliance.usecases.prepare_letters import Prepared, end_of_day, last_year_end, prepare_letters
from flows.wake import RETRIES, RETRY_SECONDS, counted, opened, publish, run_name, woken


@flow(
    name="annual_letters",
    flow_run_name=run_name("annual letters"),
    retries=RETRIES,
    retry_delay_seconds=RETRY_SECONDS,
)
async def annual_letters(year_ending: date | None = None, as_of: date | None = None) -> Prepared:
    """Write the letter data of a year, by default the newest that is over, as known at the end of the day.

    A second run on the same day leaves files that say the same untouched.
    """
    async with woken("annual_letters", as_of) as waking:
        ending = year_ending or last_year_end(waking.installation.rulebook, waking.today)
        prepared = await prepare_year(ending, waking.today)
        line = waking.say(said(prepared))
        await publish("annual-letters", f"Letter data, year ending {ending}", line, table(prepared))
        return prepared


@task(name="prepare a year's letter data", task_run_name="year ending {ending}")
async def prepare_year(ending: date, today: date) -> Prepared:
    """Measure a year and write its files."""
    with opened(today) as installation:
        return await asyncio.to_thread(_prepare, installation, ending, today)


def said(prepared: Prepared) -> list[str]:
    """What a run came to, in plain words."""
    if not prepared.codes:
        return [f"no authority in the year ending {prepared.year_ending}"]
    authorities = counted(len(prepared.codes), "authority", "authorities")
    files = f"{counted(prepared.changed, 'file')} new or changed" if prepared.changed else "no file had to change"
    return [f"letter data of {authorities} for the year ending {prepared.year_ending}", files]


def table(prepared: Prepared) -> list[dict[str, object]]:
    """The authorities and their three rates, the denominator beside each (S5)."""
    return [
        {
            "Authority": row["authority_name"],
            "Upheld": _rate(row, "upheld_rate", "upheld_n", "investigations_n"),
            "Compliance": _rate(row, "compliance_rate", "complied_n", "compliance_outcomes_n"),
            "Late": row["late_n"],
            "Satisfactory remedy": _rate(
                row, "satisfactory_remedy_rate", "satisfactory_remedy_n", "upheld_decisions_n"
            ),
        }
        for row in prepared.rows
    ]


def _rate(row: dict[str, object], percent: str, numerator: str, denominator: str) -> str:
    shown = "no rate" if row[percent] is None else f"{row[percent]}%"
    return f"{shown} ({row[numerator]} of {row[denominator]})"


def _prepare(installation: Installation, ending: date, today: date) -> Prepared:
    rulebook = installation.rulebook
    exports = installation.settings.export_folder
    with installation.store.reading() as session:
        return prepare_letters(session, rulebook, ending, end_of_day(rulebook, today), exports)
