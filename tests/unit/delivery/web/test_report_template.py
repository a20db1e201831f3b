"""The report's page shows the document and nothing else: each figure, each text, as text."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from django.template.loader import render_to_string
from lxml import html

from pejl.base.period import parse_period
from pejl.reports.catalogue import deliverable_named
from pejl.reports.deliverable import lay_out
from pejl.reports.document import (
    Block,
    ChartBlock,
    Document,
    Figure,
    KeyFigures,
    TableBlock,
)
from tests.unit.reports.world import World

HOSTILE = {
    "§ 85": "<script>alert('a')</script>",
    "§ 96": '"><img src=x onerror=alert(1)>',
    "§ 97": "</script><script>alert(2)</script>",
    "§ 99": "{{ settings.SECRET_KEY }}{% debug %}",
    "§ 101": "=cmd|' /C calc'!A0",
    "§ 103": "\u202etxet\u200b og 😀",
    "§ 104": "x" * 3_000,
}


def document(**world: object) -> Document:
    return lay_out(
        deliverable_named("maanedsopfoelgning-myndighed"),
        parse_period("2026-10"),
        World(**world).doors(),  # type: ignore[arg-type]
    )


def page_of(one: Document, *, may_trace: bool = True) -> html.HtmlElement:
    context = {"document": one, "periods": [one.period], "files": [], "may_trace": may_trace}
    return html.fromstring(render_to_string("web/report.html", context))


def blocks(one: Document) -> Iterator[Block]:
    for section in one.sections:
        yield from section.blocks


def tables(one: Document) -> Iterator[TableBlock]:
    for block in blocks(one):
        if isinstance(block, TableBlock):
            yield block
        elif isinstance(block, ChartBlock):
            yield block.table


def text_of(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def shown(cell: Figure | str, *, signed: bool) -> str:
    if isinstance(cell, str):
        return cell
    if cell.value is None:
        return f"{cell.display}ikke kendt"
    return cell.signed if signed else cell.display


def test_every_table_shows_every_figure_as_the_document_writes_it() -> None:
    one = document()
    page = page_of(one)
    compared = 0
    for table in tables(one):
        (element,) = page.xpath("//table[@id=$id]", id=table.id)
        lines = element.xpath("./tbody/tr")
        assert len(lines) == len(table.rows)
        for line, row in zip(lines, table.rows, strict=True):
            assert text_of(line.xpath("./th")[0]) == " ".join(row.label_da.split())
            cells = line.xpath("./td")
            for element_cell, column, cell in zip(cells, table.columns, row.cells, strict=True):
                signed = row.kind == "change" or column.signed
                assert text_of(element_cell) == " ".join(shown(cell, signed=signed).split())
                compared += 1
    assert compared > 500


def test_every_key_figure_is_there_with_its_help_and_what_it_is_set_beside() -> None:
    one = document()
    page = page_of(one)
    keys = [text_of(key) for key in page.xpath("//*[@class='key']")]
    items = [item for block in blocks(one) if isinstance(block, KeyFigures) for item in block.items]
    assert len(keys) == len(items) > 5
    for key, item in zip(keys, items, strict=True):
        assert item.label_da in key
        assert item.figure.display in key
        assert " ".join(item.help_da.split()) in key
        for comparison in item.comparisons:
            assert " ".join(comparison.sentence_da.split()) in key.replace("\xa0", " ")


def test_every_chart_has_its_drawing_its_words_its_table_and_its_data() -> None:
    one = document()
    page = page_of(one)
    charts = [block for block in blocks(one) if isinstance(block, ChartBlock)]
    assert len(charts) >= 5
    for chart in charts:
        (drawing,) = page.xpath("//*[@data-chart=$id]/svg", id=chart.id)
        assert drawing.get("role") == "img"
        assert drawing.xpath("./title")[0].text == chart.title_da
        assert drawing.xpath("./desc")[0].text == chart.alt_da
        (data,) = page.xpath("//script[@id=$id]/text()", id=f"{chart.id}-spec")
        assert json.loads(data) == json.loads(json.dumps(chart.spec))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_every_section_and_definition_is_reached_from_the_contents() -> None:
    one = document()
    page = page_of(one)
    targets = page.xpath("//nav[@class='contents']//a/@href")
    assert targets == [*(f"#{section.id}" for section in one.sections), "#definitioner"]
    for target in targets:
        assert page.xpath("//section[@id=$id]", id=target[1:])
    for definition in one.definitions:
        assert page.xpath(
            "//details[@class='definition']//h3[text()=$title]", title=definition.title_da
        )


def test_figures_lead_to_their_trace_only_for_those_who_may_follow() -> None:
    one = document()
    assert page_of(one).xpath("//a[@class='figure']")
    assert not page_of(one, may_trace=False).xpath("//a[@class='figure']")


def test_hostile_texts_stay_texts() -> None:
    one = document(labels=HOSTILE)
    page = page_of(one)
    whole = html.tostring(page, encoding="unicode")
    assert "alert(" not in "".join(page.xpath("//script[not(@type='application/json')]/text()"))
    assert not page.xpath("//img")
    assert not page.xpath("//@onerror")
    assert "SECRET_KEY" in whole
    for table in tables(one):
        (element,) = page.xpath("//table[@id=$id]", id=table.id)
        heads = [text_of(head) for head in element.xpath("./tbody/tr/th")]
        assert heads == [" ".join(row.label_da.split()) for row in table.rows]
    for chart in (block for block in blocks(one) if isinstance(block, ChartBlock)):
        (data,) = page.xpath("//script[@id=$id]/text()", id=f"{chart.id}-spec")
        assert json.loads(data) == json.loads(json.dumps(chart.spec))


@pytest.mark.parametrize("world", [{"empty": True}, {"scale": 1_000_000}])
def test_nothing_and_very_much_can_be_shown(world: dict[str, object]) -> None:
    assert page_of(document(**world)).xpath("//h1")


def test_flat_tables_may_be_sorted_and_groups_and_months_stand() -> None:
    page = page_of(document())
    may = {table.get("id"): table.get("data-sortable") is not None for table in page.iter("table")}
    assert may["aktivitet-paragraf"]
    grouped = [one.id for one in tables(document()) if any(row.kind == "group" for row in one.rows)]
    charts = [one.table.id for one in blocks(document()) if isinstance(one, ChartBlock)]
    assert grouped
    assert charts
    assert not any(may[one] for one in (*grouped, *charts))
