"""A raw table refuses to be shown in every way a template or a log could try."""

from __future__ import annotations

import json
import pickle
from datetime import date

import pytest

from pejl.base.errors import ConsistencyError
from pejl.base.period import parse_period
from pejl.base.tables import Cell, FigureTable, ReleasedTable, TableFacts

FACTS = TableFacts("I-02", ("paragraph",), {}, date(2026, 10, 31), 1)
JUNE = parse_period("2026-06")
CELLS = (Cell(JUNE, {"paragraph": "§ 107"}, 7), Cell(JUNE, {"paragraph": "§ 85"}, 0))


@pytest.mark.parametrize(
    "show",
    [str, repr, list, len, "{}".format, pickle.dumps, lambda table: json.dumps(table, default=str)],
    ids=["str", "repr", "list", "len", "format", "pickle", "json"],
)
def test_a_raw_table_refuses(show: object) -> None:
    with pytest.raises(ConsistencyError):
        show(FigureTable(FACTS, CELLS))  # type: ignore[operator]


def test_a_released_table_finds_its_cells() -> None:
    table = ReleasedTable(FACTS, CELLS, viewer="leder", purpose="steering", trace_id="x")
    found = table.at(JUNE, paragraph="§ 107")
    assert found is not None and found.value == 7
    assert table.at(JUNE, paragraph="§ 999") is None
    assert table.at(parse_period("2026-07"), paragraph="§ 107") is None
    assert len(list(table)) == len(table) == 2
