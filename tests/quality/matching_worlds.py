"""The reconciliation on drawn municipalities, row by row against the plain reference.

    python -m tests.quality.matching_worlds --months 10000 --seed 1 [--write]

A municipality is a handful of citizens with grants, commitments, invoices and mistakes over some
months; many are laid side by side and matched at once. Ends with 1 when a row differs or a krone or
a day is lost.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from pejl.quality.ground import Delivered, laid_out
from pejl.quality.matching import Settings, match, our_settings
from pejl.quality.rule_tables import schema
from tests.reference.matching import reconcile

OWN, DAY = "901", date(2026, 9, 30)
FUNCTIONS = {"SEL-107": "5.38.52", "SEL-108": "5.38.50", "SEL-85": "5.38.39", "SEL-103": "5.38.58"}
UNITS = {"SEL-107": "day24", "SEL-108": "day24", "SEL-85": "hour", "SEL-103": "weekday"}
MONTHS = 9
TABLES = ("citizen", "grant", "commitment", "posting", "tariff")
Tables = dict[str, list[dict[str, Any]]]


def first_of(number: int) -> date:
    """The months from December 2025."""
    return date(2025 + (11 + number) // 12, (11 + number) % 12 + 1, 1)


def draw(seed: int, municipalities: int) -> Tables:
    """Many small municipalities side by side; the number of each leads its citizens' keys."""
    random = Random(seed)
    tables: Tables = {name: [] for name in TABLES}
    tables["tariff"] = [
        {"facility_id": "T2", "tariff": Decimal("1200.00"), "valid_from": date(2026, 3, 10),
         "valid_to": date(2026, 6, 30)},
        {"facility_id": "T1", "tariff": Decimal("999.00")},
    ]  # fmt: skip
    for number in range(municipalities):
        for person in range(random.randint(1, 3)):
            _person(tables, random, f"m{number:05d}c{person}")
        if random.random() < 0.2:
            _post(tables, random, None, None, first_of(2), Decimal("777.00"))
    for rows in tables.values():
        for line, row in enumerate(rows, 2):
            row |= {"feed": "test", "line": line}
    return tables


def _person(tables: Tables, random: Random, citizen: str) -> None:
    dies = first_of(random.randint(2, 8)) if random.random() < 0.05 else None
    tables["citizen"].append({"citizen": citizen, "death_date": dies})
    for number in range(random.choice((0, 1, 1, 1, 2, 2, 3))):
        _course(tables, random, citizen, f"{citizen}b{number}")


def _course(tables: Tables, random: Random, citizen: str, key: str) -> None:
    service = random.choice(list(FUNCTIONS))
    start = first_of(random.randint(-2, 7)) + timedelta(days=random.choice((0, 0, 0, 9, 16)))
    end = start + timedelta(days=random.randint(0, 200)) if random.random() < 0.5 else None
    tariff: Decimal | None = Decimal(random.randint(20_000, 200_000)) / 100
    row: dict[str, Any] = {
        "grant_id": key, "citizen": citizen, "service_key": service,
        "facility_id": random.choice(("T1", "T2", "T3", None)), "start_date": start,
        "end_date": end, "tariff": tariff, "tariff_unit": UNITS[service],
        "quantity_per_week": Decimal(random.randint(50, 3000)) / 100,
        "acting_municipality": OWN, "paying_municipality": OWN,
    }  # fmt: skip
    side = random.random()
    if side < 0.1:
        row["acting_municipality"] = "902"
    elif side < 0.2:
        row["paying_municipality"] = random.choice(("902", None))
    paid = dict(row)
    if row["acting_municipality"] == OWN and random.random() < 0.92:
        granted = dict(row)
        change = random.random()
        if change < 0.05:
            granted["service_key"] = None
        elif change < 0.1:
            granted["tariff"] = None
        elif change < 0.15:
            granted["tariff"] = tariff * Decimal("1.03")
            granted["tariff"] = granted["tariff"].quantize(Decimal("0.01"))
        elif change < 0.2:
            granted["end_date"] = start - timedelta(days=3)
        elif change < 0.3:
            granted["service_key"] = random.choice(list(FUNCTIONS))
        tables["grant"].append(granted)
        if random.random() < 0.04:
            tables["grant"].append({**granted, "grant_id": f"{key}x"})
    if random.random() < 0.95:
        tables["commitment"].append({"commitment_id": f"D{key}", **paid})
    if row["paying_municipality"] == OWN or random.random() < 0.2:
        _pay(tables, random, paid, random.choice(("month", "month", "month", "quarter", "late")))


def _pay(tables: Tables, random: Random, row: dict[str, Any], how: str) -> None:
    kept = Decimal(0)
    for number in range(MONTHS + 1):
        month = first_of(number)
        after = first_of(number + 1)
        last = min(row["end_date"] or DAY, after - timedelta(days=1), DAY)
        days = (last - max(row["start_date"], month)).days + 1
        if days <= 0:
            continue
        amount = kept + (Decimal(days) * row["tariff"] / 7).quantize(Decimal("0.01"))
        if row["tariff_unit"] == "day24":
            amount = kept + days * row["tariff"]
        kept = Decimal(0)
        slip = random.random()
        if (how == "quarter" and number % 3) or (how == "late" and slip < 0.3):
            kept = amount
            continue
        if slip < 0.03:
            continue
        if slip < 0.06:
            amount += Decimal(random.randint(-90_000, 90_000)) / 100
        _post(tables, random, row, row["facility_id"], month, amount)
        if slip > 0.97:
            _post(tables, random, row, row["facility_id"], month, -amount)
        elif slip > 0.95:
            _post(tables, random, row, random.choice(("T1", "T2", None)), month, amount)


