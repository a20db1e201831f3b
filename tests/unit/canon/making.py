"""Deliveries of one or two small files, taken all the way to canonical Parquet files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from pejl.canon.arrival import Arrival, Desk, build_tables, take_files
from pejl.canon.mapping import TablePlan
from pejl.sources.delivered import match_files
from pejl.sources.profile import Profile
from pejl.store.workbench import open_workbench

MAPS = {
    "service_key": {"§ 85": "SEL-85", "§ 107": "SEL-107"},
    "municipality": {"Nordvig": "901"},
}


def profile(
    name: str, columns: Mapping[str, Any], *targets: Mapping[str, Any], **more: Any
) -> Profile:
    """A profile of `<name>.csv`; a target is {"table": ..., "columns": {...}}."""
    specs = {key: {"type": one} if isinstance(one, str) else one for key, one in columns.items()}
    return Profile.model_validate(
        {
            "id": name,
            "title_da": name,
            "system": "test",
            "file": f"{name}.csv",
            "columns": specs,
            "target": list(targets),
            **more,
        }
    )


@dataclass(frozen=True)
class Made:
    """A delivery's tables on disk, and what was taken in."""

    folder: Path
    arrival: Arrival
    counts: Mapping[str, int]

    def path(self, table: str) -> Path:
        return self.folder / f"{table}.parquet"

    def rows(self, table: str, columns: str = "*") -> list[tuple[Any, ...]]:
        return read(self.path(table), columns)


def read(path: Path, columns: str = "*") -> list[tuple[Any, ...]]:
    """In the order of the file, which is that of the delivered lines."""
    return duckdb.execute(f"select {columns} from read_parquet(?)", [str(path)]).fetchall()


@contextmanager
def made(
    folder: Path,
    files: Mapping[str, str],
    profiles: Sequence[Profile],
    *,
    day: date = date(2026, 9, 30),
    before: Made | None = None,
) -> Iterator[tuple[Made, TablePlan]]:
    """Take in `files` and write their tables; the engine lives as long as the block."""
    delivered, tables = folder / f"in-{day}", folder / f"out-{day}"
    delivered.mkdir()
    tables.mkdir()
    for name, content in files.items():
        (delivered / f"{name}.csv").write_text(content, encoding="utf-8")
    with open_workbench(None) as connection:
        desk = Desk(connection, MAPS, key_of=lambda number: f"c_{number}")
        arrival = take_files(desk, profiles, match_files(delivered, profiles))
        known = {name: before.path(name) for name in before.counts} if before else {}
        plan = TablePlan(connection, MAPS, tables, day, known)
        yield Made(tables, arrival, build_tables(arrival, plan)), plan
