"""The SQL of a target: one typed file's rows for one canonical table. Pure text; nothing runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from pejl.canon.model import SQL_TYPES, Table
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
from pejl.sources.intake import TypedFile
from pejl.sources.profile import Condition, Target, Unpivot
from pejl.sources.typing import literal, mapped_sql

ValuesOf = Callable[[TypedFile, Mapped], Mapping[str, object]]
"""From a file and one of its value maps to what is written and what it means."""


def superseded_table(file: TypedFile) -> str:
    """The table of lines whose key comes again further down."""
    return f"{file.table}_old"


def target_rows(file: TypedFile, target: Target) -> str:
    """The typed rows that become rows of the target: kept, newest, and as its condition says."""
    rows = f"{file.table} where not bad and line not in (select line from {superseded_table(file)})"
    return f"{rows} and {_condition(target.where, file)}" if target.where else rows


def target_select(table: type[Table], file: TypedFile, target: Target, values_of: ValuesOf) -> str:
    """The table's own columns, `feed` and `line`; knowledge time comes later."""
    given = {name: _value(one, file, values_of) for name, one in target.columns.items()}
    rows = target_rows(file, target)
    if target.unpivot:
        return _unpivoted(table, file, target.unpivot, given, rows)
    feed = literal(file.profile.id)
    return f"select {typed_columns(table, given)}, {feed} as feed, line from {rows}"


def no_rows(table: type[Table]) -> str:
    return f"select {typed_columns(table, {})}, ''::VARCHAR as feed, 0::BIGINT as line where false"


def typed_columns(table: type[Table], given: Mapping[str, str]) -> str:
    """Every own column of the table, typed and in order; those not given are NULL."""
    return ", ".join(
        f'cast({given.get(column.name, "null")} as {SQL_TYPES[column.type]}) as "{column.name}"'
        for column in table.columns
    )


def _unpivoted(
    table: type[Table], file: TypedFile, unpivot: Unpivot, given: Mapping[str, str], rows: str
) -> str:
    """One row per filled column; an empty cell makes none."""
    parts = []
    for place, name in enumerate(unpivot.columns):
        value = file.column(name)
        if unpivot.values:
            value = mapped_sql(f"{value}::VARCHAR", unpivot.values, "keep")
        cells = {**given, unpivot.label: literal(name), unpivot.value: value}
        parts.append(
            f"select {typed_columns(table, cells)}, {literal(file.profile.id)} as feed, line, "
            f"{place} as place from {rows} and {file.column(name)} is not null"
        )
    return f"select * exclude (place) from ({' union all '.join(parts)} order by line, place)"


def _condition(condition: Condition, file: TypedFile) -> str:
    if condition.filled:
        return f"{file.column(condition.filled)} is not null"
    listed = ", ".join(literal(one) for one in condition.one_of)
    return f"{file.column(condition.column or '')}::VARCHAR in ({listed})"


def _value(expression: object, file: TypedFile, values_of: ValuesOf) -> str:
    sql = "null"
    match expression:
        case SourceColumn(column=name):
            sql = file.column(name)
        case Constant(constant=value):
            sql = literal(str(value))
        case Mapped(from_=name, on_unknown=unknown):
            sql = mapped_sql(file.column(name), values_of(file, expression), unknown)
        case First(first=names):
            sql = f"coalesce({', '.join(file.column(name) for name in names)})"
        case MonthOf(month_of=name):
            sql = f"date_trunc('month', {file.column(name)})::DATE"
        case MonthIn():
            sql = _month_in(expression, file)
        case Match(match=name, pattern=pattern, then=then, otherwise=otherwise):
            test = f"coalesce({matches_sql(file.column(name), pattern)}, false)"
            sql = f"case when {test} then {literal(then)} else {literal(otherwise)} end"
        case Capture(capture=name, pattern=pattern):
            sql = f"nullif(regexp_extract({file.column(name)}, {literal(pattern)}, 1), '')"
    return sql


def _month_in(expression: MonthIn, file: TypedFile) -> str:
    """The named month; where the text names none, or none that exists, the other date's month."""
    text, pattern = file.column(expression.month_in), literal(expression.pattern)
    by_name = {"month": 1, "year": 2}
    if expression.pattern.index("?P<year>") < expression.pattern.index("?P<month>"):
        by_name = {"month": 2, "year": 1}
    month, year = (
        f"regexp_extract({text}, {pattern}, {by_name[one]})" for one in ("month", "year")
    )
    other = f"date_trunc('month', {file.column(expression.otherwise)})::DATE"
    named = f"try_cast({year} || '-' || {month} || '-01' as DATE)"
    matches = matches_sql(text, expression.pattern)
    return f"case when {matches} then coalesce({named}, {other}) else {other} end"


_PREFIX = re.compile(r"\^([^\W_]|[ -])+")


def matches_sql(text: str, pattern: str) -> str:
    """Whether a text matches a pattern anywhere. A pattern that begins with plain letters is held
    only against texts that do: most do not, and to see that is much quicker."""
    whole = f"regexp_matches({text}, {literal(pattern)})"
    found = _PREFIX.match(pattern)
    if not found or "|" in pattern:
        return whole
    prefix, after = found[0][1:], pattern[found.end() : found.end() + 1]
    if after in ("*", "?", "{"):
        prefix = prefix[:-1]
    return f"(starts_with({text}, {literal(prefix)}) and {whole})" if prefix else whole
