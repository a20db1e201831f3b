"""The facilities: some the municipality's own, some its neighbours', some private.

Every paragraph has several. Ids widen with the number of facilities, and the id of nines is kept
free: it is the facility nobody knows. Places are counted at the end, when the stays are known, so
that no residence ever holds more citizens than it has places.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import accumulate
from random import Random

from pejl.sample.catalogue import (
    FACILITY_HOUSES,
    FACILITY_TREES,
    NEIGHBOURS,
    OWN,
    PRIVATE,
    SERVICES,
    Service,
)
from pejl.sample.model import Facility


def make_facilities(citizens: int, random: Random) -> list[Facility]:
    counts = [_how_many(service, citizens) for service in SERVICES]
    width = max(3, len(str(sum(counts) + 1)))
    numbered: list[Facility] = []
    for service, count in zip(SERVICES, counts, strict=True):
        for place_in_row in range(count):
            numbered.append(_facility(len(numbered) + 1, width, service, place_in_row, random))
    return numbered


def unknown_key(facilities: Sequence[Facility]) -> str:
    return "T" + "9" * (len(facilities[0].key) - 1)


def _how_many(service: Service, citizens: int) -> int:
    """Two or three at 1,200 citizens; then slower than the citizens: big towns' are bigger."""
    fewest = 3 if service.residential else 2
    size = citizens // 1200
    grown = 0
    while (grown + 1) ** 4 <= size**3:  # size ** 0.75 without floats
        grown += 1
    return max(fewest, fewest * grown)


def _facility(
    number: int, width: int, service: Service, place_in_row: int, random: Random
) -> Facility:
    low, high = service.tariff_kr
    name = f"{random.choice(FACILITY_TREES)}{random.choice(FACILITY_HOUSES)} {number}"
    owner = _owner(place_in_row, random)
    tariff = random.randrange(low * 100, high * 100)
    return Facility(f"T{number:0{width}d}", name, service, owner, tariff, owner == f"{OWN} Kommune")


def _owner(place_in_row: int, random: Random) -> str:
    if place_in_row % 3 != 1:
        return f"{OWN} Kommune"
    return PRIVATE if random.random() < 0.3 else f"{random.choice(NEIGHBOURS)} Kommune"


class Occupancy:
    """Citizens in each own residence, day by day, from arrivals and departures only."""

    def __init__(self, facilities: Sequence[Facility], first: int, last: int) -> None:
        self.first, self.last = first, last
        self.changes = {
            facility.key: array("i", bytes(4 * (last - first + 2)))
            for facility in facilities
            if facility.own and facility.service.residential
        }

    def stay(self, facility: Facility, start: int, end: int) -> None:
        if start > self.last:
            return
        changes = self.changes[facility.key]
        changes[start - self.first] += 1
        changes[min(end, self.last) - self.first + 1] -= 1

    def most(self, facility: Facility) -> int:
        return max(accumulate(self.changes[facility.key]))
