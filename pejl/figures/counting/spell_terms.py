"""The question behind measures on spells, and what each spell adds to a measure."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from typing import Any

import ibis

from pejl.figures.algebra import (
    ActivityMeasure,
    Citizens,
    Ended,
    Inflow,
    InternalMoves,
    MovementMeasure,
    Outflow,
    PersonDays,
    Population,
    Present,
    ServiceDays,
    Spells,
    Started,
    Stock,
    Window,
    settled,
)
from pejl.figures.counting.filters import Shape, kept
from pejl.figures.counting.spans import NAME, bounds, span_table
from pejl.figures.dimensions import AGE, age_band
from pejl.figures.spine.ledger import (
    PREPARED,
    PREPARED_FOR,
    days_between,
    ledger,
    population_rows,
    with_endings,
    with_facility_runs,
)
from pejl.figures.spine.spells import endings_among
from pejl.store.engines import TableNamed

GROUPED = (PersonDays, Citizens, MovementMeasure)
"""Measures that need the ledger's order; the others look at each spell alone."""


@dataclass(frozen=True)
class ActivityQuestion:
    """The measures of one population and gap rule, by cell, for every span."""

    measures: tuple[ActivityMeasure, ...]
    population: Population
    by: tuple[str, ...]
    stored: Shape = ()
    age: Shape = ()
    span_name: str = NAME
    scope: Shape = ()

    def expression(self, table: TableNamed) -> Any:
        joined = self.joined(table)
        numbers = {f"m{place}": term(one, joined).sum() for place, one in enumerate(self.measures)}
        return joined.group_by("span", *self.by).agg(**numbers)

    def joined(self, table: TableNamed) -> Any:
        """A row a spell and span in which it can count, with all that the measures ask about."""
        rows = self._rows(table)
        spans = span_table(self.span_name)
        joined = rows.join(spans, self._touches(rows, spans))
        if AGE in self.by or self.age:
            joined = joined.mutate(**{AGE: age_band(joined.birth_date, joined.age_day)})
        return kept(joined, self.age)

    def _rows(self, table: TableNamed) -> Any:
        cell = tuple(name for name in self.by if name != AGE)
        if not self.stored and self.population is PREPARED_FOR and cell in PREPARED:
            return table(PREPARED[cell])
        spells = kept(population_rows(table("spine_spell"), self.population), self.stored)
        if any(isinstance(one, GROUPED) for one in self.measures):
            spells = ledger(spells, cell)
        if any(isinstance(one, InternalMoves) for one in self.measures):
            spells = with_facility_runs(spells, cell)
        if any(isinstance(one, Outflow) and one.reason != "all" for one in self.measures):
            spells = with_endings(spells, cell, self._endings(table), self.population)
        return spells

    def _endings(self, table: TableNamed) -> Any:
        """Where one went is looked for in the scope only; within it also outside the filters."""
        if not self.scope:
            return table("spine_ending")
        return endings_among(kept(table("spine_spell"), self.scope))

    def _touches(self, rows: Any, spans: Any) -> list[Any]:
        """Rows that can count in a span: none that is over before any of its windows begins, and
        none that begins after they end."""
        ahead = any(one.over is Window.WHOLE_YEAR for one in self.measures)
        back = any(one.over in (Window.WHOLE_YEAR, Window.YEAR_TO_DATE) for one in self.measures)
        first = ibis.least(spans.year_start, spans.day_before) if back else spans.day_before
        conditions = [rows.start_day <= (spans.year_end if ahead else spans.span_end)]
        if not any(isinstance(one, MovementMeasure) for one in self.measures):
            return [*conditions, rows.end_day >= first]
        gap = max(gap_of(one) for one in self.measures)
        bridged = days_between(rows.next_start, rows.cum_end) <= 1 + gap
        return [*conditions, (rows.cum_end >= first) | ((rows.next_start >= first) & bridged)]


def gap_of(measure: ActivityMeasure) -> int:
    return settled(measure.gap_days) if isinstance(measure, MovementMeasure) else 0


def term(measure: ActivityMeasure, at: Any) -> Any:
    """What one joined row adds to the measure: every measure is a sum over spells."""
    first, last = bounds(measure.over, at)
    if isinstance(measure, PersonDays):
        # Only the days after all earlier spells of the citizen in the cell are new.
        start = ibis.greatest(at.start_day, first)
        taken = ibis.greatest(days_between(at.prev_end, start) + 1, 0)
        days = days_between(ibis.least(at.end_day, last), start) + 1
        return ibis.greatest(days - taken, 0)
    if isinstance(measure, ServiceDays):
        start = ibis.greatest(at.start_day, first)
        days = days_between(ibis.least(at.end_day, last), start) + 1
        return ibis.greatest(days, 0)
    return _condition(measure, at, first, last).ifelse(1, 0)


def _condition(measure: ActivityMeasure, at: Any, first: Any, last: Any) -> Any:
    active = (at.start_day <= last) & (at.end_day >= first)
    if isinstance(measure, Citizens):
        return active & (at.prev_end < first)
    if isinstance(measure, Spells):
        return active
    if isinstance(measure, Started):
        return at.start_day.between(first, last)
    if isinstance(measure, Ended):
        return at.end_day.between(first, last)
    return _movement(measure, at, first, last)


def _movement(measure: ActivityMeasure, at: Any, first: Any, last: Any) -> Any:
    gap = gap_of(measure)
    if isinstance(measure, Inflow):
        begins = days_between(at.start_day, at.prev_end) > 1 + gap
        return begins & at.start_day.between(first, last)
    if isinstance(measure, Outflow):
        ends = days_between(at.next_start, at.cum_end) > 1 + gap
        # The day after the last is in the window: the last is a day before it.
        left = ends & (at.cum_end >= at.day_before) & (at.cum_end < last)
        return left & _left_because(measure, at) if measure.reason != "all" else left
    if isinstance(measure, Stock):
        return _in_stock(at, first, gap)
    if isinstance(measure, Present):
        begins = days_between(at.start_day, at.prev_end) > 1 + gap
        comes = begins & at.start_day.between(at.span_start, last) & (at.prev_end < first)
        return comes | _in_stock(at, first, gap)
    if isinstance(measure, InternalMoves):
        begins = days_between(at.start_day, at.prev_end) > 1 + gap
        arrives = days_between(at.start_day, at.there_end) > 1 + gap
        return arrives & ~begins & at.start_day.between(first, last)
    raise TypeError(f"no way to count {measure!r}")


def _in_stock(at: Any, day: Any, gap: int) -> Any:
    """Whether the citizen is in the cell on a day: told once, by the latest spell begun by then."""
    latest = (at.start_day <= day) & (at.next_start > day)
    bridged = days_between(at.next_start, at.cum_end) <= 1 + gap
    return latest & ((at.cum_end >= day) | bridged)


def _left_because(measure: Outflow, at: Any) -> Any:
    """The first reason that fits."""
    reasons = {
        "died": at.left_died == 1,
        "moved": at.left_moved == 1,
        "transferred": at.left_here == 1,
        "turned_67": at.left_turned_67 == 1,
        "unknown": at.left_listed == 0,
        "ended": ibis.literal(True),
    }
    before = takewhile(lambda name: name != measure.reason, reasons)
    return ibis.and_(*(~reasons[name] for name in before), reasons[measure.reason])
