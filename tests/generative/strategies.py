"""Generated worlds and questions: one at a time for hypothesis, thousands at a time by a seed.

One query answers a whole batch: `merged` puts all cases into one world, where every id, citizen,
facility, paragraph, team, case worker and function of case 17 begins with `00017:`. The judge and
an engine are asked the same question of the merged world and must give the same cells; sliced by
one of those dimensions a cell belongs to one case (`case_of`), and a cell of unknown values, or of
no such dimension, to all of them. Half of the cases keep all their rows at one facility, so that
`by facility` tells such a case's own total.

A case that fails is looked at by itself: `drawn.cases[number]` is its world; `smallest` takes away
rows for as long as it still fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from pejl.base.period import Period, month_of, parse_period, shift_months, year_to_date
from pejl.figures.request import DIMENSIONS, FigureRequest, RowFilter
from tests.generative.choosing import Choices, Drawn, Seeded, some
from tests.generative.making import OWN, Maker, Tables, delivered_before
from tests.reference.world import World

DELIVERY_DAYS = (
    date(2026, 10, 31),
    date(2024, 2, 29),
    date(2024, 12, 31),
    date(2023, 6, 15),
    date(2025, 1, 31),
)
OPTIONS: dict[str, dict[str, tuple[str, ...]]] = {
    "I-01": {
        "reading": ("accumulated", "average", "expected"),
        "population": ("paying", "acting", "both", "either"),
    },
    "I-02": {"population": ("paying", "acting", "both", "either")},
    "I-03": {"population": ("acting", "paying", "both", "either")},
    "I-04": {
        "gap_days": ("0", "1", "9", "30"),
        "population": ("paying", "acting", "both", "either"),
    },
    "I-10": {"state_refund": ("apart", "with"), "profile": ("linear", "seasonal")},
    "I-11": {},
    "I-12": {},
    "I-14": {"comparison": ("year_before", "period_before")},
}
"""The indicators and the options' values that are drawn."""

MARKED = {
    "citizen": ("citizen",),
    "case": ("case_id", "citizen", "team", "case_worker"),
    "grant": ("grant_id", "case_id", "citizen", "paragraph", "facility_id"),
    "facility": ("facility_id",),
    "commitment": (
        "commitment_id", "grant_id", "citizen", "paragraph", "facility_id", "function_code",
    ),
    "posting": ("posting_id", "grant_id", "citizen", "facility_id", "function_code"),
    "budget": ("function_code",),
}  # fmt: skip
"""What begins with the case's number in a merged world."""

TOLD_BESIDE_A_BUDGET = ("I-10", "I-11")

OWN_TO_A_CASE = ("facility", "paragraph", "team", "case_worker", "function")
"""The dimensions whose known values belong to one case."""


@dataclass(frozen=True)
class Batch:
    """Many cases, and all of them as one world."""

    cases: Sequence[World]
    world: World


def draw_many(count: int, seed: int | str) -> Batch:
    """So many cases, the same for the same seed. All are delivered on the same two days."""
    choices = Seeded(seed)
    delivery_day = choices.pick(DELIVERY_DAYS)
    earlier_day = _delivered_before(choices, delivery_day)
    cases = [
        draw_world(choices, delivery_day, earlier_day, one_facility=number % 2 == 0)
        for number in range(count)
    ]
    return Batch(cases, merged(cases))


def draw_world(
    choices: Choices, delivery_day: date, earlier_day: date | None, *, one_facility: bool = False
) -> World:
    tables = Maker(choices, delivery_day, one_facility).make()
    earlier = None
    if earlier_day is not None:
        earlier = World(delivered_before(choices, tables, earlier_day), OWN, earlier_day)
    return World(tables, OWN, delivery_day, earlier)


def draw_request(choices: Choices, indicator: str, delivery_day: date) -> FigureRequest:
    """A question one may ask of any world delivered that day."""
    periods = {draw_period(choices, delivery_day) for _ in range(choices.number(1, 3))}
    return FigureRequest(
        indicator,
        tuple(sorted(periods)),
        by=some(choices, list(DIMENSIONS), 3),
        options={name: choices.pick(values) for name, values in OPTIONS[indicator].items()},
        filters=draw_filters(choices),
        scope=draw_scope(choices),
    )


