"""Finding deliveries and their files."""

from __future__ import annotations

import unicodedata
from datetime import date
from pathlib import Path

import pytest

from pejl.base.errors import UsageError
from pejl.sources.delivered import display_name, find_deliveries, match_files
from tests.unit.sources.small import small_profile


def made(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")
    return folder


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_name_is_the_same_however_its_letters_are_composed(tmp_path: Path, form: str) -> None:
    made(tmp_path, unicodedata.normalize(form, "cura/Mål_åø.csv"))
    matched = match_files(tmp_path, [small_profile(file="cura/Mål*.csv")])
    assert matched.files["lille"].name == "cura/Mål_åø.csv"
    assert matched.files["lille"].path.exists()


def test_the_first_by_name_is_read_and_the_others_are_told(tmp_path: Path) -> None:
    made(
        tmp_path, "a/Fil_2.csv", "a/Fil_1.csv", "a/b/Fil_0.csv", "løs.txt", ".skjult", "a/~$Fil.csv"
    )
    matched = match_files(tmp_path, [small_profile(file="a/fil*.csv")])
    assert matched.files["lille"].name == "a/Fil_1.csv"
    assert matched.others == {"lille": ("a/Fil_2.csv",)}
    assert matched.unclaimed == ("a/b/Fil_0.csv", "løs.txt")


def test_no_match_is_no_file(tmp_path: Path) -> None:
    assert match_files(tmp_path, [small_profile()]).files == {}


def test_a_cpr_number_in_a_file_name_is_not_shown() -> None:
    assert display_name("breve/700566-0574.csv") == "breve/700566-xxxx.csv"
    assert display_name("Fil_20261031.csv") == "Fil_20261031.csv"


def test_a_folder_named_by_its_day_is_a_delivery(tmp_path: Path) -> None:
    folder = tmp_path / "2026-10-31"
    folder.mkdir()
    (found,) = find_deliveries([folder])
    assert (found.folder, found.day) == (folder, date(2026, 10, 31))


def test_a_folder_of_such_folders_is_all_of_them_oldest_first(tmp_path: Path) -> None:
    for name in ("2026-10-31", "2026-09-30", "andet"):
        (tmp_path / name).mkdir()
    days = [one.day for one in find_deliveries([tmp_path])]
    assert days == [date(2026, 9, 30), date(2026, 10, 31)]


def test_the_day_can_be_given(tmp_path: Path) -> None:
    (found,) = find_deliveries([tmp_path], date(2026, 1, 31))
    assert found.day == date(2026, 1, 31)


@pytest.mark.parametrize(
    ("names", "given", "day", "code"),
    [
        ((), ("findes-ikke",), None, "mappe-ukendt"),
        (("tom",), ("tom",), None, "leverance-uden-dag"),
        (("2026-13-01",), ("2026-13-01",), None, "leverance-uden-dag"),
        (("a/2026-10-31", "b/2026-10-31"), ("a", "b"), None, "dag-to-gange"),
        (("a", "b"), ("a", "b"), date(2026, 1, 1), "dag-til-flere"),
    ],
)
def test_what_cannot_be_told_is_an_error(
    tmp_path: Path, names: tuple[str, ...], given: tuple[str, ...], day: date | None, code: str
) -> None:
    for name in names:
        (tmp_path / name).mkdir(parents=True)
    with pytest.raises(UsageError) as raised:
        find_deliveries([tmp_path / one for one in given], day)
    assert raised.value.code == code
