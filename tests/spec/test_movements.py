"""I-04 Inflow, outflow and stock: the balance, what is no movement, and why people leave."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pejl.base.tables import Cell
from tests.spec.kit import OTHER, Row, case, cell, cells, citizen, commitment, day, grant

I = "I-04"


def movement(found: Cell) -> tuple[Any, ...]:
    """Stock at the start, in, out, stock at the end."""
    names = ("stock_start", "inflow", "outflow", "stock_end")
    return tuple(found.fields[name] for name in names)


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        ("2024-01-01", None, (1, 0, 0, 1)),
        ("2024-06-01", None, (0, 1, 0, 1)),  # first day in the period
        ("2024-06-30", None, (0, 1, 0, 1)),
        ("2024-07-01", None, (0, 0, 0, 0)),
        ("2024-01-01", "2024-05-31", (1, 0, 1, 0)),  # gone on 1 June
        ("2024-01-01", "2024-06-29", (1, 0, 1, 0)),
        ("2024-01-01", "2024-06-30", (1, 0, 0, 1)),  # still there on the last day
        ("2024-06-10", "2024-06-20", (0, 1, 1, 0)),
        ("2024-06-20", "2024-06-10", (0, 0, 0, 0)),  # never active
        ("2024-01-01", "2024-05-30", (0, 0, 0, 0)),
    ],
)
def test_one_grant_in_june(
    tmp_path: Path, start: str, end: str | None, told: tuple[int, ...]
) -> None:
    rows = {"grant": [grant("B1", "anna", start, end)]}
    assert movement(cell(tmp_path, I, "2024-06", rows)) == told


def test_nobody_is_zero(tmp_path: Path) -> None:
    assert movement(cell(tmp_path, I, "2024-06", {})) == (0, 0, 0, 0)


def renewal(gap: int) -> dict[str, list[Row]]:
    """Ends 31 January, begins again after `gap` days; 2024 has a 29 February."""
    return {
        "grant": [
            grant("B1", "anna", "2023-01-01", "2024-01-31"),
            grant("B2", "anna", f"2024-02-{gap + 1:02d}"),
        ]
    }


@pytest.mark.parametrize(
    ("gap", "gap_days", "told"),
    [
        (0, "0", (1, 0, 0, 1)),  # 31 January and 1 February: no movement
        (1, "0", (1, 1, 1, 1)),
        (1, "1", (1, 0, 0, 1)),
        (9, "9", (1, 0, 0, 1)),
        (10, "9", (1, 1, 1, 1)),
    ],
)
def test_renewal_and_the_gap_rule(
    tmp_path: Path, gap: int, gap_days: str, told: tuple[int, ...]
) -> None:
    found = cell(tmp_path, I, "2024", renewal(gap), gap_days=gap_days)
    assert movement(found) == told
    assert (found.fields["grants_started"], found.fields["grants_ended"]) == (1, 1)


@pytest.mark.parametrize(("gap_days", "stock"), [("0", 0), ("20", 1)])
def test_a_bridged_hole_is_in_the_stock(tmp_path: Path, gap_days: str, stock: int) -> None:
    found = cell(tmp_path, I, "2024-02", renewal(20), gap_days=gap_days, delivered="2024-12-31")
    assert found.fields["stock_start"] == 1
    in_the_hole = cell(tmp_path / "b", I, "2024-01", renewal(20), gap_days=gap_days)
    assert in_the_hole.fields["stock_end"] == 1
    rows = renewal(20)
    rows["grant"][1]["start_date"] = None
    alone = cell(tmp_path / "c", I, "2024-02", rows, gap_days=gap_days)
    assert alone.fields["stock_end"] == 0
    assert stock in (0, 1)


def test_one_who_comes_and_goes_twice_counts_twice(tmp_path: Path) -> None:
    rows = {
        "grant": [
            grant("B1", "anna", "2024-02-01", "2024-02-10"),
            grant("B2", "anna", "2024-05-01", "2024-05-10"),
        ]
    }
    found = cell(tmp_path, I, "2024", rows)
    assert movement(found) == (0, 2, 2, 0)
    assert found.persons == 1


def test_a_longer_grant_covers_a_shorter_one(tmp_path: Path) -> None:
    rows = {
        "grant": [
            grant("B1", "anna", "2024-01-01", "2024-12-30"),
            grant("B2", "anna", "2024-02-01", "2024-02-10"),
            grant("B3", "anna", "2024-06-01", "2024-06-10"),
        ]
    }
    assert movement(cell(tmp_path, I, "2024", rows)) == (0, 1, 1, 0)


MOVED = [
    grant("B1", "anna", "2023-01-01", "2024-03-04", facility_id="T1"),
    grant("B2", "anna", "2024-03-05", facility_id="T2"),
]


def test_a_change_of_facility_is_internal_by_paragraph(tmp_path: Path) -> None:
    found = cells(tmp_path, I, "2024", {"grant": MOVED}, by=["paragraph"])["§ 107",]
    assert movement(found) == (1, 0, 0, 1)
    assert found.fields["internal_moves"] == 1


def test_a_change_of_facility_is_movement_by_facility(tmp_path: Path) -> None:
    found = cells(tmp_path, I, "2024", {"grant": MOVED}, by=["facility"])
    assert movement(found["T1",]) == (1, 0, 1, 0)
    assert movement(found["T2",]) == (0, 1, 0, 1)
    assert {one.fields["internal_moves"] for one in found.values()} == {0}
    assert found["T1",].fields["outflow_transferred"] == 1


def test_facility_level_in_is_paragraph_level_in_and_internal_moves(tmp_path: Path) -> None:
    """Five in and two moved by paragraph are seven in by facility: the document's example."""
    before = "2023-01-01"
    rows = [grant(f"B{n}", f"b{n}", before, facility_id="T1") for n in range(35)]
    rows += [grant(f"E{n}", f"e{n}", before, f"2024-02-1{n}", facility_id="T1") for n in range(3)]
    for n in range(2):
        rows.append(grant(f"F{n}", f"f{n}", before, "2024-03-04", facility_id="T1"))
        rows.append(grant(f"G{n}", f"f{n}", "2024-03-05", facility_id="T2"))
    rows += [grant(f"N{n}", f"n{n}", f"2024-01-1{n}", facility_id="T2") for n in range(5)]
    tables = {"grant": rows}
    (one,) = cells(tmp_path / "a", I, "2024-Q1", tables, by=["paragraph"]).values()
    facilities = cells(tmp_path / "b", I, "2024-Q1", tables, by=["facility"]).values()
    assert movement(one) == (40, 5, 3, 42)
    assert one.fields["internal_moves"] == 2
    assert sum(int(found.fields["inflow"] or 0) for found in facilities) == 7
    assert sum(int(found.fields["outflow"] or 0) for found in facilities) == 5


