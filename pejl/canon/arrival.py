"""A delivery's files on their way to the canonical tables: each read, typed and counted.

One file that cannot be read does not stop the others: everything wrong with a delivery is found
in one go, and told together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Lock

import duckdb

from pejl.base.errors import InputError
from pejl.canon.history import Vanished, vanished
from pejl.canon.mapping import Superseded, TablePlan, check_rows, find_superseded, write_tables
from pejl.sources.delivered import DeliveredFile, Matched
from pejl.sources.expressions import SourceColumn
from pejl.sources.file_sql import Maps
from pejl.sources.intake import Intake, KeyOf, TypedFile
from pejl.sources.profile import Profile
from pejl.sources.reader import Reading, survey_job
from pejl.sources.survey import Sealer, SurveysAhead
from pejl.store.beside import work_beside
from pejl.store.snapshots import Snapshot, StoredFeed

Told = Callable[[str], None]
"""Told the name of each file as its turn comes."""


@dataclass
class Arrival:
    """What has been read of a delivery so far."""

    intake: Intake
    taken: dict[str, TypedFile] = field(default_factory=dict)
    unread: dict[str, InputError] = field(default_factory=dict)
    superseded: dict[str, Superseded] = field(default_factory=dict)

    @property
    def files(self) -> list[TypedFile]:
        return list(self.taken.values())


@dataclass(frozen=True)
class Desk:
    """Where a delivery is worked on: the engine, a folder for private files, who makes the keys
    and who seals the raw bytes (nobody, when files are only looked at)."""

    connection: duckdb.DuckDBPyConnection
    maps: Maps
    key_of: KeyOf
    work: Path | None = None
    sealer: Callable[[], Sealer] | None = None


def take_files(
    desk: Desk, profiles: Sequence[Profile], matched: Matched, told: Told = lambda name: None
) -> Arrival:
    """Read every file a profile claims, two at a time and those that take longest first."""
    arrival = Arrival(Intake(desk.connection, desk.maps, desk.key_of))
    present = [one for one in profiles if one.id in matched.files]
    ordered = sorted(present, key=lambda one: -_work(one, matched))
    ahead = SurveysAhead(
        {
            one.id: survey_job(matched.files[one.id], one, desk.work, desk.sealer)
            for one in ordered
            if one.format == "csv"
        }
    )
    tables = {one.id: arrival.intake.next_tables() for one in present}
    telling = Lock()

    def take(profile: Profile, connection: duckdb.DuckDBPyConnection) -> _Taken:
        with telling:
            told(matched.files[profile.id].name)
        reading = Reading(
            connection,
            tables[profile.id],
            desk.work,
            desk.sealer,
            (lambda: ahead.take(profile.id)) if profile.format == "csv" else None,
        )
        return _take(arrival.intake.beside(connection), reading, matched.files[profile.id], profile)

    try:
        taken = work_beside(desk.connection, [partial(take, one) for one in ordered])
    finally:
        ahead.close()
    by_profile = {one.id: found for one, found in zip(ordered, taken, strict=True)}
    for profile in present:
        _put(arrival, profile.id, by_profile[profile.id])
    return arrival


WORKBOOK = 60
"""A spreadsheet is compressed, and read cell by cell: so much more work a byte."""


def _work(profile: Profile, matched: Matched) -> int:
    size = matched.files[profile.id].path.stat().st_size
    return size if profile.format == "csv" else size * WORKBOOK


_Taken = tuple[TypedFile, Superseded] | InputError


def _take(intake: Intake, reading: Reading, delivered: DeliveredFile, profile: Profile) -> _Taken:
    try:
        file = intake.take(delivered, profile, reading)
    except InputError as error:
        return error
    return file, find_superseded(reading.connection, file)


def _put(arrival: Arrival, profile_id: str, taken: _Taken) -> None:
    if isinstance(taken, InputError):
        arrival.unread[profile_id] = taken
    else:
        arrival.taken[profile_id], arrival.superseded[profile_id] = taken


def build_tables(arrival: Arrival, plan: TablePlan) -> dict[str, int]:
    """Write the canonical tables and prove that every loaded row is in them."""
    counts = write_tables(arrival.files, plan)
    check_rows(arrival.files, arrival.superseded, plan)
    return counts


def find_vanished(
    arrival: Arrival, plan: TablePlan, before: Snapshot | None
) -> Mapping[str, Vanished]:
    """Closed rows that are gone or different, for each profile that says when a row is closed."""
    found: dict[str, Vanished] = {}
    for profile_id, file in arrival.taken.items():
        place = _closing_place(file.profile)
        if before is None or place is None:
            continue
        table, column = place
        found[profile_id] = vanished(
            plan.connection,
            plan.before[table],
            plan.path(table),
            table,
            feed=profile_id,
            closed_column=column,
            closed_on=before.delivery_day,
        )
    return found


def _closing_place(profile: Profile) -> tuple[str, str] | None:
    """The canonical table and column that the profile's closing date goes to."""
    if profile.history is None:
        return None
    for target in profile.target:
        for name, expression in target.columns.items():
            if expression == SourceColumn(column=profile.history.closed_by):
                return target.table, name
    return None


def stored_feeds(arrival: Arrival) -> tuple[StoredFeed, ...]:
    """What became of each file, for the snapshot."""
    return tuple(
        StoredFeed(
            profile=profile_id,
            file=file.file.name,
            raw_sha256=file.raw.sealed_id,
            bytes=file.raw.size,
            rows_read=file.rows_read,
            rows_loaded=file.rows_loaded,
            rows_rejected=file.rows_rejected,
            columns=file.raw.columns,
            encoding=file.raw.encoding,
            rows_superseded=arrival.superseded[profile_id].rows,
            rows_skipped=file.rows_skipped,
            medians={name: str(value) for name, value in file.medians.items()},
            filled=dict(file.filled),
        )
        for profile_id, file in arrival.taken.items()
    )
