"""Document -> PDF/UA-1 and PDF/A-2a in one file, by typst.

The document goes to the template as data (`sys.inputs`), never as source text. Nothing is fetched:
the fonts are ours, the system's are left out. The same Document gives the same bytes: the only
date in the file is the delivery's day.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any

from pejl.base.errors import ConsistencyError
from pejl.base.period import danish_date
from pejl.delivery.pdf.fitting import Fitted, fitted, is_narrow
from pejl.reports.document import (
    Block,
    ChartBlock,
    Definition,
    Document,
    KeyFigure,
    KeyFigures,
    NoteBlock,
    Section,
    TableBlock,
    column_helps,
    shown,
)
from pejl.reports.drawing import FONTS, chart_svg

TEMPLATE = Path(__file__).parent / "report.typ"

Data = dict[str, Any]

_KEPT_WHOLE = 16
"""A table of so many rows goes to the next page rather than break."""
_KEY_WIDTH = 148.0
"""Points: a third of the page between the margins, less the gutters."""

_HELD_TOGETHER = re.compile(r"(?<=\d) (?=%|kr\.)|(?<=§) (?=\d)")
_LONG_WORD = re.compile(r"\w{24}(?=\w{8})")


def render_pdf(document: Document) -> bytes:
    """The report as PDF bytes."""
    import typst  # carries the whole typesetter

    made = datetime.combine(document.edition.delivery_day, time(), UTC)
    try:
        data: bytes = typst.compile(
            TEMPLATE,
            root=TEMPLATE.parent,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"document": json.dumps(_set_for_lines(document_data(document)))},
            pdf_standards=["ua-1", "a-2a"],
            timestamp=int(made.timestamp()),
        )
    except typst.TypstError as error:
        raise ConsistencyError(
            "pdf-fejl",
            "Rapporten kunne ikke sættes som PDF.",
            next_step="Meld fejlen til leverandøren af programmet; brug Excel eller HTML så længe.",
        ) from error
    return data


@lru_cache(maxsize=1)
def _fonts() -> Any:
    """Ours and no others: not the system's, not the typesetter's own."""
    import typst

    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )


def _set_for_lines(data: Any) -> Any:
    """Keeps »44,5 %« and »§ 107« on one line, and lets a word no line can hold be broken."""
    if isinstance(data, str):
        return _LONG_WORD.sub("\\g<0>\u200b", _HELD_TOGETHER.sub("\u00a0", data))
    if isinstance(data, list):
        return [_set_for_lines(one) for one in data]
    if isinstance(data, dict):
        return {key: one if key == "svg" else _set_for_lines(one) for key, one in data.items()}
    return data


def document_data(document: Document) -> Data:
    """What the template reads: texts and the figures as shown, no more."""
    edition = document.edition
    charts = [
        block
        for section in document.sections
        for block in section.blocks
        if isinstance(block, ChartBlock)
    ]
    return {
        "id": document.id,
        "title": document.title_da,
        "subtitle": document.subtitle_da,
        "municipality": document.municipality_da,
        "purpose": document.purpose_da,
        "description": f"{document.title_da} for {document.subtitle_da}, {document.audience_da}",
        "footer": (
            f"Leverance {danish_date(edition.delivery_day)} · version {edition.version} · "
            f"spor {edition.trace_id}"
        ),
        "facts": [
            ["Periode", document.subtitle_da],
            ["Til", document.audience_da],
            ["Udkommer", document.cadence_da],
            [
                "Data",
                f"leverance {danish_date(edition.delivery_day)}, version {edition.version}, "
                f"spor {edition.trace_id}",
            ],
            ["Dannet for", f"{edition.viewer}; formål: {edition.purpose}"],
        ],
        "notes": list(document.notes_da),
        "sections": [_section(section) for section in document.sections],
        "appendix": _appendix([chart.table for chart in charts]),
        "definitions": [_definition(one) for one in document.definitions],
    }


def _appendix(tables: list[TableBlock]) -> list[list[Data]]:
    """The charts' tables: the narrow ones first, two and two of a length, then the wide ones."""
    narrow = [table for table in tables if is_narrow(fitted(table))]
    narrow.sort(key=lambda table: -len(table.rows))
    pairs = [narrow[index : index + 2] for index in range(0, len(narrow), 2)]
    wide = [[table] for table in tables if table not in narrow]
    return [[_table(table) for table in group] for group in (*pairs, *wide)]


def _section(section: Section) -> Data:
    return {
        "title": section.title_da,
        "summary": list(section.summary_da),
        "intro": section.intro_da,
        "blocks": [_block(block) for block in section.blocks],
    }


def _block(block: Block) -> Data:
    if isinstance(block, KeyFigures):
        return {"kind": "keys", "items": [_key_figure(item) for item in block.items]}
    if isinstance(block, TableBlock):
        return {"kind": "table", **_table(block)}
    if isinstance(block, NoteBlock):
        return {"kind": "note", "text": block.text_da, "warning": block.kind == "warning"}
    return {
        "kind": "chart",
        "title": block.title_da,
        "help": block.help_da,
        "alt": block.alt_da,
        "svg": chart_svg(block.spec),
        "table": block.table.id,
        "width": 100,
    }


def _key_figure(item: KeyFigure) -> Data:
    figure = item.figure
    unit = "" if figure.unit.kind == "share" or figure.value is None else figure.unit.label_da
    return {
        "label": item.label_da,
        "display": figure.display,
        "unit": unit,
        "size": _key_size(figure.display, unit),
        "comparisons": [one.sentence_da for one in item.comparisons],
        "help": " ".join(text for text in (figure.lacking, item.note_da, item.help_da) if text),
    }


def _key_size(text: str, unit: str) -> float:
    """As large as a third of the page's width allows, 18 points at most."""
    room = _KEY_WIDTH - 0.6 * 9 * len(unit)
    return min(18.0, round(room / (0.62 * max(len(text), 1)), 1))


def _table(table: TableBlock) -> Data:
    return {
        "id": table.id,
        "caption": table.caption_da,
        "whole": len(table.rows) <= _KEPT_WHOLE,
        "help": table.help_da,
        "notes": list(table.notes_da),
        "helps": [list(pair) for pair in column_helps(table)],
        "parts": [_part(part) for part in fitted(table)],
    }


def _part(part: Fitted) -> Data:
    columns = part.table.columns
    return {
        "size": part.size,
        "inset": part.inset,
        "label_width": part.label_width,
        "head": part.table.head_da,
        "columns": [
            {"label": one.label_da, "unit": one.unit_da, "text": one.text, "width": width}
            for one, width in zip(columns, part.widths, strict=True)
        ],
        "rows": [
            {
                "label": row.label_da,
                "kind": row.kind,
                "indent": row.indent,
                "cells": [
                    shown(cell, column, row)
                    for cell, column in zip(row.cells, columns, strict=True)
                ],
            }
            for row in part.table.rows
        ],
    }


def _definition(one: Definition) -> Data:
    facts = [
        ["Enhed", one.unit_da],
        ["Population", one.population_da],
        ["Ejer", one.owner_da],
        ["Formål", one.purpose_da],
        *([name, text] for name, text in one.fields if text),
    ]
    return {
        "id": one.indicator,
        "title": one.title_da,
        "help": one.help_da.split("\n\n"),
        "facts": [fact for fact in facts if fact[1]],
    }
