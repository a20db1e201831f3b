"""What was posted, and the year's budget.

A posting without amount or booking date is in no figure. The budget knows function and year only:
beside any other dimension or filter it is lacking, and it is lacking unless the period runs from
1 January. A year or function with no budget row has no budget; that is not a budget of 0. A row
whose revised budget is not said leaves the sum unknown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pejl.base.period import Period
from pejl.base.tables import UNKNOWN_LABEL
from pejl.figures.request import FigureRequest, RowFilter
from tests.reference.places import Place, place_of_posting
from tests.reference.world import Row, World, said


@dataclass(frozen=True, eq=False)
class Posted:
    """One posting: kroner, expense plus and income minus. `citizen` None is collective cost."""

    row: Row
    citizen: str | None
    booked_on: date
    amount: Decimal
    place: Place


@dataclass(frozen=True, eq=False)
class BudgetLine:
    year: int
    revised: Decimal | None
    place: Place


def postings(world: World) -> list[Posted]:
    return [
        Posted(
            row,
            said(row, "citizen"),
            row["booked_on"],
            row["amount"],
            place_of_posting(world, row),
        )
        for row in world.rows("posting")
        if said(row, "booked_on") is not None and said(row, "amount") is not None
    ]


def booked_in(found: Iterable[Posted], period: Period) -> list[Posted]:
    return [one for one in found if period.start <= one.booked_on <= period.end]


def kroner(found: Iterable[Posted]) -> Decimal:
    return sum((one.amount for one in found), Decimal(0))


def citizens(found: Iterable[Posted]) -> int:
    return len({one.citizen for one in found if one.citizen is not None})


def budget_lines(world: World, request: FigureRequest) -> list[BudgetLine]:
    """The budget, where the question is one that it can answer; else none."""
    if not knows_only_function(request):
        return []
    return [
        BudgetLine(
            row["year"],
            said(row, "revised"),
            Place({"function": said(row, "function_code") or UNKNOWN_LABEL}, None),
        )
        for row in world.rows("budget")
    ]


def knows_only_function(request: FigureRequest) -> bool:
    asked = set(request.by).union(*(_dimensions(one) for one in request.filters))
    return asked <= {"function"}


def _dimensions(one: RowFilter) -> set[str]:
    return {one.dimension}.union(*(_dimensions(other) for other in one.or_else))


def revised_budget(lines: list[BudgetLine], period: Period) -> Decimal | None:
    """The whole year's revised budget for a period that runs from the year's first day."""
    if not period.is_year_to_date:
        return None
    amounts = [line.revised for line in lines if line.year == period.end.year]
    if not amounts or None in amounts:
        return None
    return sum((amount for amount in amounts if amount is not None), Decimal(0))
