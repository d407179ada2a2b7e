"""What a period in a text is counted from: the decision, a report, an event, or what happens again and again."""

from __future__ import annotations

from dataclasses import dataclass, replace

from compliance.domain.agreed_action_marks import SURE_BULLETS
from compliance.domain.agreed_action_text import pattern
from compliance.domain.agreed_action_values import CountedFrom
from compliance.domain.agreed_action_verbs import VERBS

DAY_OF = (
    r"(?:(?:the )?(?:date|day|issue|issuing|publication) "
    r"(?:(?:of|on which|(?:shown |given |stated )?on|that|when) |(?=(?:the|this|my|our|your|we|I) ))){0,2}"
)
# "Issued by us", "from the Housing Ombudsman": ours, whoever else sends decision statements.
OURS = r"(?:us|me|this office|(?:the|an) (?:[a-z&]{1,20} ){0,6}?ombudsman)(?!')"
MADE = (
    r"(?: (?:statement|notice|letter|date))?"
    rf"(?:(?: (?:being|is|was|has been))? (?:issued|made|published|sent|given|reached|taken) by {OURS}"
    rf"| from {OURS}| (?:being|is|was|has been) (?:issued|made|published|final(?:ised)?)| becom(?:es|ing) final)?"
    r"(?: (?:in|on|about) this (?:case|complaint|matter|investigation))?"
)
# "The date we issue our final decision", "the Ombudsman making a final decision": ours, with or without an article.
WE_ISSUE = (
    r"(?:when )?(?:we|I|us|me|our|my|this office|(?:the|an) (?:[a-z&]{1,20} ){0,6}?ombudsman(?:'s)?)"
    r"(?: (?:have|has|having))? (?:issu(?:e|es|ed|ing)|mak(?:e|es|ing)|made|publish(?:es|ed|ing)?|reach(?:es|ed|ing)?"
    r"|send(?:s|ing)?|sent)(?: of)? "
)
WILL = r"(?:will|should|must|shall|(?:has |have )?(?:also |each |both )?agreed)"
# "The Council and the Care Provider will each": who is asked are two.
NAME = (
    r"(?:the )?(?:(?:(?-i:[A-Z])[a-z'-]{0,30}|council|trust|landlord|provider|practice|authority|board|of|for) ){1,6}?"
)
TWO_WILL = rf"{NAME}and {NAME}(?:each |both |jointly |also ){{0,1}}{WILL}\b"
BODY = r"(?:it|they|he|she|the (?:council|panel|tribunal|committee|board|court|school))"
# "Pay her £300 within a month of the decision for the distress caused": what is paid for, and no other decision.
PAID_FOR = (
    r"(?:each|every|all|any|not|having|failing|causing|missing|losing|[0-9]|how|what"
    r"|(?:the |its |their |his |her |this |that )?(?:[a-z'-]{1,20} ){0,3}?"
    r"(?:distress|faults?|delays?|injustice|time|trouble|inconvenience|upset|frustration|uncertainty|worry|anxiety|harm"
    r"|impact|failures?|failings?|loss(?:es)?|costs?|expenses|period|months?|weeks?|way))\b"
)
PAID_IN = (
    r"(?:full|total|writing|person|cash|addition|order|line|accordance|keeping|consultation|recognition"
    r"|acknowledge?ment|(?:an?|one|two|three|equal|monthly) [a-z]{1,20})\b"
)
# "The decision after the hearing", "being sent to him", "in his appeal": nobody can tell whose it is.
DOUBTFUL = (
    rf"(?:following|after|for(?! {PAID_FOR})|at(?! the (?:very )?latest)|in(?! {PAID_IN})"
    r"|with(?! (?:an?|interest|effect)\b)"
    r"|from(?! (?:[0-9]|(?:the|its|their) (?:[a-z'-]{1,20} ){0,3}?(?:accounts?|budgets?|funds?|reserves)\b))"
    r"|under|as to|regarding|relating|concerning|against|having(?! regard\b)"
    # The ombudsman decides complaints, and so do those complained about.
    r"|(?:on|about) (?:the|his|her|their|(?:mrs?|ms|miss|mx|dr) [a-z]{1,20}(?:'s)?) complaint)\b"
)
# "Provided he agrees" and "given the delay" are no words about where it went.
SENT = (
    r"(?:sent|communicated|notified|shared|explained|received|delivered"
    r"|(?:given|provided)"
    r"(?! (?:that|how|the|these|this|it|he|she|they|there|an?|no|its|his|her|their|mr|mrs|ms|miss|mx|dr)\b))"
)
# "We recommend that within a month of the decision the Council pays her": nobody pays a decision.
DOES = (
    r"(?:(?:apologis|pay|review|refund|reimburs|writ|train|remind|reassess|arrang|provid|meet|offer|updat|amend|complet|visit|send|remov"
    r"|correct|explain|carr(?=y|ies))(?:e?s|e|y|ies)?"
    # "The decision it makes" is another one; "it makes her a payment" is what is asked.
    r"|(?:issue|make)s?(?= (?:an?|its|his|her|him|them|any|all|both|payments?|mr|mrs|ms|miss|mx|dr)\b))"
)
# What follows on the word, whole: behind "being made by the panel" the bare word is not ours either.
OUGHT = (
    rf"(?! {DOUBTFUL}| {SENT}\b)"
    r"(?! (?!by (?:us|me|the ombudsman)\b)(?:to(?!:)|on|about|whether|not|by|of|made|that|which|taken|reached"
    r"|issued|published|being|is|was|has|having|statement|notice|letter|date)\b)"
    # "The decision it makes on the appeal" is another one; "of the decision it will pay her" lacks a comma only.
    rf"(?! {BODY} (?!{WILL}\b|{DOES}\b|and {NAME}(?:each |both |jointly |also ){{0,1}}{WILL}\b))"
)
OF = pattern(r" (?:of|from|after|following|beginning with|starting (?:on|from|with)|since) ")
# "Of receiving his bank details or the decision": two starts of one period.
A_DECISION = r"(?:the date of )?(?:the|this|my|our) (?:date of the )?(?:final )?decision\b"
OR_DECISION = pattern(rf",? (?:or|and|plus) (?:(?:of|from|after) )?{A_DECISION}")
OR_ELSE = pattern(
    r",? \(?or(?: else)?(?:,? if (?:later|earlier|sooner),?)? "
    r"(?P<of>(?:of|from|after|following) |(?=(?:the )?(?:date|day|receipt|completion|issue|publication) of|receiv"
    rf"|{A_DECISION}|(?:the|this|that|my|our|his|her|its|their|when) [^.;]{{1,120}}\bwhichever\b))"
)
# "Of this decision and receipt of his bank details": nobody says which of the two it is.
SOMEBODY = r"(?:him|his|her|them|their|it|its|(?:mr|mrs|ms|miss|mx|dr) [a-z]{1,20}(?:'s)?)"
ANOTHER_START = (
    r"(?=(?:the )?(?:date|day|receipt|completion|issue|publication) of|(?:receiving|getting|completing) "
    rf"|{A_DECISION}|{SOMEBODY} (?:provid|send|giv|supply|return|confirm|accept|agree)ing\b"
    r"|(?:the|his|her|its|their|our|my|any|(?:mr|mrs|ms|miss|mx|dr) [a-z]{1,20}'s)"
    r" (?:(?!will|should)[a-z'-]{1,20} ){0,4}?"
    r"(?:meeting|hearing|visit|inspection|receipt|report|agreement|acceptance|confirmation|completion|apology|payment"
    r"|(?:re)?assessment|survey|repairs|works)(?=[,;.]|\Z))"
)
AND_ELSE = pattern(rf",? and (?P<of>(?:of )?){ANOTHER_START}")
# "And upon receiving his invoices"; behind an action "and on receipt of them" may begin the next one.
UPON_ELSE = pattern(
    r",?(?: and)? (?P<of>(?:upon|on|after|following) )"
    r"(?=(?:receiving|getting|being (?:given|sent)|completing) )"
)
AND_UPON_ELSE = pattern(rf",? and (?P<of>(?:upon|on|after|following) ){ANOTHER_START}")
PLUS_ELSE = pattern(rf",? (?P<of>(?:plus|as well as|together with) ){ANOTHER_START}")
# "Of the later of my decision and the meeting".
ONE_OF_TWO = pattern(r"(?:whichever is )?(?:(?:the )?(?:later|latest|earlier|earliest|sooner|soonest) of|both) ")
WHICHEVER = pattern(
    r",? \(?(?:whichever (?:(?:date|day) )?(?:is|comes|falls|happens) (?:the )?(?:later|latest|sooner|soonest|earlier"
    r"|earliest|first|last)|if (?:later|earlier|sooner))\b\)?"
)
DECISION = pattern(
    rf"{DAY_OF}(?:(?:this|my|our|today's) (?:final |formal )?(?:decision|statement|determination){MADE}\b"
    rf"|{WE_ISSUE}(?:(?:this|my|our|its|his|her|the|a(?= final\b)) )?(?:final |formal )?"
    rf"(?:decision|statement|determination){MADE}\b"
    rf"|(?:the )?ombudsman's (?:final )?(?:decision|statement){MADE}\b"
    rf"|(?:the )?(?:date|day) of (?:the |this |my |our |today's )?(?:final )?decision{MADE}\b{OUGHT}"
    rf"|(?:the )?decision date\b{OUGHT}"
    rf"|(?:the )?(?:final )?decision{MADE}\b{OUGHT})"
)
PERHAPS_DECISION = pattern(
    rf"(?P<words>{DAY_OF}(?:the )?(?:final )?decision(?: (?:statement|notice|letter|date))?)"
    rf"(?: (?:being|is|was|has been|having been) {SENT}\b| {SENT}\b"
    r"| (?:made|taken|reached|issued|published)\b(?! by\b)"
    rf"|(?: (?:being|is|was|has been|having been) (?:issued|made|published))? {DOUBTFUL})"
)
# "It will make a fresh decision. Within a month of the decision": which of the two is it?
BARE = pattern(r"(?:the )?decision")
ANOTHER_DECISION = pattern(
    r"(?:\b(?:will|should|must|shall|agreed to|and|then|also)|[,:;•*-]|[0-9a-z][.)]) "
    r"(?:(?:make|issue|reach|take|reconsider|review|revis(?:it|e)|provide|give|send|re-?(?:make|take)|come to|arrive at"
    r"|notify|inform|tell|communicate|write(?: [^\x20\n.;:]{1,20}){1,5}? with)"
    r"(?: [^\x20\n.;:]{1,20}){1,5}?(?<!\bour)(?<!\bmy)(?<!\bthis)(?<!ombudsman's) decision\b"
    # "Decide his application again. Within two weeks of the decision"; what it does by then is no other one.
    r"|(?:(?:re-?)?decide|(?:re-?)?determine)(?: [^\x20\n.;:]{1,20}){1,15}[.;]"
    r"|(?:reconsider|reassess)(?: [^\x20\n.;:]{1,20}){1,5}? (?:application|appeal|claim|request|banding)\b)"
)
OF_OURS = (
    r"\b(?:of|from|after) (?:the |this |my |our )?(?:date of )?(?:the (?:ombudsman's )?|this |my |our )?"
    r"(?:ombudsman's )?(?:final )?decision\b"
)
OF_DECISION = pattern(OF_OURS)
# Such a limit that leads a list: "of the decision the Council will" and a colon.
OF_DECISION_LEADS = pattern(rf"{OF_OURS}[^.;:]{{0,100}}:")
LOOKED_BACK = 400
REPORT = pattern(
    rf"{DAY_OF}(?:{WE_ISSUE}(?:this|my|our|its|his|her|the|an?)|this|my|our|today's|the|(?:the )?ombudsman's)"
    r"(?: (?:final|public|published|public interest|investigation)){0,2} report\b"
    r"(?! (?:to|on|by|from|of|into|about)\b)"
)
# "The same date" is whichever was named before, and "this letter" may be the decision: a person says which.
NOW = pattern(
    rf"(?:{DAY_OF}(?:this|my|our) letter|today(?!')|now|this date"
    r"|(?:the|that) same (?:date|day|time|point)|that (?:date|day))\b(?! (?:of|on|when)\b)"
)
# "Within three months of it": what was named before it says what that is.
BEFORE_IT = pattern(r"(?:it|this|that|them|these|then)\b(?=[,;:.)]|\Z| (?:the|it|they|he|she|council|and) )")
THEREAFTER = pattern(r" (?:thereafter|afterwards)\b")
WHEN_GOT = pattern(r"(?:(?:the )?(?:date|day|receipt|issue) of |(?:receiving|making|getting|issuing|being) )")
WORD = pattern(r"[A-Za-z'-]{1,40}")
WORDS_LOOKED_AT = 5
AGAIN_AND_AGAIN = frozenset({"a", "an", "any", "each", "every", "all", "such"})
ONCE_WORDS = """
the this that these those it them him his her their its my our your mr mrs ms miss mx dr both completing completion
"""
ONCE = frozenset(ONCE_WORDS.split())
LONGEST_EVENT = 200
STOP = pattern(
    rf"[,;:.](?=\s|\Z)|\n\n|\)|\"|\n[-*]|[{SURE_BULLETS}]| \(?whichever\b"
    # The mark of the next item, in a list that has become one line.
    r"| \(?(?:[a-z]|[0-9]{1,2}|[ivx]{2,4})\)(?= )| [0-9]{1,2}\.(?= (?-i:[a-z]))"
    # "The review it will": who is asked stands right before "will", and not two words before it.
    r"| (?:the [a-z'-]{1,30}|it|they|council [a-z])(?: (?!(?:it|they) )[a-z'-]{1,30})?"
    r" (?:will|should|must|shall|(?:has|have) agreed)\b"
    rf"| {TWO_WILL}"
    r"| to (?:apologise|pay|review|refund|write|provide|send)\b"
)
# "Of the review meeting issue an amended plan": the name of the event ends where the action begins.
LEADING = pattern(
    r"(?:\A|[:;)*•◦▪‣·●○]|\n-|[0-9a-z][.)]|\b(?:will|should|must|shall|and|then|also|agreed to)),?(?: )?\Z"
)
LONGEST_LEADING = 60
JOINED_VERB = pattern(r" and(?: (?:then|also|to|will)){0,2} (?P<verb>[a-z]{2,20})\b")
ACTION = pattern(
    r"(?P<before>[a-z0-9'-]{1,40}) (?P<verb>[a-z]{2,20})"
    r"(?=(?: to| for)? (?:an?|its|his|her|their|this|these|those|it|him|them|all|any|each|both|mr|mrs|ms|miss|mx|dr)\b"
    r"(?! (?:will|should|must|shall)\b)"
    r"|(?: to| for)? the (?!council|authority|trust|panel|provider|landlord|ombudsman)| £)"
)
TO_OR_FOR = pattern(r" (?:to|for)\b")
WITH_TO_OR_FOR = frozenset({"write", "apologise", "apologize", "respond", "reply"})
NO_ACTION_BEHIND_WORDS = """
the a an this that these those its his her their our my to not will would must should can may could they we you who
he she mr mrs ms miss mx dr and or of for with in
"""
NO_ACTION_BEHIND = frozenset(NO_ACTION_BEHIND_WORDS.split())
# "Within two weeks of that write to her": no review or report that is pointed at.
POINTED_AT = frozenset({"this", "that", "these", "those"})
NO_NOUNS = frozenset({"apologise", "apologize", "inform", "pay", "respond", "send", "tell", "write"})
A_CLAUSE = pattern(r" (?:date|day|time|when|that|which|who|whom|if)\b")
HAS_HAPPENED = pattern(r"\b(?:has|have|is|are|was|were|been)\b")
SOMEBODY_WILL = pattern(r", (?:[a-z0-9'-]{1,40} ){1,6}?(?:will|should|must|shall|has agreed|have agreed)\b")


