"""From delivered folders to a published version: the whole load, step by step.

    lock - sweep - read, type and seal each file - canonical tables - finish - checks - vault -
    verify - keep - publish

Readers see nothing before the last step, and whatever a killed load leaves is swept by the next.
One delivery is one version; several are loaded oldest first. A delivery whose day is loaded
already is exchanged in the next version; versions before keep what they had.
"""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

import duckdb

from pejl import __version__
from pejl.base.errors import ConsistencyError, InputError, Where
from pejl.canon.arrival import Arrival, Desk, build_tables, find_vanished, stored_feeds, take_files
from pejl.canon.knowledge import date_again
from pejl.canon.mapping import TablePlan
from pejl.canon.model import TABLES
from pejl.canon.services import shared_maps
from pejl.canon.targets import check_targets
from pejl.quality.at_load import REJECT, find_at_load, write_rejects
from pejl.quality.delivery import Judged, check_accepted, judge, stop_if_blocked, stop_if_unreadable
from pejl.quality.preview import check, render_check
from pejl.quality.rule import DeliveryFacts
from pejl.quality.rule_library import RuleLibrary, read_rules
from pejl.sources.delivered import (
    Delivery,
    Matched,
    display_name,
    find_deliveries,
    match_files,
)
from pejl.sources.file_sql import Maps
from pejl.sources.library import Library, read_library
from pejl.store.engines import is_prepared, prepared_version
from pejl.store.home import Home, write_lock
from pejl.store.snapshots import (
    Snapshot,
    StoredTable,
    Version,
    current_number,
    current_version,
    keep_snapshot,
    publish,
    read_version,
    snapshot_files,
    snapshot_folder,
    stored_table,
    sweep_asides,
    table_path,
    verify_tables,
    version_numbers,
    write_snapshot,
)
from pejl.store.vault import Vault, open_vault
from pejl.store.workbench import MEMORY_LIMIT, engine_storage_errors, open_workbench

__all__ = ["Finish", "LoadResult", "Progress", "check", "load", "rebuild", "render_check"]

Progress = Callable[[str, int, int], None]
"""Told (what, done, total) as the load goes; `what` is a step's name or a delivered file's."""

STEPS = (
    "sweep",
    "read",
    "tables",
    "finish",
    "findings",
    "checks",
    "vault",
    "verify",
    "keep",
    "publish",
    "done",
)
DENMARK = ZoneInfo("Europe/Copenhagen")
MEMORY_VARIABLE = "PEJL_LOAD_MEMORY"


class Finish(Protocol):
    """Makes further tables of a delivery's canonical Parquet files and stores them beside."""

    def __call__(
        self,
        tables: Mapping[str, Path],
        folder: Path,
        *,
        own_municipality: str,
        delivery_day: date,
    ) -> Mapping[str, StoredTable]: ...


@dataclass(frozen=True)
class LoadResult:
    """What one delivery became: the version published, and its own snapshot in it."""

    version: Version
    snapshot: Snapshot


@dataclass(frozen=True)
class _Load:
    """What all deliveries of one load share."""

    home: Home
    vault: Vault
    library: Library
    rules: RuleLibrary
    maps: Maps
    now: datetime
    accept: frozenset[str]
    reason: str
    finish: Finish | None
    ask_rules: bool
    tell: Callable[[str], None]


def load(
    home: Home,
    folders: Sequence[Path],
    *,
    now: datetime,
    day: date | None = None,
    accept: frozenset[str] = frozenset(),
    accept_reason: str = "",
    finish: Finish | None = None,
    ask_rules: bool = True,
    progress: Progress | None = None,
    published: Callable[[LoadResult], None] | None = None,
) -> list[LoadResult]:
    """Load deliveries into the data folder and publish a version for each, oldest first.

    `published` is told of each version as soon as readers see it, also when a later one fails.
    `accept` names rules that may pass although they would stop (with a reason, which is kept).
    Without `ask_rules` the delivery is loaded and published alone, with no findings and no
    reconciliation: for measuring the one apart from the other.
    Raises UsageError, InputError, BlockedError, BusyError, StorageError or ConsistencyError; the
    version published before still serves then, and so do those of the deliveries before it.
    """
    check_accepted(accept, accept_reason)
    deliveries = find_deliveries(folders, day)
    library = read_library(home.profiles)
    maps = shared_maps(library.municipality)
    check_targets(library, maps)
    rules = read_rules(home.rules) if ask_rules else RuleLibrary(())
    home.prepare()
    home.check_writable()
    tell = _teller(progress, deliveries, library)
    with write_lock(home), engine_storage_errors():
        tell("sweep")
        vault = open_vault(home)
        if current_number(home) is not None:
            feeds = [one for each in current_version(home).snapshots for one in each.feeds]
            vault.check_belongs({one.raw_sha256 for one in feeds})
        _sweep(home, vault)
        common = _Load(
            home, vault, library, rules, maps, now, accept, accept_reason, finish, ask_rules, tell
        )
        results = []
        for delivery in deliveries:
            results.append(_load_one(common, delivery))
            if published:
                published(results[-1])
        return results


