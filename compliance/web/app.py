"""The web application: made for an installation that is opened anew for each question, so that it is never stale."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fastapi import FastAPI

from compliance.domain.office import Rulebook
from compliance.usecases.watch_flows import Expected
from compliance.web.callbacks import Receiver, callback_routes
from compliance.web.health import health_routes
from compliance.web.mishaps import mishap_pages
from compliance.web.opening import OpenInstallation
from compliance.web.static_files import asset_routes


def create_app(
    open_installation: OpenInstallation,
    expected: Callable[[Rulebook], Expected],
    receivers: Mapping[str, Receiver] | None = None,
) -> FastAPI:
    """The application; `expected` says when flows run, `receivers` who takes the call-backs of each service.

    It has no pages that describe it.
    """
    app = FastAPI(title="Amends", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.open_installation = open_installation
    mishap_pages(app)
    app.include_router(asset_routes())
    app.include_router(health_routes(open_installation, expected))
    app.include_router(callback_routes(open_installation, receivers or {}))
    return app