@dataclass(frozen=True)
class Counted:
    """What a period is counted from, and where those words end; `event` is where the words of an event stand.

    `again` is True for what happens to many and often, such as "an application": then it is no anchor of a deadline.
    `perhaps_again` is True where only the lack of an article says so: "receipt".
    `of_it` is True where it is only pointed at: "within three months of it".
    """

    anchor: CountedFrom
    end: int
    event: tuple[int, int] | None = None
    again: bool = False
    of_it: bool = False
    perhaps_again: bool = False


def is_leading(plain: str, place: int) -> bool:
    """Whether time words at a place stand before the words of an action: "Within 1 month of", "and, within"."""
    before = plain[max(0, place - LONGEST_LEADING) : place]
    return plain[place : place + 1].isupper() or LEADING.search(before) is not None


def counted_from(plain: str, place: int, *, leading: bool = False) -> Counted:
    """What the period that ends at a place is counted from; `leading` where an action may follow without a comma."""
    link = OF.match(plain, place)
    if link is None:
        if later := THEREAFTER.match(plain, place):
            return Counted(CountedFrom.UNSTATED, later.end(), of_it=True)
        return Counted(CountedFrom.UNSTATED, place)
    if one_of_two := ONE_OF_TWO.match(plain, link.end()):
        return Counted(CountedFrom.UNSTATED, _event_end(plain, one_of_two.end(), leading=leading))
    return _counted_at(plain, place, link.end(), leading=leading)


