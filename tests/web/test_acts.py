"""What people do to a recommendation on the pages, act by act; bad input asks again and saves nothing (D6, E2, R4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from compliance.domain.recommendations import Kind
from compliance.runtime import open_installation
from compliance.usecases.case_pieces import RecommendationView
from compliance.usecases.open_case import open_case
from compliance.web.casework.acts import Ask, Field
from compliance.web.casework.evidence import file_name
from compliance.web.casework.pages import ACTS
from tests.support.web_office import WebOffice, hidden, serving_office
from tests.support.world import World

REFERENCE = "23 001-1"
ALL_ROLES = ("director", "casework_manager", "investigator")
HOSTILE = "<script>alert(1)</script>'\" OR 1=1 -- \u202e\x00 {{ 7*7 }} ../../etc/passwd"
ENORMOUS = "x" * 300_000


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    """An office with one open recommendation, and somebody who may do everything to it."""
    with serving_office(world) as made:
        made.person("Kim Shaw", *ALL_ROLES)
        made.person("Max Howe", "manager")
        world.authority()
        world.decision(subject="Housing")
        world.log(REFERENCE, kind=Kind.SERVICE_IMPROVEMENT, response=None)
        yield made


def seen(office: WebOffice) -> RecommendationView:
    """The recommendation as it stands."""
    with office.world.store.reading() as session:
        case = open_case(session, office.world.moment, "23 001")
    return next(each for each in case.recommendations if each.reference == REFERENCE)


def path(name: str) -> str:
    return f"/recommendations/{name}/{REFERENCE}"


def day_of(name: str, day: date) -> dict[str, str]:
    """A date as a form sends it."""
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def do(office: WebOffice, name: str, fields: dict[str, Any] | None = None, who: str = "Kim Shaw") -> httpx.Response:
    """Ask for an act's page and send its form."""
    browser = office.browser_of(who)
    page = browser.get(path(name))
    assert page.status_code == 200, page.text
    return browser.post(path(name), data=hidden(page) | (fields or {}))


def done(office: WebOffice, name: str, fields: dict[str, Any] | None = None, who: str = "Kim Shaw") -> None:
    """The same, and it was taken: the case page says so."""
    answer = do(office, name, fields, who)
    assert answer.status_code == 303, answer.text
    told = next(act.told for act in ACTS if act.name == name)
    page = office.follow(answer)
    assert told.replace("'", "&#39;") in page.text


def test_time_is_asked_for_and_granted(office: WebOffice) -> None:
    wish = {"asked_by": "A. Officer", "reason": "the panel meets late"} | day_of("wished_on", date(2024, 6, 28))
    done(office, "ask-time", wish)
    asked = seen(office).request
    assert asked is not None
    assert asked.wished_on == date(2024, 6, 28)
    done(office, "decide-time", {"decision": "grant", "reason": "nobody could have known"})
    assert (seen(office).due_on, seen(office).original_due_on) == (date(2024, 6, 28), date(2024, 5, 14))
    done(office, "take-back-time", {"reason": "granted by mistake"})
    assert seen(office).due_on == date(2024, 5, 14)


def test_a_day_there_is_not_moves_no_date_and_breaks_no_page(office: WebOffice) -> None:
    done(office, "note", {"note": "they said 2024-13-45", "about": "recommendation"})
    on = day_of("on", date(2024, 6, 3))
    done(office, "meeting", on | {"whom": "Ann", "note": "not on 2024-02-30"})
    assert "Not on 2024-02-30" in office.browser_of("Kim Shaw").get("/tasks?whose=all").text


def test_time_is_refused_and_the_date_stays(office: WebOffice) -> None:
    wish = {"asked_by": "A. Officer", "reason": "holidays"} | day_of("wished_on", date(2024, 6, 28))
    done(office, "ask-time", wish)
    done(office, "decide-time", {"decision": "refuse", "reason": "three months were not used"})
    assert (seen(office).due_on, seen(office).request) == (date(2024, 5, 14), None)


def test_a_date_is_corrected(office: WebOffice) -> None:
    done(office, "correct-date", {"reason": "typed 14 instead of 24"} | day_of("to", date(2024, 5, 24)))
    assert seen(office).due_on == date(2024, 5, 24)


def test_a_clock_is_stopped_and_started(office: WebOffice) -> None:
    category = next(iter(office.world.rulebook.stop_categories))
    done(office, "stop-clock", {"category": category, "reason": "a court has it"})
    assert seen(office).due_on is None
    assert office.browser_of("Kim Shaw").get(path("stop-clock")).status_code == 409
    done(office, "restart-clock", {"reason": "the court has decided"})
    assert seen(office).due_on == date(2024, 5, 14)


