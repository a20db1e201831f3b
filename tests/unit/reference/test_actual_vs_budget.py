"""I-10 of the judge."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from pejl.base.display import danish_percent
from pejl.figures.request import RowFilter
from tests.reference.judge import World
from tests.unit.reference.small import commitment, one, posting, sliced, world


def of_half_a_year(delivery_day: str = "2024-12-31") -> World:
    """21.36 m of 48.00 m after June, on two functions; a posting in July is not in it."""
    return world(
        delivery_day,
        commitment=[commitment("D1", "G", "a", "2024-01-01", paragraph="§ 107")],
        posting=[
            posting("1", "2024-01-31", "20000000.00", function_code="5.38.50", citizen="a"),
            posting("2", "2024-06-30", "1500000.00", function_code="5.38.52", grant_id="G"),
            posting("3", "2024-06-30", "-140000.00", function_code="5.38.52", citizen="a"),
            posting("4", "2024-07-01", "99.50", function_code="5.38.52", citizen="b"),
        ],
        budget=[
            {"year": 2024, "function_code": "5.38.50", "revised": Decimal(40_000_000)},
            {"year": 2024, "function_code": "5.38.99", "revised": Decimal(8_000_000)},
            {"year": 2025, "function_code": "5.38.50", "revised": Decimal(7)},
        ],
    )


def test_spend_rate_after_june_is_44_5_percent_of_50() -> None:
    found = one(of_half_a_year(), "I-10", "2024-01..2024-06")
    assert found.value == found.fields["net"] == Decimal(21_360_000)
    assert found.fields["gross"] == Decimal(21_500_000)
    assert found.fields["income"] == Decimal(-140_000)
    assert found.fields["budget"] == Decimal(48_000_000)
    assert danish_percent(found.fields["rate"]) == "44,5 %"
    assert found.fields["expected_rate"] == Fraction(1, 2)
    assert found.persons == 1


def test_the_budget_knows_function_and_a_function_without_a_row_has_none() -> None:
    found = sliced(of_half_a_year(), "I-10", "2024-01..2024-06", "function")
    assert {name: (cell.value, cell.fields["budget"]) for name, cell in found.items()} == {
        "5.38.50": (Decimal(20_000_000), Decimal(40_000_000)),
        "5.38.52": (Decimal(1_360_000), None),
        "5.38.99": (Decimal(0), Decimal(8_000_000)),
    }


@pytest.mark.parametrize(
    ("period", "options"),
    [
        ("2024-06", {}),
        ("2024-02..2024-06", {}),
        ("2023-01..2024-06", {}),
        ("2023", {}),
        ("2024", {"filters": (RowFilter("team", frozenset({"Uoplyst"})),)}),
    ],
)
def test_otherwise_the_budget_is_lacking(period: str, options: dict) -> None:
    found = one(of_half_a_year(), "I-10", period, **options)
    assert (found.fields["budget"], found.fields["rate"]) == (None, None)


def test_a_filter_on_function_narrows_the_budget_too() -> None:
    only = (RowFilter("function", frozenset({"5.38.50"})),)
    found = one(of_half_a_year(), "I-10", "2024", filters=only)
    assert found.fields["rate"] == Fraction(1, 2)


def test_a_postings_paragraph_is_that_of_its_commitment_and_budgets_have_none() -> None:
    found = sliced(of_half_a_year(), "I-10", "2024", "paragraph")
    assert {name: (cell.value, cell.fields["budget"]) for name, cell in found.items()} == {
        "§ 107": (Decimal(1_500_000), None),
        "Uoplyst": (Decimal("19860099.50"), None),
    }


def test_what_is_booked_after_the_delivery_is_not_in_it() -> None:
    assert one(of_half_a_year("2024-06-30"), "I-10", "2024").value == Decimal(21_360_000)
