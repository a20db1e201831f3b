"""The profiles' column maps applied: typed files in, the canonical tables as Parquet out.

Each canonical table is one select over the typed files that deliver to it, written straight to
its file. Every row keeps its origin (feed, line) and its knowledge time: the day of the first
delivery that shows it as it is, inherited from the snapshot before when the same row stood there.
A table no profile delivers is an empty file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from pejl.base.errors import ConsistencyError
from pejl.canon import tables  # noqa: F401  the tables register themselves
from pejl.canon.model import SQL_TYPES, TABLES, Table
from pejl.sources.expressions import (
    Capture,
    Constant,
    First,
    Mapped,
    Match,
    MonthIn,
    MonthOf,
    SourceColumn,
)
from pejl.sources.intake import CPR_KEYS, Maps, TypedFile
from pejl.sources.profile import Condition, Target
from pejl.sources.typing import literal, mapped_sql

PARQUET = "format parquet, compression zstd, compression_level 1, row_group_size 122880"


@dataclass(frozen=True)
class Superseded:
    """Rows of a file whose key comes again further down: the last row in the file counts.

    `lines` are the superseded rows' lines; `conflicting` those whose successor says something else.
    """

    lines: tuple[int, ...] = ()
    conflicting: tuple[int, ...] = ()


@dataclass(frozen=True)
class Mapping_:
    """What is needed to build one delivery's tables."""

    connection: duckdb.DuckDBPyConnection
    maps: Maps
    folder: Path
    delivery_day: date
    previous: Mapping[str, Path]


def find_superseded(connection: duckdb.DuckDBPyConnection, file: TypedFile) -> Superseded:
    """Rows with the same key (V-106). Makes the table `<typed>_old` of superseded lines."""
    connection.execute(f"create temp table {_old(file)} (line BIGINT)")
    if not file.profile.key:
        return Superseded()
    key = ", ".join(file.column(name) for name in file.profile.key)
    doubled = connection.execute(
        f"select count(*) from (select 1 from {file.table} where not bad group by {key} having count(*) > 1)"
    ).fetchone()
    if not doubled or not doubled[0]:
        return Superseded()
    content = ", ".join(f"v{index}" for index in range(len(file.profile.names)))
    rows = connection.execute(
        f"""select line, hash({content}) != last_value(hash({content})) over w as differs
            from {file.table} where not bad
            window w as (partition by {key} order by line
                rows between unbounded preceding and unbounded following)
            qualify line != last_value(line) over w order by line"""
    ).fetchall()
    connection.executemany(f"insert into {_old(file)} values (?)", [[line] for line, _ in rows])
    return Superseded(
        lines=tuple(line for line, _ in rows),
        conflicting=tuple(line for line, differs in rows if differs),
    )


def _old(file: TypedFile) -> str:
    return f"{file.table}_old"


def write_tables(files: Sequence[TypedFile], work: Mapping_) -> dict[str, int]:
    """Write every canonical table into the folder as `<name>.parquet`; returns row counts."""
    return {name: _write(TABLES[name], files, work) for name in TABLES}


def _write(table: type[Table], files: Sequence[TypedFile], work: Mapping_) -> int:
    selects = [
        _select(table, file, target, work)
        for file in files
        for target in file.profile.target
        if target.table == table.name
    ]
    if table.name == "citizen":
        selects = _citizens(table, selects, files, work)
    rows = " union all ".join(selects) if selects else _nothing(table)
    columns = ", ".join(f'"{column.name}"' for column in table.all_columns())
    query = f"select {columns} from ({_with_knowledge_time(table, rows, work)})"
    path = work.folder / f"{table.name}.parquet"
    copied = work.connection.execute(f"copy ({query}) to {literal(str(path))} ({PARQUET})").fetchone()
    return int(copied[0]) if copied else 0


def _nothing(table: type[Table]) -> str:
    return f"select {_columns(table, {})}, ''::VARCHAR as feed, 0::BIGINT as line where false"