def test_reminders_are_held_and_go_on(office: WebOffice) -> None:
    done(office, "hold", {"reason": "talks"} | day_of("until", date(2024, 4, 20)))
    assert seen(office).held_until == date(2024, 4, 20)
    done(office, "lift-hold", {"reason": "talks failed"})
    assert seen(office).held_until is None
    done(office, "resend", {"reason": "the link officer never got it"})
    assert len(seen(office).deadlines) == 2


def test_evidence_comes_is_found_lacking_comes_again_and_satisfies(office: WebOffice) -> None:
    browser = office.browser_of("Kim Shaw")
    fields = hidden(browser.get(path("add-evidence"))) | {"submitted_by": "A. Officer", "note": "the minutes"}
    sent = browser.post(path("add-evidence"), data=fields, files={"files": ("../../minutes.txt", b"We agreed.")})
    assert sent.status_code == 303, sent.text
    (piece,) = seen(office).evidence
    assert (piece.file, piece.submitted_by, piece.size) == ("minutes.txt", "A. Officer", 10)
    assert list(office.world.installation.settings.evidence_folder.rglob("*"))
    done(office, "judge", {"number": str(piece.number), "verdict": "insufficient", "missing": "the date"})
    assert seen(office).evidence[0].missing == "the date"
    done(office, "add-evidence", {"submitted_by": "A. Officer", "note": "the minutes, dated"})
    last = seen(office).evidence[-1]
    done(office, "judge", {"number": str(last.number), "verdict": "sufficient"})
    done(office, "satisfied", day_of("completed_on", office.world.today))
    assert seen(office).state == "satisfied"
    done(office, "reopen", {"reason": "the payment came back"} | day_of("to", date(2024, 7, 1)))
    assert (seen(office).state, seen(office).due_on) == ("open", date(2024, 7, 1))


def test_two_people_end_what_was_not_done(office: WebOffice) -> None:
    office.person("Dee Grant", "director")
    kim, dee = office.browser_of("Kim Shaw"), office.browser_of("Dee Grant")
    done(office, "propose-outcome", {"outcome": "not_satisfied", "reason": "nothing came"})
    page = dee.get("/cases/23 001").text
    for words in ("Proposed outcome", "Not satisfied, proposed by Kim Shaw", "nothing came", "/decide-outcome/"):
        assert words in page
    assert "approve or decline the outcome not satisfied, which Kim Shaw proposed" in page
    assert "decide-outcome" not in kim.get("/cases/23 001").text
    answer = kim.get(path("decide-outcome"))
    assert (answer.status_code, "another person has to do that, not Kim Shaw" in answer.text) == (409, True)
    forced = kim.post(path("decide-outcome"), data=hidden(dee.get(path("decide-outcome"))) | {"decision": "approve"})
    assert forced.status_code == 403  # the form is Dee Grant's
    own = hidden(kim.get(path("hold")))
    assert kim.post(path("decide-outcome"), data=own | {"decision": "approve"}).status_code == 422
    assert seen(office).closed_on is None
    done(office, "decide-outcome", {"decision": "approve"}, "Dee Grant")
    outcome = seen(office).outcome
    assert outcome is not None
    assert (outcome.outcome, outcome.recorded_by, outcome.approved_by) == ("not_satisfied", "Kim Shaw", "Dee Grant")
    assert "recorded on 2 April 2024 by Kim Shaw, approved by Dee Grant" in kim.get("/cases/23 001").text


def test_what_is_declined_stays_open_and_says_why(office: WebOffice) -> None:
    office.person("Dee Grant", "director")
    done(office, "propose-outcome", {"outcome": "ceased", "reason": "the school has closed"})
    answer = do(office, "decide-outcome", {"decision": "decline"}, "Dee Grant")
    assert (answer.status_code, "Enter why you do not approve it" in answer.text) == (422, True)
    done(office, "decide-outcome", {"decision": "decline", "reason": "ask its successor"}, "Dee Grant")
    page = office.browser_of("Kim Shaw").get("/cases/23 001").text
    assert "by Kim Shaw on 2 April 2024; declined by Dee Grant on 2 April 2024" in page
    assert "Declined because: ask its successor" in page
    assert "decide how to go on: the proposed outcome was declined" in page
    assert "Decide how to go on" in office.browser_of("Kim Shaw").get("/my-work").text
    done(office, "propose-outcome", {"outcome": "ceased", "reason": "it has none"}, "Dee Grant")
    done(office, "add-evidence", {"submitted_by": "A. Officer", "note": "done after all"})
    assert seen(office).proposal is None
    assert office.browser_of("Kim Shaw").get(path("propose-outcome")).status_code == 409


