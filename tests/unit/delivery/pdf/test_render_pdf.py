"""The PDF: tagged, Danish, self-contained, the same bytes every time, and the right figures."""

from __future__ import annotations

import re
import subprocess
import tempfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import page
import pikepdf
import pytest

from pejl.delivery.pdf.fitting import PAGE_POINTS, fitted
from pejl.delivery.pdf.render import render_pdf
from pejl.reports.document import (
    ChartBlock,
    Column,
    Document,
    KeyFigures,
    Row,
    TableBlock,
    figures_of,
    shown,
)
from tests.unit.delivery.pdf.tagged import plain, read_tags, tables
from tests.unit.reports.world import World, monthly

HOSTILE = '#panic("x") $x$ *fed* <script>alert(1)</script> \\ #import "/etc/passwd" [a](b)'


@pytest.fixture(scope="module")
def document() -> Document:
    return monthly()


@pytest.fixture(scope="module")
def pdf(document: Document) -> bytes:
    return render_pdf(document)


@pytest.mark.parametrize("profile", ["PDF_UA_1", "PDF_A_2A"])
def test_an_independent_validator_finds_nothing(pdf: bytes, profile: str) -> None:
    report = page.validate_pdf_bytes(pdf, profile=getattr(page.ValidationProfile, profile))
    assert [(one.rule_id, one.message) for one in report.failures] == []
    assert report.is_compliant
    assert report.rules.total > 100


def test_the_validator_can_fail() -> None:
    bare = pikepdf.new()
    bare.add_blank_page()
    out = BytesIO()
    bare.save(out)
    assert not page.is_pdf_compliant_bytes(out.getvalue(), profile=page.ValidationProfile.PDF_UA_1)


def test_language_title_and_fonts_are_in_the_file(pdf: bytes, document: Document) -> None:
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert str(opened.Root.Lang) == "da"
        assert str(opened.docinfo["/Title"]) == f"{document.title_da}, {document.subtitle_da}"
        fonts = [
            font.DescendantFonts[0].FontDescriptor
            for one in opened.pages
            for font in one.resources.get("/Font", {}).values()
        ]
        assert fonts
        assert all("/FontFile2" in font for font in fonts)
        assert {str(font.FontName).split("+")[1] for font in fonts} == {
            "IBMPlexSans-Regular",
            "IBMPlexSans-SemiBold",
        }


def test_every_table_reads_by_its_tags_as_in_the_document(pdf: bytes, document: Document) -> None:
    """All cells of all tables, the charts' among them, compared as a screen reader meets them."""
    blocks = [block for section in document.sections for block in section.blocks]
    inline = [block for block in blocks if isinstance(block, TableBlock)]
    behind = [block.table for block in blocks if isinstance(block, ChartBlock)]
    read = tables(pdf)
    told = [part.table for table in (*inline, *behind) for part in fitted(table)]
    assert len(read) == len(told)
    in_text = sum(len(fitted(table)) for table in inline)
    assert [rows[1:] for rows in read[:in_text]] == [lines_of(table) for table in told[:in_text]]
    assert sorted(rows[1:] for rows in read[in_text:]) == sorted(map(lines_of, told[in_text:]))


def lines_of(table: TableBlock) -> list[list[str]]:
    return [
        [row.label_da, *(shown(*pair, row) for pair in zip(row.cells, table.columns, strict=True))]
        for row in table.rows
    ]


def test_key_figures_and_sentences_stand_in_the_text(pdf: bytes, document: Document) -> None:
    text = plain(read_tags(pdf).whole_text)
    squeezed = text.replace(" ", "")
    for section in document.sections:
        for sentence in section.summary_da:
            assert sentence.replace(" ", "") in squeezed
        for block in section.blocks:
            if isinstance(block, KeyFigures):
                for item in block.items:
                    assert item.figure.display in text
                    for one in item.comparisons:
                        assert one.sentence_da.replace(" ", "") in squeezed


def test_each_chart_has_its_alternative(pdf: bytes, document: Document) -> None:
    alternatives = [plain(figure.alt) for figure in read_tags(pdf).all("Figure")]
    wanted = [
        block.alt_da
        for section in document.sections
        for block in section.blocks
        if isinstance(block, ChartBlock)
    ]
    assert alternatives == wanted


