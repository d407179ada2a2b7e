"""From which day on an authority could not be reached about a recommendation (rule R6)."""

from __future__ import annotations

from datetime import date

from compliance.domain.address_health import AddressState, folded
from compliance.domain.reachability import Reachability, Try, judged
from compliance.store import addresses, authorities, cases
from compliance.store.engine import Session


def reachability(session: Session, recommendation_id: int, until: date | None = None) -> Reachability:
    """Judge from the ledger and the health of the authority's addresses, up to and with `until`; None: all there is.

    Contacts have no history: those of today are looked at, at the authority that answers on that day (S8).
    """
    last = until or date.max
    tries = [Try(row.day, row.reached, row.why) for row in addresses.tries(session, recommendation_id, last)]
    code = cases.authority_code_of(session, recommendation_id)
    answers = authorities.who_answer(session, [code], last)[code]
    people = answers.contacts
    health = addresses.health_of(session, (folded(person.address) for person in people))
    stopped = {
        address: row.since for address, row in health.items() if row.state == AddressState.STOPPED and row.since <= last
    }
    return judged(tries, [stopped.get(folded(person.address)) for person in people], answers.code)
