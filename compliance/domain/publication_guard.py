"""The publication guard: what in a public summary of a service improvement may not be published (rule L3).

It names the place of whatever may be the name of a person, a case reference, an e-mail address, a phone or personal
number, a postcode, a date or a time limit. It decides nothing: a person changes the text, or overrules a finding with
a reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from compliance.domain.errors import Refused
from compliance.domain.publication_findings import Finding, GuardRules, What
from compliance.domain.publication_names import Names
from compliance.domain.publication_numbers import numbers
from compliance.domain.publication_plain import as_seen
from compliance.domain.publication_times import Times
from compliance.domain.publication_words import Phrases, Word, read_words
from compliance.domain.words import is_blank

# What an authority's name says of its kind: "Sutton" is meant by "London Borough of Sutton".
KIND_OF_BODY = re.compile(
    r"^(?:(?:the|royal|london|metropolitan|city|county|borough|district|council|and|of)\b[\s&]*)+"
    r"|[\s&]+(?:(?:london|metropolitan|city|county|borough|district|unitary|parish|town|council|mbc|authority)\b[\s&]*)+$",
    re.IGNORECASE,
)
SHOWN = 5


@dataclass(frozen=True)
class Overruling:
    """A finding that a person lets stand, and why."""

    words: str
    what: What
    reason: str

    def as_dict(self) -> dict[str, object]:
        """As it is stored and shown."""
        return {"words": self.words, "what": self.what.value, "reason": self.reason}


class Unpublishable(Refused):
    """A summary that may not be published as it stands; `findings` says why, in the order of the text."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        named = ", ".join(f"{each.words!r} ({each.what.value.replace('_', ' ')})" for each in self.findings[:SHOWN])
        more = f" and {len(self.findings) - SHOWN} more" if len(self.findings) > SHOWN else ""
        super().__init__(f"the summary may not be published: {named}{more}; change it, or overrule each with a reason")


class Guard:
    """The office's rules, made ready once for many texts; `bodies` are names of authorities, which may be named (K)."""

    def __init__(self, rules: GuardRules, bodies: Iterable[str] = ()) -> None:
        self._rules = rules
        named = [name for body in bodies for name in (body, KIND_OF_BODY.sub("", body))]
        self._allowed = Phrases([*rules.allowed, *named])

    def check(self, text: str, references: Iterable[str] = ()) -> list[Finding]:
        """Everything found in a text, in its order, no two in the same place; `references` are those of its case."""
        seen, places = as_seen(text)
        words = read_words(seen)
        spared = self._allowed.covered(words)
        found = [*self._in_words(seen, words, spared), *numbers(seen, self._rules.case_references, references)]
        allowed = _stretches(words, spared)
        return [_placed(text, places, each) for each in _apart(each for each in found if _place(each) not in allowed)]

    def _in_words(self, text: str, words: Sequence[Word], spared: set[int]) -> Iterator[Finding]:
        for name in Names(words, self._rules, spared):
            start, end = words[name.first].start, words[name.last].end
            yield Finding(start, end, text[start:end], What.NAME, name.why)
        for time in Times(words, self._rules.time_phrases):
            if not spared.issuperset(range(time.first, time.last + 1)):
                start, end = words[time.first].start, words[time.last].end
                yield Finding(start, end, text[start:end], time.what, time.why)


def _place(finding: Finding) -> tuple[int, int]:
    return finding.start, finding.end


def _placed(text: str, places: Sequence[int], finding: Finding) -> Finding:
    """A finding among the letters that are seen, as a place of the text itself: with what nobody sees within it."""
    start, end = places[finding.start], places[finding.end - 1] + 1
    return replace(finding, start=start, end=end, words=text[start:end])


def _stretches(words: Sequence[Word], spared: set[int]) -> set[tuple[int, int]]:
    """Start and end of each single word and each row of words that an allowed phrase covers."""
    found: set[tuple[int, int]] = set()
    first: int | None = None
    for at, word in enumerate(words):
        if at not in spared:
            first = None
            continue
        first = at if first is None else first
        found |= {(word.start, word.end), (words[first].start, word.end)}
    return found


def _apart(findings: Iterable[Finding]) -> list[Finding]:
    """The findings in the order of the text; of those that share a place the one that begins first, or is longest."""
    kept: list[Finding] = []
    for each in sorted(findings, key=lambda found: (found.start, -found.end, found.what)):
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return kept


def overrule(findings: Sequence[Finding], reasons: Mapping[str, str]) -> list[Overruling]:
    """What is overruled by reasons given for words of a text, each of its places at once.

    Raises Refused for words that were not found and for a missing reason, Unpublishable when a finding is left.
    """
    given = {_plain(words): reason.strip() for words, reason in reasons.items()}
    known = {_plain(each.words): each for each in findings}
    for words in reasons:
        if _plain(words) not in known:
            raise Refused(f"overrule: {words!r} was not found in the summary")
        if is_blank(given[_plain(words)]):
            raise Refused(f"reason: expected why {words!r} may stand in a public text")
    left = [each for each in findings if _plain(each.words) not in given]
    if left:
        raise Unpublishable(left)
    return [Overruling(known[words].words, known[words].what, reason) for words, reason in given.items()]


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()
