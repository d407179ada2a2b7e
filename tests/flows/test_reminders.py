"""The two flows of reminding, really run."""

from __future__ import annotations

import asyncio
import shutil
from datetime import date
from typing import Any

import pytest
from prefect.client.schemas.objects import State

from flows.day import run_day
from flows.send_reminders import MailNotTaken, send_reminders
from flows.track_deadlines import track_deadlines
from tests.flows.prefect_pages import latest_run, latest_table
from tests.flows.small_office import SmallOffice
from tests.support.smtp import SmtpSink

DAY = date(2024, 4, 2)


def track(day: date) -> None:
    asyncio.run(track_deadlines(day))


def tracked(day: date) -> State[Any]:
    async def run() -> State[Any]:
        return await track_deadlines.with_options(retries=0)(day, return_state=True)

    return asyncio.run(run())


def send(day: date, *, patient: bool = True) -> None:
    asyncio.run(send_reminders.with_options(retries=0)(day, patient=patient))


@pytest.mark.parametrize("database_kind", ["sqlite", "postgresql"])
def test_due_reminders_are_planned_and_sent_once(office: SmallOffice, smtp_sink: SmtpSink) -> None:
    office.recommend(2)
    for _ in range(2):
        track(DAY)
        send(DAY)
    assert len(smtp_sink.keys()) == len(set(smtp_sink.keys())) == len(office.messages()) > 0
    assert set(office.states()) == {"sent"}
    assert [run.result for run in office.runs("track_deadlines")] == [
        "2 reminders put into 1 message",
        "ran, nothing due",
    ]
    assert [run.result for run in office.runs("send_reminders")] == ["1 message sent", "ran, nothing due"]
    assert all(run.finished_at and not run.failed for run in office.runs("send_reminders"))


def test_a_manager_finds_the_run_by_its_date_and_reads_its_table(office: SmallOffice) -> None:
    office.recommend(2)
    track(DAY)
    assert latest_run("track deadlines 2024-04-02").state_name == "Completed"
    description, rows = latest_table("track-deadlines")
    assert description == "**Deadlines on 2024-04-02**: 2 reminders put into 1 message"
    assert {"What": "Reminders put into messages", "How many": 2} in rows
    send(DAY)
    assert latest_run("send reminders 2024-04-02").state_name == "Completed"
    description, rows = latest_table("send-reminders")
    assert description == "**Messages on 2024-04-02**: 1 message sent"
    assert rows[0] == {"What": "Messages sent", "How many": 1}


def test_after_ten_days_without_a_run_only_the_step_that_is_right_now_goes_out(
    office: SmallOffice, smtp_sink: SmtpSink
) -> None:
    office.recommend()
    track(DAY)
    send(DAY)
    track(date(2024, 4, 29))
    send(date(2024, 4, 29))
    steps = [step["step"] for message in office.messages() for step in message["steps"]]  # type: ignore[attr-defined]
    assert len(steps) == len(smtp_sink.messages) == 2
    assert len(set(steps)) == 2
    assert "1 older one superseded" in office.runs("track_deadlines")[-1].result


def test_two_senders_at_the_same_moment_send_each_message_once(office: SmallOffice, smtp_sink: SmtpSink) -> None:
    office.recommend(3)
    track(DAY)

    async def both() -> None:
        await asyncio.gather(send_reminders(DAY), send_reminders(DAY))

    asyncio.run(both())
    assert sorted(smtp_sink.keys()) == sorted(str(message["key"]) for message in office.messages())
    assert len(office.runs("send_reminders")) == 2


@pytest.mark.parametrize("database_kind", ["sqlite", "postgresql"])
def test_the_same_day_run_by_two_at_once_sends_each_message_once(office: SmallOffice, smtp_sink: SmtpSink) -> None:
    office.recommend(3)

    async def both() -> None:
        await asyncio.gather(run_day(DAY), run_day(DAY))

    asyncio.run(both())
    send(DAY)
    assert sorted(smtp_sink.keys()) == sorted(str(message["key"]) for message in office.messages())
    assert set(office.states()) == {"sent"}
    assert [run.failed for run in office.runs("track_deadlines")] == [False, False]


