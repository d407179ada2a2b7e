"""What a mail server's reply means for the ledger (rule R2.5)."""

from __future__ import annotations

import re
from dataclasses import replace

from compliance.domain.address_health import Severity
from compliance.domain.delivery import Answer, Result
from compliance.domain.returned import severity_of, status_in

LONGEST_DETAIL = 300
REPLY_CLASS = 100
OK, LATER, NEVER = 2, 4, 5
# Authentication or encryption wanted, commands the server does not know or take: no recipient is to blame.
CONFIGURATION_CODES = frozenset({500, 502, 503, 530, 534, 535, 538})
# RFC 3463: sender's address refused, commands out of order, sign-in or encryption missing.
CONFIGURATION_STATUS = re.compile(r"5\.(1\.[78]|5\.1|7\.(8|9|10|11))\b")

POLICY = "5.7."


def said(code: int, text: bytes) -> str:
    """A server's reply as one short line."""
    words = " ".join(text.decode("utf-8", "replace").split())
    return f"{code} {words}"[:LONGEST_DETAIL].rstrip()


def is_ok(code: int) -> bool:
    """Tell whether the server said yes."""
    return code // REPLY_CLASS == OK


def refusal(code: int, text: bytes) -> Answer:
    """A reply that is no yes, given before the message was handed over: nobody has it.

    5xx about the recipient or the message is for good. What is wrong with the office's own account, encryption or
    sender address is not: once that is mended the same message can go.
    """
    if code // REPLY_CLASS != NEVER:
        return Answer(Result.REFUSED_FOR_NOW, said(code, text))
    if code in CONFIGURATION_CODES or CONFIGURATION_STATUS.match(text.decode("utf-8", "replace")):
        return own_fault(said(code, text))
    return Answer(Result.REFUSED_FOR_GOOD, said(code, text))


def recipient_refused(code: int, text: bytes) -> Answer:
    """The reply to RCPT: what it refuses for good is the address, except a mailbox that is full today (R6).

    A refusal by policy (RFC 3463, 5.7.x), such as of a host on a block list, is about us: one such day must not stop
    every address there is.
    """
    answer = refusal(code, text)
    status = status_in([answer.detail])
    by_policy = status.startswith(POLICY)
    hard = answer.result is Result.REFUSED_FOR_GOOD and severity_of("failed", status) is Severity.HARD
    return replace(answer, of_address=hard and not by_policy)


def verdict(code: int, text: bytes) -> Answer:
    """The reply to the end of the message. One that makes no sense leaves it unknown whether the server has it."""
    if is_ok(code):
        return Answer(Result.ACCEPTED, said(code, text))
    if code // REPLY_CLASS in {LATER, NEVER}:
        return refusal(code, text)
    return Answer(Result.UNKNOWN, f"the mail server's last reply makes no sense: {said(code, text)}")


def own_fault(reason: str, *, unreachable: bool = False) -> Answer:
    """The office's own mail settings are at fault: mail is refused until they are mended."""
    detail = f"the office's own mail settings need mending: {reason}"[:LONGEST_DETAIL]
    return Answer(Result.REFUSED_FOR_NOW, detail, unreachable=unreachable)


def nobody_there(reason: str) -> Answer:
    """No server that takes mail at the moment, whoever it is for."""
    return Answer(Result.REFUSED_FOR_NOW, reason[:LONGEST_DETAIL], unreachable=True)


def sender_refused(code: int, text: bytes) -> Answer:
    """The reply to MAIL: it speaks of the office's own address or of the server, not yet of any recipient."""
    if code // REPLY_CLASS == NEVER:
        return own_fault(f"the sender's address was refused: {said(code, text)}", unreachable=True)
    return nobody_there(said(code, text))
