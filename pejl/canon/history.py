"""Two clocks: what changed between two snapshots, row by row and value by value.

A row is the same row when it has the table's key. Origin (feed, line, knowledge time) is no
content: a row that only moved in its file has not changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal

import duckdb

from pejl.base.errors import UsageError
from pejl.canon import tables  # noqa: F401  the tables register themselves
from pejl.canon.model import TABLES, Table
from pejl.sources.typing import literal

Value = str | int | date | Decimal | bool | None
Kind = Literal["added", "removed", "changed"]


@dataclass(frozen=True)
class RowChange:
    """One row that is new, gone or different.

    `key` follows the table's key columns. `citizen` is the citizen key, where the table has one.
    `values` has the columns that differ, as (before, after); for an added or removed row those
    that are filled. The lines are those of the delivered files, None where there is no row.
    """

    kind: Kind
    key: tuple[Value, ...]
    citizen: str | None
    values: dict[str, tuple[Value, Value]]
    line_before: int | None
    line_after: int | None


@dataclass(frozen=True)
class Differences:
    """What changed in one table, and its size before and after."""

    table: str
    rows_before: int
    rows_after: int
    changes: tuple[RowChange, ...]

    def count(self, kind: Kind) -> int:
        return sum(1 for one in self.changes if one.kind == kind)


@dataclass(frozen=True)
class Vanished:
    """Closed rows of the snapshot before that are gone or different now (V-108).

    `lines` are of the file delivered before, the first hundred; `rows_before` is the whole feed.
    """

    removed: int
    changed: int
    rows_before: int
    lines: tuple[int, ...]

    @property
    def count(self) -> int:
        return self.removed + self.changed


def differences(
    connection: duckdb.DuckDBPyConnection, before: Path, after: Path, table: str
) -> Differences:
    """Rows added, removed and changed from one snapshot's Parquet file to another's.

    Removed first, then changed, then added, each by key. Raises UsageError for a table whose rows
    have no key of their own.
    """
    model = _keyed(table)
    names = model.column_names()
    pairs = ", ".join(f'b."{name}", a."{name}"' for name in names)
    rows = connection.execute(
        f"""select b.line, a.line, {pairs}
            from {_rows(model, before)} b full join {_rows(model, after)} a on {_same_key(model)}
            where a.line is null or b.line is null or a.content != b.content
            order by a.line is not null, b.line is null,
                {", ".join(f'coalesce(b."{name}", a."{name}")' for name in model.key)}"""
    ).fetchall()
    counts = connection.execute(
        f"""select (select count(*) from {_parquet(before)}),
            (select count(*) from {_parquet(after)})"""
    ).fetchone()
    rows_before, rows_after = counts or (0, 0)
    return Differences(table, rows_before, rows_after, tuple(_change(model, row) for row in rows))


def vanished(
    connection: duckdb.DuckDBPyConnection,
    before: Path,
    after: Path,
    table: str,
    *,
    feed: str,
    closed_column: str,
    closed_on: date,
) -> Vanished:
    """Rows of a feed that were closed on the day of the delivery before, and are not so now."""
    model = TABLES[table]
    mine = f"where feed = {literal(feed)}"
    closed = f'{mine} and "{closed_column}" <= DATE {literal(closed_on.isoformat())}'
    rows = connection.execute(
        f"""select b.line, a.line is null as removed
            from (select * from {_rows(model, before)} {closed}) b
            left join (select * from {_rows(model, after)} {mine}) a on {_same_key(model)}
            where a.line is null or a.content != b.content order by b.line"""
    ).fetchall()
    whole = connection.execute(f"select count(*) from {_parquet(before)} {mine}").fetchone()
    removed = sum(1 for _, gone in rows if gone)
    return Vanished(
        removed=removed,
        changed=len(rows) - removed,
        rows_before=whole[0] if whole else 0,
        lines=tuple(line for line, _ in rows[:100]),
    )


def _keyed(table: str) -> type[Table]:
    if table not in TABLES:
        raise UsageError("tabel-ukendt", f"Tabellen »{table}« findes ikke i den kanoniske model.")
    return TABLES[table]


def _parquet(path: Path) -> str:
    return f"read_parquet({literal(str(path))})"


def _rows(model: type[Table], path: Path) -> str:
    content = ", ".join(f'"{name}"' for name in model.column_names())
    return f"(select *, hash({content}) as content from {_parquet(path)})"


def _same_key(model: type[Table]) -> str:
    return " and ".join(f'a."{name}" is not distinct from b."{name}"' for name in model.key)


def _change(model: type[Table], row: tuple[Value, ...]) -> RowChange:
    line_before, line_after, *cells = row
    names = model.column_names()
    pairs = dict(zip(names, zip(cells[::2], cells[1::2], strict=True), strict=True))
    place = 1 if line_before is None else 0
    kind: Kind = "added" if line_before is None else "removed" if line_after is None else "changed"
    citizen = pairs["citizen"][place] if "citizen" in pairs else None
    return RowChange(
        kind=kind,
        key=tuple(pairs[name][place] for name in model.key),
        citizen=citizen if isinstance(citizen, str) else None,
        values={name: pair for name, pair in pairs.items() if pair[0] != pair[1]},
        line_before=line_before if isinstance(line_before, int) else None,
        line_after=line_after if isinstance(line_after, int) else None,
    )
