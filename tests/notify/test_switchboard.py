"""Which channel serves which address, and which mail settings are turned away."""

from __future__ import annotations

from pathlib import Path

import pytest

from compliance.domain.delivery import Result
from compliance.domain.errors import WrongUse
from compliance.domain.office import NotifyTemplates
from compliance.notify.folder import AmendsFolder
from compliance.notify.govuk_notify import GovukNotify
from compliance.notify.mail import AmendsMail
from compliance.notify.protocol import Switchboard
from compliance.notify.smtp import Encryption, MailServer
from compliance.notify.switchboard import NO_NOTIFY, NotifySettings, OfficeSwitchboard, build_switchboard, mail_server
from tests.notify.letters import LETTER, letter_to, now
from tests.support.notify_server import EMAIL_TEMPLATE, KEY, TEXT_TEMPLATE, running_notify_server
from tests.support.smtp import SmtpSink

NOTIFY = NotifySettings(KEY, NotifyTemplates(EMAIL_TEMPLATE, text=TEXT_TEMPLATE, text_body="Please contact us."))
PHONE = "sms:+447700900123"


def build(
    mail_url: str,
    password: str | None = None,
    mail_from: str = "office@ombudsman.example",
    notify: NotifySettings = NO_NOTIFY,
) -> OfficeSwitchboard:
    return build_switchboard(mail_url, password, mail_from, "answers@ombudsman.example", 5.0, now, notify)


@pytest.mark.parametrize("form", ["{}", "folder://{}"])
def test_a_folder_takes_the_mail(tmp_path: Path, form: str) -> None:
    switchboard: Switchboard = build(form.format(tmp_path / "my %41 mail#1"))
    channel = switchboard.channel_for("a@b.example")
    assert channel.deliver(LETTER).result is Result.ACCEPTED
    assert channel.name == "folder"
    assert [path.name for path in (tmp_path / "my %41 mail#1").iterdir()] == [f"{LETTER.key}.eml"]


def test_a_mail_server_takes_the_mail(smtp_sink: SmtpSink) -> None:
    switchboard = build(smtp_sink.url)
    channel = switchboard.channel_for("a@b.example")
    assert isinstance(channel, AmendsMail)
    assert channel.deliver(LETTER).result is Result.ACCEPTED
    switchboard.close()
    assert smtp_sink.keys() == [LETTER.key]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://localhost:2525", MailServer("localhost", 2525, Encryption.NONE)),
        ("smtp://127.3.4.5", MailServer("127.3.4.5", 25, Encryption.NONE)),
        ("smtp://[::1]:26", MailServer("::1", 26, Encryption.NONE)),
        ("smtp://mail.example:2525", MailServer("mail.example", 2525, Encryption.STARTTLS)),
        (
            "smtp://me%40b.example@mail.example",
            MailServer("mail.example", 587, Encryption.STARTTLS, "me@b.example", "pw"),
        ),
        ("smtps://office@mail.example", MailServer("mail.example", 465, Encryption.TLS, "office", "pw")),
        ("smtps://office@localhost:1", MailServer("localhost", 1, Encryption.TLS, "office", "pw")),
        ("SMTP://mail.example", MailServer("mail.example", 25, Encryption.STARTTLS)),
    ],
)
def test_reading_the_address_of_a_mail_server(url: str, expected: MailServer) -> None:
    assert mail_server(url, "pw" if expected.user else None) == expected


@pytest.mark.parametrize(
    "url",
    [
        "smtp://",
        "smtp://user:s3cret@mail.example",
        "smtp://mail.example:99999",
        "smtp://mail..example",
        "smtp://[::1",
        "notify://[::1",
        "smtp://mail.example:s3cret",
        "smtp://mail.example/s3cret",
        "smtps://mail.example?x=s3cret",
        "smtps://s3cret@mail.example",
        "folder://relative/s3cret",
        "folder:///",
        "nonsense://s3cret",
        "slack://s3cret",
        "amendsfolder:///s3cret",
    ],
)
def test_mail_settings_that_cannot_be_used(url: str) -> None:
    with pytest.raises(WrongUse) as refused:
        build(url)
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize("mail_from", ["nobody", "Office <nobody>", "zoë@ombudsman.example"])
def test_an_office_needs_an_address_every_server_takes(tmp_path: Path, mail_from: str) -> None:
    with pytest.raises(WrongUse, match="office's"):
        build(str(tmp_path), mail_from=mail_from)


