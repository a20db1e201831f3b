"""Measures on spells: days, citizens, movements. One query a population and gap rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import ibis

from pejl.figures.algebra import (
    ActivityMeasure,
    Citizens,
    Ended,
    Inflow,
    InternalMoves,
    Measure,
    MovementMeasure,
    Outflow,
    PersonDays,
    Population,
    ServiceDays,
    Spells,
    Started,
    Stock,
    Window,
    settled,
)
from pejl.figures.counting.cells import CellsQuestion, cells_of
from pejl.figures.counting.counted import Ask, CellKey, Counted, Number
from pejl.figures.counting.filters import Shape, kept
from pejl.figures.counting.ledger import (
    days_between,
    ledger,
    population_rows,
    with_facility_runs,
)
from pejl.figures.counting.spans import NAME, Spans, bounds, span_table, spans_of
from pejl.figures.dimensions import AGE, age_band
from pejl.store.engines import Engine, Row, TableNamed

GROUPED = (PersonDays, Citizens, Inflow, Outflow, Stock, InternalMoves)
"""Measures that need the ledger's order; the others look at each spell alone."""


@dataclass(frozen=True)
class ActivityQuestion:
    """The measures of one population and gap rule, by cell, for every span."""

    measures: tuple[ActivityMeasure, ...]
    population: Population
    by: tuple[str, ...]
    stored: Shape = ()
    age: Shape = ()

    @property
    def by_age(self) -> bool:
        return AGE in self.by

    def expression(self, table: TableNamed) -> Any:
        rows = self._rows(table)
        spans = span_table()
        if self.by_age or self.age:
            # Every row stays in every span, so that a cell with nothing in it is still there.
            joined = rows.cross_join(spans)
            joined = joined.mutate(**{AGE: age_band(joined.birth_date, joined.age_day)})
            joined = kept(joined, self.age)
        else:
            joined = rows.join(spans, self._touches(rows, spans))
        numbers = {
            f"m{place}": _number(measure, joined) for place, measure in enumerate(self.measures)
        }
        return joined.group_by("span", *self.by).agg(**numbers)

    def _rows(self, table: TableNamed) -> Any:
        spells = kept(population_rows(table("spine_spell"), self.population), self.stored)
        cell = tuple(name for name in self.by if name != AGE)
        if any(isinstance(one, GROUPED) for one in self.measures):
            spells = ledger(spells, cell)
        if any(isinstance(one, InternalMoves) for one in self.measures):
            spells = with_facility_runs(spells, cell)
        if any(isinstance(one, Outflow) and one.reason != "all" for one in self.measures):
            ending = table("spine_ending").select(
                ended_citizen="citizen",
                ended_on="end_day",
                ended_died="died",
                after_here=f"after_{self.population.value}",
                after_anywhere="after_either",
            )
            spells = spells.left_join(
                ending,
                [spells.citizen == ending.ended_citizen, spells.cum_end == ending.ended_on],
            )
        return spells

    def _touches(self, rows: Any, spans: Any) -> list[Any]:
        """Rows that can count in a span: none that is over before any of its windows begins, and
        none that begins after they end."""
        ahead = any(one.over is Window.WHOLE_YEAR for one in self.measures)
        back = any(one.over in (Window.WHOLE_YEAR, Window.YEAR_TO_DATE) for one in self.measures)
        first = ibis.least(spans.year_start, spans.day_before) if back else spans.day_before
        conditions = [rows.start_day <= (spans.year_end if ahead else spans.span_end)]
        if not any(isinstance(one, MovementMeasure) for one in self.measures):
            return [*conditions, rows.end_day >= first]
        gap = max(_gap(one) for one in self.measures)
        bridged = days_between(rows.next_start, rows.cum_end) <= 1 + gap
        return [*conditions, (rows.cum_end >= first) | ((rows.next_start >= first) & bridged)]


def _gap(measure: ActivityMeasure) -> int:
    return settled(measure.gap_days) if isinstance(measure, MovementMeasure) else 0


