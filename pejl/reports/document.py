"""The document: a report's figures and words, laid out but not yet rendered.

`pejl.reports.build` makes one Document per report, period and viewer; the web page, the PDF, the
workbook, the JSON and the HTML file only read it. So a figure is computed once and is the same
everywhere, and no renderer ever calculates: what it shows is `Figure.display`, what it stores is
`Figure.value`.

    Document
      sections: Section
        blocks: KeyFigures | TableBlock | ChartBlock | NoteBlock
      definitions: Definition          what each indicator means, for the back of the report
      edition: Edition                 delivery day, version, trace: where the figures come from

All text is plain Danish text, never markup: a renderer escapes it for its own format.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from pejl.base.display import NONE_MARK, danish_number, danish_percent
from pejl.base.period import Period
from pejl.base.tables import Value

Direction = Literal["up", "down", "same", "unknown"]
SectionKind = Literal["figures", "quality", "changes"]
RowKind = Literal["total", "group", "row", "change"]
UnitKind = Literal["number", "kroner", "share"]

DIRECTION_WORDS: dict[Direction, str] = {
    "up": "op",
    "down": "ned",
    "same": "uændret",
    "unknown": "kan ikke sammenlignes",
}


@dataclass(frozen=True)
class Place:
    """Where a figure stands: enough to ask the gate for it, or for its trace, once more.

    `field` is `value` or the name of one of the indicator's further fields. `as_of` is the
    knowledge day asked for; None means as known now.
    """

    indicator: str
    field: str
    period: Period
    dims: tuple[tuple[str, str], ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    as_of: date | None = None

    @property
    def text(self) -> str:
        """One line that names the place and nothing else: `I-01 value 2026-10 paragraph=§ 107`."""
        pairs = [f"{name}={value}" for name, value in (*self.dims, *self.options)]
        known = [f"as_of={self.as_of.isoformat()}"] if self.as_of else []
        return " ".join([self.indicator, self.field, self.period.text, *pairs, *known])


@dataclass(frozen=True)
class Unit:
    """How a figure is written: a share of one as percent, kroner whole, others with decimals."""

    kind: UnitKind
    label_da: str
    decimals: int

    def display(self, value: Value | None) -> str:
        if self.kind == "share":
            return danish_percent(value, self.decimals)
        return danish_number(value, self.decimals)

    def display_with_unit(self, value: Value | None) -> str:
        text = self.display(value)
        if value is None or self.kind == "share" or not self.label_da:
            return text
        return f"{text} {self.label_da}"


@dataclass(frozen=True)
class Figure:
    """One number as it is shown and as it exactly is.

    `value` is exact; None is unknown or withheld, and `lacking` says why in Danish.
    `place` names the cell it is read from. A figure worked out from two others, a change, has no
    place of its own: `made_of` names the two, the later one first. A number that is no indicator's
    (rows rejected in a file) has only a `name`.
    """

    value: Value | None
    unit: Unit
    place: Place | None = None
    made_of: tuple[Place, ...] = ()
    lacking: str = ""
    trace_id: str = ""
    name: str = ""

    @property
    def display(self) -> str:
        """The number alone, as Danes write it; a dash when there is none."""
        return self.unit.display(self.value)

    @property
    def display_with_unit(self) -> str:
        return self.unit.display_with_unit(self.value)

    @property
    def signed(self) -> str:
        """For changes: with a plus sign when it is above zero as shown."""
        text = self.display
        return f"+{text}" if self.value is not None and self.shown_direction == "up" else text

    @property
    def shown_direction(self) -> Direction:
        """Of a change: what it looks like once rounded, so that `0,00` is never »op«."""
        if self.value is None:
            return "unknown"
        text = self.display
        if not any(digit in text for digit in "123456789"):
            return "same"
        return "down" if self.value < 0 else "up"

    @property
    def id(self) -> str:
        """Stable over editions. A place shown twice in a document has the same id twice."""
        places = (self.place,) if self.place else self.made_of
        kind = self.unit.kind if self.made_of else ""
        text = " ".join([self.name, *(place.text for place in places), kind])
        return "f" + hashlib.sha256(text.encode("utf-8")).hexdigest()[:12]


@dataclass(frozen=True)
class Comparison:
    """A key figure set beside another period or the budget, said in words.

    `label_da` is what it is compared with (»september 2026«), `base` that figure itself,
    `change` the difference, `share` the same as a share of the base (None where the base is
    nothing or has few citizens behind it), `sentence_da` the whole as text, fit to stand alone.
    """

    label_da: str
    base: Figure
    change: Figure
    sentence_da: str
    share: Figure | None = None

    @property
    def direction(self) -> Direction:
        return self.change.shown_direction

    @property
    def direction_da(self) -> str:
        return DIRECTION_WORDS[self.direction]


@dataclass(frozen=True)
class KeyFigure:
    """A figure that stands large, with its help text and what it is compared with."""

    label_da: str
    figure: Figure
    help_da: str = ""
    comparisons: tuple[Comparison, ...] = ()
    note_da: str = ""


@dataclass(frozen=True)
class KeyFigures:
    """A row of key figures."""

    items: tuple[KeyFigure, ...]


@dataclass(frozen=True)
class Column:
    """A column's head. `help_da` explains the figures in it; `signed` writes a plus on changes."""

    label_da: str
    unit_da: str = ""
    help_da: str = ""
    text: bool = False
    signed: bool = False


