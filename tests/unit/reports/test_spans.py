"""Periods relative to a report's own, for months, quarters and the turn of a year."""

from __future__ import annotations

import pytest

from pejl.base.period import parse_period
from pejl.reports.spans import Series, When, labels, period_of, periods_of


@pytest.mark.parametrize(
    ("own", "when", "meant"),
    [
        ("2026-10", When.PERIOD, "2026-10"),
        ("2026-10", When.PREVIOUS, "2026-09"),
        ("2026-10", When.SAME_LAST_YEAR, "2025-10"),
        ("2026-10", When.YEAR_TO_DATE, "2026-01..2026-10"),
        ("2026-10", When.LAST_YEAR_TO_DATE, "2025-01..2025-10"),
        ("2026-10", When.PREVIOUS_TO_DATE, "2026-01..2026-09"),
        ("2026-01", When.PREVIOUS, "2025-12"),
        ("2026-01", When.YEAR_TO_DATE, "2026-01"),
        ("2026-01", When.PREVIOUS_TO_DATE, "2025"),
        ("2024-02", When.SAME_LAST_YEAR, "2023-02"),
        ("2026-Q3", When.PREVIOUS, "2026-Q2"),
        ("2026-Q1", When.PREVIOUS, "2025-Q4"),
        ("2026-Q3", When.YEAR_TO_DATE, "2026-01..2026-09"),
        ("2026", When.PREVIOUS, "2025"),
        ("2026", When.LAST_YEAR_TO_DATE, "2025"),
    ],
)
def test_periods_are_said_relative_to_the_reports_own(own: str, when: When, meant: str) -> None:
    assert period_of(when, parse_period(own)) == parse_period(meant)


def test_a_leap_february_last_year_has_all_its_days() -> None:
    assert period_of(When.SAME_LAST_YEAR, parse_period("2025-02")).days == 29


@pytest.mark.parametrize(
    ("own", "series", "first", "last", "count"),
    [
        ("2026-10", Series.MONTHS_24, "2024-11", "2026-10", 24),
        ("2026-Q1", Series.MONTHS_24, "2024-04", "2026-03", 24),
        ("2026-10", Series.YEAR_SO_FAR, "2026-01", "2026-01..2026-10", 10),
        ("2026-10", Series.LAST_YEAR_SO_FAR, "2025-01", "2025", 12),
        ("2026-01", Series.YEAR_SO_FAR, "2026-01", "2026-01", 1),
    ],
)
def test_series_are_in_order_and_whole(
    own: str, series: Series, first: str, last: str, count: int
) -> None:
    found = periods_of(series, parse_period(own))
    assert [found[0], found[-1]] == [parse_period(first), parse_period(last)]
    assert len(found) == len(set(found)) == count
    assert sorted(found, key=lambda one: one.end) == list(found)


def test_texts_can_name_every_period() -> None:
    named = labels(parse_period("2026-10"))
    assert set(named) == {when.value for when in When}
    assert named["to_date"] == "januar-oktober 2026"
