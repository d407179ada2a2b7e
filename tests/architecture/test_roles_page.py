"""The page about roles shows the table that comes with Amends, and what each permission means."""

from __future__ import annotations

from collections.abc import Mapping

from compliance.domain.people import MEANING, OfficeRole
from compliance.rulebook import load_rulebook
from config.settings import PACKAGED_CONFIG
from tests.architecture.tree import ROOT


def permissions_table(roles: Mapping[str, OfficeRole]) -> list[str]:
    """The lines of the table: a row a permission, a column a role."""
    head = ["Permission", "Lets somebody", *(f"`{name}`" for name in roles)]
    rows = [
        [f"`{each.value}`", words, *("yes" if each in role.permissions else "" for role in roles.values())]
        for each, words in MEANING.items()
    ]
    return [_line(head), _line(["---"] * len(head)), *map(_line, rows)]


def roles_table(roles: Mapping[str, OfficeRole]) -> list[str]:
    """The lines of the table of roles themselves."""
    head = ["Role", "Called", "Does the tasks of"]
    rows = [[f"`{name}`", role.label, f"`{role.owner.value}`" if role.owner else ""] for name, role in roles.items()]
    return [_line(head), _line(["---"] * len(head)), *map(_line, rows)]


def _line(cells: list[str]) -> str:
    return "|" + "|".join(f" {cell} " if cell else " " for cell in cells) + "|"


def test_the_page_shows_the_roles_that_come_with_amends() -> None:
    roles = load_rulebook(PACKAGED_CONFIG).roles
    page = (ROOT / "docs" / "reference" / "roles.md").read_text(encoding="utf-8").splitlines()
    shown = [line for line in page if line.startswith("|")]
    assert shown == [*roles_table(roles), *permissions_table(roles)]
