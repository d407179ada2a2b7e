"""Five made-up authorities with some twenty open recommendations, as an import folder."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from compliance.demo.replay import Row, write_tables

OPENED = date(2026, 3, 2)
LEFT = "link.officer@oldbridge.example"
HEADERS = {
    "authorities": "code,name,type,population",
    "contacts": "authority_code,role,name,address",
    "decisions": "reference,authority_code,subject,received_on,decided_on,outcome,satisfactory_remedy",
    "recommendations": "reference,decision_reference,kind,categories,action,public_summary,expected_evidence,"
    "period,due_on,response",
}
AUTHORITIES = (
    ("ashford-vale", "Ashford Vale District Council", "district", 118_000, "Amina Yusuf"),
    ("brackwater", "Brackwater County Council", "county", 802_000, "Tom O'Connor"),
    ("carrow", "London Borough of Carrow", "london_borough", 274_000, "Grace Adeyemi"),
    ("denholme", "Denholme Metropolitan Borough Council", "metropolitan", 331_000, "Priya Nair"),
    ("oldbridge", "Oldbridge Unitary Council", "unitary", 205_000, "Peter Lowe"),
)
# The remedies that cases are made of: category, kind, action, expected evidence.
APOLOGY = ("Apology", "personal_remedy", "Apologise in writing for the delay", "copy of the apology")
PAYMENT = (
    "Financial redress: Avoidable distress/time and trouble",
    "personal_remedy",
    "Pay £250 for distress",
    "proof of payment",
)
TRAINING = (
    "Provide training and/or guidance",
    "service_improvement",
    "Train housing staff in the duty to give written reasons",
    "copy of the briefing;list of who attended",
)
REVIEW = (
    "Procedure or policy change/review",
    "service_improvement",
    "Review how waiting lists are kept",
    "the revised procedure;minutes that adopt it",
)
# A case: suffix of its reference, authority, subject, day of decision, and each remedy with its period or due date.
Remedy = tuple[tuple[str, str, str, str], str, str]
CASES: tuple[tuple[str, str, str, date, tuple[Remedy, ...]], ...] = (
    ("101", "ashford-vale", "Housing", OPENED, ((APOLOGY, "4 weeks", ""), (PAYMENT, "1 month", ""))),
    ("102", "ashford-vale", "Planning", OPENED, ((APOLOGY, "20 working days", ""), (REVIEW, "", "2026-04-30"))),
    ("103", "brackwater", "Adult care services", OPENED, ((APOLOGY, "4 weeks", ""), (PAYMENT, "4 weeks", ""))),
    (
        "104",
        "brackwater",
        "Children's services",
        date(2026, 2, 25),
        ((PAYMENT, "1 month", ""), (TRAINING, "2 months", "")),
    ),
    ("105", "brackwater", "Highways", OPENED, ((REVIEW, "1 month", ""),)),
    (
        "106",
        "carrow",
        "Housing",
        OPENED,
        ((APOLOGY, "1 month", ""), (PAYMENT, "1 month", ""), (TRAINING, "1 month", "")),
    ),
    ("107", "carrow", "Benefits and tax", date(2026, 2, 27), ((APOLOGY, "4 weeks", ""),)),
    ("108", "denholme", "Environment", OPENED, ((PAYMENT, "4 weeks", ""), (APOLOGY, "4 weeks", ""))),
    ("109", "denholme", "Planning", OPENED, ((TRAINING, "20 working days", ""),)),
    ("110", "oldbridge", "Housing", OPENED, ((APOLOGY, "1 month", ""), (PAYMENT, "1 month", ""))),
    ("111", "oldbridge", "Adult care services", OPENED, ((REVIEW, "2 months", ""), (APOLOGY, "immediately", ""))),
)

# Who looks after which cases; the last one waits to be given to somebody.
LOOKED_AFTER = {"Ada Shaw": ("101", "102", "103", "104", "105"), "Tom Bell": ("106", "107", "108", "109", "110")}


def case(suffix: str) -> str:
    """The reference of one of the cases."""
    return f"25 900 {suffix}"


def write_small_office(folder: Path) -> Path:
    """Write the import folder of the small office."""
    tables: dict[str, list[Row]] = {name: [] for name in HEADERS}
    for code, name, kind, population, officer in AUTHORITIES:
        tables["authorities"].append((code, name, kind, population))
        tables["contacts"].append((code, "link_officer", officer, f"link.officer@{code}.example"))
        tables["contacts"].append((code, "deputy", "", f"deputy@{code}.example"))
        tables["contacts"].append((code, "chief_executive", "", f"chief.executive@{code}.example"))
    for suffix, code, subject, decided_on, remedies in CASES:
        received = date(2025, 10, 6)
        tables["decisions"].append((case(suffix), code, subject, received, decided_on, "upheld", "no"))
        for number, ((category, kind, action, evidence), period, due_on) in enumerate(remedies, start=1):
            summary = action if kind == "service_improvement" else ""
            tables["recommendations"].append(
                (
                    f"{case(suffix)}-{number}",
                    case(suffix),
                    kind,
                    category,
                    action,
                    summary,
                    evidence,
                    period,
                    due_on,
                    "agreed",
                )
            )
    return write_tables(folder, tables, HEADERS)
