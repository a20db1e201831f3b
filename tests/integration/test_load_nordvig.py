"""The fictional municipality's deliveries, loaded: every row accounted for, no person left open."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest
from python_calamine import CalamineWorkbook

from pejl.store.home import Home
from pejl.store.rejects import rejects
from pejl.store.snapshots import Version, current_version, table_path
from pejl.store.vault import open_vault
from tests.integration.loads import load_into

CP1252 = ("calibra", "opus")


def text_of(path: Path) -> str:
    return path.read_bytes().decode("cp1252" if path.parent.name in CP1252 else "utf-8-sig")


def rows_of(path: Path) -> list[list[str]]:
    """The rows below the header, read by Python alone."""
    if path.suffix == ".xlsx":
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
        return [[str(cell) for cell in row] for row in sheet[1:]]
    return list(csv.reader(io.StringIO(text_of(path), newline=""), delimiter=";"))[1:]


@pytest.fixture(scope="module")
def source(shared_extracts: Path) -> Path:
    return shared_extracts / "nordvig"


@pytest.fixture(scope="module")
def home(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("nordvig") / "home")
    load_into(home, source)
    return home


@pytest.fixture(scope="module")
def version(home: Home) -> Version:
    return current_version(home)


def test_each_delivery_is_a_version(home: Home, version: Version) -> None:
    assert version.number == 2
    assert [one.delivery_day for one in version.snapshots] == [
        date(2026, 9, 30),
        date(2026, 10, 31),
    ]
    assert (home.versions / "000001.json").exists()


def test_rows_read_are_rows_loaded_and_rejected_in_every_file(
    source: Path, version: Version
) -> None:
    for snapshot in version.snapshots:
        assert len(snapshot.feeds) == 21
        for feed in snapshot.feeds:
            path = source / snapshot.delivery_day.isoformat() / feed.file
            assert feed.rows_read == len(rows_of(path)), feed.file
            assert feed.rows_loaded + feed.rows_rejected == feed.rows_read, feed.file
            assert feed.bytes == path.stat().st_size
            assert (feed.rows_superseded, feed.rows_skipped) == (0, 0)


def test_the_malformed_rows_are_rejected_and_none_other(home: Home, version: Version) -> None:
    found = [
        (one.delivery_day.month, one.file, one.line, one.column, (one.raw or "").split(";")[0])
        for one in rejects(home, version, with_raw=True)
    ]
    assert found == [
        (9, "calibra/Dispositioner.csv", 42, "Takst", "D99997"),
        (9, "cura/Bevillinger.csv", 578, "Startdato", "B99998"),
        (9, "cura/Bevillinger.csv", 867, None, "B9x"),
        (10, "calibra/Dispositioner.csv", 42, "Takst", "D99997"),
        (10, "cura/Bevillinger.csv", 584, "Startdato", "B99998"),
        (10, "cura/Bevillinger.csv", 875, None, "B9x"),
    ]


def test_a_reject_without_its_text_quotes_nothing(home: Home, version: Version) -> None:
    for one in rejects(home, version):
        assert one.raw is None
        assert "»" not in one.reason


def test_the_second_delivery_tells_what_closed_rows_changed(version: Version) -> None:
    first, second = version.snapshots
    assert first.checks == ()
    told = [(one.rule, one.severity, one.file, one.count, one.blocking) for one in second.checks]
    assert told == [
        ("V-108", "W", "calibra/Dispositioner.csv", 13, False),
        ("V-108", "W", "cura/Bevillinger.csv", 15, False),
    ]


def test_every_row_says_file_and_line(home: Home, source: Path, version: Version) -> None:
    """The grant's id stands on the very line of the file the row names."""
    snapshot = version.latest
    for table, key, file in (
        ("grant", "grant_id", "cura/Bevillinger.csv"),
        ("commitment", "commitment_id", "calibra/Dispositioner.csv"),
        ("posting", "posting_id", "calibra/Posteringer.csv"),
    ):
        lines = text_of(source / "2026-10-31" / file).split("\r\n")
        rows = duckdb.execute(
            f"select {key}, line from read_parquet(?)", [str(table_path(home, snapshot, table))]
        ).fetchall()
        assert len(rows) > 1_000
        assert all(lines[line - 1].startswith(f"{value};") for value, line in rows)


