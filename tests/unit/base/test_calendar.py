"""Danish working days against years that are known."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pejl.base.calendar import (
    add_working_days,
    easter_sunday,
    holidays,
    is_working_day,
    working_days_between,
)

EASTERS = {
    1943: (4, 25), 1954: (4, 18), 1981: (4, 19), 2000: (4, 23), 2008: (3, 23), 2011: (4, 24),
    2019: (4, 21), 2023: (4, 9), 2024: (3, 31), 2025: (4, 20), 2026: (4, 5), 2027: (3, 28),
    2038: (4, 25), 2049: (4, 18), 2076: (4, 19),
}  # fmt: skip
"""Among them the latest and the earliest there can be nearly, and the rule's two exceptions."""


@pytest.mark.parametrize("year", EASTERS)
def test_easter_is_where_the_almanac_has_it(year: int) -> None:
    assert easter_sunday(year) == date(year, *EASTERS[year])


def test_the_holidays_of_2023_are_those_of_the_almanac() -> None:
    assert holidays(2023) == {
        date(2023, 1, 1): "nytårsdag",
        date(2023, 4, 6): "skærtorsdag",
        date(2023, 4, 7): "langfredag",
        date(2023, 4, 9): "påskedag",
        date(2023, 4, 10): "2. påskedag",
        date(2023, 5, 5): "store bededag",
        date(2023, 5, 18): "Kristi himmelfartsdag",
        date(2023, 5, 28): "pinsedag",
        date(2023, 5, 29): "2. pinsedag",
        date(2023, 12, 25): "juledag",
        date(2023, 12, 26): "2. juledag",
    }


def test_great_prayer_day_is_a_working_day_from_2024() -> None:
    assert "store bededag" in holidays(2023).values()
    assert "store bededag" not in holidays(2024).values()
    assert is_working_day(date(2024, 4, 26))
    assert not is_working_day(date(2023, 5, 5))


@pytest.mark.parametrize(
    ("received", "count", "due"),
    [
        (date(2025, 3, 31), 30, date(2025, 5, 15)),
        (date(2023, 3, 31), 30, date(2023, 5, 19)),
        (date(2026, 9, 30), 3, date(2026, 10, 5)),
        (date(2026, 4, 1), 3, date(2026, 4, 9)),
        (date(2026, 12, 23), 3, date(2026, 12, 29)),
    ],
)
def test_a_due_date_skips_weekends_and_holidays(received: date, count: int, due: date) -> None:
    assert add_working_days(received, count) == due


def test_a_municipality_may_close_on_further_days() -> None:
    eve = date(2026, 12, 24)
    assert is_working_day(eve)
    assert not is_working_day(eve, closed={eve})
    assert add_working_days(date(2026, 12, 23), 1, closed={eve}) == date(2026, 12, 28)


def test_zero_working_days_is_the_day_or_the_next_working_day() -> None:
    assert add_working_days(date(2026, 10, 2), 0) == date(2026, 10, 2)
    assert add_working_days(date(2026, 10, 3), 0) == date(2026, 10, 5)


@given(
    day=st.dates(date(1970, 1, 1), date(2100, 1, 1)), count=st.integers(min_value=1, max_value=60)
)
def test_counting_forth_and_back_agree(day: date, count: int) -> None:
    due = add_working_days(day, count)
    assert working_days_between(day, due) == count
    assert working_days_between(day, due - timedelta(days=1)) == count - 1
