"""A world as the Parquet files an engine reads: one a table, typed as the canonical model says."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pejl.canon import tables as _declared  # noqa: F401 - declares the tables
from pejl.canon.model import TABLES, Type
from tests.reference.world import Row, World

FEED = "test"

ARROW_TYPES: dict[Type, pa.DataType] = {
    "text": pa.string(),
    "date": pa.date32(),
    "integer": pa.int64(),
    "money": pa.decimal128(18, 2),
    "quantity": pa.decimal128(18, 4),
    "boolean": pa.bool_(),
}


def write_world(world: World, folder: Path) -> dict[str, Path]:
    """Every canonical table, empty where the world has no rows: the path by table name."""
    unknown = set(world.tables) - set(TABLES)
    assert not unknown, f"no canonical tables: {unknown}"
    folder.mkdir(parents=True, exist_ok=True)
    return {
        name: _write(folder / f"{name}.parquet", name, world.rows(name), world.delivery_day)
        for name in TABLES
    }


def _write(path: Path, name: str, rows: Iterable[Row], recorded_on: date) -> Path:
    columns = TABLES[name].all_columns()
    known = {column.name for column in columns}
    filled = [
        _filled(row, known) | {"feed": FEED, "line": line, "recorded_on": recorded_on}
        for line, row in enumerate(rows, start=2)
    ]
    schema = pa.schema([(column.name, ARROW_TYPES[column.type]) for column in columns])
    pq.write_table(pa.Table.from_pylist(filled, schema=schema), path)
    return path


def _filled(row: Row, known: set[str]) -> dict[str, Any]:
    strange = set(row) - known
    assert not strange, f"no such columns: {strange}"
    return dict.fromkeys(known) | dict(row)
