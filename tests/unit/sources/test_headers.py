"""The delivered header against the profile's columns."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from pejl.base.errors import InputError, Where
from pejl.sources.headers import match_header
from tests.unit.sources.small import small_profile, take

PROFILE = small_profile(
    {"Startdato": "date", "Beløb": "money", "Note": {"type": "text", "optional": True}}
)
HERE = Where(file="fil.csv", line=1)


def test_all_there_in_any_order() -> None:
    found = match_header(("Note", "Beløb", "Startdato"), PROFILE, HERE)
    assert found.fits
    assert found.places == {"Startdato": 2, "Beløb": 1, "Note": 0}


def test_an_optional_column_may_be_absent() -> None:
    found = match_header(("Startdato", "Beløb"), PROFILE, HERE)
    assert (found.fits, found.absent) == (True, ("Note",))


def test_composed_and_decomposed_names_are_the_same() -> None:
    assert match_header(("Startdato", unicodedata.normalize("NFD", "Beløb")), PROFILE, HERE).fits


def test_a_renamed_column_is_guessed() -> None:
    found = match_header(("Start dato", "Beløb", "Ny"), PROFILE, HERE)
    assert (found.missing, found.new) == (("Startdato",), ("Start dato", "Ny"))
    assert found.renamed == {"Startdato": "Start dato"}


def test_a_column_without_a_name_is_told_by_its_number() -> None:
    assert match_header(("Startdato", "Beløb", ""), PROFILE, HERE).new == ("(kolonne 3 uden navn)",)


def test_two_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="to gange") as raised:
        take(tmp_path, "Startdato;Beløb;Beløb\n", PROFILE)
    assert raised.value.where == Where(file="fil.csv", line=1)


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"", "V-100", 1),
        (b"\n", "V-101", 1),
        (b"\xef\xbb\xbf", "V-100", 1),
        (b'"A;B\n', "V-101", 1),
    ],
)
def test_no_header_to_read(tmp_path: Path, content: bytes, code: str, line: int) -> None:
    with pytest.raises(InputError) as raised:
        take(tmp_path, content, PROFILE)
    assert raised.value.code == code
    assert raised.value.where is not None
    assert raised.value.where.line == line


def test_the_header_may_stand_further_down_but_must_be_there(tmp_path: Path) -> None:
    profile = small_profile(header_line=3)
    assert take(tmp_path, "x\ny\nA;B\n1;2\n", profile).rows == [(4, "1", "2")]
    with pytest.raises(InputError, match="linje 3"):
        take(tmp_path, "A;B\n1;2\n", profile)


def test_a_header_with_a_newline_in_a_name(tmp_path: Path) -> None:
    profile = small_profile({"A\nb": "text", "B": "text"})
    assert take(tmp_path, '"A\nb";B\n1;2\n', profile).rows == [(3, "1", "2")]
