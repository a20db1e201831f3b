"""Canonical tables for tests: from plain rows to Parquet files as the load writes them.

A row is a dict with the columns that matter; the rest are empty. `grant` and `commitment` rows are
ours to pay and act for unless they say otherwise, so that a small case stays small.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pejl.canon import tables as _declared  # noqa: F401 - declares the tables
from pejl.canon.model import TABLES

OWN = "901"
"""Our own municipality in tests."""

Row = Mapping[str, Any]
Rows = Mapping[str, Sequence[Row]]

ARROW_TYPES = {
    "text": pa.string(),
    "date": pa.date32(),
    "integer": pa.int64(),
    "money": pa.decimal128(18, 2),
    "quantity": pa.decimal128(18, 4),
    "boolean": pa.bool_(),
}

DEFAULTS: dict[str, dict[str, Any]] = {
    "citizen": {"acting_municipality": OWN, "paying_municipality": OWN},
    "grant": {"acting_municipality": OWN, "paying_municipality": OWN},
    "commitment": {"acting_municipality": OWN, "paying_municipality": OWN},
    "posting": {"kind": "invoice"},
}

NEEDED = (
    "citizen", "case", "grant", "facility", "commitment", "posting", "budget",
)  # fmt: skip
"""The tables the figures read."""


def full_rows(rows: Rows) -> dict[str, list[dict[str, Any]]]:
    """Every needed table with every column of every row filled in, lines numbered from 2."""
    return {
        name: [
            {column.name: None for column in TABLES[name].all_columns()}
            | {"feed": name, "line": place + 2, "recorded_on": date(2020, 1, 1)}
            | DEFAULTS.get(name, {})
            | dict(row)
            for place, row in enumerate(rows.get(name, ()))
        ]
        for name in NEEDED
    }


def write_tables(folder: Path, rows: Rows) -> dict[str, Path]:
    """One Parquet file a table; the paths by table name."""
    unknown = set(rows) - set(NEEDED)
    assert not unknown, f"not tables the figures read: {unknown}"
    folder.mkdir(parents=True, exist_ok=True)
    return {name: _write(folder, name, found) for name, found in full_rows(rows).items()}


def _write(folder: Path, name: str, rows: list[dict[str, Any]]) -> Path:
    columns = TABLES[name].all_columns()
    for row in rows:
        strange = set(row) - {column.name for column in columns}
        assert not strange, f"{name} has no columns {strange}"
    schema = pa.schema([(column.name, ARROW_TYPES[column.type]) for column in columns])
    path = folder / f"{name}.parquet"
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), path)
    return path
