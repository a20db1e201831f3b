"""The worked examples once more, on a Spark cluster: a definition has one answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pejl.base.period import parse_period
from pejl.figures.compute import compute
from pejl.figures.definition import Example
from pejl.figures.request import FigureRequest
from pejl.figures.spine import build_spine
from pejl.store.engines import EngineFacts, spark_engine
from tests.generative.spark_cluster import spark_cluster
from tests.reference.tables import OWN, write_tables
from tests.spec.test_examples import EXAMPLES


@pytest.fixture(scope="module")
def master_url() -> Iterator[str]:
    with spark_cluster() as url:
        yield url


@pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas")
@pytest.mark.parametrize(("indicator", "example"), EXAMPLES)
def test_worked_example_on_spark(
    indicator: str, example: Example, master_url: str, tmp_path: Path
) -> None:
    facts = EngineFacts(example.delivery_day, OWN)
    engine = spark_engine(master_url, write_tables(tmp_path, example.tables), facts)
    build_spine(engine)
    request = FigureRequest(
        indicator, (parse_period(example.period),), example.by, options=example.options
    )
    cells = {tuple(cell.dims.items()): cell for cell in compute(engine, request).cells_for_gate()}
    engine.close()
    assert set(cells) == {tuple(one.dims.items()) for one in example.expected}
    for expected in example.expected:
        cell = cells[tuple(expected.dims.items())]
        assert (cell.value, cell.persons) == (expected.value, expected.persons)
        assert {name: cell.fields[name] for name in expected.fields} == expected.fields