def draw_period(choices: Choices, delivery_day: date) -> Period:
    """A month, quarter, year, year to date, span of months or some days; it may end after."""
    year = delivery_day.year - choices.pick((0, 1, 2))
    month = month_of(delivery_day)
    kind = choices.pick(("month", "quarter", "year", "to_date", "months", "days"))
    if kind == "year":
        return parse_period(f"{year}")
    if kind == "days":
        start = delivery_day - timedelta(days=choices.number(0, 800))
        return Period(start, start + timedelta(days=choices.number(0, 400)))
    moved = shift_months(month, -choices.pick((0, 1, 2, 8, 12, 13)))
    if kind == "month":
        return moved
    if kind == "quarter":
        return parse_period(f"{moved.start.year}-Q{(moved.start.month + 2) // 3}")
    if kind == "to_date":
        return year_to_date(moved.start)
    return Period(shift_months(moved, -choices.number(1, 18)).start, moved.end)


FILTER_VALUES: dict[str, tuple[str, ...]] = {
    "paragraph": ("§ 107", "§ 85", "Uoplyst"),
    "facility": ("T1", "T2", "Uoplyst"),
    "ownership": ("Egne", "Købte", "Uoplyst"),
    "target_group": ("Autisme", "Hjemløshed", "Uoplyst"),
    "age_band": ("Under 18", "18-24", "25-39", "40-66", "67+", "Uoplyst"),
    "team": ("Alfa", "Beta", "Uoplyst"),
    "case_worker": ("AB", "CD", "Uoplyst"),
    "function": ("5.38.52", "5.38.50", "Uoplyst"),
    "municipality_role": ("Handler og betaler", "Betaler, en anden handler"),
}


def draw_filters(choices: Choices) -> tuple[RowFilter, ...]:
    """Mostly none; one or two that all hold, some with other ways in, some that let none in."""
    if choices.chance(60):
        return ()
    return tuple(_draw_filter(choices) for _ in range(choices.number(1, 2)))


def draw_scope(choices: Choices) -> tuple[RowFilter, ...]:
    """Mostly the whole municipality; else some teams, facilities and case workers."""
    if choices.chance(75):
        return ()
    parts = [
        RowFilter(name, frozenset(some(choices, FILTER_VALUES[name], 2)))
        for name in ("team", "facility", "case_worker")
        if choices.chance(50)
    ]
    return (replace(parts[0], or_else=tuple(parts[1:])),) if parts else ()


def _draw_filter(choices: Choices) -> RowFilter:
    """Age is told per period, so it has no other ways in: the product refuses such a filter."""
    dimension = choices.pick(list(FILTER_VALUES))
    values = frozenset(some(choices, FILTER_VALUES[dimension], 3))
    if not values and not choices.chance(20):
        values = frozenset({choices.pick(FILTER_VALUES[dimension])})
    if dimension == "age_band":
        return RowFilter(dimension, values)
    others = [_draw_filter(choices) for _ in range(choices.pick((0, 0, 0, 1)))]
    others = [one for one in others if one.dimension != "age_band"]
    return RowFilter(dimension, values, or_else=tuple(others))


