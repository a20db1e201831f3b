"""I-01 and I-02 of the judge, held to the worked examples of the definitions."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pejl.base.display import round_half_up
from pejl.base.errors import UsageError
from pejl.figures.request import RowFilter
from tests.reference.judge import World
from tests.unit.reference.small import OTHER, OWN, ask, commitment, day, grant, one, sliced, world

A = grant("A", "a", "2019-01-01")
B = grant("B", "b", "2024-02-15", "2024-06-30")
C = grant("C", "c", "2024-11-20")


def of_three(delivery_day: str = "2024-12-31") -> World:
    return world(delivery_day, grant=[A, B, C])


def test_three_citizens_in_a_leap_year_are_1_4891() -> None:
    total = one(of_three(), "I-01", "2024")
    assert total.value == Fraction(366 + 137 + 42, 366)
    assert str(round_half_up(total.value, 4)) == "1.4891"
    assert total.fields["days"] == 545
    assert total.persons == 3


def test_a_fixed_365_would_be_wrong() -> None:
    assert one(of_three(), "I-01", "2024").value != Fraction(545, 365)


@pytest.mark.parametrize(
    ("reading", "period", "value", "shown"),
    [
        ("average", "2024-06", Fraction(2), "2.0000"),
        ("average", "2024-01..2024-06", Fraction(319, 182), "1.7527"),
        ("accumulated", "2024-01..2024-06", Fraction(319, 366), "0.8716"),
        ("average", "2024", Fraction(545, 366), "1.4891"),
    ],
)
def test_readings(reading: str, period: str, value: Fraction, shown: str) -> None:
    found = one(of_three(), "I-01", period, reading=reading)
    assert found.value == value
    assert str(round_half_up(value, 4)) == shown


def test_expected_year_at_30_june_with_nothing_planned_for_c() -> None:
    at_june = world("2024-06-30", grant=[A, B])
    found = one(at_june, "I-01", "2024-01..2024-06", reading="expected")
    assert found.value == Fraction(503, 366)
    assert str(round_half_up(found.value, 4)) == "1.3743"


def test_expected_year_counts_what_is_planned_and_names_its_persons() -> None:
    at_june = world("2024-06-30", grant=[A, B, C])
    found = one(at_june, "I-01", "2024-01..2024-06", reading="expected")
    assert (found.value, found.persons, found.fields["days"]) == (Fraction(545, 366), 3, 319)


def test_services_count_overlap_and_persons_do_not() -> None:
    overlap = world(
        "2023-12-31",
        grant=[
            grant("1", "a", "2023-01-01", "2023-03-31"),
            grant("2", "a", "2023-03-15", "2023-04-30"),
        ],
    )
    found = one(overlap, "I-01", "2023")
    assert found.fields["services"] == Fraction(137, 365)
    assert found.value == Fraction(120, 365)


def test_several_years_are_the_sum_of_each_years_share() -> None:
    found = one(world("2024-12-31", grant=[A]), "I-01", "2023-07..2024-06")
    assert found.value == Fraction(184, 365) + Fraction(182, 366)


def test_the_period_ends_with_the_delivery() -> None:
    at_october = world("2026-10-31", grant=[grant("1", "a", "2020-01-01")])
    found = ask(at_october, "I-01", "2026", "2026-10", reading="average")
    assert [figure.value for figure in found.values()] == [1, 1]
    assert one(at_october, "I-01", "2026").fields["days"] == 304
    with pytest.raises(UsageError):
        one(at_october, "I-01", "2026-11")


def test_death_ends_an_open_grant_on_its_day() -> None:
    dead = world(
        "2024-12-31",
        grant=[grant("1", "a", "2024-01-01")],
        citizen=[{"citizen": "a", "death_date": day("2024-01-10")}],
    )
    assert one(dead, "I-01", "2024").fields["days"] == 10


def test_end_before_start_is_no_spell_and_makes_no_cell() -> None:
    odd = world("2024-12-31", grant=[grant("1", "a", "2024-05-02", "2024-05-01", paragraph="x")])
    assert sliced(odd, "I-01", "2024", "paragraph") == {}
    assert one(odd, "I-02", "2024").value == 0


def test_a_cell_is_there_for_what_is_yet_to_start_and_for_what_has_ended() -> None:
    around = world(
        "2024-06-30",
        grant=[
            grant("1", "a", "2020-01-01", "2020-02-01", paragraph="§ 101"),
            grant("2", "a", "2024-09-01", paragraph="§ 107"),
            grant("3", "a", "2024-06-30"),
        ],
    )
    found = sliced(around, "I-02", "2024-06", "paragraph")
    assert {name: figure.value for name, figure in found.items()} == {
        "§ 101": 0, "§ 107": 0, "Uoplyst": 1,
    }  # fmt: skip


def of_populations() -> World:
    """a: ours to act and pay; b: others pay; c: others act, known to the economy system only."""
    return world(
        "2024-12-31",
        grant=[
            grant("1", "a", "2024-01-01", "2024-01-31"),
            grant("2", "b", "2024-01-01", paying_municipality=OTHER),
        ],
        commitment=[
            commitment("D1", "1", "a", "2024-01-01", "2024-02-29", acting_municipality=OWN),
            commitment("D2", "elsewhere", "c", "2024-01-01", "2024-01-10"),
            commitment("D3", None, "d", "2024-01-01", acting_municipality=OWN),
            commitment("D4", None, "e", "2024-01-01", paying_municipality=OTHER),
            commitment("D5", None, "f", "2024-01-01", acting_municipality=None),
        ],
    )


@pytest.mark.parametrize(
    ("population", "days", "citizens"),
    [("paying", 31 + 10, 2), ("acting", 31 + 366, 2), ("both", 31, 1), ("either", 407, 3)],
)
def test_populations_and_the_case_systems_dates_count(
    population: str, days: int, citizens: int
) -> None:
    found = one(of_populations(), "I-01", "2024", population=population)
    assert (found.fields["days"], found.persons) == (days, citizens)


def test_who_acts_and_pays_is_a_dimension() -> None:
    found = sliced(of_populations(), "I-02", "2024", "municipality_role", population="either")
    assert {role: figure.value for role, figure in found.items()} == {
        "Handler og betaler": 1,
        "Handler, en anden betaler": 1,
        "Betaler, en anden handler": 1,
    }


def of_dimensions() -> World:
    return world(
        "2024-12-31",
        citizen=[{"citizen": "a", "birth_date": day("2000-02-29")}],
        case=[{"case_id": "S", "team": "T", "case_worker": "AB", "target_group": "Autisme"}],
        facility=[
            {"facility_id": "F1", "ownership": "own"},
            {"facility_id": "F2", "ownership": "private"},
        ],
        grant=[
            grant("1", "a", "2024-01-01", facility_id="F1", case_id="S", paragraph="§ 85"),
            grant("2", "b", "2024-01-01", facility_id="F2"),
        ],
        commitment=[
            commitment("D9", "1", "a", "2024-01-01", function_code="5.38.52"),
            commitment("D1", "1", "a", "2024-01-01", function_code="5.38.50"),
        ],
    )


@pytest.mark.parametrize(
    ("by", "values"),
    [
        ("ownership", {"Egne", "Købte"}),
        ("facility", {"F1", "F2"}),
        ("team", {"T", "Uoplyst"}),
        ("case_worker", {"AB", "Uoplyst"}),
        ("target_group", {"Autisme", "Uoplyst"}),
        ("function", {"5.38.50", "Uoplyst"}),
        ("paragraph", {"§ 85", "Uoplyst"}),
        ("age_band", {"18-24", "Uoplyst"}),
    ],
)
def test_dimensions(by: str, values: set[str]) -> None:
    assert set(sliced(of_dimensions(), "I-02", "2024", by)) == values


@pytest.mark.parametrize(
    ("period", "band"),
    [("2025-02", "18-24"), ("2025-02-01..2025-03-01", "25-39"), ("2018-02", "Under 18"),
     ("2040-03", "40-66"), ("2067-02", "40-66"), ("2067-03", "67+")],
)  # fmt: skip
def test_age_is_told_on_the_last_day_of_the_period(period: str, band: str) -> None:
    late = world(
        "2100-12-31",
        citizen=[{"citizen": "a", "birth_date": day("2000-02-29")}],
        grant=[grant("1", "a", "2010-01-01")],
    )
    assert set(sliced(late, "I-02", period, "age_band")) == {band}


@pytest.mark.parametrize(
    ("filters", "citizens"),
    [
        ((), 2),
        ((RowFilter("facility", frozenset({"F1"})),), 1),
        ((RowFilter("facility", frozenset()),), 0),
        ((RowFilter("facility", frozenset({"F1"})), RowFilter("team", frozenset({"X"}))), 0),
        (
            (
                RowFilter(
                    "team", frozenset({"X"}), or_else=(RowFilter("facility", frozenset({"F2"})),)
                ),
            ),
            1,
        ),
    ],
)
def test_filters(filters: tuple[RowFilter, ...], citizens: int) -> None:
    assert one(of_dimensions(), "I-02", "2024", filters=filters).value == citizens


def test_citizens_of_the_months_do_not_add_up_to_those_of_the_year() -> None:
    months = ask(of_three(), "I-02", "2024-05", "2024-06", "2024-05..2024-06")
    assert [figure.value for figure in months.values()] == [2, 2, 2]


def test_a_day_in_two_teams_counts_in_both_and_once_in_all() -> None:
    """So the lines of teams do not add up to the total either: one citizen may have two cases."""
    twice = world(
        "2024-12-31",
        case=[{"case_id": "S1", "team": "Alfa"}, {"case_id": "S2", "team": "Beta"}],
        grant=[
            grant("1", "a", "2024-01-01", case_id="S1"),
            grant("2", "a", "2024-01-01", case_id="S2"),
        ],
    )
    by_team = sliced(twice, "I-01", "2024", "team")
    assert {name: cell.value for name, cell in by_team.items()} == {"Alfa": 1, "Beta": 1}
    assert one(twice, "I-01", "2024").value == 1
