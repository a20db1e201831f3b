"""The database of what people write: opened, made ready, and written one transaction at a time.

SQLite in the data folder or a PostgreSQL server, by its address. Several processes may write at
once: SQLite takes the lock at BEGIN IMMEDIATE, PostgreSQL an advisory lock, so that what a writer
has read in her transaction still holds when she writes. Its tables are append-only: the database
itself refuses to change or delete a row.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.pool import NullPool

from pejl.base.errors import StorageError

_LOCK_KEY = 7_305_803
"""PostgreSQL advisory lock, held for the length of one transaction that writes."""


class WrittenDatabase:
    """One people database. `url` is `sqlite:///…` or `postgresql://…`."""

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        self._postgres = parsed.get_backend_name().startswith("postgres")
        if self._postgres:
            parsed = parsed.set(drivername="postgresql+psycopg")
            self._engine = sa.create_engine(parsed)
        else:
            # A connection per transaction: cheap on a file, and safe after a fork.
            self._engine = sa.create_engine(parsed, poolclass=NullPool)
            sa.event.listen(self._engine, "connect", _prepare_sqlite)
            sa.event.listen(self._engine, "begin", _begin)
        self._ready: set[str] = set()

    @contextmanager
    def writing(self, *tables: sa.Table) -> Iterator[Connection]:
        """A transaction of its own, with nobody else writing meanwhile: all of it or nothing."""
        self._prepare(tables)
        with _told(), self._engine.begin() as connection:
            self._lock(connection)
            yield connection

    @contextmanager
    def reading(self, *tables: sa.Table) -> Iterator[Connection]:
        self._prepare(tables)
        with _told(), self._engine.execution_options(reading=True).begin() as connection:
            yield connection

    def close(self) -> None:
        self._engine.dispose()

    def _lock(self, connection: Connection) -> None:
        if self._postgres:
            connection.execute(sa.text(f"SELECT pg_advisory_xact_lock({_LOCK_KEY})"))

    def _prepare(self, tables: tuple[sa.Table, ...]) -> None:
        """Make the tables and their guards, once a process."""
        lacking = [one for one in tables if one.name not in self._ready]
        if not lacking:
            return
        with _told(), self._engine.begin() as connection:
            self._lock(connection)
            for table in lacking:
                table.create(connection, checkfirst=True)
                for statement in _guards(table.name, postgres=self._postgres):
                    connection.execute(sa.text(statement))
        self._ready.update(one.name for one in lacking)


def _guards(table: str, *, postgres: bool) -> tuple[str, ...]:
    """The statements after which the table refuses changes and deletions."""
    short = table.removesuffix("_event")
    if postgres:
        return (
            f"CREATE OR REPLACE FUNCTION {short}_append_only() RETURNS trigger AS "
            f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$ LANGUAGE plpgsql",
            f"CREATE OR REPLACE TRIGGER {short}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE "
            f"ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {short}_append_only()",
        )
    return tuple(
        f"CREATE TRIGGER IF NOT EXISTS {short}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for verb in ("UPDATE", "DELETE")
    )


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # Python's driver opens transactions late and deferred, in which two writers could read the
    # same head. Taking over and saying IMMEDIATE makes the second one wait instead.
    connection.isolation_level = None
    connection.execute("PRAGMA busy_timeout = 20000")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")


def _begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get("reading")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


@contextmanager
def _told() -> Iterator[None]:
    """The driver's errors as one a person can act on; nothing that was written is repeated."""
    try:
        yield
    except sa.exc.OperationalError as error:
        raise StorageError(
            "spor-lukket",
            "Loggen kan ikke skrives, så intet blev vist eller gjort.",
            next_step="Se, om databasen svarer, og om disken har plads. Prøv så igen.",
        ) from error
