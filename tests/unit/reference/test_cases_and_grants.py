"""I-03 of the judge."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pejl.figures.request import RowFilter
from tests.reference.judge import World
from tests.unit.reference.small import OTHER, OWN, day, grant, one, sliced, world


def case(number: str, citizen: str, opened: str, closed: str | None = None, **more: str) -> dict:
    return {
        "case_id": number,
        "citizen": citizen,
        "opened": day(opened),
        "closed": day(closed) if closed else None,
    } | more


def citizen(key: str, **more: str) -> dict:
    return {"citizen": key, "acting_municipality": OWN, "paying_municipality": OWN} | more


def of_cases() -> World:
    return world(
        "2024-12-31",
        citizen=[
            citizen("a"),
            citizen("b"),
            citizen("c"),
            citizen("d", paying_municipality=OTHER),
        ],
        case=[
            case("S1", "a", "2024-01-01", "2024-04-01", target_group="Autisme"),
            case("S2", "b", "2024-03-31", target_group="Hjemløshed"),
            case("S3", "c", "2023-01-01", "2024-03-31"),
            case("S4", "d", "2023-01-01", target_group="Autisme"),
            case("S5", "no one known", "2023-01-01"),
        ],
        grant=[
            grant("1", "a", "2024-01-01", case_id="S1", paragraph="§ 85", facility_id="T1"),
            grant("2", "a", "2024-02-01", case_id="S1", paragraph="§ 107", facility_id="T2"),
            grant("3", "b", "2024-05-01", case_id="S2", paragraph="§ 85"),
            grant("4", "d", "2024-01-01", case_id="S4", paying_municipality=OTHER),
        ],
    )


def test_cases_grants_and_citizens_side_by_side() -> None:
    found = one(of_cases(), "I-03", "2024-03")
    assert (found.value, found.persons) == (3, 3)
    assert found.fields == {"grants": 3, "citizens": 2, "grants_per_citizen": Fraction(3, 2)}


@pytest.mark.parametrize(
    ("population", "cases", "grants"),
    [("acting", 3, 3), ("paying", 2, 2), ("both", 2, 2), ("either", 3, 3)],
)
def test_a_case_is_in_the_population_by_its_citizen(
    population: str, cases: int, grants: int
) -> None:
    found = one(of_cases(), "I-03", "2024-03", population=population)
    assert (found.value, found.fields["grants"]) == (cases, grants)


def test_a_case_closed_on_the_day_is_not_open() -> None:
    by_group = sliced(of_cases(), "I-03", "2024-04-01..2024-04-01", "target_group")
    assert {name: cell.value for name, cell in by_group.items()} == {
        "Autisme": 1, "Hjemløshed": 1, "Uoplyst": 0,
    }  # fmt: skip


def test_by_paragraph_a_case_stands_at_each_of_its_active_grants() -> None:
    found = sliced(of_cases(), "I-03", "2024-03", "paragraph")
    assert {name: (cell.value, cell.fields["grants"]) for name, cell in found.items()} == {
        "§ 85": (1, 1),
        "§ 107": (1, 1),
        "Uoplyst": (2, 1),
    }


def test_filters_reach_a_case_through_its_active_grants() -> None:
    at_t2 = (RowFilter("facility", frozenset({"T2"})),)
    assert one(of_cases(), "I-03", "2024-01", filters=at_t2).value == 0
    assert one(of_cases(), "I-03", "2024-02", filters=at_t2).value == 1


def test_nobody_active_leaves_the_ratio_unknown() -> None:
    assert one(world("2024-12-31"), "I-03", "2024").fields["grants_per_citizen"] is None
