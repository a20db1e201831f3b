"""The lineage of one thing as boxes and lines: from the sources' files to the figure.

Placed here, in plain numbers; a channel draws it. Each box has a head and lines of text; the same
is told in words beside the drawing, so nothing is said by the picture alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pejl.gate.catalogue import Catalogue, Item, Node

WIDTH = 1120
_BOX, _LINE, _HEAD, _GAP, _TOP = 226, 19, 26, 14, 34
_MOST = 40
"""Lines of a box; what is more is counted in its last line."""


@dataclass(frozen=True)
class Line:
    """A line of a box: its text, shortened to fit, and the item it names, if any."""

    text: str
    y: int
    whole: str = ""


@dataclass(frozen=True)
class Box:
    head: str
    x: int
    y: int
    height: int
    lines: tuple[Line, ...]
    main: bool = False

    @property
    def width(self) -> int:
        return _BOX

    @property
    def middle(self) -> int:
        return self.y + self.height // 2


@dataclass(frozen=True)
class Drawing:
    """Boxes in columns with heads (text, x), and curves (an SVG path each) between them."""

    heads: tuple[tuple[str, int], ...]
    boxes: tuple[Box, ...]
    curves: tuple[str, ...]
    height: int
    alt_da: str
    width: int = WIDTH


@dataclass(frozen=True)
class _Group:
    """A box before it has a place: its name, its lines, and what it points at in the next."""

    name: str
    lines: tuple[str, ...]
    to: frozenset[str]
    main: bool = False


def draw_lineage(catalogue: Catalogue, item: Item) -> Drawing | None:
    """The way to an indicator or rule; None for what has no way to it."""
    under = catalogue.graph.all_under(Node(item.kind, item.id))  # type: ignore[arg-type]
    columns = sorted(one.id for one in under if one.kind == "column")
    if item.kind not in ("indicator", "rule") or not columns:
        return None
    rest = catalogue.rests.get(item.id)
    spine = [(name, used, on) for name, used, on in rest.spine] if rest else []
    steps: list[tuple[str, list[_Group]]] = [
        ("Kilder", _files(catalogue, columns)),
        ("Den fælles model", _tables(columns, spine, item)),
    ]
    if spine:
        steps.append(("Rygraden", [_Group(n, u, frozenset({item.id})) for n, u, _ in spine]))
    title = _Group(item.id, (item.title_da,), frozenset(), main=True)
    steps.append((item.kind_da, [title]))
    return _placed(steps, _told(item, columns, steps))


def _files(catalogue: Catalogue, columns: Iterable[str]) -> list[_Group]:
    feeds: dict[str, dict[str, set[str]]] = {}
    for column in columns:
        table = column.partition(".")[0]
        for node in catalogue.graph.rests_on.get(Node("column", column), ()):
            file, _, name = node.id.partition(":")
            feeds.setdefault(file, {}).setdefault(name, set()).add(table)
    return [
        _Group(file, tuple(sorted(fields)), frozenset().union(*fields.values()))
        for file, fields in sorted(feeds.items())
    ]


def _tables(
    columns: Iterable[str],
    spine: Iterable[tuple[str, tuple[str, ...], frozenset[str]]],
    item: Item,
) -> list[_Group]:
    by_table: dict[str, list[str]] = {}
    for column in columns:
        table, _, name = column.partition(".")
        by_table.setdefault(table, []).append(name)
    steps = list(spine)
    made = []
    for table, names in sorted(by_table.items()):
        reach = {step for step, _, on in steps if any(f"{table}.{name}" in on for name in names)}
        made.append(_Group(table, tuple(names), frozenset(reach or {item.id})))
    return made


def _placed(steps: list[tuple[str, list[_Group]]], alt_da: str) -> Drawing:
    gap = (WIDTH - _BOX * len(steps)) // max(len(steps) - 1, 1)
    tallest = max(sum(_height(one) + _GAP for one in groups) for _, groups in steps)
    heads, columns = [], []
    for number, (head, groups) in enumerate(steps):
        x = number * (_BOX + gap)
        heads.append((head, x))
        y = _TOP + (tallest - sum(_height(one) + _GAP for one in groups)) // 2
        placed = {}
        for one in groups:
            placed[one.name] = (one, _box(one, x, y))
            y += _height(one) + _GAP
        columns.append(placed)
    boxes = tuple(box for column in columns for _, box in column.values())
    return Drawing(tuple(heads), boxes, tuple(_curves(columns)), _TOP + tallest, alt_da)


def _curves(columns: list[dict[str, tuple[_Group, Box]]]) -> Iterable[str]:
    for number, column in enumerate(columns):
        later: Mapping[str, tuple[_Group, Box]] = {
            name: pair for one in columns[number + 1 :] for name, pair in one.items()
        }
        for group, box in column.values():
            for name in sorted(group.to & later.keys()):
                to = later[name][1]
                start, end = box.x + _BOX, to.x
                bend = (start + end) // 2
                yield (
                    f"M{start} {box.middle} C{bend} {box.middle} {bend} {to.middle} "
                    f"{end} {to.middle}"
                )


def _box(one: _Group, x: int, y: int) -> Box:
    shown = one.lines if len(one.lines) <= _MOST else one.lines[: _MOST - 1]
    texts = [*shown, *([f"og {len(one.lines) - len(shown)} til"] if shown != one.lines else [])]
    lines = tuple(
        Line(_short(text), y + _HEAD + 15 + place * _LINE, text) for place, text in enumerate(texts)
    )
    return Box(_short(one.name), x, y, _height(one), lines, one.main)


def _height(one: _Group) -> int:
    return _HEAD + min(len(one.lines), _MOST) * _LINE + 10


def _short(text: str) -> str:
    return text if len(text) <= 28 else f"{text[:27]}…"


def _told(item: Item, columns: list[str], steps: list[tuple[str, list[_Group]]]) -> str:
    files = steps[0][1]
    fields = sum(len(one.lines) for one in files)
    return (
        f"{item.id} {item.title_da} hviler på {len(columns)} kolonner i den fælles model, som "
        f"{fields} felter i {len(files)} filer leverer til. Det hele står i ord under tegningen."
    )
