"""Wrong as workbooks: locked, packed, hidden, merged, computed, and Excel's own improvements."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from functools import cache
from random import Random
from typing import Any

import xlsxwriter

from tests.faults.bases import NOON, Base, bases, new_book, person
from tests.faults.mutate_bytes import OLE, PAGE
from tests.faults.mutations import Mutated, mutator

Touch = Callable[[xlsxwriter.Workbook, Any], None]


def _book(base: Base, touch: Touch | None = None, above: int = 0) -> bytes:
    """The base's workbook, its header `above` rows down, with something done to it."""
    out = io.BytesIO()
    book = new_book(out)
    sheet = book.add_worksheet(base.profile.sheet or "Ark1")
    for row, cells in enumerate((base.header, *base.rows), above):
        for column, cell in enumerate(cells):
            if cell is not None and cell != "":
                sheet.write(row, column, cell)
    if touch:
        touch(book, sheet)
    book.close()
    return out.getvalue()


def _place(base: Base, random: Random, *types: str) -> tuple[int, int] | None:
    """A row (of the sheet, from 0) and a column of one of these types."""
    places = base.profile.of_type(*types)
    return (random.randrange(1, len(base.rows) + 1), random.choice(places)) if places else None


@mutator("book")
def book_untouched(base: Base, random: Random) -> Mutated:
    return Mutated(base.book(), "whole")


@mutator("book")
def formula(base: Base, random: Random) -> Mutated:
    """A cell that is computed has its last value; one never computed shows nothing."""
    at = _place(base, random, *{one.type for one in base.profile.columns})
    assert at
    shown = random.choice(("", 0, 7, "Nordvig", "#N/A"))

    def touch(book: Any, sheet: Any) -> None:
        sheet.write_formula(*at, "=1+1", None, shown)

    return Mutated(_book(base, touch))


@mutator("book")
def error_cell(base: Base, random: Random) -> Mutated:
    at = _place(base, random, *{one.type for one in base.profile.columns})
    assert at
    shown = random.choice(("#N/A", "#REF!", "#DIV/0!", "#VALUE!"))

    def touch(book: Any, sheet: Any) -> None:
        sheet.write_formula(*at, "=1/0", None, shown)

    return Mutated(_book(base, touch), "noticed")


@mutator("book")
def merged_cells(base: Base, random: Random) -> Mutated:
    """Cells merged down a column: only the first has the value."""
    first = random.randrange(1, len(base.rows) - 1)
    last = min(len(base.rows), first + random.randrange(1, 4))
    column = random.randrange(len(base.header))

    def touch(book: Any, sheet: Any) -> None:
        for row in range(first, last + 1):
            sheet.write_blank(row, column, None, book.add_format())
        sheet.merge_range(first, column, last, column, base.rows[first - 1][column])

    return Mutated(_book(base, touch))


@mutator("book")
def hidden_sheet(base: Base, random: Random) -> Mutated:
    """Another sheet that is hidden changes nothing."""

    def touch(book: Any, sheet: Any) -> None:
        other = book.add_worksheet("Kladde")
        other.write(0, 0, "glem det")
        random.choice((other.hide, other.very_hidden))()

    return Mutated(_book(base, touch), "whole")


@mutator("book")
def two_sheets(base: Base, random: Random) -> Mutated:
    """Two sheets that can be seen: which one is meant must be said."""

    def touch(book: Any, sheet: Any) -> None:
        book.add_worksheet("Ark2").write(0, 0, "hvad er det her")

    return Mutated(_book(base, touch), "refused")


@mutator("book")
def locked(base: Base, random: Random) -> Mutated:
    """A workbook with a password is no zip file but an OLE container."""
    return Mutated(OLE, "refused")


@mutator("book")
def text_for_book(base: Base, random: Random) -> Mutated:
    text = ";".join(base.header).encode("cp1252", "replace")
    return Mutated(random.choice((text, PAGE, b"\x1f\x8b\x08" + bytes(40))), "refused")


@mutator("book")
def zip_bomb(base: Base, random: Random) -> Mutated:
    """A workbook of some hundred kilobytes that is half a gigabyte unpacked."""
    return Mutated(_bomb(base.profile.id), "refused")


@cache
def _bomb(profile_id: str) -> bytes:
    sheet = zipfile.ZipInfo("xl/worksheets/sheet1.xml")
    sheet.compress_type = zipfile.ZIP_DEFLATED
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(bases()[profile_id].book())) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for part in old.infolist():
            if part.filename != sheet.filename:
                new.writestr(part, old.read(part))
        with new.open(sheet, "w") as file:
            for _ in range(520):
                file.write(b" " * 1024 * 1024)
    return out.getvalue()


@mutator("book")
def cut_off_book(base: Base, random: Random) -> Mutated:
    data = base.book()
    return Mutated(data[: random.randrange(len(data))], "refused")


@mutator("book")
def noise_in_book(base: Base, random: Random) -> Mutated:
    data = bytearray(base.book())
    for _ in range(random.randrange(1, 6)):
        data[random.randrange(len(data))] = random.randrange(256)
    return Mutated(bytes(data), may_be_refused=True, same_as=base.book())


