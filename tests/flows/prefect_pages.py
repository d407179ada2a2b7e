"""What a manager would find in Prefect's pages: runs and tables."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey
from prefect.client.schemas.objects import FlowRun
from prefect.client.schemas.sorting import ArtifactSort, FlowRunSort


def latest_table(key: str) -> tuple[str, list[dict[str, Any]]]:
    """The description and the rows of the newest table under a key."""

    async def ask() -> tuple[str, list[dict[str, Any]]]:
        async with get_client() as client:
            found = await client.read_artifacts(
                artifact_filter=ArtifactFilter(key=ArtifactFilterKey(any_=[key])),
                sort=ArtifactSort.CREATED_DESC,
                limit=1,
            )
        artifact = found[0]
        assert artifact.type == "table"
        assert isinstance(artifact.data, str)
        return artifact.description or "", json.loads(artifact.data)

    return asyncio.run(ask())


def latest_run(name: str) -> FlowRun:
    """The newest run of that name."""

    async def ask() -> list[FlowRun]:
        async with get_client() as client:
            return await client.read_flow_runs(sort=FlowRunSort.START_TIME_DESC, limit=50)

    return next(run for run in asyncio.run(ask()) if run.name == name)
