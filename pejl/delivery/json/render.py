"""Document -> JSON. Numbers are exact decimals; `display` is what the other outlets show.

A quotient without an end is given with 12 decimals, and exactly as `fraction`.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import simplejson

from pejl.base.display import round_half_up
from pejl.base.tables import Value
from pejl.reports.document import (
    Block,
    Comparison,
    Definition,
    Document,
    Figure,
    KeyFigure,
    KeyFigures,
    NoteBlock,
    Section,
    TableBlock,
)

QUOTIENT_DECIMALS = 12

Data = dict[str, Any]


def render_json(document: Document) -> bytes:
    """The report as UTF-8 JSON, the same bytes for the same document."""
    text: str = simplejson.dumps(
        document_data(document), ensure_ascii=False, indent=1, use_decimal=True
    )
    return f"{text}\n".encode()


def document_data(document: Document) -> Data:
    edition = document.edition
    return {
        "report": document.id,
        "title": document.title_da,
        "municipality": document.municipality_da,
        "period": document.period.text,
        "period_label": document.period.label_da,
        "audience": document.audience_da,
        "cadence": document.cadence_da,
        "purpose": document.purpose_da,
        "edition": {
            "delivery_day": edition.delivery_day.isoformat(),
            "version": edition.version,
            "trace": edition.trace_id,
            "viewer": edition.viewer,
            "purpose": edition.purpose,
        },
        "notes": list(document.notes_da),
        "sections": [_section(section) for section in document.sections],
        "definitions": [_definition(one) for one in document.definitions],
    }


def _section(section: Section) -> Data:
    return {
        "id": section.id,
        "title": section.title_da,
        "kind": section.kind,
        "summary": list(section.summary_da),
        "intro": section.intro_da,
        "blocks": [_block(block) for block in section.blocks],
    }


def _block(block: Block) -> Data:
    if isinstance(block, KeyFigures):
        return {"type": "key_figures", "items": [_key_figure(item) for item in block.items]}
    if isinstance(block, TableBlock):
        return {"type": "table", **_table(block)}
    if isinstance(block, NoteBlock):
        return {"type": "note", "kind": block.kind, "text": block.text_da}
    return {
        "type": "chart",
        "id": block.id,
        "title": block.title_da,
        "alternative": block.alt_da,
        "help": block.help_da,
        "table": _table(block.table),
        "vega_lite": dict(block.spec),
    }


def _key_figure(item: KeyFigure) -> Data:
    return {
        "label": item.label_da,
        "help": item.help_da,
        "figure": figure_data(item.figure),
        "comparisons": [_comparison(one) for one in item.comparisons],
    }


def _comparison(one: Comparison) -> Data:
    return {
        "with": one.label_da,
        "base": figure_data(one.base),
        "change": figure_data(one.change),
        "change_share": figure_data(one.share) if one.share else None,
        "direction": one.direction,
        "sentence": one.sentence_da,
    }


def _table(table: TableBlock) -> Data:
    return {
        "id": table.id,
        "caption": table.caption_da,
        "help": table.help_da,
        "head": table.head_da,
        "columns": [
            {"label": one.label_da, "unit": one.unit_da, "help": one.help_da}
            for one in table.columns
        ],
        "rows": [
            {
                "label": row.label_da,
                "kind": row.kind,
                "indent": row.indent,
                "cells": [
                    figure_data(cell) if isinstance(cell, Figure) else cell for cell in row.cells
                ],
            }
            for row in table.rows
        ],
        "notes": list(table.notes_da),
    }


def figure_data(figure: Figure) -> Data:
    """A figure with its place. `lacking` is there only when the value is not."""
    data: Data = {
        "id": figure.id,
        "value": exact_decimal(figure.value),
        "display": figure.display,
        "unit": "%" if figure.unit.kind == "share" else figure.unit.label_da,
        "decimals": figure.unit.decimals,
    }
    if isinstance(figure.value, Fraction) and exact_decimal(figure.value) != figure.value:
        data["fraction"] = f"{figure.value.numerator}/{figure.value.denominator}"
    if figure.value is None:
        data["lacking"] = figure.lacking
    if figure.place:
        place = figure.place
        data["place"] = {
            "indicator": place.indicator,
            "field": place.field,
            "period": place.period.text,
            "dims": dict(place.dims),
            "options": dict(place.options),
            "as_of": place.as_of.isoformat() if place.as_of else None,
        }
    if figure.made_of:
        data["made_of"] = [place.text for place in figure.made_of]
    if figure.trace_id:
        data["trace"] = figure.trace_id
    return data


def exact_decimal(value: Value | None) -> int | Decimal | None:
    """A decimal number: exact where it can be, else with QUOTIENT_DECIMALS, half up."""
    if not isinstance(value, Fraction):
        return value
    rounded = round_half_up(value, QUOTIENT_DECIMALS)
    return Decimal(f"{rounded:f}".rstrip("0").rstrip("."))


def _definition(one: Definition) -> Data:
    return {
        "indicator": one.indicator,
        "title": one.title_da,
        "help": one.help_da,
        "unit": one.unit_da,
        "population": one.population_da,
        "owner": one.owner_da,
        "purpose": one.purpose_da,
        "fields": [{"title": title, "help": text} for title, text in one.fields],
    }