def _teller(
    progress: Progress | None, deliveries: Sequence[Delivery], library: Library
) -> Callable[[str], None]:
    total = len(deliveries) * (len(library.profiles) + len(STEPS))
    done = 0

    def tell(what: str) -> None:
        nonlocal done
        done += 1
        if progress:
            progress(what, min(done, total), total)

    return tell


def _sweep(home: Home, vault: Vault) -> None:
    """Remove what earlier loads left behind: nobody points at any of it."""
    sweep_asides(home)
    for left in home.building.iterdir():
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    kept: dict[str, Snapshot] = {}
    for number in version_numbers(home):
        try:
            kept.update({one.id: one for one in read_version(home, number).snapshots})
        except ConsistencyError:
            return  # what a damaged version points at is unknown, so nothing is thrown away
    for folder in home.snapshots.iterdir():
        if folder.name not in kept:
            shutil.rmtree(folder)
    raw = {feed.raw_sha256 for one in kept.values() for feed in one.feeds}
    vault.sweep(frozenset(raw), frozenset(one.rejects_id for one in kept.values()))


def _load_one(common: _Load, delivery: Delivery) -> LoadResult:
    run = common.home.building / uuid.uuid4().hex
    (run / "spill").mkdir(mode=0o700, parents=True)
    try:
        with _damage_of_earlier_told(common.home, delivery.day):
            snapshot = _build(common, delivery, run)
            version = _publish(common, snapshot, run)
    finally:
        shutil.rmtree(run, ignore_errors=True)
    common.tell("done")
    return LoadResult(version, snapshot)


@contextmanager
def _damage_of_earlier_told(home: Home, day: date) -> Iterator[None]:
    """The engine's error on a damaged table of the delivery before, told as what it is."""
    try:
        yield
    except duckdb.Error as error:
        before = _before(home, day)
        if before is None or _is_whole(home, before):
            raise
        raise ConsistencyError(
            "forrige-beskadiget",
            f"Leverancen fra den {before.delivery_day:%d-%m-%Y}, som denne skal sammenlignes med, "
            "er beskadiget på disken.",
            next_step="Intet er udgivet. Indlæs den leverance igen, eller gendan datamappen fra "
            "sikkerhedskopien.",
        ) from error


def _is_whole(home: Home, snapshot: Snapshot) -> bool:
    try:
        verify_tables(snapshot_folder(home, snapshot.id), snapshot.tables)
    except ConsistencyError:
        return False
    return True


def _build(common: _Load, delivery: Delivery, run: Path) -> Snapshot:
    """Everything up to a snapshot's finished folder, verified and moved into place."""
    profiles = tuple(one.profile for one in common.library.profiles)
    matched = match_files(delivery.folder, profiles)
    _refuse_empty(delivery, matched)
    before = _before(common.home, delivery.day)
    built = run / "snapshot"
    built.mkdir(mode=0o700)
    limit = os.environ.get(MEMORY_VARIABLE, MEMORY_LIMIT)
    with open_workbench(run / "spill", memory_limit=limit) as connection:
        desk = Desk(connection, common.maps, common.vault.key_of, run, common.vault.seal_raw)
        common.tell("read")
        arrival = take_files(desk, profiles, matched, common.tell)
        facts = DeliveryFacts(
            day=delivery.day,
            profiles=profiles,
            matched=matched,
            taken=arrival.taken,
            unread=arrival.unread,
            superseded=arrival.superseded,
            before=before,
            today=common.now.astimezone(DENMARK).date(),
        )
        stop_if_unreadable(facts)
        stop_if_blocked(judge(facts, common.accept))
        plan = TablePlan(
            connection, common.maps, built, delivery.day, _tables_of(common.home, before)
        )
        with ThreadPoolExecutor(1, thread_name_prefix="vault") as beside:
            persons = list(arrival.intake.persons(_citizens_feed(arrival)))
            kept = beside.submit(common.vault.keep_persons, persons)
            common.tell("tables")
            counts = build_tables(arrival, plan)
            counts |= write_rejects(connection, arrival, built)
            common.tell("checks")
            facts = replace(facts, vanished=find_vanished(arrival, plan, before))
            judged = judge(facts, common.accept)
            stop_if_blocked(judged)
            common.tell("vault")
            kept.result()
        snapshot = _snapshot(
            common,
            delivery.day,
            arrival,
            judged,
            rejects_id=_keep_rejects(common.vault, arrival),
            counts=counts,
            built=built,
        )
    return _finished(common, snapshot, built, run, before)


