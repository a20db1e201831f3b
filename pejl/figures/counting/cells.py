"""Which cells there are: every combination of dimension values that exists at any time.

A cell that had nothing in a period is then shown with 0, which is known. A snapshot never
changes, so its cells are looked up once.
"""

from __future__ import annotations

import threading
import weakref
from dataclasses import dataclass
from typing import Any

from pejl.figures.algebra import Population
from pejl.figures.counting.counted import CellKey
from pejl.figures.counting.filters import Filters, Shape, kept
from pejl.figures.counting.ledger import population_rows
from pejl.store.engines import Engine, TableNamed


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


_Known = dict[tuple[CellsQuestion, tuple[tuple[int, str], ...]], frozenset[CellKey]]
_kept: weakref.WeakKeyDictionary[Engine, _Known] = weakref.WeakKeyDictionary()
_lock = threading.Lock()


def cells_of(engine: Engine, question: CellsQuestion, filters: Filters) -> frozenset[CellKey]:
    if not question.by:
        return frozenset({()})
    key = (question, filters.values)
    with _lock:
        known = _kept.setdefault(engine, {})
        found = known.get(key)
    if found is None:
        found = frozenset(engine.ask(question, filters.input()))
        with _lock:
            if len(known) > 1_000:
                known.clear()
            known[key] = found
    return found
