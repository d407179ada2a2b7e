"""Commands about the office's own people: who may use the pages, in which roles, and what they sign in with."""

from __future__ import annotations

import getpass
import sys
from typing import Annotated, Any

import typer

from compliance.cli.opening import acting, opened
from compliance.cli.options import By, Shape, text_option
from compliance.cli.paper import Format, answer, count, dim, facts, lines, say, show, table, words
from compliance.domain.errors import WrongUse

staff = typer.Typer(help="Look after the office's own people: who may use the pages, and in which roles.")

Name = Annotated[str, typer.Argument(metavar="NAME", help="The person's name, or e-mail address.")]
Roles = Annotated[
    list[str], typer.Option("--role", metavar="ROLE", help="A role of roles.yaml; may be given several times.")
]
NewRoles = Annotated[
    list[str],
    typer.Option(
        "--role", metavar="ROLE", help="The roles from now on; may be given several times.", show_default=False
    ),
]


@staff.command("list")
def list_all(shape: Shape = Format.TABLE) -> None:
    """Everybody who works here, with roles and what they can sign in with.

    Example: amends staff list
    """
    from compliance.usecases.manage_people import list_people

    with opened() as office, office.store.reading() as session:
        found = list_people(session)
    answer(shape, found, lambda: _show(found))


def _show(found: list[dict[str, Any]]) -> None:
    rows = [
        (lines(each["name"], dim(each["email"])), ", ".join(words(role) for role in each["roles"]), _ways(each))
        for each in found
    ]
    if rows:
        show(table("", ("Name", "Roles", "Signs in with"), rows))
    say(f"{count(len(found), 'person', 'people')}.")


def _ways(each: dict[str, Any]) -> str:
    if not each["active"]:
        return "may not sign in"
    local = each["password"] and each["code"]
    ways = [name for name, has in (("password and code", local), ("provider", each["provider"])) if has]
    if ways:
        return ", ".join(ways)
    missing = [name for name in ("password", "code") if not each[name]]
    return f"no {' and no '.join(missing)} yet"


@staff.command("add")
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name that history will show.")],
    email: Annotated[str, text_option("--email", "ADDRESS", "The e-mail address to sign in with.")],
    role: Roles,
    by: By = "",
    shape: Shape = Format.TABLE,
) -> None:
    """Add somebody. A password and one-time codes come next, unless a provider vouches for them.

    Example: amends staff add 'Kim Shaw' --email kim@ombudsman.example --role investigator
    """
    from compliance.usecases.manage_people import add_person

    with opened() as office, office.store.writing() as session:
        person = add_person(session, office.rulebook.roles, acting(office, by), name, email, role)
    data = {"name": person.name, "email": person.email, "roles": sorted(person.roles)}
    answer(shape, data, lambda: say(f"{person.name} is added as {_said(data['roles'])}."))


@staff.command("change")
def change(
    name: Name,
    new_name: Annotated[str, text_option("--name", "NAME", "The name from now on.")] = "",
    email: Annotated[str, text_option("--email", "ADDRESS", "The e-mail address from now on.")] = "",
    role: NewRoles = [],  # noqa: B006  # Typer reads the default and never changes it
    by: By = "",
    shape: Shape = Format.TABLE,
) -> None:
    """Change a name, an address, or the roles; what is not given stays. History keeps the name they acted under.

    Example: amends staff change 'Kim Shaw' --role investigator --role manager
    """
    from compliance.usecases.manage_people import change_person

    with opened() as office, office.store.writing() as session:
        person = change_person(
            session,
            office.rulebook.roles,
            acting(office, by),
            name,
            new_name=new_name or None,
            email=email or None,
            roles=role or None,
        )
    data = {"name": person.name, "email": person.email, "roles": sorted(person.roles)}
    answer(shape, data, lambda: say(f"{person.name}, {person.email}, is {_said(data['roles'])}."))


@staff.command("deactivate")
def deactivate(
    name: Name,
    back: Annotated[bool, typer.Option("--back", help="Let somebody in again who was not.")] = False,
    by: By = "",
    shape: Shape = Format.TABLE,
) -> None:
    """Let somebody sign in no more; whoever is signed in is signed out at once. Nothing they did is lost.

    Example: amends staff deactivate 'Kim Shaw'
    """
    from compliance.usecases.manage_people import set_active

    with opened() as office, office.store.writing() as session:
        set_active(session, acting(office, by), name, active=back)
    data = {"name": name, "active": back}
    answer(shape, data, lambda: say(f"{name} may sign in {'again' if back else 'no more'}."))


@staff.command("password")
def password(name: Name, by: By = "", shape: Shape = Format.TABLE) -> None:
    """Set somebody's password: asked for twice on a terminal, else one line of standard input. Never an argument.

    Example: amends staff password 'Kim Shaw'
    """
    from compliance.usecases.manage_people import set_password

    given = _ask()
    with opened() as office, office.store.writing() as session:
        set_password(session, acting(office, by), name, given)
    answer(shape, {"name": name}, lambda: say(f"{name} has a new password, and is signed out everywhere."))


def _ask() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    given = getpass.getpass("New password: ")
    if getpass.getpass("Once more: ") != given:
        raise WrongUse("the two passwords are not the same; nothing was changed")
    return given


@staff.command("code")
def code(name: Name, by: By = "", shape: Shape = Format.TABLE) -> None:
    """Give somebody one-time codes: shows, this one time, the secret for their authenticator app. Old codes end.

    Example: amends staff code 'Kim Shaw'
    """
    from compliance.usecases.credentials import code_address
    from compliance.usecases.manage_people import give_codes

    with opened() as office, office.store.writing() as session:
        person, secret = give_codes(session, acting(office, by), name)
    address = code_address(secret, person.email, office.rulebook.office.name)
    data = {"name": person.name, "secret": secret, "address": address}
    answer(shape, data, lambda: _show_code(data))


def _show_code(data: dict[str, str]) -> None:
    show(facts([("Name", data["name"]), ("Secret", data["secret"]), ("Address for the app", data["address"])]))
    say("Hand it over by a safe way; it is not shown again.")


def _said(roles: list[str]) -> str:
    return " and ".join(words(role) for role in roles)
