"""The settings of one installation, read from environment variables with the prefix AMENDS_."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

PREFIX = "AMENDS_"
PACKAGED_CONFIG = Path(__file__).resolve().parent
POSTGRESQL = "postgresql+psycopg://"
RETURNED_MAIL = re.compile(r"(folder|maildir|imap|imaps)://\S.*", re.IGNORECASE)
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://\S*", re.IGNORECASE)
HEX = "[0-9a-f]"
UUID = f"{HEX}{{8}}(-{HEX}{{4}}){{3}}-{HEX}{{12}}"
NOTIFY_KEY = re.compile(rf"([!-~]+( [!-~]+)*-)?{UUID}-{UUID}", re.IGNORECASE)
CALLBACK_TOKEN = re.compile(r"[!-~]{16,}")
ISSUER = re.compile(r"(https://[^\s?#@/]+|http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?)(/[^\s?#]*)?", re.IGNORECASE)
HIDDEN = frozenset(
    {
        "database_url",
        "mail_url",
        "mail_password",
        "returned_mail_url",
        "returned_mail_password",
        "notify_api_key",
        "notify_callback_token",
        "oidc_client_secret",
    }
)


def _database_url(url: str | None) -> str | None:
    if url is None or url.startswith("sqlite:///"):
        return url
    scheme, separator, rest = url.partition("://")
    if not separator or not rest or f"{scheme}://" not in {"postgres://", "postgresql://", POSTGRESQL}:
        raise ValueError("expected an address that begins with sqlite:/// or postgresql://")
    return POSTGRESQL + rest


def _mail_url(url: str | None) -> str | None:
    if url is not None and not SCHEME.fullmatch(url):
        raise ValueError("expected an address such as smtp://host:25, smtps://user@host, notify:// or an Apprise URL")
    return url


def _returned_mail_url(url: str | None) -> str | None:
    if url is not None and not RETURNED_MAIL.fullmatch(url):
        raise ValueError("expected folder:///path, maildir:///path or imaps://user@host/INBOX")
    return url


def _notify_api_key(key: SecretStr | None) -> SecretStr | None:
    if key is not None and not NOTIFY_KEY.fullmatch(key.get_secret_value()):
        raise ValueError("expected an API key of GOV.UK Notify: its name, the service's id and the secret, with dashes")
    return key


def _callback_token(token: SecretStr | None) -> SecretStr | None:
    if token is not None and not CALLBACK_TOKEN.fullmatch(token.get_secret_value()):
        raise ValueError("expected 16 or more letters, digits and signs without a space")
    return token


def _oidc_issuer(address: str | None) -> str | None:
    if address is not None and not (ISSUER.fullmatch(address) and _has_a_place(address)):
        raise ValueError("expected an address that begins with https://; http:// only for a provider on this machine")
    return address


def _has_a_place(address: str) -> bool:
    try:
        split = urlsplit(address)
        return bool(split.hostname) and split.port != 0
    except ValueError:
        return False


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
        description="Where mail goes: smtp://, smtps://, notify:// or an Apprise URL; without it files in HOME/mail.",
    )
    mail_password: SecretStr | None = Field(
        default=None,
        description="Password of the mail account; never shown.",
    )
    returned_mail_url: Annotated[str | None, AfterValidator(_returned_mail_url)] = Field(
        default=None,
        repr=False,
        description="Where mail that came back lies: folder:///path, maildir:///path or imaps://user@host/INBOX.",
    )
    returned_mail_password: SecretStr | None = Field(
        default=None,
        description="Password of the mailbox of returned mail; never shown.",
    )
    notify_api_key: Annotated[SecretStr | None, AfterValidator(_notify_api_key)] = Field(
        default=None,
        description="API key of the office's service at GOV.UK Notify; never shown.",
    )
    notify_callback_token: Annotated[SecretStr | None, AfterValidator(_callback_token)] = Field(
        default=None,
        description="Bearer token that GOV.UK Notify sends with each call-back; never shown.",
    )
    lease_seconds: int = Field(
        default=300,
        ge=5,
        description="Seconds a dispatcher may hold a message before another one may take it over; 5 or more.",
    )
    host: str = Field(
        default="127.0.0.1",
        description="Address that the pages, /health and call-backs of mail services listen on.",
    )
    port: int = Field(
        default=8000,
        ge=1,
        le=65535,
        description="Port that the pages, /health and call-backs of mail services listen on.",
    )
    oidc_issuer: Annotated[str | None, AfterValidator(_oidc_issuer)] = Field(
        default=None,
        description="Address of the OpenID Connect provider that signs people in, https://...; else there is none.",
    )
    oidc_client_id: str | None = Field(
        default=None,
        description="The name under which the provider knows Amends.",
    )
    oidc_client_secret: SecretStr | None = Field(
        default=None,
        description="The secret that the provider gave Amends; never shown.",
    )
    demo: bool = Field(
        default=False,
        description="Demo mode: whoever is at this machine signs in as anybody, without a password.",
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
    def upload_folder(self) -> Path:
        """Where files that were uploaded to be imported wait until somebody confirms them."""
        return self.home / "uploads"

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
    expected = expected.replace("a valid boolean, unable to interpret input", "true or false")
    shown = "" if field in HIDDEN else f", not {values[field]!r}"
    return f"{PREFIX}{field.upper()}: {expected}{shown}"
