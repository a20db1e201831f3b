"""Days as whole numbers, and how the deliveries write days and kroner.

A life holds hundreds of days and a delivery millions: they are proleptic ordinals
(``date.toordinal``) until they become text, and months are counted as year * 12 + month - 1.
"""

from __future__ import annotations

from datetime import date
from functools import cache, lru_cache

OPEN = 9_999_999  # an end nobody has set: later than every day, so comparisons stay plain


@cache
def day_text(day: int) -> str:
    """dd-mm-yyyy, and nothing for an end that is open."""
    if day >= OPEN:
        return ""
    value = date.fromordinal(day)
    return f"{value.day:02d}-{value.month:02d}-{value.year}"


@cache
def month_of(day: int) -> int:
    value = date.fromordinal(day)
    return value.year * 12 + value.month - 1


@cache
def month_first(month: int) -> int:
    return date(month // 12, month % 12 + 1, 1).toordinal()


@cache
def month_last(month: int) -> int:
    return month_first(month + 1) - 1


@cache
def month_digits(month: int) -> str:
    """yymm, as a voucher number holds it."""
    return f"{month // 12 % 100:02d}{month % 12 + 1:02d}"


@cache
def month_text(month: int) -> str:
    """mm-yyyy, as a regulation names it."""
    return f"{month % 12 + 1:02d}-{month // 12}"


@lru_cache(maxsize=20_000)
def amount_text(hundredths: int) -> str:
    """1234567 -> 12.345,67 (kroner from øre, hours from hundredths)."""
    sign = "-" if hundredths < 0 else ""
    whole, rest = divmod(abs(hundredths), 100)
    return f"{sign}{whole:,}".replace(",", ".") + f",{rest:02d}"


def years_before(day: int, years: int) -> int:
    """The same day some years earlier; 29 February becomes the 28th."""
    value = date.fromordinal(day)
    if (value.month, value.day) == (2, 29):
        value = value.replace(day=28)
    return value.replace(year=value.year - years).toordinal()
