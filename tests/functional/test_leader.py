"""The product's main walk, as a leader would tell it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from decimal import Decimal

import openpyxl
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.functional.conftest import REPORT, Visit, downloaded

DANISH = re.compile(r"[\d.]+,\d\d")


def number(text: str) -> Decimal:
    return Decimal(text.replace(".", "").replace(",", "."))


def test_a_leader_reads_a_figure_follows_it_and_finds_it_in_the_files(
    visit: Callable[..., Visit],
) -> None:
    # 1. She signs in and sees what there is for her.
    one = visit()
    one.sign_in("leder")
    page = one.page
    expect(page.get_by_role("heading", name="Overblik")).to_be_visible()
    page.get_by_role("link", name="Åbn oktober 2026").click()

    # 2. She reads a figure: full-year persons of § 108, so far this year.
    expect(page.get_by_role("heading", level=1)).to_have_text("Månedsopfølgning, myndighed")
    table = page.locator("#aktivitet-paragraf")
    row = table.get_by_role("row").filter(
        has=page.get_by_role("rowheader", name=re.compile("§ 108"))
    )
    figure = row.get_by_role("link").first
    shown = figure.inner_text()
    assert DANISH.fullmatch(shown)

    # 3. She downloads the report as PDF and finds the same figure in it.
    with downloaded(page, "PDF") as file:
        text = " ".join(one.extract_text() for one in PdfReader(file).pages)
    assert shown in text
    assert "Månedsopfølgning, myndighed" in text

    # 4. And as a workbook, where it is a number.
    with downloaded(page, "Excel") as file:
        book = openpyxl.load_workbook(io.BytesIO(file.read_bytes()), read_only=True)
        values = [
            cell
            for sheet in book
            for line in sheet.iter_rows(values_only=True)
            for cell in line
            if isinstance(cell, int | float)
        ]
        book.close()
    assert any(round(Decimal(repr(value)), 2) == number(shown) for value in values)

    # 5. She follows the figure to the rows it is made of.
    figure.click()
    expect(page.get_by_text("Sporet bag et tal")).to_be_visible()
    assert page.locator(".key-value").inner_text().startswith(shown)
    part = page.get_by_role("heading", name=re.compile("Borgerdage: "))
    days = int(re.search(r": ([\d.]+) dage", part.inner_text())[1].replace(".", ""))  # type: ignore[index]
    adds = [int(text) for text in page.locator("td.num:nth-child(8)").all_inner_texts()]
    assert sum(adds) == days

    # 6. And one row to the line of the file it came in.
    line = page.get_by_role("link", name=re.compile(r"Bevillinger\.csv, linje \d+")).first
    named = line.inner_text()
    line.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(named)
    expect(page.get_by_role("heading", name="Blev til: Bevilling")).to_be_visible()

    # 7. She signs out, and the way back is closed.
    page.locator(".menu summary").click()
    page.get_by_role("button", name="Log ud").click()
    expect(page.get_by_text("Du er logget ud.")).to_be_visible()
    one.go(REPORT)
    expect(page.get_by_role("heading", name="Log ind")).to_be_visible()
    assert not one.complaints


def test_it_reads_without_scripts(visit: Callable[..., Visit]) -> None:
    one = visit("leder", javascript=False)
    page = one.page
    one.go(REPORT)
    expect(page.locator("#aktivitet-paragraf")).to_be_visible()
    drawings = page.locator("svg.drawing")
    assert drawings.count() >= 5
    expect(drawings.first).to_be_visible()
    first = page.locator("details.help").first
    expect(first.locator("p")).to_be_hidden()
    first.locator("summary").click()
    expect(first.locator("p")).to_be_visible()
    chart = page.locator("figure.chart").first
    chart.get_by_text("Vis som tabel").click()
    expect(chart.get_by_role("table")).to_be_visible()
    page.get_by_label("Periode").select_option("2026-09")
    page.get_by_role("button", name="Vis").click()
    expect(page.locator(".subtitle")).to_have_text("September 2026")
    assert page.url.endswith("/2026-09/")


def test_with_scripts_the_charts_answer_to_the_pointer(visit: Callable[..., Visit]) -> None:
    one = visit("leder")
    page = one.page
    one.go(REPORT)
    assert page.locator("[data-chart]").count() >= 7
    one.scroll_through()
    bar = page.locator('[data-chart="bevaegelser-24"] .chart-live .mark-rect path').first
    bar.scroll_into_view_if_needed()
    bar.hover(force=True)
    tip = page.locator("#chart-tooltip")
    expect(tip).to_be_visible()
    expect(tip).to_contain_text("Måned")
    assert not one.complaints


def test_a_table_is_sorted_by_a_column_and_its_total_stays_last(
    visit: Callable[..., Visit],
) -> None:
    one = visit("leder")
    page = one.page
    one.go(REPORT)
    table = page.locator("#aktivitet-paragraf")
    head = table.get_by_role("columnheader").last
    for turn, backwards in (("ascending", False), ("descending", True)):
        head.get_by_role("button").press("Enter")
        expect(head).to_have_attribute("aria-sort", turn)
        cells = table.locator("tbody tr td:last-child").all_inner_texts()
        figures = [number(text) for text in cells[:-1]]
        assert figures == sorted(figures, reverse=backwards)
        expect(table.locator("tbody tr").last).to_have_class("row-total")
    assert not one.complaints


def test_the_keyboard_is_enough(visit: Callable[..., Visit]) -> None:
    one = visit("leder")
    page = one.page
    one.go(REPORT)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Gå til sidens indhold")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    summary = page.locator("details.help summary").first
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator("details.help p").first).to_be_visible()
    page.locator("figure.chart details summary").first.focus()
    page.keyboard.press("Space")
    expect(page.locator("figure.chart table").first).to_be_visible()
