"""Record a channel's word on a message it had accepted: it arrived, or it came back (rule R6)."""

from __future__ import annotations

from compliance.domain.address_health import Severity
from compliance.domain.errors import Refused
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.returned import Returned
from compliance.notify.protocol import DeliveryReport, Fate
from compliance.store.engine import Session
from compliance.store.under_way import keep_reference, reference_of, taken_without_name
from compliance.usecases.record_return import Fate as Became
from compliance.usecases.record_return import Recorded, record_return

SEVERITY = {
    Fate.DELIVERED: Severity.DELIVERED,
    Fate.RETURNED_FOR_GOOD: Severity.HARD,
    Fate.RETURNED_FOR_NOW: Severity.SOFT,
}


def record_delivery(session: Session, rulebook: Rulebook, moment: Moment, report: DeliveryReport) -> Recorded | None:
    """Record one report in the caller's transaction; None while the message is still under way.

    The same word changes nothing a second time, whether it was polled or called back; nor does a failure for now that
    is older than the arrival on record. Raises Refused for a report about another sending under the same key than the
    one on record, and for one about a message that another channel took: it says nothing of what became of ours.
    """
    if report.fate is Fate.UNDER_WAY:
        return None
    known = reference_of(session, report.key)
    if (known and known != report.reference) or taken_without_name(session, report.key):
        raise Refused(f"a report about message {report.key} under the name {report.reference}, which is not its own")
    returned = Returned(
        key=report.key,
        recipient=report.recipient,
        severity=SEVERITY[report.fate],
        status=report.status,
        detail=report.detail,
        source=report.source,
        at=min(report.at or moment.now, moment.now),
        fingerprint=f"{report.reference} {report.status} {report.recipient}",
        of_channel=True,
        timed=report.at is not None,
    )
    recorded = record_return(session, rulebook, moment, returned)
    if not known and recorded.fate is Became.RECORDED:
        keep_reference(session, report.key, report.reference)
    return recorded
