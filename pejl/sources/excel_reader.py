"""Workbooks: cells as plain values, turned into the text the profile's types then read.

A date cell is written in the profile's first date form, a number in its decimal sign, so that one
set of rules judges both kinds of file. Nothing of a workbook is trusted: it is a zip file, which
may be a bomb, encrypted, or no workbook at all.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import ParseError

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from pejl.base.errors import InputError, Where
from pejl.sources.csv_reader import why_no_row, wrong_width
from pejl.sources.delivered import DeliveredFile, readable
from pejl.sources.excel_cells import ERROR, OddCell, odd_cells
from pejl.sources.profile import DATE_TOKENS, Profile
from pejl.sources.reader import RawRows, Reading, RowSink, check_header, empty_file, register
from pejl.sources.survey import BLOCK, abandoned_on_error

MAX_PACKED = 128 * 1024 * 1024
MAX_UNPACKED = 512 * 1024 * 1024
"""Larger workbooks do not exist in real life; zip bombs do."""

ERROR_CELLS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})


@register("excel")
def read_excel(file: DeliveredFile, profile: Profile, reading: Reading) -> RawRows:
    """Rows of one sheet. `line` is the sheet's row number."""
    content, sealed_id = _read_once(file, reading)
    _check_package(file, content)
    sheet = _sheet(file, content, profile)
    rows = sheet.to_python(skip_empty_area=False)
    if not rows:
        raise empty_file(file)
    if len(rows) < profile.header_line:
        raise InputError(
            "V-101",
            f"Overskriften skulle stå på række {profile.header_line}, men arket har {len(rows)}.",
            where=Where(file=file.name, line=profile.header_line),
            next_step="Ret header_line eller sheet i profilen.",
        )
    names = _header(rows[profile.header_line - 1], file, profile)
    odd = _odd_by_line(file, content, sheet.name)
    sink = RowSink(reading, len(names))
    blank = 0
    for line, cells in enumerate(rows[profile.header_line :], profile.header_line + 1):
        fields = [cell_text(cell, profile) for cell in cells]
        if not any(fields) and line not in odd:
            blank += 1
        else:
            _take(sink, line, fields, names, odd.get(line, {}))
    sink.flush()
    return RawRows(
        columns=names,
        records=sink.rows + sink.refused,
        line_sql="line",
        blank_lines=blank,
        size=len(content),
        encoding="xlsx",
        sealed_id=sealed_id,
    )


def _take(
    sink: RowSink,
    line: int,
    fields: list[str],
    names: tuple[str, ...],
    odd: Mapping[int, OddCell],
) -> None:
    fields = [odd[place].shown if place in odd else field for place, field in enumerate(fields)]
    raw = ";".join(fields)
    if any(fields[len(names) :]):
        sink.refuse(line, None, wrong_width(len(fields), len(names)) or "", raw)
        return
    for place, name in enumerate(names):
        if place in odd:
            sink.refuse(line, name, odd[place].reason, raw)
            return
        if fields[place] in ERROR_CELLS:
            sink.refuse(line, name, ERROR, raw)
            return
    if reason := why_no_row(fields[: len(names)], names):
        sink.refuse(line, None, reason, raw)
        return
    sink.row(line, fields[: len(names)])


def _odd_by_line(
    file: DeliveredFile, content: bytes, sheet: str
) -> Mapping[int, Mapping[int, OddCell]]:
    """By line from 1 and column from 0."""
    try:
        found = odd_cells(content, sheet)
    except (KeyError, StopIteration, ValueError, ParseError) as error:
        raise _unreadable(file) from error
    lines: dict[int, dict[int, OddCell]] = {}
    for (row, column), odd in found.items():
        lines.setdefault(row + 1, {})[column] = odd
    return lines


def cell_text(cell: Any, profile: Profile) -> str:
    """A cell as the text the profile's types read; a whole number has no decimals."""
    if cell is None:
        text = ""
    elif isinstance(cell, bool):
        text = "Ja" if cell else "Nej"
    elif isinstance(cell, float):
        text = _number_text(cell, profile)
    elif isinstance(cell, datetime):
        clock = "" if cell.time() == time() else f" {cell:%H:%M:%S}"
        text = _date_text(cell, profile) + clock
    elif isinstance(cell, date):
        text = _date_text(cell, profile)
    else:
        text = str(cell)
    return text