REASONS = (
    "outflow_died",
    "outflow_moved",
    "outflow_transferred",
    "outflow_turned_67",
    "outflow_unknown",
    "outflow_ended",
)

LEAVES = grant("B1", "anna", "2023-01-01", "2024-05-31")


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({}, "outflow_ended"),
        ({"citizen": [citizen("anna", died="2024-05-31")]}, "outflow_died"),
        ({"grant": [grant("B2", "anna", "2024-06-01", paragraph="§ 85")]}, "outflow_transferred"),
        ({"grant": [grant("B2", "anna", "2024-06-02", paragraph="§ 85")]}, "outflow_ended"),
        (
            {"grant": [grant("B2", "anna", "2024-06-01", paying_municipality=OTHER)]},
            "outflow_moved",
        ),
        (
            {
                "grant": [
                    grant("B2", "anna", "2024-06-01", paragraph="§ 85", paying_municipality=OTHER)
                ]
            },
            "outflow_ended",  # another service elsewhere is not this one moved
        ),
        (
            {
                "grant": [
                    grant("B2", "anna", "2024-06-01", paying_municipality=OTHER),
                    grant("B3", "anna", "2024-01-01", paragraph="§ 85"),
                ]
            },
            "outflow_moved",  # before transferred
        ),
        (
            {"grant": [grant("B2", "anna", "2024-06-01", paying_municipality=None)]},
            "outflow_ended",  # nobody is said to pay: not known to be another municipality
        ),
        (
            {
                "commitment": [
                    commitment("D7", "anna", "2024-06-01", acting_municipality=OTHER)
                    | {"paying_municipality": OTHER}
                ]
            },
            "outflow_moved",  # also when only the economy system knows of it
        ),
        (
            {"commitment": [commitment("D7", "anna", "2024-06-01", paying_municipality=OTHER)]},
            "outflow_ended",  # a commitment without grant for one we act for is an error (V-041)
        ),
        ({"citizen": [citizen("anna", "1957-06-01")]}, "outflow_turned_67"),  # on the day after
        ({"citizen": [citizen("anna", "1957-05-01")]}, "outflow_turned_67"),  # the month's first
        ({"citizen": [citizen("anna", "1957-06-02")]}, "outflow_ended"),  # a day too late
        ({"citizen": [citizen("anna", "1957-04-30")]}, "outflow_ended"),  # in the month before
        (
            {
                "citizen": [citizen("anna", "1957-05-31")],
                "grant": [grant("B2", "anna", "2024-06-01", paragraph="§ 85")],
            },
            "outflow_transferred",  # before turned 67
        ),
        ({"citizen": [citizen("anna", None)]}, "outflow_ended"),
        ({"citizen": []}, "outflow_unknown"),  # not listed: nobody knows of death or age
    ],
)
def test_why_one_leaves(tmp_path: Path, more: dict[str, list[Row]], reason: str) -> None:
    rows = {"citizen": [citizen("anna")]} | more | {"grant": [LEAVES, *more.get("grant", [])]}
    found = cells(tmp_path, I, "2024-06", rows, by=["paragraph"])["§ 107",]
    assert found.fields["outflow"] == 1
    assert {name for name in REASONS if found.fields[name]} == {reason}