def test_headings_lists_and_header_cells_are_tagged(pdf: bytes, document: Document) -> None:
    tree = read_tags(pdf)
    headings = [plain(one.whole_text) for one in tree.all("H1")]
    assert headings[: len(document.sections)] == [one.title_da for one in document.sections]
    assert headings[-2:] == ["Tal bag diagrammerne", "Definitioner"]
    assert all(list(table.all("TH")) for table in tree.all("Table"))


def test_every_page_has_its_number_version_and_trace(pdf: bytes, document: Document) -> None:
    pages = text_of(pdf).split("\f")[:-1]
    for number, text in enumerate(pages, start=1):
        assert f"side {number} af {len(pages)}" in text
        assert f"version {document.edition.version}" in text
        assert f"spor {document.edition.trace_id}" in text
        assert "31. oktober 2026" in text


def test_a_table_over_two_pages_repeats_its_head(document: Document) -> None:
    rows = tuple(Row(f"Linje {index}", ("x",)) for index in range(120))
    table = TableBlock("lang", "Lang tabel", "Navn", (Column("Overskrift", text=True),), rows)
    section = replace(document.sections[0], blocks=(table,), summary_da=())
    long = replace(document, sections=(section,), definitions=())
    pages = [text for text in text_of(render_pdf(long)).split("\f") if "Linje" in text]
    assert len(pages) > 1
    assert all("Overskrift" in text for text in pages)


def test_the_same_document_gives_the_same_bytes(pdf: bytes) -> None:
    assert render_pdf(monthly(World())) == pdf


def test_nothing_of_the_moment_or_the_machine_is_in_the_file(pdf: bytes) -> None:
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert str(opened.docinfo["/CreationDate"]).startswith("D:20261031")
        assert str(opened.docinfo["/ModDate"]).startswith("D:20261031")
    for folder in (Path(__file__).parents[4], Path(tempfile.gettempdir()), Path.home()):
        assert str(folder).encode() not in pdf


def test_hostile_names_are_names(document: Document) -> None:
    labels = {"§ 107": HOSTILE}
    hostile = replace(monthly(World(labels=labels)), municipality_da=HOSTILE, title_da=HOSTILE)
    data = render_pdf(hostile)
    assert page.is_pdf_compliant_bytes(data, profile=page.ValidationProfile.PDF_UA_1)
    labels_read = {row[0] for table in tables(data) for row in table}
    assert plain(HOSTILE) in labels_read


def test_an_empty_municipality_gives_a_pdf(document: Document) -> None:
    data = render_pdf(monthly(World(empty=True)))
    assert page.is_pdf_compliant_bytes(data, profile=page.ValidationProfile.PDF_UA_1)


@pytest.mark.parametrize("scale", [1, 1000, 10**6, 10**9])
def test_huge_figures_stay_on_the_page(scale: int) -> None:
    """No word reaches outside the margins; in a chart one may lean a little into them."""
    data = render_pdf(monthly(World(scale=scale)))
    layout = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"], input=data, capture_output=True, check=True
    ).stdout.decode()
    edges = [float(found) for found in re.findall(r'xMax="([\d.]+)"', layout)]
    assert len(edges) > 1000
    assert max(edges) <= 595.3 - 51 + 5


def test_a_word_no_line_can_hold_is_broken(document: Document) -> None:
    word = "Ankestyrelsesafgørelsesopfølgningsudvalgsformandskabsvikar" * 3
    data = render_pdf(monthly(World(labels={"§ 107": word})))
    layout = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"], input=data, capture_output=True, check=True
    ).stdout.decode()
    assert max(float(found) for found in re.findall(r'xMax="([\d.]+)"', layout)) <= 546
    assert word in {row[0].replace("-", "") for table in tables(data) for row in table}


@pytest.mark.parametrize("scale", [1, 10**6, 10**12])
def test_fitted_tables_are_no_wider_than_the_page_and_lose_no_column(scale: int) -> None:
    for section in monthly(World(scale=scale)).sections:
        for block in section.blocks:
            for table in [block] if isinstance(block, TableBlock) else []:
                parts = fitted(table)
                assert [one for part in parts for one in part.table.columns] == list(table.columns)
                for part in parts:
                    one_column = len(part.widths) == 1
                    assert one_column or part.label_width + sum(part.widths) <= PAGE_POINTS + 0.01


def test_the_report_has_figures_at_all(document: Document) -> None:
    counted = sum(
        1 for section in document.sections for block in section.blocks for _ in figures_of(block)
    )
    assert counted > 800


def text_of(data: bytes) -> str:
    return subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True
    ).stdout.decode()
