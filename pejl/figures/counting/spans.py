"""The periods of a request as a small table that queries join to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import ibis

from pejl.base.period import Period, days_in_year
from pejl.figures.algebra import Window
from pejl.store.engines import InputTable, InputType

NAME = "request_span"

COLUMNS: tuple[tuple[str, InputType], ...] = (
    ("span", "int64"),
    ("span_start", "date"),
    ("span_end", "date"),
    ("day_before", "date"),
    ("year_start", "date"),
    ("year_end", "date"),
    ("age_day", "date"),
)


@dataclass(frozen=True)
class Span:
    """A stretch of days counted on its own. Ages are told on `age_day`, the whole period's last."""

    start: date
    end: date
    age_day: date

    def row(self, number: int) -> tuple[int | date, ...]:
        year = self.end.year
        before = self.start - timedelta(days=1)
        ends = (date(year, 1, 1), date(year, 12, 31))
        return (number, self.start, self.end, before, *ends, self.age_day)


@dataclass(frozen=True)
class Spans:
    """Period i is span i. A period over several years has one span more for each of them.

    `years[i]` are period i's years: the number of the span with the year's days, and its length.
    """

    spans: tuple[Span, ...]
    years: tuple[tuple[tuple[int, int], ...], ...]

    def input(self) -> InputTable:
        return InputTable(COLUMNS, tuple(one.row(place) for place, one in enumerate(self.spans)))


def spans_of(periods: Sequence[Period], age_days: Sequence[date] | None = None) -> Spans:
    """Ages are told on each period's last day, unless other days are given."""
    told_on = age_days or [one.end for one in periods]
    spans = [Span(one.start, one.end, day) for one, day in zip(periods, told_on, strict=True)]
    years: list[tuple[tuple[int, int], ...]] = []
    for number, period in enumerate(periods):
        if period.start.year == period.end.year:
            years.append(((number, period.year_days),))
            continue
        found = []
        for year in range(period.start.year, period.end.year + 1):
            found.append((len(spans), days_in_year(year)))
            first = max(period.start, date(year, 1, 1))
            last = min(period.end, date(year, 12, 31))
            spans.append(Span(first, last, told_on[number]))
        years.append(tuple(found))
    return Spans(tuple(spans), tuple(years))


def span_table(name: str = NAME) -> Any:
    return ibis.table(dict(COLUMNS), name=name)


def bounds(window: Window, at: Any) -> tuple[Any, Any]:
    """First and last day of a window, in a table joined to the spans."""
    if window is Window.LAST_DAY:
        return at.span_end, at.span_end
    if window is Window.DAY_BEFORE:
        return at.day_before, at.day_before
    if window is Window.WITH_DAY_BEFORE:
        return at.day_before, at.span_end
    if window is Window.YEAR_TO_DATE:
        return at.year_start, at.span_end
    if window is Window.WHOLE_YEAR:
        return at.year_start, at.year_end
    return at.span_start, at.span_end
