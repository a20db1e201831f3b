"""The profiles' column maps applied: typed files in, the canonical tables as Parquet out.

Each canonical table is one select over the typed files that deliver to it, written straight to
its file. Every row keeps its origin (feed, line) and its knowledge time. A table no profile
delivers is an empty file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

import duckdb

from pejl.base.errors import ConsistencyError, Where
from pejl.canon import tables  # noqa: F401  the tables register themselves
from pejl.canon.citizens import citizen_selects
from pejl.canon.knowledge import with_knowledge_time, write_rows
from pejl.canon.model import TABLES, Table
from pejl.canon.selects import no_rows, superseded_table, target_rows, target_select
from pejl.sources.expressions import Mapped
from pejl.sources.file_sql import Maps
from pejl.sources.intake import LISTED, TypedFile
from pejl.sources.profile import Target
from pejl.sources.typing import map_key, map_key_sql
from pejl.store.beside import work_beside

FEW_TEXTS = 8
"""A value map this small is not worth a look at what occurs."""


@dataclass(frozen=True)
class Superseded:
    """Rows of a file whose key comes again further down: the last row in the file counts.

    `conflicting` of the superseded `rows` say something else than the row that counts; `lines`
    are the first hundred.
    """

    rows: int = 0
    conflicting: int = 0
    lines: tuple[int, ...] = ()


@dataclass(frozen=True)
class TablePlan:
    """Where one delivery's tables go: the folder, the day, and the snapshot before, if any.

    `before` has the Parquet file of each table of the snapshot before.
    """

    connection: duckdb.DuckDBPyConnection
    maps: Maps
    folder: Path
    day: date
    before: Mapping[str, Path]

    def path(self, table: str) -> Path:
        return self.folder / f"{table}.parquet"

    def values_of(self, file: TypedFile, mapped: Mapped) -> Mapping[str, object]:
        """Of a value map what the file's column says, the commonest first: the engine compares one
        by one, and a map may hold every municipality's every name."""
        values = mapped.values if mapped.values is not None else self.maps[mapped.map or ""]
        if len(values) <= FEW_TEXTS:
            return values
        text = map_key_sql(file.column(mapped.from_))
        occurring = self.connection.execute(
            f"select {text} as text, count(*) as times from {file.table} group by text "
            f"order by times desc, text limit {len(values) + 1}"
        ).fetchall()
        if len(occurring) > len(values):
            return values
        means: dict[str, object] = {}
        for written, value in values.items():
            means.setdefault(map_key(written), value)
        return {text: means[text] for text, _ in occurring if text in means}


def find_superseded(connection: duckdb.DuckDBPyConnection, file: TypedFile) -> Superseded:
    """Rows with the same key (V-106). Makes the table of superseded lines that the selects read."""
    old = superseded_table(file)
    connection.execute(f"create table {old} (line BIGINT, differs BOOLEAN)")
    if not file.profile.key:
        return Superseded()
    key = ", ".join(file.column(name) for name in file.profile.key)
    # As many hashes as rows: no key comes twice. Hashes are quickly counted.
    distinct = f"select count(distinct hash({key})) from {file.table} where not bad"
    if connection.execute(distinct).fetchone() == (file.rows_loaded,):
        return Superseded()
    content = ", ".join(f"v{index}" for index in range(len(file.profile.names)))
    connection.execute(
        f"""insert into {old}
            select line, hash({content}) != last_value(hash({content})) over rows_of_key
            from {file.table} where not bad
            window rows_of_key as (partition by {key} order by line
                rows between unbounded preceding and unbounded following)
            qualify line != last_value(line) over rows_of_key"""
    )
    counts = f"select count(*), count(*) filter (where differs) from {old}"
    rows, conflicting = connection.execute(counts).fetchone() or (0, 0)
    lines = connection.execute(f"select line from {old} order by line limit {LISTED}").fetchall()
    return Superseded(rows, conflicting, tuple(line for (line,) in lines))


def write_tables(files: Sequence[TypedFile], plan: TablePlan) -> dict[str, int]:
    """Write every canonical table as `<name>.parquet`; returns how many rows each has."""
    order = sorted(TABLES, key=lambda name: -_rows_for(files, name))
    jobs = [partial(_write, TABLES[name], files, plan) for name in order]
    counts = dict(zip(order, work_beside(plan.connection, jobs), strict=True))
    return {name: counts[name] for name in TABLES}


def _rows_for(files: Sequence[TypedFile], table: str) -> int:
    """Roughly how much there is to write: the biggest table is begun first."""
    return sum(file.rows_loaded for file, _ in _targets(files, table))


def _write(
    table: type[Table],
    files: Sequence[TypedFile],
    plan: TablePlan,
    connection: duckdb.DuckDBPyConnection,
) -> int:
    plan = replace(plan, connection=connection)
    selects = [
        target_select(table, file, target, plan.values_of)
        for file, target in _targets(files, table.name)
    ]
    if table.name == "citizen":
        selects = citizen_selects(plan.connection, table, selects, files)
    rows = " union all ".join(f"({one})" for one in selects) if selects else no_rows(table)
    query = with_knowledge_time(table, rows, plan.day, plan.before.get(table.name))
    return write_rows(plan.connection, query, plan.path(table.name))


def _targets(files: Sequence[TypedFile], table: str) -> list[tuple[TypedFile, Target]]:
    return [
        (file, target) for file in files for target in file.profile.target if target.table == table
    ]


def check_rows(
    files: Sequence[TypedFile], superseded: Mapping[str, Superseded], plan: TablePlan
) -> None:
    """Every loaded row is in its tables or superseded, counted in the files as written.

    Raises ConsistencyError otherwise: nothing is lost on the way from the intake to the tables.
    """
    for file in files:
        for target in file.profile.target:
            expected = _expected(file, target, superseded[file.profile.id], plan)
            own = " and known_by is distinct from 'other'" if target.table == "citizen" else ""
            found = _number(
                plan,
                f"select count(*) from read_parquet($path) where feed = $feed{own}",
                {"path": str(plan.path(target.table)), "feed": file.profile.id},
            )
            shared = sum(1 for one in file.profile.target if one.table == target.table) > 1
            if found != expected and not shared:
                raise ConsistencyError(
                    "raekker-stemmer-ikke",
                    f"Tabellen {target.table} skulle have {expected} rækker, men har {found}.",
                    where=Where(file=file.file.name),
                    next_step="Intet er udgivet. Meld det som en fejl i Pejl med tallene.",
                )


def _expected(file: TypedFile, target: Target, old: Superseded, plan: TablePlan) -> int:
    if target.unpivot:
        cells = " + ".join(f"count({file.column(name)})" for name in target.unpivot.columns)
        return _number(plan, f"select {cells} from {target_rows(file, target)}", {})
    if target.where:
        return _number(plan, f"select count(*) from {target_rows(file, target)}", {})
    return file.rows_loaded - old.rows


def _number(plan: TablePlan, sql: str, parameters: Mapping[str, object]) -> int:
    row = plan.connection.execute(sql, dict(parameters) or None).fetchone()
    return int(row[0]) if row else 0
