"""I-14 Price and volume: `cost - cost_before = volume + price + mix`.

Volume is the change in full-year persons at the unit cost before; price is, paragraph by paragraph
in the cell, what it costs now beyond what its persons now would have cost before; mix is the rest.
A paragraph with no persons before has no price before: it is mix. A cell with no persons before is
not split.

Chosen where the definition leaves it open:

* The comparison is with the period as counted (cut at the delivery's day), a year before or right
  before it. Whole months stay whole months; otherwise the same day of the year before (28 February
  for the 29th), or as many days before.
* The age of the comparison is told on the comparison's own last day, so that `cost_before` is what
  I-12 answers when asked for that period.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from pejl.base.period import Period, month_end, shift_months
from pejl.figures.request import FigureRequest
from tests.reference.asking import Answer, Answers, counted_period
from tests.reference.places import Dims
from tests.reference.unit_cost import Costs, costs_by_cell
from tests.reference.world import World


@dataclass(frozen=True)
class Both:
    """The same cell now and before."""

    now: Costs
    before: Costs

    @property
    def change(self) -> Decimal:
        return self.now.cost - self.before.cost

    @property
    def volume(self) -> Fraction | None:
        price_before = self.before.per_person
        if price_before is None:
            return None
        return (self.now.full_year_persons - self.before.full_year_persons) * price_before

    @property
    def dearer(self) -> Fraction:
        """What it costs now beyond what the persons now would have cost before."""
        price_before = self.before.per_person
        if price_before is None:
            return Fraction(0)
        return Fraction(self.now.cost) - price_before * self.now.full_year_persons


def answer(world: World, request: FigureRequest) -> Answers:
    answers: Answers = {}
    for asked in request.periods:
        period = counted_period(world, asked)
        within = _by_paragraph(world, request, period)
        for dims, both in _both(world, request, period).items():
            answers[asked, dims] = _of_cell(both, within.get(dims, []))
    return answers


def _by_paragraph(world: World, request: FigureRequest, period: Period) -> dict[Dims, list[Both]]:
    """Each cell's paragraphs, one by one."""
    by = request.by if "paragraph" in request.by else (*request.by, "paragraph")
    cells: dict[Dims, list[Both]] = {}
    for place, both in _both(world, replace(request, by=by), period).items():
        dims = frozenset((name, value) for name, value in place if name in request.by)
        cells.setdefault(dims, []).append(both)
    return cells


def _of_cell(both: Both, paragraphs: Iterable[Both]) -> Answer:
    volume, price, mix = both.volume, None, None
    if volume is not None:
        price = sum((one.dearer for one in paragraphs), Fraction(0))
        mix = Fraction(both.change) - volume - price
    return Answer(
        value=both.change,
        fields={
            "volume": volume,
            "price": price,
            "mix": mix,
            "cost": both.now.cost,
            "cost_before": both.before.cost,
            "full_year_persons": both.now.full_year_persons,
            "full_year_persons_before": both.before.full_year_persons,
        },
        persons=both.now.persons,
    )


def _both(world: World, request: FigureRequest, period: Period) -> dict[Dims, Both]:
    earlier = compared_with(period, request.options.get("comparison", "year_before"))
    now, before = (costs_by_cell(world, request, one) for one in (period, earlier))
    return {
        dims: Both(
            now.get(dims, Costs([], [], period)),
            before.get(dims, Costs([], [], earlier)),
        )
        for dims in now.keys() | before.keys()
    }


def compared_with(period: Period, comparison: str) -> Period:
    whole_months = period.start.day == 1 and period.end == month_end(period.end)
    if comparison == "year_before":
        if whole_months:
            return shift_months(period, -12)
        return Period(_year_before(period.start), _year_before(period.end))
    assert comparison == "period_before", comparison
    if whole_months:
        return shift_months(period, -sum(1 for _ in period.months()))
    last = period.start - timedelta(days=1)
    return Period(last - timedelta(days=period.days - 1), last)


def _year_before(day: date) -> date:
    last = calendar.monthrange(day.year - 1, day.month)[1]
    return day.replace(year=day.year - 1, day=min(day.day, last))
