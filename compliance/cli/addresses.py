"""Commands about addresses that fail and about mail that came back."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict
from typing import Annotated, Any

import typer

from compliance.cli.opening import acting, opened
from compliance.cli.options import AsOf, By, Shape, text_option
from compliance.cli.paper import Format, answer, count, day, dim, facts, lines, say, show, state, table, words
from compliance.domain.address_health import AddressState
from compliance.domain.delivery import shown
from compliance.domain.errors import WrongUse

address = typer.Typer(help="How addresses fare: which are not written to any more, why, and bringing one back.")

Wanted = Annotated[AddressState | None, typer.Option("--state", help="Only addresses in this state.")]
Address = Annotated[
    str, typer.Argument(metavar="ADDRESS", help="An e-mail address or an Apprise URL, as it is stored.")
]
Why = Annotated[str, text_option("--reason", "TEXT", "How you know that it works again.")]


@address.command("list")
def list_all(wanted: Wanted = None, shape: Shape = Format.TABLE) -> None:
    """Addresses that something was reported about, those that are not written to any more first.

    Example: amends address list --state stopped
    """
    from compliance.usecases.manage_address import list_addresses

    with opened() as office, office.store.reading() as session:
        found = list_addresses(session, wanted)
    answer(shape, found, lambda: _show_list(found))


def _show_list(found: list[dict[str, Any]]) -> None:
    rows = [(lines(shown(each["address"]), dim(_whose(each))), _fares(each), each["detail"]) for each in found]
    if rows:
        show(table("", ("Address", "State", "Why"), rows, kept=("State",)))
    say(f"{count(len(found), 'address', 'addresses')}.")


def _whose(each: dict[str, Any]) -> str:
    return ", ".join(f"{words(held['role'])} of {held['authority_code']}" for held in each["contacts"])


def _fares(each: dict[str, Any]) -> Any:
    return lines(state(each["state"]), dim(f"since {day(each['since'])}" if each["since"] else ""))


@address.command("show")
def show_one(wanted: Address, shape: Shape = Format.TABLE) -> None:
    """One address with everything that was reported about it.

    Example: amends address show ann@sutton.example
    """
    from compliance.usecases.manage_address import show_address

    with opened() as office, office.store.reading() as session:
        found = show_address(session, wanted.strip())
    answer(shape, found, lambda: _show_one(found))


def _show_one(found: dict[str, Any]) -> None:
    counted = f"{found['hard_count']} came back for good, {found['soft_count']} for now or late"
    pairs = (("Whose", _whose(found)), ("State", _fares(found)), ("Why", found["detail"]), ("Counted", counted))
    show(facts(pairs, title=f"Address {shown(found['address'])}"))
    rows = [
        (
            day(each["at"][:10]),
            lines(state(each["severity"]), dim(each["status"])),
            lines(each["detail"], dim(each["source"]), dim(each["message"])),
        )
        for each in found["reports"]
    ]
    if rows:
        show(table("Reports", ("Day", "What", "Why, and who says so"), rows, kept=("Day", "What")))


@address.command("restore")
def restore(wanted: Address, reason: Why, by: By = "", as_of: AsOf = None, shape: Shape = Format.TABLE) -> None:
    """Write to an address again: what was reported before counts no more.

    Example: amends address restore ann@sutton.example --reason 'her mailbox was moved, she has our test'
    """
    from compliance.usecases.manage_address import restore_address, show_address

    with opened(as_of) as office, office.store.writing() as session:
        restore_address(session, office.rulebook, acting(office, by), wanted.strip(), reason)
        found = show_address(session, wanted.strip())
    answer(shape, found, lambda: say(f"{shown(wanted.strip())} is written to again."))


def returned_mail(as_of: AsOf = None, shape: Shape = Format.TABLE) -> None:
    """Read the mailbox of returned mail now, and say what came of it; what was lost goes to the next contact.

    Example: amends returned-mail
    """
    from compliance.usecases.collect_returned_mail import collect_returned_mail

    with opened(as_of) as office:
        mailbox = office.returned_mailbox()
        if mailbox is None:
            raise WrongUse("there is no mailbox of returned mail: AMENDS_RETURNED_MAIL_URL is not set")
        with closing(mailbox):
            found = collect_returned_mail(office.store, office.rulebook, acting(office, ""), mailbox)
    answer(shape, asdict(found), lambda: _say_found(asdict(found)))


def _say_found(found: dict[str, Any]) -> None:
    say(*found["lines"])
    told = (
        (found["returned"], "came back"),
        (found["late"], "reported late"),
        (found["arrived"], "reported to have arrived"),
        (found["known"], "known before"),
        (found["refused"], "refused"),
        (found["left"], "left where they are"),
    )
    say(", ".join(f"{number} {what}" for number, what in told if number) or "Nothing new lies there.")
