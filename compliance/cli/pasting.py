"""Logging from the text of an agreed action: shows what it seems to ask for, and saves it when told to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compliance.cli.opening import acting, opened
from compliance.cli.paper import Format, answer, clean, count, day, facts, say, show, table, words
from compliance.domain.agreed_action_answers import BY_WHEN, MONEY, parse_answers
from compliance.domain.agreed_action_values import Topic
from compliance.domain.errors import WrongUse

if TYPE_CHECKING:
    from compliance.domain.agreed_action_text import Piece
    from compliance.domain.agreed_action_values import Proposal, Reading, StatedDeadline, StatedSum
    from compliance.domain.recommendations import Response
    from compliance.usecases.log_decision import DecisionDraft
    from compliance.usecases.propose_recommendations import Confirmed

MOST_BYTES = 800_000
LONGEST_QUOTE = 160
CONTENT = "Read as content, not as a deadline or a sum to pay"
LEFT_OUT = "Left out: read as no recommendation"
HOW_TO_ANSWER = (
    (BY_WHEN, "period=1 month"),
    ({Topic.SUM_PAID}, "sums=150"),
    (MONEY, "sums=100 per month from 2024-03-01"),
    ({Topic.KIND}, "kind=personal_remedy"),
    ({Topic.BODY}, "leave_out"),
    ({Topic.LINE}, "action=Apologise to Ms F"),
)


@dataclass(frozen=True)
class Pasted:
    """What the command was given: the file, the answers, and whether to save."""

    file: Path
    answers: Sequence[str]
    confirm: bool
    stem: str
    response: Response | None


def log_from_text(case: DecisionDraft, pasted: Pasted, by: str, as_of: date | None, shape: Format) -> None:
    """Read the text and show what it asks for; with `confirm` log it all, or refuse with a line for each question."""
    from compliance.usecases.propose_recommendations import Numbering, confirm, described, drafts, propose

    text = read_text(pasted.file)
    answers = parse_answers(pasted.answers)
    confirmed = None
    with opened(as_of) as office:
        if pasted.confirm:
            moment = acting(office, by)
            with office.store.writing() as session:
                whole = described(session, moment, case)
                reading = propose(office.rulebook, text, whole.decided_on)
                to = Numbering(pasted.stem or case.reference, pasted.response)
                ready = drafts(office.rulebook, moment, whole, reading, answers, to)
                confirmed = confirm(session, office.rulebook, moment, whole, ready)
        else:
            with office.store.reading() as session:
                whole = described(session, office.moment(), case)
            reading = propose(office.rulebook, text, whole.decided_on)
    data = as_data(reading) | {"decision": whole.reference, "authority": whole.authority_code}
    data["logged"] = _logged(confirmed) if confirmed else []
    answer(shape, data, lambda: _say(whole, reading, confirmed))


def read_text(file: Path) -> str:
    """The text of a file; raises WrongUse for one that is missing, empty, too long, or no text in UTF-8."""
    if not file.is_file():
        raise WrongUse(f"{file}: expected a file with the text of an agreed action, and there is none")
    with file.open("rb") as opened_file:
        content = opened_file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise WrongUse(
            f"{file}: the file is longer than {MOST_BYTES:,} bytes: expected the agreed action of one decision"
        )
    if b"\0" in content:
        raise WrongUse(f"{file}: this is no text: expected the agreed action of a decision as plain text in UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise WrongUse(f"{file}, line {line}: the text is not UTF-8") from None


def as_data(reading: Reading) -> dict[str, Any]:
    """The reading as plain values, in the shape of `amends log --from-text --format json`."""
    return {
        "proposals": [_proposal(each) for each in reading.proposals],
        "questions": [each.words for each in reading.questions],
        "asked": [
            {"topic": each.topic.value, "proposal": each.number, "needed": each.needed, "question": each.words}
            for each in reading.questions
        ],
        "set_aside": [_place(each.piece) | {"why": each.why} for each in reading.set_aside],
        "left_out": [_place(each.piece) | {"why": each.why} for each in reading.left_out],
    }


def _place(piece: Piece) -> dict[str, Any]:
    return {"words": piece.words, "start": piece.start, "end": piece.end}


def _proposal(each: Proposal) -> dict[str, Any]:
    return {
        "number": each.number,
        "action": each.action,
        "kind": each.kind.value if each.kind else None,
        "categories": list(each.categories),
        "amounts": [
            {
                "value": str(amount.value),
                "per": amount.per.value if amount.per else None,
                "from_on": amount.from_on.isoformat() if amount.from_on else None,
                "ends_on": amount.ends_on.isoformat() if amount.ends_on else None,
                **_place(amount.piece),
            }
            for amount in each.amounts
        ],
        "deadline": _deadline(each.deadline) if each.deadline else None,
        "body": each.body or None,
        **_place(each.piece),
    }


def _deadline(stated: StatedDeadline) -> dict[str, Any]:
    return {
        "period": stated.period,
        "due_on": stated.due_on.isoformat() if stated.due_on else None,
        "anchor": stated.anchor.value,
        "waits_on": stated.waits_on.words if stated.waits_on else None,
        **_place(stated.piece),
    }


def _logged(confirmed: Confirmed) -> list[dict[str, Any]]:
    return [
        {
            "proposal": number,
            "reference": logged.reference,
            "due_on": logged.receipt.due_on.isoformat() if logged.receipt.due_on else None,
        }
        for number, logged in confirmed.logged
    ]


def _say(case: DecisionDraft, reading: Reading, confirmed: Confirmed | None) -> None:
    say(f"The text of {case.reference} seems to ask for {count(len(reading.proposals), 'thing')}.", "")
    for each in reading.proposals:
        show(facts(_facts(each), f"{each.number}. {clean(each.action)}"))
    for title, aside in ((CONTENT, reading.set_aside), (LEFT_OUT, reading.left_out)):
        if aside:
            show(table(title, ("Words", "Why"), [(_quoted(each.piece), each.why) for each in aside]))
    if confirmed is None:
        _say_questions(reading)
        return
    for _, logged in confirmed.logged:
        due = f"due on {day(logged.receipt.due_on)}" if logged.receipt.due_on else "open-ended"
        say(f"Logged {logged.reference}: {due} ({logged.receipt.rule}).")


def _facts(each: Proposal) -> list[tuple[str, str]]:
    """What was read of one proposal, with the words each fact rests on."""
    return [
        ("By when", _by_when(each.deadline)),
        ("Kind", words(each.kind.value) if each.kind else "not clear"),
        ("Categories", "\n".join(each.categories) or "not clear"),
        ("Sums", "\n".join(_sum(amount) for amount in each.amounts)),
        ("Asked", each.body),
    ]


def _sum(amount: StatedSum) -> str:
    """A sum with the days it grows from and until, as far as the text says them."""
    per = f" per {amount.per}" if amount.per else ""
    first = f" from {day(amount.from_on)}" if amount.from_on else ""
    last = f" until {day(amount.ends_on)}" if amount.ends_on else ""
    return f"£{amount.value:,}{per}{first}{last} {_quoted(amount.piece)}"


def _by_when(stated: StatedDeadline | None) -> str:
    if stated is None:
        return "none found"
    said = stated.period or day(stated.due_on) or ("when its time comes" if stated.waits_on else "not clear")
    counted: Mapping[str, str] = {
        "decision": " from the decision",
        "report": " from the report",
        "event": " from an event" if stated.period else "",
        "unstated": ", from a day not said" if stated.period else "",
    }
    return f"{said}{counted[stated.anchor.value]}: {_quoted(stated.piece)}"


def _quoted(piece: Piece) -> str:
    shown = " ".join(piece.words.split())
    if len(shown) > LONGEST_QUOTE:
        shown = f"{shown[: LONGEST_QUOTE - 3]}..."
    return f"\N{LEFT DOUBLE QUOTATION MARK}{shown}\N{RIGHT DOUBLE QUOTATION MARK}"


def _say_questions(reading: Reading) -> None:
    say(*(f"{each.words}{'' if each.needed else ' (It can be logged without.)'}" for each in reading.questions))
    needed = [each for each in reading.questions if each.needed]
    if not reading.proposals:
        say("Nothing was saved.")
    elif needed:
        example = f"{needed[0].number} {next(how for topics, how in HOW_TO_ANSWER if needed[0].topic in topics)}"
        say(f"Nothing was saved. {count(len(needed), 'question')} to answer first, such as: --answer '{example}'.")
    else:
        say("Nothing was saved. Type it again with --confirm to log all of it.")
