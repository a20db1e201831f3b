"""Which days a figure in a report concerns, said relative to the report's own period.

A report for October 2026 has PERIOD October 2026, PREVIOUS September 2026, SAME_LAST_YEAR October
2025, YEAR_TO_DATE January-October 2026. A quarterly report has quarters in their place.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from functools import cache
from types import MappingProxyType

from pejl.base.period import Period, month_end, shift_months, year_to_date


class When(Enum):
    """One period."""

    PERIOD = "period"
    PREVIOUS = "previous"
    SAME_LAST_YEAR = "same_last_year"
    YEAR_TO_DATE = "to_date"
    LAST_YEAR_TO_DATE = "last_year_to_date"
    PREVIOUS_TO_DATE = "previous_to_date"
    """The year to date as the report before this one told it."""


class Series(Enum):
    """Several periods, for charts."""

    MONTHS_24 = "months_24"
    YEAR_SO_FAR = "year_so_far"
    """The year to date as it stood at the end of each month of this year."""
    LAST_YEAR_SO_FAR = "last_year_so_far"
    """The same for all twelve months of last year."""


@cache
def period_of(when: When, period: Period) -> Period:
    """The days `when` means in a report for `period` (whole months)."""
    if when is When.PERIOD:
        return period
    if when is When.PREVIOUS:
        return shift_months(period, -_months_in(period))
    if when is When.SAME_LAST_YEAR:
        return shift_months(period, -12)
    if when is When.YEAR_TO_DATE:
        return year_to_date(period.end)
    if when is When.PREVIOUS_TO_DATE:
        return year_to_date(period_of(When.PREVIOUS, period).end)
    return shift_months(year_to_date(period.end), -12)


def periods_of(series: Series, period: Period) -> tuple[Period, ...]:
    """The periods of a chart's line, oldest first."""
    if series is Series.MONTHS_24:
        return tuple(shift_months(last_month(period), -back) for back in range(23, -1, -1))
    year = period_of(When.YEAR_TO_DATE, period)
    if series is Series.YEAR_SO_FAR:
        return tuple(Period(year.start, month.end) for month in year.months())
    before = shift_months(Period(year.start, year.end.replace(month=12, day=31)), -12)
    return tuple(Period(before.start, month.end) for month in before.months())


def last_month(period: Period) -> Period:
    return Period(period.end.replace(day=1), month_end(period.end))


@cache
def labels(period: Period) -> Mapping[str, str]:
    """The names templates may use: `{period}`, `{previous}`, `{to_date}` and so on."""
    return MappingProxyType({when.value: period_of(when, period).label_da for when in When})


def _months_in(period: Period) -> int:
    return sum(1 for _ in period.months())
