"""A load that fails, is killed, or finds a bad delivery: what is published stays as it was."""

from __future__ import annotations

import shutil
import signal
import time
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from pejl.base.errors import BlockedError, BusyError, InputError, PejlError, UsageError
from pejl.site.load import STEPS
from pejl.store.home import Home
from pejl.store.rejects import rejects
from pejl.store.snapshots import current_number
from tests.integration.loads import child, days, delivery, load_into, served

FIRST, SECOND = "2026-10-31", "2026-11-30"


@pytest.fixture(scope="module")
def clean(shared_extracts: Path) -> Path:
    return shared_extracts / "nordvig-clean" / FIRST


@pytest.fixture(scope="module")
def loaded(clean: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with one version, to be copied."""
    home = Home(tmp_path_factory.mktemp("base") / "home")
    load_into(home, clean)
    return home.path


@pytest.fixture
def home(loaded: Path, tmp_path: Path) -> Home:
    return Home(Path(shutil.copytree(loaded, tmp_path / "home")))


@pytest.fixture
def second(clean: Path, tmp_path: Path) -> Path:
    return delivery(clean, tmp_path, SECOND)


def nothing_left_behind(home: Home) -> None:
    version = served(home)
    assert list(home.building.iterdir()) == []
    assert {one.name for one in home.snapshots.iterdir()} >= set(version.snapshot_ids)


@pytest.mark.parametrize("step", [*STEPS[:-1], "calibra/Posteringer.csv", "excel/Klagesager.xlsx"])
def test_killed_at_any_step_the_old_version_serves_and_the_next_load_succeeds(
    home: Home, second: Path, step: str
) -> None:
    killed = child(home, second, "kill", step)
    killed.communicate()
    assert killed.returncode == -signal.SIGKILL
    assert served(home).number == 1
    (result,) = load_into(home, second)
    assert result.version.number == 2
    nothing_left_behind(home)
    assert {one.name for one in home.snapshots.iterdir()} == set(result.version.snapshot_ids)


def test_two_loads_at_once_one_works_and_one_is_told(
    home: Home, second: Path, tmp_path: Path
) -> None:
    sign = tmp_path / "sign"
    first = child(home, second, "wait", str(sign))
    deadline = time.monotonic() + 60
    while not sign.exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    with pytest.raises(BusyError, match=f"proces {first.pid}"):
        load_into(home, second)
    sign.unlink()
    first.communicate()
    assert first.returncode == 0
    assert days(served(home))[-1].isoformat() == SECOND


@pytest.mark.parametrize("size", [0, 100, 5_000, 30_000, 100_000, 200_000])
def test_a_full_disk_is_told_and_the_old_version_serves(
    home: Home, second: Path, size: int
) -> None:
    """A limit on a file's size stands for the full disk: the write that goes over it fails."""
    full = child(home, second, "limit", str(size))
    out, errors = full.communicate()
    assert full.returncode == 7, out + errors
    assert "disk-fuld" in out
    assert served(home).number == 1
    load_into(home, second)
    nothing_left_behind(home)


def break_column(folder: Path) -> None:
    path = folder / "cura" / "Bevillinger.csv"
    path.write_text(path.read_text("utf-8-sig").replace("Startdato", "Fra dato", 1), "utf-8")


def break_encoding(folder: Path) -> None:
    path = folder / "cura" / "Borgere.csv"
    path.write_bytes(path.read_text("utf-8-sig").encode("cp1252"))


def break_encoding_back(folder: Path) -> None:
    path = folder / "calibra" / "Dispositioner.csv"
    path.write_bytes(path.read_bytes().decode("cp1252").encode())


def cut_in_half(folder: Path) -> None:
    path = folder / "calibra" / "Posteringer.csv"
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def cut_at_a_line(folder: Path) -> None:
    path = folder / "calibra" / "Posteringer.csv"
    data = path.read_bytes()
    path.write_bytes(data[: data.index(b"\r\n", len(data) // 2) + 2])


def zip_it(folder: Path) -> None:
    path = folder / "cura" / "Sager.csv"
    content = path.read_bytes()
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("Sager.csv", content)


def html_instead(folder: Path) -> None:
    (folder / "cura" / "Sager.csv").write_text("<!DOCTYPE html><html>502 Bad Gateway</html>")


def book_instead(folder: Path) -> None:
    shutil.copy(folder / "excel" / "Pladssalg.xlsx", folder / "cura" / "Sager.csv")


def csv_instead(folder: Path) -> None:
    shutil.copy(folder / "cura" / "Sager.csv", folder / "excel" / "Pladssalg.xlsx")


def empty_it(folder: Path) -> None:
    (folder / "cura" / "Sager.csv").write_bytes(b"")


def header_only(folder: Path) -> None:
    path = folder / "cura" / "Sager.csv"
    path.write_bytes(path.read_bytes().split(b"\r\n")[0] + b"\r\n")


def remove_it(folder: Path) -> None:
    (folder / "cura" / "Sager.csv").unlink()


def name_twice(folder: Path) -> None:
    path = folder / "cura" / "Sager.csv"
    path.write_text(path.read_text("utf-8-sig").replace("Status", "Team", 1), "utf-8")


def title_above(folder: Path) -> None:
    path = folder / "cura" / "Sager.csv"
    path.write_text("Rapport over sager\r\n" + path.read_text("utf-8-sig"), "utf-8", newline="")


def english_amounts(folder: Path) -> None:
    path = folder / "calibra" / "Posteringer.csv"
    swap = str.maketrans(",.", ".,")
    rows = [line.split(";") for line in path.read_bytes().decode("cp1252").split("\r\n")]
    for row in rows[1:]:
        if len(row) > 6:
            row[6] = row[6].translate(swap)
    path.write_bytes("\r\n".join(";".join(row) for row in rows).encode("cp1252"))


BAD = [
    (
        break_column,
        BlockedError,
        "V-101",
        "cura/Bevillinger.csv, linje 1: Kolonnen »Startdato« mangler",
    ),
    (break_encoding, BlockedError, "V-102", "cura/Borgere.csv, linje"),
    (break_encoding_back, BlockedError, "V-102", "calibra/Dispositioner.csv"),
    (cut_in_half, BlockedError, "V-100", "calibra/Posteringer.csv"),
    (cut_at_a_line, BlockedError, "V-100", "Antallet af rækker er ændret"),
    (zip_it, InputError, "fil-forkert-art", "zip-fil"),
    (html_instead, InputError, "fil-forkert-art", "webside"),
    (book_instead, InputError, "fil-forkert-art", "regneark"),
    (csv_instead, InputError, "fil-forkert-art", "regneark"),
    (empty_it, BlockedError, "V-100", "cura/Sager.csv, linje 1: Filen er tom"),
    (header_only, BlockedError, "V-100", "ingen rækker"),
    (remove_it, BlockedError, "V-100", "cura/Sager*.csv: Filen mangler"),
    (name_twice, InputError, "kolonne-to-gange", "»Team«"),
    (title_above, BlockedError, "V-101", "cura/Sager.csv"),
    (english_amounts, BlockedError, "V-103", "Posteringer.csv"),
]


@pytest.mark.parametrize("bad", BAD, ids=[one[0].__name__ for one in BAD])
def test_a_bad_delivery_is_told_clearly_and_changes_nothing(
    home: Home, second: Path, bad: tuple[Callable[[Path], None], type[PejlError], str, str]
) -> None:
    spoil, kind, code, says = bad
    spoil(second)
    with pytest.raises(kind) as raised:
        load_into(home, second)
    assert raised.value.code.startswith(code)
    assert says in str(raised.value)
    assert served(home).number == 1
    nothing_left_behind(home)


def test_everything_wrong_with_a_delivery_is_told_at_once(home: Home, second: Path) -> None:
    break_column(second)
    remove_it(second)
    break_encoding(second)
    with pytest.raises(BlockedError) as raised:
        load_into(home, second)
    for words in ("Sager", "Startdato", "Borgere", "V-100", "V-101", "V-102"):
        assert words in str(raised.value)


def test_an_empty_folder_and_one_of_unknown_files(home: Home, tmp_path: Path) -> None:
    empty = tmp_path / SECOND
    empty.mkdir()
    with pytest.raises(InputError, match="ingen filer, profilerne kan læse"):
        load_into(home, empty)
    (empty / "brev.txt").write_text("hej")
    with pytest.raises(InputError, match="1 filer i den kender ingen profil"):
        load_into(home, empty)
    with pytest.raises(UsageError):
        load_into(home, tmp_path / "findes-ikke")
    assert current_number(home) == 1


def test_a_date_that_is_none_is_one_rejected_row(home: Home, second: Path) -> None:
    path = second / "cura" / "Bevillinger.csv"
    lines = path.read_text("utf-8-sig").split("\n")
    fields = lines[4].split(";")
    fields[7] = "31-02-2026"
    lines[4] = ";".join(fields)
    path.write_text("\n".join(lines), "utf-8", newline="")
    (result,) = load_into(home, second)
    (reject,) = rejects(home, result.version, with_raw=True)
    assert (reject.file, reject.line, reject.column) == ("cura/Bevillinger.csv", 5, "Startdato")
    assert "31-02-2026" in reject.reason


def test_a_profile_with_a_typo_stops_before_anything_is_touched(home: Home, second: Path) -> None:
    home.profiles.mkdir()
    (home.profiles / "min.profile.toml").write_text('id = "min"\ntitel_da = "x"\n')
    with pytest.raises(InputError) as raised:
        load_into(home, second)
    assert str(raised.value.where) == "min.profile.toml, linje 2"
    assert "Mente du »title_da«?" in raised.value.message
    assert served(home).number == 1


def test_an_error_never_quotes_a_person(home: Home, second: Path, clean: Path) -> None:
    first_citizen = (
        (clean / "cura" / "Borgere.csv").read_text("utf-8-sig").split("\n")[1].split(";")
    )
    for spoil in (break_column, cut_in_half, english_amounts):
        spoil(second)
    with pytest.raises(BlockedError) as raised:
        load_into(home, second)
    assert first_citizen[0] not in str(raised.value)
    assert first_citizen[1] not in str(raised.value)


def test_names_of_files_may_come_decomposed(home: Home, second: Path) -> None:
    for path in list(second.rglob("*.*")):
        path.rename(path.with_name(unicodedata.normalize("NFD", path.name)))
    (result,) = load_into(home, second)
    assert len(result.snapshot.feeds) == 21
