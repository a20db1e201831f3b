"""What a family of measures answers: numbers per measure, period and cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Protocol, TypeVar

from pejl.base.period import Period
from pejl.figures.algebra import Measure
from pejl.figures.counting.filters import NO_FILTERS, Filters
from pejl.store.engines import Engine

CellKey = tuple[str, ...]
"""A cell's values in the order of the request's `by`; () is the total."""

Number = int | Decimal | Fraction
M = TypeVar("M", bound=Measure)


NOT_YEAR_TO_DATE = "Budgettet er årets; det kan kun stilles over for perioder fra 1. januar."


class Lacking(Exception):  # noqa: N818 - not an error: the data do not know this
    """The data have no such number; `reason_da` says why."""

    def __init__(self, reason_da: str) -> None:
        super().__init__(reason_da)
        self.reason_da = reason_da


@dataclass
class Counted:
    """Numbers by (measure, period's place) and cell; a cell that is not there counted 0.

    `cells[i]` are the cells that exist for period i. `lacking` says why a measure has no numbers
    in a period; `absent` why a cell that is not there is unknown instead of 0; `everywhere` is
    one number for all cells.
    """

    numbers: dict[tuple[Measure, int], dict[CellKey, Number]] = field(default_factory=dict)
    cells: list[set[CellKey]] = field(default_factory=list)
    lacking: dict[tuple[Measure, int], str] = field(default_factory=dict)
    absent: dict[tuple[Measure, int], str] = field(default_factory=dict)
    everywhere: dict[tuple[Measure, int], Number] = field(default_factory=dict)

    def add_cells(self, cells: Iterable[CellKey]) -> None:
        """Cells that exist in every period."""
        found = set(cells)
        for one in self.cells:
            one.update(found)

    def number(self, measure: Measure, period: int, cell: CellKey) -> Number:
        """Raises Lacking where the data do not know."""
        reason = self.lacking.get((measure, period))
        if reason is not None:
            raise Lacking(reason)
        same = self.everywhere.get((measure, period))
        found = self.numbers.get((measure, period), {}).get(cell, same)
        if found is None and (measure, period) in self.absent:
            raise Lacking(self.absent[measure, period])
        return 0 if found is None else found


@dataclass(frozen=True)
class Ask:
    """What one family is asked: measures by cells, for several periods at once."""

    measures: tuple[Measure, ...]
    by: tuple[str, ...]
    periods: tuple[Period, ...]
    filters: Filters = NO_FILTERS

    def measures_of_type(self, type_: type[M]) -> tuple[M, ...]:
        """The measures, which are all of this type: a family is never asked for another's."""
        found = tuple(one for one in self.measures if isinstance(one, type_))
        if len(found) < len(self.measures):
            raise TypeError(f"not of this family: {set(self.measures) - set(found)}")
        return found


class Family(Protocol):
    def __call__(self, engine: Engine, ask: Ask) -> Counted: ...


def only_cells(
    numbers: Mapping[tuple[Measure, int], dict[CellKey, Number]], periods: Sequence[Period]
) -> list[set[CellKey]]:
    """The cells the numbers name, by period."""
    found: list[set[CellKey]] = [set() for _ in periods]
    for (_, period), cells in numbers.items():
        found[period] |= set(cells)
    return found
