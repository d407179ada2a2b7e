"""What a text still asks for after somebody corrected it: proposals are known again by their words (L2, D2)."""

from __future__ import annotations

from collections.abc import Sequence

from compliance.domain.agreed_action_values import Proposal


def still_there(before: Sequence[Proposal], after: Sequence[Proposal]) -> dict[int, int]:
    """The proposals that a corrected text still makes in the same words, by their number before and their number now.

    Of several in the same words each is the one with the same deadline and sums, then the first of those that are left.
    """
    found: dict[int, int] = {}
    for known_by in (_whole, _words):
        left = [each for each in after if each.number not in found.values()]
        for each in before:
            same = next((one for one in left if known_by(one) == known_by(each)), None)
            if each.number not in found and same is not None:
                found[each.number] = same.number
                left.remove(same)
    return found


def _words(proposal: Proposal) -> object:
    return " ".join(proposal.action.split()).casefold()


def _whole(proposal: Proposal) -> object:
    sums = [(each.value, each.per, each.from_on, each.ends_on) for each in proposal.amounts]
    return _words(proposal), proposal.deadline and proposal.deadline.meaning, sums
