"""What must be true of the judge's answers whatever the world."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from pejl.base.period import Period
from pejl.figures.request import DIMENSIONS, FigureRequest
from tests.generative.strategies import questions, worlds
from tests.reference.judge import World, answer
from tests.reference.movements import REASONS

quick = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
slicings = st.sampled_from(sorted(DIMENSIONS))


def last_year(world: World) -> Period:
    return Period(world.delivery_day - timedelta(days=365), world.delivery_day)


def total(world: World, indicator: str, **options: str):
    period = last_year(world)
    found = answer(world, FigureRequest(indicator, (period,), options=options))
    return found[period, frozenset()]


@quick
@given(questions(), st.randoms(use_true_random=False))
def test_the_order_of_rows_says_nothing(
    question: tuple[World, FigureRequest], chance: random.Random
) -> None:
    world, request = question
    mixed = {name: chance.sample(rows, len(rows)) for name, rows in world.tables.items()}
    assert answer(replace(world, tables=mixed), request) == answer(world, request)


@quick
@given(worlds())
def test_a_grant_split_in_two_is_as_many_days_and_one_more_grant(world: World) -> None:
    start = last_year(world).start
    grants = list(world.rows("grant"))
    whole = next(
        (row for row in grants if row["start_date"] <= start and row["end_date"] is None), None
    )
    assume(whole is not None and whole["paying_municipality"] == world.own_municipality)
    assert whole is not None
    grants.remove(whole)
    grants.append(whole | {"end_date": start + timedelta(days=99)})
    grants.append(whole | {"grant_id": "new", "start_date": start + timedelta(days=100)})
    split = replace(world, tables={**world.tables, "grant": grants}, earlier=None)
    assert total(split, "I-01").value == total(world, "I-01").value
    assert total(split, "I-02") == total(world, "I-02")
    for name in ("stock_start", "inflow", "outflow", "stock_end", "internal_moves"):
        assert total(split, "I-04").fields[name] == total(world, "I-04").fields[name]


@quick
@given(worlds())
def test_a_citizen_others_pay_for_is_in_no_unit_cost(world: World) -> None:
    theirs = {
        "grant_id": "theirs",
        "citizen": "new",
        "start_date": last_year(world).start,
        "acting_municipality": world.own_municipality,
        "paying_municipality": "902",
    }
    more = replace(world, tables={**world.tables, "grant": [*world.rows("grant"), theirs]})
    assert total(more, "I-12") == total(world, "I-12")
    assert total(more, "I-02", population="acting").value == (
        total(world, "I-02", population="acting").value + 1
    )


@quick
@given(worlds(), slicings)
def test_kroner_of_the_cells_are_the_kroner_in_all(world: World, by: str) -> None:
    period = last_year(world)
    for indicator, names in {
        "I-10": ("gross", "income", "net"),
        "I-11": ("posted", "rest", "past_end", "price", "volume", "new", "ended", "corrections"),
    }.items():
        cells = answer(world, FigureRequest(indicator, (period,), by=(by,))).values()
        whole = total(world, indicator)
        assert sum(cell.value for cell in cells) == whole.value
        for name in names:
            if whole.fields[name] is not None:
                assert sum(cell.fields[name] for cell in cells) == whole.fields[name]


@quick
@given(worlds())
def test_the_split_of_a_change_adds_up(world: World) -> None:
    found = total(world, "I-14")
    if found.fields["volume"] is not None:
        parts = [found.fields[name] for name in ("volume", "price", "mix")]
        assert sum(parts) == found.value


@quick
@given(questions())
def test_counts_are_never_below_zero_and_never_more_than_the_days(
    question: tuple[World, FigureRequest],
) -> None:
    world, request = question
    for (asked, _), cell in answer(world, request).items():
        assert (cell.persons or 0) >= 0
        if request.indicator == "I-01":
            days = cell.fields["days"]
            assert 0 <= days <= len(world.rows("grant") + world.rows("commitment")) * asked.days
        if request.indicator == "I-04":
            assert all(count >= 0 for count in cell.fields.values())
            assert cell.fields["outflow"] == sum(cell.fields[f"outflow_{one}"] for one in REASONS)
