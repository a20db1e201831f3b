"""The vault: keys, persons, raw files and rejects, all of it encrypted."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path

import pytest

from pejl.base.errors import ConsistencyError, StorageError
from pejl.store.home import Home
from pejl.store.vault import Person, Vault, open_vault

ALICE = ("c_a", "7005660574", "Alice Ø")
BOB = ("c_b", "8001640857", "Bob Eng")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.prepare()
    return home


@pytest.fixture
def vault(home: Home) -> Vault:
    return open_vault(home, {})


def test_a_key_is_the_same_every_time_and_tells_nothing(home: Home, vault: Vault) -> None:
    key = vault.key_of("7005660574")
    assert key == open_vault(home, {}).key_of("7005660574")
    assert key != vault.key_of("7005660575")
    assert key.startswith("c_")
    assert len(key) == 26
    assert "7005660574" not in key


def test_another_vault_has_other_keys(vault: Vault, tmp_path: Path) -> None:
    other = Home(tmp_path / "other")
    other.prepare()
    assert open_vault(other, {}).key_of("7005660574") != vault.key_of("7005660574")


def test_persons_come_back_and_unknown_ones_do_not(vault: Vault) -> None:
    vault.keep_persons([ALICE, BOB])
    assert vault.persons(["c_a", "c_x", "c_a"]) == {"c_a": Person("7005660574", "Alice Ø")}


def test_a_person_does_not_print_itself(vault: Vault) -> None:
    vault.keep_persons([ALICE])
    assert "Alice" not in repr(vault.persons(["c_a"]))


def test_only_the_new_and_the_changed_are_written(vault: Vault) -> None:
    assert vault.keep_persons([ALICE, BOB]) == 2
    assert vault.keep_persons([ALICE, BOB]) == 0
    assert vault.keep_persons([("c_a", "7005660574", "Alice Nygift"), BOB]) == 1
    assert vault.persons(["c_a"])["c_a"].name == "Alice Nygift"


def test_a_missing_name_does_not_wipe_out_a_known_one(vault: Vault) -> None:
    vault.keep_persons([ALICE])
    assert vault.keep_persons([("c_a", "7005660574", "")]) == 0
    assert vault.persons(["c_a"])["c_a"].name == "Alice Ø"


def test_many_persons_are_asked_for_at_once(vault: Vault) -> None:
    people = [(f"c_{n}", f"{n:010d}", f"N{n}") for n in range(1_234)]
    vault.keep_persons(people)
    assert len(vault.persons([key for key, _, _ in people])) == 1_234


def test_the_files_hold_no_number_and_no_name(home: Home, vault: Vault) -> None:
    vault.keep_persons([ALICE, BOB])
    raw = vault.seal_raw()
    raw.write(b"7005660574;Alice")
    raw.finish()
    for path in home.path.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert b"700566" not in data
            assert b"Alice" not in data


def test_a_raw_file_opens_as_it_came(vault: Vault) -> None:
    writer = vault.seal_raw()
    writer.write(b"a" * 3_000_000)
    writer.write(b"b")
    assert b"".join(vault.open_raw(writer.finish())) == b"a" * 3_000_000 + b"b"


def test_rejects_open_line_by_line(vault: Vault) -> None:
    writer = vault.seal_rejects()
    rows = [{"line": n, "raw": "æ" * 1_000} for n in range(3_000)]
    for row in rows:
        writer.write((json.dumps(row, ensure_ascii=False) + "\n").encode())
    assert list(vault.reject_texts(writer.finish())) == rows


def test_a_person_moved_to_another_key_does_not_open(vault: Vault) -> None:
    vault.keep_persons([ALICE, BOB])
    with sqlite3.connect(vault.database) as connection:
        connection.execute(
            "update person set sealed = (select sealed from person where key = 'c_b') "
            "where key = 'c_a'"
        )
    with pytest.raises(ConsistencyError):
        vault.persons(["c_a"])


def test_the_key_file_is_its_owners_alone(home: Home, vault: Vault) -> None:
    assert vault
    assert (home.vault / "key").stat().st_mode & 0o777 == 0o600
    assert vault.database.stat().st_mode & 0o777 == 0o600


def test_the_key_may_lie_elsewhere(home: Home, tmp_path: Path) -> None:
    place = tmp_path / "sikkert" / "noegle"
    place.parent.mkdir()
    key = open_vault(home, {"PEJL_VAULT_KEY": str(place)}).key_of("7005660574")
    assert place.exists()
    assert not (home.vault / "key").exists()
    assert open_vault(home, {"PEJL_VAULT_KEY": str(place)}).key_of("7005660574") == key


def test_a_lost_key_is_not_made_anew(home: Home, vault: Vault) -> None:
    vault.keep_persons([ALICE])
    (home.vault / "key").unlink()
    with pytest.raises(ConsistencyError) as raised:
        open_vault(home, {})
    assert raised.value.code == "boks-noegle-mangler"


def test_another_key_is_noticed_at_once(home: Home, vault: Vault) -> None:
    vault.keep_persons([ALICE])
    (home.vault / "key").write_bytes(os.urandom(64))
    with pytest.raises(ConsistencyError) as raised:
        open_vault(home, {})
    assert raised.value.code == "boks-anden-noegle"


def test_a_cut_key_is_noticed(home: Home, vault: Vault) -> None:
    assert vault
    (home.vault / "key").write_bytes(b"kort")
    with pytest.raises(ConsistencyError) as raised:
        open_vault(home, {})
    assert raised.value.code == "boks-noegle-kort"


def test_a_key_that_cannot_be_read(home: Home, tmp_path: Path) -> None:
    folder = tmp_path / "en-mappe"
    folder.mkdir()
    with pytest.raises(StorageError):
        open_vault(home, {"PEJL_VAULT_KEY": str(folder)})


def test_sweeping_keeps_what_is_named_and_removes_the_rest(home: Home, vault: Vault) -> None:
    def sealed(content: bytes) -> str:
        writer = vault.seal_raw()
        writer.write(content)
        return writer.finish()

    kept, orphan = sealed(b"kept"), sealed(b"orphan")
    (home.vault / "raw" / ".1-half").write_bytes(b"half")
    rejects = vault.seal_rejects().finish()
    vault.sweep(frozenset({kept}), frozenset())
    assert [path.stem for path in (home.vault / "raw").iterdir()] == [kept]
    assert orphan != kept
    assert rejects
    assert list((home.vault / "rejects").iterdir()) == []
