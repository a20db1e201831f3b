"""What every question shares: the period asked, its cells, and the shape of an answer.

A cell is there for every combination of dimension values that some row of the population has at
any time: 0 when nothing is in the period. Without dimensions there is always the one cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, TypeVar

from pejl.base.errors import UsageError
from pejl.base.period import Period
from pejl.base.tables import Value
from pejl.figures.request import FigureRequest
from tests.reference.places import Dims, Place
from tests.reference.world import World


@dataclass(frozen=True)
class Answer:
    """One cell's figure. A field that the data lack is None, as is a value that is undefined."""

    value: Value | None
    fields: Mapping[str, Value | None] = field(default_factory=dict)
    persons: int | None = None


Answers = dict[tuple[Period, Dims], Answer]
"""By the period as asked (not as clipped) and the cell's dimension values."""


class Placed(Protocol):
    @property
    def place(self) -> Place: ...


AnyRow = TypeVar("AnyRow", bound=Placed)


def counted_period(world: World, asked: Period) -> Period:
    """`P.end` is never later than the delivery's day; a period wholly after it has no answer."""
    if asked.start > world.delivery_day:
        raise UsageError("periode-efter-leverancen", "Perioden ligger efter leverancens dag.")
    return asked.clip(world.delivery_day)


def in_cells(
    rows: Iterable[AnyRow], request: FigureRequest, period: Period
) -> dict[Dims, list[AnyRow]]:
    """The rows that the filters let through, by cell."""
    cells: dict[Dims, list[AnyRow]] = {} if request.by else {frozenset(): []}
    for row in rows:
        if row.place.passes(request, period):
            cells.setdefault(row.place.dims(request.by, period), []).append(row)
    return cells


def day_numbers(first: date, last: date) -> range:
    """The days from the first to the last, both included; none when the last is before."""
    return range(first.toordinal(), last.toordinal() + 1)
