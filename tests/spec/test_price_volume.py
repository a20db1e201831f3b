"""I-14 Price and volume: the parts add up to the change, whatever happened."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from pejl.base.tables import Cell
from tests.spec.kit import OTHER, Row, cell, cells, grant, posting

I = "I-14"


def parts(found: Cell) -> tuple[object, ...]:
    return tuple(found.fields[name] for name in ("volume", "price", "mix"))


def years(
    number: str, key: str, start: str, end: str | None = None, **costs: int
) -> dict[str, list[Row]]:
    """A grant, and what it cost in the years named (`y2023=100`)."""
    paragraph = "§ 85" if number.startswith("H") else "§ 107"
    return {
        "grant": [grant(number, key, start, end, paragraph=paragraph)],
        "posting": [
            posting(f"{number}-{year}", f"{year[1:]}-12-31", amount, grant_id=number)
            for year, amount in costs.items()
        ],
    }


def together(*several: dict[str, list[Row]]) -> dict[str, list[Row]]:
    return {table: [row for one in several for row in one[table]] for table in ("grant", "posting")}


def test_nothing_changed(tmp_path: Path) -> None:
    rows = years("B1", "anna", "2020-01-01", y2023=1000, y2024=1000)
    found = cell(tmp_path, I, "2024", rows)
    assert (found.value, parts(found)) == (0, (0, 0, 0))


def test_dearer_is_price(tmp_path: Path) -> None:
    rows = years("B1", "anna", "2020-01-01", y2023=1000, y2024=1100)
    assert parts(cell(tmp_path, I, "2024", rows)) == (0, 100, 0)


def test_more_people_at_the_same_price_are_volume(tmp_path: Path) -> None:
    rows = together(
        years("B1", "anna", "2020-01-01", y2023=1000, y2024=1000),
        years("B2", "bo", "2024-01-01", y2024=1000),
    )
    assert parts(cell(tmp_path, I, "2024", rows)) == (1000, 0, 0)


def test_fewer_and_dearer(tmp_path: Path) -> None:
    """Volume at the old price, price on the persons now."""
    rows = together(
        years("B1", "anna", "2020-01-01", y2023=1000, y2024=1300),
        years("B2", "bo", "2020-01-01", "2023-12-31", y2023=1000),
    )
    found = cell(tmp_path, I, "2024", rows)
    assert (found.value, parts(found)) == (-700, (-1000, 300, 0))


def test_years_of_different_length(tmp_path: Path) -> None:
    """A person all of 2023 and all of 2024 is one both years: no volume."""
    rows = years("B1", "anna", "2020-01-01", y2023=365, y2024=366)
    assert parts(cell(tmp_path, I, "2024", rows)) == (0, 1, 0)


def test_mix_is_what_changed_between_paragraphs(tmp_path: Path) -> None:
    """Bo goes from the cheap § 85 to the dear § 107: nobody costs more, and nobody came."""
    rows = together(
        years("B1", "anna", "2020-01-01", y2023=1000, y2024=1000),
        years("H1", "eva", "2020-01-01", y2023=100, y2024=100),
        years("H2", "bo", "2020-01-01", "2023-12-31", y2023=100),
        years("B2", "bo", "2024-01-01", y2024=1000),
    )
    found = cell(tmp_path / "a", I, "2024", rows)
    assert (found.value, parts(found)) == (900, (0, 0, 900))
    by_paragraph = cells(tmp_path / "b", I, "2024", rows, by=["paragraph"])
    assert parts(by_paragraph["§ 107",]) == (1000, 0, 0)
    assert parts(by_paragraph["§ 85",]) == (-100, 0, 0)


def test_a_new_paragraph_has_no_price_before(tmp_path: Path) -> None:
    rows = together(
        years("B1", "anna", "2020-01-01", y2023=1000, y2024=1000),
        years("H1", "eva", "2024-01-01", y2024=100),
    )
    line = cells(tmp_path / "a", I, "2024", rows, by=["paragraph"])["§ 85",]
    assert (line.value, parts(line)) == (100, (None, None, None))
    found = cell(tmp_path / "b", I, "2024", rows)
    assert (found.value, parts(found)) == (100, (1000, 0, -900))


def test_cost_that_outlives_the_persons_is_price(tmp_path: Path) -> None:
    rows = together(
        years("B1", "anna", "2020-01-01", "2023-12-31", y2023=1000),
        {"grant": [], "posting": [posting("late", "2024-03-31", 50, grant_id="B1")]},
    )
    found = cells(tmp_path, I, "2024", rows, by=["paragraph"])["§ 107",]
    assert (found.value, parts(found)) == (-950, (-1000, 50, 0))


def test_everything_gone(tmp_path: Path) -> None:
    rows = years("B1", "anna", "2020-01-01", "2023-12-31", y2023=1000)
    assert parts(cell(tmp_path, I, "2024", rows)) == (-1000, 0, 0)


def test_nothing_at_all(tmp_path: Path) -> None:
    found = cell(tmp_path, I, "2024", {})
    assert (found.value, parts(found)) == (0, (None, None, None))


@pytest.mark.parametrize(
    ("period", "comparison", "before"),
    [
        ("2024-06", "year_before", 7),
        ("2024-06", "period_before", 11),
        ("2024-Q2", "period_before", 2),
    ],
)
def test_the_comparison_period(tmp_path: Path, period: str, comparison: str, before: int) -> None:
    rows = {
        "grant": [grant("B1", "anna", "2020-01-01")],
        "posting": [
            posting("1", "2023-06-30", 7),
            posting("2", "2024-05-31", 11),
            posting("3", "2024-02-29", 2),
        ],
    }
    found = cell(tmp_path, I, period, rows, comparison=comparison)
    assert found.fields["cost_before"] == before


def test_a_period_cut_by_the_delivery_is_held_against_as_many_days(tmp_path: Path) -> None:
    rows = {
        "grant": [grant("B1", "anna", "2020-01-01")],
        "posting": [posting("1", "2023-06-15", 7), posting("2", "2023-06-16", 100)],
    }
    found = cell(tmp_path, I, "2024", rows, delivered="2024-06-15")
    assert found.fields["cost_before"] == 7
    assert found.fields["full_year_persons_before"] == Fraction(166, 365)


def test_cost_without_citizen_and_those_others_pay_for_are_left_out(tmp_path: Path) -> None:
    rows = together(
        years("B1", "anna", "2020-01-01", y2023=1000, y2024=1000),
        {
            "grant": [grant("B2", "bo", "2024-01-01", paying_municipality=OTHER)],
            "posting": [posting("x", "2024-12-31", 99, citizen=None)],
        },
    )
    found = cell(tmp_path, I, "2024", rows)
    assert (found.value, parts(found)) == (0, (0, 0, 0))
