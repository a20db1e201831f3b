"""From a figure back to the rows it came from, and from a definition to the columns it reads.

A figure is a formula over measures, and a measure is a sum over rows. The rows are listed measure
by measure, each with what it adds; they must add up to what the figure was made of, or nothing is
shown. A citizen's overlapping grants count each day once: the one that began first adds the day,
the others only what they add to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from pejl.base.errors import ConsistencyError, UsageError
from pejl.base.period import Period
from pejl.figures.algebra import (
    CostMeasure,
    InComparison,
    Measure,
    Node,
    PerYear,
    Window,
    YearsBack,
    walk,
)
from pejl.figures.compute import check_dimensions, clipped, comparison_period
from pejl.figures.counting.commitments import Rests, kroner
from pejl.figures.counting.counted import Ask, Lacking, Number
from pejl.figures.counting.families import FAMILIES
from pejl.figures.counting.filters import Filters, filters_of_request
from pejl.figures.counting.rows import COLUMNS, COUNTED_IN_ROWS, RowsQuestion, Side
from pejl.figures.definition import Indicator, resolved
from pejl.figures.measure_names import in_oere, measure_name
from pejl.figures.registry import indicator_named
from pejl.figures.request import FigureRequest
from pejl.figures.spine.parts import NO_END
from pejl.store.engines import Engine, TableNamed


@dataclass(frozen=True)
class LineageRow:
    """One row of the delivery and what it adds to the measure, in the measure's unit.

    `last_day` None is open. `feed` and `line` are where it stands in the delivery.
    """

    kind: str
    row_id: str | None
    grant_id: str | None
    citizen: str | None
    paragraph: str | None
    facility: str | None
    first_day: date | None
    last_day: date | None
    contribution: int | Decimal
    feed: str
    line: int


@dataclass(frozen=True)
class LineagePart:
    """A measure the figure is made of, and a page of its rows. `total` is what all `count` rows
    add, which is the measure's number."""

    name_da: str
    unit: str
    period: Period
    count: int
    total: int | Decimal
    rows: tuple[LineageRow, ...]


@dataclass(frozen=True)
class LineageRows:
    """Everything behind one number of one cell."""

    indicator: str
    field: str
    period: Period
    parts: tuple[LineagePart, ...]

    @property
    def count(self) -> int:
        return sum(part.count for part in self.parts)


def rows_behind(
    engine: Engine,
    request: FigureRequest,
    *,
    field: str = "value",
    limit: int = 100,
    offset: int = 0,
) -> LineageRows:
    """The rows behind one number: `request` has one period and no `by`; filters name the cell.

    `limit` and `offset` page through each part's rows. Raises UsageError when the request is not
    one cell, ConsistencyError when the rows do not add up to the number.
    """
    if request.by or len(request.periods) != 1:
        raise UsageError(
            "sporet-er-een-celle",
            "Sporet vises for ét tal ad gangen.",
            next_step="Vælg én periode, og peg på linjen med fx --where 'paragraph=§ 107'.",
        )
    indicator = indicator_named(request.indicator)
    check_dimensions(indicator, (), request.narrowed_by)
    options = indicator.option_values(request.options)
    period = clipped(request.periods[0], engine.facts.delivery_day)
    filters = filters_of_request(request)
    parts: list[LineagePart] = []
    if not filters.nothing:
        formula = resolved(formula_of(indicator, field), options)
        for measure, in_comparison in row_measures(formula):
            days = comparison_period(period, options["comparison"]) if in_comparison else period
            part = _part(engine, measure, days, filters, (limit, offset))
            if part is not None:
                parts.append(part)
    return LineageRows(indicator.id, field, period, tuple(parts))


def formula_of(indicator: Indicator, field: str) -> Node:
    """The value's formula, or a field's. Raises UsageError naming the fields."""
    if field == "value":
        return indicator.value
    for one in indicator.fields:
        if one.name == field:
            return one.formula
    known = ", ".join(["value", *(one.name for one in indicator.fields)])
    raise UsageError(
        "felt-ukendt",
        f"{indicator.id} har ikke feltet »{field}«.",
        next_step=f"Vælg blandt: {known}.",
    )


def row_measures(formula: Node) -> list[tuple[Measure, bool]]:
    """The measures that have rows, each once, and whether it is the comparison period's."""
    return list(dict.fromkeys(_row_measures(formula, False)))


def _row_measures(node: Node, in_comparison: bool) -> Iterator[tuple[Measure, bool]]:
    if isinstance(node, PerYear):
        yield replace(node.measure, over=Window.PERIOD), in_comparison
    elif isinstance(node, YearsBack):
        return  # what earlier years are held up as; not what the figure is made of
    elif isinstance(node, COUNTED_IN_ROWS):
        yield node, in_comparison
    else:
        for part in node.parts():
            yield from _row_measures(part, in_comparison or isinstance(node, InComparison))


def side_of(engine: Engine, period: Period, *, beside: bool = False) -> Side:
    rests = Rests.of(engine, Ask((), (), (period,)))
    before = rests.before[0] if rests.before else None
    return Side(period, before if beside and before else rests.now[0], before, beside)


