"""Every ten minutes: what was put into the drop folder becomes evidence."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import date

from prefect import flow, task

from compliance.runtime import Installation, machine_now
from compliance.usecases.collect_evidence import Collected, Collector, Fate, collect, names_of_uploads
from flows.wake import RETRIES, RETRY_SECONDS, counted, opened, publish, run_name, woken

BATCH = 50


@flow(
    name="collect_evidence",
    flow_run_name=run_name("collect evidence"),
    retries=RETRIES,
    retry_delay_seconds=RETRY_SECONDS,
)
async def collect_evidence(as_of: date | None = None, patient: bool = True) -> list[Collected]:
    """Collect every upload in the drop folder; `patient` waits a while for files that a manifest names."""
    async with woken("collect_evidence", as_of) as waking:
        names = await asyncio.to_thread(names_of_uploads, waking.installation.settings.drop_folder)
        collected: list[Collected] = []
        for start in range(0, len(names), BATCH):
            collected += await take_in(names[start : start + BATCH], waking.today, patient)
        line = waking.say(said(collected))
        await publish("collect-evidence", f"Evidence collected on {waking.today}", line, table(collected))
        return collected


@task(name="take in uploads", task_run_name="take in uploads on {today}")
async def take_in(names: list[str], today: date, patient: bool) -> list[Collected]:
    """Collect a batch of uploads, each in a transaction of its own."""
    with opened(today) as installation:
        return await asyncio.to_thread(_collect, installation, names, patient)


def said(collected: Sequence[Collected]) -> list[str]:
    """What a run came to, in plain words."""
    fates = Counter(each.fate for each in collected)
    stored = sum(each.stored for each in collected)
    known = sum(each.known for each in collected)
    taken = f"{counted(stored, 'piece')} of evidence from {counted(fates[Fate.TAKEN], 'upload')}" if stored else ""
    before = f"{counted(known, 'piece')} of evidence known before" if known else ""
    aside = [f"{each.name} set aside: {'; '.join(each.reasons)}" for each in collected if each.fate is Fate.SET_ASIDE]
    waits = [f"{each.name} waits: {'; '.join(each.reasons)}" for each in collected if each.fate is Fate.WAITING]
    return [taken, before, *aside, *waits]


def table(collected: Sequence[Collected]) -> list[dict[str, object]]:
    """The uploads and what became of each."""
    return [
        {
            "Upload": each.name,
            "What became of it": each.fate.value,
            "Pieces of evidence": each.stored,
            "Known before": each.known,
            "Lies in": each.lies_in,
            "Why": "; ".join(each.reasons),
        }
        for each in collected
    ]


def _collect(installation: Installation, names: list[str], patient: bool) -> list[Collected]:
    settings = installation.settings
    collector = Collector(
        store=installation.store,
        rulebook=installation.rulebook,
        drop=settings.drop_folder,
        evidence=settings.evidence_folder,
        moment=installation.moment("collect_evidence"),
        machine_now=machine_now(),
        patient=patient,
    )
    return collect(collector, names)