def counted_or(plain: str, place: int, *, leading: bool) -> tuple[int, Counted] | None:
    """What a period that ends at a place is counted from "or" else, and where that begins; None without another.

    "Of the decision or receipt of his bank details, whichever is later", "of the decision and receipt": a person says
    which it is.
    """
    known = (OR_ELSE, AND_ELSE, PLUS_ELSE, UPON_ELSE, *((AND_UPON_ELSE,) if leading else ()))
    link = next(filter(None, (each.match(plain, place) for each in known)), None)
    if link is None or (link.re is UPON_ELSE and not leading and _begins_action(plain, link.end())):
        return None
    counted = _counted_at(plain, link.end(), link.end(), leading=leading)
    behind = WHICHEVER.match(plain, counted.end)
    return link.start("of"), replace(counted, end=behind.end() if behind else counted.end, again=False)


def _begins_action(plain: str, start: int) -> bool:
    """Whether an event leads to an action of its own: "and upon receiving his invoices refund them"."""
    return action_within(plain, start, event_end(plain, start)) is not None


def _counted_at(plain: str, place: int, start: int, *, leading: bool) -> Counted:
    """The same where the words begin that say what a period is counted from, which ends at a place."""
    for anchor, known in ((CountedFrom.DECISION, DECISION), (CountedFrom.REPORT, REPORT), (CountedFrom.UNSTATED, NOW)):
        if found := known.match(plain, start):
            another = anchor is CountedFrom.DECISION and _may_be_another(plain, place, *found.span())
            return Counted(CountedFrom.UNSTATED if another else anchor, found.end())
    if found := BEFORE_IT.match(plain, start):
        return Counted(CountedFrom.UNSTATED, found.end(), of_it=True)
    end = _event_end(plain, start, leading=leading)
    if perhaps := PERHAPS_DECISION.match(plain, start, end):
        # Behind an action nobody can tell where those words end either: they stay with it, and so does "and cancel it".
        close = not leading or _joins_action(plain, perhaps.end(), end)
        return Counted(CountedFrom.UNSTATED, perhaps.end("words") if close else end)
    event = (start, end)
    again = _happens_again(plain, *event)
    return Counted(CountedFrom.EVENT, event[1], event, again=again is not False, perhaps_again=again is None)


