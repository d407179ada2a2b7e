"""Each benchmark, tiny: it runs, and what it compares is the same work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from compliance.runtime import machine_now
from tests.benchmarks.__main__ import QUICK
from tests.benchmarks.daily_job import daily_job, filled, plan_once
from tests.benchmarks.daily_job_floor import WRITTEN, last_ids, touch, touched_by
from tests.benchmarks.databases import Databases, PostgresDatabases, SqliteFiles, describe, make_durable
from tests.benchmarks.mail import mail, open_office, planned_outbox, send_bytes, send_once
from tests.benchmarks.measuring import Comparison, Progress, Run, machine_line, waver
from tests.benchmarks.over_http import CLIENTS, PAGES, over_http, percentile, waited_row
from tests.benchmarks.parts import LISTS, NAMES, OVER_HTTP, chosen, number
from tests.benchmarks.report import summary, table
from tests.benchmarks.sink import Sink, running_sink
from tests.benchmarks.work_lists import WAYS, work_lists
from tests.support.postgres import running_postgres

QUIET = Progress(quiet=True)
MAILS = 4


@pytest.fixture
def databases(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Databases:
    if database_kind == "sqlite":
        return SqliteFiles(tmp_path)
    return PostgresDatabases(request.getfixturevalue("postgres_server"))


@pytest.fixture(scope="module")
def sink() -> Iterator[Sink]:
    with running_sink() as running:
        yield running


def contents(databases: Databases, url: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of the tables a day's planning writes, without the machine's own instants."""
    connection = databases.connect(url)
    columns = {name: "*" for name in WRITTEN}
    columns["event"] = "stream, seq, day, kind, actor, payload"
    columns["reminder_step"] = "id, state, reason"
    columns["recommendation"] = "id, overdue_noted_on"
    found = {
        name: connection.execute(f"SELECT {some} FROM {name} ORDER BY 1, 2").fetchall()
        for name, some in columns.items()
    }
    connection.close()
    return found


def test_the_daily_job_is_measured(databases: Databases, tmp_path: Path) -> None:
    with open_office(tmp_path, databases.new(), f"folder://{tmp_path}/mail") as office:
        measured = daily_job(databases, office, blocks=1, repeats=1, progress=QUIET)
    assert measured.name.endswith(f"{databases.kind}, 1,000 open, 10 due")
    assert measured.messages == 7  # of the two recommendations of a case, both in one message
    assert len(measured.ours) == len(measured.floor) == 1
    assert 0 < measured.ours[0].commit < measured.ours[0].total


def test_what_people_open_is_measured(databases: Databases, tmp_path: Path) -> None:
    with open_office(tmp_path, databases.new(), f"folder://{tmp_path}/mail") as office:
        measured = list(work_lists(databases, office, blocks=1, repeats=1, progress=QUIET))
    assert [each.name for each in measured] == [f"{what}, {databases.kind}, 1,000 open" for what, _, _ in WAYS]
    assert {each.messages for each in measured[:2]} == {50}
    assert all(run.total > 0 for each in measured for run in (*each.ours, *each.floor))


def test_pages_are_measured_over_http(databases: Databases, tmp_path: Path) -> None:
    with open_office(tmp_path, databases.new(), f"folder://{tmp_path}/mail") as office:
        measured = list(over_http(databases, office, blocks=1, requests=2, progress=QUIET, folder=tmp_path))
    assert [each.name.partition(f", {databases.kind}")[0] for each in measured] == [each.name for each in PAGES]
    assert {len(times) for each in measured for times in (each.page, each.file)} == {2 * CLIENTS}
    assert [len(waited_row(each)) for each in measured] == [6] * len(PAGES)


def test_parts_are_chosen_by_name() -> None:
    assert chosen("") == NAMES
    assert chosen("pages, lists") == (LISTS, OVER_HTTP)
    with pytest.raises(ValueError, match=r"^--only: expected one or more of daily-job,lists,mail,pages, not 'page'$"):
        chosen("lists,page")


def test_how_many_lines_there_will_be_is_known_before() -> None:
    assert number(QUICK, 2, [OVER_HTTP]) == 2 * len(PAGES)
    assert number(QUICK, 2, NAMES) == 2 * (len(QUICK.blocks) + len(WAYS) + 1 + len(PAGES)) + len(QUICK.slow_senders)


def test_progress_says_how_far_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    progress = Progress()
    progress.expect(2)
    progress.say("filling")
    progress.done("a line")
    assert [line.partition(" s")[2] for line in capsys.readouterr().err.splitlines()] == [
        ", 0 of 2] filling",
        ", 1 of 2] a line",
    ]


def test_a_percentile_leaves_out_the_slowest() -> None:
    assert [percentile(range(1, 101), share) for share in (50, 95, 100)] == [51, 96, 100]
    assert percentile([7.0], 95) == 7.0


