"""Facilities grow with the town, and the facility nobody knows stays unknown."""

from __future__ import annotations

from random import Random

import pytest

from pejl.sample.facilities import Occupancy, make_facilities, unknown_key


@pytest.mark.parametrize(
    ("citizens", "width", "unknown"),
    [(100, 4, "T999"), (100_000, 4, "T999"), (1_000_000, 5, "T9999")],
)
def test_ids_widen_together(citizens: int, width: int, unknown: str) -> None:
    facilities = make_facilities(citizens, Random(1))
    assert {len(facility.key) for facility in facilities} == {width}
    assert unknown_key(facilities) == unknown
    assert unknown not in {facility.key for facility in facilities}
    assert len({facility.name for facility in facilities}) == len(facilities)


def test_more_citizens_more_facilities_but_not_in_proportion() -> None:
    few, many = (len(make_facilities(citizens, Random(1))) for citizens in (1200, 120_000))
    assert few == 26
    assert 5 * few < many < 50 * few


def test_occupancy_counts_the_day_of_departure() -> None:
    facilities = make_facilities(100, Random(1))
    home = next(one for one in facilities if one.own and one.service.residential)
    stays = Occupancy(facilities, 0, 100)
    stays.stay(home, 10, 20)
    stays.stay(home, 20, 30)
    stays.stay(home, 31, 1000)
    stays.stay(home, 101, 1000)  # begins after the last day
    assert stays.most(home) == 2
