"""Kroner of a commitment in a month, exactly as the economy system books them.

    day24     calendar days x tariff
    weekday   round(days x 5/7) x tariff
    hour      round(hours a week x days / 7, 2) x tariff, to the øre

Rounding is half to even; held against 28,000 regular postings of the fictional municipality, where
half up differs from more of them. Everything is whole numbers - øre, and ten-thousandths of an
hour - so that no engine's decimals or floats have a say.
"""

from __future__ import annotations

from typing import Any

import ibis


def with_oere(rows: Any) -> Any:
    """Adds `oere`, the month's kroner as whole øre, from `days` of the month, `quantity` in
    ten-thousandths of hours a week, `tariff_oere` a unit, and `unit`.

    It goes in steps, each a column of its own: written in one, the SQL says every part of it over
    and over.
    """
    hours = half_even(rows.mutate(number=rows.quantity * rows.days), 700)
    told = half_even(hours.mutate(number=hours.rounded * hours.tariff_oere), 100)
    weekdays = (told.days * 10 + 7) // 14  # to the nearest; a tie cannot occur
    priced = ibis.cases(
        (told.unit == "day24", told.days * told.tariff_oere),
        (told.unit == "weekday", weekdays * told.tariff_oere),
        (told.unit == "hour", told.rounded),
        else_=0,
    )
    return told.mutate(oere=priced).drop("number", "double", "rounded")


def half_even(rows: Any, divisor: int) -> Any:
    """Adds `rounded`, the integer `number` over another, to the nearest; a tie goes to the even."""
    rows = rows.mutate(double=rows.number * 2 + divisor)
    rows = rows.mutate(rounded=rows.double // (2 * divisor))
    tie_to_odd = (rows.double % (2 * divisor) == 0) & (rows.rounded % 2 != 0)
    return rows.mutate(rounded=rows.rounded - tie_to_odd.ifelse(1, 0))


def days_in(start: Any, end: Any, month_start: Any, month_end: Any) -> Any:
    """Days of a month between two days, both included; 0 when there are none."""
    first, last = ibis.greatest(start, month_start), ibis.least(end, month_end)
    return ibis.greatest(last.delta(first, unit="day") + 1, 0)
