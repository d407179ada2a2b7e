"""What the stories of the pages have in common: one recommendation, what is done to it, the letters that arrive."""

from __future__ import annotations

from datetime import date

from compliance.usecases.case_pieces import RecommendationView
from compliance.usecases.open_case import open_case
from tests.support.desk import Desk
from tests.support.smtp import SmtpSink
from tests.support.web_office import WebOffice

OFFICER = "officer@e1.example"
CASE, REFERENCE = "23 005", "23 005-1"


def seen(office: WebOffice) -> RecommendationView:
    """The recommendation as it stands."""
    with office.world.store.reading() as session:
        return open_case(session, office.world.moment, CASE).recommendations[0]


def letters(sink: SmtpSink, to: str = OFFICER) -> list[str]:
    """The subjects of what somebody has, by itself the link officer, oldest first, without the case they name."""
    return [str(each["Subject"]).partition(": case")[0] for each in sink.to(to)]


def last_letter(sink: SmtpSink, to: str = OFFICER) -> str:
    """The text of the newest mail somebody has."""
    body = sink.to(to)[-1].get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def do(at: Desk, act: str, fields: dict[str, str | date], button: str, choice: str = "") -> None:
    """Do one act to the recommendation, from its case page."""
    at.open(f"/cases/{CASE}")
    at.follow(f"{act} for {REFERENCE}")
    if choice:
        at.choose(choice)
    at.fill(fields)
    at.press(button)
