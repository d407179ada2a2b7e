"""Tells what only asks that we are shown what was done, or what the law asks after a report (L2, T)."""

from __future__ import annotations

import re

from compliance.domain.agreed_action_edges import Edges
from compliance.domain.agreed_action_requests import bare, request
from compliance.domain.agreed_action_text import pattern

DONE = r"\b(?:complied|compliance|completed|done|carried out|taken|actions|of this|of the above)\b"
TO_US = r"(?:us|me|the ombudsman|(?:this|our) (?:service|office))"
SHOWS = (
    r"(?:provid(?:e|ing)|send(?:ing)?|submit(?:ting)?|forward(?:ing)?|shar(?:e|ing)|supply(?:ing)?|giv(?:e|ing)"
    r"|show(?:ing)?|produc(?:e|ing)|return(?:ing)?|e-?mail(?:ing)?|let(?:ting)?)"
)
EVIDENCE = (
    r"(?:(?:any|some|the|written|documentary|documented|clear|satisfactory|suitable|appropriate) ){0,3}evidence\b"
)
NO_ACTION = pattern(
    rf"(?:\b{SHOWS} (?:(?:to )?{TO_US} )?(?:have |with )?|\bwith ){EVIDENCE}[^;:.]{{0,80}}{DONE}"
    rf"|\bevidence\b[^;:.]{{0,80}}{DONE}"
    rf"|\b{SHOWS}(?: to)? {TO_US}\b[^;:.]{{0,60}}\bevidence\b"
    r"|\bconfirm(?: to (?:us|me))?\b[^;:.]{0,40}\b(?:complied|these actions|the above|has done (?:this|so))\b"
    r"|\bconsider (?:the|this) report\b"
)
# What begins with another verb asks for more: "pay him £200 and provide evidence of it", "send Mr X evidence".
SHOWING_ONLY = pattern(
    rf"(?:(?:{SHOWS}|confirm)"
    r"(?! (?:to )?(?:mr|mrs|ms|miss|mx|dr|him|her|them|the (?:complainant|family|tenant|resident))\b)"
    rf"|(?:report|respond|reply|write)(?: back)? to {TO_US}|(?:tell|notify|inform|update) {TO_US}"
    r"|consider (?:the|this) report|ensure|make sure|arrange)\b"
)
# "Its failure to keep evidence of the decisions taken", "remind officers to record evidence".
KEPT = pattern(
    r"\b(?:keep(?:s|ing)?|kept|retain(?:s|ed|ing)?|record(?:s|ed|ing)?|gather(?:s|ed|ing)?|collect(?:s|ed|ing)?"
    r"|obtain(?:s|ed|ing)?|hold(?:s|ing)?|held|stor(?:e|es|ed|ing)|preserv(?:e|es|ed|ing)|see(?:k|ks|king)?|request(?:s|ed|ing)?"
    r"|weigh(?:s|ed|ing)?|consider(?:s|ed|ing)?|look(?:s|ed|ing)? at|assess(?:es|ed|ing)?|review(?:s|ed|ing)?)"
    r"(?: [a-z]{1,15}){0,2} \Z"
)
LONGEST_KEPT = 60
JOINED = pattern(r"[a-z0-9)](?:,|;)?(?: and| and also|,|;)(?: to| then)? \Z")
SHOWN = "it asks only that what was done is confirmed or shown"
OF_LAW = "it asks only what the law asks after every report"


def asks_nothing(edges: Edges, start: int, end: int) -> str:
    """Why a sentence asks for nothing but to show us something; "" for "pay her £200 and send us evidence of it"."""
    plain = edges.plain
    found = _showing(plain, start, end)
    if found is None:
        return ""
    shown = found.start()
    asked = request(plain, start, shown)
    first = edges.after_limits(start, shown)
    if asked is not None and first < asked.begin and bare(plain, first, asked.begin) is not None:
        return ""  # "apologise to her The Council should provide us with evidence"
    begin = edges.after_limits(asked.start if asked else start, shown)
    verb = bare(plain, begin, shown)
    asks = asked is not None or verb is not None
    more = verb is not None and SHOWING_ONLY.match(plain, verb) is None
    if asks and (more or JOINED.search(plain, begin, shown)):
        return ""
    return OF_LAW if found[0].lower().startswith("consider") else SHOWN


def showing(plain: str, start: int, end: int) -> int | None:
    """Where a sentence speaks of showing us what was done, or of what the law asks after a report (T); else None."""
    found = _showing(plain, start, end)
    return found.start() if found else None


def _showing(plain: str, start: int, end: int) -> re.Match[str] | None:
    """The words that do so; not evidence that is to be kept."""
    each_one = NO_ACTION.finditer(plain, start, end)
    return next(
        (each for each in each_one if not KEPT.search(plain, max(start, each.start() - LONGEST_KEPT), each.start())),
        None,
    )
