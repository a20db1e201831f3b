"""I-04 of the judge: the worked example, the identity, and each edge by itself."""

from __future__ import annotations

import pytest

from pejl.figures.request import RowFilter
from tests.reference.judge import Answer, World
from tests.unit.reference.small import OTHER, OWN, commitment, day, grant, one, sliced, world

Q1 = "2024-Q1"


def of_a_quarter() -> World:
    """40 on 1 January; in the quarter 5 new, 3 ended, 2 changed facility, 1 renewed."""
    there = {"paragraph": "§ 107", "facility_id": "T1"}
    moved = {"paragraph": "§ 107", "facility_id": "T2"}
    rows = [grant(f"s{n}", f"s{n}", "2023-01-01", **there) for n in range(34)]
    rows += [grant(f"e{n}", f"e{n}", "2023-01-01", f"2024-02-1{n}", **there) for n in range(3)]
    for n in range(2):
        rows.append(grant(f"f{n}", f"f{n}", "2023-01-01", "2024-03-04", **there))
        rows.append(grant(f"F{n}", f"f{n}", "2024-03-05", **moved))
    rows.append(grant("r", "r", "2023-01-01", "2024-01-31", **there))
    rows.append(grant("R", "r", "2024-02-01", **there))
    rows += [grant(f"n{n}", f"n{n}", f"2024-01-1{n}", **there) for n in range(5)]
    people = [{"citizen": name} for name in {row["citizen"] for row in rows}]
    return world("2024-12-31", grant=rows, citizen=people)


def numbers(found: Answer, *names: str) -> tuple[object, ...]:
    return tuple(found.fields[name] for name in names)


FLOW = ("stock_start", "inflow", "outflow", "stock_end", "internal_moves")


def test_by_paragraph_five_come_and_three_go() -> None:
    found = sliced(of_a_quarter(), "I-04", Q1, "paragraph")["§ 107"]
    assert numbers(found, *FLOW) == (40, 5, 3, 42, 2)
    assert numbers(found, "grants_started", "grants_ended", "outflow_ended") == (8, 6, 3)
    assert (found.value, found.persons) == (42, 45)


def test_by_facility_seven_come_and_five_go() -> None:
    found = sliced(of_a_quarter(), "I-04", Q1, "facility")
    assert sum(cell.fields["inflow"] for cell in found.values()) == 7
    assert sum(cell.fields["outflow"] for cell in found.values()) == 5
    assert sum(cell.fields["internal_moves"] for cell in found.values()) == 0
    assert found["T1"].fields["outflow_transferred"] == 2


def flow(rows: list[dict], period: str = Q1, **options: str) -> tuple[object, ...]:
    return numbers(one(world("2024-12-31", grant=rows), "I-04", period, **options), *FLOW)


A_HOLE = [
    grant("1", "a", "2024-01-10", "2024-01-31"),
    grant("2", "a", "2024-02-10", "2024-02-29"),
]


@pytest.mark.parametrize(
    ("gap_days", "expected"), [("0", (0, 2, 2, 0)), ("8", (0, 2, 2, 0)), ("9", (0, 1, 1, 0))]
)
def test_a_hole_no_longer_than_the_gap_is_no_movement(gap_days: str, expected: tuple) -> None:
    assert flow(A_HOLE, gap_days=gap_days)[:4] == expected


def test_within_the_hole_the_citizen_is_still_in_stock() -> None:
    found = one(world("2024-12-31", grant=A_HOLE), "I-04", "2024-02-01..2024-02-05", gap_days="9")
    assert numbers(found, *FLOW) == (1, 0, 0, 1, 0)
    assert found.persons == 1


def test_a_hole_is_closed_by_a_grant_that_is_only_planned() -> None:
    found = one(world("2024-02-05", grant=A_HOLE), "I-04", "2024-02", gap_days="9")
    assert numbers(found, *FLOW) == (1, 0, 0, 1, 0)


def test_outflow_is_the_day_after_the_last_day() -> None:
    rows = [grant("1", "a", "2024-01-01", "2024-01-31")]
    assert flow(rows, "2024-01")[:4] == (0, 1, 0, 1)
    assert flow(rows, "2024-02")[:4] == (1, 0, 1, 0)


def test_started_and_ended_count_grants_and_the_last_day_is_the_effective_one() -> None:
    dead = world(
        "2024-12-31",
        grant=[grant("1", "a", "2024-01-01"), grant("2", "a", "2024-03-02", "2024-03-01")],
        citizen=[{"citizen": "a", "death_date": day("2024-03-03")}],
    )
    assert numbers(one(dead, "I-04", Q1), "grants_started", "grants_ended") == (1, 1)


@pytest.mark.parametrize(
    ("after", "reason"),
    [
        ({}, "ended"),
        ({"start": "2024-02-01", "paragraph": "§ 85"}, "transferred"),
        ({"start": "2024-02-02", "paragraph": "§ 85"}, "ended"),
        ({"start": "2024-02-01", "paragraph": "§ 107", "paying_municipality": OTHER}, "moved"),
        ({"start": "2024-02-01", "paragraph": "§ 85", "paying_municipality": OTHER}, "ended"),
        ({"death": "2024-01-31"}, "died"),
        ({"death": "2024-02-01"}, "ended"),
        ({"born": "1957-02-01"}, "turned_67"),
        ({"born": "1957-01-01"}, "turned_67"),
        ({"born": "1957-02-02"}, "ended"),
        ({"born": "1956-12-31"}, "ended"),
        ({"born": "1957-01-31", "death": "2024-01-31"}, "died"),
        ({"unlisted": True}, "unknown"),
    ],
)
def test_why_one_left(after: dict, reason: str) -> None:
    rows = [grant("1", "a", "2023-01-01", "2024-01-31", paragraph="§ 107")]
    if "start" in after:
        rows.append(grant("2", "a", after.pop("start"), **after))
    dates = {"death_date": after.get("death"), "birth_date": after.get("born")}
    person = {name: day(text) for name, text in dates.items() if text}
    people = [] if "unlisted" in after else [{"citizen": "a"} | person]
    found = sliced(world("2024-12-31", grant=rows, citizen=people), "I-04", Q1, "paragraph")
    fields = found["§ 107"].fields
    assert {name: fields[f"outflow_{name}"] for name in REASONS} == {
        name: int(name == reason) for name in REASONS
    }


REASONS = ("died", "moved", "transferred", "turned_67", "unknown", "ended")


def test_what_we_pay_for_with_no_grant_is_no_other_municipality() -> None:
    rows = [grant("1", "a", "2023-01-01", "2024-01-31")]
    paid = [commitment("D", "gone", "a", "2024-01-01", acting_municipality=OWN)]
    here = world("2024-12-31", grant=rows, commitment=paid, citizen=[{"citizen": "a"}])
    found = one(here, "I-04", Q1)
    assert numbers(found, "outflow_moved", "outflow_ended") == (0, 1)


def test_a_filter_does_not_hide_where_one_went() -> None:
    rows = [
        grant("1", "a", "2023-01-01", "2024-01-31", facility_id="T1"),
        grant("2", "a", "2024-02-01", facility_id="T2"),
    ]
    seen = (RowFilter("facility", frozenset({"T1"})),)
    here = world("2024-12-31", grant=rows, citizen=[{"citizen": "a"}])
    told = ("outflow", "outflow_ended", "outflow_transferred")
    assert numbers(one(here, "I-04", Q1, filters=seen), *told) == (1, 0, 1)
    assert numbers(one(here, "I-04", Q1, scope=seen), *told) == (1, 1, 0)
