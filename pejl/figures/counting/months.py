"""Which months of a year are still to be posted, as known at a delivery.

A month is posted when something is booked in it. The rest of the year begins after the last such
month not later than the period's end; in a year with nothing booked yet, on 1 January.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import ibis

from pejl.base.period import Period, month_end
from pejl.figures.counting.cells import kept_answer
from pejl.store.engines import Engine, InputTable, InputType, TableNamed

NAME = "request_month"

COLUMNS: tuple[tuple[str, InputType], ...] = (
    ("span", "int64"),
    ("month_start", "date"),
    ("month_end", "date"),
    ("posted_month", "date"),
    ("known_day", "date"),
    ("age_day", "date"),
)


@dataclass(frozen=True)
class BookingDays:
    """The distinct booking days of a delivery."""

    prefix: str = ""

    def expression(self, table: TableNamed) -> Any:
        return table(f"{self.prefix}spine_booked").select("booked_on").distinct()


def booking_days(engine: Engine, prefix: str = "") -> list[date]:
    """All of them, of this delivery or (`EARLIER`) the one before."""
    return sorted(day for (day,) in kept_answer(engine, BookingDays(prefix), {}))


@dataclass(frozen=True)
class RestOfYear:
    """The year's months after the last posted one; `posted_month` is that one's first day, None
    when nothing is posted in the year. `known_day` is the last day it is told from, `age_day` the
    day ages are told on."""

    months: tuple[Period, ...]
    posted_month: date | None
    known_day: date
    age_day: date

    @property
    def posted(self) -> RestOfYear:
        """The same with the year's months up to the last posted one instead."""
        if self.posted_month is None:
            return replace(self, months=())
        months = Period(date(self.known_day.year, 1, 1), month_end(self.posted_month)).months()
        return replace(self, months=tuple(months))


def rest_of_year(days: list[date], period: Period, age_day: date) -> RestOfYear:
    """For the year the period ends in."""
    year_start = date(period.end.year, 1, 1)
    known = [day for day in days if year_start <= day <= period.end]
    first = month_end(known[-1]) + timedelta(days=1) if known else year_start
    year_end = date(period.end.year, 12, 31)
    months = tuple(Period(first, year_end).months()) if first <= year_end else ()
    posted_month = known[-1].replace(day=1) if known else None
    return RestOfYear(months, posted_month, period.end, age_day)


def month_input(rests: Mapping[int, RestOfYear]) -> InputTable | None:
    """The months by period; None when none is left: then there is nothing to ask."""
    rows = tuple(
        (span, month.start, month.end, rest.posted_month, rest.known_day, rest.age_day)
        for span, rest in rests.items()
        for month in rest.months
    )
    return InputTable(COLUMNS, rows) if rows else None


NO_MONTHS = InputTable(
    COLUMNS,
    (
        (
            -1,
            *[date(1000, 1, 2), date(1000, 1, 1), date(1000, 1, 1), date(1000, 1, 1)],
            date(1000, 1, 1),
        ),
    ),
)
"""A month without days, for a question that joins months among other things."""


def month_table(name: str = NAME) -> Any:
    return ibis.table(dict(COLUMNS), name=name)