def _number(measure: ActivityMeasure, at: Any) -> Any:
    """The measure as a sum over the joined rows."""
    first, last = bounds(measure.over, at)
    if isinstance(measure, PersonDays):
        # Only the days after all earlier spells of the citizen in the cell are new.
        start = ibis.greatest(at.start_day, first)
        taken = ibis.greatest(days_between(at.prev_end, start) + 1, 0)
        days = days_between(ibis.least(at.end_day, last), start) + 1
        return ibis.greatest(days - taken, 0).sum()
    if isinstance(measure, ServiceDays):
        start = ibis.greatest(at.start_day, first)
        days = days_between(ibis.least(at.end_day, last), start) + 1
        return ibis.greatest(days, 0).sum()
    return _condition(measure, at, first, last).ifelse(1, 0).sum()


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
    gap = _gap(measure)
    if isinstance(measure, Inflow):
        begins = days_between(at.start_day, at.prev_end) > 1 + gap
        return begins & at.start_day.between(first, last)
    if isinstance(measure, Outflow):
        ends = days_between(at.next_start, at.cum_end) > 1 + gap
        # The day after the last is in the window: the last is a day before it.
        left = ends & (at.cum_end >= at.day_before) & (at.cum_end < last)
        return left & _left_because(measure, at) if measure.reason != "all" else left
    if isinstance(measure, Stock):
        latest = (at.start_day <= first) & (at.next_start > first)
        bridged = days_between(at.next_start, at.cum_end) <= 1 + gap
        return latest & ((at.cum_end >= first) | bridged)
    if isinstance(measure, InternalMoves):
        arrives = days_between(at.start_day, at.there_end) > 1 + gap
        stays = days_between(at.start_day, at.day_prev_end) <= 1 + gap
        return arrives & stays & at.start_day.between(first, last)
    raise TypeError(f"no way to count {measure!r}")


def _left_because(measure: Outflow, at: Any) -> Any:
    died, here, anywhere = (at.ended_died == 1), (at.after_here == 1), (at.after_anywhere == 1)
    return {
        "died": died,
        "transferred": ~died & here,
        "moved": ~died & ~here & anywhere,
        "ended": ~died & ~here & ~anywhere,
    }[measure.reason]


def count_activity(engine: Engine, ask: Ask) -> Counted:
    """Answers measures of any mix of populations and gap rules."""
    groups: dict[tuple[Population, int], list[ActivityMeasure]] = defaultdict(list)
    for measure in ask.measures_of_type(ActivityMeasure):
        groups[settled(measure.population), _gap(measure)].append(measure)
    for (population, gap), measures in list(groups.items()):
        # Measures without a gap rule of their own go with any query of their population.
        if gap == 0 and not any(isinstance(one, MovementMeasure) for one in measures):
            others = [key for key in groups if key[0] == population and key[1] != 0]
            if others:
                groups[others[0]] += groups.pop((population, gap))
    counted = Counted(cells=[set() for _ in ask.periods])
    for (population, _), measures in groups.items():
        _answer(engine, ask, population, measures, counted)
    return counted


def _answer(
    engine: Engine,
    ask: Ask,
    population: Population,
    measures: Iterable[ActivityMeasure],
    counted: Counted,
) -> None:
    question = ActivityQuestion(
        tuple(measures), population, ask.by, ask.filters.stored, ask.filters.age
    )
    spans = spans_of(ask.periods)
    rows = engine.ask(question, {NAME: spans.input(), **ask.filters.input()})
    _collect(rows, question, spans, counted)
    if question.by_age:
        for row in rows:
            if row[0] < len(ask.periods):
                counted.cells[row[0]].add(row[1 : 1 + len(ask.by)])
    else:
        cells = cells_of(
            engine,
            CellsQuestion("spine_spell", ask.by, ask.filters.stored, population=population),
            ask.filters,
        )
        counted.add_cells(cells)


def _collect(rows: list[Row], question: ActivityQuestion, spans: Spans, counted: Counted) -> None:
    width = 1 + len(question.by)
    by_span: dict[tuple[int, CellKey], Row] = {(row[0], row[1:width]): row[width:] for row in rows}
    cells = {cell for _, cell in by_span}
    for place, measure in enumerate(question.measures):
        for period, years in enumerate(spans.years):
            numbers: dict[CellKey, Number] = {}
            for cell in cells:
                found = (
                    _per_year(by_span, cell, place, years)
                    if measure.over is Window.EACH_YEAR
                    else _whole(by_span.get((period, cell)), place)
                )
                if found:
                    numbers[cell] = found
            key: tuple[Measure, int] = (measure, period)
            counted.numbers[key] = numbers


def _whole(row: Row | None, place: int) -> int:
    return int(row[place]) if row else 0


def _per_year(
    by_span: dict[tuple[int, CellKey], Row],
    cell: CellKey,
    place: int,
    years: tuple[tuple[int, int], ...],
) -> Fraction:
    """Each year's days over that year's length, summed: exact."""
    return sum(
        (Fraction(_whole(by_span.get((span, cell)), place), length) for span, length in years),
        Fraction(0),
    )
