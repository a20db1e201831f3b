"""Charts as Vega-Lite specifications: one for the browser, the PDF and the HTML file.

A specification holds its own data and points nowhere else. Each datum carries `tekst`, the figure
as the tables write it, so that a chart and a table never round apart. Colour never stands alone:
a series also has its own dash, its side of the axis or its label.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pejl.base.tables import Value
from pejl.reports.chart_parts import (
    Point,
    Scale,
    chart,
    data_of,
    head,
    millis,
    month_axis,
    scale_for,
    scale_over,
    series_colours,
    tick_decimals,
    tooltip,
    value_axis,
    y_axis,
)
from pejl.reports.chart_style import BEFORE, INK, NOW, OTHER, TOTAL, Spec
from pejl.reports.document import Unit

_BESIDE_POINT = {"dy": -13, "align": "right", "dx": 6, "fontWeight": 600}
_HALO = {"stroke": "white", "strokeWidth": 4, "strokeJoin": "round"}
"""Under a figure that may lie on its own line."""


@dataclass(frozen=True)
class Step:
    """A bar of a waterfall: a level stands on the axis, a change hangs where the last ended."""

    label: str
    start: Value
    end: Value
    text: str
    level: bool = False


def line_spec(points: Sequence[Point], unit: Unit, *, marked: Sequence[date] = ()) -> Spec:
    """One line over the months; the `marked` months carry a dot and their figure.

    The vertical axis follows the figures and need not begin at zero; the builder says so in words.
    """
    scale = scale_for(points, unit)
    marks = [point for point in points if point.month in marked and point.value is not None]
    return chart(
        height=180,
        layer=[
            {
                "data": {"values": data_of(points, scale)},
                "mark": {"type": "line", "color": NOW, "strokeWidth": 2.5},
                "encoding": {"x": month_axis(points), "y": y_axis(scale, zero=False), **tooltip()},
            },
            {
                "data": {"values": data_of(marks, scale)},
                "mark": {"type": "point", "filled": True, "size": 55, "color": NOW},
                "encoding": {"x": month_axis(points), "y": y_axis(scale, zero=False), **tooltip()},
            },
            *(
                {
                    "data": {"values": data_of(marks, scale)},
                    "mark": {"type": "text", **_BESIDE_POINT, **look},
                    "encoding": {
                        "x": month_axis(points),
                        "y": y_axis(scale, zero=False),
                        "text": {"field": "tekst", "type": "nominal"},
                    },
                }
                for look in (_HALO, {})
            ),
        ],
    )


def bar_spec(points: Sequence[Point], unit: Unit) -> Spec:
    """A bar a month; the newest calendar year dark, the earlier ones light."""
    scale = scale_for(points, unit)
    newest = max(point.month.year for point in points)
    oldest = min(point.month.year for point in points)
    before = f"{oldest}-{newest - 1}" if oldest < newest - 1 else f"{newest - 1}"
    values = data_of(points, scale)
    for value in values:
        value["serie"] = str(newest) if value["måned"].startswith(str(newest)) else before
    return chart(
        height=180,
        data={"values": values},
        mark={"type": "bar", "width": {"band": 0.72}},
        encoding={
            "x": month_axis(points, band=True),
            "y": y_axis(scale, zero=True),
            "color": series_colours([before, str(newest)], [BEFORE, NOW]),
            **tooltip(),
        },
    )


def years_spec(points: Sequence[Point], unit: Unit, series: Sequence[str]) -> Spec:
    """Lines laid over each other by month of the year: this year, last year, the budget."""
    scale = scale_for(points, unit)
    looks = dict(zip(series, ((NOW, [1, 0]), (BEFORE, [1, 0]), (OTHER, [6, 4])), strict=False))
    x = {
        "field": "måned",
        "type": "temporal",
        "timeUnit": "utcmonth",
        "axis": {"title": None, "format": "%b", "grid": False, "tickCount": 12},
    }
    encoding = {
        "x": x,
        "y": y_axis(scale, zero=True),
        "color": series_colours(list(looks), [look[0] for look in looks.values()]),
        "strokeDash": {
            "field": "serie",
            "type": "nominal",
            "sort": list(looks),
            "scale": {"domain": list(looks), "range": [look[1] for look in looks.values()]},
            "legend": None,
        },
        **tooltip(),
    }
    return chart(
        height=190,
        data={"values": data_of(points, scale)},
        mark={"type": "line", "strokeWidth": 2.5},
        encoding=encoding,
    )


def movements_spec(points: Sequence[Point], unit: Unit, series: Sequence[str]) -> Spec:
    """In above the axis, out below it: the side tells them apart, not only the colour."""
    scale = scale_for(points, unit)
    values = data_of(points, scale)
    for value in values:
        if value["serie"] == series[1] and value["y"] is not None:
            value["y"] = -value["y"]
    axis = {**value_axis(scale), "labelExpr": "format(abs(datum.value), ',.0f')", "tickMinStep": 1}
    return chart(
        height=180,
        layer=[
            {
                "data": {"values": values},
                "mark": {"type": "bar", "width": {"band": 0.72}},
                "encoding": {
                    "x": month_axis(points, band=True),
                    "y": {"field": "y", "type": "quantitative", "axis": axis, "stack": None},
                    "color": series_colours(list(series), [NOW, OTHER]),
                    **tooltip(),
                },
            },
            {
                "data": {"values": [{"y": 0}]},
                "mark": {"type": "rule", "color": INK, "strokeWidth": 1},
                "encoding": {"y": {"field": "y", "type": "quantitative"}},
            },
        ],
    )


def waterfall_spec(steps: Sequence[Step], unit: Unit) -> Spec:
    """Level, changes, level. Where the changes are small beside the levels the axis is cut."""
    scale = scale_over([*(step.start for step in steps), *(step.end for step in steps)], unit)
    levels = [float(step.end) / scale.divisor for step in steps if step.level]
    edges = [float(edge) / scale.divisor for step in steps for edge in (step.start, step.end)]
    low, high = _window(levels, [edge for edge in edges if edge != 0] or [0.0])
    values = [_waterfall_value(step, scale, low) for step in steps]
    order = {"field": "trin", "type": "ordinal", "sort": [step.label for step in steps]}
    y = {
        "field": "fra",
        "type": "quantitative",
        "axis": {**value_axis(scale), "format": f",.{tick_decimals(high - low, scale)}f"},
        "scale": {"domain": [low, high], "nice": True, "zero": low == 0},
    }
    x = {**order, "axis": {"title": None, "labelAngle": 0, "labelLimit": 110, "grid": False}}
    kinds = ["Niveau", "Op", "Ned"]
    return chart(
        height=200,
        data={"values": values},
        layer=[
            {
                "mark": {"type": "bar", "width": {"band": 0.6}, "clip": True},
                "encoding": {
                    "x": x,
                    "y": y,
                    "y2": {"field": "til"},
                    "color": {
                        "field": "slags",
                        "type": "nominal",
                        "scale": {"domain": kinds, "range": [TOTAL, OTHER, NOW]},
                        "legend": None,
                    },
                    "tooltip": [
                        {"field": "trin", "type": "nominal", "title": "Trin"},
                        {"field": "tekst", "type": "nominal", "title": "Kr."},
                    ],
                },
            },
            {
                "mark": {"type": "text", "dy": -8, "baseline": "bottom", "fontWeight": 600},
                "encoding": {
                    "x": x,
                    "y": {**y, "field": "top"},
                    "text": {"field": "tekst", "type": "nominal"},
                },
            },
        ],
    )


def panels_spec(points: Sequence[Point], unit: Unit, panels: Sequence[str]) -> Spec:
    """Small multiples: one panel a service, each from zero and with a scale of its own.

    A panel's name (`Point.panel`) stands over it; the builder writes the newest figure into it.
    """
    scale = scale_for(points, unit)
    last = max(point.month for point in points)
    axis = {
        "title": None,
        "grid": False,
        "values": [millis(min(point.month for point in points)), millis(last)],
        "labelExpr": "utcFormat(datum.value, '%b %Y')",
        "labelAlign": {
            "condition": {"test": "datum.index == 0", "value": "left"},
            "value": "right",
        },
        "labelFontSize": 11,
    }
    x = {"field": "måned", "type": "temporal", "timeUnit": "utcyearmonth", "axis": axis}
    y = {
        "field": "y",
        "type": "quantitative",
        "axis": {
            **value_axis(scale),
            "title": None,
            "format": ",.1~f",
            "tickCount": 3,
            "labelFontSize": 11,
        },
        "scale": {"zero": True},
    }
    values = data_of(points, scale)
    for value in values:
        value["sidst"] = value["måned"] == last.isoformat()
    ends = {"filter": "datum.sidst"}
    return {
        **head(),
        "data": {"values": values},
        "facet": {"field": "felt", "type": "nominal", "sort": list(panels), "title": None},
        "columns": 3,
        "align": "all",
        "spacing": {"row": 18, "column": 26},
        "resolve": {"scale": {"y": "independent"}, "axis": {"x": "independent"}},
        "spec": {
            "width": 160,
            "height": 60,
            "encoding": {"x": x, "y": y},
            "layer": [
                {"mark": {"type": "area", "color": NOW, "opacity": 0.12}},
                {
                    "mark": {"type": "line", "color": NOW, "strokeWidth": 2},
                    "encoding": tooltip(),
                },
                {
                    "transform": [ends],
                    "mark": {"type": "point", "filled": True, "color": NOW, "size": 35},
                },
            ],
        },
    }


def _window(levels: Sequence[float], edges: Sequence[float]) -> tuple[float, float]:
    """From zero, unless that would hide the changes: then from just under the lowest edge."""
    low, high = min(edges), max(edges)
    room = (high - low) or abs(high) or 1.0
    top = high + room * 0.12
    if low <= 0 or not levels or (high - low) > 0.25 * high:
        return min(low, 0.0), top
    return max(low - room * 0.6, 0.0), top


def _waterfall_value(step: Step, scale: Scale, low: float) -> Spec:
    start, end = float(step.start) / scale.divisor, float(step.end) / scale.divisor
    if step.level:
        start, kind = low, "Niveau"
    else:
        kind = "Op" if step.end >= step.start else "Ned"
    return {
        "trin": step.label,
        "fra": start,
        "til": end,
        "top": max(start, end),
        "tekst": step.text,
        "slags": kind,
    }
