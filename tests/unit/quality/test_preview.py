"""Looking at a delivery without loading it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pejl.base.errors import InputError
from pejl.quality.preview import check, render_check

PROFILE = """\
id = "vores-borgere"
title_da = "Vores borgere"
system = "vores"
file = "vores/*.csv"
[columns]
"Nr" = { type = "cpr", required = true }
"Navn" = { type = "name" }
"Dag" = { type = "date" }
"Kr" = { type = "money" }
[[target]]
table = "citizen"
[target.columns]
citizen = "Nr"
death_date = "Dag"
"""
CONTENT = "Nr;Navn;Dag;Kr\n700566-0574;Gry Ø;01-02-2026;1.234,50\n800164-0857;Bo Eng;31-02-2026;\n"


@pytest.fixture
def profiles(tmp_path: Path) -> Path:
    folder = tmp_path / "profiles"
    folder.mkdir()
    (folder / "vores.profile.toml").write_text(PROFILE, encoding="utf-8")
    return folder


@pytest.fixture
def delivery(tmp_path: Path) -> Path:
    folder = tmp_path / "2026-10-31"
    (folder / "vores").mkdir(parents=True)
    (folder / "vores" / "borgere.csv").write_text(CONTENT, encoding="utf-8")
    return folder


def test_columns_rows_and_rejects_are_shown_and_persons_are_not(
    delivery: Path, profiles: Path
) -> None:
    result = check(delivery, profiles=profiles)
    (one,) = [file for file in result.files if file.profile == "vores-borgere"]
    assert (one.file, one.rows_read, one.rows_rejected) == ("vores/borgere.csv", 2, 1)
    assert one.sample == (("2", "700566-xxxx", "(navn)", "01-02-2026", "1234,50"),)
    assert [(row.line, row.column) for row in one.rejects] == [(3, "Dag")]
    text = render_check(result)
    assert "linje 3: Dag: »31-02-2026« er ikke en dato" in text
    for secret in ("0574", "0857", "Gry", "Eng"):
        assert secret not in text


def test_files_that_are_missing_are_told(delivery: Path, profiles: Path) -> None:
    result = check(delivery, profiles=profiles)
    assert not result.ok
    assert "V-100 (standser) cura/Borgere*.csv: Filen mangler" in render_check(result)
    assert "Leverancen kan ikke indlæses" in render_check(result)


def test_renamed_and_new_columns_are_told(delivery: Path, profiles: Path) -> None:
    (delivery / "vores" / "borgere.csv").write_text("Nr;Navn;Dato;Kr\n", encoding="utf-8")
    result = check(delivery, profiles=profiles)
    text = render_check(result)
    assert "mangler: Dag" in text
    assert "ny: Dato" in text


def test_a_file_that_cannot_be_read_is_told_and_the_others_are_read(
    delivery: Path, profiles: Path
) -> None:
    (delivery / "vores" / "borgere.csv").write_bytes(b"PK\x03\x04")
    (delivery / "cura").mkdir()
    (delivery / "cura" / "Medarbejdere.csv").write_text(
        "Initialer;Team;Ansat fra;Ansat til\nAB1;X;01-01-2020;\n"
    )
    result = check(delivery, profiles=profiles)
    text = render_check(result)
    assert "zip-fil" in text
    assert "1 læst, 0 afvist" in text


def test_a_faulty_profile_is_an_error(delivery: Path, profiles: Path) -> None:
    (profiles / "vores.profile.toml").write_text(PROFILE.replace("system", "sytem"))
    with pytest.raises(InputError, match="sytem"):
        check(delivery, profiles=profiles)


def test_nothing_is_written(delivery: Path, profiles: Path) -> None:
    before = sorted(delivery.parent.rglob("*"))
    check(delivery, profiles=profiles)
    assert sorted(delivery.parent.rglob("*")) == before


def test_the_fictional_municipality_can_be_loaded(shared_extracts: Path) -> None:
    result = check(shared_extracts / "nordvig" / "2026-09-30")
    assert result.ok
    assert sum(one.rows_rejected for one in result.files) == 3