def _event_end(plain: str, start: int, *, leading: bool) -> int:
    """Where the words of an event end, also before another start of the same period, or an action without a comma."""
    end = event_end(plain, start)
    if other := OR_DECISION.search(plain, start, end):
        end = other.start()
    action = action_within(plain, start, end) if leading else None
    return action if action and not A_CLAUSE.search(plain, start, action) else end


def _joins_action(plain: str, start: int, end: int) -> bool:
    """Whether an action is joined with "and" between two places."""
    return any(found["verb"].lower() in VERBS for found in JOINED_VERB.finditer(plain, start, end))


def _may_be_another(plain: str, place: int, start: int, end: int) -> bool:
    """Whether "the decision" may be one that was asked for before it.

    It is ours where something was counted from ours behind that, or that stands in a list that is counted from it.
    """
    if BARE.fullmatch(plain[start:end]) is None:
        return False
    found = list(ANOTHER_DECISION.finditer(plain, max(0, place - LOOKED_BACK), place))
    if not found or OF_DECISION.search(plain, found[-1].end(), place):
        return False
    another = found[-1]
    return OF_DECISION_LEADS.search(plain, max(0, another.start() - LOOKED_BACK), another.start() + 1) is None


def event_end(plain: str, start: int) -> int:
    """Where the words of an event end: at the next comma or full stop, or where somebody is asked for something."""
    furthest = min(len(plain), start + LONGEST_EVENT)
    stop = STOP.search(plain, start, furthest)
    end = stop.start() if stop else furthest
    while end > start and plain[end - 1] in " \n":
        end -= 1
    return end


