"""What commitments cost, month by month, as the economy system itself books them.

Kroner of a month, rounded to the øre: day24: calendar days x tariff; weekday: round(days x 5/7),
half to even, x tariff; hour: round(hours a week x days / 7, 2), half to even, x tariff. Without a
tariff, a known unit or, for hours, a quantity there is nothing to expect.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from functools import lru_cache

from pejl.base.period import Period
from tests.reference.asking import day_numbers
from tests.reference.places import Place, place_of_commitment
from tests.reference.spells import effective_end
from tests.reference.world import Row, World, said

NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Terms:
    """What is agreed: from when to when, how much a week, and at which tariff."""

    start: date
    end: date | None
    quantity: Decimal | None
    tariff: Decimal | None
    unit: str | None

    def days(self, month: Period) -> int:
        last = month.end if self.end is None else min(self.end, month.end)
        return len(day_numbers(max(self.start, month.start), last))


@dataclass(frozen=True, eq=False)
class Commitment:
    """A commitment of ours. `death` ends it also where its end date does not."""

    row: Row
    terms: Terms
    death: date | None
    place: Place

    @property
    def number(self) -> str:
        return str(self.row["commitment_id"])


@lru_cache(maxsize=4)
def commitments(world: World) -> list[Commitment]:
    """Those we pay, that have a start."""
    return [
        Commitment(
            row,
            Terms(
                row["start_date"],
                effective_end(world, row),
                said(row, "quantity_per_week"),
                said(row, "tariff"),
                said(row, "tariff_unit"),
            ),
            said(world.citizen(said(row, "citizen")), "death_date"),
            place_of_commitment(world, row),
        )
        for row in world.rows("commitment")
        if said(row, "paying_municipality") == world.own_municipality
        and said(row, "start_date") is not None
    ]


def kroner_of_months(terms: Terms, months: Iterable[Period]) -> Decimal:
    return sum((kroner_of_month(terms, month) for month in months), NOTHING)


def kroner_of_month(terms: Terms, month: Period) -> Decimal:
    days = terms.days(month)
    volume = _volume(terms, days) if days else None
    if volume is None or terms.tariff is None:
        return NOTHING
    return half_even(Fraction(volume) * Fraction(terms.tariff), 2)


def _volume(terms: Terms, days: int) -> Decimal | None:
    if terms.unit == "day24":
        return Decimal(days)
    if terms.unit == "weekday":
        return half_even(Fraction(days * 5, 7), 0)
    if terms.unit == "hour" and terms.quantity is not None:
        return half_even(Fraction(terms.quantity) * days / 7, 2)
    return None


def half_even(exact: Fraction, decimals: int) -> Decimal:
    """Rounded with no intermediate rounding; a tie goes to the even neighbour."""
    steps = round(exact * 10**decimals)
    return Decimal(steps).scaleb(-decimals).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN)
