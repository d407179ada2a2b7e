"""The figures of an annual letter as data (A1, S1 to S7): names and shape are a public contract."""

from __future__ import annotations

import hashlib
import json
from datetime import date

import pytest

from compliance.domain.authorities import AuthorityType
from compliance.domain.letters import (
    CSV_COLUMNS,
    Averages,
    Body,
    ServiceImprovement,
    averages,
    compose,
    csv_row,
    digest,
)
from compliance.domain.statistics import Figures, Similar

SUTTON = Body("E09000029", "London Borough of Sutton", AuthorityType.LONDON_BOROUGH)
FIGURES = Figures(
    upheld=16,
    not_upheld=4,
    satisfactory=2,
    complied=13,
    not_complied=0,
    late=2,
    recommendations_complied=21,
    recommendations_not_complied=0,
    recommendations_late=3,
)
SIMILAR = Averages(85, 99, 12)
IMPROVEMENT = ServiceImprovement("20 010 732", "Housing, “repairs”", "The council will review its policy.")
YEAR, AS_AT = date(2024, 3, 31), "2024-05-20T11:00:00+00:00"


def _data() -> dict[str, object]:
    return compose(SUTTON, YEAR, AS_AT, FIGURES, SIMILAR, [IMPROVEMENT])


def test_a1_the_letter_data_of_the_published_example() -> None:
    data = _data()
    data.pop("sha256")
    assert data == {
        "schema_version": 1,
        "year_ending": "2024-03-31",
        "as_at": AS_AT,
        "frozen": False,
        "authority": {"code": "E09000029", "name": "London Borough of Sutton", "type": "london_borough"},
        "upheld": {"rate": 80, "numerator": 16, "denominator": 20, "similar_average": 85},
        "compliance": {
            "rate": 100,
            "numerator": 13,
            "denominator": 13,
            "late": 2,
            "not_complied": 0,
            "similar_average": 99,
        },
        "satisfactory_remedy": {"rate": 13, "numerator": 2, "denominator": 16, "similar_average": 12},
        "per_recommendation": {"rate": 100, "numerator": 21, "denominator": 21, "late": 3, "not_complied": 0},
        "service_improvements": [
            {
                "reference": "20 010 732",
                "subject": "Housing, “repairs”",
                "summary": "The council will review its policy.",
            }
        ],
    }


def test_s4_a_year_without_cases_has_no_rates() -> None:
    data = compose(SUTTON, YEAR, AS_AT, Figures(), Averages(), [])
    for name in ("upheld", "compliance", "satisfactory_remedy", "per_recommendation"):
        figures = data[name]
        assert isinstance(figures, dict)
        assert (figures["rate"], figures["numerator"], figures["denominator"]) == (None, 0, 0)
        assert figures.get("similar_average") is None


def test_the_hash_covers_everything_else() -> None:
    data = _data()
    content = {key: value for key, value in data.items() if key != "sha256"}
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert data["sha256"] == hashlib.sha256(canonical.encode("utf-8")).hexdigest() == digest(data)
    assert digest(json.loads(json.dumps(data))) == data["sha256"], "the same after a round trip"
    assert _data() == data, "asked again, the same"


@pytest.mark.parametrize(
    "other",
    [
        compose(SUTTON, date(2023, 3, 31), AS_AT, FIGURES, SIMILAR, [IMPROVEMENT]),
        compose(SUTTON, YEAR, "2024-05-21T11:00:00+00:00", FIGURES, SIMILAR, [IMPROVEMENT]),
        compose(SUTTON, YEAR, AS_AT, FIGURES + Figures(late=1), SIMILAR, [IMPROVEMENT]),
        compose(SUTTON, YEAR, AS_AT, FIGURES, Averages(85, 99, 13), [IMPROVEMENT]),
        compose(SUTTON, YEAR, AS_AT, FIGURES, SIMILAR, []),
        compose(Body("E1", SUTTON.name, SUTTON.type), YEAR, AS_AT, FIGURES, SIMILAR, [IMPROVEMENT]),
    ],
    ids=["year", "as_at", "figures", "averages", "improvements", "authority"],
)
def test_the_hash_changes_with_every_part(other: dict[str, object]) -> None:
    assert other["sha256"] != _data()["sha256"]


def test_the_columns_of_the_csv_are_the_contract() -> None:
    assert ",".join(CSV_COLUMNS) == (
        "authority_code,authority_name,authority_type,year_ending,upheld_rate,upheld_n,investigations_n,"
        "compliance_rate,complied_n,compliance_outcomes_n,late_n,not_complied_n,satisfactory_remedy_rate,"
        "satisfactory_remedy_n,upheld_decisions_n,similar_upheld_rate,similar_compliance_rate,"
        "similar_satisfactory_remedy_rate"
    )


def test_a_csv_row_says_the_same() -> None:
    figures = FIGURES + Figures(not_complied=1)
    assert list(csv_row(SUTTON, YEAR, figures, SIMILAR).items()) == [
        ("authority_code", "E09000029"),
        ("authority_name", "London Borough of Sutton"),
        ("authority_type", "london_borough"),
        ("year_ending", "2024-03-31"),
        ("upheld_rate", 80),
        ("upheld_n", 16),
        ("investigations_n", 20),
        ("compliance_rate", 93),
        ("complied_n", 13),
        ("compliance_outcomes_n", 14),
        ("late_n", 2),
        ("not_complied_n", 1),
        ("satisfactory_remedy_rate", 13),
        ("satisfactory_remedy_n", 2),
        ("upheld_decisions_n", 16),
        ("similar_upheld_rate", 85),
        ("similar_compliance_rate", 99),
        ("similar_satisfactory_remedy_rate", 12),
    ]
    empty = csv_row(SUTTON, YEAR, Figures(), Averages())
    assert [empty[name] for name in CSV_COLUMNS if name.endswith("_rate")] == [None] * 6


def test_s7_averages_of_similar_authorities() -> None:
    small = Figures(upheld=1, satisfactory=1, complied=1)
    large = Figures(upheld=30, not_upheld=69, satisfactory=3, complied=8, not_complied=1)
    # Pooled 31/100, 9/10, 4/31; mean of 100 and 30.3, 100 and 88.9, 100 and 10.
    assert averages([small, large], Similar.POOLED) == Averages(31, 90, 13)
    assert averages([small, large], Similar.MEAN_OF_RATES) == Averages(65, 94, 55)
    assert averages([Figures(not_upheld=3)], Similar.POOLED) == Averages(0, None, None)
    assert averages([], Similar.POOLED) == Averages()
