"""Tells a sum that is surely to be paid from one that is cancelled, raised or only spoken of (L4).

Surely paid is what a verb of paying governs, or what stands at the beginning as a payment does; all else is asked.
"""

from __future__ import annotations

from collections.abc import Sequence

from compliance.domain.agreed_action_paying import SEEN_TO, Role, Verb, verbs
from compliance.domain.agreed_action_text import pattern
from compliance.domain.agreed_action_unsettled import ITEM
from compliance.domain.agreed_action_values import StatedSum, Topic

PAYMENT = r"(?:payments?|refund|reimbursement|credit|award|cheque|contribution|recompense)"
A_PAYMENT = rf"(?:{PAYMENT}|compensation|redress|interest|sums?|amount|remedy|total|vouchers?)"
KIND = (
    r"(?:an?|the|its|any|further|additional|separate|symbolic|financial|monetary|modest|goodwill|one-off"
    r"|ex(?: |-)gratia|total|token|combined|full|backdated|personal|direct)"
)
NO_PLAN = r"(?! (?:plan|arrangement|schedule|term|history|record|breakdown|card|request))"
WORD = r"[^\x20\n£.;,]{1,20}"
# "Make a symbolic payment of", not "provide evidence of the payment of".
GIVEN = pattern(
    r"\A(?: for)?(?: (?!(?:of|on|about|for|showing|how|that|which|from|explaining)\b)[^\x20\n£.;,]{1,20}){0,8}?"
    rf" {A_PAYMENT}\b{NO_PLAN}(?:[\x20:-][^£;.]{{0,60}})?\Z"
)
DIRECTLY = pattern(
    r"\A(?: (?:(?:mr|mrs|ms|miss|mx|dr|the|her|him|them|and|his|their|son|daughter|wife|husband|mother|father|family"
    r"|complainant|resident|tenant|couple|estate|a further|an additional)\b\.?|[A-Z]\b)){0,6},? \Z"
)
JOINED_ON = pattern(rf"(?:\band|,|\bplus|&)(?: {KIND}){{0,3}}(?: {A_PAYMENT} (?:of|for))? \Z")
GIVEN_BEHIND = pattern(rf"(?: (?:in|as|of|worth of|symbolic|additional|further)){{0,3}} {A_PAYMENT}\b")
BY_PAYING = pattern(rf"\b(?:by|with|through|via) (?:making )?(?:{KIND} ){{0,4}}{PAYMENT} of \Z")
AT_FIRST = pattern(
    r"(?![^£]{0,150}\b(?:cancel|waiv|writ|reduc|remov|deduct|arrears|debt|ow(?:e|ing)|invoice|discount|increas|limit|cap))"
    rf"[^a-z£]{{0,10}}(?:|(?:{KIND} ){{0,4}}"
    rf"(?:{A_PAYMENT}{NO_PLAN}(?:,?(?: {WORD}){{0,6}} (?:of|is|for|at):?|:| -)?(?: )?)?"
    rf"|(?:{WORD} ){{0,5}}{WORD}(?::| -)(?: )?|(?:to|for)(?: {WORD}){{1,8}},? )\Z"
)
PAID_BEHIND = pattern(
    rf"(?: (?!(?:that|which|who|it|she|he|they|and|or|not)\b){WORD}){{0,6}} (?:to|should|must|will|shall|is|are)"
    r"(?: also)?(?: be)? (?:paid|refunded|reimbursed|credited|awarded|repaid|made)\b"
)
OTHERS = (
    r"(?:[a-z]{1,15} )?(?:contractors?|insurers?|builders?|residents?|complainants?|tenants?|leaseholders?|freeholder"
    r"|family|agents?|owners?|employer|estate|son|daughter|mother|father|wife|husband|sister|brother)"
)
AWAY_BEHIND = pattern(
    r"(?: (?!(?:that|which|who|and|or)\b)[^\x20\n£.;,()]{1,20}){0,5}"
    r" (?:is|are|be|being|penalty|charge|fee|invoice|debt|fine|bill|notice) (?:not be |no longer |not )?"
    r"(?:cancell?ed|waived|written off|removed|reduced|withdrawn|deducted|quashed|disregarded|increased|raised"
    r"|doubled|demanded|charged|pursued|recovered|collected)\b"
    r"|(?: [^\x20\n£.;,()]{1,20}){0,5} (?:(?:to|should|must|will|shall) be (?:re)?paid|payable)(?: [a-z]{1,20}){0,2} by"
    rf" (?:mr|mrs|ms|miss|mx|dr|him|her|them|(?:the|its|his|their|a) {OTHERS})\b"
    r"| (?:discount|reduction|rebate|waiver|write-off|off (?:the|her|his|their|its)|waived|written off|cancell?ed)\b"
)
# "If it has not already done so": whether any of it is still to be paid the text does not say.
PERHAPS_PAID = pattern(
    r"[^.;£]{0,120}?\b(?:if|unless|where)(?=[^.;£]{0,30}\b(?:not|already|previously|yet)\b)"
    r"(?: (?:it|this|that|they|these|the [a-z]{1,20}))?(?: (?:has|have|is|was|were))?"
    r"(?: (?:not|already|previously|yet|been)){0,3} (?:done so|paid|made|refunded|reimbursed|credited|sent)\b"
)
# "And her costs of £300" stands beside a sum, "caused by the £300 charge" does not.
COORDINATED = pattern(
    r"(?:\b(?:and|plus|then|(?:together|along) with|as well as|followed by)|[,;:.&+-])"
    r"(?: (?!(?:or|because|although|who|which|that|than|when|where|while|as|so|it|they|he|she|ha[sd]|have|was|were|is"
    r"|are|due|owing|following|despite|without|out|(?:caus|relat|regard|concern)[a-z]{1,5}|[a-z]{2,15}ing)\b"
    r"|(?:from|on|by|at|over|about|against|after|before|under|of|in) (?:the|her|his|their|its|this|that|any|which)\b)"
    r"[^\x20\n£()]{1,20}){0,9}(?: )?\Z"
)
NEARBY = 200
ABOVE = 500


