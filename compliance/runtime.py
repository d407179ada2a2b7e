"""The one wiring place: settings, rulebook, store, channels and the clock become an installation."""

from __future__ import annotations

import os
import random
import secrets
import socket
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path
from types import TracebackType

import pendulum
from pydantic import SecretStr

from compliance.documents.calendar_file import due_dates_calendar
from compliance.domain.errors import NotReady, WrongUse
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.notify.notify_callback import read_callback
from compliance.notify.protocol import Composer, DeliveryReport, ReturnedMailbox, Switchboard
from compliance.notify.rendering import TemplateComposer
from compliance.notify.returned_sources import open_mailbox
from compliance.notify.switchboard import NotifySettings, build_switchboard
from compliance.notify.template_check import check_templates
from compliance.rulebook import load_rulebook
from compliance.store.engine import Store
from compliance.store.migrate import require
from compliance.usecases.authority_calendar import in_force, newest_lists
from compliance.usecases.dispatch_messages import Dispatcher
from config.settings import Settings, load_settings

CONFIGURATION = (".yaml", ".yml", ".txt", ".html")


def machine_now() -> datetime:
    """The wall clock in UTC: leases and pauses run on it, whatever day the office is in."""
    return datetime.now(UTC)


def office_now(time_zone: str, as_of: date | None) -> datetime:
    """The office's instant: now, or this time of day on `as_of`, in the office's zone (D1)."""
    now = pendulum.now(time_zone)
    if as_of is None:
        return now
    return pendulum.datetime(
        as_of.year, as_of.month, as_of.day, now.hour, now.minute, now.second, now.microsecond, tz=time_zone
    )


def _plain(instant: datetime) -> datetime:
    """The same instant in UTC, of Python's own type: pendulum's loses its zone when a timedelta is taken from it."""
    utc = instant.astimezone(UTC)
    return datetime.combine(utc.date(), utc.time(), UTC)


@dataclass
class Installation(AbstractContextManager["Installation"]):
    """Everything one installation of Amends works with; close it when done."""

    settings: Settings
    rulebook: Rulebook
    store: Store
    composer: Composer
    switchboard: Switchboard
    as_of: date | None = None
    basis: object = None

    def is_current(self) -> bool:
        """Whether opening it anew would give the same: configuration and applied calendars are as they were.

        Raises NotReady when the database is away or has another schema.
        """
        require(self.store)
        with self.store.reading() as session:
            return self.basis == (_stamp(self.settings.config_folder), newest_lists(session))

    def moment(self, actor: str = "amends") -> Moment:
        """What time it is in the office."""
        now = office_now(self.rulebook.office.time_zone, self.as_of)
        return Moment(date(now.year, now.month, now.day), _plain(now), actor)

    @property
    def today(self) -> date:
        """The office's day."""
        return self.moment().today

    def dispatcher(self, *, patient: bool = True) -> Dispatcher:
        """A sender with a name of its own, so that its leases are told from others'."""
        return Dispatcher(
            store=self.store,
            rulebook=self.rulebook,
            composer=self.composer,
            switchboard=self.switchboard,
            moment=self.moment,
            machine_now=machine_now,
            jitter=random.random,
            owner=f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}",
            lease=timedelta(seconds=self.settings.lease_seconds),
            patient=patient,
        )

    def returned_mailbox(self) -> ReturnedMailbox | None:
        """The mailbox of returned mail; None where no address is set. Raises WrongUse for one that cannot be used."""
        if self.settings.returned_mail_url is None:
            return None
        secret = self.settings.returned_mail_password
        timeout = float(self.rulebook.send_timeout_within(self.settings.lease_seconds))
        password = secret.get_secret_value() if secret else None
        return open_mailbox(self.settings.returned_mail_url, password, timeout, lambda: self.moment().now)

    def notify_report(self, authorization: str, body: bytes) -> DeliveryReport:
        """What a call-back of GOV.UK Notify reports; raises what `read_callback` does for one not believed."""
        secret = self.settings.notify_callback_token
        return read_callback(authorization, body, secret.get_secret_value() if secret else None)

    def close(self) -> None:
        """Give back connections."""
        self.switchboard.close()
        self.store.close()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process; raises WrongUse for a variable that is unknown or cannot be used."""
    try:
        return load_settings(os.environ if environ is None else environ)
    except ValueError as error:
        raise WrongUse(str(error)) from error


def _stamp(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """What changes when a configuration file does: each file's path, time of change and size."""
    return tuple(sorted(_stamps(str(folder))))