def test_who_proposed_it_takes_it_back_and_nobody_else(office: WebOffice) -> None:
    office.person("Dee Grant", "director")
    done(office, "propose-outcome", {"outcome": "ceased", "reason": "the school has closed"})
    dee = office.browser_of("Dee Grant")
    assert "take-back-outcome" not in dee.get("/cases/23 001").text
    answer = dee.get(path("take-back-outcome"))
    assert (answer.status_code, "only Kim Shaw can do that" in answer.text) == (409, True)
    own = hidden(dee.get(path("hold")))
    forced = dee.post(path("take-back-outcome"), data=own | {"reason": "no"})
    assert (forced.status_code, "nobody else can take it back" in forced.text) == (422, True)
    assert do(office, "take-back-outcome", {"reason": " "}).status_code == 422
    done(office, "take-back-outcome", {"reason": "it opens again"})
    assert (seen(office).proposal, seen(office).closed_on) == (None, None)
    assert office.browser_of("Kim Shaw").get(path("take-back-outcome")).status_code == 409


def test_only_a_director_decides(office: WebOffice) -> None:
    office.person("Tom Bell", "casework_manager")
    done(office, "propose-outcome", {"outcome": "ceased", "reason": "the school has closed"})
    tom = office.browser_of("Tom Bell")
    assert "decide-outcome" not in tom.get("/cases/23 001").text
    assert tom.get(path("decide-outcome")).status_code == 403


def test_the_authority_refuses_with_its_reasons(office: WebOffice) -> None:
    done(office, "answer", {"response": "refused", "reason": "it costs too much"})
    assert seen(office).response == "refused"


def test_one_piece_of_evidence_answers_several_recommendations(office: WebOffice) -> None:
    office.world.log("23 001-2", kind=Kind.SERVICE_IMPROVEMENT)
    done(office, "add-evidence", {"submitted_by": "A. Officer", "note": "both done", "also": ["23 001-2"]})
    with office.world.store.reading() as session:
        case = open_case(session, office.world.moment, "23 001")
    assert [each.evidence_waiting for each in case.recommendations] == [1, 1]


@pytest.mark.parametrize(
    ("name", "fields", "said"),
    [
        ("ask-time", {}, "Enter the date the authority wishes for"),
        ("ask-time", {"asked_by": "A", "reason": "B"} | day_of("wished_on", date(2024, 1, 1)), "There is a problem"),
        ("hold", {"reason": "talks"} | day_of("until", date(2023, 1, 1)), "There is a problem"),
        ("hold", day_of("until", date(2024, 6, 1)), "Enter the reason"),
        ("stop-clock", {"reason": "why"}, "Select why the clock stops"),
        ("stop-clock", {"reason": "why", "category": "boredom"}, "Select why the clock stops"),
        ("add-evidence", {"submitted_by": "A. Officer"}, "Enter what it is, or choose a file"),
        ("satisfied", day_of("completed_on", date(2030, 1, 1)), "There is a problem"),
        ("answer", {"response": "refused"}, "There is a problem"),
        ("propose-outcome", {"outcome": "ceased"}, "Enter the reason"),
        ("propose-outcome", {"reason": "nothing came"}, "Select the outcome"),
        ("propose-outcome", {"reason": "nothing came", "outcome": "boredom"}, "Select the outcome"),
        ("correct-date", {"reason": "x", "to-day": "31", "to-month": "2", "to-year": "2024"}, "must be a real date"),
    ],
)
def test_what_cannot_be_done_asks_again_and_saves_nothing(
    office: WebOffice, name: str, fields: dict[str, str], said: str
) -> None:
    before = seen(office)
    answer = do(office, name, fields)
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert said in answer.text
    assert all(value in answer.text for value in fields.values() if value not in ("boredom",))
    assert seen(office) == before


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("minutes.txt", "minutes.txt"),
        ("C:\\letters\\the minutes.pdf", "the minutes.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..", "file"),
        ("", "file"),
        ("a\x00\u202etxt.exe", "atxt.exe"),
        ("é" * 300 + ".pdf", "é" * 98 + ".pdf"),
        (".htaccess", ".htaccess"),
    ],
)
def test_a_file_has_a_name_that_every_disk_takes(sent: str, kept: str) -> None:
    assert file_name(sent) == kept


