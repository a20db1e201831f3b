"""Where only sums of a table are used, how finely it is grouped does not matter.

Tables counted ahead are grouped by everything some question needs. A question that adds their
amounts up rests on the amounts and on what it filters and groups by, not on the other keys.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from sqlglot import exp
from sqlglot.optimizer.scope import Scope, traverse_scope

Use = Literal["sums", "values", "rows"]
"""How a query uses a table: it adds its amounts up; it asks which values there are; else rows."""


def uses(tree: exp.Expression) -> dict[str, Use]:
    """How each stored table is used; "rows" as soon as one place uses its rows as they are."""
    found: dict[str, set[Use]] = {}
    for scope in traverse_scope(tree):
        for source in scope.sources.values():
            if isinstance(source, exp.Table):
                found.setdefault(source.name, set()).add(_use(scope))
    return {name: each.pop() if len(each) == 1 else "rows" for name, each in found.items()}


def coarser(tree: exp.Expression, wanted: Iterable[str], use: Use) -> exp.Expression:
    """The grouped query without the keys nobody wants, where its use allows it."""
    group = tree.args.get("group")
    if use == "rows" or group is None or not isinstance(tree, exp.Select):
        return tree
    keys = {_key_name(tree, one): one for one in group.expressions}
    asked = {one for one in wanted if one}
    for select in tree.selects:
        name = select.alias_or_name
        if name in asked and name not in keys and (use == "values" or not _is_sum(select)):
            return tree
    kept = [one for name, one in keys.items() if name in asked or not name]
    group.set("expressions", kept)
    if not kept:
        tree.set("group", None)
    return tree


def _use(scope: Scope) -> Use:
    select = scope.expression
    if not isinstance(select, exp.Select) or not _keeps_rows_as_often(select):
        return "rows"
    if select.args.get("group") or _aggregates(select):
        return "sums" if all(_plain_sum(one) for one in _aggregates(select)) else "rows"
    if select.args.get("distinct"):
        return "values"
    return _use(scope.parent) if scope.parent else "rows"


def _keeps_rows_as_often(select: exp.Select) -> bool:
    """Joins that are inner and no windows: two rows for one then count twice, each in its part."""
    plain = all(not join.side for join in select.args.get("joins") or ())
    return plain and not any(one.find(exp.Window) for one in select.selects)


def _aggregates(select: exp.Select) -> list[exp.AggFunc]:
    return [found for one in select.selects for found in one.find_all(exp.AggFunc)]


def _plain_sum(one: exp.AggFunc) -> bool:
    return isinstance(one, exp.Sum) and not isinstance(one.this, exp.Distinct)


def _is_sum(select: exp.Expr) -> bool:
    inner = select.unalias()
    while isinstance(inner, exp.Cast):
        inner = inner.this
    return isinstance(inner, exp.Sum)


def _key_name(tree: exp.Select, by: exp.Expr) -> str:
    if isinstance(by, exp.Literal) and by.is_int:
        return tree.selects[int(by.name) - 1].alias_or_name
    return next((one.alias_or_name for one in tree.selects if one.unalias() == by), "")
