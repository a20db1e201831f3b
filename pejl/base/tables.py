"""Figures on their way: raw on the left of the gate, released on the right.

A FigureTable holds exact numbers and refuses to be shown: printing, iterating in a template or
serialising it raises. Only `pejl.gate.numbers` turns one into a ReleasedTable, which names its
viewer and purpose and may be rendered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NoReturn

from pejl.base.errors import ConsistencyError
from pejl.base.period import Period

Value = int | Decimal | Fraction
"""Counts and days are int, kroner Decimal, quotients Fraction: exact until displayed."""

UNKNOWN_LABEL = "Uoplyst"
"""The dimension value of what the source does not say. It is a line of its own, never left out."""


@dataclass(frozen=True)
class Cell:
    """One figure: its period, its place in the dimensions, its value and its further fields.

    `value` is None when the figure is unknown or undefined (no year persons to divide by).
    `lacking` names the fields or dimensions the data do not have, with the reason in Danish.
    `persons` is how many citizens stand behind it; None when it does not concern citizens.
    """

    period: Period
    dims: Mapping[str, str]
    value: Value | None
    fields: Mapping[str, Value | None] = field(default_factory=dict)
    persons: int | None = None
    lacking: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TableFacts:
    """What every outlet tells beside the figure."""

    indicator: str
    by: tuple[str, ...]
    options: Mapping[str, str]
    delivery_day: date
    version: int
    notes: tuple[str, ...] = ()


class FigureTable:
    """Exact figures, computed for nobody yet."""

    def __init__(self, facts: TableFacts, cells: tuple[Cell, ...]) -> None:
        self.facts = facts
        self._cells = cells

    def cells_for_gate(self) -> tuple[Cell, ...]:
        """For `pejl.gate`, `pejl.figures` and their tests; a test keeps others out."""
        return self._cells

    def _refuse(self, *_: object) -> NoReturn:
        raise ConsistencyError(
            "raa-tabel",
            "En rå tabel må ikke vises; den skal frigives gennem porten først.",
            next_step="Brug pejl.gate.numbers.read_figures med en seer og et formål.",
        )

    __iter__ = _refuse
    __len__ = _refuse
    __str__ = _refuse
    __repr__ = _refuse
    __reduce__ = _refuse
    __getitem__ = _refuse


@dataclass(frozen=True)
class ReleasedTable:
    """Figures a named viewer may see, for a named purpose. Made by the gate only."""

    facts: TableFacts
    cells: tuple[Cell, ...]
    viewer: str
    purpose: str
    trace_id: str

    def __iter__(self) -> Iterator[Cell]:
        return iter(self.cells)

    def __len__(self) -> int:
        return len(self.cells)

    def at(self, period: Period, **dims: str) -> Cell | None:
        """The cell of a period and dimension values; None where there is none."""
        return self._index().get((period, tuple(sorted(dims.items()))))

    def _index(self) -> dict[tuple[Period, tuple[tuple[str, str], ...]], Cell]:
        cached = self.__dict__.get("_cells_by_place")
        if cached is None:
            cached = {(cell.period, tuple(sorted(cell.dims.items()))): cell for cell in self.cells}
            object.__setattr__(self, "_cells_by_place", cached)
        found: dict[tuple[Period, tuple[tuple[str, str], ...]], Cell] = cached
        return found
