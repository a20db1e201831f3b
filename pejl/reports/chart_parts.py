"""What the charts are put together from: their data, scales and axes.

`float` here is a position on paper, never a figure: the figures are in the chart's table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pejl.base.tables import Value
from pejl.reports.chart_style import CONFIG, Spec
from pejl.reports.document import Unit

WIDTH = 640


@dataclass(frozen=True)
class Point:
    """A month's value in a chart. `text` is the figure as the tables write it."""

    month: date
    value: Value | None
    text: str
    series: str = ""
    panel: str = ""


@dataclass(frozen=True)
class Scale:
    divisor: int
    title: str
    decimals: int


def scale_for(points: Sequence[Point], unit: Unit) -> Scale:
    return scale_over([point.value for point in points if point.value is not None], unit)


def scale_over(values: Sequence[Value], unit: Unit) -> Scale:
    highest = max((abs(float(value)) for value in values), default=0.0)
    if unit.kind == "share":
        return Scale(1, unit.label_da, 0)
    if unit.kind == "kroner" and highest >= 2_000_000:
        return Scale(1_000_000, "mio. kr.", 1 if highest < 20_000_000 else 0)
    if unit.kind == "kroner" and highest >= 10_000:
        return Scale(1_000, "1.000 kr.", 0)
    return Scale(1, unit.label_da, 1 if unit.decimals and highest < 10 else 0)


def chart(*, height: int, **parts: Any) -> Spec:
    return {**head(), "width": WIDTH, "height": height, "autosize": _FIT, **parts}


_FIT = {"type": "fit-x", "contains": "padding"}


def head() -> Spec:
    return {"$schema": "https://vega.github.io/schema/vega-lite/v6.json", "config": CONFIG}


def data_of(points: Sequence[Point], scale: Scale) -> list[Spec]:
    return [
        {
            "måned": point.month.isoformat(),
            "y": None if point.value is None else float(point.value) / scale.divisor,
            "tekst": point.text,
            "serie": point.series,
            "felt": point.panel,
        }
        for point in points
    ]


def month_axis(points: Sequence[Point], *, band: bool = False) -> Spec:
    months = sorted({point.month for point in points})
    step = 3 if len(months) > 12 else 1
    ticks = [millis(month) for month in months if (month.month - 1) % step == 0]
    return {
        "field": "måned",
        "type": "temporal",
        "timeUnit": "utcyearmonth",
        "axis": {
            "title": None,
            "grid": False,
            "values": ticks,
            "labelExpr": "utcmonth(datum.value) == 0"
            " ? [utcFormat(datum.value, '%b'), utcFormat(datum.value, '%Y')]"
            " : utcFormat(datum.value, '%b')",
            **({"bandPosition": 0.5} if band else {}),
        },
    }


def y_axis(scale: Scale, *, zero: bool) -> Spec:
    return {
        "field": "y",
        "type": "quantitative",
        "axis": value_axis(scale),
        "scale": {"zero": zero, "nice": True},
    }


def value_axis(scale: Scale) -> Spec:
    return {
        "title": scale.title,
        "titleAngle": 0,
        "titleAlign": "left",
        "titleAnchor": "end",
        "titleX": 0,
        "titleY": -12,
        "tickCount": 5,
        "format": f",.{scale.decimals}~f",
        "domain": False,
        "ticks": False,
    }


def series_colours(names: list[str], colours: list[str]) -> Spec:
    return {
        "field": "serie",
        "type": "nominal",
        "sort": names,
        "scale": {"domain": names, "range": colours},
        "legend": {},
    }


def tooltip() -> Spec:
    return {
        "tooltip": [
            {"field": "måned", "type": "temporal", "timeUnit": "utcyearmonth",
             "title": "Måned", "format": "%B %Y"},
            {"field": "serie", "type": "nominal", "title": "Serie"},
            {"field": "tekst", "type": "nominal", "title": "Tal"},
        ]
    }  # fmt: skip


def tick_decimals(span: float, scale: Scale) -> int:
    """Enough decimals for five ticks over `span` to differ."""
    if scale.divisor == 1:
        return scale.decimals
    return 0 if span >= 5 else 1 if span >= 0.5 else 2


def millis(month: date) -> int:
    moment = datetime(month.year, month.month, 1, tzinfo=UTC)
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
