"""The questions an indicator truly asks, taken down while it is computed on empty tables.

The indicator is asked with every choice of its options, in total and by its dimensions, of a
delivery with another beside it. What the engine is told to answer is what the figure
rests on; nobody has to say so.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from pejl.base.period import parse_period
from pejl.canon import tables  # noqa: F401  the tables register themselves
from pejl.canon.model import SQL_TYPES, TABLES
from pejl.figures.compute import compute
from pejl.figures.definition import Indicator
from pejl.figures.request import FigureRequest
from pejl.figures.spine import build_spine
from pejl.figures.spine.booked import CELLS
from pejl.lineage.reading import Reader
from pejl.sources.typing import literal
from pejl.store.engines import (
    EARLIER,
    DuckEngine,
    EngineFacts,
    InputTable,
    Question,
    Row,
    derived_named,
    spoken,
)

_FACTS = EngineFacts(date(2026, 10, 31), "901", 1, date(2026, 9, 30))
_PERIOD = parse_period("2026-01..2026-10")


@dataclass(eq=False)
class Recorder:
    """An engine that takes down every question it is asked, and every table it is told to make."""

    inner: DuckEngine
    told: dict[str, str] = field(default_factory=dict)
    schema: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    name = "duckdb"

    @property
    def facts(self) -> EngineFacts:
        return self.inner.facts

    def table(self, name: str) -> Any:
        found = self.inner.table(name)
        derived = derived_named(name)
        if derived and name not in self.told:
            self._note(name, derived[0])
        return found

    def run(self, expression: Any, inputs: Mapping[str, InputTable] | None = None) -> list[Row]:
        raise NotImplementedError("a figure is asked for by questions, which have a name")

    def ask(self, question: Question, inputs: Mapping[str, InputTable] | None = None) -> list[Row]:
        self.asked.append(spoken("duckdb", question, self.table).sql)
        for name, table in (inputs or {}).items():
            self.schema[name] = {column: "VARCHAR" for column, _ in table.columns}
        return self.inner.ask(question, inputs)

    def define(self, name: str, question: Question) -> None:
        self._note(name, question)
        self.inner.define(name, question)

    def _note(self, name: str, question: Question) -> None:
        said = spoken("duckdb", question, self.table)
        self.told[name] = said.sql
        self.schema[name] = {column: str(type_) for column, type_ in said.schema.items()}

    def close(self) -> None:
        self.inner.close()


@contextmanager
def recorder() -> Iterator[Recorder]:
    """An engine over empty canonical tables, its spine made, and that of a delivery before."""
    with tempfile.TemporaryDirectory(prefix="pejl-") as folder:
        files, schema = _empty_tables(Path(folder))
        one = Recorder(DuckEngine(files, _FACTS, threads=1), schema=schema)
        try:
            build_spine(one)
            build_spine(one, EARLIER)
            yield one
        finally:
            one.close()


def reader_of(one: Recorder) -> Reader:
    """Reads the recorder's questions, through the tables it was told to make."""
    return Reader(one.schema, one.told, EARLIER)


@dataclass(frozen=True)
class Questions:
    """What is asked for the figure itself, with any choice of its options, and for its slices."""

    whole: tuple[str, ...]
    sliced: tuple[str, ...]
    alone: Mapping[str, tuple[str, ...]]


def questions_of(one: Recorder, indicator: Indicator) -> Questions:
    """Sliced by all dimensions at once, and by those alone that are counted ahead. Engines keep
    small answers, so a recorder of its own is asked everything anew each time."""

    def asked(by: tuple[str, ...], chosen: Mapping[str, str]) -> list[str]:
        fresh = Recorder(one.inner, one.told, one.schema)
        compute(fresh, FigureRequest(indicator.id, (_PERIOD,), by, options=dict(chosen)))
        return fresh.asked

    whole = [sql for chosen in _choices(indicator) for sql in asked((), chosen)]
    return Questions(
        tuple(dict.fromkeys(whole)),
        tuple(asked(indicator.dimensions, {})),
        {name: tuple(asked((name,), {})) for name in CELLS if name in indicator.dimensions},
    )


def _choices(indicator: Indicator) -> Iterator[dict[str, str]]:
    """The defaults, and each option's other values in turn."""
    yield {}
    for option in indicator.options:
        for value in option.choices or ("1",):
            if value != option.default:
                yield {option.name: value}


def _empty_tables(folder: Path) -> tuple[dict[str, Path], dict[str, dict[str, str]]]:
    files: dict[str, Path] = {}
    schema: dict[str, dict[str, str]] = {}
    with duckdb.connect() as connection:
        for name, table in TABLES.items():
            columns = {one.name: SQL_TYPES[one.type] for one in table.all_columns()}
            told = ", ".join(f'null::{type_} as "{one}"' for one, type_ in columns.items())
            path = folder / f"{name}.parquet"
            connection.execute(
                f"copy (select {told} where false) to {literal(str(path))} (format parquet)"
            )
            for prefix in ("", EARLIER):
                files[f"{prefix}{name}"], schema[f"{prefix}{name}"] = path, columns
    return files, schema
