"""I-12 Cost per full-year person: one population above and below the line."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from pejl.base.errors import UsageError
from tests.spec.kit import OTHER, Row, cell, cells, citizen, commitment, grant, kr, posting

I = "I-12"


def test_cost_over_persons(tmp_path: Path) -> None:
    rows = {
        "grant": [grant("B1", "anna", "2024-01-01", "2024-06-30")],
        "posting": [posting("1", "2024-06-30", "91000.50")],
    }
    found = cell(tmp_path, I, "2024", rows)
    assert found.value == Fraction("91000.50") / Fraction(182, 366)


def test_it_is_not_cost_over_heads(tmp_path: Path) -> None:
    rows = {
        "grant": [
            grant("B1", "anna", "2024-01-01"),
            grant("B2", "bo", "2024-12-31"),
        ],
        "posting": [posting("1", "2024-12-31", 36700)],
    }
    found = cell(tmp_path, I, "2024", rows)
    assert found.value == 36600
    assert found.persons == 2


def test_nothing_over_nothing_is_unknown(tmp_path: Path) -> None:
    found = cell(tmp_path, I, "2024", {})
    assert (found.value, found.fields["cost"]) == (None, 0)
    assert "value" not in found.lacking


def test_persons_without_cost_cost_nothing(tmp_path: Path) -> None:
    assert cell(tmp_path, I, "2024", {"grant": [grant("B1", "anna", "2024-01-01")]}).value == 0


def test_cost_without_persons_is_unknown_and_said(tmp_path: Path) -> None:
    rows = {"posting": [posting("1", "2024-01-31", 500)]}
    found = cell(tmp_path, I, "2024", rows)
    assert found.value is None
    assert found.lacking["value"] == "Der er bogført udgift, men ingen helårspersoner."


def test_cost_without_citizen_stands_apart(tmp_path: Path) -> None:
    rows = {
        "grant": [grant("B1", "anna", "2024-01-01")],
        "posting": [
            posting("1", "2024-12-31", 1000),
            posting("2", "2024-12-31", 77, citizen=None),
        ],
    }
    found = cell(tmp_path, I, "2024", rows)
    assert (found.value, found.fields["cost"], found.fields["not_attributable"]) == (1000, 1000, 77)


def test_earlier_years_are_in_the_cost_and_told(tmp_path: Path) -> None:
    late = posting("2", "2024-01-31", 30) | {
        "service_month": posting("x", "2023-12-31", 0)["service_month"]
    }
    rows = {
        "grant": [grant("B1", "anna", "2024-01-01")],
        "posting": [
            posting("1", "2024-12-31", 1000),
            late,
            late | {"posting_id": "3", "citizen": None},
        ],
    }
    found = cell(tmp_path, I, "2024", rows)
    assert (found.value, found.fields["earlier_years"]) == (1030, 30)


def test_those_others_pay_for_leave_the_unit_cost(tmp_path: Path) -> None:
    rows = {
        "grant": [
            grant("B1", "anna", "2024-01-01"),
            grant("B2", "bo", "2024-01-01", paying_municipality=OTHER),
        ],
        "posting": [posting("1", "2024-12-31", 1000)],
    }
    assert cell(tmp_path, I, "2024", rows).value == 1000


@pytest.mark.parametrize(
    ("behind", "told"),
    [
        ({"grant": [grant("B2", "bo", "2024-01-01", paying_municipality=OTHER)]}, (1000, 500)),
        ({"grant": [grant("B2", "bo", "2024-01-01", paying_municipality=None)]}, (1000, 500)),
        (
            {"commitment": [commitment("D2", "bo", "2024-01-01", paying_municipality=OTHER)]},
            (1000, 500),
        ),
        # The case system's word on who pays stands over the economy system's, as its dates do.
        (
            {
                "grant": [grant("B2", "bo", "2024-01-01", paying_municipality=OTHER)],
                "commitment": [commitment("D2", "bo", "2024-01-01")],
            },
            (1000, 500),
        ),
        ({}, (1500, 0)),  # it refers to nothing we know: what we have posted, we have paid
    ],
)
def test_cost_has_the_population_of_its_persons(
    tmp_path: Path, behind: dict[str, list[Row]], told: tuple[int, int]
) -> None:
    rows = {
        "grant": [grant("B1", "anna", "2024-01-01"), *behind.get("grant", [])],
        "commitment": behind.get("commitment", []),
        "posting": [
            posting("1", "2024-12-31", 1000, grant_id="B1"),
            posting("2", "2024-12-31", 500, grant_id="B2", citizen="bo"),
        ],
    }
    found = cell(tmp_path, I, "2024", rows)
    assert (found.fields["cost"], found.fields["others_pay"]) == told
    assert found.value == told[0]


def test_when_the_payer_changes_persons_and_cost_change_with_it(tmp_path: Path) -> None:
    """From 1 July another municipality pays: half a person, and half a year's cost."""
    rows = {
        "grant": [
            grant("B1", "anna", "2024-01-01", "2024-06-30"),
            grant("B2", "anna", "2024-07-01", paying_municipality=OTHER),
        ],
        "posting": [
            posting("1", "2024-06-30", 1820, grant_id="B1"),
            posting("2", "2024-12-31", 1840, grant_id="B2"),
        ],
    }
    found = cell(tmp_path, I, "2024", rows)
    assert (found.value, found.fields["cost"], found.fields["others_pay"]) == (3660, 1820, 1840)


