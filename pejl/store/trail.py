"""The trail: who saw or did what, and why. Append-only and chained by hash.

Every event carries the hash of the one before, so an edit, a deletion or a swap shows when the
chain is checked. The tail is the exception: who cuts off the last events leaves a shorter whole
chain. Keep `head()` elsewhere now and then, and give it to `verify`.

Plain SQL on the people database (SQLite or PostgreSQL), so every room may write to it. Several
processes may append at once: SQLite by BEGIN IMMEDIATE, PostgreSQL by an advisory lock.

An event holds ids only. A text shaped as a CPR number is refused, not stored.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.pool import NullPool

from pejl.base.errors import ConsistencyError, StorageError

GENESIS = "0" * 64
_LOCK_KEY = 7_305_803
"""PostgreSQL advisory lock, held for the length of one append."""

_CPR_SHAPE = re.compile(r"(?<![0-9A-Za-z_])\d{6}-?\d{4}(?![0-9A-Za-z])")
"""Standing alone: ten digits within a key or a hash are no CPR number."""

_METADATA = sa.MetaData()
_EVENTS = sa.Table(
    "trail_event",
    _METADATA,
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("previous", sa.Text, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
)

_SQLITE_GUARDS = tuple(
    f"CREATE TRIGGER IF NOT EXISTS trail_no_{verb.lower()} BEFORE {verb} ON trail_event "
    "BEGIN SELECT RAISE(ABORT, 'trail_event is append-only'); END"
    for verb in ("UPDATE", "DELETE")
)
_POSTGRES_GUARDS = (
    "CREATE OR REPLACE FUNCTION trail_append_only() RETURNS trigger AS "
    "$$ BEGIN RAISE EXCEPTION 'trail_event is append-only'; END $$ LANGUAGE plpgsql",
    "CREATE OR REPLACE TRIGGER trail_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON trail_event "
    "FOR EACH STATEMENT EXECUTE FUNCTION trail_append_only()",
)


@dataclass(frozen=True)
class Event:
    """One event. `at` is UTC, ISO 8601; `what` holds ids only."""

    seq: int
    at: str
    kind: str
    who: str
    purpose: str
    what: Mapping[str, Any]


@dataclass(frozen=True)
class Head:
    """The newest event's number and hash; (0, zeros) while the trail is empty."""

    seq: int
    hash: str


class Trail:
    """The trail in one people database. `url` is `sqlite:///…` or `postgresql://…`."""

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        self._postgres = parsed.get_backend_name().startswith("postgres")
        if self._postgres:
            parsed = parsed.set(drivername="postgresql+psycopg")
            self._engine = sa.create_engine(parsed)
        else:
            # A connection per append: cheap on a file, and safe after a fork.
            self._engine = sa.create_engine(parsed, poolclass=NullPool)
            sa.event.listen(self._engine, "connect", _prepare_sqlite)
            sa.event.listen(self._engine, "begin", _begin)
        self._ready = False

    def append(self, kind: str, who: str, purpose: str, what: Mapping[str, Any]) -> int:
        """Write one event and return its number. Raises rather than going on unlogged."""
        text = _json(what)
        if found := _CPR_SHAPE.search(f"{kind} {who} {purpose} {text}"):
            raise ConsistencyError(
                "spor-cpr",
                "Loggen må ikke rumme noget, der ligner et CPR-nummer.",
                next_step=f"Log en nøgle i stedet (tegn {found.start()} til {found.end()}).",
            )
        with self._writing() as connection:
            head = _head(connection)
            at = datetime.now(UTC).isoformat(timespec="microseconds")
            row = {
                "seq": head.seq + 1,
                "at": at,
                "kind": kind,
                "who": who,
                "purpose": purpose,
                "what": text,
                "previous": head.hash,
            }
            connection.execute(_EVENTS.insert().values(**row, hash=_hash(row)))
            return head.seq + 1

    def head(self) -> Head:
        """To be kept outside the database, so that a cut tail shows."""
        with self._reading() as connection:
            return _head(connection)

    def verify(self, kept: Head | None = None) -> int | None:
        """The number of the first event that is missing or changed; None when all are whole.

        With `kept`, an earlier `head()`, a cut or rewritten tail is found too.
        """
        previous, expected = GENESIS, 1
        with self._reading() as connection:
            rows = connection.execute(sa.select(_EVENTS).order_by(_EVENTS.c.seq))
            for row in rows.mappings():
                whole = row["seq"] == expected and row["previous"] == previous
                if not whole or row["hash"] != _hash(dict(row)):
                    return expected
                if kept and kept.seq == expected and kept.hash != row["hash"]:
                    return expected
                previous, expected = row["hash"], expected + 1
        if kept and kept.seq >= expected:
            return expected
        return None

    def latest(self, limit: int = 100) -> list[Event]:
        """The newest events, newest first."""
        query = sa.select(_EVENTS).order_by(_EVENTS.c.seq.desc()).limit(limit)
        with self._reading() as connection:
            return [_event(dict(row)) for row in connection.execute(query).mappings()]

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        self._prepare()
        with _told(), self._engine.begin() as connection:
            self._lock(connection)
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        self._prepare()
        with _told(), self._engine.execution_options(reading=True).begin() as connection:
            yield connection

    def _lock(self, connection: Connection) -> None:
        if self._postgres:
            connection.execute(sa.text(f"SELECT pg_advisory_xact_lock({_LOCK_KEY})"))

    def _prepare(self) -> None:
        """Make the table and its guards, once a process."""
        if self._ready:
            return
        with _told(), self._engine.begin() as connection:
            self._lock(connection)
            _METADATA.create_all(connection)
            for statement in _POSTGRES_GUARDS if self._postgres else _SQLITE_GUARDS:
                connection.execute(sa.text(statement))
        self._ready = True


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # Python's driver opens transactions late and deferred, in which two appenders could read the
    # same head. Taking over and saying IMMEDIATE makes the second one wait instead.
    connection.isolation_level = None
    connection.execute("PRAGMA busy_timeout = 20000")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")


def _begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get("reading")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _head(connection: Connection) -> Head:
    query = sa.select(_EVENTS.c.seq, _EVENTS.c.hash).order_by(_EVENTS.c.seq.desc()).limit(1)
    row = connection.execute(query).first()
    return Head(row.seq, row.hash) if row else Head(0, GENESIS)


def _event(row: Mapping[str, Any]) -> Event:
    return Event(
        seq=row["seq"],
        at=row["at"],
        kind=row["kind"],
        who=row["who"],
        purpose=row["purpose"],
        what=json.loads(row["what"]),
    )


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _hash(row: Mapping[str, Any]) -> str:
    chained = [row[name] for name in ("seq", "at", "kind", "who", "purpose", "what", "previous")]
    return hashlib.sha256(_json(chained).encode("utf-8")).hexdigest()


@contextmanager
def _told() -> Iterator[None]:
    """The driver's errors as one a person can act on; nothing of the event is repeated."""
    try:
        yield
    except sa.exc.OperationalError as error:
        raise StorageError(
            "spor-lukket",
            "Loggen kan ikke skrives, så intet blev vist eller gjort.",
            next_step="Se, om databasen svarer, og om disken har plads. Prøv så igen.",
        ) from error
