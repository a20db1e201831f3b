"""The plain reading of a workbook: another library's cells, written as the profile's text.

A date is written in the profile's first form, a number with its decimal sign, a truth as Ja or
Nej; a cell that shows an error refuses its row, and so does anything beyond the last column.
"""

from __future__ import annotations

import io
import warnings
from collections import Counter
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import openpyxl

from tests.faults.oracle import Reading, Row, Unreadable, is_row, row_of
from tests.faults.oracle_records import Line
from tests.faults.plain import PlainProfile

ERRORS = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"}


def read_book_plainly(data: bytes, profile: PlainProfile) -> Reading | Unreadable:
    try:
        shown, made = _sheets(data, values=True), _sheets(data, values=False)
    except Exception as error:
        return Unreadable(f"is no workbook: {type(error).__name__}")
    if len(shown) != 1 and profile.sheet is None:
        return Unreadable(f"has {len(shown)} sheets that can be seen")
    cells = [[_text(cell, profile) for cell in row] for row in shown[0].iter_rows(values_only=True)]
    odd = _odd_lines(shown[0], made[0], cells)
    while cells and not any(cells[-1]) and len(cells) not in odd:
        cells.pop()
    if not cells:
        return Unreadable("has no rows")
    header = _header(cells[0])
    if not header or any(count > 1 for name, count in Counter(header).items() if name):
        return Unreadable("has no header, or a column twice")
    return _reading(header, cells, odd, profile)


def _sheets(data: bytes, *, values: bool) -> list[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=values)
    return [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]


def _odd_lines(shown: Any, made: Any, cells: list[list[str]]) -> set[int]:
    """Lines with a formula nobody computed, or a cell merged with another. What such a cell shows
    is put among the cells."""
    odd = set()
    for area in made.merged_cells.ranges:
        first = (area.min_row, area.min_col)
        odd |= {row for row, column in area.cells if (row, column) != first}
    for row in made.iter_rows():
        for cell in row:
            value = shown.cell(cell.row, cell.column).value
            if cell.data_type == "f" and value is None:
                cells[cell.row - 1][cell.column - 1] = str(cell.value)
                odd.add(cell.row)
    return odd


def _header(cells: list[str]) -> tuple[str, ...]:
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    return tuple(cell.strip() for cell in cells)


def _reading(
    header: tuple[str, ...], cells: list[list[str]], odd: set[int], profile: PlainProfile
) -> Reading:
    rows: list[Row] = []
    broken: list[Line] = []
    width = len(header)
    for number, row in enumerate(cells[1:], 2):
        if not any(row) and number not in odd:
            continue
        if number in odd or any(row[width:]) or any(cell in ERRORS for cell in row[:width]):
            broken.append(Line(number, ";".join(row), None))
            continue
        padded = tuple((row + [""] * width)[:width])
        if not is_row(padded, header):
            broken.append(Line(number, ";".join(row), None))
            continue
        rows.append(row_of(number, padded, header, profile))
    return Reading(
        header=header,
        missing=frozenset(profile.names) - frozenset(header),
        new=len([name for name in header if name not in profile.names]),
        rows=tuple(rows),
        broken=tuple(broken),
        totals=0,
        ends_inside=False,
    )


def _text(cell: Any, profile: PlainProfile) -> str:
    match cell:
        case None:
            text = ""
        case bool():
            text = "Ja" if cell else "Nej"
        case float() if not cell.is_integer():
            text = format(Decimal(repr(cell)), "f").replace(".", profile.decimal)
        case float():
            text = str(int(cell))
        case datetime() | date():
            text = _day(cell, profile.columns[0].dates[0])
        case _:
            text = str(cell)
    return text


def _day(day: date, form: str) -> str:
    text = form.replace("dd", f"{day.day:02}").replace("mm", f"{day.month:02}")
    text = text.replace("yyyy", f"{day.year:04}")
    clock = day.time() if isinstance(day, datetime) else time()
    return text if clock == time() else f"{text} {clock:%H:%M:%S}"