def _stamps(folder: str) -> Iterator[tuple[str, int, int]]:
    """One by one; every page asks, so each folder is read once and each file looked at once."""
    try:
        with os.scandir(folder) as entries:
            found = list(entries)
    except OSError:
        return
    for entry in found:
        if entry.is_dir(follow_symlinks=False):
            yield from _stamps(entry.path)
        elif entry.name.endswith(CONFIGURATION) and entry.is_file():
            known = entry.stat()
            yield entry.path, known.st_mtime_ns, known.st_size


@lru_cache(maxsize=2)
def _read_office(folder: Path, stamp: tuple[tuple[str, int, int], ...]) -> Rulebook:
    """Read and check the configuration; a process that opens many days in a row reads it once."""
    rulebook = load_rulebook(folder)
    check_templates(rulebook.templates)
    return rulebook


@lru_cache(maxsize=2)
def _read_templates(folder: Path, stamp: tuple[tuple[str, int, int], ...]) -> TemplateComposer:
    """The office's templates, each compiled when it is first filled in, once a process."""
    rulebook = _read_office(folder, stamp)
    office = rulebook.office
    return TemplateComposer(rulebook.templates, office.name, office.sign_off, office.reply_to, due_dates_calendar)


def require_own_machine(settings: Settings) -> None:
    """Raise WrongUse when demo mode, where anybody may be anybody, would be reached from other machines."""
    if settings.demo and not _only_here(settings.host):
        raise WrongUse(
            f"AMENDS_DEMO lets anybody sign in as anybody, so it listens on this machine only, and AMENDS_HOST is "
            f"{settings.host!r}: set AMENDS_HOST=127.0.0.1, or unset AMENDS_DEMO"
        )


def _only_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _check_provider(settings: Settings) -> None:
    """Raise WrongUse for a provider that does not know us."""
    for name in ("oidc_client_id", "oidc_client_secret"):
        if settings.oidc_issuer is not None and getattr(settings, name) is None:
            raise WrongUse(f"AMENDS_{name.upper()}: expected beside AMENDS_OIDC_ISSUER, as the provider gave it")


def _secret(setting: SecretStr | None) -> str | None:
    return None if setting is None else setting.get_secret_value()


def open_installation(
    as_of: date | None = None, *, environ: Mapping[str, str] | None = None, need_database: bool = True
) -> Installation:
    """Wire an installation from the environment.

    Raises NotReady without a database of the right schema (unless `need_database` is off), WrongUse and RulebookError
    for settings and configuration files that cannot be used: before anything is written or sent.
    """
    settings = read_settings(environ)
    _check_provider(settings)
    stamp = _stamp(settings.config_folder)
    rulebook = _read_office(settings.config_folder, stamp)
    office = rulebook.office
    lists: tuple[int, ...] = ()
    # Without a database that can be used there are no applied calendars either; who needs one is told.
    store = Store(settings.database)
    try:
        require(store)
        with store.reading() as session:
            rulebook, lists = in_force(session, rulebook), newest_lists(session)
    except NotReady:
        if need_database:
            store.close()
            raise
    switchboard = build_switchboard(
        mail_url=settings.mail_url or f"folder://{settings.mail_folder.resolve()}",
        mail_password=_secret(settings.mail_password),
        mail_from=office.mail_from,
        reply_to=office.reply_to,
        timeout=float(rulebook.send_timeout_within(settings.lease_seconds)),
        now=lambda: office_now(office.time_zone, as_of),
        notify=NotifySettings(_secret(settings.notify_api_key), rulebook.notify),
        wall_clock=machine_now,
    )
    composer = _read_templates(settings.config_folder, stamp)
    installation = Installation(settings, rulebook, store, composer, switchboard, as_of, (stamp, lists))
    installation.returned_mailbox()  # one that cannot be used is said before anything is done
    return installation
