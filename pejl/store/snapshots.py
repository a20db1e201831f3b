"""Snapshots and versions: what is published, and the one atomic step that publishes it.

A *snapshot* is one delivery's canonical tables, never changed after it is made. A *version* is a
list of snapshots, one per delivery day, plus what the checks said. Readers follow CURRENT, a file
that holds a version's number and is replaced by one rename. So a reader sees the old version or
the new one, whole, and a killed load leaves only files that nobody points at.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from pejl.base.errors import ConsistencyError, UsageError
from pejl.store.home import Home, storage_errors


@dataclass(frozen=True)
class StoredTable:
    """A table of a snapshot: its file within the snapshot's folder, row count, content hash."""

    file: str
    rows: int
    sha256: str


@dataclass(frozen=True)
class StoredFeed:
    """What became of one delivered file. rows_read = rows_loaded + rows_rejected, always.

    `file` is the path within the delivery. `raw_sha256` names the encrypted raw file in the vault:
    a keyed hash of its content. `columns` are the header's names in the order delivered.
    `rows_superseded` of the loaded rows have the key of a row further down and are in no table
    (V-106); `rows_skipped` were blank lines and sum lines, never read as rows. `medians` are the
    middle size of each amount column, for V-103 to compare with next time; `filled` is how many
    of the loaded rows have a value in each column.
    """

    profile: str
    file: str
    raw_sha256: str
    bytes: int
    rows_read: int
    rows_loaded: int
    rows_rejected: int
    columns: tuple[str, ...]
    encoding: str = ""
    rows_superseded: int = 0
    rows_skipped: int = 0
    medians: dict[str, str] = field(default_factory=dict)
    filled: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class StoredCheck:
    """What a rule said of the load: a finding of the delivery, not of a citizen."""

    rule: str
    severity: str
    file: str
    message: str
    count: int
    blocking: bool
    lines: tuple[int, ...] = ()


@dataclass(frozen=True)
class Snapshot:
    """One delivery as loaded. `id` names the folder; `delivery_day` is its knowledge time.

    `rejects_id` names the encrypted raw text of its rejected rows in the vault; empty when there
    are none. `functions` is the municipality's own map from service key to account function.
    `prepared` is the version of the tables made beside the canonical ones, 0 when it is not known.
    """

    id: str
    delivery_day: date
    loaded_at: str
    code_version: str
    own_municipality: str
    tables: dict[str, StoredTable]
    feeds: tuple[StoredFeed, ...]
    checks: tuple[StoredCheck, ...] = ()
    rejects_id: str = ""
    functions: dict[str, str] = field(default_factory=dict)
    prepared: int = 0

    @property
    def rows_rejected(self) -> int:
        return sum(feed.rows_rejected for feed in self.feeds)


@dataclass(frozen=True)
class Version:
    """A published set of snapshots, oldest delivery first."""

    number: int
    published_at: str
    reason: str
    snapshot_ids: tuple[str, ...]
    snapshots: tuple[Snapshot, ...] = field(default=(), compare=False)

    @property
    def latest(self) -> Snapshot:
        return self.snapshots[-1]

    def as_known(self, day: date | None) -> Snapshot:
        """The newest delivery not later than `day`; all that is known now when `day` is None."""
        known = [one for one in self.snapshots if day is None or one.delivery_day <= day]
        if not known:
            first = self.snapshots[0].delivery_day
            raise UsageError(
                "intet-kendt-endnu",
                f"Ingen leverance var kendt den {day:%d-%m-%Y}.",
                next_step=f"Vælg den {first:%d-%m-%Y}, den første leverances dag, eller senere.",
            )
        return known[-1]

    def before(self, snapshot: Snapshot) -> Snapshot | None:
        """The delivery before this one, or None when it is the first."""
        earlier = [one for one in self.snapshots if one.delivery_day < snapshot.delivery_day]
        return earlier[-1] if earlier else None