def test_a_reason_is_the_same_by_line_and_by_filter(tmp_path: Path) -> None:
    rows = {"grant": [LEAVES, grant("B2", "anna", "2024-06-01", paragraph="§ 85")]}
    found = cell(tmp_path, I, "2024-06", rows, where={"paragraph": {"§ 107"}})
    assert found.fields["outflow_transferred"] == 1


IN_TEAMS = {
    "citizen": [citizen("anna")],
    "case": [case("S1", "anna", "2023-01-01", team="Nord"), case("S2", "anna", "2023-01-01")],
    "grant": [
        LEAVES | {"case_id": "S1"},
        grant("B2", "anna", "2024-06-01", paragraph="§ 85", case_id="S2"),
    ],
}


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({}, None),
        ({"where": {"team": {"Nord"}}}, "outflow_transferred"),
        ({"scope": {"team": {"Nord"}}}, "outflow_ended"),
        (
            {"scope": {"team": {"Nord", "Uoplyst"}}, "where": {"team": {"Nord"}}},
            "outflow_transferred",
        ),
    ],
)
def test_no_reason_tells_of_what_is_outside_the_scope(
    tmp_path: Path, asked: dict[str, Any], reason: str | None
) -> None:
    """A filter chooses what is counted; a scope is what the asker may know of at all."""
    found = cell(tmp_path, I, "2024-06", IN_TEAMS, **asked)
    assert {name for name in REASONS if found.fields[name]} == ({reason} if reason else set())


def test_a_move_is_not_told_outside_the_scope(tmp_path: Path) -> None:
    elsewhere = grant("B2", "anna", "2024-06-01", facility_id="T2", paying_municipality=OTHER)
    rows = {"citizen": [citizen("anna")], "grant": [LEAVES | {"facility_id": "T1"}, elsewhere]}
    everything = cell(tmp_path / "a", I, "2024-06", rows)
    assert (everything.fields["outflow_moved"], everything.fields["outflow_ended"]) == (1, 0)
    only_t1 = cell(tmp_path / "b", I, "2024-06", rows, scope={"facility": {"T1"}})
    assert (only_t1.fields["outflow_moved"], only_t1.fields["outflow_ended"]) == (0, 1)


def test_the_reasons_are_all_of_the_outflow(tmp_path: Path) -> None:
    rows = {
        "citizen": [
            citizen("anna"),
            citizen("bo", died="2024-06-03"),
            citizen("eva", "1957-06-09"),
        ],
        "grant": [
            LEAVES | {"end_date": day("2024-06-05")},
            grant("B2", "bo", "2023-01-01"),
            grant("B3", "eva", "2023-01-01", "2024-06-08"),
            grant("B4", "ida", "2023-01-01", "2024-06-09"),
        ],
    }
    found = cell(tmp_path, I, "2024-06", rows)
    told = {name: found.fields[name] for name in REASONS if found.fields[name]}
    assert told == {
        "outflow_ended": 1,
        "outflow_died": 1,
        "outflow_turned_67": 1,
        "outflow_unknown": 1,
    }
    assert found.fields["outflow"] == 4


def test_death_of_an_open_grant_is_outflow(tmp_path: Path) -> None:
    rows = {
        "citizen": [citizen("anna", died="2024-06-10")],
        "grant": [grant("B1", "anna", "2023-01-01")],
    }
    found = cell(tmp_path, I, "2024-06", rows)
    assert movement(found) == (1, 0, 1, 0)
    assert (found.fields["outflow_died"], found.fields["grants_ended"]) == (1, 1)


def test_a_payer_moved_to_us_is_inflow_of_ours_only(tmp_path: Path) -> None:
    rows = {
        "grant": [
            grant("B1", "anna", "2023-01-01", "2024-05-31", paying_municipality=OTHER),
            grant("B2", "anna", "2024-06-01"),
        ]
    }
    assert movement(cell(tmp_path / "a", I, "2024-06", rows)) == (0, 1, 0, 1)
    acting = cell(tmp_path / "b", I, "2024-06", rows, population="acting")
    assert movement(acting) == (1, 0, 0, 1)


def test_those_others_act_for_move_too(tmp_path: Path) -> None:
    rows = {
        "commitment": [
            commitment("D1", "anna", "2024-06-05", "2024-06-20", acting_municipality=OTHER)
        ]
    }
    assert movement(cell(tmp_path, I, "2024-06", rows)) == (0, 1, 1, 0)


def test_the_delivery_cuts_the_period(tmp_path: Path) -> None:
    rows = {"grant": [grant("B1", "anna", "2024-01-10", "2024-05-31")]}
    found = cell(tmp_path, I, "2024", rows, delivered="2024-05-31")
    assert movement(found) == (0, 1, 0, 1)


def test_persons_were_there_on_the_day_before_or_in_the_period(tmp_path: Path) -> None:
    rows = {
        "grant": [
            grant("B1", "anna", "2023-01-01", "2024-05-31"),
            grant("B2", "bo", "2024-06-01"),
            grant("B3", "eva", "2023-01-01", "2024-05-30"),
        ]
    }
    assert cell(tmp_path, I, "2024-06", rows).persons == 2
