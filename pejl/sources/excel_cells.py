"""Cells of a workbook that show a person something other than a reader gets.

The reader gives an empty text for a cell that shows an error (`#N/A`), for a formula nobody has
computed, and for every cell of a merged area but the first. Taken as they come, they would be
missing values that nobody was told of. So the sheet's own XML is asked where they are; the rows
they stand in are rejected. Namespaces differ between programs, so tags are told by their last word.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

ERROR = "cellen viser en fejl i regnearket"
UNCOMPUTED = "cellens formel er aldrig regnet ud"
MERGED = "cellen er flettet sammen med en anden"

_SIGNS = re.compile(rb"""\st=["']e["']|<(?:\w+:)?(?:f|mergeCell)[ />]""")
_PLACE = re.compile(r"([A-Z]+)([0-9]+)")

Place = tuple[int, int]
"""Row and column from 0."""


@dataclass(frozen=True)
class OddCell:
    """What the cell shows, and why its row is rejected."""

    shown: str
    reason: str


def odd_cells(content: bytes, sheet: str) -> Mapping[Place, OddCell]:
    """The odd cells of a sheet. Raises KeyError or ParseError when the package is damaged."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        part = package.read(_part_of(package, sheet))
    return dict(_found(part)) if _SIGNS.search(part) else {}


def _part_of(package: zipfile.ZipFile, sheet: str) -> str:
    """The part's name: workbook.xml names a relation, which names the part."""
    book = next(
        name for name in ("xl/workbook.xml", *package.namelist()) if name.endswith("/workbook.xml")
    )
    folder, name = posixpath.split(book)
    relation = next(
        value
        for element in _elements(package.read(book), "sheet")
        if element.get("name") == sheet
        for key, value in element.items()
        if key.endswith("}id")
    )
    relations = package.read(f"{folder}/_rels/{name}.rels")
    target = next(
        element.get("Target", "")
        for element in _elements(relations, "Relationship")
        if element.get("Id") == relation
    )
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def _found(part: bytes) -> Iterator[tuple[Place, OddCell]]:
    row = column = -1
    for event, element in ElementTree.iterparse(io.BytesIO(part), ("start", "end")):  # noqa: S314 - expat refuses entity bombs; the size was checked
        tag = _tag(element)
        if event == "start":
            if tag == "row":
                row, column = int(element.get("r") or row + 2) - 1, -1
            continue
        if tag == "c":
            row, column = _place(element.get("r"), (row, column + 1))
            odd = _odd(element)
            if odd:
                yield (row, column), odd
            element.clear()
        elif tag == "mergeCell":
            yield from _merged(element.get("ref", ""))


def _odd(cell: ElementTree.Element) -> OddCell | None:
    parts = {_tag(one): one.text or "" for one in cell}
    value = parts.get("v", "")
    if cell.get("t") == "e":
        return OddCell(value or "#FEJL", ERROR)
    if "f" in parts and not value and cell.get("t", "n") == "n":
        return OddCell(f"={parts['f']}", UNCOMPUTED)
    return None


def _merged(area: str) -> Iterator[tuple[Place, OddCell]]:
    first, _, last = area.partition(":")
    top, left = _place(first, (0, 0))
    bottom, right = _place(last, (top, left))
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            if (row, column) != (top, left):
                yield (row, column), OddCell("", MERGED)


def _place(name: str | None, otherwise: Place) -> Place:
    found = _PLACE.fullmatch(name or "")
    if not found:
        return otherwise
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]) - 1, column - 1


def _elements(part: bytes, tag: str) -> Iterator[ElementTree.Element]:
    return (one for one in ElementTree.fromstring(part).iter() if _tag(one) == tag)  # noqa: S314 - as above


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]
