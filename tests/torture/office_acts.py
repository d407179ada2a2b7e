"""More of what people do to an office in T6: calendars, contacts, answers, letters of their own, and imports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

from compliance.domain.authorities import Contact, Role
from compliance.domain.recommendations import Response
from compliance.store import authorities
from compliance.usecases.add_note import add_note
from compliance.usecases.arrange_meeting import arrange_meeting
from compliance.usecases.assign_caseworker import assign_caseworker
from compliance.usecases.change_calendar import CalendarChange
from compliance.usecases.change_closures import NamedCalendar, NewClosure, NoClosure
from compliance.usecases.change_contacts import rename_contact, retire_contact
from compliance.usecases.import_folder import import_folder
from compliance.usecases.manage_address import restore_address
from compliance.usecases.manage_authority import add_contact, replace_contact
from compliance.usecases.record_answer import record_answer
from compliance.usecases.wait_for import review_wait
from compliance.usecases.write_to_chief_executive import write_to_chief_executive
from tests.support.world import ONE_DAY
from tests.torture.act_tables import Act, Move
from tests.torture.acts import AUTHORITIES, MOST_CASES
from tests.torture.case import Case
from tests.torture.life import Chance, Life
from tests.usecases.calendar_office import consent, feed
from tests.usecases.exchange_folders import write_folder

ROLES = ("link_officer", "deputy", "chief_executive")
CALENDARS = ("", "scotland", "northern-ireland")
CASEWORKERS = ("Cas", "Robin")


# Calendars (D6, D9).


def _changed(life: Life, change: CalendarChange) -> None:
    """Somebody looks at what a change would move and consents; each date that moves is a version."""
    for move in consent(life.world, change).due:
        case = life.cases[move.row.reference]
        case.moved("calendar_change", move.receipt.due_on)
        case.happened["deadline_changed"] += 1


def _working_day(life: Life, chance: Chance) -> date:
    return life.world.rulebook.calendar.shift(life.today, chance.number(1, 25))


def _bank_holiday(life: Life, chance: Chance) -> None:
    """A new bank holiday; or one that was proclaimed before moves to another day of its year."""
    day, was = _working_day(life, chance), life.proclaimed
    moves = was is not None and was > life.today and was.year == day.year
    _changed(life, feed(life.world, day, without=(was,) if was and moves else ()))
    life.proclaimed = day


def _closes(life: Life, chance: Chance) -> None:
    code, day = chance.pick(AUTHORITIES), _working_day(life, chance)
    _changed(life, NewClosure(code, day, "Council offices closed"))
    life.closures.append((code, day))


def _opens(life: Life, chance: Chance) -> None:
    """Closed days that are over stay."""
    at = chance.number(0, len(life.closures) - 1)
    _changed(life, NoClosure(*life.closures[at]))
    del life.closures[at]


def _other_calendar(life: Life, chance: Chance) -> None:
    _changed(life, NamedCalendar(chance.pick(AUTHORITIES), chance.pick(CALENDARS)))


# Who is written to (R6).


def _people(life: Life, code: str) -> list[Contact]:
    with life.world.store.reading() as session:
        identifier = authorities.ids(session)[code]
        return sorted(authorities.contacts_of(session, [identifier])[identifier], key=lambda each: each.address)


def _somebody(life: Life, chance: Chance) -> tuple[str, Contact]:
    """Where all have left, somebody who is not there: that is refused."""
    found = [(code, person) for code in AUTHORITIES for person in _people(life, code)]
    if not found:
        return AUTHORITIES[0], Contact(Role.DEPUTY, "Nobody", "nobody@e1.example")
    return found[chance.number(0, len(found) - 1)]


def _new_address(life: Life, code: str) -> str:
    life.joined += 1
    return f"new{life.joined}@{code.lower()}.example"


def _somebody_comes(life: Life, chance: Chance) -> None:
    code, role = chance.pick(AUTHORITIES), Role(chance.pick(ROLES))
    contact = Contact(role, "Jo", _new_address(life, code))
    with life.world.writing() as session:
        add_contact(session, life.world.rulebook, life.world.moment, code, contact, life.postbox.fault)


def _somebody_follows(life: Life, chance: Chance) -> None:
    """Somebody answers where another did."""
    code, person = _somebody(life, chance)
    new = ("Jo", _new_address(life, code))
    with life.world.writing() as session:
        needs = (session, life.world.rulebook, life.world.moment)
        replace_contact(*needs, code, person.address, new, life.postbox.fault)
    life.given_up(person.address)


def _somebody_leaves(life: Life, chance: Chance) -> None:
    code, person = _somebody(life, chance)
    with life.world.writing() as session:
        role = Role(person.role)
        retire_contact(session, life.world.rulebook, life.world.moment, code, role, person.address, "left")
    if person.address not in {each.address for each in _people(life, code)}:
        life.given_up(person.address)


def _another_name(life: Life, chance: Chance) -> None:
    code, person = _somebody(life, chance)
    life.joined += 1
    with life.world.writing() as session:
        rename_contact(session, life.world.moment, code, person.address, f"Jo {life.joined}")


def _address_works(life: Life, chance: Chance) -> None:
    """A person says that an address works from which something came back."""
    key = chance.pick([each for each in life.ledger.messages if each in life.returned])
    with life.world.writing() as session:
        recipient = life.ledger.messages[key].recipient
        restore_address(session, life.world.rulebook, life.world.moment, recipient, "they answered")


# What is asked, answered and written.


def _answers(response: Response, life: Life, case: Case, _: Chance) -> None:
    reason = "the law does not allow it" if response is Response.REFUSED else ""
    with life.world.writing() as session:
        record_answer(session, life.world.moment, case.reference, response, reason)
    case.response = response


def _to_the_chief(life: Life, case: Case, chance: Chance) -> None:
    """Words about a personal remedy are refused, as is a letter about what is not overdue."""
    words = chance.pick(("", "", "", "I am concerned."))
    with life.world.writing() as session:
        write_to_chief_executive(session, life.world.rulebook, life.world.moment, case.reference, words)


def _note(life: Life, case: Case, _: Chance) -> None:
    with life.world.writing() as session:
        add_note(session, life.world.moment, case.reference, "rang them")


def _assign(life: Life, case: Case, chance: Chance) -> None:
    """Whoever looks after it already is refused."""
    with life.world.writing() as session:
        assign_caseworker(session, life.world.moment, case.reference, chance.pick(CASEWORKERS), "leave")


def _review(life: Life, case: Case, chance: Chance) -> None:
    on = life.today + chance.number(1, 60) * ONE_DAY
    with life.world.writing() as session:
        review_wait(session, life.world.moment, case.reference, on, "not yet", "Kim")


def _meet(life: Life, case: Case, chance: Chance) -> None:
    on = life.today + chance.number(0, 30) * ONE_DAY
    with life.world.writing() as session:
        done = arrange_meeting(session, life.world.rulebook, life.world.moment, case.reference, on, "Ann")
    case.happened["meeting_arranged"] += done


MORE_ACTS = (
    Act(
        "authority_agrees",
        partial(_answers, Response.AGREED),
        lambda _, case: case.open and not case.clock and case.response is not Response.AGREED,
        ("responded",),
    ),
    Act(
        "authority_refuses",
        partial(_answers, Response.REFUSED),
        lambda _, case: case.open and not case.clock and case.response is None,
        ("responded",),
    ),
    Act(
        "write_to_chief_executive",
        _to_the_chief,
        lambda _, case: case.open,
        ("chief_executive_written_to",),
        refusable=True,
    ),
    Act("note", _note, lambda *_: True, ("noted",)),
    Act("give_to_caseworker", _assign, lambda _, case: case.open, ("caseworker_changed",), refusable=True),
    Act("review_wait", _review, lambda _, case: case.open and case.waits, ("wait_reviewed",)),
    Act("meet", _meet, lambda _, case: case.open),
)


# New cases, one way and another.


def _counted_case_comes(life: Life, chance: Chance) -> None:
    """A decision with a recommendation that is counted in working days, to which nobody has answered yet."""
    life.counted_case_comes(chance.pick(AUTHORITIES), chance.number(1, 30))


def _import(life: Life, chance: Chance) -> None:
    """A folder comes in with a new case, perhaps somebody new to write to, and more time for what is open."""
    code, until = chance.pick(AUTHORITIES), life.today + chance.number(0, 45) * ONE_DAY
    decision = life.new_decision()
    extended = [each for each in life.cases.values() if each.dated and not each.clock and not each.asked]
    extended = extended[: chance.number(0, 1)]
    _take_in(life, decision, code, until, extended, someone=bool(chance.number(0, 1)))
    life.known(Case(f"{decision}-1", code, decision, life.today, until, until, response=None))
    for case in extended:
        assert case.due_on is not None
        case.moved("extension", case.due_on + 7 * ONE_DAY)
        case.overtaken()
        case.happened["deadline_changed"] += 1


def _take_in(life: Life, decision: str, code: str, until: date, extended: Sequence[Case], *, someone: bool) -> None:
    today = life.today.isoformat()
    row = {"reference": f"{decision}-1", "decision_reference": decision, "kind": "personal_remedy", "action": "Pay"}
    tables: dict[str, list[Mapping[str, str]]] = {
        "authorities": [],
        "contacts": [],
        "decisions": [{"reference": decision, "authority_code": code, "decided_on": today, "outcome": "upheld"}],
        "recommendations": [row | {"due_on": until.isoformat()}],
    }
    if someone:
        address = _new_address(life, code)
        tables["contacts"] = [{"authority_code": code, "role": "link_officer", "name": "Jo", "address": address}]
    if extended:
        tables["extensions"] = [_row_of(case, today) for case in extended]
    world = life.world
    import_folder(
        world.store,
        world.rulebook,
        world.moment,
        write_folder(life.site.place("import"), tables),
        history=False,
        dry_run=False,
        evidence_folder=world.installation.settings.evidence_folder,
        address_fault=life.postbox.fault,
    )


def _row_of(case: Case, today: str) -> dict[str, str]:
    assert case.due_on is not None
    days = {"agreed_on": today, "new_due_on": (case.due_on + 7 * ONE_DAY).isoformat()}
    return {"recommendation_reference": case.reference, "reason": "flood", "agreed_by": "Kim"} | days


MORE_MOVES = (
    Move("bank_holiday", _bank_holiday, refusable=True),
    Move("closing_day", _closes, refusable=True),
    Move("open_after_all", _opens, lambda life: bool(life.closures), refusable=True),
    Move("other_calendar", _other_calendar),
    Move("somebody_comes", _somebody_comes),
    Move("somebody_follows", _somebody_follows, refusable=True),
    Move("somebody_leaves", _somebody_leaves, refusable=True),
    Move("somebody_is_renamed", _another_name, refusable=True),
    Move("address_works", _address_works, lambda life: bool(life.returned), refusable=True),
    Move("counted_case_comes", _counted_case_comes, lambda life: life.decisions < MOST_CASES, often=2),
    Move("import_folder", _import, lambda life: life.decisions < MOST_CASES),
)
