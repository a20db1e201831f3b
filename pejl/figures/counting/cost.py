"""Measures on postings: kroner and citizens in a window of booking dates.

Few days have postings (months are booked on their last), so the spans are joined to the distinct
booking days first, and the postings to those by equality.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import ibis

from pejl.base.period import Period
from pejl.figures.algebra import CostMeasure, Measure, Posted, PostedCitizens, Postings, Window
from pejl.figures.counting.cells import add_cells
from pejl.figures.counting.counted import Ask, Counted
from pejl.figures.counting.filters import Shape, kept
from pejl.figures.counting.spans import NAME, bounds, span_table, spans_of
from pejl.figures.dimensions import AGE, age_band
from pejl.store.engines import EARLIER, Engine, TableNamed


@dataclass(frozen=True)
class CostQuestion:
    """The measures of one delivery and window, by cell, for every span."""

    measures: tuple[CostMeasure, ...]
    over: Window
    by: tuple[str, ...]
    stored: Shape = ()
    age: Shape = ()
    prefix: str = ""
    span_name: str = NAME

    def expression(self, table: TableNamed) -> Any:
        joined = self.joined(table)
        numbers = {
            f"m{place}": _number(measure, joined) for place, measure in enumerate(self.measures)
        }
        return joined.group_by("span", *self.by).agg(**numbers)

    def joined(self, table: TableNamed) -> Any:
        """A row a posting and span whose window it is booked in."""
        cost = kept(table(f"{self.prefix}spine_cost"), self.stored)
        spans = span_table(self.span_name)
        first, last = bounds(self.over, spans)
        days = cost.select(day=cost.booked_on).distinct()
        when = days.join(spans, [days.day >= first, days.day <= last])
        joined = cost.join(when, cost.booked_on == when.day)
        if AGE in self.by or self.age:
            joined = joined.mutate(**{AGE: age_band(joined.birth_date, joined.age_day)})
        return kept(joined, self.age)


def _number(measure: CostMeasure, at: Any) -> Any:
    counts = counts_in(measure.which, at)
    if isinstance(measure, PostedCitizens):
        return at.citizen.nunique(where=counts)
    return at.amount.sum(where=counts)


def counts_in(which: Postings, at: Any) -> Any:
    """Whether a joined row counts."""
    if which is Postings.WITH_CITIZEN:
        return at.citizen.notnull()
    if which is Postings.WITHOUT_CITIZEN:
        return at.citizen.isnull()
    if which is Postings.EARLIER_YEARS:
        earlier = ibis.coalesce(at.service_month.year() < at.booked_on.year(), ibis.literal(False))
        return earlier & at.citizen.notnull()
    # A regulation downwards lessens an expense; only what else is negative is income.
    income = (at.amount < 0) & ~ibis.coalesce(at.kind == "regulation", ibis.literal(False))
    if which is Postings.INCOME:
        return income
    if which is Postings.EXPENSE:
        return ~income
    return ibis.literal(True)


def count_cost(engine: Engine, ask: Ask) -> Counted:
    counted = Counted(cells=[set() for _ in ask.periods])
    groups: dict[tuple[Window, bool], list[CostMeasure]] = {}
    for measure in ask.measures_of_type(CostMeasure):
        before = isinstance(measure, Posted) and measure.known_before
        groups.setdefault((measure.over, before), []).append(measure)
    for (over, before), measures in groups.items():
        _answer(engine, ask, measures, counted, over=over, before=before)
    return counted


def _answer(
    engine: Engine,
    ask: Ask,
    measures: Sequence[CostMeasure],
    counted: Counted,
    *,
    over: Window,
    before: bool,
) -> None:
    periods = dict(enumerate(ask.periods))
    if before:
        if engine.facts.earlier_day is None:
            for measure in measures:
                for place in periods:
                    counted.lacking[measure, place] = NOTHING_BEFORE
            return
        periods = periods_known_before(engine.facts.earlier_day, ask.periods)
    question = CostQuestion(
        tuple(measures),
        over,
        ask.by,
        ask.filters.stored,
        ask.filters.age,
        EARLIER if before else "",
    )
    places = list(periods)
    # Ages are told on the period's own last day, also where the delivery before ended sooner.
    spans = spans_of(tuple(periods.values()), [ask.periods[place].end for place in places])
    width = 1 + len(ask.by)
    for row in engine.ask(question, {NAME: spans.input(), **ask.filters.input()}) if places else ():
        if row[0] >= len(places):
            continue
        place, cell = places[row[0]], row[1:width]
        counted.cells[place].add(cell)
        for measure, number in zip(measures, row[width:], strict=True):
            key: tuple[Measure, int] = (measure, place)
            counted.numbers.setdefault(key, {})[cell] = (
                int(number) if isinstance(measure, PostedCitizens) else Decimal(number or 0)
            )
    add_cells(counted, engine, f"{question.prefix}spine_cost", ask)


NOTHING_BEFORE = "Der er ingen tidligere leverance at sammenligne med."


def periods_known_before(day: date, periods: Sequence[Period]) -> dict[int, Period]:
    """The year to date of each period as the delivery of `day` could tell it, by place. A year
    that had not begun by then has none: nothing was posted in it."""
    known = {}
    for place, period in enumerate(periods):
        year_start = date(period.end.year, 1, 1)
        if year_start <= day:
            known[place] = Period(year_start, min(period.end, day))
    return known
