"""Periods as people write them, whole days, both ends included."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pejl.base.errors import UsageError
from pejl.base.period import (
    Period,
    days_in_year,
    month_of,
    parse_period,
    shift_months,
    year_to_date,
)

DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("text", "start", "end", "label"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31), "2026"),
        ("2026-Q2", date(2026, 4, 1), date(2026, 6, 30), "2. kvartal 2026"),
        ("2026-k4", date(2026, 10, 1), date(2026, 12, 31), "4. kvartal 2026"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "februar 2024"),
        ("2026-01..2026-06", date(2026, 1, 1), date(2026, 6, 30), "januar-juni 2026"),
        (" 2025-07..2026-06 ", date(2025, 7, 1), date(2026, 6, 30), "juli 2025-juni 2026"),
        ("2025..2026-Q1", date(2025, 1, 1), date(2026, 3, 31), "januar 2025-marts 2026"),
    ],
)
def test_a_period_is_read_and_told(text: str, start: date, end: date, label: str) -> None:
    period = parse_period(text)
    assert (period.start, period.end, period.label_da) == (start, end, label)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "26",
        "2026-13",
        "2026-Q5",
        "2026-00",
        "0000",
        "2026-1",
        "2026-06..",
        "..2026",
        "juni 2026",
    ],
)
def test_anything_else_is_refused_in_danish(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_period(text)
    assert "Gør sådan:" in str(refused.value)


def test_a_period_turned_round_is_refused() -> None:
    with pytest.raises(UsageError, match="før den begynder"):
        parse_period("2026-06..2026-01")


@given(DAYS)
def test_the_written_form_reads_back(day: date) -> None:
    for period in (month_of(day), year_to_date(day), shift_months(month_of(day), -1)):
        assert parse_period(period.text) == period


@given(DAYS, st.integers(0, 1500))
def test_the_months_of_a_period_are_the_period(start: date, length: int) -> None:
    period = Period(start, start + timedelta(days=length))
    months = list(period.months())
    assert sum(month.days for month in months) == period.days
    assert (months[0].start, months[-1].end) == (period.start, period.end)
    for earlier, later in pairwise(months):
        assert later.start == earlier.end + timedelta(days=1)
        assert later.start.day == 1


@given(DAYS, st.integers(-300, 300))
def test_moving_there_and_back_is_no_move(day: date, months: int) -> None:
    month = month_of(day)
    assert shift_months(shift_months(month, months), -months) == month


def test_years_have_their_real_length() -> None:
    assert [days_in_year(year) for year in (1900, 2000, 2023, 2024)] == [365, 366, 365, 366]
    assert Period(date(2024, 6, 1), date(2024, 6, 30)).year_days == 366


def test_only_a_span_from_new_year_is_year_to_date() -> None:
    assert parse_period("2026-01..2026-06").is_year_to_date
    assert parse_period("2026").is_year_to_date
    assert not parse_period("2026-02").is_year_to_date
    assert not parse_period("2025..2026").is_year_to_date