def test_a_row_is_known_from_the_first_delivery_that_shows_it(
    home: Home, source: Path, version: Version
) -> None:
    """A line that stood word for word in September's file is known since then."""
    for table, key, file in (
        ("grant", "grant_id", "cura/Bevillinger.csv"),
        ("posting", "posting_id", "calibra/Posteringer.csv"),
    ):
        before = set(text_of(source / "2026-09-30" / file).split("\r\n"))
        after = text_of(source / "2026-10-31" / file).split("\r\n")
        rows = duckdb.execute(
            f"select line, recorded_on, {key} from read_parquet(?)",
            [str(table_path(home, version.latest, table))],
        ).fetchall()
        for line, recorded_on, _ in rows:
            if after[line - 1] in before:
                assert recorded_on == date(2026, 9, 30)
        new = sum(1 for _, recorded_on, _ in rows if recorded_on == date(2026, 10, 31))
        assert 0 < new < len(rows) / 10


def test_services_beside_the_list_are_loaded_with_their_text(home: Home, version: Version) -> None:
    path = str(table_path(home, version.snapshots[0], "grant"))
    rows = duckdb.execute(
        "select paragraph, count(*) from read_parquet(?) where service_key is null group by 1",
        [path],
    ).fetchall()
    assert rows == [("§ 999", 9)]


def test_impossible_birth_dates_are_loaded_as_unknown(home: Home, version: Version) -> None:
    path = str(table_path(home, version.snapshots[0], "citizen"))
    lines = duckdb.execute(
        "select line from read_parquet(?) where birth_date is null order by 1", [path]
    ).fetchall()
    assert [line for (line,) in lines] == [34, 216, 599, 993]


def persons_of(source: Path) -> Iterator[tuple[str, str]]:
    """(CPR number, name) as the files have them."""
    for day in ("2026-09-30", "2026-10-31"):
        for number, name, *_ in rows_of(source / day / "cura" / "Borgere.csv"):
            yield number.replace("-", ""), name
        for row in rows_of(source / day / "calibra" / "Dispositioner.csv"):
            yield row[2], row[3]


def test_the_vault_knows_who_the_keys_are(home: Home, source: Path) -> None:
    vault = open_vault(home)
    people = dict(persons_of(source))
    found = vault.persons([vault.key_of(number) for number in people])
    assert {one.cpr: one.name for one in found.values()} == people


def test_the_raw_files_lie_sealed_as_they_came(home: Home, source: Path, version: Version) -> None:
    vault = open_vault(home)
    for feed in version.latest.feeds:
        raw = b"".join(vault.open_raw(feed.raw_sha256))
        assert raw == (source / "2026-10-31" / feed.file).read_bytes()


def test_no_number_and_no_name_lies_open_anywhere(home: Home, source: Path) -> None:
    """Every byte of every file, and every text of every table, which the bytes hide by packing."""
    people = set(persons_of(source))
    numbers = {number for number, _ in people}
    spellings = [
        one.encode() for number in numbers for one in (number, f"{number[:6]}-{number[6:]}")
    ]
    names = [name.encode() for _, name in people if len(name) > 5]
    for path in home.path.rglob("*"):
        if not path.is_file():
            continue
        data = path.read_bytes()
        assert not any(one in data for one in spellings), path.name
        assert not any(one in data for one in names), path.name
        if path.suffix == ".parquet":
            for text in texts_of(path):
                assert text not in numbers
                assert text.replace("-", "") not in numbers
                assert all(text != name for _, name in people), path.name


def texts_of(path: Path) -> set[str]:
    columns = duckdb.execute("describe select * from read_parquet(?)", [str(path)]).fetchall()
    found: set[str] = set()
    for name, kind, *_ in columns:
        if kind == "VARCHAR":
            rows = duckdb.execute(
                f'select distinct "{name}" from read_parquet(?)', [str(path)]
            ).fetchall()
            found |= {text for (text,) in rows if text}
    return found


def test_the_clean_delivery_has_no_rejects_and_nothing_said_of_it(
    shared_extracts: Path, tmp_path: Path
) -> None:
    home = Home(tmp_path / "home")
    (result,) = load_into(home, shared_extracts / "nordvig-clean" / "2026-10-31")
    assert (result.snapshot.rows_rejected, result.snapshot.checks) == (0, ())
