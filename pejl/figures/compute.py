"""From a request to figures: (indicator, periods, dimensions, as of, filters) -> FigureTable.

Each family of measures is asked once for all periods; cells and totals are counted, never summed.
The period never reaches past the delivery's day: what was not known cannot be told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from pejl.base.errors import ConsistencyError, UsageError
from pejl.base.period import Period, danish_date, days_in_year, month_end, shift_months
from pejl.base.tables import UNKNOWN_LABEL, Cell, FigureTable, TableFacts, Value
from pejl.figures.algebra import InComparison, Measure, Node, SumOver, YearsBack, walk
from pejl.figures.counting.counted import Ask, CellKey, Counted, Lacking
from pejl.figures.counting.families import FAMILIES
from pejl.figures.counting.filters import Filters, filters_of_request
from pejl.figures.definition import Indicator, resolved
from pejl.figures.evaluate import Answers, Place, measures_of
from pejl.figures.registry import indicator_named
from pejl.figures.request import DIMENSIONS, FigureRequest, RowFilter
from pejl.store.engines import Engine, Warehouse

VALUE = "value"
PERSONS = "persons"


def compute(source: Engine | Warehouse, request: FigureRequest) -> FigureTable:
    """The figures asked for. Without `by` one cell a period; with it one for every combination of
    values that exists at any time, 0 where it had nothing.

    Raises UsageError for an unknown indicator, option, dimension or a period wholly after the
    delivery, ConsistencyError when a balance does not hold.
    """
    engine = engine_of(source, request.as_of)
    indicator = indicator_named(request.indicator)
    options = indicator.option_values(request.options)
    check_dimensions(indicator, request.by, request.narrowed_by)
    periods = tuple(clipped(one, engine.facts.delivery_day) for one in request.periods)
    filters = filters_of_request(request)
    cells: tuple[Cell, ...] = ()
    if not filters.nothing:
        work = Work(engine, indicator, options, request.by, filters)
        cells = work.cells(request.periods, periods)
    facts = TableFacts(
        indicator=indicator.id,
        by=request.by,
        options=options,
        delivery_day=engine.facts.delivery_day,
        version=engine.facts.version,
        notes=(*indicator.notes_da, *_clip_notes(request.periods, periods)),
    )
    return FigureTable(facts, cells)


def engine_of(source: Engine | Warehouse, as_of: date | None) -> Engine:
    if isinstance(source, Warehouse):
        return source.engine(source.snapshot(as_of))
    return source


def check_dimensions(
    indicator: Indicator, by: Sequence[str], filters: Sequence[RowFilter] = ()
) -> None:
    """Raises UsageError for a dimension the indicator's data lack, with the reason."""
    for name in [*by, *(one.dimension for one in filters)]:
        if name in DIMENSIONS and name not in indicator.dimensions:
            reason = indicator.lacks.get(name, "Data kender den ikke.")
            raise UsageError(
                "dimension-mangler",
                f"{indicator.id} kan ikke deles på {DIMENSIONS[name].label_da.lower()}. {reason}",
                next_step=f"Vælg blandt: {', '.join(indicator.dimensions)}.",
            )


def clipped(period: Period, delivery_day: date) -> Period:
    """The part of the period that the delivery can know."""
    if period.start > delivery_day:
        raise UsageError(
            "periode-efter-leverance",
            f"Perioden {period.label_da} ligger efter leverancen ({danish_date(delivery_day)}).",
            next_step="Vælg en tidligere periode, eller indlæs en nyere leverance.",
        )
    return period.clip(delivery_day)


def _clip_notes(asked: Sequence[Period], told: Sequence[Period]) -> tuple[str, ...]:
    cut = [one for whole, one in zip(asked, told, strict=True) if whole != one]
    if not cut:
        return ()
    return (f"Opgjort til og med leverancens dag, {danish_date(cut[0].end)}.",)


