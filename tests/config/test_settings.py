"""Settings come from the environment they are given, and from nowhere else."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from config.settings import PACKAGED_CONFIG, VARIABLES, Settings, load_settings

NOTIFY_KEY = "our tulip-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0"


def test_defaults() -> None:
    settings = load_settings({})
    assert settings.home == Path("var")
    assert settings.database == "sqlite:///var/amends.db"
    assert (settings.mail_url, settings.mail_password) == (None, None)
    assert (settings.lease_seconds, settings.host, settings.port) == (300, "127.0.0.1", 8000)
    assert settings.config_folder == PACKAGED_CONFIG
    assert (PACKAGED_CONFIG / "office.yaml").is_file()


def test_everything_an_installation_writes_lies_in_its_home() -> None:
    settings = load_settings({"AMENDS_HOME": "/srv/amends"})
    assert settings.database == "sqlite:////srv/amends/amends.db"
    assert settings.mail_folder == Path("/srv/amends/mail")
    assert settings.evidence_folder == Path("/srv/amends/evidence")
    assert settings.drop_folder == Path("/srv/amends/drop")
    assert settings.export_folder == Path("/srv/amends/exports")
    assert settings.prefect_home == Path("/srv/amends/prefect")


def test_every_setting_is_read_from_its_variable() -> None:
    settings = load_settings(
        {
            "AMENDS_HOME": "office",
            "AMENDS_DATABASE_URL": "sqlite:///elsewhere.db",
            "AMENDS_MAIL_URL": "smtps://user@mail.example:465",
            "AMENDS_MAIL_PASSWORD": "tulip",
            "AMENDS_NOTIFY_API_KEY": NOTIFY_KEY,
            "AMENDS_NOTIFY_CALLBACK_TOKEN": "tulip-tulip-tulip-tulip",
            "AMENDS_LEASE_SECONDS": "5",
            "AMENDS_HOST": "0.0.0.0",
            "AMENDS_PORT": "65535",
            "AMENDS_OIDC_ISSUER": "https://login.example/tenant/v2.0",
            "AMENDS_OIDC_CLIENT_ID": "amends",
            "AMENDS_OIDC_CLIENT_SECRET": "tulip",
            "AMENDS_DEMO": "true",
            "AMENDS_CONFIG_DIR": "our-config",
        }
    )
    assert settings.mail_password is not None
    assert settings.mail_password.get_secret_value() == "tulip"
    assert settings.notify_api_key is not None
    assert settings.notify_api_key.get_secret_value() == NOTIFY_KEY
    assert settings.notify_callback_token is not None
    assert settings.notify_callback_token.get_secret_value() == "tulip-tulip-tulip-tulip"
    assert settings.database == "sqlite:///elsewhere.db"
    assert settings.mail_url == "smtps://user@mail.example:465"
    assert (settings.home, settings.config_folder) == (Path("office"), Path("our-config"))
    assert (settings.lease_seconds, settings.host, settings.port) == (5, "0.0.0.0", 65535)
    assert (settings.oidc_issuer, settings.oidc_client_id) == ("https://login.example/tenant/v2.0", "amends")
    assert settings.oidc_client_secret is not None
    assert settings.oidc_client_secret.get_secret_value() == "tulip"
    assert settings.demo is True


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_addresses_name_the_driver(scheme: str) -> None:
    settings = load_settings({"AMENDS_DATABASE_URL": f"{scheme}://u:p@db.example/amends?sslmode=require"})
    assert settings.database == "postgresql+psycopg://u:p@db.example/amends?sslmode=require"


@pytest.mark.parametrize("value", ["", "  "])
def test_an_empty_variable_counts_as_not_set(value: str) -> None:
    assert load_settings(dict.fromkeys(VARIABLES, value)) == Settings()


def test_the_process_environment_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMENDS_PORT", "9999")
    assert load_settings({}).port == Settings().port == 8000


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("AMENDS_HOEM", "AMENDS_HOEM is not a setting; did you mean AMENDS_HOME?"),
        ("AMENDS_DATABASE", "AMENDS_DATABASE is not a setting; did you mean AMENDS_DATABASE_URL?"),
        ("AMENDS_mail_url", "AMENDS_mail_url is not a setting; did you mean "),
        ("AMENDS_", "AMENDS_ is not a setting; "),
        ("AMENDS_ZZZZZZZZZZZZZZZZZZZZZZZ", "the settings are AMENDS_HOME, "),
    ],
)
def test_an_unknown_variable_is_refused_even_when_empty(name: str, says: str) -> None:
    for value in ("x", ""):
        with pytest.raises(ValueError, match="is not a setting") as caught:
            load_settings({name: value})
        assert says in str(caught.value)
        assert "\n" not in str(caught.value)


def test_variables_of_others_are_no_business_of_ours() -> None:
    assert load_settings({"PATH": "/bin", "AMEND_HOME": "x", "MY_AMENDS_HOME": "x"}) == Settings()


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("AMENDS_PORT", "http", "AMENDS_PORT: expected a whole number, not 'http'"),
        ("AMENDS_PORT", "0", "AMENDS_PORT: expected greater than or equal to 1, not '0'"),
        ("AMENDS_PORT", "65536", "AMENDS_PORT: expected less than or equal to 65535, not '65536'"),
        ("AMENDS_LEASE_SECONDS", "4", "AMENDS_LEASE_SECONDS: expected greater than or equal to 5, not '4'"),
        ("AMENDS_LEASE_SECONDS", "1.5", "AMENDS_LEASE_SECONDS: expected a whole number, not '1.5'"),
        ("AMENDS_HOME", "what?", "AMENDS_HOME: expected a folder without a question mark in its path, not 'what?'"),
        ("AMENDS_DATABASE_URL", "mysql://u:tulip@db/x", "AMENDS_DATABASE_URL: expected an address that begins with"),
        ("AMENDS_DATABASE_URL", "postgresql+psycopg2://u:tulip@db/x", "AMENDS_DATABASE_URL: expected an address"),
        ("AMENDS_DATABASE_URL", "postgresql://", "AMENDS_DATABASE_URL: expected an address"),
        ("AMENDS_DATABASE_URL", "amends.db", "AMENDS_DATABASE_URL: expected an address"),
        (
            "AMENDS_RETURNED_MAIL_URL",
            "pop3://u:tulip@mail.example",
            "expected folder:///path, maildir:///path or imaps",
        ),
        ("AMENDS_NOTIFY_API_KEY", "tulip", "AMENDS_NOTIFY_API_KEY: expected an API key of GOV.UK Notify: its name, "),
        ("AMENDS_NOTIFY_API_KEY", NOTIFY_KEY[:-1], "AMENDS_NOTIFY_API_KEY: expected an API key of GOV.UK Notify"),
        ("AMENDS_NOTIFY_API_KEY", f"{NOTIFY_KEY}\n{NOTIFY_KEY}", "AMENDS_NOTIFY_API_KEY: expected an API key"),
        ("AMENDS_NOTIFY_CALLBACK_TOKEN", "tulip", "AMENDS_NOTIFY_CALLBACK_TOKEN: expected 16 or more letters, "),
        ("AMENDS_NOTIFY_CALLBACK_TOKEN", "tulip tulip tulip tulip", "AMENDS_NOTIFY_CALLBACK_TOKEN: expected 16 or"),
        ("AMENDS_DEMO", "perhaps", "AMENDS_DEMO: expected true or false, not 'perhaps'"),
        (
            "AMENDS_OIDC_ISSUER",
            "http://login.example",
            "AMENDS_OIDC_ISSUER: expected an address that begins with https",
        ),
        ("AMENDS_OIDC_ISSUER", "http://127.0.0.1.evil.example", "http:// only for a provider on this machine"),
        ("AMENDS_OIDC_ISSUER", "https://u:x@login.example", "AMENDS_OIDC_ISSUER: expected an address"),
        ("AMENDS_OIDC_ISSUER", "https://login.example?x", "AMENDS_OIDC_ISSUER: expected an address"),
        ("AMENDS_OIDC_ISSUER", "https://login.example:99999", "AMENDS_OIDC_ISSUER: expected an address"),
        ("AMENDS_OIDC_ISSUER", "http://127.0.0.1:65536/x", "AMENDS_OIDC_ISSUER: expected an address"),
        ("AMENDS_OIDC_ISSUER", "https://[::1", "AMENDS_OIDC_ISSUER: expected an address"),
        ("AMENDS_MAIL_URL", "u:tulip@mail.example", "AMENDS_MAIL_URL: expected an address such as smtp://host:25"),
    ],
)
def test_a_wrong_value_is_one_line_and_gives_no_password_away(name: str, value: str, says: str) -> None:
    with pytest.raises(ValueError, match=name) as caught:
        load_settings({name: value})
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "tulip" not in str(caught.value)
    assert caught.value.__cause__ is caught.value.__context__ is None


def test_no_secret_is_ever_shown() -> None:
    settings = load_settings(
        {
            "AMENDS_DATABASE_URL": "postgresql://u:tulip@db.example/amends",
            "AMENDS_MAIL_URL": "mailtos://u:tulip@mail.example",
            "AMENDS_MAIL_PASSWORD": "tulip",
            "AMENDS_RETURNED_MAIL_URL": "imaps://u:tulip@mail.example/INBOX",
            "AMENDS_RETURNED_MAIL_PASSWORD": "tulip",
            "AMENDS_NOTIFY_API_KEY": NOTIFY_KEY,
            "AMENDS_NOTIFY_CALLBACK_TOKEN": "tulip-tulip-tulip-tulip",
            "AMENDS_OIDC_CLIENT_SECRET": "tulip",
        }
    )
    assert "tulip" not in repr(settings) + str(settings)
    assert "tulip" in settings.database


def test_settings_cannot_be_changed_later() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().port = 1  # type: ignore[misc]  # that is the point
    assert pickle.loads(pickle.dumps(Settings())) == Settings()


def test_every_setting_is_described_and_documented() -> None:
    page = (PACKAGED_CONFIG.parent / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    for variable, name in VARIABLES.items():
        description = Settings.model_fields[name].description
        assert description
        assert f"| `{variable}` |" in page
        assert description in page
