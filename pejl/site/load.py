"""From delivered folders to a published version: the whole load, step by step.

    lock - sweep - read, type and seal each file - canonical tables - finish - checks - verify -
    keep - publish

Nothing before the last step is seen by a reader, and whatever a killed load leaves is swept by
the next one. One delivery is one version; several are loaded oldest first.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from pejl import __version__
from pejl.base.errors import InputError, UsageError
from pejl.canon.mapping import Mapping_, check_rows, find_superseded, write_tables
from pejl.canon.services import shared_maps
from pejl.canon.targets import check_targets
from pejl.sources.delivered import match_files
from pejl.sources.intake import Intake, Maps
from pejl.sources.library import Library, read_library
from pejl.sources.reader import Reading
from pejl.store.home import Home, write_lock
from pejl.store.snapshots import (
    Snapshot,
    StoredFeed,
    StoredTable,
    Version,
    current_number,
    current_version,
    keep_snapshot,
    publish,
    snapshot_folder,
    stored_table,
    table_path,
    write_snapshot,
)
from pejl.store.vault import Vault, open_vault
from pejl.store.workbench import engine_storage_errors, open_workbench

Progress = Callable[[str, int, int], None]
Finish = Callable[[Path, Snapshot], Mapping[str, StoredTable]]
"""Adds tables to a snapshot's folder before it is published: (folder, draft) -> what was added."""


@dataclass(frozen=True)
class LoadResult:
    """What a load published."""

    version: Version
    snapshot: Snapshot


@dataclass(frozen=True)
class Delivery:
    folder: Path
    day: date


def load(
    home: Home,
    folders: Sequence[Path],
    *,
    now: datetime,
    day: date | None = None,
    accept: frozenset[str] = frozenset(),
    accept_reason: str = "",
    finish: Finish | None = None,
    progress: Progress | None = None,
) -> list[LoadResult]:
    deliveries = find_deliveries(folders, day)
    home.prepare()
    library = read_library(home.profiles)
    maps = shared_maps(library.municipality)
    check_targets(library, maps)
    with write_lock(home), engine_storage_errors():
        vault = open_vault(home)
        results = []
        for delivery in deliveries:
            results.append(
                _load_one(home, vault, delivery, library, maps, now=now, finish=finish, progress=progress)
            )
        return results


def find_deliveries(folders: Sequence[Path], day: date | None) -> list[Delivery]:
    found: list[Delivery] = []
    for folder in folders:
        if not folder.is_dir():
            raise UsageError("mappe-ukendt", f"Mappen {folder.name} findes ikke.")
        dated = _dated(folder)
        if day is not None:
            found.append(Delivery(folder, day))
        elif dated is not None:
            found.append(Delivery(folder, dated))
        else:
            inner = [(one, _dated(one)) for one in sorted(folder.iterdir()) if one.is_dir()]
            found += [Delivery(one, its) for one, its in inner if its is not None]
            if not any(its for _, its in inner):
                raise UsageError(
                    "leverance-uden-dag",
                    f"Mappen {folder.name} hedder ikke en dag (2026-10-31) og rummer ingen, der gør.",
                    next_step="Giv dagen med --day 2026-10-31.",
                )
    return sorted(found, key=lambda one: one.day)


def _dated(folder: Path) -> date | None:
    try:
        return date.fromisoformat(folder.resolve().name)
    except ValueError:
        return None


def _load_one(home: Home, vault: Vault, delivery: Delivery, library: Library, maps: Maps, *, now: datetime,
              finish: Finish | None, progress: Progress | None) -> LoadResult:
    run = home.building / uuid.uuid4().hex
    run.mkdir(mode=0o700)
    built = run / "snapshot"
    built.mkdir()
    profiles = [one.profile for one in library.profiles]
    matched = match_files(delivery.folder, profiles)
    with open_workbench(run / "spill") as connection:
        intake = Intake(connection, maps, vault.key_of)
        typed = []
        feeds = []
        superseded = {}
        for profile in profiles:
            file = matched.files.get(profile.id)
            if file is None:
                continue
            writer = vault.seal_raw()
            one = intake.take(file, profile, Reading(connection, intake.next_tables(), run, writer.write))
            raw_id = writer.finish()
            typed.append(one)
            superseded[profile.id] = find_superseded(connection, one)
            feeds.append(StoredFeed(
                profile=profile.id, file=one.file.name, raw_sha256=raw_id, bytes=one.raw.size,
                rows_read=one.rows_read, rows_loaded=one.rows_loaded, rows_rejected=one.rows_rejected,
                columns=one.raw.columns, encoding=one.raw.encoding,
                rows_superseded=len(superseded[profile.id].lines), rows_skipped=one.rows_skipped,
                medians={name: str(value) for name, value in one.medians.items()},
            ))
        previous = {}
        if current_number(home) is not None:
            version = current_version(home)
            earlier = [s for s in version.snapshots if s.delivery_day < delivery.day]
            if earlier:
                previous = {name: table_path(home, earlier[-1], name) for name in earlier[-1].tables}
        work = Mapping_(connection, maps, built, delivery.day, previous)
        counts = write_tables(typed, work)
        check_rows(typed, superseded, work)
    snapshot_id = f"{delivery.day.isoformat()}-{uuid.uuid4().hex[:8]}"
    tables = {name: stored_table(built / f"{name}.parquet", rows) for name, rows in counts.items()}
    snapshot = Snapshot(
        id=snapshot_id, delivery_day=delivery.day, loaded_at=now.isoformat(), code_version=__version__,
        own_municipality=library.municipality.code, tables=tables, feeds=tuple(feeds), functions=dict(library.municipality.functions),
    )
    if finish:
        from dataclasses import replace
        snapshot = replace(snapshot, tables={**tables, **finish(built, snapshot)})
    write_snapshot(built, snapshot)
    keep_snapshot(home, built, snapshot_id)
    shutil.rmtree(run)
    ids = []
    if current_number(home) is not None:
        ids = [s for s in current_version(home).snapshots if s.delivery_day != delivery.day]
    ids = sorted([*ids, snapshot], key=lambda s: s.delivery_day)
    version = publish(home, tuple(s.id for s in ids), reason=f"Leverance {delivery.day.isoformat()}", published_at=now.isoformat())
    return LoadResult(version, snapshot)