def _post(
    tables: Tables,
    random: Random,
    row: Mapping[str, Any] | None,
    facility: str | None,
    month: date,
    amount: Decimal,
) -> None:
    booked = month if random.random() < 0.9 else first_of(random.randint(1, 9))
    odd = random.random()
    service = row["service_key"] if row else "SEL-107"
    posting = {
        "posting_id": f"P{len(tables['posting'])}",
        "grant_id": row["grant_id"] if row and odd > 0.04 else None,
        "citizen": row["citizen"] if row and odd < 0.98 else None,
        "booked_on": max(booked, month), "service_month": month,
        "function_code": FUNCTIONS[service] if 0.04 < odd < 0.96 else random.choice(
            ("5.38.52", "5.38.39", "6.45.51", None)),
        "facility_id": facility if odd < 0.9 else random.choice(("T1", "T3", None)),
        "amount": amount, "account_group": "200" if random.random() < 0.02 else None,
    }  # fmt: skip
    tables["posting"].append(posting)


def matched(tables: Tables, settings: Settings | None = None) -> list[dict[str, Any]]:
    """The engine's rows. Raises ConsistencyError when a krone or a day is lost."""
    with tempfile.TemporaryDirectory() as name:
        paths = {}
        for table, rows in tables.items():
            columns = schema()[table]
            paths[table] = Path(name) / f"{table}.parquet"
            _write(columns, rows, paths[table])
        delivered = Delivered(
            day=DAY, own_municipality=OWN, tables=paths, functions=FUNCTIONS,
        )  # fmt: skip
        with laid_out(delivered, None, memory_limit="1GB") as connection:
            _only_these_services(connection)
            match(
                connection,
                settings or our_settings(),
                delivery_day=DAY,
                own_municipality=OWN,
            )
            found = connection.execute("from reconciliation order by row_no")
            names = [one[0] for one in found.description]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _only_these_services(connection: duckdb.DuckDBPyConnection) -> None:
    """The reference knows the municipality's own map alone."""
    connection.execute("delete from service")


def _write(columns: Mapping[str, str], rows: list[dict[str, Any]], path: Path) -> None:
    types = {"VARCHAR": pa.string(), "DATE": pa.date32(), "BIGINT": pa.int64(),
             "BOOLEAN": pa.bool_(), "DECIMAL(18,2)": pa.decimal128(18, 2),
             "DECIMAL(18,4)": pa.decimal128(18, 4)}  # fmt: skip
    arrays = {
        name: pa.array([row.get(name) for row in rows], types[kind])
        for name, kind in columns.items()
    }
    pq.write_table(pa.table(arrays), path)


def faults(tables: Tables, settings: Settings | None = None) -> list[str]:
    """Where the engine and the reference disagree, and where a sum does not hold."""
    limits = settings or our_settings()
    found = {}
    for row in matched(tables, limits):
        key = (row["side"], row["citizen"] or "", row["service_key"] or "",
               row["facility_id"] or "", row["function_code"] or "", row["year"],
               row["month"])  # fmt: skip
        found[key] = (row["class"], row["explanation"], row["kroner"], row["matched"],
                      row["explained"], row["open"], row["days"], row["days_matched"],
                      row["days_explained"], row["days_open"])  # fmt: skip
    wanted = reconcile(tables, functions=FUNCTIONS, own=OWN, day=DAY, limits=limits)
    wrong = [
        f"{key}: {found.get(key)} is not {wanted.get(key)}"
        for key in sorted(found.keys() | wanted.keys())
        if found.get(key) != wanted.get(key)
    ]
    return wrong + _sums(tables, found)


def _sums(tables: Tables, found: Mapping[tuple[Any, ...], tuple[Any, ...]]) -> list[str]:
    """Per municipality and month: what was posted = matched + explained + open, and the days."""
    posted: dict[Any, Decimal] = defaultdict(Decimal)
    for p in tables["posting"]:
        posted[(p["citizen"] or "")[:6], p["service_month"]] += p["amount"]
    told: dict[Any, Decimal] = defaultdict(Decimal)
    wrong = []
    for key, row in found.items():
        if key[0] == "cost":
            told[key[1][:6], key[6]] += row[3] + row[4] + row[5]
        elif row[2] != row[3] + row[4] + row[5] or row[6] != row[7] + row[8] + row[9]:
            wrong.append(f"{key}: {row} does not add up")
    return wrong + [f"{key}: {told[key]} is not {one}" for key, one in posted.items()
                    if told[key] != one]  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--months", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    each, done, began = 150, 0, time.monotonic()
    while done < asked.months:
        wrong = faults(draw(asked.seed, each))
        if wrong:
            print(f"seed {asked.seed}: {len(wrong)} rows", *wrong[:10], sep="\n")
            return 1
        done += each * (MONTHS + 1)
        asked.seed += 1
    print(f"{done} municipality-months, every row as the reference, every sum exact, "
          f"{time.monotonic() - began:.0f} s")  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
