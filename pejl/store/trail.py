"""The trail: who saw or did what, and why. Append-only and chained by hash.

Every event carries the hash of the one before, so an edit, a deletion or a swap shows when the
chain is checked. The tail is the exception: who cuts off the last events leaves a shorter whole
chain. Keep `head()` elsewhere now and then, and give it to `verify`.

Plain SQL on the people database (SQLite or PostgreSQL), so every room may write to it. What people
write elsewhere in it goes into the same transaction as its event: `writing()`.

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
from sqlalchemy.engine import Connection

from pejl.base.errors import ConsistencyError
from pejl.store.written import WrittenDatabase

GENESIS = "0" * 64
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


@dataclass(frozen=True)
class Written:
    """A transaction under way: the caller's `connection`, and the event that goes with her rows."""

    connection: Connection

    def append(self, kind: str, *, who: str, purpose: str, what: Mapping[str, Any]) -> int:
        """Write one event of this transaction and return its number."""
        text = _json(what)
        refuse_cpr(f"{kind} {who} {purpose} {text}")
        head = _head(self.connection)
        row = {
            "seq": head.seq + 1,
            "at": datetime.now(UTC).isoformat(timespec="microseconds"),
            "kind": kind,
            "who": who,
            "purpose": purpose,
            "what": text,
            "previous": head.hash,
        }
        self.connection.execute(_EVENTS.insert().values(**row, hash=_hash(row)))
        return head.seq + 1


def refuse_cpr(text: str) -> None:
    """Raises ConsistencyError when something is shaped as a CPR number, without repeating it."""
    if found := _CPR_SHAPE.search(text):
        raise ConsistencyError(
            "spor-cpr",
            "Loggen må ikke rumme noget, der ligner et CPR-nummer.",
            next_step=f"Log en nøgle i stedet (tegn {found.start()} til {found.end()}).",
        )


class Trail:
    """The trail in one people database. `url` is `sqlite:///…` or `postgresql://…`."""

    def __init__(self, url: str) -> None:
        self.database = WrittenDatabase(url)

    def append(self, kind: str, who: str, purpose: str, what: Mapping[str, Any]) -> int:
        """Write one event and return its number. Raises rather than going on unlogged."""
        with self.writing() as written:
            return written.append(kind, who=who, purpose=purpose, what=what)

    @contextmanager
    def writing(self, *tables: sa.Table) -> Iterator[Written]:
        """One transaction in which somebody's own rows and their event are written together.

        The tables are made when they are missing, and refuse changes from then on. Raise within
        it, or be killed, and neither the rows nor the event are there.
        """
        with self.database.writing(_EVENTS, *tables) as connection:
            yield Written(connection)

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
        self.database.close()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self.database.reading(_EVENTS) as connection:
            yield connection


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
