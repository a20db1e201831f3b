"""Document -> one HTML file: style, fonts and charts are inside, and nothing is fetched."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from pejl.base.period import danish_date
from pejl.delivery.html.markup import Markup, join, tag
from pejl.reports.document import (
    Block,
    ChartBlock,
    Column,
    Definition,
    Document,
    Figure,
    KeyFigure,
    KeyFigures,
    NoteBlock,
    Row,
    Section,
    TableBlock,
    column_helps,
    lacking_text,
    shown,
)
from pejl.reports.drawing import FONTS, chart_svg

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:"
"""Even if a text got through as markup, the browser would fetch and run nothing."""


def render_html(document: Document) -> bytes:
    """The report as UTF-8 HTML, the same bytes for the same document."""
    title = f"{document.title_da}, {document.subtitle_da}"
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        tag("title", title),
        tag("style", _style()),
    )
    body = tag(
        "body",
        tag("header", *_opening(document)),
        tag(
            "main",
            *(_section(section) for section in document.sections),
            _definitions(document.definitions),
        ),
        tag("footer", tag("p", _edition(document))),
    )
    return f"<!doctype html>\n{tag('html', head, body, lang='da')}\n".encode()


def _edition(document: Document) -> str:
    edition = document.edition
    return (
        f"Leverance {danish_date(edition.delivery_day)} · version {edition.version} · "
        f"spor {edition.trace_id}"
    )


def _opening(document: Document) -> Iterator[Markup]:
    yield tag("p", document.municipality_da, class_="muted")
    yield tag("h1", document.title_da)
    yield tag("p", document.subtitle_da, class_="period")
    yield tag("p", document.purpose_da)
    facts = (
        ("Til", document.audience_da),
        ("Udkommer", document.cadence_da),
        ("Data", _edition(document)),
        ("Dannet for", f"{document.edition.viewer}; formål: {document.edition.purpose}"),
    )
    yield _facts(facts)
    for note in document.notes_da:
        yield tag("p", note, class_="note warning")
    links = ((section.id, section.title_da) for section in document.sections)
    items = [
        tag("li", tag("a", title, href=f"#{anchor}"))
        for anchor, title in (*links, ("definitioner", "Definitioner"))
    ]
    yield tag("nav", tag("ul", *items), aria_label="Indhold")


def _facts(pairs: tuple[tuple[str, str], ...]) -> Markup:
    told = (join(tag("dt", name), tag("dd", text)) for name, text in pairs if text)
    return tag("dl", *told, class_="facts")


def _section(section: Section) -> Markup:
    summary = " ".join(section.summary_da)
    return tag(
        "section",
        tag("h2", section.title_da, id=f"{section.id}-titel"),
        tag("p", summary, class_="summary") if summary else None,
        tag("p", section.intro_da, class_="muted") if section.intro_da else None,
        *(_block(block) for block in section.blocks),
        id=section.id,
        aria_labelledby=f"{section.id}-titel",
    )


def _block(block: Block) -> Markup:
    if isinstance(block, KeyFigures):
        return tag("ul", *(_key_figure(item) for item in block.items), class_="keys")
    if isinstance(block, TableBlock):
        return _table(block)
    if isinstance(block, NoteBlock):
        return tag("p", block.text_da, class_=f"note {block.kind}")
    return _chart(block)


def _key_figure(item: KeyFigure) -> Markup:
    figure = item.figure
    share = figure.unit.kind == "share"
    unit = "" if share or figure.value is None else figure.unit.label_da
    small = (lacking_text(figure), item.note_da, item.help_da)
    return tag(
        "li",
        tag("p", item.label_da, class_="label"),
        tag(
            "p",
            tag("data", figure.display, value=_exact(figure), id=figure.id),
            tag("span", f" {unit}", class_="unit") if unit else None,
            class_="large",
        ),
        *(tag("p", one.sentence_da) for one in item.comparisons),
        *(tag("p", text, class_="help") for text in small if text),
    )


def _exact(figure: Figure) -> str | None:
    return None if figure.value is None else str(figure.value)


def _chart(block: ChartBlock) -> Markup:
    drawing = tag("div", Markup(chart_svg(block.spec)), role="img", aria_label=block.alt_da)
    return tag(
        "figure",
        tag("figcaption", block.title_da),
        tag("p", block.help_da, class_="help") if block.help_da else None,
        tag("div", drawing, class_="scroll chart", tabindex=0),
        tag("details", tag("summary", "Vis tallene som tabel"), _table(block.table)),
    )


def _table(table: TableBlock) -> Markup:
    heads = (tag("th", table.head_da, scope="col"), *(_head(one) for one in table.columns))
    grid = tag(
        "table",
        tag("caption", tag("span", table.caption_da)),
        tag("thead", tag("tr", *heads)),
        tag("tbody", *(_row(row, table.columns) for row in table.rows)),
    )
    helps = [f"{names}: {text}" for names, text in column_helps(table)]
    notes = (
        tag("p", text, class_="note-line") for text in (table.help_da, *table.notes_da) if text
    )
    explained = (
        tag(
            "details",
            tag("summary", "Hvad betyder kolonnerne?"),
            *(tag("p", text, class_="help") for text in helps),
        )
        if helps
        else None
    )
    box = tag("div", grid, class_="scroll", tabindex=0, role="region", aria_label=table.caption_da)
    return join(box, *notes, explained)


def _head(column: Column) -> Markup:
    unit = tag("span", column.unit_da, class_="unit") if column.unit_da else None
    return tag("th", column.label_da, unit, scope="col", class_="text" if column.text else None)


def _row(row: Row, columns: tuple[Column, ...]) -> Markup:
    cells = (_cell(cell, column, row) for cell, column in zip(row.cells, columns, strict=True))
    return tag(
        "tr",
        tag("th", row.label_da, scope="row"),
        *cells,
        class_=f"{row.kind} inner" if row.indent else row.kind,
    )


def _cell(cell: Figure | str, column: Column, row: Row) -> Markup:
    text = shown(cell, column, row)
    if isinstance(cell, str):
        return tag("td", text, class_="text")
    if cell.value is None:
        return tag("td", tag("span", text, title=lacking_text(cell)))
    return tag("td", tag("data", text, value=str(cell.value)))


def _definitions(definitions: tuple[Definition, ...]) -> Markup:
    return tag(
        "section",
        tag("h2", "Definitioner", id="definitioner-titel"),
        *(_definition(one) for one in definitions),
        id="definitioner",
        aria_labelledby="definitioner-titel",
    )


def _definition(one: Definition) -> Markup:
    facts = (
        ("Enhed", one.unit_da),
        ("Population", one.population_da),
        ("Ejer", one.owner_da),
        ("Formål", one.purpose_da),
        *one.fields,
    )
    return join(
        tag("h3", f"{one.title_da} ({one.indicator})"),
        *(tag("p", text) for text in one.help_da.split("\n\n")),
        _facts(facts),
    )


@lru_cache(maxsize=1)
def _style() -> Markup:
    """Our own style sheet and fonts: nothing in it comes from data."""
    css = (Path(__file__).parent / "report.css").read_text("utf-8")
    return Markup(_font(400, "Regular") + _font(600, "SemiBold") + css)


def _font(weight: int, name: str) -> str:
    data = base64.b64encode((FONTS / f"IBMPlexSans-{name}-Latin1.woff2").read_bytes()).decode()
    return (
        f'@font-face{{font-family:"IBM Plex Sans";font-weight:{weight};'
        f'src:url("data:font/woff2;base64,{data}") format("woff2")}}\n'
    )