def snapshot_folder(home: Home, snapshot_id: str) -> Path:
    return home.snapshots / snapshot_id


def stored_table(path: Path, rows: int) -> StoredTable:
    """A table just written: its hash is what later proves that the file is the same."""
    return StoredTable(file=path.name, rows=rows, sha256=file_hash(path))


def file_hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def verify_tables(folder: Path, tables: dict[str, StoredTable]) -> None:
    """Open every file again: rows and bytes are those that were counted and hashed.

    Raises ConsistencyError otherwise.
    """
    import pyarrow.parquet as pq

    for name, table in tables.items():
        path = folder / table.file
        if (
            not path.is_file()
            or file_hash(path) != table.sha256
            or pq.read_metadata(path).num_rows != table.rows
        ):
            raise ConsistencyError(
                "tabel-stemmer-ikke",
                f"Tabellen {name} er ikke på disken, som den blev skrevet.",
                next_step="Intet er udgivet. Undersøg disken, og indlæs igen.",
            )


def table_path(home: Home, snapshot: Snapshot, table: str) -> Path:
    """The Parquet file of a table; every canonical table has one, if only an empty one."""
    return snapshot_folder(home, snapshot.id) / snapshot.tables[table].file


def snapshot_files(home: Home, snapshot: Snapshot) -> dict[str, Path]:
    """Every table's file, by name."""
    return {name: table_path(home, snapshot, name) for name in snapshot.tables}


def read_snapshot(home: Home, snapshot_id: str) -> Snapshot:
    data = _read_json(snapshot_folder(home, snapshot_id) / "snapshot.json")
    return Snapshot(
        id=data["id"],
        delivery_day=date.fromisoformat(data["delivery_day"]),
        loaded_at=data["loaded_at"],
        code_version=data["code_version"],
        own_municipality=data["own_municipality"],
        tables={name: StoredTable(**table) for name, table in data["tables"].items()},
        feeds=tuple(
            StoredFeed(**{**feed, "columns": tuple(feed["columns"])}) for feed in data["feeds"]
        ),
        checks=tuple(
            StoredCheck(**{**check, "lines": tuple(check["lines"])}) for check in data["checks"]
        ),
        rejects_id=data.get("rejects_id", ""),
        functions=data.get("functions", {}),
        prepared=data.get("prepared", 0),
    )


def write_snapshot(folder: Path, snapshot: Snapshot) -> None:
    """Write `snapshot.json` into a folder still under `building/`."""
    data = asdict(snapshot)
    data["delivery_day"] = snapshot.delivery_day.isoformat()
    write_whole(folder / "snapshot.json", _json_bytes(data))


def keep_snapshot(home: Home, built: Path, snapshot_id: str) -> None:
    """Move a finished folder from `building/` to `snapshots/`; nobody points at it yet."""
    with storage_errors():
        for file in sorted(built.rglob("*")):
            if file.is_file():
                _sync(file)
        os.rename(built, snapshot_folder(home, snapshot_id))
        _sync(home.snapshots)


def current_number(home: Home) -> int | None:
    """The published version's number; None before the first load."""
    marked = _marked(home)
    return marked[0] if marked else None


def _marked(home: Home) -> tuple[int, int] | None:
    """CURRENT's two numbers: the version that is read, and the highest that ever was.

    A version above the highest was made by a load that died just before its switch: it was never
    published, so nobody is shown it, and the next load takes its number.
    """
    try:
        with storage_errors():
            words = home.current.read_bytes().split()
    except FileNotFoundError:
        return None
    if not words or not all(word.isdigit() for word in words):
        raise ConsistencyError(
            "current-ulaeselig",
            "Filen CURRENT i datamappen kan ikke læses.",
            next_step="Kør »pejl rollback NUMMER« med en version fra »pejl versions«.",
        )
    numbers = [int(word) for word in words]
    return numbers[0], max(numbers) if len(numbers) > 1 else max([*numbers, *_made(home)])


