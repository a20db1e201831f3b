"""The budget: kroner a year and function, and nothing finer."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import ibis

from pejl.base.period import Period
from pejl.figures.algebra import Budgeted, Measure
from pejl.figures.counting.counted import NOT_YEAR_TO_DATE, Ask, CellKey, Counted
from pejl.figures.counting.filters import Filters, Shape, kept
from pejl.figures.dimensions import known
from pejl.figures.request import DIMENSIONS
from pejl.store.engines import Engine, TableNamed


@dataclass(frozen=True)
class BudgetQuestion:
    """The budgets asked for, by year and cell."""

    versions: tuple[str, ...]
    by: tuple[str, ...]
    stored: Shape = ()

    def expression(self, table: TableNamed) -> Any:
        budget = table("budget")
        rows = budget.select("year", *self.versions, "feed", function=known(budget.function_code))
        return (
            kept(rows, self.stored)
            .group_by("year", *self.by)
            .agg(
                lines=lambda one: one.count(),
                **{name: _sum_of_known(ibis._[name]) for name in self.versions},
            )
        )


def _sum_of_known(amounts: Any) -> Any:
    """Unknown as soon as one of them is."""
    return (amounts.isnull().ifelse(1, 0).max() == 0).ifelse(amounts.sum(), None)


def count_budget(engine: Engine, ask: Ask) -> Counted:
    counted = Counted(cells=[set() for _ in ask.periods])
    reason = _not_known(ask.by, ask.filters)
    found = {} if reason else _by_year(engine, ask)
    counted.add_cells(cell for year in found.values() for cell in year)
    for place, period in enumerate(ask.periods):
        year = found.get(period.end.year, {})
        for measure in ask.measures:
            why_not = reason or _not_to_date(measure, period)
            if why_not:
                counted.lacking[measure, place] = why_not
            elif isinstance(measure, Budgeted):
                counted.absent[measure, place] = _no_line(period)
                counted.numbers[measure, place] = {
                    cell: amount
                    for cell, amounts in year.items()
                    if (amount := amounts[measure.version]) is not None
                }
            else:
                counted.everywhere[measure, place] = Fraction(period.end.month, 12)
    return counted


def _not_to_date(measure: Measure, period: Period) -> str:
    whole_year = isinstance(measure, Budgeted) and measure.beside == "year"
    return "" if whole_year or period.is_year_to_date else NOT_YEAR_TO_DATE


def _by_year(engine: Engine, ask: Ask) -> dict[int, dict[CellKey, dict[str, Decimal | None]]]:
    versions = {one.version: None for one in ask.measures if isinstance(one, Budgeted)}
    question = BudgetQuestion(tuple(sorted(versions)), ask.by, ask.filters.stored)
    found: dict[int, dict[CellKey, dict[str, Decimal | None]]] = {}
    width = 1 + len(ask.by)
    for row in engine.ask(question, ask.filters.input()):
        cell, amounts = row[1:width], row[width + 1 :]
        found.setdefault(row[0], {})[cell] = dict(zip(question.versions, amounts, strict=True))
    return found


def _not_known(by: tuple[str, ...], filters: Filters) -> str:
    asked = dict.fromkeys([*by, *filters.dimensions])
    finer = [name for name in asked if name in DIMENSIONS and name != "function"]
    if not finer:
        return ""
    labels = " og ".join(DIMENSIONS[name].label_da.lower() for name in finer)
    return f"Budgettet kendes kun pr. funktion og år, ikke pr. {labels}."


def _no_line(period: Period) -> str:
    return f"Budgettet for {period.end.year} har ingen linje her."
