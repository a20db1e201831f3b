"""What a query reads: tables and columns, found in the query itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sqlglot import exp, parse_one
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import traverse_scope

from pejl.quality.rule_tables import schema


@dataclass(frozen=True)
class Reads:
    """`columns` as `grant.end_date`; `tables` also those of which only the rows are counted."""

    columns: frozenset[str]
    tables: frozenset[str]


@cache
def columns_read(sql: str) -> Reads:
    """The columns of stored tables that a DuckDB query reads, in whichever part of it."""
    tree = qualify(
        parse_one(sql, dialect="duckdb"),
        schema=dict(schema()),
        dialect="duckdb",
        validate_qualify_columns=False,
        quote_identifiers=False,
    )
    columns: set[str] = set()
    tables: set[str] = set()
    for scope in traverse_scope(tree):
        stored = {
            name: source.name
            for name, source in scope.sources.items()
            if isinstance(source, exp.Table)
        }
        tables.update(stored.values())
        columns.update(
            f"{stored[column.table]}.{column.name}"
            for column in scope.columns
            if column.table in stored
        )
    return Reads(frozenset(columns), frozenset(tables))