def _select(table: type[Table], file: TypedFile, target: Target, work: Mapping_) -> str:
    """One file's rows for one table, with feed and line but not yet `recorded_on`."""
    given = {
        name: _expression(expression, file, work.maps) for name, expression in target.columns.items()
    }
    source = f"{file.table} where not bad and line not in (from {_old(file)})"
    if target.where:
        source += f" and {_condition(target.where, file)}"
    if target.unpivot:
        return _unpivoted(table, file, target, given, source)
    return f"select {_columns(table, given)}, {literal(file.profile.id)} as feed, line from {source}"


def _columns(table: type[Table], given: Mapping[str, str]) -> str:
    """Every own column of the table, typed; those not given are NULL."""
    return ", ".join(
        f'cast({given.get(column.name, "null")} as {SQL_TYPES[column.type]}) as "{column.name}"'
        for column in table.columns
    )


def _unpivoted(
    table: type[Table], file: TypedFile, target: Target, given: Mapping[str, str], source: str
) -> str:
    """One row per filled column; empty cells make none."""
    unpivot = target.unpivot
    assert unpivot is not None
    parts = []
    for name in unpivot.columns:
        value = file.column(name)
        if unpivot.values:
            value = mapped_sql(f"{value}::VARCHAR", unpivot.values, "keep")
        cells = {**given, unpivot.label: literal(name), unpivot.value: value}
        parts.append(
            f"select {_columns(table, cells)}, {literal(file.profile.id)} as feed, line "
            f"from {source} and {file.column(name)} is not null"
        )
    return f"select * from ({' union all '.join(parts)}) order by line"


def _condition(condition: Condition, file: TypedFile) -> str:
    if condition.filled:
        return f"{file.column(condition.filled)} is not null"
    listed = ", ".join(literal(one) for one in condition.one_of)
    return f"{file.column(condition.column or '')}::VARCHAR in ({listed})"


def _expression(expression: object, file: TypedFile, maps: Maps) -> str:
    match expression:
        case SourceColumn(column=name):
            return file.column(name)
        case Constant(constant=value):
            return literal(str(value))
        case Mapped(from_=name, map=shared, values=own, on_unknown=unknown):
            values = own if own is not None else maps[shared or ""]
            return mapped_sql(f"{file.column(name)}::VARCHAR", values, unknown)
        case First(first=names):
            return f"coalesce({', '.join(file.column(name) for name in names)})"
        case MonthOf(month_of=name):
            return f"date_trunc('month', {file.column(name)})::DATE"
        case MonthIn():
            return _month_in(expression, file)
        case Match(match=name, pattern=pattern, then=then, otherwise=otherwise):
            test = f"regexp_matches({file.column(name)}, {literal(pattern)})"
            return f"case when {test} then {literal(then)} else {literal(otherwise)} end"
        case Capture(capture=name, pattern=pattern):
            return f"nullif(regexp_extract({file.column(name)}, {literal(pattern)}, 1), '')"
    raise AssertionError(f"no such expression: {expression!r}")


def _month_in(expression: MonthIn, file: TypedFile) -> str:
    text, pattern = file.column(expression.month_in), literal(expression.pattern)
    named = f"regexp_extract({text}, {pattern}, ['first', 'second'])"
    order = expression.pattern.index("?P<month>") < expression.pattern.index("?P<year>")
    month, year = ("first", "second") if order else ("second", "first")
    booked = f"date_trunc('month', {file.column(expression.otherwise)})::DATE"
    return (
        f"case when regexp_matches({text}, {pattern}) then coalesce(try_cast({named}['{year}'] || '-' || "
        f"{named}['{month}'] || '-01' as DATE), {booked}) else {booked} end"
    )