def test_a_late_delivery_knows_more_of_the_same_year(tmp_path: Path) -> None:
    """Two clocks: as known on 30 June the second half's days and kroner are not there yet."""
    known_then = {
        "grant": [grant("B1", "anna", "2024-01-01")],
        "posting": [posting("1", "2024-06-30", 1820)],
    }
    then = cell(tmp_path / "a", I, "2024", known_then, delivered="2024-06-30")
    later = {**known_then, "posting": [*known_then["posting"], posting("2", "2024-06-30", 182)]}
    now = cell(tmp_path / "b", I, "2024-01..2024-06", later)
    assert (then.value, now.value) == (3660, 4026)


def test_those_others_act_for_are_added_from_the_economy_system(tmp_path: Path) -> None:
    rows = {
        "commitment": [commitment("D1", "anna", "2024-01-01", acting_municipality=OTHER)],
        "posting": [posting("1", "2024-12-31", 1000, grant_id="B1")],
    }
    assert cells(tmp_path, I, "2024", rows, by=["paragraph"])["§ 107",].value == 1000


def test_part_of_a_year_is_per_whole_person(tmp_path: Path) -> None:
    """Half the cost over half a person: the year's price, not half of it."""
    rows = {
        "grant": [grant("B1", "anna", "2024-01-01")],
        "posting": [posting("1", "2024-06-30", 1820)],
    }
    assert cell(tmp_path, I, "2024-01..2024-06", rows).value == 3660


def test_overlapping_grants_are_one_person(tmp_path: Path) -> None:
    rows = {
        "grant": [grant("B1", "anna", "2024-01-01"), grant("B2", "anna", "2024-01-01")],
        "posting": [posting("1", "2024-12-31", 1000)],
    }
    assert cell(tmp_path, I, "2024", rows).value == 1000


def test_death_lessens_the_persons(tmp_path: Path) -> None:
    rows = {
        "citizen": [citizen("anna", died="2024-06-30")],
        "grant": [grant("B1", "anna", "2024-01-01")],
        "posting": [posting("1", "2024-12-31", 1820)],
    }
    assert cell(tmp_path, I, "2024", rows).value == 3660


def test_the_total_is_not_the_mean_of_its_lines(tmp_path: Path) -> None:
    rows = {
        "grant": [
            grant("B1", "anna", "2024-01-01", paragraph="§ 85"),
            grant("B2", "bo", "2024-01-01"),
            grant("B3", "eva", "2024-01-01"),
        ],
        "posting": [
            posting("1", "2024-12-31", 100, grant_id="B1"),
            posting("2", "2024-12-31", 1000, grant_id="B2"),
        ],
    }
    found = cells(tmp_path / "a", I, "2024", rows, by=["paragraph"])
    assert {key: one.value for key, one in found.items()} == {("§ 85",): 100, ("§ 107",): 500}
    assert cell(tmp_path / "b", I, "2024", rows).value == Fraction(1100, 3)


def test_only_the_paying_population_has_a_unit_cost(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as error:
        cell(tmp_path, I, "2024", {}, population="acting")
    assert error.value.code == "valg-ukendt"


def test_oere_reach_the_quotient(tmp_path: Path) -> None:
    rows = {
        "grant": [grant("B1", "anna", "2024-01-01", "2024-01-03")],
        "posting": [posting("1", "2024-01-31", kr("0.01"))],
    }
    assert cell(tmp_path, I, "2024", rows).value == Fraction(366, 300)