def test_services_are_told_apart_by_their_scheme(tmp_path: Path) -> None:
    switchboard = build(str(tmp_path))
    hook, other = switchboard.channel_for("json://a.example/x"), switchboard.channel_for("JSON://b.example/y")
    assert hook is other
    assert hook.name == "json"
    assert isinstance(switchboard.channel_for("a@b.example"), AmendsFolder)


@pytest.mark.parametrize(
    "address",
    ["a@b.example", "zoë@b.example", "json://localhost:1/x", "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#a"],
)
def test_an_address_that_can_be_used(tmp_path: Path, address: str) -> None:
    assert build(str(tmp_path)).fault(address) is None


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "a@b",
        "a@b.example\n",
        "nonsense://x",
        "json://",
        "slack://half",
        "json://a\nb",
        "amendsfolder:///etc/x",
        "amendsmail://b.example",
    ],
)
def test_an_address_that_cannot_be_used(tmp_path: Path, address: str) -> None:
    assert build(str(tmp_path)).fault(address) == "an e-mail address or an Apprise URL"


def test_a_url_for_several_at_once_is_a_fault(tmp_path: Path) -> None:
    url = "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#a/#b"
    assert build(str(tmp_path)).fault(url) == "an Apprise URL that names one recipient"


def test_notify_takes_mail_and_text_messages() -> None:
    with running_notify_server() as server:
        office = build(server.url, notify=NOTIFY)
        for recipient in ("a@b.example", PHONE):
            assert office.fault(recipient) is None
            assert office.channel_for(recipient).deliver(letter_to(recipient)).result is Result.ACCEPTED
        assert office.probe().result is Result.ACCEPTED
        office.close()
    assert [each["type"] for each in server.taken] == ["email", "sms"]


def test_text_messages_go_through_notify_wherever_mail_goes(tmp_path: Path) -> None:
    office = build(str(tmp_path), notify=NOTIFY)
    assert isinstance(office.channel_for("a@b.example"), AmendsFolder)
    assert isinstance(office.channel_for(PHONE), GovukNotify)
    office.close()


@pytest.mark.parametrize(
    ("url", "notify", "says"),
    [
        ("notify://", NO_NOTIFY, "the mail URL is notify://, but AMENDS_NOTIFY_API_KEY is empty"),
        (
            "notify://",
            NotifySettings(None, NOTIFY.templates),
            "the mail URL is notify://, but AMENDS_NOTIFY_API_KEY is empty",
        ),
        ("notify://", NotifySettings(KEY), "the mail URL is notify://, but notify.yaml has no email.template_id"),
        ("notify+http://notify.example", NOTIFY, "notify+http:// is for this machine only"),
    ],
)
def test_notify_settings_that_cannot_be_used(url: str, notify: NotifySettings, says: str) -> None:
    with pytest.raises(WrongUse) as refused:
        build(url, notify=notify)
    assert says in str(refused.value)
    assert KEY not in f"{refused.value}{notify!r}"


@pytest.mark.parametrize("address", ["sms:", "sms:07700900123", "sms:+44", "sms:+4477009001234567", "sms:+44 7"])
def test_a_phone_number_of_another_form_is_a_fault(tmp_path: Path, address: str) -> None:
    expected = "sms: and a phone number in international form, such as sms:+447700900123"
    assert build(str(tmp_path), notify=NOTIFY).fault(address) == expected


@pytest.mark.parametrize("notify", [NO_NOTIFY, NotifySettings(KEY), NotifySettings(None, NOTIFY.templates)])
def test_an_office_without_text_messages_says_so(tmp_path: Path, notify: NotifySettings) -> None:
    office = build(str(tmp_path), notify=notify)
    fault = office.fault(PHONE)
    assert fault is not None
    assert fault.startswith("an e-mail address: this office sends no text messages")
    channel = office.channel_for(PHONE)
    answer = channel.deliver(letter_to(PHONE))
    assert (answer.result, answer.unreachable) == (Result.REFUSED_FOR_NOW, True)
    assert (channel.name, channel.record_of(LETTER.key), channel.probe().unreachable) == ("sms", None, True)
    channel.close()
