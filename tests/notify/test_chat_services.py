"""Slack, Teams, web hooks and text messages through Apprise, each against a server that answers as the service does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from apprise.plugins.slack import NotifySlack

from compliance.domain.delivery import Answer, Result
from compliance.notify.apprise_url import AppriseUrl
from compliance.notify.switchboard import build_switchboard
from tests.notify.letters import KEY, LETTER, letter_to, now
from tests.support.certificates import certificate
from tests.support.chat_services import HOST, ChatService, Kind, Mood, running_service

ADDRESSES = {
    Kind.SLACK: "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#compliance",
    Kind.TEAMS: "workflows://127.0.0.1:{port}/643ac3d0a1b24b0a9d3a/s3cretsignature",
    Kind.WEB_HOOK: "jsons://127.0.0.1:{port}/hooks/s3cret",
    Kind.TEXT_GATEWAY: "smseagles://s3crettoken@127.0.0.1:{port}/447700900123",
}
NAMES = {
    Kind.SLACK: "slack",
    Kind.TEAMS: "workflows",
    Kind.WEB_HOOK: "jsons",
    Kind.TEXT_GATEWAY: "smseagles",
}

SECRETS = ("TIiajkdnlazkcOXrIdevi7FQ", "s3cret")


@dataclass
class Line:
    """A service and the address that leads to it."""

    service: ChatService
    address: str

    def send(self, timeout: float = 10.0) -> Answer:
        """Send the letter as the office does."""
        return AppriseUrl(self.address.partition("://")[0], timeout).deliver(letter_to(self.address))


@pytest.fixture(params=list(Kind), ids=str)
def line(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> Iterator[Line]:
    """Each service in turn, over TLS with a certificate this machine trusts; whatever is done, no log has a secret."""
    caplog.set_level(1)
    public, context = certificate(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(public))
    with ExitStack() as stack:
        service = stack.enter_context(running_service(request.param, context))
        # Slack's host stands in its plugin; all the others are named in the address.
        monkeypatch.setattr(NotifySlack, "webhook_url", f"https://{HOST}:{service.port}/services")
        yield Line(service, ADDRESSES[request.param].format(port=service.port))
    told = [f"{record.getMessage()} {record.args!r} {record.exc_text or ''}" for record in caplog.get_records("call")]
    assert [text for text in told if any(secret in text for secret in SECRETS)] == []


def test_a_letter_is_taken_once(line: Line) -> None:
    assert line.send() == Answer(Result.ACCEPTED, f"{NAMES[line.service.kind]} took it")
    assert len(line.service.bodies) == 1
    said = str(line.service.bodies[0])
    assert "£250 is due." in said
    assert "Due today: case 19 012 345" in said


@pytest.mark.parametrize("mood", [Mood.REFUSES, Mood.LIMITS, Mood.BREAKS])
def test_a_no_is_refused_for_now_with_its_status(line: Line, mood: Mood) -> None:
    line.service.mood = mood
    status, _ = line.service.reply()
    answer = line.send()
    assert answer == Answer(Result.REFUSED_FOR_NOW, f"{NAMES[line.service.kind]} did not take it, status {status}")
    assert len(line.service.bodies) == 1
    line.service.mood = Mood.TAKES
    assert line.send().result is Result.ACCEPTED


@pytest.mark.parametrize(
    ("mood", "why"), [(Mood.SAYS_NOTHING, "no answer in time"), (Mood.HANGS_UP, "remote disconnected")]
)
def test_an_answer_that_never_comes_is_a_doubt(line: Line, mood: Mood, why: str) -> None:
    line.service.mood = mood
    answer = line.send(timeout=0.5)
    assert answer == Answer(Result.UNKNOWN, f"{NAMES[line.service.kind]}: it was handed over, and then: {why}")
    assert len(line.service.bodies) == 1


def test_nobody_listening_is_refused_for_now(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = line.address.replace(f":{line.service.port}", ":1")
    monkeypatch.setattr(NotifySlack, "webhook_url", f"https://{HOST}:1/services")
    answer = Line(line.service, nowhere).send()
    assert answer == Answer(Result.REFUSED_FOR_NOW, f"{NAMES[line.service.kind]} cannot be reached: Connection refused")
    assert line.service.bodies == []


def test_a_certificate_nobody_vouches_for_gets_nothing(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    answer = line.send()
    assert answer.result is Result.REFUSED_FOR_NOW
    assert f"{NAMES[line.service.kind]} cannot be reached: " in answer.detail
    assert line.service.bodies == []


def test_the_office_knows_the_address_and_no_answer_repeats_it(line: Line, tmp_path: Path) -> None:
    office = build_switchboard(str(tmp_path / "mail"), None, "a@b.example", "c@d.example", 5.0, now)
    assert office.fault(line.address) is None
    assert office.channel_for(line.address).name == NAMES[line.service.kind]
    for mood in Mood:
        line.service.mood = mood
        assert "s3cret" not in line.send(timeout=0.3).detail


def test_what_each_service_is_sent(line: Line) -> None:
    line.send()
    (path,), (body,), (headers,) = line.service.paths, line.service.bodies, line.service.headers
    if line.service.kind is Kind.SLACK:
        assert path == "/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"
        assert body["channel"] == "#compliance"
    elif line.service.kind is Kind.TEAMS:
        assert path.startswith("/workflows/643ac3d0a1b24b0a9d3a/triggers/manual/paths/invoke?")
        assert "sig=s3cretsignature" in path
        assert body["attachments"][0]["contentType"] == "application/vnd.microsoft.card.adaptive"
    elif line.service.kind is Kind.WEB_HOOK:
        assert (path, headers["X-Amends-Key"]) == ("/hooks/s3cret", KEY)
        assert body["title"] == LETTER.subject
    else:
        assert (path, body["method"]) == ("/jsonrpc/sms", "sms.send_sms")
        assert (body["params"]["to"], body["params"]["access_token"]) == ("447700900123", "s3crettoken")


def test_a_no_with_status_200_is_heard_where_the_service_has_words_for_it(line: Line) -> None:
    """Slack and the gateway say more than a status; Teams and web hooks do not, so 200 is a yes."""
    line.service.mood = Mood.SAYS_NO_KINDLY
    more_than_a_status = line.service.kind in (Kind.SLACK, Kind.TEXT_GATEWAY)
    assert line.send().result is (Result.REFUSED_FOR_NOW if more_than_a_status else Result.ACCEPTED)
