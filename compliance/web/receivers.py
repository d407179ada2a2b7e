"""Who takes the call-backs of each service that tells us what became of a message (rule R6)."""

from __future__ import annotations

from collections.abc import Mapping

from compliance.domain.errors import NotReady
from compliance.runtime import Installation
from compliance.usecases.record_delivery import record_delivery
from compliance.usecases.record_return import Fate
from compliance.web.callbacks import Receiver


def take_govuk_notify(office: Installation, authorization: str, body: bytes) -> None:
    """Record a delivery receipt of GOV.UK Notify; the same one twice changes nothing.

    Raises Refused for a receipt without the right token or about another sending, WrongUse for a body that is none, and
    NotReady where no token is set and for a receipt that is here before our own record: Notify then tries again.
    """
    report = office.notify_report(authorization, body)
    with office.store.writing() as session:
        recorded = record_delivery(session, office.rulebook, office.moment("govuk notify"), report)
    if recorded is not None and recorded.fate is Fate.NOT_YET:
        raise NotReady("the message is still being sent")


RECEIVERS: Mapping[str, Receiver] = {"govuk-notify": take_govuk_notify}
