"""Where the words of an action begin and end: behind and before limits, marks and small words (L2, D2)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from compliance.domain.agreed_action_requests import introduces, request
from compliance.domain.agreed_action_text import pattern, sentences
from compliance.domain.agreed_action_times import Said, TimeWords

EDGE = " \n,;:.\"'"
# "First, apologise. Second, pay her £200.": what an action is counted with is no part of it.
COUNTING = (
    r"(?:(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|final)(?:ly)?|next|also|additionally"
    r"|further(?:more)?|in addition|separately)(?=,|:)"
)
SMALL_WORDS = pattern(rf"(?:{COUNTING}|(?:and|or|also|now|then|therefore|that|to|each|jointly)(?= |,|:))")
LAST_WORDS = pattern(
    r" (?:and|or)(?:,? if (?:later|earlier|sooner))?(?: also)?(?: then)?(?: (?:to|will|has agreed to))?\Z"
)
# "Write to Ms G. Do this within a month": the words that only lead to the limit go with it.
DO_SO = pattern(
    r"(?:[.;] (?:(?:it|they|the council) (?:will|should|must|shall|has agreed to) )?(?:to )?"
    r"(?:do|complete|finish|carry out)(?: all)?(?: of)? (?:this|so|it|that|these)"
    r"|[.;] (?:this|these|it|that) (?:should|must|will|is to|are to)(?: all)? (?:be (?:done|completed?)|happen)"
    r"|,?(?: and)?(?: to)? (?:do|doing) (?:so|this)|,? (?:and|but),? in any (?:event|case),?)(?: )?\Z"
)
LONGEST_DO_SO = 80
LONGEST_HEADING = 200
# "For Mr C:" beneath a list of what is to be done.
FOR_WHOM = pattern(r"(?:for|regarding|as to|in relation to|in respect of|with regard to) [^.;:]{1,120}:\Z")


class Edges:
    """The time words of a text, and the edges of what stands between them; those in `content` are no limits."""

    def __init__(self, plain: str, times: Sequence[TimeWords]) -> None:
        self.plain = plain
        self.content: dict[TimeWords, str] = {}
        self._times = times
        self._starts = [each.start for each in times]

    def times(self, start: int, end: int) -> Sequence[TimeWords]:
        """The time words that begin between two places."""
        return self._times[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def after_limits(self, start: int, end: int) -> int:
        """The first place behind the limits and small words that something begins with."""
        while True:
            place = self.skip(start, end)
            here = [each for each in self.times(place, place + 1) if each not in self.content]
            if place >= end or not here:  # one that begins at the end stands behind what is looked at
                return place
            start = min(here[0].end, end)

    def begins_with_limit(self, start: int, end: int) -> bool:
        """Whether a limit stands first, small words before it left out: "and within two months"."""
        place = self.skip(start, end)
        return place < end and any(each.said is Said.LIMIT for each in self.times(place, place + 1))

    def has_limit(self, start: int, end: int) -> bool:
        """Whether a limit begins between two places."""
        return any(each.said is Said.LIMIT for each in self.times(start, end))

    def only_limits(self, start: int, end: int) -> bool:
        """Whether there is nothing but limits and small words: "and within two months:"."""
        return self.begins_with_limit(start, end) and self.after_limits(start, end) >= end

    def heading(self, start: int, end: int) -> TimeWords | None:
        """The limit with a capital that words end with, as a heading does: "pay him £200 Within three months"."""
        for each in self.times(max(start, end - LONGEST_HEADING), end):
            if self.plain[each.start].isupper() and self.only_limits(each.start, end):
                return each
        return None

    def only_leads(self, start: int, end: int) -> bool:
        """Whether the last sentence asks for nothing itself: "Within a month it will:", "by 1 May", "For her:"."""
        plain = self.plain
        *_, (start, end) = sentences(plain, start, end)
        if asked := request(plain, start, end):
            return self.after_limits(asked.start, end) >= end or introduces(plain, self.skip(asked.start, end), end)
        begin = self.after_limits(start, end)
        return begin >= end or FOR_WHOM.match(plain, begin, end) is not None

    def skip(self, start: int, end: int) -> int:
        """The first place behind marks and small words."""
        plain = self.plain
        while start < end:
            if plain[start] in EDGE:
                start += 1
            elif small := SMALL_WORDS.match(plain, start, end):
                start = small.end()
            else:
                break
        return start

    def trimmed(self, start: int, end: int) -> tuple[int, int]:
        """The words of an action without the limits, marks and small words at both ends."""
        first = self.after_limits(start, end)
        if first >= end:
            return start, end
        last, plain = end, self.plain
        ends = {each.end: each.start for each in self.times(first, end) if each not in self.content}
        while last > first:
            if plain[last - 1] in EDGE:
                last -= 1
            elif (word := LAST_WORDS.search(plain[max(first, last - 60) : last])) is not None:
                last -= len(word[0])
            elif last in ends and ends[last] > first:
                last = ends[last]
                dangling = DO_SO.search(plain[max(first, last - LONGEST_DO_SO) : last])
                last -= len(dangling[0]) if dangling else 0
            else:
                break
        return first, last
