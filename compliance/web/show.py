"""Fills in a page's template and sends it."""

from __future__ import annotations

from functools import cache
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from compliance.runtime import Installation


def show(request: Request, office: Installation, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """The page of a template, with the office's name, whether this is demo mode, and addresses by name."""

    def address(name: str, **query: str) -> str:
        return path_to(request, name, **query)

    common = {"office_name": office.rulebook.office.name, "demo": office.settings.demo, "address": address}
    return HTMLResponse(_pages().get_template(template).render(**common | values), status)


def path_to(request: Request, name: str, **query: str) -> str:
    """The path of a route by its name, with what is asked of it."""
    path = str(request.app.url_path_for(name))
    return f"{path}?{urlencode(query)}" if query else path


@cache
def _pages() -> Environment:
    return Environment(loader=PackageLoader("compliance.web"), autoescape=True, undefined=StrictUndefined)
