"""The HTML file: needs nothing else, runs nothing, and shows the document's figures."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from pejl.delivery.html.markup import Markup, join, tag
from pejl.delivery.html.render import render_html
from pejl.reports.document import ChartBlock, Document, TableBlock, shown
from tests.unit.reports.world import World, monthly

HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(2)> & ' `"


class Reader(HTMLParser):
    """Collects elements, attributes, and the texts of table rows."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.names: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.rows: list[list[str]] = []
        self._cell = False

    def handle_starttag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        self.names.append(name)
        self.attributes += attributes
        if name == "tr":
            self.rows.append([])
        if name in ("td", "th"):
            self.rows[-1].append("")
            self._cell = True

    def handle_endtag(self, name: str) -> None:
        if name in ("td", "th"):
            self._cell = False

    def handle_data(self, data: str) -> None:
        if self._cell:
            self.rows[-1][-1] += data


def read(document: Document) -> Reader:
    reader = Reader()
    reader.feed(render_html(document).decode())
    return reader


def test_tables_hold_the_documents_figures_in_order() -> None:
    document = monthly()
    rows = iter(read(document).rows)
    for section in document.sections:
        for block in section.blocks:
            table = block.table if isinstance(block, ChartBlock) else block
            if isinstance(table, TableBlock):
                assert len(next(rows)) == len(table.columns) + 1
                for row in table.rows:
                    cells = zip(row.cells, table.columns, strict=True)
                    assert next(rows) == [row.label_da, *(shown(*pair, row) for pair in cells)]
    assert next(rows, None) is None


def test_the_file_fetches_nothing_and_runs_nothing() -> None:
    reader = read(monthly())
    assert not {"script", "link", "iframe", "img", "object"} & set(reader.names)
    targets = [value for name, value in reader.attributes if name in ("src", "href", "action")]
    assert targets
    assert all(value is not None and value.startswith("#") for value in targets)
    text = render_html(monthly()).decode()
    assert "default-src &#x27;none&#x27;" in text or "default-src 'none'" in text
    assert set(re.findall(r"url\(['\"]?(.{5})", text)) <= {"data:", "#clip"}


def test_a_hostile_text_is_a_text() -> None:
    hostile = replace(
        monthly(World(labels={"§ 107": HOSTILE})), municipality_da=HOSTILE, notes_da=(HOSTILE,)
    )
    reader = read(hostile)
    assert "script" not in reader.names
    assert "img" not in reader.names
    assert not any(name.startswith("on") for name, _ in reader.attributes)
    assert HOSTILE in {row[0] for row in reader.rows}


def test_language_headings_and_alternatives_are_there() -> None:
    document = monthly()
    reader = read(document)
    assert ("lang", "da") in reader.attributes
    assert reader.names.count("h1") == 1
    alternatives = {value for name, value in reader.attributes if name == "aria-label"}
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, ChartBlock):
                assert block.alt_da in alternatives


def test_ids_are_unique() -> None:
    ids = [value for name, value in read(monthly()).attributes if name == "id"]
    assert len(set(ids)) == len(ids)


def test_the_same_document_gives_the_same_bytes() -> None:
    assert render_html(monthly()) == render_html(monthly(World()))


def test_an_empty_municipality_gives_a_page() -> None:
    assert b"<h1>" in render_html(monthly(World(empty=True)))


@pytest.mark.parametrize("text", ["<b>", "a & b", 'x"y', "'"])
def test_markup_escapes_whatever_is_not_markup(text: str) -> None:
    assert "<b>" not in tag("p", text, title=text)
    assert tag("p", Markup("<b>x</b>")) == "<p><b>x</b></p>"
    assert join(None, "", "a<b") == "a&lt;b"


def test_void_elements_have_no_end() -> None:
    assert tag("meta", charset="utf-8") == '<meta charset="utf-8">'
