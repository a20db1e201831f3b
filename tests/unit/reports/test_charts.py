"""Charts: Danish, self-contained, the same every time, and drawn without a network."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from pejl.reports.chart_parts import Point
from pejl.reports.chart_style import spec_text
from pejl.reports.charts import (
    Step,
    bar_spec,
    line_spec,
    movements_spec,
    panels_spec,
    waterfall_spec,
    years_spec,
)
from pejl.reports.document import ChartBlock, Unit
from pejl.reports.drawing import chart_svg
from tests.unit.reports.world import World, monthly

PERSONS = Unit("number", "helårspersoner", 2)
KRONER = Unit("kroner", "kr.", 0)
MONTHS = [date(2024 + (10 + index) // 12, (10 + index) % 12 + 1, 1) for index in range(24)]


def points(low: int = 400, *, series: str = "", panel: str = "", step: int = 1) -> list[Point]:
    return [
        Point(month, Fraction(low + step * index), str(low + step * index), series, panel)
        for index, month in enumerate(MONTHS)
    ]


def texts(svg: str) -> list[str]:
    root = ET.fromstring(svg)  # noqa: S314  our own drawing
    nodes = root.iter("{http://www.w3.org/2000/svg}text")
    return [text for node in nodes for text in node.itertext()]


ALL = {
    "line": line_spec(points(), PERSONS, marked=[MONTHS[-1]]),
    "bars": bar_spec(points(), PERSONS),
    "movements": movements_spec(
        [*points(1, series="Tilgang"), *points(2, series="Afgang")], PERSONS, ["Tilgang", "Afgang"]
    ),
    "years": years_spec(
        [*points(series="I år")[14:], *points(series="Sidste år")[2:14]], PERSONS,
        ["I år", "Sidste år"],
    ),
    "panels": panels_spec(
        [*points(panel="§ 85: 423"), *points(panel="§ 107: 423")], PERSONS,
        ["§ 85: 423", "§ 107: 423"],
    ),
    "waterfall": waterfall_spec(
        [Step("Fra", Decimal(0), Decimal(100), "100", level=True),
         Step("Op", Decimal(100), Decimal(130), "+30"),
         Step("Til", Decimal(0), Decimal(130), "130", level=True)], KRONER,
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", ALL)
def test_every_kind_is_drawn_in_our_font_and_says_nothing_in_english(kind: str) -> None:
    svg = chart_svg(ALL[kind])
    assert "IBM Plex Sans" in svg
    assert "aria-label" not in svg
    assert 'aria-hidden="true"' in svg[:60]
    assert texts(svg)


@pytest.mark.parametrize("kind", ALL)
def test_a_specification_points_nowhere(kind: str) -> None:
    text = spec_text(ALL[kind])
    assert '"url"' not in text
    assert json.loads(text)["$schema"].startswith("https://vega.github.io/schema/vega-lite/")


def test_months_are_written_in_danish() -> None:
    found = texts(chart_svg(ALL["line"]))
    assert {"jan", "okt"} <= set(found)
    assert "2026" in found


def test_numbers_on_the_axis_have_the_danish_comma() -> None:
    low = [Point(month, Fraction(index, 10), "", "", "") for index, month in enumerate(MONTHS)]
    found = texts(chart_svg(line_spec(low, PERSONS)))
    assert any("," in text for text in found)
    assert not any("." in text for text in found)


def test_a_point_carries_the_figure_as_the_table_writes_it() -> None:
    assert "423" in texts(chart_svg(ALL["line"]))


def test_movements_out_hang_below_the_axis_and_are_told_without_a_minus() -> None:
    values = ALL["movements"]["layer"][0]["data"]["values"]
    assert all(value["y"] < 0 for value in values if value["serie"] == "Afgang")
    assert not any(text.startswith(("-", "−")) for text in texts(chart_svg(ALL["movements"])))


def test_a_waterfall_whose_changes_are_small_cuts_its_axis() -> None:
    steps = [
        Step("Fra", Decimal(0), Decimal(1_000_000), "1.000.000", level=True),
        Step("Op", Decimal(1_000_000), Decimal(1_010_000), "+10.000"),
        Step("Til", Decimal(0), Decimal(1_010_000), "1.010.000", level=True),
    ]
    low, high = waterfall_spec(steps, KRONER)["layer"][0]["encoding"]["y"]["scale"]["domain"]
    assert 0 < low < 1_000
    assert high > 1_010


@pytest.mark.parametrize("value", [None, Fraction(0), Fraction(10**15), Fraction(-3)])
def test_unknown_empty_huge_and_negative_values_are_drawn(value: Fraction | None) -> None:
    some = [Point(month, value, "–") for month in MONTHS]
    for spec in (line_spec(some, KRONER), bar_spec(some, KRONER)):
        assert chart_svg(spec).startswith("<svg")


def test_the_same_document_draws_the_same_charts() -> None:
    first, again = (
        [b.spec for s in monthly(World()).sections for b in s.blocks if isinstance(b, ChartBlock)]
        for _ in (1, 2)
    )
    assert [spec_text(one) for one in first] == [spec_text(one) for one in again]


def test_a_hostile_label_stays_a_text_in_the_drawing() -> None:
    name = "</text><script>alert(1)</script>"
    spec = panels_spec(points(panel=name), PERSONS, [name])
    svg = chart_svg(spec)
    assert "<script" not in svg
    assert "alert(1)" in "".join(texts(svg))


def test_an_empty_report_has_no_charts_and_no_error() -> None:
    blocks = [b for s in monthly(World(empty=True)).sections for b in s.blocks]
    assert not [b for b in blocks if isinstance(b, ChartBlock)]
