"""What deliveries are known to look like: each convention as a small file in, typed rows out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.unit.sources.small import small_profile, take

D = Decimal


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("1.234,50", D("1234.50")),
        ("1234,50", D("1234.50")),
        ("1234,5", D("1234.50")),
        ("1234", D("1234.00")),
        ("12.345.678,90", D("12345678.90")),
        ("0,07", D("0.07")),
        ("0", D("0.00")),
        ("-1.234,56", D("-1234.56")),
        ("1.234,56-", D("-1234.56")),
        ("\N{MINUS SIGN}5,00", D("-5.00")),
        ("kr. 1.234,56", D("1234.56")),
        ("1.234,56 kr.", D("1234.56")),
        ("1.234,56 KR", D("1234.56")),
        ("DKK 12,00", D("12.00")),
        ("100,-", D("100.00")),
        ("'1.234,56", D("1234.56")),
        ("  12,00  ", D("12.00")),
        ("\N{NO-BREAK SPACE}12,00\N{NO-BREAK SPACE}", D("12.00")),
        ("", None),
    ],
)
def test_an_amount_is_read_as_it_is_written(tmp_path: Path, written: str, amount: Any) -> None:
    taken = take(tmp_path, f"A;B\nx;{written}\n", small_profile({"A": "text", "B": "money"}))
    assert taken.values == [("x", amount)]


@pytest.mark.parametrize(
    "written",
    [
        "1.5", "10.00", "1,234.50", "1.2345,00", "12.34,56", "12,34,56", "1.23", "1e3", "1,234",
        "--5,00", "-5,00-", "(5,00)", "5,00 EUR", "12,3456", "x", "NaN", "1 234,50", ".5", ",50",
        "99999999999999999999,00",
    ],
)  # fmt: skip
def test_an_amount_written_otherwise_is_rejected_never_changed(
    tmp_path: Path, written: str
) -> None:
    taken = take(tmp_path, f"A;B\nx;{written}\n", small_profile({"A": "text", "B": "money"}))
    assert taken.rows == []
    assert [(one.line, one.column) for one in taken.rejects] == [(2, "B")]


@pytest.mark.parametrize(
    ("decimal", "thousands", "written", "amount"),
    [
        (".", ",", "1,234.50", D("1234.50")),
        (".", "", "1234.50", D("1234.50")),
        (",", " ", "1 234,50", D("1234.50")),
        (",", "", "1234,50", D("1234.50")),
    ],
)
def test_the_profile_says_how_amounts_are_written(
    tmp_path: Path, decimal: str, thousands: str, written: str, amount: Decimal
) -> None:
    profile = small_profile({"A": "money", "B": "text"}, decimal=decimal, thousands=thousands)
    assert take(tmp_path, f"A;B\n{written};x\n", profile).values == [(amount, "x")]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("31-12-2026", date(2026, 12, 31)),
        ("29-02-2024", date(2024, 2, 29)),
        ("1-2-2026", date(2026, 2, 1)),
        ("'01-02-2026", date(2026, 2, 1)),
        (" 01-02-2026 ", date(2026, 2, 1)),
        ("01-01-1900", None),
        ("31-12-9999", None),
        ("Ikke angivet", None),
        ("", None),
    ],
)
def test_a_date_is_read_and_a_sentinel_is_empty(tmp_path: Path, written: str, day: Any) -> None:
    sentinels = ["01-01-1900", "31-12-9999", "Ikke angivet"]
    profile = small_profile({"A": "text", "B": "date"}, sentinels=sentinels)
    assert take(tmp_path, f"A;B\nx;{written}\n", profile).values == [("x", day)]


@pytest.mark.parametrize(
    "written",
    ["31-02-2024", "29-02-2023", "31-06-2026", "00-01-2026", "2026-01-31", "31/01/2026",
     "31-01-26", "45000", "01-13-2026", "31-01-2026 12:00", "31-01-0026", "31-01-3026", "x"],
)  # fmt: skip
def test_a_date_that_is_none_is_rejected(tmp_path: Path, written: str) -> None:
    taken = take(tmp_path, f"A;B\nx;{written}\n", small_profile({"A": "text", "B": "date"}))
    (reject,) = taken.rejects
    assert (taken.rows, reject.line, reject.column) == ([], 2, "B")
    assert written in reject.told
    assert "dd-mm-åååå" in reject.told


def test_several_date_forms_may_be_allowed(tmp_path: Path) -> None:
    profile = small_profile({"A": "date", "B": "date"}, dates=["dd-mm-yyyy", "yyyy-mm-dd"])
    taken = take(tmp_path, "A;B\n31-12-2026;2026-12-31\n2026-1-5;5-1-2026\n", profile)
    last, fifth = date(2026, 12, 31), date(2026, 1, 5)
    assert taken.values == [(last, last), (fifth, fifth)]


@pytest.mark.parametrize(
    ("written", "answer"), [("Ja", True), ("nej", False), ("J", True), ("0", False), ("", None)]
)
def test_yes_and_no(tmp_path: Path, written: str, answer: Any) -> None:
    taken = take(tmp_path, f"A;B\nx;{written}\n", small_profile({"A": "text", "B": "boolean"}))
    assert taken.values == [("x", answer)]


@pytest.mark.parametrize(
    ("written", "number"),
    [("37", 37), ("-4", -4), ("1.234", 1234), ("0", 0), ("", None)],
)
def test_a_whole_number(tmp_path: Path, written: str, number: Any) -> None:
    taken = take(tmp_path, f"A;B\nx;{written}\n", small_profile({"A": "text", "B": "integer"}))
    assert taken.values == [("x", number)]


@pytest.mark.parametrize("written", ["1,5", "1.5", "x", "12345678901234567890", "1e2"])
def test_what_is_no_whole_number_is_rejected(tmp_path: Path, written: str) -> None:
    taken = take(tmp_path, f"A;B\nx;{written}\n", small_profile({"A": "text", "B": "integer"}))
    assert (taken.rows, len(taken.rejects)) == ([], 1)


def test_empty_is_not_nought(tmp_path: Path) -> None:
    profile = small_profile({"A": "money", "B": "integer"})
    assert take(tmp_path, "A;B\n;\n0,00;0\n", profile).values == [(None, None), (D("0.00"), 0)]


@pytest.mark.parametrize(
    ("encoding", "content"),
    [
        ("utf-8", "A;B\r\nÆblø;å\r\n".encode()),
        ("utf-8", b"\xef\xbb\xbf" + "A;B\r\nÆblø;å\r\n".encode()),
        ("cp1252", "A;B\r\nÆblø;å\r\n".encode("cp1252")),
        ("utf-16", "A;B\r\nÆblø;å\r\n".encode("utf-16")),
        ("utf-8", "A;B\nÆblø;å\n".encode()),
        ("utf-8", "A;B\nÆblø;å".encode()),
        ("utf-8", "A;B\rÆblø;å\r".encode()),
    ],
)
def test_encodings_and_line_endings(tmp_path: Path, encoding: str, content: bytes) -> None:
    taken = take(tmp_path, content, small_profile(encoding=encoding))
    assert taken.rows == [(2, "Æblø", "å")]


def test_signs_that_only_cp1252_has(tmp_path: Path) -> None:
    content = "A;B\r\n“note” – €;…\r\n".encode("cp1252")
    assert take(tmp_path, content, small_profile(encoding="cp1252")).values == [("“note” – €", "…")]


def test_newlines_and_delimiters_inside_quotes_belong_to_the_value(tmp_path: Path) -> None:
    content = 'A;B\r\n1;"første\r\nanden; ""tredje"""\r\n2;x\r\n'
    taken = take(tmp_path, content, small_profile())
    assert taken.rows == [(2, "1", 'første\r\nanden; "tredje"'), (4, "2", "x")]


