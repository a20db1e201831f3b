"""Knowledge time: since when a row is known to be as it is.

`recorded_on` is this delivery's day, unless the snapshot before has the same row, content and
all; then its day is inherited. So a value corrected back and forth is known from the last change.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

from pejl.canon.model import SQL_TYPES, Table
from pejl.sources.typing import literal

PARQUET = "format parquet, compression zstd, compression_level 1"


def with_knowledge_time(table: type[Table], rows: str, day: date, before: Path | None) -> str:
    """`rows` (a select of the table's own columns, feed and line) with `recorded_on` at the end."""
    today = f"DATE {literal(day.isoformat())}"
    if before is None:
        return f"select {_columns(table)}, feed, line, {today} as recorded_on from ({rows})"
    key = ", ".join(f'"{name}"' for name in table.key)
    same = " and ".join(f'n."{name}" is not distinct from b."{name}"' for name in table.key)
    named = ", ".join(f'n."{name}"' for name in table.column_names())
    return f"""select {named}, n.feed, n.line, coalesce(b.recorded_on, {today}) as recorded_on
        from (select *, hash({_columns(table)}) as content from ({rows})) n
        left join (select {key}, hash({_columns(table)}) as content, min(recorded_on) as recorded_on
            from ({_as_now(table, before)}) group by all) b
        on n.content = b.content and {same}"""


def write_rows(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> int:
    """Write a select to a Parquet file; returns the row count."""
    row = connection.execute(f"copy ({query}) to {literal(str(path))} ({PARQUET})").fetchone()
    return int(row[0]) if row else 0


def date_again(
    connection: duckdb.DuckDBPyConnection,
    table: type[Table],
    path: Path,
    target: Path,
    *,
    day: date,
    before: Path | None,
) -> int:
    """Write a stored table again with its knowledge times seen from another snapshot before.

    Needed when a delivery is put in, or exchanged, before one already loaded.
    """
    rows = f"select * exclude (recorded_on) from ({_as_now(table, path)})"
    return write_rows(connection, with_knowledge_time(table, rows, day, before), target)


def _as_now(table: type[Table], path: Path) -> str:
    """A stored table with the columns it has today: those it was stored without are empty."""
    empty = ", ".join(f'null::{SQL_TYPES[one.type]} as "{one.name}"' for one in table.all_columns())
    return (
        f"select {empty} where false "
        f"union all by name select * from read_parquet({literal(str(path))})"
    )


def _columns(table: type[Table]) -> str:
    return ", ".join(f'"{name}"' for name in table.column_names())
