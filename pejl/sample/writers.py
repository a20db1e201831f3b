"""Files on disk: delimited rows in the systems' encodings, workbooks, and the ledger.

Rows are gathered and appended in lumps with the file closed in between, so that any number of
deliveries can be written side by side without running out of open files or memory.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

from pejl.sample.days import OPEN

UTF8, CP1252 = "utf-8", "cp1252"
BOM = "\ufeff"
LUMP = 500
CREATED = datetime(2026, 1, 1)  # noqa: DTZ001 - xlsxwriter wants it naive; a workbook's own date, fixed: same seed, same bytes


class DelimitedFile:
    """Semicolons, CRLF, a header; lines come ready made."""

    def __init__(self, path: Path, header: str, *, encoding: str) -> None:
        self.path, self.encoding = path, encoding
        self.rows = 0
        self.waiting: list[str] = []
        path.parent.mkdir(parents=True, exist_ok=True)
        start = BOM if encoding == UTF8 else ""
        path.write_bytes(f"{start}{header}\r\n".encode(encoding))

    @property
    def line(self) -> int:
        """The line the newest row stands on; the header is line 1."""
        return self.rows + 1

    def add(self, line: str) -> None:
        self.rows += 1
        self.waiting.append(line)
        if len(self.waiting) >= LUMP:
            self.flush()

    def extend(self, lines: Sequence[str]) -> None:
        self.rows += len(lines)
        self.waiting.extend(lines)
        if len(self.waiting) >= LUMP:
            self.flush()

    def flush(self) -> None:
        if not self.waiting:
            return
        with self.path.open("ab") as file:
            file.write(("\r\n".join(self.waiting) + "\r\n").encode(self.encoding))
        self.waiting.clear()


Cell = str | float | int | date | None


class Workbook:
    """One sheet with a header; rows are streamed, dates are dates."""

    def __init__(self, path: Path, sheet: str, header: Iterable[str]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
        self.book.set_properties({"created": CREATED})
        self.sheet = self.book.add_worksheet(sheet)
        self.as_date = self.book.add_format({"num_format": "yyyy-mm-dd"})
        self.rows = -1
        self.add(header)

    def add(self, cells: Iterable[Cell]) -> None:
        self.rows += 1
        for column, cell in enumerate(cells):
            if isinstance(cell, date):
                self.sheet.write_datetime(self.rows, column, cell, self.as_date)
            elif cell is not None and cell != "":
                self.sheet.write(self.rows, column, cell)

    def close(self) -> None:
        self.book.close()


class LedgerFile:
    """A list of faults in JSON, written as they come."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.counts: dict[str, int] = {}
        self.waiting: list[str] = []
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text("[", encoding="utf-8", newline="\n")

    def add(self, kind: str, rule: str, system: str, key: str, note: str = "") -> None:
        entry = {"kind": kind, "rule": rule, "system": system, "key": key, "note": note}
        text = json.dumps(entry, ensure_ascii=False, indent=1).replace("\n", "\n ")
        comma = "," if self.counts else ""
        self.counts[kind] = self.counts.get(kind, 0) + 1
        self.waiting.append(f"{comma}\n {text}")
        if len(self.waiting) >= LUMP:
            self._flush()

    def close(self) -> None:
        self.waiting.append("\n]\n" if self.counts else "]\n")
        self._flush()

    def _flush(self) -> None:
        with self.path.open("a", encoding="utf-8", newline="\n") as file:
            file.write("".join(self.waiting))
        self.waiting.clear()


def excel_day(day: int) -> date | None:
    return None if day >= OPEN else date.fromordinal(day)