def _citizens(
    table: type[Table], selects: list[str], files: Sequence[TypedFile], work: Mapping_
) -> list[str]:
    """The case system's citizens with birth date and sex, and those only other files name."""
    connection = work.connection
    known = " union all ".join(selects) if selects else _nothing(table)
    connection.execute(f"create or replace temp table known_citizens as {known}")
    mentions = [
        f"select {file.column(name)} as citizen, {literal(file.profile.id)} as feed, min(line) as line, "
        f"{place} as place from {file.table} where not bad and {file.column(name)} not in "
        "(select citizen from known_citizens where citizen is not null) group by 1"
        for place, file in enumerate(files)
        for name in file.profile.columns_of_type("cpr")
    ]
    others = " union all ".join(mentions) or "select null::VARCHAR as citizen, '' as feed, 0 as line, 0 as place where false"
    connection.execute(
        f"""create or replace temp table other_citizens as
            select citizen, arg_min(feed, (place, line)) as feed, arg_min(line, (place, line)) as line
            from ({others}) group by citizen"""
    )
    connection.execute(_PERSON_FACTS)
    own = ", ".join(
        f'p.{name} as "{name}"' if name in ("birth_date", "sex") else f'k."{name}"'
        for name in table.column_names()
    )
    other = _columns(
        table,
        {"citizen": "o.citizen", "birth_date": "p.birth_date", "sex": "p.sex", "known_by": "'other'"},
    )
    return [
        f"select {own}, k.feed, k.line from known_citizens k left join person_facts p using (citizen)",
        f"select {other}, o.feed, o.line from other_citizens o left join person_facts p using (citizen)",
    ]


_PERSON_FACTS = f"""create or replace temp table person_facts as
    select citizen, any_value(try_cast(printf('%04d-%02d-%02d', century + yy, mm,
            case when dd > 60 then dd - 60 else dd end) as DATE)) as birth_date,
        any_value(case when last in ('1', '3', '5', '7', '9') then 'M'
            when last in ('0', '2', '4', '6', '8') then 'K' end) as sex
    from (select *, case when seventh between '0' and '3' then 1900
                when seventh in ('4', '9') then case when yy <= 36 then 2000 else 1900 end
                when seventh between '5' and '8' then case when yy <= 57 then 2000 else 1800 end
            end as century
        from (select citizen, number[1:2]::INTEGER as dd, number[3:4]::INTEGER as mm,
                number[5:6]::INTEGER as yy, number[7:7] as seventh, number[10:10] as last
            from {CPR_KEYS} where citizen is not null))
    group by citizen"""
"""The same rules as `sources.cpr`, in SQL; a test holds the two together."""


def _with_knowledge_time(table: type[Table], rows: str, work: Mapping_) -> str:
    """Rows with `recorded_on`: this delivery's day, unless the row stood so in the snapshot before."""
    today = f"DATE {literal(work.delivery_day.isoformat())}"
    before = work.previous.get(table.name)
    if before is None:
        return f"select *, {today} as recorded_on from ({rows})"
    content = ", ".join(f'"{column.name}"' for column in table.columns)
    key = ", ".join(f'"{name}"' for name in table.key)
    same = " and ".join(f'n."{name}" is not distinct from b."{name}"' for name in table.key)
    return f"""select n.*, coalesce(b.recorded_on, {today}) as recorded_on
        from (select *, hash({content}) as content_hash from ({rows})) n
        left join (select {key}, hash({content}) as content_hash, min(recorded_on) as recorded_on
            from read_parquet({literal(str(before))}) group by all) b
        on n.content_hash = b.content_hash and {same}"""


def check_rows(files: Sequence[TypedFile], superseded: Mapping[str, Superseded], work: Mapping_) -> None:
    """Rows loaded = rows in the tables + superseded, for every plain target. Raises otherwise."""
    for file in files:
        old = len(superseded[file.profile.id].lines)
        for target in file.profile.target:
            if target.where or target.unpivot:
                continue
            path = literal(str(work.folder / f"{target.table}.parquet"))
            found = work.connection.execute(
                f"select count(*) from read_parquet({path}) where feed = {literal(file.profile.id)}"
                + (" and known_by <> 'other'" if target.table == "citizen" else "")
            ).fetchone()
            if not found or found[0] != file.rows_loaded - old:
                raise ConsistencyError(
                    "raekker-stemmer-ikke",
                    f"{file.file.name}: {file.rows_loaded} rækker blev indlæst og {old} afløst, "
                    f"men tabellen {target.table} har {found[0] if found else 0}.",
                    next_step="Intet er udgivet. Send filens navn og tallene til Pejls folk.",
                )

