"""Nobody in the sample exists: replacement numbers only, each once."""

from __future__ import annotations

from datetime import date

from pejl.sample.people import NumberSeries, with_hyphen
from tests.unit.sample.reading import Delivered, parse_day, span

HORIZON = date(2026, 10, 31).toordinal()


def test_numbers_never_meet_however_many() -> None:
    numbers = NumberSeries(3, HORIZON)
    made = {numbers.cpr(citizen) for citizen in range(1, 1_000_001, 7)}
    made |= {numbers.cpr(citizen) for citizen in range(999_000, 1_000_001)}
    assert len(made) == len({*range(1, 1_000_001, 7), *range(999_000, 1_000_001)})


def test_number_tells_day_and_century_of_birth() -> None:
    numbers = NumberSeries(9, HORIZON)
    for citizen in range(1, 5000):
        cpr, born = numbers.cpr(citizen), date.fromordinal(numbers.born(citizen))
        assert int(cpr[:2]) == born.day + 60
        assert int(cpr[2:4]) == born.month
        assert int(cpr[4:6]) == born.year % 100
        assert born.year == century(cpr) + born.year % 100
        assert 18 <= (HORIZON - born.toordinal()) / 365.25 < 83


def century(cpr: str) -> int:
    seventh, year = int(cpr[6]), int(cpr[4:6])
    if seventh <= 3:
        return 1900
    if seventh in {4, 9}:
        return 2000 if year <= 36 else 1900
    return 2000 if year <= 57 else 1800


def test_hyphen() -> None:
    assert with_hyphen("6105801234") == "610580-1234"


def test_citizens_are_unique_and_grown_up(clean: tuple[Delivered, Delivered]) -> None:
    delivered = clean[1]
    cprs = [row["CPR-nummer"] for row in delivered["cura/Borgere"]]
    assert len(cprs) == len(set(cprs))
    for row in delivered.commitments.values():
        cpr = row["CPRNR"]
        birthday = f"{int(cpr[:2]) - 60:02d}-{cpr[2:4]}-{century(cpr) + int(cpr[4:6])}"
        born = parse_day(birthday)
        assert (span(row)[0] - born).days >= 18 * 365.25
