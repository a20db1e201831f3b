"""A delivery's tables laid out for the rules: the canonical ones, the earlier ones, the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from importlib import resources
from pathlib import Path

import duckdb

from pejl.base.calendar import holidays
from pejl.canon.citizens import FROM_NUMBER
from pejl.canon.model import TABLES
from pejl.canon.services import municipality_names, services
from pejl.quality.rule_file import Value
from pejl.quality.rule_tables import EARLIER, MACROS, OTHER_TABLES, schema
from pejl.sources.library import Library
from pejl.sources.profile import MunicipalityFile
from pejl.sources.typing import literal
from pejl.store.snapshots import StoredCheck, StoredFeed
from pejl.store.workbench import open_workbench

FINDING = "finding"
FIRST_YEAR = 1990
"""The first of the calendar's days."""


@dataclass(frozen=True)
class Delivered:
    """What the rules are asked of: the delivery's tables as Parquet files, and those before.

    `tables` has the canonical tables and `reject`; `before` the same of the delivery before, and
    its findings. `filled` are the canonical columns some profile fills; None means all.
    `checks` is what the rules about the delivery said; `patterns` the profiles by their file names.
    """

    day: date
    own_municipality: str
    tables: Mapping[str, Path]
    before: Mapping[str, Path] = field(default_factory=dict)
    earlier_day: date | None = None
    feeds: tuple[StoredFeed, ...] = ()
    systems: Mapping[str, str] = field(default_factory=dict)
    functions: Mapping[str, str] = field(default_factory=dict)
    municipalities: Mapping[str, str] = field(default_factory=dict)
    filled: frozenset[str] | None = None
    checks: tuple[StoredCheck, ...] = ()
    patterns: Mapping[str, str] = field(default_factory=dict)

    @property
    def given(self) -> dict[str, Value | None]:
        """The parameters every rule may use."""
        return {
            "delivery_day": self.day,
            "earlier_day": self.earlier_day,
            "own_municipality": self.own_municipality,
        }

    def feed_of(self, file: str) -> str | None:
        """The profile that reads a delivered file, or that waits for it in vain."""
        feeds = {one.file: one.profile for one in self.feeds}
        return feeds.get(file) or self.patterns.get(file)

    def fills(self, column: str) -> bool:
        return self.filled is None or column in self.filled


def filled_columns(library: Library) -> frozenset[str]:
    """The canonical columns (`grant.end_date`) that the profiles fill."""
    found = {
        f"{target.table}.{name}"
        for one in library.profiles
        for target in one.profile.target
        for name in (
            *target.columns,
            *((target.unpivot.label, target.unpivot.value) if target.unpivot else ()),
        )
    }
    if any(name.startswith("citizen.") for name in found):
        found |= {f"citizen.{name}" for name in (*FROM_NUMBER, "known_by")}
    return frozenset(found)


def municipality_table(own: MunicipalityFile) -> dict[str, str]:
    return municipality_names(own)


@contextmanager
def laid_out(
    delivered: Delivered, spill: Path | None, *, memory_limit: str
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that sees every table a rule may ask, and nothing else."""
    with open_workbench(spill, memory_limit=memory_limit) as connection:
        lay_out(connection, delivered)
        yield connection


def lay_out(connection: duckdb.DuckDBPyConnection, delivered: Delivered) -> None:
    """Views on the files; small reference tables; pairs of grants and commitments."""
    for name in TABLES:
        _view(connection, name, name, delivered.tables.get(name))
        _view(connection, f"{EARLIER}{name}", name, delivered.before.get(name))
    _view(connection, "reject", "reject", delivered.tables.get("reject"))
    _view(connection, "finding_before", "finding_before", delivered.before.get(FINDING))
    _fill(connection, "service", [_service_row(key) for key in services()])
    _fill(connection, "municipality", sorted(delivered.municipalities.items()))
    _fill(connection, "function_map", sorted(delivered.functions.items()))
    _fill(
        connection,
        "delivered",
        [
            (one.profile, one.file, delivered.systems.get(one.profile, ""), one.rows_read,
             one.rows_rejected)
            for one in delivered.feeds
        ],
    )  # fmt: skip
    _calendar(connection, delivered.day)
    connection.execute(resources.files("pejl.quality").joinpath("pairs.sql").read_text("utf-8"))


def _view(connection: duckdb.DuckDBPyConnection, name: str, like: str, path: Path | None) -> None:
    columns = schema()[like]
    if path is None:
        nothing = ", ".join(f'null::{type_} as "{column}"' for column, type_ in columns.items())
        connection.execute(f'create temp view "{name}" as select {nothing} where false')
        return
    rows = f"read_parquet({literal(str(path))})"
    stored = {row[0] for row in connection.execute(f"describe select * from {rows}").fetchall()}
    wanted = ", ".join(
        f'"{column}"' if column in stored else f'null::{type_} as "{column}"'
        for column, type_ in columns.items()
    )
    connection.execute(f'create temp view "{name}" as select {wanted} from {rows}')


def _calendar(connection: duckdb.DuckDBPyConnection, day: date) -> None:
    """Every day a deadline may fall on, and what is asked with them."""
    closed = [one for year in range(FIRST_YEAR, day.year + 3) for one in holidays(year)]
    connection.execute(
        """create temp table calendar_day as
        select day::DATE as day, working,
            sum(working::BIGINT) over (order by day)::BIGINT as number
        from (select day, isodow(day) < 6 and day not in (select unnest($closed)) as working
            from range($first::TIMESTAMP, $end::TIMESTAMP, interval 1 day) t(day))""",
        {"closed": closed, "first": date(FIRST_YEAR, 1, 1), "end": date(day.year + 3, 1, 1)},
    )
    for macro in MACROS:
        connection.execute(macro.replace("create macro", "create temp macro"))


def _fill(
    connection: duckdb.DuckDBPyConnection, name: str, rows: Sequence[tuple[object, ...]]
) -> None:
    columns = OTHER_TABLES[name]
    told = ", ".join(f'"{column}" {type_}' for column, type_ in columns.items())
    connection.execute(f'create temp table "{name}" ({told})')
    if rows:
        places = ", ".join("?" for _ in columns)
        connection.executemany(f'insert into "{name}" values ({places})', [list(r) for r in rows])


def _service_row(key: str) -> tuple[object, ...]:
    one = services()[key]
    return (key, one.label, one.service_kind, one.residential, one.activity_unit,
            one.function_code, one.valid_from, one.valid_to)  # fmt: skip
