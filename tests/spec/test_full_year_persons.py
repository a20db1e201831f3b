"""I-01 Full-year persons, and the rules of days that all activity shares (§ 0)."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from tests.spec.kit import (
    OTHER,
    OWN,
    case,
    cell,
    cells,
    citizen,
    commitment,
    grant,
)

I = "I-01"


@pytest.mark.parametrize(
    ("start", "end", "period", "days"),
    [
        ("2024-03-05", "2024-03-05", "2024", 1),  # both days count
        ("2024-02-01", "2024-02-29", "2024-02", 29),
        ("2023-12-31", "2024-01-01", "2024", 1),
        ("2023-12-31", "2024-01-01", "2023", 1),
        ("2019-01-01", None, "2024", 366),  # open: to the end of the period
        ("2024-12-31", None, "2024", 1),
        ("2024-07-01", None, "2024-01..2024-06", 0),
        ("2023-01-01", "2023-12-31", "2024", 0),
        ("2024-06-30", "2024-06-01", "2024", 0),  # ends before it begins: never active
        (None, "2024-06-30", "2024", 0),  # no start: not counted
    ],
)
def test_days(tmp_path: Path, start: str | None, end: str | None, period: str, days: int) -> None:
    found = cell(tmp_path, I, period, {"grant": [grant("B1", "anna", start, end)]})
    assert found.fields["days"] == days
    assert found.persons == (1 if days else 0)


def test_nobody_is_zero(tmp_path: Path) -> None:
    found = cell(tmp_path, I, "2024", {})
    assert (found.value, found.persons, found.fields["days"]) == (0, 0, 0)


@pytest.mark.parametrize(
    ("year", "value"), [("2023", Fraction(1)), ("2024", Fraction(1)), ("2022", Fraction(365, 365))]
)
def test_a_whole_year_is_one_leap_or_not(tmp_path: Path, year: str, value: Fraction) -> None:
    assert cell(tmp_path, I, year, {"grant": [grant("B1", "anna", "2019-01-01")]}).value == value


def test_the_same_days_weigh_less_in_a_leap_year(tmp_path: Path) -> None:
    rows = {
        "grant": [
            grant("B1", "anna", "2023-03-01", "2023-03-31"),
            grant("B2", "anna", "2024-03-01", "2024-03-31"),
        ]
    }
    assert cell(tmp_path / "a", I, "2023", rows).value == Fraction(31, 365)
    assert cell(tmp_path / "b", I, "2024", rows).value == Fraction(31, 366)


def test_a_period_over_years_adds_the_years(tmp_path: Path) -> None:
    rows = {"grant": [grant("B1", "anna", "2023-12-01", "2024-01-31")]}
    found = cell(tmp_path, I, "2023-12..2024-01", rows)
    assert found.value == Fraction(31, 365) + Fraction(31, 366)


def test_months_of_a_year_add_up_to_the_year(tmp_path: Path) -> None:
    rows = {"grant": [grant("B1", "anna", "2024-02-10", "2024-09-03")]}
    months = [cell(tmp_path / str(n), I, f"2024-{n:02d}", rows).value for n in range(1, 13)]
    assert sum(Fraction(one) for one in months if one is not None) == Fraction(207, 366)


OVERLAP = [
    grant("B1", "anna", "2023-01-01", "2023-03-31"),
    grant("B2", "anna", "2023-03-15", "2023-04-30"),
]


def test_overlapping_grants_count_each_day_once_for_persons(tmp_path: Path) -> None:
    found = cell(tmp_path, I, "2023", {"grant": OVERLAP})
    assert found.value == Fraction(120, 365)
    assert found.fields["services"] == Fraction(137, 365)


def test_a_grant_inside_another_adds_nothing(tmp_path: Path) -> None:
    rows = {
        "grant": [
            grant("B1", "anna", "2024-01-01", "2024-12-31"),
            grant("B2", "anna", "2024-03-01", "2024-03-31"),
            grant("B3", "anna", "2024-05-01", "2024-05-31"),
        ]
    }
    found = cell(tmp_path, I, "2024", rows)
    assert (found.fields["days"], found.value) == (366, 1)
    assert found.fields["services"] == Fraction(366 + 31 + 31, 366)


def test_two_citizens_on_the_same_day_are_two(tmp_path: Path) -> None:
    rows = {"grant": [grant("B1", "anna", "2024-01-01"), grant("B2", "bo", "2024-01-01")]}
    assert cell(tmp_path, I, "2024", rows).value == 2


def test_a_split_grant_is_the_same_as_a_whole_one(tmp_path: Path) -> None:
    rows = {
        "grant": [
            grant("B1", "anna", "2024-01-01", "2024-01-31"),
            grant("B2", "anna", "2024-02-01", "2024-06-30"),
        ]
    }
    assert cell(tmp_path, I, "2024", rows).fields["days"] == 182


def test_the_total_is_counted_not_summed(tmp_path: Path) -> None:
    rows = {
        "grant": [
            grant("B1", "anna", "2024-01-01", paragraph="§ 85"),
            grant("B2", "anna", "2024-01-01", paragraph="§ 104"),
        ]
    }
    by_paragraph = cells(tmp_path / "a", I, "2024", rows, by=["paragraph"])
    assert {key: one.value for key, one in by_paragraph.items()} == {("§ 85",): 1, ("§ 104",): 1}
    assert cell(tmp_path / "b", I, "2024", rows).value == 1


# --- ends -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("end", "died", "days"),
    [
        (None, "2024-01-10", 10),  # death ends what is open, the day itself counts
        ("2024-01-20", "2024-01-10", 10),
        ("2024-01-05", "2024-01-10", 5),
        (None, "2023-12-31", 0),
    ],
)
def test_death_stops_the_days(tmp_path: Path, end: str | None, died: str, days: int) -> None:
    rows = {
        "citizen": [citizen("anna", died=died)],
        "grant": [grant("B1", "anna", "2024-01-01", end)],
    }
    assert cell(tmp_path, I, "2024", rows).fields["days"] == days


def test_a_childrens_service_stops_the_day_before_18(tmp_path: Path) -> None:
    rows = {
        "citizen": [citizen("anna", born="2006-03-01")],
        "grant": [
            grant("B1", "anna", "2024-01-01", service_key="BL-90", paragraph="§ 90"),
            grant("B2", "anna", "2024-03-01"),
        ],
    }
    found = cells(tmp_path, I, "2024-01..2024-03", rows, by=["paragraph"])
    assert found["§ 90",].fields["days"] == 31 + 29
    assert found["§ 107",].fields["days"] == 31


def test_a_moved_payer_comes_as_another_grant(tmp_path: Path) -> None:
    rows = {
        "grant": [
            grant("B1", "anna", "2024-01-01", "2024-03-31"),
            grant("B2", "anna", "2024-04-01", paying_municipality=OTHER),
        ]
    }
    assert cell(tmp_path / "a", I, "2024", rows).fields["days"] == 91
    acting = cell(tmp_path / "b", I, "2024", rows, population="acting")
    assert acting.fields["days"] == 366


# --- whom -------------------------------------------------------------------------------------

SIDES = {
    "grant": [
        grant("B1", "both", "2024-01-01"),
        grant("B2", "acting", "2024-01-01", paying_municipality=OTHER),
        grant("B3", "nobody", "2024-01-01", paying_municipality=None),
    ],
    "commitment": [
        commitment("D1", "both", "2023-01-01"),  # the case system's dates count, not these
        commitment("D8", "paying", "2024-01-01", acting_municipality=OTHER),
        commitment("D9", "no grant", "2024-01-01"),  # we act and there is no grant: V-041
    ],
}


@pytest.mark.parametrize(
    ("population", "persons"), [("paying", 2), ("acting", 3), ("both", 1), ("either", 4)]
)
def test_populations(tmp_path: Path, population: str, persons: int) -> None:
    assert cell(tmp_path, I, "2024", SIDES, population=population).value == persons


def test_a_commitment_whose_grant_we_have_is_not_counted_again(tmp_path: Path) -> None:
    rows = {
        "grant": [grant("B1", "anna", "2024-01-01", "2024-01-31")],
        "commitment": [commitment("D1", "anna", "2024-01-01", acting_municipality=OTHER)],
    }
    assert cell(tmp_path, I, "2024", rows).fields["days"] == 31


# --- readings ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("period", "reading", "value"),
    [
        ("2024", "accumulated", Fraction(545, 366)),
        ("2024", "average", Fraction(545, 366)),  # identical for a full year
        ("2024", "expected", Fraction(545, 366)),
        ("2024-06", "average", Fraction(2)),
        ("2024-06", "accumulated", Fraction(60, 366)),
        ("2024-06", "expected", Fraction(545, 366)),  # C is known by now
    ],
)
def test_three_readings(tmp_path: Path, period: str, reading: str, value: Fraction) -> None:
    rows = {
        "grant": [
            grant("A", "a", "2019-01-01"),
            grant("B", "b", "2024-02-15", "2024-06-30"),
            grant("C", "c", "2024-11-20"),
        ]
    }
    assert cell(tmp_path, I, period, rows, reading=reading).value == value


def test_expected_year_takes_planned_days_past_the_delivery(tmp_path: Path) -> None:
    rows = {
        "grant": [
            grant("A", "a", "2024-01-01"),
            grant("B", "b", "2024-10-01"),
            grant("C", "c", "2024-01-01", "2024-08-31"),
        ]
    }
    found = cell(tmp_path, I, "2024", rows, delivered="2024-06-30", reading="expected")
    assert found.value == Fraction(366 + 92 + 244, 366)
    assert found.persons == 3


# --- two clocks -------------------------------------------------------------------------------


def test_the_period_never_reaches_past_the_delivery(tmp_path: Path) -> None:
    rows = {"grant": [grant("B1", "anna", "2024-01-01")]}
    found = cell(tmp_path, I, "2024", rows, delivered="2024-03-31")
    assert found.fields["days"] == 91
    assert found.value == Fraction(91, 366)


def test_a_retroactive_grant_changes_the_past_as_known_now_only(tmp_path: Path) -> None:
    before = {"grant": [grant("B1", "anna", "2024-01-01")]}
    after = {"grant": [*before["grant"], grant("B2", "bo", "2024-01-01", "2024-01-31")]}
    then = cell(tmp_path / "then", I, "2024-01", before, delivered="2024-01-31")
    now = cell(tmp_path / "now", I, "2024-01", after, delivered="2024-05-31")
    assert (then.fields["days"], now.fields["days"]) == (31, 62)


# --- dimensions -------------------------------------------------------------------------------


def test_a_cell_that_had_nothing_in_the_period_is_there_with_zero(tmp_path: Path) -> None:
    rows = {
        "grant": [
            grant("B1", "anna", "2024-01-01"),
            grant("B2", "bo", "2020-01-01", "2020-12-31", paragraph="§ 85"),
        ]
    }
    found = cells(tmp_path, I, "2024", rows, by=["paragraph"])
    assert {key: one.value for key, one in found.items()} == {("§ 107",): 1, ("§ 85",): 0}


def test_what_the_source_does_not_say_is_a_line_of_its_own(tmp_path: Path) -> None:
    rows = {
        "case": [case("S1", "anna", "2020-01-01", team="Nord")],
        "grant": [
            grant("B1", "anna", "2024-01-01", case_id="S1"),
            grant("B2", "bo", "2024-01-01"),
        ],
    }
    found = cells(tmp_path, I, "2024", rows, by=["team"])
    assert list(found) == [("Nord",), ("Uoplyst",)]


@pytest.mark.parametrize(
    ("period", "band"),
    [
        ("2024-01..2024-04", "18-24"),
        ("2024", "25-39"),  # 25 on 5 May: the period's last day decides
    ],
)
def test_age_is_told_on_the_periods_last_day(tmp_path: Path, period: str, band: str) -> None:
    rows = {
        "citizen": [citizen("anna", born="1999-05-05")],
        "grant": [grant("B1", "anna", "2024-01-01")],
    }
    assert list(cells(tmp_path, I, period, rows, by=["age_band"])) == [(band,)]


@pytest.mark.parametrize(
    ("born", "band"),
    [
        ("2007-01-01", "Under 18"),
        ("2006-12-31", "18-24"),
        ("1999-12-31", "25-39"),
        ("1984-12-31", "40-66"),
        ("1957-12-31", "67+"),
        (None, "Uoplyst"),
    ],
)
def test_age_bands(tmp_path: Path, born: str | None, band: str) -> None:
    rows = {
        "citizen": [citizen("anna", born=born)],
        "grant": [grant("B1", "anna", "2024-01-01")],
    }
    assert list(cells(tmp_path, I, "2024", rows, by=["age_band"])) == [(band,)]


def test_own_and_bought(tmp_path: Path) -> None:
    facilities = [
        {"facility_id": "T1", "ownership": "own"},
        {"facility_id": "T2", "ownership": "public"},
        {"facility_id": "T3", "ownership": "private"},
    ]
    rows = {
        "facility": facilities,
        "grant": [grant(f"B{n}", f"c{n}", "2024-01-01", facility_id=f"T{n}") for n in range(1, 5)],
    }
    found = cells(tmp_path, I, "2024", rows, by=["ownership"])
    assert {key: one.value for key, one in found.items()} == {
        ("Egne",): 1,
        ("Købte",): 2,
        ("Uoplyst",): 1,
    }


def test_roles(tmp_path: Path) -> None:
    found = cells(tmp_path, I, "2024", SIDES, by=["municipality_role"], population="either")
    assert {key: one.value for key, one in found.items()} == {
        ("Handler og betaler",): 1,
        ("Handler, en anden betaler",): 1,
        ("Betaler, en anden handler",): 1,
        ("Uoplyst",): 1,
    }


def test_the_function_is_that_of_the_commitment(tmp_path: Path) -> None:
    rows = {
        "grant": [grant("B1", "anna", "2024-01-01"), grant("B2", "bo", "2024-01-01")],
        "commitment": [commitment("D1", "anna", "2024-01-01", function_code="5.38.52")],
    }
    assert list(cells(tmp_path, I, "2024", rows, by=["function"])) == [("5.38.52",), ("Uoplyst",)]


def test_a_filter_narrows_before_counting(tmp_path: Path) -> None:
    rows = {
        "grant": [
            grant("B1", "anna", "2024-01-01", "2024-01-31", facility_id="T1"),
            grant("B2", "anna", "2024-01-15", "2024-02-29", facility_id="T2"),
        ]
    }
    found = cell(tmp_path, I, "2024", rows, where={"facility": {"T2"}})
    assert found.fields["days"] == 46


def test_a_filter_without_values_answers_nothing(tmp_path: Path) -> None:
    rows = {"grant": [grant("B1", "anna", "2024-01-01")]}
    assert cells(tmp_path, I, "2024", rows, where={"team": set()}) == {}


def test_a_grant_without_citizen_cannot_be_counted(tmp_path: Path) -> None:
    assert OWN == "901"
    found = cell(tmp_path, I, "2024", {"grant": [grant("B1", None, "2024-01-01")]})
    assert found.value == 0