def junk(asked: Field, words: str) -> dict[str, str]:
    return (
        {f"{asked.name}-{part}": words for part in ("day", "month", "year")}
        if asked.ask is Ask.DAY
        else {asked.name: words}
    )


@pytest.mark.parametrize("words", ["", "-1", HOSTILE, ENORMOUS], ids=["empty", "absurd", "hostile", "enormous"])
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_every_form_takes_anything_and_never_breaks(office: WebOffice, words: str) -> None:
    browser = office.browser_of("Kim Shaw")
    sent = 0
    for act in ACTS:
        now = seen(office)
        if not act.applies(now):
            continue
        sent += 1
        fields = hidden(browser.get(path(act.name)))
        with office.world.store.reading() as session, open_installation(office.world.today) as installation:
            asked = act.fields(installation, open_case(session, office.world.moment, "23 001"), now)
        for each in asked:
            fields |= junk(each, words)
        answer = browser.post(path(act.name), data=fields)
        assert "<script>alert" not in answer.text
        known = (303, 413, 422) if act.look is None else (200, 413, 422)
        assert answer.status_code in known, (act.name, answer.status_code)
        assert answer.status_code != 303 or words in (HOSTILE, "-1"), act.name
    assert sent > 6


def test_who_changed_it_meanwhile_is_said_and_nothing_is_overwritten(office: WebOffice) -> None:
    office.person("Tom Bell", "casework_manager")
    kim, tom = office.browser_of("Kim Shaw"), office.browser_of("Tom Bell")
    fields = hidden(kim.get(path("hold"))) | {"reason": "talks"} | day_of("until", date(2024, 4, 20))
    theirs = hidden(tom.get(path("correct-date"))) | {"reason": "wrong"} | day_of("to", date(2024, 5, 24))
    assert tom.post(path("correct-date"), data=theirs).status_code == 303
    answer = kim.post(path("hold"), data=fields)
    assert answer.status_code == 409
    assert "Tom Bell" in answer.text
    assert "talks" in answer.text
    assert seen(office).held_until is None


def test_a_form_sent_twice_is_done_once(office: WebOffice) -> None:
    kim = office.browser_of("Kim Shaw")
    fields = hidden(kim.get(path("add-evidence"))) | {"submitted_by": "A. Officer", "note": "done"}
    answers = [kim.post(path("add-evidence"), data=fields) for _ in range(2)]
    assert [each.status_code for each in answers] == [303, 303]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    assert len(seen(office).evidence) == 1


def test_who_may_not_do_it_finds_no_link_and_is_refused(office: WebOffice) -> None:
    max_howe = office.browser_of("Max Howe")
    text = max_howe.get("/cases/23 001").text
    assert [act.name for act in ACTS if f"/recommendations/{act.name}/" in text] == []
    assert max_howe.get(path("hold")).status_code == 403


def test_a_recommendation_that_does_not_exist_has_a_page(office: WebOffice) -> None:
    assert office.browser_of("Kim Shaw").get("/recommendations/hold/99 999-9").status_code == 404
    assert office.browser_of("Kim Shaw").get("/recommendations/hold/23 001").status_code == 404


def test_what_cannot_be_done_now_leads_back_to_the_case(office: WebOffice) -> None:
    office.world.end(REFERENCE)
    answer = office.browser_of("Kim Shaw").get(f"/recommendations/hold/{REFERENCE}")
    assert answer.status_code == 409
    assert 'href="/cases/23%20001#r-23-001-1">Go back to the case' in answer.text


def test_who_was_slower_reads_their_date_as_one_and_can_look_at_the_case(office: WebOffice) -> None:
    kim, path = office.browser_of("Kim Shaw"), f"/recommendations/hold/{REFERENCE}"
    form = hidden(kim.get(path))
    kim.post(
        f"/recommendations/note/{REFERENCE}",
        data=hidden(kim.get(f"/recommendations/note/{REFERENCE}")) | {"note": "hm", "about": "recommendation"},
    )
    until = {"until-day": "11", "until-month": "5", "until-year": "2024", "reason": "court"}
    stale = kim.post(path, data=form | until)
    assert stale.status_code == 409
    assert ("11 5 2024" in stale.text, "Until-day" in stale.text) == (True, False)
    assert f'href="/cases/{quote(REFERENCE)}"' in stale.text
    assert hidden(stale).items() >= until.items()
