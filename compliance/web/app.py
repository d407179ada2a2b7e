"""The web application: pages, health and call-backs of an installation that is opened anew when it has changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fastapi import Depends, FastAPI

from compliance.domain.office import Rulebook
from compliance.usecases.watch_flows import Expected
from compliance.web.authorities import authority_routes
from compliance.web.callbacks import Receiver, callback_routes
from compliance.web.cases import case_routes
from compliance.web.casework.pages import act_routes
from compliance.web.coming import coming_routes
from compliance.web.contacts import contact_routes
from compliance.web.evidence_files import evidence_routes
from compliance.web.hand_over import hand_over_routes
from compliance.web.headers import SecureApplication
from compliance.web.health import health_routes
from compliance.web.importing import import_routes
from compliance.web.limits import BodyLimit
from compliance.web.log.pages import log_routes
from compliance.web.mishaps import mishap_pages
from compliance.web.opening import OpenInstallation
from compliance.web.overview import overview_routes
from compliance.web.permits import refuse_unnamed
from compliance.web.provider_pages import provider_routes
from compliance.web.refusals import refusal_pages
from compliance.web.reminders import reminder_routes
from compliance.web.review import review_routes
from compliance.web.running import running_routes
from compliance.web.search import search_routes
from compliance.web.sign_in import sign_in_routes
from compliance.web.start import start_routes
from compliance.web.static_files import asset_routes
from compliance.web.summaries import summary_routes
from compliance.web.tasks import task_routes
from compliance.web.work import work_routes


def create_app(
    open_installation: OpenInstallation,
    expected: Callable[[Rulebook], Expected],
    receivers: Mapping[str, Receiver] | None = None,
    *,
    demo: bool = False,
) -> FastAPI:
    """The application; `expected` says when flows run, `receivers` who takes the call-backs of each service.

    It has no pages that describe it. An address that names no permission, and is not marked as open to all, is refused
    (`permits`). `demo` says on every page that this is a demonstration.
    """
    app = SecureApplication(
        title="Amends",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        # It would send people on to whatever host the request names.
        redirect_slashes=False,
        dependencies=[Depends(refuse_unnamed)],
    )
    app.state.open_installation = open_installation
    app.state.demo = demo
    app.add_middleware(BodyLimit)
    mishap_pages(app)
    refusal_pages(app)
    app.include_router(asset_routes())
    app.include_router(health_routes(open_installation, expected))
    app.include_router(callback_routes(open_installation, receivers or {}))
    app.include_router(sign_in_routes())
    app.include_router(provider_routes())
    app.include_router(start_routes())
    app.include_router(work_routes())
    app.include_router(case_routes())
    app.include_router(act_routes())
    app.include_router(reminder_routes())
    app.include_router(coming_routes())
    app.include_router(log_routes())
    app.include_router(import_routes())
    app.include_router(hand_over_routes())
    app.include_router(summary_routes())
    app.include_router(review_routes())
    app.include_router(evidence_routes())
    app.include_router(search_routes())
    app.include_router(authority_routes())
    app.include_router(contact_routes())
    app.include_router(overview_routes())
    app.include_router(task_routes())
    app.include_router(running_routes(expected))
    return app