@dataclass(frozen=True)
class _Totals:
    rows: RowsQuestion

    def expression(self, table: TableNamed) -> Any:
        rows = self.rows.expression(table)
        return rows.aggregate(count=rows.count(), total=rows.contribution.sum())


@dataclass(frozen=True)
class _Page:
    rows: RowsQuestion
    limit: int
    offset: int

    def expression(self, table: TableNamed) -> Any:
        rows = self.rows.expression(table)
        ordered = rows.order_by("citizen", "first_day", "row_id", "feed", "line")
        return ordered.limit(self.limit, offset=self.offset)


def _part(
    engine: Engine, measure: Measure, period: Period, filters: Filters, page: tuple[int, int]
) -> LineagePart | None:
    """None where the data lack the measure."""
    try:
        wanted = _number(engine, measure, period, filters)
    except Lacking:
        return None
    question = RowsQuestion(measure, filters.stored, filters.age, scope=filters.scope)
    inputs = {**side_of(engine, period).inputs(measure), **filters.input()}
    ((count, summed),) = engine.ask(_Totals(question), inputs)
    total = in_unit(measure, int(summed or 0))
    if total != wanted:
        raise ConsistencyError(
            "spor-stemmer-ikke",
            f"Rækkerne bag tallet giver {total}, men tallet er {wanted}.",
            next_step="Meld det til den BI-ansvarlige med indikator og periode.",
        )
    rows = tuple(row_of(measure, row) for row in engine.ask(_Page(question, *page), inputs))
    name = measure_name(measure)
    return LineagePart(name.name_da, name.unit, period, count, total, rows)


def _number(engine: Engine, measure: Measure, period: Period, filters: Filters) -> Number:
    counted = FAMILIES[measure.family](engine, Ask((measure,), (), (period,), filters))
    return counted.number(measure, 0, ())


def in_unit(measure: Measure, contribution: int) -> int | Decimal:
    return kroner(contribution) if in_oere(measure) else contribution


def row_of(measure: Measure, row: tuple[Any, ...]) -> LineageRow:
    told = dict(zip(COLUMNS, row, strict=True))
    told["last_day"] = None if told["last_day"] == NO_END else told["last_day"]
    told["contribution"] = in_unit(measure, int(told["contribution"] or 0))
    return LineageRow(**told)


def source_fields(indicator: Indicator) -> dict[str, tuple[str, ...]]:
    """The canonical columns an indicator reads, by table: told from its formulas."""
    found: dict[str, set[str]] = {}
    formulas = [indicator.value, *(one.formula for one in indicator.fields)]
    for formula in formulas:
        for node in walk(formula):
            if isinstance(node, Measure):
                for table, columns in _columns_of(node).items():
                    found.setdefault(table, set()).update(columns)
    return {table: tuple(sorted(columns)) for table, columns in sorted(found.items())}


_CASE = ("target_group", "team", "case_worker")
_GRANT = ("grant_id", "case_id", "citizen", "service_key", "paragraph", "facility_id")
_SPELL = ("start_date", "end_date", "acting_municipality", "paying_municipality")
_COMMITMENT = ("commitment_id", "grant_id", "citizen", "service_key", "paragraph", "function_code")
_REFERENCE = {
    "commitment": ("grant_id", "paragraph", "acting_municipality", "paying_municipality"),
    "grant": ("grant_id", "case_id", "paragraph", "acting_municipality", "paying_municipality"),
    "case": ("case_id", *_CASE),
    "facility": ("facility_id", "ownership"),
    "citizen": ("citizen", "birth_date"),
}
_BY_FAMILY: dict[str, dict[str, tuple[str, ...]]] = {
    "activity": _REFERENCE
    | {
        "grant": (*_GRANT, *_SPELL),
        "commitment": (*_COMMITMENT, "facility_id", *_SPELL),
        "citizen": ("citizen", "birth_date", "death_date"),
    },
    "cases": _REFERENCE
    | {
        "case": ("case_id", "citizen", "opened", "closed", *_CASE),
        "citizen": ("citizen", "birth_date", "acting_municipality", "paying_municipality"),
    },
    "cost": _REFERENCE
    | {
        "posting": (
            "posting_id",
            "grant_id",
            "citizen",
            "booked_on",
            "function_code",
            "facility_id",
            "amount",
        )
    },
    "budget": {"budget": ("year", "function_code", "original", "revised")},
    "commitments": _REFERENCE
    | {
        "commitment": (
            *_COMMITMENT,
            "facility_id",
            *_SPELL,
            "tariff",
            "tariff_unit",
            "quantity_per_week",
        ),
        "posting": ("grant_id", "booked_on", "service_month", "kind"),
        "citizen": ("citizen", "birth_date", "death_date"),
    },
}


def _columns_of(measure: Measure) -> dict[str, tuple[str, ...]]:
    columns = dict(_BY_FAMILY[measure.family])
    if isinstance(measure, CostMeasure) and measure.which == "earlier_years":
        columns["posting"] = (*columns["posting"], "service_month")
    return columns
