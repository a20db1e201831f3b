"""Every worked example of every definition: the manual prints what is tested here."""

from __future__ import annotations

from pathlib import Path

import pytest

from pejl.base.period import parse_period
from pejl.figures.compute import compute
from pejl.figures.definition import Example
from pejl.figures.registry import INDICATORS
from pejl.figures.request import FigureRequest
from tests.reference.engines import duck

EXAMPLES = [
    pytest.param(indicator.id, example, id=f"{indicator.id}-{place}")
    for indicator in INDICATORS.values()
    for place, example in enumerate(indicator.examples)
]


@pytest.mark.parametrize(("indicator", "example"), EXAMPLES)
def test_worked_example(indicator: str, example: Example, tmp_path: Path) -> None:
    engine = duck(tmp_path, example.tables, example.delivery_day)
    request = FigureRequest(
        indicator, (parse_period(example.period),), example.by, options=example.options
    )
    cells = {tuple(cell.dims.items()): cell for cell in compute(engine, request).cells_for_gate()}
    assert set(cells) == {tuple(one.dims.items()) for one in example.expected}
    for expected in example.expected:
        cell = cells[tuple(expected.dims.items())]
        assert cell.value == expected.value
        assert cell.persons == expected.persons
        assert {name: cell.fields[name] for name in expected.fields} == expected.fields
