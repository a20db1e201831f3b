"""I-03 Cases, grants and citizens on the period's last day."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from tests.spec.kit import OTHER, OWN, case, cell, cells, citizen, commitment, grant

I = "I-03"

ANNA = [citizen("anna", acting_municipality=OWN, paying_municipality=OWN)]


@pytest.mark.parametrize(
    ("opened", "closed", "is_open"),
    [
        ("2024-06-30", None, True),
        ("2024-07-01", None, False),
        ("2024-01-01", "2024-06-30", False),  # closed that day: no longer open
        ("2024-01-01", "2024-07-01", True),
        ("2024-06-30", "2024-06-30", False),
        (None, None, False),
    ],
)
def test_open_on_the_last_day(
    tmp_path: Path, opened: str | None, closed: str | None, is_open: bool
) -> None:
    one = {"case_id": "S1", "citizen": "anna"} | case("S1", "anna", "2024-01-01", closed)
    one["opened"] = case("S1", "anna", opened)["opened"] if opened else None
    found = cell(tmp_path, I, "2024-06", {"citizen": ANNA, "case": [one]})
    assert (found.value, found.persons) == ((1, 1) if is_open else (0, 0))


def test_no_cases_are_zero_and_the_ratio_is_unknown(tmp_path: Path) -> None:
    found = cell(tmp_path, I, "2024-06", {})
    assert found.value == 0
    assert found.fields == {"grants": 0, "citizens": 0, "grants_per_citizen": None}


def test_cases_grants_and_citizens_side_by_side(tmp_path: Path) -> None:
    rows = {
        "citizen": [*ANNA, citizen("bo")],
        "case": [case("S1", "anna", "2020-01-01"), case("S2", "bo", "2020-01-01")],
        "grant": [
            grant("B1", "anna", "2024-01-01", case_id="S1"),
            grant("B2", "anna", "2024-01-01", case_id="S1", paragraph="§ 85"),
            grant("B3", "anna", "2024-01-01", "2024-06-29", case_id="S1", paragraph="§ 104"),
        ],
    }
    found = cell(tmp_path, I, "2024-06", rows)
    assert found.value == 2
    assert found.fields == {"grants": 2, "citizens": 1, "grants_per_citizen": Fraction(2)}


def test_a_case_stands_at_each_paragraph_of_its_active_grants(tmp_path: Path) -> None:
    rows = {
        "citizen": [*ANNA, citizen("bo")],
        "case": [case("S1", "anna", "2020-01-01"), case("S2", "bo", "2020-01-01")],
        "grant": [
            grant("B1", "anna", "2024-01-01", case_id="S1", paragraph="§ 85"),
            grant("B2", "anna", "2024-01-01", case_id="S1", paragraph="§ 107"),
            grant("B3", "anna", "2024-01-01", case_id="S1", paragraph="§ 107"),
            grant("B4", "bo", "2024-01-01", "2024-03-31", case_id="S2", paragraph="§ 107"),
        ],
    }
    found = cells(tmp_path / "a", I, "2024-06", rows, by=["paragraph"])
    values = {key: one.value for key, one in found.items()}
    assert values == {("§ 85",): 1, ("§ 107",): 1, ("Uoplyst",): 1}
    assert cell(tmp_path / "b", I, "2024-06", rows).value == 2


def test_target_groups_add_up_and_a_missing_one_is_a_line(tmp_path: Path) -> None:
    rows = {
        "citizen": [*ANNA, citizen("bo"), citizen("eva")],
        "case": [
            case("S1", "anna", "2020-01-01", target_group="Autisme"),
            case("S2", "bo", "2020-01-01", target_group="Autisme"),
            case("S3", "eva", "2020-01-01"),
        ],
    }
    found = cells(tmp_path, I, "2024-06", rows, by=["target_group"])
    assert {key: one.value for key, one in found.items()} == {("Autisme",): 2, ("Uoplyst",): 1}


def test_populations_are_those_of_the_citizen(tmp_path: Path) -> None:
    rows = {
        "citizen": [
            *ANNA,
            citizen("bo", paying_municipality=OTHER),
            citizen("eva", acting_municipality=OTHER),
        ],
        "case": [case(f"S{one}", one, "2020-01-01") for one in ("anna", "bo", "eva")],
    }
    wanted = {"acting": 2, "paying": 2, "both": 1, "either": 3}
    found = {
        population: cell(tmp_path / population, I, "2024-06", rows, population=population).value
        for population in wanted
    }
    assert found == wanted
    assert cell(tmp_path / "default", I, "2024-06", rows).value == wanted["acting"]


def test_commitments_for_those_others_act_for_are_no_cases(tmp_path: Path) -> None:
    rows = {"commitment": [commitment("D1", "anna", "2024-01-01", acting_municipality=OTHER)]}
    found = cell(tmp_path, I, "2024-06", rows, population="paying")
    assert (found.value, found.fields["grants"], found.fields["citizens"]) == (0, 1, 1)


def test_death_ends_the_grant_but_not_the_case(tmp_path: Path) -> None:
    rows = {
        "citizen": [citizen("anna", died="2024-05-31")],
        "case": [case("S1", "anna", "2020-01-01")],
        "grant": [grant("B1", "anna", "2024-01-01", case_id="S1")],
    }
    found = cell(tmp_path, I, "2024-06", rows)
    assert (found.value, found.fields["grants"]) == (1, 0)


def test_the_day_is_never_after_the_delivery(tmp_path: Path) -> None:
    rows = {"citizen": ANNA, "case": [case("S1", "anna", "2024-01-01", "2024-05-01")]}
    assert cell(tmp_path, I, "2024", rows, delivered="2024-04-30").value == 1