@dataclass
class Work:
    """One request's formulas, and what has been counted for them."""

    engine: Engine
    indicator: Indicator
    options: Mapping[str, str]
    by: tuple[str, ...]
    filters: Filters

    def formulas(self) -> dict[str, Node]:
        found = {VALUE: self.indicator.value}
        found |= {field.name: field.formula for field in self.indicator.fields}
        if self.indicator.persons is not None:
            found[PERSONS] = self.indicator.persons
        return {name: resolved(node, self.options) for name, node in found.items()}

    def cells(self, asked: Sequence[Period], periods: Sequence[Period]) -> tuple[Cell, ...]:
        """Every cell of every period; `asked` are the periods as they were written."""
        formulas = self.formulas()
        partners = self._partners(formulas, periods)
        back = _years_back(formulas, periods)
        earlier = [one for partner in back.values() for one in partner]
        counted = self._count(formulas, (*periods, *partners, *earlier))
        answers = Answers(lambda measure, by: counted[measure.family, by])
        made = []
        for number, (written, period) in enumerate(zip(asked, periods, strict=True)):
            partner = len(periods) + number
            beside = (partners[number], partner) if partners else None
            numbers = [number, partner] if partners else [number]
            first = len(periods) + len(partners)
            years = {
                key: (found[number], first + group * len(periods) + number)
                for group, (key, found) in enumerate(back.items())
            }
            for cell in self._cell_keys(counted, numbers):
                place = Place(self.by, cell, period, number, beside, years)
                made.append(self._cell(formulas, answers, place, written))
        return tuple(made)

    def _partners(self, formulas: Mapping[str, Node], periods: Sequence[Period]) -> list[Period]:
        if not any(
            isinstance(one, InComparison) for root in formulas.values() for one in walk(root)
        ):
            return []
        return [comparison_period(one, self.options["comparison"]) for one in periods]

    def _count(
        self, formulas: Mapping[str, Node], periods: tuple[Period, ...]
    ) -> dict[tuple[str, tuple[str, ...]], Counted]:
        wanted: dict[tuple[str, tuple[str, ...]], dict[Measure, None]] = {}
        for root in formulas.values():
            for by, measure in _asked_by(root, self.by):
                wanted.setdefault((measure.family, by), {})[measure] = None
        return {
            (family, by): FAMILIES[family](  # type: ignore[index]
                self.engine, Ask(tuple(measures), by, periods, self.filters)
            )
            for (family, by), measures in wanted.items()
        }

    def _cell_keys(
        self, counted: Mapping[tuple[str, tuple[str, ...]], Counted], numbers: Sequence[int]
    ) -> list[CellKey]:
        if not self.by:
            return [()]
        found: set[CellKey] = set()
        for (_, by), answer in counted.items():
            if by == self.by:
                found.update(*(answer.cells[number] for number in numbers))
        return sorted(found, key=_reading_order)

    def _cell(
        self, formulas: Mapping[str, Node], answers: Answers, place: Place, written: Period
    ) -> Cell:
        numbers: dict[str, Value | None] = {}
        lacking: dict[str, str] = {}
        for name, node in formulas.items():
            try:
                numbers[name] = answers.value(node, place)
            except Lacking as reason:
                numbers[name] = None
                lacking[name] = reason.reason_da
        self._check_balance(numbers, place)
        persons = numbers.pop(PERSONS, None)
        return Cell(
            period=written,
            dims=dict(zip(self.by, place.cell, strict=True)),
            value=numbers.pop(VALUE),
            fields=numbers,
            persons=None if persons is None else int(persons),
            lacking=lacking,
        )

    def _check_balance(self, numbers: Mapping[str, Value | None], place: Place) -> None:
        parts = [(numbers[name], sign) for name, sign in self.indicator.balance]
        known = [sign * Fraction(number) for number, sign in parts if number is not None]
        if parts and len(known) == len(parts) and sum(known) != 0:
            raise ConsistencyError(
                "balance",
                f"{self.indicator.id} stemmer ikke for {place.period.label_da}: "
                f"{' + '.join(name for name, _ in self.indicator.balance)} skulle gå op.",
                next_step="Meld det til den BI-ansvarlige; tallet vises ikke, før det er rettet.",
            )


def _years_back(
    formulas: Mapping[str, Node], periods: Sequence[Period]
) -> dict[tuple[int, bool], list[Period]]:
    """The earlier years each period is held against, by years back and whether whole."""
    asked = {
        (one.years, one.whole): [years_back(period, one.years, one.whole) for period in periods]
        for root in formulas.values()
        for one in walk(root)
        if isinstance(one, YearsBack)
    }
    return dict(sorted(asked.items()))


def years_back(period: Period, years: int, whole: bool) -> Period:
    """From 1 January so many years before, to the same day, the month's last for a month's last."""
    year = period.end.year - years
    if whole:
        return Period(date(year, 1, 1), date(year, 12, 31))
    same_month = month_end(date(year, period.end.month, 1))
    if period.end == month_end(period.end):
        return Period(date(year, 1, 1), same_month)
    return Period(date(year, 1, 1), date(year, period.end.month, period.end.day))


def _asked_by(node: Node, by: tuple[str, ...]) -> list[tuple[tuple[str, ...], Measure]]:
    """Each measure with the dimensions it is needed by."""
    if isinstance(node, SumOver):
        finer = by if node.dimension in by else (*by, node.dimension)
        return _asked_by(node.node, finer)
    if isinstance(node, Measure) or not list(node.parts()):
        return [(by, one) for one in measures_of(node)]
    if not any(isinstance(one, SumOver) for one in walk(node)):
        return [(by, one) for one in measures_of(node)]
    return [found for part in node.parts() for found in _asked_by(part, by)]


def _reading_order(cell: CellKey) -> tuple[tuple[bool, list[tuple[int, str]]], ...]:
    """Numbers inside texts by size (§ 85 before § 107); what is not known last."""
    return tuple(
        (
            value == UNKNOWN_LABEL,
            [
                (int(part), "") if part.isdecimal() else (-1, part)
                for part in re.split(r"(\d+)", value)
            ],
        )
        for value in cell
    )


COMPARISONS = {"year_before": "Samme periode året før", "period_before": "Perioden før"}


def comparison_period(period: Period, comparison: str) -> Period:
    """The period a change is told from; for one cut at the delivery's day, a partner as long."""
    whole_months = period.start.day == 1 and period.end == month_end(period.end)
    if comparison == "year_before":
        if whole_months:
            return shift_months(period, -12)
        return Period(_year_before(period.start), _year_before(period.end))
    if whole_months:
        return shift_months(period, -sum(1 for _ in period.months()))
    last = period.start - timedelta(days=1)
    return Period(last - timedelta(days=period.days - 1), last)


def _year_before(day: date) -> date:
    leap_day = (day.month, day.day) == (2, 29)
    if leap_day and days_in_year(day.year - 1) == 365:
        return date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)


def split_period(period: Period, time_slice: str) -> tuple[Period, ...]:
    """The months, quarters or years a period touches, cut at its own ends (`--by month`)."""
    groups: dict[tuple[int, int], Period] = {}
    for month in period.months():
        year, index = month.start.year, month.start.month - 1
        key = {"month": (year, index), "quarter": (year, index // 3), "year": (year, 0)}[time_slice]
        known = groups.get(key)
        groups[key] = replace(known, end=month.end) if known else month
    return tuple(groups.values())
