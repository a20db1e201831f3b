"""Generated worlds: what they hold, and that many at once are judged as each by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pejl.base.period import Period
from pejl.canon.model import SQL_TYPES, TABLES
from pejl.figures.request import DIMENSIONS, FigureRequest
from tests.generative.choosing import Seeded
from tests.generative.fixture import write_world
from tests.generative.strategies import (
    OPTIONS,
    OWN_TO_A_CASE,
    Batch,
    case_of,
    draw_many,
    draw_request,
    draw_requests,
    smallest,
)
from tests.reference.judge import World, answer


@pytest.fixture(scope="module")
def batch() -> Batch:
    return draw_many(60, "a batch")


@pytest.mark.parametrize("indicator", [name for name in OPTIONS if name != "I-11"])
@pytest.mark.parametrize("own", OWN_TO_A_CASE)
def test_a_case_in_a_batch_is_answered_as_by_itself(batch: Batch, indicator: str, own: str) -> None:
    """Not so the forecast: its last posted month is that of the whole delivery."""
    year = Period(batch.world.delivery_day - timedelta(days=300), batch.world.delivery_day)
    request = FigureRequest(indicator, (year,), by=(own, "age_band"))
    together = answer(batch.world, request)
    compared = 0
    for number, case in enumerate(batch.cases):
        alone = {
            _marked(number, own, dims): figure
            for (_, dims), figure in answer(case, request).items()
            if dict(dims)[own] != "Uoplyst"
        }
        mine = {dims: figure for (_, dims), figure in together.items() if case_of(dims) == number}
        assert mine == alone
        compared += len(mine)
    assert compared > 30


def _marked(number: int, own: str, dims: Iterable[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    return frozenset(
        (name, f"{number:05d}:{value}" if name == own else value) for name, value in dims
    )


def test_the_same_seed_makes_the_same_batch(batch: Batch) -> None:
    again = draw_many(60, "a batch")
    assert again.world.tables == batch.world.tables
    assert draw_requests(9, 1, again) == draw_requests(9, 1, batch)
    assert draw_many(60, "another").world.tables != batch.world.tables


def test_half_of_the_cases_keep_all_their_rows_at_one_facility(batch: Batch) -> None:
    where = [
        {
            row["facility_id"]
            for name in ("grant", "commitment", "posting")
            for row in case.rows(name)
        }
        for case in batch.cases
    ]
    assert all(facilities == {"T1"} for facilities in where[::2])
    assert any(len(facilities) > 2 for facilities in where[1::2])


def test_worlds_hold_every_edge() -> None:
    seen: Counter[str] = Counter()
    for seed in range(40):
        for case in draw_many(10, seed).cases:
            seen.update(set(_edges(case)))
    assert {name: seen[name] for name in EDGES if seen[name] < 10} == {}


EDGES = (
    "open end", "end before start", "one day", "renewal", "hole", "overlap", "facility changed",
    "payer moved", "death within a grant", "no case", "no paragraph", "no citizen row",
    "no payer", "29 February", "starts after the delivery", "foreign commitment",
    "commitment without grant", "two commitments for a grant", "no tariff", "no unit",
    "cost with no citizen", "income", "regulation", "regulation downwards", "of an earlier year",
    "booked after the delivery", "budget of 0", "function with no budget", "gone since",
    "new since", "another tariff since", "another end since", "107 ended and invoiced",
)  # fmt: skip


def _edges(world: World) -> Iterable[str]:
    grants, commitments = world.rows("grant"), world.rows("commitment")
    known = {row["citizen"]: row for row in world.rows("citizen")}
    for row in grants:
        start, end = row["start_date"], row["end_date"]
        died = known.get(row["citizen"], {}).get("death_date")
        yield from _if(end is None, "open end")
        yield from _if(end is not None and end < start, "end before start")
        yield from _if(end == start, "one day")
        yield from _if(row["case_id"] is None, "no case")
        yield from _if(row["paragraph"] is None, "no paragraph")
        yield from _if(row["citizen"] not in known, "no citizen row")
        yield from _if(row["paying_municipality"] is None, "no payer")
        yield from _if((start.month, start.day) == (2, 29), "29 February")
        yield from _if(start > world.delivery_day, "starts after the delivery")
        yield from _if(bool(died and start <= died < (end or died)), "death within a grant")
    for one in grants:
        for two in grants:
            if one is two or one["citizen"] != two["citizen"] or one["end_date"] is None:
                continue
            hole = (two["start_date"] - one["end_date"]).days - 1
            yield from _if(hole == 0, "renewal")
            yield from _if(0 < hole <= 30, "hole")
            yield from _if(one["start_date"] < two["start_date"] <= one["end_date"], "overlap")
            moved = hole == 0 and one["paragraph"] == two["paragraph"]
            yield from _if(moved and one["facility_id"] != two["facility_id"], "facility changed")
            payers = one["paying_municipality"], two["paying_municipality"]
            yield from _if(moved and payers == ("901", "902"), "payer moved")
    for row in commitments:
        yield from _if(row["acting_municipality"] == "902", "foreign commitment")
        yield from _if(row["grant_id"] is None, "commitment without grant")
        yield from _if(row["tariff"] is None, "no tariff")
        yield from _if(row["tariff_unit"] is None, "no unit")
    referred = Counter(row["grant_id"] for row in commitments if row["grant_id"])
    yield from _if(max(referred.values(), default=0) > 1, "two commitments for a grant")
    yield from _edges_of_money(world)
    yield from _edges_between(world)


def _edges_of_money(world: World) -> Iterable[str]:
    budgeted = {row["function_code"] for row in world.rows("budget")}
    for row in world.rows("posting"):
        covers, regulated = row["service_month"], row["kind"] == "regulation"
        yield from _if(row["citizen"] is None, "cost with no citizen")
        yield from _if(row["amount"] < 0 and not regulated, "income")
        yield from _if(regulated, "regulation")
        yield from _if(row["amount"] < 0 and regulated, "regulation downwards")
        yield from _if(
            covers is not None and covers.year < row["booked_on"].year, "of an earlier year"
        )
        yield from _if(row["booked_on"] > world.delivery_day, "booked after the delivery")
        yield from _if(row["function_code"] not in budgeted, "function with no budget")
    yield from _if(any(row["revised"] == Decimal(0) for row in world.rows("budget")), "budget of 0")
    ended = {
        row["grant_id"]
        for row in world.rows("commitment")
        if row["service_key"] == "SEL-107" and row["end_date"]
    }
    yield from _if(
        any(row["grant_id"] in ended and row["kind"] == "invoice" for row in world.rows("posting")),
        "107 ended and invoiced",
    )


def _edges_between(world: World) -> Iterable[str]:
    assert world.earlier is not None
    before = {row["commitment_id"]: row for row in world.earlier.rows("commitment")}
    now = {row["commitment_id"]: row for row in world.rows("commitment")}
    both = before.keys() & now.keys()
    yield from _if(bool(before.keys() - now.keys()), "gone since")
    yield from _if(bool(now.keys() - before.keys()), "new since")
    for column, name in (("tariff", "another tariff since"), ("end_date", "another end since")):
        yield from _if(any(before[one][column] != now[one][column] for one in both), name)


def _if(holds: bool, name: str) -> Iterable[str]:
    return (name,) if holds else ()


def test_questions_ask_for_everything_there_is() -> None:
    choices, seen = Seeded("questions"), Counter[Any]()
    for _ in range(400):
        for indicator in OPTIONS:
            request = draw_request(choices, indicator, draw_many(1, 1).world.delivery_day)
            seen.update((indicator, "by", name) for name in request.by)
            seen.update((indicator, *option) for option in request.options.items())
            seen.update((indicator, "filter", one.dimension) for one in request.filters)
    wanted = [(indicator, "by", name) for indicator in OPTIONS for name in DIMENSIONS]
    wanted += [(indicator, "filter", name) for indicator in OPTIONS for name in DIMENSIONS]
    for indicator, options in OPTIONS.items():
        wanted += [(indicator, name, value) for name in options for value in options[name]]
    assert [one for one in wanted if seen[one] < 5] == []


def test_questions_to_a_batch_are_sliced_by_what_a_case_owns_or_of_all(batch: Batch) -> None:
    requests = draw_requests(80, "some", batch)
    assert {request.indicator for request in requests} == set(OPTIONS)
    sliced = [one for one in requests if set(one.by) & set(OWN_TO_A_CASE)]
    assert len(sliced) > 60
    assert {one.by for one in requests if one not in sliced} == {()}
    by_function = [one for one in sliced if one.by == ("function",) and not one.filters]
    assert {one.indicator for one in by_function} >= {"I-10", "I-11"}


def test_a_few_rounds_of_questions_have_every_option(batch: Batch) -> None:
    requests = draw_requests(4 * len(OPTIONS), "any", batch)
    asked = {(one.indicator, *option) for one in requests for option in one.options.items()}
    assert asked == {
        (indicator, name, value)
        for indicator, options in OPTIONS.items()
        for name, values in options.items()
        for value in values
    }


def test_smallest_leaves_what_makes_it_fail(batch: Batch) -> None:
    large = next(case for case in batch.cases if len(case.rows("grant")) > 3)
    wanted = large.rows("grant")[2]["grant_id"]

    def still_fails(world: World) -> bool:
        return any(row["grant_id"] == wanted for row in world.rows("grant"))

    small = smallest(large, still_fails)
    assert small.earlier is None
    assert [row["grant_id"] for row in small.rows("grant")] == [wanted]
    assert sum(len(rows) for rows in small.tables.values()) == 1


def test_files_have_the_canonical_types_and_the_same_rows(batch: Batch, tmp_path: Path) -> None:
    files = write_world(batch.world, tmp_path)
    assert set(files) == set(TABLES)
    for name, path in files.items():
        found = duckdb.sql(f"DESCRIBE SELECT * FROM '{path}'").fetchall()
        wanted = [(column.name, SQL_TYPES[column.type]) for column in TABLES[name].all_columns()]
        assert [row[:2] for row in found] == wanted
    rows = duckdb.sql(
        f"SELECT posting_id, amount, booked_on, feed, line FROM '{files['posting']}' ORDER BY line"
    ).fetchall()
    assert rows == [
        (row["posting_id"], row["amount"], row["booked_on"], "test", line)
        for line, row in enumerate(batch.world.rows("posting"), start=2)
    ]


def test_a_column_that_is_not_there_is_refused(tmp_path: Path) -> None:
    strange = replace(draw_many(1, 1).world, tables={"grant": [{"grant": "1"}]})
    with pytest.raises(AssertionError, match="no such columns"):
        write_world(strange, tmp_path)
