"""Engines: the only place that opens analytical connections.

An engine is bound to one snapshot's tables and answers *questions*. A question knows how to say
itself as an Ibis expression over those tables; the SQL made from it is kept, so that asking the
same again costs the query alone. Values go as parameters, in small input tables, never as text.

DuckDB reads the snapshot's Parquet files through views in a data base in memory: nothing is
copied, nothing can be written, and no file beside those named can be opened. Spark gets the same
files as temporary views. A snapshot can have an earlier one beside it, its tables named
`earlier_<name>`, for what compares two deliveries in one query.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
import weakref
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal, Protocol

from pejl.base.errors import ConsistencyError
from pejl.store.home import Home
from pejl.store.snapshots import (
    Snapshot,
    Version,
    current_number,
    current_version,
    read_version,
    snapshot_files,
)

Row = tuple[Any, ...]
TableNamed = Callable[[str], Any]
"""From a table's name to an Ibis table with its schema, bound to no engine."""

InputType = Literal["int64", "date", "string"]
_SQL_TYPES: dict[InputType, str] = {"int64": "BIGINT", "date": "DATE", "string": "STRING"}

EARLIER = "earlier_"
"""Prefix of the tables of the delivery before."""


@dataclass(frozen=True)
class InputTable:
    """A small table that comes with a question: its columns, and one row or more."""

    columns: tuple[tuple[str, InputType], ...]
    rows: tuple[Row, ...]


class Question(Hashable, Protocol):
    """Something to ask an engine. Equal questions have equal SQL, apart from their inputs."""

    def expression(self, table: TableNamed) -> Any:
        """The answer as an Ibis table expression."""


@dataclass(frozen=True)
class EngineFacts:
    """What an engine knows of its snapshot. `earlier_day` is the delivery beside it, if any."""

    delivery_day: date
    own_municipality: str
    version: int = 0
    earlier_day: date | None = None


class Engine(Protocol):
    """One snapshot's tables, ready to be asked."""

    @property
    def name(self) -> str: ...

    @property
    def facts(self) -> EngineFacts: ...

    def table(self, name: str) -> Any:
        """The table as Ibis sees it. Raises ConsistencyError when the snapshot lacks it."""

    def run(self, expression: Any, inputs: Mapping[str, InputTable] | None = None) -> list[Row]:
        """The rows of an expression, in no order of their own."""

    def ask(self, question: Question, inputs: Mapping[str, InputTable] | None = None) -> list[Row]:
        """The same for a question, whose SQL is made once."""

    def define(self, name: str, question: Question) -> None:
        """Compute a table once and keep it for as long as the engine lives."""

    def close(self) -> None: ...


@dataclass(frozen=True)
class Spoken:
    """A question in an engine's own words, the columns of its answer, the tables it asks."""

    sql: str
    schema: Any
    tables: frozenset[str]


_kept: dict[tuple[str, Question], Spoken] = {}
_KEPT_AT_MOST = 4_000


def spoken(dialect: str, question: Question, table: TableNamed) -> Spoken:
    """The question's SQL. Snapshots share their tables' names and types, and so the SQL."""
    import ibis

    found = _kept.get((dialect, question))
    if found is None:
        if len(_kept) >= _KEPT_AT_MOST:
            _kept.clear()
        named: set[str] = set()

        def noted(name: str) -> Any:
            named.add(name)
            return table(name)

        expression = question.expression(noted)
        sql = str(ibis.to_sql(expression, dialect=dialect))
        found = Spoken(sql, expression.schema(), frozenset(named))
        _kept[(dialect, question)] = found
    for name in found.tables:
        table(name)  # a derived one is made in this engine too
    return found


