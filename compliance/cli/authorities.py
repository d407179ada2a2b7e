"""Commands about authorities: who is in jurisdiction, who is written to there, who took over."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import typer

from compliance.cli.opening import acting, opened
from compliance.cli.options import AsOf, By, Shape, day_option, number_option, text_option
from compliance.cli.paper import Format, answer, count, day, dim, facts, lines, say, show, table, words
from compliance.domain.authorities import AuthorityType, Contact, Role
from compliance.domain.delivery import shown

authority = typer.Typer(help="Look after authorities and the people who are written to there.")
contact = typer.Typer(help="The people at an authority who are written to.")
authority.add_typer(contact, name="contact")

Code = Annotated[str, typer.Argument(metavar="CODE", help="The authority's code, such as E09000029.")]


@authority.command("list")
def list_all(shape: Shape = Format.TABLE) -> None:
    """All authorities with their type and how many contacts they have.

    Example: amends authority list
    """
    from compliance.usecases.manage_authority import list_authorities

    with opened() as office, office.store.reading() as session:
        found = list_authorities(session)
    answer(shape, found, lambda: _show_list(found))


def _show_list(found: list[dict[str, Any]]) -> None:
    rows = [
        (each["code"], lines(each["name"], dim(_tenure(each))), words(each["type"]), str(each["contacts"]))
        for each in found
    ]
    if rows:
        show(table("", ("Code", "Name", "Type", "Contacts"), rows))
    say(f"{count(len(found), 'authority', 'authorities')}.")


def _tenure(each: dict[str, Any]) -> str:
    opened_on = f"opened {day(each['opened_on'])}" if each["opened_on"] else ""
    heir = f", now {each['successor_code']}" if each["successor_code"] else ""
    closed_on = f"closed {day(each['closed_on'])}{heir}" if each["closed_on"] else ""
    return ", ".join(part for part in (opened_on, closed_on) if part)


@authority.command("show")
def show_one(code: Code, shape: Shape = Format.TABLE) -> None:
    """One authority with its contacts.

    Example: amends authority show E09000029
    """
    from compliance.usecases.manage_authority import show_authority

    with opened() as office, office.store.reading() as session:
        found = show_authority(session, code)
    answer(shape, found, lambda: _show_one(found))


def _show_one(found: dict[str, Any]) -> None:
    population = f"{found['population']:,}" if found["population"] else ""
    pairs = (("Name", found["name"]), ("Type", words(found["type"])), ("Residents", population))
    show(facts((*pairs, ("Tenure", _tenure(found))), title=f"Authority {found['code']}"))
    rows = [
        (words(person["role"]), person["name"], lines(shown(person["address"]), _health(person["health"])))
        for person in found["contacts"]
    ]
    if rows:
        show(table("Contacts", ("Role", "Name", "Address"), rows))
    else:
        say("No contacts: nobody there can be written to.")


def _health(health: dict[str, Any]) -> Any:
    if health["state"] == "working":
        return ""
    return dim(f"{health['state']} since {day(health['since'])}: {health['detail']}")


Name = Annotated[str, text_option("--name", "NAME", "Its name, as letters say it.")]
Type = Annotated[AuthorityType, typer.Option("--type", help="What it is compared with others as.")]
Population = Annotated[int | None, number_option("--population", "NUMBER", "Residents, if known.")]
OpenedOn = Annotated[date | None, day_option("--opened-on", "Its first day, if it is a new one.")]


@authority.command("add")
def add(
    code: Code,
    name: Name,
    kind: Type,
    population: Population = None,
    opened_on: OpenedOn = None,
    by: By = "",
    as_of: AsOf = None,
    shape: Shape = Format.TABLE,
) -> None:
    """Add an authority.

    Example: amends authority add E09000029 --name 'London Borough of Sutton' --type london_borough
    """
    from compliance.usecases.manage_authority import NewAuthority, add_authority, show_authority

    new = NewAuthority(code.strip(), name.strip(), kind, population, opened_on)
    with opened(as_of) as office, office.store.writing() as session:
        add_authority(session, acting(office, by), new)
        found = show_authority(session, new.code)
    answer(shape, found, lambda: say(f"Added authority {new.code}, {new.name}. Next: amends authority contact add"))


RoleOption = Annotated[Role, typer.Option("--role", help="What they are there; the reminder ladder writes to roles.")]
Address = Annotated[str, text_option("--address", "ADDRESS", "An e-mail address, sms:+447700900123 or an Apprise URL.")]
PersonName = Annotated[str, text_option("--name", "NAME", "How letters address them.")]


@contact.command("add")
def contact_add(
    code: Code,
    role: RoleOption,
    address: Address,
    name: PersonName = "",
    by: By = "",
    as_of: AsOf = None,
    shape: Shape = Format.TABLE,
) -> None:
    """Add somebody to write to; reminders that reached nobody and are still right go to them.

    Example: amends authority contact add E09000029 --role link_officer --name 'A. Officer' --address a@sutton.example
    """
    from compliance.usecases.manage_authority import add_contact, show_authority

    person = Contact(role, name.strip(), address.strip())
    with opened(as_of) as office, office.store.writing() as session:
        acted = acting(office, by)
        again = add_contact(session, office.rulebook, acted, code, person, office.switchboard.fault)
        found = show_authority(session, code)
    said = f"{shown(person.address)} is now {words(role.value)} of {code}.{_goes_out(again)}"
    answer(shape, found, lambda: say(said))


def _goes_out(again: int) -> str:
    """What is sent after all, for a person; "" where nothing is."""
    about = "one recommendation" if again == 1 else f"{again} recommendations"
    return f" What reached nobody about {about} goes out now." if again else ""


OldAddress = Annotated[str, typer.Argument(metavar="OLD_ADDRESS", help="The address that no longer answers.")]


@contact.command("replace")
def contact_replace(
    code: Code,
    old_address: OldAddress,
    address: Address,
    name: PersonName = "",
    by: By = "",
    as_of: AsOf = None,
    shape: Shape = Format.TABLE,
) -> None:
    """Let somebody else answer where an address did; reminders that reached nobody and are still right go to them.

    Tasks about messages that failed to reach the old address end.

    Example: amends authority contact replace E09000029 a@sutton.example --name 'B. Officer' --address b@sutton.example
    """
    from compliance.usecases.manage_authority import replace_contact, show_authority

    person = (name.strip(), address.strip())
    with opened(as_of) as office, office.store.writing() as session:
        acted = acting(office, by)
        again = replace_contact(session, office.rulebook, acted, code, old_address, person, office.switchboard.fault)
        found = show_authority(session, code)
    said = f"{shown(person[1])} now answers for {code} where {shown(old_address)} did.{_goes_out(again)}"
    answer(shape, found, lambda: say(said))


Answering = Annotated[str, typer.Argument(metavar="ADDRESS", help="Their address, as it is stored.")]
NewName = Annotated[str, text_option("--name", "NAME", "How letters address them from now on.")]


@contact.command("rename")
def contact_rename(
    code: Code, address: Answering, name: NewName, by: By = "", as_of: AsOf = None, shape: Shape = Format.TABLE
) -> None:
    """Address whoever answers at an address by another name, in each role they have there.

    Example: amends authority contact rename E09000029 a@sutton.example --name 'Ann Officer'
    """
    from compliance.usecases.change_contacts import rename_contact
    from compliance.usecases.manage_authority import show_authority

    with opened(as_of) as office, office.store.writing() as session:
        rename_contact(session, acting(office, by), code, address.strip(), name.strip())
        found = show_authority(session, code)
    answer(shape, found, lambda: say(f"Letters address {shown(address.strip())} as {name.strip()} from now on."))


Why = Annotated[str, text_option("--reason", "TEXT", "Why they are not written to any more.")]


@contact.command("retire")
def contact_retire(
    code: Code,
    address: Answering,
    role: RoleOption,
    reason: Why,
    by: By = "",
    as_of: AsOf = None,
    shape: Shape = Format.TABLE,
) -> None:
    """Write to somebody in a role no more, because they have left; what waits to be sent to them goes to others.

    Example: amends authority contact retire E09000029 a@sutton.example --role deputy --reason 'has left the council'
    """
    from compliance.usecases.change_contacts import retire_contact
    from compliance.usecases.manage_authority import show_authority

    with opened(as_of) as office, office.store.writing() as session:
        acted = acting(office, by)
        left = retire_contact(session, office.rulebook, acted, code, role, address.strip(), reason)
        found = show_authority(session, code)
    nobody = "" if left else " Nobody is left there: no reminder reaches it."
    said = f"{shown(address.strip())} is not {words(role.value)} of {code} any more.{nobody}"
    answer(shape, found, lambda: say(said))


ClosedOn = Annotated[date, day_option("--on", "Its last day.")]
Successor = Annotated[str, text_option("--successor", "CODE", "Who took over; it must be open the day after.")]


@authority.command("close")
def close(
    code: Code, closed_on: ClosedOn, successor: Successor, by: By = "", as_of: AsOf = None, shape: Shape = Format.TABLE
) -> None:
    """Close an authority: its open remedies move to the successor, its past years stay its own.

    Example: amends authority close E07000026 --on 2023-03-31 --successor E06000063
    """
    from compliance.usecases.manage_authority import close_authority, show_authority

    with opened(as_of) as office, office.store.writing() as session:
        close_authority(session, office.rulebook, acting(office, by), code, closed_on, successor.strip())
        found = show_authority(session, code)
    answer(shape, found, lambda: say(f"{code} closed on {day(closed_on)}; {successor.strip()} answers from then on."))
