"""Kroner of a commitment: what each closed month cost, and what was booked when.

A month is booked on its last day by what is known then. What becomes known later is booked as a
regulation of the month it belongs to, so the bookings of a service month always add up to the
formula with today's values, and no booking is ever changed. All in øre: no floats for kroner.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from pejl.sample.catalogue import DAY_AND_NIGHT, WORKING_DAY
from pejl.sample.days import month_first, month_last, month_of
from pejl.sample.model import Version


class Booking(NamedTuple):
    booked: int  # month
    service: int  # month
    amount: int


def month_amount(unit: str, quantity: int, days: int, tariff: int) -> int:
    """Øre for so many days of a month; quantity is hundredths of hours a week."""
    if unit == DAY_AND_NIGHT:
        return days * tariff
    if unit == WORKING_DAY:
        return (10 * days + 7) // 14 * tariff  # days x 5/7 to the nearest; a tie cannot occur
    hours = (2 * quantity * days + 7) // 14  # hundredths: quantity x days / 7, nor here
    return _half_even(hours * tariff, 100)


def _half_even(value: int, divisor: int) -> int:
    whole, rest = divmod(value, divisor)
    if 2 * rest > divisor or (2 * rest == divisor and whole % 2 == 1):
        whole += 1
    return whole


@dataclass(frozen=True, slots=True)
class Measure:
    """How a service is counted: its unit, and hundredths a week."""

    unit: str
    quantity: int

    def amount(self, version: Version, month: int) -> int:
        start, end = max(version.start, month_first(month)), min(version.end, month_last(month))
        days = end - start + 1
        return month_amount(self.unit, self.quantity, days, version.tariff) if days > 0 else 0


def bookings(
    versions: tuple[Version, ...], measure: Measure, *, first_month: int, last_month: int
) -> list[Booking]:
    """Everything booked from first_month to last_month, in the order it was booked."""
    made: list[Booking] = []
    booked: dict[int, int] = {}
    for place, version in enumerate(versions):
        opens = max(month_of(version.known), first_month)
        later = versions[place + 1 :]
        closes = min(last_month, month_of(later[0].known) - 1) if later else last_month
        if opens > closes:
            continue  # known for less than a month end: nothing was booked by it
        since = range(max(first_month, month_of(version.start)), opens)
        made += _regulations(version, measure, booked, sorted({*booked, *since}), opens)
        made += _regular(version, measure, booked, opens, closes)
    return made


def _regulations(
    version: Version, measure: Measure, booked: dict[int, int], closed: list[int], opens: int
) -> list[Booking]:
    """Closed months that come out differently now, booked with the month the news came in."""
    made = []
    for month in closed:
        amount = measure.amount(version, month)
        change = amount - booked.get(month, 0)
        if change:
            booked[month] = amount
            made.append(Booking(opens, month, change))
    return made


def _regular(
    version: Version, measure: Measure, booked: dict[int, int], opens: int, closes: int
) -> list[Booking]:
    made = []
    until = min(closes, month_of(min(version.end, month_last(closes))))
    for month in range(max(opens, month_of(version.start)), until + 1):
        booked[month] = measure.amount(version, month)
        made.append(Booking(month, month, booked[month]))
    return made
