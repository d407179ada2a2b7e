"""Pages that show the words of a personal remedy keep in the history who read them (rule K)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from compliance.runtime import Installation
from compliance.usecases.record_view import record_view
from compliance.usecases.web_session import SignedIn


def note_personal_remedies(
    office: Installation,
    signed: SignedIn,
    seen: Mapping[str, Sequence[str]],
    evidence: int | None = None,
    *,
    patience: int | None = None,
) -> None:
    """Write down that the person is shown personal remedies: by case, the references of the recommendations.

    `evidence` is the number of the piece whose file it is, where that is what is shown.

    To be called before the page is sent and after the page's own reading is over: one short transaction of one event a
    case. Whoever may not be written down is not shown anything: it raises Refused when the database is too busy, after
    `patience` milliseconds where somebody has waited for it already.
    """
    if any(seen.values()):
        with office.store.writing(patience) as session:
            record_view(session, office.moment(signed.person.name), seen, evidence)
