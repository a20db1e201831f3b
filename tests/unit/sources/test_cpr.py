"""CPR numbers: what is one, what it tells, and that it never shows. All of them day + 60."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pejl.sources.cpr import birth_date, mask_cpr, read_cpr, sex
from tests.unit.sources.small import small_profile, take

PROFILE = small_profile({"A": "text", "Nr": "cpr"})


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("700566-0574", "7005660574"),
        ("7005660574", "7005660574"),
        ("700566 0574", "7005660574"),
        ("'7005660574", "7005660574"),
        (" 700566-0574 ", "7005660574"),
        ("700566-0ab4", "7005660AB4"),
        ("990566-0574", "9905660574"),
        ("101501234", "0" + "101501234"),
    ],
)
def test_a_number_is_read_however_it_is_written(tmp_path: Path, written: str, number: str) -> None:
    taken = take(tmp_path, f"A;Nr\nx;{written}\n", PROFILE)
    assert taken.values == [("x", f"c:{number}")]


@pytest.mark.parametrize(
    "written", ["1,01E+09", "1.01E+09", "12345678", "70056605745", "320150123", "x", "700566-057"]
)
def test_what_could_be_more_than_one_number_is_rejected(tmp_path: Path, written: str) -> None:
    taken = take(tmp_path, f"A;Nr\nx;{written}\n", PROFILE)
    (reject,) = taken.rejects
    assert (taken.rows, reject.column) == ([], "Nr")
    assert written not in reject.told, "a reason never quotes a CPR number"


def test_a_put_back_nought_is_listed_with_its_line(tmp_path: Path) -> None:
    taken = take(tmp_path, "A;Nr\nx;7005660574\nx;101501234\n", PROFILE)
    assert taken.file.padded_lines == (3,)


def test_an_empty_number_is_no_citizen_unless_it_is_required(tmp_path: Path) -> None:
    assert take(tmp_path, "A;Nr\nx;\n", PROFILE).values == [("x", None)]
    required = small_profile({"A": "text", "Nr": {"type": "cpr", "required": True}})
    assert len(take(tmp_path, "A;Nr\nx;\n", required).rejects) == 1


def test_the_same_person_written_in_two_ways_is_one_key(tmp_path: Path) -> None:
    taken = take(tmp_path, "A;Nr\nx;700566-0574\ny;7005660574\n", PROFILE)
    assert {row[1] for row in taken.values} == {"c:7005660574"}


@pytest.mark.parametrize(
    ("number", "born"),
    [
        ("7005660574", date(1966, 5, 10)),
        ("6101364000", date(2036, 1, 1)),
        ("6101374000", date(1937, 1, 1)),
        ("6101575000", date(2057, 1, 1)),
        ("6101588000", date(1858, 1, 1)),
        ("6101369000", date(2036, 1, 1)),
        ("6101993000", date(1999, 1, 1)),
        ("8902000000", None),
        ("8902004000", date(2000, 2, 29)),
        ("9905660574", None),
        ("7013660574", None),
        ("700566A574", None),
    ],
)
def test_birth_date_by_the_seventh_digit(number: str, born: Any) -> None:
    assert birth_date(number) == born


@pytest.mark.parametrize(
    ("number", "answer"), [("7005660574", "K"), ("7005660573", "M"), ("700566057A", None)]
)
def test_sex_by_the_last_digit(number: str, answer: Any) -> None:
    assert sex(number) == answer


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("700566-0574;Anna", "700566-xxxx;Anna"),
        ("7005660574", "700566-xxxx"),
        ("nr 700566 0574.", "nr 700566-xxxx."),
        ("700566-0AB4", "700566-xxxx"),
        ("101501234", "10150-xxxx"),
        ("B00001;12-03-2026;1.234,50", "B00001;12-03-2026;1.234,50"),
        ("0000126092609", "0000126092609"),
    ],
)
def test_masking_hides_the_last_digits_and_nothing_else(text: str, masked: str) -> None:
    assert mask_cpr(text) == masked


def test_a_number_does_not_print_itself() -> None:
    number = read_cpr("7005660574")
    assert "700566" not in repr(number)
