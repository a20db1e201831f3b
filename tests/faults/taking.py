"""The accused: one delivered file taken in by the product, told as plain facts.

The engine is opened once and its tables are dropped after each file, since starting it costs more
than reading thirty rows.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from pejl.base.errors import PejlError
from pejl.canon.arrival import Arrival, Desk, stored_feeds, take_files
from pejl.canon.services import shared_maps
from pejl.quality.delivery import Judged, judge
from pejl.quality.rule import DeliveryFacts
from pejl.sources.delivered import match_files
from pejl.sources.intake import RejectedRow
from pejl.sources.library import read_library, read_profile
from pejl.sources.profile import Profile
from pejl.store.snapshots import Snapshot
from pejl.store.workbench import open_workbench
from tests.faults.bases import BEFORE, DAY, Base
from tests.faults.mutations import Mutated
from tests.faults.plain import PROBES


@dataclass(frozen=True)
class Taken:
    """What the product made of a file.

    `error` is the code of a file it would not read. `rows` are the accepted rows' values by line.
    `stopped` are the rules that stop the publication, `told` all that found something, with lines.
    """

    error: str = ""
    rows: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    read: int = 0
    loaded: int = 0
    rejected: tuple[RejectedRow, ...] = ()
    superseded: tuple[int, ...] = ()
    stopped: frozenset[str] = frozenset()
    told: dict[str, frozenset[int]] = field(default_factory=dict)
    fast: bool = False
    cut_off: int | None = None


class _Watching:
    """Stands in for the vault's writer: seals nothing, but lets something happen meanwhile."""

    def __init__(self, at_first: Callable[[], None], at_last: Callable[[], None]) -> None:
        self._at_first: Callable[[], None] | None = at_first
        self._at_last = at_last

    def write(self, data: bytes) -> None:
        if self._at_first:
            happens, self._at_first = self._at_first, None
            happens()

    def finish(self) -> str:
        self._at_last()
        return "sealed"

    def abandon(self) -> None:
        """Nothing was written."""


class Taker:
    """Takes in one file after another over one engine."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
        self._connection = connection
        self._folder = folder
        library = read_library()
        probes = [read_profile(path).profile for path in sorted(PROBES.glob("*.profile.toml"))]
        profiles = [*(one.profile for one in library.profiles), *probes]
        self._profiles: dict[str, Profile] = {one.id: one for one in profiles}
        self._maps = shared_maps(library.municipality)
        self._before: dict[str, Snapshot] = {}

    def take(self, base: Base, case: Mutated) -> Taken:
        """Deliver the case's file and take it in, compared with the base as delivered before."""
        if base.profile.id not in self._before:
            self._before[base.profile.id] = self._as_before(base)
        return self._take(base, case, self._before[base.profile.id])

    def _as_before(self, base: Base) -> Snapshot:
        arrival = self._arrival(base, Mutated(base.bytes()))
        snapshot = Snapshot(
            id=BEFORE, delivery_day=date.fromisoformat(BEFORE), loaded_at="", code_version="",
            own_municipality="", tables={}, feeds=stored_feeds(arrival[0]),
        )  # fmt: skip
        self._clear()
        return snapshot

    def _take(self, base: Base, case: Mutated, before: Snapshot) -> Taken:
        try:
            arrival, facts = self._arrival(base, case, before)
            return self._told(arrival, base, judge(facts, frozenset()))
        except PejlError as error:
            return Taken(error=error.code)
        finally:
            self._clear()

    def _arrival(
        self, base: Base, case: Mutated, before: Snapshot | None = None
    ) -> tuple[Arrival, DeliveryFacts]:
        with tempfile.TemporaryDirectory(dir=self._folder) as name:
            folder = Path(name)
            for inside, data in {base.name: case.data, **case.beside}.items():
                (folder / inside).parent.mkdir(exist_ok=True)
                (folder / inside).write_bytes(data)
            profiles = (self._profiles[base.profile.id],)
            matched = match_files(folder, profiles)
            desk = Desk(
                self._connection, self._maps, lambda cpr: f"key-of-{cpr}", self._folder,
                _sealer(case, folder / base.name),
            )  # fmt: skip
            arrival = take_files(desk, profiles, matched)
            facts = DeliveryFacts(
                day=date.fromisoformat(DAY),
                profiles=profiles,
                matched=matched,
                taken=arrival.taken,
                unread=arrival.unread,
                superseded=arrival.superseded,
                before=before,
            )
            return arrival, facts

    def _told(self, arrival: Arrival, base: Base, judged: tuple[Judged, ...]) -> Taken:
        stopped = frozenset(one.rule.id for one in judged if one.blocking)
        told = {one.rule.id: frozenset[int]() for one in judged}
        for one in judged:
            told[one.rule.id] |= frozenset(one.finding.lines)
        for error in arrival.unread.values():
            return Taken(error=error.code, stopped=stopped, told=told)
        file = arrival.taken[base.profile.id]
        rejected = tuple(arrival.intake.rejected_rows())
        found = self._connection.execute(f"select * from {file.table} where not bad").fetchall()
        return Taken(
            rows={row[0]: row[1:-1] for row in found},
            read=file.rows_read,
            loaded=file.rows_loaded,
            rejected=rejected,
            superseded=arrival.superseded[base.profile.id].lines,
            stopped=stopped,
            told=told,
            fast=file.raw.fast,
            cut_off=file.raw.cut_off,
        )

    def _clear(self) -> None:
        names = self._connection.execute("select table_name from duckdb_tables()").fetchall()
        for (name,) in names:
            self._connection.execute(f'drop table "{name}"')


def _sealer(case: Mutated, path: Path) -> Callable[[], _Watching] | None:
    if case.meanwhile is None and case.afterwards is None:
        return None
    first, last = case.meanwhile or _nothing, case.afterwards or _nothing
    return lambda: _Watching(lambda: first(path), lambda: last(path))


def _nothing(path: Path) -> None:
    """Nothing happens."""


@contextmanager
def opened_taker(folder: Path) -> Iterator[Taker]:
    """A taker over one engine of one thread."""
    with open_workbench(None, threads=1) as connection:
        yield Taker(connection, folder)
