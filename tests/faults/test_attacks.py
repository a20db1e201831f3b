"""The load under attack: odd folders and names, lost vaults, damaged data folders, no rights.

Each is refused with its own words, or loaded right; nothing is half-written, and no number shown.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from pejl.gate.deliveries import read_versions
from pejl.gate.purpose import Purpose
from pejl.gate.viewer import Role, Viewer
from pejl.store.engines import open_warehouse
from pejl.store.home import Home
from pejl.store.snapshots import current_number
from pejl.store.trail import Trail
from tests.commands import Ran
from tests.faults.bases import DAY, bases
from tests.faults.operating import Town
from tests.faults.towns import deliver, make_home, published, wrong_with

FILE = "cura/Bevillinger.csv"
GRANTS = bases()["cura-bevillinger"]
NUMBER = "710345-1234"


def load(town: Town, *more: object) -> Ran:
    return town.commands("load", *(more or (town.delivery,)), code=None)


def without_rights(town: Town, *arguments: object) -> Ran:
    """The command as a user for whom the folders' rights hold, whoever runs the tests."""
    program = "from pejl.site.cli import main; main()"
    command = [sys.executable, "-c", program, "--home", str(town.home.path), *map(str, arguments)]
    if os.getuid() == 0:
        command = ["setpriv", "--inh-caps=-all", "--bounding-set=-all", *command]
    ended = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONUTF8": "1"}
    )
    return Ran(ended.returncode, ended.stdout, ended.stderr)


# Folders and names


def test_links_in_a_circle_and_into_nothing(town: Town) -> None:
    (town.delivery / "igen").symlink_to(town.delivery)
    (town.delivery / "cura" / "op").symlink_to("..")
    (town.delivery / "væk").symlink_to("/findes/ikke")
    assert load(town).code == 0


def test_a_link_out_of_the_delivery_is_not_followed(town: Town, tmp_path: Path) -> None:
    (town.delivery / FILE).rename(tmp_path / "andet.csv")
    (town.delivery / FILE).symlink_to(tmp_path / "andet.csv")
    town.refuses(load(town), 3, FILE, "et link, der peger ud", "fil-udenfor")


def test_a_folder_of_the_delivery_that_may_not_be_read(town: Town) -> None:
    (town.delivery / "cura").chmod(0)
    ran = without_rights(town, "load", town.delivery)
    (town.delivery / "cura").chmod(0o700)
    town.refuses(ran, 3, "Hvor: cura", "Mappen kan ikke læses", "mappe-laast")


def test_paragraphs_and_accounts_read_as_numbers_stop_the_load(town: Town) -> None:
    town.spoil(FILE, GRANTS.encoded(GRANTS.text().replace("§ 107", "107")))
    postings = bases()["calibra-posteringer"]
    text = re.sub(r"\b(\d)\.(\d\d)\.(\d\d)\b", r"\1\2\3", postings.text())
    town.spoil(postings.name, postings.encoded(text))
    ran = load(town)
    town.refuses(ran, 4, FILE, "»Paragraf« er læst som tal", "»Funktion« er læst som tal", "V-105")


def test_a_delivery_of_a_day_to_come_is_told(town: Town, tmp_path: Path) -> None:
    ran = load(town, deliver(tmp_path / "2190-01-31"))
    assert ran.code == 0
    assert "V-100" in ran.out
    assert "den 31-01-2190, er ikke kommet endnu" in ran.out


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir, lambda path: os.symlink("/dev/zero", path)])
def test_what_is_no_file_is_not_read(town: Town, make: Callable[[Path], None]) -> None:
    (town.delivery / FILE).unlink()
    make(town.delivery / FILE)
    town.refuses(load(town), 4, "cura/Bevillinger*.csv", "Filen mangler", "V-100")


def test_names_that_are_no_text_or_steer_a_terminal(town: Town) -> None:
    folder = os.fsencode(town.delivery)
    os.rename(town.delivery / FILE, folder + b"/cura/Bevillinger\xff.csv")
    for name in (b"andet\xe6.csv", b"to\nlinjer.txt", b"\x1b[31mrod.txt", b"\x07klokke.txt"):
        Path(os.fsdecode(folder + b"/" + name)).touch()
    ran = load(town)
    assert ran.code == 0, ran.err
    assert not {"\x1b", "\x07"} & set(ran.out)
    assert "to\ufffdlinjer.txt: Ingen profil læser denne fil." in ran.out
    assert not wrong_with(town.home)


@pytest.mark.parametrize("between", ["-", "", "_", " ", "."])
def test_a_number_in_a_name_is_shown_and_kept_nowhere(town: Town, between: str) -> None:
    number = NUMBER.replace("-", between)
    (town.delivery / FILE).rename(town.delivery / f"cura/Bevillinger {number}.csv")
    (town.delivery / f"{number}.txt").touch()
    ran = load(town)
    assert ran.code == 0
    assert number not in ran.out
    kept = [path for path in town.home.path.rglob("*.json") if number in path.read_text("utf-8")]
    assert not kept


