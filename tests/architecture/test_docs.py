"""The reference pages name what the code has, and nothing it has not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer
from sqlmodel import SQLModel

from compliance.cli.app import app
from compliance.store import case_tables, deadline_tables, delivery_tables, people_tables
from config.settings import Settings
from tests.architecture.commands import commands, documented
from tests.architecture.tree import ROOT, project_files

REFERENCE = ROOT / "docs" / "reference"
TABLES = {
    table.__tablename__
    for module in (case_tables, deadline_tables, delivery_tables, people_tables)
    for table in vars(module).values()
    if isinstance(table, type) and issubclass(table, SQLModel) and hasattr(table, "__table__")
}
COMMANDS = dict(commands(typer.main.get_command(app)))


def page(name: str) -> str:
    return (REFERENCE / name).read_text(encoding="utf-8")


def settings() -> set[str]:
    """The environment names of all settings."""
    prefix = Settings.model_config["env_prefix"]
    return {
        field.validation_alias if isinstance(field.validation_alias, str) else f"{prefix}{name}".upper()
        for name, field in Settings.model_fields.items()
    }


def configuration_files() -> set[str]:
    """Every declarative file of the office, from config/ on."""
    config = ROOT / "config"
    return {
        path.relative_to(config).as_posix()
        for path in project_files()
        if path.suffix in {".yaml", ".yml"} and config in path.parents
    }


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_its_section_with_every_option_and_no_other(command: str) -> None:
    sections = documented(page("commands.md"))
    assert command in sections
    assert sections[command] == COMMANDS[command]


def test_no_section_is_about_a_command_that_does_not_exist() -> None:
    assert set(documented(page("commands.md"))) - set(COMMANDS) == set()


def test_every_setting_is_documented_and_every_documented_one_exists() -> None:
    assert set(re.findall(r"\bAMENDS_[A-Z][A-Z_]*[A-Z]\b", page("settings.md"))) == settings()


def test_every_configuration_file_is_documented_and_every_documented_one_exists() -> None:
    named = set(re.findall(r"`(?:config/)?([\w/-]+\.ya?ml)`", page("configuration.md")))
    assert configuration_files() != set()
    assert named == configuration_files()


def test_the_commands_of_an_application_are_found() -> None:
    application = typer.Typer()
    inner = typer.Typer()
    application.add_typer(inner, name="evidence")

    @inner.command("add")
    def add(reference: str, as_of: str = "", dry_run: bool = False) -> None:
        """Add."""

    @application.command()
    def check() -> None:
        """Check."""

    assert dict(commands(typer.main.get_command(application))) == {
        "amends check": set(),
        "amends evidence add": {"--as-of", "--dry-run", "--no-dry-run"},
    }


def test_the_sections_of_a_page_are_found() -> None:
    lines = [
        "# Commands",
        "--early",
        "## `amends check`",
        "No option but `--help`.",
        "### `amends evidence add`",
        "| `--as-of DATE` | the day |",
        "## Exit codes",
        "--late",
    ]
    assert documented("\n".join(lines)) == {"amends check": set(), "amends evidence add": {"--as-of"}}


def test_the_reference_pages_are_where_readers_look() -> None:
    assert {path.name for path in Path(REFERENCE).glob("*.md")} >= {"commands.md", "settings.md", "configuration.md"}


def test_each_table_has_its_row_on_the_architecture_page() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert [name for name in TABLES if f"| `{name}` |" not in text] == []
