"""I-04 Inflow, outflow, stock: `stock_end = stock_start + inflow - outflow` in every cell.

A citizen is in a cell on the days with an active spell of it, and in the holes of at most
`gap_days` days between two such days, also when the day that ends the hole is planned for after the
period. Inflow is counted on a day in the period on which the citizen is in and was not the day
before; outflow on a day on which he or she is not in and was the day before. One who goes and
comes again counts each time.

Chosen where the definition leaves it open:

* `internal_moves` are the inflows to single facilities within the cell that are no inflow to it.
* `grants_started` and `grants_ended` count spells by their first and effective last day.
* The persons are those in the cell on the day before the period or on any day of it, holes too.
* Why one left, the first that fits: *died* (no later than the last day in the cell), *moved* (the
  day after, a spell of the same paragraph outside the population, that another municipality is
  said to act or pay for), *transferred* (the day after, any spell of the population), *turned 67*
  (the birthday is in the month of the last day, and no later than the day after it), *unknown* (the
  citizen table does not have the citizen, so nobody knows of death or age), *ended*. Filters do not
  hide where one went, but what is outside the request's scope is not looked at. An unknown
  paragraph is a line like the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from pejl.base.period import Period, days_in_year
from pejl.figures.request import FigureRequest
from tests.reference.asking import Answer, Answers, counted_period, in_cells
from tests.reference.places import Dims
from tests.reference.spells import Spell, by_citizen, spells, with_others
from tests.reference.world import World, said


@dataclass(frozen=True)
class Crossing:
    """One way over a cell's border: who, and the first day in or the first day out."""

    citizen: str
    day: date


@dataclass(frozen=True)
class Movements:
    stock_start: int
    stock_end: int
    inflow: list[Crossing]
    outflow: list[Crossing]
    persons: int


Why = Callable[[Crossing, Dims], str]


def answer(world: World, request: FigureRequest) -> Answers:
    found = spells(world, request)
    answers: Answers = {}
    for asked in request.periods:
        period = counted_period(world, asked)
        why = _reasons(world, request, period, found)
        for dims, inside in in_cells(found, request, period).items():
            answers[asked, dims] = _of_cell(request, dims, inside, period, why)
    return answers


def _of_cell(
    request: FigureRequest, dims: Dims, inside: list[Spell], period: Period, why: Why
) -> Answer:
    gap_days = int(request.options.get("gap_days", "0"))
    moved = movements(inside, period, gap_days)
    reasons = Counter(why(crossing, dims) for crossing in moved.outflow)
    assert moved.stock_end == moved.stock_start + len(moved.inflow) - len(moved.outflow)
    return Answer(
        value=moved.stock_end,
        fields={
            "stock_start": moved.stock_start,
            "inflow": len(moved.inflow),
            "outflow": len(moved.outflow),
            "stock_end": moved.stock_end,
            "internal_moves": _at_facilities(inside, period, gap_days) - len(moved.inflow),
            "grants_started": sum(period.start <= one.start <= period.end for one in inside),
            "grants_ended": sum(
                one.end is not None and period.start <= one.end <= period.end for one in inside
            ),
            **{f"outflow_{reason}": reasons[reason] for reason in REASONS},
        },
        persons=moved.persons,
    )


def movements(inside: list[Spell], period: Period, gap_days: int) -> Movements:
    first, last = period.start.toordinal(), period.end.toordinal()
    start = end = persons = 0
    inflow: list[Crossing] = []
    outflow: list[Crossing] = []
    for citizen, own in by_citizen(inside).items():
        days = days_in_cell(own, period, gap_days)
        start += first - 1 in days
        end += last in days
        persons += any(number in days for number in range(first - 1, last + 1))
        for number in range(first, last + 1):
            if (number in days) != (number - 1 in days):
                crossings = inflow if number in days else outflow
                crossings.append(Crossing(citizen, date.fromordinal(number)))
    return Movements(start, end, inflow, outflow, persons)


def days_in_cell(own: list[Spell], period: Period, gap_days: int) -> set[int]:
    """The day numbers on which one citizen is in the cell, around the period."""
    margin = gap_days + 2
    around = Period(
        date.fromordinal(period.start.toordinal() - margin),
        date.fromordinal(period.end.toordinal() + margin),
    )
    active = sorted(set().union(*(spell.days(around) for spell in own)))
    days = set(active)
    for before, after in pairwise(active):
        hole = range(before + 1, after)
        if len(hole) <= gap_days:
            days |= set(hole)
    return days


def _at_facilities(inside: list[Spell], period: Period, gap_days: int) -> int:
    by_facility: dict[str, list[Spell]] = {}
    for spell in inside:
        by_facility.setdefault(spell.place.values["facility"], []).append(spell)
    return sum(len(movements(own, period, gap_days).inflow) for own in by_facility.values())


REASONS = ("died", "moved", "transferred", "turned_67", "unknown", "ended")


def _reasons(world: World, request: FigureRequest, period: Period, found: list[Spell]) -> Why:
    def told(spells: list[Spell]) -> dict[str, list[Spell]]:
        return by_citizen([one for one in spells if one.place.is_within(request.scope, period)])

    elsewhere = with_others(world, request.options.get("population", "paying"))
    inside, outside = told(found), told(elsewhere)

    def why(crossing: Crossing, dims: Dims) -> str:
        died = said(world.citizen(crossing.citizen), "death_date")
        if died is not None and died < crossing.day:
            return "died"
        left = _paragraphs_left(inside[crossing.citizen], crossing, request, dims, period)
        if any(
            one.active_on(crossing.day) and one.place.values["paragraph"] in left
            for one in outside.get(crossing.citizen, [])
        ):
            return "moved"
        if any(one.active_on(crossing.day) for one in inside[crossing.citizen]):
            return "transferred"
        row = world.citizen(crossing.citizen)
        if turns_67(said(row, "birth_date"), crossing.day):
            return "turned_67"
        return "unknown" if row is None else "ended"

    return why


def turns_67(born: date | None, day_after: date) -> bool:
    if born is None:
        return False
    # Born on 29 February, one is a year older on 1 March in the years without that day.
    leap_day = (born.month, born.day) == (2, 29) and days_in_year(born.year + 67) == 365
    birthday = date(born.year + 67, 3, 1) if leap_day else born.replace(year=born.year + 67)
    last = day_after - timedelta(days=1)
    return last.replace(day=1) <= birthday <= day_after


def _paragraphs_left(
    own: list[Spell], crossing: Crossing, request: FigureRequest, dims: Dims, period: Period
) -> set[str]:
    """The paragraphs of the spells of the cell that had their last day the day before."""
    last = date.fromordinal(crossing.day.toordinal() - 1)
    return {
        one.place.values["paragraph"]
        for one in own
        if one.active_on(last)
        and one.place.dims(request.by, period) == dims
        and one.place.passes(request, period)
    }