def happened_end(plain: str, start: int, *, leading: bool) -> int:
    """Where the words end that say what has happened: "the panel has met", and not "the panel has met issue a plan"."""
    end = event_end(plain, start)
    action = action_within(plain, start, end) if leading else None
    return action if action is not None and HAS_HAPPENED.search(plain, start, action) else end


def action_within(plain: str, start: int, end: int) -> int | None:
    """Where the words of an event go over into an action, one letter behind the event; None where they do not."""
    if SOMEBODY_WILL.match(plain, end):
        return None
    for found in ACTION.finditer(plain, start, end):
        verb = found["verb"].lower()
        before = found["before"].lower()
        joined = TO_OR_FOR.match(plain, found.end()) is None or verb in WITH_TO_OR_FOR
        free = before not in NO_ACTION_BEHIND or (before in POINTED_AT and verb in NO_NOUNS)
        if verb in VERBS and joined and free:
            return found.end("before")
    return None


def _happens_again(plain: str, start: int, end: int) -> bool | None:
    """Whether an event is one of a kind: "an application", "receiving each request"; None for "referral"."""
    while start < end and (got := WHEN_GOT.match(plain, start, end)):
        start = got.end()
    for found, _ in zip(WORD.finditer(plain, start, end), range(WORDS_LOOKED_AT), strict=False):
        word = found[0].lower()
        if word in AGAIN_AND_AGAIN:
            return True
        if word in ONCE or word.endswith("'s"):
            return False
    # Without an article it may be one of a kind, unless it is a name.
    return False if start < end and plain[start].isupper() else None
