"""Which cells there are: every combination of dimension values that exists at any time.

A cell that had nothing in a period is then shown with 0, which is known. A snapshot never
changes, so its cells are looked up once.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pejl.figures.algebra import Population
from pejl.figures.counting.counted import Ask, CellKey, Counted
from pejl.figures.counting.filters import Filters, Shape, kept
from pejl.figures.counting.spans import NAME, span_table, spans_of
from pejl.figures.dimensions import AGE, age_band
from pejl.figures.spine.ledger import population_rows
from pejl.store.engines import Engine, InputTable, Question, Row, TableNamed


@dataclass(frozen=True)
class CellsQuestion:
    """The distinct values of `by` in a spine table."""

    table: str
    by: tuple[str, ...]
    stored: Shape = ()
    population: Population | None = None

    def expression(self, table: TableNamed) -> Any:
        rows = table(self.table)
        if self.population is not None:
            rows = population_rows(rows, self.population)
        return kept(rows, self.stored).select(*self.by).distinct()


@dataclass(frozen=True)
class AgedCellsQuestion:
    """The same by age: which bands there are depends on the span."""

    cells: CellsQuestion
    age: Shape = ()

    def expression(self, table: TableNamed) -> Any:
        by = tuple(name for name in self.cells.by if name != AGE)
        wider = replace(self.cells, by=(*by, "birth_date"))
        rows = wider.expression(table).cross_join(span_table())
        rows = kept(rows.mutate(**{AGE: age_band(rows.birth_date, rows.age_day)}), self.age)
        return rows.select("span", *self.cells.by).distinct()


Inputs = Mapping[str, InputTable]
_Known = dict[tuple[Question, tuple[tuple[str, InputTable], ...]], list[Row]]
_kept: weakref.WeakKeyDictionary[Engine, _Known] = weakref.WeakKeyDictionary()
_lock = threading.Lock()
_KEPT_AT_MOST = 200


def kept_answer(engine: Engine, question: Question, inputs: Inputs) -> list[Row]:
    """The answer to a small question that requests share. A snapshot never changes."""
    key = (question, tuple(inputs.items()))
    with _lock:
        known = _kept.setdefault(engine, {})
        found = known.get(key)
    if found is None:
        found = engine.ask(question, inputs)
        with _lock:
            if len(known) >= _KEPT_AT_MOST:
                known.clear()
            known[key] = found
    return found


def cells_of(engine: Engine, question: CellsQuestion, filters: Filters) -> set[CellKey]:
    return set(kept_answer(engine, question, filters.input())) if question.by else {()}


def add_cells(
    counted: Counted,
    engine: Engine,
    table: str,
    ask: Ask,
    population: Population | None = None,
) -> None:
    """Every cell that exists, whether or not it counted something in a period."""
    question = CellsQuestion(table, ask.by, ask.filters.stored, population)
    if AGE not in ask.by and not ask.filters.age:
        counted.add_cells(cells_of(engine, question, ask.filters))
        return
    aged = AgedCellsQuestion(question, ask.filters.age)
    inputs = {NAME: spans_of(ask.periods).input(), **ask.filters.input()}
    for span, *cell in engine.ask(aged, inputs):
        if span < len(ask.periods):
            counted.cells[span].add(tuple(cell))