def test_a_number_in_the_folders_name(town: Town, tmp_path: Path) -> None:
    empty = tmp_path / NUMBER
    empty.mkdir()
    ran = load(town, "--day", "2026-11-30", empty)
    town.refuses(ran, 3, "710345-xxxx", "leverance-tom")
    assert NUMBER not in ran.err


def test_thousands_of_files_nobody_asked_for_are_counted(town: Town) -> None:
    for number in range(3_000):
        (town.delivery / f"rod-{number}.txt").touch()
    ran = load(town)
    assert ran.code == 0
    assert "2.980 filer til: Ingen profil læser dem." in ran.out
    assert len(ran.out.splitlines()) < 40


def test_two_folders_of_one_day(town: Town, tmp_path: Path) -> None:
    other = deliver(tmp_path / "igen" / DAY)
    town.refuses(load(town, town.delivery, other), 2, "31-10-2026", "dag-to-gange")


def test_deliveries_out_of_order_are_loaded_oldest_first(town: Town, tmp_path: Path) -> None:
    later = deliver(tmp_path / "2026-11-30")
    assert load(town, later, town.delivery).code == 0
    rows = town.commands("versions", "--format", "json").rows
    assert [one["deliveries"][-1] for one in rows] == ["2026-09-30", DAY, "2026-11-30"]


# Headers


def test_ten_thousand_columns(town: Town) -> None:
    more = ";".join(f"K{number}" for number in range(10_000))
    lines = [f"{one};{more}\r\n" for one in GRANTS.text().split("\r\n") if one]
    town.spoil(FILE, GRANTS.encoded("".join(lines)))
    town.refuses(load(town), 4, FILE, "linje 1", "kolonner; den må højst have 1.000", "V-101")


def test_a_header_without_end(town: Town) -> None:
    town.spoil(FILE, GRANTS.encoded("x" * 20_000_000 + GRANTS.text()))
    town.refuses(load(town), 4, FILE, "linje 1", "for lang", "V-101")


def test_names_of_columns_without_end_are_shown_short(town: Town) -> None:
    town.spoil(FILE, GRANTS.encoded(GRANTS.text().replace(";", ";" + "Æ" * 5_000 + ";", 1)))
    ran = load(town)
    town.refuses(ran, 4, FILE, "Æ…«", "V-101")
    assert len(ran.err) < 3_000


def test_a_row_in_the_headers_place_is_not_quoted(town: Town) -> None:
    citizens = bases()["cura-borgere"]
    rows = citizens.encoded("".join(citizens.text().splitlines(keepends=True)[1:]))
    town.spoil(citizens.name, rows)
    ran = load(town)
    town.refuses(ran, 4, citizens.name, "linje 1", "står et CPR-nummer", "med overskrift", "V-101")
    names = citizens.profile.of_type("name")
    assert names
    assert not [one for one in names if str(citizens.rows[0][one]) in ran.err]


def test_a_row_without_number_in_the_headers_place_is_not_quoted(town: Town) -> None:
    town.spoil(FILE, GRANTS.encoded("Ole Opdigtet;Aavej 1;x\r\n"))
    ran = load(town)
    town.refuses(ran, 4, FILE, "Ingen af profilens kolonner", "linje 1", "header_line", "V-101")
    assert "Opdigtet" not in ran.err


# The vault


def lose_key(home: Home) -> None:
    (home.vault / "key").unlink()


def change_key(home: Home) -> None:
    (home.vault / "key").write_bytes(os.urandom(64))


def shorten_key(home: Home) -> None:
    (home.vault / "key").write_bytes(b"")


def lose_vault(home: Home) -> None:
    shutil.rmtree(home.vault)


def lose_persons(home: Home) -> None:
    (home.vault / "persons.sqlite").unlink()


def empty_persons(home: Home) -> None:
    (home.vault / "persons.sqlite").write_bytes(b"")


def spoil_persons(home: Home) -> None:
    (home.vault / "persons.sqlite").write_bytes(b"rod" * 10_000)


def take_another(home: Home) -> None:
    other = make_home(home.path.parent / "anden")
    shutil.rmtree(home.vault)
    shutil.copytree(other.vault, home.vault)


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lose_key, "boks-noegle-mangler"),
        (change_key, "boks-anden-noegle"),
        (shorten_key, "boks-noegle-kort"),
        (lose_vault, "boks-fremmed"),
        (take_another, "boks-fremmed"),
        (lose_persons, "boks-personer-mangler"),
        (empty_persons, "boks-personer-mangler"),
        (spoil_persons, "boks-beskadiget"),
    ],
)
def test_a_vault_that_is_not_ours_gives_nobody_a_new_key(
    town: Town, spoil: Callable[[Home], None], code: str
) -> None:
    spoil(town.home)
    ran = load(town)
    assert ran.code == 8, ran.err
    assert f"(fejlkode {code})" in ran.err
    assert "Gør sådan: " in ran.err
    town.shows_nobody(ran)
    assert published(town.home) == town.before
    assert load(town).code == 8, "nor the second time"


# The data folder


