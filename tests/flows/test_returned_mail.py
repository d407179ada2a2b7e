"""From a mail server's refusal to the next contact's mailbox, through the flows (R6)."""

from __future__ import annotations

import asyncio
from datetime import date
from email.message import EmailMessage
from pathlib import Path

import pytest

from compliance.runtime import open_installation
from compliance.store import authorities
from compliance.usecases.manage_address import list_addresses
from flows.collect_returned_mail import collect_returned_mail
from flows.day import run_day
from flows.send_reminders import send_reminders
from flows.track_deadlines import track_deadlines
from tests.flows.prefect_pages import latest_run, latest_table
from tests.flows.small_office import SmallOffice
from tests.support.smtp import SmtpSink

DAY, NEXT_DAY = date(2024, 4, 2), date(2024, 4, 3)
LINK_OFFICER, DEPUTY = "link_officer@sutton.example", "deputy@sutton.example"


def bounced(mail: EmailMessage) -> bytes:
    """The report a mail server writes about a mail that it took and could not deliver."""
    report = EmailMessage()
    report["From"] = "MAILER-DAEMON@sutton.example"
    report["To"] = "compliance@ombudsman.example"
    report["Date"] = "Tue, 02 Apr 2024 09:00:05 +0100"
    report["Subject"] = "Undelivered Mail Returned to Sender"
    report["Auto-Submitted"] = "auto-replied"
    report.set_content("It could not be delivered.")
    report.make_mixed()
    status = EmailMessage()
    status["Content-Type"] = "message/delivery-status"
    about_all, about_one = EmailMessage(), EmailMessage()
    about_all["Reporting-MTA"] = "dns; mail.sutton.example"
    about_one["Final-Recipient"] = f"rfc822; {mail['To']}"
    about_one["Action"] = "failed"
    about_one["Status"] = "5.1.1"
    about_one["Diagnostic-Code"] = "smtp; 550 5.1.1 no such user"
    status.set_payload([about_all, about_one])
    report.attach(status)
    report.add_attachment(mail)
    report.replace_header("Content-Type", "multipart/report; report-type=delivery-status")
    return report.as_bytes()


@pytest.fixture(autouse=True)
def deputy(office: SmallOffice) -> None:
    """Somebody who is written to when the link officer cannot be."""
    with open_installation(DAY) as installation, installation.store.writing() as session:
        row = {"authority_id": 1, "role": "deputy", "address": DEPUTY}
        authorities.add_contacts(session, [row])


@pytest.fixture
def returns(office: SmallOffice, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that mail comes back to, known to the office."""
    folder = office.home / "returns"
    folder.mkdir(parents=True)
    monkeypatch.setenv("AMENDS_RETURNED_MAIL_URL", f"folder://{folder}")
    return folder


def collect(day: date) -> None:
    asyncio.run(collect_returned_mail.with_options(retries=0)(day))


def runs(office: SmallOffice) -> list[str]:
    return [run.result for run in office.runs("collect_returned_mail")]


def test_a_reminder_that_comes_back_reaches_the_deputy_the_same_day(
    office: SmallOffice, smtp_sink: SmtpSink, returns: Path
) -> None:
    office.recommend()
    asyncio.run(track_deadlines(DAY))
    asyncio.run(send_reminders(DAY))
    [mail] = smtp_sink.to(LINK_OFFICER)
    (returns / "1.eml").write_bytes(bounced(mail))
    collect(DAY)
    assert runs(office)[0].startswith(
        "1 message came back, 1 address not written to any more, 1 reminder planned for the next contact, "
        f"message {mail['X-Amends-Key']} to {LINK_OFFICER} came back: 550 5.1.1 no such user"
    )
    assert latest_run("collect returned mail 2024-04-02").state_name == "Completed"
    assert {"What": "Messages that came back", "How many": 1} in latest_table("collect-returned-mail")[1]
    asyncio.run(send_reminders(DAY))
    [second] = smtp_sink.to(DEPUTY)
    assert second["X-Amends-Key"] != mail["X-Amends-Key"]
    assert "23 001-1" in second.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert sorted(office.states()) == ["failed", "sent"]
    collect(DAY)
    assert runs(office)[1] == "ran, nothing due"
    with open_installation(DAY) as installation, installation.store.reading() as session:
        assert [each["state"] for each in list_addresses(session)] == ["stopped"]


def test_a_day_reads_returned_mail_before_it_sends(office: SmallOffice, smtp_sink: SmtpSink, returns: Path) -> None:
    office.recommend()
    asyncio.run(run_day(DAY))
    (returns / "1.eml").write_bytes(bounced(smtp_sink.to(LINK_OFFICER)[0]))
    report = asyncio.run(run_day(NEXT_DAY))
    assert (report.counts["returned"], report.counts["stopped_addresses"], report.counts["sent"]) == (1, 1, 1)
    assert report.lines[0].startswith("1 message came back, 1 address not written to any more")
    assert len(smtp_sink.to(DEPUTY)) == 1
    assert report.waiting == 0


def test_refused_at_the_door_the_deputy_hears_in_the_same_run(office: SmallOffice, smtp_sink: SmtpSink) -> None:
    office.recommend()
    smtp_sink.refuse(LINK_OFFICER, "550 5.1.1 no such user")
    report = asyncio.run(run_day(DAY))
    assert (report.counts["failed"], report.counts["sent"], report.waiting) == (1, 1, 0)
    assert len(smtp_sink.to(DEPUTY)) == 1
    assert runs(office) == ["ran, not set up in this office"]


def test_a_mailbox_that_cannot_be_read_holds_up_nobodys_reminder(
    office: SmallOffice, smtp_sink: SmtpSink, returns: Path
) -> None:
    office.recommend()
    returns.rmdir()
    report = asyncio.run(run_day(DAY))
    assert (report.counts["returned_mail_unread"], report.counts["sent"]) == (1, 1)
    assert report.lines[0] == f"the folder {returns} cannot be read: No such file or directory"
    assert [run.failed for run in office.runs("collect_returned_mail")] == [True]