def _number_text(value: float, profile: Profile) -> str:
    if value.is_integer():
        return str(int(value))
    return format(Decimal(repr(value)), "f").replace(".", profile.decimal)


def _date_text(day: date, profile: Profile) -> str:
    form = profile.dates[0]
    for token, directive in DATE_TOKENS.items():
        form = form.replace(token, directive)
    return day.strftime(form)


def _header(cells: list[Any], file: DeliveredFile, profile: Profile) -> tuple[str, ...]:
    names = [cell_text(cell, profile) for cell in cells]
    while names and not names[-1].strip():
        names.pop()
    if not names:
        raise InputError(
            "V-101",
            f"Overskriften skulle stå på række {profile.header_line}, men rækken er tom.",
            where=Where(file=file.name, line=profile.header_line),
            next_step="Ret header_line i profilen.",
        )
    return check_header(names, file, profile.header_line)


def _sheet(file: DeliveredFile, content: bytes, profile: Profile) -> CalamineSheet:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [one for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
        shown = [one.name for one in sheets if one.visible == SheetVisibleEnum.Visible]
        return book.get_sheet_by_name(_chosen(file, profile, [one.name for one in sheets], shown))
    except (CalamineError, ValueError, OSError) as error:
        raise _unreadable(file) from error


def _chosen(file: DeliveredFile, profile: Profile, every: list[str], shown: list[str]) -> str:
    if profile.sheet is not None and profile.sheet in every:
        return profile.sheet
    if profile.sheet is None and len(shown) == 1:
        return shown[0]
    problem = (
        f"Regnearket har ikke arket »{profile.sheet}«."
        if profile.sheet
        else f"Regnearket har {len(shown)} synlige ark, og profilen siger ikke hvilket."
    )
    raise InputError(
        "ark-ukendt",
        f"{problem} Arkene er: {', '.join(every) or 'ingen'}.",
        where=Where(file=file.name),
        next_step='Skriv sheet = "arkets navn" i profilen.',
    )


def _check_package(file: DeliveredFile, content: bytes) -> None:
    """Raises InputError for what is no workbook, locked, or would not fit in memory unpacked."""
    if not content:
        raise empty_file(file)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise InputError(
            "regneark-laast",
            "Regnearket har en adgangskode eller er i det gamle format .xls.",
            where=Where(file=file.name),
            next_step="Gem det som .xlsx uden adgangskode.",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            unpacked = _unpacked_size(package)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ) as error:
        raise _unreadable(file) from error
    if unpacked > MAX_UNPACKED:
        raise InputError(
            "regneark-for-stort",
            f"Regnearket fylder over {MAX_UNPACKED // BLOCK} MiB udpakket; det er for meget.",
            where=Where(file=file.name),
            next_step="Bed om dataene som CSV.",
        )


def _unpacked_size(package: zipfile.ZipFile) -> int:
    """The size of all parts, really unpacked and thrown away: what the archive says of itself
    may be a lie. Stops when it is too much. Damaged parts raise."""
    total = 0
    for part in package.infolist():
        with package.open(part) as source:
            while block := source.read(BLOCK):
                total += len(block)
                if total > MAX_UNPACKED:
                    return total
    return total


def _unreadable(file: DeliveredFile) -> InputError:
    return InputError(
        "fil-forkert-art",
        "Filen skulle være et regneark (.xlsx), men kan ikke læses som et.",
        where=Where(file=file.name),
        next_step="Bed om filen igen, eller ret format i profilen.",
    )


def _read_once(file: DeliveredFile, reading: Reading) -> tuple[bytes, str]:
    """The file's bytes, and the name they were sealed under: one reading, so both are the same."""
    with readable(file) as source:
        content = source.read(MAX_PACKED + 1)
    if len(content) > MAX_PACKED:
        raise InputError(
            "regneark-for-stort",
            f"Regnearket fylder over {MAX_PACKED // BLOCK} MiB; det er for meget.",
            where=Where(file=file.name),
            next_step="Bed om dataene som CSV.",
        )
    if not reading.sealer:
        return content, ""
    sealer = reading.sealer()
    with abandoned_on_error(sealer):
        sealer.write(content)
        return content, sealer.finish()
