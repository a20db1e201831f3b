"""I-01 Full-year persons, in three readings that must not be mixed.

Chosen where the definition leaves it open:

* *accumulated* over several years is the sum of each year's days over that year's length.
* *average* divides by the days of the period as it is counted, that is cut at the delivery's day.
* *expected* counts the whole calendar year the period ends in: what ran and what is planned.
  Open grants run to the end of that year, beyond the delivery's day.
* The field `services` is the same reading counted per grant. The field `days` is the citizens'
  days in the period in every reading.
* The persons behind a figure are those with a day among the days it counts: with *expected* also
  those who are only planned, for they are in the value.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

from pejl.base.period import Period, days_in_year
from pejl.figures.request import FigureRequest
from tests.reference.asking import Answer, Answers, counted_period, in_cells
from tests.reference.spells import Spell, citizen_days, spells
from tests.reference.world import World

Days = Callable[[list[Spell], Period], int]


def answer(world: World, request: FigureRequest) -> Answers:
    found = spells(world, request)
    reading = request.options.get("reading", "accumulated")
    answers: Answers = {}
    for asked in request.periods:
        period = counted_period(world, asked)
        window = whole_year(period) if reading == "expected" else period
        for dims, inside in in_cells(found, request, period).items():
            answers[asked, dims] = Answer(
                value=read(reading, inside, period, person_days),
                fields={
                    "services": read(reading, inside, period, service_days),
                    "days": person_days(inside, period),
                },
                persons=len(citizen_days(inside, window)),
            )
    return answers


def read(reading: str, found: list[Spell], period: Period, days: Days) -> Fraction:
    if reading == "accumulated":
        return accumulated(found, period, days)
    if reading == "average":
        return Fraction(days(found, period), period.days)
    assert reading == "expected", reading
    year = whole_year(period)
    return Fraction(days(found, year), year.days)


def accumulated(found: list[Spell], period: Period, days: Days) -> Fraction:
    shares = []
    for year in range(period.start.year, period.end.year + 1):
        part = Period(
            max(period.start, date(year, 1, 1)),
            min(period.end, date(year, 12, 31)),
        )
        shares.append(Fraction(days(found, part), days_in_year(year)))
    return sum(shares, Fraction(0))


def person_days(found: list[Spell], window: Period) -> int:
    """Distinct (citizen, day)."""
    return sum(len(active) for active in citizen_days(found, window).values())


def service_days(found: list[Spell], window: Period) -> int:
    """(grant, day): each grant counts, also those on top of others."""
    return sum(len(spell.days(window)) for spell in found)


def whole_year(period: Period) -> Period:
    return Period(date(period.end.year, 1, 1), date(period.end.year, 12, 31))
