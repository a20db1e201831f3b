"""I-02 Distinct citizens: counted, in every cell and in the total, never summed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.spec.kit import OTHER, cell, cells, citizen, commitment, grant

I = "I-02"


def test_nobody_is_zero(tmp_path: Path) -> None:
    assert cell(tmp_path, I, "2024", {}).value == 0


@pytest.mark.parametrize(
    ("start", "end", "citizens"),
    [
        ("2024-06-30", "2024-06-30", 1),  # a single day is enough
        ("2024-05-01", "2024-06-01", 1),
        ("2024-06-30", None, 1),
        ("2024-07-01", None, 0),
        ("2024-01-01", "2024-05-31", 0),
        ("2024-06-10", "2024-06-09", 0),
    ],
)
def test_one_active_day_in_june(tmp_path: Path, start: str, end: str | None, citizens: int) -> None:
    found = cell(tmp_path, I, "2024-06", {"grant": [grant("B1", "anna", start, end)]})
    assert found.value == citizens


def test_many_grants_of_one_citizen_are_one(tmp_path: Path) -> None:
    rows = {
        "grant": [
            grant("B1", "anna", "2024-01-01", "2024-02-29"),
            grant("B2", "anna", "2024-02-01", "2024-03-31"),
            grant("B3", "anna", "2024-11-01", "2024-11-30"),
            grant("B4", "anna", "2023-01-01", "2023-12-31"),
        ]
    }
    assert cell(tmp_path, I, "2024", rows).value == 1


def test_paragraphs_do_not_add_up(tmp_path: Path) -> None:
    rows = {
        "grant": [
            grant("B1", "anna", "2024-01-01", paragraph="§ 85"),
            grant("B2", "anna", "2024-01-01", paragraph="§ 104"),
            grant("B3", "bo", "2024-01-01", paragraph="§ 85"),
        ]
    }
    found = cells(tmp_path / "a", I, "2024", rows, by=["paragraph"])
    assert {key: one.value for key, one in found.items()} == {("§ 85",): 2, ("§ 104",): 1}
    assert cell(tmp_path / "b", I, "2024", rows).value == 2


def test_months_do_not_add_up(tmp_path: Path) -> None:
    rows = {"grant": [grant("B1", "anna", "2024-01-31", "2024-02-01")]}
    months = [cell(tmp_path / str(n), I, f"2024-0{n}", rows).value for n in (1, 2)]
    assert (months, cell(tmp_path / "3", I, "2024-01..2024-02", rows).value) == ([1, 1], 1)


def test_a_hole_over_the_period_is_not_in_it(tmp_path: Path) -> None:
    rows = {
        "grant": [
            grant("B1", "anna", "2024-01-01", "2024-05-31"),
            grant("B2", "anna", "2024-07-01"),
        ]
    }
    assert cell(tmp_path, I, "2024-06", rows).value == 0


def test_death_before_the_period(tmp_path: Path) -> None:
    rows = {
        "citizen": [citizen("anna", died="2024-05-31")],
        "grant": [grant("B1", "anna", "2020-01-01")],
    }
    assert cell(tmp_path, I, "2024-06", rows).value == 0


def test_leap_day_only(tmp_path: Path) -> None:
    rows = {"grant": [grant("B1", "anna", "2024-02-29", "2024-02-29")]}
    assert cell(tmp_path / "a", I, "2024-02", rows).value == 1
    assert cell(tmp_path / "b", I, "2024-03", rows).value == 0


def test_those_others_act_for_are_found_in_the_economy_system(tmp_path: Path) -> None:
    rows = {
        "grant": [grant("B1", "anna", "2024-01-01", paying_municipality=OTHER)],
        "commitment": [commitment("D2", "bo", "2024-01-01", acting_municipality=OTHER)],
    }
    assert cell(tmp_path / "a", I, "2024", rows).value == 1
    assert cell(tmp_path / "b", I, "2024", rows, population="either").value == 2
    assert cell(tmp_path / "c", I, "2024", rows, population="both").value == 0


def test_as_known_before_and_after_a_late_end(tmp_path: Path) -> None:
    open_ended = {"grant": [grant("B1", "anna", "2024-01-01")]}
    ended = {"grant": [grant("B1", "anna", "2024-01-01", "2024-03-31")]}
    assert cell(tmp_path / "a", I, "2024-06", open_ended, delivered="2024-06-30").value == 1
    assert cell(tmp_path / "b", I, "2024-06", ended, delivered="2024-07-31").value == 0
