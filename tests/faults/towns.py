"""Whole deliveries of thirty rows a file, and data folders with one of them published."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from pejl.site.load import LoadResult, load
from pejl.store.home import Home
from pejl.store.snapshots import (
    current_number,
    current_version,
    read_version,
    snapshot_folder,
    version_numbers,
)
from tests.faults.bases import BEFORE, PROBES, bases

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@cache
def right_files() -> Mapping[str, bytes]:
    """Every file of a whole delivery, by its place in it."""
    return {one.name: one.bytes() for name, one in bases().items() if name not in PROBES}


def deliver(folder: Path, changed: Mapping[str, bytes] | None = None) -> Path:
    """Write a delivery, some of its files changed or added."""
    for name, data in {**right_files(), **(changed or {})}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def load_one(home: Home, folder: Path) -> LoadResult:
    return load(home, [folder], now=NOW)[0]


def make_home(place: Path) -> Home:
    """A data folder whose version 1 is the right delivery of the month before."""
    home = Home(place / "home")
    load_one(home, deliver(place / BEFORE))
    shutil.rmtree(place / BEFORE)
    return home


def wrong_with(home: Home) -> list[str]:
    """What is wrong with the version being served: every file there, whole, and as counted."""
    found = []
    for snapshot in current_version(home).snapshots:
        folder = snapshot_folder(home, snapshot.id)
        for name, table in snapshot.tables.items():
            path = folder / table.file
            if not path.is_file():
                found.append(f"{snapshot.id}: {name} is missing")
            elif hashlib.sha256(path.read_bytes()).hexdigest() != table.sha256:
                found.append(f"{snapshot.id}: {name} is not as it was published")
        for feed in snapshot.feeds:
            if feed.rows_read != feed.rows_loaded + feed.rows_rejected:
                found.append(f"{snapshot.id}: {feed.file} does not add up")
            if not (home.vault / "raw" / f"{feed.raw_sha256}.enc").is_file():
                found.append(f"{snapshot.id}: the raw file of {feed.file} is missing")
        if (
            snapshot.rejects_id
            and not (home.vault / "rejects" / f"{snapshot.rejects_id}.enc").is_file()
        ):
            found.append(f"{snapshot.id}: the rejects are missing")
    return found


def published(home: Home) -> str:
    """Everything a reader of the published version goes by, as one text to compare."""
    version = home.versions / f"{current_number(home):06}.json"
    ids = json.loads(version.read_text("utf-8"))["snapshot_ids"]
    snapshots = [(home.snapshots / one / "snapshot.json").read_text("utf-8") for one in ids]
    return "\n".join([home.current.read_text(), version.read_text("utf-8"), *snapshots])


def _asides(home: Home) -> list[Path]:
    return [
        *home.path.glob(".*"), *home.versions.glob(".*"), *home.vault.glob(".*"),
    ]  # fmt: skip


def leftovers(home: Home) -> list[str]:
    """What lies in the data folder that no version points at."""
    ids = set()
    raw, rejects = set(), set()
    numbers = version_numbers(home)
    for number in numbers:
        ids |= set(read_version(home, number).snapshot_ids)
    for one in ids:
        data = json.loads((home.snapshots / one / "snapshot.json").read_text("utf-8"))
        raw |= {f"{feed['raw_sha256']}.enc" for feed in data["feeds"]}
        rejects.add(f"{data['rejects_id']}.enc")
    found = list(home.building.iterdir())
    found += [path for path in home.snapshots.iterdir() if path.name not in ids]
    found += [p for p in (home.vault / "raw").glob("*") if p.name not in raw]
    found += [p for p in (home.vault / "rejects").glob("*") if p.name not in rejects]
    found += [p for p in _asides(home) if p.is_file()]
    found += [p for p in home.versions.glob("[0-9]*.json") if int(p.stem) not in numbers]
    return [str(path.relative_to(home.path)) for path in found]
