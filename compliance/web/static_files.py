"""The style sheet, scripts and pictures of the pages: built by `make setup`, served with names that never go stale."""

from __future__ import annotations

import hashlib
import mimetypes
from functools import lru_cache
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse, Response

from compliance.domain.errors import NotReady
from compliance.web.permits import open_to_all

BUILT = Path(__file__).parent / "assets" / "built"
KEPT_A_YEAR = {"Cache-Control": "public, max-age=31536000, immutable"}
KEPT_A_WHILE = {"Cache-Control": "public, max-age=3600"}
NOT_FOUND = 404


def require_assets() -> None:
    """Raise NotReady when what the pages look like has not been built."""
    if not (BUILT / "amends.css").is_file():
        raise NotReady("the pages have no style sheet yet: run `make setup`, which builds it")


@lru_cache(maxsize=64)
def address(name: str) -> str:
    """The address of a built file, with a piece of its hash, so that a browser may keep it for good."""
    digest = hashlib.sha256((BUILT / name).read_bytes()).hexdigest()
    return f"/assets/{name}?v={digest[:12]}"


def asset_routes() -> APIRouter:
    """`GET /assets/NAME`: the built files and nothing else."""
    router = APIRouter()

    @router.get("/assets/{name:path}")
    @open_to_all("what pages look like, for the page of signing in too")
    def asset(name: str, v: str = "") -> Response:
        """One built file."""
        path = _built(name)
        if path is None:
            return Response("there is no such file", NOT_FOUND, media_type="text/plain")
        kind = mimetypes.guess_type(path.name)[0]
        return FileResponse(path, media_type=kind, headers=KEPT_A_YEAR if v else KEPT_A_WHILE)

    return router


def _built(name: str) -> Path | None:
    """The built file of a name; None for what is none, or no name that a disk could have."""
    try:
        path = (BUILT / name).resolve()
        return path if path.is_relative_to(BUILT.resolve()) and path.is_file() else None
    except (OSError, ValueError):
        return None
