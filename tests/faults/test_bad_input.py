"""Bad input one by one, as an operator meets it: told in Danish, and the old version serves.

Every message says where, what is wrong and what to do next, and none shows a CPR number.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

from pejl.store.home import write_lock
from tests.commands import Ran
from tests.faults.bases import DAY, Base, bases
from tests.faults.operating import Town
from tests.faults.plain import SHIPPED
from tests.faults.small_disk import small_disk
from tests.faults.towns import deliver, published, wrong_with

GRANTS = "cura-bevillinger"
POSTINGS = "calibra-posteringer"
FILE = "cura/Bevillinger.csv"


def spoiled(base: Base, column: str, text: str, rows: int) -> bytes:
    """The base with a text in a column of its first rows."""
    cells = [list(row) for row in base.rows]
    for row in cells[:rows]:
        row[base.header.index(column)] = text
    return base.encoded(base.with_rows(cells).text())


def test_the_right_delivery_is_loaded(town: Town) -> None:
    ran = town.commands("load", town.delivery)
    assert "Version 2" in ran.out
    town.shows_nobody(ran)


def test_empty_folder(town: Town, tmp_path: Path) -> None:
    empty = tmp_path / "2026-11-30"
    empty.mkdir()
    ran = town.commands("load", empty, code=None)
    town.refuses(ran, 3, "2026-11-30", "ingen filer", "(fejlkode leverance-tom)")


def test_missing_folder(town: Town, tmp_path: Path) -> None:
    ran = town.commands("load", tmp_path / "2026-12-31", code=None)
    town.refuses(ran, 2, "2026-12-31", "findes ikke")


def test_folder_that_is_no_day(town: Town, tmp_path: Path) -> None:
    shutil.move(town.delivery, tmp_path / "oktober")
    ran = town.commands("load", tmp_path / "oktober", code=None)
    town.refuses(ran, 2, "oktober", "--day")


def test_missing_file(town: Town) -> None:
    (town.delivery / FILE).unlink()
    ran = town.commands("load", town.delivery, code=None)
    town.refuses(ran, 4, "cura/Bevillinger*.csv", "Filen mangler", "V-100", "required = false")


def test_missing_column(town: Town) -> None:
    base = bases()[GRANTS]
    text = base.text().replace(";Slutdato;", ";", 1)
    lines = text.split("\r\n")
    place = base.header.index("Slutdato")
    kept = [lines[0]]
    for line in lines[1:-1]:
        cells = line.split(";")
        kept.append(";".join(cells[:place] + cells[place + 1 :]))
    town.spoil(FILE, base.encoded("\r\n".join(kept) + "\r\n"))
    ran = town.commands("load", town.delivery, code=None)
    town.refuses(ran, 4, FILE, "linje 1", "»Slutdato« mangler", "V-101", "profilen")


def test_renamed_column(town: Town) -> None:
    base = bases()[GRANTS]
    town.spoil(FILE, base.encoded(base.text().replace(";Slutdato;", ";Slutdatoen;", 1)))
    ran = town.commands("load", town.delivery, code=None)
    town.refuses(ran, 4, FILE, "»Slutdato« mangler", "Hedder den nu »Slutdatoen«?", "V-101")


def test_wrong_encoding(town: Town) -> None:
    town.spoil(FILE, bases()[GRANTS].text().encode("cp1252"))
    ran = town.commands("load", town.delivery, code=None)
    town.refuses(ran, 4, FILE, "linje 1", "ikke gemt som utf-8", 'encoding = "cp1252"', "V-102")


def test_ruined_letters(town: Town) -> None:
    base = bases()[GRANTS]
    town.spoil(FILE, base.encoded(base.text().encode("utf-8").decode("cp1252", "ignore")))
    ran = town.commands("load", town.delivery, code=None)
    town.refuses(ran, 4, FILE, "V-10")


def test_file_cut_off_in_a_row(town: Town) -> None:
    data = bases()[GRANTS].bytes()
    town.spoil(FILE, data[: data.rindex(b";", 0, len(data) - 60)])
    ran = town.commands("load", town.delivery, code=None)
    town.refuses(ran, 4, FILE, "linje 31", "ender midt i en række", "V-100", "Bed om filen igen")


def test_half_a_file_that_ends_with_a_row(town: Town) -> None:
    base = bases()[GRANTS]
    half = [list(row) for row in base.rows[:15]]
    town.spoil(FILE, base.encoded(base.with_rows(half).text()))
    ran = town.commands("load", town.delivery, code=None)
    town.refuses(ran, 4, FILE, "fra 30 til 15", "50", "--accept V-100", "V-100")


def test_fewer_rows_can_be_accepted_with_a_reason(town: Town) -> None:
    base = bases()[GRANTS]
    half = [list(row) for row in base.rows[:15]]
    town.spoil(FILE, base.encoded(base.with_rows(half).text()))
    without = town.commands("load", town.delivery, "--accept", "V-100", code=None)
    town.refuses(without, 2, "--reason")
    accept = ("--accept", "V-100", "--accept", "V-108", "--reason", "Området er delt i to")
    ran = town.commands("load", town.delivery, *accept)
    assert "Version 2" in ran.out
    assert "Området er delt i to" in town.commands("versions").out


def test_zip_in_place_of_text(town: Town) -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("Bevillinger.csv", bases()[GRANTS].bytes())
    town.spoil(FILE, packed.getvalue())
    ran = town.commands("load", town.delivery, code=None)
    town.refuses(ran, 3, FILE, "zip-fil", "Bed om filen igen som CSV", "(fejlkode fil-forkert-art)")


def test_text_in_place_of_a_workbook(town: Town) -> None:
    town.spoil("excel/Klagesager.xlsx", b"Journalnr.;CPR-nummer\r\n1;2\r\n")
    ran = town.commands("load", town.delivery, code=None)
    town.refuses(ran, 3, "excel/Klagesager.xlsx", "regneark", "(fejlkode fil-forkert-art)")


def test_every_bad_file_is_told_at_once(town: Town) -> None:
    base = bases()[GRANTS]
    town.spoil(FILE, base.encoded(base.text().replace(";Slutdato;", ";Slutdatoen;", 1)))
    (town.delivery / "cura" / "Sager.csv").unlink()
    ran = town.commands("load", town.delivery, code=None)
    town.refuses(ran, 4, "V-100", "cura/Sager*.csv", "V-101", FILE)


def test_a_date_that_is_none_costs_its_row_and_no_other(town: Town) -> None:
    town.spoil("cura/Sager.csv", spoiled(bases()["cura-sager"], "Oprettet", "31-06-2024", rows=1))
    ran = town.commands("load", town.delivery)
    assert "Version 2" in ran.out
    assert "1 afvist" in ran.out
    town.shows_nobody(ran)
    [reject] = town.commands("rejects", "--format", "json").rows
    assert (reject["file"], reject["line"], reject["column"]) == ("cura/Sager.csv", 2, "Oprettet")
    assert "31-06-2024" in reject["raw"]
    assert "dd-mm-åååå" in reject["reason"]
    town.shows_nobody(town.commands("rejects"))


def test_dates_that_are_none_all_of_them(town: Town) -> None:
    town.spoil(
        "calibra/Posteringer.csv", spoiled(bases()[POSTINGS], "Bogføringsdato", "x", rows=30)
    )
    ran = town.commands("load", town.delivery, code=None)
    town.refuses(ran, 4, "calibra/Posteringer.csv", "alle 30 er afvist", "V-100", "source check")


def test_amounts_with_another_decimal_sign(town: Town) -> None:
    town.spoil("calibra/Posteringer.csv", spoiled(bases()[POSTINGS], "Beløb", "1234.50", rows=3))
    ran = town.commands("load", town.delivery, code=None)
    town.refuses(ran, 4, "calibra/Posteringer.csv", "»Beløb«", "decimaltegn", "V-103", "thousands")


def test_profile_with_a_typo_in_a_key(town: Town) -> None:
    _own_profile(town, "encoding =", "encodng =")
    ran = town.commands("load", town.delivery, code=None)
    town.refuses(ran, 3, "bevillinger.profile.toml, linje 5", "»encodng«", "Mente du »encoding«?")


def test_profile_with_a_typo_in_a_value(town: Town) -> None:
    _own_profile(town, '"Startdato" = { type = "date" }', '"Startdato" = { type = "dato" }')
    ran = town.commands("load", town.delivery, code=None)
    line = _line_of(town, '"dato"')
    town.refuses(ran, 3, f"bevillinger.profile.toml, linje {line}", "»dato«", "Mente du »date«?")


def test_profile_with_a_column_nobody_has(town: Town) -> None:
    _own_profile(town, 'start_date = "Startdato"', 'start_date = "Startdat"')
    ran = town.commands("load", town.delivery, code=None)
    line = _line_of(town, '"Startdat"')
    town.refuses(ran, 3, f"bevillinger.profile.toml, linje {line}", "Mente du »Startdato«?")


def test_profile_that_is_no_toml(town: Town) -> None:
    _own_profile(town, 'id = "cura-bevillinger"', "id = cura-bevillinger")
    ran = town.commands("load", town.delivery, code=None)
    town.refuses(ran, 3, "bevillinger.profile.toml, linje 1", "citationstegn")


def _own_profile(town: Town, right: str, wrong: str) -> None:
    text = (SHIPPED / "cura" / "bevillinger.profile.toml").read_text("utf-8")
    assert right in text
    town.home.profiles.mkdir()
    own = town.home.profiles / "bevillinger.profile.toml"
    own.write_text(text.replace(right, wrong, 1), "utf-8")


def _line_of(town: Town, text: str) -> int:
    lines = (town.home.profiles / "bevillinger.profile.toml").read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_two_loads_at_once(town: Town) -> None:
    with write_lock(town.home):
        ran = town.commands("load", town.delivery, code=None)
        town.refuses(ran, 5, "anden kørsel", f"proces {os.getpid()}", "Vent", "mappe-optaget")
        ran = town.commands("rollback", code=None)
        town.refuses(ran, 5, "mappe-optaget")
    assert "Version 2" in town.commands("load", town.delivery).out


def test_full_disk(town: Town) -> None:
    with small_disk(town.home.path, megabytes=0.1) as (home, limit):
        program = (
            "from tests.faults.small_disk import limit_files\n"
            f"limit_files({limit!r})\n"
            "from pejl.site.cli import main\nmain()\n"
        )
        ended = subprocess.run(
            [sys.executable, "-c", program, "--home", home.path, "load", town.delivery],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTHONUTF8": "1"},
        )
        ran = Ran(ended.returncode, ended.stdout, ended.stderr)
        town.refuses(ran, 7, "ikke plads på disken", "Skaf plads", "(fejlkode disk-fuld)")
        assert published(home) == town.before
        assert not wrong_with(home)


def test_source_check_tells_the_same_and_keeps_nothing(town: Town) -> None:
    town.spoil(FILE, bases()[GRANTS].text().encode("cp1252"))
    ran = town.commands("source", "check", town.delivery, code=4)
    assert re.search(r"V-102|ikke gemt som utf-8", ran.out)
    town.shows_nobody(ran)
    assert published(town.home) == town.before


def test_the_second_of_two_deliveries_is_bad(town: Town, tmp_path: Path) -> None:
    """The first is published, and the message does not hide it."""
    bad = deliver(tmp_path / "2026-11-30")
    (bad / FILE).unlink()
    ran = town.commands("load", town.delivery, bad, code=4)
    town.shows_nobody(ran)
    rows = town.commands("versions", "--format", "json").json
    assert rows["current"] == 2
    assert rows["rows"][-1]["deliveries"] == ["2026-09-30", DAY]
