"""What an indicator is said to rest on is what changes it: nothing else does, and all of it can."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pejl.base.period import parse_period
from pejl.canon.model import TABLES
from pejl.figures.compute import compute
from pejl.figures.definition import Indicator
from pejl.figures.registry import INDICATORS
from pejl.figures.request import FigureRequest
from pejl.figures.spine.booked import CELLS
from pejl.lineage.figures import Rests, rests_of_indicators
from pejl.store.engines import DuckEngine
from tests.reference.engines import duck
from tests.reference.tables import NEEDED
from tests.unit.lineage.world import BEFORE, DAY, RUINS, Rows, ruined, worlds

PERIOD = parse_period("2026-01..2026-10")
NOW, THEN = worlds()


@pytest.fixture(scope="module")
def rests() -> dict[str, Rests]:
    return dict(rests_of_indicators())


def engine(folder: Path, now: Rows, then: Rows) -> DuckEngine:
    return duck(folder, now, DAY, earlier=(then, BEFORE))


def ruined_engine(
    folder: Path, columns: Iterable[tuple[str, str]], ruin: Any, seed: int = 1
) -> DuckEngine:
    chosen = list(columns)
    now, then = (ruined(rows, iter(chosen), ruin, seed) for rows in (NOW, THEN))
    return engine(folder, now, then)


def requests(indicator: Indicator) -> Iterator[FigureRequest]:
    def asked(by: tuple[str, ...] = (), **options: str) -> FigureRequest:
        return FigureRequest(indicator.id, (PERIOD,), by, options=options)

    yield asked(indicator.dimensions)
    for name in CELLS:
        yield asked((name,))
    yield asked()
    for option in indicator.options:
        for value in option.choices or ("9",):
            for by in ((), indicator.dimensions):
                yield asked(by, **{option.name: value})


def answer(one: DuckEngine, request: FigureRequest) -> Any:
    return [
        (tuple(sorted(cell.dims.items())), cell.value, tuple(sorted(cell.fields.items())),
         cell.persons, tuple(sorted(cell.lacking.items())))
        for cell in compute(one, request).cells_for_gate()
    ]  # fmt: skip


def every_column() -> set[tuple[str, str]]:
    return {(table, one.name) for table in NEEDED for one in TABLES[table].columns}


def pairs(names: Iterable[str]) -> set[tuple[str, str]]:
    return {(table, column) for table, _, column in (one.partition(".") for one in names)}


@pytest.mark.parametrize("name", INDICATORS)
@pytest.mark.parametrize("ruin", RUINS)
def test_what_it_does_not_need_can_be_ruined_all_at_once(
    tmp_path: Path, rests: dict[str, Rests], name: str, ruin: Any
) -> None:
    whole = engine(tmp_path / "whole", NOW, THEN)
    unneeded = every_column() - pairs(rests[name].every)
    assert unneeded
    worse = ruined_engine(tmp_path / "worse", unneeded, ruin)
    for request in requests(INDICATORS[name]):
        assert answer(worse, request) == answer(whole, request), request


@pytest.mark.parametrize("name", INDICATORS)
def test_what_only_slicing_needs_leaves_the_figure_itself_alone(
    tmp_path: Path, rests: dict[str, Rests], name: str
) -> None:
    whole = engine(tmp_path / "whole", NOW, THEN)
    sliced = pairs(rests[name].every) - pairs(rests[name].always)
    worse = ruined_engine(tmp_path / "worse", sliced, RUINS[0])
    for request in requests(INDICATORS[name]):
        if request.by:
            continue
        assert answer(worse, request) == answer(whole, request), request


def test_each_column_it_needs_can_change_it(tmp_path: Path, rests: dict[str, Rests]) -> None:
    """One column ruined at a time, in different ways until each indicator that needs it moves."""
    whole = engine(tmp_path / "whole", NOW, THEN)
    told = {
        name: [(request, answer(whole, request)) for request in requests(one)]
        for name, one in INDICATORS.items()
    }
    unmoved = []
    for table, column in sorted(pairs({one for rest in rests.values() for one in rest.every})):
        waiting = {name for name, rest in rests.items() if f"{table}.{column}" in rest.every}
        for number, ruin in enumerate((*RUINS, *RUINS)):
            if not waiting:
                break
            folder = tmp_path / f"{table}-{column}-{number}"
            worse = ruined_engine(folder, [(table, column)], ruin, number)
            waiting -= {
                name
                for name in waiting
                if any(answer(worse, request) != before for request, before in told[name])
            }
            worse.close()
        unmoved += [f"{name}: {table}.{column}" for name in sorted(waiting)]
    assert not unmoved, unmoved
