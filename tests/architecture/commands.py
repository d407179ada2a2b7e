"""Reads the commands and options out of the `amends` application and out of its reference page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

HEADING = re.compile(r"^#{2,4} +`(amends[a-z0-9 -]*)`\s*$")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z0-9-]*")
# Typer gives these to every command or to the whole application.
EVERYWHERE = {"--help", "--install-completion", "--show-completion"}


def commands(command: Any, name: str = "amends") -> Iterator[tuple[str, set[str]]]:
    """Each command that does something, as typed, with its long options; groups only when they have options.

    `command` is what `typer.main.get_command` returns; its type is private to Typer.
    """
    options = {opt for param in command.params for opt in (*param.opts, *param.secondary_opts) if opt.startswith("--")}
    options -= EVERYWHERE
    below = getattr(command, "commands", None)
    if below is None or options:
        yield name, options
    for word, inner in (below or {}).items():
        yield from commands(inner, f"{name} {word}")


def documented(page: str) -> dict[str, set[str]]:
    """Each command a reference page has a heading for ("## `amends import`"), with the options its section names."""
    found: dict[str, set[str]] = {}
    section: set[str] | None = None
    for line in page.splitlines():
        if line.startswith("#"):
            heading = HEADING.match(line)
            section = found.setdefault(heading.group(1).strip(), set()) if heading else None
        elif section is not None:
            section.update(set(OPTION.findall(line)) - EVERYWHERE)
    return found
