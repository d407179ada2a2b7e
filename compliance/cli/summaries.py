"""Commands about public summaries: what may not be published in one, and setting it (rule L3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

from compliance.cli.opening import acting, opened
from compliance.cli.options import AsOf, By, Reference, Shape, text_option
from compliance.cli.paper import Format, answer, count, lines, say, show, state, table, words
from compliance.domain.errors import WrongUse

summary = typer.Typer(
    help="Public summaries of service improvements: what may not be published in one, and setting it."
)

OneOrAll = Annotated[
    str, typer.Argument(metavar="REFERENCE", help="The recommendation's reference; without it all summaries held back.")
]
Text = Annotated[
    str | None, text_option("--text", "TEXT", "A text to check instead of the stored summary; it is not stored.")
]
NewText = Annotated[
    str | None,
    text_option(
        "--text", "TEXT", "The summary; '' takes it back; without it the stored one is published as it stands."
    ),
]
Overruled = Annotated[
    list[str] | None,
    text_option("--overrule", "WORDS", "Words that were found and may stand all the same; may be repeated."),
]
Why = Annotated[str, text_option("--reason", "TEXT", "Why what is overruled may stand in a public text.")]


@summary.command("check")
def check(
    reference: OneOrAll = "",
    text: Text = None,
    as_of: AsOf = None,
    shape: Shape = Format.TABLE,
) -> None:
    """Show what in a public summary may not be published, with its place in the text; nothing is changed.

    Without REFERENCE: every summary that is held back because of what was found in it.

    Example: amends summary check '23 001-2' --text 'Train staff within three months'
    """
    from compliance.usecases.publish_summary import check_summary, list_held

    if text is not None and not reference:
        raise WrongUse("--text needs the REFERENCE of a recommendation")
    with opened(as_of) as office, office.store.reading() as session:
        if not reference:
            held = list_held(session, office.rulebook)
            answer(shape, held, lambda: _show_held(held))
            return
        checked = check_summary(session, office.rulebook, reference, text)
    answer(shape, checked.as_dict(), lambda: _show_checked(checked.as_dict()))


@summary.command("set")
def set_(
    reference: Reference,
    text: NewText = None,
    overrule: Overruled = None,
    reason: Why = "",
    by: By = "",
    as_of: AsOf = None,
    shape: Shape = Format.TABLE,
) -> None:
    """Set, change or take back the public summary of a service improvement.

    It is refused while it seems to hold a name, a case reference, an address, a date or a time limit, unless you
    overrule each of them with a reason.

    Example: amends summary set '23 001-2' --text 'Withdraw the leaflet of June 2023' --overrule 'June 2023'
    --reason 'the title of the leaflet'
    """
    from compliance.usecases.publish_summary import publish_summary

    if reason.strip() and not overrule:
        raise WrongUse("--reason needs --overrule")
    with opened(as_of) as office, office.store.writing() as session:
        reasons = dict.fromkeys(overrule or (), reason)
        done = publish_summary(session, office.rulebook, acting(office, by), reference, text, reasons)
    gone = f"{reference}: the public summary is taken back."
    kept = f", {count(len(done.overruled), 'finding')} overruled" if done.overruled else ""
    answer(
        shape, done.as_dict(), lambda: say(f"{reference}: the public summary is set{kept}." if done.summary else gone)
    )


def _show_held(held: Sequence[Mapping[str, Any]]) -> None:
    rows = [(lines(each["reference"], state(each["state"])), each["summary"], _told(each["findings"])) for each in held]
    if rows:
        show(table("", ("Recommendation", "Summary", "Found"), rows, widths={"Recommendation": 10}))
    say(f"{count(len(rows), 'public summary', 'public summaries')} held back.")


def _told(findings: Sequence[Mapping[str, Any]]) -> str:
    return "\n".join(f"{each['words']} ({words(each['what'])})" for each in findings)


def _show_checked(checked: Mapping[str, Any]) -> None:
    stands = f" ({checked['state']})" if checked["state"] else ""
    say(checked["summary"] + stands if checked["summary"] else f"{checked['reference']} has no public summary.")
    reasons = {each["words"]: each["reason"] for each in checked["overruled"]}
    rows = [
        (
            f"{each['start']}-{each['end']}",
            each["words"],
            lines(
                words(each["what"]),
                each["why"],
                f"overruled: {reasons[each['words']]}" if each["words"] in reasons else "",
            ),
        )
        for each in checked["findings"]
    ]
    if rows:
        show(table("", ("Place", "Words", "What"), rows, kept=("Place",)))
    say(f"{count(len(rows), 'finding')}.")