@pytest.mark.parametrize("folder", [".", "versions", "snapshots", "building", "vault", "vault/raw"])
def test_a_folder_that_may_only_be_read(town: Town, folder: str) -> None:
    place = town.home.path / folder
    place.chmod(0o500)
    ran = without_rights(town, "load", town.delivery)
    place.chmod(0o700)
    town.refuses(ran, 7, "kan ikke skrives", "Ret rettighederne", "disk-laast")
    assert [one["version"] for one in town.commands("versions", "--format", "json").rows] == [1]
    assert load(town).code == 0


def test_nothing_is_published_or_chosen_that_the_log_cannot_tell(town: Town) -> None:
    assert load(town).code == 0
    before = published(town.home)
    town.home.people_db.chmod(0o400)
    assert "spor-lukket" in without_rights(town, "load", town.delivery).err
    assert "spor-lukket" in without_rights(town, "rollback", "1").err
    assert published(town.home) == before


def test_a_delivered_file_and_a_profile_that_may_not_be_read(town: Town) -> None:
    (town.delivery / FILE).chmod(0)
    ran = without_rights(town, "load", town.delivery)
    town.refuses(ran, 3, FILE, "kan ikke læses af den bruger", "fil-laast")
    (town.delivery / FILE).chmod(0o600)
    town.home.profiles.mkdir()
    (town.home.profiles / "min.profile.toml").touch(0)
    ran = without_rights(town, "load", town.delivery)
    town.refuses(ran, 3, "min.profile.toml", "kan ikke læses af den bruger", "fil-laast")


def test_a_path_through_a_file(town: Town, tmp_path: Path) -> None:
    (tmp_path / "fil").touch()
    ran = town.commands("--home", tmp_path / "fil" / "data", "load", town.delivery, code=None)
    town.refuses(ran, 7, "går gennem en fil", "--home", "datamappe-ugyldig")


def test_a_damaged_mark_is_mended_by_going_back(town: Town) -> None:
    town.home.current.write_text("")
    assert load(town).code == 8
    assert town.commands("versions").code == 0
    assert "Version 1 gælder nu." in town.commands("rollback", "1").out
    assert load(town).code == 0


def test_nobody_goes_back_to_a_damaged_table_or_an_unpublished_version(town: Town) -> None:
    assert load(town).code == 0
    (table,) = town.home.snapshots.glob("2026-09-30-*/posting.parquet")
    table.write_bytes(table.read_bytes()[:200])
    assert "tabel-stemmer-ikke" in town.commands("rollback", "1", code=None).err
    shutil.copy(town.home.versions / "000002.json", town.home.versions / "000003.json")
    assert "version-ukendt" in town.commands("rollback", "3", code=None).err
    assert current_number(town.home) == 2


def damage_old_version(home: Home) -> None:
    (home.versions / "000001.json").write_text("{")


def damage_old_delivery(home: Home) -> None:
    (old,) = home.snapshots.glob("2026-09-30-*/snapshot.json")
    old.unlink()


def test_a_damaged_old_version_is_listed_and_stops_no_load(town: Town, tmp_path: Path) -> None:
    assert load(town).code == 0
    damage_old_version(town.home)
    assert load(town, deliver(tmp_path / "2026-11-30")).code == 0
    listed = {
        one["version"]: one["reason"] for one in town.commands("versions", "--format", "json").rows
    }
    assert "Beskadiget" in listed[1]
    assert [number for number, reason in listed.items() if "Beskadiget" not in reason] == [2, 3]
    viewer = Viewer.of("alice", Role.LEADER)
    trail = Trail(f"sqlite:///{tmp_path / 'spor.sqlite'}")
    with closing(open_warehouse(town.home)) as warehouse:
        seen = read_versions(viewer, Purpose.DATA_QUALITY, warehouse=warehouse, trail=trail)
    assert [(one.number, one.damaged) for one in seen.versions] == [
        (3, False),
        (2, False),
        (1, True),
    ]


def test_a_damaged_table_of_the_delivery_before_is_told_and_mended(
    town: Town, tmp_path: Path
) -> None:
    for table in town.home.snapshots.glob("2026-09-30-*/*.parquet"):
        table.write_bytes(b"PAR1" + b"rod" * 50)
    ran = load(town)
    assert ran.code == 8, ran.err
    assert "forrige-beskadiget" in ran.err
    assert load(town, deliver(tmp_path / "2026-09-30")).code == 0
    assert load(town).code == 0


def test_a_delivery_of_the_version_served_is_missed_with_words(town: Town) -> None:
    assert load(town).code == 0
    damage_old_delivery(town.home)
    ran = load(town)
    assert ran.code == 8
    assert "gendan datamappen fra sikkerhedskopien" in ran.err.replace("\n", " ")


def test_what_is_accepted_does_not_hide_that_half_the_file_is_missing(town: Town) -> None:
    half = GRANTS.with_rows([list(row) for row in GRANTS.rows[:15]])
    text = half.text().replace(str(half.rows[0][0]), f"{half.rows[0][0]}Ã¸", 1)
    town.spoil(FILE, half.encoded(text))
    accepted = ("--accept", "V-102", "--accept", "V-108", "--reason", "kendt")
    ran = load(town, town.delivery, *accepted)
    town.refuses(ran, 4, FILE, "fra 30 til 15", "V-100")
