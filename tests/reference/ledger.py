"""What was posted, and the year's budget.

A posting without amount or booking date is in no figure. The budget knows function and year only:
beside any other dimension or filter it is lacking. A year or function with no budget row has no
budget; that is not a budget of 0. A row whose budget is not said leaves the sum unknown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from pejl.base.period import Period
from pejl.base.tables import UNKNOWN_LABEL
from pejl.figures.request import FigureRequest, RowFilter
from tests.reference.places import Place, place_of_posting
from tests.reference.world import Row, World, said


@dataclass(frozen=True, eq=False)
class Posted:
    """One posting: kroner, expense plus and income minus. `citizen` None is collective cost.

    `we_pay` is False for what refers to a grant, or to a commitment the case system has no grant
    for, that does not name us as payer.
    """

    row: Row
    citizen: str | None
    booked_on: date
    amount: Decimal
    place: Place
    we_pay: bool = True


@dataclass(frozen=True, eq=False)
class BudgetLine:
    row: Row
    place: Place


@lru_cache(maxsize=4)
def postings(world: World) -> list[Posted]:
    return [
        Posted(
            row,
            said(row, "citizen"),
            row["booked_on"],
            row["amount"],
            place_of_posting(world, row),
            _we_pay(world, row),
        )
        for row in world.rows("posting")
        if said(row, "booked_on") is not None and said(row, "amount") is not None
    ]


def _we_pay(world: World, posting: Row) -> bool:
    number = said(posting, "grant_id")
    behind = world.grant(number) or world.commitment(number)
    return behind is None or said(behind, "paying_municipality") == world.own_municipality


def booked_in(found: Iterable[Posted], period: Period) -> list[Posted]:
    return [one for one in found if period.start <= one.booked_on <= period.end]


def is_income(one: Posted) -> bool:
    """Below 0 and no regulation: a regulation downwards is less expense (I-10's definition)."""
    return one.amount < 0 and said(one.row, "kind") != "regulation"


def kroner(found: Iterable[Posted]) -> Decimal:
    return sum((one.amount for one in found), Decimal(0))


def is_state_refund(one: Posted) -> bool:
    """The state's refund, dranst 2: never part of what we run for."""
    return bool(said(one.row, "kind") == "state_refund")


def operating(found: Iterable[Posted]) -> list[Posted]:
    return [one for one in found if not is_state_refund(one)]


def citizens(found: Iterable[Posted]) -> int:
    return len({one.citizen for one in found if one.citizen is not None})


def budget_lines(world: World, request: FigureRequest) -> list[BudgetLine]:
    """The budget, where the question is one that it can answer; else none."""
    if not knows_only_function(request):
        return []
    return [
        BudgetLine(
            row,
            Place({"function": said(row, "function_code") or UNKNOWN_LABEL}, None),
        )
        for row in world.rows("budget")
    ]


def knows_only_function(request: FigureRequest) -> bool:
    asked = set(request.by).union(*(_dimensions(one) for one in request.narrowed_by))
    return asked <= {"function"}


def _dimensions(one: RowFilter) -> set[str]:
    return {one.dimension}.union(*(_dimensions(other) for other in one.or_else))


def budget_of(lines: list[BudgetLine], year: int, version: str = "revised") -> Decimal | None:
    """The whole year's budget, `revised` or `original`."""
    amounts = [said(line.row, version) for line in lines if line.row["year"] == year]
    if not amounts or None in amounts:
        return None
    return sum(amounts, Decimal(0))


def share(part: Decimal | None, whole: Decimal | None) -> Fraction | None:
    """Part of a whole; unknown when either is, or when the whole is 0."""
    return Fraction(part) / Fraction(whole) if part is not None and whole else None
