"""How a Document's blocks become HTML. Nothing is calculated: what is shown is `Figure.display`."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from pejl.delivery.web import charts
from pejl.delivery.web.addresses import trace_address
from pejl.reports.document import (
    Block,
    ChartBlock,
    Column,
    Figure,
    KeyFigures,
    NoteBlock,
    Row,
    TableBlock,
    lacking_text,
)

register = template.Library()

_TEMPLATES: dict[type, str] = {
    KeyFigures: "web/blocks/key_figures.html",
    TableBlock: "web/blocks/table.html",
    ChartBlock: "web/blocks/chart.html",
    NoteBlock: "web/blocks/note.html",
}

_ARROWS = {"up": "▲", "down": "▼", "same": "=", "unknown": ""}


@register.filter
def template_of(block: Block) -> str:
    return _TEMPLATES[type(block)]


@register.filter
def cells_of(row: Row, table: TableBlock) -> list[tuple[Column, Figure | str]]:
    """Each cell with its column's head."""
    return list(zip(table.columns, row.cells, strict=True))


@register.filter
def sortable(table: TableBlock) -> bool:
    """Whether the rows may change places: no groups with lines of their own below them."""
    kinds = [row.kind for row in table.rows]
    flat = set(kinds) <= {"row", "total"} and not any(row.indent for row in table.rows)
    return flat and kinds.count("row") > 2


@register.filter
def tells_unit(column: Column) -> bool:
    """Whether the unit says something the column's name has not said already."""
    return bool(column.unit_da) and column.unit_da.lower() not in column.label_da.lower()


@register.filter
def unbroken(text: str) -> str:
    """A number and its unit stay on one line."""
    return text.replace(" kr.", "\u00a0kr.").replace(" %", "\u00a0%").replace("§ ", "§\u00a0")


@register.filter
def column_helps(table: TableBlock) -> list[tuple[str, str]]:
    """The table's own help, then each column's; equal texts once."""
    told = [
        (table.caption_da, table.help_da),
        *((one.label_da, one.help_da) for one in table.columns),
    ]
    first = {text: label for label, text in reversed(told) if text}
    return [(label, text) for label, text in told if text and first[text] == label]


@register.simple_tag(takes_context=True)
def figure(context: dict[str, Any], figure: Figure, signed: bool = False) -> SafeString:
    """The figure as text; a link to its trace for those who may follow it."""
    return _linked(context, figure, figure.signed if signed else figure.display)


@register.simple_tag(takes_context=True)
def large_figure(context: dict[str, Any], figure: Figure) -> SafeString:
    """The figure alone and its unit beside it, smaller."""
    text = _linked(context, figure, figure.display)
    unit = "" if figure.unit.kind == "share" else figure.unit.label_da
    return format_html('{} <span class="unit">{}</span>', text, unit)


@register.filter
def arrow(direction: str) -> str:
    return _ARROWS.get(direction, "")


@register.simple_tag
def chart_drawing(chart: ChartBlock) -> SafeString:
    return charts.inline_svg(chart)


@register.simple_tag
def chart_data(chart: ChartBlock) -> SafeString:
    return charts.spec_script(chart)


@register.simple_tag
def chart_locale() -> SafeString:
    return charts.locale_script()


def _linked(context: dict[str, Any], figure: Figure, text: str) -> SafeString:
    if figure.value is None:
        return format_html(
            '<span class="lacking" title="{}"><span aria-hidden="true">{}</span>'
            '<span class="sr-only">ikke kendt</span></span>',
            lacking_text(figure),
            text,
        )
    if figure.place is None or not context.get("may_trace"):
        return format_html("{}", text)
    return format_html('<a class="figure" href="{}">{}</a>', trace_address(figure.place), text)
