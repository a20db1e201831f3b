"""Which periods a report can be chosen for: the newest delivery's month and the years before it."""

from __future__ import annotations

from datetime import date

from pejl.base.period import Period, month_of, parse_period, shift_months
from pejl.reports.declarations import Deliverable

_HOW_MANY = {"month": 24, "quarter": 8, "year": 3}


def periods_for(deliverable: Deliverable, delivery_day: date) -> tuple[Period, ...]:
    """The newest first. A period that is not over yet is there, too; the report says so."""
    newest = _containing(deliverable.cadence, delivery_day)
    months = {"month": 1, "quarter": 3, "year": 12}[deliverable.cadence]
    return tuple(
        shift_months(newest, -months * back) for back in range(_HOW_MANY[deliverable.cadence])
    )


def _containing(cadence: str, day: date) -> Period:
    if cadence == "month":
        return month_of(day)
    if cadence == "quarter":
        return parse_period(f"{day.year}-Q{(day.month + 2) // 3}")
    return parse_period(str(day.year))
