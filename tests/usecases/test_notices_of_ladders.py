"""Who gets a notice: whom its ladder names, else whom all ladders name (R1, T, D6, E6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from compliance.domain.authorities import Role
from compliance.store import tasks
from compliance.usecases.case_records import Extension
from compliance.usecases.change_deadline import extend
from compliance.usecases.preview_letter import preview_letter
from compliance.usecases.write_to_chief_executive import write_to_chief_executive
from tests.support.world import World
from tests.usecases.test_statutory_clock import FIRST, done, start

REC = "23 001-1"
HEAD, OFFICER, MONITORING, DEPUTY = "bo@e1.example", "ann@e1.example", "mo@e1.example", "dan@e1.example"


def more_time(office: World, reference: str) -> None:
    more = Extension(office.today, office.today + timedelta(days=200), "the committee meets late", "Kim")
    with office.writing() as session:
        extend(session, office.rulebook, office.moment, reference, more, in_writing="letter LGO/7")


def told(office: World) -> dict[str, set[str]]:
    """The notices that each person got, by name."""
    found: dict[str, set[str]] = {}
    for _, recipient, steps in office.mail():
        names = {step.rsplit(" ", 1)[1] for step in steps}
        found.setdefault(recipient, set()).update(names & set(office.rulebook.notices))
    return found


def own_notices(office: World, ladder: str, notices: Mapping[str, tuple[Role, ...]]) -> None:
    changed = replace(office.rulebook.ladders[ladder], notices=notices)
    office.rulebook = replace(office.rulebook, ladders={**office.rulebook.ladders, ladder: changed})


def test_who_got_the_report_hears_that_its_date_moved_and_that_it_is_complete(office: World) -> None:
    """E6, D6: the chief executive and the monitoring officer were told that it came."""
    start(office)
    office.run()
    assert set(told(office)) == {HEAD, MONITORING}
    office.today = date(2024, 4, 8)
    more_time(office, FIRST)
    office.run()
    office.today = date(2024, 4, 15)
    done(office, FIRST, "2024-04-15")
    office.run()
    both = {"deadline_changed", "satisfied"}
    assert told(office) == {HEAD: both, MONITORING: both, OFFICER: both}


def test_a_remedy_and_a_care_provider_are_told_through_the_link_officer(office: World) -> None:
    office.log(REC)
    care = start(office, clock="care_provider").reference
    office.run()
    more_time(office, REC)
    more_time(office, care)
    office.run("2024-04-03")
    assert told(office) == {OFFICER: {"deadline_changed"}}


def test_a_ladder_sends_its_notices_to_whom_it_names_and_the_others_as_all_do(late: World) -> None:
    late.run()
    own_notices(late, "R1", {"deadline_changed": (Role.DEPUTY,), "chief_executive": (Role.MONITORING_OFFICER,)})
    with late.writing() as session:
        about = (late.rulebook, late.moment, REC)
        looked = preview_letter(session, late.rulebook, late.installation.composer, late.moment, REC)
        write_to_chief_executive(session, *about)
    assert [MONITORING in each for each in looked.to] == [True]
    late.run()
    assert late.postbox.letters[-1].recipient == MONITORING
    more_time(late, REC)
    late.run("2024-05-22")
    late.end(REC)
    late.run("2024-05-23")
    assert (told(late)[DEPUTY], told(late)[OFFICER]) == ({"deadline_changed"}, {"satisfied"})


def test_a_notice_nobody_can_get_names_the_roles_of_its_ladder(world: World) -> None:
    world.authority("E1", {})
    world.decision("23 001", "E1")
    world.contact("E1", "link_officer", OFFICER)
    world.log(REC)
    world.run()
    world.today = date(2024, 4, 3)
    own_notices(world, "R1", {"deadline_changed": (Role.LEADER, Role.DEPUTY)})
    more_time(world, REC)
    world.run()
    with world.store.reading() as session:
        reasons = {task.reason for task in tasks.still_open(session)}
    assert "E1 has no contact as leader, deputy" in reasons
