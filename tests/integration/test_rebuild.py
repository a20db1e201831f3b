"""After an upgrade that changes the prepared tables: told, and made anew without a delivered file."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pejl.base.errors import ConsistencyError
from pejl.base.period import parse_period
from pejl.canon.model import TABLES
from pejl.figures.compute import compute
from pejl.figures.request import FigureRequest
from pejl.figures.spine import write_spine
from pejl.site.load import rebuild
from pejl.store.engines import open_warehouse
from pejl.store.home import Home
from pejl.store.snapshots import current_version, snapshot_folder, write_snapshot

NOW = datetime(2026, 11, 2, tzinfo=UTC)
ASKED = FigureRequest("I-10", (parse_period("2026-01..2026-09"),), ("paragraph",))


@pytest.fixture
def home(small_home: Home, tmp_path: Path) -> Home:
    """The small town as an earlier edition left it: a prepared table lacks, and its version."""
    shutil.copytree(small_home.path, tmp_path / "home")
    home = Home(tmp_path / "home")
    for one in current_version(home).snapshots:
        tables = {name: table for name, table in one.tables.items() if name != "spine_booked"}
        write_snapshot(snapshot_folder(home, one.id), replace(one, tables=tables, prepared=1))
    return home


def answer(home: Home) -> object:
    warehouse = open_warehouse(home)
    try:
        return [(one.dims, one.value) for one in compute(warehouse, ASKED).cells_for_gate()]
    finally:
        warehouse.close()


def test_what_another_edition_prepared_is_refused_with_the_way_out(home: Home) -> None:
    with pytest.raises(ConsistencyError) as told:
        answer(home)
    assert told.value.code == "klargjort-af-anden-udgave"
    assert "pejl rebuild" in (told.value.next_step or "")


def test_it_is_made_anew_from_the_same_rows_and_published_in_one_step(
    home: Home, small_home: Home
) -> None:
    old = current_version(home)
    version = rebuild(home, now=NOW, finish=write_spine)
    assert version is not None and version.number == old.number + 1
    assert current_version(home).snapshot_ids == version.snapshot_ids
    for before, after in zip(old.snapshots, version.snapshots, strict=True):
        assert {name: after.tables[name] for name in TABLES} == {
            name: before.tables[name] for name in TABLES
        }
        assert (after.feeds, after.checks) == (before.feeds, before.checks)
    assert answer(home) == answer(small_home)
    assert rebuild(home, now=NOW, finish=write_spine) is None


def test_one_that_fails_leaves_the_version_before(home: Home) -> None:
    old = current_version(home)

    def full_disk(*_: object, **__: object) -> object:
        raise OSError(28, "No space left on device")

    with pytest.raises(Exception, match="plads"):
        rebuild(home, now=NOW, finish=full_disk)  # type: ignore[arg-type]
    assert current_version(home) == old
    assert rebuild(home, now=NOW, finish=write_spine) is not None
