"""Measures on spells: days, citizens, movements. One query a population and gap rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction

from pejl.figures.algebra import (
    ActivityMeasure,
    Measure,
    MovementMeasure,
    Population,
    Window,
    settled,
)
from pejl.figures.counting.cells import add_cells
from pejl.figures.counting.counted import Ask, CellKey, Counted, Number
from pejl.figures.counting.spans import NAME, Spans, spans_of
from pejl.figures.counting.spell_terms import ActivityQuestion, gap_of
from pejl.store.engines import Engine, Row


def count_activity(engine: Engine, ask: Ask) -> Counted:
    """Answers measures of any mix of populations and gap rules."""
    groups: dict[tuple[Population, int], list[ActivityMeasure]] = defaultdict(list)
    for measure in ask.measures_of_type(ActivityMeasure):
        groups[settled(measure.population), gap_of(measure)].append(measure)
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
        tuple(measures),
        population,
        ask.by,
        ask.filters.stored,
        ask.filters.age,
        scope=ask.filters.scope,
    )
    spans = spans_of(ask.periods)
    rows = engine.ask(question, {NAME: spans.input(), **ask.filters.input()})
    _collect(rows, question, spans, counted)
    add_cells(counted, engine, "spine_spell", ask, population)


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
