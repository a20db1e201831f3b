"""Deliveries one after another: versions, exchanged and late deliveries, what may be accepted."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import duckdb
import pytest

from pejl.base.errors import BlockedError, UsageError
from pejl.store.home import Home, write_lock
from pejl.store.snapshots import (
    StoredTable,
    current_version,
    point_at,
    read_version,
    stored_table,
    table_path,
    version_numbers,
)
from pejl.store.vault import open_vault
from tests.integration.loads import days, delivery, load_into, served

SEPTEMBER, OCTOBER, NOVEMBER = date(2026, 9, 30), date(2026, 10, 31), date(2026, 11, 30)


@pytest.fixture(scope="module")
def clean(shared_extracts: Path) -> Path:
    return shared_extracts / "nordvig-clean" / "2026-10-31"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def without_last_posting(folder: Path) -> Path:
    path = folder / "calibra" / "Posteringer.csv"
    path.write_bytes(path.read_bytes().rsplit(b"\r\n", 2)[0] + b"\r\n")
    return folder


def postings_known(home: Home) -> list[dict[date, int]]:
    """For each delivery of the current version: how many postings are known from which day."""
    return [
        dict(
            duckdb.execute(
                "select recorded_on, count(*) from read_parquet(?) group by 1",
                [str(table_path(home, one, "posting"))],
            ).fetchall()
        )
        for one in current_version(home).snapshots
    ]


def test_a_delivery_that_comes_late_is_put_in_its_place(
    home: Home, clean: Path, tmp_path: Path
) -> None:
    load_into(home, without_last_posting(delivery(clean, tmp_path, "2026-09-30")))
    load_into(home, delivery(clean, tmp_path, "2026-11-30"))
    total = 3_470
    assert postings_known(home) == [{SEPTEMBER: total - 1}, {SEPTEMBER: total - 1, NOVEMBER: 1}]
    (result,) = load_into(home, clean)
    assert result.snapshot.delivery_day == OCTOBER
    assert days(served(home)) == [SEPTEMBER, OCTOBER, NOVEMBER]
    assert postings_known(home)[1:] == [{SEPTEMBER: total - 1, OCTOBER: 1}] * 2
    assert days(read_version(home, 2)) == [SEPTEMBER, NOVEMBER]


def test_a_delivery_loaded_again_is_exchanged_and_older_versions_keep_theirs(
    home: Home, clean: Path, tmp_path: Path
) -> None:
    load_into(home, clean)
    first = current_version(home)
    again = without_last_posting(delivery(clean, tmp_path, "2026-10-31"))
    load_into(home, again)
    second = served(home)
    assert days(second) == [OCTOBER]
    assert second.latest.tables["posting"].rows == first.latest.tables["posting"].rows - 1
    assert read_version(home, 1).latest.id == first.latest.id
    assert first.latest.feeds[0].raw_sha256 == second.latest.feeds[0].raw_sha256


def test_the_same_files_give_the_same_keys_rows_and_hashes(
    home: Home, clean: Path, tmp_path: Path
) -> None:
    load_into(home, clean)
    load_into(home, delivery(clean, tmp_path, "2026-10-31"))
    first, second = (read_version(home, number).latest for number in (1, 2))
    for name, table in first.tables.items():
        one, two = (
            duckdb.execute(
                "select * from read_parquet(?) order by all", [str(table_path(home, which, name))]
            ).fetchall()
            for which in (first, second)
        )
        assert one == two, name
        assert table.rows == second.tables[name].rows


def test_going_back_and_loading_on_from_there(home: Home, clean: Path, tmp_path: Path) -> None:
    load_into(home, clean)
    load_into(home, delivery(clean, tmp_path, "2026-11-30"))
    with write_lock(home):
        point_at(home, 1)
    assert days(served(home)) == [OCTOBER]
    load_into(home, delivery(clean, tmp_path / "x", "2026-11-30"))
    assert version_numbers(home) == [1, 2, 3]
    assert days(served(home)) == [OCTOBER, NOVEMBER]


def test_what_stops_may_be_accepted_with_a_reason_that_is_kept(
    home: Home, clean: Path, tmp_path: Path
) -> None:
    load_into(home, clean)
    small = delivery(clean, tmp_path, "2026-11-30")
    path = small / "opus" / "Fravær.csv"
    path.write_bytes(b"\r\n".join(path.read_bytes().split(b"\r\n")[:100]) + b"\r\n")
    with pytest.raises(BlockedError):
        load_into(home, small)
    with pytest.raises(BlockedError):
        load_into(home, small, accept=frozenset({"V-101"}), accept_reason="Forkert regel")
    with pytest.raises(UsageError):
        load_into(home, small, accept=frozenset({"V-100"}))
    (result,) = load_into(
        home, small, accept=frozenset({"V-100"}), accept_reason="Fravær ryddet op"
    )
    assert "V-100 accepteret: Fravær ryddet op" in result.version.reason
    told = {one.file: one for one in result.snapshot.checks if one.rule == "V-100"}
    check = told["opus/Fravær.csv"]
    assert (check.severity, check.blocking) == ("E", False)
    assert "Fravær ryddet op" in check.message


def test_a_missing_file_may_be_accepted_and_its_table_is_empty(
    home: Home, clean: Path, tmp_path: Path
) -> None:
    lacking = delivery(clean, tmp_path, "2026-10-31")
    shutil.rmtree(lacking / "fasit")
    (result,) = load_into(home, lacking, accept=frozenset({"V-100"}), accept_reason="Fasit er nede")
    assert result.snapshot.tables["external_course"].rows == 0


def test_vanished_history_stops_above_the_share(home: Home, clean: Path, tmp_path: Path) -> None:
    load_into(home, clean)
    changed = delivery(clean, tmp_path, "2026-11-30")
    path = changed / "calibra" / "Posteringer.csv"
    lines = path.read_bytes().split(b"\r\n")
    path.write_bytes(b"\r\n".join(lines[:1] + lines[200:]))
    with pytest.raises(BlockedError, match=r"V-108 .*væk \(199\)"):
        load_into(home, changed)
    load_into(home, changed, accept=frozenset({"V-108"}), accept_reason="Gamle år er slettet")


def test_own_profiles_and_municipality_lie_in_the_data_folder(home: Home, clean: Path) -> None:
    home.prepare()
    home.profiles.mkdir()
    (home.profiles / "fasit.profile.toml").write_text(
        'id = "fasit-ydelsesforloeb"\ntitle_da = "Slås fra"\nsystem = "fasit"\n'
        'file = "findes-ikke.csv"\nrequired = false\n[columns]\n"x" = { type = "text" }\n',
        encoding="utf-8",
    )
    (home.profiles / "municipality.toml").write_text(
        'code = "902"\nname = "Sydvig"\n[municipalities]\n901 = "Nordvig"\n902 = "Sydvig"\n'
        '903 = "Østerå"\n904 = "Vesterby"\n905 = "Lillesund"\n'
        '[maps.tariff_unit]\n"døgn" = "day24"\n"dag" = "weekday"\n"time" = "hour"\n'
        "[maps.ownership]\n",
        encoding="utf-8",
    )
    (result,) = load_into(home, clean)
    snapshot = result.snapshot
    assert (snapshot.own_municipality, snapshot.functions) == ("902", {})
    assert snapshot.tables["external_course"].rows == 0
    told = [(one.rule, one.severity, one.file) for one in snapshot.checks]
    assert told == [("V-100", "I", "fasit/Ydelsesforløb.csv")]


def test_the_day_can_be_given(home: Home, clean: Path, tmp_path: Path) -> None:
    folder = delivery(clean, tmp_path, "ny leverance")
    (result,) = load_into(home, folder, day=NOVEMBER)
    assert result.snapshot.delivery_day == NOVEMBER


def test_further_tables_are_made_verified_and_published(home: Home, clean: Path) -> None:
    def finish(
        tables: Mapping[str, Path], folder: Path, *, own_municipality: str, delivery_day: date
    ) -> dict[str, StoredTable]:
        path = folder / "mere.parquet"
        grants = str(tables["grant"])
        (row,) = duckdb.execute(f"copy (from '{grants}') to '{path}'").fetchall()
        assert (row is not None, own_municipality, delivery_day) == (True, "901", OCTOBER)
        return {"mere": stored_table(path, row[0] if row else 0)}

    (result,) = load_into(home, clean, finish=finish)
    assert result.snapshot.tables["mere"].rows == result.snapshot.tables["grant"].rows
    assert served(home).number == 1


def test_a_failure_in_further_tables_leaves_what_is_published(
    home: Home, clean: Path, tmp_path: Path
) -> None:
    load_into(home, clean)

    def finish(*_: object, **__: object) -> dict[str, StoredTable]:
        raise ValueError("faldt om")

    with pytest.raises(ValueError, match="faldt om"):
        load_into(home, delivery(clean, tmp_path, "2026-11-30"), finish=finish)
    assert served(home).number == 1
    assert list(home.building.iterdir()) == []


def test_progress_tells_every_step_once_and_ends_at_its_total(home: Home, clean: Path) -> None:
    told: list[tuple[str, int, int]] = []
    load_into(home, clean, progress=lambda *one: told.append(one))
    names = [name for name, _, _ in told]
    assert [one for one in names if "/" not in one] == [
        "sweep", "read", "tables", "checks", "vault", "finish", "findings", "verify", "keep", "publish", "done",
    ]  # fmt: skip
    assert len([one for one in names if "/" in one]) == 21
    done = [count for _, count, _ in told]
    assert done == sorted(done)
    assert done[-1] == told[-1][2]


def test_what_no_snapshot_names_is_swept_from_the_vault(
    home: Home, clean: Path, tmp_path: Path
) -> None:
    load_into(home, clean)
    vault = open_vault(home)
    writer = vault.seal_raw()
    writer.write(b"nobody points at this")
    orphan = writer.finish()
    assert (home.vault / "raw" / f"{orphan}.enc").exists()
    load_into(home, delivery(clean, tmp_path, "2026-11-30"))
    assert not (home.vault / "raw" / f"{orphan}.enc").exists()
    for feed in current_version(home).latest.feeds:
        assert (home.vault / "raw" / f"{feed.raw_sha256}.enc").exists()
