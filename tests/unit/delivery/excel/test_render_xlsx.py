"""The workbook: numbers are numbers, texts are never formulas, and the bytes are the same."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from pejl.delivery.excel.render import render_xlsx
from pejl.reports.document import Document, Figure
from tests.unit.reports.world import World, monthly

DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x","y")', "\tx", "http://x.dk"]


@pytest.fixture(scope="module")
def document() -> Document:
    return monthly()


@pytest.fixture(scope="module")
def workbook(document: Document) -> Any:
    return opened(render_xlsx(document))


def test_a_sheet_for_each_section_and_one_for_definitions(
    workbook: Any, document: Document
) -> None:
    titles = [section.title_da for section in document.sections]
    assert workbook.sheetnames == ["Forside", *titles, "Definitioner", "Alle tal"]


def test_figures_are_numbers_with_their_own_format(workbook: Any, document: Document) -> None:
    sheet = workbook["Alle tal"]
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=5)}
    placed = {figure.id: figure for figure in document.figures() if figure.place}
    assert set(placed) == set(rows)
    for key, figure in placed.items():
        cell = rows[key][1]
        if figure.value is None:
            assert cell.value == "–"
            continue
        assert isinstance(cell.value, int | float)
        assert cell.value == pytest.approx(float(figure.value), rel=1e-15)
        assert cell.number_format == expected_format(figure)


@pytest.mark.parametrize(
    ("caption", "label", "column", "form"),
    [
        ("Budget, forbrug og forventet regnskab, januar-oktober 2026", "I alt", 2, "#,##0"),
        ("Budget, forbrug og forventet regnskab, januar-oktober 2026", "I alt", 3, "0.0%"),
        ("Budget, forbrug og forventet regnskab, januar-oktober 2026", "I alt", 5, "+#,##0"),
        ("Helårspersoner og borgere", "I alt", 1, "#,##0.00"),
    ],
)
def test_tables_on_the_sheets_hold_numbers(
    workbook: Any, caption: str, label: str, column: int, form: str
) -> None:
    cell = line_of(workbook, caption, label)[column]
    assert isinstance(cell.value, int | float)
    assert cell.number_format.startswith(form)


def test_no_cell_is_a_formula_and_no_link_leads_out(document: Document) -> None:
    labels = dict(zip(("§ 85", "§ 96", "§ 107"), DANGEROUS, strict=False))
    hostile = replace(
        monthly(World(labels=labels)),
        municipality_da=DANGEROUS[4],
        notes_da=tuple(DANGEROUS),
    )
    data = render_xlsx(hostile)
    with zipfile.ZipFile(BytesIO(data)) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if "worksheets/sheet" in name]
        assert not any(b"<f>" in sheet or b"<hyperlink" in sheet for sheet in sheets)
        assert not any(
            b"hyperlink" in parts.read(name) for name in parts.namelist() if "_rels" in name
        )
        assert not any(
            "vba" in name.lower() or "external" in name.lower() for name in parts.namelist()
        )
    texts = {cell.value for sheet in opened(data) for row in sheet for cell in row}
    assert set(DANGEROUS[:3]) <= texts


def test_every_sheet_is_frozen_and_set_up_for_print(workbook: Any) -> None:
    for sheet in workbook:
        assert sheet.freeze_panes == "B4"
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        assert sheet.print_title_rows == "$1:$2"
        assert "side &P af &N" in sheet.HeaderFooter.oddFooter.right.text
        assert sheet.column_dimensions["A"].width >= 30


def test_the_same_document_gives_the_same_bytes(document: Document) -> None:
    assert render_xlsx(document) == render_xlsx(monthly(World()))


def test_sheet_names_survive_anything() -> None:
    document = monthly()
    sections = tuple(
        replace(section, title_da="Økonomi: [budget]/forbrug * og meget mere end Excel tillader")
        for section in document.sections
    )
    names = opened(render_xlsx(replace(document, sections=sections))).sheetnames
    assert len({name.lower() for name in names}) == len(names) == len(sections) + 3
    assert all(len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in names)


def test_a_number_excel_cannot_hold_is_a_text_as_displayed() -> None:
    document = monthly(World(scale=10**12))
    shown = {figure.id: figure for figure in document.figures() if figure.place}
    rows = {
        row[0].value: row for row in opened(render_xlsx(document))["Alle tal"].iter_rows(min_row=5)
    }
    huge = [key for key, one in shown.items() if one.value is not None and one.value >= 10**15]
    assert huge
    assert all(rows[key][1].value == shown[key].display for key in huge)


def test_an_empty_municipality_gives_a_workbook() -> None:
    assert opened(render_xlsx(monthly(World(empty=True)))).sheetnames[0] == "Forside"


def expected_format(figure: Figure) -> str:
    decimals = "." + "0" * figure.unit.decimals if figure.unit.decimals else ""
    return f"0{decimals}%" if figure.unit.kind == "share" else f"#,##0{decimals}"


def line_of(workbook: Any, caption: str, label: str) -> Any:
    for sheet in workbook:
        found = False
        for row in sheet.iter_rows():
            found = found or row[0].value == caption
            if found and row[0].value == label:
                return row
    raise AssertionError(f"no line {label} under {caption}")


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(BytesIO(data))