def doubts(plain: str, start: int, end: int, sums: Sequence[StatedSum]) -> dict[int, Topic]:
    """What has to be asked about sums that no verb surely has paid, by their places among the `sums`."""
    if not sums:
        return {}
    known = [*verbs(plain, start, min(end, sums[-1].piece.start))]
    behind = 0  # the first of the verbs that stands behind the sums so far
    last = Verb(Role.NONE, start)
    begun = start  # where the words begin that join a sum to what is before it
    found: dict[int, Topic] = {}
    for place, stated in enumerate(sums):
        while behind < len(known) and known[behind].end <= stated.piece.start:
            last = known[behind]
            begun = last.end
            behind += 1
        role, topic = _judged(plain, (start, end), last, begun, stated)
        if topic is not None:
            found[place] = topic
        last, begun = Verb(role, last.end, last.word), stated.piece.end
    return found


def _judged(
    plain: str, action: tuple[int, int], verb: Verb, begun: int, stated: StatedSum
) -> tuple[Role, Topic | None]:
    """As what the verb before a sum counts from there on, and what has to be asked about the sum."""
    start, end = action
    place, behind = stated.piece.start, stated.piece.end
    before = plain[max(begun, place - NEARBY) : place]
    if AWAY_BEHIND.match(plain, behind, end) or PERHAPS_PAID.match(plain, behind, end):
        return verb.role, Topic.SUM_PAID
    if _is_paid_anyway(plain, verb, before, behind, end):
        return Role.PAYS, None
    if verb.role is Role.CHANGES:
        return verb.role, Topic.SUM_RANGE
    if verb.role not in {Role.PAYS, Role.NONE}:
        return verb.role, Topic.SUM_PAID
    first = begun <= verb.end
    if verb.role is Role.NONE and first:
        return _at_first(plain, start, place, in_later_sentence=verb.end > start)
    return verb.role, None if first or _is_joined(before) else Topic.SUM_TOTAL


def _is_paid_anyway(plain: str, verb: Verb, before: str, behind: int, end: int) -> bool:
    """Whether the words around a sum say that it is paid: "ensure £200 is paid", "by a payment of £200"."""
    seen_to = verb.role in {Role.NONE, Role.GIVES} or verb.word in SEEN_TO
    if seen_to and PAID_BEHIND.match(plain, behind, end):
        return True
    given = verb.role is Role.GIVES and _is_given(plain, verb, before, behind, end)
    return given or BY_PAYING.search(before) is not None


def _at_first(plain: str, start: int, place: int, *, in_later_sentence: bool) -> tuple[Role, Topic | None]:
    """What is so of a sum that no verb stands before: "Payment of £200", "£300 for distress"."""
    if in_later_sentence:
        return Role.NONE, Topic.SUM_TOTAL
    above = _role_above(plain, start)
    to_somebody = above is Role.PAYS and DIRECTLY.match(f" {plain[start:place]}")
    if (AT_FIRST.match(plain, start, place) or to_somebody) and above not in {Role.TAKES_AWAY, Role.CHANGES}:
        return Role.PAYS, None
    return Role.NONE, Topic.SUM_PAID


def _role_above(plain: str, start: int) -> Role:
    """What the line that leads into a list says of what its items name: "The Council will waive:", "pay:"."""
    begin = max(0, start - ABOVE)
    stop = plain.rfind(":", begin, start)
    if stop < 0:
        return Role.NONE
    roles = [each.role for each in verbs(plain, max(begin, plain.rfind("\n", begin, stop)), stop)]
    return roles[-1] if roles else Role.NONE


def _is_given(plain: str, verb: Verb, before: str, behind: int, end: int) -> bool:
    """Whether a sum is what is given: "make a payment of £200", "send her £50", "provide £300 compensation"."""
    directly = not verb.word.startswith(("mak", "arrang")) and DIRECTLY.match(before)
    return bool(GIVEN.match(before) or directly or JOINED_ON.search(before) or GIVEN_BEHIND.match(plain, behind, end))


def _is_joined(link: str) -> bool:
    """Whether a sum is named beside the one before it: "£300 for distress and £200", not "£150 of the £400"."""
    *_, mark = None, *ITEM.finditer(link)
    if mark is not None:  # the next point of a list: "a) £300 to Mr B; b) £200"
        link = f", {link[mark.end() :]}"
    opened = link.rfind("(")
    if opened > link.rfind(")"):
        link = link[:opened]
    return COORDINATED.search(link) is not None
