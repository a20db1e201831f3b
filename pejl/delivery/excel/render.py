"""Document -> workbook: a front sheet, one sheet a section, definitions, and every figure flat.

No links out of the file, no formulas, no macros; the same Document gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, time
from io import BytesIO
from typing import Any

import xlsxwriter

from pejl.base.period import danish_date
from pejl.delivery.excel.writing import ACCENT, HAIR, MUTED, Formats, Writer
from pejl.reports.document import (
    Block,
    ChartBlock,
    Column,
    Document,
    Figure,
    KeyFigures,
    NoteBlock,
    Row,
    Section,
    TableBlock,
    column_helps,
)

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_HEADER_ROWS = 3


def render_xlsx(document: Document) -> bytes:
    """The report as XLSX bytes."""
    out = BytesIO()
    workbook = xlsxwriter.Workbook(out, _OPTIONS)
    workbook.set_properties(
        {
            "title": f"{document.title_da}, {document.subtitle_da}",
            "author": document.municipality_da,
            "created": datetime.combine(document.edition.delivery_day, time()),
        }
    )
    formats = Formats(workbook)
    names = _sheet_names(document)
    _front(_sheet(workbook, formats, document, next(names)), document)
    for section in document.sections:
        _section(_sheet(workbook, formats, document, next(names)), section)
    _definitions(_sheet(workbook, formats, document, next(names)), document)
    _all_figures(_sheet(workbook, formats, document, next(names)), document)
    workbook.close()
    return out.getvalue()


def _sheet_names(document: Document) -> Iterator[str]:
    """31 characters at most, none of Excel's forbidden ones, no two alike."""
    taken: set[str] = set()
    titles = [section.title_da for section in document.sections]
    for title in ("Forside", *titles, "Definitioner", "Alle tal"):
        plain = _FORBIDDEN.sub(" ", title).strip().strip("'")[:31] or "Ark"
        name, number = plain, 2
        while name.lower() in taken:
            ending = f" ({number})"
            name, number = plain[: 31 - len(ending)] + ending, number + 1
        taken.add(name.lower())
        yield name


def _sheet(workbook: Any, formats: Formats, document: Document, name: str) -> Writer:
    """A new sheet with its head, its frozen top and its page set up for print."""
    sheet = workbook.add_worksheet(name)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, 1)
    sheet.freeze_panes(_HEADER_ROWS, 1)
    sheet.set_footer(_footer(document))
    writer = Writer(sheet, formats)
    writer.line(f"{document.title_da}, {document.subtitle_da}", bold=True, font_size=14)
    writer.line(f"{document.municipality_da} · {_edition(document)}", font_color=MUTED)
    writer.row = _HEADER_ROWS
    return writer


def _edition(document: Document) -> str:
    edition = document.edition
    return (
        f"leverance {danish_date(edition.delivery_day)} · version {edition.version} · "
        f"spor {edition.trace_id}"
    )


def _footer(document: Document) -> str:
    return f"&L{_edition(document).replace('&', '&&')[:180]}&Rside &P af &N"


def _front(writer: Writer, document: Document) -> None:
    facts = (
        ("Periode", document.subtitle_da),
        ("Til", document.audience_da),
        ("Udkommer", document.cadence_da),
        ("Formål", document.purpose_da),
        ("Dannet for", f"{document.edition.viewer}; formål: {document.edition.purpose}"),
    )
    for name, text in facts:
        writer.text(0, name, font_color=MUTED)
        writer.text(1, text)
        writer.row += 1
    for note in document.notes_da:
        writer.row += 1
        writer.line(f"Bemærk: {note}", bold=True)
    for section in document.sections:
        writer.row += 1
        writer.line(section.title_da, bold=True, font_color=ACCENT)
        for sentence in section.summary_da:
            writer.line(sentence)
    writer.set_widths()


def _section(writer: Writer, section: Section) -> None:
    writer.line(section.title_da, bold=True, font_size=13, font_color=ACCENT)
    for sentence in section.summary_da:
        writer.line(sentence)
    if section.intro_da:
        writer.line(section.intro_da, font_color=MUTED)
    for block in section.blocks:
        writer.row += 1
        _block(writer, block)
    writer.set_widths()


def _block(writer: Writer, block: Block) -> None:
    if isinstance(block, KeyFigures):
        _key_figures(writer, block)
    elif isinstance(block, NoteBlock):
        writer.line(block.text_da, font_color=MUTED)
    elif isinstance(block, ChartBlock):
        _table(writer, block.table)
        writer.line(block.alt_da, font_color=MUTED)
    else:
        _table(writer, block)


