"""Read what came back to the office's mailbox: each report is recorded, all else lies there for a person (rule R6).

Each mail is one transaction and is put away only after that. Whenever this is killed, the next run finds the mail again
and records nothing twice: a report is known by its fingerprint.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from compliance.domain.address_health import Severity
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.notify.protocol import Piece, ReturnedMailbox
from compliance.store import addresses
from compliance.store.engine import Session, Store
from compliance.usecases.address_reports import report
from compliance.usecases.record_return import Fate, Recorded, record_return


@dataclass
class Collected:
    """What a run found: reports by what they say, and a line for each thing a person should know.

    `late`: reports that delivery takes longer; `refused`: about somebody else's mail; `left`: no reports, they stay
    where they are and are told of once; `stopped`: addresses given up; `replanned`: reminders for the next contact.
    """

    returned: int = 0
    late: int = 0
    arrived: int = 0
    known: int = 0
    refused: int = 0
    left: int = 0
    stopped: int = 0
    replanned: int = 0
    lines: list[str] = field(default_factory=list)


def collect_returned_mail(store: Store, rulebook: Rulebook, moment: Moment, mailbox: ReturnedMailbox) -> Collected:
    """Record all reports that lie in the mailbox; raises NotReady, in one line, when it cannot be read."""
    found = Collected()
    for piece in mailbox.pieces():
        with store.writing() as session:
            recorded = [record_return(session, rulebook, moment, each) for each in piece.reports]
            told = not piece.reports and _tell_once(session, moment, mailbox.name, piece)
        _count(found, piece, recorded, told)
        if any(each.fate is Fate.NOT_YET for each in recorded):
            continue
        if any(each.severity is not Severity.IGNORED for each in recorded):
            mailbox.put_away(piece)
        else:
            mailbox.leave(piece)
    return found


def _tell_once(session: Session, moment: Moment, source: str, piece: Piece) -> bool:
    """Note a mail that reports nothing; False when it was noted before."""
    if addresses.known_as(session, piece.fingerprint) is not None:
        return False
    report(
        session,
        moment,
        fingerprint=piece.fingerprint,
        recipient="",
        severity=Severity.IGNORED,
        at=moment.now,
        detail=piece.fault,
        source=source,
    )
    return True


def _count(found: Collected, piece: Piece, recorded: list[Recorded], told: bool) -> None:
    for each in recorded:
        found.known += each.fate is Fate.KNOWN and each.severity is not Severity.IGNORED
        found.refused += each.fate is Fate.IGNORED
        found.stopped += each.stopped
        found.replanned += each.replanned
        if each.fate is Fate.RECORDED:
            found.arrived += each.severity is Severity.DELIVERED
            found.late += each.severity is not Severity.DELIVERED and not each.lost
            found.returned += each.severity is not Severity.DELIVERED and each.lost
        if each.fate in (Fate.RECORDED, Fate.IGNORED):
            found.lines.append(each.line)
    if told:
        found.left += 1
        found.lines.append(f"{piece.place.rpartition('/')[2]} stays where it is: {piece.fault}")
