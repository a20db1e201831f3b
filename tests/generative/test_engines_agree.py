"""E1, the quick arm: 2,000 cases, every indicator, DuckDB and a real Spark cluster, and the judge.

The long arm is `python -m tests.generative.run`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pejl.base.period import Period
from pejl.figures.registry import INDICATORS
from pejl.figures.request import DIMENSIONS, FigureRequest
from pejl.store.engines import Engine
from tests.generative.arms import Tally, Trait, compare, drawn, fewest_that_cover
from tests.generative.comparing import duckdb_over, spark_over
from tests.generative.spark_cluster import spark_cluster
from tests.generative.strategies import OPTIONS
from tests.reference.judge import World

CASES = 2_000
QUESTIONS = 32
SEED = "every commit 5"

ENGINES = ("duckdb", "spark")


def compared() -> Tally:
    """Spark takes seconds a question, so it is asked the fewest that ask with everything."""
    batch, requests = drawn(CASES, QUESTIONS, SEED)
    questions = {"duckdb": requests, "spark": fewest_that_cover(requests)}
    found = Tally()
    with spark_cluster(cores=2) as master_url:
        engines = {"duckdb": duckdb_over, "spark": spark_over(master_url)}
        compare(batch, questions, engines, found)
    return found


@pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas")
def test_every_engine_answers_as_the_judge() -> None:
    """One test, so that the comparison is made once, however tests are spread over processes."""
    tally = compared()
    assert not tally.found, "\n\n".join([f"{tally.kinds()}", *tally.readable])
    assert tally.cases == CASES
    assert min(tally.cells[engine] for engine in ENGINES) > 20_000
    for engine in ENGINES:
        check_every_dimension_option_and_filter_is_asked(tally, engine)
    check_every_number_of_every_indicator_is_something(tally)


def wanted_traits() -> set[Trait]:
    """Everything a question can ask with."""
    found: set[Trait] = {("filter with other ways in",), ("several periods",), ("over New Year",)}
    for name, options in OPTIONS.items():
        found.add(("indicator", name))
        found |= {(name, option, value) for option, values in options.items() for value in values}
    for name in DIMENSIONS:
        found |= {("by", name), ("filter", name)}
    found |= {("scope", name) for name in ("team", "facility", "case_worker")}
    return found


def check_every_dimension_option_and_filter_is_asked(tally: Tally, engine: str) -> None:
    """Each is put to every case, so asked once it is drawn 2,000 times."""
    asked = tally.traits[engine]
    assert {trait for trait in wanted_traits() if asked[trait] < 1} == set()
    assert min(asked["by", name] for name in DIMENSIONS) >= (2 if engine == "duckdb" else 1)


def test_the_questions_know_every_indicator_and_option() -> None:
    assert set(OPTIONS) == set(INDICATORS)
    for indicator in INDICATORS.values():
        choices = {one.name: one for one in indicator.options}
        several = {name for name, one in choices.items() if len(one.choices) != 1}
        assert set(OPTIONS[indicator.id]) == several
        for name, values in OPTIONS[indicator.id].items():
            assert not choices[name].choices or set(values) == set(choices[name].choices)


def check_every_number_of_every_indicator_is_something(tally: Tally) -> None:
    """Nothing agrees because it is always 0: each field differs from 0 in some cells."""
    names = {
        (indicator.id, name)
        for indicator in INDICATORS.values()
        for name in ("value", *(one.name for one in indicator.fields))
    }
    assert {name: tally.told[name] for name in names if tally.told[name] < 2} == {}


def test_a_fault_in_an_engine_is_found_and_shrunk_to_what_shows_it() -> None:
    """An engine that leaves out what began on 31 January: found, and told in a few rows."""

    def faulty(world: World, folder: Path) -> Engine:
        kept = [row for row in world.rows("grant") if not _on_31_january(row["start_date"])]
        return duckdb_over(replace(world, tables={**world.tables, "grant": kept}), folder)

    batch, _ = drawn(200, 1, "a fault")
    period = Period(batch.world.delivery_day - timedelta(days=364), batch.world.delivery_day)
    request = FigureRequest("I-02", (period,), by=("facility",))
    found = Tally()
    compare(batch, {"duckdb": [request]}, {"duckdb": faulty}, found)
    assert {one.request.indicator for one in found.found} == {"I-02"}
    told = next(text for text in found.readable if "shrunk" in text)
    rows = Counter(line.split(":")[0].strip() for line in told.splitlines() if "=" in line)
    assert rows["grant"] <= 2, told  # of one alone the faulty engine has no cell at all
    assert sum(rows.values()) <= 6, told


def _on_31_january(day: object) -> bool:
    return str(day).endswith("-01-31")
