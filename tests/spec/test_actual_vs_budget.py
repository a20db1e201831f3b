"""I-10 Actual against budget: what is posted when, on what, and what the budget does not know."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from tests.spec.kit import (
    OTHER,
    Row,
    budget,
    case,
    cell,
    cells,
    citizen,
    commitment,
    grant,
    kr,
    posting,
)

I = "I-10"


def test_nothing_posted_is_zero_and_no_budget_is_unknown(tmp_path: Path) -> None:
    found = cell(tmp_path, I, "2024", {})
    assert (found.value, found.persons) == (0, 0)
    assert found.fields["budget"] is None
    assert found.lacking["budget"] == "Budgettet for 2024 har ingen linje her."


@pytest.mark.parametrize(
    ("booked", "inside"),
    [("2024-06-01", True), ("2024-06-30", True), ("2024-05-31", False), ("2024-07-01", False)],
)
def test_the_booking_date_decides(tmp_path: Path, booked: str, inside: bool) -> None:
    rows = {"posting": [posting("1", booked, "100.25", service_month=None)]}
    assert cell(tmp_path, I, "2024-06", rows).value == (kr("100.25") if inside else 0)


def test_a_regulation_of_last_year_is_this_years_cost(tmp_path: Path) -> None:
    late = posting("1", "2024-02-29", 500, kind="regulation")
    rows = {"posting": [late | {"service_month": posting("x", "2023-11-30", 1)["service_month"]}]}
    assert cell(tmp_path, I, "2024", rows).value == 500


def test_gross_income_and_net(tmp_path: Path) -> None:
    rows = {
        "posting": [
            posting("1", "2024-01-31", "1000.10"),
            posting("2", "2024-01-31", "-300.05"),
            posting("3", "2024-01-31", "-200.00", kind="regulation"),
        ]
    }
    found = cell(tmp_path, I, "2024", rows)
    assert found.value == kr("500.05")
    assert (found.fields["gross"], found.fields["income"]) == (kr("800.10"), kr("-300.05"))
    assert found.fields["net"] == found.value


def test_oere_are_exact(tmp_path: Path) -> None:
    rows = {"posting": [posting(str(n), "2024-01-31", "0.10") for n in range(10)]}
    assert cell(tmp_path, I, "2024", rows).value == kr(1)


def test_cost_without_citizen_counts_and_is_nobody(tmp_path: Path) -> None:
    rows = {
        "posting": [
            posting("1", "2024-01-31", 100),
            posting("2", "2024-02-29", 100),
            posting("3", "2024-02-29", 100, citizen=None),
        ]
    }
    found = cell(tmp_path, I, "2024", rows)
    assert (found.value, found.persons) == (300, 1)


PARAGRAPHS = {
    "grant": [
        grant("B1", "anna", "2024-01-01", paragraph="§ 85"),
        grant("B2", "anna", "2024-01-01"),
    ],
    "commitment": [
        commitment("D1", "anna", "2024-01-01", paragraph="§ 108"),
        commitment("D9", "bo", "2024-01-01", grant_id="B9", acting_municipality=OTHER),
    ],
    "posting": [
        posting("1", "2024-01-31", 1, grant_id="B1"),  # the commitment's, not the grant's
        posting("2", "2024-01-31", 2, grant_id="B2"),  # no commitment: the grant's
        posting("3", "2024-01-31", 4, grant_id="B9"),  # others act: the commitment's
        posting("4", "2024-01-31", 8, grant_id="B7"),  # refers to nothing
        posting("5", "2024-01-31", 16),
    ],
}


def test_the_paragraph_is_that_of_the_commitment(tmp_path: Path) -> None:
    found = cells(tmp_path, I, "2024", PARAGRAPHS, by=["paragraph"])
    assert {key: one.value for key, one in found.items()} == {
        ("§ 107",): 2 + 4,
        ("§ 108",): 1,
        ("Uoplyst",): 8 + 16,
    }


def test_two_commitments_of_one_grant_do_not_double_the_cost(tmp_path: Path) -> None:
    rows = {
        "commitment": [
            commitment("D2", "anna", "2024-01-01", grant_id="B1", paragraph="§ 85"),
            commitment("D1", "anna", "2024-07-01", grant_id="B1", paragraph="§ 107"),
        ],
        "posting": [posting("1", "2024-08-31", 100, grant_id="B1")],
    }
    assert cell(tmp_path / "a", I, "2024", rows).value == 100
    assert list(cells(tmp_path / "b", I, "2024", rows, by=["paragraph"])) == [("§ 107",)]


def test_cost_by_what_the_case_says(tmp_path: Path) -> None:
    rows = {
        "citizen": [citizen("anna", born="2000-01-01")],
        "case": [case("S1", "anna", "2020-01-01", team="Nord", target_group="Autisme")],
        "grant": [grant("B1", "anna", "2024-01-01", case_id="S1")],
        "posting": [posting("1", "2024-01-31", 100, grant_id="B1")],
    }
    by = ["team", "target_group", "age_band"]
    assert list(cells(tmp_path, I, "2024", rows, by=by)) == [("Nord", "Autisme", "18-24")]


BUDGETED = {
    "posting": [
        posting("1", "2024-03-31", 300, function_code="5.38.52"),
        posting("2", "2024-03-31", 50, function_code="5.38.50"),
    ],
    "budget": [budget(2024, 1000, 900), budget(2024, 500, 500, "5.38.58"), budget(2023, 7)],
}


def test_the_rate_of_a_year_to_date(tmp_path: Path) -> None:
    found = cell(tmp_path, I, "2024-Q1", BUDGETED)
    assert found.fields["budget"] == 1500
    assert found.fields["budget_original"] == 1400
    assert found.fields["rate"] == Fraction(350, 1500)
    assert found.fields["expected_rate"] == Fraction(3, 12)


def test_the_budget_by_function(tmp_path: Path) -> None:
    found = cells(tmp_path, I, "2024-Q1", BUDGETED, by=["function"])
    told = {key[0]: (one.value, one.fields["budget"]) for key, one in found.items()}
    assert told == {"5.38.50": (50, None), "5.38.52": (300, 1000), "5.38.58": (0, 500)}
    assert found["5.38.50",].fields["rate"] is None


@pytest.mark.parametrize("period", ["2024-03", "2024-Q2", "2023-01..2024-03"])
def test_the_budget_is_lacking_unless_year_to_date(tmp_path: Path, period: str) -> None:
    found = cell(tmp_path, I, period, BUDGETED)
    assert found.fields["budget"] is None
    assert "1. januar" in found.lacking["budget"]
    assert set(found.lacking) == {"budget", "budget_original", "rate", "expected_rate"}


@pytest.mark.parametrize("by", ["paragraph", "team", "age_band"])
def test_the_budget_is_lacking_by_what_it_does_not_know(tmp_path: Path, by: str) -> None:
    for found in cells(tmp_path, I, "2024-Q1", BUDGETED, by=[by]).values():
        assert found.fields["budget"] is None
        assert "kun pr. funktion og år" in found.lacking["rate"]


def test_the_budget_is_lacking_under_a_filter_it_does_not_know(tmp_path: Path) -> None:
    found = cell(tmp_path, I, "2024-Q1", BUDGETED, where={"team": {"Uoplyst"}})
    assert found.fields["budget"] is None
    by_function = cell(tmp_path / "b", I, "2024-Q1", BUDGETED, where={"function": {"5.38.52"}})
    assert by_function.fields["budget"] == 1000


def test_a_budget_of_zero_has_no_rate(tmp_path: Path) -> None:
    rows = {"posting": [posting("1", "2024-01-31", 5)], "budget": [budget(2024, 0)]}
    found = cell(tmp_path, I, "2024-01", rows)
    assert (found.fields["budget"], found.fields["rate"]) == (0, None)


def test_the_delivery_cuts_the_month_count(tmp_path: Path) -> None:
    found = cell(tmp_path, I, "2024", BUDGETED, delivered="2024-10-31")
    assert found.fields["expected_rate"] == Fraction(10, 12)


def test_as_known_then_and_now(tmp_path: Path) -> None:
    then = {"posting": [posting("1", "2024-01-31", 100)]}
    now = {"posting": [*then["posting"], posting("2", "2024-01-31", 50)]}
    assert cell(tmp_path / "a", I, "2024-01", then, delivered="2024-01-31").value == 100
    assert cell(tmp_path / "b", I, "2024-01", now, delivered="2024-02-29").value == 150


def test_the_states_refund_stands_apart_unless_asked_for(tmp_path: Path) -> None:
    rows = {
        "posting": [
            posting("1", "2024-01-31", 1000),
            posting("2", "2024-01-31", -250, kind="state_refund"),
            posting("3", "2024-01-31", -10),
        ],
        "budget": [budget(2024, 2000)],
    }
    apart = cell(tmp_path / "a", I, "2024-01", rows)
    assert (apart.value, apart.fields["net"]) == (990, 990)
    assert (apart.fields["gross"], apart.fields["income"]) == (1000, -10)
    assert apart.fields["state_refund"] == -250
    assert apart.fields["rate"] == Fraction(990, 2000)
    together = cell(tmp_path / "b", I, "2024-01", rows, state_refund="with")
    assert (together.value, together.fields["net"]) == (740, 990)
    assert together.fields["rate"] == Fraction(740, 2000)


def test_a_refund_is_nobodys_posting(tmp_path: Path) -> None:
    rows = {"posting": [posting("1", "2024-01-31", -250, kind="state_refund")]}
    assert cell(tmp_path, I, "2024-01", rows).persons == 0


SEASONS = [
    posting("a", "2021-03-31", 10),
    posting("b", "2021-12-31", 30),  # 10 of 40 by the end of March
    posting("c", "2022-03-31", 30),
    posting("d", "2022-11-30", 10),  # 30 of 40
    posting("e", "2023-02-28", 5),
    posting("f", "2023-04-30", 5),  # 5 of 10
]


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (SEASONS, Fraction(1, 2)),  # the mean of 1/4, 3/4 and 1/2
        (SEASONS[2:], Fraction(5, 8)),  # a year with nothing booked has no share
        ([posting("x", "2020-03-31", 10)], None),  # four years ago is not of the last three
    ],
)
def test_the_seasonal_profile_is_the_mean_of_three_years(
    tmp_path: Path, known: list[Row], expected: Fraction | None
) -> None:
    rows = {"posting": known, "budget": [budget(2024, 1000)]}
    found = cell(tmp_path, I, "2024-01..2024-03", rows, profile="seasonal")
    assert found.fields["expected_rate"] == expected
    linear = cell(tmp_path / "b", I, "2024-01..2024-03", rows)
    assert linear.fields["expected_rate"] == Fraction(1, 4)


def test_the_seasonal_profile_is_each_functions_own(tmp_path: Path) -> None:
    rows = {
        "posting": [
            *(one | {"function_code": "5.38.52"} for one in SEASONS[:2]),
            *(one | {"function_code": "5.38.50"} for one in SEASONS[2:4]),
        ],
        "budget": [budget(2024, 1000), budget(2024, 1000, function="5.38.50")],
    }
    found = cells(tmp_path, I, "2024-Q1", rows, by=["function"], profile="seasonal")
    told = {name: one.fields["expected_rate"] for (name,), one in found.items()}
    assert told == {"5.38.52": Fraction(1, 4), "5.38.50": Fraction(3, 4)}


@pytest.mark.parametrize(
    ("delivered", "expected"),
    [
        ("2024-02-29", Fraction(1, 2)),
        ("2024-02-27", Fraction(0)),
        ("2024-04-29", Fraction(1, 2)),
        ("2024-04-30", Fraction(1)),
    ],
)
def test_the_seasonal_profile_goes_to_the_same_day(
    tmp_path: Path, delivered: str, expected: Fraction
) -> None:
    """A month's last day is held against the same month's last day, 29 February too."""
    rows = {
        "posting": [posting("e", "2023-02-28", 5), posting("f", "2023-04-30", 5)],
        "budget": [budget(2024, 1000)],
    }
    found = cell(tmp_path, I, "2024", rows, delivered=delivered, profile="seasonal")
    assert found.fields["expected_rate"] == expected