def with_inputs(
    sql: str, inputs: Mapping[str, InputTable] | None, *, quote: str
) -> tuple[str, list[Any]]:
    """The SQL with its inputs in front as tables of parameters, and the parameters."""
    if not inputs:
        return sql, []
    parts, parameters = [], []
    for name, table in inputs.items():
        columns = ", ".join(f"{quote}{column}{quote}" for column, _ in table.columns)
        casts = ", ".join(f"CAST(? AS {_SQL_TYPES[type_]})" for _, type_ in table.columns)
        rows = ", ".join(f"({casts})" for _ in table.rows)
        parts.append(f"{quote}{name}{quote} ({columns}) AS (SELECT * FROM (VALUES {rows}))")
        parameters += [value for row in table.rows for value in row]
    return f"WITH {', '.join(parts)} SELECT * FROM ({sql})", parameters


@dataclass(frozen=True)
class _Derived:
    question: Callable[[str], Question]
    kept: bool


_derived: dict[str, _Derived] = {}


def derive(name: str, question: Callable[[str], Question], *, kept: bool = False) -> None:
    """Declare a table that no snapshot stores: it is told from stored ones when it is asked for,
    each time, or (`kept`) once in an engine's life. `question` is given the prefix of the tables
    it shall use, "" or EARLIER."""
    _derived[name] = _Derived(question, kept)


def derived_named(name: str) -> tuple[Question, bool] | None:
    """How a table that no snapshot stores is told, and whether it is kept; None for others."""
    prefix = EARLIER if name.startswith(EARLIER) else ""
    found = _derived.get(name.removeprefix(prefix))
    return (found.question(prefix), found.kept) if found else None


class _Tables:
    """The schemas of Parquet files as Ibis tables; defined tables join them."""

    def __init__(self, files: Mapping[str, Path]) -> None:
        self.files = dict(files)
        self._known: dict[str, Any] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._known or name in self.files

    def __call__(self, name: str) -> Any:
        import ibis
        import pyarrow.parquet as pq

        if name not in self._known:
            if name not in self.files:
                raise ConsistencyError(
                    "tabel-mangler",
                    f"Den indlæste leverance har ikke tabellen »{name}«.",
                    next_step="Indlæs leverancen igen med »pejl load«.",
                )
            written = ibis.Schema.from_pyarrow(pq.read_schema(self.files[name]))
            # A writer may mark a column as never empty; what is true of one table's file must
            # not make its type another than the same column's elsewhere.
            schema = ibis.schema(
                {column: type_(nullable=True) for column, type_ in written.items()}
            )
            self._known[name] = ibis.table(schema, name=name)
        return self._known[name]

    def add(self, name: str, schema: Any) -> None:
        import ibis

        self._known[name] = ibis.table(schema, name=name)


