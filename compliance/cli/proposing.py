"""Commands about outcomes that need two people: one proposes, another approves or declines (rule E3)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

import typer

from compliance.cli.opening import acting, opened
from compliance.cli.options import AsOf, By, Reference, Shape, day_option, text_option
from compliance.cli.paper import Format, answer, say, words
from compliance.cli.proving import say_closed
from compliance.domain.outcomes import Outcome


class Proposable(StrEnum):
    """The outcomes that nobody records alone."""

    NOT_SATISFIED = Outcome.NOT_SATISFIED.value
    CEASED = Outcome.CEASED.value


ProposedOutcome = Annotated[Proposable, typer.Argument(metavar="OUTCOME", help="not_satisfied or ceased.")]
Reason = Annotated[str, text_option("--reason", "TEXT", "Why; the second person reads it, and it is recorded with it.")]
NextReceived = Annotated[
    date | None,
    day_option("--received-on", "A stage's: when the authority received what the next stage is counted from."),
]
NotAnyMore = Annotated[str, text_option("--reason", "TEXT", "Why the outcome is not proposed any more.")]
WhyNot = Annotated[str, text_option("--reason", "TEXT", "Why the outcome is not approved.")]


def propose(
    reference: Reference,
    proposed: ProposedOutcome,
    reason: Reason,
    by: By = "",
    as_of: AsOf = None,
    shape: Shape = Format.TABLE,
) -> None:
    """Propose an outcome that needs a second person: a task for the director. Nothing is closed before it is approved.

    Evidence that comes, more time, or another outcome withdraws the proposal. Of a stage of a statutory clock only
    not_satisfied is proposed, which fails the stage.

    Example: amends outcome propose '23 001-2' not_satisfied --reason 'no review was held' --by 'C. Manager'
    """
    from compliance.usecases.propose_outcome import propose as propose_outcome

    ending = Outcome(proposed.value)
    with opened(as_of) as office, office.store.writing() as session:
        moment = acting(office, by)
        propose_outcome(session, office.rulebook, moment, reference, ending, reason)
    data = {"reference": reference, "outcome": ending.value, "reason": reason.strip(), "proposed_by": moment.actor}
    told = f"{reference}: {words(ending.value)} is proposed; it waits for a second person to approve it."
    answer(shape, data, lambda: say(told))


def approve(
    reference: Reference,
    received_on: NextReceived = None,
    by: By = "",
    as_of: AsOf = None,
    shape: Shape = Format.TABLE,
) -> None:
    """Approve the outcome that was proposed, as somebody other than who proposed it: it is recorded with both names.

    Where it ends a stage of a statutory clock and another one follows, that begins: --received-on says from when.

    Example: amends outcome approve '23 001-2' --by 'D. Director'
    """
    from compliance.usecases.propose_outcome import approve as approve_outcome

    with opened(as_of) as office, office.store.writing() as session:
        moment = acting(office, by)
        closed = approve_outcome(session, office.rulebook, moment, reference, received_on)
    data = {
        "reference": reference,
        "outcome": closed.outcome.value,
        "approved_by": moment.actor,
        "reachability": closed.reached.as_dict(),
    }
    answer(shape, data, lambda: say_closed(closed))


def decline(
    reference: Reference,
    reason: WhyNot,
    by: By = "",
    as_of: AsOf = None,
    shape: Shape = Format.TABLE,
) -> None:
    """Decline the outcome that was proposed, as somebody other than who proposed it: the recommendation stays open.

    Example: amends outcome decline '23 001-2' --reason 'ring the new director first' --by 'D. Director'
    """
    from compliance.usecases.propose_outcome import decline as decline_outcome

    with opened(as_of) as office, office.store.writing() as session:
        moment = acting(office, by)
        decline_outcome(session, office.rulebook, moment, reference, reason)
    data = {"reference": reference, "reason": reason.strip(), "declined_by": moment.actor}
    answer(shape, data, lambda: say(f"{reference}: the proposed outcome is declined; it stays open."))


def take_back(
    reference: Reference,
    reason: NotAnyMore,
    by: By = "",
    as_of: AsOf = None,
    shape: Shape = Format.TABLE,
) -> None:
    """Take back the outcome that you proposed, while it waits for a second person: the recommendation stays open.

    Example: amends outcome take-back '23 001-2' --reason 'the minutes came today' --by 'C. Manager'
    """
    from compliance.usecases.propose_outcome import take_back as take_outcome_back

    with opened(as_of) as office, office.store.writing() as session:
        moment = acting(office, by)
        take_outcome_back(session, moment, reference, reason)
    data = {"reference": reference, "reason": reason.strip(), "taken_back_by": moment.actor}
    answer(shape, data, lambda: say(f"{reference}: the proposed outcome is taken back; it stays open."))


def add_to(outcome: typer.Typer) -> None:
    """Add them to the commands about outcomes."""
    for command in (propose, approve, decline, take_back):
        outcome.command(command.__name__.replace("_", "-"))(command)
