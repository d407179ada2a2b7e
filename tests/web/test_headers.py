"""What every answer says about itself, also the ones about faults."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from compliance.web.permits import open_to_all
from tests.support.web_office import WebOffice, serving_office
from tests.support.world import World

PATHS = ("/health", "/sign-in", "/sign-in/code", "/nowhere", "/broken", "/callbacks/x", "/assets/amends.css")


def _broken(app: FastAPI) -> None:
    @app.get("/broken")
    @open_to_all("a test")
    def broken() -> None:
        raise ZeroDivisionError("secret")


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    """The pages, and one that breaks."""
    with serving_office(world, more=_broken) as made:
        yield made


def test_every_answer_is_secured(office: WebOffice) -> None:
    for path in PATHS:
        headers = office.anybody().get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "form-action 'self'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "same-origin"
        assert "camera=()" in headers["permissions-policy"]
        assert "strict-transport-security" not in headers, "this is http"
        assert headers["cache-control"] == ("public, max-age=3600" if path.startswith("/assets/") else "no-store"), path


def test_by_https_browsers_are_told_to_stay_with_it(office: WebOffice) -> None:
    answer = office.anybody().get("/sign-in", headers={"x-forwarded-proto": "https"})
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


def test_a_page_holds_nothing_inline(office: WebOffice) -> None:
    for path in ("/sign-in", "/sign-in/code", "/nowhere"):
        text = office.anybody().get(path).text
        assert re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", text) is None


@pytest.mark.parametrize("path", PATHS)
def test_the_head_of_an_answer_can_be_had_alone(office: WebOffice, path: str) -> None:
    asked, headed = office.anybody().get(path), office.anybody().head(path)
    assert (headed.status_code, headed.content) == (asked.status_code, b"")
    assert headed.headers["content-type"] == asked.headers["content-type"]


@pytest.mark.parametrize("path", ["/my-work/", "/sign-in/", "/health/"])
def test_nobody_is_sent_to_a_host_that_the_request_made_up(office: WebOffice, path: str) -> None:
    answer = office.anybody().get(path, headers={"Host": "evil.example"})
    assert (answer.status_code, "location" in answer.headers) == (404, False)
    assert "Page not found" in answer.text