@dataclass(frozen=True)
class Row:
    """A line: its head and one cell per column. `indent` 0 is the outermost level.

    A `total` is counted by its own question, never added up from the rows (an indicator may not
    be additive). In a `change` line the figures are shown with their sign. A str
    cell is text, for columns with `text`.
    """

    label_da: str
    cells: tuple[Figure | str, ...]
    kind: RowKind = "row"
    indent: int = 0


@dataclass(frozen=True)
class TableBlock:
    """A table: `head_da` stands over the row heads, `columns` over the cells.

    `notes_da` are written under it, among them why a figure is lacking.
    """

    id: str
    caption_da: str
    head_da: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    help_da: str = ""
    notes_da: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row.cells) != len(self.columns):
                raise ValueError(f"{self.id}: a row has {len(row.cells)} cells, not one a column")


@dataclass(frozen=True)
class ChartBlock:
    """A chart as a Vega-Lite specification, with text alternative and the same data as table."""

    id: str
    title_da: str
    alt_da: str
    spec: Mapping[str, Any]
    table: TableBlock
    help_da: str = ""


@dataclass(frozen=True)
class NoteBlock:
    """A paragraph. `kind` `warning` is something the reader must know before using the figures."""

    text_da: str
    kind: Literal["info", "warning"] = "info"


Block = KeyFigures | TableBlock | ChartBlock | NoteBlock


@dataclass(frozen=True)
class Section:
    """A part of the report. `summary_da` is made from the figures: no figure without words."""

    id: str
    title_da: str
    summary_da: tuple[str, ...]
    intro_da: str
    blocks: tuple[Block, ...]
    kind: SectionKind = "figures"


@dataclass(frozen=True)
class Definition:
    """What an indicator means: printed at the back of the report."""

    indicator: str
    title_da: str
    help_da: str
    unit_da: str
    population_da: str
    owner_da: str
    purpose_da: str
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Edition:
    """Where the figures come from, printed on every page.

    `delivery_day` is the newest delivery's day, `version` the published version of the data,
    `trace_id` the event in the trail under which the figures were released.
    """

    delivery_day: date
    version: int
    trace_id: str
    viewer: str
    purpose: str


@dataclass(frozen=True)
class Document:
    """A whole report, for one period and one viewer."""

    id: str
    title_da: str
    subtitle_da: str
    municipality_da: str
    period: Period
    audience_da: str
    cadence_da: str
    purpose_da: str
    edition: Edition
    sections: tuple[Section, ...]
    definitions: tuple[Definition, ...]
    notes_da: tuple[str, ...] = ()
    """What the reader must know of the whole: a month not over, a narrowed scope."""

    def figures(self) -> Iterator[Figure]:
        """Every figure in reading order; the same place may be shown more than once."""
        for section in self.sections:
            for block in section.blocks:
                yield from figures_of(block)

    def figure(self, figure_id: str) -> Figure | None:
        return next((one for one in self.figures() if one.id == figure_id), None)


def figures_of(block: Block) -> Iterator[Figure]:
    """The figures of one block, in reading order."""
    if isinstance(block, KeyFigures):
        for item in block.items:
            yield item.figure
            for comparison in item.comparisons:
                yield from (comparison.base, comparison.change)
                if comparison.share:
                    yield comparison.share
    elif isinstance(block, ChartBlock):
        yield from figures_of(block.table)
    elif isinstance(block, TableBlock):
        for row in block.rows:
            yield from (cell for cell in row.cells if isinstance(cell, Figure))


def column_helps(table: TableBlock) -> tuple[tuple[str, str], ...]:
    """What the columns mean: (names, text), columns that mean the same told together."""
    names: dict[str, list[str]] = {}
    for column in table.columns:
        if column.help_da:
            names.setdefault(column.help_da, []).append(column.label_da)
    return tuple((", ".join(labels), text) for text, labels in names.items())


def shown(cell: Figure | str, column: Column, row: Row) -> str:
    """What stands in a table's cell, the same in every outlet."""
    if isinstance(cell, str):
        return cell
    return cell.signed if column.signed or row.kind == "change" else cell.display


def lacking_text(figure: Figure) -> str:
    """The dash's reason for a title or a note; empty when the figure is there."""
    if figure.value is not None:
        return ""
    return figure.lacking or f"{NONE_MARK} betyder, at tallet ikke kendes."
