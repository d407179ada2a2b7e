"""Stories of the office's own work: cases imported from files, a message in doubt settled by a person (R2, R6)."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser
from sqlalchemy import text as sql

from compliance.domain.delivery import Answer, Result
from tests.support.desk import Desk, desk
from tests.support.smtp import SmtpSink
from tests.support.story import CASE, OFFICER, REFERENCE, letters
from tests.support.web_office import WebOffice

FILES = {
    "authorities.csv": "code,name,type\nX1,Eastshire,county\n",
    "decisions.csv": "reference,authority_code,subject,decided_on,outcome\n99 001,X1,Housing,1.3.2024,upheld\n",
    "recommendations.csv": (
        "reference,decision_reference,kind,categories,action,period\n"
        "99 001-1,99 001,personal_remedy,Apology,Apologise to Ms A,3 months\n"
        "99 001-2,99 001,improvement,Other,Train the team,soon\n"
    ),
}
MENDED = {"1.3.2024": "2024-03-01", "improvement": "service_improvement", "soon": "3 months"}


def choose(at: Desk, folder: Path) -> None:
    """Choose the files of a folder and have them checked."""
    at.open("/my-work")
    at.follow("Import")
    at.page.get_by_label("Files").set_input_files(sorted(folder.iterdir()))
    at.choose("Live")
    at.press("Check the files")


def on_record(office: WebOffice) -> list[tuple[object, ...]]:
    """How many events and recommendations there are."""
    with office.world.store.reading() as session:
        counted = "SELECT (SELECT count(*) FROM event), (SELECT count(*) FROM recommendation)"
        return [tuple(row) for row in session.execute(sql(counted))]


def test_files_with_errors_are_mended_looked_at_and_imported_once(
    office: WebOffice, browser: Browser, tmp_path: Path
) -> None:
    folder = tmp_path / "tables"
    folder.mkdir()
    for name, content in FILES.items():
        (folder / name).write_text(content, encoding="utf-8")
    with desk(browser, office, "Tom Bell") as tom:
        before = on_record(office)
        choose(tom, folder)
        tom.sees("There is a problem", "3 faults found", "decisions.csv, row 2", "recommendations.csv, row 3")
        tom.sees("1.3.2024", "improvement", "soon")
        assert tom.page.get_by_label("Live", exact=True).is_checked()
        assert on_record(office) == before
        for file in folder.iterdir():
            mended = file.read_text(encoding="utf-8")
            for wrong, right in MENDED.items():
                mended = mended.replace(wrong, right)
            file.write_text(mended, encoding="utf-8")
        choose(tom, folder)
        tom.sees("Check before it is imported", "Nothing is written yet", "Train the team", "1 June 2024")
        assert on_record(office) == before
        tom.press("Import all of it")
        tom.sees("Imported", "What was written")
        after = on_record(office)
        assert after != before
        choose(tom, folder)
        tom.sees("All of it is on record already: importing it changes nothing")
        tom.press("Import it all the same")
        tom.sees("Imported")
        assert on_record(office) == after
        tom.follow("See all open recommendations")
        tom.sees("2 recommendations in this list", "99 001-1", "99 001-2")


def test_a_message_in_doubt_is_settled_by_a_person_and_arrives(
    office: WebOffice, smtp_sink: SmtpSink, browser: Browser
) -> None:
    world = office.world
    world.decision(CASE)
    world.log(REFERENCE)
    real, world.installation.switchboard = world.installation.switchboard, world.postbox
    world.postbox.script[OFFICER].append(Answer(Result.UNKNOWN, "the connection broke after the last line"))
    world.run()
    world.installation.switchboard = real
    world.run("2024-04-03")
    assert letters(smtp_sink) == []  # in doubt it is not sent again by itself
    with desk(browser, office, "Kim Shaw") as kim:
        kim.open("/running")
        kim.sees("in doubt")
        kim.open("/my-work")
        kim.follow("Tasks")
        kim.sees("1 open task for you", "Message in doubt", f"Message to {OFFICER} is in doubt")
        kim.page.get_by_role("link", name="Message in doubt").click()
        kim.sees("Did the message arrive?", OFFICER)
        kim.press("Settle it")
        kim.sees("There is a problem", "Select whether it arrived", "Enter what you found out")
        kim.choose("It did not: send it again")
        kim.fill({"What you found out": "the clerk has nothing"})
        kim.press("Settle it")
        kim.sees("No task is open for you")
        world.run("2024-04-04")
        assert letters(smtp_sink) == ["New recommendation, due in 40 days"]
        kim.open(f"/cases/{CASE}")
        kim.sees("the clerk has nothing", "by Kim Shaw")
        kim.open("/running")
        kim.sees("No task is open.")
