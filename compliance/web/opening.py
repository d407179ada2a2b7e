"""The installation a page works with: opened once, and again as soon as its configuration or calendars have changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated

from fastapi import Depends, Request

from compliance.runtime import Installation

OpenInstallation = Callable[[], Installation]


def opened(request: Request) -> Iterator[Installation]:
    """The installation of this request; raises what `open_installation` does when it cannot be had."""
    with request.app.state.open_installation() as office:
        request.state.office = office
        yield office


Office = Annotated[Installation, Depends(opened)]
