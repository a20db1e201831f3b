"""Row filters as part of a query: the values come as parameters in a small table.

A filter's *shape* is which dimensions it asks about; two requests that differ only in values are
the same question. Filters all hold at once; within one, `or_else` are alternatives.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import ibis

from pejl.base.errors import UsageError
from pejl.figures.dimensions import AGE
from pejl.figures.request import FigureRequest, RowFilter
from pejl.store.engines import InputTable

NAME = "request_filter"

Alternative = tuple[int, str]
"""A number under which the values are found, and the dimension they are compared with."""
Shape = tuple[tuple[Alternative, ...], ...]


def dimensions_of(shape: Shape) -> tuple[str, ...]:
    return tuple(dimension for one in shape for _, dimension in one)


@dataclass(frozen=True)
class Filters:
    """A request's filters, split in those on stored columns and those on age.

    `nothing` is a filter no row can pass: the answer is empty without asking. `scope` are those of
    the stored that also limit what is looked for elsewhere.
    """

    stored: Shape = ()
    age: Shape = ()
    values: tuple[tuple[int, str], ...] = ()
    nothing: bool = False
    scope: Shape = ()

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Those asked about."""
        return (*dimensions_of(self.stored), *dimensions_of(self.age))

    def input(self) -> dict[str, InputTable]:
        if not self.values:
            return {}
        return {NAME: InputTable((("place", "int64"), ("value", "string")), self.values)}


NO_FILTERS = Filters()


def filters_of_request(request: FigureRequest) -> Filters:
    """Its filters and its scope. Raises UsageError as `filters_of`, and for a scope told by age."""
    found = filters_of(request.narrowed_by)
    scope = found.stored[: len(request.scope)]
    if dimensions_of(scope) != _dimensions(request.scope) and not found.nothing:
        raise UsageError("område-efter-alder", "Et område kan ikke være en aldersgruppe.")
    return replace(found, scope=scope)


def _dimensions(asked: Sequence[RowFilter]) -> tuple[str, ...]:
    return tuple(one.dimension for outer in asked for one in _alternatives(outer) if one.values)


def filters_of(asked: Sequence[RowFilter]) -> Filters:
    """Raises UsageError when one filter mixes age with other dimensions."""
    stored: list[tuple[Alternative, ...]] = []
    age: list[tuple[Alternative, ...]] = []
    values: list[tuple[int, str]] = []
    place = 0
    for one in asked:
        alternatives = []
        for alternative in _alternatives(one):
            if alternative.values:
                alternatives.append((place, alternative.dimension))
                values += [(place, value) for value in sorted(alternative.values)]
                place += 1
        if not alternatives:
            return Filters(nothing=True)
        ages = {dimension == AGE for _, dimension in alternatives}
        if ages == {True, False}:
            raise UsageError(
                "alder-i-alternativ",
                "Et filter kan ikke gælde alder eller noget andet på én gang.",
                next_step="Del det i to filtre.",
            )
        (age if True in ages else stored).append(tuple(alternatives))
    return Filters(tuple(stored), tuple(age), tuple(values))


def _alternatives(one: RowFilter) -> Iterator[RowFilter]:
    yield one
    for other in one.or_else:
        yield from _alternatives(other)


def kept(rows: Any, shape: Shape) -> Any:
    """The rows that pass every filter of the shape."""
    for alternatives in shape:
        rows = rows.filter(ibis.or_(*(_has_value(rows, *one) for one in alternatives)))
    return rows


def _has_value(rows: Any, place: int, dimension: str) -> Any:
    asked = ibis.table({"place": "int64", "value": "string"}, name=NAME)
    return rows[dimension].isin(asked.filter(asked.place == place).value)
