"""The judge and an engine asked the same, and every number in which they differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pejl.base.errors import UsageError
from pejl.base.period import Period
from pejl.base.tables import Value
from pejl.figures.compute import compute
from pejl.figures.request import FigureRequest, RowFilter
from pejl.figures.spine import build_spine
from pejl.store.engines import EARLIER, DuckEngine, Engine, EngineFacts, spark_engine
from tests.generative.fixture import write_world
from tests.generative.strategies import case_of, smallest
from tests.reference.judge import Answer, Answers, World, answer
from tests.reference.places import Dims

NO_CELL = "no cell"

Started = Callable[[World, Path], Engine]
"""An engine over a world whose tables are written in the folder."""


@dataclass(frozen=True)
class Difference:
    """One number that the two do not agree on; `name` is the field, `value`, `persons` or
    NO_CELL."""

    engine: str
    request: FigureRequest
    period: Period
    dims: Dims
    name: str
    judged: Value | None
    answered: Value | None

    @property
    def case(self) -> int | None:
        return case_of(self.dims)

    def __str__(self) -> str:
        cell = ", ".join(f"{name}={value}" for name, value in sorted(self.dims)) or "the total"
        return (
            f"{self.request.indicator} {self.name} in {self.period.text}, {cell}: "
            f"judge {self.judged}, {self.engine} {self.answered}"
        )


def duckdb_over(world: World, folder: Path) -> Engine:
    files, facts = _files(world, folder)
    return _with_spine(DuckEngine(files, facts, threads=2, memory_limit="4GB"), world)


def spark_over(master_url: str) -> Started:
    def started(world: World, folder: Path) -> Engine:
        files, facts = _files(world, folder)
        return _with_spine(spark_engine(master_url, files, facts), world)

    return started


def _files(world: World, folder: Path) -> tuple[dict[str, Path], EngineFacts]:
    files = write_world(world, folder / "now")
    before: date | None = None
    if world.earlier is not None:
        before = world.earlier.delivery_day
        earlier = write_world(world.earlier, folder / "before")
        files |= {f"{EARLIER}{name}": path for name, path in earlier.items()}
    facts = EngineFacts(world.delivery_day, world.own_municipality, earlier_day=before)
    return files, facts


def _with_spine(engine: Any, world: World) -> Engine:
    for prefix in ("", EARLIER) if world.earlier is not None else ("",):
        build_spine(engine, prefix)
    return engine  # type: ignore[no-any-return]


def answered(engine: Engine, request: FigureRequest) -> Answers:
    """What the engine says, in the judge's own shape."""
    return {
        (cell.period, frozenset(cell.dims.items())): Answer(cell.value, cell.fields, cell.persons)
        for cell in compute(engine, request).cells_for_gate()
    }


def differences(engine: Engine, world: World, request: FigureRequest) -> list[Difference]:
    """Every number of every cell is compared, and which cells there are."""
    return list(
        differences_of(engine.name, request, judged(world, request), answered(engine, request))
    )


def judged(world: World, request: FigureRequest) -> Answers:
    """What the judge says. A filter that lets nothing through is an empty scope: an empty answer,
    where a judge asked about the total says 0."""
    if all(_lets_something(one) for one in request.narrowed_by):
        return answer(world, request)
    return {}


def _lets_something(one: RowFilter) -> bool:
    return bool(one.values) or any(_lets_something(other) for other in one.or_else)


def differences_of(
    engine: str, request: FigureRequest, verdict: Answers, answers: Answers
) -> Iterator[Difference]:
    for place in verdict.keys() | answers.keys():
        wanted, found = verdict.get(place), answers.get(place)
        if wanted is None or found is None:
            told = [None if one is None else one.value for one in (wanted, found)]
            yield Difference(engine, request, *place, NO_CELL, *told)
            continue
        for name, one, other in _numbers(wanted, found):
            if one != other:
                yield Difference(engine, request, *place, name, one, other)


def _numbers(wanted: Answer, found: Answer) -> Iterator[tuple[str, Any, Any]]:
    yield "value", wanted.value, found.value
    yield "persons", wanted.persons, found.persons
    for name in sorted(wanted.fields.keys() | found.fields.keys()):
        yield name, wanted.fields.get(name, "not told"), found.fields.get(name, "not told")


def first_of_each_kind(found: Iterable[Difference]) -> list[Difference]:
    """One an indicator, field and engine: those of a single case first, which can be shrunk."""
    kinds: dict[tuple[str, str, str], Difference] = {}
    for one in sorted(found, key=lambda one: (one.case is None, one.case or 0)):
        kinds.setdefault((one.engine, one.request.indicator, one.name), one)
    return list(kinds.values())


def readable(one: Difference, cases: Iterable[World], started: Started) -> str:
    """The difference, and the smallest world that still shows one of its kind."""
    world = dict(enumerate(cases)).get(one.case or 0)
    told = [str(one), f"  asked: {_request_text(one.request)}"]
    if world is None or one.case is None:
        return "\n".join([*told, "  the cell belongs to no single case"])
    request = alone(one.request, one.case)
    if not shows(world, request, one.name, started):
        return "\n".join([*told, f"  case {one.case} by itself does not show it"])
    small = smallest(world, lambda less: shows(less, request, one.name, started))
    return "\n".join([*told, f"  case {one.case}, shrunk:", *world_text(small)])


def shows(world: World, request: FigureRequest, name: str, started: Started) -> bool:
    with TemporaryDirectory() as folder:
        try:
            engine = started(world, Path(folder))
            try:
                found = differences(engine, world, request)
            finally:
                engine.close()
        except UsageError:
            return False
    return any(one.name == name for one in found)


def alone(request: FigureRequest, case: int) -> FigureRequest:
    """The batch's question as it is put to one case: its values without the case's number."""
    filters = tuple(_alone(one, case) for one in request.filters)
    return replace(request, filters=filters, scope=tuple(_alone(o, case) for o in request.scope))


def _alone(one: RowFilter, case: int) -> RowFilter:
    mark = f"{case:05d}:"
    values = {value.removeprefix(mark) for value in one.values}
    return RowFilter(one.dimension, frozenset(values), tuple(_alone(o, case) for o in one.or_else))


def _request_text(request: FigureRequest) -> str:
    periods = ", ".join(one.text for one in request.periods)
    filters = "; ".join(_filter_text(one) for one in request.narrowed_by) or "no filter"
    return f"{periods} by {', '.join(request.by) or 'nothing'}, {dict(request.options)}, {filters}"


def _filter_text(one: RowFilter) -> str:
    values = sorted(one.values)
    told = f"{one.dimension} in {values[:4]}{'…' if len(values) > 4 else ''}"
    return " or ".join([told, *(_filter_text(other) for other in one.or_else)])


def world_text(world: World) -> list[str]:
    lines = [f"  delivered {world.delivery_day}"]
    for name, rows in world.tables.items():
        lines += [f"    {name}: {_row_text(row)}" for row in rows]
    if world.earlier is not None:
        lines += ["  the delivery before:", *(f"  {line}" for line in world_text(world.earlier))]
    return lines


def _row_text(row: Any) -> str:
    return ", ".join(f"{name}={value}" for name, value in row.items() if value is not None)
