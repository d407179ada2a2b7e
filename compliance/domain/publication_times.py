"""Finds dates and time limits for carrying out an improvement in a public summary (rule L3).

A time that is part of what the improvement is about is no such limit: "reviews plans every 12 months", "within 20
working days of receiving a complaint", "the statutory 20 weeks", "out of school for more than 15 days".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from compliance.domain.publication_dates import MONTHS, SEASONS, SHORT_MONTHS, WEEKDAYS, Dates
from compliance.domain.publication_findings import What
from compliance.domain.publication_words import Phrases, Word, word_set

NEARBY = 8
UNTIL = frozenset({"by", "before", "until", "till"})
FILLERS = word_set(
    "the a end start beginning middle close of on at noon midday latest early late mid about around "
    "monday tuesday wednesday thursday friday saturday sunday"
)
CLOCK = re.compile(r"\d{1,2}(?:am|pm)", re.IGNORECASE)
EDGES = frozenset({"end", "start", "beginning", "middle", "close"})
WHICH = frozenset({"the", "this", "next", "that", "current", "coming", "following"})
EACH = frozenset({"each", "every", "any", "a"})
KINDS_OF_TIME = word_set("school academic financial calendar autumn spring summer winter working") | SEASONS
TIMES = frozenset({"term", "year", "month", "week", "quarter", "fortnight", "christmas", "easter"}) | SEASONS
SPELLS = frozenset({"week", "month", "term", "quarter", "year"})
BEHIND_TIMES = frozenset({"and", "or", "but", "it", "they", "we", "the", "by", "with", "at", "for", "to"})
UNITS = word_set(
    "minute minutes hour hours day days week weeks fortnight fortnights month months quarter quarters term terms "
    "year years hr hrs wk wks mth mths yr yrs"
)
# Units that need no number: within weeks.
VAGUE = frozenset({"hours", "days", "weeks", "months"})
KINDS_OF_UNIT = word_set("working calendar school business full further more additional clear consecutive")
NUMBERS = word_set(
    "a an one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty ninety couple few several"
)
NUMBER = re.compile(r"\d{1,3}(?:-\d{1,3})?|(?:twenty|thirty|forty|fifty)-[a-z]+")
# A number and its unit in one: 12wks.
GLUED = re.compile(r"\d{1,3}(?:h|hr|hour|d|day|w|wk|week|m|mth|month|y|yr|year)s?")
COMPOUND = re.compile(r"(?:\d{1,3}|[a-z]+)-(?:hour|day|week|month|term|year)s?")
ABOUT = word_set("about around approximately roughly just only maximum of no more than at most up to")
COMING = frozenset({"next", "coming", "following"})
WITHIN = frozenset({"within", "inside"})
COUNTING = frozenset({"once", "twice", "times"})
LASTING = frozenset({"within", "in", "over", "for", "during", "inside"})
ANCHORING = frozenset({"of", "from", "after", "following", "since", "starting", "beginning"})
OURS = word_set(
    "decision decisions report reports statement recommendation recommendations letter today now ombudsman ombudsman's"
)
OWN_PROCESS = word_set(
    "receipt receiving receives received request requests application applications applying referral referrals "
    "complaint complaints assessment assessments meeting meetings review reviews notification notice birth contact "
    "hearing placement discharge appeal appeals enquiry enquiries move invoice offer order inspection visit incident "
    "deadline admission tenancy panel event"
)
NEITHER = frozenset({"a", "an", "any", "each", "every", "all", "being", "its", "their", "when"})
OLD = frozenset({"old", "olds", "group", "groups"})
STATUTORY = frozenset({"statutory", "legal", "prescribed"})
REPORTING = frozenset({"us", "ombudsman"})

# A date or time limit begins with a digit, with a number in words, or with one of these.
STARTS = MONTHS | SHORT_MONTHS | SEASONS | UNTIL | LASTING | COMING | {"every", "each", "this"}

DATED = "a date"
ENDS = "a time limit: it says until when"
COUNTED = "a time limit: it says within what time"
OF_DECISION = "a time limit counted from the decision"
REPORTED = "how often something is reported to the ombudsman"
PROMPT = "words that are a time limit at this office"


class Time(NamedTuple):
    """The numbers of the first and the last word of a date or time limit, what it is, and why."""

    first: int
    last: int
    what: What
    why: str


class Times:
    """Looks for dates and time limits among the words of one text; `prompt` are the office's words for "at once"."""

    def __init__(self, words: Sequence[Word], prompt: Phrases) -> None:
        self.words = words
        self.prompt = prompt
        self.dates = Dates(words)
        self.sentences = list(accumulate(int(word.begins) for word in words))
        self.reporting = {
            sentence
            for sentence, word in zip(self.sentences, words, strict=True)
            if word.folded in REPORTING and word.text != "US"
        }

    def __iter__(self) -> Iterator[Time]:
        at = 0
        while at < len(self.words):
            found = self._time(at) or self._prompt(at)
            if found is not None:
                yield found
                at = found.last + 1
            else:
                at += 1

    def _time(self, at: int) -> Time | None:
        folded = self.words[at].folded
        if folded not in STARTS and not folded[0].isdecimal() and folded.partition("-")[0] not in NUMBERS:
            return None
        return self._date(at) or self._until(at) or self._period(at) or self._every(at) or self._coming(at)

    def _folded(self, at: int) -> str:
        return self.words[at].folded if 0 <= at < len(self.words) else ""

    def _same_sentence(self, at: int, other: int) -> bool:
        return other < len(self.words) and self.sentences[at] == self.sentences[other]

    def _date(self, at: int) -> Time | None:
        last = self.dates.at(at)
        if last is None or self._folded(at - 1) in ("each", "every"):
            return None
        lead = self._lead(at)
        if lead is not None:
            return Time(lead, last, What.TIME_LIMIT, ENDS)
        weekday = at - 1 if self._folded(at - 1) in WEEKDAYS else at
        return Time(weekday, last, What.DATE, DATED)

    def _coming(self, at: int) -> Time | None:
        """Next Tuesday, this Friday, next month; not "the next month's figures", nor "next year group"."""
        which = self._folded(at) in COMING or self._folded(at) == "this"
        if not which or not self._same_sentence(at, at + 1):
            return None
        if self._folded(at + 1) in WEEKDAYS:
            return Time(at, at + 1, What.DATE, DATED)
        ends = at + 2 == len(self.words) or not self.words[at + 2].joined or self._folded(at + 2) in BEHIND_TIMES
        if self._folded(at) == "next" and self._folded(at - 1) != "the" and self._folded(at + 1) in SPELLS and ends:
            return Time(at, at + 1, What.TIME_LIMIT, ENDS)
        return None

    def _lead(self, at: int) -> int | None:
        """The first word of what makes a date a limit: by, before, no later than, by the end of."""
        here = at - 1
        while at - here < NEARBY and self._is_filler(here):
            here -= 1
        if here < 0 or not self._same_sentence(here, at):
            return None
        if self._folded(here) == "than" and self._folded(here - 1) == "later":
            return here - 2 if self._folded(here - 2) in ("no", "not") else here - 1
        return here if self._folded(here) in UNTIL else None

    def _is_filler(self, at: int) -> bool:
        folded = self._folded(at)
        return folded in FILLERS or CLOCK.fullmatch(folded) is not None

    def _until(self, at: int) -> Time | None:
        """By the end of term, before Christmas, by Friday, by next month."""
        if self._folded(at) not in UNTIL:
            return None
        here = at + 1
        if self._folded(here) == "the" and self._folded(here + 1) in EDGES:
            here += 1
        edge = self._folded(here) in EDGES and self._folded(here + 1) == "of"
        here += 2 * edge
        which = self._folded(here) in WHICH
        here += which
        while self._folded(here) in KINDS_OF_TIME and self._folded(here + 1) in TIMES:
            here += 1
        last = here if self._folded(here) in TIMES or self._folded(here) in WEEKDAYS else None
        named = self._folded(here) in WEEKDAYS or self._folded(here) in ("christmas", "easter")
        season = self._folded(here) in SEASONS or (here > at + 1 and self._folded(here - 1) in SEASONS)
        if last is None or not self._same_sentence(at, last) or not (edge or named or season or which):
            return None
        return Time(at, last, What.TIME_LIMIT, ENDS)

    def _period(self, at: int) -> Time | None:
        """Within three months, over the next six weeks, one month from our decision."""
        folded = self._folded(at)
        start = at + 1
        if folded in LASTING and self._folded(start) == "the" and self._folded(start + 1) in COMING:
            last = self._length(start + 2, bare=UNITS)
            return self._counted(at, last) if last is not None else None
        if folded in WITHIN or folded == "in":
            last = self._length(self._after_about(start), bare=VAGUE) if folded in WITHIN else self._length(start)
            return None if last is None or self._is_content(at, last) else self._counted(at, last)
        last = self._length(at)
        anchor = None if last is None else self._anchor(last)
        if last is None or not isinstance(anchor, int) or anchor == last:
            return None
        return Time(at, anchor, What.TIME_LIMIT, OF_DECISION)

    def _after_about(self, at: int) -> int:
        here = at
        while here - at < NEARBY and (
            self._folded(here) in ABOUT or (self._folded(here) == "a" and self._folded(here + 1) == "maximum")
        ):
            here += 1
        return here

    def _length(self, at: int, *, bare: frozenset[str] = frozenset()) -> int | None:
        """The last word of a length of time that begins with word `at`; `bare` are units that need no number."""
        here = self._after_number(at)
        if here == at and GLUED.fullmatch(self._folded(at)):
            return at
        if COMPOUND.fullmatch(self._folded(here)):  # within a three-month period
            return here if here > at or bare else None
        if here == at:
            return here if self._folded(here) in bare else None
        while self._folded(here) in KINDS_OF_UNIT:
            here += 1
        unit = self._folded(here) in UNITS and self._same_sentence(at, here)
        return here if unit and self._folded(here + 1) not in OLD else None

    def _after_number(self, at: int) -> int:
        """The word after a number: three, 12, a couple of, two to four, twelve (12)."""
        here = at
        while here - at < NEARBY and self._is_number(here):
            here += 1
            if self._folded(here) in ("of", "to", "or") and (
                self._is_number(here + 1) or self._folded(here - 1) == "couple"
            ):
                here += 1
        return here

    def _is_number(self, at: int) -> bool:
        return self._folded(at) in NUMBERS or NUMBER.fullmatch(self._folded(at)) is not None

    def _is_content(self, at: int, last: int) -> bool:
        """Whether a length of time is what the service works to, and not by when it is improved."""
        # "twice in a year" counts, "in a month's time" limits, and so does "in a fortnight".
        if self._folded(at) == "in" and self._folded(at + 1) in ("a", "an") and self._folded(last + 1) != "time":
            return self._folded(last) != "fortnight" or self._folded(at - 1) in COUNTING
        if any(self._folded(here) in STATUTORY for here in range(max(0, at - 4), at)):
            return True
        return self._anchor(last) is None

    def _anchor(self, last: int) -> int | None:
        """The last word of what a length of time counts from: `last` for nothing, None for a step of the service."""
        if self._folded(last + 1) not in ANCHORING or not self._same_sentence(last, last + 1):
            return last
        if self._folded(last + 2) in NEITHER or self._folded(last + 2).endswith("ing"):
            return None
        for here in range(last + 2, last + 2 + NEARBY):
            if not self._same_sentence(last, here) or self._folded(here) in OWN_PROCESS:
                return None if self._folded(here) in OWN_PROCESS else last
            if self._folded(here) in OURS:
                return here
        return last

    def _counted(self, at: int, last: int) -> Time:
        anchor = self._anchor(last)
        return Time(at, last if anchor is None else anchor, What.TIME_LIMIT, COUNTED)

    def _every(self, at: int) -> Time | None:
        """Every six weeks: found only where the sentence is about telling the ombudsman; else it is content."""
        if self._folded(at) not in ("every", "each") or self.sentences[at] not in self.reporting:
            return None
        last = self._length(at + 1, bare=UNITS)
        return None if last is None else Time(at, last, What.TIME_LIMIT, REPORTED)

    def _prompt(self, at: int) -> Time | None:
        length = self.prompt.starting(self.words, at)
        return Time(at, at + length - 1, What.TIME_LIMIT, PROMPT) if length else None