def _refuse_empty(delivery: Delivery, matched: Matched) -> None:
    if matched.files:
        return
    found = (
        f" De {len(matched.unclaimed)} filer i den kender ingen profil."
        if matched.unclaimed
        else ""
    )
    raise InputError(
        "leverance-tom",
        f"Leverancen fra den {delivery.day:%d-%m-%Y} har ingen filer, profilerne kan læse.{found}",
        where=Where(file=display_name(delivery.folder.name)),
        next_step="Se efter, om mappen er den rigtige, med »pejl source check MAPPE«.",
    )


def _before(home: Home, day: date) -> Snapshot | None:
    """The newest published delivery older than `day`."""
    if current_number(home) is None:
        return None
    earlier = [one for one in current_version(home).snapshots if one.delivery_day < day]
    return earlier[-1] if earlier else None


def _tables_of(home: Home, snapshot: Snapshot | None) -> dict[str, Path]:
    if snapshot is None:
        return {}
    return {name: table_path(home, snapshot, name) for name in TABLES if name in snapshot.tables}


def _citizens_feed(arrival: Arrival) -> str:
    """The feed whose names win: the one that delivers the citizens."""
    return next(
        (
            profile_id
            for profile_id, file in arrival.taken.items()
            if any(target.table == "citizen" for target in file.profile.target)
        ),
        "",
    )


def _keep_rejects(vault: Vault, arrival: Arrival) -> str:
    """Seal the rejected rows; returns the name they lie under, empty when there are none."""
    if not any(file.rows_rejected for file in arrival.files):
        return ""
    writer = vault.seal_rejects()
    try:
        for row in arrival.intake.rejected_rows():
            writer.write((json.dumps(vars(row), ensure_ascii=False) + "\n").encode())
        return writer.finish()
    except BaseException:
        writer.abandon()
        raise


def _snapshot(
    common: _Load,
    day: date,
    arrival: Arrival,
    judged: Sequence[Judged],
    *,
    rejects_id: str,
    counts: Mapping[str, int],
    built: Path,
) -> Snapshot:
    return Snapshot(
        id=f"{day.isoformat()}-{uuid.uuid4().hex[:12]}",
        delivery_day=day,
        loaded_at=common.now.isoformat(),
        code_version=__version__,
        own_municipality=common.library.municipality.code,
        tables={
            name: stored_table(built / f"{name}.parquet", rows) for name, rows in counts.items()
        },
        feeds=stored_feeds(arrival),
        checks=tuple(one.stored(common.reason) for one in judged),
        rejects_id=rejects_id,
        functions=dict(common.library.municipality.functions),
    )


def _finished(
    common: _Load, snapshot: Snapshot, built: Path, run: Path, before: Snapshot | None
) -> Snapshot:
    """Further tables, a look at everything as it lies on the disk, and the move into place."""
    common.tell("finish")
    if common.finish:
        paths = {name: built / table.file for name, table in snapshot.tables.items()}
        more = common.finish(
            paths,
            built,
            own_municipality=snapshot.own_municipality,
            delivery_day=snapshot.delivery_day,
        )
        snapshot = replace(
            snapshot, tables={**snapshot.tables, **more}, prepared=prepared_version()
        )
    common.tell("findings")
    if common.ask_rules:
        found = find_at_load(
            common.rules,
            common.library,
            snapshot,
            built,
            before=snapshot_files(common.home, before) if before else {},
            earlier_day=before.delivery_day if before else None,
            spill=run / "spill",
            memory_limit=os.environ.get(MEMORY_VARIABLE, MEMORY_LIMIT),
        )
        snapshot = replace(snapshot, tables={**snapshot.tables, **found.tables})
    common.tell("verify")
    verify_tables(built, snapshot.tables)
    common.tell("keep")
    write_snapshot(built, snapshot)
    keep_snapshot(common.home, built, snapshot.id)
    return snapshot


