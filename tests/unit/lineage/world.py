"""A small world with something of everything, and ways to ruin one column of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from pejl.canon.model import TABLES
from tests.reference.tables import full_rows

Rows = dict[str, list[dict[str, Any]]]

DAY, BEFORE = date(2026, 10, 31), date(2026, 9, 30)
OWN, OTHER = "901", "902"
SERVICES = (("SEL-107", "§ 107"), ("SEL-108", "§ 108"), ("SEL-85", "§ 85"), ("BL-66", "BL § 66"))


def worlds(seed: int = 5) -> tuple[Rows, Rows]:
    """The rows of a delivery and of the one before, whole rows with every column."""
    now = full_rows(_rows(Random(seed)))
    chance = Random(seed + 1)
    before = {name: [dict(row) for row in rows] for name, rows in now.items()}
    for row in before["commitment"]:
        kind = chance.randrange(6)
        if kind == 0:
            row["tariff"] = (row["tariff"] or Decimal(0)) + 100
        elif kind == 1 and row["end_date"]:
            row["end_date"] -= timedelta(days=40)
        elif kind == 2 and row["quantity_per_week"]:
            row["quantity_per_week"] += 3
    before["commitment"] = [row for row in before["commitment"] if chance.randrange(8)]
    before["posting"] = [row for row in before["posting"] if row["booked_on"] <= BEFORE]
    return now, before


def _rows(chance: Random) -> Rows:
    people = [f"p{number}" for number in range(30)]
    made: Rows = {name: [] for name in ("citizen", "case", "facility", "budget")}
    for number, key in enumerate(people):
        made["citizen"].append(
            {
                "citizen": key,
                "birth_date": _day(chance, 1940, 1995) if number % 5 else _day(chance, 2008, 2008),
                "death_date": _day(chance, 2026, 2026) if number % 7 == 0 else None,
                "acting_municipality": chance.choice([OWN, OWN, OTHER]),
                "paying_municipality": chance.choice([OWN, OWN, OTHER]),
            }
        )
        made["case"].append(
            {
                "case_id": f"S{number}",
                "citizen": key,
                "opened": _day(chance, 2024, 2025),
                "closed": _day(chance, 2026, 2026) if number % 4 == 0 else None,
                "target_group": chance.choice(["Autisme", "ADHD"]),
                "team": chance.choice(["Nord", "Syd"]),
                "case_worker": chance.choice(["AB", "CD", "EF"]),
            }
        )
    made["facility"] = [
        {"facility_id": f"T{number}", "ownership": kind}
        for number, kind in enumerate(["own", "own", "private"])
    ]
    made["budget"] = [
        {
            "year": 2026,
            "function_code": code,
            "original": Decimal(900_000),
            "revised": Decimal(chance.randrange(10, 99)) * 10_000,
        }
        for code in ("5.38.52", "5.38.53")
    ]
    return made | {"grant": _grants(chance), **_money(chance, people)}


def _grants(chance: Random) -> list[dict[str, Any]]:
    return [
        {
            "grant_id": f"B{number}",
            "case_id": f"S{number % 30}",
            "citizen": f"p{number % 30}",
            **dict(zip(("service_key", "paragraph"), chance.choice(SERVICES), strict=True)),
            "facility_id": f"T{chance.randrange(3)}",
            **_span(chance),
            "acting_municipality": chance.choice([OWN, OWN, OTHER]),
            "paying_municipality": chance.choice([OWN, OWN, OTHER]),
        }
        for number in range(90)
    ]


def _money(chance: Random, people: list[str]) -> Rows:
    commitments, postings = [], []
    for number in range(110):
        unit = chance.choice(["day24", "weekday", "hour"])
        commitments.append(
            {
                "commitment_id": f"D{number}",
                # Several promises for one grant, some for none, some for grants we do not know.
                "grant_id": f"B{_grant_of(number)}" if number % 9 else None,
                "citizen": chance.choice(people) if number >= 90 else f"p{number % 30}",
                **dict(zip(("service_key", "paragraph"), chance.choice(SERVICES), strict=True)),
                "function_code": chance.choice(["5.38.52", "5.38.53"]),
                "facility_id": f"T{chance.randrange(3)}",
                **_span(chance),
                "tariff": Decimal(chance.randrange(200, 3000)),
                "tariff_unit": unit,
                "quantity_per_week": Decimal(5) if unit == "hour" else None,
                "acting_municipality": OWN if number < 60 else OTHER,
                "paying_municipality": chance.choice([OWN, OWN, OTHER]),
            }
        )
    for number in range(240):
        booked = _day(chance, 2025, 2026)
        service = booked - timedelta(days=chance.choice([0, 0, 31, 200]))
        postings.append(
            {
                "posting_id": f"P{number}",
                "grant_id": chance.choice([f"B{chance.randrange(110)}", None]),
                "citizen": chance.choice([*people, None]),
                "booked_on": min(booked, DAY),
                "service_month": service.replace(day=1),
                "function_code": chance.choice(["5.38.52", "5.38.53"]),
                "facility_id": f"T{chance.randrange(3)}",
                "amount": Decimal(chance.randrange(-300, 2000)),
                "kind": chance.choice(["invoice", "invoice", "regulation", "state_refund"]),
            }
        )
    return {"commitment": commitments, "posting": [*postings, *_late_invoices(commitments)]}


def _late_invoices(commitments: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """For temporary residences that have ended on paper: they are carried on while these come."""
    return [
        {
            "posting_id": f"L{number}",
            "grant_id": one["grant_id"],
            "citizen": one["citizen"],
            "booked_on": date(2026, 10, 31),
            "service_month": date(2026, 10, 1),
            "function_code": one["function_code"],
            "facility_id": one["facility_id"],
            "amount": Decimal(500),
            "kind": "invoice",
        }
        for number, one in enumerate(commitments)
        if one["service_key"] == "SEL-107" and one["end_date"] and one["end_date"].year == 2026
    ]


def _grant_of(number: int) -> int:
    """A grant of its own, then one that has a promise already, then one that is not there."""
    return number if number < 60 else number - 40 if number < 80 else number + 10


def _day(chance: Random, first: int, last: int) -> date:
    return date(first, 1, 1) + timedelta(days=chance.randrange(365 * (last - first + 1)))


def _span(chance: Random) -> dict[str, date | None]:
    start = _day(chance, 2025, 2026)
    open_ended = chance.randrange(3) == 0
    end = None if open_ended else start + timedelta(days=chance.randrange(10, 400))
    return {"start_date": start, "end_date": end}


Ruin = Callable[[Rows, str, str, Random], None]


def empty(rows: Rows, table: str, column: str, _: Random) -> None:
    for row in rows[table]:
        row[column] = None


def shuffled(rows: Rows, table: str, column: str, chance: Random) -> None:
    values = [row[column] for row in rows[table]]
    chance.shuffle(values)
    for row, value in zip(rows[table], values, strict=True):
        row[column] = value


def other(rows: Rows, table: str, column: str, chance: Random) -> None:
    """Values of the type that stand nowhere, for half of the rows."""
    type_ = next(one.type for one in TABLES[table].columns if one.name == column)
    for number, row in enumerate(rows[table]):
        if chance.randrange(2):
            row[column] = _strange(type_, row[column], number, chance)


def _strange(type_: str, value: Any, number: int, chance: Random) -> Any:
    if type_ == "date":
        return (value or DAY) - timedelta(days=chance.randrange(1, 90))
    if type_ == "boolean":
        return not value
    if type_ == "text":
        return f"x{number % 3}"
    return (value or 0) + chance.randrange(1, 9)


RUINS: tuple[Ruin, ...] = (other, shuffled, empty)


def ruined(rows: Rows, columns: Iterator[tuple[str, str]], ruin: Ruin, seed: int) -> Rows:
    copy = {name: [dict(row) for row in found] for name, found in rows.items()}
    for table, column in columns:
        ruin(copy, table, column, Random(f"{seed} {table}.{column}"))
    return copy