class DuckEngine:
    """The embedded engine. Safe to use from several threads: every question has its own cursor."""

    name = "duckdb"

    def __init__(
        self,
        files: Mapping[str, Path],
        facts: EngineFacts,
        *,
        threads: int = 2,
        memory_limit: str = "1GB",
        write_to: Path | None = None,
    ) -> None:
        import duckdb

        self.facts = facts
        self._tables = _Tables(files)
        self._lock = threading.RLock()
        self._spill = Path(tempfile.mkdtemp(prefix="pejl-"))
        weakref.finalize(self, shutil.rmtree, self._spill, ignore_errors=True)
        self._connection = duckdb.connect(
            ":memory:",
            config={
                "threads": threads,
                "memory_limit": memory_limit,
                "temp_directory": str(self._spill),
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            },
        )
        for name, path in files.items():
            self._connection.execute(
                f'CREATE VIEW "{name}" AS SELECT * FROM read_parquet({_text(str(path))})'
            )
        self._lock_down([*files.values()], write_to)

    def _lock_down(self, files: Sequence[Path], write_to: Path | None) -> None:
        run = self._connection.execute
        run("SET temp_file_encryption = true")
        run("SET enable_progress_bar = false")  # it would print on standard output
        run("SET python_enable_replacements = false")  # a variable of ours is never a table
        run(f"SET allowed_paths = [{', '.join(_text(str(file)) for file in files)}]")
        folders = [self._spill, *([write_to] if write_to else [])]
        run(f"SET allowed_directories = [{', '.join(_text(f'{one}/') for one in folders)}]")
        run("SET enable_external_access = false")
        run("SET lock_configuration = true")

    def table(self, name: str) -> Any:
        with self._lock:
            derived = None if name in self._tables else derived_named(name)
            if derived is not None:
                self._define(name, derived[0], "TABLE" if derived[1] else "VIEW")
            return self._tables(name)

    def run(self, expression: Any, inputs: Mapping[str, InputTable] | None = None) -> list[Row]:
        import ibis

        return self.run_sql(str(ibis.to_sql(expression, dialect="duckdb")), inputs)

    def ask(self, question: Question, inputs: Mapping[str, InputTable] | None = None) -> list[Row]:
        return self.run_sql(spoken("duckdb", question, self.table).sql, inputs)

    def run_sql(
        self,
        sql: str,
        inputs: Mapping[str, InputTable] | None = None,
        *,
        values: Sequence[Any] = (),
    ) -> list[Row]:
        """For SQL made of an expression, and for lists that no indicator is made of: `values` go
        as its `?`. Benchmarks use it for SQL written by hand."""
        text, parameters = with_inputs(sql, inputs, quote='"')
        with self._connection.cursor() as cursor:
            return cursor.execute(text, [*parameters, *values]).fetchall()

    def define(self, name: str, question: Question) -> None:
        self._define(name, question, "TABLE")

    def _define(self, name: str, question: Question, kind: Literal["TABLE", "VIEW"]) -> None:
        said = spoken("duckdb", question, self.table)
        with self._connection.cursor() as cursor:
            cursor.execute(f'CREATE {kind} "{name}" AS {said.sql}')
        with self._lock:
            self._tables.add(name, said.schema)

    def save(self, name: str, path: Path, *, order_by: str) -> int:
        """Write a defined table as Parquet in a stable order; its number of rows."""
        with self._connection.cursor() as cursor:
            cursor.execute(
                f'COPY (SELECT * FROM "{name}" ORDER BY {order_by}) '
                f"TO {_text(str(path))} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)"
            )
            (count,) = cursor.fetchall()[0]
        return int(count)

    def close(self) -> None:
        self._connection.close()


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


class SparkEngine:
    """A Spark cluster. Made for snapshots too large for one machine; each query takes seconds."""

    name = "spark"

    def __init__(self, session: Any, files: Mapping[str, Path], facts: EngineFacts) -> None:
        self.facts = facts
        self._session = session
        self._tables = _Tables(files)
        for name, path in files.items():
            session.read.parquet(str(path)).createOrReplaceTempView(name)

    def table(self, name: str) -> Any:
        derived = None if name in self._tables else derived_named(name)
        if derived is not None:
            said = spoken("pyspark", derived[0], self.table)
            self._session.sql(said.sql).createOrReplaceTempView(name)
            self._tables.add(name, said.schema)
        return self._tables(name)

    def run(self, expression: Any, inputs: Mapping[str, InputTable] | None = None) -> list[Row]:
        import ibis

        return self._rows(str(ibis.to_sql(expression, dialect="pyspark")), inputs)

    def ask(self, question: Question, inputs: Mapping[str, InputTable] | None = None) -> list[Row]:
        return self._rows(spoken("pyspark", question, self.table).sql, inputs)

    def _rows(self, sql: str, inputs: Mapping[str, InputTable] | None) -> list[Row]:
        text, parameters = with_inputs(sql, inputs, quote="`")
        return [tuple(row) for row in self._session.sql(text, args=parameters).collect()]

    def define(self, name: str, question: Question) -> None:
        said = spoken("pyspark", question, self.table)
        self._session.sql(said.sql).cache().createOrReplaceTempView(name)
        self._tables.add(name, said.schema)

    def close(self) -> None:
        self._session.catalog.clearCache()


def spark_engine(master_url: str, tables: Mapping[str, Path], facts: EngineFacts) -> SparkEngine:
    """An engine on a standalone cluster, such as `spark://127.0.0.1:7077`."""
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master(master_url)
        .appName("pejl")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate()
    )
    return SparkEngine(session, tables, facts)