def test_the_floor_of_the_daily_job_writes_what_the_job_writes(databases: Databases, tmp_path: Path) -> None:
    with open_office(tmp_path, databases.new(), f"folder://{tmp_path}/mail") as office:
        template = filled(databases, office, blocks=2)
        ours, floors = databases.copy(template), databases.copy(template)
        _, plan = plan_once(office, ours)
    touched = touched_by(databases, ours, last_ids(databases, template))
    touch(databases, floors, touched)
    assert (plan.queued, plan.overdue, plan.escalated) == (20, 4, 2)
    assert contents(databases, ours) != contents(databases, template)
    assert contents(databases, ours) == contents(databases, floors)


def test_a_floor_that_finds_something_else_due_is_no_floor(tmp_path: Path) -> None:
    databases = SqliteFiles(tmp_path)
    with open_office(tmp_path, databases.new(), f"folder://{tmp_path}/mail") as office:
        template = filled(databases, office, blocks=1)
        ours = databases.copy(template)
        plan_once(office, ours)
    touched = touched_by(databases, ours, last_ids(databases, template))
    touched.overdue.pop()
    with pytest.raises(AssertionError):
        touch(databases, template, touched)


def test_the_mail_is_measured(databases: Databases, tmp_path: Path, sink: Sink) -> None:
    one, office_own = mail(databases, tmp_path, MAILS, sink, [1, None], 1, QUIET, name="a server")
    assert one.name == f"{MAILS} mails, {databases.kind}, a server, 1 at once"
    assert office_own.name == f"{MAILS} mails, {databases.kind}, a server"
    assert one.floor == office_own.floor
    assert one.messages == MAILS


def test_both_ways_hand_the_same_mails_to_the_server(tmp_path: Path, sink: Sink) -> None:
    databases = SqliteFiles(tmp_path)
    outbox = planned_outbox(databases, tmp_path, MAILS)
    before = sink.taken()
    send_once(databases, tmp_path, outbox, sink, None)
    assert sink.taken() == before + MAILS
    mails = outbox.mails(machine_now())
    assert len({each.recipient for each in mails}) == MAILS
    assert all(b"due-dates.ics" in each.content and b"text/html" in each.content for each in mails)
    send_bytes(mails, sink)
    assert sink.taken() == before + 2 * MAILS


def test_there_is_no_floor_of_mails_that_were_not_sent(tmp_path: Path) -> None:
    outbox = planned_outbox(SqliteFiles(tmp_path), tmp_path, MAILS)
    with pytest.raises(AssertionError):
        outbox.mails(machine_now())


def test_a_slow_server_takes_every_mail_too(tmp_path: Path) -> None:
    databases = SqliteFiles(tmp_path)
    outbox = planned_outbox(databases, tmp_path, MAILS)
    with running_sink(delay=0.001) as slow:
        send_once(databases, tmp_path, outbox, slow, 2)
        assert slow.taken() == MAILS


def test_a_benchmark_does_not_run_on_a_database_that_may_lose_what_it_wrote() -> None:
    with running_postgres() as server:
        make_durable(server)
        assert "fsync on, synchronous_commit on, full_page_writes on" in describe(PostgresDatabases(server))


def test_a_copy_is_a_database_of_its_own(databases: Databases) -> None:
    first = databases.new()
    second = databases.copy(first)
    connection = databases.connect(second)
    connection.execute("INSERT INTO authority (code, name, type) VALUES ('E1', 'Sutton', 'other')")
    connection.commit()
    connection.close()
    assert last_ids(databases, first) == last_ids(databases, second)
    databases.drop(second)
    connection = databases.connect(first)
    assert connection.execute("SELECT count(*) FROM authority").fetchone() == (0,)
    connection.close()


def test_the_table_shows_medians_their_spread_and_ratios() -> None:
    ours = (Run(0.010, 0.002), Run(0.030, 0.001), Run(0.020, 0.003))
    floor = (Run(0.005), Run(0.004), Run(0.008))
    lines = table([Comparison("planning", 10, ours, floor), Comparison("mail", 4, floor, floor)]).splitlines()
    assert len({len(line) for line in lines}) == 1
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert cells[2] == ["planning", "20 (10..30)", "2.0", "5 (4..8)", "4.0", "2.00"]
    assert summary(Comparison("mail", 4, ours, floor)) == "mail: 20 (10..30) ms, floor 5 (4..8) ms, ratio 4.0"
    assert cells[3] == ["mail", "5 (4..8)", "-", "5 (4..8)", "1.0", "1.25"]


def test_the_machine_is_named() -> None:
    assert "cores" in machine_line()
    assert waver() >= 0
