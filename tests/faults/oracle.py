"""The plain reading of a delivered text file: which lines are rows, and what is in them.

It goes letter by letter and knows one rule at a time; it is slow and shares no code with the
product. What it says of a file is what the product must have made of it.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from tests.faults.oracle_cells import agreed
from tests.faults.oracle_records import Line, lines_of, records_of
from tests.faults.plain import PlainProfile

RUINS = frozenset(
    {
        ruined
        for letter in map(chr, range(0xA0, 0x100))
        for taken_for in ("cp1252", "latin-1")
        if len(ruined := letter.encode("utf-8").decode(taken_for, "ignore")) == 2
    }
    | {"\ufffd", "ï»¿"}
)
"""A letter saved as UTF-8 and read as something else, and what stands for a letter given up."""


@dataclass(frozen=True)
class Row:
    """A row that can be split into the right number of cells.

    `values` are written canonically in the profile's order, None where the cell must be refused.
    """

    number: int
    cells: tuple[str, ...]
    values: tuple[str | None, ...]

    @property
    def good(self) -> bool:
        return None not in self.values


@dataclass(frozen=True)
class Reading:
    """The plain reading of a file that can be read at all."""

    header: tuple[str, ...]
    missing: frozenset[str]
    new: int
    rows: tuple[Row, ...]
    broken: tuple[Line, ...]
    totals: int
    ends_inside: bool
    """The file ends without a line ending in a record that is no row: it was cut off."""
    ends_open: bool = False
    """The file ends without a line ending."""
    header_ruined: bool = False
    """Letters of the header were ruined by a wrong encoding, so its names are no names."""

    @property
    def accepted(self) -> dict[int, Row]:
        return {row.number: row for row in self.rows if row.good}

    @property
    def rejected(self) -> set[int]:
        return {row.number for row in self.rows if not row.good} | {
            one.number for one in self.broken
        }

    def superseded(self, profile: PlainProfile) -> list[int]:
        """Lines whose key comes again further down."""
        if not profile.key:
            return []
        places = [profile.names.index(name) for name in profile.key]
        last: dict[tuple[str | None, ...], int] = {}
        keys = {n: tuple(row.values[p] for p in places) for n, row in self.accepted.items()}
        last.update({key: number for number, key in sorted(keys.items())})
        return sorted(number for number, key in keys.items() if last[key] != number)


@dataclass(frozen=True)
class Unreadable:
    """A file that must be refused, and why."""

    why: str


def read_plainly(data: bytes, profile: PlainProfile) -> Reading | Unreadable:
    """The plain reading of a text file's bytes."""
    text = _decoded(data, profile.encoding)
    if text is None:
        return Unreadable(f"is not {profile.encoding}")
    if text == "":
        return Unreadable("is empty")
    lines = lines_of(text)
    records = list(records_of(lines[profile.header_line - 1 :], profile))
    if not records or not any(records[0].cells or ()):
        return Unreadable("has no header")
    header = tuple(cell.strip().strip("\ufeff") for cell in records[0].cells or ())
    if any(count > 1 for name, count in Counter(header).items() if name):
        return Unreadable("has a column twice")
    body = [Line(one.number + profile.header_line - 1, one.raw, one.cells) for one in records[1:]]
    return _judged(header, body, profile, ends_open=not text.endswith(("\n", "\r")))


def _judged(
    header: tuple[str, ...], body: list[Line], profile: PlainProfile, *, ends_open: bool
) -> Reading:
    body = [line for line in body if line.raw != ""]
    totals = [line for line in body if _is_total(line, len(header), profile)]
    body = [line for line in body if line not in totals]
    wide = [line for line in body if is_row(line.cells, header)]
    broken = [line for line in body if line not in wide]
    return Reading(
        header=header,
        missing=frozenset(map(_composed, profile.names)) - frozenset(map(_composed, header)),
        new=len([one for one in header if _composed(one) not in map(_composed, profile.names)]),
        rows=tuple(row_of(line.number, line.cells or (), header, profile) for line in wide),
        broken=tuple(broken),
        totals=len(totals),
        ends_inside=ends_open and bool(body) and body[-1] in broken,
        ends_open=ends_open,
        header_ruined=any(ruin in name for name in header for ruin in RUINS),
    )


def is_row(cells: tuple[str, ...] | None, header: tuple[str, ...]) -> bool:
    """As many cells as the header, and not the header once more."""
    if cells is None or len(cells) != len(header):
        return False
    return tuple(cell.strip() for cell in cells) != header


def row_of(
    number: int, cells: tuple[str, ...], header: tuple[str, ...], profile: PlainProfile
) -> Row:
    """A row's cells judged by the profile's columns; a column that is not there is empty."""
    places = {_composed(name): place for place, name in enumerate(header)}
    values = []
    for column in profile.columns:
        place = places.get(_composed(column.name))
        values.append(agreed("" if place is None else cells[place], column, profile))
    return Row(number, cells, tuple(values))


def _is_total(line: Line, width: int, profile: PlainProfile) -> bool:
    if profile.totals is None:
        return False
    whole = line.cells is not None and len(line.cells) == width
    first = line.cells[0] if whole and line.cells else line.raw
    return re.search(profile.totals, first.strip(" ")) is not None


def _decoded(data: bytes, encoding: str) -> str | None:
    codec = "utf-8-sig" if encoding == "utf-8" else encoding
    try:
        return codecs.decode(data, codec)
    except UnicodeDecodeError:
        return None


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name.strip())
