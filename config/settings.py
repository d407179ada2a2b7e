"""The settings of one installation, read from environment variables with the prefix AMENDS_."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

PREFIX = "AMENDS_"
PACKAGED_CONFIG = Path(__file__).resolve().parent
POSTGRESQL = "postgresql+psycopg://"
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://\S+", re.IGNORECASE)
HIDDEN = frozenset({"database_url", "mail_url", "mail_password"})


def _database_url(url: str | None) -> str | None:
    if url is None or url.startswith("sqlite:///"):
        return url
    scheme, separator, rest = url.partition("://")
    if not separator or not rest or f"{scheme}://" not in {"postgres://", "postgresql://", POSTGRESQL}:
        raise ValueError("expected an address that begins with sqlite:/// or postgresql://")
    return POSTGRESQL + rest


def _mail_url(url: str | None) -> str | None:
    if url is not None and not SCHEME.fullmatch(url):
        raise ValueError("expected an address such as smtp://host:25, smtps://user@host:465 or an Apprise URL")
    return url


def _home(folder: Path) -> Path:
    # SQLAlchemy reads all that follows a question mark in the database's address as options.
    if "?" in str(folder):
        raise ValueError("expected a folder without a question mark in its path")
    return folder.expanduser()


class Settings(BaseSettings):
    """What differs from one installation to the next; how an office works is in the configuration files instead.

    Built from keyword arguments alone: the environment comes in through `load_settings`, so that nothing reads it
    behind a caller's back.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True, hide_input_in_errors=True)

    home: Annotated[Path, AfterValidator(_home)] = Field(
        default=Path("var"),
        description="Folder that holds everything the installation writes.",
    )
    database_url: Annotated[str | None, AfterValidator(_database_url)] = Field(
        default=None,
        repr=False,
        description="Address of the database, sqlite:///... or postgresql://...; without it a SQLite file in HOME.",
    )
    mail_url: Annotated[str | None, AfterValidator(_mail_url)] = Field(
        default=None,
        repr=False,
        description="Where mail goes: smtp://, smtps:// or an Apprise URL; without it files in the folder HOME/mail.",
    )
    mail_password: SecretStr | None = Field(
        default=None,
        description="Password of the mail account; never shown.",
    )
    lease_seconds: int = Field(
        default=300,
        ge=5,
        description="Seconds a dispatcher may hold a message before another one may take it over; 5 or more.",
    )
    host: str = Field(
        default="127.0.0.1",
        description="Address that /health and call-backs of mail services listen on.",
    )
    port: int = Field(
        default=8000,
        ge=1,
        le=65535,
        description="Port that /health and call-backs of mail services listen on.",
    )
    config_dir: Path | None = Field(
        default=None,
        description="Folder with the office's own configuration files; without it the one that comes with Amends.",
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take values from keyword arguments only; `load_settings` reads the environment it is given."""
        return (init_settings,)

    @property
    def database(self) -> str:
        """The effective SQLAlchemy address of the database."""
        return self.database_url or f"sqlite:///{(self.home / 'amends.db').as_posix()}"

    @property
    def mail_folder(self) -> Path:
        """Where mail files are written when there is no `mail_url`."""
        return self.home / "mail"

    @property
    def evidence_folder(self) -> Path:
        """Where evidence files are kept, by their hash."""
        return self.home / "evidence"

    @property
    def drop_folder(self) -> Path:
        """Where others drop evidence with a manifest."""
        return self.home / "drop"

    @property
    def export_folder(self) -> Path:
        """Where exports and letter data are written."""
        return self.home / "exports"

    @property
    def prefect_home(self) -> Path:
        """Where the embedded Prefect keeps its own database."""
        return self.home / "prefect"

    @property
    def config_folder(self) -> Path:
        """The configuration files in force: the office's own folder, or the packaged one."""
        return self.config_dir or PACKAGED_CONFIG


VARIABLES = {f"{PREFIX}{name.upper()}": name for name in Settings.model_fields}


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Read the settings out of an environment; an empty variable counts as not set, others' variables are ignored.

    Raises ValueError with one line for a person: an unknown AMENDS_ variable with the closest known one, or a value
    that cannot be used. The line never repeats a value that may hold a password.
    """
    given = {name: value for name, value in environ.items() if name.startswith(PREFIX)}
    for name in sorted(given):
        if name not in VARIABLES:
            raise ValueError(f"{name} is not a setting; {_closest(name)}")
    values = {VARIABLES[name]: value.strip() for name, value in given.items() if value.strip()}
    try:
        return Settings(**values)  # type: ignore[arg-type]  # pydantic turns the text of each variable into its type
    except ValidationError as error:
        line = _line(error, values)
    raise ValueError(line)


def _closest(name: str) -> str:
    near = difflib.get_close_matches(name.upper(), VARIABLES, n=1)
    return f"did you mean {near[0]}?" if near else f"the settings are {', '.join(VARIABLES)}"


def _line(error: ValidationError, values: Mapping[str, str]) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    field = str(first["loc"][0])
    expected = first["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    expected = expected if expected.startswith("expected") else f"expected {expected}"
    expected = expected.replace("a valid integer, unable to parse string as an integer", "a whole number")
    shown = "" if field in HIDDEN else f", not {values[field]!r}"
    return f"{PREFIX}{field.upper()}: {expected}{shown}"