def test_an_unreachable_mail_server_fails_the_run_in_one_line_and_the_messages_wait(
    office: SmallOffice, smtp_sink: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.recommend()
    track(DAY)
    monkeypatch.setenv("AMENDS_MAIL_URL", "smtp://127.0.0.1:9")
    with pytest.raises(MailNotTaken, match=r"cannot send, 1 message waiting: .*127\.0\.0\.1:9"):
        asyncio.run(send_reminders(DAY))
    run = latest_run("send reminders 2024-04-02")
    assert run.state is not None
    assert run.state.is_failed()
    assert run.run_count == 1
    assert run.state.message is not None
    assert run.state.message.startswith("cannot send, 1 message waiting: ")
    assert "\n" not in run.state.message
    assert [each.failed for each in office.runs("send_reminders")] == [True]
    assert office.states() == ["waiting"]
    monkeypatch.setenv("AMENDS_MAIL_URL", smtp_sink.url)
    send(DAY, patient=False)
    assert office.states() == ["sent"]
    assert len(smtp_sink.messages) == 1


def test_a_day_by_hand_does_not_wait_for_the_pause_after_a_refusal(office: SmallOffice, smtp_sink: SmtpSink) -> None:
    office.recommend()
    smtp_sink.refuse_once("link_officer@sutton.example", "451 try later")
    track(DAY)
    send(DAY)
    assert office.states() == ["waiting"]
    send(DAY, patient=False)
    assert office.states() == ["sent"]


def test_on_a_closed_day_nothing_is_sent_and_the_run_ends(office: SmallOffice, smtp_sink: SmtpSink) -> None:
    office.recommend()
    track(DAY)
    send(date(2024, 4, 6), patient=False)
    assert smtp_sink.messages == []
    assert office.runs("send_reminders")[-1].result == "1 message still waiting"


def test_a_run_without_a_database_fails_and_says_so(office: SmallOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMENDS_DATABASE_URL", f"sqlite:///{office.home / 'nowhere.db'}")
    state = tracked(DAY)
    assert state.is_failed()
    assert "run 'amends init' first" in str(state.message)


def test_a_run_that_fails_on_the_way_leaves_its_reason_in_the_ledger(
    office: SmallOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("flows.track_deadlines.plan_reminders", broken)
    state = tracked(DAY)
    assert state.is_failed()
    assert [run.result for run in office.runs("track_deadlines")] == ["failed: the disk is full"]


def test_a_day_does_all_of_it_and_reports(office: SmallOffice, smtp_sink: SmtpSink) -> None:
    office.recommend()
    header = "recommendation_reference,received_on,submitted_by,note,file\n"
    office.drop("sutton", f"{header}23 001-1,2024-04-02,Ann,,letter.txt\n", letter="sorry")
    report = asyncio.run(run_day(DAY))
    assert report.counts["evidence"] == 1
    assert report.waiting == 0
    assert report.unreachable == []
    assert report.letters is None
    assert report.lines[0] == "1 piece of evidence from 1 upload"
    again = asyncio.run(run_day(DAY))
    assert "evidence" not in again.counts
    assert "sent" not in again.counts
    assert len(smtp_sink.messages) == report.counts.get("sent", 0)


def test_a_day_with_an_unreachable_mail_server_reports_it(office: SmallOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    office.recommend()
    monkeypatch.setenv("AMENDS_MAIL_URL", "smtp://127.0.0.1:9")
    report = asyncio.run(run_day(DAY))
    assert report.waiting == 1
    assert len(report.unreachable) == 1


def test_the_annual_letters_are_written_on_their_day_and_stay_byte_for_byte(office: SmallOffice) -> None:
    report = asyncio.run(run_day(date(2025, 4, 1)))
    assert report.letters is not None
    folder = office.home / "exports" / "letters-2025-03-31"
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert set(first) == {"E09000029.json", "letter-data.csv"}
    stamps = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    asyncio.run(run_day(date(2025, 4, 1)))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == stamps
    description, rows = latest_table("annual-letters")
    assert "letter data of 1 authority for the year ending 2025-03-31, no file had to change" in description
    assert rows[0]["Upheld"] == "100% (1 of 1)"
    assert rows[0]["Compliance"] == "no rate (0 of 0)"
    shutil.rmtree(folder)


def test_what_a_dead_sender_left_is_settled_before_the_day_is_planned(office: SmallOffice, smtp_sink: SmtpSink) -> None:
    """Else its recipient would seem to be having mail this very moment, and what is due would wait a day (R2.3)."""
    office.recommend()
    track(DAY)
    office.leave_sending()
    later = date(2024, 4, 17)
    track(later)
    send(later)
    assert [(message["day"], message["state"]) for message in office.messages()] == [
        ("2024-04-02", "in_doubt"),
        ("2024-04-17", "sent"),
    ]
    assert len(smtp_sink.keys()) == 1