def _key_figures(writer: Writer, block: KeyFigures) -> None:
    writer.head(["Nøgletal", "Tal", "Enhed", "Mod", "Tal da", "Ændring", "Ændring i %"])
    for item in block.items:
        first = True
        for comparison in item.comparisons or (None,):
            if first:
                writer.text(0, item.label_da, bold=True)
                writer.figure(1, item.figure, bold=True)
                writer.text(2, _unit(item.figure))
            if comparison:
                writer.text(3, comparison.label_da, text_wrap=True)
                writer.figure(4, comparison.base)
                writer.figure(5, comparison.change, signed=True)
                if comparison.share:
                    writer.figure(6, comparison.share, signed=True)
            writer.row += 1
            first = False
        for text in (item.figure.lacking, item.help_da):
            if text:
                writer.line(text, font_color=MUTED)
    for column in range(1, 7):
        writer.widen(column)


def _table(writer: Writer, table: TableBlock) -> None:
    writer.line(table.caption_da, bold=True)
    if table.help_da:
        writer.line(table.help_da, font_color=MUTED)
    writer.head([table.head_da, *(_column_head(column) for column in table.columns)])
    for row in table.rows:
        _row(writer, row, table.columns)
    for index, column in enumerate(table.columns):
        texts = [str(row.cells[index]) for row in table.rows] if column.text else []
        writer.widen(index + 1, text=max(texts, key=len) if texts else None)
    writer.widen(0, text=max((row.label_da for row in table.rows), key=len, default=""))
    helps = [f"{names}: {text}" for names, text in column_helps(table)]
    for text in (*table.notes_da, *helps):
        writer.line(text, font_color=MUTED, font_size=9)


def _row(writer: Writer, row: Row, columns: tuple[Column, ...]) -> None:
    look: dict[str, Any] = {"bold": row.kind in ("total", "group")}
    look |= {"top": 1, "top_color": MUTED if row.kind == "total" else HAIR}
    writer.text(0, row.label_da, indent=row.indent, **look)
    for index, (cell, column) in enumerate(zip(row.cells, columns, strict=True), start=1):
        if isinstance(cell, Figure):
            signed = column.signed or row.kind == "change"
            writer.figure(index, cell, signed=signed, **look)
        else:
            writer.text(index, cell, text_wrap=True, **look)
    writer.row += 1


def _column_head(column: Column) -> str:
    return f"{column.label_da}\n{column.unit_da}" if column.unit_da else column.label_da


def _unit(figure: Figure) -> str:
    return "%" if figure.unit.kind == "share" else figure.unit.label_da


def _definitions(writer: Writer, document: Document) -> None:
    writer.head(["Indikator", "Titel", "Forklaring", "Enhed", "Population", "Ejer", "Formål"])
    texts: list[tuple[str, ...]] = []
    for one in document.definitions:
        texts.append(
            (one.indicator, one.title_da, one.help_da, one.unit_da, one.population_da,
             one.owner_da, one.purpose_da)
        )  # fmt: skip
        texts.extend((one.indicator, title, text, "", "", "", "") for title, text in one.fields)
    for line in texts:
        for column, text in enumerate(line):
            writer.text(column, text, text_wrap=True)
            writer.widen(column, text=text)
        writer.row += 1
    writer.set_widths()


def _all_figures(writer: Writer, document: Document) -> None:
    """Every figure once, one a line: for pivots and for checking against other outlets."""
    top = writer.row
    heads = ["Id", "Tal", "Vist som", "Enhed", "Indikator", "Felt", "Periode", "Opdeling", "Valg"]
    writer.head(heads)
    seen: set[str] = set()
    for figure in document.figures():
        if figure.place is None or figure.id in seen:
            continue
        seen.add(figure.id)
        place = figure.place
        writer.text(0, figure.id)
        writer.figure(1, figure)
        texts = (
            figure.display, _unit(figure), place.indicator, place.field, place.period.text,
            "; ".join(value for _, value in place.dims),
            "; ".join(f"{name}={value}" for name, value in place.options),
        )  # fmt: skip
        for column, text in enumerate(texts, start=2):
            writer.text(column, text, **({"align": "right"} if column == 2 else {}))
            writer.widen(column, text=text)
        writer.row += 1
    writer.widen(1)
    if seen:
        writer.sheet.autofilter(top, 0, writer.row - 1, len(heads) - 1)
    writer.set_widths()