@mutator("book")
def no_sheet_part(base: Base, random: Random) -> Mutated:
    """A package that lacks one of its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(base.book())) as old, zipfile.ZipFile(out, "w") as new:
        parts = [part for part in old.infolist() if not part.is_dir()]
        gone = random.choice(parts).filename
        for part in parts:
            if part.filename != gone:
                new.writestr(part, old.read(part))
    return Mutated(out.getvalue(), may_be_refused=True, same_as=base.book())


@mutator("book")
def empty_book(base: Base, random: Random) -> Mutated:
    bare = replace(base, header=(), rows=())
    return Mutated(random.choice((b"", _book(bare), base.with_rows([]).book())), "refused")


@mutator("book")
def titles_above_book(base: Base, random: Random) -> Mutated:
    above = random.randrange(1, 4)

    def touch(book: Any, sheet: Any) -> None:
        sheet.write(0, 0, "Opgjort 31-10-2026")

    return Mutated(_book(base, touch, above), "refused")


@mutator("book")
def sum_at_the_bottom_of_book(base: Base, random: Random) -> Mutated:
    rows = [list(row) for row in base.rows]
    return Mutated(base.with_rows([*rows, ["I alt", *[99.5 for _ in base.header[1:]]]]).book())


@mutator("book")
def blank_rows(base: Base, random: Random) -> Mutated:
    rows = [list(row) for row in base.rows]
    for _ in range(random.randrange(1, 4)):
        rows.insert(random.randrange(len(rows) + 1), [None] * len(base.header))
    return Mutated(base.with_rows(rows).book(), "whole")


@mutator("book")
def cells_beyond(base: Base, random: Random) -> Mutated:
    """Somebody's note to the right of the table."""
    row = random.randrange(1, len(base.rows) + 1)
    column = len(base.header) + random.randrange(3)

    def touch(book: Any, sheet: Any) -> None:
        sheet.write(row, column, random.choice(("ring til mig", 0, "x")))

    return Mutated(_book(base, touch), "noticed")


@mutator("book")
def column_missing_in_book(base: Base, random: Random) -> Mutated:
    at = random.randrange(len(base.header))
    header = tuple(name for place, name in enumerate(base.header) if place != at)
    rows = [[cell for place, cell in enumerate(row) if place != at] for row in base.rows]
    return Mutated(replace(base, header=header).with_rows(rows).book(), "refused")


@mutator("book")
def columns_reordered_in_book(base: Base, random: Random) -> Mutated:
    order = list(range(len(base.header)))
    random.shuffle(order)
    header = tuple(base.header[place] for place in order)
    rows = [[row[place] for place in order] for row in base.rows]
    return Mutated(replace(base, header=header).with_rows(rows).book(), "whole")


@mutator("book")
def column_twice_in_book(base: Base, random: Random) -> Mutated:
    at = random.randrange(len(base.header))
    header = (*base.header, base.header[at])
    rows = [[*row, row[at]] for row in base.rows]
    return Mutated(replace(base, header=header).with_rows(rows).book(), "refused")


@mutator("book")
def rows_twice_in_book(base: Base, random: Random) -> Mutated:
    rows = [list(row) for row in base.rows]
    again = [*rows, random.choice(rows)]
    return Mutated(base.with_rows(again).book(), rule="V-106" if base.profile.key else None)


@mutator("book")
def two_headers_in_book(base: Base, random: Random) -> Mutated:
    rows = [list(row) for row in base.rows]
    rows.insert(random.randrange(len(rows)), list(base.header))
    return Mutated(base.with_rows(rows).book(), "noticed")


@mutator("book")
def odd_cells(base: Base, random: Random) -> Mutated:
    """What people and Excel put in cells: day numbers, floats, truths, texts that look like
    numbers, CPR numbers as numbers."""
    number = person(random).replace("-", "")
    odd = [
        *(
            45_000,
            45_000.5,
            0,
            -1,
            1.5,
            0.1 + 0.2,
            1234.567,
            1e15,
            123456789012345.0,
            1.01e9,
            -0.005,
        ),
        *(True, False, 12.0, 2**53, float(number), int(number), int(number[:9])),
        *("1.234,50", "1234.5", "12,0", "kr. 5", "'5", "  ", "=1+1", "#N/A", "Ikke angivet"),
        *("31-06-2024", "2024-07-06", "06-07-2024", "31-12-9999", "x" * 32_767, "a\nb", 'a;"b"'),
        *(number, f"{number[:6]}-{number[6:]}", number[:9]),
        *(date(2024, 7, 6), date(1900, 1, 1), NOON, NOON - timedelta(hours=12), time(8, 30)),
    ]
    rows = [list(row) for row in base.rows]
    for _ in range(random.randrange(1, 7)):
        random.choice(rows)[random.randrange(len(base.header))] = random.choice(odd)
    return Mutated(base.with_rows(rows).book())


@mutator("book")
def grows_while_read_book(base: Base, random: Random) -> Mutated:
    """The workbook is saved again while it is read: what was read is one of the two, whole."""
    again = base.book()
    return Mutated(base.book(), may_be_refused=True, meanwhile=lambda path: _rewrite(path, again))


def _rewrite(path: Any, data: bytes) -> None:
    path.write_bytes(data[: len(data) // 2])
    path.write_bytes(data)