def duckdb_engine(
    home: Home,
    snapshot: Snapshot,
    *,
    earlier: Snapshot | None = None,
    version: int = 0,
    threads: int = 2,
    memory_limit: str = "1GB",
) -> DuckEngine:
    """The embedded engine over a snapshot, with an earlier one beside it when given.

    Raises ConsistencyError for one whose prepared tables another edition of the program made.
    """
    for one in (snapshot, earlier):
        if one is not None:
            check_prepared(one)
    files = snapshot_files(home, snapshot)
    if earlier is not None:
        beside = snapshot_files(home, earlier)
        files |= {f"{EARLIER}{name}": path for name, path in beside.items()}
    facts = EngineFacts(
        delivery_day=snapshot.delivery_day,
        own_municipality=snapshot.own_municipality,
        version=version,
        earlier_day=earlier.delivery_day if earlier else None,
    )
    return DuckEngine(files, facts, threads=threads, memory_limit=memory_limit)


PREPARED_TABLES = "spine_"
"""How the names of tables begin that figures prepare at load."""

_prepared = {"version": 0}


def expect_prepared(version: int) -> None:
    """Declare which version of the prepared tables this program makes and reads."""
    _prepared["version"] = version


def prepared_version() -> int:
    return _prepared["version"]


def is_prepared(snapshot: Snapshot) -> bool:
    """Whether its prepared tables, if any, are those this program reads. Where nobody has declared
    that it reads any, there is nothing to compare."""
    any_prepared = any(name.startswith(PREPARED_TABLES) for name in snapshot.tables)
    return not (any_prepared and prepared_version()) or snapshot.prepared == prepared_version()


def check_prepared(snapshot: Snapshot) -> None:
    if not is_prepared(snapshot):
        raise ConsistencyError(
            "klargjort-af-anden-udgave",
            f"Leverancen fra den {snapshot.delivery_day:%d-%m-%Y} er gjort klar af en anden udgave "
            "af Pejl.",
            next_step="Kør »pejl rebuild«; leverancerne skal ikke indlæses igen.",
        )


@dataclass
class Warehouse:
    """A handle on one published version. Engines are opened when asked for, and kept."""

    home: Home
    version: Version
    threads: int = 2
    memory_limit: str = "1GB"
    _engines: dict[tuple[str, str | None], DuckEngine] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def snapshot(self, as_of: date | None = None) -> Snapshot:
        """The newest delivery known on that day; the newest of all when None."""
        return self.version.as_known(as_of)

    def engine(self, snapshot: Snapshot, *, earlier: Snapshot | None = None) -> DuckEngine:
        """The snapshot's engine; beside it `earlier`, else the delivery before it."""
        beside = earlier or self.version.before(snapshot)
        key = (snapshot.id, beside.id if beside else None)
        with self._lock:
            if key not in self._engines:
                self._engines[key] = duckdb_engine(
                    self.home,
                    snapshot,
                    earlier=beside,
                    version=self.version.number,
                    threads=self.threads,
                    memory_limit=self.memory_limit,
                )
            return self._engines[key]

    def close(self) -> None:
        with self._lock:
            for engine in self._engines.values():
                engine.close()
            self._engines.clear()


def open_warehouse(home: Home, number: int | None = None) -> Warehouse:
    """The current version, or the one with that number. Raises UsageError when there is none."""
    version = current_version(home) if number is None else read_version(home, number)
    return Warehouse(home, version)


class WarehouseKeeper:
    """For readers that run long: the current version, looked up at most five times a second.

    A warehouse handed out stays usable when a newer version comes: snapshots are never changed,
    and its engines close when nobody holds it any more.
    """

    def __init__(self, home: Home, *, look_every_seconds: float = 0.2) -> None:
        self._home = home
        self._pause = look_every_seconds
        self._lock = threading.Lock()
        self._looked_at = float("-inf")
        self._warehouse: Warehouse | None = None

    def now(self) -> Warehouse:
        with self._lock:
            moment = time.monotonic()
            if self._warehouse is None or moment - self._looked_at >= self._pause:
                self._looked_at = moment
                number = current_number(self._home)
                if self._warehouse is None or self._warehouse.version.number != number:
                    self._warehouse = open_warehouse(self._home)
            return self._warehouse
