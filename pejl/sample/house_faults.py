"""Faults in what the municipality itself holds: places, owners, deadlines.

At most one of a kind, and only where there is something for it to be a fault of.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from pejl.sample.files import Delivery
from pejl.sample.model import Facility

RARE = ("§ 97", "§ 99", "§ 101")
"""Services that may lose their deadline: the large ones would leave the figures empty."""


@dataclass(frozen=True, slots=True)
class HouseFaults:
    """The facilities too full, without places, without an owner; the § without a deadline."""

    too_full: str = ""
    no_places: str = ""
    ownerless: str = ""
    no_deadline: str = ""

    def of_delivery(
        self, delivery: Delivery, present: Mapping[str, int], places: Mapping[str, int]
    ) -> dict[str, int]:
        """The places as this delivery shows them; tells its ledger."""
        shown = dict(places)
        for kind, rule, key in (
            ("too_full", "V-090", self.too_full),
            ("no_places", "V-092", self.no_places),
            ("no_owner", "V-028", self.ownerless),
            ("no_deadline", "V-074", self.no_deadline),
        ):
            if key:
                delivery.ledger.add(kind, rule, "cura", key)
        if self.too_full:
            shown[self.too_full] = present[self.too_full] - 1
        if self.no_places:
            del shown[self.no_places]
        return shown


NONE = HouseFaults()


def plant(
    facilities: Sequence[Facility],
    present: Sequence[Mapping[str, int]],
    paragraphs: Collection[str],
) -> HouseFaults:
    """`present` has the citizens in each own residence on each delivery's day; `paragraphs` are
    those somebody has asked for by the first."""
    least = {key: min(day.get(key, 0) for day in present) for key in present[0]}
    full = sorted(least, key=lambda key: (-least[key], key))
    crowded = [key for key in full if least[key] >= 2]
    return HouseFaults(
        too_full=crowded[0] if crowded else "",
        no_places=crowded[1] if len(crowded) > 1 else "",
        ownerless=next((one.key for one in facilities if not one.own), ""),
        no_deadline=next((one for one in RARE if one in paragraphs), ""),
    )
