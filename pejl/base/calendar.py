"""Danish working days: Monday to Friday except public holidays.

Great Prayer Day (store bededag) was a public holiday for the last time in 2023. Constitution Day,
Christmas Eve and New Year's Eve are no public holidays; a municipality that keeps its offices
closed on them gives them as `closed`.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from functools import cache

LAST_GREAT_PRAYER_DAY = 2023

_FROM_EASTER = {
    -3: "skærtorsdag",
    -2: "langfredag",
    0: "påskedag",
    1: "2. påskedag",
    39: "Kristi himmelfartsdag",
    49: "pinsedag",
    50: "2. pinsedag",
}
_GREAT_PRAYER_DAY = 26
"""Days after Easter Sunday: the fourth Friday."""


def easter_sunday(year: int) -> date:
    """By the Gregorian calendar's rule, in the form of Gauss with its two exceptions."""
    century = year // 100
    moon = (15 + century - century // 4 - (13 + 8 * century) // 25) % 30
    sun = (4 + century - century // 4) % 7
    d = (19 * (year % 19) + moon) % 30
    e = (2 * (year % 4) + 4 * (year % 7) + 6 * d + sun) % 7
    if (d, e) == (29, 6) or (d == 28 and e == 6 and year % 19 > 10):
        e = -1
    return date(year, 3, 22) + timedelta(days=d + e)


@cache
def holidays(year: int) -> dict[date, str]:
    """The year's public holidays and their Danish names."""
    easter = easter_sunday(year)
    found = {easter + timedelta(days=days): name for days, name in _FROM_EASTER.items()}
    if year <= LAST_GREAT_PRAYER_DAY:
        found[easter + timedelta(days=_GREAT_PRAYER_DAY)] = "store bededag"
    found[date(year, 1, 1)] = "nytårsdag"
    found[date(year, 12, 25)] = "juledag"
    found[date(year, 12, 26)] = "2. juledag"
    return dict(sorted(found.items()))


def is_working_day(day: date, *, closed: Collection[date] = ()) -> bool:
    return day.weekday() < 5 and day not in holidays(day.year) and day not in closed


def add_working_days(day: date, count: int, *, closed: Collection[date] = ()) -> date:
    """The `count`-th working day after `day`; the clock starts on the day after. `count` >= 0;
    with 0 it is the day itself, or the next working day when it is none."""
    if count < 0:
        raise ValueError("working days are counted forwards")
    found = day
    if count == 0:
        while not is_working_day(found, closed=closed):
            found += timedelta(days=1)
    while count:
        found += timedelta(days=1)
        count -= is_working_day(found, closed=closed)
    return found


def working_days_between(first: date, last: date, *, closed: Collection[date] = ()) -> int:
    """Working days after `first` up to and with `last`; 0 when `last` is not later."""
    days = (last - first).days
    return sum(
        is_working_day(first + timedelta(days=number), closed=closed)
        for number in range(1, days + 1)
    )
