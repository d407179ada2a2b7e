"""Reads the text of an agreed action into proposals, each with the words it rests on (L2 to L4, D2).

Plain code without a model. Whatever the text leaves open is a question, and what was read as content is shown too:
nothing is guessed silently, and nothing is saved by reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from compliance.domain.agreed_action_asked import Asked, inherited
from compliance.domain.agreed_action_categories import categories, is_to_person, kind, names_no_sum, words_of
from compliance.domain.agreed_action_deadlines import REASONS, stated
from compliance.domain.agreed_action_money import Money, money
from compliance.domain.agreed_action_parts import Parts
from compliance.domain.agreed_action_questions import question
from compliance.domain.agreed_action_requests import is_pair
from compliance.domain.agreed_action_text import Page, page, pattern, sentences
from compliance.domain.agreed_action_times import Form, TimeWords, time_words
from compliance.domain.agreed_action_total_items import WHY_TOTAL, total_items
from compliance.domain.agreed_action_values import (
    CountedFrom,
    Proposal,
    Question,
    Reading,
    SetAside,
    StatedDeadline,
    Topic,
    Vocabulary,
)
from compliance.domain.agreed_action_verbs import is_base_verb
from compliance.domain.recommendations import Kind

MAY_BE_ONE = REASONS["doubtful"]
UNSPOKEN = "nothing that is asked stands with it"
# What stands behind these words is why something is asked, or how long, and no longer what.
REASON = pattern(
    r"\bfor (?:(?:its|the|their|any) )?(?:fail|not |delay|poor|lack|fault|wrong|mistake)|\bfailing to\b|\buntil\b"
    r"|\bup to the (?:date|day)\b"
    r"|\b(?:caused|resulting|arising)(?: to [a-z]{1,15}(?: [a-z]{1,15})?)? (?:by|from)"
    r" (?:(?:its|the|their|this|these|any) ){0,1}(?:fail|not|delay|poor|lack|fault|wrong|mistake|error)"
)
# What stands behind the colon is all of it the reason.
POINTS = pattern(r"\bapolog[a-z]{1,6}\b[^.;:]{0,120} for(?: the following[^.;:]{0,40})?(?: )?:")
# What is asked goes on behind such a reason; "its failure to visit her and write to her" is all of it the reason.
ASKED_AGAIN = pattern(
    r"(?P<comma>,)? and(?: (?:to|will|also|then)){0,2} (?P<verb>[a-z]{2,20})(?= (?:(?:to|for|with) )?"
    r"(?:(?:its|the|his|her|their|an?|all|any|each|mr|mrs|ms|miss|mx|dr|him|them|staff)\b|£))"
)
FAILURE_TO = pattern(r"\bfail[a-z]{0,5} to\b")
# What stands behind these words is why or how something is asked, and says nothing of whom it serves.
CONTEXT = pattern(
    r"\b(?:in (?:the )?light of|in (?:line|accordance|keeping) with|as a result of|because of"
    r"|(?:learn(?:ed|t)|arising) from|following)\b"
)
# "This must not be used to offset any arrears" says where a sum goes, and not what it is paid for.
WHERE_IT_GOES = pattern(
    r"\b(?:offset|set(?:-| )off|deducted|withheld|(?:used|put|credited|paid|applied) (?:against|towards|to)"
    r"|(?:not|unless|rather than|instead of|even if)\b[^.;]{0,80}\b(?:arrears|debts?|account))\b"
)
LEAD = 600  # letters of the words that lead into a list, the last ones: they are read for each of its items
SEVERAL_BODIES = ("both ", "each ", "the councils", "the authorities", "the trusts", "councils")


def read_agreed_action(text: str, decided_on: date | None, vocabulary: Vocabulary) -> Reading:
    """What a text seems to ask for; `decided_on` is the day of the decision, where it is known.

    Takes any text and raises nothing; the work grows with its length and no faster.
    """
    sheet = page(text)
    times = time_words(sheet.plain, vocabulary.periods)
    parts = Parts(sheet, times, decided_on)
    asked = inherited(list(parts.all()))
    parts.content.update({odd: MAY_BE_ONE for each in asked for odd in each.odd if odd in each.doubtful})
    found = [money(sheet, each.start, each.end, parts.times(each.start, each.end)) for each in asked]
    totals = total_items(sheet.plain, asked, found)
    proposals: list[Proposal] = []
    questions: list[Question] = []
    aside: list[SetAside] = []
    left = parts.left_out()
    used = {words for each in asked for words in each.own or each.doubtful}
    used.update(words for each in asked for words in each.doubtful if words not in parts.content)
    several = _several_bodies([each.body for each in asked])
    plain = _without_limits(sheet.plain, asked)
    for place, (each, sums) in enumerate(zip(asked, found, strict=True)):
        if totals.get(place):
            left.append(SetAside(sheet.piece(each.start, each.end), WHY_TOTAL))
            continue
        number = len(proposals) + 1
        limits = [stated(sheet, words, decided_on) for words in (*each.own, *each.doubtful)]
        proposal = _proposal(sheet, plain, number, each, sums, limits, vocabulary)
        proposals.append(proposal)
        when = _about_deadline(number, limits, sure=bool(each.own))
        questions += _questions(sheet, proposal, each, sums, when, vocabulary, several=several)
        if place in totals:
            questions.append(question(Topic.SUM_TOTAL, number, sums.sums[0].piece.words))
        aside += sums.set_aside
        used |= sums.days
    if not proposals:
        questions.append(question(Topic.NOTHING, None))
    aside += [_set_aside(sheet, words, parts) for words in times if words not in used and _is_time(words)]
    return Reading(tuple(proposals), tuple(questions), _in_order(aside), _in_order(left))


def _in_order(aside: Iterable[SetAside]) -> tuple[SetAside, ...]:
    return tuple(sorted(aside, key=lambda each: each.piece.start))


def _is_time(words: TimeWords) -> bool:
    """Whether words are worth showing as content: "once she has left" is no time of its own."""
    return words.form is not Form.EVENT


def _set_aside(sheet: Page, words: TimeWords, parts: Parts) -> SetAside:
    return SetAside(sheet.piece(words.start, words.end), parts.content.get(words, UNSPOKEN))


def _without_limits(plain: str, asked: Sequence[Asked]) -> str:
    """The text with its limits struck out: "review its policy (within a month of my decision)" reviews no decision.

    Those that count from an event are left: its words may say whom the action serves.
    """
    limits = {words for each in asked for words in (*each.own, *each.doubtful)}
    kept, place = [], 0
    for words in sorted(limits, key=lambda words: words.start):
        if words.counted is None or words.counted.event is None:
            kept += [plain[place : words.start], "-" * (words.end - words.start)]
            place = words.end
    return "".join([*kept, plain[place:]])


def _proposal(
    sheet: Page,
    plain: str,
    number: int,
    asked: Asked,
    found: Money,
    limits: Sequence[StatedDeadline],
    vocabulary: Vocabulary,
) -> Proposal:
    """A proposal; `plain` is the text without its limits, whose words tell what it is about."""
    # A later sentence says how; only for what a sum is paid it may say more.
    _, first = next(sentences(sheet.plain, asked.start, asked.end))
    asking = _without_reason(plain, asked.start, first)
    paid = words_of(_paid_for(plain, asked.start, asked.end)) if found.sums else None
    named = categories(words_of(asking), paid, vocabulary.cues)
    to_person = bool(found.sums or found.questions) or is_to_person(words_of(asking))
    serves = _serves(plain, asked, asking, named, vocabulary, to_person=to_person)
    piece = sheet.piece(asked.start, asked.end)
    action = " ".join(piece.words.split())
    return Proposal(number, action, piece, serves, named, found.sums, limits[0] if limits else None, asked.body)


def _paid_for(plain: str, start: int, end: int) -> str:
    """The words that may say what a sum is paid for, without later sentences about where it goes."""
    (first, last), *later = sentences(plain, start, end)
    said = [plain[each:stop] for each, stop in later if WHERE_IT_GOES.search(plain, each, stop) is None]
    return " ".join([plain[first:last], *said])


def _serves(
    plain: str, asked: Asked, asking: str, named: Sequence[str], vocabulary: Vocabulary, *, to_person: bool
) -> Kind | None:
    """Whom an action serves; the words before a list may name whom it is for: "The Council will pay Mr Q:"."""
    context = CONTEXT.search(asking)
    itself = words_of(asking[: context.start()] if context else asking)
    words = plain[asked.start : asked.end]
    serves = kind(words_of(words), named, vocabulary.cues, asking=itself, to_person=to_person)
    if serves is None and not named and asked.lead:
        begin, stop = asked.lead
        words = f"{plain[max(begin, stop - LEAD) : stop]} {words}"
        serves = kind(words_of(words), named, vocabulary.cues, asking=itself, to_person=to_person)
    return serves


def _without_reason(plain: str, start: int, end: int) -> str:
    """The words of an action without why it is asked: "apologise for its delay and review its policy" asks for two."""
    points = POINTS.search(plain, start, end)
    end = points.end() if points else end
    reason = REASON.search(plain, start, end)
    if reason is None:
        return plain[start:end]
    failure = FAILURE_TO.search(plain, reason.start(), end)
    first = failure.start() if failure else end
    for again in ASKED_AGAIN.finditer(plain, reason.end(), end):
        if is_base_verb(again["verb"]) and (again["comma"] or again.start() <= first):
            return f"{plain[start : reason.start()]} {plain[again.start() : end]}"
    return plain[start : reason.start()]


def _questions(
    sheet: Page,
    proposal: Proposal,
    asked: Asked,
    found: Money,
    when: Iterable[Question],
    vocabulary: Vocabulary,
    *,
    several: bool,
) -> Iterator[Question]:
    number = proposal.number
    if several:
        yield question(Topic.BODY, number, asked.body)
    for line in asked.lines:
        yield question(Topic.LINE, number, sheet.piece(*line).words)
    if asked.condition:
        yield question(Topic.CONDITION, number, sheet.piece(*asked.condition).words)
    yield from when
    if proposal.kind is None:
        yield question(Topic.KIND, number)
    moneyless = bool(found.sums) and names_no_sum(proposal.categories, vocabulary.cues)
    if not proposal.categories or moneyless:
        yield question(Topic.CATEGORY, number)
    for topic, words in found.questions:
        yield question(topic, number, words)


def _about_deadline(number: int, limits: Sequence[StatedDeadline], *, sure: bool) -> Iterator[Question]:
    """What is open about a deadline; without a `sure` one the limits may belong to what is asked."""
    if not limits:
        yield question(Topic.DEADLINE, number)
        return
    deadline = limits[0]
    several = len({each.meaning for each in limits}) > 1
    if several:
        yield question(Topic.WHICH_DEADLINE, number, "; ".join(each.piece.words for each in limits))
    if not sure and several:
        return
    if not sure:
        yield question(Topic.WHOSE_DEADLINE, number, deadline.piece.words)
    elif deadline.unclear is not None:
        yield question(deadline.unclear, number, deadline.piece.words)
    elif deadline.anchor is CountedFrom.REPORT:
        yield question(Topic.REPORT, number, deadline.piece.words)
    elif deadline.anchor is CountedFrom.UNSTATED and deadline.due_on is None:
        yield question(Topic.START, number, deadline.piece.words)


def _several_bodies(bodies: Sequence[str]) -> bool:
    """Whether more than one body is asked; "the Council" may be the one that is also named in full."""
    known = {body.lower().removeprefix("the ") for body in bodies if body}
    if any(body.lower().startswith(SEVERAL_BODIES) or is_pair(body) for body in bodies):
        return True
    full = {body for body in known if len(body.split()) > 1}
    return len({body for body in known if body in full or not any(each.endswith(body) for each in full)}) > 1
