"""Recipients that are Apprise URLs: one attempt, one answer, and no secret in a log."""

from __future__ import annotations

import logging

import pytest
from apprise import Apprise

from compliance.domain.delivery import Result
from compliance.notify.apprise_url import AppriseUrl, make_plugin, read_url
from tests.notify.letters import KEY, LETTER, letter_to
from tests.notify.webhook import running_webhook
from tests.support.smtp import SmtpSink


def test_a_web_hook_takes_subject_text_and_key() -> None:
    with running_webhook() as hook:
        answer = AppriseUrl("json", 5.0).deliver(letter_to(hook.url))
    assert answer.result is Result.ACCEPTED
    assert hook.bodies[0]["title"] == LETTER.subject
    assert "£250 is due." in hook.bodies[0]["message"]
    assert hook.headers[0]["X-Amends-Key"] == KEY


def test_a_web_hook_that_fails_is_tried_once_and_refused_for_now() -> None:
    with running_webhook(status=500) as hook:
        answer = AppriseUrl("json", 5.0).deliver(letter_to(f"{hook.url}?retry=3&optional=yes"))
    assert answer.result is Result.REFUSED_FOR_NOW
    assert len(hook.bodies) == 1


@pytest.mark.parametrize("url", ["json://", "nonsense://x", "slack://half", "amendsfolder:///tmp/x", "no url"])
def test_an_address_apprise_cannot_read_is_refused_for_good(url: str) -> None:
    assert AppriseUrl("x", 5.0).deliver(letter_to(url)).result is Result.REFUSED_FOR_GOOD


@pytest.mark.parametrize(
    ("said", "result"),
    [(True, Result.ACCEPTED), (False, Result.REFUSED_FOR_NOW), (None, Result.REFUSED_FOR_GOOD)],
)
def test_each_word_of_apprise_has_its_answer(
    monkeypatch: pytest.MonkeyPatch, said: bool | None, result: Result
) -> None:
    monkeypatch.setattr(Apprise, "notify", lambda *_, **__: said)
    assert AppriseUrl("json", 5.0).deliver(letter_to("json://localhost:1")).result is result


def test_apprise_neither_waits_nor_repeats_nor_cuts_in_pieces() -> None:
    parts = read_url("json://localhost:1/?retry=5&optional=yes&overflow=split")
    assert parts is not None
    plugin = make_plugin(parts, 7.0)
    assert plugin is not None
    assert (plugin.request_rate_per_sec, plugin.retry, plugin.optional) == (0, 0, False)
    assert plugin.overflow_mode.value == "truncate"
    assert (plugin.socket_connect_timeout, plugin.socket_read_timeout) == (7.0, 7.0)


def test_no_log_line_holds_the_url(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG - 1)
    logging.getLogger("apprise").setLevel(logging.DEBUG - 1)
    with running_webhook(status=500) as hook:
        AppriseUrl("json", 5.0).deliver(letter_to(hook.url))
    AppriseUrl("json", 5.0).deliver(letter_to("nonsense://s3cret-token"))
    logging.getLogger("apprise").error("at %s", "https://host/s3cret-token", exc_info=ValueError("s3cret-token"))
    logging.getLogger("apprise").setLevel(logging.NOTSET)
    assert "https://..." in caplog.text
    assert "s3cret" not in caplog.text


def test_an_offices_mailto_address_is_given_each_recipient(smtp_sink: SmtpSink) -> None:
    parts = read_url(f"mailto://127.0.0.1:{smtp_sink.port}?from=office@ombudsman.example&to=nobody@ombudsman.example")
    channel = AppriseUrl("mailto", 5.0, parts)
    answers = [channel.deliver(letter_to(name)).result for name in ("a@b.example", "c@d.example")]
    assert answers == [Result.ACCEPTED] * 2
    assert [received.recipients for received in smtp_sink.received] == [("a@b.example",), ("c@d.example",)]
    assert smtp_sink.keys() == [KEY, KEY]


def test_an_offices_web_hook_gets_all_mail() -> None:
    with running_webhook() as hook:
        channel = AppriseUrl("json", 5.0, read_url(hook.url))
        answers = [channel.deliver(letter_to(name)).result for name in ("a@b.example", "c@d.example")]
    assert answers == [Result.ACCEPTED] * 2
    assert len(hook.bodies) == 2


def test_a_service_keeps_no_record() -> None:
    channel = AppriseUrl("json", 5.0)
    channel.close()
    assert channel.record_of(KEY) is None