def _publish(common: _Load, snapshot: Snapshot, run: Path) -> Version:
    """The delivery in its place among the others; later ones get their knowledge times anew."""
    home = common.home
    published = current_version(home).snapshots if current_number(home) is not None else ()
    earlier = [one for one in published if one.delivery_day < snapshot.delivery_day]
    later = [one for one in published if one.delivery_day > snapshot.delivery_day]
    line = [*earlier, snapshot]
    for one in later:
        line.append(_dated_again(common, one, line[-1], run))
    common.tell("publish")
    reason = f"Leverancen fra den {snapshot.delivery_day:%d-%m-%Y}"
    if common.accept:
        reason += f"; {', '.join(sorted(common.accept))} accepteret: {common.reason}"
    return publish(
        home,
        tuple(one.id for one in line),
        reason=reason,
        published_at=common.now.isoformat(),
    )


def rebuild(
    home: Home, *, now: datetime, finish: Finish, progress: Progress | None = None
) -> Version | None:
    """Make anew what loads prepare beside the canonical tables, where another edition of the
    program made it, and publish the deliveries so in one step. None when nothing needs it.

    No delivered file is read and no row changes. Raises as `load` does; the version published
    before still serves then, and can be gone back to with the edition that made it.
    """
    library, rules = read_library(home.profiles), read_rules(home.rules)
    maps = shared_maps(library.municipality)
    with write_lock(home), engine_storage_errors():
        published = current_version(home).snapshots
        old = [one for one in published if not is_prepared(one)]
        if not old:
            return None
        total, done = len(old) * len(_REBUILT), 0

        def tell(what: str) -> None:
            nonlocal done
            done += 1
            if progress:
                progress(what, min(done, total), total)

        vault = open_vault(home)
        _sweep(home, vault)
        common = _Load(home, vault, library, rules, maps, now, frozenset(), "", finish, True, tell)
        line: list[Snapshot] = []
        for one in published:
            before = line[-1] if line else None
            line.append(one if is_prepared(one) else _prepared_again(common, one, before))
        return publish(
            home,
            tuple(one.id for one in line),
            reason=f"Gjort klar igen af Pejl {__version__}",
            published_at=now.isoformat(),
        )


_REBUILT = ("finish", "findings", "verify", "keep")


def _prepared_again(common: _Load, snapshot: Snapshot, before: Snapshot | None) -> Snapshot:
    """The same canonical tables in a snapshot of their own, verified, with the rest made anew."""
    run = common.home.building / uuid.uuid4().hex
    built = run / "snapshot"
    built.mkdir(mode=0o700, parents=True)
    (run / "spill").mkdir(mode=0o700)
    old = snapshot_folder(common.home, snapshot.id)
    try:
        tables = {
            name: snapshot.tables[name] for name in (*TABLES, REJECT) if name in snapshot.tables
        }
        for table in tables.values():
            shutil.copyfile(old / table.file, built / table.file)
        renamed = f"{snapshot.delivery_day.isoformat()}-{uuid.uuid4().hex[:12]}"
        again = replace(snapshot, id=renamed, tables=tables)
        return _finished(common, again, built, run, before)
    finally:
        shutil.rmtree(run, ignore_errors=True)


def _dated_again(common: _Load, snapshot: Snapshot, before: Snapshot, run: Path) -> Snapshot:
    """A later delivery seen after the one put in before it: same rows, other knowledge times."""
    built = run / f"again-{snapshot.id}"
    built.mkdir(mode=0o700)
    old = snapshot_folder(common.home, snapshot.id)
    tables: dict[str, StoredTable] = {}
    with open_workbench(run / "spill") as connection:
        for name, path in _tables_of(common.home, before).items():
            target = built / f"{name}.parquet"
            rows = date_again(
                connection,
                TABLES[name],
                old / snapshot.tables[name].file,
                target,
                day=snapshot.delivery_day,
                before=path,
            )
            tables[name] = stored_table(target, rows)
    shutil.copyfile(old / snapshot.tables[REJECT].file, built / f"{REJECT}.parquet")
    tables[REJECT] = snapshot.tables[REJECT]
    renamed = f"{snapshot.delivery_day.isoformat()}-{uuid.uuid4().hex[:12]}"
    again = replace(snapshot, id=renamed, tables=tables)
    return _finished(common, again, built, run, before)
