"""Workbooks: cells as a person sees them, and everything a workbook can be instead of one."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from pejl.base.errors import InputError
from pejl.sources import excel_reader
from tests.unit.sources.small import Taken, small_profile, take

PROFILE = small_profile(
    {"A": "text", "Dato": "date", "Beløb": "money", "Antal": "integer", "Nr": "cpr"},
    format="excel",
)
HEAD = ["A", "Dato", "Beløb", "Antal", "Nr"]
Draw = Callable[[xlsxwriter.Workbook], None]


def book(*rows: list[Any], head: list[str] | None = None, draw: Draw | None = None) -> bytes:
    """A workbook with one sheet of these rows; `draw` does more to it."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_numbers": False})
    sheet = workbook.add_worksheet("Data")
    day_format = workbook.add_format({"num_format": "dd-mm-yyyy"})
    for line, row in enumerate([head or HEAD, *rows]):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(line, column, cell, day_format)  # type: ignore[arg-type]  # takes dates too
            elif isinstance(cell, str) and not cell.startswith("="):
                sheet.write_string(line, column, cell)
            else:
                sheet.write(line, column, cell)
    if draw:
        draw(workbook)
    workbook.close()
    return buffer.getvalue()


def taken(folder: Path, content: bytes, **more: Any) -> Taken:
    profile = PROFILE.model_copy(update=more) if more else PROFILE
    return take(folder, content, profile, "fil.xlsx")


def test_cells_are_read_by_their_kind(tmp_path: Path) -> None:
    content = book(["007", date(2026, 10, 31), 1234.5, 3, "700566-0574"])
    assert taken(tmp_path, content).rows == [
        (2, "007", date(2026, 10, 31), Decimal("1234.50"), 3, "c:7005660574")
    ]


def test_dates_and_amounts_written_as_text_are_read_by_the_profile(tmp_path: Path) -> None:
    content = book(["x", "31-10-2026", "1.234,50", "3", "7005660574"])
    assert taken(tmp_path, content).values == [
        ("x", date(2026, 10, 31), Decimal("1234.50"), 3, "c:7005660574")
    ]


def test_a_number_that_lost_its_first_nought_gets_it_back_when_it_can_only_be_one(
    tmp_path: Path,
) -> None:
    found = taken(tmp_path, book(["x", "", "", "", 101501234], ["y", "", "", "", 7005660574]))
    assert [row[-1] for row in found.values] == ["c:0" + "101501234", "c:7005660574"]
    assert found.file.padded_lines == (2,)


@pytest.mark.parametrize("cell", ["1,01E+09", 101501234.5, 12345678])
def test_a_mangled_number_is_rejected(tmp_path: Path, cell: Any) -> None:
    found = taken(tmp_path, book(["x", "", "", "", cell]))
    assert [(one.line, one.column) for one in found.rejects] == [(2, "Nr")]


NOON = datetime(2026, 10, 31, 12, 30)  # noqa: DTZ001  a workbook knows no time zones
WRONG = [(1, 45000), (1, "31-02-2026"), (1, NOON), (2, 12.345), (3, 2.5), (3, "x")]


@pytest.mark.parametrize(("column", "cell"), WRONG)
def test_a_cell_of_the_wrong_kind_rejects_its_row(tmp_path: Path, column: int, cell: Any) -> None:
    row: list[Any] = ["x", "", "", "", ""]
    row[column] = cell
    found = taken(tmp_path, book(row, ["y", "", "", "", ""]))
    assert [row[0] for row in found.values] == ["y"]
    assert [(one.line, one.column) for one in found.rejects] == [(2, HEAD[column])]


def test_empty_rows_are_counted_not_read(tmp_path: Path) -> None:
    found = taken(tmp_path, book(["a", "", "", "", ""], [], [""], ["b", "", "", "", ""]))
    assert [(row[0], row[1]) for row in found.rows] == [(2, "a"), (5, "b")]
    assert found.file.rows_skipped == 2


