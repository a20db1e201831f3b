"""Which columns of a query's answer have, together, each value at most once: seen in the query."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlglot import exp

Keys = frozenset[frozenset[str]]
"""Sets of columns, each of which is unique taken together."""

KeysOf = Callable[[str], Keys]
"""The keys of a table told by a query of its own."""

_Place = tuple[str, str]
"""A source's name in the query, and a column of it."""


def keys_of_query(tree: exp.Expression, keys_of: KeysOf) -> Keys:
    """The keys of the answer, by its own columns. Errs on the side of none."""
    if not isinstance(tree, exp.Select):
        return frozenset()
    group = tree.args.get("group")
    if group is not None:
        return _of_group(tree, group)
    source = tree.args.get("from_") or tree.args.get("from")
    if source is None:
        return frozenset()
    name = source.this.alias_or_name
    keys = {
        frozenset((name, column) for column in key) for key in keys_of_source(source.this, keys_of)
    }
    keys |= _first_of_each(tree, source.this)
    for join in tree.args.get("joins") or ():
        keys = _after_join(join, keys, keys_of)
    return frozenset(_told(tree, keys))


def keys_of_source(source: exp.Expression, keys_of: KeysOf) -> Keys:
    if isinstance(source, exp.Table):
        return keys_of(source.name)
    inner = source.unnest()
    return keys_of_query(inner, keys_of) if isinstance(inner, exp.Select) else frozenset()


def equal_pairs(join: exp.Join) -> list[frozenset[_Place]]:
    """The pairs of columns a join holds equal, when that is all its condition says of them."""
    condition = join.args.get("on")
    parts = list(condition.flatten()) if isinstance(condition, exp.And) else [condition]
    return [
        frozenset((side.table, side.name) for side in (part.left, part.right))
        for part in (one.unnest() for one in parts if one is not None)
        if isinstance(part, exp.EQ)
        and isinstance(part.left, exp.Column)
        and isinstance(part.right, exp.Column)
    ]


def _of_group(tree: exp.Select, group: exp.Group) -> Keys:
    """What is grouped by is, together, unique."""
    names = []
    for by in group.expressions:
        if isinstance(by, exp.Literal) and by.is_int:
            names.append(tree.selects[int(by.name) - 1].alias_or_name)
        else:
            names += [one.alias_or_name for one in tree.selects if one.unalias() == by][:1]
    whole = len(names) == len(group.expressions)
    return frozenset({frozenset(names)}) if whole else frozenset()


def _first_of_each(tree: exp.Select, source: exp.Expression) -> set[frozenset[_Place]]:
    """Only the rows whose number within their key is 0: the key is unique."""
    inner, where = source.unnest(), tree.args.get("where")
    if where is None or not isinstance(inner, exp.Select):
        return set()
    chosen = {
        equal.left.name
        for equal in where.find_all(exp.EQ)
        if isinstance(equal.left, exp.Column) and equal.right.name == "0"
    }
    found = set()
    for one in inner.selects:
        window = one.find(exp.Window)
        if one.alias_or_name not in chosen or not window or not window.find(exp.RowNumber):
            continue
        names = [
            (source.alias_or_name, other.alias_or_name)
            for part in window.args.get("partition_by") or []
            for other in inner.selects
            if other.unalias() == part
        ]
        if names and len(names) == len(window.args["partition_by"]):
            found.add(frozenset(names))
    return found


def _after_join(
    join: exp.Join, keys: set[frozenset[_Place]], keys_of: KeysOf
) -> set[frozenset[_Place]]:
    """Keys survive a join to at most one row each; of a full join of two keys the filled one of
    both is a key, which is kept under the pair's own name."""
    name, pairs = join.this.alias_or_name, equal_pairs(join)
    here = frozenset(column for pair in pairs for side, column in pair if side == name)
    there = {place for pair in pairs for place in pair if place[0] != name}
    at_most_one = any(key <= here for key in keys_of_source(join.this, keys_of))
    if at_most_one and join.side == "LEFT":
        return keys
    if at_most_one and join.side == "FULL" and len(pairs) == 1 and frozenset(there) in keys:
        return {frozenset({_pair_name(pairs[0])})}
    return set()


def _pair_name(pair: Iterable[_Place]) -> _Place:
    return ("|".join(sorted(f"{table}.{column}" for table, column in pair)), "")


def _told(tree: exp.Select, keys: set[frozenset[_Place]]) -> Iterable[frozenset[str]]:
    """The keys whose every column is told as it is."""
    named: dict[_Place, str] = {}
    for one in tree.selects:
        inner = one.unalias()
        if isinstance(inner, exp.Column):
            named.setdefault((inner.table, inner.name), one.alias_or_name)
        elif isinstance(inner, exp.Coalesce):
            parts = [inner.this, *inner.expressions]
            if all(isinstance(part, exp.Column) for part in parts):
                named[_pair_name((part.table, part.name) for part in parts)] = one.alias_or_name
    for key in keys:
        if all(place in named for place in key):
            yield frozenset(named[place] for place in key)