def test_header_rows_above_the_header_and_sum_lines_below(tmp_path: Path) -> None:
    content = "Rapport\nUdskrevet 01-10-2026\nA;B\n1;10,00\n2;20,00\nI alt;30,00\n"
    profile = small_profile({"A": "text", "B": "money"}, header_line=3, totals="^I alt")
    taken = take(tmp_path, content, profile)
    assert taken.rows == [(4, "1", D("10.00")), (5, "2", D("20.00"))]
    assert (taken.file.rows_read, taken.file.rows_skipped, taken.rejects) == (2, 1, [])


def test_a_sum_line_with_other_columns_is_one_too(tmp_path: Path) -> None:
    profile = small_profile({"A": "text", "B": "money"}, totals="^(I alt|Total)")
    taken = take(tmp_path, "A;B\n1;10,00\nTotal\n", profile)
    assert (taken.values, taken.rejects, taken.file.rows_skipped) == ([("1", D("10.00"))], [], 1)


def test_blank_lines_are_counted_not_read(tmp_path: Path) -> None:
    taken = take(tmp_path, "A;B\n\n1;2\n\n\n3;4\n", small_profile())
    assert taken.rows == [(3, "1", "2"), (6, "3", "4")]
    assert (taken.file.rows_read, taken.file.rows_skipped) == (2, 3)


def test_columns_may_come_in_any_order(tmp_path: Path) -> None:
    assert take(tmp_path, "B;A\n1;2\n", small_profile()).values == [("2", "1")]


def test_a_text_keeps_its_leading_zeros(tmp_path: Path) -> None:
    assert take(tmp_path, "A;B\n0000126;007\n", small_profile()).values == [("0000126", "007")]


def test_other_delimiters_and_quotes(tmp_path: Path) -> None:
    profile = small_profile(delimiter=",", quote="'")
    assert take(tmp_path, "A,B\n'1,2','it''s'\n", profile).values == [("1,2", "it's")]


def test_tabs_between_and_around(tmp_path: Path) -> None:
    profile = small_profile(delimiter="\t")
    assert take(tmp_path, "A\tB\n 1\t2 \n", profile).values == [("1", "2")]
