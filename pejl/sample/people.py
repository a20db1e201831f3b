"""Replacement CPR numbers for people who do not exist.

Day of birth + 60 makes the number a replacement number (erstatnings-CPR), so none can be a
resident's. Citizen n gets a birth day and a running number by arithmetic permutation: any two
citizens differ in one of them, and nothing needs remembering, however many there are. The seventh
digit follows the century: 0-4 for those born 1937-1999, 4-8 for those born 2000-2036.
"""

from __future__ import annotations

from datetime import date
from math import gcd

SERIALS = 5000
OLDEST_YEARS = 82
YOUNGEST_YEARS = 18.4


class NumberSeries:
    """One seed's numbers: the citizen's number in, day of birth and CPR out."""

    def __init__(self, seed: int, horizon: int) -> None:
        self.first = horizon - int(OLDEST_YEARS * 365.25)
        self.days = int((OLDEST_YEARS - YOUNGEST_YEARS) * 365.25)
        self.step = _coprime(7919 + 2 * (seed % 4001), self.days)
        self.shift = (seed * 104_729 + 17) % self.days
        self.serial_shift = (seed * 611_953 + 1031) % SERIALS

    def born(self, citizen: int) -> int:
        return self.first + (self.step * (citizen % self.days) + self.shift) % self.days

    def cpr(self, citizen: int) -> str:
        """Ten digits without a hyphen."""
        born = date.fromordinal(self.born(citizen))
        turn = citizen // self.days
        # Within a day only the turns differ, and 1237 shares no factor with 5000: no two are alike.
        serial = (turn * 1237 + born.toordinal() * 1699 + self.serial_shift) % SERIALS
        if born.year >= 2000:
            serial += 4000
        return f"{born.day + 60:02d}{born.month:02d}{born.year % 100:02d}{serial:04d}"


def with_hyphen(cpr: str) -> str:
    return f"{cpr[:6]}-{cpr[6:]}"


def _coprime(start: int, modulus: int) -> int:
    while gcd(start, modulus) != 1:
        start += 2
    return start