def draw_requests(count: int, seed: int | str, batch: Batch) -> list[FigureRequest]:
    """So many questions to a batch, all indicators in turn. Most are sliced so that cells have a
    case; some ask for all cases at once, or by function alone, where the budget is told.

    Their filters name values that all cases share or that the first fifty have.
    """
    choices = Seeded(seed)
    asked = []
    for number in range(count):
        indicator = list(OPTIONS)[number % len(OPTIONS)]
        request = draw_request(choices, indicator, batch.world.delivery_day)
        options = _options_in_turn(indicator, number // len(OPTIONS))
        asked.append(_for_batch(choices, replace(request, options=options), batch))
    return asked


def _options_in_turn(indicator: str, turn: int) -> dict[str, str]:
    """Every value of every option comes when an indicator is asked a few times; in new company
    each time round."""
    found = {}
    for place, (name, values) in enumerate(OPTIONS[indicator].items()):
        found[name] = values[(turn + place * (turn // len(values))) % len(values)]
    return found


def _for_batch(choices: Choices, request: FigureRequest, batch: Batch) -> FigureRequest:
    by = request.by
    if choices.chance(10):
        by = ()
    elif not set(by) & set(OWN_TO_A_CASE):
        by = (choices.pick(OWN_TO_A_CASE), *by)
    if request.indicator in TOLD_BESIDE_A_BUDGET and choices.chance(30):
        request, by = replace(request, filters=(), scope=()), ("function",)
    first = range(min(50, len(batch.cases)))
    return replace(
        request,
        by=by,
        filters=tuple(_marked_filter(one, first) for one in request.filters),
        scope=tuple(_marked_filter(one, first) for one in request.scope),
    )


def _marked_filter(one: RowFilter, numbers: Iterable[int]) -> RowFilter:
    values = one.values
    if one.dimension in OWN_TO_A_CASE:
        known = values - {"Uoplyst"}
        values = (values - known) | {
            _marked(number, value) for number in numbers for value in known
        }
    others = tuple(_marked_filter(other, numbers) for other in one.or_else)
    return RowFilter(one.dimension, frozenset(values), or_else=others)


def merged(cases: Sequence[World]) -> World:
    """All cases as one world. They must have been delivered on the same days."""
    first = cases[0]
    earlier = [case.earlier for case in cases if case.earlier is not None]
    assert {case.delivery_day for case in cases} == {first.delivery_day}
    assert len(earlier) in (0, len(cases))
    return World(
        _merged_tables(cases),
        first.own_municipality,
        first.delivery_day,
        merged(earlier) if earlier else None,
    )


def _merged_tables(cases: Sequence[World]) -> Tables:
    return {
        name: [
            _marked_row(number, row, columns)
            for number, case in enumerate(cases)
            for row in case.rows(name)
        ]
        for name, columns in MARKED.items()
    }


def _marked_row(number: int, row: Mapping[str, Any], columns: Iterable[str]) -> dict[str, Any]:
    marked = {name: _marked(number, row[name]) for name in columns if row.get(name) is not None}
    return {**row, **marked}


def _marked(number: int, value: str) -> str:
    return f"{number:05d}:{value}"


def case_of(dims: Iterable[tuple[str, str]]) -> int | None:
    """The number of the case a cell belongs to; None for a cell of them all."""
    for name, value in dims:
        if name in OWN_TO_A_CASE and ":" in value:
            return int(value.partition(":")[0])
    return None


def smallest(world: World, still_fails: Callable[[World], bool]) -> World:
    """Rows taken away for as long as it still fails: what is left is worth reading. First the
    delivery before and whole tables, then halves of what is left, then single rows."""
    if world.earlier is not None:
        without = replace(world, earlier=None)
        if still_fails(without):
            world = without
        else:
            now, earlier = world, world.earlier
            world = replace(
                now,
                earlier=_fewest_rows(earlier, lambda less: still_fails(replace(now, earlier=less))),
            )
    return _fewest_rows(world, still_fails)


def _fewest_rows(world: World, still_fails: Callable[[World], bool]) -> World:
    shrunk = True
    while shrunk:
        shrunk = False
        for name in world.tables:
            size = len(world.rows(name))
            while size >= 1:
                place = 0
                while place < len(world.rows(name)):
                    rows = world.rows(name)
                    fewer = [*rows[:place], *rows[place + size :]]
                    less = replace(world, tables={**world.tables, name: fewer})
                    if still_fails(less):
                        world, shrunk = less, True
                    else:
                        place += size
                size //= 2
    return world


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Any small world, with or without a delivery before it."""
    choices = Drawn(draw)
    delivery_day = choices.pick(DELIVERY_DAYS)
    earlier_day = _delivered_before(choices, delivery_day) if choices.chance(60) else None
    return draw_world(choices, delivery_day, earlier_day, one_facility=choices.chance(30))


@st.composite
def questions(draw: st.DrawFn) -> tuple[World, FigureRequest]:
    """Any small world and something to ask of it."""
    world = draw(worlds())
    choices = Drawn(draw)
    indicator = choices.pick(list(OPTIONS))
    return world, draw_request(choices, indicator, world.delivery_day)


def _delivered_before(choices: Choices, delivery_day: date) -> date:
    """A month before; or several, or in the year before."""
    months = choices.pick((1, 1, 1, 3, 11))
    return shift_months(month_of(delivery_day), -months).end
