"""Makes a table fit the width of a page: smaller type first, then more than one table.

Widths are estimated from the number of characters; IBM Plex Sans' digits are 0.6 em wide and its
letters narrower on average, so the estimate errs on the safe side.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pejl.reports.document import Column, Row, TableBlock, shown

PAGE_POINTS = 493.0
"""A4 less the margins: 174 mm."""

_TRIED = ((8.5, 34), (8.0, 32), (8.0, 26), (7.5, 32), (7.0, 32), (6.5, 26))
"""Type size and how long row heads may be before they wrap, the best first."""
_EM_PER_CHARACTER = 0.6
_EM_PER_LETTER = 0.56
_WORD_CHARACTERS = 18
_TEXT_CHARACTERS = 22
_AIR = 12.0


@dataclass(frozen=True)
class Fitted:
    """A table, or a part of one, with type size, padding and column widths in points."""

    table: TableBlock
    size: float
    inset: float
    label_width: float
    widths: tuple[float, ...]


def fitted(table: TableBlock) -> tuple[Fitted, ...]:
    """The table whole if it can be; else its columns over several tables with the same rows."""
    for size, characters in _TRIED:
        if _least_width(table, size, characters) <= PAGE_POINTS:
            return (_spread(table, size, characters),)
    size, characters = _TRIED[-1]
    return tuple(_spread(part, size, characters) for part in _parts(table, size, characters))


def is_narrow(parts: tuple[Fitted, ...]) -> bool:
    """Whether two such tables fit beside each other."""
    return len(parts) == 1 and parts[0].label_width + sum(parts[0].widths) <= PAGE_POINTS / 2 - 10


def _parts(table: TableBlock, size: float, characters: int) -> Iterator[TableBlock]:
    start = 0
    while start < len(table.columns):
        end = start + 1
        while (
            end < len(table.columns)
            and _least_width(_cut(table, start, end + 1), size, characters) <= PAGE_POINTS
        ):
            end += 1
        yield _cut(table, start, end)
        start = end


def _cut(table: TableBlock, start: int, end: int) -> TableBlock:
    rows = tuple(replace(row, cells=row.cells[start:end]) for row in table.rows)
    return replace(table, columns=table.columns[start:end], rows=rows)


def _least_width(table: TableBlock, size: float, characters: int) -> float:
    label = _label_points(min(_label_characters(table), characters), size)
    return label + sum(_least_widths(table, size))


def _least_widths(table: TableBlock, size: float) -> list[float]:
    return [_least_column(table, index, column, size) for index, column in enumerate(table.columns)]


def _spread(table: TableBlock, size: float, characters: int) -> Fitted:
    """Shares out what is left: to row heads as they need it, then to texts or to the columns.

    A small table stays small: figures far from their row's head are hard to follow.
    """
    label = _label_points(min(_label_characters(table), characters), size)
    widths = _least_widths(table, size)
    left = max(PAGE_POINTS - label - sum(widths), 0.0)
    more = min(max(_label_points(_label_characters(table), size) - label, 0.0), left)
    label, left = label + more, left - more
    wanted = [
        _wanted(table, index, column, size) - widths[index]
        for index, column in enumerate(table.columns)
    ]
    part = min(1.0, left / sum(wanted)) if sum(wanted) > 0 else 0.0
    widths = [width + part * more for width, more in zip(widths, wanted, strict=True)]
    return Fitted(table, size, _inset(size), label, tuple(widths))


def _wanted(table: TableBlock, index: int, column: Column, size: float) -> float:
    """A text would like one line; a figure its head on two lines, and some air."""
    least = _least_column(table, index, column, size)
    if column.text:
        return max(_label_points(_text_characters(table.rows, index), size), least)
    return max(_points(_head_characters(column), size), least + _AIR)


def _label_characters(table: TableBlock) -> int:
    longest = max((len(row.label_da) + 2 * row.indent for row in table.rows), default=0)
    return max(longest, len(table.head_da), 4)


def _least_column(table: TableBlock, index: int, column: Column, size: float) -> float:
    """Wide enough for its longest figure and for the longest word of its head."""
    if column.text:
        return _label_points(min(_text_characters(table.rows, index), _TEXT_CHARACTERS), size)
    words = max((len(word) for word in f"{column.label_da} {column.unit_da}".split()), default=0)
    cells = max((len(shown(row.cells[index], column, row)) for row in table.rows), default=0)
    return max(_label_points(min(words, _WORD_CHARACTERS), size), _points(cells, size))


def _text_characters(rows: tuple[Row, ...], index: int) -> int:
    return max((len(str(row.cells[index])) for row in rows), default=0)


def _head_characters(column: Column) -> int:
    """Enough for the head on two lines."""
    return len(column.label_da) * 2 // 3 if len(column.label_da) > _WORD_CHARACTERS else 0


def _points(characters: int, size: float) -> float:
    return characters * size * _EM_PER_CHARACTER + 2 * _inset(size)


def _label_points(characters: int, size: float) -> float:
    """Of words: letters are narrower than digits."""
    return characters * size * _EM_PER_LETTER + 2 * _inset(size)


def _inset(size: float) -> float:
    return 4.0 if size >= 8 else 3.0
