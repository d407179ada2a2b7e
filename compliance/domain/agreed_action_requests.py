"""Finds in a sentence who is asked to do something, and where the words of what they are asked begin (L2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from compliance.domain.agreed_action_text import pattern
from compliance.domain.agreed_action_verbs import begins_with_base_verb, begins_with_verb

WORD = "[^\\s.,;:()]{1,40}"
BODY = (
    r"(?:councils?|authorit(?:y|ies)|trusts?|boards?|providers?|departments?|ministry|agency|commission|borough|"
    r"association|company|service|panel|school|academy|college|university|office|icb|ccg|landlord|home|"
    r"practice|surgery|pharmacy|hospital|clinic|hospice|nursery|organisation|partnership|committee|governors"
    r"|governing body)"
)
# "The Trust and the Council" are two; "the file and the Council" is no name of a body.
PART = rf"(?!(?:and|or) (?-i:[a-z])|(?:will|should|must|shall) ){WORD}"
LETTERED = r"(?: (?-i:[A-Z])\b)?"
# "Of the final decision the Council" is no name either.
NAMING = rf"(?!(?:the|decision|report|statement|determination) ){PART}"
ONE_BODY = rf"\b(?:the|both|each) (?:{NAMING} ){{0,4}}?{BODY}{LETTERED}"
OFFICE = (
    r"(?:chief (?:executive|officer|constable)|director|head(?= of\b)|head ?teacher|leader|principal|"
    r"monitoring officer|(?:senior|service|team|area|office|complaints?|registered|home|general) manager)(?!')"
)
# "The Council's Director of Children's Services", "its Chief Executive", "the Head of Planning".
OFFICER = (
    rf"\b(?:(?:the|its|their|an?) (?:{PART} ){{0,4}}?|(?:(?-i:[A-Z]){WORD} ){{1,5}}){OFFICE}"
    rf"(?: (?:of|for)(?: {PART}){{1,5}}?)?"
)
# "London Borough of Barnet", "the Department for Work and Pensions".
OF_PLACE = (
    rf"\b(?:the )?(?:(?-i:[A-Z]){WORD} ){{0,3}}"
    r"(?-i:Borough|Department|Ministry|Office|Board|Council|University|District|City|County|Corporation) (?:of|for)"
    rf"(?: the)?(?: (?-i:[A-Z]){WORD}){{1,3}}(?:(?:,| and|, and) (?-i:[A-Z]){WORD}(?: (?-i:[A-Z]){WORD}){{0,2}}){{0,2}}"
)
AND_BODY = rf"(?: and (?:the )?(?:{PART} ){{0,3}}?{BODY}{LETTERED})?"
SUBJECT = (
    rf"(?:{OFFICER}|{OF_PLACE}(?! {BODY}\b){AND_BODY}|{ONE_BODY}{AND_BODY}"
    rf"|\b(?:(?-i:[A-Z]){WORD} ){{1,5}}{BODY}{LETTERED}{AND_BODY}"
    rf"|\b(?:council|trust|authority|borough) (?-i:[A-Z])\b|\b(?:it|they)\b)"
)
ASIDE = r"(?:,[^;:.]{1,160}?,)?"
ADVERBS = r"(?: (?:also|now|then|therefore|further|both|all|each|since|already|in addition))?"
AGREED = (
    r"(?:(?:(?:has|have)(?:,[^;:.]{1,160}?,)?(?: also| now| since| already| each| both)?"
    r" (?:agreed|undertaken|committed)|agree[sd]?|undert(?:ook|akes))"
    r"(?:,[^;:.]{1,160}?,| (?:within|by|before|no later)[^;:.]{1,160}?)?|needs?|ought"
    r"|(?:is|are)(?: (?:hereby )?(?:ordered|directed|instructed|recommended|asked))?)"
)
# "The Council accepts it was at fault and has agreed to": what it accepts asks for nothing.
FIRST = (
    r"(?P<first> (?:(?:has|have) )?(?:also |now |already )?"
    r"(?:accept(?:s|ed)?|acknowledge[sd]?|admit(?:s|ted)?|recognise[sd]?|apologise[sd])\b"
    r"(?:(?!\b(?:will|should|must|shall|agreed)\b)[^.;:]){0,160}? and)?"
)
ASKED = pattern(
    rf"(?P<subject>{SUBJECT}){ASIDE}{FIRST}{ADVERBS} "
    rf"(?:(?:will|should|must|shall)(?! (?:not |also )?(?:have|be|been)\b)|{AGREED}(?: to\b|:))"
)
AGREED_THAT = pattern(
    rf"(?P<subject>{SUBJECT}){FIRST}{ADVERBS} (?:(?:has|have)(?: also| now)? )?(?:agree[sd]?|accept(?:s|ed)) that\b"
)
RECOMMEND = pattern(
    # "Pay £500, as we recommended", "which I recommended": there it is told, and asked in other words.
    r"\b(?P<told>(?:as|which|that|what|whatever) )?"
    r"(?:(?:I|we|the ombudsman)(?: also| therefore| now)?(?: have)? recommend(?:s|ed)?"
    r"|it is(?: also| further| therefore)? recommended)(?: that)?\b"
)
ORDERED = pattern(
    r"\b(?:I|we|the ombudsman)(?: also| therefore| now| further| hereby)?"
    rf" (?:orders?|directs?|requires?|asks?|instructs?|urges?|invites?) (?P<subject>{SUBJECT}) to\b"
    # A heading of its own: "What we asked the organisation to do in this case:".
    r"|\bwhat (?:I|we|the ombudsman)(?: have| has)? (?:asked|ordered|told|recommended|required|want(?:ed)?|said)"
    rf" (?P<whom>{SUBJECT.replace('?P<', '?P<own_')})(?: (?:to|should|must) do| does)(?: in this case)?(?=:|\Z)"
)
OFFICER_ONLY = pattern(OFFICER)
OF_PLACE_ONLY = pattern(rf"{OF_PLACE}\Z")
ENDS_WITH_BODY = pattern(rf"\b{BODY}{LETTERED}\Z")
SUBJECT_ONLY = pattern(rf"(?P<subject>{SUBJECT})(?!'| (?:will|should|must|shall)\b)")
# "I am pleased to say the Council has agreed to" tells what it will do.
HEARSAY = pattern(r"\b(?:(?<!to\s)says?|said|states?|stated|requires?|required|according to|expects?)\b")
REFUSED = pattern(r"will not\b")
TOLD = "it tells what somebody says, or what is required of them"
NOT_DONE = "it says what will not be done"
STEPS = r"(?:actions?|recommendations?|steps|remed(?:y|ies))"
LIMITED = r"(?=[.,;:]|\Z| (?:within|by|no|not|before|in|without|immediately|as|once|after|upon|following)\b)"
ALL_OF_IT = pattern(
    r"(?:(?:need|have) to )?(?:complete|carry out|take|do|implement|begin|start|finish)(?: all| both| each)?(?: of)? "
    rf"(?:(?:this|these|those|it|so|both|all|the above){LIMITED}"
    rf"|(?:the |these |those |our |all |this )?(?:agreed |recommended |above )?{STEPS}\b|this (?:work|task)\b)"
)
MUST = r"(?:should|must|will|shall|(?:is|has|needs?|ought) to)"
BE_DONE = pattern(
    r"\b(?:ensure|make sure)(?: that)? (?:these|those|the|all)(?: of)?(?: the)?(?: agreed| recommended| above)?"
    rf"(?: {STEPS})? (?:are|is) (?:completed?|done|carried out|implemented|taken)\b|"
    r"\b(?:(?:these|those|the above|both|all)(?: of these| of the above)?(?: agreed| recommended)?"
    rf"(?: {STEPS})?|(?:all(?: of)? )?this(?: (?:agreed |recommended )?(?:{STEPS}|work|task))?"
    rf"|the (?:agreed |recommended )?{STEPS})"
    r" (?:should|must|will|are to|is to|(?:has|have|needs?|ought) to)(?: all)? (?:be|happen|take place)\b"
    rf"|\bit {MUST} be (?:completed?|done|finished|carried out|implemented|in place)\b"
)
# "It should make every effort to ensure these actions are completed" asks for nothing else.
EFFORT = pattern(r"(?:make|take|do|aim|seek|try|work|act)\b[^.;:]{0,40}\bto ")
LONGEST_EFFORT = 100
FOLLOWING = pattern(
    r"(?:take|carry out|complete|do|implement|undertake)(?: all)?(?: of)?(?: our| my| the| these| this| some)?"
    r"(?: agreed| recommended| further)?"
    rf"(?: following(?: agreed)?(?: {STEPS})?| {STEPS})\b"
    rf"|(?:all(?: of)? )?(?:the|these) following(?: agreed)?(?: {STEPS})?(?! [a-z]{{3,20}} to\b)\b"
)
# "Has agreed to my recommendations" asks for nothing; "... and will, within a fortnight, refer her" goes on to ask.
ACCEPTED = pattern(
    r"(?:(?:all|each|both)(?: of)? )?(?:my|our|the|these|those|this|the ombudsman's)"
    r"(?: (?:agreed|proposed|recommended|suggested|above|further|draft|findings and)){0,3}"
    rf" (?:{STEPS}|proposals?|suggestions?|findings?|decision)\b"
)
# "Has agreed to remedy this" does not say how; "to remedy this by paying her" does.
REMEDY_IT = pattern(
    r"(?:remedy|resolve|address|put right|put)"
    r" (?:this|it|that|things|matters|the (?:injustice|complaint|matter|situation))"
    r"(?: right)?(?: (?:it|they|we|I) (?:has|have)? ?caused)?(?=[.,;:]| |\Z)"
)
GOES_ON = pattern(r",? and(?: (?:it|they))? (?:also |now |so )?(?:will|should|to|(?:has |have )?agreed to)\b")
LONGEST_FOLLOWING = 60
TELLS = pattern(r"[a-z]{2,20} (?:was|were|is|are|has|have|had|did|does|of|from)\b")
LONGEST_ANNOUNCED = 200
LINK = pattern(r"(?:and|or|then|also|to|that) ")


@dataclass(frozen=True)
class Request:
    """Who is asked, in the text's words and "" where it is not said, and where the words of the action begin.

    `begin` is where the words begin that ask: "the Council will".
    """

    body: str
    start: int
    begin: int


def request(plain: str, start: int, end: int) -> Request | None:
    """The request that a sentence makes, or None for one that only tells something."""
    if agreed := AGREED_THAT.search(plain, start, end):
        return _after(plain, agreed, end, agreed["subject"])
    if (recommended := _recommended(plain, start, end)) and (behind := _after(plain, recommended, end, "")):
        return behind
    if ordered := ORDERED.search(plain, start, end):
        return Request(_body(ordered["subject"] or ordered["whom"]), ordered.end(), ordered.start())
    asked = ASKED.search(plain, start, end)
    if asked is None or _why_not(plain, start, asked, end):
        return None
    told = RECOMMEND.search(plain, start, asked.start())  # "Within a month, as we recommended, the Council will"
    begin = told.start() if told else _begin(asked)
    return Request(_body(asked["subject"]), _behind_accepted(plain, asked.end(), end), begin)


def _recommended(plain: str, start: int, end: int) -> re.Match[str] | None:
    """The words that recommend something; not where they tell of it, or stand behind what is asked in other words."""
    each_one = RECOMMEND.finditer(plain, start, end)
    found = next((each for each in each_one if not each["told"] or each.start() == start), None)
    asked = ASKED.search(plain, start, found.start()) if found else None
    return None if asked is not None and not _why_not(plain, start, asked, end) else found


def _begin(asked: re.Match[str]) -> int:
    """Where the words begin that ask, without what is accepted before them."""
    return asked.end("first") if asked.groupdict().get("first") else asked.start()


def why_no_request(plain: str, start: int, end: int) -> str:
    """Why words that somebody "will" do something ask for nothing; "" where no such words are known."""
    asked = ASKED.search(plain, start, end)
    return _why_not(plain, start, asked, end) if asked else ""


def _why_not(plain: str, start: int, asked: re.Match[str], end: int) -> str:
    if HEARSAY.search(plain, start, asked.end()):
        return TOLD
    return NOT_DONE if REFUSED.match(plain, asked.end() - len("will"), end) else ""


def _behind_accepted(plain: str, start: int, end: int) -> int:
    """Where the words of an action begin: behind "my recommendations and will", where something is asked behind it."""
    begin = start + 1 if plain[start : start + 1] == " " else start
    accepted = ACCEPTED.match(plain, begin, end)
    behind = GOES_ON.match(plain, accepted.end(), end) if accepted else None
    return behind.end() if behind else start


def accepts(plain: str, action: int, end: int) -> int | None:
    """Where the words end that only say that what was recommended is accepted: "my recommendations"; else None."""
    found = ACCEPTED.match(plain, action, end)
    return found.end() if found else None


def remedies(plain: str, action: int, end: int) -> int | None:
    """Where the words end that only say that something will be put right, whatever that takes; else None."""
    found = REMEDY_IT.match(plain, action, end)
    return found.end() if found else None


def _after(plain: str, agreed: re.Match[str], end: int, body: str) -> Request | None:
    """The request behind "has agreed that" or "I recommend": its own subject, with or without "should"."""
    asked = ASKED.search(plain, agreed.end(), end)
    named = SUBJECT_ONLY.search(plain, agreed.end(), end)
    if named is not None and (asked is None or named.start() < asked.start()):
        return Request(_body(named["subject"]) or body, named.end(), _begin(agreed))
    return Request(_body(asked["subject"]) or _body(body), asked.end(), _begin(agreed)) if asked else None


def _body(subject: str) -> str:
    """The words for who is asked: "the Council" for its Director, "" for "the Head of Planning" or a mere "it"."""
    words = " ".join(subject.split())
    if OFFICER_ONLY.match(words):
        owner, _, role = words.partition("'s ")
        words = owner if role and ENDS_WITH_BODY.search(owner) else ""
    if " and " not in words and (before := words.lower().rfind(" the ")) >= 0:
        words = words[before + 1 :]
    return "" if words.lower() in {"it", "they"} else words


def is_pair(body: str) -> bool:
    """Whether words name two bodies: "the Trust and the Council", not "the Department for Work and Pensions"."""
    return " and " in body and OF_PLACE_ONLY.match(body) is None


def orders(plain: str, verb: int) -> bool:
    """Whether a sentence that begins with a verb is an order: "pay him", not "contact was made" or "review of"."""
    return TELLS.match(plain, verb) is None


def governing(plain: str, start: int, action: int, end: int) -> int | None:
    """Where a sentence speaks of the actions beside it: "should complete these actions", "this should be done".

    None for "Apologise to her This should be done by 1 May", which asks for something itself.
    """
    if ALL_OF_IT.match(plain, action, end) is not None:
        return action
    found = BE_DONE.search(plain, start, end)
    if found is not None and EFFORT.fullmatch(plain[action : found.start()][:LONGEST_EFFORT]):
        return action
    if found is None or (found.start() > action and begins_with_base_verb(plain, action)):
        return None
    return found.start()


def introduces(plain: str, start: int, end: int) -> bool:
    """Whether an action only announces others: "take the following action"."""
    found = FOLLOWING.match(plain, start, end)
    return found is not None and end - found.end() < LONGEST_FOLLOWING


def behind_colon(plain: str, start: int, end: int) -> int:
    """Where actions begin that are announced in the same sentence: "do the following: apologise"; else the start."""
    found = FOLLOWING.match(plain, start, end)
    colon = plain.find(":", found.end(), min(end, found.end() + LONGEST_ANNOUNCED)) if found else -1
    return colon + 1 if 0 <= colon < end - 1 else start


def requests_within(plain: str, start: int, end: int) -> Iterator[int]:
    """Where further requests of a sentence begin, with their subject: "... and it will review"."""
    return (found.start() for found in ASKED.finditer(plain, start, end))


def bare(plain: str, start: int, end: int) -> int | None:
    """Where an action begins that starts with its verb: "Apologise to Mrs X"; None where none does."""
    while link := LINK.match(plain, start, end):
        start = link.end()
    return start if begins_with_verb(plain, start) else None
