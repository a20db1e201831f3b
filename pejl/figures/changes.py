"""As known then, as known now: an indicator from two deliveries, and the rows that differ.

A grant recorded in May for January changes January. The figure of the earlier delivery stays what
it was; this tells both, and the grants, postings or commitments (keys, no persons) whose part in
the figure is not the same in the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import ibis

from pejl.base.errors import UsageError
from pejl.base.period import Period, danish_date
from pejl.base.tables import Cell, Value
from pejl.figures.algebra import Measure, Posted
from pejl.figures.compute import clipped, compute
from pejl.figures.counting.filters import Shape, filters_of_request
from pejl.figures.counting.rows import RowsQuestion
from pejl.figures.definition import resolved
from pejl.figures.evaluate import total
from pejl.figures.lineage import in_unit, row_measures, side_of
from pejl.figures.measure_names import measure_name
from pejl.figures.registry import indicator_named
from pejl.figures.request import FigureRequest
from pejl.store.engines import Engine, InputTable, TableNamed, Warehouse


@dataclass(frozen=True)
class CellChange:
    """A cell as known then and now. None is unknown; so is then, when the period lay ahead."""

    period: Period
    dims: Mapping[str, str]
    then: Value | None
    now: Value | None
    difference: Value | None


@dataclass(frozen=True)
class RowChange:
    """A grant, commitment, posting reference or case whose part in a measure changed."""

    period: Period
    measure_da: str
    unit: str
    kind: str
    row_id: str | None
    citizen: str | None
    paragraph: str | None
    then: int | Decimal
    now: int | Decimal


@dataclass(frozen=True)
class KnownTwice:
    """The difference, by cell and by row. Days of delivery say which two were compared."""

    then: date
    now: date
    cells: tuple[CellChange, ...]
    rows: tuple[RowChange, ...]


def known_then_and_now(
    warehouse: Warehouse, request: FigureRequest, then: date, now: date | None = None
) -> KnownTwice:
    """The request's figures as known on two days. Rows are told for its periods and filters, not
    cell by cell. Raises UsageError when both days know the same delivery."""
    newer, older = warehouse.snapshot(now or request.as_of), warehouse.snapshot(then)
    if older.delivery_day >= newer.delivery_day:
        raise UsageError(
            "samme-leverance",
            f"Begge dage kender leverancen fra {danish_date(newer.delivery_day)}.",
            next_step="Vælg en dag før den; leverancerne står i »pejl versions«.",
        )
    engine = warehouse.engine(newer, earlier=older)
    cells = _cells(engine, warehouse.engine(older), replace(request, as_of=None))
    return KnownTwice(older.delivery_day, newer.delivery_day, cells, changed_rows(engine, request))


def _cells(now: Engine, then: Engine, request: FigureRequest) -> tuple[CellChange, ...]:
    told = tuple(one for one in request.periods if one.start <= then.facts.delivery_day)
    before = _by_place(then, replace(request, periods=told)) if told else {}
    after = _by_place(now, request)
    changes = []
    for place in dict.fromkeys([*after, *before]):
        # A cell that one delivery does not have had nothing in it, unless it was not told yet.
        absent = 0 if place[0] in told else None
        old = before[place].value if place in before else absent
        new = after[place].value if place in after else 0
        difference = None if old is None or new is None else total([new, -old])
        changes.append(CellChange(place[0], dict(place[1]), old, new, difference))
    return tuple(changes)


Placed = tuple[Period, tuple[tuple[str, str], ...]]


def _by_place(engine: Engine, request: FigureRequest) -> dict[Placed, Cell]:
    cells = compute(engine, request).cells_for_gate()
    return {(one.period, tuple(one.dims.items())): one for one in cells}


def changed_rows(engine: Engine, request: FigureRequest) -> tuple[RowChange, ...]:
    """The rows whose part in the request's value differs between the engine's two deliveries."""
    indicator = indicator_named(request.indicator)
    formula = resolved(indicator.value, indicator.option_values(request.options))
    filters = filters_of_request(request)
    earlier = engine.facts.earlier_day
    if filters.nothing or earlier is None:
        return ()
    found: list[RowChange] = []
    for asked in request.periods:
        if asked.start > earlier:
            continue
        period = clipped(asked, engine.facts.delivery_day)
        for measure, in_comparison in row_measures(formula):
            if not in_comparison:
                question = ChangedRows(measure, filters.stored, filters.age)
                found += _changed(engine, question, period, asked, filters.input())
    return tuple(found)


@dataclass(frozen=True)
class ChangedRows:
    """Rows of two deliveries laid under each other and added up by what they are."""

    measure: Measure
    stored: Shape = ()
    age: Shape = ()

    def expression(self, table: TableNamed) -> Any:
        now = RowsQuestion(self.measure, self.stored, self.age).expression(table)
        then = RowsQuestion(self.measure, self.stored, self.age, beside=True).expression(table)
        none = ibis.literal(0, "int64")
        keys = ("kind", "row_id", "citizen", "paragraph")
        if isinstance(self.measure, Posted):
            # Postings are told by the grant they refer to: a regulation is a posting of its own.
            now, then = (one.mutate(row_id=one.grant_id) for one in (now, then))
        both = ibis.union(
            then.select(*keys, then=then.contribution.cast("int64"), now=none),
            now.select(*keys, then=none, now=now.contribution.cast("int64")),
        )
        summed = both.group_by(*keys).agg(
            then=both.then.sum().cast("int64"), now=both.now.sum().cast("int64")
        )
        return summed.filter(summed.then != summed.now)


def _changed(
    engine: Engine,
    question: ChangedRows,
    period: Period,
    asked: Period,
    inputs: Mapping[str, InputTable],
) -> list[RowChange]:
    measure = question.measure
    earlier = engine.facts.earlier_day
    now = side_of(engine, period).inputs(measure)
    old = side_of(engine, period.clip(earlier or period.end), beside=True).inputs(measure)
    name = measure_name(measure)
    rows = engine.ask(question, {**now, **old, **inputs})
    return [
        RowChange(
            asked,
            name.name_da,
            name.unit,
            kind,
            row_id,
            citizen,
            paragraph,
            in_unit(measure, before),
            in_unit(measure, after),
        )
        for kind, row_id, citizen, paragraph, before, after in sorted(rows, key=_order)
    ]


def _order(row: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple(str(part or "") for part in (row[3], row[2], row[1]))
