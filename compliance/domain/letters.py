"""The figures of an annual letter, as data (rules A1 and S1 to S7)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from compliance.domain.authorities import AuthorityType
from compliance.domain.statistics import Figures, Rate, Similar, similar_average

SCHEMA_VERSION = 1
CSV_COLUMNS = (
    "authority_code",
    "authority_name",
    "authority_type",
    "year_ending",
    "upheld_rate",
    "upheld_n",
    "investigations_n",
    "compliance_rate",
    "complied_n",
    "compliance_outcomes_n",
    "late_n",
    "not_complied_n",
    "satisfactory_remedy_rate",
    "satisfactory_remedy_n",
    "upheld_decisions_n",
    "similar_upheld_rate",
    "similar_compliance_rate",
    "similar_satisfactory_remedy_rate",
)


@dataclass(frozen=True)
class Body:
    """An authority as a letter names it."""

    code: str
    name: str
    type: AuthorityType


@dataclass(frozen=True)
class ServiceImprovement:
    """A service improvement agreed in the year: case reference, subject and public summary (L3, A1)."""

    reference: str
    subject: str
    summary: str


@dataclass(frozen=True)
class Averages:
    """The three rates of similar authorities; None where there is no comparator (S7)."""

    upheld: int | None = None
    compliance: int | None = None
    satisfactory_remedy: int | None = None


def averages(figures: Sequence[Figures], how: Similar) -> Averages:
    """The three averages of a group of similar authorities."""
    return Averages(
        similar_average([each.upheld_rate for each in figures], how),
        similar_average([each.compliance_rate for each in figures], how),
        similar_average([each.satisfactory_rate for each in figures], how),
    )


def compose(
    body: Body,
    year: date,
    as_at: str,
    figures: Figures,
    similar: Averages,
    improvements: Sequence[ServiceImprovement],
) -> dict[str, object]:
    """The letter data of one authority, as `formats.md` says; `sha256` covers everything else in the object."""
    data: dict[str, object] = {
        "schema_version": SCHEMA_VERSION,
        "year_ending": year.isoformat(),
        "as_at": as_at,
        "frozen": False,
        "authority": {"code": body.code, "name": body.name, "type": body.type.value},
        "upheld": {**_rate(figures.upheld_rate), "similar_average": similar.upheld},
        "compliance": {
            **_rate(figures.compliance_rate),
            "late": figures.late,
            "not_complied": figures.not_complied,
            "similar_average": similar.compliance,
        },
        "satisfactory_remedy": {**_rate(figures.satisfactory_rate), "similar_average": similar.satisfactory_remedy},
        "per_recommendation": {
            **_rate(figures.per_recommendation_rate),
            "late": figures.recommendations_late,
            "not_complied": figures.recommendations_not_complied,
        },
        "service_improvements": [vars(improvement) for improvement in improvements],
    }
    return data | {"sha256": digest(data)}


def digest(data: Mapping[str, object]) -> str:
    """SHA-256 over the canonical JSON of letter data without its own `sha256`."""
    content = {key: value for key, value in data.items() if key != "sha256"}
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _rate(rate: Rate) -> dict[str, object]:
    return {"rate": rate.percent, "numerator": rate.numerator, "denominator": rate.denominator}


def csv_row(body: Body, year: date, figures: Figures, similar: Averages) -> dict[str, object]:
    """The same values as one row with the columns of `CSV_COLUMNS`; None is an empty cell."""
    upheld, compliance, satisfactory = figures.upheld_rate, figures.compliance_rate, figures.satisfactory_rate
    values = (
        body.code, body.name, body.type.value, year.isoformat(),
        upheld.percent, upheld.numerator, upheld.denominator,
        compliance.percent, compliance.numerator, compliance.denominator, figures.late, figures.not_complied,
        satisfactory.percent, satisfactory.numerator, satisfactory.denominator,
        similar.upheld, similar.compliance, similar.satisfactory_remedy,
    )  # fmt: skip
    return dict(zip(CSV_COLUMNS, values, strict=True))
