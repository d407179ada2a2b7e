"""What was typed about proposals when the text they were read from was corrected: kept, read anew, or gone (L2).

Nothing goes in silence: what cannot stand any more as it was typed is said, with the words that were typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from compliance.domain.agreed_action_again import still_there
from compliance.domain.agreed_action_values import Proposal, Reading
from compliance.domain.wording import called
from compliance.web.forms import PARTS, Entered
from compliance.web.log.followed import Before, follow
from compliance.web.log.suggested import fields_of, name, title_of

Fields = Mapping[str, list[str]]
REFERENCE = "reference"
DATES = ("due", "ended", "review")
BY_WHEN = ("by", "period", "wait", "waits", "then", *(f"{day}-{part}" for day in DATES for part in PARTS))
# What is read together: where one of them is read otherwise, all of them are read anew.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "What the authority is to do": ("action",),
    "Kind": ("kind",),
    "Categories": ("categories",),
    "By when": BY_WHEN,
    "Sums of money": ("sums",),
}
# What is never read, but typed.
TYPED: Mapping[str, tuple[str, ...]] = {
    "Reference": (REFERENCE,),
    "Whose it is": ("body",),
    "Evidence expected": ("evidence",),
    "What the authority says to this one": ("response",),
    "Public summary": ("summary",),
}
# What is chosen before it is said says nothing by itself.
CHOSEN = frozenset({"by", "wait"})


@dataclass(frozen=True)
class Note:
    """What became of one recommendation: `number` is the one it has now, None for one that is gone.

    `anew` are the fields that were read anew, none where all of it was; `typed` is what had been typed into them.
    `waited` is the recommendation it waited for where that is gone: then it waits for nothing yet, and all else stands.
    """

    number: int | None
    title: str
    anew: tuple[str, ...] = ()
    typed: tuple[tuple[str, str], ...] = ()
    waited: str = ""


@dataclass(frozen=True)
class References:
    """How proposals are called: those of a case from a first number on."""

    case: str
    first: int

    def of(self, number: int) -> str:
        """What the proposal of that number is called unless somebody calls it otherwise."""
        return f"{self.case}-{self.first + number - 1}"


@dataclass
class Corrected:
    """A form whose text or case was corrected: what it holds now, and what is to be said of it."""

    before: Reading
    after: Reading
    form: Entered
    called: References
    calls: References
    most: int
    typed: dict[str, list[str]] = field(default_factory=dict)
    numbers: list[int] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    moved: dict[int, int] = field(default_factory=dict)

    def settle(self, numbers: Sequence[int]) -> Entered:
        """Let each stand that still does, in the order of the text, then those that were added by hand."""
        self.typed = {key: said for key, said in self.form.typed.items() if not _is_of_one(key)}
        same = still_there(self.before.proposals, self.after.proposals)
        before = {each.number: each for each in self.before.proposals}
        was = {now: before[number] for number, now in same.items()}
        for each in self.after.proposals:
            old = was.get(each.number)
            if old is None:
                self._put(each)
            elif old.number in numbers:
                self._keep(old, each)
        for number in numbers:
            if number not in before:
                self._keep_added(number)
            elif number not in same:
                self._tell(None, number, _title_in(self.form, number), self._read(self.before, before[number]))
        self._follow(same | self.moved, [*numbers, *(each for each in before if each not in numbers)])
        return Entered(self.typed, self.form.files, self.form.errors)

    def _put(self, proposal: Proposal) -> None:
        """One that was not there in these words: as it is read."""
        self._stand(proposal.number, self._read(self.after, proposal) | {REFERENCE: [self.calls.of(proposal.number)]})
        if self.before.proposals:
            self.notes.append(Note(proposal.number, title_of(proposal.action)))

    def _keep(self, old: Proposal, new: Proposal) -> None:
        """One that is there in the same words: as it was typed, but for what is read otherwise now."""
        was, now, typed = self._read(self.before, old), self._read(self.after, new), _typed(self.form, old.number)
        anew = {label: group for label, group in GROUPS.items() if _only(was, group) != _only(now, group)}
        gone = {each for group in anew.values() for each in group} | ({"body"} if old.body != new.body else set())
        kept = {what: said for what, said in typed.items() if what not in gone}
        self._stand(new.number, kept | {what: now[what] for what in gone & now.keys()} | self._named(typed, old, new))
        self.moved[old.number] = new.number
        if anew:
            lost = {what: said for what, said in typed.items() if what in gone and said != now.get(what)}
            self.notes.append(Note(new.number, title_of(new.action), tuple(anew), _words_of(lost, was)))

    def _keep_added(self, number: int) -> None:
        """One that was added by hand stands behind those of the text; an empty one, and what has no room, does not."""
        typed = _typed(self.form, number)
        said = _words_of(typed, {REFERENCE: [self.called.of(number)]})
        if not said:
            return
        if len(self.numbers) >= self.most:
            self._tell(None, number, _title_in(self.form, number), {})
            return
        now = max([*self.numbers, *(each.number for each in self.after.proposals)], default=0) + 1
        named = {REFERENCE: [self.calls.of(now)]} if typed.get(REFERENCE) == [self.called.of(number)] else {}
        self._stand(now, typed | named)
        self.moved[number] = now

    def _follow(self, now: Mapping[int, int], were: Sequence[int]) -> None:
        """Let each that waits for another go on waiting for it, and say which cannot: that one is gone (D2)."""
        before = [
            Before(
                self.form.value(name(number, REFERENCE)).strip() or self.called.of(number),
                _title_in(self.form, number),
                now.get(number),
            )
            for number in were
        ]
        names = {number: self.calls.of(number) for number in now.values()}
        names |= {number: next(iter(self.typed.get(name(number, REFERENCE), [""]))) for number in self.numbers}
        followed = follow(self.typed, self.numbers, before, names)
        self.typed = followed.typed
        for number, waited in followed.lost.items():
            note = next((each for each in self.notes if each.number == number), None)
            title = title_of("".join(self.typed.get(name(number, "action"), [])))
            if note is not None:
                self.notes.remove(note)
            self.notes.append(replace(note or Note(number, title), waited=waited))

    def _named(self, typed: Fields, old: Proposal, new: Proposal) -> dict[str, list[str]]:
        """Its reference, where nobody has typed another: it goes with the number and the case."""
        return {REFERENCE: [self.calls.of(new.number)]} if typed.get(REFERENCE) == [self.called.of(old.number)] else {}

    def _stand(self, number: int, fields: Fields) -> None:
        self.numbers.append(number)
        self.typed |= {name(number, what): said for what, said in fields.items()}

    def _tell(self, number: int | None, was: int, title: str, read: Fields) -> None:
        typed = _words_of(_typed(self.form, was), dict(read) | {REFERENCE: [self.called.of(was)]})
        self.notes.append(Note(number, title, typed=typed))

    @staticmethod
    def _read(reading: Reading, proposal: Proposal) -> dict[str, list[str]]:
        stem = name(proposal.number, "")
        return {key.removeprefix(stem): said for key, said in fields_of(proposal, reading.questions).items()}


def _is_of_one(key: str) -> bool:
    stem, _, rest = key.partition("-")
    return bool(rest) and stem[:1] == "r" and stem[1:].isdigit()


def _typed(form: Entered, number: int) -> dict[str, list[str]]:
    """What stands in the form of one recommendation, by the names of its fields; what is empty is nothing."""
    stem = name(number, "")
    found = {key.removeprefix(stem): said for key, said in form.typed.items() if key.startswith(stem)}
    return {what: [each.replace("\r\n", "\n") for each in said] for what, said in found.items() if any(said)}


def _title_in(form: Entered, number: int) -> str:
    return title_of(form.value(name(number, "action"))) or form.value(name(number, REFERENCE))


def _only(fields: Fields, group: Iterable[str]) -> dict[str, list[str]]:
    return {what: fields[what] for what in group if what in fields}


def _words_of(typed: Fields, read: Fields) -> tuple[tuple[str, str], ...]:
    """What somebody typed, and nothing that was only read, in the words of the form."""
    theirs = {what: said for what, said in typed.items() if sorted(said) != sorted(read.get(what, ()))}
    found = []
    for label, group in {**TYPED, **GROUPS}.items():
        words = [
            called(" ".join(each.split())) for what in group if what not in CHOSEN for each in theirs.get(what, ())
        ]
        if any(words):
            found.append((label, " ".join(each for each in words if each)))
    return tuple(found)
