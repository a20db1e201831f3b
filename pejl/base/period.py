"""Periods: whole days, both ends included (setting `end_day_counts` of the definitions, A).

A period is written `2026`, `2026-Q2`, `2026-06` or a span of months `2026-01..2026-06`.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from pejl.base.errors import UsageError

MONTHS_DA = (
    "januar", "februar", "marts", "april", "maj", "juni",
    "juli", "august", "september", "oktober", "november", "december",
)  # fmt: skip

_YEAR = re.compile(r"(\d{4})")
_QUARTER = re.compile(r"(\d{4})-[QqKk]([1-4])")
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, order=True)
class Period:
    """Days from `start` to `end`, both included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise UsageError(
                "periode-omvendt",
                f"Perioden slutter ({self.end}) før den begynder ({self.start}).",
                next_step="Skriv den tidligste måned først, fx 2026-01..2026-06.",
            )

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    @property
    def year_days(self) -> int:
        """Days of the year the period ends in: 365 or 366, never a fixed 365."""
        return days_in_year(self.end.year)

    @property
    def is_year_to_date(self) -> bool:
        """Within one year and from its first day: comparable with a yearly budget."""
        return self.start.year == self.end.year and (self.start.month, self.start.day) == (1, 1)

    @property
    def text(self) -> str:
        """As it is written on the command line and in addresses."""
        whole_months = self.start.day == 1 and self.end == month_end(self.end)
        if not whole_months:
            return f"{self.start:%Y-%m-%d}..{self.end:%Y-%m-%d}"
        if (self.start.month, self.end.month) == (1, 12) and self.start.year == self.end.year:
            return f"{self.start:%Y}"
        first, last = f"{self.start:%Y-%m}", f"{self.end:%Y-%m}"
        if first == last:
            return first
        if self.start.month % 3 == 1 and self.end == month_end(_shift(self.start, 2)):
            return f"{self.start:%Y}-Q{(self.start.month + 2) // 3}"
        return f"{first}..{last}"

    @property
    def label_da(self) -> str:
        """As a person reads it: »oktober 2026«, »2. kvartal 2026«, »januar-juni 2026«."""
        text = self.text
        if _YEAR.fullmatch(text):
            return text
        if found := _QUARTER.fullmatch(text):
            return f"{found[2]}. kvartal {found[1]}"
        first = MONTHS_DA[self.start.month - 1]
        last = MONTHS_DA[self.end.month - 1]
        if _MONTH.fullmatch(text):
            return f"{first} {self.start.year}"
        if text.count("-") > 2:
            return f"{danish_date(self.start)} til {danish_date(self.end)}"
        if self.start.year == self.end.year:
            return f"{first}-{last} {self.end.year}"
        return f"{first} {self.start.year}-{last} {self.end.year}"

    def clip(self, last_day: date) -> Period:
        """The part not later than `last_day`; the caller has checked that some of it is."""
        return Period(self.start, min(self.end, last_day))

    def months(self) -> Iterator[Period]:
        """The calendar months it touches, cut at its own ends."""
        day = self.start
        while day <= self.end:
            yield Period(day, min(month_end(day), self.end))
            day = month_end(day) + timedelta(days=1)


def days_in_year(year: int) -> int:
    return 366 if calendar.isleap(year) else 365


def month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def month_of(day: date) -> Period:
    return Period(day.replace(day=1), month_end(day))


def year_to_date(day: date) -> Period:
    """From 1 January to the end of the month of `day`."""
    return Period(date(day.year, 1, 1), month_end(day))


def shift_months(period: Period, months: int) -> Period:
    """The same span of whole months, moved; `months` is negative for earlier."""
    start = _shift(period.start.replace(day=1), months)
    end = month_end(_shift(period.end.replace(day=1), months))
    return Period(start, end)


def _shift(first: date, months: int) -> date:
    index = first.year * 12 + first.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def danish_date(day: date) -> str:
    return f"{day.day}. {MONTHS_DA[day.month - 1]} {day.year}"


def parse_period(text: str) -> Period:
    """`2026`, `2026-Q2`, `2026-06` or `2026-01..2026-06`; anything else is a UsageError."""
    first, dots, last = text.strip().partition("..")
    if not dots:
        return _parse_one(first, text)
    return Period(_parse_one(first, text).start, _parse_one(last, text).end)


def _parse_one(part: str, whole: str) -> Period:
    part = part.strip()
    if found := _YEAR.fullmatch(part):
        year = int(found[1])
        if year > 0:
            return Period(date(year, 1, 1), date(year, 12, 31))
    if found := _QUARTER.fullmatch(part):
        first = date(int(found[1]), int(found[2]) * 3 - 2, 1)
        return Period(first, month_end(_shift(first, 2)))
    if found := _MONTH.fullmatch(part):
        return month_of(date(int(found[1]), int(found[2]), 1))
    raise UsageError(
        "periode-ukendt",
        f"»{whole}« er ikke en periode, jeg kan læse.",
        next_step="Skriv et år (2026), et kvartal (2026-Q2), en måned (2026-06) "
        "eller et spænd af måneder (2026-01..2026-06).",
    )
