"""What must not change a figure does not, on hundreds of generated cases (E1's extras).

A judge may share a misreading with the engine; these hold whatever the definition is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest

from pejl.base.period import Period
from pejl.base.tables import Value
from pejl.figures.registry import INDICATORS
from pejl.figures.request import DIMENSIONS, FigureRequest
from tests.generative.comparing import answered, duckdb_over
from tests.generative.making import OTHER, OWN
from tests.generative.strategies import OPTIONS, draw_many
from tests.reference.judge import Answers, World
from tests.reference.judge import answer as judged_total

CASES = 300


@pytest.fixture(scope="module")
def world() -> World:
    return replace(draw_many(CASES, "metamorphic").world, earlier=None)


def asked(world: World, *requests: FigureRequest) -> list[Answers]:
    with TemporaryDirectory() as folder:
        engine = duckdb_over(world, Path(folder))
        try:
            return [answered(engine, request) for request in requests]
        finally:
            engine.close()


def year(world: World) -> Period:
    return Period(world.delivery_day - timedelta(days=364), world.delivery_day)


def every_indicator(world: World) -> list[FigureRequest]:
    return [FigureRequest(name, (year(world),), by=("facility", "age_band")) for name in OPTIONS]


def test_the_order_of_rows_changes_nothing(world: World) -> None:
    random, shuffled = Random(7), {}
    for name, rows in world.tables.items():
        shuffled[name] = random.sample(list(rows), len(rows))
    requests = every_indicator(world)
    assert asked(replace(world, tables=shuffled), *requests) == asked(world, *requests)


def test_a_grant_split_in_two_adjoining_is_the_same_days_and_no_movement(world: World) -> None:
    split = list(_split(world))
    assert len(split) > len(world.rows("grant")) + CASES
    requests = [
        FigureRequest("I-01", (year(world),), by=("facility",)),
        FigureRequest("I-02", (year(world),), by=("paragraph",)),
        FigureRequest("I-04", (year(world),), by=("facility",)),
        FigureRequest("I-12", (year(world),), by=("paragraph",)),
    ]
    before = asked(world, *requests)
    after = asked(replace(world, tables={**world.tables, "grant": split}), *requests)
    by_grant = {"services", "grants_started", "grants_ended"}
    for one, other in zip(before, after, strict=True):
        assert one.keys() == other.keys()
        for place, answer in one.items():
            assert other[place].value == answer.value
            assert other[place].persons == answer.persons
            kept = {name: number for name, number in answer.fields.items() if name not in by_grant}
            assert {name: other[place].fields[name] for name in kept} == kept


def _split(world: World) -> Iterator[dict[str, object]]:
    """The second half keeps the grant's number with a mark; days, payer and place stay."""
    for row in world.rows("grant"):
        start, end = row["start_date"], row["end_date"] or world.delivery_day
        if end <= start:
            yield dict(row)
            continue
        middle = start + (end - start) // 2
        yield {**row, "end_date": middle}
        # By the commitment a grant has a function: the second half is not asked for by it.
        yield {**row, "start_date": middle + timedelta(days=1), "grant_id": f"{row['grant_id']}-2"}


def test_a_citizen_another_municipality_pays_for_leaves_the_unit_cost(world: World) -> None:
    others = [
        {
            "grant_id": f"other-{number}",
            "citizen": f"other-{number}",
            "paragraph": row["paragraph"],
            "facility_id": row["facility_id"],
            "start_date": row["start_date"],
            "end_date": row["end_date"],
            "acting_municipality": OWN,
            "paying_municipality": OTHER,
        }
        for number, row in enumerate(world.rows("grant"))
    ]
    bills = [
        {
            "posting_id": f"bill-{row['grant_id']}",
            "grant_id": row["grant_id"],
            "citizen": row["citizen"],
            "booked_on": world.delivery_day,
            "service_month": world.delivery_day.replace(day=1),
            "function_code": "5.38.52",
            "facility_id": row["facility_id"],
            "amount": Decimal("1000.00"),
            "kind": "invoice",
        }
        for row in others
    ]
    more = {
        **world.tables,
        "grant": [*world.rows("grant"), *others],
        "posting": [*world.rows("posting"), *bills],
    }
    request = FigureRequest("I-12", (year(world),), by=("paragraph",))
    (before,), (after,) = asked(world, request), asked(replace(world, tables=more), request)
    assert {place: after[place].value for place in before} == {
        place: one.value for place, one in before.items()
    }
    assert {after[place].value for place in after.keys() - before.keys()} <= {None}
    bills_of = {place: one.fields["others_pay"] for place, one in after.items()}
    assert sum(bills_of.values()) >= 1000 * len(others)


DECLARED = [
    (name, dimension)
    for name, indicator in INDICATORS.items()
    for dimension in sorted(indicator.additive_over - {"period"})
]


@pytest.mark.parametrize(("indicator", "dimension"), DECLARED)
def test_declared_additivity_is_true(world: World, indicator: str, dimension: str) -> None:
    """The cells add up to what is counted for the whole, whichever way the options stand."""
    for options in every_option(indicator):
        assert added_up(world, indicator, dimension, options), options


@pytest.mark.parametrize(
    ("indicator", "dimension"),
    [
        (name, dimension)
        for name in ("I-01", "I-02", "I-04")
        for dimension in DIMENSIONS
        if dimension not in INDICATORS[name].additive_over
    ]
    + [("I-03", "paragraph"), ("I-12", "function")],
)
def test_what_is_not_declared_additive_is_not(world: World, indicator: str, dimension: str) -> None:
    """A citizen with two cases, teams or payers is one: the test above can fail."""
    assert not added_up(world, indicator, dimension, {})


def test_kroner_by_month_are_those_of_the_year(world: World) -> None:
    whole = year(world)
    months = FigureRequest("I-10", tuple(whole.months()))
    (parts, (total,)) = (
        list(asked(world, months)[0].values()),
        list(asked(world, FigureRequest("I-10", (whole,)))[0].values()),
    )
    assert "period" in INDICATORS["I-10"].additive_over
    assert sum(one.value for one in parts) == total.value


def every_option(indicator: str) -> Iterator[dict[str, str]]:
    yield {}
    for name, values in OPTIONS[indicator].items():
        yield from ({name: value} for value in values[1:])


def added_up(world: World, indicator: str, dimension: str, options: dict[str, str]) -> bool:
    whole = FigureRequest(indicator, (year(world),), options=options)
    parts = replace(whole, by=(dimension,))
    (total,) = judged_total(world, whole).values()
    return _sum(one.value for one in judged_total(world, parts).values()) == total.value


def _sum(values: Iterator[Value | None]) -> Fraction:
    return sum((Fraction(one) for one in values if one is not None), Fraction(0))
