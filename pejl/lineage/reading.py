"""Which stored columns a query truly rests on, through every table it is told from.

A query is cut down to the columns asked of it: what no outer part uses is dropped, and so is a
left join that adds nothing and cannot multiply rows. What is left, in selected columns, joins,
filters and windows, is what the answer rests on. Tables that are told from others are followed
into their own queries, with just the columns that are needed of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlglot import exp, parse_one
from sqlglot.optimizer.pushdown_projections import pushdown_projections
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, traverse_scope
from sqlglot.schema import MappingSchema

from pejl.lineage.summing import Use, coarser, uses
from pejl.lineage.unique import Keys, equal_pairs, keys_of_query, keys_of_source

Columns = Mapping[str, Mapping[str, str]]
"""Tables: their columns and types."""


@dataclass(frozen=True)
class Reads:
    """`columns` as (table, column) of tables that are told from no others; `through` the same of
    those that are, on the way."""

    columns: frozenset[tuple[str, str]] = frozenset()
    through: frozenset[tuple[str, str]] = frozenset()

    def __or__(self, other: Reads) -> Reads:
        return Reads(self.columns | other.columns, self.through | other.through)


@dataclass
class Reader:
    """Reads queries over `schema`, some of whose tables are `told` by a query of their own.

    A table whose name begins with `prefix` is told as the one without it.
    """

    schema: dict[str, dict[str, str]]
    told: Mapping[str, str]
    prefix: str
    _trees: dict[str, exp.Expression] = field(default_factory=dict)
    _keys: dict[str, Keys] = field(default_factory=dict)
    _asked: dict[str, Reads] = field(default_factory=dict)
    _known: dict[tuple[str, frozenset[str], Use], Reads] = field(default_factory=dict)

    def reads(self, sql: str) -> Reads:
        """What the whole answer of a query rests on."""
        if sql not in self._asked:
            tree = self._qualified(parse_one(sql, dialect="duckdb"))
            self._asked[sql] = self._rests(tree)
        return self._asked[sql]

    def reads_of(self, table: str, columns: Iterable[str], use: Use = "rows") -> Reads:
        """What some columns of a told table rest on, used so."""
        wanted = frozenset(columns)
        key = (table, wanted, use)
        if key not in self._known:
            tree = coarser(self._tree(table).copy(), wanted, use)
            inner = tree.subquery("whole")  # type: ignore[attr-defined]
            named = [f'whole."{one}"' for one in sorted(wanted) if one]
            chosen = exp.select(*(named or ["1"]), dialect="duckdb")
            self._known[key] = self._rests(chosen.from_(inner))
        return self._known[key]

    def _rests(self, tree: exp.Expression) -> Reads:
        """Cut down, then followed into the tables that are told from others."""
        pruned = self._pruned(tree)
        used: dict[str, set[Use]] = {}
        for name, use in uses(pruned).items():
            used.setdefault(name.removeprefix(self.prefix), set()).add(use)
        found = frozenset(
            (table.removeprefix(self.prefix), column) for table, column in _stored_columns(pruned)
        )
        by_table: dict[str, set[str]] = {}
        for table, column in found:
            by_table.setdefault(table, set()).add(column)
        told = {name for name in by_table if name in self.told}
        answer = Reads(
            frozenset(one for one in found if one[0] not in told),
            frozenset(one for one in found if one[0] in told),
        )
        for name in sorted(told):
            (use,) = used[name] if len(used[name]) == 1 else ("rows",)
            answer |= self.reads_of(name, by_table[name], use)
        return answer

    def _pruned(self, tree: exp.Expression) -> exp.Expression:
        """The query without everything unused."""
        while True:
            tree = pushdown_projections(tree)
            if not self._drop_joins(tree):
                return tree

    def _drop_joins(self, tree: exp.Expression) -> bool:
        dropped = False
        for scope in traverse_scope(tree):
            select = scope.expression
            if not isinstance(select, exp.Select):
                continue
            for join in list(select.args.get("joins") or ()):
                if self._adds_nothing(join, scope):
                    select.args["joins"].remove(join)
                    dropped = True
        return dropped

    def _adds_nothing(self, join: exp.Join, scope: Scope) -> bool:
        """A left join nothing else uses, to at most one row: by columns that are a key there."""
        if join.side != "LEFT":
            return False
        name = join.this.alias_or_name
        inside = {id(one) for one in join.args["on"].find_all(exp.Column)}
        if any(one.table == name and id(one) not in inside for one in scope.columns):
            return False
        held = {column for pair in equal_pairs(join) for side, column in pair if side == name}
        return any(key <= held for key in keys_of_source(join.this, self._keys_of))

    def _keys_of(self, table: str) -> Keys:
        if table not in self.told:
            return frozenset()
        if table not in self._keys:
            self._keys[table] = keys_of_query(self._tree(table), self._keys_of)
        return self._keys[table]

    def _tree(self, table: str) -> exp.Expression:
        if table not in self._trees:
            self._trees[table] = self._qualified(parse_one(self.told[table], dialect="duckdb"))
        return self._trees[table]

    def _qualified(self, tree: Any) -> exp.Expression:
        qualified: exp.Expression = qualify(
            tree,
            schema=self._schema,
            dialect="duckdb",
            validate_qualify_columns=False,
            quote_identifiers=False,
        )
        return qualified

    @cached_property
    def _schema(self) -> MappingSchema:
        return MappingSchema(dict(self.schema), dialect="duckdb")


def _stored_columns(tree: exp.Expression) -> frozenset[tuple[str, str]]:
    """With "" as a column for each table: its rows count, even where no column is read."""
    found: set[tuple[str, str]] = set()
    for scope in traverse_scope(tree):
        tables = {
            name: source.name
            for name, source in scope.sources.items()
            if isinstance(source, exp.Table)
        }
        found.update((table, "") for table in tables.values())
        found.update((tables[one.table], one.name) for one in scope.columns if one.table in tables)
    return frozenset(found)