def current_version(home: Home) -> Version:
    number = current_number(home)
    if number is None:
        raise UsageError(
            "ingen-data",
            "Der er ikke indlæst nogen leverance endnu.",
            next_step="Kør »pejl load MAPPE« med en leverance, eller »pejl demo« for at prøve.",
        )
    return read_version(home, number)


def read_version(home: Home, number: int) -> Version:
    path = _version_path(home, number)
    if not path.exists():
        raise _unknown(number)
    data = _read_json(path)
    ids = tuple(data["snapshot_ids"])
    return Version(
        number=data["number"],
        published_at=data["published_at"],
        reason=data["reason"],
        snapshot_ids=ids,
        snapshots=tuple(read_snapshot(home, one) for one in ids),
    )


def _unknown(number: int) -> UsageError:
    return UsageError(
        "version-ukendt",
        f"Version {number} findes ikke.",
        next_step="Se listen med »pejl versions«.",
    )


def version_numbers(home: Home) -> list[int]:
    """All published versions, oldest first; when CURRENT is damaged, all that were made."""
    try:
        marked = _marked(home)
    except ConsistencyError:
        return _made(home)
    return [number for number in _made(home) if marked and number <= marked[1]]


def _made(home: Home) -> list[int]:
    if not home.versions.is_dir():
        return []
    return sorted(
        int(path.stem) for path in home.versions.glob("[0-9]*.json") if path.stem.isdigit()
    )


def publish(
    home: Home, snapshot_ids: tuple[str, ...], *, reason: str, published_at: str
) -> Version:
    """Write the next version aside, then switch CURRENT to it. The caller holds the write lock."""
    number = max([0, *version_numbers(home)]) + 1
    data = {
        "number": number,
        "published_at": published_at,
        "reason": reason,
        "snapshot_ids": list(snapshot_ids),
    }
    with storage_errors():
        write_whole(_version_path(home, number), _json_bytes(data))
    point_at(home, number)
    return read_version(home, number)


def point_at(home: Home, number: int) -> None:
    """The one atomic step: readers see the other version from the next look at CURRENT on."""
    read_version(home, number)
    highest = max([number, *version_numbers(home)])
    with storage_errors():
        write_whole(home.current, f"{number} {highest}\n".encode("ascii"))


def verify_version(home: Home, number: int) -> None:
    """Raises UsageError when it was never published, ConsistencyError when it is not whole."""
    if number not in version_numbers(home):
        raise _unknown(number)
    for snapshot in read_version(home, number).snapshots:
        verify_tables(snapshot_folder(home, snapshot.id), snapshot.tables)


def write_whole(path: Path, data: bytes) -> None:
    """Write aside, sync, rename: the file is the old one or the new one, never half of it."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    with storage_errors(), _removed_on_error(aside):
        with open(aside, "wb") as handle:
            handle.write(data)
            handle.flush()
            os.fsync(handle.fileno())
        os.replace(aside, path)
        _sync(path.parent)


def sweep_asides(home: Home) -> None:
    """Remove what killed writes left, and a version never published. The caller holds the lock."""
    never = [_version_path(home, one) for one in {*_made(home)} - {*version_numbers(home)}]
    for path in (*home.path.glob(f".{home.current.name}.*"), *home.versions.glob(".*"), *never):
        path.unlink(missing_ok=True)


@contextmanager
def _removed_on_error(path: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _version_path(home: Home, number: int) -> Path:
    return home.versions / f"{number:06d}.json"


def _json_bytes(data: dict[str, Any]) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode("utf-8")


def _read_json(path: Path) -> dict[str, Any]:
    try:
        data: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ConsistencyError(
            "oversigt-ulaeselig",
            f"Oversigten {path.name} i datamappen mangler eller er beskadiget.",
            next_step="Gå tilbage til en hel version med »pejl rollback NUMMER«, eller gendan "
            "datamappen fra sikkerhedskopien.",
        ) from error
    return data
