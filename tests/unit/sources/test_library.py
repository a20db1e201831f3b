"""The shipped profiles, and a municipality's own laid over them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pejl.base.errors import InputError
from pejl.canon.services import shared_maps
from pejl.canon.targets import check_targets
from pejl.sources.library import SHIPPED, read_library
from pejl.sources.toml_lines import read_toml

OWN = """\
id = "{id}"
title_da = "Vores egen"
system = "cura"
file = "vores/*.csv"
[columns]
"Id" = {{ type = "text", required = true }}
[[target]]
table = "employee"
[target.columns]
case_worker = "Id"
"""


def test_the_shipped_profiles_fit_the_canonical_model() -> None:
    library = read_library()
    assert len(library.profiles) == 21
    check_targets(library, shared_maps(library.municipality))


def test_every_shipped_profile_lies_in_the_folder_of_its_system() -> None:
    for path in SHIPPED.rglob("*.profile.toml"):
        assert path.parent.name == read_toml(path).data["system"]


def test_an_own_profile_replaces_ours_and_others_are_added(tmp_path: Path) -> None:
    (tmp_path / "a.profile.toml").write_text(OWN.format(id="cura-borgere"))
    (tmp_path / "under").mkdir()
    (tmp_path / "under" / "b.profile.toml").write_text(OWN.format(id="vores-egen"))
    library = read_library(tmp_path)
    assert library.profile("cura-borgere").title_da == "Vores egen"
    assert len(library.profiles) == 22
    assert [one.profile.id for one in library.profiles] == sorted(
        one.profile.id for one in library.profiles
    )


def test_the_same_id_twice_in_one_folder_is_an_error(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.profile.toml").write_text(OWN.format(id="vores-egen"))
    with pytest.raises(InputError, match="to gange") as raised:
        read_library(tmp_path)
    assert "a.profile.toml" in raised.value.message
    assert str(raised.value.where) == "b.profile.toml, linje 1"


def test_an_own_municipality_replaces_ours(tmp_path: Path) -> None:
    (tmp_path / "municipality.toml").write_text('code = "250"\nname = "Frederikssund"\n')
    municipality = read_library(tmp_path).municipality
    assert (municipality.code, municipality.municipalities) == ("250", {})


def test_a_faulty_municipality_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "municipality.toml").write_text('name = "x"\ncode = "25"\n')
    with pytest.raises(InputError) as raised:
        read_library(tmp_path)
    assert str(raised.value.where) == "municipality.toml, linje 2"


def test_a_folder_that_is_not_there_means_ours_alone(tmp_path: Path) -> None:
    assert len(read_library(tmp_path / "findes-ikke").profiles) == 21