def test_titles_above_sum_lines_below_and_columns_without_name_beside(tmp_path: Path) -> None:
    rows = [["Udskrevet 1.11."], [], HEAD, ["a", "", 5, 1, ""], ["I alt", "", 5, 1, ""]]
    found = taken(tmp_path, book(*rows, head=["Rapport"]), header_line=4, totals="^I alt")
    assert [(row[0], row[1]) for row in found.rows] == [(5, "a")]


def test_a_value_beyond_the_last_column_rejects_its_row(tmp_path: Path) -> None:
    found = taken(tmp_path, book(["a", "", "", "", "", "løs bemærkning"]))
    assert (found.rows, [one.line for one in found.rejects]) == ([], [2])


def test_a_formula_counts_as_the_value_it_shows(tmp_path: Path) -> None:
    def draw(workbook: xlsxwriter.Workbook) -> None:
        workbook.get_worksheet_by_name("Data").write_formula(1, 3, "=1+2", None, 3)

    assert taken(tmp_path, book(["a", "", "", "", ""], draw=draw)).values[0][3] == 3


def test_a_formula_that_shows_an_error_rejects_its_row(tmp_path: Path) -> None:
    def draw(workbook: xlsxwriter.Workbook) -> None:
        workbook.get_worksheet_by_name("Data").write_formula(1, 3, "=1/0", None, "#DIV/0!")

    found = taken(tmp_path, book(["a", "", "", "", ""], draw=draw))
    assert (found.rows, [one.column for one in found.rejects]) == ([], ["Antal"])


def test_a_hidden_sheet_is_left_alone(tmp_path: Path) -> None:
    def draw(workbook: xlsxwriter.Workbook) -> None:
        workbook.add_worksheet("Skjult").hide()

    assert len(taken(tmp_path, book(["a", "", "", "", ""], draw=draw)).rows) == 1


def test_two_sheets_want_a_name_in_the_profile(tmp_path: Path) -> None:
    content = book(["a", "", "", "", ""], draw=lambda workbook: workbook.add_worksheet("Mere"))
    with pytest.raises(InputError, match="Data, Mere") as raised:
        taken(tmp_path, content)
    assert "sheet" in (raised.value.next_step or "")
    assert len(taken(tmp_path, content, sheet="Data").rows) == 1
    with pytest.raises(InputError, match="har ikke arket »Andet«"):
        taken(tmp_path, content, sheet="Andet")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "tom"),
        (b"A;Dato\n1;2\n", "regneark"),
        (b"PK\x03\x04 og mere", "regneark"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "adgangskode"),
        (book(["a", "", "", "", ""])[:-200], "regneark"),
    ],
)
def test_what_is_no_workbook_is_named(tmp_path: Path, content: bytes, says: str) -> None:
    with pytest.raises(InputError) as raised:
        taken(tmp_path, content)
    assert says in raised.value.message
    assert raised.value.where is not None
    assert raised.value.where.file == "fil.xlsx"


def test_a_zip_that_is_no_workbook(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("brev.txt", "hej")
    with pytest.raises(InputError, match="regneark"):
        taken(tmp_path, buffer.getvalue())


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel_reader, "MAX_UNPACKED", 10 * 1024 * 1024)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b"\0" * (64 * 1024 * 1024))
    assert len(buffer.getvalue()) < 100_000
    with pytest.raises(InputError, match="10 MiB udpakket"):
        taken(tmp_path, buffer.getvalue())


def test_a_workbook_too_large_to_be_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel_reader, "MAX_PACKED", 1000)
    with pytest.raises(InputError, match="for meget"):
        taken(tmp_path, book(["a", "", "", "", ""]))


def test_ruined_letters_in_a_cell_are_found(tmp_path: Path) -> None:
    assert taken(tmp_path, book(["SÃ¸ren", "", "", "", ""])).file.damaged_lines == (2,)
